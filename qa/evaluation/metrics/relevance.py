"""Which ranks of a retrieved list hold gold passages: what recall@k, MRR and nDCG count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from qa.evaluation.case import Case


@dataclass(frozen=True)
class AtK:
    """What the metrics of the first ``k`` retrieved passages share: they are named "hit@5"."""

    k: int
    better: str = "higher"
    of: ClassVar[str]

    @property
    def name(self) -> str:
        """As reports show it."""
        return f"{self.of}@{self.k}"


def ranks(case: Case) -> tuple[list[int], int] | None:
    """The ranks, from 1, at which a gold passage is met for the first time, and how many there were to meet.

    A gold passage is met by a retrieved passage that shares half of the shorter of the two; gold passages that one retrieved
    passage meets first count as one, so that a rank has a gain of one. ``None`` for a question without gold passages, and for a
    system that does not say what it retrieved.
    """
    if not case.gold.passages or not case.retrieved:
        return None
    first = [
        next((rank for rank, place in enumerate(case.retrieved, start=1) if place.meets(gold)), None)
        for gold in case.gold.passages
    ]
    met = sorted({rank for rank in first if rank is not None})
    return met, len(met) + first.count(None)
