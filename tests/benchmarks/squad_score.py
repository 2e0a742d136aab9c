"""Exact match and F1 of short answers, with the normalisation of SQuAD's official script (Rajpurkar et al. 2016)."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable


def normalised(text: str) -> str:
    """Lower case without punctuation, articles and extra white space."""
    bare = "".join(letter for letter in text.lower() if letter not in string.punctuation and letter not in "“”‘’–—")
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def exact(given: str, accepted: Iterable[str]) -> float:
    """1 where ``given`` is one of ``accepted``, normalised."""
    return float(normalised(given) in {normalised(answer) for answer in accepted})


def f1(given: str, accepted: Iterable[str]) -> float:
    """The largest token F1 of ``given`` with one of ``accepted``; two empty answers agree."""
    return max((_f1(normalised(given).split(), normalised(answer).split()) for answer in accepted), default=0.0)


def _f1(given: list[str], accepted: list[str]) -> float:
    if not given or not accepted:
        return float(given == accepted)
    common = sum((Counter(given) & Counter(accepted)).values())
    return 2 * common / (len(given) + len(accepted))
