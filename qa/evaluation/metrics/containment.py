"""Containment: what the reader is shown holds an accepted answer (the "accuracy" of Mallen et al. 2023, "When Not to Trust …")."""

from __future__ import annotations

from qa.evaluation.case import Case
from qa.evaluation.metrics.words import holds, normalised


class Containment:
    """Applies to answerable questions; a refusal is 0. Withheld statements are not shown."""

    name = "containment"
    better = "higher"

    def score(self, case: Case) -> float | None:
        """1 where every part of one accepted answer stands in the short answer or a shown statement; "yes" and "no" count only
        where an answer begins with them."""
        if not case.gold.answerable:
            return None
        said = [case.answer.answer or "", *(statement.text for statement in case.shown)] if case.answer.answered else []
        return float(any(all(_held(said, part) for part in parts) for parts in case.gold.answers))


def _held(said: list[str], part: str) -> bool:
    if part.lower() in ("yes", "no"):
        return any(normalised(one)[:1] == [part.lower()] for one in said[:2])
    return any(holds(one, part) for one in said)
