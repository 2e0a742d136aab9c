"""Citation precision (ALCE, Gao et al. 2023): a citation is precise when its statement is recalled and needs it. It is not needed
when it does not support the statement alone and the others support it without it."""

from __future__ import annotations

from collections.abc import Iterator

from qa.evaluation.case import Case
from qa.types import Statement


class CitationPrecision:
    """Applies to answers that cite."""

    name = "citation precision"
    better = "higher"

    def score(self, case: Case) -> float | None:
        """The share of shown citations that are precise."""
        if not case.answer.answered or not case.cited:
            return None
        precise = [one for statement in case.shown for one in _precise(case, statement)]
        return sum(precise) / len(precise)


def _precise(case: Case, statement: Statement) -> Iterator[bool]:
    asked, all_of_them = case.answer.asked, statement.citations
    if not all_of_them or not case.supports(statement.text, all_of_them, asked):
        yield from (False for _ in all_of_them)
        return
    for i, one in enumerate(all_of_them):
        others = all_of_them[:i] + all_of_them[i + 1 :]
        alone = case.supports(statement.text, [one], asked)
        yield alone or not others or not case.supports(statement.text, others, asked)
