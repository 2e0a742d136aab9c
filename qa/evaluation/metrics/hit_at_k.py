"""Hit@k: whether any gold passage is among the first k retrieved (the "top-k accuracy" of Karpukhin et al. 2020)."""

from __future__ import annotations

from qa.evaluation.case import Case
from qa.evaluation.metrics.relevance import AtK, ranks


class HitAtK(AtK):
    """Applies to questions with gold passages."""

    of = "hit"

    def score(self, case: Case) -> float | None:
        """1 where a gold passage is met by rank k."""
        found = ranks(case)
        return None if found is None else float(any(rank <= self.k for rank in found[0]))
