"""The odds that evidence bears a statement: what the reader tells of it, and constants that belong to the features."""

from __future__ import annotations

import pytest

from qa import reader
from qa.checks import odds, support
from qa.types import Passage
from tests.benchmarks.verification import Row
from training import calibrate_support

CITED = (
    "North Korea has shipped 7,000 containers filled with munitions to Russia, South Korea's defense minister has said."
)
ELSEWHERE = "The orchestra opened its season with a new symphony for strings."
STATEMENT = "North Korea has shipped 7,000 containers to Russia."
QUESTION = "How many containers has North Korea shipped to Russia?"


def test_what_bears_a_statement_entails_it_more_than_what_does_not() -> None:
    here, there = (support.entailed(STATEMENT, [cited]) for cited in (CITED, ELSEWHERE))
    assert here > there


def test_a_long_evidence_is_read_in_a_few_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    real = reader.weigh

    def counted(question: str, passages: list[Passage], engine: str, model: str) -> list[reader.Evidence]:
        lengths.extend(len(passage.text) for passage in passages)
        return real(question, passages, engine, model)

    monkeypatch.setattr(reader, "weigh", counted)
    support.entailed(STATEMENT, [CITED] * 500)
    assert lengths == [support.LONGEST_READ]


@pytest.mark.parametrize("question", ["", QUESTION], ids=["alone", "asked"])
def test_every_weight_has_its_term(question: str) -> None:
    weights, _ = odds.ODDS
    assert set(weights) <= set(support.terms(support.measured(STATEMENT, [CITED], question)))


def test_what_the_fit_writes_can_be_read_and_tells_borne_from_not() -> None:
    rows = [Row("made", str(i), STATEMENT, [CITED], i % 2 == 0) for i in range(20)]
    made = [{"words": float(row.borne), "clause": 0.5, "entailed": i / 20} for i, row in enumerate(rows)]
    found: dict[str, tuple[dict[str, float], float]] = {}
    exec(calibrate_support.written(rows, made).replace(": Odds", ""), {}, found)
    weights, bias = found["ODDS"]
    assert list(weights) == list(support.terms(made[0]))
    scores = [bias + sum(weight * support.terms(one)[name] for name, weight in weights.items()) for one in made]
    assert all((score > 0) == row.borne for score, row in zip(scores, rows, strict=True))
