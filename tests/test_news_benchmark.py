"""The benchmark on news: its sweep of thresholds asks as of the day that each question has, where that is wanted."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from qa import Pincite
from qa.embedding import MiniLMEmbedding
from tests.benchmarks.news import thresholds
from tests.benchmarks.news_set import Question
from tests.helpers import make_folder

ARTICLE = """---
date: 2022-05-20
---
Ann Lee painted the lighthouse of Pell Point on Thursday, and the harbour master thanked her for it.
"""


@pytest.mark.parametrize(
    ("day", "dated", "answered"),
    [
        pytest.param("2022-05-19", False, "1.000", id="whenever"),
        pytest.param("2022-05-21", True, "1.000", id="as-of-the-day-after"),
        pytest.param("2022-05-19", True, "0.000", id="as-of-the-day-before"),
    ],
)
def test_a_question_is_swept_as_of_its_day(
    tmp_path: Path,
    embedding: MiniLMEmbedding,
    capsys: pytest.CaptureFixture[str],
    day: str,
    dated: bool,
    answered: str,
) -> None:
    asked = Question("Who painted the lighthouse of Pell Point?", "Ann Lee", True, frozenset({"a.txt"}), day)
    other = Question("How deep is the river Orm?", "", False, frozenset(), day)
    with closing(Pincite.open(make_folder(tmp_path, {"a.txt": ARTICLE}), embedder=embedding)) as library:
        library.index()
        thresholds(library, [asked], [other], dated)
    lowest = capsys.readouterr().out.splitlines()[1].split()
    assert lowest[:2] == ["0.050", answered]
