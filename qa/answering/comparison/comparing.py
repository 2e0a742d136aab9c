"""Which of two has more: each side's own figure, compared, where no sentence says it.

The reader names a side whenever one is spoken of, so that a question which compares is not its to answer: who asks which bank has more
branches is told so by both banks' figures, which are both shown, or by a sentence that compares them. Otherwise nothing is decided.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, product
from typing import NamedTuple

from qa.answering.cells import Cell
from qa.answering.comparison.comparatives import Comparison, comparison, side_told
from qa.answering.comparison.figures import Figure, figures
from qa.answering.comparison.holdings import MONEY
from qa.answering.comparison.owning import is_called, is_one, named
from qa.answering.drafts import MOST_NEAREST, Draft, flat, flat_place, headed, quotable
from qa.answering.tables import compared_cells
from qa.answering.years import of_another_year
from qa.checks.meanings import keys_of
from qa.checks.measures import excludes
from qa.checks.words import key_of, words_of
from qa.citing import Citer, sliced
from qa.reading import AnswerSpan
from qa.types import Citation, Passage, Statement

# What figures decide is shown, whatever the reader makes of the sentences that they stand in: it knows no sums.
DECIDED = 0.5
_PART = re.compile(r"[,;](?!\d)|$")
_GOES_ON = re.compile(r"(?: with)? \d")

Side = list[Figure]


class Place(NamedTuple):
    """Half-open offsets in an article."""

    file: str
    start: int
    end: int


def weighed(question: str, spans: Sequence[AnswerSpan], cite: Citer) -> tuple[Draft | None, Sequence[AnswerSpan]]:
    """What figures decide, where a question asks which of two has more, or that nothing is decided; else ``None``, and those of
    ``spans`` that may answer: all, or those whose sentences make the comparison themselves."""
    compared = comparison(question)
    if compared is None:
        return None, spans
    passages = list({span.passage.id: span.passage for span in spans}.values())
    for passage in passages if compared.offered else ():
        rows = compared_cells(question, passage, compared.offered, compared.more)
        if rows:
            return _of_table(passage, rows, cite), spans
    found = [figure for figure in figures(compared.asked, passages) if _asked_of(question, compared, figure)]
    sides = [_latest(compared, side) for side in _sides(compared, found, passages)]
    telling = [told for span in spans if (told := _told(compared, span))]
    pair = _decided(compared, sides)
    if pair and not any(is_one(span.text, pair[1].owner.name) for span in telling):
        return _draft(pair, spans, cite), spans
    if telling and not pair:
        return None, telling
    closest = [cite(figure.passage, quotable(figure.passage, figure.sentence)) for figure in found]
    return Draft(None, (), (), 0.0, tuple(dict.fromkeys(closest))[:MOST_NEAREST]), spans


def _of_table(passage: Passage, rows: Sequence[Cell], cite: Citer) -> Draft:
    """The label of the first row, and both."""
    statements = []
    for cell in rows:
        citation = cite(passage, cell.row)
        places = tuple(sorted(flat_place(citation, place) for place in (cell.name, cell.place)))
        row = Statement(flat(citation.quote), (citation,), score=DECIDED, emphasis=places)
        statements.append(headed(row, cite(passage, cell.heads)) if cell.heads else row)
    return Draft(flat(rows[0].label), tuple(statements), (), DECIDED)


def _told(compared: Comparison, span: AnswerSpan) -> AnswerSpan | None:
    """The side that a span's sentence says is the one asked for, where it makes the comparison itself."""
    said, start = sliced(span.passage, span.sentence), span.sentence[0]
    place = side_told(compared, said, (span.start - start, span.end - start))
    if place is None:
        return None
    told = replace(span, start=start + place[0], end=start + place[1])
    sides = compared.offered
    # "The cheaper bid" does not tell whose that was.
    telling = any(is_one(told.text, side) for side in sides) if sides else " than " in said or bool(named(told.text))
    return told if telling else None


def _asked_of(question: str, compared: Comparison, figure: Figure) -> bool:
    """Whether a figure is of the years and the matter that are asked about."""
    asked, passage = compared.asked, figure.passage
    if asked.years and figure.years.isdisjoint(asked.years) and figure.years:
        return False
    if of_another_year(question, passage, figure.sentence):
        return False
    text = f"{passage.title or ''} {passage.text}"
    if asked.by == "amount":
        # Of 11,400 people "of whom 7,000 work in Leeds" not all do.
        said = sliced(passage, figure.sentence)
        ends = _PART.search(said, figure.place[1] - figure.sentence[0])
        text = said[: ends.start() if ends else None]
    return compared.matter <= {word.key for word in words_of(text)}


def _sides(compared: Comparison, found: Sequence[Figure], passages: Sequence[Passage]) -> list[Side]:
    """The figures of each side; none where a name may be that of more than one."""
    if compared.offered:
        sides: list[Side] = [[] for _ in compared.offered]
        for figure in found:
            own = [side for side, name in zip(sides, compared.offered, strict=True) if is_one(name, figure.owner.name)]
            if len(own) == 1:
                own[0].append(figure)
        return sides
    told = [(passage, sentence) for passage in passages for sentence in passage.sentences]
    kind = key_of(compared.asked.kind)
    sides = []
    for figure in sorted(found, key=lambda figure: -len(figure.owner.name)):
        owner = figure.owner
        if kind and kind not in MONEY | {owner.called} and not is_called(told, owner.name, kind):
            # A third one may well be of the kind where its article speaks of such.
            if any(kind in keys_of(passage.text) for passage in passages if passage.file == figure.passage.file):
                return []
            continue
        own = [side for side in sides if any(is_one(old.owner.name, owner.name) for old in side)]
        if len(own) > 1:
            return []
        if own:
            own[0].append(figure)
        else:
            sides.append([figure])
    return sides


def _latest(compared: Comparison, side: Side) -> Side:
    """Of a side's figures those of the last year, where none is asked for."""
    last = max((_year(figure) for figure in side), default=0)
    return [figure for figure in side if compared.asked.years or _year(figure) == last]


def _year(figure: Figure) -> int:
    published = figure.passage.date
    return max(figure.years, default=published.year if published else 0)


def _decided(compared: Comparison, sides: Sequence[Side]) -> tuple[Figure, Figure] | None:
    """A figure of the side that is asked for and one of the other, where every two of theirs can be compared and say the same."""
    if len(sides) != 2 or not all(sides) or (not compared.offered and any(map(_counts_others, chain(*sides)))):
        return None
    pairs = list(product(*sides))
    if not all(_comparable(compared, one, other) for one, other in pairs):
        return None
    larger = {one.measure.value > other.measure.value for one, other in pairs}
    if len(larger) > 1:
        return None
    one, other = pairs[0]
    # Of any two people in a folder one is older.
    if not compared.offered and not compared.asked.kind and one.passage.file != other.passage.file:
        return None
    return (one, other) if larger == {compared.more} else (other, one)


def _counts_others(figure: Figure) -> bool:
    """Whether its sentence goes on with others' figures, without a verb: "Rook won 52 seats, Marten 41"."""
    said = sliced(figure.passage, figure.sentence)
    names = [name for name in named(said) if name[0] >= figure.place[1] - figure.sentence[0]]
    return any(_GOES_ON.match(said, name[1]) for name in names)


def _comparable(compared: Comparison, one: Figure, other: Figure) -> bool:
    """Whether two figures are of the same thing and time, and so far apart that one is the larger."""
    if one.beside - compared.matter != other.beside - compared.matter or not excludes(one.measure, other.measure):
        return False
    if compared.asked.by not in ("amount", "price"):
        return True
    if one.years and other.years:
        return not one.years.isdisjoint(other.years)
    first, second = _year(one), _year(other)
    # What has no year is of its article's, and what both have now may be told at a year's turn.
    return not (first and second) or abs(first - second) <= (0 if one.years or other.years else 1)


def _draft(pair: tuple[Figure, Figure], spans: Sequence[AnswerSpan], cite: Citer) -> Draft:
    """The winner's name, and both figures' sentences."""
    winner = pair[0].owner
    cited = [_citations(figure, cite) for figure in pair]
    # One quote may hold the other.
    shown = [one for one in cited if not any(_holds(other[0], one[0]) for other in cited if other[0] != one[0])]
    statements = []
    for citation, *naming in dict.fromkeys(map(tuple, shown)):
        places = (Place(winner.passage.file, *winner.place), *(Place(f.passage.file, *f.place) for f in pair))
        score = max(span.score for span in spans if span.passage.file == citation.file)
        statements.append(
            Statement(
                flat(citation.quote),
                (citation, *naming),
                score=round(max(DECIDED, score), 3),
                emphasis=tuple(sorted(flat_place(citation, (p.start, p.end)) for p in places if _holds(citation, p))),
            )
        )
    return Draft(flat(winner.name), tuple(statements), (), max(statement.score for statement in statements))


def _citations(figure: Figure, cite: Citer) -> list[Citation]:
    """A figure's sentence, and the one that names whose it is, where that is another."""
    own, owner = cite(figure.passage, quotable(figure.passage, figure.sentence)), figure.owner
    if _holds(own, Place(owner.passage.file, *owner.place)):
        return [own]
    return [own, cite(owner.passage, quotable(owner.passage, owner.sentence))]


def _holds(citation: Citation, place: Citation | Place) -> bool:
    return citation.file == place.file and citation.start <= place.start and place.end <= citation.end
