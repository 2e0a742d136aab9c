"""Folder → index: what changed since last time, by content hash, goes through LlamaIndex's ``IngestionPipeline``."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from qa import sources, stopping
from qa.errors import SourceError
from qa.types import Article
from vectorstore.records import ArticleRow, ChunkRow, Stored
from vectorstore.store import Store

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from llama_index.core.schema import BaseNode

# Text that is embedded and committed at once, in code points: about 600 passages, some seconds of work. What an
# interrupt loses is at most this much.
WINDOW = 420_000
LARGEST_FILE = 64_000_000
# Raised whenever an unchanged article's passages, title, date or source come out otherwise than before: the next run reads anew
# what an earlier version read. Articles up to the id that this fact in the catalogue names are such.
READING = "3"
READ_UP_TO = "read_up_to"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far indexing is: articles and passages done, articles to do, seconds so far and seconds left."""

    articles: int
    total: int
    passages: int
    seconds: float
    left: float | None


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What one run found and did; ``found`` = ``indexed`` + len(``failed``).

    ``reread`` articles are the same, and were read anew because an earlier version of Pincite had read them otherwise.
    """

    found: int
    indexed: int
    added: int
    changed: int
    moved: int
    removed: int
    unchanged: int
    passages: int
    embedded: int
    seconds: float
    failed: tuple[tuple[str, str], ...] = ()
    recoded: tuple[tuple[str, str], ...] = ()
    reread: int = 0


@dataclass(slots=True)
class Plan:
    """What differs between the folder and the index."""

    todo: list[sources.Found] = field(default_factory=list)
    moves: list[tuple[int, str, float]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    unchanged: int = 0
    found: int = 0
    size: int = 0


def plan(folder: Path, stored: dict[str, Stored], skip: Path, largest: int = LARGEST_FILE, old: int = 0) -> Plan:
    """Compare every file's sha256 with what is stored; ``skip`` is the index's own folder.

    A new path with the content of a vanished one is that article, moved. Stored articles with an id up to ``old`` are read
    anew, whatever their content. Raises :class:`SourceError` when the
    index is the folder itself, and :class:`~qa.stopping.Stopped`.
    """
    result = Plan()
    seen: dict[str, tuple[sources.Found, str, float, int]] = {}
    # One folder can have several names; the index is recognised by its real one.
    folder, skip = folder.resolve(), skip.resolve()
    if skip == folder:
        raise SourceError("The index cannot be the article folder itself", "name a folder inside it or elsewhere.")
    inside = folder in skip.parents
    for found in sources.walk(folder):
        stopping.check()
        if inside and (skip in found.path.parents or found.path == skip):
            continue
        result.found += 1
        try:
            data, modified = sources.read_bytes(found, largest)
        except SourceError as error:
            result.failed.append((found.file, error.reason))
            continue
        seen[found.file] = (found, sources.digest(data), modified, len(data))
    vanished: dict[str, list[Stored]] = {}
    for file, known in stored.items():
        if file not in seen:
            vanished.setdefault(known.sha256, []).append(known)
    for file, (found, sha256, modified, size) in seen.items():
        if file in stored and stored[file].sha256 == sha256 and stored[file].id > old:
            result.unchanged += 1
        elif file not in stored and vanished.get(sha256) and _same_article(vanished[sha256][-1], file, old):
            result.moves.append((vanished[sha256].pop().id, file, modified))
        else:
            result.todo.append(found)
            result.size += size
    result.gone = [known.file for group in vanished.values() for known in group]
    return result


def index_folder(
    folder: Path,
    store: Store,
    embedding: Callable[[], BaseEmbedding],
    *,
    largest: int = LARGEST_FILE,
    progress: Callable[[Progress], None] | None = None,
) -> IndexReport:
    """Bring ``store`` up to ``folder``; call it inside ``store.writing()``.

    Each window of articles is committed as a whole: whatever ends a run early, what it has committed is kept, every
    other article keeps its old version, and the next run goes on from there. ``embedding`` is called only when
    there is something to embed. Raises whatever the embedder raises, ``StoreFault``, and :class:`~qa.stopping.Stopped`.
    """
    started = time.perf_counter()
    stored = store.catalog.stored()
    work = plan(folder, stored, store.index, largest, _read_up_to(store))
    failed = list(work.failed)
    recoded: list[tuple[str, str]] = []
    unreadable = {file for file, _ in failed}
    if work.moves:
        store.move(work.moves)
    if work.gone:
        store.remove(work.gone)
    meter = _Meter(len(work.todo), work.size, progress)
    added = changed = reread = 0
    # One window is stored while the next is embedded: the two wait for different things.
    with ThreadPoolExecutor(1, thread_name_prefix="pincite-store") as writer:
        storing: Future[None] | None = None
        done: tuple[int, int, int] = (0, 0, 0)
        for articles, failures, size in _windows(work.todo, largest):
            failed += failures
            unreadable |= {file for file, _ in failures}
            rows, vectors = _embed(articles, embedding()) if articles else ([], [])
            if storing is not None:
                storing.result()
                meter.advance(*done)
            storing = writer.submit(store.replace, rows, vectors) if rows else None
            done = (len(articles) + len(failures), size, sum(map(len, vectors)))
            if storing is None:
                meter.advance(*done)
            same = sum(article.file in stored and stored[article.file].sha256 == article.sha256 for article in articles)
            known = sum(article.file in stored for article in articles)
            added, changed, reread = added + len(articles) - known, changed + known - same, reread + same
            recoded += [(a.file, a.encoding) for a in articles if a.encoding not in ("utf-8", "ascii")]
        if storing is not None:
            storing.result()
            meter.advance(*done)
    # An article whose file has become unreadable would be cited from a file that says something else.
    stale = sorted(unreadable & stored.keys() - set(work.gone))
    if stale:
        store.remove(stale)
    store.finish(failed)
    articles_now, passages_now, _ = store.catalog.counts()
    return IndexReport(
        found=work.found,
        indexed=articles_now,
        added=added,
        changed=changed,
        moved=len(work.moves),
        removed=len(work.gone) + len(stale),
        unchanged=work.unchanged,
        passages=passages_now,
        embedded=meter.passages,
        seconds=time.perf_counter() - started,
        failed=tuple(sorted(failed)),
        recoded=tuple(recoded),
        reread=reread,
    )


class _Meter:
    """Counts work in bytes, because articles differ in length, and tells ``progress``."""

    def __init__(self, total: int, size: int, progress: Callable[[Progress], None] | None) -> None:
        self.passages = 0
        self._articles, self._total = 0, total
        self._done, self._size = 0, size
        self._progress = progress
        self._started = time.perf_counter()

    def advance(self, articles: int, size: int, passages: int) -> None:
        """Count a window that is stored."""
        self.passages += passages
        self._articles += articles
        self._done += size
        if self._progress is not None:
            seconds = time.perf_counter() - self._started
            left = seconds * (self._size - self._done) / self._done if self._done else None
            self._progress(Progress(self._articles, self._total, self.passages, seconds, left))


def _windows(todo: Sequence[sources.Found], largest: int) -> Iterator[tuple[list[Article], list[tuple[str, str]], int]]:
    articles: list[Article] = []
    failures: list[tuple[str, str]] = []
    size = length = 0
    for found in todo:
        stopping.check()
        try:
            data, modified = sources.read_bytes(found, largest)
            size += len(data)
            articles.append(sources.read_article(found.file, data, modified))
            length += len(articles[-1].text)
        except SourceError as error:
            failures.append((found.file, error.reason))
        if length >= WINDOW:
            yield articles, failures, size
            articles, failures, size, length = [], [], 0, 0
    if articles or failures:
        yield articles, failures, size


def _embed(articles: Sequence[Article], embedding: BaseEmbedding) -> tuple[list[ArticleRow], list[np.ndarray]]:
    from llama_index.core.ingestion import IngestionPipeline

    from qa.chunking import ArticleNodeParser, document_of

    pipeline = IngestionPipeline(transformations=[ArticleNodeParser(), embedding], disable_cache=True)
    nodes: dict[str, list[BaseNode]] = {article.file: [] for article in articles}
    for node in pipeline.run(documents=[document_of(article) for article in articles]):
        nodes[node.metadata["file"]].append(node)
    rows = [_row(article, nodes[article.file]) for article in articles]
    vectors = [np.array([node.get_embedding() for node in nodes[article.file]], np.float32) for article in articles]
    return rows, vectors


def _row(article: Article, nodes: Sequence[BaseNode]) -> ArticleRow:
    chunks = tuple(
        ChunkRow(
            start=node.metadata["start"],
            end=node.metadata["end"],
            sentences=tuple((a, b) for a, b in node.metadata["sentences"]),
            section=node.metadata["section"],
            kind=node.metadata["kind"],
        )
        for node in nodes
    )
    return ArticleRow(
        file=article.file,
        sha256=article.sha256,
        size=article.size,
        modified=article.modified,
        encoding=article.encoding,
        title=article.title,
        date=article.date.isoformat() if article.date else None,
        source=article.source,
        text=article.text,
        chunks=chunks,
    )


def _same_article(stored: Stored, file: str, old: int) -> bool:
    # .txt and .md are chunked differently.
    return stored.id > old and Path(stored.file).suffix.lower() == Path(file).suffix.lower()


def _read_up_to(store: Store) -> int:
    """The id of the last article that an earlier version read; those read since have higher ones, also after an interrupt."""
    catalog = store.catalog
    if catalog.meta("reading") != READING:
        with catalog.transaction():
            last = max((one.id for one in catalog.stored().values()), default=0)
            catalog.set_meta("reading", READING)
            catalog.set_meta(READ_UP_TO, str(last))
    return int(catalog.meta(READ_UP_TO) or 0)
