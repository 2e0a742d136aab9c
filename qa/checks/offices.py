"""A former president is no president: who is named with a word that makes somebody else of him is not named without it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.checks.meanings import is_somebody
from qa.checks.words import words_of
from qa.types import Span

_SAME = {"ex": "former", "onetime": "former", "erstwhile": "former", "interim": "acting", "caretaker": "acting"}
_QUALIFIERS = frozenset("former vice deputy acting assistant would-be self-proclaimed self-declared".split()) | set(
    _SAME
)
# Words that may stand between: "former Russian defence minister".
REACH = 4
# A former president was president.
_HAS_BEEN = re.compile(
    r"\b(?:was|were|been|became|once|served as)\s+(?:(?:the|an?|its|his|her|their|once)\s+)?$", re.IGNORECASE
)


def office_fault(statement: str, text: str) -> str | None:
    """Why a person of ``statement`` is another than in ``text``: every time that ``text`` has the word, it is with a qualifier."""
    held: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for key, (start, end), qualifiers in _offices(text):
        held.setdefault(key, []).append((text[start:end], qualifiers))
    for key, (start, end), qualifiers in _offices(statement):
        others = held.get(key)
        if _HAS_BEEN.search(statement[:start]):
            qualifiers |= {"former"}
        if others and not any(theirs <= qualifiers for _, theirs in others):
            return f"says “{statement[start:end]}”; the passage says “{others[0][0]}”"
    return None


def _offices(text: str) -> Iterator[tuple[str, Span, frozenset[str]]]:
    """Every word for a person with its key, where its phrase stands, and its qualifiers."""
    words = words_of(text)
    for at, word in enumerate(words):
        if word.lower in _QUALIFIERS or not is_somebody(word.text):
            continue
        first, found = at, set()
        for before in range(at - 1, max(-1, at - 1 - REACH), -1):
            other = words[before]
            between = text[other.end : words[before + 1].start]
            if between not in (" ", "-", "\u00a0") or not (other.content or other.lower in _QUALIFIERS):
                break
            # The first of "former champion trainer Ann Lee" is the champion's.
            if other.lower not in _QUALIFIERS and is_somebody(other.text):
                break
            if qualifier := _qualifier(other.lower):
                found.add(qualifier)
                first = before
        if qualifier := _qualifier(word.lower.split("-")[0]):
            found.add(qualifier)
        yield word.key, (words[first].start, word.end), frozenset(found)


def _qualifier(lower: str) -> str | None:
    """The one way in which a qualifier is said, "acting" for "interim"; ``None`` if the word is none."""
    own = lower if lower in _QUALIFIERS else lower.split("-")[0]
    return _SAME.get(own, own) if own in _QUALIFIERS else None
