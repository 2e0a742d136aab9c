"""Answers and refusals × how probable each answer was → what another threshold would have refused: precision over recall."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.answering.extractive import THRESHOLD
from qa.types import Answer


@dataclass(frozen=True, slots=True)
class Point:
    """Of the refusals below ``threshold``: how many are right, and how many of the unanswerable questions they are; ``own`` is
    the run's own threshold."""

    threshold: float
    precision: float
    recall: float
    own: bool = False


def confidence(answer: Answer) -> float:
    """How probable an Answer is, :data:`THRESHOLD` or more where it was shown and less where it was not.

    Refused questions have a probability where the reader gave one; answers of another system have the best score of their
    shown statements, and its refusals are not probable at all. A yes-or-no question has a stricter threshold of its own, and what
    that refused stays on the refused side.
    """
    stated = answer.probability if answer.mode == "extractive" else None
    if not answer.answered:
        return min(stated or 0.0, math.nextafter(THRESHOLD, 0))
    best = max((one.score for one in answer.statements if one.verdict == "verified"), default=0.0)
    return max(best if stated is None else stated, THRESHOLD)


def curve(answers: Iterable[tuple[Answer, bool]]) -> Iterator[Point]:
    """Each (Answer, whether the folder answers the question) at every threshold that parts two of them, laxest first.

    Nothing where no question is unanswerable.
    """
    sure = [(confidence(answer), answerable) for answer, answerable in answers]
    unanswerable = sum(not answerable for _, answerable in sure)
    if not unanswerable:
        return
    everything = math.nextafter(max(score for score, _ in sure), math.inf)
    for threshold in sorted({THRESHOLD, everything, *(score for score, _ in sure)}):
        refused = [answerable for score, answerable in sure if score < threshold]
        if refused:
            right = refused.count(False)
            yield Point(threshold, right / len(refused), right / unanswerable, threshold == THRESHOLD)
