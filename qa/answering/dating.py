"""The day on the calendar that an answer like "Sunday", "yesterday" or "18 June" means, by its article's date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from qa.answering.fitting import DATED, TO_COME, will_be
from qa.answering.questions import asked_for
from qa.checks.moments import Moment, moments
from qa.checks.words import is_past, words_of
from qa.types import Span, Statement


def days_meant(question: str, statements: Sequence[Statement]) -> Iterator[str]:
    """A note for each date that ``question`` is answered with and that means something only beside its article's date, as far as that
    settles it: "“Sunday” is 1 September 2024 by the date of a.txt"."""
    if asked_for(question) != "time":
        return
    notes: dict[str, None] = {}
    for statement in statements:
        cited = statement.citations[0] if statement.citations else None
        if cited is None or cited.date is None:
            continue
        for moment in moments(statement.text, cited.date):
            said = moment.text.rstrip(".,")
            answers = any(start < moment.span[1] and moment.span[0] < end for start, end in statement.emphasis)
            meant = _meant(moment, statement.text, cited.date) if answers else ""
            if meant and meant.lower() != said.lower():
                notes[f"“{said}” is {meant} by the date of {cited.file}."] = None
    yield from notes


def _meant(moment: Moment, sentence: str, published: date) -> str:
    """The day, month or year that a moment without a year means; empty where that is stated, or not sure."""
    if moment.year is not None:
        return ""
    first, last = moment.first, moment.last
    if moment.weekday is not None and not moment.relative.startswith(("last", "next", "this")):
        ahead = will_be(sentence, moment.span)
        back = not ahead and _has_been(sentence, moment.span)
        if ahead is back:
            return ""
        days = (moment.weekday - published.weekday()) % 7 if ahead else -((published.weekday() - moment.weekday) % 7)
        first = last = published + timedelta(days)
    if first is None or last is None:
        return ""
    if first == last:
        return f"{first.day} {first:%B} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B} {first.year}"
    return str(first.year) if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)) else ""


def _has_been(sentence: str, place: Span) -> bool:
    """Whether the clause at ``place`` is told of the past, and no date is set in it: "the vote was moved to Friday"."""
    words = words_of(sentence)
    clauses = {word.clause for word in words if word.start < place[1] and place[0] < word.end}
    own = [word for word in words if word.clause in clauses]
    set_then = TO_COME.search(sentence[: place[0]]) or any(word.key in DATED for word in own)
    return not set_then and any(map(is_past, own))
