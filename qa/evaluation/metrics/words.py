"""Short answers as SQuAD 1.1 compares them (Rajpurkar et al. 2016, evaluate-v1.1.py): lower case, no punctuation, no articles."""

from __future__ import annotations

import re
import unicodedata


def normalised(text: str) -> list[str]:
    """The words that are compared: "The Kumsusan guest-house" is ["kumsusan", "guesthouse"]."""
    letters = (one for one in text.lower() if one == " " or not unicodedata.category(one).startswith(("P", "S")))
    return re.sub(r"\b(?:a|an|the)\b", " ", "".join(" " if one.isspace() else one for one in letters)).split()


def holds(text: str, wanted: str) -> bool:
    """Whether the words of ``wanted`` stand in ``text`` in a row; words joined by a hyphen or a dash are apart, too."""
    needle = normalised(wanted)
    if not needle:
        return False
    return any(_in_a_row(normalised(one), needle) for one in (text, _apart(text))) or _in_a_row(
        normalised(_apart(text)), normalised(_apart(wanted))
    )


def _apart(text: str) -> str:
    return re.sub(r"[-–—/]", " ", text)


def _in_a_row(words: list[str], needle: list[str]) -> bool:
    return any(words[i : i + len(needle)] == needle for i in range(len(words) - len(needle) + 1))
