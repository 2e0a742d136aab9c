"""A line that only says when its article was published or who wrote it is told from one that says more."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from qa.sources.datelines import asks_for_dateline, in_dateline, is_dateline
from qa.sources.dates import find_date
from tests.conftest import SEEDS
from tests.helpers import ANY_TEXT, UNHURRIED

JUNE_19 = date(2024, 6, 19)


@pytest.mark.parametrize(
    "line",
    [
        "Published 14 March 2024",
        "Published: 10 January 2024\n",
        "Posted at 7:16 AM, Jun 17, 2024",
        "*Updated Monday, April 24*",
        "Updated 3 hours ago",
        "Updated 5:13 p.m. ET / Ariel Edwards-Levy",
        "Published Wed, Jun 19 20247:16 AM EDTUpdated Thu, Jun 20 20248:00 AM EDT",
        "By Ann Lee",
        "By Ann Lee, March 3, 2024",
        "By RANDALL CHASE AP Business Writer",
        "By Élise Šimková and Ólafur de la Cruz, staff writers",
        "Story by Ian James | Photos and video by Steve Elfers | Dec. 10, 2015",
        "author: Nina Cole",
        "From: Nina Cole <nina@times.com>",
        "By Ann Lee\nMarch 3, 2024",
    ],
)
def test_what_is_a_dateline_whatever_the_articles_date(line: str) -> None:
    assert is_dateline(line)


@pytest.mark.parametrize(
    "line",
    [
        "June 19, 2024",
        "2024/06/19",
        "date: 2024-06-19",
        "Date: Wed, 19 Jun 2024 10:00:00 -0500",
        "June 19, 2024 / 10:43 AM EDT / CBS News",
        "Jane Doe, CNN, June 19, 2024",
        "Holm Mercury, Wednesday 19 June 2024",
        "For immediate release, 19 June 2024",
        "WASHINGTON (AP) — June 19, 2024",
    ],
)
def test_a_date_alone_is_one_where_it_is_the_articles_own(line: str) -> None:
    assert is_dateline(line, JUNE_19)
    # In a timeline it is when something happened.
    assert not is_dateline(line, date(2024, 6, 20))
    assert not is_dateline(line)


@pytest.mark.parametrize(
    "line",
    [
        "PYONGYANG, June 19 (Reuters) – Putin arrived in the North.",
        "LONDON, June 19, 2024 (Reuters) - The president left.",
        "Trump Indicted on June 19, 2024",
        "Ten Things You Need to Know Today: 19 June 2024 | The Week",
        "On June 19, 2024, the president left.",
        "By Friday, Kim had gone.",
        "By Friday",
        "By the numbers",
        'by George Orwell "Brave New World," by Aldous Huxley',
        "Updated COVID Guidance For Schools",
        "Updated: Storm Hits Texas Friday",
        "Published in 1949",
        "The study, published June 19, 2024",
        "Published June 19, 2024 A fire broke out on Tuesday night.",
        "June 19",
        "By",
        "",
    ],
)
def test_a_line_that_says_more_is_none(line: str) -> None:
    assert not is_dateline(line, JUNE_19)


def test_a_wrapped_sentence_may_open_with_one() -> None:
    sentence = "Published 14 March 2024\nA fire broke out on Tuesday night in the market\nof the town by 9:30 p.m."
    assert in_dateline(sentence, (10, 23))
    assert not in_dateline(sentence, (sentence.index("Tuesday"), sentence.index("Tuesday") + 13))
    assert in_dateline("June 19, 2024\nA fire broke out", (0, 13), JUNE_19)
    # Where a wrapped sentence ends.
    assert not in_dateline("A fire broke out on\nJune 19, 2024.", (20, 33), JUNE_19)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("When was the article published?", True),
        ("When was this posted?", True),
        ("When was the story last updated?", True),
        ("What is the date of the article?", True),
        ("Who wrote the story?", True),
        ("Who is the author?", True),
        ("Who interviewed the director?", True),
        ("Who first reported on the reef?", True),
        ("By whom was the list compiled?", False),
        ("Who was the mayor interviewed by?", True),
        ("When was the interview published?", True),
        ("Who reports to the mayor?", False),
        ("When did the fire break out?", False),
        ("What was the date of the Senate hearing?", False),
        ("When was the study published?", False),
        ("Who met Putin?", False),
    ],
)
def test_a_question_may_ask_for_it(question: str, asks: bool) -> None:
    assert asks_for_dateline(question) is asks


def test_the_sample_articles() -> None:
    found = []
    for path in sorted(SEEDS.glob("*.txt")):
        text = path.read_text("utf-8")
        own = find_date(text)
        found += [line for line in text.splitlines() if is_dateline(line, own[0] if own else None)]
    assert found == [
        "By Stefan J. Bos, Chief International Correspondent Worthy News",
        "Posted at 7:16 AM, Jun 17, 2024",
    ]


@UNHURRIED
@given(ANY_TEXT)
def test_any_text_is_one_or_not(text: str) -> None:
    assert is_dateline(text) in (True, False)
