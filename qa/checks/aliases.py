"""Whether two answers name the same person or firm: titles left out, by the surname alone, or by initials."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.checks.names import Name, canonical, holds, known, names_of
from qa.checks.places import COUNTRIES

# What makes a name part of something else: "the lawyer of Greene", "Greene's".
_RELATED = re.compile(r"['’]|\b(?:of|in|from|at|to|for|by|near|with|and|or|on|against|than|not)\b", re.IGNORECASE)

_INITIALS = re.compile(r"(?:the )?((?:[A-Z]\.?){2,})")


def same_name(one: str, other: str) -> bool:
    """Whether both are one name: "Chief Oduya" and "Marta Oduya", "IBM" and "International Business Machines"."""
    first, second = _name_alone(one), _name_alone(other)
    return first is not None and second is not None and (_gives(first, second) or _gives(second, first))


def _name_alone(answer: str) -> Name | None:
    """The one name of a person or firm that an answer is, titles and roles before it left out; ``None`` where it says more."""
    letters = _INITIALS.fullmatch(answer.strip())
    if letters:
        # names_of takes "WHO" for a word of the sentence.
        return Name(letters.span(1), letters[1], canonical(letters[1]), opening=False)
    named = names_of(answer)
    own = [name for name in named if not COUNTRIES.issuperset(name.parts)]
    if len(own) != 1:
        return None
    start, end = own[0].span
    # "American Airlines" is a name of which names_of gives but "Airlines"; "Laura Greene, the mayor" is one with a role.
    part = any(answer[name.span[1] : start].strip(" .") == "" for name in named if name.span[1] <= start)
    alone = answer[end:].startswith(",") or not answer[end:].strip(' ."”')
    return own[0] if alone and not part and not _RELATED.search(answer[:start]) else None


def _gives(name: Name, other: Name) -> bool:
    here = known(other.text)
    # "Mo" are no initials of Marta Oduya, and "Paris" is not France.
    initials = here.acronyms if name.text.replace(".", "").isupper() else frozenset()
    return holds(name, replace(here, implied=frozenset(), acronyms=initials))
