"""What an amount measures: a price is money, a height no depth, a level no change, and a time of day nobody's age."""

from __future__ import annotations

import re

from qa.checks.amounts import Amount
from qa.checks.measures import touched
from qa.checks.units import LENGTHS, is_unit
from qa.checks.words import is_content
from qa.types import Span

_BE = r"(?:is|are|was|were)"
# "How much did the sales rise?" asks for no money, nor does "how much time".
_ASKS_MONEY = re.compile(
    rf"\bhow much (?:money |more |less |rent |tax )?(?:{_BE}|do|does|did|will|would|has|have|had|must|should|can|could)(?:n['’]t)?\b.*"
    r"\b(?:costs?|costing|charg(?:e|es|ed|ing)|pay|pays|paid|paying|earn(?:s|ed|ing)?|fined?|worth|claim(?:s|ed|ing)?|demand(?:s|ed|ing)?|"
    r"bid|owes?|owed|price|fee|fare|salary|rent|tickets?)\b(?! to\b)"
    rf"|\bhow much {_BE} an? (?P<thing>[a-z-]+(?: [a-z-]+)?)(?: (?:in|at|on) (?:the )?[A-Z][^?]*)?\W*$",
    re.IGNORECASE,
)
_CURRENCY = (
    r"(?:dollars?|euros?|pounds?|pence|cents?|kron(?:a|e|er|or|ur)|koruna|crowns?|francs?|yen|yuan|renminbi|won|rupees?|rupiah|ro?u?bles?|pesos?|"
    r"reai?s?|lir[ae]|shekels?|rand|dirhams?|dinars?|riyals?|rials?|zloty(?:s|ch)?|forints?|baht|ringgit|naira|shillings?|marks?|guilders?|"
    r"ducats?|florins?|crores?|lakhs?|bitcoins?|bucks?|quid|dong|taka|leva|lei|hryvnias?|tenge|cedis?|drachmas?|talents?|coins|pieces|"
    r"(?-i:[A-Z]{3}))"
)
_IS_MONEY = re.compile(rf"[$€£¥₹₽]|\b{_CURRENCY}\b|\d(?:p|c|bn|m|k)\b|\bR\d", re.IGNORECASE)
_MONEY_BEHIND = re.compile(
    rf"\s?(?:[a-z-]+\s){{0,2}}?(?:[A-Z][a-z]+\s)?(?:{_CURRENCY}\b|[$€£¥₹₽])|p\b|\s?(?-i:[A-Z]{{3}})\b"
)
_MONEY_BEFORE = re.compile(r"(?:[$€£¥₹₽]|\b[A-Z]{3})\s?$")
_COUNTED = re.compile(
    r"(?P<between>(?:[\s-][a-z]+)*?)[\s-](?P<thing>[a-z]+s|people|men|women|children)\b(?<!times)(?<!plus)(?<!\bless)"
)
_MEASURE = r"(?P<how>tall|high|deep|wide|broad|long|thick|far)"
_HOW = re.compile(
    rf"\bhow {_MEASURE} (?:up |down |off |away |from \S.* |below \S.* )?(?:{_BE}|do|does|did|can|could|will)\b", re.I
)
_LEVEL = re.compile(rf"\bhow (?:tall|high|deep|wide|broad|long|thick|warm|hot|cold) {_BE}\b", re.IGNORECASE)
# Which way a length is measured, by the words behind it and before it.
_WAYS = {
    "deep": r"deep|below|underwater|under\s(?:the\s)?(?:water|ground|sea|surface)|down(?=[.,;:)]|$|\s(?:off|in|at|on|under|below|beneath|there)\b)",
    "high": r"tall|high|above",
    "wide": r"wide|broad|across",
    "long": r"long",
    "thick": r"thick",
    "far": r"away|off|from|(?:north|south|east|west)\w*\sof",
}
_NOUNS = {
    "deep": "depth",
    "high": "height|altitude|elevation",
    "wide": "width|breadth|diameter",
    "long": "length",
    "thick": "thickness",
    "far": "distance",
}
_BEHIND = {
    way: re.compile(rf"[\s-](?:\w+ly\s)?(?:{words}|in\s(?:{_NOUNS[way]}))\b", re.IGNORECASE)
    for way, words in _WAYS.items()
}
_HEDGED = r"(?:(?:of|is|was|at|to|about|around|some|nearly|almost|roughly|up|over|more|than|at\sleast|approximately|just|only)\s)*"
_BEFORE = {
    way: re.compile(rf"\b(?:{nouns})\s(?:of|is|was)\s{_HEDGED}$", re.IGNORECASE) for way, nouns in _NOUNS.items()
}
# What another way of measuring may say as well: water two metres deep is two metres high, and a long walk goes far.
_AS_WELL = {"far": ("long",), "thick": ("deep", "wide"), "deep": ("thick", "far"), "wide": ("thick",)}
_WATER = re.compile(r"\b(?:water|snow|floods?|tides?|waves?|rivers?|level|lake|sea|mud|ice|fly|flew|flying)\b", re.I)
_CHANGED = re.compile(
    rf"\b(?:ris|rose|f[ea]ll|increas|decreas|drop|gr[eo]w|gain|warm|cool|shr[aiu]nk|climb|s[au]nk|widen|deepen|lengthen|rais|lower|chang)\w*"
    rf"(?:\s\w+){{0,2}}\sby\s{_HEDGED}$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b|\b\d{1,2}\s?[ap]\.?m\b", re.IGNORECASE)
_OLD_OR_MANY = re.compile(r"\bhow (?:old|many (?!hours|minutes|seconds))", re.IGNORECASE)


def measures_otherwise(question: str, sentence: str, answer: Span) -> bool:
    """Whether the amount at ``answer`` measures something else than the question asks for, by its unit and the words beside it."""
    if _OLD_OR_MANY.search(question) and _CLOCK.search(sentence[slice(*answer)]):
        return True
    found = touched(sentence, answer)
    return bool(found) and (
        _no_money(question, sentence, answer, found) or all(_other_way(question, sentence, amount) for amount in found)
    )


def _no_money(question: str, sentence: str, answer: Span, found: list[Amount]) -> bool:
    """Whether a sum of money is asked for, and what is there counts or measures: "400 rooms", "2 km"; a share may be one of money."""
    asked = _ASKS_MONEY.search(question)
    if (
        not asked
        or (asked["thing"] and is_unit(asked["thing"].split()[-1]))
        or any(one.unit in ("%", "times") for one in found)
    ):
        return False
    start, end = min(answer[0], found[0].span[0]), max(answer[1], found[-1].span[1])
    if (
        _IS_MONEY.search(sentence[start:end])
        or _MONEY_BEHIND.match(sentence, end)
        or _MONEY_BEFORE.search(sentence[:start])
    ):
        return False
    if any(is_unit(one.unit) or one.unit == "clock" for one in found):
        return True
    counted = _COUNTED.match(sentence, found[-1].span[1])
    return counted is not None and all(is_content(word) for word in counted.group().replace("-", " ").split())


def _other_way(question: str, sentence: str, amount: Amount) -> bool:
    """Whether a length is that of another side, a change or a growth a year, where the question asks for one side's."""
    left, end = sentence[: amount.span[0]], amount.span[1]
    if _LEVEL.search(question) and _CHANGED.search(left):
        return True
    asked = _HOW.search(question)
    # "430 m" is read as millions.
    if not asked or not (amount.unit in LENGTHS or re.fullmatch(r"[\d.,]+\s?m", amount.text)):
        return False
    how = next(way for way, words in _WAYS.items() if re.match(words, asked["how"]) or asked["how"] == way)
    if amount.per and how != "far":
        return True
    own = next((way for way in _WAYS if _BEHIND[way].match(sentence, end) or _BEFORE[way].search(left)), how)
    alike = {own, how} == {"deep", "high"} and asked["how"] != "tall" and _WATER.search(question)
    below = how == "far" and re.search(rf"\b(?:{_WAYS[own]}|up|down)\b", question, re.IGNORECASE)
    return own != how and own not in _AS_WELL.get(how, ()) and not alike and not below
