"""Exports to China are no exports from there: which way something goes."""

from __future__ import annotations

import re

_WAY = re.compile(
    r"(?<!ccording )(?<!hanks )(?<!due )\b(?P<way>[Tt]o|[Ff]rom)\s+(?:the\s+)?(?=(?P<name>[^\W\d_a-z][\w-]+))"
)


def direction_fault(statement: str, text: str) -> str | None:
    """Why something goes the other way than in ``text``: to a name that stands only behind "from" there, or from one that
    stands only behind "to"."""
    held: dict[str, list[str]] = {}
    for found in _WAY.finditer(text):
        held.setdefault(found["name"], []).append(found["way"].lower())
    for found in _WAY.finditer(statement):
        way, name = found["way"].lower(), found["name"]
        theirs = held.get(name, [])
        # A name that stands elsewhere too may be gone to and come from.
        if theirs and way not in theirs and len(re.findall(rf"\b{re.escape(name)}\b", text)) == len(theirs):
            return f"says “{way} {name}”; the passage says “{theirs[0]} {name}”"
    return None
