"""``pincite eval``: the report it writes, the baseline it is held against, and its exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa import Pincite
from tests.commands import Ran, run_command

ROWS = [
    {"id": "who", "question": "who accompanied Putin?", "answers": ["Belousov"], "passages": [{"file": "004_b57fed62e2f8785f.txt", "text": "Accompanying Putin are key figures including the new defense minister Andrei Belousov"}]},
    {"id": "sea", "question": "how deep is the Mariana trench?", "answerable": False},
]  # fmt: skip
Evaluate = Callable[..., Ran]


@pytest.fixture
def evaluate(indexed_seeds: Pincite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Evaluate:
    """Runs ``pincite eval`` over the sample articles."""
    return lambda *arguments: run_command(monkeypatch, capsys, "eval", *arguments, "--folder", indexed_seeds.folder)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Two questions."""
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), "utf-8")
    return path


def test_three_reports_are_written_and_the_scores_shown(evaluate: Evaluate, gold: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    ran = evaluate(gold, "--out", out)
    assert ran.code == 0 and "citation exactness" in ran.out
    assert {path.name for path in out.iterdir()} == {"answers.jsonl", "report.html", "report.json", "report.md"}
    stated = json.loads((out / "report.json").read_text("utf-8"))
    assert stated["scores"]["citation exactness"]["mean"] == 1
    assert [row["id"] for row in stated["rows"]] == ["who", "sea"]
    assert "who accompanied Putin?" in (out / "report.html").read_text("utf-8")


def test_json_is_the_report(evaluate: Evaluate, gold: Path, tmp_path: Path) -> None:
    ran = evaluate(gold, "--out", tmp_path / "report", "--json")
    assert json.loads(ran.out) == json.loads((tmp_path / "report" / "report.json").read_text("utf-8"))


def test_a_baseline_that_was_better_fails_and_names_the_rows(evaluate: Evaluate, gold: Path, tmp_path: Path) -> None:
    evaluate(gold, "--out", tmp_path / "old")
    path = tmp_path / "old" / "report.json"
    assert evaluate(gold, "--out", tmp_path / "new", "--baseline", path).code == 0
    old = json.loads(path.read_text("utf-8"))
    for row in old["rows"]:
        row["scores"]["citation exactness"] = 2.0
    path.write_text(json.dumps(old), "utf-8")
    ran = evaluate(gold, "--out", tmp_path / "new", "--baseline", path)
    assert ran.code == 3 and "loss" in ran.out
    stated = json.loads((tmp_path / "new" / "report.json").read_text("utf-8"))
    assert stated["baseline"]["citation exactness"]["lost"] == ["who"]
    assert "**loss**" in (tmp_path / "new" / "report.md").read_text("utf-8")


def test_a_wrong_row_is_named_before_anything_runs(evaluate: Evaluate, gold: Path, tmp_path: Path) -> None:
    gold.write_text(gold.read_text("utf-8") + '{"question": ""}\n', "utf-8")
    ran = evaluate(gold, "--out", tmp_path / "report")
    assert ran.code == 2 and "line 3: it has no question" in ran.err
    assert not (tmp_path / "report").exists()


def test_wrong_use(evaluate: Evaluate, gold: Path, tmp_path: Path) -> None:
    assert evaluate(tmp_path / "none.jsonl").code == 2
    ran = evaluate(gold, "--out", tmp_path / "report", "--system", "oracle")
    assert ran.code == 2 and "There is no system 'oracle'" in ran.err
    ran = evaluate(gold, "--out", tmp_path / "report", "--system", "citation-query-engine")
    assert ran.code == 2 and "set PINCITE_MODEL" in ran.err


@pytest.mark.parametrize(
    ("stated", "error"),
    [
        pytest.param({}, "is not a whole pincite.eval/1", id="half-a-report"),
        pytest.param(
            {"system": "pincite", "rows": [{"id": "who", "question": "another?", "scores": {}}]},
            "no question in common",
            id="other-questions",
        ),
    ],
)
def test_a_baseline_that_does_not_fit_is_said_before_anything_runs(
    evaluate: Evaluate, gold: Path, tmp_path: Path, stated: dict[str, Any], error: str
) -> None:
    path = tmp_path / "old.json"
    path.write_text(json.dumps({"schema": "pincite.eval/1", **stated}), "utf-8")
    ran = evaluate(gold, "--out", tmp_path / "report", "--baseline", path)
    assert ran.code == 2 and error in ran.err
    assert not (tmp_path / "report").exists()
