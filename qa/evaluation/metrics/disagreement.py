"""Disagreement found: where articles give answers that cannot all be right, the reader is shown each side (RAMDocs, Wang et al. 2025)."""

from __future__ import annotations

from qa.evaluation.case import Case
from qa.evaluation.metrics.words import holds


class DisagreementFound:
    """Applies to questions whose gold names the sides."""

    name = "disagreement found"
    better = "higher"

    def score(self, case: Case) -> float | None:
        """1 where one disagreement of the Answer has a side for each side of the gold."""
        if not case.gold.disagreement:
            return None
        return float(
            any(
                all(
                    any(holds(side.answer, one) for side in shown.sides for one in wanted)
                    for wanted in case.gold.disagreement
                )
                for shown in case.answer.disagreements
            )
        )
