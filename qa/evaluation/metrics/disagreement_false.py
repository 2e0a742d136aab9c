"""False disagreement: a difference is shown where the articles do not differ: the price of :mod:`.disagreement`
(this house's own)."""

from __future__ import annotations

from qa.evaluation.case import Case


class FalseDisagreement:
    """Applies to answered questions whose gold names no sides."""

    name = "false disagreement"
    better = "lower"

    def score(self, case: Case) -> float | None:
        """1 where a disagreement is shown."""
        if case.gold.disagreement or case.gold.answerable is not True or not case.answer.answered:
            return None
        return float(bool(case.answer.disagreements))
