"""Hit@k: whether any gold passage is among the first k retrieved (the "top-k accuracy" of Karpukhin et al. 2020)."""

from __future__ import annotations

from dataclasses import dataclass

from qa.evaluation.case import Case
from qa.evaluation.metrics.relevance import ranks


@dataclass(frozen=True)
class HitAtK:
    """Applies to questions with gold passages."""

    k: int
    better: str = "higher"

    @property
    def name(self) -> str:
        """``hit@5``."""
        return f"hit@{self.k}"

    def score(self, case: Case) -> float | None:
        """1 where a gold passage is met by rank k."""
        found = ranks(case)
        return None if found is None else float(any(rank <= self.k for rank in found[0]))
