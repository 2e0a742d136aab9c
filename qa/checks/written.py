"""The same written otherwise: "two decades" and 20 years, "24 minutes 31 seconds" and 24:31, "June 21, 23 and 25" and the three days."""

from __future__ import annotations

import re
from collections.abc import Callable

from qa.quantities import MONTHS, numbers

_VOTES = re.compile(r"\b(\d+) votes(?: in favou?r)?( to \d+)\b")
_WAR = re.compile(r"\b(?:[Tt]he\s+)?(First|Second)\s+World\s+War\b")
_DECADES = re.compile(
    r"\b(?P<n>an?|one|two|three|four|five|six|seven|eight|nine|\d)\s(?P<unit>decade|fortnight)s?\b(?!-)", re.IGNORECASE
)
_SPANS = {"decade": (10, "years"), "fortnight": (2, "weeks")}
_OCCASIONS = re.compile(r"\b(?:on two occasions|two times(?! (?:as|the)\b))", re.IGNORECASE)
_DOZENS = re.compile(r"\b(?P<n>two|three|four|five|six) dozen\b", re.IGNORECASE)
_HALF = re.compile(
    r"\bhalf an? (?=(?:percentage |basis )?(?:point|mile|kilomet|meter|metre|hour|degree|"
    r"inch|acre|hectare|ton|lit(?:er|re))s?\w*)",
    re.IGNORECASE,
)
_HALF_POINT = re.compile(r"\bhalf-(?:percentage-)?point\b", re.IGNORECASE)
_TIMED = re.compile(
    r"\b(?:(?P<hours>\d{1,2}) hours?,? (?:and )?)?(?P<minutes>\d{1,2}) minutes?,? (?:and )?(?P<seconds>\d{1,2}) seconds?\b"
)
_MONTH = "|".join(sorted((name.title() for name in MONTHS), key=len, reverse=True))
# "On June 5, and 12 people were hurt" has one day: behind the last one no noun stands.
_ENDS = (
    r"(?=\s*(?:[.,;:)—–]|$|(?:\d{4}|at|in|on|to|for|by|if|unless|when|where|from|after|before|as|with|because|while|and|or|but|is|was|were|"
    r"are|will|would|has|had|have)\b))"
)
_DAYS_BEHIND = re.compile(
    rf"\b(?P<month>{_MONTH})\.? (?P<days>\d{{1,2}}(?:, \d{{1,2}})*,? and \d{{1,2}})\b(?![:.,]?\d){_ENDS}"
)
_DAYS_BEFORE = re.compile(rf"(?<![\d.,:])(?P<days>\d{{1,2}}(?:, \d{{1,2}})*,? and \d{{1,2}}) (?P<month>{_MONTH})\b")
_UNIT = r"(?:km|kilomet(?:er|re)s?|miles?|met(?:er|re)s?|feet|inches|cm|centimet(?:er|re)s?|kg|kilograms?|tons?|tonnes?|percent|per cent|%)"
_ELIDED = re.compile(
    rf"(?<![\d.,$€£¥])(?P<one>\d[\d,]*(?:\.\d+)?) (?P<join>and|or) (?=\d[\d,]*(?:\.\d+)?(?P<space>\s?)(?P<unit>{_UNIT})(?!\w))"
)
# "Between 5 and 10 km" is one amount, and "in 2019 and 8 percent" and "June 5 and 8 percent" begin with a date.
_NOT_ELIDED = re.compile(rf"\b(?:between|in|since|{_MONTH})\s$", re.IGNORECASE)


def plain(text: str) -> str:
    """``text`` with what can be written in several ways written in one: spans of time, halves, times of a race, days of a month,
    units that stand once for two amounts, votes, and the two World Wars by their numerals."""
    text = _VOTES.sub(r"\1\2", text)
    text = _WAR.sub(lambda match: f"World War {'I' if match[1] == 'First' else 'II'}", text)
    text = _DECADES.sub(_span, text)
    text = _OCCASIONS.sub("twice", text)
    text = _DOZENS.sub(lambda match: f"{12 * numbers(match['n'])[0]:g}", text)
    text = _HALF_POINT.sub("0.5 percentage point", _HALF.sub("0.5 ", text))
    text = _TIMED.sub(_clock, text)
    text = _DAYS_BEHIND.sub(_dated(lambda day, month: f"{month} {day}"), text)
    text = _DAYS_BEFORE.sub(_dated(lambda day, month: f"{day} {month}"), text)
    return _ELIDED.sub(_with_unit, text)


def _span(match: re.Match[str]) -> str:
    size, unit = _SPANS[match["unit"].lower()]
    count = (numbers(match["n"]) or [1])[0]
    return f"{count * size:g} {unit}"


def _clock(match: re.Match[str]) -> str:
    hours = f"{match['hours']}:" if match["hours"] else ""
    minutes = match["minutes"].zfill(2) if hours else match["minutes"]
    return f"{hours}{minutes}:{match['seconds'].zfill(2)}"


def _dated(form: Callable[[str, str], str]) -> Callable[[re.Match[str]], str]:
    """Each day of a list with its month."""

    def written(match: re.Match[str]) -> str:
        days = re.findall(r"\d+", match["days"])
        made = [form(day, match["month"]) for day in days]
        return ", ".join(made[:-1]) + f" and {made[-1]}"

    return written


def _with_unit(match: re.Match[str]) -> str:
    if _NOT_ELIDED.search(match.string[: match.start()]):
        return match.group()
    return f"{match['one']}{match['space']}{match['unit']} {match['join']} "
