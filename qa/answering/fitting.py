"""Whether what stands at a place in a sentence can be the kind of thing that a question asks for."""

from __future__ import annotations

import re

from qa.answering.ages import is_age
from qa.answering.counting import is_an_age, not_so_yet, of_them_all
from qa.answering.events import of_another_event
from qa.answering.measuring import measures_otherwise
from qa.answering.names import ROLES, UPPER
from qa.answering.questions import NUMBER_WORDS, UNITS, asked_for
from qa.checks.meanings import is_somebody
from qa.checks.modality import FUTURE, INTENT, LIKELY, SCHEDULED, modals
from qa.checks.moments import moments
from qa.checks.names import canonical
from qa.checks.places import COUNTRIES
from qa.checks.polarity import BE
from qa.checks.words import is_past, key_of, words_of
from qa.types import Span

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|(?-i:May)|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    "dec(?:ember)?"
)
_PART = r"\b(?:half|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)\b"
# What an answer of the kind looks like; what is left out may look like anything.
_SHAPES = {
    "percent": re.compile(rf"{NUMBER_WORDS.pattern}|{_PART}|\b(?:most|majority|none|all|nobody)\b", re.IGNORECASE),
    "number": re.compile(
        rf"{NUMBER_WORDS.pattern}|{_PART}|\b(?:zero|none|no|nobody|no one|nothing|couple|pairs?|handful|scores|trillions?|single|once|both|several|"
        r"few(?:er)? \w|less|free|indefinite(?:ly)?|uninhabited|decades?|(?:twin|double|triple|hour|day|week|month|year)-|"
        r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|(?:the )?size of|as far as|through|"
        r"(?:twen|thir|for|fif|six|seven|eigh|nine)ties)\b|"
        rf"\b(?:an?|the whole|the entire|all|more than an?|half an?|about an?) (?:{UNITS}|century|fortnight|life|summer|winter|season)|"
        r"\b(?:until|for life|for ever|forever)\b",
        re.IGNORECASE,
    ),
    # "Kim’s father" and "the minister Anna Lindt" are somebody; "waving Russian flags" and "The" are not.
    "name": re.compile(
        rf"^(?!(?:The|An?|He|She|It|They|His|Her|Its|Their|I|We|My|Our)$)(?:(?:the |an? )?[“\"‘']?[{UPPER}]|.*[{UPPER}][\w’'.-]*[”\"’']?$)",
        re.S,
    ),
    # A score, a sum of money or a share has digits, too.
    "time": re.compile(
        r"\b(?:1[0-9]|20)\d\d(?:s\b|\b(?![\d,.]*\d))|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}[:.]\d\d\b|\b\d{1,2}\s?[ap]\.?m\b|"
        r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b|[’']\d0s\b|\bo[’']clock\b|\b(?:seconds?|minutes?|hours?)\b|days?\b|night|morning|noon|evening|dawn|week|month|year|decade|century|ago\b|season|spring|summer|autumn|fall\b|winter|"
        rf"\b(?:{_MONTHS}|(?:when|while|before|after|during|until|since)(?=\s+\w)|(?:this|that|the same) time|now|"
        r"tomorrow|soon|recently|immediately|easter|christmas|thanksgiving|ramadan|eve|q[1-4]|fy ?\d+|sunset|sunrise|dusk|lunchtime|"
        r"bedtime|age of|(?:start|end|beginning|close|height|middle) of|bce?|ce|ad|middle ages|renaissance|antiquity|earlier|frost|"
        r"halftime|overtime|wars?)\b|\bB\.\s?C\.|^\d{3}$",
        re.IGNORECASE,
    ),
}
# How a letter to a newspaper begins.
_SALUTATION = re.compile(r"(?:Dear )?(?:Sir|Madam|Editor)\s*[,:–—-]+\s*\w*$")
# A day, month or year asked for by its name is no other part of a date.
_PARTS_OF_DATES = (
    (
        re.compile(r"\b(?:what|which) (?:day|date)\b", re.I),
        re.compile(r"days?\b|\b\d{1,2}(?:st|nd|rd|th)?\b|\b(?:tomorrow|eve|easter|christmas|thanksgiving)\b", re.I),
    ),
    (
        re.compile(r"\b(?:what|which) month\b", re.I),
        re.compile(rf"\b(?:{_MONTHS})\b|month", re.I),
    ),
    (re.compile(r"\b(?:what|which) year\b", re.I), re.compile(r"\d{3}|\byear\b|\b(?:bce?|ad)\b", re.I)),
)
_DURATION = re.compile(
    rf"(?:[\w-]+\s+)*(?:{NUMBER_WORDS.pattern})[\w-]*\s+(?:hour|day|week|month|year|decade)s?", re.IGNORECASE
)
_DISTANT = re.compile(r"\b(?:ago|later|earlier|from now)\b", re.IGNORECASE)
# "Allies since the end of the war": an event tells when, behind such a word.
_TIMED = re.compile(r"\b(?:since|after|before|during|until|till|following|upon|ahead of)\s+(?:the\s+)?$", re.IGNORECASE)
# "On Wednesday, four days after a train derailed" does not say on which day it derailed.
_LATER = re.compile(
    r"[,\s–—-]*(?:just |only |nearly |almost |about |some |more than )?[\w-]+ (?:minute|hour|day|week|month|year|decade)s? (?:after|before)\b"
    r"(?P<event>[^.;]*)",
    re.IGNORECASE,
)
# "Metres" count; "metal detectors" and "second homes" are counted.
_HOW_MANY_UNITS = re.compile(rf"\bhow many (?P<unit>{UNITS})(?:(?<=met)(?:re|er))?s\b", re.IGNORECASE)
_UNIT = re.compile(rf"(?<![^\W\d_])(?P<unit>{UNITS})(?:(?<=met)(?:re|er))?s?\b", re.IGNORECASE)
# A unit by its sign or a short form says enough.
_SIGN = re.compile(r"[$€£¥°]|(?<![^\W\d_])(?:km|mi|m|lbs?|mins?|hrs?|secs?|c|f)\b", re.IGNORECASE)
_ENDS = re.compile(r"[.,;:!?()]\s|[.;:!?]$")
_NOT_PLACED = re.compile(
    r"(?<!\bborder )(?<!\bfrontier )(?<!\bboundary )\b(?:with|against|than)\s+(?:the\s+)?$", re.IGNORECASE
)
# "A scientist with ZeroFOX" works there.
_AT_WHICH = re.compile(
    r"^\W*(?:\w+ )?where\b(?!.*\b(?:work|play|teach|serve|study|stud(?:y|ied)|employed|sign)\w*\b)", re.IGNORECASE
)
_PLACED = re.compile(
    r"\b(?:in|at|near|from|to|of|on|outside|inside|into|around|through|towards?|across|for)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# "The director Ann Lee"; "Ann Lee, the firm's new director,".
_FULL_NAME = re.compile(rf"[{UPPER}][\w’'-]+(?:\s[{UPPER}][\w’'.-]*)+")
_TITLED = re.compile(rf"\b(?:{ROLES})\s+$")
_CALLED = re.compile(
    rf",\s+(?:the|an?|its|his|her|their)\s+(?:(?!of\b|for\b|in\b|to\b)[\w’'-]+\s+){{0,3}}?(?:{ROLES})(?=[,.;]|\s(?:of|for|at|who)\b|$)"
)
_WHERE_IN = re.compile(
    r"\b(?i:where|(?:what|which) (?:places?|cit(?:y|ies)|towns?|villages?|parts?|regions?|states?|provinces?)) in "
    r"(?P<where>(?:the )?[A-Z][\w’'. -]*)"
)
_WILL = re.compile(
    r"\b(?:when|(?:what|which) (?:year|month|date|day|time)) (?:will\b|(?:is|are)\b.*\b(?:going|due|expected|scheduled|set|planned) to\b)",
    re.IGNORECASE,
)
# What has been done to a date that is still to come: "the vote was moved to Friday".
DATED = frozenset(
    map(key_of, "move postpone delay push set schedule reschedule fix plan extend adjourn bring slate".split())
)
# "Promised elections in", "called a vote for": what follows is still to come.
TO_COME = re.compile(
    r"\b(?:(?:for|by|until|starting|beginning|effective)|(?:promis|call|pledg|vow|announc)\w+ [^.,;]*\b(?:for|in|on|by))\s+$",
    re.IGNORECASE,
)
# What happened at a time, and not how the time goes on.
_BESIDE_TIME = re.compile(r"\s+(?:of|from|at|in|on|with|by)\s", re.IGNORECASE)
_AHEAD = (FUTURE, SCHEDULED, LIKELY, INTENT)
_GOES_ON = re.compile(
    r"\b(?:of|who|whom|whose|that|which|in|at|on|for|with|to|from|by|against|over|about|as|is|are|was|were|has|have|had|will)\b",
    re.IGNORECASE,
)
# A name, a number or a sum gives no reason, unless it stands where a cause does: "because of Brexit".
_CAUSED = re.compile(
    r"\b(?:because of|due to|owing to|thanks to|caused by|result of|over|after|amid|following|from|by|blamed|blames)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_WHY = re.compile(r"^\W*(?:(?:and|but|so)\s+)?why\b", re.IGNORECASE)
# "The roof fell, slightly injuring two": what came of it is no reason either.
_CAME_OF_IT = re.compile(
    r"\W*(?:(?:\w+ly|also|and|thus|thereby)\s+)*(?:injur|kill|wound|hurt|trapp|crush|caus|leav|forc|send|damag|destroy|block|clos|cutt|bring|"
    r"cost|prompt|trigger|spark|result|lead)ing\b",
    re.IGNORECASE,
)
_NO_REASON = re.compile(rf"\W*(?:(?:the|an?|of|and|[{UPPER}][\w’'.-]*|[$€£]?\d[\d.,:]*%?)\W*)+")
# What holds many countries, or is called like another place: "where in Europe" is in France.
_BROAD = frozenset((
    "europe", "european union", "asia", "africa", "latin america", "south america", "north america", "central america",
    "united kingdom", "united states", "soviet union",
))  # fmt: skip


def fits(question: str, sentence: str, place: Span, passage: str = "") -> bool:
    """Whether what ``sentence`` says at ``place`` can be what ``question`` asks for: a time has a date or a word of time, a name a
    capital, days are no years, an age is that of somebody whom the ``passage`` names, a birth's day is no death's and a depth no height."""
    if of_another_event(question, sentence, place) or measures_otherwise(question, sentence, place):
        return False
    kind = asked_for(question)
    if _WHY.match(question):
        answer, left = sentence[slice(*place)], sentence[: place[0]]
        if _CAME_OF_IT.match(answer) and left.rstrip().endswith((",", "–", "—", "-")):
            return False
        return not _NO_REASON.fullmatch(answer) or bool(_CAUSED.search(left))
    if kind == "time":
        return _is_time(question, sentence, place)
    answer, left, right = sentence[slice(*place)], sentence[: place[0]], sentence[place[1] :]
    if kind in _SHAPES and not (_SHAPES[kind].search(answer) or (kind == "name" and _is_somebody(answer))):
        return False
    if _SALUTATION.match(answer):
        return False
    if kind == "number":
        around = passage or sentence
        if (
            not_so_yet(question, sentence, place)
            or is_an_age(question, sentence, place)
            or of_them_all(question, sentence, place, around)
        ):
            return False
        return _in_unit(question, answer, right) and is_age(question, sentence, place, around)
    if kind != "place":
        return True
    if _AT_WHICH.search(question) and (_NOT_PLACED.search(left) or _is_called_somebody(answer, left, right)):
        return False
    return not _elsewhere(question, answer)


def to_the_time(question: str, sentence: str, place: Span) -> Span:
    """``place`` up to the end of its last date, where a time is asked for and what goes on behind it is none: "9 January" of "9 January of
    pneumonia"."""
    answer = sentence[slice(*place)]
    told = moments(answer) if asked_for(question) == "time" else ()
    behind = answer[told[-1].span[1] :] if told else ""
    if not _BESIDE_TIME.match(behind) or fits(question, behind, (0, len(behind))):
        return place
    return place[0], place[0] + told[-1].span[1]


def _is_somebody(answer: str) -> bool:
    """Whether what has no name means people all the same: "his brother", "the home team"."""
    # "A lawsuit against his brother" is none.
    head = _GOES_ON.split(answer, maxsplit=1)[0]
    return any(is_somebody(word.group()) for word in re.finditer(r"[^\W\d_]+", head))


def _is_time(question: str, sentence: str, place: Span) -> bool:
    answer, left, right = sentence[slice(*place)], sentence[: place[0]], sentence[place[1] :]
    ahead = _WILL.search(question)
    if _DURATION.fullmatch(answer.strip()):
        # "In 24 years" tells how long, unless it is "24 years ago", or "will end in two weeks".
        return bool(_DISTANT.search(f"{answer} {right[:10]}") or (ahead and will_be(sentence, place)))
    shapes = [shape for asked, shape in _PARTS_OF_DATES if asked.search(question)]
    if shapes or not _TIMED.search(left) or _repeats(question, answer):
        shapes.append(_SHAPES["time"])
    if not all(shape.search(answer) for shape in shapes):
        return False
    if (later := _LATER.match(right)) and _repeats(question, later["event"]):
        # "He left on Monday, a month after he had left" says when he left.
        return _repeats(question, left)
    return not (ahead and _was(sentence, place))


def _repeats(question: str, answer: str) -> bool:
    """Whether an event is the one that is asked about: "after the two met" does not tell when they met."""
    asked = {word.key for word in words_of(question)}
    return any(word.content and not word.capital and word.key in asked for word in words_of(answer))


def _in_unit(question: str, answer: str, right: str) -> bool:
    """Whether a number counts what is asked for, where that is a unit: "24 years" are no days."""
    asked = _HOW_MANY_UNITS.search(question)
    if not asked:
        return True
    ended = _ENDS.search(right)
    counted = f"{answer} {right[: ended.start() if ended else None]}"
    units = {unit["unit"].lower() for unit in _UNIT.finditer(counted)}
    return asked["unit"].lower() in units or bool(_SIGN.search(f"{answer}{right[:4]}"))


def _is_called_somebody(answer: str, left: str, right: str) -> bool:
    """Whether the sentence says of a name who that person is: "said Ann Lee, the director"; "in Lund, its mayor" is a place."""
    named = _FULL_NAME.fullmatch(answer) and not _PLACED.search(left)
    return bool(named and (_TITLED.search(left) or _CALLED.match(right)))


def _elsewhere(question: str, answer: str) -> bool:
    """Whether it is another country than the one that is asked about: "where in Russia" is not in Ukraine."""
    asked = _WHERE_IN.search(question)
    if not asked:
        return False
    within = next((part for part in canonical(asked["where"]) if part in COUNTRIES), None)
    own = canonical(answer)
    return within is not None and within not in _BROAD and len(own) == 1 and own[0] in COUNTRIES and own[0] != within


def _was(sentence: str, place: Span) -> bool:
    """Whether the clause at ``place`` tells of what has been, which is no answer to when something will be."""
    if TO_COME.search(sentence[: place[0]]):
        return False
    words = words_of(sentence)
    clauses = _clauses(sentence, place)
    return not will_be(sentence, place) and any(
        word.clause in clauses and is_past(word) and word.lower not in BE and word.key not in DATED for word in words
    )


def will_be(sentence: str, place: Span) -> bool:
    """Whether the clause at ``place`` tells of what is to come."""
    words = words_of(sentence)
    ahead = {words[marker.place].clause for marker in modals(sentence) if marker.kind in _AHEAD}
    return not ahead.isdisjoint(_clauses(sentence, place))


def _clauses(sentence: str, place: Span) -> set[int]:
    return {word.clause for word in words_of(sentence) if word.start < place[1] and place[0] < word.end}
