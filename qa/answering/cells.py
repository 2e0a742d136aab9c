"""The cells of the tables and fact boxes in a passage, each with its row and what its column is headed with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

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
# "2022 (%)" is a head as well.
_STARTS_WITH_A_FIGURE = re.compile(r"\W*(?!(?:1[5-9]|20)\d\d\b)\d")
# What is no row of a box, but says what it is of.
_BOX_TITLE = re.compile(
    r"(?:fact ?(?:box|file|sheet)|(?:key )?facts|at a glance|in (?:brief|figures|numbers)|profile)$", re.IGNORECASE
)
BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]$")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
# A box of one line is a sentence with a colon, and a table of one row has nothing beside it.
FEWEST_ROWS, MOST_ROWS = 2, 1_000

Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a table says of one thing, its ``text`` at ``place`` in the article, in the row of ``label``, which stands at ``name``.

    ``head`` is what its column is headed with, in the line of ``heads``, and ``kind`` the head of the labels' own column; both are
    empty in a fact box. ``table`` counts the tables of a passage.
    """

    place: Span
    text: str
    label: str
    name: Span
    row: Span
    table: int
    head: str = ""
    kind: str = ""
    heads: Span | None = None

    def moved(self, by: int) -> Cell:
        """The same cell of a text that begins ``by`` further on."""
        return replace(
            self,
            place=_moved(self.place, by),
            name=_moved(self.name, by),
            row=_moved(self.row, by),
            heads=self.heads and _moved(self.heads, by),
        )


@lru_cache(64)
def cells(passage: Passage) -> tuple[Cell, ...]:
    """All cells of the tables and fact boxes of a passage, in their order, as offsets in its article; those in other passages too, of
    a table that was cut."""
    before, behind = passage.rows
    return tuple(cell.moved(passage.start - len(before)) for cell in _cells(before + passage.text + behind))


def may_be_cut(text: str) -> bool:
    """Whether a passage may begin or end in the midst of a table: its first line or its last is a row of one."""
    lines = text.strip().splitlines()
    return bool(lines) and (_is_row(lines[0]) or _is_row(lines[-1]))


def rows_around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands of a table before ``start`` and from ``end`` on in an article, where ``[start, end)`` begins and ends with a row
    of it; empty where it does not, and where the table has more than :data:`MOST_ROWS`."""
    inside = text[start:end].strip().splitlines() or [""]
    earlier, later = text[:start].splitlines(keepends=True)[::-1], text[end:].splitlines(keepends=True)
    before = list(takewhile(_is_row, earlier[:MOST_ROWS])) if _is_row(inside[0]) else []
    if _COLUMNS.match(inside[0]) and not _SEPARATOR.search(inside[0].strip()):
        # What heads columns without marks looks like any other line.
        before += earlier[len(before) : len(before) + 1]
    behind = list(takewhile(_is_row, later[:MOST_ROWS])) if _is_row(inside[-1]) else []
    if len(before) + len(inside) + len(behind) > MOST_ROWS:
        # Without all of it, the first row would be taken for its heads.
        return "", ""
    return "".join(before[::-1]), "".join(behind)


def _is_row(line: str) -> bool:
    return bool(_SEPARATOR.search(line.strip()) or _COLUMNS.match(line))


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


def _box(lines: Sequence[Line], number: int) -> tuple[int, list[Cell]]:
    """A run of "Owner: …"; how many lines it has, and its cells."""
    rows = list(_while(_PAIR, lines))
    if len(rows) < FEWEST_ROWS or _BOX_TITLE.match(rows[0][1]["label"]):
        return 0, []
    return len(rows), [
        Cell(
            place=_bare(line, match.span("value")),
            text=BRACKET.sub("", match["value"]) or match["value"],
            label=match["label"].split(",")[0].strip(),
            name=_moved(match.span("label"), line[0]),
            row=_whole(line),
            table=number,
        )
        for line, match in rows
    ]


def _columns(lines: Sequence[Line], number: int) -> tuple[int, list[Cell]]:
    """A line of heads and rows of a name with figures under it."""
    if any(map(str.isdigit, lines[0][1])) or lines[0][1].rstrip().endswith((".", "!", "?", ":")):
        return 0, []
    rows = list(_while(_COLUMNS, lines[1:], _RULE))
    heads = lines[0][1].split()
    if len(rows) < FEWEST_ROWS or any(len(match["figures"].split()) >= len(heads) for _, match in rows):
        return 0, []
    made = []
    for line, match in rows:
        figures = list(re.finditer(r"\S+", match["figures"]))
        kind, *own = heads[-len(figures) - 1 :]
        for head, figure in zip(own, figures, strict=True):
            place = _moved(figure.span(), line[0] + match.start("figures"))
            name = _moved(match.span("label"), line[0])
            made.append(
                Cell(place, figure[0], match["label"], name, _whole(line), number, head, kind, _whole(lines[0]))
            )
    return 1 + len(rows), made


def _grid(lines: Sequence[Line], number: int) -> tuple[int, list[Cell]]:
    """Lines of as many cells each, with "|" or tabs between them; the first is that of the heads where none begins with a figure."""
    rows: list[tuple[Line, list[Span]]] = []
    taken = 0
    for line in lines:
        parts = _parted(line[1])
        if not _SEPARATOR.search(line[1]) or (rows and not _RULE.match(line[1]) and len(parts) != len(rows[0][1])):
            break
        taken += 1
        if not _RULE.match(line[1]):
            rows.append((line, parts))
    if len(rows) <= FEWEST_ROWS or len(rows[0][1]) < 2:
        return 0, []
    top, parts = rows[0]
    kind, *heads = _told([top[1][slice(*part)] for part in parts])
    if any(map(_STARTS_WITH_A_FIGURE.match, heads)):
        return 0, []
    return taken, [
        Cell(
            place=_bare(line, part),
            text=BRACKET.sub("", line[1][slice(*part)]) or line[1][slice(*part)],
            label=line[1][slice(*label)],
            name=_bare(line, label),
            row=_whole(line),
            table=number,
            head=head,
            kind=kind,
            heads=_whole(top),
        )
        for line, (label, *places) in rows[1:]
        for head, part in zip(heads, places, strict=True)
        if part[0] < part[1]
    ]


def _told(heads: Sequence[str]) -> Iterator[str]:
    """Heads, where a year alone stands for all of the one before it: of "Passed maths, 2023 | 2022" the second is "Passed maths, 2022"."""
    said = ""
    for head in heads:
        year = BRACKET.sub("", head)
        if YEAR.fullmatch(year) and YEAR.search(said):
            yield YEAR.sub(year, said)
        else:
            said = head
            yield head


def _while(
    pattern: re.Pattern[str], lines: Sequence[Line], between: re.Pattern[str] | None = None
) -> Iterator[tuple[Line, re.Match[str]]]:
    """The lines, from the first on, that a pattern matches; those that are ``between`` are passed over."""
    for line in lines:
        match = pattern.match(line[1])
        if match:
            yield line, match
        elif between is None or not between.match(line[1]):
            return


def _parted(line: str) -> list[Span]:
    """Where the cells of a line stand, without the marks and white space around them."""
    inner = line.strip().strip("|")
    found, at = [], line.index(inner) if inner else 0
    for part in _SEPARATOR.split(inner):
        left = len(part) - len(part.lstrip(" *_"))
        found.append((at + left, at + max(left, len(part.rstrip(" *_")))))
        at += len(part) + 1
    return found


def _bare(line: Line, inside: Span) -> Span:
    """Where a cell stands without what is in brackets behind it: of "17 (12)" the 17."""
    text = line[1][slice(*inside)]
    bare = BRACKET.sub("", text) or text
    return _moved((inside[0], inside[0] + len(bare)), line[0])


def _whole(line: Line) -> Span:
    start, text = line
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def _moved(place: Span, by: int) -> Span:
    return place[0] + by, place[1] + by
