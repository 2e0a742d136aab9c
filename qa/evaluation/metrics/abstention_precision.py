"""Abstention precision: the share of refusals that are right (Rajpurkar et al. 2018)."""

from __future__ import annotations

from qa.evaluation.case import Case


class AbstentionPrecision:
    """Applies to questions that were refused, where it is known whether the folder answers them."""

    name = "abstention precision"
    better = "higher"

    def score(self, case: Case) -> float | None:
        """1 where the question has no answer in the folder."""
        if case.gold.answerable is None or case.answer.answered:
            return None
        return float(case.gold.answerable is False)
