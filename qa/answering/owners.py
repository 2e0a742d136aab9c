"""Whose minister, and of when: who holds the office in another country, or after somebody instead of before, was not asked for."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.answering.names import UPPER
from qa.checks.names import canonical
from qa.checks.places import COUNTRIES, NAMED
from qa.types import Span

_COUNTRY = "|".join(
    re.escape(" ".join(form)).replace(r"\ ", r"\s")
    for form in sorted(NAMED, key=lambda form: (-len(form), form))
    if NAMED[form] in COUNTRIES and (len(" ".join(form)) > 3 or form in (("us",), ("uk",), ("eu",)))
)
# "us" is a country in capitals only.
_OWNER = rf"(?P<owner>(?!us\b|uk\b|eu\b)(?i:{_COUNTRY}))(?:[’']s?)?"
_MODIFIERS = r"(?:(?:[\w-]+)\s){0,2}?"
_WHO_IS = re.compile(r"\bwho(?:\s(?:is|was|are|were|became|becomes)|['’]s)\b", re.IGNORECASE)
_OFFICE_OF = re.compile(rf"\b(?P<office>[a-z][\w-]+)\sof\s(?:the\s)?{_OWNER}\b")
_OWNED_OFFICE = re.compile(rf"\b{_OWNER}\s{_MODIFIERS}(?P<office>[a-z][\w-]+)\s*\??$")
# "Who was chairman before Ann Lee?", "Who replaced Ann Lee?".
_WHO_BEFORE = re.compile(
    r"^\W*who(?:m)?\b.*\b(?:before|preceded|(?:succeeded|replaced) by|(?:did|does|will) (?P<whom>.+) (?:succeed|replace))\b(?P<name>.*)$",
    re.IGNORECASE,
)
_WHO_AFTER = re.compile(
    r"^\W*who\b.*\b(?:after|succeed(?:s|ed)?|succeeding|replac(?:es?|ed|ing)|t(?:akes?|ook|aking) over from)\b(?! by\b)(?P<name>.+)$",
    re.IGNORECASE,
)
_LAST_NAME = re.compile(rf"[{UPPER}][\w’'-]*(?=\W*$|[’']s|\s(?:as|at|in|of)\b)")
_FOLLOWED_BY = re.compile(r"\b(?:succeeded|replaced|followed)\b[^.;]{0,40}\bby\b", re.IGNORECASE)
_FOLLOWS = re.compile(
    r"\b(?:succeed(?:s|ed|ing)?|replac(?:es?|ed|ing)|t(?:akes?|ook|aking) over from)\b(?![^.;]*\bby\b)", re.IGNORECASE
)
_PORTFOLIOS = (
    "transport|trade|defen[cs]e|foreign|finance|interior|health|energy|education|justice|economy|economic|culture|environment|agriculture|"
    "labou?r|home|housing|sports?|tourism|fisheries|climate|science|technology|industry|prime|treasury|immigration|infrastructure"
)
_PORTFOLIO = re.compile(
    rf"\b(?P<of>{_PORTFOLIOS}) (?P<office>minister|secretary|ministry|commissioner|spokes\w+)\b", re.IGNORECASE
)


def of_the_other_side(question: str, sentence: str, answer: Span) -> bool:
    """Whether ``answer`` came after somebody, as the sentence says, where the question asks who was there before, or the other way."""
    before, after = _WHO_BEFORE.match(question), _WHO_AFTER.match(question)
    asked = before or after
    name = _LAST_NAME.search((before and before["whom"]) or asked["name"]) if asked else None
    if name is None:
        return False
    for beside in re.finditer(rf"\b{re.escape(name.group())}\b", sentence):
        first, second = sorted((beside.span(), answer))
        between = sentence[first[1] : second[0]]
        passive = _FOLLOWED_BY.search(between)
        if first[1] <= second[0] and (passive or _FOLLOWS.search(between)):
            # "Lee was replaced by Berg", "Berg replaced Lee".
            return ((first == answer) == bool(passive)) is not bool(before)
    return False


def of_another_portfolio(question: str, sentence: str, answer: Span) -> bool:
    """Whether the sentence calls ``answer`` the minister of something else than the question asks for: the trade minister is not the
    transport minister."""
    asked = _PORTFOLIO.search(question)
    if not asked:
        return False
    beside = [
        held
        for held in _PORTFOLIO.finditer(sentence)
        if re.fullmatch(r",?\s+(?:[A-Z][\w.]*\s+)?", sentence[held.end() : answer[0]])
        or (
            held.start() >= answer[1]
            and re.fullmatch(r",\s+(?:the |its |their )?(?:\w+ )?", sentence[answer[1] : held.start()])
        )
    ]
    own = {_stem(held) for held in beside if held["office"].lower() == asked["office"].lower()}
    return bool(own) and _stem(asked) not in own


def _stem(held: re.Match[str]) -> str:
    # "Defense" and "defence", "labor" and "labour".
    return held["of"].lower().replace("our", "or").replace("nse", "nce")


@lru_cache(maxsize=256)
def office(question: str) -> tuple[str, str] | None:
    """The office that a question asks about and the country it is of: ("minister", "russia") of "Who is the defense minister of
    Russia?"; ``None`` where it asks about none."""
    if not _WHO_IS.search(question):
        return None
    found = _OFFICE_OF.search(question) or _OWNED_OFFICE.search(question.strip())
    return (found["office"].lower(), canonical(found["owner"])[0]) if found else None


def of_another(question: str, sentence: str, answer: Span) -> bool:
    """Whether the sentence says that ``answer``, its place there, holds the office asked about in another country."""
    asked = office(question)
    if asked is None:
        return False
    thing, country = asked
    if thing not in sentence:
        return False
    before = re.compile(rf"\b{_OWNER}\s{_MODIFIERS}{re.escape(thing)},?\s$", re.ASCII)
    after = re.compile(rf",\s(?:the\s)?{_OWNER}\s{_MODIFIERS}{re.escape(thing)}\b", re.ASCII)
    held = _last(before, sentence[: answer[0]]) or after.match(sentence, answer[1])
    return held is not None and canonical(held["owner"])[0] != country


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match that ends where ``text`` does and begins last: the owner named nearest."""
    found = None
    for match in re.finditer(rf"\b{_OWNER}\b", text):
        found = pattern.match(text, match.start()) or found
    return found
