"""Whoever is asked what somebody said gets that person's words and nobody else's."""

from __future__ import annotations

import pytest

from qa.answering.speaking import asked_speaker, says
from tests.helpers import passage_of, span_of
from tests.test_extractive import drafted

RACE = (
    "“I ran the last mile alone,” Bea Lindqvist said. “I still cannot believe it,” said Rui Duarte, 22. “My mum is crying "
    "somewhere up there.” Lindqvist spoke to reporters. She added that she would rest."
)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did Bea Lindqvist say?", {"bea", "lindqvist"}),
        ("What did the union say about pay?", set()),
        ("What was said?", set()),
    ],
)
def test_asked_speaker(question: str, named: set[str]) -> None:
    assert asked_speaker(question) == named


def test_each_sentence_is_its_speakers() -> None:
    passage = passage_of(RACE)
    speaker = asked_speaker("What did Bea Lindqvist say?")
    assert [says(speaker, passage, sentence) for sentence in passage.sentences] == [True, False, False, True, True]


def test_only_the_words_asked_for_are_shown() -> None:
    found = drafted("What did Bea Lindqvist say?", span_of(RACE, "alone", "a.txt", 0.8))
    assert found.statements
    assert not any("Duarte" in statement.text or "mum" in statement.text for statement in found.statements)


def test_one_name_is_enough() -> None:
    text = "“Our tracks are safe,” Hurst said."
    found = drafted("What did Hurst say?", span_of(text, "safe", "a.txt", 0.3))
    assert found.answer == "Our tracks are safe,"
    assert [statement.text for statement in found.statements] == [text]


def test_no_sentence_is_shown_twice() -> None:
    text = "Ruth Calder lost the vote. “This is not the end,” Calder said. “They will hear from Calder,” Calder said."
    found = drafted("What did Calder say?", span_of(text, "end", "a.txt", 0.8))
    places = [(c.start, c.end) for statement in found.statements for c in statement.citations]
    assert len(places) == 2
    assert all(a >= d or c >= b for i, (a, b) in enumerate(places) for c, d in places[:i])
