"""An index on disk as it is read: from any thread, beside a writer in another process, each search one state of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from vectorstore import lexical
from vectorstore.catalog import Catalog
from vectorstore.lock import FilesLock
from vectorstore.place import Place
from vectorstore.records import Damaged, Filters, Hit, PassageRow, StoreFault, Unreachable, Vectors
from vectorstore.vectors import VectorIndex, unit_length

T = TypeVar("T")

# A rebuild or a repair in another process may take away what a search is reading; what is opened anew is whole, or
# truly damaged.
ATTEMPTS = 3
# A fact in the catalogue: the ids of passages that a search of the vectors has been found to pass by, as JSON.
APART = "apart"
# Vectors of passages that are gone may still be found until the writer has removed them.
SPARE = 16
# So many times the passages wanted of a filtered search are looked for among all: enough where a filter lets most through.
UNFILTERED = 4


class Reader:
    """Catalogue and vectors of one index, opened when they are first needed and again when another process has written.

    A search passes over vectors that the catalogue does not know.
    """

    def __init__(self, index: Path, *, chroma_url: str | None = None, token: str | None = None) -> None:
        """``chroma_url`` names a Chroma server for the vectors; ``token`` a sub-folder other than the current one."""
        self.index = index
        self._disk = Place(index, chroma_url)
        self._pinned = token
        self._guard = threading.RLock()
        self._token: str | None = None
        self._catalog: Catalog | None = None
        self._vectors: VectorIndex | None = None
        self._seen = -1
        self._locks: dict[Path, FilesLock] = {}

    def exists(self) -> bool:
        """Whether there is an index here."""
        return self._disk.exists()

    @property
    def catalog(self) -> Catalog:
        """The catalogue in use; raises :class:`StoreFault` where there is none."""
        with self._guard:
            token = self._current()
            if self._catalog is None or token != self._token:
                self._forget()
                self._catalog, self._token = self._open(token)
            return self._catalog

    @property
    def vectors(self) -> VectorIndex:
        """The vectors in use, opened afresh after another process has written; for reading beside one: :meth:`read`."""
        with self._guard:
            generation = self.catalog.generation()
            if self._vectors is not None and generation == self._seen:
                return self._vectors
        with self._files().alone(), self._guard:
            generation = self.catalog.generation()
            if self._vectors is None or generation != self._seen:
                self._release()
                self._vectors = self._open_vectors(self._name(), apart=self._apart())
                self._seen = generation
            return self._vectors

    def read(self, ask: Callable[[VectorIndex], T]) -> T:
        """What ``ask`` gets from the vectors, at a moment when no other process is changing them."""
        while True:
            vectors = self.vectors
            with self._files().shared():
                # Opened before the last change, they would catch up by themselves, and write to the writer's files.
                if vectors is self._vectors and self.catalog.generation() == self._seen:
                    return ask(vectors)

    @property
    def embedder(self) -> str:
        """The id of the embedder that made this index's vectors."""
        return self.catalog.meta("embedder") or ""

    def require_embedder(self, embedder: str) -> None:
        """Raise :class:`StoreFault` unless ``embedder`` made this index: vectors of two models do not compare."""
        if self.embedder != embedder:
            raise StoreFault(
                f"The index at {self.index} was made with the embedder {self.embedder}, not {embedder}; "
                "use that one, or run `pincite index --rebuild`."
            )

    def close(self) -> None:
        """Let go of every file."""
        with self._guard:
            self._forget()

    def search_dense(self, vector: Vectors, k: int, filters: Filters | None = None) -> list[Hit]:
        """The ``k`` passages nearest to ``vector``, best first, scored by cosine."""
        if not self.catalog.passage_count():
            return []
        query = unit_length(vector[None, :])[0]
        for _ in range(ATTEMPTS - 1):
            try:
                return self.read(lambda vectors: self._search_dense(vectors, query, k, filters))
            except Unreachable:
                raise
            except Damaged:
                with self._guard:
                    self._release()
        return self.read(lambda vectors: self._search_dense(vectors, query, k, filters))

    def search_lexical(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        """The ``k`` best passages by BM25 over the question's words, best first."""
        return lexical.search(self.catalog, query, k, filters)

    def passages(self, ids: Sequence[int]) -> dict[int, PassageRow]:
        """The passages of those ``ids`` that exist."""
        return self.catalog.passages(ids)

    def _search_dense(self, vectors: VectorIndex, query: Vectors, k: int, filters: Filters | None) -> list[Hit]:
        catalog = self.catalog
        wanted = k + SPARE
        among = None
        if filters:
            # A search among tens of thousands of ids takes ten times as long as one among all.
            hits = vectors.nearest(query, UNFILTERED * wanted)
            known = catalog.known([hit.id for hit in hits], filters)
            if len(known) >= k:
                return [hit for hit in hits if hit.id in known][:k]
            among = catalog.allowed(filters)
        while True:
            hits = vectors.nearest(query, wanted, among)
            known = catalog.known([hit.id for hit in hits])
            found = [hit for hit in hits if hit.id in known]
            if len(found) >= k or len(hits) < wanted:
                return found[:k]
            wanted *= 4

    def _open(self, token: str) -> tuple[Catalog, str]:
        try:
            return Catalog(self._disk.catalog(token)), token
        except StoreFault:
            # A rebuild in another process may just have put another one in its place.
            now = self._current()
            if now == token:
                raise
            return self._open(now)

    def _files(self) -> FilesLock:
        """The lock of the files in use; a server needs none."""
        with self._guard:
            folder = self.index / self._current()
            if self._disk.url is not None:
                folder = self.index / "no such folder"
            return self._locks.setdefault(folder, FilesLock(folder))

    def _current(self) -> str:
        try:
            return self._pinned or self._disk.current()
        except StoreFault:
            self._forget()
            raise

    def _name(self) -> str:
        return self.catalog.meta("vectors") or "vectors-1"

    def _apart(self) -> list[int]:
        """What :meth:`keep_apart` was told."""
        ids: list[int] = json.loads(self.catalog.meta(APART) or "[]")
        return ids

    def _open_vectors(
        self, name: str, token: str | None = None, *, create: bool = False, apart: Sequence[int] = ()
    ) -> VectorIndex:
        token = token or str(self._token)
        return VectorIndex(self._disk.vectors(token, name), self._disk.collection(token, name), create, apart)

    def _release(self) -> None:
        if self._vectors is not None:
            self._vectors.close()
        self._vectors = None
        self._seen = -1

    def _forget(self) -> None:
        self._release()
        if self._catalog is not None:
            self._catalog.close()
        self._catalog = None
        self._token = None
