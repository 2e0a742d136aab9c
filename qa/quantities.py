"""Numbers and dates as values: "two million", "2,000,000" and "2m" are one number, "June 19" and "19 June 2024" one day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_WORDS = _SMALL | _TENS | {"a dozen": 12, "dozen": 12, "half": 0.5}
_ORDINALS = {
    word: value
    for value, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), start=1)
}
SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
_DIGITS = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:st|nd|rd|th)?(?:\s?(k|mn?|bn?|tn)\b)?", re.IGNORECASE
)
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th|k|mn|bn|tn|m|b)?\b|[a-z]+", re.IGNORECASE)

MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept|october oct|"
        "november nov|december dec".split("|"),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(?P<month>{_MONTH})\b\.?"
    r"(?:\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?\b(?!\s*\d))?(?:,?\s+(?P<year>\d{4})\b)?",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?<![\w-])(?P<year>1[5-9]\d\d|20\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?!\d|-\w)"
)
_YEAR = re.compile(r"(?:(?<![\d.,$€£-])|(?<=\b[Mm]id-))(1[5-9]\d\d|20\d\d)(['’]?s\b)?(?![\d.,]*\d)")
_DAY = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Day:
    """What a text says of a date; ``None`` where it does not say. It is in one of ``years`` years from ``year`` on: ten for
    "the 1890s"."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: str | None = None
    years: int = 1

    def differs(self, other: Day) -> bool:
        """Whether both state the same part of a date and state it differently."""
        pairs = ((self.month, other.month), (self.day, other.day))
        return self._other_years(other) or any(one is not None and two is not None and one != two for one, two in pairs)

    def _other_years(self, other: Day) -> bool:
        if self.year is None or other.year is None:
            return False
        return self.year + self.years <= other.year or other.year + other.years <= self.year

    def other_weekday(self, other: Day) -> bool:
        """Whether both state a day of the week, and not the same."""
        return None not in (self.weekday, other.weekday) and self.weekday != other.weekday

    @property
    def dated(self) -> bool:
        """Whether it states more than a day of the week."""
        return self.year is not None or self.month is not None

    def comparable(self, other: Day) -> bool:
        """Whether they share a part: "Wednesday" and "June 19" do not."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.weekday, other.weekday))
        return any(one is not None and two is not None for one, two in pairs)


def numbers(text: str) -> list[float]:
    """The numbers of ``text`` in their order, in digits or English words; years and days of dates among them."""
    tokens = [match.group().lower() for match in _TOKEN.finditer(text.replace("-", " "))]
    found: list[float] = []
    current: float | None = None
    total = 0.0
    for before, token in pairwise(["", *tokens, ""]):
        value = _value(token)
        if value is not None:
            digits = token[:1].isdigit()
            if current is None:
                current = value
            elif (not digits and current % 100 >= 20 and value < 10 and current % 10 == 0) or (
                not digits and current % 100 == 0 and current >= 100 and value < 100
            ):
                current += value
            else:
                found.append(total + current)
                total, current = 0.0, value
        elif token in SCALES and (current is not None or total):
            scale = SCALES[token]
            if scale == 100:
                current = (current or 1) * 100
            else:
                total += (current or 1) * scale
                current = None
        elif token == "and" and before in ("hundred", "thousand"):
            continue
        elif current is not None or total:
            found.append(total + (current or 0))
            total, current = 0.0, None
    return found


def _value(token: str) -> float | None:
    if token[:1].isdigit():
        match = _DIGITS.fullmatch(token)
        if match is None:
            return None
        return float(match[1].replace(",", "")) * _SUFFIXES.get((match[2] or "").lower(), 1.0)
    return _WORDS.get(token, _ORDINALS.get(token))


def dates(text: str) -> list[Day]:
    """The dates of ``text``: day and month, month and year, a year or decade alone, or a day of the week."""
    return list(_told(text)[0])


def undated(text: str) -> str:
    """``text`` without its dates."""
    return _told(text)[1]


@lru_cache(maxsize=4096)
def _told(text: str) -> tuple[tuple[Day, ...], str]:
    found = [Day(int(match["year"]), int(match["month"]), int(match["day"])) for match in _ISO.finditer(text)]
    rest = text = _ISO.sub(" ", text)
    for match in _DATE.finditer(text):
        day = match["d1"] or match["d2"]
        # "may" is a verb more often than a month.
        if match["month"].lower() == "may" and (match["month"][0].islower() or not (day or match["year"])):
            continue
        year = int(match["year"]) if match["year"] else None
        found.append(Day(year, MONTHS[match["month"].lower()], int(day) if day else None))
        rest = rest.replace(match.group(), " ", 1)
    found += [Day(year=int(match[1]), years=_years(match)) for match in _YEAR.finditer(rest)]
    found += [Day(weekday=match[1].lower()) for match in _DAY.finditer(rest)]
    return tuple(found), _DAY.sub(" ", _YEAR.sub(" ", rest))


def _years(match: re.Match[str]) -> int:
    """How many years "1893", "the 1890s" and "the 1800s", which may be a century, are."""
    if not match[2] or int(match[1]) % 10:
        return 1
    return 10 if int(match[1]) % 100 else 100
