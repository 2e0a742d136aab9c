"""A thumb on an Answer becomes a row that the gold file's own reader takes."""

from __future__ import annotations

import json

import pytest

from qa import Pincite
from qa.evaluation import gold
from qa.evaluation.feedback import gold_row


@pytest.mark.parametrize("question", ["who accompanied Putin?", "how deep is the Mariana trench?"])
@pytest.mark.parametrize("good", [True, False])
def test_the_row_is_a_gold_row(indexed_seeds: Pincite, question: str, good: bool) -> None:
    answer = indexed_seeds.ask(question)
    stated = json.loads(json.dumps(gold_row(answer, good, " a note ")))
    row = gold.parse(stated, "1", indexed_seeds.read)
    assert (row.question, row.kind, row.note) == (question, "feedback", "a note")
    assert row.answerable is (answer.answered if good else None)
    assert bool(row.answers) == bool(row.passages) == (good and answer.answered)
    assert ("rejected" in stated) is not good
    for place in stated["passages"]:
        assert indexed_seeds.read(place["file"])[place["start"] : place["end"]] == place["text"]
