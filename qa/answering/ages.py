"""Whose age: a number that a sentence gives as somebody else's age is no answer to how old the one who is asked about is."""

from __future__ import annotations

import re

from qa.answering.names import names_in
from qa.checks.meanings import is_somebody
from qa.types import Span

_HOW_OLD = re.compile(
    r"\b(?:how old (?:is|was)|what age (?:is|was)|age of) (?P<who>[^?,]+?)"
    r"(?= (?:when|at|in|on|as|during|while|after|before|by|now)\b|[?,]|$)",
    re.IGNORECASE,
)
_LAPSED = re.compile(r"\b(?:in|within|after|every|since)\s+(?:\w+ )?$", re.IGNORECASE)
# "Denmark's queen", "the director of Spectre" and "RFK" have other names than those.
_OF_ANOTHER = re.compile(r"['’]s?\s|\bof\b|\b[A-Z]{2,4}\b")
KINDS_OF_KIN = (
    "(?:sist|broth|moth|fath|daught)er|son|wife|husband|partner|widow(?:er)?|uncle|aunt|nephew|niece|cousin|twin"
)
# "Lee’s 65-year-old wife" tells of her.
_THEIR = re.compile(r"(?:['’]s?|\b(?:his|her|their))\s+$", re.IGNORECASE)
_OLD_KIN = re.compile(rf"\W*(?:years?[\s-]old\s+)?(?:\w+\s+){{0,2}}(?:{KINDS_OF_KIN})\b", re.IGNORECASE)
# "Rang me at 5.25" is a time.
_PARTED = re.compile(r"\d[.:]\d")
# "6-foot-9" and "65 percent" are no ages.
_MEASURED = re.compile(
    r"\W?(?:foot|feet|inch|met(?:re|er)|kilo|pound|mile|percent|per cent|million|people)|\s?(?:%|kg\b|km\b|cm\b|ft\b)"
)
# "Lee celebrated her 80th".
_BIRTHDAY = re.compile(r"\s+[a-z]+\s+(?:his|her|their)\s+")
# Who is called by this of somebody is called so where their age is told.
_KIN = re.compile(rf"(?P<whose>.*)['’]s? (?:\w+ )?(?P<kin>{KINDS_OF_KIN})s?$")
_NUMERAL = re.compile(r"[IVX]+|Jr\.?|Sr\.?")
# A name's spelling may end in another way: "Zelenskyy".
SAME_BEGINNING = 6
# Between somebody's name and their age: "Ann Lee, 41", "Ann Lee, who was then aged 41".
_IS_AGED = re.compile(
    r"\W*(?:\([^)]*\)\W*)?(?:(?:who\s+)?(?:is|was|turned|turns|will\s+be|would\s+be)\s+)?(?:now\s+|then\s+|just\s+|only\s+)?"
    r"(?:aged?\s+)?(?:about\s+)?"
)
_PRONOUN = re.compile(r"He|She|They|Who|The|An?|His|Her|Their", re.IGNORECASE)
# Between an age and a name: "the 41-year-old mayor Ann Lee".
_OLD = re.compile(r"^\W*(?:years?[\s-]old\s+)?(?P<as>(?:[a-z’'-]+\s+){0,5})$")
# How much before a sentence tells whose age it gives, in code points.
BEFORE = 250


def is_age(question: str, sentence: str, place: Span, passage: str) -> bool:
    """Whether the number at ``place`` can be the age that ``question`` asks for: no time that went by ("the first visit in 24
    years"), and not told of anybody else. ``passage`` holds the sentence."""
    asked = _HOW_OLD.search(question)
    if not asked:
        return True
    answer, left, right = sentence[slice(*place)], sentence[: place[0]], sentence[place[1] :]
    if re.search(r"\byears?$", answer.strip()) and _LAPSED.search(left) and not re.match(r"[\s-]old\b", right):
        return False
    if _MEASURED.match(right) or _MEASURED.search(answer) or _PARTED.search(answer):
        return False
    told = _told_of(answer, left, right)
    kin = _KIN.search(asked["who"])
    if kin:
        at = max(0, passage.find(sentence))
        around = passage[max(0, at - BEFORE) : at] + sentence
        return not (told and _same(kin["whose"], told)) and bool(
            re.search(rf"\b{kin['kin']}s?\b", around, re.IGNORECASE)
        )
    if _OF_ANOTHER.search(asked["who"]):
        return True
    if _THEIR.search(left) and _OLD_KIN.match(right):
        return False
    return _same(asked["who"], told) if told and _last(asked["who"]) else _is_named(asked["who"], passage)


def _told_of(answer: str, left: str, right: str) -> str:
    """Whose age it is, where a name stands beside it; empty where none does."""
    names = names_in(right)
    if names and re.search(r"years?[\s-]old", f"{answer}{right[: names[0][0]]}"):
        called = _OLD.match(right[: names[0][0]])
        if called and (not called["as"] or is_somebody(called["as"].split()[-1])):
            return right[slice(*names[0])]
    names = [name for name in names_in(left) if not _PRONOUN.fullmatch(left[slice(*name)])]
    if not names:
        return ""
    between = left[names[-1][1] :]
    celebrated = "birthday" in right[:15] and _BIRTHDAY.fullmatch(between)
    return left[slice(*names[-1])] if celebrated or _IS_AGED.fullmatch(between) else ""


def _same(asked: str, told: str) -> bool:
    """Whether ``told`` may be who is asked about: the same last name, and no other first one."""
    mine, theirs = _parts(asked), _parts(told)
    if not mine or not theirs:
        return not mine
    if len(theirs) == 1:
        return any(_alike(one, theirs[0]) for one in mine)
    other = len(mine) > 1 and mine[0] != theirs[0] and min(len(mine[0]), len(theirs[0])) > 1
    return not other and any(_alike(mine[-1], one) for one in theirs)


def _is_named(asked: str, passage: str) -> bool:
    """Whether the passage names who is asked about: its "the 71-year-old" may be anybody."""
    last = _last(asked)
    return not last or any(_alike(last, word) for word in re.findall(r"[^\W\d_]+", passage))


def _alike(name: str, word: str) -> bool:
    alike = len(name) >= SAME_BEGINNING and word[:SAME_BEGINNING] == name[:SAME_BEGINNING]
    return alike or word in (name, name.capitalize())


def _parts(who: str) -> list[str]:
    """The parts of the last name in ``who``, a title left out."""
    names = [who[start:end] for start, end in names_in(who)]
    return [part for part in re.split(r"[\s-]+", names[-1]) if not _NUMERAL.fullmatch(part)] if names else []


def _last(who: str) -> str:
    parts = _parts(who)
    return parts[-1] if parts else ""
