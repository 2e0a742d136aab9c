"""Exact match and F1: worked by hand after SQuAD 2.0's official script, and the way typeset text is scored."""

from __future__ import annotations

import pytest

from tests.benchmarks.squad_score import exact, f1, normalised, normalised_typeset


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Broncos!", "broncos"),
        ("a cat, an owl and the  dog", "cat owl and dog"),
        ("Theatre", "theatre"),
        ("U.S.", "us"),
        ("well-known", "wellknown"),
        ("$5.2", "52"),
        # Punctuation goes first, so that this is no article any more.
        ("the-cat", "thecat"),
        ("a.", ""),
        ("“Grease”", "“grease”"),
        ("Domino’s", "domino’s"),
        ("1568–1609", "1568–1609"),
        ("24 August – 3 October", "24 august – 3 october"),
        (" \t\u00a0x\u2003y\n", "x y"),
        (".", ""),
    ],
)
def test_only_asciis_punctuation_goes(text: str, expected: str) -> None:
    assert normalised(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("“Grease”", "grease"), ("Domino’s", "dominos"), ("10%–20%", "1020"), ("“The ‘a’ list”", "list")],
)
def test_of_typeset_text_its_own_marks_go_too(text: str, expected: str) -> None:
    assert normalised_typeset(text) == expected


@pytest.mark.parametrize(
    ("given", "accepted", "em", "score"),
    [
        ("the Denver Broncos", ["Denver Broncos"], 1.0, 1.0),
        # Precision 2/3, recall 2/4.
        ("Denver Broncos won", ["the Denver Broncos of Colorado"], 0.0, 4 / 7),
        # A word counts as often as both have it: precision 1/2, recall 1.
        ("no no", ["no"], 0.0, 2 / 3),
        ("Paris", ["London", "in Paris"], 0.0, 2 / 3),
        ("Paris", ["London"], 0.0, 0.0),
        ("“Grease”", ["Grease"], 0.0, 0.0),
        # Where nobody could answer, only nothing is right.
        ("", [], 1.0, 1.0),
        ("Paris", [], 0.0, 0.0),
        ("", ["Paris"], 0.0, 0.0),
        # An accepted answer without a word is left out, unless there is no other.
        ("the", [".", "Paris"], 0.0, 0.0),
        ("the", ["."], 1.0, 1.0),
    ],
)
def test_worked_by_hand(given: str, accepted: list[str], em: float, score: float) -> None:
    assert exact(given, accepted) == em
    assert f1(given, accepted) == pytest.approx(score)


def test_typeset_answers_agree_with_plain_ones() -> None:
    assert exact("“Grease”", ["Grease"], normalised_typeset) == 1.0
    assert f1("a ‘son of Concorde’", ["'son of Concorde'"], normalised_typeset) == 1.0
