"""A statement × the sentences it cites → :class:`Verdict`: verified, or withheld with a reason that a person understands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa.quantities import numbers
from qa.types import Verdict
from vectorstore import lexical


@dataclass(frozen=True, slots=True)
class Evidence:
    """Cited sentences: ``text`` is a slice of an article, ``before`` and ``after`` its neighbours there.

    The neighbours say who "he" is and are no evidence; ``date``, ``title`` and ``source`` are what the article states.
    """

    text: str
    before: str = ""
    after: str = ""
    date: date | None = None
    title: str | None = None
    source: str | None = None


def verify(
    statement: str,
    evidence: Sequence[Evidence],
    question: str = "",
    *,
    rejected: Sequence[str] = (),
    engine: str = "auto",
) -> Verdict:
    """Whether ``evidence`` bears ``statement``; ``rejected`` are ids that the model named and was never given.

    What cannot be checked is not supported: an empty statement, no evidence.
    """
    if rejected:
        return Verdict(False, 0.0, f"cites {', '.join(rejected)}, which it was never given", "id")
    if not statement.strip():
        return Verdict(False, 0.0, "says nothing", "support")
    if not any(one.text.strip() for one in evidence):
        return Verdict(False, 0.0, "cites no passage", "id")
    text = " ".join(one.text for one in evidence)
    held = set(numbers(text))
    for number in numbers(statement):
        if number not in held:
            return Verdict(False, 0.0, f"says {number:g}; the passage does not", "number")
    words = {stem for stem in lexical.stems(statement) if stem not in lexical.STOP_WORDS}
    score = len(words & set(lexical.stems(text + " " + question))) / len(words) if words else 0.0
    if score < 0.5:
        return Verdict(False, score, "the passage does not say this", "support")
    return Verdict(True, score)
