"""Lists of names in a sentence: the span of one answer → the names that stand beside it."""

from __future__ import annotations

import re
from itertools import pairwise

from qa.types import Span

_TITLES = (
    "President|Vice|Prime|Minister|Deputy|Foreign|Defense|Defence|Finance|Interior|Secretary|Treasury|State|General|"
    "Gen|Gov|Governor|Sen|Senator|Rep|Representative|Senate|House|Chancellor|King|Queen|Prince|Princess|Pope|Dr|Mr|"
    "Mrs|Ms|Lord|Lady|Sir|Judge|Justice|Chief|Speaker|Ambassador|Mayor|Sheriff|Captain|Capt|Colonel|Col|Lt|Sgt|"
    "Admiral|Adm|Professor|Prof|Rev|Reverend|Bishop|Cardinal|Director|Chairman|Leader|Coach|Former|Attorney"
)
# Lower-case words that may stand between two people of one list: "…, the new defense minister X and his wife Y".
_ROLES = (
    "the|a|an|his|her|their|its|new|former|ex|then|vice|prime|deputy|first|foreign|defense|defence|finance|interior|"
    "economy|energy|health|transport|acting|outgoing|senior|top|fellow|minister|president|secretary|chief|head|of|"
    "staff|leader|ambassador|general|wife|husband|son|daughter|brother|sister|mother|father|partner|actor|actress|"
    "singer|director|author|player|coach|captain|lawyer|adviser|aide|spokesman|spokeswoman|senator|governor|mayor|ceo"
)
# Words that only their place writes with a capital: "Ahead of his arrival, …".
_OPENING = frozenset(
    "ahead along amid amidst apart aside away beforehand afterwards besides beyond behind beneath below due else elsewhere everywhere "
    "abroad nearby hence instead just likewise maybe moreover nevertheless nonetheless next now off often once only otherwise outside "
    "inside overall perhaps prior regardless seldom rarely sometimes soon still subsequently then thereafter therefore throughout thus "
    "together too twice unless until whatever whenever whereas wherever whether whichever whoever yet again almost alone always "
    "anyway indeed rather even ever never here up down additionally furthermore similarly consequently finally initially "
    "originally eventually ultimately notably specifically generally typically usually historically recently currently previously "
    "precisely unfortunately".split()
)
_SENTENCE_START = re.compile(r"(?:^|[.!?…:\n])[\s\"“‘(]*$")
_NAME = re.compile(
    r"(?<![\w’'])(?:(?:[A-Z][\w’'-]*|[A-Z]\.)(?:\s+(?:de|van|von|bin|al|el|da|della|of|du)\s+(?=[A-Z])|\s+(?=[A-Z])|(?=\.\s[A-Z][a-z]+\b))(?:\.\s)?)*(?:[A-Z][\w’'-]*[\w]|(?:[A-Z]\.){2,})"
)
_BETWEEN = re.compile(rf"^\s*(?P<comma>[,;]?)\s*(?P<and>and|&|or|as well as|along with)?\s*(?:(?:{_ROLES})\s+)*$", re.I)
_LEADING = re.compile(rf"^(?:(?:{_TITLES})\.?\s+)+(?=[A-Z])")


def names_in(text: str) -> list[Span]:
    """Where capitalised names stand in ``text``, titles and words that only begin a sentence left out."""
    found = []
    for match in _NAME.finditer(text):
        name = match.group()
        if name.lower() in _OPENING and _SENTENCE_START.search(text[max(0, match.start() - 8) : match.start()]):
            continue
        titled = _LEADING.match(name)
        start = match.start() + (titled.end() if titled else 0)
        possessive = re.search(r"['’]s$", name)
        found.append((start, match.end() - (len(possessive.group()) if possessive else 0)))
    return found


def names_beside(text: str, span: Span) -> list[Span]:
    """The names of the list that ``span`` touches, in order; ``[]`` where it touches fewer than two.

    A list is names with commas and an "and" between them, titles and roles aside.
    """
    spans = names_in(text)
    inside = [i for i, (a, b) in enumerate(spans) if a < span[1] and span[0] < b]
    if not inside:
        return []
    first, last = inside[0], inside[-1]
    while first > 0 and _linked(text, spans[first - 1], spans[first]):
        first -= 1
    while last + 1 < len(spans) and _linked(text, spans[last], spans[last + 1]):
        last += 1
    chain = spans[first : last + 1]
    links = [text[a[1] : b[0]] for a, b in pairwise(chain)]
    # A comma alone is as often an apposition: "Paris, France".
    if not any(re.search(r"\b(?:and|or|as well as|along with)\b|&", link) for link in links):
        return []
    return chain if all(_linked(text, a, b) for a, b in pairwise(chain)) else []


def _linked(text: str, one: Span, other: Span) -> bool:
    between = text[one[1] : other[0]]
    between = re.sub(rf"(?:(?:{_TITLES})\.?\s+)+$", "", between)
    match = _BETWEEN.match(between)
    return bool(match and (match["comma"] or match["and"]))


def listed(names: list[str]) -> str:
    """``names`` as a person would list them: commas, and an "and" before the last."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
