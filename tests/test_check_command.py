"""``pincite check``: drafts, answers and receipts from the command line; its JSON, its exit codes, its errors."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from qa import Pincite
from tests.commands import Ran, run_command

FILE = "004_b57fed62e2f8785f.txt"
TRUE = f"Putin is reportedly staying at the Kumsusan guesthouse in Pyongyang.[^1]\n\n[^1]: {FILE}\n"
FALSE = "North Korea has shipped 9,000 containers filled with munitions to Russia.\n"
ALTERED = f'Putin is "reportedly staying at the Koryo guesthouse in Pyongyang".[^1]\n\n[^1]: {FILE}\n'
Check = Callable[..., Ran]


@pytest.fixture
def check(indexed_seeds: Pincite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs ``pincite check`` over the sample articles."""
    return lambda *arguments: run_command(monkeypatch, capsys, "check", *arguments, "--folder", indexed_seeds.folder)


def written(path: Path, text: str) -> Path:
    """The file, with the text in it."""
    path.write_text(text, "utf-8")
    return path


def test_the_json_is_as_documented(check: Check, tmp_path: Path) -> None:
    ran = check(written(tmp_path / "draft.md", ALTERED), "--json")
    stated = json.loads(ran.out)
    assert (ran.code, stated["schema"]) == (3, "pincite.check/1")
    (sentence,) = stated["sentences"]
    assert sentence["verdict"] in ("supported", "contradicted", "not found")
    assert {"text", "start", "end", "verdict", "evidence", "citations"} <= sentence.keys()
    (citation,) = sentence["citations"]
    assert citation["status"] == "altered" and citation["claimed"]["file"] == FILE
    changed = [(step["claimed"], step["article"]) for step in citation["difference"] if step["op"] != "equal"]
    assert changed == [("Koryo", "Kumsusan")]


@pytest.mark.parametrize(
    ("draft", "fail_on", "code"),
    [
        pytest.param(TRUE, "", 0, id="true"),
        pytest.param(FALSE, "", 3, id="contradicted"),
        pytest.param(FALSE, "none", 0, id="contradicted-but-none"),
        pytest.param(FALSE, "fabricated", 0, id="contradicted-is-not-named"),
        pytest.param(ALTERED, "", 3, id="altered"),
        pytest.param("Kim gave Putin a white horse as a present.", "", 0, id="not-found"),
        pytest.param("Kim gave Putin a white horse as a present.", "not-found,altered", 3, id="not-found-named"),
    ],
)
def test_exit_codes(check: Check, tmp_path: Path, draft: str, fail_on: str, code: int) -> None:
    path = written(tmp_path / "draft.txt", draft)
    assert check(path, *(["--fail-on", fail_on] if fail_on else [])).code == code


def test_a_person_reads_the_verdict_the_place_and_the_difference(check: Check, tmp_path: Path) -> None:
    ran = check(written(tmp_path / "draft.md", FALSE + "\n" + ALTERED))
    assert "contradicted  North Korea has shipped 9,000" in ran.out
    assert "says 9,000" in ran.out and "7,000 containers" in ran.out
    assert f"altered  [1] {FILE}" in ran.out and "[-Koryo-]{+Kumsusan+}" in ran.out
    assert ran.out.rstrip().splitlines()[-1] == "2 contradicted, 1 altered"


NOT_ASKED = {"text": "Putin stayed for a month [1].", "citations": [{"label": "1", "quote": "for a whole long month"}]}


def piped(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """``data`` comes through standard input, which a terminal of another encoding reads as it likes."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "ascii"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(FALSE, [None], id="draft"),
        pytest.param("\ufeff" + FALSE.replace("North", "“North”"), [None], id="draft-with-a-mark"),
        pytest.param("[1]\n\n" + FALSE, [None], id="draft-with-a-bracket"),
        pytest.param("2024\n", [], id="draft-that-is-a-number"),
        pytest.param(json.dumps(NOT_ASKED, indent=1), [1], id="answer"),
        pytest.param(f"{json.dumps(NOT_ASKED)}\r\n\r\n{json.dumps(NOT_ASKED)}", [1, 3], id="answers"),
    ],
)
def test_what_comes_through_a_pipe_is_told_by_what_it_holds(
    check: Check, monkeypatch: pytest.MonkeyPatch, text: str, lines: list[int | None]
) -> None:
    piped(monkeypatch, text.encode())
    ran = check("-", "--json")
    assert [one["line"] for one in json.loads(ran.out)["sentences"]] == lines
    assert ran.code == (3 if lines else 0)


def test_a_receipt_can_come_through_a_pipe(
    check: Check, indexed_seeds: Pincite, monkeypatch: pytest.MonkeyPatch
) -> None:
    stated = indexed_seeds.ask("who accompanied Putin?").to_dict()
    piped(monkeypatch, json.dumps(stated).encode())
    assert json.loads(check("-", "--json").out)["schema"] == "pincite.receipt/1"
    piped(monkeypatch, json.dumps(stated | {"statements": None}).encode())
    ran = check("-")
    assert ran.code == 2 and "standard input is not a whole pincite.answer/1 (statements is not a list)" in ran.err


@pytest.mark.parametrize("data", [b"\xff\xfe\xff", b"Caf\xe9 opened."])
def test_a_pipe_that_is_not_utf_8_is_said(check: Check, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    piped(monkeypatch, data)
    ran = check("-")
    assert ran.code == 2 and "standard input cannot be read (it is not UTF-8)" in ran.err


def test_answers_a_line_each(check: Check, indexed_seeds: Pincite, tmp_path: Path) -> None:
    answer = indexed_seeds.ask("who accompanied Putin?")
    lying = {
        "text": "Putin stayed for a month [1].",
        "citations": [{"label": "1", "file": FILE, "quote": "for a whole long month"}],
    }
    path = written(tmp_path / "answers.jsonl", f"{json.dumps(answer.to_dict())}\n\n{json.dumps(lying)}\n")
    ran = check(path, "--json")
    stated = json.loads(ran.out)
    assert ran.code == 3
    assert {one["line"] for one in stated["sentences"]} == {1, 3}
    assert all(one["verdict"] == "supported" for one in stated["sentences"] if one["line"] == 1)
    assert [one["status"] for one in stated["sentences"][-1]["citations"]] == ["fabricated"]


def test_a_statement_that_says_nothing_does_not_end_the_check(check: Check, tmp_path: Path) -> None:
    stated = {"statements": [{"text": FALSE.strip()}, {"text": ""}]}
    ran = check(written(tmp_path / "answers.jsonl", json.dumps(stated)), "--json")
    assert [one["text"] for one in json.loads(ran.out)["sentences"]] == [FALSE.strip()]


def test_a_unicode_line_end_is_none_of_a_file_of_answers(check: Check, tmp_path: Path) -> None:
    stated = {"statements": [{"text": "Kim gave Putin\u2028a white horse."}]}
    ran = check(written(tmp_path / "answers.jsonl", json.dumps(stated, ensure_ascii=False)), "--json")
    assert len(json.loads(ran.out)["sentences"]) == 1


def test_a_receipt(check: Check, indexed_seeds: Pincite, tmp_path: Path) -> None:
    answer = indexed_seeds.ask("who accompanied Putin?")
    path = written(tmp_path / "answer.json", json.dumps(answer.to_dict()))
    ran = check(path, "--json")
    stated = json.loads(ran.out)
    assert (ran.code, stated["schema"]) == (0, "pincite.receipt/1")
    assert stated["counts"].keys() == {"unchanged"}
    statement = answer.statements[0]
    gone = replace(
        statement, citations=(replace(statement.citations[0], file="gone.txt", quote="It never was there."),)
    )
    written(path, json.dumps(replace(answer, statements=(gone,)).to_dict()))
    ran = check(path)
    assert ran.code == 3 and "deleted" in ran.out and "no longer in the folder" in ran.out
    assert check(path, "--fail-on", "none").code == 0


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        pytest.param("a.jsonl", '{"hello": 1}\n{', "line 2: not JSON", id="not-json"),
        pytest.param("a.jsonl", '{"hello": 1}\n', "line 1: its form is not known", id="unknown-form"),
        pytest.param("a.jsonl", "\n", "holds no answer", id="empty"),
        pytest.param("a.jsonl", '{"text": "x"}\n' + "[" * 100_000, "line 2: not JSON that can be read", id="too-deep"),
        pytest.param("a.jsonl", '{"text": "He came.", "citations": [{"start": "29"}]}', "line 1: start is not a whole number", id="start-string"),
        pytest.param("a.jsonl", '{"text": "He came.", "citations": [{"start": NaN}]}', "line 1: start is not a whole number", id="start-nan"),
        pytest.param("a.json", "[" * 100_000, "nested too deeply", id="json-too-deep"),
        pytest.param("a.json", "{", "is not JSON", id="json"),
        pytest.param("a.json", '{"schema": "pincite.answer/1"}', "not a whole pincite.answer/1", id="half-an-answer"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_said_by_line(check: Check, tmp_path: Path, name: str, text: str, error: str) -> None:
    ran = check(written(tmp_path / name, text))
    assert ran.code == 2 and error in ran.err and "Traceback" not in ran.err


def test_wrong_use(check: Check, tmp_path: Path) -> None:
    assert "cannot be read" in check(tmp_path / "none.md").err
    ran = check(written(tmp_path / "a.md", TRUE), "--fail-on", "wrong")
    assert ran.code == 2 and "does not know 'wrong'" in ran.err
    (tmp_path / "b.md").write_bytes(b"\xff\xfe\xff")
    assert "not UTF-8" in check(tmp_path / "b.md").err


def test_what_a_draft_holds_cannot_act_on_a_terminal(check: Check, tmp_path: Path) -> None:
    ran = check(written(tmp_path / "a.md", "Kim gave \x1b]52;c;cm0=\x07 Putin \u202e a horse [red]x[/red].\n"))
    assert "\x1b" not in ran.out and "\u202e" not in ran.out and "[red]x[/red]" in ran.out
