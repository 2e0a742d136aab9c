"""Citation recall (ALCE, Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations"): a statement is recalled
when its citations, read together, support it."""

from __future__ import annotations

from qa.evaluation.case import Case


class CitationRecall:
    """Applies to answers with statements; a statement without citations is not recalled."""

    name = "citation recall"
    better = "higher"

    def score(self, case: Case) -> float | None:
        """The share of shown statements that are recalled."""
        if not case.answer.answered or not case.shown:
            return None
        asked = case.answer.asked
        recalled = [bool(one.citations) and case.supports(one.text, one.citations, asked) for one in case.shown]
        return sum(recalled) / len(recalled)
