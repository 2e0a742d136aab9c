"""Dates and words like "yesterday" → days on the calendar, as far as the article's date settles them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from qa.checks.words import LONGEST_TEXT
from qa.quantities import MONTHS, numbers
from qa.types import Span

_DAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_DAYS |= {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:1[0-9]|20|21)\d\d"
_NTH = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
        "sixteenth seventeenth eighteenth nineteenth twentieth twenty-first".split(),
        start=1,
    )
}
_FORMS = re.compile(
    rf"\b(?P<iso>(?P<iy>{_YEAR})-(?P<im>\d\d)-(?P<id>\d\d))\b"
    rf"|\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{_MONTH})\b\.?(?:,?\s+(?P<y1>{_YEAR})\b)?"
    rf"|\b(?P<rel1>last|next|this|early|late|mid)?[\s-]?\b(?P<m2>{_MONTH})\b\.?(?:\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?![\d,]*\d|\s*(?:%|per|million|billion|people)))?"
    rf"(?:,?\s+(?:of\s+)?(?P<y2>{_YEAR})\b)?"
    rf"|\b(?P<rel3>last|next|this|previous|past|coming)\s+(?P<unit>week|weekend|month|year|night|spring|summer|autumn|fall|winter|day)\b"
    rf"|\b(?:the\s+)?(?P<rel4>day (?:before|after)|previous day|following day|next day)\b"
    rf"|\b(?:(?P<rel2>last|next|this)\s+)?(?P<week>(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b"
    rf"|\b(?P<near>yesterday|today|tonight|tomorrow)\b"
    rf"|(?<![\d.,$€£:/-])\b(?:(?P<half>early|late|mid)[\s-])?(?P<y3>{_YEAR})(?P<ten>['’]?s)?\b(?![.,]?\d|\s*(?:%|percent|per cent|people|dollars|euros|miles|km|kilomet|men|women|soldiers|troops|containers|metres|meters|feet|tons|tonnes|hours|homes|others|more)\b)"
    rf"|\b(?:(?P<nth>\d{{1,2}})(?:st|nd|rd|th)|(?P<nth_word>{'|'.join(_NTH)}))[\s-]centur(?:y|ies)\b(?P<bc>\s+BCE?\b)?"
    rf"|\b(?P<ago>(?P<n>\d{{1,2}}|a|an|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?P<agounit>day|week|month|year|decade)s?\s+(?:ago|earlier|later|before))\b",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"\b(?:for|in|within|took|takes|lasted|spent|after)\s+(?:just |only |about |some |nearly |almost )?$", re.IGNORECASE
)
# Within this many days of its article a day without a year is the nearest one of that name.
NEAR = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """A date at ``span``: the parts it states, and the days ``first`` to ``last`` it can only mean, where that is known.

    ``relative`` are its words where they mean something only beside the article's date.
    """

    span: Span
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    relative: str = ""
    first: date | None = None
    last: date | None = None

    def is_same(self, other: Moment, longest: timedelta) -> bool:
        """Whether both are the same days, at most ``longest`` of them, or the same month and day as far as both say the year."""
        if self.first and self.last and other.first and other.last:
            return (self.first, self.last) == (other.first, other.last) and self.last - self.first <= longest
        stated = self.month is not None and (self.month, self.day) == (other.month, other.day)
        return stated and (self.year == other.year or self.year is None or other.year is None)


@lru_cache(maxsize=2048)
def moments(text: str, published: date | None = None) -> tuple[Moment, ...]:
    """The dates of ``text`` in their order, resolved against the day it was published."""
    if published is not None and not date.min.year + 10 < published.year < date.max.year - 10:
        published = None
    found = []
    for match in _FORMS.finditer(text[:LONGEST_TEXT]):
        made = _moment(match, published)
        if made is not None:
            found.append(made)
    return tuple(found)


def _moment(match: re.Match[str], published: date | None) -> Moment | None:
    part = match.groupdict()
    text, span = match.group().strip(), match.span()
    month_name = part["m1"] or part["m2"]
    if part["iso"]:
        return _stated(span, text, int(part["iy"]), int(part["im"]), int(part["id"]), published)
    if month_name:
        year, day = part["y1"] or part["y2"], part["d1"] or part["d2"]
        # "may", "march" and "sun" are more often no month.
        if (
            month_name.lower()
            in ("may", "march", "mar", "sep", "dec", "jan", "jun", "jul", "oct", "nov", "apr", "feb", "aug")
            and month_name[0].islower()
        ):
            return None
        if (
            month_name.lower() == "may"
            and not (day or year or part["rel1"])
            and not re.search(
                r"\b(?:in|since|until|by|of|during|from|to|before|after|and)\s*$", match.string[: match.start()], re.I
            )
        ):
            return None
        month = MONTHS[month_name.lower()]
        relative = (part["rel1"] or "").lower()
        if relative in ("last", "next", "this"):
            return _relative_month(span, text, relative, month, published)
        return _stated(span, text, int(year) if year else None, month, int(day) if day else None, published)
    if part["near"]:
        shift = {"yesterday": -1, "tomorrow": 1}.get(part["near"].lower(), 0)
        return _within(span, text, part["near"].lower().replace("tonight", "today"), published, shift, shift)
    if part["week"]:
        return _weekday(span, text, _DAYS[part["week"].lower()], (part["rel2"] or "").lower(), published)
    if part["rel3"]:
        return _unit(span, text, part["rel3"].lower(), part["unit"].lower(), published)
    if part["y3"]:
        year = int(part["y3"])
        if part["ten"]:
            # "The 1700s" are a century, "the 2000s" are not yet meant so.
            last = year + (99 if year % 100 == 0 and year < 2000 else 9)
            return Moment(span, text, relative=f"{year}s", first=_day(year, 1, 1), last=_day(last, 12, 31))
        return _stated(span, text, year, None, None, published)
    if part["nth"] or part["nth_word"]:
        number = int(part["nth"] or _NTH[part["nth_word"].lower()])
        year = 100 * (number - 1)
        if part["bc"] or not 1 < number <= 21:
            return Moment(span, text, relative=f"century {number} {(part['bc'] or '').strip().lower()[:2]}")
        return Moment(span, text, relative=f"{year}s", first=_day(year, 1, 1), last=_day(year + 99, 12, 31))
    if part["ago"] and text.lower().endswith("before") and _LASTING.search(match.string[: match.start()]):
        # "Held for 71 days before he was freed" says how long.
        return None
    if part["ago"] or part["rel4"]:
        count = numbers(part["n"] or "") or [1]
        words = text.lower().split()
        return Moment(span, text, relative=f"{count[0]:g} {words[-2].rstrip('s')} {words[-1]}")
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _stated(
    span: Span, text: str, year: int | None, month: int | None, day: int | None, published: date | None
) -> Moment:
    known = year
    if known is None and published is not None and month is not None and day is not None:
        near = [
            d for y in (-1, 0, 1) if (d := _day(published.year + y, month, day)) and abs((d - published).days) <= NEAR
        ]
        known = near[0].year if near else None
    first = last = None
    if known is not None:
        first = _day(known, month or 1, day or 1)
        last = _day(
            known, month or 12, day or (calendar.monthrange(known, month)[1] if month and 1 <= month <= 12 else 31)
        )
    return Moment(span, text, year, month, day, None, "", first, last)


def _relative_month(span: Span, text: str, relative: str, month: int, published: date | None) -> Moment:
    first = last = None
    if published is not None:
        year = published.year
        if relative == "last":
            year -= month >= published.month
        elif relative == "next":
            year += month <= published.month
        first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return Moment(span, text, None, month, None, None, f"{relative} {month}", first, last)


def _within(span: Span, text: str, relative: str, published: date | None, low: int, high: int) -> Moment:
    if published is None:
        return Moment(span, text, relative=relative)
    return Moment(span, text, relative=relative, first=published + timedelta(low), last=published + timedelta(high))


def _weekday(span: Span, text: str, weekday: int, relative: str, published: date | None) -> Moment:
    """A day of the week: the last one before the article, or its own day; "next" and "this" say too little."""
    made = Moment(span, text, weekday=weekday, relative=f"{relative} day {weekday}".strip())
    if published is None or relative in ("next", "this"):
        return made
    back = (published.weekday() - weekday) % 7
    if relative == "last" and back == 0:
        back = 7
    # News says "Wednesday" of the nearest one, before or after: only the day itself and its weekday are sure.
    day = published - timedelta(back)
    ahead = day + timedelta(7) if back and not relative else day
    return Moment(span, text, weekday=weekday, relative=made.relative, first=day, last=ahead if ahead == day else None)


def _unit(span: Span, text: str, relative: str, unit: str, published: date | None) -> Moment:
    relative = {"previous": "last", "past": "last", "coming": "next"}.get(relative, relative)
    shift = {"last": -1, "next": 1}.get(relative, 0)
    made = Moment(span, text, relative=f"{relative} {unit}")
    if published is None:
        return made
    if unit == "year":
        year = published.year + shift
        return Moment(span, text, relative=made.relative, first=date(year, 1, 1), last=date(year, 12, 31))
    if unit == "month":
        ordinal = published.year * 12 + published.month - 1 + shift
        year, month = divmod(ordinal, 12)
        month += 1
        return Moment(
            span,
            text,
            relative=made.relative,
            first=date(year, month, 1),
            last=date(year, month, calendar.monthrange(year, month)[1]),
        )
    return made


def bears(said: Moment, held: Moment) -> bool:
    """Whether ``held``, in the evidence, bears the date ``said``: states as much, or can only mean it."""
    if said.relative and said.relative == held.relative:
        return True
    if said.weekday is not None and not said.relative.startswith(("last", "next", "this")):
        if held.weekday is not None:
            return held.weekday == said.weekday
        # "Wednesday" of what the passage calls June 19, or today.
        return held.first is not None and held.first == held.last and held.first.weekday() == said.weekday
    if said.relative and said.first is None:
        return False
    if not said.relative:
        parts = ((said.year, held.year), (said.month, held.month), (said.day, held.day))
        if any(a is not None and b is not None and a != b for a, b in parts):
            return False
        if not held.relative and all(b is not None for a, b in parts if a is not None):
            return True
    return (
        None not in (said.first, said.last, held.first, held.last)
        and said.first <= held.first  # type: ignore[operator]
        and held.last <= said.last  # type: ignore[operator]
    )
