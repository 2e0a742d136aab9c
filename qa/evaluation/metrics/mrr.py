"""Reciprocal rank: one over the rank of the first gold passage retrieved (Voorhees 1999); its mean is MRR."""

from __future__ import annotations

from qa.evaluation.case import Case
from qa.evaluation.metrics.relevance import ranks


class ReciprocalRank:
    """Applies to questions with gold passages."""

    name = "MRR"
    better = "higher"

    def score(self, case: Case) -> float | None:
        """0 where none was retrieved."""
        found = ranks(case)
        return None if found is None else (1 / found[0][0] if found[0] else 0.0)
