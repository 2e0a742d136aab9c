"""Passages → an Answer made of their own sentences: the best that answer, each with its exact place."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding

from qa.types import Citation, Kind, Passage, Span, Statement
from vectorstore import lexical

PASSAGES_READ = 10
MOST_STATEMENTS = 3
MOST_NEAREST = 3
# A further statement has to come this near the best one's score: at .85 an answer has two sentences on average.
NEAR_BEST = 0.85
# Two sentences that share this much of their words say the same in nearly the same words.
SAME_SENTENCE = 0.8
SHORTEST_SENTENCE = 20

# What a good sentence is made of. ORDER ranks the sentences; it is a logistic regression, rounded, of "the sentence
# holds the answer" on what is retrieved for the answerable questions of the development benchmark (first sentence right
# .35, among the first three .57; with equal weights .32 and .52). SUPPORT says whether the best of them answers at all; rank and kind count for less there
# (area under the ROC curve .85 against .80 with all counting as much, or ORDER's weights).
ORDER = {"sense": 0.5, "words": 0.8, "together": 0.5, "place": 0.3, "kind": 0.8, "aside": -0.3}
SUPPORT = {"sense": 1.0, "words": 0.6, "together": 0.3, "place": 0.3, "kind": 0.25, "aside": -0.3}
# Below this support it is no answer: where, on the development benchmark, the share of answerable questions answered
# and of unanswerable ones refused balance (tests/benchmarks/news.py --threshold).
THRESHOLD = 1.3
# How fast doubt falls beyond the threshold; a logistic fit on the same questions.
CERTAINTY = 5.5

_NAME = re.compile(r"\b(?:[A-Z][\w’'-]*[a-z][\w’'-]*|[A-Z]{2,})(?:\s+(?:[A-Z][\w’'-]*|of|de|van|bin|al)){0,3}")
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?|half|twice)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\d\s?%|per ?cent", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|tomorrow)\b|"
    r"\b(?:next|last|this) (?:week|month|year|spring|summer|fall|autumn|winter)\b|\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b",
)
_QUOTATION = re.compile(r"[“\"«].{8,}[”\"»]", re.DOTALL)
_ASKS = (
    (re.compile(r"\b(?:what|which) (?:percent|share)|percent|per cent|proportion", re.IGNORECASE), "percent"),
    (
        re.compile(
            r"\bhow (?:many|much|long|old|far|high|tall|big|large|often|fast)\b|\bwhat (?:number|age|price)\b",
            re.IGNORECASE,
        ),
        "number",
    ),
    (re.compile(r"\bwhen\b|\b(?:what|which) (?:year|month|date|day|time)\b", re.IGNORECASE), "time"),
    (re.compile(r"\bwhat (?:did|has|does) .* (?:say|said|tell|told)\b|\bquot", re.IGNORECASE), "quotation"),
    (re.compile(r"\b(?:who|whom|whose)\b", re.IGNORECASE), "name"),
    (
        re.compile(
            r"\bwhere\b|\b(?:what|which) (?:country|city|state|company|nation|town|place|team|actor|singer)\b",
            re.IGNORECASE,
        ),
        "name",
    ),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage; ``start`` and ``end`` leave out white space around it.

    ``score`` orders the sentences of one question; ``support`` says how well this one answers and compares with
    :data:`THRESHOLD`.
    """

    passage: Passage
    start: int
    end: int
    score: float
    support: float

    @property
    def text(self) -> str:
        """The sentence, sliced from its passage."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


def asked_for(question: str) -> str | None:
    """What kind of thing the question asks for: percent, number, time, quotation, name, or ``None`` if it shows none."""
    return next((kind for pattern, kind in _ASKS if pattern.search(question)), None)


def rank_sentences(
    question: str, query: lexical.Query, passages: Sequence[Passage], embedding: BaseEmbedding
) -> list[Candidate]:
    """The sentences of the first :data:`PASSAGES_READ` passages by how well they answer, best first."""
    spans = [(passage, trimmed(passage, span)) for passage in passages[:PASSAGES_READ] for span in passage.sentences]
    spans = [(passage, (a, b)) for passage, (a, b) in spans if b - a >= SHORTEST_SENTENCE]
    if not spans:
        return []
    texts = [passage.text[a - passage.start : b - passage.start] for passage, (a, b) in spans]
    asked = np.asarray(embedding.get_query_embedding(question), np.float32)
    sense = np.asarray(embedding.get_text_embedding_batch(texts), np.float32) @ asked
    ranks = {passage.id: rank for rank, passage in enumerate(passages)}
    kind = asked_for(question)
    known = set(lexical.stems(question))
    ranked = []
    for (passage, (a, b)), text, similarity in zip(spans, texts, sense, strict=True):
        own = lexical.stems(text)
        features = {
            "sense": float(similarity),
            "words": _words(query, set(own), set(lexical.stems(passage.title or ""))),
            "together": _together(query, own),
            "place": 1 / (1 + 0.3 * ranks[passage.id]),
            "kind": 0.0 if kind is None or _holds(kind, text, known) else -1.0,
            "aside": float(passage.kind is not Kind.ARTICLE),
        }
        score, support = (
            sum(weights[name] * value for name, value in features.items()) for weights in (ORDER, SUPPORT)
        )
        ranked.append(Candidate(passage, a, b, score, support))
    return sorted(ranked, key=lambda candidate: -candidate.score)


def choose(ranked: Sequence[Candidate]) -> list[list[Candidate]]:
    """At most three answering sentences, each with its near-copies in other articles; empty below the threshold."""
    groups: list[list[Candidate]] = []
    if not ranked or best_support(ranked) < THRESHOLD:
        return groups
    for candidate in ranked:
        if candidate.score < NEAR_BEST * ranked[0].score:
            break
        words = set(lexical.stems(candidate.text))
        twin = next((g for g in groups if _overlap(words, set(lexical.stems(g[0].text))) >= SAME_SENTENCE), None)
        if twin is not None:
            if all(candidate.passage.file != other.passage.file for other in twin):
                twin.append(candidate)
        elif len(groups) < MOST_STATEMENTS:
            groups.append([candidate])
    return groups


def best_support(ranked: Sequence[Candidate]) -> float:
    """The largest support among candidates; 0 where there are none."""
    return max((candidate.support for candidate in ranked), default=0.0)


def statement_of(group: Sequence[Candidate], cite: Citer) -> Statement:
    """The group's best sentence as a statement that cites it wherever it stands; copies are one origin."""
    best = group[0]
    text = " ".join(best.text.split())
    citations = tuple(cite(candidate.passage, (candidate.start, candidate.end)) for candidate in group)
    return Statement(text, citations, score=round(probability(best.support), 3), origins=1)


def probability(support: float) -> float:
    """``support`` as the odds, 0 to 1, that the question is answered; one half at the threshold."""
    return 1 / (1 + math.exp(-CERTAINTY * (support - THRESHOLD)))


def trimmed(passage: Passage, span: Span) -> Span:
    """``span`` without the white space at its ends; offsets move, text is not touched."""
    start, end = span
    text = passage.text[start - passage.start : end - passage.start]
    return start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))


class Citer:
    """Turns a place in a passage into a citation; needs whole texts to count lines."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    def __call__(self, passage: Passage, span: Span) -> Citation:
        """The citation of ``span``, its quote sliced from the article; lines count from 1."""
        text = self._texts[passage.file]
        start, end = span
        return Citation(
            file=passage.file,
            start=start,
            end=end,
            quote=text[start:end],
            lines=(line_of(text, start), line_of(text, max(start, end - 1))),
            sha256=passage.sha256,
            kind=passage.kind,
            title=passage.title,
            date=passage.date,
        )


def line_of(text: str, position: int) -> int:
    """The number of the line that holds ``position``, counting from 1; ``\\r\\n``, ``\\n`` and ``\\r`` each end a line."""
    before = text[:position]
    return 1 + before.count("\n") + before.count("\r") - before.count("\r\n")


def _words(query: lexical.Query, own: set[str], titled: set[str]) -> float:
    """The share of the question's words, weighed by rarity, that the sentence has; its article's title counts half."""
    total = query.weight or 1.0
    return sum(w * (1.0 if key in own else 0.5 if key in titled else 0.0) for key, w in query.idf.items()) / total


def _together(query: lexical.Query, words: Sequence[str]) -> float:
    """How near to each other the question's neighbouring words stand, 0 to 1: "accompanied Putin" is said of
    "accompanying Putin", not of "Putin …, accompanied by crowds"."""
    asked = list(query.words)
    places: dict[str, list[int]] = {key: [] for key in asked}
    for place, word in enumerate(words):
        if word in places:
            places[word].append(place)
    total = weight = 0.0
    for one, other in pairwise(asked):
        rarity = min(query.idf[one], query.idf[other])
        weight += rarity
        if places[one] and places[other]:
            total += rarity / min(abs(a - b) for a in places[one] for b in places[other])
    return total / weight if weight else 0.0


def _holds(kind: str, text: str, known: set[str]) -> bool:
    if kind == "name":
        # A name that the question does not say already; at a sentence's start one capital alone makes no name.
        names = [match for match in _NAME.finditer(text) if match.start() > 0 or " " in match.group()]
        return any(not set(lexical.stems(match.group())) <= known for match in names)
    pattern = {"percent": _PERCENT, "number": _NUMBER, "time": _TIME, "quotation": _QUOTATION}[kind]
    return bool(pattern.search(text))


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one | other))
