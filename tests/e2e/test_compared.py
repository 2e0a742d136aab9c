"""Pincite and LlamaIndex's CitationQueryEngine on the same gold, articles and endpoint, with a real small model behind it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa import Pincite
from qa.embedding import MiniLMEmbedding
from qa.evaluation import evaluation
from tests.helpers import make_folder
from tests.small_model import MODEL

# Short articles: the model reads a hundred tokens a second, and the engine puts three whole chunks before it.
ARTICLES = {
    "lavrov.txt": "Russian Foreign Minister Sergei Lavrov accompanied Putin to Pyongyang.\n",
    "bridge.txt": "The bridge at Tumangang was closed for repairs in March. It reopened in May.\n",
    "harvest.txt": "The rice harvest near Kaesong fell by a third after the floods.\n",
}
GOLD = (
    {"id": "who", "question": "Who accompanied Putin to Pyongyang?", "answers": ["Lavrov"], "passages": [{"file": "lavrov.txt", "text": "Sergei Lavrov accompanied Putin"}]},
    {"id": "when", "question": "When did the bridge at Tumangang reopen?", "answers": ["May"], "passages": [{"file": "bridge.txt", "text": "It reopened in May."}]},
    {"id": "none", "question": "Who won the 2018 World Cup?", "answerable": False},
)  # fmt: skip
# A few seconds a question on two idle cores; busy ones must not make it another test.
PATIENCE = 300
pytestmark = pytest.mark.timeout(1800)


def test_both_answer_and_the_page_shows_the_difference(
    small_model: str, tmp_path: Path, embedding: MiniLMEmbedding
) -> None:
    folder = make_folder(tmp_path / "articles", ARTICLES)
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(row) + "\n" for row in GOLD), "utf-8")
    plain = Pincite.open(folder)
    settings = replace(plain.settings, model=MODEL, openai_base_url=small_model, deadline=PATIENCE)
    library = Pincite(folder, settings, embedding)
    value, compared = evaluation.evaluate(library, str(gold), tmp_path / "out", system="citation-query-engine", jobs=1)
    library.close()
    plain.close()
    assert [row.error for row in value.rows] == [None] * len(GOLD)
    for row in value.rows:
        assert row.answer is not None and row.answer.usage is not None
        # What a real model behind a real server has read and written, as the server counts it.
        assert row.answer.usage["tokens_in"] > 50 and row.answer.usage["tokens_out"] >= 1
        assert row.answer.seconds["total"]
    exact = value.score("citation exactness")
    assert exact is None or exact.mean == 1.0
    found = value.score("hit@5")
    assert found is not None and (found.mean, found.count) == (1.0, 2)
    assert compared is not None and compared.against == "pincite"
    assert {"containment", "abstention recall"} <= {one.name for one in compared.changes}
    kept = [json.loads(line) for line in (tmp_path / "out" / "answers.jsonl").read_text("utf-8").splitlines()]
    assert len(kept) == 2 * len(GOLD)
    assert "Against pincite" in (tmp_path / "out" / "report.html").read_text("utf-8")
