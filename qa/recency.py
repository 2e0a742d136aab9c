"""Which questions ask of the present, how far an article is behind the newest one that was found for them, how near it is to the
day on which a question is asked, where that is told, and how much of what was found is of its time."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NOW = re.compile(
    r"\b(?:th(?:is|e) (?:past )?(?:week|weekend|month|year|season|spring|summer|autumn|fall|winter|morning)|(?:last|past|next) "
    rf"(?:week|weekend|month|year|season)|{_DAY}|today|tonight|yesterday|tomorrow|now|recent(?:ly)?|current(?:ly)?|latest|newest|"
    r"upcoming)\b",
    re.IGNORECASE,
)
# "Who is …?", "Who leads …?"; a question of what was or what somebody did may be of any time.
_PRESENT = re.compile(
    r"\b(?:is|are|has|have|does|do|will)(?:n['’]t)?\b|^\W*(?:who|what|where|how)['’]s\b|^\W*who (?!was\b)[a-z]+[^\Ws]s\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|did|had)(?:n['’]t)?\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_DAYS_A_YEAR = 365.25
# What is asked about has mostly been in the news within days: after so many an article counts half.
HALF = 7.0
# Of what is found, that counts by how near it comes to the best: by the factor e less for so much of the score.
SOFTNESS = 0.1
# News of one matter comes within weeks: what is so many days off counts by the factor e less. What has no date may be of any time,
# and counts as much as usual (of the best passages of the development benchmark the mean is .58).
WEEKS, USUAL_SHARE = 20.0, 0.5

Key = TypeVar("Key")


def asks_of_now(question: str) -> bool:
    """Whether a question asks of the present, by its words ("this week", "current") or by its tense, and names no year."""
    if _YEAR.search(question):
        return False
    return bool(_NOW.search(question) or (_PRESENT.search(question) and not _PAST.search(question)))


def years_behind(dates: Mapping[Key, date | None], asked: date | None = None) -> dict[Key, float]:
    """How many years each date is behind the newest of them, or behind the day a question is ``asked`` on; 0 where there is none, for
    that tells nothing."""
    newest = asked or max((dated for dated in dates.values() if dated), default=None)
    return {key: (newest - dated).days / _DAYS_A_YEAR if newest and dated else 0.0 for key, dated in dates.items()}


def nearness(dates: Mapping[Key, date | None], asked: date | None) -> dict[Key, float]:
    """How near each date is to the day a question is ``asked`` on: 1 on that day, one half :data:`HALF` days before it, and falling on.

    What has no date may be of any day, and counts as near as the nearest. None where no day is told, or there is no date."""
    if asked is None:
        return {}
    known = {key: HALF / (HALF + max(0, (asked - dated).days)) for key, dated in dates.items() if dated}
    return {key: known.get(key, max(known.values())) for key in dates} if known else {}


def coeval_shares(found: Mapping[Key, tuple[date | None, float]]) -> dict[Key, float]:
    """How much of what was found, 0 to 1, is of the time of each: passages that answer are told of in the same weeks as most of what the
    question finds, and what finds something of every year finds nothing.

    ``found`` are the date and the score of each, as :func:`qa.retrieval.retrieve` scores them. None for what has no date.
    """
    best = max((score for _, score in found.values()), default=0.0)
    weights = {key: math.exp((score - best) / SOFTNESS) for key, (_, score) in found.items()}
    total = sum(weights.values())
    return {
        key: sum(
            weights[other] * (math.exp(-abs((dated - there).days) / WEEKS) if there else USUAL_SHARE)
            for other, (there, _) in found.items()
        )
        / total
        for key, (dated, _) in found.items()
        if dated
    }
