"""The Answer's JSON: written, read back, and refused where it is not one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from qa import Answer, Citation, Disagreement, Kind, Pincite, Searched, Side, Statement

CITATION = Citation(
    "a.txt", 0, 4, "Text", (1, 1), "0" * 64, Kind.TEASER, page=3, title="A title", date=date(2024, 6, 19)
)
WHOLE = Answer(
    question="who?",
    asked="who was it?",
    answered=True,
    answer="Text",
    mode="generative",
    statements=(Statement("Text.", (CITATION, replace(CITATION, date=None)), 0.5, "withheld", "says 2", 2, ((0, 4),)),),
    searched=Searched(5, 41, 1),
    nearest=(CITATION,),
    disagreements=(Disagreement("who?", (Side("Text", 2, (CITATION,)), Side("None", 1, ()))),),
    complete=False,
    notes=("a note",),
    usage={"tokens_in": 3, "cost": None},
    seconds={"total": 0.13, "draft": None},
)


def test_an_answer_comes_back_from_its_json_as_it_was() -> None:
    assert Answer.from_dict(json.loads(json.dumps(WHOLE.to_dict()))) == WHOLE


def test_a_real_answer_comes_back_too(indexed_seeds: Pincite) -> None:
    answer = indexed_seeds.ask("who accompanied Putin?")
    assert Answer.from_dict(answer.to_dict()) == answer


def test_a_key_that_a_later_version_adds_is_passed_over() -> None:
    assert Answer.from_dict(WHOLE.to_dict() | {"mood": "good"}) == WHOLE


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"schema": "pincite.answer/2"}, id="another-version"),
        pytest.param({"statements": [{"text": "only"}]}, id="half-a-statement"),
        pytest.param({"statements": 5}, id="a-number-for-a-list"),
        pytest.param({"searched": {"articles": 1}}, id="half-a-search"),
        pytest.param({"nearest": [CITATION.file]}, id="a-name-for-a-citation"),
        pytest.param({"statements": None}, id="none-for-a-list"),
        pytest.param({"searched": None}, id="none-for-an-object"),
        pytest.param({"answered": 1}, id="a-number-for-a-truth"),
        pytest.param({"question": None}, id="none-for-a-string"),
        pytest.param({"seconds": {"total": "1"}}, id="a-string-for-a-time"),
    ],
)
def test_what_is_no_answer_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"not a (whole )?pincite\.answer/1"):
        Answer.from_dict(WHOLE.to_dict() | change)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"start": "5"}, "start is not a whole number", id="start-string"),
        pytest.param({"start": 5.0}, "start is not a whole number", id="start-with-a-point"),
        pytest.param({"end": True}, "end is not a whole number", id="end-true"),
        pytest.param({"quote": 5}, "quote is not a string", id="quote-number"),
        pytest.param({"file": None}, "file is not a string", id="file-none"),
        pytest.param({"lines": None}, "lines is not a list", id="lines-none"),
        pytest.param({"lines": [1, 2, 3]}, "lines is not a list of 2", id="lines-three"),
        pytest.param({"date": "2024-13-45"}, "month must be in", id="no-such-day"),
        pytest.param({"kind": "novel"}, "'novel' is not a valid Kind", id="no-such-kind"),
    ],
)
def test_a_citation_of_wrong_values_is_refused(change: dict[str, object], reason: str) -> None:
    stated = WHOLE.to_dict()
    stated["nearest"][0] |= change
    with pytest.raises(ValueError, match=rf"not a whole pincite\.answer/1 \(.*{reason}"):
        Answer.from_dict(stated)


def test_a_whole_number_does_for_any_number() -> None:
    assert Answer.from_dict(WHOLE.to_dict() | {"seconds": {"total": 1}}).seconds == {"total": 1}


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(ValueError, match="it is not an object"):
        Answer.from_dict(["pincite.answer/1"])  # type: ignore[arg-type]
