"""Latency: seconds from question to whole answer as the system measures itself; the summary
gives the 50th and 95th percentile (linear interpolation, Hyndman & Fan 1996, definition 7)."""

from __future__ import annotations

from qa.evaluation.case import Case


class Latency:
    """Applies to every answer that states its time."""

    name = "seconds"
    better = "neither"

    def score(self, case: Case) -> float | None:
        """Seconds in all."""
        return case.answer.seconds.get("total")
