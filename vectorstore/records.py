"""What goes into the store and comes out of it: plain frozen rows, and the store's one error."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class StoreFault(Exception):
    """The store cannot do what was asked; the message says what failed and what to do."""


class Locked(StoreFault):
    """Another process writes to this index."""


class Damaged(StoreFault):
    """Files of the index are missing or damaged."""


class Unreachable(Damaged):
    """The server that holds the vectors does not answer; nothing is known to be damaged."""


@dataclass(frozen=True, slots=True)
class ChunkRow:
    """A passage of an article: offsets in code points, half-open; ``sentences`` are (start, end) pairs."""

    start: int
    end: int
    sentences: tuple[tuple[int, int], ...]
    section: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as it is to be stored; ``date`` is ISO 8601, ``modified`` seconds since the epoch."""

    file: str
    sha256: str
    size: int
    modified: float
    encoding: str
    title: str | None
    date: str | None
    source: str | None
    text: str
    chunks: tuple[ChunkRow, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """What the manifest knows of a stored file without reading its text."""

    id: int
    file: str
    sha256: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A stored article as a list shows it: ``size`` in bytes, ``date`` ISO 8601 or ``None``."""

    file: str
    title: str | None
    date: str | None
    source: str | None
    size: int
    passages: int


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A stored passage with its text and what its article states; ``stored_sentences`` is :attr:`sentences` as JSON."""

    id: int
    article: int
    file: str
    start: int
    end: int
    stored_sentences: str
    section: str | None
    kind: str
    title: str | None
    date: str | None
    source: str | None
    sha256: str
    text: str

    @property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """(start, end) pairs; read when asked for, because a search ranks hundreds of passages and shows a few."""
        return tuple((a, b) for a, b in json.loads(self.stored_sentences))


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage's id and its score; a higher score is better, and one list's scores are not another's."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles a search may return: all of them where nothing is set.

    ``files`` are exact relative paths, ``folders`` path prefixes, ``sources`` publishers (case aside),
    ``since`` and ``until`` ISO dates, both inclusive: an article without a date is outside any range. ``named`` is a part
    of the title or the path (case aside). ``as_of`` is the ISO date of the day a question is asked on: nothing dated later, and
    what has no date.
    """

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    named: str = ""
    as_of: str | None = None

    def __bool__(self) -> bool:
        return self != Filters()
