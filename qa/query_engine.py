"""The chain as a LlamaIndex query engine: retrieve, read, answer; its ``Response`` carries the whole Answer."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle

from qa import conversation, piecemeal, reader, spelling, tracing
from qa.answering import by_sentence, dating, extractive, questions
from qa.answering.chat import ChatModel, Usage
from qa.answering.drafts import MOST_NEAREST, Draft
from qa.answering.generative import Writing
from qa.citing import Citer
from qa.embedding import MiniLMEmbedding
from qa.errors import store_errors
from qa.reading import AnswerSpan
from qa.remedies import COMMAND, Remedies
from qa.retrieval import PassageRetriever, asked_on, node_of, passage_of_node
from qa.streaming import AnswerStream, Event
from qa.types import Answer, Citation, Disagreement, Passage, Searched, Statement, Step
from vectorstore import lexical
from vectorstore.catalog import Catalog

NOTHING_MATCHES = "No article is within these filters; widen them."


class CitedQueryEngine(BaseQueryEngine):
    """Answers from a Pincite index. ``Response.metadata["answer"]`` is the Answer as ``pincite.answer/1``, and
    ``Response.source_nodes`` are the retrieved passages."""

    def __init__(
        self,
        retriever: PassageRetriever,
        changed: Callable[[Mapping[str, str]], tuple[str, ...]],
        engine: str = "auto",
        model: ChatModel | None = None,
        remedies: Remedies = COMMAND,
    ) -> None:
        """``changed`` says, for file → sha256 of what is cited, which files are not what was indexed; ``engine`` runs
        the reader; ``model`` writes the answers, which are the articles' own sentences without one; ``remedies`` says
        what to do in the words of whoever reads it."""
        super().__init__(callback_manager=None)
        self.retriever = retriever
        self._changed = changed
        self._engine = engine
        self._model = model
        self._remedies = remedies

    def stream(self, question: str, history: Sequence[Answer] = ()) -> AnswerStream:
        """The Answer as it comes; what goes wrong on the way is a :class:`PinciteError`.

        ``history`` are the conversation's Answers so far, oldest first.
        """
        return AnswerStream(self._events(question, history))

    def _events(self, question: str, history: Sequence[Answer]) -> Iterator[Event]:
        with store_errors(), tracing.span("ask", question=question) as span:
            clock, tokens = _Clock(), Usage()
            yield Step("searching the articles")
            asked = conversation.standalone(question, history, self._model, tokens)
            asked, misspelt = spelling.as_written(self.retriever.store.catalog, asked)
            rewriting = clock.pause()
            if asked != question:
                yield Step(f"understood as: {asked}")
            with tracing.current(span):
                nodes = self.retriever.retrieve(QueryBundle(asked))
            clock.lap("retrieve")
            passages = tuple(passage_of_node(node) for node in nodes)
            yield Step(
                f"reading {'up to ' if piecemeal.in_parts(asked, passages) else ''}{len(passages)} passages", passages
            )
            with tracing.span("read", span, question=asked) as reads, tracing.current(reads):
                found = self.read(asked, nodes) if reader.available() else []
            clock.lap("read")
            texts = _Texts(self.retriever.store.catalog)
            writing = None
            if self._model is not None and passages:
                yield Step(f"writing with {self._model.name}")
                judged = self._model.settings.judge
                writing = Writing(
                    self._model, asked, texts, self._engine, judged, clock.started, tokens=tokens, day=self._day()
                )
                yield from writing.write(self._best_first(asked, nodes, found), span, rewriting)
                clock.lap("draft", less=writing.verifying, more=rewriting)
            extract = self._extract(asked, nodes, found, texts, writing)
            answer = self._answer(question, asked, misspelt, extract, writing, clock)
            yield from answer.statements[len(writing.statements) if writing else 0 :]
            span.result = answer
            yield answer

    def _extract(
        self,
        asked: str,
        nodes: Sequence[NodeWithScore],
        found: Sequence[tuple[str, list[AnswerSpan]]],
        texts: Mapping[str, str],
        writing: Writing | None,
    ) -> _Extract:
        """The answer in the articles' own sentences, as far as it is needed beside what a model has written."""
        drafts = self.draft(found, texts)
        # Of a question with several parts, the one most likely to be answered: any of them makes an answer.
        odds = round(min(1.0, max(0.0, *(d.probability for d in drafts))), 4) if drafts else None
        differing = tuple(disagreement for draft in drafts for disagreement in draft.disagreements)
        if writing is not None and writing.verified:
            return _Extract(disagreements=differing, probability=odds)
        if reader.available():
            statements = extractive.joined(drafts)
            nearest = (
                () if statements else extractive.nearest(drafts, [span for _, spans in found for span in spans], texts)
            )
        else:
            statements, nearest = self._by_sentence(asked, nodes, texts)
        if writing is not None and not writing.statements and writing.failed is None:
            # The model says that it is not there, and what would have been shown is what came nearest.
            close = [citation for statement in statements for citation in statement.citations]
            return _Extract(nearest=nearest or tuple(close[:MOST_NEAREST]), probability=odds)
        short = "; ".join(draft.answer for draft in drafts if draft.answer) or None
        missing = [part for (part, _), draft in zip(found, drafts, strict=True) if not draft.statements]
        notes = (
            tuple(f"Not in these articles: {conversation.ADDED.sub('', part)}" for part in missing)
            if statements
            else ()
        )
        return _Extract(statements, short, differing, nearest, odds, notes)

    def _answer(
        self,
        question: str,
        asked: str,
        misspelt: Sequence[str],
        extract: _Extract,
        writing: Writing | None,
        clock: _Clock,
    ) -> Answer:
        catalog = self.retriever.store.catalog
        articles, stored_passages, unreadable = catalog.counts()
        empty = () if articles else (f"No article is indexed: {self._remedies.empty}.",)
        if self.retriever.filters is not None:
            articles, stored_passages = catalog.counts_within(self.retriever.filters)
            empty = empty or (() if articles else (NOTHING_MATCHES,))
        day = self._day()
        dated = (f"Asked as of {day}: nothing dated later was read.",) if day else ()
        statements = (*(writing.statements if writing else ()), *extract.statements)
        cited = [c for statement in statements for c in statement.citations] or extract.nearest
        written = writing is not None and (bool(writing.verified) or not (writing.statements or writing.failed))
        clock.lap("verify", more=writing.verifying if writing else 0.0)
        return Answer(
            question=question,
            asked=asked,
            answered=any(statement.verdict == "verified" for statement in statements),
            answer=extract.answer,
            mode="generative" if written else "extractive",
            statements=statements,
            searched=Searched(articles, stored_passages, unreadable),
            nearest=extract.nearest,
            disagreements=extract.disagreements,
            complete=writing is None or writing.complete,
            notes=(
                *misspelt,
                *(_notes(writing, extract) if writing else ()),
                *extract.notes,
                *dating.days_meant(asked, statements),
                *dated,
                *empty,
                *self.retriever.notes,
                *self._changed({c.file: c.sha256 for c in cited}),
            ),
            usage=writing.usage if writing else None,
            seconds=clock.seconds(),
            probability=extract.probability,
        )

    def _day(self) -> date | None:
        """The day the question is asked on, where that is told."""
        return asked_on(self.retriever.filters)

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

    def _best_first(
        self, question: str, nodes: Sequence[NodeWithScore], found: Sequence[tuple[str, list[AnswerSpan]]]
    ) -> list[Passage]:
        """The retrieved passages by the best answer that the reader finds in each, or the sentence nearest to one."""
        if reader.available():
            scored = [(answer.passage.id, answer.score) for _, spans in found for answer in spans]
        else:
            scored = [(candidate.passage.id, candidate.score) for candidate in self.rank(question, nodes)]
        best: dict[int, float] = {}
        for number, score in scored:
            best[number] = max(best.get(number, -math.inf), score)
        passages = [passage_of_node(node) for node in nodes]
        return sorted(passages, key=lambda passage: -best.get(passage.id, -math.inf))

    def rank(self, question: str, nodes: Sequence[NodeWithScore]) -> list[by_sentence.Candidate]:
        """The sentences of retrieved passages by similarity, best first, whether or not one is shown."""
        query = lexical.parse(self.retriever.store.catalog, question)
        passages = [passage_of_node(node) for node in nodes]
        return by_sentence.rank_sentences(question, query, passages, self.retriever.embedding)

    def read(self, question: str, nodes: Sequence[NodeWithScore]) -> list[tuple[str, list[AnswerSpan]]]:
        """Each question that ``question`` holds, with the spans of retrieved passages that answer it, best first."""
        passages = [passage_of_node(node) for node in nodes]
        if not isinstance(self.retriever.embedding, MiniLMEmbedding):
            # The odds are fitted on the cosines of the embedder on board; another's are on another scale.
            passages = [replace(passage, cosine=None) for passage in passages]
        first, *later = questions.parts(question)
        catalog = self.retriever.store.catalog
        parts = [first, *(conversation.with_names_of(first, part) for part in later)]
        return [
            (part, piecemeal.read(part, passages, catalog, partial(self._drafted, part), self._engine))
            for part in parts
        ]

    def _drafted(self, question: str, spans: Sequence[AnswerSpan], threshold: float) -> Draft:
        (draft,) = self.draft([(question, spans)], threshold=threshold)
        return draft

    def draft(
        self,
        found: Sequence[tuple[str, Sequence[AnswerSpan]]],
        texts: Mapping[str, str] | None = None,
        threshold: float = extractive.THRESHOLD,
    ) -> list[Draft]:
        """The statements that the spans of :meth:`read` come to; below ``threshold`` none, but of a topic."""
        catalog = self.retriever.store.catalog
        texts = _Texts(catalog) if texts is None else texts
        return [
            extractive.draft(
                part, lexical.parse(catalog, part), spans, texts, threshold, self._cosine(part), self._engine
            )
            for part, spans in found
        ]

    def _cosine(self, question: str) -> extractive.Cosine | None:
        """How near in sense a text is to ``question``; ``None`` with an embedder that the odds are not fitted on."""
        embedding = self.retriever.embedding
        return embedding.cosine_to(question) if isinstance(embedding, MiniLMEmbedding) else None

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        stream = self.stream(query_bundle.query_str)
        answer = stream.answer
        nodes = [
            NodeWithScore(node=node_of(passage), score=passage.score)
            for event in stream
            if isinstance(event, Step)
            for passage in event.passages
        ]
        shown = [statement.text for statement in answer.statements if statement.verdict == "verified"]
        text = " ".join(shown) or "Not in these articles."
        return Response(text, source_nodes=nodes, metadata={"answer": answer.to_dict()})

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


@dataclass(frozen=True, slots=True)
class _Extract:
    """What the articles' own sentences come to."""

    statements: tuple[Statement, ...] = ()
    answer: str | None = None
    disagreements: tuple[Disagreement, ...] = ()
    nearest: tuple[Citation, ...] = ()
    probability: float | None = None
    notes: tuple[str, ...] = ()


class _Clock:
    """The Answer's ``seconds``: each lap is what has passed since the one before."""

    def __init__(self) -> None:
        self.started = self._last = time.perf_counter()
        self._laps: dict[str, float | None] = dict.fromkeys(("retrieve", "read", "draft", "verify"))

    def lap(self, name: str, *, less: float = 0.0, more: float = 0.0) -> None:
        """End a lap; ``less`` or ``more`` of it belongs to another."""
        now = time.perf_counter()
        self._laps[name], self._last = round(now - self._last - less + more, 4), now

    def pause(self) -> float:
        """Seconds since the last lap, which are no lap of their own."""
        now = time.perf_counter()
        passed, self._last = now - self._last, now
        return passed

    def seconds(self) -> dict[str, float | None]:
        """Every lap, ``None`` where there was none, and the total."""
        return {**self._laps, "total": round(time.perf_counter() - self.started, 4)}


def _notes(writing: Writing, extract: _Extract) -> Iterator[str]:
    """What a reader has to know of how the answer was written."""
    yield from dict.fromkeys(writing.notes)
    instead = " The answer is made of the articles' own sentences instead." if extract.statements else ""
    if writing.failed is not None:
        yield writing.failed + (
            " What had come whole by then was checked and is shown." if writing.verified else instead
        )
    elif writing.statements and not writing.verified:
        yield f"Nothing of what the model wrote is supported by what it cites.{instead}"


class _Texts(dict[str, str]):
    """File → whole text, fetched when it is first asked for."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def __missing__(self, file: str) -> str:
        self[file] = text = self._catalog.text(file) or ""
        return text
