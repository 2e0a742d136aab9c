"""Whose figures: sentences → the amounts they give of what is compared, each with the name of who it is of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa.answering.comparison.holdings import LEFT_WITH, Asked, holding
from qa.answering.comparison.owning import Owner, owner_of
from qa.answering.untold import asks, withdrawn
from qa.answering.years import years_in
from qa.checks.amounts import Amount, amounts
from qa.checks.measures import Measure, measured
from qa.checks.moments import moments
from qa.checks.words import words_of
from qa.citing import sliced
from qa.types import Kind, Passage, Span

_SUPPOSED = re.compile(r"\b(?:if|unless|whether|would|could|should)\b", re.IGNORECASE)
# What stands behind or before a figure says of which part it is told: "20 branches in Leeds", "At its peak, it had 500".
_TAIL = re.compile(
    r" ?(?:in|at|outside|within|on|for|under|over|across|near|among|that|who|which|without|with|by|from|to|of|before|after|during|until|since|"
    r"when)\b(?P<said>.*?)(?=[,;.:—–]|\b(?:and|but|while|as)\b|$)"
)
_LEAD = re.compile(
    r"(?:In|At|Outside|Within|On|For|Under|Across|Near|Among|Of|Before|After|During|Until|Since|When)\b(?P<said>[^,]*), $"
)
_IN_YEAR = re.compile(r"(?: [a-z-]+){0,3} (?:in|for|during) (?:the year )?(\d{4})\b")
# "Seven and a half years" and "three years and two months" are more than the number that is read.
_AND_MORE = re.compile(r"(?:,? and|-and)[ -][\w-]+[ -](?:half|quarter|days?|weeks?|months?)\b")


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount at ``place``, in ``sentence`` of a passage, as offsets in the article, and whose it is.

    ``beside`` is what else is said of what it is an amount of ("pre-tax"); ``years`` are those it is told of, if any.
    """

    passage: Passage
    sentence: Span
    place: Span
    measure: Measure
    beside: frozenset[str]
    years: frozenset[int]
    owner: Owner


def figures(asked: Asked, passages: Iterable[Passage]) -> Iterator[Figure]:
    """The figures of what is ``asked`` that ``passages`` give of somebody with a name."""
    articles: dict[str, dict[Span, Passage]] = {}
    for passage in passages:
        if passage.kind is Kind.ARTICLE:
            articles.setdefault(passage.file, {}).update(dict.fromkeys(passage.sentences, passage))
    for article in articles.values():
        told = [(article[sentence], sentence) for sentence in sorted(article)]
        for number, (passage, sentence) in enumerate(told):
            text = sliced(passage, sentence)
            if asks(text):
                continue
            bare = _bare(text, passage)
            for amount, subject, beside in _given(asked, text, bare):
                owner = owner_of(told, number, subject, asked.kind)
                measure = _age(amount, passage) if asked.by == "age" else measured(text, amount.span)
                if owner and measure and not withdrawn(text, amount.span):
                    place = sentence[0] + amount.span[0], sentence[0] + amount.span[1]
                    years = _years(text, amount, passage)
                    yield Figure(passage, sentence, place, measure, beside | {amount.per} - {""}, years, owner)


def _age(amount: Amount, passage: Passage) -> Measure:
    """An age as it would be on one day, whenever the article was written; without its date, it is of that article alone."""
    day = passage.date
    value = amount.value - (day.toordinal() / 365.25 if day else 0.0)
    return Measure(value, value, value + 0.99, "age" if day else f"age in {passage.file}")


def _bare(text: str, passage: Passage) -> str:
    """``text`` with blanks for its dates: "£2 billion in 2023" is no share."""
    for moment in moments(text, passage.date):
        start, end = moment.span
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _years(text: str, amount: Amount, passage: Passage) -> frozenset[int]:
    """The years that an amount is told of."""
    behind = _IN_YEAR.match(text, amount.span[1])
    if LEFT_WITH.search(text[: amount.span[0]]):
        return frozenset()
    if behind:
        return frozenset({int(behind[1])})
    last = {m.first.year for m in moments(text, passage.date) if "year" in m.relative and m.first}
    return years_in(text[: amount.span[0]]) or frozenset(last)


def _given(asked: Asked, text: str, bare: str) -> Iterator[tuple[Amount, Span, frozenset[str]]]:
    """The amounts of what is asked, where in ``text`` stands who each is of, and the keys of what else is said of what it is of."""
    for amount in amounts(bare):
        start, end = amount.span
        if amount.unit in ("ordinal", "clock", "of") or _AND_MORE.match(text, end) or _SUPPOSED.search(text[:start]):
            continue
        held = holding(asked, text, amount)
        if held:
            part = _part(asked, bare, amount, held[0]) if asked.by == "amount" else frozenset()
            yield amount, held[0], held[1] | part


def _part(asked: Asked, bare: str, amount: Amount, subject: Span) -> frozenset[str]:
    """What says of which part, place or time a figure is told, apart from a year."""
    end = amount.span[1]
    counted = [word.end for word in words_of(bare) if word.start >= end and word.key in (*amount.nouns, asked.noun)]
    ends = counted[min(len(amount.nouns), len(counted)) - 1] if amount.nouns and counted else end
    found = (_TAIL.match(bare, ends), _LEAD.match(bare[: subject[0]]))
    words = [word for match in found if match for word in words_of(match["said"])]
    return frozenset(word.key for word in words if word.content)
