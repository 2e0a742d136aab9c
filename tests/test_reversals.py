"""What a later article takes back is no plain yes or no."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qa.reading import AnswerSpan
from tests.helpers import span_of
from tests.test_extractive import drafted

ASKED = "Did anybody die in the blackout?"


def told(text: str, answer: str, file: str, day: date | None, title: str, score: float = 0.5) -> AnswerSpan:
    span = span_of(text, answer, file, score)
    return replace(span, passage=replace(span.passage, date=day, title=title))


FIRST = told("Nobody died in the blackout.", "Nobody", "a.txt", date(2024, 1, 16), "Blackout at St Brann's Hospital")


@pytest.mark.parametrize(
    "text",
    [
        "The hospital admitted on Friday that a patient had died, reversing its earlier statement.",
        "After first denying it, the hospital said a patient had died.",
        "The hospital withdrew its statement that no patient had died.",
        "A patient died, contrary to the earlier report.",
    ],
)
def test_what_was_taken_back_stands_behind_what_is_known(text: str) -> None:
    later = told(text, "patient", "b.txt", date(2024, 1, 19), "Patient died at St Brann's Hospital", 0.1)
    found = drafted(ASKED, FIRST, later, threshold=0.0)
    assert found.answer is None and found.disagreements == ()
    assert [statement.text for statement in found.statements] == [text, FIRST.passage.text]


def test_it_is_shown_where_the_first_decides_nothing_plainly_too() -> None:
    first = replace(FIRST, passage=replace(FIRST.passage, text="It may be that nobody died.", sentences=((0, 27),)))
    first = replace(first, sentence=(0, 27), start=12, end=18)
    for text, number in (
        ("Reversing its earlier statement, it said a man had died.", 2),
        ("It admitted that a man had died.", 1),
    ):
        later = told(text, "man", "b.txt", date(2024, 1, 19), "Patient died at St Brann's Hospital", 0.1)
        found = drafted("Did anybody die because of the cut?", first, later, threshold=0.0)
        assert found.answer is None and len(found.statements) == number


@pytest.mark.parametrize(
    ("text", "day", "title"),
    [
        ("The hospital admitted that a patient had died.", date(2024, 1, 12), "A death at St Brann's Hospital"),
        ("The hospital admitted that a patient had died.", date(2024, 9, 12), "A death at St Brann's Hospital"),
        ("The hospital admitted that a patient had died.", None, "A death at St Brann's Hospital"),
        ("The zoo admitted that a bear had died.", date(2024, 1, 19), "A bear is gone"),
        ("The hospital admitted that it had no money.", date(2024, 1, 19), "St Brann's Hospital"),
        ("A patient was admitted and died of a stroke.", date(2024, 1, 19), "St Brann's Hospital"),
    ],
    ids=["earlier", "much-later", "of-no-date", "of-something-else", "another-thing", "to-hospital"],
)
def test_what_takes_nothing_of_it_back_leaves_it(text: str, day: date | None, title: str) -> None:
    found = drafted(ASKED, FIRST, told(text, text.split()[1], "b.txt", day, title, 0.1), threshold=0.0)
    assert found.answer == "No"
    assert [statement.text for statement in found.statements] == [FIRST.passage.text]


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Did Bell resign?", "Bell handed in his letter to resign, and the chairman tore it up.", None),
        ("Did Bell resign?", "Bell resigned, but the board refused to accept it.", None),
        ("Did Bell resign?", "Bell resigned, and tore up the floor.", "Yes"),
        ("Did Bell resign?", "Bell resigned and did not accept a pension.", "Yes"),
        ("Did Bell resign?", "Bell resigned, but his resignation was not accepted.", None),
        ("Was the bill withdrawn?", "The bill was withdrawn.", "Yes"),
    ],
)
def test_what_is_undone_in_its_own_sentence(question: str, text: str, answer: str | None) -> None:
    assert drafted(question, span_of(text, "Bell" if "Bell" in text else "bill"), threshold=0.0).answer == answer
