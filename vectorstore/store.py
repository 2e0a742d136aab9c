"""Catalogue and vectors as one store: the catalogue is the truth; what the vectors hold beside it is never shown."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np

from vectorstore import hnsw, lexical, lock
from vectorstore.catalog import Catalog
from vectorstore.lock import FilesLock
from vectorstore.records import ArticleRow, Damaged, Filters, Hit, PassageRow, StoreFault, Unreachable, Vectors
from vectorstore.vectors import VectorIndex, checksum, drop_all, unit_length

T = TypeVar("T")

CURRENT = "current"
# Writing stops while this much of the disk is still free: Chroma does not survive a full one (FAULTS row 5).
RESERVE_BYTES = 16_000_000
# A row of text and vector takes at most about this much on disk, in both files and their logs.
BYTES_A_PASSAGE = 12_000
REBUILD_BATCH = 512
# A rebuild or a repair in another process may take away what a search is reading; what is opened anew is whole, or
# truly damaged.
ATTEMPTS = 3
# Vectors of passages that are gone may still be found until the writer has removed them.
SPARE = 16
# What the store names its sub-folders; whatever else lies in the index folder is not its own and stays.
_OWN = re.compile(r"store-[0-9a-f]{8}")


def embedded_text(title: str | None, text: str) -> str:
    """What an embedder reads of a passage: its article's title in front, so that it knows what the passage is about."""
    # LlamaIndex strips what it puts together of metadata and text, and this is to be the same.
    return f"{title}\n{text}".strip() if title else text


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
        self._locks: dict[Path, FilesLock] = {}

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
                self._vectors = VectorIndex(self._place(self._name()), self._collection(self._name()))
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

    # -- writing

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the write lock of this index; :meth:`tidy` it first, unless what is there is to be replaced anyway."""
        try:
            self.index.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreFault(
                f"The index folder {self.index} cannot be made ({error.strerror}); name another with --index."
            ) from error
        with lock.writing(self.index):
            yield

    def create(self, embedder: str) -> None:
        """Start an empty index; call it inside :meth:`writing`."""
        with self._guard:
            token = f"store-{secrets.token_hex(4)}"
            self._fill_new(token, embedder)
            self._switch(token)

    @contextmanager
    def rebuilding(self, embedder: str) -> Iterator[Store]:
        """A new, empty store to fill; it takes this one's place when the block ends well, and is dropped if not."""
        token = f"store-{secrets.token_hex(4)}"
        self._fill_new(token, embedder)
        fresh = Store(self.index, chroma_url=self._url, token=token)
        try:
            yield fresh
        except BaseException:
            fresh.close()
            self._discard(token)
            raise
        fresh.close()
        with self._guard:
            self._switch(token)

    def replace(self, articles: Sequence[ArticleRow], embeddings: Sequence[Vectors]) -> None:
        """Store articles with one row of ``embeddings`` a passage; a stored version of the same file goes.

        New vectors are written first, then the catalogue changes in one transaction, then old vectors go: whoever
        dies in between leaves vectors that no passage names, and the next writer removes them.
        """
        rows = [unit_length(e) for e in embeddings]
        self._require_space(sum(map(len, rows)))
        with self._files().alone():
            self._replace(articles, rows)

    def _replace(self, articles: Sequence[ArticleRow], rows: Sequence[Vectors]) -> None:
        catalog = self.catalog
        with catalog.transaction() as db:
            ids = [catalog.reserve(len(article.chunks)) for article in articles]
            db.executemany("INSERT INTO stray_vectors VALUES (?)", [(i,) for part in ids for i in part])
            catalog.bump()
        self._keep_open()
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
        self._keep_open()
        self._drop_stray(gone)

    def remove(self, files: Sequence[str]) -> None:
        """Remove articles; :meth:`finish` then makes their texts physically gone."""
        catalog = self.catalog
        with catalog.transaction() as db:
            gone: list[int] = []
            for file in files:
                row = db.execute("SELECT id FROM articles WHERE file = ?", (file,)).fetchone()
                if row is not None:
                    gone += catalog.delete(row[0])
            self._changed(gone)
        self._keep_open()
        self._drop_stray(gone)

    def move(self, moves: Sequence[tuple[int, str, float]]) -> None:
        """Give articles (id, new file, modified) their new paths."""
        with self.catalog.transaction():
            for article, file, modified in moves:
                self.catalog.move(article, file, modified)
            self._changed([])
        self._keep_open()

    def finish(self, failures: Sequence[tuple[str, str]]) -> None:
        """End a run of changes: store what could not be read, and scrub where texts were removed."""
        catalog = self.catalog
        if list(catalog.failures().items()) != sorted(failures):
            with catalog.transaction():
                catalog.set_failures(failures)
        self._scrub_vectors()
        if catalog.meta("scrub") == "1":
            gone = catalog.scrub()
            with catalog.transaction():
                # Not yet where another process was reading the old state all the while: then the next run does it.
                catalog.set_meta("scrub", "0" if gone else "1")

    def rebuild_vectors(self, embed: Callable[[list[str]], Vectors], progress: Callable[[int, int], None]) -> None:
        """Make all vectors anew from the catalogue's texts, beside the old ones, and then take their place.

        ``embed`` gets each passage as its article's title and its text, the way they were indexed.
        """
        catalog = self.catalog
        ids = [i for i, _ in catalog.passage_ids()]
        self._require_space(len(ids))
        name = f"vectors-{int(self._name().rpartition('-')[2]) + 1}"
        # A repair that was interrupted may have left half of them.
        self._discard_vectors(name)
        fresh = VectorIndex(self._place(name), self._collection(name), create=True)
        sums: list[tuple[int, int]] = []
        for first in range(0, len(ids), REBUILD_BATCH):
            rows = catalog.passages(ids[first : first + REBUILD_BATCH])
            part = unit_length(embed([embedded_text(row.title, row.text) for row in rows.values()]))
            fresh.add(list(rows), part)
            sums += [(checksum(vector), i) for i, vector in zip(rows, part, strict=True)]
            progress(min(first + REBUILD_BATCH, len(ids)), len(ids))
        old = self._name()
        with catalog.transaction() as db:
            db.executemany("UPDATE passages SET vector_crc = ? WHERE id = ?", sums)
            db.execute("DELETE FROM stray_vectors")
            catalog.set_meta("vectors", name)
            catalog.bump()
        fresh.close()
        with self._guard:
            self._release()
        self._scrub_vectors()
        self._discard_vectors(old)

    # -- searching

    def search_dense(self, vector: Vectors, k: int, filters: Filters | None = None) -> list[Hit]:
        """The ``k`` passages nearest to ``vector``, best first, scored by cosine."""
        if not self.catalog.counts()[1]:
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

    # -- inside

    def _search_dense(self, vectors: VectorIndex, query: Vectors, k: int, filters: Filters | None) -> list[Hit]:
        catalog = self.catalog
        among = catalog.allowed(filters) if filters else None
        wanted = k + SPARE
        while True:
            hits = vectors.nearest(query, wanted, among)
            known = catalog.known([hit.id for hit in hits])
            found = [hit for hit in hits if hit.id in known]
            if len(found) >= k or len(hits) < wanted:
                return found[:k]
            wanted *= 4

    def _open(self, token: str) -> tuple[Catalog, str]:
        try:
            return Catalog(self.index / token / "catalog.db"), token
        except StoreFault:
            # A rebuild in another process may just have put another one in its place.
            now = self._pinned or self._read_current()
            if now == token:
                raise
            return self._open(now)

    def _scrub_vectors(self) -> None:
        place = self._place(self._name())
        if isinstance(place, Path):
            try:
                with self._files().alone():
                    hnsw.scrub(place)
            except OSError as error:
                raise StoreFault(f"The vectors in {place} cannot be written ({error.strerror}); run again.") from error

    def _require_space(self, passages: int) -> None:
        try:
            free = shutil.disk_usage(self.index).free
        except OSError as error:
            raise StoreFault(f"The index folder {self.index} is gone ({error.strerror}); run again.") from error
        needed = RESERVE_BYTES + passages * BYTES_A_PASSAGE
        if free < needed:
            raise StoreFault(
                f"The disk that holds {self.index} has {free / 1e6:,.0f} MB left and {needed / 1e6:,.0f} MB are needed; "
                "free some space and run again: what is indexed so far is kept."
            )

    def _files(self) -> FilesLock:
        """The lock of the files in use; a server needs none."""
        with self._guard:
            folder = self.index / (self._pinned or self._read_current())
            if self._url is not None:
                folder = self.index / "no such folder"
            return self._locks.setdefault(folder, FilesLock(folder))

    def _changed(self, gone: Sequence[int]) -> None:
        catalog = self.catalog
        if gone:
            catalog.db.executemany("INSERT OR IGNORE INTO stray_vectors VALUES (?)", [(i,) for i in gone])
            catalog.set_meta("scrub", "1")
        catalog.bump()

    def _keep_open(self) -> None:
        """This process wrote the last change itself and has committed it: its vectors are not stale."""
        if self._vectors is not None:
            self._seen = self.catalog.generation()

    def _drop_stray(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        with self._files().alone():
            self.vectors.delete(ids)
            with self.catalog.transaction() as db:
                db.executemany("DELETE FROM stray_vectors WHERE id = ?", [(i,) for i in ids])
                self.catalog.bump()
            self._keep_open()

    def tidy(self) -> None:
        """Remove what an interrupted writer left: vectors without a passage, half-built indexes.

        Call it inside :meth:`writing`.
        """
        catalog = self.catalog
        self._sweep()
        for entry in (self.index / str(self._token)).glob("vectors-*"):
            if entry.name != self._name():
                self._discard_vectors(entry.name)
        with catalog.faults():
            stray = [row[0] for row in catalog.db.execute("SELECT id FROM stray_vectors")]
        self._drop_stray(stray)

    def _sweep(self) -> None:
        """Remove the store's sub-folders but the current one."""
        current = self._read_current()
        for entry in self.index.iterdir():
            if _OWN.fullmatch(entry.name) and entry.name != current:
                self._discard(entry.name)
            elif entry.name.startswith(f"{CURRENT}.store-"):
                entry.unlink(missing_ok=True)

    def _discard(self, token: str) -> None:
        if self._url is not None:
            drop_all(self._url, f"pincite-{token}")
        shutil.rmtree(self.index / token, ignore_errors=True)

    def _discard_vectors(self, name: str) -> None:
        if self._url is not None:
            drop_all(self._url, self._collection(name))
        shutil.rmtree(self.index / str(self._token) / name, ignore_errors=True)

    def _fill_new(self, token: str, embedder: str) -> None:
        self._require_space(0)
        try:
            (self.index / token).mkdir(parents=True)
        except OSError as error:
            raise StoreFault(
                f"The index folder {self.index} cannot be written ({error.strerror}); name another with --index."
            ) from error
        try:
            catalog = Catalog(self.index / token / "catalog.db", create=True)
            name = "vectors-1"
            with catalog.transaction():
                catalog.set_meta("embedder", embedder)
                catalog.set_meta("vectors", name)
            catalog.close()
            VectorIndex(self._place(name, token), self._collection(name, token), create=True).close()
        except BaseException:
            shutil.rmtree(self.index / token, ignore_errors=True)
            raise

    def _switch(self, token: str) -> None:
        pointer = self.index / f"{CURRENT}.{token}"
        try:
            with pointer.open("w", encoding="utf-8") as file:
                file.write(token)
                file.flush()
                # Renamed before it is written out, it would be empty after a power cut.
                os.fsync(file.fileno())
            pointer.replace(self.index / CURRENT)
        except OSError as error:
            self._discard(token)
            raise StoreFault(f"The index folder {self.index} cannot be written ({error.strerror}).") from error
        self._forget()
        self._sweep()

    def _read_current(self) -> str:
        token = self._pointed()
        while not token or not (self.index / token).is_dir():
            # A rebuild in another process takes the old one away as soon as it has put another in its place.
            before, token = token, self._pointed()
            if token == before:
                self._forget()
                raise Damaged(f"The index at {self.index} is damaged: parts are gone; run `pincite index --rebuild`.")
        return token

    def _pointed(self) -> str:
        try:
            return (self.index / CURRENT).read_text("utf-8").strip()
        except OSError:
            self._forget()
            raise StoreFault(f"There is no index at {self.index}; run `pincite index`.") from None
        except UnicodeDecodeError:
            return ""

    def _name(self) -> str:
        return self.catalog.meta("vectors") or "vectors-1"

    def _place(self, name: str, token: str | None = None) -> Path | str:
        return self._url or self.index / (token or str(self._token)) / name

    def _collection(self, name: str, token: str | None = None) -> str:
        return f"pincite-{token or self._token}-{name}"

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
