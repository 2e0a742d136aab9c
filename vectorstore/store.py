"""Catalogue and vectors as one store: the catalogue is the truth; what the vectors hold beside it is never shown."""

from __future__ import annotations

import os
import secrets
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from vectorstore import lexical, lock, vectors
from vectorstore.catalog import Catalog
from vectorstore.records import ArticleRow, Damaged, Filters, Hit, PassageRow, StoreFault, Vectors
from vectorstore.vectors import VectorIndex, checksum, unit_length

CURRENT = "current"
# Writing stops while this much of the disk is still free: Chroma does not survive a full one (FAULTS row 5).
RESERVE_BYTES = 16_000_000
# A row of text and vector takes at most about this much on disk, in both files and their logs.
BYTES_A_PASSAGE = 12_000


class Store:
    """An index on disk.

    The folder holds ``current``, which names the sub-folder in use; a rebuild fills another one and then changes
    the name, so that there is an index at every moment. Reading is safe from any thread and beside a writer in
    another process: each search sees one state of the catalogue and passes over vectors it does not know.
    """

    def __init__(self, index: Path, *, chroma_url: str | None = None, token: str | None = None) -> None:
        """``chroma_url`` names a Chroma server for the vectors; ``token`` a sub-folder other than the current one."""
        self.index = index
        self._url = chroma_url
        self._pinned = token
        self._guard = threading.RLock()
        self._token: str | None = None
        self._catalog: Catalog | None = None
        self._vectors: VectorIndex | None = None
        self._seen = -1

    # -- opening

    def exists(self) -> bool:
        """Whether there is an index here."""
        return (self.index / CURRENT).is_file()

    @property
    def catalog(self) -> Catalog:
        """The catalogue in use; raises :class:`StoreFault` where there is none."""
        with self._guard:
            token = self._pinned or self._read_current()
            if self._catalog is None or token != self._token:
                self._forget()
                self._catalog = Catalog(self.index / token / "catalog.db")
                self._token = token
            return self._catalog

    @property
    def vectors(self) -> VectorIndex:
        """The vectors in use, opened afresh after another process has written."""
        with self._guard:
            generation = self.catalog.generation()
            if self._vectors is None or generation != self._seen:
                if self._vectors is not None:
                    self._release()
                self._vectors = VectorIndex(self._place(self._name()), self._collection(self._name()))
                self._seen = generation
            return self._vectors

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

    # -- writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the write lock of this index; tidies up first what an interrupted writer has left."""
        try:
            self.index.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreFault(f"The index folder {self.index} cannot be made ({error.strerror}); name another with --index.") from error
        with lock.writing(self.index):
            if self.exists():
                self._tidy()
            yield

    def create(self, embedder: str) -> None:
        """Start an empty index; call it inside :meth:`writing`."""
        with self._guard:
            token = secrets.token_hex(4)
            self._fill_new(token, embedder)
            self._switch(token)

    @contextmanager
    def rebuilding(self, embedder: str) -> Iterator[Store]:
        """A new, empty store to fill; it takes this one's place when the block ends well, and is dropped if not."""
        token = secrets.token_hex(4)
        self._fill_new(token, embedder)
        fresh = Store(self.index, chroma_url=self._url, token=token)
        try:
            yield fresh
        except BaseException:
            fresh.close()
            shutil.rmtree(self.index / token, ignore_errors=True)
            raise
        fresh.close()
        with self._guard:
            self._switch(token)

    def replace(self, articles: Sequence[ArticleRow], embeddings: Sequence[Vectors]) -> None:
        """Store articles with one row of ``embeddings`` a passage; a stored version of the same file goes.

        New vectors are written first, then the catalogue changes in one transaction, then old vectors go: whoever
        dies in between leaves vectors that no passage names, and the next writer removes them.
        """
        catalog = self.catalog
        rows = [unit_length(e) for e in embeddings]
        self._require_space(sum(map(len, rows)))
        with catalog.transaction() as db:
            ids = [catalog.reserve(len(article.chunks)) for article in articles]
            db.executemany("INSERT INTO stray_vectors VALUES (?)", [(i,) for part in ids for i in part])
        flat = [i for part in ids for i in part]
        if flat:
            self.vectors.add(flat, np.concatenate([part for part in rows if len(part)]))
        with catalog.transaction() as db:
            gone: list[int] = []
            for article, part, vector_rows in zip(articles, ids, rows, strict=True):
                old = db.execute("SELECT id FROM articles WHERE file = ?", (article.file,)).fetchone()
                if old is not None:
                    gone += catalog.delete(old[0])
                catalog.insert(article, part, [checksum(row) for row in vector_rows])
            db.executemany("DELETE FROM stray_vectors WHERE id = ?", [(i,) for i in flat])
            self._changed(gone)
        self._drop_stray(gone)

    def remove(self, files: Sequence[str]) -> None:
        """Remove articles; :meth:`scrub` then makes their texts physically gone."""
        catalog = self.catalog
        with catalog.transaction() as db:
            gone: list[int] = []
            for file in files:
                row = db.execute("SELECT id FROM articles WHERE file = ?", (file,)).fetchone()
                if row is not None:
                    gone += catalog.delete(row[0])
            self._changed(gone)
        self._drop_stray(gone)

    def move(self, moves: Sequence[tuple[int, str, float]]) -> None:
        """Give articles (id, new file, modified) their new paths."""
        with self.catalog.transaction():
            for article, file, modified in moves:
                self.catalog.move(article, file, modified)
            self._changed([])

    def finish(self, failures: Sequence[tuple[str, str]]) -> None:
        """End a run of changes: store what could not be read, and scrub where texts were removed."""
        catalog = self.catalog
        if list(catalog.failures().items()) != sorted(failures):
            with catalog.transaction():
                catalog.set_failures(failures)
        if catalog.meta("scrub") == "1":
            catalog.scrub()
            with catalog.transaction():
                catalog.set_meta("scrub", "0")

    # -- searching

    def search_dense(self, vector: Vectors, k: int, filters: Filters | None = None) -> list[Hit]:
        """The ``k`` passages nearest to ``vector``, best first, scored by cosine."""
        catalog = self.catalog
        if not catalog.counts()[1]:
            return []
        query = unit_length(vector[None, :])[0]
        among = catalog.allowed(filters) if filters else None
        # Vectors of passages that are gone may still be there until the writer has removed them.
        hits = self._nearest(query, min(k + 16, max(1, catalog.counts()[1])), among)
        known = catalog.passages([hit.id for hit in hits])
        return [hit for hit in hits if hit.id in known][:k]

    def search_lexical(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        """The ``k`` best passages by BM25 over the question's words, best first."""
        return lexical.search(self.catalog, query, k, filters)

    def passages(self, ids: Sequence[int]) -> dict[int, PassageRow]:
        """The passages of those ``ids`` that exist."""
        return self.catalog.passages(ids)

    # -- inside

    def _nearest(self, query: Vectors, k: int, among: list[int] | None) -> list[Hit]:
        try:
            return self.vectors.nearest(query, k, among)
        except Damaged:
            # A writer in another process may just have replaced the files; what is read afresh is whole or damaged.
            with self._guard:
                self._release()
            return self.vectors.nearest(query, k, among)

    def _require_space(self, passages: int) -> None:
        free = shutil.disk_usage(self.index).free
        needed = RESERVE_BYTES + passages * BYTES_A_PASSAGE
        if free < needed:
            raise StoreFault(
                f"The disk that holds {self.index} has {free / 1e6:,.0f} MB left and {needed / 1e6:,.0f} MB are needed; "
                "free some space and run again: what is indexed so far is kept."
            )

    def _changed(self, gone: Sequence[int]) -> None:
        catalog = self.catalog
        if gone:
            catalog.db.executemany("INSERT OR IGNORE INTO stray_vectors VALUES (?)", [(i,) for i in gone])
            catalog.set_meta("scrub", "1")
        catalog.bump()
        # This process wrote them itself: its vectors are not stale.
        self._seen = catalog.generation() if self._vectors is not None else self._seen

    def _drop_stray(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        self.vectors.delete(ids)
        with self.catalog.transaction() as db:
            db.executemany("DELETE FROM stray_vectors WHERE id = ?", [(i,) for i in ids])

    def _tidy(self) -> None:
        """Remove what an interrupted writer left: vectors without a passage, half-built indexes."""
        catalog = self.catalog
        for entry in self.index.iterdir():
            if entry.is_dir() and entry.name != self._token:
                shutil.rmtree(entry, ignore_errors=True)
        for entry in (self.index / str(self._token)).glob("vectors-*"):
            if entry.name != self._name():
                shutil.rmtree(entry, ignore_errors=True)
        with catalog.faults():
            stray = [row[0] for row in catalog.db.execute("SELECT id FROM stray_vectors")]
        self._drop_stray(stray)

    def _fill_new(self, token: str, embedder: str) -> None:
        try:
            (self.index / token).mkdir(parents=True)
        except OSError as error:
            raise StoreFault(f"The index folder {self.index} cannot be written ({error.strerror}).") from error
        catalog = Catalog(self.index / token / "catalog.db", create=True)
        name = "vectors-1"
        with catalog.transaction():
            catalog.set_meta("embedder", embedder)
            catalog.set_meta("vectors", name)
        catalog.close()
        VectorIndex(self._place(name, token), self._collection(name, token), create=True)

    def _switch(self, token: str) -> None:
        old = self._token
        pointer = self.index / f"{CURRENT}.{token}"
        pointer.write_text(token, "utf-8")
        os.replace(pointer, self.index / CURRENT)
        self._forget()
        if old is not None and old != token:
            shutil.rmtree(self.index / old, ignore_errors=True)

    def _read_current(self) -> str:
        try:
            return (self.index / CURRENT).read_text("utf-8").strip()
        except OSError:
            self._forget()
            raise StoreFault(f"There is no index at {self.index}; run `pincite index`.") from None

    def _name(self) -> str:
        return self.catalog.meta("vectors") or "vectors-1"

    def _place(self, name: str, token: str | None = None) -> Path | str:
        return self._url or self.index / (token or str(self._token)) / name

    def _collection(self, name: str, token: str | None = None) -> str:
        return f"pincite-{token or self._token}-{name}"

    def _release(self) -> None:
        if self._vectors is not None and self._token is not None and self._url is None:
            for entry in (self.index / self._token).glob("vectors-*"):
                vectors.release(entry)
        self._vectors = None
        self._seen = -1

    def _forget(self) -> None:
        self._release()
        if self._catalog is not None:
            self._catalog.close()
        self._catalog = None
        self._token = None

