"""A line in an article's head → whether it says only who wrote or published the article, when and from where."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.answering.names import UPPER
from qa.sources.datelines import is_dateline
from qa.sources.dates import FORMS, LONGEST_DATE_LINE, head_lines, parse_date
from qa.types import Passage, Span

# A passage that begins further down than this has nothing of its article's head.
NEAR_TOP = 400
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_WORD = rf"(?!{_DAY}\b)[{UPPER}][\w.'’-]*"
_PARTICLE = r"(?:de|van|von|der|den|bin|al|el|la|le|di|da|del|of)"
_NAME = rf"(?:[Tt]he |our )?{_WORD}(?: (?:{_PARTICLE} ){{0,2}}{_WORD}){{0,5}}"
_ROLE = (
    r"(?:[\w’'&-]+ ){0,4}(?i:writer|reporter|correspondent|editor|columnist|critic|journalist|contributor|photographer|"
    r"staff|desk)s?"
)
# "Words: Ann Lee", "Interview by Ann Lee", "Compiled by the Holm Post"; what is "stolen by Ann Lee" is told.
_MADE = (
    r"(?:words?|text|story|report(?:ing|ed)?|interview(?:ed)?|written|compiled|edited|analysis|review(?:ed)?|obituary|profile|"
    r"column|comment|feature|diary|(?:live ?)?blog|research|photographs?|photos?|pictures?|illustrations?|video|graphics?)"
)
_BY = re.compile(
    rf"^(?:(?:(?:an?|the) )?(?:{_MADE}(?:,? (?:and|&) {_MADE})* )?by|{_MADE}(?: (?:and|&) {_MADE})*\s*:)\s+",
    re.IGNORECASE,
)
_APART = re.compile(r"\s*(?:[,;|/·•–—]|\.(?=\s|$)|\s-\s|\b(?:and|&)\b)\s*")
# What stands beside the name: what its bearer is, the paper, a place or the date.
_BESIDE = re.compile(
    rf"{_NAME}(?: (?:in|for|at) {_NAME})?|(?:{_NAME} )?{_ROLE}(?: (?:in|for|at) {_NAME})?|(?:{_DAY} )?#"
)
# Without "by" a line names only one or two people and says what or where they are: "Ann Lee, Health Correspondent", "Ann Lee in Velika".
_PERSON = rf"{_WORD}(?: (?:{_PARTICLE} ){{0,2}}{_WORD}){{1,3}}"
_NAMED = re.compile(
    rf"(?P<who>{_PERSON})(?: (?:and|&) (?P<other>{_PERSON}))?(?:,? {_ROLE}(?:,? .+)?| in {_NAME}|, in {_NAME})"
)


def in_byline(passage: Passage, place: Span) -> bool:
    """Whether ``place``, as offsets in the article, lies in a line of its head that says who wrote it, or where and when that was."""
    at = place[0] - passage.start
    made = bylines(passage.text, passage.title or "", passage.date is not None) if passage.start <= NEAR_TOP else ()
    return any(start <= at < end for start, end in made)


@lru_cache(256)
def bylines(text: str, title: str = "", dated: bool = True) -> tuple[Span, ...]:
    """Where in ``text`` the lines of its head stand that tell only how the article was made. Without "by" only one line does: a list of
    a staff has several. A date does that is not ``dated``, as the article's own, where no other line has one, as in a timeline."""
    found: list[Span] = []
    named: list[Span] = []
    stated: list[Span] = []
    for start, line, _ in head_lines(text):
        bare = line.strip("*_> \t\r\n")
        place = start, start + len(line)
        if bare == title or len(bare) > LONGEST_DATE_LINE or bare.startswith("#"):
            continue
        if _is_signed(bare):
            found.append(place)
        elif _is_named(bare, text[:start] + text[place[1] :]):
            named.append(place)
        elif not dated and is_dateline(bare, parse_date(bare)):
            stated.append(place)
    days = sum(is_dateline(line, parse_date(line)) for line in text.splitlines())
    return tuple(found + (named if len(named) == 1 else []) + (stated if days < 2 else []))


def _is_signed(line: str) -> bool:
    """Whether a line names who made it behind "by" or what they made."""
    by = _BY.match(line)
    parts = _parts(line[by.end() :]) if by else []
    return bool(parts) and parts[0] != "#" and all(_BESIDE.fullmatch(_BY.sub("", part)) for part in parts)


def _is_named(line: str, around: str) -> bool:
    """Whether a line is somebody's name with what or where they are, of whom the article, ``around`` it, does not speak."""
    match = _NAMED.fullmatch(line.rstrip("."))
    if match is None or not all(map(_BESIDE.fullmatch, _parts(line))):
        return False
    return not any(re.search(rf"\b{re.escape(who.split()[-1])}\b", around) for who in match.groups() if who)


def _parts(line: str) -> list[str]:
    """A line's names, roles and dates, each date as "#"."""
    for form in FORMS:
        line = form.sub("#", line)
    return [part for part in _APART.split(line) if part]
