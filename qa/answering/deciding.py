"""A question for yes or no × the sentences that were read → how likely each decides it, and how likely the articles do."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from qa.answering.drafts import quotable, sentences_of
from qa.answering.matter import relation
from qa.answering.stance import is_hedged
from qa.checks import support
from qa.citing import sliced
from qa.reading import AnswerSpan
from vectorstore import lexical

# The odds that a sentence decides a question, and those that the articles do, of which the best sentence tells: logistic regressions
# (training/calibrate_yes_no.py) on :func:`features`, of 541 questions put to small folders, 191 of which no article decides.
DECIDES = {"matter": 3.328, "nearness": 5.39, "read": 0.456, "around": 0.122, "hedged": 0.086}
DECIDES_BIAS = -5.412
DECIDED = {"best": 0.578, "hedged": -0.785}
DECIDED_BIAS = 0.665
# Log-odds of a span beyond which they tell no more, also of a sentence in which the reader found none.
LARGEST = 6.0
# Sentences whose nearness is looked at, as each costs a forward of the embedder: those that speak most of the matter, with so much for
# what the reader found in them.
COMPARED, READ_COUNTS = 24, 0.05


def features(
    question: str, query: lexical.Query, spans: Sequence[AnswerSpan], engine: str = "auto"
) -> list[tuple[AnswerSpan, dict[str, float]]]:
    """The sentences of the best passages read, as they can be quoted, each with what tells how likely it decides ``question``.

    ``matter`` is how much it speaks of what is asked (:func:`qa.answering.matter.relation`), ``nearness`` its cosine to the
    question by the embedder on board; ``read`` and ``around`` are the log-odds of the reader's best span in it and in its
    passage; ``hedged`` is 1 where it leaves open what is asked. At most :data:`COMPARED` are looked at. Raises
    :class:`qa.errors.ModelError` where the shipped model cannot be loaded.
    """
    # Also where another embedder made the index: the odds are fitted on this one's cosines.
    cosine = support.embedder(engine).cosine_to(question)
    best: dict[int, float] = {}
    for span in spans:
        best[span.passage.id] = max(best.get(span.passage.id, -LARGEST), _log_odds(span.score))
    found = []
    for passage, sentence in sentences_of(spans):
        place = quotable(passage, sentence)
        inside = (s for s in spans if s.passage.id == passage.id and sentence[0] <= s.start and s.end <= sentence[1])
        values = {
            "matter": relation(query, passage, place),
            "read": max((_log_odds(span.score) for span in inside), default=-LARGEST),
            "around": best[passage.id],
            "hedged": float(is_hedged(question, sliced(passage, place))),
        }
        found.append((AnswerSpan(passage, *place, place, 0.0), values))
    found.sort(key=lambda one: -one[1]["matter"] - READ_COUNTS * one[1]["read"])
    return [
        (span, {**values, "nearness": cosine(sliced(span.passage, span.sentence))}) for span, values in found[:COMPARED]
    ]


def probability(values: Mapping[str, float]) -> float:
    """The odds, 0 to 1, that a sentence with these features decides: the logistic of :data:`DECIDES` × ``values``."""
    return _logistic(DECIDES_BIAS + sum(DECIDES[name] * value for name, value in values.items()))


def decided(values: Mapping[str, float]) -> float:
    """The odds, 0 to 1, that the articles decide a question whose best sentence has these features: the logistic of
    :data:`DECIDED` × :func:`told`."""
    made = told(probability(values), values)
    return _logistic(DECIDED_BIAS + sum(DECIDED[name] * value for name, value in made.items()))


def told(best: float, values: Mapping[str, float]) -> dict[str, float]:
    """What tells whether the articles decide: how likely the best sentence does, as log-odds, and whether it leaves it open."""
    return {"best": _log_odds(best), "hedged": values["hedged"]}


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def _log_odds(share: float) -> float:
    sure = min(1 - 1e-6, max(1e-6, share))
    return max(-LARGEST, min(LARGEST, math.log(sure / (1 - sure))))
