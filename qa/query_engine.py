"""The chain as a LlamaIndex query engine: retrieve, read, answer; its ``Response`` carries the whole Answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle

from qa.answering import extractive
from qa.errors import store_errors
from qa.retrieval import PassageRetriever, passage_of_node
from qa.types import Answer, Searched
from vectorstore import lexical


class CitedQueryEngine(BaseQueryEngine):
    """Answers from a Pincite index. ``Response.metadata["answer"]`` is the Answer as ``pincite.answer/1``, and
    ``Response.source_nodes`` are the retrieved passages."""

    def __init__(self, retriever: PassageRetriever, changed: Callable[[Mapping[str, str]], tuple[str, ...]]) -> None:
        """``changed`` says, for file → sha256 of what is cited, which files are not what was indexed."""
        super().__init__(callback_manager=None)
        self.retriever = retriever
        self._changed = changed

    def answer(self, question: str) -> tuple[Answer, list[NodeWithScore]]:
        """The Answer and the passages it was chosen from, best first; raises :class:`PinciteError`."""
        with store_errors():
            return self._answer(question)

    def _answer(self, question: str) -> tuple[Answer, list[NodeWithScore]]:
        started = time.perf_counter()
        nodes = self.retriever.retrieve(QueryBundle(question))
        retrieved = time.perf_counter()
        store = self.retriever.store
        ranked = self.rank(question, nodes)
        groups = extractive.choose(ranked)
        shown = [candidate for group in groups for candidate in group] or ranked[: extractive.MOST_NEAREST]
        cite = extractive.Citer({c.passage.file: store.catalog.text(c.passage.file) or "" for c in shown})
        statements = tuple(extractive.statement_of(group, cite) for group in groups)
        nearest = () if groups else tuple(cite(c.passage, (c.start, c.end)) for c in shown)
        articles, stored_passages, unreadable = store.catalog.counts()
        if self.retriever.filters is not None:
            articles, stored_passages = store.catalog.counts_within(self.retriever.filters)
        read = time.perf_counter()
        notes = self.retriever.notes + self._changed({c.passage.file: c.passage.sha256 for c in shown})
        answer = Answer(
            question=question,
            asked=question,
            answered=bool(statements),
            answer=None,
            mode="extractive",
            statements=statements,
            searched=Searched(articles, stored_passages, unreadable),
            nearest=nearest,
            notes=notes,
            seconds={
                "retrieve": round(retrieved - started, 4),
                "read": round(read - retrieved, 4),
                "draft": None,
                "verify": round(time.perf_counter() - read, 4),
                "total": round(time.perf_counter() - started, 4),
            },
        )
        return answer, nodes

    def rank(self, question: str, nodes: Sequence[NodeWithScore]) -> list[extractive.Candidate]:
        """The sentences of retrieved passages by how well they answer, best first, whether or not one is shown."""
        query = lexical.parse(self.retriever.store.catalog, question)
        return extractive.rank_sentences(question, query, [passage_of_node(n) for n in nodes], self.retriever.embedding)

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        answer, nodes = self.answer(query_bundle.query_str)
        text = " ".join(statement.text for statement in answer.statements) or "Not in these articles."
        return Response(text, source_nodes=nodes, metadata={"answer": answer.to_dict()})

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}
