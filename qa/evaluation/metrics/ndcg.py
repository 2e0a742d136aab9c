"""nDCG@k with binary gain: the discounted gain of the ranking over that of the best one (Järvelin & Kekäläinen 2002)."""

from __future__ import annotations

from math import log2

from qa.evaluation.case import Case
from qa.evaluation.metrics.relevance import AtK, ranks


class NDCG(AtK):
    """Applies to questions with gold passages."""

    of = "nDCG"

    def score(self, case: Case) -> float | None:
        """The gain at rank r is 1 / log2(1 + r) where a gold passage is first met."""
        found = ranks(case)
        if found is None:
            return None
        met, wanted = found
        best = sum(1 / log2(1 + rank) for rank in range(1, min(wanted, self.k) + 1))
        return sum(1 / log2(1 + rank) for rank in met if rank <= self.k) / best
