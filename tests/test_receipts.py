"""A saved answer, months later: for each citation unchanged, moved, edited or deleted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa import Answer, Pincite
from qa.checking.receipts import check_receipt
from qa.checking.report import Fate, ReceiptCitation

FILE = "004_b57fed62e2f8785f.txt"
LARGEST = 64_000_000


@pytest.fixture(scope="module")
def answer(indexed_seeds: Pincite) -> Answer:
    """A saved answer that cites one place of one file."""
    found = indexed_seeds.ask("who accompanied Putin?")
    statement = next(one for one in found.statements if one.citations[0].file == FILE)
    cited = replace(statement, citations=statement.citations[:1])
    saved = replace(found, statements=(cited,), disagreements=())
    return Answer.from_dict(saved.to_dict())


def checked(answer: Answer, folder: Path) -> ReceiptCitation:
    """The fate of the one citation, whose place now is a slice of its file."""
    (one,) = check_receipt(answer, folder, LARGEST).citations
    if one.now is not None:
        assert (folder / one.now.file).read_text("utf-8")[one.now.start : one.now.end] == one.now.quote
    return one


def test_nothing_has_changed(answer: Answer, seeds: Path) -> None:
    one = checked(answer, seeds)
    assert (one.fate, one.note, one.difference) == (Fate.UNCHANGED, None, ())


def test_the_file_has_changed_elsewhere(answer: Answer, seeds: Path) -> None:
    with (seeds / FILE).open("a", encoding="utf-8") as file:
        file.write("\nA correction was added.")
    one = checked(answer, seeds)
    assert one.fate is Fate.UNCHANGED and one.note == "the file has changed elsewhere"


def test_the_passage_has_moved_in_its_file(answer: Answer, seeds: Path) -> None:
    text = (seeds / FILE).read_text("utf-8")
    (seeds / FILE).write_text("UPDATED.\n" + text, "utf-8")
    one = checked(answer, seeds)
    assert one.fate is Fate.MOVED and one.now is not None
    assert one.now.start == one.citation.start + len("UPDATED.\n") and one.now.quote == one.citation.quote


def test_the_file_has_another_name(answer: Answer, seeds: Path) -> None:
    (seeds / "archive").mkdir()
    (seeds / FILE).rename(seeds / "archive" / "putin.txt")
    one = checked(answer, seeds)
    assert one.fate is Fate.MOVED and one.now is not None and one.now.file == "archive/putin.txt"


def test_the_passage_was_edited(answer: Answer, seeds: Path) -> None:
    text = (seeds / FILE).read_text("utf-8")
    (seeds / FILE).write_text(text.replace("the new defense minister", "the acting defense minister"), "utf-8")
    one = checked(answer, seeds)
    assert one.fate is Fate.EDITED
    assert [(change.claimed, change.article) for change in one.difference if change.op != "equal"] == [
        ("new", "acting")
    ]


def test_the_passage_was_deleted(answer: Answer, seeds: Path) -> None:
    text = (seeds / FILE).read_text("utf-8")
    quote = answer.statements[0].citations[0].quote
    (seeds / FILE).write_text(text.replace(quote, ""), "utf-8")
    assert checked(answer, seeds).fate is Fate.DELETED


def test_the_file_was_deleted(answer: Answer, seeds: Path) -> None:
    (seeds / FILE).unlink()
    one = checked(answer, seeds)
    assert one.fate is Fate.DELETED and one.note == "the file is no longer in the folder"


def test_a_receipt_that_was_tampered_with_is_told(answer: Answer, seeds: Path) -> None:
    statement = answer.statements[0]
    forged = replace(statement.citations[0], quote=statement.citations[0].quote.replace("Belousov", "Shoigu"))
    one = checked(replace(answer, statements=(replace(statement, citations=(forged,)),)), seeds)
    assert one.fate is Fate.EDITED and "the saved answer was edited" in str(one.note)


def test_a_file_outside_the_folder_is_never_opened(answer: Answer, seeds: Path, tmp_path: Path) -> None:
    quote = answer.statements[0].citations[0].quote
    (tmp_path / "outside.txt").write_text(quote, "utf-8")
    (seeds / FILE).unlink()
    elsewhere = replace(answer.statements[0].citations[0], file="../outside.txt", start=0, end=len(quote))
    one = checked(replace(answer, statements=(replace(answer.statements[0], citations=(elsewhere,)),)), seeds)
    assert one.fate is Fate.DELETED


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"quote": "", "start": 5, "end": 5}, id="no-quote"),
        pytest.param({"start": -10, "end": -5}, id="negative"),
    ],
)
def test_a_place_or_a_quote_that_no_answer_has_is_told(answer: Answer, seeds: Path, change: dict[str, Any]) -> None:
    statement = answer.statements[0]
    forged = replace(statement.citations[0], **change)
    if forged.quote:
        # As Python slices, these are the file's last letters but five.
        forged = replace(forged, quote=(seeds / FILE).read_text("utf-8")[forged.start : forged.end])
    one = checked(replace(answer, statements=(replace(statement, citations=(forged,)),)), seeds)
    assert one.fate in (Fate.EDITED, Fate.DELETED) and "the saved answer was edited, or damaged" in str(one.note)
