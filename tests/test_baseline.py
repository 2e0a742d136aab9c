"""Intervals, and two reports of one gold file: better and worse row by row, and when a loss is more than chance."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from qa.errors import SettingsError, SourceError
from qa.evaluation import baseline, bootstrap


def report(scores: list[float], name: str = "containment", better: str = "higher") -> dict[str, Any]:
    """A report with one metric."""
    rows = [{"id": str(i), "question": f"{i}?", "scores": {name: score}} for i, score in enumerate(scores)]
    return {"schema": "pincite.eval/1", "system": "pincite", "scores": {name: {"better": better}}, "rows": rows}


def test_the_interval_agrees_with_scipy_and_holds_the_mean() -> None:
    draw = random.Random(5)
    values = np.array([draw.random() > 0.3 for _ in range(80)], float)
    low, high = bootstrap.interval(list(values))
    other = stats.bootstrap((values,), np.mean, n_resamples=5_000, method="percentile", rng=np.random.default_rng(1))
    assert low == pytest.approx(other.confidence_interval.low, abs=0.02)
    assert high == pytest.approx(other.confidence_interval.high, abs=0.02)
    assert low < values.mean() < high
    assert bootstrap.interval([1.0]) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("old", "new", "better", "loss"),
    [
        pytest.param([1.0] * 40, [1.0] * 40, "higher", False, id="the-same"),
        pytest.param([1.0] * 40, [1.0] * 39 + [0.0], "higher", False, id="one-row-is-chance"),
        pytest.param([1.0] * 40, [1.0] * 30 + [0.0] * 10, "higher", True, id="ten-rows-are-not"),
        pytest.param([0.0] * 40, [1.0] * 40, "higher", False, id="a-gain"),
        pytest.param([0.0] * 40, [1.0] * 40, "lower", True, id="a-gain-of-what-should-be-low"),
    ],
)
def test_a_loss_is_significant_where_its_whole_interval_is_one(
    old: list[float], new: list[float], better: str, loss: bool
) -> None:
    compared = baseline.compare(report(new, better=better), report(old, better=better))
    (found,) = compared.changes
    assert found.significant_loss is compared.lost is loss
    assert found.mean == pytest.approx(np.mean(new) - np.mean(old))


def test_rows_are_named() -> None:
    (found,) = baseline.compare(report([0, 1, 1]), report([1, 0, 1])).changes
    assert (found.gained, found.lost) == (("1",), ("0",))


def test_what_has_no_better_side_is_not_compared() -> None:
    assert baseline.compare(report([1.0], "seconds", "neither"), report([2.0], "seconds", "neither")).changes == ()


def test_another_system_is_named() -> None:
    assert baseline.compare(report([1.0]), report([1.0])).against == "the baseline"
    assert baseline.compare(report([1.0]), report([1.0]) | {"system": "other"}).against == "other"


def test_other_questions_are_refused() -> None:
    other = report([1.0])
    other["rows"][0]["question"] = "another?"
    with pytest.raises(SettingsError, match="no question in common"):
        baseline.compare(report([1.0]), other)


def test_what_is_no_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="earlier report"):
        baseline.load(tmp_path / "none.json")
    path = tmp_path / "report.json"
    path.write_text("{", "utf-8")
    with pytest.raises(SettingsError, match="is not JSON"):
        baseline.load(path)
    path.write_text(json.dumps({"schema": "other"}), "utf-8")
    with pytest.raises(SettingsError, match="is not a pincite"):
        baseline.load(path)


def test_a_report_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report([1.0, 0.0])), "utf-8-sig")
    assert baseline.load(path) == report([1.0, 0.0])


ROW = {"id": "1", "question": "who?", "scores": {"containment": 1}}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"system": None}, id="no-system"),
        pytest.param({"rows": None}, id="no-rows"),
        pytest.param({"rows": {"1": ROW}}, id="rows-by-name"),
        pytest.param({"rows": ["1"]}, id="a-name-for-a-row"),
        pytest.param({"rows": [{"id": "1"}]}, id="half-a-row"),
        pytest.param({"rows": [ROW | {"id": ["1"]}]}, id="id-list"),
        pytest.param({"rows": [ROW | {"question": 5}]}, id="question-number"),
        pytest.param({"rows": [ROW | {"scores": [1]}]}, id="scores-list"),
        pytest.param({"rows": [ROW | {"scores": {"containment": "1"}}]}, id="score-string"),
        pytest.param({"rows": [ROW | {"scores": {"containment": True}}]}, id="score-true"),
    ],
)
def test_half_a_report_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(report([1.0]) | change), "utf-8")
    with pytest.raises(SettingsError, match="not a whole"):
        baseline.load(path)


def test_a_report_that_is_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("[" * 100_000, "utf-8")
    with pytest.raises(SettingsError, match="nested too deeply"):
        baseline.load(path)
