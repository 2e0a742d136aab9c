"""Where a quote stands: word for word, as writers change it, or nearly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.checking import locate
from qa.checking.plain import plain
from tests.helpers import UNHURRIED

TEXT = (
    "Putin is “reportedly” staying at the Kumsusan guesthouse – the largest in Pyongyang.\n"
    "It was used by Xi Jinping during his 2019 visit. Nobody else, a spokesman said, will stay there.\n"
)


@pytest.mark.parametrize(
    ("quote", "held"),
    [
        pytest.param("staying at the Kumsusan guesthouse", "staying at the Kumsusan guesthouse", id="as-it-is"),
        pytest.param('"staying at the Kumsusan guesthouse,"', "staying at the Kumsusan guesthouse", id="comma-before-the-mark"),
        pytest.param("Putin is 'reportedly' staying", "Putin is “reportedly” staying", id="other-marks"),
        pytest.param("guesthouse--the largest", "guesthouse – the largest", id="dash"),
        pytest.param("in Pyongyang. It was used", "in Pyongyang.\nIt was used", id="across-lines"),
        pytest.param("[I]t was used by Xi Jinping", "It was used by Xi Jinping", id="letter-in-brackets"),
        pytest.param("Used by Xi Jinping during", "used by Xi Jinping during", id="capital"),
        pytest.param("Putin is … the largest in Pyongyang", "Putin is “reportedly” staying at the Kumsusan guesthouse – the largest in Pyongyang", id="ellipsis"),
        pytest.param("used by Xi Jinping [...] 2019 visit", "used by Xi Jinping during his 2019 visit", id="ellipsis-in-brackets"),
    ],
)  # fmt: skip
def test_a_quote_is_found_as_writers_write_it(quote: str, held: str) -> None:
    (place,) = locate.places(quote, plain(TEXT))
    start, end = place.span
    assert TEXT[start:end] == held


@pytest.mark.parametrize(
    "quote",
    [
        pytest.param("staying at the Kumsusan hotel", id="another-word"),
        pytest.param("taying at the Kumsusan", id="half-a-word"),
        pytest.param("used by Xi Jinping … Putin is reportedly", id="parts-in-the-wrong-order"),
        pytest.param("during his 2018 visit", id="another-number"),
        pytest.param("“”", id="nothing-but-marks"),
    ],
)
def test_other_words_are_not_found(quote: str) -> None:
    assert locate.places(quote, plain(TEXT)) == []


def test_an_ellipsis_does_not_bridge_an_article() -> None:
    text = "It began in spring. " + "Much happened then. " * 200 + "It ended in autumn."
    assert locate.places("It began … in autumn", plain(text)) == []


def test_an_article_s_own_ellipsis_is_part_of_the_quote() -> None:
    (place,) = locate.places("Well... yes", plain("He said: Well… yes."))
    assert place.parts == 1


@pytest.mark.parametrize(
    "quote",
    [
        "It was used by Xi Jinping during his 2021 visit.",
        "It was never used by Xi Jinping during his 2019 visit.",
        "It was used by Xi Jinping during visit.",
        "It was used by Kim Jong Il during his 2019 visit.",
    ],
)
def test_a_changed_quote_is_found_nearly_with_its_whole_sentence(quote: str) -> None:
    place = locate.near(quote, plain(TEXT))
    assert place is not None and locate.ALTERED <= place.similarity <= 1
    assert TEXT[place.span[0] : place.span[1]] == "It was used by Xi Jinping during his 2019 visit."


@pytest.mark.parametrize(
    "quote",
    [
        "The president ate twelve pancakes in Paris on Sunday.",
        "Putin is “reportedly” staying at the most expensive hotel that money can buy.",
        "It was used by Xi Jinping until the roof fell in and everybody left.",
        "",
    ],
)
def test_another_sentence_is_not_nearly_there(quote: str) -> None:
    assert locate.near(quote, plain(TEXT)) is None


def test_the_difference_says_what_was_changed_and_gives_both_texts_back() -> None:
    changes = locate.difference("used by Xi during his 2021 visit", "used by Xi Jinping during his 2019 visit")
    assert "".join(change.claimed for change in changes) == "used by Xi during his 2021 visit"
    assert "".join(change.article for change in changes) == "used by Xi Jinping during his 2019 visit"
    assert [(c.op, c.claimed, c.article) for c in changes if c.op != "equal"] == [
        ("insert", "", "Jinping "),
        ("replace", "2021", "2019"),
    ] or [(c.op, c.claimed, c.article) for c in changes if c.op != "equal"] == [
        ("insert", "", " Jinping"),
        ("replace", "2021", "2019"),
    ]


@pytest.mark.parametrize(
    ("claimed", "article", "changed"),
    [
        pytest.param("met Belusov today", "met Belousov today", [("", "o")], id="a-letter"),
        pytest.param("met Belousov today", "met Lavrov today", [("Belousov", "Lavrov")], id="another-name"),
        pytest.param("since 2019", "since 2016", [("2019", "2016")], id="a-number-is-whole"),
        pytest.param("he did go", "he did not go", [("", "not ")], id="a-word"),
    ],
)
def test_letters_of_one_word_and_whole_other_words(claimed: str, article: str, changed: list[tuple[str, str]]) -> None:
    found = [(one.claimed, one.article) for one in locate.difference(claimed, article) if one.op != "equal"]
    assert [(a, b.strip()) for a, b in found] == [(a, b.strip()) for a, b in changed]


@UNHURRIED
@given(st.text(alphabet="ab “'”-–….,\n", max_size=60), st.data())
def test_whatever_is_cut_from_a_text_is_found_where_it_was(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = locate.occurrences(text[start:end], text)
    assert (start, end) in spans or start == end
