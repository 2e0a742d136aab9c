"""Answers that are amounts, compared as far as units and hedges let them be: four weeks are 28 days, "at least 60" bears 75."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from qa.checks.amounts import ROUNDING, Amount, amounts
from qa.checks.units import HEAT, LENGTHS
from qa.quantities import numbers
from qa.types import Span

# unit → family and how many of the family's own unit it is; a unit that is not here is a family by itself, as currencies are.
_FAMILIES = {
    **{unit: ("time", seconds) for unit, seconds in (("second", 1), ("minute", 60), ("hour", 3600), ("day", 86_400))},
    **{unit: ("time", 86_400 * days) for unit, days in (("week", 7), ("month", 365.25 / 12), ("year", 365.25))},
    **{unit: ("time", 86_400 * days) for unit, days in (("decade", 3652.5), ("century", 36_525))},
    **{unit: ("length", metres) for unit, metres in (("mm", 0.001), ("cm", 0.01), ("meter", 1), ("km", 1000))},
    **{
        unit: ("length", metres)
        for unit, metres in (("inch", 0.0254), ("foot", 0.3048), ("yard", 0.9144), ("mile", 1609.344))
    },
    "nautical mile": ("length", 1852),
    **{unit: ("speed", metres) for unit, metres in (("kph", 1000 / 3600), ("mph", 1609.344 / 3600))},
    **{unit: ("power", 1000**n) for n, unit in enumerate(("watt", "kilowatt", "megawatt", "gigawatt", "terawatt"))},
    **{unit: ("energy", 1000**n) for n, unit in enumerate(("kwh", "mwh", "gwh", "twh"))},
    **{unit: ("storage", 1000**n) for n, unit in enumerate(("kilobyte", "megabyte", "gigabyte", "terabyte"))},
    **{
        unit: ("mass", kilograms)
        for unit, kilograms in (("gram", 0.001), ("kg", 1), ("pound_mass", 0.4536), ("ton", 1000))
    },
    **{unit: ("area", metres) for unit, metres in (("acre", 4047), ("hectare", 10_000))},
}
_FAMILIES |= {f"square {unit}": ("area", _FAMILIES[unit][1] ** 2) for unit in LENGTHS}
_FAMILIES |= {f"cubic {unit}": ("volume", _FAMILIES[unit][1] ** 3) for unit in LENGTHS}
_MINUS = re.compile(r"(?:(?<![\w)])[-−–]|\bminus |\bnegative )$", re.IGNORECASE)
_BELOW_ZERO = re.compile(r"(?:\s|°|[CF]\b|Celsius|Fahrenheit)*below (?:zero|freezing)\b", re.IGNORECASE)
_SCALE_OF_HEAT = re.compile(r"\s?°?\s?(C|F)(?:elsius|ahrenheit)?\b")
# "Nearly 40" is near to 40, "under 40" may be anything below.
_NEARLY = re.compile(r"\b(?:nearly|almost|close to|just short of)\W+$", re.IGNORECASE)
_PERCENT = re.compile(r"%|cent|pct", re.IGNORECASE)
_ZONE = re.compile(r"\s*\(?(GMT|UTC|BST|CES?T|[ECMP][SD]?T|[A-Z][a-z]+ time)\b")
_ABOUT_THEN = re.compile(
    r"\b(?:about|around|roughly|approximately|shortly|soon|just|nearly|almost|before|after|past|by|until|since)\s+$",
    re.IGNORECASE,
)
# "Shortly after 9 a.m." may be this many minutes off; a clock without a.m. or p.m. may be either.
ABOUT_THEN, HALF_DAY = 60.0, 720.0
# What two units say of one length differs by this much at most: 500 km are 310 miles, and two thirds 66.7 percent.
CONVERTED = 0.01


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount in its ``family``'s own unit: said as ``value``, and by its hedge any from ``low`` to ``high``.

    ``unit`` is the one it is said in, ``size`` how many of the family's own that is. A count's family is empty; ``bare`` is a
    number that does not say of what.
    """

    value: float
    low: float
    high: float
    family: str = ""
    unit: str = ""
    size: float = 1.0
    bare: bool = False


def measured(text: str, span: Span | None = None, unit: str | None = None) -> Measure | None:
    """The one amount of ``text`` that ``span`` (all of it, if ``None``) touches, of ``unit`` if that is given; else ``None``."""
    start, end = span or (0, len(text))
    found = [a for a in touched(text, (start, end)) if unit in (None, a.unit)]
    plain = numbers(text[start:end])
    # The "62" of "62 of 80" is no share, if only that was the answer; "one" alone is no amount there.
    if unit is None and len(plain) == 1 and (not found or found[0].unit == "of"):
        return Measure(plain[0], plain[0], plain[0], bare=True)
    return _measure(text, found[0]) if len(found) == 1 else None


def touched(text: str, span: Span) -> list[Amount]:
    """The amounts of ``text`` that ``span`` touches; the zero of "below zero" is none."""
    found = [a for a in amounts(text) if a.span[0] < span[1] and span[0] < a.span[1]]
    return [a for a in found if not (a.text == "zero" and a.hedge)]


def _measure(text: str, amount: Amount) -> Measure:
    before, after = text[: amount.span[0]], text[amount.span[1] :]
    if amount.unit == "clock":
        return _clock(amount, before, after)
    value, top, unit = amount.value, amount.top, amount.unit
    family, size = _FAMILIES.get(unit, (unit, 1.0))
    heat = _SCALE_OF_HEAT.match(after) if unit in ("", "degree") else None
    if unit == "of" and top:
        family, value, top = "%", 100 * value / top, None
    elif unit == "%" and not _PERCENT.search(amount.text):
        # A fraction in words is rounder than a percentage: a unit of its own.
        unit = "fraction"
    elif unit in HEAT.values():
        family, unit = "heat", unit[0].upper()
    elif heat:
        family, unit = "heat", heat[1]
    elif amount.text.startswith("$") and (land := re.search(r"[A-Z]+$", before)):
        # "A$5" are other dollars than "US$5".
        family = unit = land.group() + unit
    if _MINUS.search(before) or _BELOW_ZERO.match(after):
        value, top = -value, None
    low, high = _reach(amount, before, value, top)
    if unit == "F":
        value, low, high = ((degrees - 32) / 1.8 for degrees in (value, low, high))
    return Measure(value * size, low * size, high * size, family, unit, size, not (unit or amount.nouns))


def _reach(amount: Amount, before: str, value: float, top: float | None) -> tuple[float, float]:
    """From where to where an amount may lie, by its hedge."""
    if top is not None:
        return value, top
    if amount.hedge in (">", ">="):
        return value, math.inf
    if amount.hedge in ("<", "<=") and not _NEARLY.search(before):
        return -math.inf, value
    if amount.hedge:
        return value - ROUNDING * abs(value), value + abs(value) * ROUNDING / (1 - ROUNDING)
    half = min(_step(amount) / 2, ROUNDING * abs(value))
    return value - half, value + half


def _step(amount: Amount) -> float:
    """How finely an amount is said, 0 where to the last one: "1.2 million" to 100,000, "two million" to a million."""
    digits = re.search(r"\d[\d,]*(?:\.(\d+))?", amount.text)
    if digits is None:
        return next((scale for scale in (1e12, 1e9, 1e6) if amount.value >= scale), 0.0)
    shown = float(digits.group().replace(",", "").rstrip("."))
    scale = amount.value / shown if shown else 1.0
    return 10.0 ** -len(digits[1] or "") * scale if digits[1] or scale > 1 else 0.0


def _clock(amount: Amount, before: str, after: str) -> Measure:
    zone = _ZONE.match(after)
    around = ABOUT_THEN if _ABOUT_THEN.search(before) else 0.0
    half = "" if amount.text.rstrip(".")[-1:].lower() == "m" or amount.value >= HALF_DAY else "either half"
    family = f"clock {zone[1]}" if zone else "clock"
    return Measure(amount.value, amount.value - around, amount.value + around, family, half)


def same(one: Measure, other: Measure) -> bool:
    """Whether both say the same amount: equal in one unit, as near as a conversion comes in two."""
    if one.bare or other.bare:
        return math.isclose(one.value / one.size, other.value / other.size, abs_tol=1e-9)
    pair = _on_one_scale(one, other)
    if pair is None or (math.isinf(pair[0].low) and math.isinf(pair[1].high)):
        return False
    first, second = pair
    if math.isinf(first.high) and math.isinf(second.low):
        return False
    converted = first.unit != second.unit and not first.family.startswith("clock")
    return math.isclose(first.value, second.value, rel_tol=CONVERTED if converted else 1e-6, abs_tol=1e-9)


def excludes(one: Measure, other: Measure) -> bool:
    """Whether both cannot be right: neither amount lies where the other may. Units that no rate converts exclude nothing."""
    pair = _on_one_scale(one, other)
    if pair is None:
        return False
    first, second = pair
    slack = ROUNDING if first.unit != second.unit and not first.family.startswith("clock") else 1e-9
    return not (_bears(first, second.value, slack) or _bears(second, first.value, slack))


def _bears(held: Measure, value: float, slack: float) -> bool:
    return held.low - slack * abs(held.low) <= value <= held.high + slack * abs(held.high)


def _on_one_scale(one: Measure, other: Measure) -> tuple[Measure, Measure] | None:
    """Both as they can be compared, or ``None`` if they cannot: "41" with "40-year-old", "9:30" with "9:30 p.m."."""
    if one.family != other.family:
        if {one.unit, other.unit} == {"", "year"} and (one.bare or other.bare):
            return _shifted(one, 0, one.size), _shifted(other, 0, other.size)
        return None
    if one.family.startswith("clock") and one.unit != other.unit:
        first, second = (_shifted(m, HALF_DAY * (m.value >= HALF_DAY)) for m in (one, other))
        return first, second
    return one, other


def _shifted(measure: Measure, by: float, size: float = 1.0) -> Measure:
    value, low, high = ((part - by) / size for part in (measure.value, measure.low, measure.high))
    return replace(measure, value=value, low=low, high=high, unit="", size=1.0)
