"""One question as it was answered, with what metrics look at: the gold row, the Answer, what was retrieved, the articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.evaluation.gold import Gold, Place
from qa.types import Answer, Citation, Statement

Texts = Callable[[str], str | None]
# Whether the citations, read together, support a statement that answers the question.
Supports = Callable[[str, Sequence[Citation], str], bool]


@dataclass(frozen=True, slots=True)
class Case:
    """``retrieved`` are the passages that the answer was made from, best first; empty where the system does not say."""

    gold: Gold
    answer: Answer
    retrieved: tuple[Place, ...]
    texts: Texts
    supports: Supports

    @property
    def shown(self) -> list[Statement]:
        """The statements that a reader sees: those that were not withheld."""
        return [statement for statement in self.answer.statements if statement.verdict == "verified"]

    @property
    def cited(self) -> list[Citation]:
        """The citations of :attr:`shown`, in order."""
        return [citation for statement in self.shown for citation in statement.citations]


class Metric(Protocol):
    """A score for one case, or ``None`` where it does not apply; ``better`` is ``higher``, ``lower`` or ``neither``."""

    @property
    def name(self) -> str:
        """As reports show it."""
        ...

    @property
    def better(self) -> str:
        """Which side is the better one."""
        ...

    def score(self, case: Case) -> float | None:
        """The case's score, 0 to 1 where ``better`` is ``higher``."""
        ...


def place_of(citation: Citation) -> Place:
    """Where a citation points."""
    return Place(citation.file, citation.start, citation.end)
