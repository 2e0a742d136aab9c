"""What a number counts: of "two of the six" those of whom it is said, and not what should be or may come to be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.answering.questions import without_kind
from qa.checks.meanings import adds_nothing, says_as_much
from qa.checks.modality import DUTY, FUTURE, INTENT, LIKELY, POSSIBLE, SCHEDULED, modals
from qa.checks.polarity import BE, negations
from qa.checks.words import Word, is_past, key_of, words_of
from qa.types import Span

# "How many times" counts no things.
_HOW_MANY = re.compile(r"^\W*(?:[\w’'-]+,?\s+){0,8}?how many (?!times\b)\w", re.IGNORECASE)
_NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+|\d+|(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ty[\s-])?(?:one|two|three|four|five|six|seven|eight|nine)|ten|"
    r"eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)"
)
# "Two of the hospital's six lifts"; "four out of five" is a share.
_PART = re.compile(
    rf"(?<![\w.,])(?P<part>{_NUMBER})\s(?:out\s)?of\s(?:(?<!out of )|(?=the\b))(?P<whose>(?:the|its|their|his|her|our|these|those|all)\s"
    rf"|(?:[\w-]+\s){{0,3}}[\w-]+(?:[’']s|s[’'])\s)?(?P<whole>{_NUMBER})"
    r"(?![\w%]|[.,]\d|\s(?:per\s?cent|more|years|months|weeks|days ago|hours ago)\b)",
    re.IGNORECASE,
)
_RELATIVE = frozenset("who whom which that whose".split())
_HELPING = BE | frozenset("has have had do does did will would can could may might must should".split())
# "She is 44, and a nurse": nobody is counted.
_AGED = re.compile(r"\baged\s$", re.IGNORECASE)
_IS = re.compile(r"\b(?:he|she|who)\s(?:is|was|turn(?:s|ed))\s(?:now\s|just\s|only\s)?$", re.IGNORECASE)
_SO_OLD = re.compile(r"[\s-]years?[\s-]old\b")
_ANYBODY = frozenset(map(key_of, "people persons things".split()))
_SAYING = frozenset(map(key_of, "say tell add report state announce believe think".split()))
# "214 species. Eleven of them are new"; what "one of them" is, is an example.
_OF_THEM = re.compile(
    rf"[^.;:!?]*[.;:,!?–—-]\s+(?:(?:and|but|only|just|about|some|at least|of whom|of which)\s)*(?!one\b){_NUMBER}\sof\s(?:them|these|those|which|whom)\b"
    r"(?P<said>[^.;!?]*)",
    re.IGNORECASE,
)
# Asked of what is or was; "have … so far" of nothing that is still to come.
_IS_SO = re.compile(r"\b(?:is|are|was|were|did|has|have|had)\b", re.IGNORECASE)
_SO_FAR = re.compile(
    r"\bhow many\b.*\b(?:has|have)\b.*\b(?!had\b)(?:been|\w+ed|\w+en)\b|\b(?:so far|already|to date|up to now|on duty|currently|right now)\b",
    re.IGNORECASE,
)
_ASKS_AHEAD = re.compile(
    r"\b(?:need|plan|expect|require|want|hope|promis|pledg|propos|announc|predict|order|intend|aim|schedul|risk|going|due|suppose|target|remain|"
    r"left|more)",
    re.IGNORECASE,
)
_INTENDED = frozenset(map(key_of, "plan intend aim propose".split()))
# "85 nurses and cooks" is one subject.
_SAME_SUBJECT = re.compile(r"(?!.*\b(?:but|which|who|that|while|when|as|so)\b)[^,;:()]*")
# How far from a number, in words, what says that it is still to come may stand.
NEAR = 6
_AHEAD = (FUTURE, SCHEDULED, LIKELY, POSSIBLE)


@dataclass(frozen=True, slots=True)
class _Parted:
    """ "Two of the six": both numbers, the keys of what says who the six are, and of what is said of the two."""

    part: Span
    whole: Span
    those: frozenset[str]
    told: frozenset[str]
    denied: bool


def counted(question: str, sentence: str, answer: Span) -> Span:
    """``answer``, or of "two of the six" the other number where that is what the question counts: of "two of the six lifts failed" two
    failed, and there are six lifts."""
    if not _HOW_MANY.search(question):
        return answer
    for found in _PART.finditer(sentence):
        on = [side for side in ("part", "whole") if _touch(found.span(side), answer)]
        if len(on) != 1:
            continue
        parted = _parted(sentence, found)
        if on == ["whole"] and _asks_for_part(question, parted):
            return parted.part
        if on == ["part"] and _asks_for_whole(question, parted):
            return parted.whole
    return answer


def of_them_all(question: str, sentence: str, answer: Span, passage: str) -> bool:
    """Whether ``answer`` counts all, and what the question counts is said only behind it, of "eleven of them"."""
    if not _HOW_MANY.search(question):
        return False
    at = max(0, passage.find(sentence))
    beyond = _OF_THEM.match(passage, at + answer[1])
    if not beyond:
        return False
    told = words_of(passage[at : min(beyond.start("said"), at + len(sentence))])
    behind = frozenset(word.key for word in words_of(beyond["said"]) if word.content)
    own = frozenset(word.key for word in told)
    return any(_tells(key, behind) for key in _asked(question) if not says_as_much(key, own))


def is_an_age(question: str, sentence: str, answer: Span) -> bool:
    """Whether the sentence gives ``answer`` as somebody's age, where the question counts things."""
    counts = _HOW_MANY.search(question) and "how many years" not in question.lower()
    left, right = sentence[: answer[0]], sentence[answer[1] :]
    told = _AGED.search(left) or _SO_OLD.match(right) or (_IS.search(left) and re.match(r"[,.;]|\sand\b", right))
    return bool(counts and told)


def not_so_yet(question: str, sentence: str, answer: Span) -> bool:
    """Whether the question counts what is or was so, and the clause at ``answer`` tells what should be, is meant to be or will be."""
    if (
        not _HOW_MANY.search(question)
        or not _IS_SO.search(question)
        or _ASKS_AHEAD.search(question)
        or modals(question)
    ):
        return False
    words = words_of(sentence)
    place = [i for i, word in enumerate(words) if word.start < answer[1] and answer[0] < word.end]
    if not place:
        return False
    so_far = bool(_SO_FAR.search(question))
    for marker in modals(sentence):
        word = words[marker.place]
        should = marker.kind == DUTY and word.lower in ("should", "ought")
        meant = marker.kind == INTENT and word.key in _INTENDED
        if not (should or meant or (so_far and marker.kind in _AHEAD)):
            continue
        behind = marker.place > place[0]
        if word.clause != words[place[0]].clause and not (
            behind and _SAME_SUBJECT.fullmatch(sentence, answer[1], word.start)
        ):
            continue
        between = words[place[-1] + 1 : marker.place] if behind else words[marker.place + 2 : place[0]]
        # "It has hired 61 and will hire 20": the 61 are there.
        breaks = _HELPING if behind else _HELPING | {"and", "but"}
        if word.lower.endswith("n't") or len(between) > NEAR or any(one.lower in breaks for one in between):
            continue
        if not behind or not any(
            _finite(one) for one in words[: marker.place] if one.clause in (word.clause, words[place[0]].clause)
        ):
            return True
    return False


def _asks_for_part(question: str, parted: _Parted) -> bool:
    rest = _beside(question, parted)
    denied = bool(negations(question))
    # "Failed" is what did not start.
    return denied == parted.denied and (any(_tells(key, parted.told) for key in rest) or (denied and len(rest) == 1))


def _asks_for_whole(question: str, parted: _Parted) -> bool:
    rest = [key for key in _beside(question, parted) if not adds_nothing(key)]
    return bool(_asked(question)) and not rest and not negations(question)


def _beside(question: str, parted: _Parted) -> list[str]:
    """What a question says, as keys, that does not say who the six of "two of the six" are."""
    of_two = parted.told - parted.those
    return [key for key in _asked(question) if key in of_two or not says_as_much(key, parted.those)]


def _asked(question: str) -> list[str]:
    words = words_of(without_kind(question))
    return [word.key for word in words if word.content and word.key not in _ANYBODY]


def _tells(key: str, told: frozenset[str]) -> bool:
    """Whether words with the keys ``told`` say what the one with ``key`` does; what says little must be said as it is."""
    return key in told or (not adds_nothing(key) and says_as_much(key, told))


def _parted(sentence: str, found: re.Match[str]) -> _Parted:
    words = words_of(sentence)
    own = next((word for word in words if word.start <= found.start("whole") < word.end), None)
    number = own.sentence if own else 0
    before = [word for word in words if word.end <= found.start() and word.sentence == number]
    behind = [word for word in words if word.start >= found.end() and word.sentence == number]
    named = next((i for i, word in enumerate(behind) if word.lower in _RELATIVE or _finite(word)), len(behind))
    main = _main(behind, named, any(_finite(word) and word.key not in _SAYING for word in before))
    whose = [*words_of(found["whose"] or ""), *words_of(found["whole"])]
    told = [*before, *behind[main:]]
    saying = sentence[behind[main].start : behind[-1].end] if main < len(behind) else sentence[: found.start()]
    return _Parted(
        found.span("part"),
        found.span("whole"),
        frozenset(word.key for word in (*whose, *behind[:main]) if word.content or word in whose),
        frozenset(word.key for word in told if word.content),
        bool(negations(saying)),
    )


def _main(behind: Sequence[Word], named: int, has_verb: bool) -> int:
    """Where what is said of "two of the six" begins, past what says who the six are: "who voted", "arrested on Monday"."""
    if named == len(behind):
        return named
    starts = [named, *(named + 1 + i for i, pair in enumerate(pairwise(behind[named:])) if _begins_verb(*pair))]
    relative = behind[named].lower in _RELATIVE
    starts = starts[1:] if relative else starts
    helped = behind[named].lower in _HELPING
    if not relative and (helped or (len(starts) == 1 and not has_verb)):
        return named
    if len(starts) < 2:
        return len(behind)
    between = behind[starts[0] : starts[1]]
    return named if not relative and any(word.lower in ("and", "but", "or") for word in between) else starts[1]


def _begins_verb(one: Word, other: Word) -> bool:
    """Whether ``other`` begins a verb that is no part of the one before it: "were found" and "voted backed"."""
    return _finite(other) and (
        one.lower not in _HELPING or (other.lower in _HELPING and not other.lower.startswith("be"))
    )


def _finite(word: Word) -> bool:
    return is_past(word) or word.lower in _HELPING


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
