"""Abstention recall: the share of unanswerable questions that are refused (the "no-answer" recall of SQuAD 2.0, Rajpurkar et al. 2018)."""

from __future__ import annotations

from qa.evaluation.case import Case


class AbstentionRecall:
    """Applies to questions known to have no answer in the folder."""

    name = "abstention recall"
    better = "higher"

    def score(self, case: Case) -> float | None:
        """1 where it is refused."""
        return None if case.gold.answerable is not False else float(not case.answer.answered)
