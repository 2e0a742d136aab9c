"""A sentence → whether it is nothing but its article's date line or byline, from which no event's date may be taken."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from qa.sources.dates import COMPANIONS, FORMS, LONGEST_DATE_LINE, MONTHS, parse_date
from qa.types import Span

# With so many words a line names people and papers; with so many, one of them.
MOST_WORDS = 12
LONGEST_NAME = 4

_SIGNED = re.compile(
    r"(?:(?:posted|published|updated|written|writing|reported|reporting|story|words|text|analysis|opinion)\s+)?by\b|"
    r"(?:authors?|byline|reporters?|writers?)\s*:|from\s*:.*@",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:posted|publish(?:ed|date)?|publication|pubdate|updated|modified|lastmod)\b", re.IGNORECASE
)
_RELEASED = re.compile(r"\b(?:for (?:immediate )?release|(?:press|news|media) release)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\d[:.]\d\d(?!\d)")
# A time that is no day of a year: "Monday, April 24", "March 2024", "3 hours ago".
_TIME = re.compile(
    rf"(?:\b\d{{1,2}}(?:st|nd|rd|th)?\s+)?\b(?:{MONTHS})\b\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b)?(?:,?\s+\d{{4}}\b)?|"
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:today|yesterday|ago)\b|\d[:.]\d\d(?!\d)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S*@\S+|https?://\S+")
# What may stand on a byline in small letters, and is nobody's name in capitals.
_ROLES = frozenset(
    "and de van von der den di da del la le bin al el for the of to with as story photo photos photographs video videos "
    "staff senior chief special contributing writer writers reporter reporters correspondent correspondents editor editors "
    "columnist columnists contributor contributors author authors byline".split()
)
# What sets names apart from a date (here "#"), and from one another: "June 19, 2024 / CBS News", "Ann Lee, Friday 3 May 2024".
_APART = re.compile(r"[|/·•(]|,\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?#|\d[:.]\d\d", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"[|/·•(),;:#–—]|\d[:.]\d\d")
_OF_ITS_AUTHOR = re.compile(
    r"\b(?:wrote|written|writes|(?:writer|author|by-?line|reporter|journalist|interviewer)s?|"
    r"who (?:\w+ )?(?:report(?:s|ed)(?! to\b)|interview(?:s|ed)|compile[sd])|(?:reported|interviewed|compiled) by)\b",
    re.IGNORECASE,
)
_OF_ITS_DATE = re.compile(r"\b(?:posted|published|publication|updated|dated?)\b", re.IGNORECASE)
# A place in capitals, and what comes before the dash that the news begins behind.
_LEAD = re.compile(r"\W*[A-Z][A-Z.’'-]+\b[^a-z\n—–]{0,30}[^\n—–]{0,60}?(?:\s[—–-]{1,2}\s|[—–])")
_ARTICLE = re.compile(
    r"\b(?:article|story|piece|report|post|column|interview|obituary|review|release|news|page|text|e-?mail|this|it)\b",
    re.IGNORECASE,
)


def asks_for_dateline(question: str) -> bool:
    """Whether a question asks who wrote something, or when the article was published, posted, updated or written."""
    if _OF_ITS_AUTHOR.search(question):
        return True
    return bool(_OF_ITS_DATE.search(question) and _ARTICLE.search(question))


def in_dateline(sentence: str, place: Span, own_date: date | None = None) -> bool:
    """Whether ``place`` in a sentence lies in an article's date line: the sentence is one, or its line there is, as wrapped
    text may run a byline into the first sentence. For ``own_date`` see :func:`is_dateline`."""
    sentence = sentence.replace("\r", "\n")
    start = sentence.rfind("\n", 0, place[0]) + 1
    line = sentence[start:].partition("\n")[0]
    # A date alone on a later line may be where a wrapped sentence ends.
    return is_dateline(sentence, own_date) or is_dateline(line, None if sentence[:start].strip() else own_date)


def in_lead(sentence: str, place: Span) -> bool:
    """Whether ``place`` is the date in what a sentence is headed by, "LONDON, 19 June 2024 (Reuters) –": when it was written."""
    lead = _LEAD.match(sentence)
    return bool(lead and place[1] <= lead.end() and any(form.search(sentence[slice(*place)]) for form in FORMS))


@lru_cache(4096)
def is_dateline(line: str, own_date: date | None = None) -> bool:
    """Whether a line says when its article was published or updated, or who wrote it, and nothing else.

    "Posted at 7:16 AM, Jun 17, 2024" and "By Ann Lee" do. A date without such a word does where it is ``own_date``, the
    article's: in a timeline it is when something happened. "LONDON, June 19 (Reuters) - Putin left" says more.
    """
    line = " ".join(line.split()).strip("*_#> ")
    if not line or len(line) > LONGEST_DATE_LINE or re.search(r"[\"“”?]", line):
        return False
    dated = _ADDRESS.sub(" ", line)
    for form in FORMS:
        dated = form.sub("#", dated)
    names = _names(dated)
    if len(names) > MOST_WORDS or not all(word[0].isupper() for word in names):
        return False
    if _SIGNED.match(line):
        return bool(names) or "@" in line
    day = parse_date(line)
    if _PUBLISHED.search(line):
        return (day or _CLOCK.search(line)) is not None or (not names and _TIME.search(line) is not None)
    if day is None or day != own_date or "@" in line:
        return False
    short = all(len(_names(part)) <= LONGEST_NAME for part in _BETWEEN_NAMES.split(dated))
    return not names or (short and _APART.search(dated) is not None)


def _names(line: str) -> list[str]:
    """The words of a line that are no time, no part and no word of publishing: names, where all have capitals."""
    for form in (_PUBLISHED, _RELEASED, COMPANIONS, _TIME):
        line = form.sub(" ", line)
    return [word for word in line.split() if word.lower() not in _ROLES]
