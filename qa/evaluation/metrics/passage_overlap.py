"""Passage overlap: the share of citations that lead to a gold passage (the evidence precision of HotpotQA, Yang et al. 2018, over
places instead of sentences)."""

from __future__ import annotations

from qa.evaluation.case import Case, place_of


class PassageOverlap:
    """Applies to answerable questions with gold passages that were answered with citations."""

    name = "passage overlap"
    better = "higher"

    def score(self, case: Case) -> float | None:
        """Citations that share half of the shorter with a gold passage, over all."""
        if not case.gold.answerable or not case.gold.passages or not case.cited:
            return None
        met = [any(place_of(one).meets(gold) for gold in case.gold.passages) for one in case.cited]
        return sum(met) / len(met)
