"""Tables and fact boxes: the cell that a question asks for by its row and its column, and the rows that are of something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.answering.matter import of_one_family
from qa.answering.questions import defined_term
from qa.checks.meanings import adds_nothing
from qa.checks.words import Word, key_of, words_of
from qa.types import Passage, Span

# "Owner: Wexshire County Council", in a list or in bold too; what is longer than a line is somebody's reply.
_PAIR = re.compile(
    r"^[ \t]*(?:[-*•–][ \t]+)?[*_]*(?P<label>[^\W_][^:|\t\n?!*_]{0,48}?)[*_]*[ \t]*:[*_]*[ \t]+(?P<value>\S[^\n?]{0,100}?)[ \t]*$"
)
# "2 Salin 30 18 7 5 61": what each number is, only the line over the first row says.
_FIGURE = r"[-+−]?[$€£]?\d[\d.,]*%?"
_COLUMNS = re.compile(
    rf"^[ \t]*(?:\d+[.)]?[ \t]+)?(?P<label>[^\W\d_][^\d|\n:;?]{{0,48}}?)[ \t]+(?P<figures>{_FIGURE}(?:[ \t]+{_FIGURE})+)(?![\w,])"
)
_RULE = re.compile(r"^[\s|:+=.-]*$")
_SEPARATOR = re.compile(r"\||\t")
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]$")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
# A box of one line is a sentence with a colon, and a table of one row has nothing beside it.
FEWEST_ROWS, MOST_ROWS = 2, 200
# What the short heads of a table stand for …
_SHORT = {
    "pts": "points", "pos": "position", "pld": "played", "p": "played", "w": "won", "d": "drawn", "l": "lost", "pop": "population",
    "no": "number", "avg": "average", "pct": "percent",
}  # fmt: skip
# … and what a question asks for that says "how long" or "how many live".
_MEANT = {
    "long": "length", "high": "height", "tall": "height", "wide": "width", "deep": "depth", "heavy": "weight", "old": "age",
    "big": "size area", "large": "size area", "far": "distance", "fast": "speed", "live": "population", "people": "population",
}  # fmt: skip
_MEANINGS = {key_of(word): frozenset(map(key_of, meant.split())) for word, meant in _MEANT.items()}
# What is no row of a box, but says what it is of.
_BOX_TITLE = re.compile(
    r"(?:fact ?(?:box|file|sheet)|(?:key )?facts|at a glance|in (?:brief|figures|numbers)|profile)$", re.IGNORECASE
)
# They say nothing of which row or column is meant.
_LIGHT = frozenset(
    map(
        key_of,
        "use have get make number total rate figure amount name call official exact many much current stand be".split(),
    )
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table says of one thing, at ``place`` in the article: what ``head`` names, in the row of ``label``."""

    head: str
    label: str
    place: Span
    row: Span
    table: int

    @property
    def of_year(self) -> bool:
        """Whether its row is that of a year."""
        return bool(_YEAR.fullmatch(self.label))


def cells(passage: Passage) -> tuple[Cell, ...]:
    """All cells of the tables and fact boxes of a passage, as offsets in its article."""
    moved = passage.start
    return tuple(
        Cell(cell.head, cell.label, _moved(cell.place, moved), _moved(cell.row, moved), cell.table)
        for cell in _cells(passage.text)
    )


def asked_cell(question: str, passage: Passage) -> Cell | None:
    """The one cell that a question asks for by its row and its column, or by what a fact box about the question's subject calls it;
    None where it asks for none, or for several."""
    if defined_term(question):
        return None
    table = cells(passage)
    if not table:
        return None
    asked = [word for word in words_of(question) if word.content or word.key in _MEANINGS or _YEAR.fullmatch(word.text)]
    context = f"{passage.title or ''}\n{passage.section or ''}"
    found = [
        (_matched(cell, asked, f"{context}\n{_above(passage, table, cell)}", passage.text), cell) for cell in table
    ]
    best = max(matched for matched, _ in found)
    sure = [cell for matched, cell in found if matched == best]
    return sure[0] if best and len(sure) == 1 else None


def of_another_row(question: str, passage: Passage, place: Span) -> bool:
    """Whether ``place`` in the article is in a row of a table that the question does not ask about: another row of it is of the
    thing or the year that the question names."""
    table = cells(passage)
    own = next((cell for cell in table if cell.row[0] <= place[0] < cell.row[1]), None)
    if own is None:
        return False
    asked = asked_cell(question, passage)
    if asked is not None and asked.table == own.table:
        return asked.row != own.row or not asked.place[0] <= place[0] < asked.place[1]
    words = words_of(question)
    others = {cell.label for cell in table if cell.table == own.table and cell.row != own.row}
    return not _names(words, own.label) and any(_names(words, label) for label in others)


@lru_cache(256)
def _cells(text: str) -> tuple[Cell, ...]:
    lines = [(match.start(), match.group()) for match in re.finditer(r"[^\n]+", text) if match.group().strip()]
    found: list[Cell] = []
    at = number = 0
    while at < len(lines):
        for block in (_grid, _columns, _box):
            taken, made = block(lines[at : at + MOST_ROWS], number)
            if taken:
                found += made
                number += 1
                at += taken
                break
        else:
            at += 1
    return tuple(found)


def _box(lines: Sequence[tuple[int, str]], number: int) -> tuple[int, list[Cell]]:
    """A run of "Owner: …"; how many lines it has, and its cells."""
    rows = list(_while(_PAIR, lines))
    if rows and _BOX_TITLE.match(rows[0][2]["label"]):
        return 0, []
    if len(rows) < FEWEST_ROWS:
        return 0, []
    return len(rows), [
        Cell(
            "",
            match["label"].split(",")[0].strip(),
            _place(line, start, match.span("value")),
            _whole(line, start),
            number,
        )
        for start, line, match in rows
    ]


def _columns(lines: Sequence[tuple[int, str]], number: int) -> tuple[int, list[Cell]]:
    """A line of heads and rows of a name with figures under it."""
    if any(map(str.isdigit, lines[0][1])) or lines[0][1].rstrip().endswith((".", "!", "?", ":")):
        return 0, []
    matched = list(_while(_COLUMNS, lines[1:], _RULE))
    heads = lines[0][1].split()
    if len(matched) < FEWEST_ROWS or any(len(match["figures"].split()) >= len(heads) for _, _, match in matched):
        return 0, []
    made = []
    for start, line, match in matched:
        figures = list(re.finditer(r"\S+", match["figures"]))
        for head, figure in zip(heads[-len(figures) :], figures, strict=True):
            place = tuple(match.start("figures") + at for at in figure.span())
            made.append(Cell(head, match["label"], (start + place[0], start + place[1]), _whole(line, start), number))
    return 1 + len(matched), made


def _grid(lines: Sequence[tuple[int, str]], number: int) -> tuple[int, list[Cell]]:
    """Lines of as many cells each, with "|" or tabs between them; the first is that of the heads where it has no figures."""
    rows: list[tuple[int, str, list[Span]]] = []
    taken = 0
    for start, line in lines:
        if not _SEPARATOR.search(line):
            break
        taken += 1
        if not _RULE.match(line):
            parts = _parted(line)
            if rows and len(parts) != len(rows[0][2]):
                taken -= 1
                break
            rows.append((start, line, parts))
    if len(rows) <= FEWEST_ROWS or len(rows[0][2]) < 2:
        return 0, []
    start, line, parts = rows[0]
    heads = [line[slice(*part)] for part in parts]
    if any(map(str.isdigit, "".join(heads[1:]))) and not all(_YEAR.fullmatch(head) for head in heads[1:]):
        return 0, []
    return taken, [
        Cell(head, line[slice(*parts[0])], _place(line, start, part), _whole(line, start), number)
        for start, line, parts in rows[1:]
        for head, part in zip(heads[1:], parts[1:], strict=True)
        if part[0] < part[1]
    ]


def _while(
    pattern: re.Pattern[str], lines: Sequence[tuple[int, str]], between: re.Pattern[str] | None = None
) -> Iterator[tuple[int, str, re.Match[str]]]:
    """The lines, from the first on, that a pattern matches; those that are ``between`` are passed over."""
    for start, line in lines:
        match = pattern.match(line)
        if match:
            yield start, line, match
        elif between is None or not between.match(line):
            return


def _parted(line: str) -> list[Span]:
    """Where the cells of a line stand, without the marks and white space around them."""
    inner = line.strip().strip("|")
    first = line.index(inner) if inner else 0
    found, at = [], first
    for part in _SEPARATOR.split(inner):
        left = len(part) - len(part.lstrip(" *_"))
        found.append((at + left, at + max(left, len(part.rstrip(" *_")))))
        at += len(part) + 1
    return found


def _matched(cell: Cell, asked: Sequence[Word], context: str, text: str) -> int:
    """How many of a question's words name the row and the column of ``cell``, where those name both and what is left says nothing else
    or is what the table is about; 0 where they do not."""
    by_head = _held(cell.head, asked) if cell.head else ()
    rest = [word for word in asked if word not in (by_head or ())]
    by_label = _held(cell.label, rest)
    if by_head is None or not by_label or cell.of_year:
        return 0
    left = [word for word in rest if word not in by_label]
    about = {word.key for word in words_of(text if cell.head else context)}
    # Two words that meet in a cell say which; one may stand in a fact box of something else.
    open_ones = [word for word in left if cell.head == "" or word.capital or _YEAR.fullmatch(word.text)]
    if any(
        not (word.key in about or word.key in _LIGHT or word.key in _MEANINGS or adds_nothing(word.key))
        for word in open_ones
    ):
        return 0
    return 2 * len(by_head) + 2 * len(by_label) - any(word.key in _MEANINGS for word in by_label)


def _held(name: str, asked: Sequence[Word]) -> tuple[Word, ...] | None:
    """The words of a question that say ``name``, all of it; None where they do not."""
    found = []
    for word in words_of(_SHORT.get(name.strip(". ").lower(), name)):
        if word.content:
            said = next((one for one in asked if _same(one.key, word.key)), None)
            if said is None:
                return None
            found.append(said)
    return tuple(found) or None


def _same(asked: str, own: str) -> bool:
    """Whether a question's word names what a table's does: "owns" an "owner", "how long" a "length"."""
    doer = own in (asked, f"{asked}er", f"{asked}r", f"{asked}or")
    return doer or own in _MEANINGS.get(asked, ()) or of_one_family(asked, own)


def _names(words: Sequence[Word], label: str) -> bool:
    own = [word.key for word in words_of(label) if word.content or _YEAR.fullmatch(word.text)]
    said = [word.key for word in words]
    return bool(own) and any(said[at : at + len(own)] == own for at in range(len(said)))


def _above(passage: Passage, table: Sequence[Cell], cell: Cell) -> str:
    """The line over a table: what it is about."""
    first = min(one.row[0] for one in table if one.table == cell.table)
    return passage.text[: first - passage.start].rstrip().rpartition("\n")[2]


def _place(line: str, start: int, inside: Span) -> Span:
    """Where a cell stands without what is in brackets behind it: of "17 (12)" the 17."""
    text = line[slice(*inside)]
    bare = _BRACKET.sub("", text) or text
    return start + inside[0], start + inside[0] + len(bare)


def _whole(line: str, start: int) -> Span:
    return start, start + len(line)


def _moved(place: Span, by: int) -> Span:
    return place[0] + by, place[1] + by
