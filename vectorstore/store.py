"""Catalogue and vectors as one store: the catalogue is the truth; what the vectors hold beside it is never shown."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from vectorstore import hnsw, lock
from vectorstore.catalog import Catalog
from vectorstore.reader import APART, Reader
from vectorstore.records import ArticleRow, StoreFault, Vectors
from vectorstore.vectors import checksum, unit_length

REBUILD_BATCH = 512
# Passages embedded again to recognise an embedder, and the least cosine of two vectors that one embedder makes of a text:
# the same model on another machine comes to .99 and more.
COMPARED = 4
SAME = 0.95


def embedded_text(title: str | None, text: str) -> str:
    """What an embedder reads of a passage: its article's title in front, so that it knows what the passage is about."""
    # LlamaIndex strips what it puts together of metadata and text, and this is to be the same.
    return f"{title}\n{text}".strip() if title else text


class Store(Reader):
    """An index on disk that can be changed, by one process at a time.

    The folder holds ``current``, which names the sub-folder in use; a rebuild fills another one and then changes
    the name, so that there is an index at every moment. Reading is safe from any thread and beside a writer in
    another process: each search sees one state of the catalogue and passes over vectors it does not know.
    """

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the write lock of this index; :meth:`tidy` it first, unless what is there is to be replaced anyway."""
        self._disk.make()
        with lock.writing(self.index):
            yield

    def create(self, embedder: str) -> None:
        """Start an empty index; call it inside :meth:`writing`."""
        with self._guard:
            self._switch(self._begin(embedder))

    @contextmanager
    def rebuilding(self, embedder: str) -> Iterator[Store]:
        """A new, empty store to fill; it takes this one's place when the block ends well, and is dropped if not."""
        token = self._begin(embedder)
        fresh = Store(self.index, chroma_url=self._disk.url, token=token)
        try:
            yield fresh
        except BaseException:
            fresh.close()
            self._disk.discard(token)
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
        self._disk.require_space(sum(map(len, rows)))
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
        self._disk.require_space(len(ids))
        name = f"vectors-{int(self._name().rpartition('-')[2]) + 1}"
        # A repair that was interrupted may have left half of them.
        self._disk.discard_vectors(str(self._token), name)
        fresh = self._open_vectors(name, create=True)
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
            catalog.set_meta(APART, "[]")
            catalog.bump()
        fresh.close()
        with self._guard:
            self._release()
        self._scrub_vectors()
        self._disk.discard_vectors(str(self._token), old)

    def require_same(self, embed: Callable[[list[str]], Vectors]) -> None:
        """Raise :class:`StoreFault` unless ``embed`` makes the vectors that the index has of its first passages."""
        catalog = self.catalog
        with catalog.faults():
            ids = [row[0] for row in catalog.db.execute("SELECT id FROM passages ORDER BY id LIMIT ?", (COMPARED,))]
        stored = self.read(lambda vectors: vectors.get(ids)) if ids else {}
        rows = [row for i, row in catalog.passages(ids).items() if i in stored and stored[i].any()]
        if not rows:
            return
        made = unit_length(embed([embedded_text(row.title, row.text) for row in rows]))
        known = np.stack([stored[row.id] for row in rows])
        if made.shape != known.shape or (np.einsum("pd,pd->p", made, known) < SAME).any():
            raise StoreFault(
                f"The index at {self.index} was made with another embedder than this one, {self.embedder} though both are; "
                "use that one, or run `pincite index --rebuild`."
            )

    def keep_apart(self, ids: Sequence[int]) -> None:
        """Compare these passages with each question one by one from now on: a search of the vectors passes them by.

        Call it inside :meth:`writing`.
        """
        catalog = self.catalog
        with catalog.transaction():
            catalog.set_meta(APART, json.dumps(sorted(catalog.known([*self._apart(), *ids]))))
            catalog.bump()

    def _scrub_vectors(self) -> None:
        place = self._disk.vectors(str(self._token), self._name())
        if isinstance(place, Path):
            try:
                with self._files().alone():
                    hnsw.scrub(place)
            except OSError as error:
                raise StoreFault(f"The vectors in {place} cannot be written ({error.strerror}); run again.") from error

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
        self._disk.sweep()
        self._disk.sweep_vectors(str(self._token), self._name())
        with catalog.faults():
            stray = [row[0] for row in catalog.db.execute("SELECT id FROM stray_vectors")]
        self._drop_stray(stray)

    def _begin(self, embedder: str) -> str:
        """Make a new, empty sub-folder; gives its token."""
        token = self._disk.begin()
        name = "vectors-1"
        try:
            catalog = Catalog(self._disk.catalog(token), create=True)
            with catalog.transaction():
                catalog.set_meta("embedder", embedder)
                catalog.set_meta("vectors", name)
            catalog.close()
            self._open_vectors(name, token, create=True).close()
        except BaseException:
            shutil.rmtree(self.index / token, ignore_errors=True)
            raise
        return token

    def _switch(self, token: str) -> None:
        self._disk.switch(token)
        self._forget()
        self._disk.sweep()
