"""First citation right: the first place that a reader is sent to is a gold passage (precision at 1 of the citations; Manning,
Raghavan & Schütze 2008, ch. 8)."""

from __future__ import annotations

from qa.evaluation.case import Case, place_of


class FirstCitation:
    """Applies to answerable questions with gold passages; a refusal, or an answer that cites nothing, is 0."""

    name = "first citation"
    better = "higher"

    def score(self, case: Case) -> float | None:
        """1 where the first citation shares half of the shorter with a gold passage."""
        if not case.gold.answerable or not case.gold.passages:
            return None
        if not case.answer.answered or not case.cited:
            return 0.0
        return float(any(place_of(case.cited[0]).meets(gold) for gold in case.gold.passages))
