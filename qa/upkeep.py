"""An index's upkeep: it is made, brought up to its folder, and mended; what was interrupted, the next run completes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa.errors import store_errors
from qa.indexing import IndexReport, Progress, index_folder
from vectorstore import Store
from vectorstore.doctor import Diagnosis, diagnose
from vectorstore.records import Damaged, Unreachable

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

# A fact in the catalogue that stands there from the first change of a run to its last.
UNFINISHED = "unfinished"

Embedding = Callable[[], "BaseEmbedding"]


def bring_up(
    store: Store,
    folder: Path,
    embedder: str,
    embedding: Embedding,
    *,
    largest: int,
    rebuild: bool,
    progress: Callable[[Progress], None] | None,
) -> IndexReport:
    """Bring the index up to the folder; with ``rebuild`` a new one takes its place. Raises :class:`StoreError`.

    ``embedder`` is the id of what ``embedding`` loads, which is called only when there is something to embed.
    """
    with store_errors(), store.writing():
        if rebuild:
            with store.rebuilding(embedder) as fresh:
                return index_folder(folder, fresh, embedding, largest=largest, progress=progress)
        # A first run that failed has left an empty index, which binds nobody to its embedder.
        if not store.exists() or (store.embedder != embedder and not store.catalog.counts()[0]):
            store.create(embedder)
        store.require_embedder(embedder)
        _tidy(store, embedding)
        _mark(store, "1")
        report = index_folder(folder, store, _recognised(store, embedding), largest=largest, progress=progress)
        _mark(store, "")
        return report


def unfinished(store: Store) -> bool:
    """Whether the last run did not come to its end."""
    return bool(store.catalog.meta(UNFINISHED))


def examine(
    store: Store,
    url: str | None,
    embedder: str,
    embedding: Embedding,
    *,
    repair: bool,
    progress: Callable[[int, int], None] | None,
) -> Diagnosis:
    """Whether every passage finds itself; with ``repair``, what can be mended is. Raises :class:`StoreError`.

    Vectors that are gone or altered are made anew, all of them; a passage that a search of sound vectors passes by is
    from now on compared with each question by itself.
    """
    with store_errors():
        store.catalog.counts()
        found = diagnose(store.index, url, progress)
        if not repair or found.healthy or found.broken_offsets:
            return found
        store.require_embedder(embedder)
        with store.writing():
            if found.missing or found.altered or found.fatal:
                _rebuild_vectors(store, embedding, progress)
                found = diagnose(store.index, url, progress)
            if found.lost:
                store.keep_apart(found.lost)
                found = diagnose(store.index, url, progress)
        return found


def _recognised(store: Store, embedding: Embedding) -> Embedding:
    """``embedding``; of one whose model has no name, the vectors have to show that it made the index."""

    @cache
    def load() -> BaseEmbedding:
        from qa.embedding import UNNAMED_MODEL

        loaded = embedding()
        if loaded.model_name == UNNAMED_MODEL:
            store.require_same(lambda texts: np.asarray(loaded.get_text_embedding_batch(texts), np.float32))
        return loaded

    return load


def _tidy(store: Store, embedding: Embedding) -> None:
    if unfinished(store):
        try:
            store.read(lambda vectors: None)
        except Unreachable:
            raise
        except Damaged:
            # A run killed while Chroma wrote can leave files that nobody opens; they are a cache, and nothing is lost.
            _rebuild_vectors(store, embedding, None)
    store.tidy()


def _rebuild_vectors(store: Store, embedding: Embedding, progress: Callable[[int, int], None] | None) -> None:
    embed = embedding().get_text_embedding_batch
    store.rebuild_vectors(lambda texts: np.asarray(embed(texts), np.float32), progress or (lambda done, total: None))


def _mark(store: Store, value: str) -> None:
    with store.catalog.transaction():
        store.catalog.set_meta(UNFINISHED, value)
