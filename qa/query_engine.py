"""The chain as a LlamaIndex query engine: retrieve, read, answer; its ``Response`` carries the whole Answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle

from qa import reading
from qa.answering import by_sentence, extractive, questions
from qa.citing import Citer
from qa.errors import store_errors
from qa.reading import AnswerSpan
from qa.retrieval import PassageRetriever, node_of, passage_of_node
from qa.streaming import AnswerStream, Event
from qa.types import Answer, Citation, Searched, Statement, Step
from vectorstore import lexical
from vectorstore.catalog import Catalog


class CitedQueryEngine(BaseQueryEngine):
    """Answers from a Pincite index. ``Response.metadata["answer"]`` is the Answer as ``pincite.answer/1``, and
    ``Response.source_nodes`` are the retrieved passages."""

    def __init__(
        self, retriever: PassageRetriever, changed: Callable[[Mapping[str, str]], tuple[str, ...]], engine: str = "auto"
    ) -> None:
        """``changed`` says, for file → sha256 of what is cited, which files are not what was indexed; ``engine`` runs
        the reader."""
        super().__init__(callback_manager=None)
        self.retriever = retriever
        self._changed = changed
        self._engine = engine

    def stream(self, question: str) -> AnswerStream:
        """The Answer as it comes; what goes wrong on the way is a :class:`PinciteError`."""
        return AnswerStream(self._events(question))

    def _events(self, question: str) -> Iterator[Event]:
        with store_errors():
            started = time.perf_counter()
            yield Step("searching the articles")
            nodes = self.retriever.retrieve(QueryBundle(question))
            passages = tuple(passage_of_node(node) for node in nodes)
            yield Step(f"reading {len(passages)} passages", passages)
            answer = self._answer(question, nodes, started, time.perf_counter())
            yield from answer.statements
            yield answer

    def _answer(self, question: str, nodes: Sequence[NodeWithScore], started: float, retrieved: float) -> Answer:
        catalog = self.retriever.store.catalog
        texts = _Texts(catalog)
        found = self.read(question, nodes) if reading.available() else []
        read_at = time.perf_counter()
        if reading.available():
            drafts = self.draft(found, texts)
            statements = extractive.joined(drafts)
            nearest = () if statements else extractive.nearest([span for _, spans in found for span in spans], texts)
        else:
            drafts = []
            statements, nearest = self._by_sentence(question, nodes, texts)
        articles, stored_passages, unreadable = catalog.counts()
        if self.retriever.filters is not None:
            articles, stored_passages = catalog.counts_within(self.retriever.filters)
        cited = [c for statement in statements for c in statement.citations] or nearest
        return Answer(
            question=question,
            asked=question,
            answered=bool(statements),
            answer="; ".join(draft.answer for draft in drafts if draft.answer) or None,
            mode="extractive",
            statements=statements,
            searched=Searched(articles, stored_passages, unreadable),
            nearest=nearest,
            disagreements=tuple(disagreement for draft in drafts for disagreement in draft.disagreements),
            notes=self.retriever.notes + self._changed({c.file: c.sha256 for c in cited}),
            seconds={
                "retrieve": round(retrieved - started, 4),
                "read": round(read_at - retrieved, 4),
                "draft": None,
                "verify": round(time.perf_counter() - read_at, 4),
                "total": round(time.perf_counter() - started, 4),
            },
        )

    def _by_sentence(
        self, question: str, nodes: Sequence[NodeWithScore], texts: Mapping[str, str]
    ) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
        ranked = self.rank(question, nodes)
        groups, cite = by_sentence.choose(ranked), Citer(texts)
        close = [] if groups else ranked[: by_sentence.MOST_NEAREST]
        return (
            tuple(by_sentence.statement_of(group, cite) for group in groups),
            tuple(cite(candidate.passage, (candidate.start, candidate.end)) for candidate in close),
        )

    def rank(self, question: str, nodes: Sequence[NodeWithScore]) -> list[by_sentence.Candidate]:
        """The sentences of retrieved passages by similarity, best first, whether or not one is shown."""
        query = lexical.parse(self.retriever.store.catalog, question)
        passages = [passage_of_node(node) for node in nodes]
        return by_sentence.rank_sentences(question, query, passages, self.retriever.embedding)

    def read(self, question: str, nodes: Sequence[NodeWithScore]) -> list[tuple[str, list[AnswerSpan]]]:
        """Each question that ``question`` holds, with the spans of retrieved passages that answer it, best first."""
        passages = [passage_of_node(node) for node in nodes]
        return [(part, reading.read(part, passages, self._engine)) for part in questions.parts(question)]

    def draft(
        self,
        found: Sequence[tuple[str, Sequence[AnswerSpan]]],
        texts: Mapping[str, str] | None = None,
        threshold: float = extractive.THRESHOLD,
    ) -> list[extractive.Draft]:
        """The statements that the spans of :meth:`read` come to; below ``threshold`` none."""
        catalog = self.retriever.store.catalog
        texts = _Texts(catalog) if texts is None else texts
        return [extractive.draft(part, lexical.parse(catalog, part), spans, texts, threshold) for part, spans in found]

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        stream = self.stream(query_bundle.query_str)
        answer = stream.answer
        nodes = [
            NodeWithScore(node=node_of(passage), score=passage.score)
            for event in stream
            if isinstance(event, Step)
            for passage in event.passages
        ]
        text = " ".join(statement.text for statement in answer.statements) or "Not in these articles."
        return Response(text, source_nodes=nodes, metadata={"answer": answer.to_dict()})

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


class _Texts(dict[str, str]):
    """File → whole text, fetched when it is first asked for."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def __missing__(self, file: str) -> str:
        self[file] = text = self._catalog.text(file) or ""
        return text
