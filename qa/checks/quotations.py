"""Quotations: their words are the passage's own, and are quoted there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.checks.words import Word

_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|«([^«»]+)»|(?<![\w’'])[‘']([^‘’']{12,}(?:[’'](?=\w)[^‘’']*)*)[’'](?!\w)")
# A quotation of fewer words may be a name, a title or an irony.
SHORTEST_QUOTATION = 4


def quoted_places(text: str, words: Sequence[Word]) -> set[int]:
    """The places of the words of ``text`` that stand in quotation marks."""
    spans = [match.span() for match in _QUOTED.finditer(text)]
    found = {i for i, word in enumerate(words) if any(a <= word.start < b for a, b in spans)}
    # A statement that is all quotation leaves out who speaks.
    return found if len(found) < 0.8 * len(words) else set()


def quotation_fault(statement: str, cited: str) -> str | None:
    """Why a quotation of ``statement`` is none: its words are not the cited ones, or not quoted there."""
    whole = _letters(cited)
    inside = " | ".join(_letters(next(filter(None, groups))) for groups in _QUOTED.findall(cited))
    # Where the cited sentence lies inside a longer quotation, its marks stand elsewhere.
    open_quotation = cited.count("“") != cited.count("”") or cited.count('"') % 2 == 1
    for groups in _QUOTED.findall(statement):
        quoted = next(filter(None, groups))
        pieces = [piece for piece in map(_letters, re.split(r"…|\.\.\.|\[[^\]]*\]", quoted)) if piece]
        if not all(f" {piece} " in f" {whole} " for piece in pieces):
            return f"quotes “{shortened(quoted)}”; these are not the passage's words"
        long = sum(len(piece.split()) for piece in pieces) >= SHORTEST_QUOTATION
        if long and not open_quotation and not all(f" {piece} " in f" {inside} " for piece in pieces):
            return f"quotes “{shortened(quoted)}”; the passage says it in its own words"
    return None


def _letters(text: str) -> str:
    """The words of ``text`` as they are compared: case, white space and the shape of marks aside."""
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*|[%$€£]", text.casefold().replace("’", "'").replace("‘", "'")))


def shortened(speaker: str) -> str:
    """A speaker or a quotation as a reason shows it."""
    words = " ".join(speaker.split())
    return words if len(words) <= 60 else words[:57].rsplit(" ", 1)[0] + "…"
