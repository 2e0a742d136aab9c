"""Text → the quotations in it, in the marks of several languages, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.types import Span

# Fewer words are a manner of speaking ("a “friendly” visit").
FEWEST_QUOTED_WORDS = 3
# Where words are written without spaces, about two letters make a word.
FEWEST_QUOTED_LETTERS = 6

_QUOTATION = re.compile(
    r"“([^“”]+)”"
    r"|„([^„“”]+)[“”]"
    r"|«([^«»]+)»"
    r"|»([^«»]+)[«»]"
    # Swedish and Finnish: the closing mark opens, too, and then stands before a word and behind a space.
    r"|(?<![^\s(])”(?=\S)([^“”]+)”"
    r"|「([^「」]+)」|『([^『』]+)』"
    r"|(?<!\w)\"([^\"]+)\"(?!\w)"
    r"|``((?:(?!'').)+)''",
    re.DOTALL,
)
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words of a quotation on one line; ``span`` is its place, marks included."""

    text: str
    span: Span

    @property
    def somebodys_words(self) -> bool:
        """Whether it is long enough to be what somebody said or wrote."""
        letters = len(_UNSPACED.findall(self.text))
        return len(self.text.split()) >= FEWEST_QUOTED_WORDS or letters >= FEWEST_QUOTED_LETTERS


def quotations(text: str) -> list[Quotation]:
    """Every quotation of ``text``, of any length, in order."""
    return [
        Quotation(" ".join(next(filter(None, match.groups())).split()), match.span())
        for match in _QUOTATION.finditer(text)
    ]
