"""Whose an amount is, by the grammar of its sentence: "Northmoor has 214 branches", "jailed for two years", "£3m from Lumen & Sons".

It is nobody's where the sentence does not say so plainly: what is planned, what rose by it, what was so before ("up from £2m").
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from qa.answering.comparison.owning import is_subject, named, places_of
from qa.answering.names import names_in
from qa.checks.amounts import Amount
from qa.checks.meanings import means_as_much
from qa.checks.words import ALIKE, is_content, is_past, key_of, words_of
from qa.types import Span

_HAVE = (
    "has|have|had|owns?|owned|runs?|ran|operates?|operated|employs?|employed|draws?|drew|attracts?|attracted|welcomed|received|"
    "scored|won"
)
HAVING = frozenset(map(key_of, "has have had owns runs operates employs".split()))
# What is said between a name, its verb and an amount: "(Leeds)", ", the Bristol bank,", "now", "more than".
_APPOSED = r"(?: ?\([^()]*\)|, (?:the|an?|its|his|her|their|who is|which is|aged?|\d+)\b[^,;]{0,60},|,)?"
_STILL = r" (?:(?:now|currently|also|already|still|alone|itself|then|only|since) )*"
_NEARLY = (
    r"(?:(?:an?|the|total|of|about|around|some|roughly|nearly|almost|more than|over|less than|under|fewer than|up to|at least|only|"
    r"just|as many as) )*"
)
# How somebody comes by what is measured, is punished, asks a price, and has a size.
_MADE = "has|had|made|makes|posted|posts|reported|recorded|announced|achieved|earned|received|receives|got|gets|paid|won|was given|with"
_JAILED = (
    r"(?:(?:was|has been|had been) )?(?:sentenced to|jailed for|imprisoned for|given|handed)|received|receives|got|gets"
)
_BANNED = r"(?:(?:was|has been|had been) )?(?:banned for|suspended for)"
# What may follow a term: "three years of training" and "three days to leave" are none.
_SERVED = re.compile(
    r"\W*$|[.,;:)]| (?:in (?:prison|jail|custody)|behind bars|for|on|over|after|and|but|imprisonment|of imprisonment|suspended|"
    r"sentence|term|ban|prison|jail|suspension)\b"
)
_SENTENCED = re.compile(r"\bsentenc(?:ed|es|ing) (?:(?:the|his|her|their|an?) )?(?:[a-z-]+ ){0,4}$")
_COSTS = "costs?|charges?|charged|bid|offered|offers|quoted|quotes|asks|asked for|sells for|sold for|is priced at|was priced at"
# How long, tall or heavy something is: by the verb alone, or by what stands behind the amount.
_SIZES = {
    "long": ("stretches(?: for)?|runs for|lasts|lasted", re.compile(r"[ -](?:long|in length)\b")),
    "tall": ("stands|stood", re.compile(r"[ -](?:tall|high|in height)\b")),
    "heavy": ("weighs|weighed", re.compile(r"[ -](?:heavy|in weight)\b")),
}
# "Profit for 2023 came to £5m", "a turnout of 71 per cent"; what "rose by 5 per cent" is not told.
_CAME_TO = re.compile(
    rf"(?: (?:for|in|during) (?:the(?: full)? year(?: to| ending)? ?)?(?:[A-Z][a-z]+ )?(?:\d{{4}})?)?,?"
    rf"(?::| of| is| was| came to| comes to| came in at| stood at| stands at| totall?ed| reached| hit| amounted to|"
    rf" (?:rose|fell|grew|climbed|slipped|dropped|increased|slid|shrank) to) {_NEARLY}"
)
_OF_IT = re.compile(r" (?:in )?(?:[\w-]+ ){0,2}")
LEFT_WITH = re.compile(r"\bleav(?:ing|es) (?:it|them|him|her) with $")
# Behind these words a figure is of something else, or of another day.
_ELSEWHERE = frozenset(
    "will would could may might must should not no never from to that which who whose when if because but while by against as".split()
)
_AGED = re.compile(r"(?:, | \(|,? aged |(?:, who)? (?:is|was|turned)(?: now)? )$")
_AGE_ENDS = re.compile(r"[,.;)]|(?: years)? old\b|$")
_OLD = re.compile(r"-(?:year-)?old (?:[a-z][\w-]* ){0,4}$")
_PAST = frozenset("had owned ran operated employed".split())
_PRESENT = frozenset(map(key_of, "has have owns runs operates employs".split()))
_EXPECTED = frozenset(map(key_of, "expected forecast projected target planned possible potential hoped".split()))
_ENDED = re.compile(r"\W*$|[.,;:)]| (?:in|for|on|at|last|this|and|but|while|as|from|after|before|because)\b")
_OFFER = re.compile(
    r"\b(?:quot\w+|bids?|tenders?|offers?|prices?|estimates?|proposals?|charg\w+|costs?|fares?)\b", re.IGNORECASE
)
_SUMS = frozenset("£ $ € ¥ ₹ ₽ won franc peso lira shekel cent krona".split())
# Money that is no unit to the checks, and is counted as apples are.
_COINS = frozenset(map(key_of, "crowns dinars dirhams rands zlotys forints bahts rials talers ducats".split()))
MONEY = frozenset(
    map(
        key_of,
        "profit revenue turnover sales income earnings money pay salary wage bonus price cost fee fine budget debt loss bid offer "
        "quotation quote tender dividend rent fare compensation funding tax".split(),
    )
)
# Whoever is cheaper may ask a price in any of these words.
_ASKING = frozenset(map(key_of, "is was are were cost charge bid quote ask offer".split()))
_BANS = frozenset(map(key_of, "ban suspension".split()))
TERMS = frozenset(map(key_of, "sentence term jail prison punishment".split())) | _BANS
_EMPLOY, _STAFF = key_of("employ"), frozenset(map(key_of, "people staff employees workers".split()))
_YEARLY = frozenset(map(key_of, "annual total overall full full-year whole own".split()))
OLDEST = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared: ``by`` what (``amount``, ``term``, ``age``, ``price``, ``size``), the ``thing`` in the question's words, the
    key of its ``verb``, the ``kind`` of those who are compared, and of which ``years``."""

    by: str
    thing: str
    verb: str
    kind: str
    years: frozenset[int]

    @property
    def noun(self) -> str:
        """The key of the thing's last word."""
        return key_of(self.thing.split()[-1]) if self.thing else ""


# Where it stands who an amount is of, an empty place where nobody is named, and the keys of what else is said of what it is of.
Holding = tuple[Span, frozenset[str]]


def holding(asked: Asked, text: str, amount: Amount) -> Holding | None:
    """Who an amount of what is ``asked`` is of in ``text``; ``None`` where it is of something else, or not plainly somebody's."""
    match asked.by:
        case "amount":
            return _count_of(asked, text, amount) or _measured_of(asked, text, amount)
        case "term":
            return _term_of(asked, text, amount)
        case "age":
            return _age_of(text, amount)
        case "price":
            return _price_of(asked, text, amount)
        case "size":
            return _size_of(asked, text, amount)
    return None


def _count_of(asked: Asked, text: str, amount: Amount) -> Holding | None:
    """“Northmoor has 5 million customers and 214 branches” of branches; a number that it is left with may be of those named before."""
    start = amount.span[0]
    left = LEFT_WITH.search(text[:start])
    if left and not amount.unit and not amount.nouns and asked.verb in HAVING:
        subject = next(iter(places_of(text[: left.start()])[-1:]), None)
        counted = any(word.key == asked.noun for word in words_of(text[: left.start()]))
        return _found(asked, subject, set()) if subject and counted and is_subject(text, subject) else None
    verb = rf"(?P<verb>{_HAVE}|with)" if asked.verb in HAVING else r"(?:(?:has|have|had) )?(?P<verb>[a-z]+)"
    pattern = re.compile(rf"{_APPOSED}{_STILL}{verb}(?P<rest> .*)")
    for subject in [] if amount.unit else places_of(text[:start]):
        said = pattern.fullmatch(text, subject[1], start)
        if said is None or not is_subject(text, subject) or not _quiet(said["rest"]):
            continue
        own = key_of(said["verb"])
        at = next((i for i, noun in enumerate(amount.nouns) if _means(asked, own, noun)), None)
        if at is not None and (asked.verb in HAVING or asked.verb == own):
            then = ("then",) if asked.verb in _PRESENT and said["verb"] in _PAST else ()
            return _found(asked, subject, {*amount.nouns[:at], *amount.nouns[at + 1 :], *then})
    return None


def _quiet(between: str) -> bool:
    """Whether nothing happens between a verb and the amount that is its object."""
    between = re.sub(rf" {_NEARLY}$", " ", between)
    words = words_of(between)
    return not names_in(between) and not any(is_past(word) or word.lower in ALIKE | _ELSEWHERE for word in words)


def _measured_of(asked: Asked, text: str, amount: Amount) -> Holding | None:
    """“Northmoor made a pre-tax profit of £2bn”, “Northmoor's profit rose to £2bn”; “Profit came to £2bn” names nobody."""
    start, end = amount.span
    if asked.noun in MONEY and not _is_money(amount):
        return None
    for word in words_of(text):
        if word.key != asked.noun:
            continue
        if word.end <= start and _CAME_TO.fullmatch(text, word.end, start):
            first, owned = word.start, rf"{_APPOSED}(?:['’]s? |{_STILL}(?:{_MADE}) {_NEARLY})"
        elif (
            amount.unit
            and end < word.start
            and _OF_IT.fullmatch(text, end, word.start)
            and _ENDED.match(text, word.end)
        ):
            first, owned = start, rf"{_APPOSED}{_STILL}(?:{_MADE}) {_NEARLY}"
        else:
            continue
        between = text[end : word.start].removeprefix(" in") if first == start else ""
        pattern = re.compile(rf"{owned}(?P<beside>(?:[\w-]+ ){{0,2}})")
        for subject in (*places_of(text[:first]), (0, 0)):
            opening = re.compile(r"(?:(?:The|Its|An?) )?(?P<beside>(?:[\w-]+ ){0,2})") if subject == (0, 0) else pattern
            said = opening.fullmatch(text, subject[1], first)
            words = f"{said['beside']}{between}".split() if said else []
            keys = {*map(key_of, words)}
            plain = _EXPECTED.isdisjoint(keys) and all(is_content(one.lower()) for one in words)
            if said and plain and _quiet(" ".join(words).lower()) and is_subject(text, subject):
                return _found(asked, subject, keys)
    return None


def _term_of(asked: Asked, text: str, amount: Amount) -> Holding | None:
    start, end = amount.span
    if amount.unit not in ("day", "week", "month", "year"):
        return None
    pattern = re.compile(rf"{_APPOSED}{_STILL}(?:{_BANNED if asked.noun in _BANS else _JAILED}) {_NEARLY}")
    for subject in places_of(text[:start]) if _SERVED.match(text, end) else ():
        if pattern.fullmatch(text, subject[1], start) and is_subject(text, subject):
            return subject, frozenset()
        to = re.fullmatch(rf"{_APPOSED} to {_NEARLY}", text[subject[1] : start])
        if to and _SENTENCED.search(text[: subject[0]]):
            return subject, frozenset()
    return _measured_of(asked, text, amount)


def _age_of(text: str, amount: Amount) -> Holding | None:
    start, end = amount.span
    if amount.nouns or amount.unit not in ("", "year") or amount.hedge or not 0 < amount.value <= OLDEST:
        return None
    for subject in named(text):
        before, behind = text[subject[1] : start], text[end : subject[0]]
        # The mother of Bo Berg, 70, is as old as that, or he is.
        if text[: subject[0]].endswith(" of "):
            continue
        if subject[1] <= start and _AGED.fullmatch(before) and _AGE_ENDS.match(text, end):
            return subject, frozenset()
        if end <= subject[0] and amount.unit and _OLD.fullmatch(behind):
            return subject, frozenset()
    return None


def _price_of(asked: Asked, text: str, amount: Amount) -> Holding | None:
    start, end = amount.span
    if not _is_money(amount):
        return None
    by = re.compile(r" (?:from|by) (?:the )?")
    pattern = re.compile(rf"{_APPOSED}{_STILL}(?:(?P<asks>{_COSTS})|(?P<verb>[a-z]+)) {_NEARLY}")
    for subject in (*named(text), *places_of(text)):
        if end < subject[0] and by.fullmatch(text, end, subject[0]) and _OFFER.search(text):
            return subject, frozenset(amount.nouns)
        said = pattern.fullmatch(text, subject[1], start) if subject[1] < start else None
        if said and (said["asks"] if asked.verb in _ASKING else key_of(said["verb"] or said["asks"]) == asked.verb):
            return (subject, frozenset(amount.nouns)) if is_subject(text, subject) else None
    return _measured_of(asked, text, amount) if asked.thing else None


def _size_of(asked: Asked, text: str, amount: Amount) -> Holding | None:
    start, end = amount.span
    verbs, behind = _SIZES[asked.thing]
    pattern = re.compile(rf"{_APPOSED}{_STILL}(?:(?P<sized>{verbs})|is|was|measures|measured) {_NEARLY}")
    for subject in places_of(text[:start]):
        said = pattern.fullmatch(text, subject[1], start) if amount.unit else None
        if said and is_subject(text, subject) and (said["sized"] or behind.match(text, end)):
            return subject, frozenset()
    return None


def _found(asked: Asked, subject: Span, keys: AbstractSet[str]) -> Holding | None:
    """Whose it is and what else is said of the thing; nothing where the question says more of it: "young customers"."""
    wanted = {*map(key_of, asked.thing.split())} - {asked.noun}
    return (subject, frozenset(keys - wanted - _YEARLY)) if wanted <= keys else None


def _is_money(amount: Amount) -> bool:
    return amount.unit in _SUMS or (bool(amount.nouns) and amount.nouns[0] in _COINS)


def _means(asked: Asked, verb: str, told: str) -> bool:
    """Whether what is counted is what is asked for: of "people" not all are officers, but all whom a bank employs are its staff."""
    if _EMPLOY in (asked.verb, verb) and {asked.noun, told} <= _STAFF:
        return True
    return asked.noun == told or (means_as_much(asked.noun, told) and means_as_much(told, asked.noun))
