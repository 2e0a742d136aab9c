"""Exact match: the short answer is an accepted one, word for word (Rajpurkar et al. 2016)."""

from __future__ import annotations

from qa.evaluation.case import Case
from qa.evaluation.metrics.words import normalised


class ExactMatch:
    """Applies to answerable questions, unless the answer is given in sentences only; a refusal is 0."""

    name = "EM"
    better = "higher"

    def score(self, case: Case) -> float | None:
        """1 where the short answer is an accepted answer, its parts in any order, whatever joins them."""
        if not case.gold.answerable or (case.answer.answered and case.answer.answer is None):
            return None
        given = normalised(case.answer.answer or "")
        joining = {"and", "or"}
        return float(
            any(
                given == normalised(" ".join(parts))
                or (
                    len(parts) > 1
                    and sorted(word for word in given if word not in joining) == sorted(normalised(" ".join(parts)))
                )
                for parts in case.gold.answers
            )
        )
