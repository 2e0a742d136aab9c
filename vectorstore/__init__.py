"""Articles, passages and vectors on disk: a catalogue that is the truth and vectors that are its cache."""

from __future__ import annotations

__all__ = ["Filters", "Hit", "Store", "StoreFault"]

from vectorstore.records import Filters, Hit, StoreFault
from vectorstore.store import Store
