"""What is whose: "the top seed Ann beat the qualifier Bo" of Bo the top seed, "an embargo on steel" where the steel has a ban."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.checks.order import crossed
from qa.checks.polarity import BE
from qa.checks.words import Word, is_past, words_of

_PREPOSITIONS = frozenset(
    "in on at from to of for with against into onto by between over under through during about".split()
)
_SMALL = frozenset(
    "a an the his her its their this that these those all some any no most both each every many more".split()
)
# How many words behind a preposition belong to it: "on the imported natural gas".
_REACH = 3
# "Bo Lee, the 19-year-old qualifier, beat".
_APPOSED = re.compile(
    r"(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}), (?:the|an?) (?P<what>[a-z0-9][\w -]{2,50}?)(?=[,.;]| (?:who|of|from|in|for)\b)"
)
# A word before a name that ends like this says what somebody does or how, and not who has the name.
_NO_NOUN = re.compile(r"(?:ing|ly|s)$")


def attached_fault(statement: str, cited: str) -> str | None:
    """Why two things of ``statement`` are each where the other is in ``cited``, if they are."""
    ours, theirs = dict(_attached(statement)), dict(_attached(cited))
    both = [head for head in ours if head in theirs and ours[head] != theirs[head]]
    for i, one in enumerate(both):
        for other in both[i + 1 :]:
            if crossed(ours[one], ours[other], theirs[one], theirs[other]):
                return (
                    f"says “{_shown(statement, one, ours[one])}”; the passage says “{_shown(cited, one, theirs[one])}”"
                )
    return _described(statement, cited)


def _attached(text: str) -> Iterator[tuple[tuple[str, str], frozenset[str]]]:
    """(word, preposition) → the keys of what stands behind it, for those that a text has once."""
    found: dict[tuple[str, str], list[frozenset[str]]] = {}
    words = words_of(text)
    for i, word in enumerate(words):
        if word.lower not in _PREPOSITIONS or i == 0 or not words[i - 1].content:
            continue
        behind = frozenset(_behind(words, i))
        if behind:
            found.setdefault((words[i - 1].key, word.lower), []).append(behind)
    yield from ((head, behind[0]) for head, behind in found.items() if len(behind) == 1)


def _behind(words: Sequence[Word], i: int) -> Iterator[str]:
    taken = 0
    for word in words[i + 1 :]:
        if word.clause != words[i].clause or taken == _REACH or word.lower in _PREPOSITIONS:
            return
        if word.content:
            taken += 1
            yield word.key
        elif word.lower not in _SMALL:
            return


def _described(statement: str, cited: str) -> str | None:
    """A name with what the passage calls another one: "the top seed Ann Lee"."""
    held: dict[str, set[str]] = {}
    for name, what in _descriptions(cited):
        held.setdefault(what, set()).add(name)
    own: dict[str, set[str]] = {}
    for what, names in held.items():
        for name in names:
            own.setdefault(name, set()).add(what)
    for name, what in _descriptions(statement):
        others = held.get(what, set())
        if others and name not in others and own.get(name, set()) - {what}:
            return f"calls {name.title()} what in the passage {min(others).title()} is"
    return None


def _descriptions(text: str) -> Iterator[tuple[str, str]]:
    """(a name's last word, the key of the noun that says who that is), each beside the other."""
    words = words_of(text)
    for i, word in enumerate(words[1:], start=1):
        before = words[i - 1]
        plain = before.content and before.text.isalpha() and not before.capital and before.clause == word.clause
        if (
            not (word.capital and plain)
            or is_past(before)
            or _NO_NOUN.search(before.lower)
            or text[before.end : word.start].strip()
        ):
            continue
        last = word
        for following in words[i + 1 :]:
            if not following.capital or text[last.end : following.start] != " ":
                break
            last = following
        yield last.lower, before.key
    for match in _APPOSED.finditer(text):
        noun = words_of(match["what"])
        if noun and noun[-1].text.isalpha() and not any(w.lower in BE or is_past(w) for w in noun):
            yield match["name"].split()[-1].lower(), noun[-1].key


def _shown(text: str, head: tuple[str, str], behind: frozenset[str]) -> str:
    words = words_of(text)
    for i, word in enumerate(words[1:], start=1):
        if (words[i - 1].key, word.lower) == head:
            last = next((w for w in words[i + 1 :] if w.key in behind), word)
            return " ".join(text[words[i - 1].start : last.end].split())
    return " ".join(head)
