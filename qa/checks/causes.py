"""Why something happened: a reason is one only where the passage gives it as that."""

from __future__ import annotations

import re

from qa.checks.meanings import says_as_much
from qa.checks.order import crossed, found_in
from qa.checks.words import content_keys, words_of

_REASON = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|thanks to|as a result of|caused by|on account of)\b", re.IGNORECASE
)
# What ties two things together as cause and effect, or may be meant so.
_TIED = re.compile(
    r"\b(?:because|due|owing|thanks|results?|resulted|resulting|caus\w+|consequen\w+|after|amid|follow\w*|as|since|over|"
    r"lead|leads|led|leading|so|therefore|thus|hence|forc\w+|prompt\w+|spark\w*|trigger\w*|blam\w+|attribut\w+|reasons?|cit(?:e|es|ed|ing)|"
    r"driv\w+|drove|stem\w*|why|response|mean\w*|made|mak\w+|left|leav\w+|brought|bring\w*|under|through|with|by|from|for|"
    r"in the wake|fuel\w*|when)\b",
    re.IGNORECASE,
)


_AFTER = re.compile(r"\b(?:after|following|because(?: of)?|due to|as)\b", re.IGNORECASE)


def _turned(statement: str, found: re.Match[str], cited: str) -> str | None:
    """Where the passage has the reason come after what it is said to be the reason for."""
    effect, reason = set(content_keys(statement[: found.start()])), set(content_keys(statement[found.end() :]))
    for sentence in re.split(r"(?<=[.!?])\s", cited):
        for theirs in found_in(_AFTER, sentence):
            later, earlier = set(content_keys(sentence[: theirs.start()])), set(content_keys(sentence[theirs.end() :]))
            if crossed(effect, reason, later, earlier):
                return f"says “{found.group().lower()}”; in the passage it is the other way round"
    return None


def cause_fault(statement: str, cited: str) -> str | None:
    """Why the reason that ``statement`` gives is none of ``cited``: nothing there ties the two together."""
    for found in found_in(_REASON, statement):
        if turned := _turned(statement, found, cited):
            return turned
        reason, effect = content_keys(statement[found.end() :]), content_keys(statement[: found.start()])
        if not reason or not effect or _TIED.search(cited):
            continue
        clauses: dict[int, set[str]] = {}
        for word in words_of(cited):
            clauses.setdefault(word.clause, set()).add(word.key)
        if not any(
            any(says_as_much(key, keys) for key in reason) and any(says_as_much(key, keys) for key in effect)
            for keys in clauses.values()
        ):
            return f"says “{found.group().lower()}”; the passage gives no such reason"
    return None
