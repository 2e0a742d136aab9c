"""A name's number is part of it: "World War I" is not "World War II", which is "the Second World War"."""

from __future__ import annotations

import re

_ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split()
# "George V. Higgins" has an initial.
_NUMBERED = re.compile(r"\b([A-Z][\w’'-]*[a-z])\s+([IVX]+)\b(?!\.\s?[A-Z]|['’])")


def numeral_fault(statement: str, cited: str) -> str | None:
    """Why a name's numeral is wrong: the passage has the name with another one."""
    held = _numbered(cited)
    for head, numeral, shown in _numbered(statement):
        others = [(theirs, other) for name, theirs, other in held if name == head]
        if others and not any(theirs == numeral for theirs, _ in others):
            return f"says {shown}; the passage says {others[0][1]}"
    return None


def _numbered(text: str) -> list[tuple[str, str, str]]:
    """(the word before, the numeral, both as they stand) for every name with a Roman numeral behind it."""
    return [
        (match[1].casefold(), match[2], " ".join(match.group().split()))
        for match in _NUMBERED.finditer(text)
        if match[2] in _ROMAN
    ]
