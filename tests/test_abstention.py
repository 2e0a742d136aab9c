"""The curve of abstention: what it says of laxer and stricter thresholds is what those would have done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa import Answer, Pincite, Searched, Statement
from qa.answering.extractive import THRESHOLD
from qa.evaluation import abstention

ANSWER = Answer("q?", "q?", True, "x", "extractive", (Statement("x.", (), 0.9),), Searched(1, 1, 0))
REFUSAL = replace(ANSWER, answered=False, answer=None, statements=())


def run(*rows: tuple[float, bool]) -> list[tuple[Answer, bool]]:
    """Extractive answers of these probabilities, shown from the threshold on, each with whether the folder answers."""
    return [(replace(ANSWER if p >= THRESHOLD else REFUSAL, probability=p), answerable) for p, answerable in rows]


ROWS = ((0.1, False), (0.3, True), (0.45, False), (0.6, True), (0.7, False), (0.95, True))


def test_it_goes_to_both_sides_of_the_runs_own_threshold() -> None:
    points = list(abstention.curve(run(*ROWS)))
    (own,) = [point for point in points if point.own]
    assert own == abstention.Point(THRESHOLD, 2 / 3, 2 / 3, own=True)
    assert {point.recall for point in points} == {1 / 3, 2 / 3, 1.0}
    assert points[0].threshold < THRESHOLD < points[-1].threshold
    assert [point.threshold for point in points] == sorted(point.threshold for point in points)


@pytest.mark.parametrize("at", [0.2, 0.4, 0.5, 0.65, 0.8])
def test_each_point_is_what_that_threshold_refuses(at: float) -> None:
    refused = [answerable for probability, answerable in ROWS if probability < at]
    wanted = (refused.count(False) / len(refused), refused.count(False) / 3)
    points = [point for point in abstention.curve(run(*ROWS)) if point.threshold >= at]
    assert (points[0].precision, points[0].recall) == wanted


def test_a_refusal_stays_one_whatever_its_probability() -> None:
    # A yes-or-no question is refused by a stricter threshold than others.
    assert abstention.confidence(replace(REFUSAL, probability=0.58)) < THRESHOLD
    assert abstention.confidence(replace(ANSWER, probability=0.4)) == THRESHOLD


def test_another_systems_refusals_are_not_probable_at_all() -> None:
    written = replace(REFUSAL, mode="generative", probability=0.4)
    assert abstention.confidence(written) == abstention.confidence(REFUSAL) == 0.0
    assert abstention.confidence(replace(ANSWER, mode="generative", probability=0.99)) == 0.9


def test_there_is_no_curve_without_unanswerable_questions() -> None:
    assert list(abstention.curve(run((0.3, True), (0.9, True)))) == []


def test_a_refused_question_has_a_probability(indexed_seeds: Pincite) -> None:
    refused = indexed_seeds.ask("how old is Kim Jong Un's sister?")
    shown = indexed_seeds.ask("Who accompanied Putin?")
    assert not refused.answered and shown.answered
    assert refused.probability is not None and 0 < refused.probability < THRESHOLD
    assert shown.probability is not None and shown.probability >= THRESHOLD
    assert Answer.from_dict(shown.to_dict()) == shown and "probability" in refused.to_dict()
