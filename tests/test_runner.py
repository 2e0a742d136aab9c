"""A run goes on where it was cut, asks again what has changed or failed, and keeps the order of its rows."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from qa import Answer, ModelError, Searched, SourceError
from qa.evaluation import runner
from qa.evaluation.gold import Gold, Place
from qa.evaluation.systems import Asked

ROWS = [Gold(str(n), f"question {n}?", (("x",),)) for n in range(6)]


@dataclass
class Echo:
    """A system that repeats the question, and counts."""

    version: str = "1"
    failing: frozenset[str] = frozenset()
    asked: list[str] = field(default_factory=list)
    name: str = "echo"
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fingerprint(self) -> str:
        return self.version

    def ask(self, question: str, history: Sequence[Answer]) -> Asked:
        with self.lock:
            self.asked.append(question)
        if question in self.failing:
            raise ModelError("The model failed; run again.")
        before = " ".join(one.question for one in history)
        return Asked(
            Answer(question, f"{before}{question}", True, "x", "extractive", (), Searched(1, 1, 0)), (Place("a", 0, 1),)
        )


def test_every_row_is_asked_once_and_in_order(tmp_path: Path) -> None:
    system = Echo()
    seen: list[tuple[int, int]] = []
    found = runner.run(ROWS, system, tmp_path / "out", 3, lambda done, total: seen.append((done, total)))
    assert [one.gold for one in found] == ROWS
    assert [one.asked.answer.question for one in found if one.asked] == [row.question for row in ROWS]
    assert found[0].asked is not None and found[0].asked.retrieved == (Place("a", 0, 1),)
    assert sorted(system.asked) == [row.question for row in ROWS]
    assert seen[0] == (0, 6) and seen[-1] == (6, 6)


def test_a_run_that_was_cut_goes_on(tmp_path: Path) -> None:
    runner.run(ROWS[:4], Echo(), tmp_path, 2)
    path = tmp_path / runner.ANSWERS
    # Killed while it wrote: half a line is left.
    path.write_bytes(path.read_bytes()[:-40])
    system = Echo()
    found = runner.run(ROWS, system, tmp_path, 2)
    assert all(one.asked for one in found) and len(system.asked) == 3
    again = Echo()
    assert all(one.asked for one in runner.run(ROWS, again, tmp_path, 2)) and again.asked == []


def test_what_has_changed_is_asked_again(tmp_path: Path) -> None:
    runner.run(ROWS, Echo(), tmp_path, 2)
    changed = Echo()
    runner.run([replace(ROWS[0], question="other?"), *ROWS[1:]], changed, tmp_path, 2)
    assert changed.asked == ["other?"]
    other = Echo(version="2")
    runner.run(ROWS, other, tmp_path, 2)
    assert len(other.asked) == len(ROWS)


def test_another_answer_that_is_right_needs_no_asking(tmp_path: Path) -> None:
    runner.run(ROWS, Echo(), tmp_path, 2)
    same = Echo()
    found = runner.run([replace(row, answers=(("y",),)) for row in ROWS], same, tmp_path, 2)
    assert same.asked == [] and found[0].gold.answers == (("y",),)


def test_a_failure_is_told_and_asked_again(tmp_path: Path) -> None:
    found = runner.run(ROWS, Echo(failing=frozenset({"question 2?"})), tmp_path, 2)
    assert [one.error for one in found] == [None, None, "The model failed; run again.", None, None, None]
    assert found[2].asked is None
    mended = Echo()
    assert all(one.asked for one in runner.run(ROWS, mended, tmp_path, 2)) and mended.asked == ["question 2?"]


def test_a_fault_of_the_program_is_not_swallowed(tmp_path: Path) -> None:
    class Faulty(Echo):
        def ask(self, question: str, history: Sequence[Answer]) -> Asked:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        runner.run(ROWS, Faulty(), tmp_path, 2)


def test_a_follow_up_is_asked_after_its_history(tmp_path: Path) -> None:
    row = replace(ROWS[0], history=("first?", "second?"))
    (one,) = runner.run([row], Echo(), tmp_path, 1)
    assert one.asked is not None and one.asked.answer.asked == "first? second?question 0?"


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SourceError, match="name another --out"):
        runner.run(ROWS, Echo(), tmp_path / "file" / "out", 1)


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_an_answer_with_a_unicode_line_end_is_not_asked_again(tmp_path: Path, mark: str) -> None:
    row = replace(ROWS[0], question=f"how{mark}high?")
    runner.run([row], Echo(), tmp_path, 1)
    again = Echo()
    (one,) = runner.run([row], again, tmp_path, 1)
    assert again.asked == [] and one.asked is not None and one.asked.answer.question == row.question


@pytest.mark.parametrize("line", ["[" * 100_000, "5", '{"key": "x", "answer": "y", "retrieved": []}'])
def test_a_line_that_is_no_answer_is_passed_over(tmp_path: Path, line: str) -> None:
    (tmp_path / runner.ANSWERS).write_text(line + "\n", "utf-8")
    assert all(one.asked for one in runner.run(ROWS, Echo(), tmp_path, 2))
