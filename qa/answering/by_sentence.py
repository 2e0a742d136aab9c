"""Passages → statements by similarity alone, while the package holds no reader model: the sentences nearest to the question."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding

from qa.answering import questions
from qa.answering.matter import words_held, words_together
from qa.citing import Citer, trimmed
from qa.sources.datelines import asks_for_dateline, is_dateline
from qa.types import Kind, Passage, Statement
from vectorstore import lexical, stemming

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
_PERCENT = re.compile(r"\d\s?%|per ?cent", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:1[5-9]|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|tomorrow)\b|"
    r"\b(?:next|last|this) (?:week|month|year|spring|summer|fall|autumn|winter)\b|\b\d{1,2}(?::\d\d)? ?[ap]\.?m\b",
)
_QUOTATION = re.compile(r"[“\"«].{8,}[”\"»]", re.DOTALL)


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


def rank_sentences(
    question: str, query: lexical.Query, passages: Sequence[Passage], embedding: BaseEmbedding
) -> list[Candidate]:
    """The sentences of the first :data:`PASSAGES_READ` passages by how well they answer, best first."""
    spans = [(passage, trimmed(passage, span)) for passage in passages[:PASSAGES_READ] for span in passage.sentences]
    if not asks_for_dateline(question):
        # An article's own date line tells of no event.
        spans = [
            (p, (start, end))
            for p, (start, end) in spans
            if not is_dateline(p.text[start - p.start : end - p.start], p.date)
        ]
    spans = [(passage, (a, b)) for passage, (a, b) in spans if b - a >= SHORTEST_SENTENCE]
    if not spans:
        return []
    texts = [passage.text[a - passage.start : b - passage.start] for passage, (a, b) in spans]
    asked = np.asarray(embedding.get_query_embedding(question), np.float32)
    sense = np.asarray(embedding.get_text_embedding_batch(texts), np.float32) @ asked
    ranks = {passage.id: rank for rank, passage in enumerate(passages)}
    kind = questions.asked_for(question)
    known = set(stemming.stems(question))
    ranked = []
    for (passage, (a, b)), text, similarity in zip(spans, texts, sense, strict=True):
        own = stemming.stems(text)
        features = {
            "sense": float(similarity),
            "words": words_held(query, set(own), set(stemming.stems(passage.title or ""))),
            "together": words_together(query, own),
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
        words = set(stemming.stems(candidate.text))
        twin = next((g for g in groups if _overlap(words, set(stemming.stems(g[0].text))) >= SAME_SENTENCE), None)
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


def _holds(kind: str, text: str, known: set[str]) -> bool:
    if kind in ("name", "place"):
        # A name that the question does not say already; at a sentence's start one capital alone makes no name.
        names = [match for match in _NAME.finditer(text) if match.start() > 0 or " " in match.group()]
        return any(not set(stemming.stems(match.group())) <= known for match in names)
    pattern = {"percent": _PERCENT, "number": questions.NUMBER_WORDS, "time": _TIME, "quotation": _QUOTATION}[kind]
    return bool(pattern.search(text))


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one | other))
