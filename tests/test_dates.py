"""A publication date is found where the article states it, and absent rather than guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from qa.sources import read_article
from qa.sources.dates import find_date, parse_date
from tests.conftest import SEEDS
from tests.helpers import ANY_TEXT, UNHURRIED

BODY = (
    "The president said on Tuesday that nothing had changed in the relationship between the two countries, and that "
    "it would stay so.\n"
) * 3
JUNE_19 = date(2024, 6, 19)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Posted at 7:16 AM, Jun 17, 2024", date(2024, 6, 17)),
        ("2017/05/23", date(2017, 5, 23)),
        ("Published June 19, 2024 4:05 p.m. ET", JUNE_19),
        ("19 June 2024", JUNE_19),
        ("JUNE 19, 2024", JUNE_19),
        ("(June 19, 2024)", JUNE_19),
        ("Wednesday, June 19th, 2024", JUNE_19),
        ("Jun. 19, 2024 at 4:05 PM", JUNE_19),
        ("2024-06-19T10:00:00Z", JUNE_19),
        ("2024-06-19T10:00:00+02:00", JUNE_19),
        ("Date: 2024-06-19", JUNE_19),
        ("19.06.2024", JUNE_19),
        ("13/04/2024", date(2024, 4, 13)),
        ("04/13/2024", date(2024, 4, 13)),
        ("04/04/2024", date(2024, 4, 4)),
        ("Published 19/06/2024 at 10:00", JUNE_19),
        ("By Ann Lee, 3 May 2022", date(2022, 5, 3)),
        ("By JANE DOE June 19, 2024", JUNE_19),
        ("By Jane Doe | Reuters | June 19, 2024", JUNE_19),
        ("June 19, 2024 / 10:43 AM EDT / CBS News", JUNE_19),
        ("5 min read · Jun 19, 2024", JUNE_19),
        ("First published on Wed 19 Jun 2024 10.00 BST", JUNE_19),
        ("Updated 5:30 PM EDT, Wed June 19, 2024", JUNE_19),
        ("WASHINGTON (AP) — June 19, 2024", JUNE_19),
        (
            "LONDON, June 19, 2024 (Reuters) - The president said on Tuesday that he would go, the ministry said.",
            JUNE_19,
        ),
        ("LONDON, June 19, 2024 – The president said on Tuesday that he would go.", JUNE_19),
        ("Published 19.06.2024", JUNE_19),
        ("19. June 2024", JUNE_19),
        ("19-Jun-2024", JUNE_19),
        ("2024. 06. 19", JUNE_19),
        ("Wed 19 Jun 2024 07.16 BST", JUNE_19),
        ("Last modified on Wed 19 Jun 2024 08.00 BST", JUNE_19),
        ("Published: 16:04 BST, 19 June 2024 | Updated: 17:00 BST, 20 June 2024", JUNE_19),
        ("Published Wed, Jun 19 20247:16 AM EDTUpdated Thu, Jun 20 20248:00 AM EDT", JUNE_19),
        ("June 19, 20244:05 PM ET", JUNE_19),
        ("June 19, 2024 - 7:16am", JUNE_19),
        ("Issued on: 19/06/2024 - 07:16", JUNE_19),
        ("Updated 3 hours ago - 19 June 2024", JUNE_19),
        ("Jane Doe Wed, June 19, 2024 at 7:16 AM EDT 3 min read", JUNE_19),
        ("Written by Jane Doe June 19, 2024", JUNE_19),
    ],
)
@pytest.mark.parametrize("head", ["", "The title of the story\n", "World\n\nActions\n\nThe title of the story\n\n"])
def test_a_date_in_the_head_is_found_where_it_stands(head: str, line: str, day: date) -> None:
    text = head + line + "\n" + BODY
    found = find_date(text)
    assert found is not None
    assert found[0] == day
    assert parse_date(text[slice(*found[1])]) == day
    assert found[1][0] >= len(head)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("03/04/2024", id="march-or-april"),
        pytest.param("Published 03/04/2024 at 10:00", id="march-or-april-published"),
        pytest.param("June 2024", id="no-day"),
        pytest.param("MOSCOW, June 19 (Reuters) - Putin left on Tuesday.", id="no-year"),
        pytest.param("Feb 30, 2024", id="no-such-day"),
        pytest.param("2024-13-01", id="no-such-month"),
        pytest.param("Copyright 2024", id="only-a-year"),
        pytest.param("On June 19, 2024, the president left.", id="in-a-sentence"),
        pytest.param("He was born on June 19, 1950", id="birth"),
        pytest.param("D-Day, June 6, 1944", id="caption"),
        pytest.param("Remembering September 11, 2001", id="headline"),
        pytest.param("The attack of September 11, 2001", id="headline-in-small-letters"),
        pytest.param("PYONGYANG (AP) — Putin said on June 19, 2024 that he had left.", id="story-after-a-dateline"),
        pytest.param("Story by Jane Doe, CNN • 2d", id="relative"),
        pytest.param("12024-06-190", id="number"),
    ],
)
def test_what_is_not_its_date_is_left(line: str) -> None:
    assert find_date("The title of the story\n" + line + "\n" + BODY) is None
    assert find_date(line + "\n" + BODY) is None


@pytest.mark.parametrize(
    "line",
    [
        "Jane Doe, June 19, 2024",
        "Jane Doe, 19 June 2024",
        "Jane van der Doe and John Smith-Jones, June 19, 2024",
        "JANE DOE, JUNE 19, 2024",
        "Jane Doe, CNN, June 19, 2024",
        "Jane Doe (June 19, 2024)",
        "June 19, 2024 Jane Doe",
        "Reuters, June 19, 2024",
        "BBC News, 19 June 2024",
        "The Guardian, Wednesday 19 June 2024",
        "Sports desk, Wednesday 19 June 2024",
        "*Harwick Evening Post, Wednesday 19 June 2024*",
        "Teslin, Wednesday 19 June 2024",
    ],
)
def test_a_name_and_a_date_below_the_title_are_a_byline(line: str) -> None:
    found = find_date("The title of the story\n" + line + "\n" + BODY)
    assert found is not None and found[0] == JUNE_19
    # Alone at the top it could be the title: "Pearl Harbor, December 7, 1941".
    assert find_date(line + "\n" + BODY) is None


@pytest.mark.parametrize(
    ("line", "body"),
    [
        pytest.param("Vladimir Putin, October 7, 1952", "Mr. Putin was born in Leningrad. ", id="caption"),
        pytest.param("Pearl Harbor, December 7, 1941", "The harbor was attacked at dawn. ", id="event"),
        pytest.param("Paris Attacks, November 13, 2015", "Each attack was planned. ", id="plural"),
        pytest.param("Kim Jong Un, June 19, 2024, Getty Images", "", id="picture"),
        pytest.param("June 19, 2024, File Photo", "", id="file-picture"),
        pytest.param("D-Day, June 6, 1944", "", id="one-word"),
        pytest.param("Some of the people who lived there, June 19, 2024", "", id="words"),
        pytest.param("From June 19, 2024", "", id="from"),
    ],
)
def test_a_name_that_the_article_speaks_of_is_no_byline(line: str, body: str) -> None:
    assert find_date("The title of the story\n" + line + "\n" + body + BODY) is None


@pytest.mark.parametrize(
    "card",
    ["9:49 AM, Jun 06, 2024", "June 6, 2024", "Jason Bellini | June 6, 2024", "Posted June 6, 2024"],
)
def test_a_date_below_the_story_is_anothers(card: str) -> None:
    assert find_date(BODY + "\n4 countries threaten global order\n\nJason Bellini\n" + card + "\n" + BODY) is None


def test_a_timeline_under_its_introduction_has_no_date() -> None:
    introduction = BODY.replace("\n", " ") + "\n"
    assert find_date("How the war began\n" + introduction + "February 24, 2022\nRussia invades.\n") is None


def test_a_date_below_the_standfirst_counts() -> None:
    standfirst = (
        "It will mark the first visit in 24 years as both countries seek to strengthen military cooperation, he said.\n"
    )
    found = find_date("The title of the story\n" + standfirst + "Posted at 7:16 AM, Jun 17, 2024\n" + BODY)
    assert found is not None and found[0] == date(2024, 6, 17)


@pytest.mark.parametrize(
    "lines",
    [
        "Updated June 21, 2024\nPublished June 19, 2024",
        "Published June 19, 2024\nUpdated June 21, 2024",
        "Published June 19, 2024, updated June 21, 2024",
    ],
)
def test_published_wins_over_updated(lines: str) -> None:
    found = find_date("The title of the story\n" + lines + "\n" + BODY)
    assert found is not None and found[0] == JUNE_19


@pytest.mark.parametrize(
    ("front", "day"),
    [
        ("date: 2024-06-19", JUNE_19),
        ('date: "19 June 2024"', JUNE_19),
        ("date: 2024-06-19T08:00:00+02:00", JUNE_19),
        ("published: 2024-06-19", JUNE_19),
        ("date: 03/04/2024", None),
        ("expires: 2024-06-19", None),
    ],
)
def test_front_matter(front: str, day: date | None) -> None:
    data = f"---\ntitle: A story\n{front}\n---\n\n{BODY}".encode()
    assert read_article("a.md", data, 0.0).date == day


@pytest.mark.parametrize(
    ("seed", "day"), [("000", None), ("001", None), ("002", date(2024, 6, 17)), ("003", None), ("004", None)]
)
def test_the_sample_articles(seed: str, day: date | None) -> None:
    (path,) = SEEDS.glob(f"{seed}_*.txt")
    # The file's own time is another thing and never stands in.
    article = read_article(path.name, path.read_bytes(), 1718600000.0)
    assert article.date == day
    assert article.modified == 1718600000.0


def test_the_related_story_does_not_lend_its_date() -> None:
    (path,) = SEEDS.glob("002_*.txt")
    text = path.read_text("utf-8").replace("Posted at 7:16 AM, Jun 17, 2024\n", "")
    assert "9:49 AM, Jun 06, 2024" in text
    assert find_date(text) is None


@UNHURRIED
@given(ANY_TEXT)
def test_any_text_has_a_date_or_none(text: str) -> None:
    found = find_date(text)
    assert found is None or parse_date(text[slice(*found[1])]) == found[0]


@pytest.mark.parametrize(
    ("line", "stated"),
    [
        ("CASTRIN, Wednesday 19 June 2024 - The number of cases has risen.", True),
        ("MARISSE, Oranthe, Wednesday 19 June 2024 - Oranthe will raise its duty.", True),
        ("**By Joanna Priddle, science editor | 19 June 2024**", True),
        ("*By Silvie Arnaud, Porth, Wednesday 19 June 2024*", True),
        ("*Wednesday 19 June 2024. By our correspondent Filip Oster in Porth*", True),
        ("*Plain Numbers, a blog by Noor Hadim. Posted 19 June 2024*", True),
        ("*Background compiled by the research desk, last updated 19 June 2024*", True),
        ("A study published on 19 June 2024 found no such thing.", False),
        ("On 19 June 2024, By-laws changed.", False),
        ("He spoke to the Harwick Evening Post, which he had read since 19 June 2024", False),
    ],
)
def test_what_newspapers_put_beside_a_date(line: str, stated: bool) -> None:
    found = find_date("The title of the story\n" + line + "\n" + BODY)
    assert (found is not None and found[0] == JUNE_19) is stated
