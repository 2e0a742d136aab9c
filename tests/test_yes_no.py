"""Yes or no is what the article says of the very thing asked, and nothing where it says neither plainly."""

from __future__ import annotations

import pytest

from tests.helpers import span_of
from tests.test_extractive import drafted


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        pytest.param(
            "Did the environment agency inspect the plant in December?",
            "The environment agency, which is not funded by the state, inspected the plant in December.",
            "Yes",
            id="another-thing-negated",
        ),
        pytest.param("Did police question Owen Firth?", "Police arrested no one but questioned Owen Firth.", "Yes", id="no-one-but"),
        pytest.param("Did the council approve the bridge?", "The council did not only approve the bridge but paid for it.", "Yes", id="not-only"),
        pytest.param("Did the council approve the bridge?", "The council did not approve the bridge.", "No", id="not"),
        pytest.param("Was anybody arrested during the strike?", "Nobody was arrested during the strike.", None, id="being"),
        pytest.param("Did anybody die in the fire?", "Nobody died in the fire.", "No", id="nobody"),
        pytest.param("Did any minister visit the plant?", "No minister visited the plant.", "No", id="no-minister"),
        pytest.param("Has the plant ever been fined?", "The plant has never been fined.", "No", id="ever-and-never"),
        pytest.param("Will Bell not resign?", "Bell will not resign.", None, id="a-negated-question"),
        pytest.param("Did Bell steal the money?", "Bell denied that he stole the money.", None, id="denied"),
        pytest.param("Did Bell resign?", "Bell refused to resign.", "No", id="refused"),
        pytest.param("Did the brothers visit the plant?", "The brothers say they’ll visit the plant.", None, id="they-will"),
        pytest.param("Did the brothers visit the plant?", "The brothers say they'll visit the plant.", None, id="they-will-straight"),
        pytest.param("Did Bell resign?", "Bell won’t resign.", None, id="will-not"),
        pytest.param("Did Bell resign?", "Bell shan't resign.", None, id="shall-not"),
    ],
)  # fmt: skip
def test_yes_and_no(question: str, text: str, answer: str | None) -> None:
    found = drafted(question, span_of(text, text.split()[0], "a.txt", 0.1))
    assert found.answer == answer
    assert [statement.text for statement in found.statements] == [text]


def test_a_sentence_about_her_is_read_with_the_one_that_names_her() -> None:
    text = "Ann Doss conceded on Sunday. She said that she would not run again."
    found = drafted("Will Doss run again?", span_of(text, "Sunday", "a.txt", 0.1))
    assert [statement.text for statement in found.statements] == [text]


def test_what_came_closest_is_what_speaks_most_of_the_matter() -> None:
    text = "The fire spread on Sunday. Investigators have not ruled out arson by a neighbour of the owner."
    found = drafted(
        "Was the fire at the warehouse in Lomond arson by somebody else?", span_of(text, "Sunday", "a.txt", 0.1)
    )
    assert found.statements == ()
    assert found.closest
