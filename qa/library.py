"""The façade: open a folder, index it, ask, search, read, check its health; command, page and service stand on it."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from qa import config, engine, examples, scope, shelf, upkeep
from qa.errors import SettingsError, SourceError, store_errors
from qa.indexing import IndexReport
from qa.indexing import Progress as Progress
from qa.remedies import COMMAND
from qa.scope import Asking, Within
from qa.types import Answer, Document, Passage, Status
from vectorstore import Store
from vectorstore.doctor import Diagnosis
from vectorstore.records import Filters, Listing

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    from qa.answering.chat import ChatModel
    from qa.checking.checker import Checker
    from qa.checking.report import CheckReport
    from qa.query_engine import CitedQueryEngine
    from qa.retrieval import PassageRetriever
    from qa.streaming import AnswerStream, Event

INDEX = ".pincite"


class Pincite:
    """A folder of articles and its index.

    >>> Pincite.open("seeds").ask("who accompanied Putin?")  # doctest: +SKIP
    """

    def __init__(self, folder: Path, settings: config.Settings, embedding: BaseEmbedding | None = None) -> None:
        self.folder = folder
        self.settings = settings
        index = Path(settings.index).expanduser() if settings.index else folder / INDEX
        self.store = Store(index.absolute(), chroma_url=settings.chroma or None)
        self._given = embedding
        self._embedding = embedding
        self._model: ChatModel | None = None
        # Of whoever reads what goes wrong.
        self.remedies = COMMAND

    @classmethod
    def open(
        cls,
        folder: str | Path = ".",
        *,
        index: str | Path | None = None,
        embedder: str | BaseEmbedding | None = None,
        engine: str | None = None,
        model: str | None = None,
        judge: bool | None = None,
    ) -> Pincite:
        """Open ``folder``; nothing is indexed yet. ``embedder`` is ``local``, ``openai:MODEL`` or any LlamaIndex embedding;
        ``model`` writes the answers, at OpenAI or OPENAI_BASE_URL, and with ``judge`` takes a second look at them.

        Raises :class:`SourceError` when there is no such folder and :class:`SettingsError` for a bad setting.
        """
        path = Path(folder).expanduser().absolute()
        if not path.is_dir():
            raise SourceError(f"There is no folder {folder}", "name one that holds your articles.")
        named = embedder if isinstance(embedder, str) else None
        given = None if embedder is None or isinstance(embedder, str) else embedder
        settings = config.load(
            path,
            index=None if index is None else str(index),
            embedder=named,
            engine=engine,
            model=model,
            judge=judge,
        )
        return cls(path, settings, given)

    @property
    def embedding(self) -> BaseEmbedding:
        """The embedder, loaded when it is first needed."""
        if self._embedding is None:
            from qa.embedding import resolve

            self._embedding = resolve(self.settings.embedder, self.settings)
        return self._embedding

    @property
    def model(self) -> ChatModel | None:
        """The model that writes answers, ``None`` where none is set."""
        if self._model is None and self.settings.model:
            from qa.answering.chat import ChatModel

            self._model = ChatModel(self.settings)
        return self._model

    def index(self, *, rebuild: bool = False, progress: Callable[[Progress], None] | None = None) -> IndexReport:
        """Bring the index up to the folder; ``rebuild`` makes a new one beside the old and then takes its place.

        Raises :class:`StoreError` when another process is writing, the disk is full, or the index needs a rebuild, and
        :class:`~qa.stopping.Stopped` where this thread's work is stopped; the next run goes on from there.
        """
        return upkeep.bring_up(
            self.store,
            self.folder,
            self._embedder_id(),
            lambda: self.embedding,
            largest=self.settings.largest_file,
            rebuild=rebuild,
            progress=progress,
        )

    def ask(self, question: str, **how: Unpack[Asking]) -> Answer:
        """The answer with its citations, or ``answered=False`` with the nearest passages; ``how`` as for :meth:`ask_stream`.

        Indexes the folder first where that was never done, and says so on standard error. Raises :class:`PinciteError`; a model
        that fails is no error but a note in the Answer, and the articles' own sentences take the place of what it writes.
        """
        return self.ask_stream(question, **how).answer

    def ask_stream(self, question: str, *, history: Sequence[Answer] = (), **within: Unpack[Within]) -> AnswerStream:
        """As :meth:`ask`, as it comes: steps, statements one by one, then the Answer; iterated again it replays.

        ``files``, ``folders`` and ``sources`` name the articles to read, which are all of them where none are named; ``since`` and
        ``until`` are dates or ISO strings, both inclusive; ``named`` is a part of the title or the path, case aside.
        ``as_of`` is the day the question is asked on: what the articles say by then, the news of the days before it first.
        ``history`` are the conversation's Answers so far, oldest first: a follow-up is understood from them, and
        ``Answer.asked`` says how.
        """
        question = scope.guarded(question)
        self._preload()
        filters = scope.filters(self.store, self.remedies, **within)
        return self.as_query_engine(filters=filters).stream(question, history)

    def guarded(self, question: str) -> str:
        """The question as it is asked; raises :class:`QuestionError` for an empty one and one that is too long."""
        return scope.guarded(question)

    async def aask(self, question: str, **how: Unpack[Asking]) -> Answer:
        """:meth:`ask` in another thread."""
        return await asyncio.to_thread(lambda: self.ask(question, **how))

    async def aask_stream(self, question: str, **how: Unpack[Asking]) -> AsyncIterator[Event]:
        """The events of :meth:`ask_stream`, their work done in another thread."""
        stream = await asyncio.to_thread(lambda: self.ask_stream(question, **how))
        try:
            async for event in stream:
                yield event
        finally:
            # It waits the moment that the work takes to stop.
            await asyncio.to_thread(stream.close)

    def search(self, query: str, k: int = 10, **within: Unpack[Within]) -> list[Passage]:
        """The ``k`` best passages, best first; filters as for :meth:`ask`.

        Indexes the folder first where that was never done. Raises :class:`QuestionError` for an empty query and one that is too
        long, :class:`SettingsError` for a ``k`` below one and for what is no date, :class:`SourceError` for a file that is not
        indexed, and :class:`StoreError` for an index that cannot be used or that another embedder made.
        """
        from qa.retrieval import retrieve

        query = scope.guarded(query)
        if k < 1:
            raise SettingsError(f"{k} passages cannot be searched for; ask for one or more.")
        embedding = self._ready()
        filters = scope.filters(self.store, self.remedies, **within)
        return retrieve(self.store, embedding, query, k, filters).passages

    def read(self, file: str) -> str:
        """An indexed article's text, the one that offsets count in.

        Raises :class:`SourceError` for an unknown file, and :class:`StoreError` where there is no index.
        """
        with store_errors():
            text = self.store.catalog.text(file)
        if text is None:
            raise SourceError(f"{file} is not in the index", f"{self.remedies.unknown}.")
        return text

    def document(self, file: str) -> Document:
        """An indexed article, whole; raises as :meth:`read` does."""
        # Offsets that count in a text of another sha256 would mark something else in it.
        with store_errors(), self.store.catalog.snapshot():
            text = self.read(file)
            (listing,) = self.articles(files=[file])
            return Document(listing, self.store.catalog.stored()[file].sha256, text)

    def check(self, text: str) -> CheckReport:
        """What the articles say of each sentence of ``text`` (plain or Markdown) and of each of its citations.

        Indexes the folder first where that was never done. Raises :class:`PinciteError`.
        """
        return self.checker().draft(text)

    def checker(self) -> Checker:
        """The citation checker over this index, for answers in another form than a text and for receipts."""
        from qa.checking.checker import Checker

        self.ready()
        return Checker(
            self.store, lambda words, k, files: self.search(words, k, files=files), self._changed, self.settings.engine
        )

    def articles(self, **within: Unpack[Within]) -> list[Listing]:
        """The indexed articles in the order of their paths; filters as for :meth:`ask`.

        Raises :class:`SettingsError` for what is no date, :class:`SourceError` for a file that is not indexed, and
        :class:`StoreError` where there is no index.
        """
        filters = scope.filters(self.store, self.remedies, **within)
        with store_errors():
            return self.store.catalog.listing(filters)

    def add(
        self, brought: Sequence[tuple[str, Path]], progress: Callable[[Progress], None] | None = None
    ) -> shelf.Added:
        """Copy files, each with the name it is to have, into the folder, as far as they read as articles, and index them.

        Raises :class:`StoreError` as :meth:`index` does.
        """
        added = shelf.admit(self.folder, brought, self.settings.largest_file)
        self.index(progress=progress)
        return added

    def found_in(self, folder: Path) -> tuple[list[tuple[str, Path]], list[tuple[str, str]]]:
        """What :meth:`add` can take of another folder, and file → reason for the others."""
        return shelf.found_in(folder)

    def file_name(self, name: str) -> str:
        """What a file brought as ``name`` is called in the folder; raises :class:`SourceError` where nothing of it can stay."""
        return shelf.plain_name(name)

    def remove(self, file: str) -> None:
        """Delete an article's file from the folder, and with it whatever the index holds of its text.

        Raises :class:`SourceError` for a file that is not indexed or cannot be deleted, and :class:`StoreError` where there is no
        index and as :meth:`index` does, the file being deleted by then.
        """
        self.read(file)
        shelf.discard(self.folder, file)
        self.index()

    def questions(self, count: int = 4, turn: Callable[[], object] = lambda: None) -> list[str]:
        """Questions made from the articles' own sentences that those sentences answer; no model writes for this.

        ``turn`` is called before each is tried, and may wait: for somebody who asks in earnest.
        """
        from qa.query_engine import CitedQueryEngine

        texts = [self.read(entry.file) for entry in self.articles()[: examples.SAMPLED]]
        if not texts:
            return []
        plain = CitedQueryEngine(self.as_retriever(examples.PASSAGES), self._changed, self.settings.engine)

        def answered(question: str) -> bool:
            turn()
            return plain.stream(question).answer.answered

        return examples.answered(texts, count, answered)

    def status(self) -> Status:
        """What is indexed; raises :class:`StoreError` when nothing is."""
        with store_errors():
            articles, passages, _ = self.store.catalog.counts()
            failed = self.store.catalog.failures()
            return Status(str(self.folder), str(self.store.index), articles, passages, self.store.embedder, failed)

    def doctor(self, *, repair: bool = False, progress: Callable[[int, int], None] | None = None) -> Diagnosis:
        """Whether every passage finds itself; with ``repair``, what keeps one from it is mended.

        Raises :class:`StoreError` where there is no index, and, where something is to be mended, when another process is writing or
        another embedder made the index.
        """
        return upkeep.examine(
            self.store,
            self.settings.chroma or None,
            self._embedder_id(),
            lambda: self.embedding,
            repair=repair,
            progress=progress,
        )

    def as_retriever(self, k: int = 24, *, filters: Filters | None = None) -> PassageRetriever:
        """A LlamaIndex retriever over this index."""
        from qa.retrieval import PassageRetriever

        return PassageRetriever(self.store, self._ready(), k, filters)

    def as_query_engine(self, *, filters: Filters | None = None) -> CitedQueryEngine:
        """A LlamaIndex query engine over this index; ``response.metadata["answer"]`` is the Answer."""
        from qa.query_engine import CitedQueryEngine

        return CitedQueryEngine(
            self.as_retriever(filters=filters), self._changed, self.settings.engine, self.model, self.remedies
        )

    def ready(self) -> None:
        """Index the folder where that was never done, and make sure that the index is this embedder's."""
        self._ready()

    @property
    def place(self) -> Path:
        """The folder that holds the index and all that is kept with it."""
        return self.store.index

    def exists(self) -> bool:
        """Whether there is an index, be it of nothing yet."""
        return self.store.exists()

    def finished(self) -> bool:
        """Whether there is an index and its last run came to its end: what it lacks then is not in the folder."""
        with store_errors():
            return self.store.exists() and not upkeep.unfinished(self.store)

    def known(self) -> set[str]:
        """Every indexed file and its text's sha256, and every file that cannot be read at present; raises :class:`StoreError`."""
        with store_errors():
            stored = self.store.catalog.stored()
            return {*stored, *(one.sha256 for one in stored.values()), *self.store.catalog.failures()}

    def readers(self, threads: int) -> ThreadPoolExecutor:
        """Threads to ask in side by side: an answer takes one core in them, so that as many as there are cores wait for nobody."""
        return ThreadPoolExecutor(threads, "pincite-read", engine.take_one_core)

    def close(self) -> None:
        """Let go of the index's files."""
        self.store.close()

    def _ready(self) -> BaseEmbedding:
        """The embedder, after making sure that there is an index and that it is this embedder's."""
        if not self.store.exists():
            # Quoted as Python does it: a folder's name can hold control codes too.
            print(f"Indexing {str(self.folder)!r}, which takes a moment the first time …", file=sys.stderr)
            self.index()
        with store_errors():
            self.store.require_embedder(self._embedder_id())
        return self.embedding

    def _preload(self) -> None:
        """Load the model in a thread while this one imports what the chain needs: each takes half a second or more."""
        if self._embedding is None and self.settings.embedder == config.LOCAL:
            threading.Thread(target=engine.preload, args=(self.settings.engine,), daemon=True).start()

    def _embedder_id(self) -> str:
        if self._given is not None:
            from qa.embedding import embedder_id

            return embedder_id(self._given)
        # Known without loading it: a run that finds nothing to embed should load nothing.
        return engine.local_embedder_id() if self.settings.embedder == config.LOCAL else self.settings.embedder

    def _changed(self, cited: Mapping[str, str]) -> tuple[str, ...]:
        notes = []
        if upkeep.unfinished(self.store):
            notes.append(f"Indexing has not finished, so articles may be missing; {self.remedies.unfinished}.")
        return (*notes, *shelf.changes(self.folder, cited, self.settings.largest_file, self.remedies.changed))
