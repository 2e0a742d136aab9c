"""Withheld: the share of statements that were not shown because their citations do not bear them, and why (law 3 of this house)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from qa.evaluation.case import Case

_PARTICULAR = re.compile(r"“[^”]*”|\"[^\"]*\"|'[^']*'|\bS?[$€£]?\d(?:[\d.,:]*\d)?[%\w]*")


class Withheld:
    """Applies to answers with statements, shown or not."""

    name = "withheld"
    better = "neither"

    def score(self, case: Case) -> float | None:
        """Withheld statements over all."""
        if not case.answer.statements:
            return None
        return sum(one.verdict == "withheld" for one in case.answer.statements) / len(case.answer.statements)


def reasons(cases: Iterable[Case]) -> dict[str, float]:
    """Reason, its numbers and quotations taken out → its share of all statements, the most frequent first."""
    statements = [one for case in cases for one in case.answer.statements]
    counted = Counter(
        _PARTICULAR.sub("…", one.reason or "no reason") for one in statements if one.verdict == "withheld"
    )
    return {reason: count / len(statements) for reason, count in counted.most_common()}
