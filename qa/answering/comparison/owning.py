"""Who a sentence speaks of: the names that may be its subject, and whom "It", "The bank" or nobody by name stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.answering.names import names_in
from qa.checks.words import key_of, words_of
from qa.citing import sliced
from qa.types import Passage, Span

# "The bank", "It" and "Its profit" at a sentence's begin.
_ANAPHOR = re.compile(
    r"(?:It|He|She|They)(?= )|(?:Its|His|Her|Their)(?= )|The (?:[a-z][\w-]* ){0,2}?[a-z][\w-]*(?= |['’])"
)
_NO_NAME = frozenset("the a an his her its their it he she they this that these those in on at".split())
# Nothing of these words tells one name from another.
_COMMON = frozenset("the and of bank ltd plc inc co group mr mrs ms dr sir".split())
# A name begins a clause where only a title or what somebody is stands before it.
_BEGINS = re.compile(
    r"(?:^|[,;:–—-] |\b(?:and|but|while|whereas) )[\"“‘']?(?:(?i:the|an?|his|her|its|their) (?:(?!(?:of|in|at|for|from|with|to|by|on)\b)[a-z\d][\w-]* ){0,4})?"
    r"(?:(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Lady|Prof|While|Whereas|But|And)\.? )?$"
)
_JOINED = re.compile(r",? (?:and|or|nor|with) (?:the )?")
# Whom nothing but the kind of thing that they are is said of.
_ANY_KIND = frozenset(map(key_of, "company firm group business side".split()))
_IS_A = re.compile(r",? (?:(?:is|was) )?(?:an?|the|its) (?:[\w’'-]+ ){0,4}[\w’'-]+")
# What a name is or makes ("is a bank", "made a profit") is nothing that a sentence brings in.
_BROUGHT_IN = re.compile(
    r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!, )(?<!as )\b(?:an?|another) (?!(?:[\w-]+ )?(?:profit|loss|day|week|month|year|hour|record)\b)[\w-]+(?: [\w-]+){0,3}"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """A name at ``place``, in ``sentence`` of a passage, as offsets in the article; ``called`` is the key of what else it is called ("bank")."""

    passage: Passage
    sentence: Span
    place: Span
    called: str = ""

    @property
    def name(self) -> str:
        """The name as it stands there."""
        return sliced(self.passage, self.place)


Told = Sequence[tuple[Passage, Span]]


def named(text: str) -> list[Span]:
    """Where names stand in ``text``; "Castle & Severn" is one."""
    found: list[Span] = []
    for start, end in names_in(text):
        if text[start:end].lower() in _NO_NAME:
            continue
        if found and text[found[-1][1] : start] == " & ":
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def places_of(text: str) -> list[Span]:
    """Where ``text`` may say who it speaks of: its names, the last first, and the "It" or "The bank" that it begins with."""
    begins = _ANAPHOR.match(text)
    return [*reversed(named(text)), *([begins.span()] if begins else [])]


def is_subject(text: str, place: Span) -> bool:
    """Whether who is named at ``place`` begins a clause alone."""
    if not _BEGINS.search(text[: place[0]]):
        return False
    others = [other for other in named(text) if other != place]
    return not any(
        _JOINED.fullmatch(text, one[1], other[0])
        for one, other in [*((other, place) for other in others), *((place, other) for other in others)]
        if one[1] <= other[0]
    )


def core(name: str) -> frozenset[str]:
    """The words of a name that tell it from others."""
    words = frozenset(word.lower.removesuffix("'s") for word in words_of(name))
    return words - _COMMON or words


def is_one(name: str, other: str) -> bool:
    """Whether two names may be one's: "Northmoor" and "Northmoor Bank"."""
    one, two = core(name), core(other)
    return bool(one and two) and (one <= two or two <= one)


def owner_of(told: Told, number: int, place: Span, kind: str) -> Owner | None:
    """Whom the ``number``-th sentence of an article speaks of at ``place``, a name's or that of what stands for one; ``None`` where it may
    be one of several. ``told`` are its sentences in their order, ``kind`` what they are who are asked about."""
    passage, sentence = told[number]
    text = sliced(passage, sentence)
    if place in named(text):
        return _named_at(passage, sentence, place)
    said = text[slice(*place)]
    pronoun = bool(said) and not said.startswith("The ")
    noun = key_of(said.split()[-1]) if said and not pronoun else ""
    before = _subject_before(told, number, kind, noun if said else kind)
    if pronoun:
        return before
    title = _title(passage)
    if title and not (before and is_one(before.name, title)):
        # Where somebody else who may be called so is spoken of, it may be either.
        other = before is not None and is_called(told, before.name, noun or kind)
        before = None if other else next((one for one in _subjects(told) if is_one(one.name, title)), None)
    if before is None or (noun and noun not in {key_of(kind), *_ANY_KIND} and noun not in _keys(before.name)):
        return None
    return replace(before, called=noun)


def is_called(told: Told, name: str, kind: str) -> bool:
    """Whether a sentence calls somebody by a word of this ``kind``: "Northmoor Bank", "Castle & Severn, the Bristol bank"."""
    key = key_of(kind)
    if key in _ANY_KIND:
        return True
    for passage, sentence in told:
        text = sliced(passage, sentence)
        for start, end in named(text):
            if is_one(name, text[start:end]):
                behind, before = _IS_A.match(text, end), text[:start].split()[-1:]
                if key in _keys(text[start:end]) | _keys(behind[0] if behind else "") | _keys(" ".join(before)):
                    return True
    return False


def _keys(text: str) -> frozenset[str]:
    return frozenset(word.key for word in words_of(text))


def _named_at(passage: Passage, sentence: Span, place: Span) -> Owner:
    return Owner(passage, sentence, (sentence[0] + place[0], sentence[0] + place[1]))


def _title(passage: Passage) -> str:
    """The one name in an article's title, where it begins with it; else nothing."""
    title = passage.title or ""
    names = named(title)
    return title[slice(*names[0])] if len(names) == 1 and _BEGINS.fullmatch(title[: names[0][0]]) else ""


def _subject_before(told: Told, number: int, kind: str, noun: str) -> Owner | None:
    """Whom the sentence right before speaks of, by a name that it begins with, or as "it" does. Where "it" is asked for, and not "the
    ``noun``", nobody else may be named, and for neither may it bring in another: "Northmoor bought a bank. It has 131 branches."."""
    alone = not noun
    if not number or told[number - 1][1][1] != told[number][1][0]:
        return None
    passage, sentence = told[number - 1]
    text = sliced(passage, sentence)
    names = named(text)
    if (alone and len(names) > 1) or _introduces(text, noun):
        return None
    if names and is_subject(text, names[0]) and _is_name(told, text[slice(*names[0])]):
        return _named_at(passage, sentence, names[0])
    begins = _ANAPHOR.match(text)
    return owner_of(told, number - 1, begins.span(), kind) if begins and not names else None


def _introduces(text: str, noun: str) -> bool:
    """Whether a sentence brings in something that "the ``noun``", or "it" if that is empty, may be: "bought a building society"."""
    brought = [word for found in _BROUGHT_IN.finditer(text) for word in words_of(found[0])]
    return any(word.key == noun for word in brought) if noun else any(word.content for word in brought)


def _is_name(told: Told, name: str) -> bool:
    """Whether a capital is a name's, and not only its sentence's: "Staff were glad"."""
    inside = re.compile(rf"\w[,;:]? {re.escape(name)}\b")
    titles = {passage.title or "" for passage, _ in told}
    return " " in name or any(inside.search(sliced(*one)) for one in told) or any(name in title for title in titles)


def _subjects(told: Told) -> list[Owner]:
    found = []
    for passage, sentence in told:
        text = sliced(passage, sentence)
        names = named(text)
        if names and is_subject(text, names[0]):
            found.append(_named_at(passage, sentence, names[0]))
    return found
