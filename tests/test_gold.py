"""Gold rows: a wrong one is named by line and reason before anything runs; the one that ships is whole and of every kind."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from qa.errors import SettingsError, SourceError
from qa.evaluation import gold
from qa.evaluation.evaluation import gold_file
from qa.evaluation.gold import Gold, Place
from tests.conftest import SEEDS

TEXTS = {"a.txt": "One is one. Two is two. One is one."}
KINDS = {
    "names",
    "times",
    "numbers",
    "quotes",
    "lists",
    "yes/no",
    "definitions",
    "across articles",
    "disagreement",
    "follow-ups",
    "unanswerable",
    "teaser",
}


def test_a_whole_row() -> None:
    stated = {
        "id": "x",
        "question": " what is two? ",
        "answers": ["two", ["2", "ii"]],
        "passages": [{"file": "a.txt", "text": "Two is two"}, {"file": "a.txt", "start": 0, "end": 3, "text": "One"}],
        "history": ["what is one?"],
        "disagreement": [["two", "2"], ["three"]],
        "kind": "numbers",
    }
    row = gold.parse(stated, "1", TEXTS.get)
    assert row == Gold(
        "x",
        "what is two?",
        (("two",), ("2", "ii")),
        (Place("a.txt", 12, 22), Place("a.txt", 0, 3)),
        True,
        ("what is one?",),
        (("two", "2"), ("three",)),
        "numbers",
    )


ROW: dict[str, Any] = {"question": "what?", "answers": ["two"]}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"question": " "}, "has no question", id="no-question"),
        pytest.param({"questoin": "x"}, "there is no key 'questoin'", id="misspelt-key"),
        pytest.param({"answerable": "yes"}, "answerable is true, false or null", id="answerable-word"),
        pytest.param({"answers": []}, "answerable and has no answers", id="no-answers"),
        pytest.param({"answers": [""]}, "an answer is a string", id="empty-answer"),
        pytest.param({"answerable": False}, "not answerable and yet has answers", id="answers-for-none"),
        pytest.param({"passages": [{"file": "b.txt", "text": "x"}]}, "no article 'b.txt'", id="no-such-file"),
        pytest.param({"passages": [{"file": "a.txt", "text": "Three"}]}, "does not hold 'Three'", id="text-not-there"),
        pytest.param({"passages": [{"file": "a.txt", "text": "One is one"}]}, "2 times; give start and end", id="text-twice"),
        pytest.param({"passages": [{"file": "a.txt", "start": 0, "end": 99}]}, "has no place [0, 99)", id="beyond-the-end"),
        pytest.param({"passages": [{"file": "a.txt", "start": 0, "end": 3, "text": "Two"}]}, "does not hold the passage's text", id="text-elsewhere"),
        pytest.param({"passages": [{"file": "a.txt"}]}, "a text or offsets", id="no-place"),
        pytest.param({"passages": [{"file": "a.txt", "start": False, "end": 3}]}, "whole numbers", id="false-for-a-place"),
        pytest.param({"history": [""]}, "history is not a list of strings", id="empty-history"),
        pytest.param({"disagreement": [["one"]]}, "two sides or more", id="one-side"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_by_line_and_reason(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(ROW) + "\n\n" + json.dumps(ROW | change) + "\n", "utf-8")
    with pytest.raises(SettingsError) as error:
        gold.load(path, TEXTS.get)
    assert "line 3: " in str(error.value) and reason in str(error.value)


def test_every_wrong_line_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(
        '{"question"\n[1]\n' + json.dumps(ROW | {"id": "2"}) + "\n" + json.dumps(ROW | {"id": "2"}), "utf-8"
    )
    with pytest.raises(
        SettingsError, match=r"line 1: not JSON(.|\n)*line 2: it is not an object(.|\n)*line 4: its id '2'"
    ):
        gold.load(path, TEXTS.get)


def test_a_line_ends_where_json_s_do(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    stated = [ROW | {"question": f"what\u2028is\u2029it{mark}?"} for mark in "\x85\x0b"]
    path.write_text("\r\n".join(json.dumps(row, ensure_ascii=False) for row in stated), "utf-8-sig")
    assert [(row.id, row.question) for row in gold.load(path, TEXTS.get)] == [
        ("1", "what\u2028is\u2029it\x85?"),
        ("2", "what\u2028is\u2029it\x0b?"),
    ]


def test_what_is_nested_too_deeply_is_a_wrong_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(ROW) + "\n" + "[" * 100_000, "utf-8")
    with pytest.raises(SettingsError, match="line 2: not JSON that can be read"):
        gold.load(path, TEXTS.get)


def test_no_file_and_no_rows(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        gold.load(tmp_path / "none.jsonl", TEXTS.get)
    (tmp_path / "empty.jsonl").write_text("\n", "utf-8")
    with pytest.raises(SettingsError, match="holds no row"):
        gold.load(tmp_path / "empty.jsonl", TEXTS.get)


def test_the_gold_that_ships_is_whole_and_of_every_kind() -> None:
    def text(file: str) -> str | None:
        path = SEEDS / file
        return path.read_bytes().decode("utf-8") if path.is_file() else None

    rows = gold.load(gold_file("seeds"), text)
    kinds = Counter(row.kind for row in rows)
    assert len(rows) >= 60 and kinds.keys() == KINDS and min(kinds.values()) >= 5
    for row in rows:
        # What is accepted stands in the passages, a bare yes or no aside: the gold is held to what it asks of others.
        if row.answerable:
            assert row.passages, row.id
            held = " ".join(text(place.file)[place.start : place.end] for place in row.passages)  # type: ignore[index]
            assert any(all(part in held for part in parts) for parts in row.answers), row.id


def test_two_places_meet_where_they_share_half_of_the_shorter() -> None:
    whole = Place("a.txt", 0, 100)
    assert whole.meets(Place("a.txt", 90, 110)) and whole.meets(Place("a.txt", 20, 30))
    assert not whole.meets(Place("a.txt", 95, 115)) and not whole.meets(Place("b.txt", 0, 100))
