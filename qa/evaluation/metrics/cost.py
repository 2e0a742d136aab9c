"""Cost: what a question's tokens, as the endpoint counts them, cost at the prices that were set, in their currency (this house's own)."""

from __future__ import annotations

from qa.evaluation.case import Case


class Cost:
    """Applies to answers of a model whose prices are set."""

    name = "cost"
    better = "neither"

    def score(self, case: Case) -> float | None:
        """The price of the question."""
        return None if case.answer.usage is None else case.answer.usage.get("cost")
