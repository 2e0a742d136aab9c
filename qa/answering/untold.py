"""Which sentences, or parts of them, tell nothing of what happened: what asks, what a correction takes back, date lines and by-lines."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.answering.bylines import in_byline
from qa.citing import sliced
from qa.sources.datelines import in_dateline
from qa.types import Passage, Span

_ASKS = re.compile(r"\?[\"'”’»)\]]*\s*$")
_WRONGLY = r"(?:wrongly|incorrectly|mistakenly|erroneously)"
_VERSION = r"(?:version|edition|post|article|story|headline|caption|editorial|column|bulletin|update)"
_ITEM = rf"(?:{_VERSION}|report|tally|summary|obituary|profile|interview|table|chart|graphic|map)"
_SAYING = r"(?:said|stated|gave|put|reported|named|described|referred|identified|misstated|listed|quoted|called)"
# "An earlier post said that 32,000 homes had lost power"; an earlier report, or what the same one said, may well be right.
_WITHDRAWN = re.compile(
    rf"\b(?:(?:earlier|previous|original) (?:\w+ )?{_VERSION}|our (?:\w+ )?{_ITEM})\b"
    rf"(?: (?:of|on|in|about|published) [^.;]{{1,60}}?)? (?:had )?(?:{_WRONGLY} )?{_SAYING}\b|"
    rf"\bsame {_ITEM} (?:also )?(?:gave|misstated)\b|\b(?:{_WRONGLY} {_SAYING}|{_SAYING} {_WRONGLY})\b|"
    rf"\b(?:was|were) {_WRONGLY} (?:given|captioned|attributed|{_SAYING})",
    re.IGNORECASE,
)
# "…; in fact it is 3,200", "…, when it should have been 3,200", "… has been corrected to 3,200".
_RIGHT = re.compile(
    r"\b(?:in fact|actually|(?:correct|right|actual|true) (?:\w+ )?(?:is|was|are|were)|should (?:have|be|read|say)|"
    r"corrected to|(?:it|he|she|they|this|that) (?:is|was|are|were))\b",
    re.IGNORECASE,
)
# "Not 23", "and not 61,400, as we reported": what it says it is not.
_NOT = re.compile(r"\b(?:not|rather than|instead of)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
# … and that it was said: "not the roughly 1,400 it announced last week", "not the 23 first reported".
_AS_SAID = re.compile(
    r"\W*(?:[a-z]+\s+){0,2}?(?:it|he|she|they|we|first|earlier|originally|previously|initially)\s+"
    r"(?:(?:had|was|were|first|earlier|originally|previously|initially)\s+){0,2}"
    r"(?:announced|reported|said|gave|given|stated|estimated|thought|claimed|feared|put)\b",
    re.IGNORECASE,
)
# "About 1,400" of one article is the "roughly 1,400" of another.
_HEDGE = re.compile(
    r"^(?:(?:about|around|some|nearly|almost|roughly|approximately|more than|over|at least|up to|an estimated)\s+)+",
    re.IGNORECASE,
)
_MISTAKEN = re.compile(
    rf"\b(?:correct(?:ion|ed|s)?|clarification|misprint|miscount|in error|{_WRONGLY})\b", re.IGNORECASE
)


def asks(sentence: str) -> bool:
    """Whether a sentence is a question: a heading that asks, or what the interviewer says."""
    return bool(_ASKS.search(sentence))


@lru_cache(1024)
def withdrawn(sentence: str, place: Span) -> bool:
    """Whether a sentence takes back what stands at ``place`` in it: the 32,000 of "An earlier post said 32,000"."""
    took = _WITHDRAWN.search(sentence)
    if took and place[0] >= took.start():
        right = _RIGHT.search(sentence, took.end())
        if right is None or place[0] < right.start():
            return True
    mistaken = _MISTAKEN.search(sentence) or _AS_SAID.match(sentence, place[1])
    return bool(mistaken and _NOT.search(sentence[: place[0]]))


def takes_back(sentence: str) -> bool:
    """Whether a sentence says that something was reported wrongly; the next one mostly says how it is."""
    return bool(_WITHDRAWN.search(sentence))


def sets_right(passage: Passage, sentence: Span, wrong: str) -> bool:
    """Whether a ``sentence`` of a passage, or the one before it, takes back what is given as ``wrong``, so that this one says how it is."""
    number = passage.sentences.index(sentence) if sentence in passage.sentences else 0
    told = (sliced(passage, place) for place in passage.sentences[max(0, number - 1) : number + 1])
    given = re.compile(rf"(?<!\w){re.escape(_HEDGE.sub('', wrong))}(?!\w)", re.IGNORECASE)
    return any(withdrawn(said, match.span()) for said in told for match in given.finditer(said))


def tells_nothing(passage: Passage, sentence: Span, place: Span, dated: bool = False) -> bool:
    """Whether nothing of what happened is told at ``place``, in a ``sentence`` of a passage, as offsets in the article; ``dated`` says
    that when or by whom the article was written is what is asked."""
    said, inside = sliced(passage, sentence), (place[0] - sentence[0], place[1] - sentence[0])
    if asks(said) or withdrawn(said, inside):
        return True
    return not dated and (in_dateline(said, inside, passage.date) or in_byline(passage, place))
