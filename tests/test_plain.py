"""Text for comparing: what is the same, and that every letter knows where it came from."""

from __future__ import annotations

import pytest
from hypothesis import given

from qa.checking.plain import plain
from tests.helpers import ANY_TEXT, UNHURRIED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("“friendly” ‘visit’", "'friendly' \"visit\"", id="quotation-marks"),
        pytest.param("multi‑polar world – mirroring", "multi-polar world—mirroring", id="dashes"),
        pytest.param("a  b\n\u00a0c", "a b c", id="white-space"),
        pytest.param("café ﬁne…", "cafe\u0301 fine...", id="accents-ligatures-ellipsis"),
        pytest.param("soft\u00adhyphen\u200b", "softhyphen", id="invisible"),
    ],
)
def test_what_people_call_the_same_is_the_same(one: str, other: str) -> None:
    assert plain(one).text == plain(other).text


@pytest.mark.parametrize(("one", "other"), [("He", "he"), ("7,000", "7000"), ("not", "now"), ("a.", "a")])
def test_letters_digits_case_and_stops_are_not_touched(one: str, other: str) -> None:
    assert plain(one).text != plain(other).text


@UNHURRIED
@given(ANY_TEXT)
def test_every_place_leads_back_to_its_letter(text: str) -> None:
    made = plain(text)
    assert len(made.places) == len(made.text)
    assert list(made.places) == sorted(made.places)
    for i, letter in enumerate(made.text):
        start, end = made.original((i, i + 1))
        assert 0 <= start < end <= len(text)
        if letter.isalnum():
            assert letter in plain(text[start:end]).text
    if made.text:
        start, end = made.original((0, len(made.text)))
        assert plain(text[start:end]).text == made.text
