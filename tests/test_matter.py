"""A text speaks of a question by its words, by forms of them, by other words that mean as much, or in its title."""

from __future__ import annotations

import pytest
from hypothesis import given

from qa.answering.matter import share_held, words_together
from tests.helpers import ANY_TEXT, UNHURRIED
from vectorstore import stemming
from vectorstore.lexical import Query


def query_of(question: str, **rarity: float) -> Query:
    """A question's words, each as rare as the next unless ``rarity`` says otherwise."""
    words = {stemming.stem(w): w for w in question.lower().rstrip("?").split() if w not in stemming.STOP_WORDS}
    return Query(words, {key: rarity.get(word, 1.0) for key, word in words.items()}, dict.fromkeys(words, 1), ())


@pytest.mark.parametrize(
    ("question", "text", "title", "share"),
    [
        pytest.param("Who bought the factory?", "The factory was bought on Monday.", "", 1.0, id="words"),
        pytest.param("Where did Kim meet Putin?", "Putin met Kim.", "", 1.0, id="an-irregular-form"),
        pytest.param("Who purchased the factory?", "Its rival bought the factory.", "", 0.85, id="said-otherwise"),
        pytest.param("Is Russia short of weapons?", "Russia faces a shortage of weapons.", "", 0.9, id="one-family"),
        pytest.param("Who invaded Ukraine?", "The invasion of Ukraine began.", "", 0.85, id="a-verb-and-its-noun"),
        pytest.param("Who governs Austria?", "Labor governs Australia.", "", 0.5, id="alike-and-not-the-same"),
        pytest.param("Who governs Niger?", "A junta governs Nigeria.", "", 0.5, id="another-country"),
        pytest.param("Who bought the factory?", "Its rival bought it.", "A factory is sold", 0.75, id="in-the-title"),
        pytest.param("What did the mayor call the bridge?", "The mayor said the bridge was a ruin.", "", 1.0, id="adds-nothing"),
        pytest.param("What did the mayor call the bridge?", "The tunnel is a ruin.", "", 0.0, id="nothing-of-it"),
        pytest.param("What was the last call?", "It rained.", "", 0.0, id="all-words-add-nothing"),
    ],
)  # fmt: skip
def test_the_share_of_a_question_that_a_text_says(question: str, text: str, title: str, share: float) -> None:
    assert share_held(query_of(question), text, title) == pytest.approx(share, abs=0.01)


def test_a_rare_word_weighs_more() -> None:
    query = query_of("Who sold the zeppelin?", zeppelin=9.0)
    assert share_held(query, "The zeppelin burned.", "") > 0.8 > 0.2 > share_held(query, "He sold bread.", "")


@UNHURRIED
@given(ANY_TEXT, ANY_TEXT)
def test_any_text_has_a_share(text: str, title: str) -> None:
    assert 0 <= share_held(query_of("Where did Kim meet Putin last year?"), text, title) <= 1


def test_neighbouring_words_stand_together() -> None:
    query = query_of("who accompanied Putin?")
    near, far = (
        "Accompanying Putin was Lavrov.",
        "Putin greeted the children while a choir, accompanied by drums, sang.",
    )
    assert words_together(query, stemming.stems(near)) > words_together(query, stemming.stems(far)) > 0
