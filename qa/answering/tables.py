"""Tables and fact boxes: the cell that a question asks for by its row and its column, and the rows that are of something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qa.answering.cells import BRACKET, YEAR, Cell, cells
from qa.answering.matter import of_one_family
from qa.answering.questions import defined_term
from qa.checks.meanings import adds_nothing, keys_of
from qa.checks.words import Word, key_of, words_of
from qa.citing import sliced
from qa.quantities import MONTHS, numbers
from qa.types import Passage, Span

# What the short heads of a table stand for …
_SHORT = {
    "pts": "points", "pos": "position", "pld": "played", "p": "played", "w": "won", "d": "drawn", "l": "lost", "pop": "population",
    "no": "number", "avg": "average", "pct": "percent",
}  # fmt: skip
# … and what a question asks for that says "how long" or "how many live".
_MEANT = {
    "long": "length", "high": "height", "tall": "height", "wide": "width", "deep": "depth", "heavy": "weight", "old": "age",
    "big": "size area capacity", "large": "size area capacity", "far": "distance", "fast": "speed", "live": "population", "people": "population",
}  # fmt: skip
_SUPERLATIVES = {
    "biggest": "big", "largest": "large", "greatest": "large", "smallest": "big", "longest": "long", "shortest": "long", "highest": "high",
    "lowest": "high", "tallest": "tall", "oldest": "old", "youngest": "old", "heaviest": "heavy", "lightest": "heavy",
}  # fmt: skip
_MEANINGS = {key_of(word): frozenset(map(key_of, meant.split())) for word, meant in _MEANT.items()}
# They say nothing of which row or column is meant.
_LIGHT = frozenset(
    map(
        key_of,
        "use have get make number total rate figure amount name call official exact many much current stand be".split(),
    )
)
# "Which hospital has the longest wait?": the largest figure of a column, or the smallest.
_MOST = re.compile(
    r"^\W*(?:(?:and|but)\s+)?(?P<asking>which|what|who)\b(?P<kind>.*?)\b(?:the\s+)?(?:(?P<most>most|highest|longest|largest|biggest|greatest|oldest|heaviest|"
    r"tallest)|(?P<least>fewest|least|lowest|shortest|smallest|youngest|lightest))\b(?P<thing>[^?]*)",
    re.IGNORECASE,
)
# "The biggest", and not "the biggest fleet".
_OF_ITSELF = re.compile(r"\W*(?:$|(?:in|of|at|on|by|among)\b)", re.IGNORECASE)
# "Did Zephyra cancel": what stands behind a name so is what it did.
_AUXILIARIES = frozenset("did does do has have had will is are was were can".split())


@lru_cache(64)
def asked_cell(question: str, passage: Passage) -> Cell | None:
    """The one cell that a question asks for by its row and its column, or by what a fact box about the question's subject calls it;
    None where it asks for none, or for several."""
    if defined_term(question):
        return None
    table = cells(passage)
    if not table:
        return None
    words = words_of(question)
    around = keys_of(passage.text.join(passage.rows))
    boxes = {
        number: keys_of(f"{passage.title or ''}\n{passage.section or ''}\n{line}") for number, line in _above(passage)
    }
    found = [(_matched(cell, words, around if cell.head else boxes[cell.table]), cell) for cell in table]
    best = max((matched for matched, _ in found if matched), default=None)
    sure = [cell for matched, cell in found if matched == best]
    return sure[0] if best and len(sure) == 1 and _inside(sure[0], passage) else None


@lru_cache(64)
def extreme_cell(question: str, passage: Passage) -> Cell | None:
    """The cell of the largest or the smallest figure, where a question asks which row of a table has the most or the least of a column;
    None where two rows have as much."""
    asked = _MOST.match(question)
    if asked is None:
        return None
    thing, kind = words_of(question), words_of(asked["kind"])
    if _OF_ITSELF.match(asked["thing"]):
        thing += words_of(_SUPERLATIVES.get((asked["most"] or asked["least"]).lower(), ""))
    columns: dict[tuple[int, int, str], list[Cell]] = {}
    for cell in cells(passage):
        own, held = _held(cell.kind, kind), _held(cell.head, thing)
        if own and held:
            columns.setdefault((len(held), cell.table, cell.head), []).append(cell)
    # Of "Waiting" and "Longest wait" the longest wait is asked for.
    fullest = max((said for said, _, _ in columns), default=0)
    best = [column for (said, _, _), column in columns.items() if said == fullest]
    if len(best) != 1:
        return None
    (column,) = best
    figures = [numbers(cell.text) for cell in column]
    if not all(len(found) == 1 for found in figures):
        return None
    values = [found[0] for found in figures]
    extreme = max(values) if asked["most"] else min(values)
    cell = column[values.index(extreme)]
    return cell if values.count(extreme) == 1 and _inside(cell, passage) else None


def compared_cells(question: str, passage: Passage, offered: Sequence[str], more: bool) -> tuple[Cell, Cell] | None:
    """The figures of the two rows that a question offers in the column that it names, the larger one first, or the smaller if not
    ``more``; None where a table has not both, or they are equal."""
    asked = words_of(question)
    columns: dict[tuple[int, int, int, str], list[Cell]] = {}
    for cell in cells(passage):
        held = _held(cell.head, asked)
        if held and any(_is_called(cell.label, one) for one in offered):
            early = -min(word.start for word in held)
            columns.setdefault((early, len(held), cell.table, cell.head), []).append(cell)
    best = max(columns, default=None)
    pair = columns[best] if best is not None else []
    figures = [numbers(cell.text) for cell in pair]
    if len(pair) != 2 or not all(len(found) == 1 for found in figures) or figures[0] == figures[1]:
        return None
    one, other = pair
    return (one, other) if (figures[0] > figures[1]) is more else (other, one)


def _is_called(label: str, name: str) -> bool:
    """Whether a row's label and a name may be one's: "St Oswin's" and "St Oswin's School"."""
    one, other = ({word.key for word in words_of(text) if word.content} for text in (label, name))
    return bool(one and other) and (one <= other or other <= one)


def _inside(cell: Cell, passage: Passage) -> bool:
    """Whether a cell stands in the passage itself, not in another one that its table goes on in."""
    return passage.start <= cell.row[0] and cell.row[1] <= passage.end


def asks_for_extreme(question: str) -> bool:
    """Whether a question asks who or what has the most or the least of something, which one row of a table does not tell."""
    return bool(_MOST.match(question))


def heads_over(passage: Passage, place: Span) -> Span | None:
    """The line that says what the columns of the table at ``place`` in the article are; None where that is none."""
    return next((cell.heads for cell in cells(passage) if cell.row[0] <= place[0] < cell.row[1]), None)


def within_cell(passage: Passage, place: Span) -> Span:
    """``place`` in the article, or the first cell of a table that it touches: of "3,250 | 71 | 390" the first figure."""
    touched = [cell for cell in cells(passage) if cell.head and cell.place[0] < place[1] and place[0] < cell.place[1]]
    if len(touched) < 2:
        return place
    return touched[0].place


def of_another_row(question: str, passage: Passage, place: Span) -> bool:
    """Whether ``place`` in the article is in a row of a table that the question does not ask about: another row of it is of the
    thing or the year that the question names."""
    table = cells(passage)
    # What a column is headed with tells nothing of any row.
    if any(cell.heads is not None and cell.heads[0] <= place[0] < cell.heads[1] for cell in table):
        return True
    own = next((cell for cell in table if cell.row[0] <= place[0] < cell.row[1]), None)
    if own is None:
        return _is_of_no_row(question, table, sliced(passage, place))
    most = extreme_cell(question, passage)
    if most is None and asks_for_extreme(question):
        # Which row has the most of it, no row tells by itself.
        return bool(own.head)
    asked = most or asked_cell(question, passage)
    if most is not None and most.table == own.table:
        return most.row != own.row
    if asked is not None and asked.table == own.table:
        return asked.row != own.row or not asked.place[0] <= place[0] < asked.place[1]
    words = words_of(question)
    others = {cell.label for cell in table if cell.table == own.table and cell.row != own.row}
    return not _names(words, own.label) and any(_names(words, label) for label in others)


def _is_of_no_row(question: str, table: Sequence[Cell], answer: str) -> bool:
    """Whether a question asks which of what a table lists has the most, and an answer beside the table is none of these."""
    asked = _MOST.match(question)
    kind = words_of(asked["kind"]) if asked else ()
    labels = {cell.label for cell in table if cell.kind and _held(cell.kind, kind)}
    return bool(labels) and not any(_is_called(label, answer) for label in labels)


def _matched(cell: Cell, words: Sequence[Word], about: frozenset[str]) -> tuple[int, int, int] | None:
    """How early a question of ``words`` names the column of ``cell``, how many of its words name row and column, the more the better,
    and the column's year, where they name both and what is left says nothing else or is what the table is ``about``; None where they do
    not."""
    asked = [word for word in words if word.content or word.key in _MEANINGS or YEAR.fullmatch(word.text)]
    by_head = _held(cell.head, asked) if cell.head else ()
    rest = [word for word in asked if word not in (by_head or ())]
    by_label = _held(cell.label, rest)
    if by_head is None or not by_label or YEAR.fullmatch(cell.label):
        return None
    left = [word for word in rest if word not in by_label]
    # Two words that meet in a cell say which; one may stand in a fact box of something else.
    open_ones = [word for word in left if cell.head == "" or word.capital or YEAR.fullmatch(word.text)]
    if any(
        not (word.key in about or word.key in _LIGHT or word.key in _MEANINGS or adds_nothing(word.key))
        for word in open_ones
    ):
        return None
    # "The value of Drumness's landings" is a value, and of "the flights that Zephyra cancelled" those are asked for that it cancelled.
    early = -min((word.start for word in by_head), default=0)
    years = [int(year) for year in YEAR.findall(cell.head)]
    said = 2 * len(by_head) + 2 * len(by_label) - any(word.key in _MEANINGS for word in by_label)
    return 1 if _is_done(by_head, by_label, words) else early, said, max(years, default=0)


def _is_done(by_head: Sequence[Word], by_label: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether a question says a column's head as what the row did: "did Zephyra cancel"."""
    first = next(number for number, word in enumerate(words) if word in by_label)
    before = [word.lower for word in words[:first] if word.lower != "the"]
    behind = [word for word in by_head if word.start > by_label[-1].start and not word.text.isdigit()]
    return bool(behind) and bool(before) and before[-1] in _AUXILIARIES


def _held(name: str, asked: Sequence[Word]) -> tuple[Word, ...] | None:
    """The words of a question that say ``name``, all of it but its date; None where they do not, or say another year."""
    found = []
    bare = BRACKET.sub("", name)
    years = set(YEAR.findall(bare))
    if years and (said_years := {word.text for word in asked if YEAR.fullmatch(word.text)}) and not years & said_years:
        return None
    for word in words_of(_SHORT.get(bare.strip(". ").lower(), bare)):
        if word.content:
            month = MONTHS.get(word.lower)
            said = next(
                (one for one in asked if _same(one.key, word.key) or (month and MONTHS.get(one.lower) == month)), None
            )
            dated = word.text.isdigit() or month is not None
            if said is None and not dated:
                return None
            found += [said] if said else []
    return tuple(found) or None


def _same(asked: str, own: str) -> bool:
    """Whether a question's word names what a table's does: "owns" an "owner", "how long" a "length"."""
    doer = own in (asked, f"{asked}er", f"{asked}r", f"{asked}or")
    return doer or own in _MEANINGS.get(asked, ()) or of_one_family(asked, own)


def _names(words: Sequence[Word], label: str) -> bool:
    own = [word.key for word in words_of(label) if word.content or YEAR.fullmatch(word.text)]
    said = [word.key for word in words]
    return bool(own) and any(said[at : at + len(own)] == own for at in range(len(said)))


def _above(passage: Passage) -> Iterator[tuple[int, str]]:
    """The number of each table in a passage, and the line over it: what it is about."""
    seen = set()
    for cell in cells(passage):
        if cell.table not in seen:
            seen.add(cell.table)
            yield cell.table, passage.text[: max(0, cell.row[0] - passage.start)].rstrip().rpartition("\n")[2]
