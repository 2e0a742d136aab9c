"""Who or what something is: an apposition or an office, and no clause that only stands beside the term."""

from __future__ import annotations

import pytest

from qa.answering.definitions import DEFINED, defining
from tests.helpers import passage_of


def said_of(term: str, text: str) -> str | None:
    """What ``text``, a single sentence, says that ``term`` is."""
    passage = passage_of(text, start=7)
    found = next(defining(term, [(passage, (7, 7 + len(text)))]), None)
    assert found is None or (found.score == DEFINED and text[found.start - 7 : found.end - 7] == found.text)
    return found.text if found else None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The actress Ann Lee left.", "The actress"),
        ("Reuters said the army killed the actress Ann Lee.", "the actress"),
        ("Rovers’ newly appointed captain Ann Lee spoke.", "Rovers’ newly appointed captain"),
        ("On Monday Russia’s leader Ann Lee spoke.", "Russia’s leader"),
        ("The children’s author Ann Lee left.", "The children’s author"),
        ("His boss, Ann Lee, left.", "His boss"),
        ("They sold its flagship product, Ann Lee, in May.", "its flagship product"),
        ("Ann Lee - a rival - left.", "a rival"),
        ("Ann Lee – a rival – left.", "a rival"),
        ("Ann Lee — a well-known rival — left.", "a well-known rival"),
        ("Ann Lee, a retired U.S. general worth 2.5 million, left.", "a retired U.S. general worth 2.5 million"),
        ("Ann Lee, the man who said no, left.", "the man who said no"),
        ("Ann Lee, a film released in May, won.", "a film released in May"),
        ("In Ann Lee, a town of 500, it rained.", "a town of 500"),
        ("Ann Lee was one of the rivals.", "one of the rivals"),
        ("The chairman of the talks is Ann Lee.", "The chairman of the talks"),
        ("Russia’s defense minister is Ann Lee.", "Russia’s defense minister"),
        ("The winner of the 2.5 km race was Dr. Ann Lee.", "The winner of the 2.5 km race"),
        ("The chairman of the firm said the winner is Ann Lee.", "the winner"),
        ("Prosecutor Ann Lee KC said so.", "Prosecutor"),
        ("On Monday Deputy Energy Minister Ann Lee left.", "Deputy Energy Minister"),
        ("“No,” said Rovers manager Ann Lee, who left.", "Rovers manager"),
        ("Former finance minister Ann Lee left.", "Former finance minister"),
    ],
)
def test_a_sentence_says_who_somebody_is(text: str, said: str) -> None:
    assert said_of("Ann Lee", text) == said


@pytest.mark.parametrize(
    "text",
    [
        "Reuters said the army killed Ann Lee.",
        "The army killed leader Ann Lee.",
        "The board names chairman Ann Lee.",
        "At the trial Ann Lee wept.",
        "In the end Ann Lee won.",
        "In the end, Ann Lee won.",
        "He gave the lead to Ann Lee.",
        "He told the crowd Ann Lee won.",
        "The list Ann Lee made is lost.",
        "Ann Lee, his boss said, had left.",
        "Ann Lee, his boss said on Monday, had left.",
        "Ann Lee, the rival says, has left.",
        "Ann Lee – the rival said – had left.",
        "After the match, Ann Lee, 41, left.",
        "Under the deal, Ann Lee, 41, stays.",
        "In talks with the president, Ann Lee won.",
        "On EW’s YouTube, Ann Lee, 41, sang.",
        "The father of Ann Lee is a pilot.",
        "Joann Lee is a pilot.",
        "The chairman of the talks is Ann Lee’s son.",
        "When he met Ann Lee, the crowd cheered in joy.",
        "For Ann Lee, the trial was over.",
        "Despite Ann Lee, the deal offers a chance.",
        "In Ann Lee, the mayor, Joe Doss, left.",
    ],
)
def test_what_stands_beside_a_name_need_not_say_who_that_is(text: str) -> None:
    assert said_of("Ann Lee", text) is None


def test_an_accent_is_a_capital_too() -> None:
    assert said_of("Éva Nagy", "The chairman of the talks is Éva Nagy.") == "The chairman of the talks"
    assert said_of("Éva Nagy", "He met Óscar’s boss Éva Nagy.") == "Óscar’s boss"


def test_small_letters_find_capitals_and_not_the_other_way_round() -> None:
    assert said_of("mirv", "A MIRV is a missile with several warheads.") == "a missile with several warheads"
    assert said_of("Ann lee", "The actress Ann Lee left.") == "The actress"
    assert said_of("Mirv", "MIRV, a missile, flew.") == "a missile"
    assert said_of("Killed", "Two killed, a father and a son, were named.") is None


def test_any_sentence_is_read() -> None:
    for text in ("Ann Lee, the who, left.", "The Ann Lee", "Ann Lee, ", "", "the the the Ann Lee, the the the"):
        assert said_of("Ann Lee", text) in (None, "the the the", "the who")
