"""A question for one thing is answered by the item of a list that speaks of it."""

from __future__ import annotations

import pytest

from qa.answering.items import of_another_item
from qa.answering.questions import asks_for_one_value
from qa.reader import answer_units
from qa.reading import asked_stems, read
from tests.helpers import passage_of
from tests.test_reading import needs_model

DATES = "Key dates\n\n- 14 March 1911: the whaler sails\n- 1 September 2024: the wreck is found\n- 11 September 2024: the bell is raised\n"


@pytest.mark.parametrize(
    ("question", "one"),
    [
        ("When was the wreck found?", True),
        ("How many people died?", True),
        ("Where was she born?", True),
        ("Who is the mayor?", True),
        ("Who are the members?", False),
        ("Who came with him?", False),
        ("Which countries joined?", False),
        ("What may I bring?", False),
        ("Why did she leave?", False),
    ],
)
def test_what_asks_for_one_thing(question: str, one: bool) -> None:
    assert asks_for_one_value(question) is one


@pytest.mark.parametrize(
    ("question", "others"),
    [
        ("When was the wreck found?", [True, False, True]),
        ("When was the wreck discovered?", [True, False, True]),
        ("When was the bell raised?", [True, True, False]),
        ("When did it rain?", [False, False, False]),
    ],
)
def test_which_item_speaks_of_it(question: str, others: list[bool]) -> None:
    passage = passage_of(DATES, start=7)
    assert [of_another_item(asked_stems(question), passage, item) for item in passage.sentences[-3:]] == others
    assert not of_another_item(asked_stems(question), passage, passage.sentences[0])


def test_sentences_beside_a_list_and_items_of_two_say_nothing_of_one_another() -> None:
    text = "- The wreck is found\n\nThe bell was found in May.\n\n- The bell is raised\n- It is sold"
    passage = passage_of(text)
    asked = asked_stems("When was the bell raised?")
    assert [of_another_item(asked, passage, place) for place in passage.sentences] == [False, False, False, True]


def test_items_are_taken_apart_for_one_thing() -> None:
    passage = passage_of(DATES)
    assert len(answer_units(passage)) == len(passage.sentences) - 2
    assert answer_units(passage, apart=True) == list(passage.sentences)


@needs_model
@pytest.mark.parametrize(
    ("question", "answer"),
    [("When was the wreck found?", "1 September 2024"), ("When was the bell raised?", "11 September 2024")],
)
def test_the_date_of_its_own_item(question: str, answer: str) -> None:
    best = read(question, [passage_of(DATES)])[0]
    assert best.text == answer and best.passage.text[slice(*best.sentence)].strip().startswith(f"- {answer}")
