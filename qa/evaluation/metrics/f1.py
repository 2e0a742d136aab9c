"""F1: the overlap in words of the short answer with the accepted answer nearest to it (Rajpurkar et al. 2016)."""

from __future__ import annotations

from collections import Counter

from qa.evaluation.case import Case
from qa.evaluation.metrics.words import normalised


class F1:
    """Applies to answerable questions, unless the answer is given in sentences only; a refusal is 0."""

    name = "F1"
    better = "higher"

    def score(self, case: Case) -> float | None:
        """The harmonic mean of the precision and the recall of words."""
        if not case.gold.answerable or (case.answer.answered and case.answer.answer is None):
            return None
        given = normalised(case.answer.answer or "")
        return max(_f1(given, normalised(" ".join(parts))) for parts in case.gold.answers)


def _f1(given: list[str], wanted: list[str]) -> float:
    shared = sum((Counter(given) & Counter(wanted)).values())
    return 2 * shared / (len(given) + len(wanted)) if shared else 0.0
