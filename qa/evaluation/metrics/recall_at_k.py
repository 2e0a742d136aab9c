"""Recall@k: the share of gold passages among the first k retrieved (Manning, Raghavan & Schütze 2008, ch. 8)."""

from __future__ import annotations

from qa.evaluation.case import Case
from qa.evaluation.metrics.relevance import AtK, ranks


class RecallAtK(AtK):
    """Applies to questions with gold passages."""

    of = "recall"

    def score(self, case: Case) -> float | None:
        """Gold passages met by rank k over all."""
        found = ranks(case)
        return None if found is None else sum(rank <= self.k for rank in found[0]) / found[1]
