"""Text as people compare it, each letter knowing its place in the original: quotation marks, dashes and white space are of one kind.

What counts as the same: the shape and nesting of quotation marks and apostrophes; hyphens and dashes of any length, with or without
spaces around them; any run of white space; composed and decomposed accents, ligatures, full-width letters ("ﬁ", "é", "…" and "...");
invisible characters. Letters, digits, case and the rest of the punctuation are not touched.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from qa.types import Span

_QUOTATION = dict.fromkeys("\"'`´“”„‟‘’‚‛«»‹›″′＂＇「」『』〝〞", "'")
_DASHES = dict.fromkeys("-‐‑‒–—―−﹘﹣－", "-")
_SAME = _QUOTATION | _DASHES
# Most of a text is letters that stay as they are; they are taken many at a time.
_RUN = re.compile(r"(?P<as_it_is>[A-Za-z0-9.,;:!?()%$&/]+)|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Plain:
    """``text`` for comparing; letter ``i`` of it comes from the original's letter ``places[i]``."""

    text: str
    places: array[int]

    def original(self, span: Span) -> Span:
        """The place in the original of a non-empty ``span`` of ``text``."""
        start, end = span
        return self.places[start], self.places[end - 1] + 1

    def within(self, span: Span) -> Span:
        """The place in ``text`` of the original's ``span``: every letter that comes from inside it."""
        return bisect_left(self.places, span[0]), bisect_left(self.places, span[1])


def plain(original: str) -> Plain:
    """``original`` for comparing."""
    letters: list[str] = []
    places = array("L")
    for run in _RUN.finditer(original):
        place, letter = run.start(), run.group()
        if run["as_it_is"]:
            letters += letter
            places.extend(range(place, run.end()))
            continue
        for one in _SAME.get(letter) or _decomposed(letter):
            before = letters[-1] if letters else " "
            if one == " " and before in " -":
                continue
            if one == "-" and before == "-":
                continue
            if one == "-" and before == " " and letters:
                letters[-1], places[-1] = "-", place
                continue
            letters.append(one)
            places.append(place)
    while letters and letters[-1] == " ":
        letters.pop()
        places.pop()
    return Plain("".join(letters), places)


@lru_cache(maxsize=8192)
def _decomposed(letter: str) -> str:
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in ("Cf", "Cc"):
        return ""
    return "".join(_SAME.get(one, " " if one.isspace() else one) for one in unicodedata.normalize("NFKD", letter))
