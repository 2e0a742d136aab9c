"""A model that lies, through the whole chain: what it falsifies is withheld, and hardly anything true is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.benchmarks import falsified, liar


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[falsified.Case, bool]]:
    """The statements made from the sample articles, and whether each was shown as verified."""
    with pytest.MonkeyPatch.context() as patched:
        # The other open texts are not part of the repository; the benchmark asks them too.
        patched.setattr(falsified, "sources", lambda data: samples())
        cases = [case for half in falsified.HALVES for case in falsified.cases(Path(), half, 200)]
    return list(liar.told(tmp_path_factory.mktemp("told"), cases))


def samples() -> dict[str, list[str]]:
    """The paragraphs of the sample articles."""
    files = sorted(falsified.SEEDS.glob("*.txt"))
    return {path.name: [p for p in re.split(r"\n+", path.read_text("utf-8")) if len(p) > 50] for path in files}


def test_falsified_statements_are_withheld(found: list[tuple[falsified.Case, bool]]) -> None:
    lies = [(case, shown) for case, shown in found if case.kind in liar.LIES]
    assert len(lies) >= 60
    assert {case.kind for case, _ in lies} == set(liar.LIES)
    shown = [case.statement for case, shown in lies if shown]
    assert len(shown) <= 0.02 * len(lies), shown


def test_true_statements_are_shown(found: list[tuple[falsified.Case, bool]]) -> None:
    true = [(case, shown) for case, shown in found if case.true]
    withheld = [case.statement for case, shown in true if not shown]
    assert len(true) >= 40 and len(withheld) <= 0.10 * len(true), withheld
