"""Tokens: what a question sent to the model and got back, as the endpoint counts them (its ``usage``, OpenAI's API)."""

from __future__ import annotations

from qa.evaluation.case import Case


class Tokens:
    """Applies to answers of a model."""

    name = "tokens"
    better = "neither"

    def score(self, case: Case) -> float | None:
        """In and out together."""
        usage = case.answer.usage
        if usage is None or usage.get("tokens_in") is None:
            return None
        return float(usage["tokens_in"] + (usage.get("tokens_out") or 0))
