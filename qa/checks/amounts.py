"""Amounts with their units: "$1.2bn", "two million people", "87 per cent", "the third", "more than 40", "5 to 10 km"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qa.checks.meanings import means_as_much
from qa.checks.units import HEAT, per_behind, percent_behind, unit_behind
from qa.checks.words import LONGEST_TEXT, is_content, key_of
from qa.quantities import SCALES, numbers
from qa.types import Span

_SIGNS = {"$": "$", "us$": "$", "€": "€", "£": "£", "¥": "¥", "₹": "₹", "₽": "₽"}

_NUMBER_WORD = (
    r"zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|trillion"
)
_ORDINAL_WORD = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ORDINALS = {word: value for value, word in enumerate(_ORDINAL_WORD, start=1)}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
_FRACTIONS = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0}
_VAGUE = {"dozens": 24.0, "scores": 40.0, "hundreds": 200.0, "thousands": 2e3, "millions": 2e6, "billions": 2e9}
_VAGUE_TOP = {"dozens": 1e3, "scores": 1e3, "hundreds": 2e3, "thousands": 1e6, "millions": 1e9, "billions": 1e12}

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:[\s-]?(?:hundred|thousand|million|billion|trillion)s?\b|\s?(?:mn|bn|tn|[kmb])\b(?!/))"
_SIGN = r"(?:US\$|[$€£¥₹₽])"
_CARDINAL = rf"(?:{_DIGITS}){_SCALE}?|(?:(?:a|an|half a)\s+)?\b(?:{_NUMBER_WORD})\b(?:(?:(?:(?<=hundred)|(?<=thousand)|(?<=million))\s+and\s+|[\s-]+)(?:{_NUMBER_WORD})\b)*|\b(?:a|half a)\s+dozen\b|\bdozen\b"
_TOP = rf"(?:\s?[-–—]\s?|(?P<of>\s+(?:out\s+)?of\s+(?:the\s+)?|\s+in\s+(?:every\s+)?)|\s+to\s+|\s+and\s+(?=\S))(?P<top>{_SIGN}?\s?(?:{_DIGITS}){_SCALE}?|(?:{_NUMBER_WORD})\b(?:[\s-]+(?:{_NUMBER_WORD})\b)*)"
_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[:.](\d\d))?\s?([ap])\.?\s?m\b\.?|(?<![\d:])(\d{1,2}):(\d\d)(?![\d:])", re.I
)
_AMOUNT = re.compile(
    rf"(?P<sign>{_SIGN}\s?)?(?<![\w.])(?<![\d,]\b)(?<![A-Za-z]-)(?P<low>{_CARDINAL})(?P<suffix>st|nd|rd|th)?(?!(?!(?:[ckm]?m|ft)[23]\b)[^\W\d_]*\d)",
    re.IGNORECASE,
)
# "-5°C", "minus 5 degrees" and "5 degrees below zero"; only of heat: a fall may be said as "down 5%" or as "-5%".
_BELOW = re.compile(r"(?:(?<![\w)])[-−–]|\b(?:minus|negative)\s)$", re.IGNORECASE)
_FROST = re.compile(r"\s(?:[CF]\s)?below\s(?:zero|freezing)\b", re.IGNORECASE)
_RANGE = re.compile(_TOP, re.IGNORECASE)
_ORDINAL = re.compile(rf"\b(?:({'|'.join(_TENS)})-)?\b({'|'.join(_ORDINAL_WORD)})\b(?!\s?-?\s?hand)", re.IGNORECASE)
_FRACTION = re.compile(
    r"\b(?:(?P<n>one|two|three|four|a|an)[\s-])?(?P<part>half|thirds?|quarters?|fifths?|tenths?)\b(?!\s+(?:a|an)\s+(?:million|billion|dozen))",
    re.IGNORECASE,
)
_VAGUE_WORD = re.compile(rf"\b({'|'.join(_VAGUE)})\b(?=\s+(?:of\b|more\b|[a-z]+))", re.IGNORECASE)
_HEDGES = (
    (">=", r"at least|no fewer than|no less than|a minimum of"),
    ("<=", r"up to|at most|as many as|as much as|no more than|a maximum of"),
    (">", r"more than|older than|over|above|in excess of|exceed(?:s|ed|ing)?|upwards of|greater than|surpass(?:ed|es)?"),
    ("<", r"less than|fewer than|younger than|under|nearly|almost|below|close to|just short of"),
    ("~", r"about|around|some|roughly|approximately|an estimated|estimated|circa|or so"),
)  # fmt: skip
_HEDGE = re.compile("|".join(rf"(?P<h{i}>\b(?:{forms}))" for i, (_, forms) in enumerate(_HEDGES)) + r"", re.IGNORECASE)
# An amount that is hedged may be off by this share: "about 90" for 87, "more than 80" for 87.
ROUNDING = 0.1
_SUFFERED = re.compile(
    r"\b(deaths|killings|murders|arrests|injuries|releases|disappearances|births|resignations|dismissals) of\s$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]*\)")
_PLURALS = frozenset("people men women children feet police".split())
# "12 people" may be what a passage calls 12 soldiers; "12 soldiers" is more than 12 people.
_ANYBODY = frozenset(map(key_of, "people persons individuals things items times cases others more".split()))


@dataclass(frozen=True, slots=True)
class Amount:
    """``value`` (to ``top``, of a range) of ``unit`` at ``span``.

    ``unit`` is ``%``, a currency's sign, a measure, ``clock`` (minutes since midnight), ``ordinal`` or empty for a
    count, whose ``nouns`` are then the keys of what is counted; ``per`` is the time that it is counted in ("hour"), if that is said. ``hedge`` is ``>``, ``>=``, ``<``, ``<=``, ``~``, ``vague`` or empty.
    """

    value: float
    unit: str
    span: Span
    text: str
    top: float | None = None
    hedge: str = ""
    nouns: tuple[str, ...] = ()
    per: str = ""


@lru_cache(maxsize=2048)
def amounts(text: str, without: tuple[Span, ...] = ()) -> tuple[Amount, ...]:
    """The amounts of ``text`` in their order, but those inside a span of ``without`` (its dates)."""
    text = text[:LONGEST_TEXT]
    taken = list(without)
    found: list[Amount] = []

    def free(span: Span) -> bool:
        return not any(a < span[1] and span[0] < b for a, b in taken)

    def keep(amount: Amount) -> None:
        taken.append(amount.span)
        found.append(amount)

    for match in _TIME.finditer(text):
        if free(match.span()):
            hour, minute = int(match[1] or match[4]), int(match[2] or match[5] or 0)
            hour = hour % 12 + 12 * (match[3].lower() == "p") if match[3] else hour
            keep(Amount(60.0 * hour + minute, "clock", match.span(), match.group().strip()))
    for match in _FRACTION.finditer(text):
        part = match["part"].lower()
        # "the third" and "third place" are places in an order, "a third" and "two thirds" are shares.
        if (
            not free(match.span())
            or not (match["n"] or part == "half")
            or (part.startswith("half") and _hour(text, match))
        ):
            continue
        if (
            (match["n"] or "").lower() in ("a", "an", "one")
            and part == "quarter"
            and text[match.end() :].startswith((" century", " final"))
        ):
            continue
        times = {"two": 2, "three": 3, "four": 4}.get((match["n"] or "").lower(), 1)
        if times == 1 and part.endswith("s") and part != "half":
            continue
        keep(Amount(times * _FRACTIONS[part.removesuffix("s")], "%", match.span(), match.group()))
    for match in _AMOUNT.finditer(text):
        if free(match.span("low")):
            made = _amount(text, match)
            if made is not None and free(made.span):
                keep(made)
    for match in _ORDINAL.finditer(text):
        if free(match.span()):
            place = float(_TENS.get((match[1] or "").lower(), 0) + _ORDINALS[match[2].lower()])
            keep(Amount(place, "ordinal", match.span(), match.group()))
    for match in _VAGUE_WORD.finditer(text):
        if free(match.span()):
            word = match[1].lower()
            keep(
                Amount(
                    _VAGUE[word], "", match.span(), match.group(), _VAGUE_TOP[word], "vague", _nouns(text, match.end())
                )
            )
    return tuple(sorted(found, key=lambda amount: amount.span))


def _hour(text: str, match: re.Match[str]) -> bool:
    """Whether "half" is no share: "half-hour", "first half", "half past"."""
    return bool(re.match(r"[\s-](?:hour|past|time|century|brother|sister)", text[match.end() :])) or bool(
        re.search(r"\b(?:first|second|other)\s$", text[: match.start()])
    )


def _amount(text: str, match: re.Match[str]) -> Amount | None:
    low = match["low"]
    value = _value(low)
    start, end = match.start(), match.end()
    if value is None:
        # A number that cannot be read agrees with itself only.
        return Amount(0.0, " ".join(low.lower().split()), (start, end), text[start:end])
    sign = _SIGNS.get((match["sign"] or "").strip().lower(), "")
    if match["suffix"]:
        return Amount(value, "ordinal", (start, end), text[start:end])
    top = None
    upper = _RANGE.match(text, end)
    if upper and (
        upper.group().lstrip()[:1] in "-–—"
        or " to " in upper.group()
        or upper["of"]
        or re.search(r"\bbetween\s+\S?$", text[:start], re.I)
    ):
        other = _value(re.sub(rf"^{_SIGN}\s?", "", upper["top"], flags=re.I))
        # "two to three", "$5-10 million": the scale stands once; "2019-20" and "from 10 to 5" are kept as they stand.
        if other is not None:
            scale = re.search(_SCALE + "$", upper["top"], re.I)
            if scale and not re.search(_SCALE + "$", low, re.I):
                value *= _value("1" + scale.group()) or 1.0
            top, end = other, upper.end()
    unit, stop = sign, end
    below = _BELOW.search(text, 0, start)
    behind = percent_behind(text, end) or (None if sign else unit_behind(text, end))
    # "One second" may be one that came second.
    if behind and not (behind[0] == "second" and value == 1):
        unit, stop = behind
    frost = _FROST.match(text, stop)
    if (below or frost) and (unit == "degree" or unit in HEAT.values()):
        value, top = -value, None if top is None else -top
        start, stop = below.start() if below else start, frost.end() if frost else stop
    if low.lower().lstrip() in ("one",) and not unit and top is None and not _counts(text, match):
        return None
    if top is not None and upper and upper["of"] and not unit:
        # "62 of 80", "one in five": a share, that is not turned round.
        return (
            Amount(value, "of", (start, stop), text[start:stop], top)
            if not 1500 <= top <= 2100
            else Amount(value, "", match.span(), low)
        )
    hedge = _hedge(text, start, stop)
    nouns = () if unit else _nouns(text, end)
    if nouns and (counted := _SUFFERED.search(text, max(0, start - 24), start)):
        # "The deaths of three patients" are three deaths.
        nouns = (*nouns, key_of(counted[1]))
    return Amount(value, unit, (start, stop), text[start:stop].strip(), top, hedge, nouns, per_behind(text, stop))


def _counts(text: str, match: re.Match[str]) -> bool:
    """Whether "one" counts: "one of the …", "no one" and "one another" do not."""
    before, after = text[: match.start()], text[match.end() :]
    return not re.search(r"\b(?:no|any|every|some|this|that|the|which|each)[\s-]$", before, re.I) and bool(
        re.match(
            r"[\s-](?!of\b|another\b|day\b|that\b|who\b|which\b|has\b|is\b|was\b|can\b|must\b|would\b)[a-z]", after
        )
    )


def _value(text: str) -> float | None:
    folded = re.sub(
        r"\b(?:an?|half an?)\s+(?=hundred|thousand|million|billion|trillion|dozen)",
        lambda m: "0.5 " if m.group().lower().startswith("half") else "1 ",
        text.strip(),
        flags=re.I,
    )
    folded = re.sub(r"\b1 dozen|\bdozen", "12", folded, flags=re.I)
    folded = re.sub(r"(?<=\d)\s(?=(?:mn|bn|tn|[kmb])\b)", "", folded, flags=re.I).rstrip("s")
    if folded.lower() in SCALES:
        return SCALES[folded.lower()]
    found = numbers(folded)
    return found[0] if len(found) == 1 else None


def _nouns(text: str, end: int) -> tuple[str, ...]:
    """The keys of the words right after a number, to the first plural: "mobile phone users"."""
    found: list[str] = []
    for word in re.findall(r"[\w’'-]+|[^\w\s]", _BRACKETS.sub(" ", text[end : end + 80]))[:5]:
        if not is_content(word.lower()):
            if found or word.lower() not in ("of", "the", "more", "other", "new"):
                break
            continue
        if not word[0].isalpha():
            break
        found.append(key_of(word))
        if word.endswith("s") or word in _PLURALS:
            break
    return tuple(found)


# What may stand between a hedge and its number: "about (US$", "nearly a".
_NOTHING = str.maketrans("", "", " $€£(aUS")


def _hedge(text: str, start: int, end: int) -> str:
    before = text[max(0, start - 24) : start]
    found = [m for m in _HEDGE.finditer(before) if not before[m.end() :].translate(_NOTHING)]
    if found:
        last = found[-1]
        return next(sign for i, (sign, _) in enumerate(_HEDGES) if last[f"h{i}"])
    if re.match(r"\s+(?:\w+\s+)?or (?:more|older|over)\b|\+", text[end:]):
        return ">="
    return "~" if re.match(r"\s+(?:\w+\s+)?or so\b", text[end:]) else ""


def agrees(said: Amount, held: Amount) -> bool:
    """Whether ``held``, in the evidence, bears ``said``: the same value and unit, or as near as a hedge allows."""
    if held.unit == "of" and said.unit == "" and said.top is None:
        return not said.hedge and (_same(said.value, held.value) or _same(said.value, held.top or 0.0))
    if held.unit == "of" and said.unit == "%" and said.top is None and held.top:
        # "One in ten" are 10 percent.
        return said.hedge in ("", "~") and _same(said.value, 100 * held.value / held.top)
    if not same_unit(said, held) or (said.per and held.per and said.per != held.per):
        return False
    if said.hedge == "vague":
        return (held.hedge == "vague" and held.value == said.value) or (
            held.hedge != "vague" and said.value <= held.value < (said.top or held.value + 1)
        )
    if held.hedge == "vague":
        return False
    if _same(said.value, held.value) and _same(said.top or said.value, held.top or held.value):
        if said.hedge == held.hedge or said.hedge == "~" or (not said.hedge and held.hedge == "~"):
            return True
        # "5" and "more than 5" are both at least 5; "5" alone says more than "more than 5" does.
        return len(said.hedge) == 2 and held.hedge in ("", said.hedge[0])
    if held.top is not None or said.top is not None or not said.hedge:
        return False
    gap = said.value - held.value
    within = abs(gap) <= ROUNDING * max(abs(said.value), abs(held.value)) and _rounder(said.value, held.value)
    if said.hedge == "~":
        return within and held.hedge in ("", "~")
    if said.hedge[0] == ">":
        return within and gap < 0 and held.hedge in ("", ">", ">=")
    return within and gap > 0 and held.hedge in ("", "<", "<=")


def shown(amount: Amount) -> str:
    """The amount as a reason shows it, with its hedge."""
    hedge = {">": "more than ", ">=": "at least ", "<": "less than ", "<=": "up to ", "~": "about "}.get(
        amount.hedge, ""
    )
    return hedge + amount.text


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(1.0, abs(one), abs(other))


def _rounder(said: float, held: float) -> bool:
    """Whether one is the other made round: 90 of 87 and 25 of 24, and not 13 of 14."""
    one, other = (f"{value:.12g}".replace(".", "").strip("0") for value in (said, held))
    return len(one) < len(other) or (said % 5 == 0 and held % 5 != 0)


def same_unit(one: Amount, other: Amount) -> bool:
    """Whether two amounts measure alike; an age may stand without its "years", degrees without their scale, and "pounds" weigh
    or are money."""
    if one.unit == other.unit:
        return True
    units = {one.unit, other.unit}
    if units == {"£", "pound_mass"}:
        return not any(amount.text.startswith("£") for amount in (one, other))
    if "degree" in units:
        return not units.isdisjoint(HEAT.values())
    return units == {"", "year"} and not (one.nouns or other.nouns)


def same_noun(said: Amount, held: Amount) -> bool:
    """Whether ``said`` may count what ``held`` counts."""
    if not said.nouns or not held.nouns or {*said.nouns} & {*held.nouns} or {*said.nouns} & _ANYBODY:
        return True
    # "Houses" of "homes": the last noun is what is counted.
    return means_as_much(said.nouns[-1], held.nouns[-1])
