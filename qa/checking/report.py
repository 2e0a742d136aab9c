"""What a check finds, as frozen values: a verdict for each sentence, a status for each citation; JSON ``pincite.check/1``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from qa.types import Citation, to_jsonable

CHECK_SCHEMA = "pincite.check/1"
RECEIPT_SCHEMA = "pincite.receipt/1"


class Support(StrEnum):
    """What the articles say of a sentence."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not found"


class Status(StrEnum):
    """What has become of a citation's claim.

    ``EXACT``: the words stand at the place it names (in the file it names, where it names no place). ``MOVED``: in that
    file, at another place. ``ALTERED``: nearly these words. ``MISATTRIBUTED``: in another file. ``FABRICATED``: nowhere.
    """

    EXACT = "exact"
    MOVED = "moved"
    ALTERED = "altered"
    MISATTRIBUTED = "misattributed"
    FABRICATED = "fabricated"


class Fate(StrEnum):
    """What time has done to a citation of a saved Answer."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a citation claims: words, the file they are said to stand in, and their place there; ``None`` where it does not say.

    ``start`` and ``end`` are half-open, in code points. ``label`` is the citation as it was written: "[1]", "file-abc".
    """

    quote: str | None = None
    file: str | None = None
    start: int | None = None
    end: int | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a character diff: ``op`` is ``equal``, ``replace``, ``delete`` (the article lacks it) or ``insert``."""

    op: str
    claimed: str
    article: str


@dataclass(frozen=True, slots=True)
class CheckedCitation:
    """A citation's ``status``; ``found`` is where its words really stand (or nearly), ``None`` where nowhere.

    ``difference`` is the way from the claimed words to the article's, empty where they are the same; ``note`` says to a
    person what the status leaves out.
    """

    status: Status
    claimed: Claim
    found: Citation | None = None
    difference: tuple[Change, ...] = ()
    similarity: float = 1.0
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of what was checked, at ``[start, end)`` of it, with the passages that bear or deny it, best first.

    Where it was not found, ``evidence`` is the passage that comes near, if one does, and ``reason`` says what it lacks.
    ``line`` is the line of a file of answers that the sentence is of, from 1; ``None`` in a draft.
    """

    text: str
    start: int
    end: int
    verdict: Support
    score: float
    evidence: tuple[Citation, ...] = ()
    citations: tuple[CheckedCitation, ...] = ()
    reason: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Every sentence that says something, in order; ``notes`` are what a person should know of the check itself."""

    sentences: tuple[CheckedSentence, ...]
    notes: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many sentences have each verdict and how many citations each status, those that occur."""
        found = Counter(str(sentence.verdict) for sentence in self.sentences)
        found.update(str(citation.status) for sentence in self.sentences for citation in sentence.citations)
        return dict(found)

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape ``pincite.check/1``."""
        return {"schema": CHECK_SCHEMA, **_plain(asdict(self)), "counts": self.counts()}


@dataclass(frozen=True, slots=True)
class ReceiptCitation:
    """A saved citation and its ``fate``; ``now`` is where its words stand today, ``None`` where they are gone."""

    statement: str
    citation: Citation
    fate: Fate
    now: Citation | None = None
    difference: tuple[Change, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiptReport:
    """A saved Answer's citations, in the order of its statements."""

    question: str
    citations: tuple[ReceiptCitation, ...]

    def counts(self) -> dict[str, int]:
        """How many citations have each fate, those that occur."""
        return dict(Counter(str(one.fate) for one in self.citations))

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape ``pincite.receipt/1``."""
        return {"schema": RECEIPT_SCHEMA, **_plain(asdict(self)), "counts": self.counts()}


def _plain(value: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = to_jsonable(value)
    return plain
