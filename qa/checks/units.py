"""What a number counts in, by the words or signs behind it: "km²", "kilometres per hour", "°C", "MWh", "basis points", "$"."""

from __future__ import annotations

import re

_CURRENCIES = {
    "$": "dollar us$ usd dollars dollar", "€": "euro euros eur", "£": "pound pounds gbp sterling",
    "¥": "yen yuan renminbi jpy cny", "₹": "rupee rupees inr", "₽": "ruble rubles rouble roubles rub",
    "won": "won", "franc": "franc francs chf", "peso": "peso pesos", "lira": "lira", "shekel": "shekel shekels",
    "cent": "cents cent pence", "krona": "krona kronor krone kroner",
}  # fmt: skip
_MEASURES = (
    "year years yr yrs|month months|week weeks|day days|hour hours hr hrs h|minute minutes min mins|"
    "second seconds secs|km kilometer kilometers kilometre kilometres kms|mile miles mi|meter meters metre metres|foot feet ft|"
    "yard yards yd yds|gram grams gramme grammes|kg kilogram kilograms kilogramme kilogrammes kilo kilos|pound_mass lb lbs|"
    "ton tons tonne tonnes|mph|kph kmh|acre acres|hectare hectares ha|gallon gallons|liter liters litre litres l|"
    "barrel barrels|watt watts|kilowatt kilowatts kw|megawatt megawatts mw|gigawatt gigawatts gw|terawatt terawatts tw|"
    "kwh kilowatthour kilowatthours|mwh megawatthour megawatthours|gwh gigawatthour gigawatthours|"
    "twh terawatthour terawatthours|kilobyte kilobytes kb|megabyte megabytes mb|gigabyte gigabytes gb|terabyte terabytes tb|"
    "inch inches|times|decade decades|century centuries|cm centimeter centimeters centimetre centimetres|"
    "mm millimeter millimeters millimetre millimetres|basis_point basispoint basispoints bp bps"
)
_UNIT = {form: row.split()[0] for row in _MEASURES.split("|") for form in row.split()}
_UNIT |= {form: sign for sign, forms in _CURRENCIES.items() for form in forms.split()}
LENGTHS = frozenset("km mile meter foot yard inch cm mm".split())
# What is short for a length only beside its power: "m" alone is a million.
_SHORT = {"m": "meter", "in": "inch"}
HEAT = {"c": "celsius", "f": "fahrenheit"}
_SPEEDS = {"k": "kph", "m": "mph"}

_PERCENT = re.compile(
    r"\s?(?:%|per\s?cent\b|pct\b)(?P<share>[\s-]points?\b)?|[\s-]?percent(?:age)?(?P<point>[\s-]points?)?\b|\s?(?P<short>pp)\b",
    re.IGNORECASE,
)
_DEGREES = re.compile(
    r"(?:\s?[°º]|[\s-]?degrees?\b)(?:[\s-]?(?P<scale>c(?:elsius|entigrade)?|f(?:ahrenheit)?)\b)?", re.IGNORECASE
)
# "104F" and "9.8 s": letters that are a unit only so, as "C" is a grade and "90s" a decade.
_LETTER = re.compile(r"(?P<scale>[CF])\b|\s(?P<second>s)\b(?![’'])")
_SPEED = re.compile(
    r"[\s-]*(?P<unit>km|kilomet(?:er|re)s?|miles?)(?:\s?/\s?|[\s-](?:per|an)[\s-])(?:h|hr|hour)\b", re.IGNORECASE
)
_BEHIND = re.compile(
    r"[\s-]*(?:US\s|American\s|(?P<power>square[\s-]|sq(?:\.\s?|[\s-])|cubic[\s-])|(?P<sea>nautical\s)|metric\s)?"
    r"(?P<unit>(?:kilo|mega|giga|tera)watt[\s-]?hours?\b|basis[\s-]points?\b|[^\W\d_²³]+\$?)(?P<raised>[²³]|\^?[23]\b)?",
    re.IGNORECASE,
)
_PER = re.compile(
    r"\s?(?:/|\b(?:per|an?|each|every)\s)\s?(?P<one>hour|day|night|week|month|year)\b(?!\s+(?:ago|later|earlier|before|after|from|since))"
    r"|\s(?P<every>hour|dai|night|week|month|year|annual)ly\b",
    re.IGNORECASE,
)
_EVERY = {"dai": "day", "annual": "year"}


def is_unit(word: str) -> bool:
    """Whether a word is one that numbers count in: "GW", "kilometres"."""
    return word.lower() in _UNIT or word.lower() in ("celsius", "centigrade", "fahrenheit")


def percent_behind(text: str, end: int) -> tuple[str, int] | None:
    """``%``, or ``point`` for percentage points, where one stands at ``end``, and where it ends: five points are no five percent."""
    found = _PERCENT.match(text, end)
    if not found:
        return None
    return ("point" if found["share"] or found["point"] or found["short"] else "%"), found.end()


def unit_behind(text: str, end: int) -> tuple[str, int] | None:
    """The unit that a number before ``end`` counts in and where it ends, ``None`` if it is none: "square km" and "cubic meter" for
    a length's power, "celsius" for degrees of it, "kph" for kilometres per hour."""
    if degrees := _DEGREES.match(text, end):
        scale = degrees["scale"]
        return (HEAT[scale[0].lower()] if scale else "degree"), degrees.end()
    if letter := _LETTER.match(text, end):
        return (HEAT[letter["scale"].lower()] if letter["scale"] else "second"), letter.end()
    if speed := _SPEED.match(text, end):
        return _SPEEDS[speed["unit"][0].lower()], speed.end()
    found = _BEHIND.match(text, end)
    if not found:
        return None
    written = re.sub(r"[\s-]", "", found["unit"].lower())
    power = found["power"] or found["raised"]
    unit = _UNIT.get(written) or (_SHORT.get(written) if power else None)
    if not unit:
        return None
    if found["sea"]:
        unit = f"nautical {unit}"
    elif power and unit in LENGTHS:
        unit = f"{'cubic' if power[0] in 'cC' or power[-1] in '³3' else 'square'} {unit}"
    return unit, found.end()


def per_behind(text: str, end: int) -> str:
    """The time that an amount which ends at ``end`` is counted in: "hour" for "an hour", "day" for "daily"; empty if none stands there."""
    found = _PER.match(text, end)
    if not found:
        return ""
    every = (found["one"] or found["every"]).lower()
    return _EVERY.get(every, every)
