"""Whose age a number is: somebody else's is no answer to how old the one who is asked about is."""

from __future__ import annotations

import pytest

from qa.answering.ages import is_age

CROWD = "Tarrant, 19, met Luca Bianconi's corner."
HOME = "Oona Farrelly, 47, lives with her husband, Callum, 51, and a dog."


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "expected"),
    [
        ("How old is Lee?", "My deputy, Ann Lee, rang me at 5.25 that day.", "5.25", False),
        ("How old is Joe Tarrant?", CROWD, "19", True),
        ("How old is Luca Bianconi?", CROWD, "19", False),
        ("How old is Oona Farrelly?", HOME, "47", True),
        ("How old is Oona Farrelly's husband?", HOME, "47", False),
        ("How old is Oona Farrelly's husband?", HOME, "51", True),
        ("How old is Callum?", HOME, "51", True),
        ("How old is Ann Lee?", "The 34-year-old mayor Ann Lee met Bo Berg.", "34-year-old", True),
        ("How old is Bo Berg?", "The 34-year-old mayor Ann Lee met Bo Berg.", "34-year-old", False),
        ("What age was Bo Berg?", "Ann Lee, who was then aged 34, met Bo Berg.", "34", False),
        ("How old is Helen Tarrant?", "Joe Tarrant (Rovers), 19, met Helen Tarrant.", "19", False),
        ("How old is Ann Lee?", "She is 34.", "34", True),
        ("How old is Ann Lee's wife?", "Her wife, who is 6-foot-9, drives.", "6-foot-9", False),
        ("How old is Bo Lee?", "Lee’s 65-year-old wife, Ann, was found.", "65", False),
        ("How old is Jill Lee?", "Joe Lee celebrates his 80th birthday with Jill Lee.", "80th", False),
        ("How old is Joe Lee?", "Joe Lee celebrates his 80th birthday with Jill Lee.", "80th", True),
        ("How many came?", CROWD, "19", True),
    ],
)
def test_an_age_is_the_one_asked_for(question: str, sentence: str, answer: str, expected: bool) -> None:
    place = sentence.index(answer)
    passage = f"Ann Lee won. {sentence}"
    assert is_age(question, sentence, (place, place + len(answer)), passage) is expected
