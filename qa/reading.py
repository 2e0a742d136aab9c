"""(question, passages) → answer spans with odds, and these as a LlamaIndex postprocessor; the model's part is ``qa.reader``."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle

from qa.answering import doers, owners, questions
from qa.answering.callings import asked_calling, spoken_as
from qa.answering.counting import counted
from qa.answering.events import of_another_person
from qa.answering.fitting import fits, to_the_time
from qa.answering.items import of_another_item
from qa.answering.matter import of_one_family
from qa.answering.speaking import asked_speaker, says
from qa.answering.tables import asked_cell, extreme_cell, of_another_row, within_cell
from qa.answering.untold import tells_nothing
from qa.answering.years import of_another_year
from qa.checks.moments import moments
from qa.checks.names import canonical
from qa.checks.places import COUNTRIES
from qa.checks.words import words_of
from qa.citing import sliced
from qa.reader import Found, answer_units, weigh
from qa.retrieval import passage_of_node
from qa.sentences import sentence_spans
from qa.sources.datelines import asks_for_dateline, in_lead
from qa.types import Kind, Passage, Span
from qa.whole_words import whole_words
from vectorstore import stemming

# How a span's features make its odds: a logistic regression of "it is the answer, in a file that has it" on the development
# questions, those of all articles, of small folders and short ones counting the same (training/calibrate_reader.py). Asides are set
# apart by hand: that they rank below article text is laid down.
WEIGHTS = {
    "sureness": 0.118,
    "answers": 0.763,
    "place": 1.479,
    "around": 1.141,
    "together": 0.235,
    "misfit": -2.598,
    "echo": -0.588,
    "aside": -1.112,
    "behind": -0.775,
}
BIAS = -3.053
# What is added where the day of asking is told: that it is, and how near the article is to it (training/calibrate_as_of.py).
AS_OF = {"told": -0.731, "near": 1.702}
LARGEST_LOGIT = 20.0
# The logit of "it answers" where a question names a cell's row and column, or what a fact box on its subject calls it: set by hand, as no
# development rows ask of tables. The model reads a neighbouring row as surely, so that it is so much more than what it reads beside it.
ANSWERED_BY_A_TABLE, MORE_THAN_READ = 4.0, 2.0
# "at Russia’s Vostochny cosmodrome and": a country and the place in it, to the noun before a word without content.
_AT = re.compile(r"\b(?:at|in|near|on|from|to|outside|inside|into|around)\s+$", re.IGNORECASE)
_WITHIN = re.compile(
    r"[’']s?(?: [A-Z][\w-]*)+(?: [a-z]{3,}(?=[.,;:!?)]|$| (?:and|or|is|was|are|were|on|in|for|where|when|that|which|to|with|as|after|"
    r"before|during)\b))?"
)
# A sentence's next best span comes this near to its best one's log-probability at least: of 320 on the development benchmark that
# were further off, none was the answer.
NEAR_AS_SURE = 3.0
# What stands in for the cosine of a passage that only words found, or another embedder than the one on board.
USUAL_COSINE = 0.5


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """Where a passage answers: ``[start, end)`` in the article, whole words, within ``sentence``.

    ``score`` is the probability, 0 to 1, that this span answers the question.
    """

    passage: Passage
    start: int
    end: int
    sentence: Span
    score: float

    @property
    def text(self) -> str:
        """The answer, sliced from its passage."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


def read(
    question: str, passages: Sequence[Passage], engine_name: str = "auto", ranks: Sequence[int] | None = None
) -> list[AnswerSpan]:
    """The answer spans of ``passages``, best first, at most three a passage; ``ranks`` are theirs among all that were retrieved, 0
    the best, where these are not all of them. Raises :class:`ModelError`."""
    found = []
    asked = asked_stems(question)
    datelines = asks_for_dateline(question)
    ranks = range(len(passages)) if ranks is None else ranks
    apart = questions.asks_for_one_value(question)
    weighed = weigh(question, passages, engine_name, apart=apart)
    for rank, passage, evidence in zip(ranks, passages, weighed, strict=True):
        units = answer_units(passage, apart)
        told = [(*chosen(question, passage, entry, units[entry.unit]), evidence.answers) for entry in evidence.spans]
        for span, sureness, answers in _with_cell(question, passage, told):
            if tells_nothing(passage, span.sentence, (span.start, span.end), datelines):
                continue
            score = probability(features(question, asked, span, rank, sureness, answers))
            found.append(replace(span, score=score))
    return sorted(found, key=lambda span: -span.score)


def _with_cell(
    question: str, passage: Passage, told: Sequence[tuple[AnswerSpan, float, float]]
) -> list[tuple[AnswerSpan, float, float]]:
    """Spans with their log-probability and logit of "it answers"; where the question names a row and a column of a table in the passage,
    what stands there, or the part of it that the model reads, is as sure as can be."""
    most = extreme_cell(question, passage)
    cell = most or asked_cell(question, passage)
    if cell is None:
        return list(told)
    first, last = cell.place if most is None else cell.name
    read_there = ((span.start, span.end) for span, _, _ in told if first <= span.start and span.end <= last)
    start, end = next(read_there, (first, last))
    sentence = next(place for place in passage.sentences if place[0] <= start < place[1])
    span = AnswerSpan(passage, start, min(end, sentence[1]), sentence, 0.0)
    if not fits(question, sliced(passage, sentence), (start - sentence[0], span.end - sentence[0]), passage.text):
        return list(told)
    elsewhere = [entry for entry in told if not cell.row[0] <= entry[0].start < cell.row[1]]
    answers = max([ANSWERED_BY_A_TABLE, *(MORE_THAN_READ + answers for _, _, answers in told)])
    return [*elsewhere, (span, 0.0, answers)]


def chosen(question: str, passage: Passage, found: Found, sentence: Span) -> tuple[AnswerSpan, float]:
    """A sentence's span and its log-probability: the model's best one, or the next one that is the kind of thing asked for."""
    said, dated = sliced(passage, sentence), asks_for_dateline(question)
    tried = ((found.place, found.sureness), *found.others)
    near = [(place, sureness) for place, sureness in tried if found.sureness - sureness <= NEAR_AS_SURE]
    spans = [(answer_span(question, passage, place, sentence), sureness) for place, sureness in near]
    fitting = (
        (span, sureness)
        for span, sureness in spans
        if fits(question, said, (span.start - sentence[0], span.end - sentence[0]), passage.text)
        and not tells_nothing(passage, sentence, (span.start, span.end), dated)
    )
    return next(fitting, spans[0])


def answer_span(question: str, passage: Passage, place: Span, sentence: Span) -> AnswerSpan:
    """The span at ``place`` in the passage as whole words in ``sentence``; where a place is asked for, with what is there in it:
    "Russia’s Vostochny cosmodrome" of "Russia". Of a question's "A or B" it is the one that the sentence gives, and of "two of the six"
    the number that is asked for."""
    start, end = whole_words(passage, (place[0] + passage.start, place[1] + passage.start), sentence)
    start, end = within_cell(passage, (start, end))
    said = sliced(passage, sentence)
    chosen = [
        match for one in questions.offered(question) if (match := re.search(rf"\b{re.escape(one)}\b", said, re.I))
    ]
    if len(chosen) == 1:
        return AnswerSpan(passage, sentence[0] + chosen[0].start(), sentence[0] + chosen[0].end(), sentence, 0.0)
    if questions.asked_for(question) == "place":
        before = passage.text[sentence[0] - passage.start : start - passage.start]
        after = passage.text[end - passage.start : sentence[1] - passage.start]
        within = _WITHIN.match(after) if _AT.search(before) else None
        end += within.end() if within else 0
    if in_lead(said, (start - sentence[0], end - sentence[0])) and not asks_for_dateline(question):
        # "VELIKA, 19 January (CNA) – Petric died on Saturday" was written on the 19th.
        told = next((m.span for m in moments(said, passage.date) if m.span[0] >= end - sentence[0]), None)
        start, end = (sentence[0] + told[0], sentence[0] + told[1]) if told else (start, end)
    timed = to_the_time(question, said, (start - sentence[0], end - sentence[0]))
    named = doers.named_doer(question, said, timed)
    start, end = counted(question, said, doers.whole_doer(question, said, named))
    return AnswerSpan(passage, sentence[0] + start, sentence[0] + end, sentence, 0.0)


def features(
    question: str, asked: Sequence[str], span: AnswerSpan, rank: int, sureness: float, answers: float
) -> dict[str, float]:
    """What a span is judged by: the model's log-probability of the span and its logit of "it answers", the passage's
    ``rank`` (0 first) among those retrieved, how the stems ``asked`` of the question stand in passage and sentence, whether
    the span is the kind of thing asked for and says more than the question does, how far its article is behind the newest where the
    question asks of the present, and how near it is to the day of asking where that is told."""
    passage, sentence = span.passage, span.sentence
    said = sliced(passage, sentence)
    placed = span.start - sentence[0], span.end - sentence[0]
    own = _keys(said)
    answer = _keys(span.text)
    offered = {key for one in questions.offered(question) for key in _keys(one)}
    around = {*_keys(passage.text), *_keys(passage.heading)}
    return {
        "sureness": max(-LARGEST_LOGIT, sureness),
        "answers": max(-LARGEST_LOGIT, min(LARGEST_LOGIT, answers)),
        "place": 1 / (1 + 0.3 * rank),
        "around": sum(word in around for word in asked) / max(1, len(asked)),
        "together": _together(asked, own),
        "misfit": float(
            not fits(question, said, placed, passage.text)
            or owners.of_another(question, said, placed)
            or owners.of_another_portfolio(question, said, placed)
            or owners.of_the_other_side(question, said, placed)
            or doers.done_to(question, said, placed)
            or doers.done_otherwise(question, said, placed, passage.text)
            or of_another_year(question, passage, sentence)
            or of_another_person(question, passage, sentence)
            or of_another_row(question, passage, (span.start, span.end))
            or (questions.asks_for_one_value(question) and of_another_item(asked, passage, sentence))
            or _of_another_speaker(question, passage, sentence)
            or (bool(offered) and offered.isdisjoint(answer))
        ),
        # What is offered is no echo.
        "echo": 0.0 if questions.offers_choice(question) else _echoed(question, asked, span.text, answer),
        "aside": float(passage.kind is not Kind.ARTICLE),
        "behind": math.log1p(passage.behind),
        "told": float(passage.near is not None),
        "near": passage.near or 0.0,
    }


def _echoed(question: str, asked: Sequence[str], answer: str, keys: Sequence[str]) -> float:
    """The share of an answer's words, or their ``keys``, that the question has, all of it where both name one country: the "DPRK" of "North
    Korea"."""
    named = set(canonical(re.sub(r"^the ", "", answer, flags=re.IGNORECASE)))
    if named and COUNTRIES >= named <= set(canonical(question)):
        return 1.0
    return sum(key in asked for key in keys) / max(1, len(keys))


def _of_another_speaker(question: str, passage: Passage, sentence: Span) -> bool:
    """Whether the question asks what somebody said, and the sentence does not give their words."""
    speaker, calling = asked_speaker(question), asked_calling(question)
    if calling:
        return (passage, sentence) not in spoken_as(calling, (passage,))
    return bool(speaker) and not says(speaker, passage, sentence)


def cosine_of(passage: Passage) -> float:
    """How near question and passage are by the embedder on board; :data:`USUAL_COSINE` where that is not known."""
    return USUAL_COSINE if passage.cosine is None else passage.cosine


def probability(values: dict[str, float]) -> float:
    """The logistic of :data:`WEIGHTS` and :data:`AS_OF` × ``values``: the odds, 0 to 1, that a span with these features answers."""
    weights = WEIGHTS | AS_OF
    return 1 / (1 + math.exp(-BIAS - sum(weights[name] * value for name, value in values.items())))


def timeless(span: AnswerSpan) -> float:
    """The probability of a span without what it loses where its article is behind: what was so then is a side all the same."""
    sure = min(1 - 1e-9, max(1e-9, span.score))
    odds = math.log(sure / (1 - sure)) - WEIGHTS["behind"] * math.log1p(span.passage.behind)
    return 1 / (1 + math.exp(-odds))


def asked_stems(question: str) -> list[str]:
    """The stems of a question's words, each once, without stop words and what only says the kind of thing asked for."""
    words = words_of(questions.without_kind(question))
    return list(dict.fromkeys(word.key for word in words if word.lower not in stemming.STOP_WORDS)) or list(
        _keys(question)
    )


# A passage is looked at for each of its spans.
@lru_cache(256)
def _keys(text: str) -> tuple[str, ...]:
    """What the forms of each word share, irregular ones too: "met" is a form of "meet"."""
    return tuple(word.key for word in words_of(text))


def _together(asked: Sequence[str], own: Sequence[str]) -> float:
    """How near to each other the question's neighbouring words, or words of their families, stand, 0 to 1: "accompanied Putin" is said
    of "accompanying Putin", not of "Putin …, accompanied by crowds"."""
    places = {word: [i for i, other in enumerate(own) if other == word or of_one_family(word, other)] for word in asked}
    near = [
        1 / max(1, min(abs(a - b) for a in places[one] for b in places[other]))
        if places[one] and places[other]
        else 0.0
        for one, other in pairwise(asked)
    ]
    return sum(near) / max(1, len(near))


class ReaderPostprocessor(BaseNodePostprocessor):
    """Reorders any LlamaIndex engine's nodes by how well they answer; the reader's probability becomes their score.

    Each node's metadata gets ``answer`` (the span's text), ``answer_start`` and ``answer_end`` (offsets in the article, or in
    the node's text where the node does not say where it stands). Nodes beyond ``top_n`` are dropped.
    """

    top_n: int = 24
    engine_name: str = "auto"

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex serialises this component."""
        return "PinciteReader"

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        if query_bundle is None or not nodes:
            return nodes
        passages = [passage_of(node, number) for number, node in enumerate(nodes)]
        best: dict[int, AnswerSpan] = {}
        places = {id(passage): number for number, passage in enumerate(passages)}
        for span in read(query_bundle.query_str, passages, self.engine_name):
            best.setdefault(places[id(span.passage)], span)
        ranked = []
        for number, node in enumerate(nodes):
            found = best.get(number)
            if found is not None:
                node.node.metadata |= {"answer": found.text, "answer_start": found.start, "answer_end": found.end}
            ranked.append(NodeWithScore(node=node.node, score=found.score if found else 0.0))
        return sorted(ranked, key=lambda node: -(node.score or 0.0))[: self.top_n]

    async def _apostprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._postprocess_nodes, nodes, query_bundle)


def passage_of(found: NodeWithScore, number: int = 0) -> Passage:
    """The passage in any LlamaIndex node; ``number`` stands in for the id of one that Pincite did not make."""
    try:
        return passage_of_node(found)
    except (KeyError, ValueError):
        node = found.node
    text = node.get_content(metadata_mode=MetadataMode.NONE)
    start = getattr(node, "start_char_idx", None) or 0
    return Passage(
        id=number,
        file=str(node.metadata.get("file_name") or node.ref_doc_id or node.node_id),
        start=start,
        end=start + len(text),
        text=text,
        sentences=tuple((start + a, start + b) for a, b in sentence_spans(text)),
        section=None,
        kind=Kind.ARTICLE,
        title=node.metadata.get("title"),
        date=None,
        source=None,
        sha256="",
        score=found.score or 0.0,
    )
