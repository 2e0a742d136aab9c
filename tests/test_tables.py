"""Tables and fact boxes: the row and the column that a question names answer it, and no neighbouring row does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import Answer, Pincite
from qa.answering.cells import MOST_ROWS, cells, may_be_cut, rows_around
from qa.answering.tables import asked_cell, compared_cells, extreme_cell, of_another_row, within_cell
from qa.types import Passage
from tests.helpers import make_folder, passage_of

PIPED = (
    "Results (2020 in brackets)\nParty | Votes | Seats\nCivic Union | 38.2% (27.9%) | 52 (38)\n"
    "Social Democrats | 29.7% (41.3%) | 41 (56)\nGreen Left | 12.4% (9.0%) | 17 (12)\n\nTurnout was 63.4 per cent.\n"
)
MARKDOWN = "| Ship | Built | Crew |\n|---|:--:|---|\n| **Aurora** | 1998 | 212 |\n| Borealis | 2011 | 90 |\n"
LEAGUE = (
    "Final table\nPos Club P W D L Pts\n1 Velika United 30 21 5 4 68\n2 Salin 30 18 7 5 61\n...\n15 Jezero 30 5 6 19 21\n"
    "16 Polje City 30 3 8 19 17 (relegated)\n"
)
BOX = (
    "Fact box: Tolland Bridge\n\nOpened: 6 June 1931, by the Duchess of York\nDesigner: Sir Edmund Raikes\nLength: 412 metres\n"
    "Main span: 215 metres\nHangers: 40\nOwner: Wexshire County Council\n\nClosures\n2009: eleven days, after a barge struck a pier\n"
    "2024: eight weeks, for the replacement of four hangers\n"
)
WAITS = (
    "| Hospital | Seen within 4 hours | Waiting | Longest wait (weeks) | Beds |\n|---|---|---|---|---|\n"
    "| St Brannoc's | 58% | 7,900 | 83 | 640 |\n| Holm Royal | 71% | 6,100 | 64 | 815 |\n| Carrick General | 66% | 3,250 | 71 | 640 |\n"
)
VOYAGES = "| | 2024 | 2025 |\n|---|---|---|\n| Leader | Sunniva Eide | Callum Strachan |\n| Cost (million kroner) | 22 | 34 |\n"
LANDINGS = (
    "| Port | Boats | Landings 2022 (tonnes) | Value (£ million) | 2021 (%) |\n|---|--:|--:|--:|--:|\n| Skellan | 64 | 7,900 | 21.4 | 12 |\n"
    "| Drumness | 38 | 3,100 | 15.2 | 14 |\n"
)
PASSED = (
    "| School | Pupils | Passed English and maths, 2023 (%) | 2022 (%) |\n|---|---:|---:|---:|\n"
    "| St Oswin's | 870 | 74 | 76 |\n| Tarrant School | 640 | 71 | 73 |\n"
)
FLIGHTS = (
    "Airline | Flights | On time (%) | Cancelled\nSundrop | 9,300 | 69 | 204\nZephyra | 3,210 | 63 | 188\nFjordlink | 1,905 | 85 | 12\n\n"
    "Zephyra flies from Corvo.\n"
)
LEVELS = (
    "| Reservoir | Capacity (million m³) | % full, 1 Aug 2024 | % full, 1 Aug 2023 |\n|---|---|---|---|\n| Velling | 18.6 | 66 | 84 |\n"
    "| Pell | 6.4 | 49 | 73 |\n"
)
VOTES = (
    "How the largest shareholders voted\nHollis Grange, 14.6 per cent: for\nFjordkapital, 6.0 per cent: against\n"
    "Teachers' Mutual, 4.4 per cent: for\n"
)


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        (PIPED, "How many seats did the Green Left win?", "17"),
        (PIPED, "What share of the vote did the Social Democrats get?", "29.7%"),
        (PIPED, "How many seats did the Farmers win?", None),
        (PIPED, "How many members has the Green Left?", None),
        (MARKDOWN, "When was the Aurora built?", "1998"),
        (MARKDOWN, "How large is the crew of the Borealis?", "90"),
        (PIPED.replace(" | ", "\t"), "How many seats did the Green Left win?", "17"),
        (WAITS, "How many beds does St Brannoc's have in total?", "640"),
        (VOYAGES, "How much will the 2025 expedition cost?", "34"),
        (VOYAGES, "Who was the leader in 2024?", "Sunniva Eide"),
        (LANDINGS, "What was the value of Drumness's landings in 2022?", "15.2"),
        (PASSED, "What percentage passed English and maths at Tarrant School in 2022?", "73"),
        (PASSED, "What percentage passed English and maths at Tarrant School in 2023?", "71"),
        (LANDINGS, "How much did Drumness land in 2022?", "3,100"),
        (FLIGHTS, "How many flights did Zephyra cancel?", "188"),
        (FLIGHTS, "How many flights were there at Zephyra?", "3,210"),
        (LEVELS, "How full was Pell in August 2023?", "73"),
        (LEVELS, "How full was Pell in August 2024?", "49"),
        (LEVELS, "How full is Pell?", "49"),
        (LEVELS, "How full was Pell in 2019?", None),
        (LEAGUE, "How many points did Salin get?", "61"),
        (LEAGUE, "How many games did Velika United lose?", "4"),
        (LEAGUE, "How many points did Polje City finish with?", "17"),
        (BOX, "Who owns Tolland Bridge?", "Wexshire County Council"),
        (BOX, "Who designed Tolland Bridge?", "Sir Edmund Raikes"),
        (BOX, "How long is Tolland Bridge?", "412 metres"),
        (BOX, "How long is the main span of Tolland Bridge?", "215 metres"),
        (BOX, "Who owns the Swan Inn?", None),
        (BOX, "How many hangers were replaced in 2009?", None),
        (VOTES, "How did Fjordkapital vote?", "against"),
        (VOTES, "Why did Fjordkapital sell its shares?", None),
    ],
)
def test_the_cell_that_a_question_names(text: str, question: str, answer: str | None) -> None:
    cell = asked_cell(question, passage_of(text))
    assert (text[slice(*cell.place)] if cell else None) == answer


@pytest.mark.parametrize(
    ("text", "question", "row"),
    [
        (WAITS, "Which hospital has the longest wait?", "St Brannoc's"),
        (WAITS, "Which hospital has the most beds?", "Holm Royal"),
        (WAITS, "Which hospital has the fewest beds?", None),
        (WAITS, "Which hospital has the most nurses?", None),
        (WAITS, "Which town has the most beds?", None),
        (WAITS, "Which hospital has beds?", None),
        (LANDINGS, "Which port landed the most fish in 2022?", "Skellan"),
        (LEAGUE, "Which club has the most points?", "Velika United"),
        (LEVELS, "Which reservoir is the biggest?", "Velling"),
        (LEVELS, "Which reservoir is the smallest?", "Pell"),
        (LEVELS, "Which reservoir has the biggest dam?", None),
        (WAITS + " ".join(["nothing"] * 20), "Which hospital has the most beds?", "Holm Royal"),
    ],
)
def test_which_row_has_the_most(text: str, question: str, row: str | None) -> None:
    cell = extreme_cell(question, passage_of(text))
    assert (cell.label if cell else None) == row


@pytest.mark.parametrize(
    ("question", "offered", "more", "rows"),
    [
        ("Which has more beds, Holm Royal or St Brannoc's?", ("Holm Royal", "St Brannoc's"), True, ["Holm Royal", "St Brannoc's"]),
        ("Which has fewer beds, Holm Royal or St Brannoc's?", ("Holm Royal", "St Brannoc's"), False, ["St Brannoc's", "Holm Royal"]),
        ("Which has more beds, St Brannoc's or Carrick?", ("St Brannoc's", "Carrick"), True, None),
        ("Which has more beds, Holm Royal or Penrose?", ("Holm Royal", "Penrose"), True, None),
        ("Which has more nurses, Holm Royal or St Brannoc's?", ("Holm Royal", "St Brannoc's"), True, None),
    ],
    ids=["more", "fewer", "equal", "no-row", "no-column"],
)  # fmt: skip
def test_two_rows_are_compared(question: str, offered: tuple[str, str], more: bool, rows: list[str] | None) -> None:
    pair = compared_cells(question, passage_of(WAITS), offered, more)
    assert ([cell.label for cell in pair] if pair else None) == rows


def test_an_answer_is_one_cell_of_a_row() -> None:
    passage = passage_of(WAITS, start=5)
    at = 5 + WAITS.index("6,100 | 64")
    assert within_cell(passage, (at, at + 10)) == (at, at + 5)
    assert within_cell(passage, (at, at + 5)) == (at, at + 5)


@pytest.mark.parametrize(
    ("question", "other"), [("Which airline was most punctual?", True), ("Where does Zephyra fly from?", False)]
)
def test_what_is_beside_a_table_is_none_of_its_rows(question: str, other: bool) -> None:
    at = FLIGHTS.index("Corvo")
    assert of_another_row(question, passage_of(FLIGHTS), (at, at + 5)) is other


@pytest.mark.parametrize("place", ["Hospital", "Holm Royal"])
def test_heads_and_single_rows_do_not_tell_which_is_the_most(place: str) -> None:
    at = WAITS.index(place)
    assert of_another_row("Which hospital has the most nurses?", passage_of(WAITS), (at, at + len(place)))


@pytest.mark.parametrize(
    "text",
    [
        "Lee: The price was fair?\nKoh: It was not.\n\nNobody laughed.\n",
        "The mayor said: nobody knows.\nShe left at 9.30 that night.\n",
        "Salin beat Rudar 2 1 on Sunday.\nRudar lost 3 0 on Monday.\n",
        "One line: only.\n",
        "a | b\n",
    ],
)
def test_what_is_no_table(text: str) -> None:
    assert not [cell for cell in cells(passage_of(text)) if asked_cell("What did Lee say?", passage_of(text))]


@pytest.mark.parametrize(
    ("question", "place", "other"),
    [
        ("How many hangers were replaced in 2009?", "four hangers", True),
        ("How many hangers were replaced in 2024?", "four hangers", False),
        ("How long is Tolland Bridge?", "215 metres", True),
        ("How long is Tolland Bridge?", "412 metres", False),
        ("How tall is the lighthouse?", "412 metres", False),
    ],
)
def test_a_row_of_something_else(question: str, place: str, other: bool) -> None:
    at = BOX.index(place)
    assert of_another_row(question, passage_of(BOX), (at, at + len(place))) is other


@given(st.text(alphabet=st.sampled_from("aB1 9|:\t\n-.,()*é2"), max_size=200))
def test_every_cell_stands_in_its_row(text: str) -> None:
    for cell in cells(passage_of(text, start=7)):
        assert 7 <= cell.row[0] <= cell.place[0] < cell.place[1] <= cell.row[1] <= len(text) + 7
        said = text[cell.place[0] - 7 : cell.place[1] - 7]
        assert said.strip() == said and text[cell.name[0] - 7 : cell.name[1] - 7] in cell.label + " "


def pieces_of(text: str, cuts: Iterable[int]) -> list[Passage]:
    """Passages that partition a text, each with the rows of a table that was cut."""
    edges = [0, *cuts, len(text)]
    return [
        replace(passage_of(text[start:end], start=start), rows=rows_around(text, start, end))
        for start, end in pairwise(edges)
    ]


@pytest.mark.parametrize(
    ("table", "question", "answer"),
    [
        (WAITS, "How many beds does Carrick General have?", "640"),
        (LEAGUE.replace("...\n", ""), "How many points did Polje City finish with?", "17"),
    ],
)
def test_a_row_that_was_cut_off_from_its_head(table: str, question: str, answer: str) -> None:
    text = f"All was well.\n\n{table}\nNobody knows why.\n"
    last = max(match.start() for match in re.finditer(r"^(?:\||\d)", text, re.MULTILINE))
    head, rest = pieces_of(text, [last])
    cell = asked_cell(question, rest)
    assert cell and text[slice(*cell.place)] == answer and asked_cell(question, head) is None


def test_the_most_of_a_table_that_was_cut() -> None:
    cuts = [WAITS.index("| Holm"), WAITS.index("| Carrick")]
    most = [extreme_cell("Which hospital has the most beds?", piece) for piece in pieces_of(WAITS, cuts)]
    assert [cell and cell.label for cell in most] == [None, "Holm Royal", None]
    first, middle, last = pieces_of(WAITS, cuts)
    for piece, place, other in ((first, "640", True), (middle, "Holm", False), (last, "640", True)):
        at = piece.start + piece.text.index(place)
        assert of_another_row("Which hospital has the most beds?", piece, (at, at + len(place))) is other


@given(st.text(alphabet=st.sampled_from("aB1 9|\t\n-."), max_size=120), st.data())
def test_the_rows_around_a_passage_are_its_articles(text: str, data: st.DataObject) -> None:
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    before, behind = rows_around(text, start, end)
    assert text[:start].endswith(before) and text[end:].startswith(behind)
    if before or behind:
        assert may_be_cut(text[start:end])


@pytest.mark.parametrize(("rows", "answer"), [(700, "77"), (MOST_ROWS + 9, None)])
def test_a_table_of_many_rows_is_read_whole_or_not_at_all(rows: int, answer: str | None) -> None:
    text = "Parish | Mayor | Houses\n" + "".join(f"Holm{n}ton | Ann Lee{n} | {n + 7}\n" for n in range(rows))
    at = text.index("Holm70ton")
    _, middle, _ = pieces_of(text, [at, text.index("Holm80ton")])
    cell = asked_cell("How many houses are there in Holm70ton?", middle)
    assert (text[slice(*cell.place)] if cell else None) == answer
    assert asked_cell("Who is the mayor of Ann Lee70?", middle) is None


ISLANDS = "Ash Birk Cran Dun Esk Fair Gar Hest Inch Jarl Kirk Lamb Mull Nor Orm Pap Quen Ron Skel Tarn Ulv Vaal Wes Yell".split()
ARTICLES = {
    "election.txt": f"Civic Union wins the election\n\n30 September 2024\n\nThe Civic Union won the election in Kestria.\n\n{PIPED}",
    "bridge.txt": "Tolland Bridge reopens\n\n7 May 2024\n\nCars crossed the bridge on Tuesday. Farida Nasser, who owns a bakery on the "
    f"south bank, said that takings had fallen by a third.\n\n{BOX}",
    "fleet.txt": "The fleet of the islands\n\n3 March 2025\n\nThe council counted every boat of the islands in February.\n\n"
    "| Island | Boats | Crew |\n|---|---|---|\n"
    + "".join(f"| {name}holm | {12 + 3 * i} | {40 + 5 * i} |\n" for i, name in enumerate(ISLANDS)),
    "football.txt": f"Velika United are champions\n\n25 May 2025\n\nVelika United won the league on Sunday.\n\n{LEAGUE}",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Pincite:
    return Pincite.open(make_folder(tmp_path_factory.mktemp("tables") / "articles", ARTICLES))


@pytest.mark.parametrize(
    ("question", "answer", "row"),
    [
        ("How many seats did the Green Left win?", "17", "Party | Votes | Seats … Green Left | 12.4% (9.0%) | 17 (12)"),
        ("Who owns Tolland Bridge?", "Wexshire County Council", "Owner: Wexshire County Council"),
        ("How many points did Salin get?", "61", "Pos Club P W D L Pts … 2 Salin 30 18 7 5 61"),
        ("How many boats does Wesholm have?", "78", "| Island | Boats | Crew | … | Wesholm | 78 | 150 |"),
    ],
)
def test_an_answer_from_a_table_cites_its_row(library: Pincite, question: str, answer: str, row: str) -> None:
    found = library.ask(question)
    assert isinstance(found, Answer) and found.answer == answer
    assert [citation.quote for citation in found.statements[0].citations] == row.split(" … ")[::-1]
    assert found.statements[0].text == row
    assert [found.statements[0].text[slice(*place)] for place in found.statements[0].emphasis] == [answer]


def test_a_comparison_shows_both_rows(library: Pincite) -> None:
    found = library.ask("Which party won more seats, the Green Left or the Social Democrats?")
    assert found.answer == "Social Democrats"
    rows = [statement.text.removeprefix("Party | Votes | Seats … ") for statement in found.statements]
    assert [row.split(" | ")[0] for row in rows] == ["Social Democrats", "Green Left"]
    assert all(len(statement.citations) == 2 for statement in found.statements)


def test_rows_far_apart_are_compared(library: Pincite) -> None:
    found = library.ask("Which has more boats, Ashholm or Yellholm?")
    heads = "| Island | Boats | Crew | … "
    assert [one.text for one in found.statements] == [
        f"{heads}| Yellholm | 81 | 155 |",
        f"{heads}| Ashholm | 12 | 40 |",
    ]


def test_another_years_row_is_no_answer(library: Pincite) -> None:
    found = library.ask("How many hangers were replaced in 2009?")
    assert "four" not in (found.answer or "")
