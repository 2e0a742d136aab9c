"""What a terminal shows of an answer, a report or passages: every place exact, nothing that acts on the terminal."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from rich.console import Console, RenderableType

from qa import Answer, Citation, Disagreement, Kind, Passage, Searched, Side, Statement, rendering
from qa.indexing import IndexReport
from qa.types import Status
from vectorstore.doctor import Diagnosis

# One of each kind that acts on a terminal, changes the order of what is read, or hides text.
ACTING = {
    "clipboard": "\x1b]52;c;cm0gLXJm\x07",
    "eight-bit-csi": "\x9b31m",
    "return": "\r",
    "backspace": "\b\b",
    "delete": "\x7f",
    "bidi-override": "\u202e\u2066",
    "zero-width": "\u200b\u200d\ufeff",
    "tag": "\U000e0041\U000e007f",
    "hidden-selector": "\U000e0100",
    "filler": "\u3164",
    "line-separator": "\u2028",
    "surrogate": "\udc80",
    "private-use": "\ue000",
}
ALL = "".join(ACTING.values())
MARKUP = "[red]danger[/red] [link=file:///etc/passwd]x[/link] :warning:"
HOSTILE = f"{MARKUP}{ALL}"


def shown(view: RenderableType, width: int = 1000) -> str:
    """What a colourless terminal of this width shows."""
    stream = io.StringIO()
    Console(file=stream, width=width, highlight=False, color_system=None).print(view)
    return stream.getvalue()


def citation(file: str = "a.txt", **changes: object) -> Citation:
    """A citation of line 3 of ``file``."""
    values: dict[str, object] = {
        "file": file,
        "start": 10,
        "end": 19,
        "quote": "The quote",
        "lines": (3, 3),
        "sha256": "0" * 64,
        **changes,
    }
    return Citation(**values)  # type: ignore[arg-type]


def answer_of(*statements: Statement, **changes: object) -> Answer:
    """An answer made of ``statements``, or none."""
    values: dict[str, object] = {
        "question": "who?",
        "asked": "who?",
        "answered": bool(statements),
        "answer": None,
        "mode": "extractive",
        "statements": statements,
        "searched": Searched(5, 41, 0),
        "seconds": {"total": 0.25},
        **changes,
    }
    return Answer(**values)  # type: ignore[arg-type]


def hostile_passage() -> Passage:
    """A passage that tries to act wherever it is shown."""
    return Passage(
        id=1,
        file=f"{HOSTILE}\n9. forged.txt",
        start=0,
        end=len(HOSTILE),
        text=HOSTILE,
        sentences=((0, len(HOSTILE)),),
        section=HOSTILE,
        kind=Kind.TEASER,
        title=HOSTILE,
        date=None,
        source=HOSTILE,
        sha256="0" * 64,
    )


def hostile_views() -> list[RenderableType]:
    """Every view, each of its texts hostile."""
    place = citation(f"{HOSTILE}\nforged line", quote=HOSTILE, title=HOSTILE)
    report = IndexReport(
        2, 1, 1, 0, 0, 0, 0, 1, 1, 0.1, ((f"{HOSTILE}\nforged line", HOSTILE),), ((HOSTILE, "cp1252"),)
    )
    return [
        rendering.answer(answer_of(Statement(HOSTILE, (place,), 0.9), notes=(f"{HOSTILE} has changed",))),
        rendering.answer(answer_of(nearest=(place,))),
        rendering.passages([hostile_passage()]),
        rendering.report(report),
        rendering.status(Status(HOSTILE, HOSTILE, 1, 1, HOSTILE, {f"{HOSTILE}\nforged line": HOSTILE})),
        rendering.diagnosis(Diagnosis(fatal=f"{HOSTILE}\nforged line")),
        rendering.diagnosis(Diagnosis(broken_offsets=(f"{HOSTILE}\nforged line",))),
    ]


@pytest.mark.parametrize("acting", ACTING.values(), ids=ACTING.keys())
def test_what_acts_is_written_out(acting: str) -> None:
    written = rendering.neutral(f"a{acting}b")
    assert written.isascii() and written.isprintable()
    assert written.startswith("a\\") and written.endswith("b")


@pytest.mark.parametrize(
    "plain",
    [
        "",
        "plain",
        "Café – “quoted” … 北朝鮮 Путин مرحبا",
        "e\u0301 and \U0001f600 and \U0001f1f0\U0001f1f5",
        "[red]x[/]",
    ],
    ids=["empty", "ascii", "scripts", "combining-and-emoji", "markup"],
)
def test_what_only_shows_stays_as_it_is(plain: str) -> None:
    assert rendering.neutral(plain) == plain


@pytest.mark.parametrize("view", range(len(hostile_views())))
def test_no_view_lets_anything_act(view: int) -> None:
    text = shown(hostile_views()[view])
    assert not [hex(ord(letter)) for letter in text if letter != "\n" and not (letter.isprintable())]
    assert "\u3164" not in text and "\U000e0100" not in text
    assert "\\x1b]52;c;" in text
    assert MARKUP in text
    assert not [line for line in text.splitlines() if line.strip().startswith(("forged", "9. forged"))]


def test_json_is_ascii_and_reads_back() -> None:
    value = answer_of(Statement(HOSTILE, (citation(HOSTILE, quote=HOSTILE, title=HOSTILE),), 0.9)).to_dict()
    written = rendering.to_json(value)
    assert written.isascii()
    assert all(letter == "\n" or letter.isprintable() for letter in written)
    assert json.loads(written) == value


def test_an_answer_numbers_its_citations_and_names_their_places() -> None:
    text = shown(
        rendering.answer(
            answer_of(
                Statement("One.", (citation("a.txt"), citation("b.txt", lines=(3, 5))), 0.9, origins=1),
                Statement("Two.", (citation("c.md", title="A title", date=date(2024, 6, 19), kind=Kind.TEASER),), 0.5),
            )
        )
    )
    assert [line.rstrip() for line in text.splitlines()] == [
        "One. [1] [2]",
        "  [1] a.txt, line 3, characters 10–19",
        "  [2] b.txt, lines 3–5, characters 10–19",
        "",
        "Two. [3]",
        "  [3] c.md, line 3, characters 10–19  A title · 2024-06-19  (teaser, not article text)",
        "",
        "Searched 5 articles, 41 passages; 0.25 s.",
    ]


def test_the_short_answer_comes_first_and_what_answers_is_emphasised() -> None:
    statement = Statement("Lavrov came too.", (citation(),), 0.9, origins=2, emphasis=((0, 6),))
    view = rendering.answer(answer_of(statement, answer="Sergei Lavrov"))
    assert shown(view).splitlines()[:3] == ["Sergei Lavrov", "", "Lavrov came too. (2 independent articles) [1]"]
    stream = io.StringIO()
    Console(file=stream, width=200, force_terminal=True, color_system="standard").print(view)
    assert "\x1b[1;4mLavrov\x1b[0m came too." in stream.getvalue()


def test_what_acts_is_written_out_around_the_emphasis_too() -> None:
    text = f"{ALL}Lavrov{ALL}"
    place = (len(ALL), len(ALL) + 6)
    written = shown(rendering.answer(answer_of(Statement(text, (citation(),), 0.9, emphasis=(place,)), answer=ALL)))
    assert "Lavrov" in written
    assert all(letter == "\n" or letter.isprintable() for letter in written)


def test_where_articles_differ_each_side_is_shown_with_its_places() -> None:
    sides = (Side("Vostochny", 2, (citation("4.txt"),)), Side(f"Vladi{ALL}vostok", 1, (citation("3.txt"),)))
    text = shown(rendering.answer(answer_of(disagreements=(Disagreement("where?", sides),))))
    assert "Articles differ: 2 of 3 independent articles say Vostochny, 1 says Vladi" in text
    assert "4.txt, line 3" in text and "3.txt, line 3" in text
    assert all(letter == "\n" or letter.isprintable() for letter in text)


@pytest.mark.parametrize(
    ("origins", "words"),
    [
        ((2, 1), "Articles differ: 2 of 3 independent articles say four weeks, 1 says five weeks."),
        ((1, 2), "Articles differ: 1 of 3 independent articles says four weeks, 2 say five weeks."),
        ((1, 0), "Versions of one article differ: one says four weeks, another five weeks."),
        ((1, 0, 0), "Versions of one article differ: one says four weeks, another five weeks, another six weeks."),
        ((2, 0), "Articles differ: 2 of 2 independent articles say four weeks, another version of one of them says five weeks."),
    ],
    ids=["independent", "fewer", "versions", "three-versions", "one-independent"],
)  # fmt: skip
def test_versions_of_one_article_are_not_called_independent(origins: tuple[int, ...], words: str) -> None:
    said = ("four weeks", "five weeks", "six weeks")
    sides = tuple(Side(answer, count, ()) for answer, count in zip(said, origins, strict=False))
    assert rendering.disagreement_in_words(Disagreement("how long?", sides)) == words


def test_no_answer_says_so_and_what_came_nearest() -> None:
    text = shown(rendering.answer(answer_of(nearest=(citation(),), searched=Searched(5, 41, 2))))
    assert text.startswith("Not in these articles.")
    assert "The quote" in text and "a.txt, line 3" in text
    assert "2 files could not be read" in text


def test_a_long_list_of_unread_files_is_cut_and_says_where_the_rest_is() -> None:
    failed = tuple((f"{n:02}.bin", "not text") for n in range(25))
    text = shown(rendering.report(IndexReport(25, 0, 0, 0, 0, 0, 0, 0, 0, 0.1, failed)))
    assert "25 of 25 files could not be read" in text
    assert "19.bin" in text and "20.bin" not in text
    assert "5 more; `pincite status` lists them all" in text
    whole = shown(rendering.status(Status("f", "i", 0, 0, "e", dict(failed))))
    assert all(file in whole for file, _ in failed)


def test_a_diagnosis_says_what_is_wrong() -> None:
    assert "Sound: every passage finds itself." in shown(rendering.diagnosis(Diagnosis(passages=3)))
    text = shown(rendering.diagnosis(Diagnosis(20, missing=tuple(range(12)), altered=(4,), lost=(5,), stray=2)))
    for part in (
        "12 passages without a vector",
        "9 …",
        "1 passage with a vector not its own",
        "not found by",
        "2 v",
    ):
        assert part in text
    assert "Not sound." in text
