"""Exact match and F1 of short answers as SQuAD 2.0's official script has them (Rajpurkar, Jia & Liang 2018), and for typeset text."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Iterable

_TYPESET = str.maketrans("", "", "“”‘’–—")

Normalise = Callable[[str], str]


def normalised(text: str) -> str:
    """Lower case without ASCII's punctuation, articles and extra white space: the official script's way."""
    bare = "".join(letter for letter in text.lower() if letter not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def normalised_typeset(text: str) -> str:
    """:func:`normalised` without curly quotation marks and dashes too, of which news has as many as of ASCII's."""
    return normalised(text.translate(_TYPESET))


def exact(given: str, accepted: Iterable[str], normalise: Normalise = normalised) -> float:
    """1 where ``given`` is one of ``accepted``, normalised; with none that says anything, only nothing is right."""
    return float(normalise(given) in _told(accepted, normalise))


def f1(given: str, accepted: Iterable[str], normalise: Normalise = normalised) -> float:
    """The largest token F1 of ``given`` with one of ``accepted``, normalised; with none that says anything, only nothing is right."""
    return max(_f1(normalise(given).split(), answer.split()) for answer in _told(accepted, normalise))


def _told(accepted: Iterable[str], normalise: Normalise) -> list[str]:
    return [answer for answer in map(normalise, accepted) if answer] or [""]


def _f1(given: list[str], accepted: list[str]) -> float:
    if not given or not accepted:
        return float(given == accepted)
    common = sum((Counter(given) & Counter(accepted)).values())
    return 2 * common / (len(given) + len(accepted))
