"""Of which year: what an article tells of another year is no answer to a question that names one."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.checks.moments import moments
from qa.citing import sliced
from qa.quantities import MONTHS
from qa.types import Passage, Span

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
# No amount, and no decade; of "2021-22" both are meant.
_YEAR = re.compile(r"(?<![\d.,$€£/])\b(?P<year>1[5-9]\d\d|20\d\d)(?:[-–/](?P<next>\d\d))?\b(?![.,]?\d|[’']?s\b|\s*%)")
# "In 2019" says when; "the 2020 election" and "on January 6, 2021" say which event, of which an article need not say the year, and "since
# 1979" tells how long.
_WHEN = re.compile(
    rf"\b(?:in|for|during|throughout|of)\s+(?:the\s+)?(?:(?:early|late|mid|fiscal|financial|year|season|spring|summer|autumn|fall|winter|(?:{_MONTH}))[\s-]+)*"
    r"(?P<year>1[5-9]\d\d|20\d\d)(?=\W*$|\s*[,;?.)]|\s+(?:and|or|by|at|on|in|to|from|than|with|for|according|when|after|before|over|compared)\b)",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"\b(?:since|until|till|before|after|by|from)\s+(?:\w+\s+){0,2}(?:1[5-9]\d\d|20\d\d)\b", re.IGNORECASE
)


@lru_cache(maxsize=256)
def years_in(text: str) -> frozenset[int]:
    """The years that ``text`` names."""
    found = set()
    for match in _YEAR.finditer(text):
        year = int(match["year"])
        found |= {year, year - year % 100 + int(match["next"])} if match["next"] else {year}
    return frozenset(found)


def of_another_year(question: str, passage: Passage, sentence: Span) -> bool:
    """Whether ``sentence`` of ``passage`` tells of other years than those that ``question`` names.

    It does where it names some, or "last year" of a dated article, and neither it nor the sentence before has the year asked
    about; and where it names none and neither its passage, its title nor its article's date does, though the question says when. An
    article of that very year may tell of it and name others only beside it. Where nothing has a year, nothing is known.
    """
    asked = years_in(_SINCE.sub(" ", question))
    if not asked:
        return False
    published = frozenset({passage.date.year} if passage.date else ())
    own = _told(passage, sentence)
    if own:
        number = passage.sentences.index(sentence) if sentence in passage.sentences else 0
        before = _told(passage, passage.sentences[number - 1]) if number else frozenset()
        return asked.isdisjoint(own | before | published)
    when = {int(match["year"]) for match in _WHEN.finditer(question)} & asked
    around = years_in(passage.text) | years_in(passage.title or "") | published
    return bool(around and when) and when.isdisjoint(around)


def _told(passage: Passage, sentence: Span) -> frozenset[int]:
    """The years that a sentence names, or means by "last year" and the like."""
    text = sliced(passage, sentence)
    meant = {
        moment.first.year
        for moment in moments(text, passage.date)
        if "year" in moment.relative and moment.first and moment.last and moment.first.year == moment.last.year
    }
    return years_in(text) | meant
