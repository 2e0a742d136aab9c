"""A line that says only who made the article, where and when, tells nothing of what happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qa.answering.bylines import bylines, in_byline
from qa.answering.untold import tells_nothing
from tests.helpers import passage_of

BODY = "\n\nThe reef off Tarn was seen for the first time by the crew of a trawler on Monday, the institute said in a long note.\n"


def told(line: str, rest: str = BODY, dated: bool = False) -> bool:
    """Whether the line tells something below a headline and above ``rest``."""
    text = f"Corals in the dark\n\n{line}{rest}"
    return not any(text[a:b].strip() == line for a, b in bylines(text, "Corals in the dark", dated))


@pytest.mark.parametrize(
    "line",
    [
        "By Jon Fell",
        "By Jon Fell, science writer",
        "By Dr Mina Farr, science editor, The Westland Observer",
        "By Ann Roe and Bo Lind, our courts reporters",
        "By our correspondent in Oslo",
        "by Séverine N’Diaye",
        "Interview by Ann Roe",
        "An interview by Ann Roe",
        "Words: Ann Roe. Pictures: Bo van der Lind",
        "Words and pictures: Ann Roe",
        "Live blog by Ann Roe and Bo Lind",
        "*Compiled by the Northern Chronicle, 2 June 2025*",
        "Ann Roe, Health Correspondent",
        "Ann Roe, health correspondent, Holm Mercury",
        "Ann Roe and Bo Lind, staff writers",
        "Ann Roe in Velika",
        "Holm Mercury, Friday 11 October 2024",
        "TARN, Jan 16, 2024, 06:20",
    ],
)
def test_who_made_it_tells_nothing(line: str) -> None:
    assert not told(line)


@pytest.mark.parametrize(
    "line",
    [
        "By Friday",
        "By Friday, the reef was lost.",
        "Stolen by Ann Roe",
        "A reef found by Ann Roe",
        "Words fail Ann Roe",
        "By Ann Roe the reef is called a wonder",
        "Ann Roe, who found the reef",
        "Ann Roe found it in Velika",
        "Ann Roe, editor, dies at 91",
        "Velika, the capital",
        "The reef in Velika was found on 3 May 2024",
        "## Ann Roe in Velika",
    ],
)
def test_what_tells_more_is_none(line: str) -> None:
    assert told(line)


def test_of_whom_the_article_speaks_is_no_writer() -> None:
    assert told("Ann Roe in Velika", BODY + "Roe signed the pact.")
    assert told("Ann Roe, newspaper editor", BODY + "Roe edited the Mercury for years.")
    # "By" leaves no doubt; what the text tells of her is told there.
    text = "Corals in the dark\n\nBy Ann Roe\n\nThe reef was found by Ann Roe of Tarn."
    passage = passage_of(text)
    at = text.index("Ann Roe")
    again = text.rindex("Ann Roe")
    assert in_byline(passage, (at, at + 7)) and not in_byline(passage, (again, again + 7))


def test_a_list_of_a_staff_and_a_timeline_tell() -> None:
    assert told("Ann Roe, editor", "\nBo Lind, photographer" + BODY)
    assert told("Tarn, 16 January 2024", "\nThe reef is seen.\nVelika, 3 May 2024\nIt is named.\n")
    # The article's own date is known to be another one.
    assert told("Tarn, Tuesday 16 January 2024", BODY, dated=True)


def test_only_the_head_has_one() -> None:
    passage = passage_of("By Ann Roe, science writer\n\nThe reef was found.", start=3000)
    assert not in_byline(passage, (3003, 3010))
    text = "Corals\n\n" + (BODY * 3) + "\nBy Ann Roe, science writer\n"
    at = text.index("Ann Roe")
    assert not in_byline(passage_of(text), (at, at + 7))


def test_it_answers_who_wrote_it_and_when() -> None:
    text = f"Corals\n\nBy Ann Roe, science writer\nHolm Mercury, Friday 11 October 2024{BODY}"
    passage = replace(passage_of(text), date=date(2024, 10, 11))
    for said in ("Ann Roe", "11 October 2024"):
        place = (text.index(said), text.index(said) + len(said))
        sentence = next((a, b) for a, b in passage.sentences if a <= place[0] < b)
        assert tells_nothing(passage, sentence, place)
        assert not tells_nothing(passage, sentence, place, dated=True)
