"""Title and publisher are what the article's head states, absent rather than guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from qa.sources import read_article
from qa.sources.header import LONGEST_TITLE, find_source, find_title, stated_head
from tests.conftest import SEEDS
from tests.helpers import ANY_TEXT, UNHURRIED

BODY = "The president said on Tuesday that nothing had changed in the relationship between the two countries.\n" * 3


@pytest.mark.parametrize(
    ("seed", "title", "source"),
    [
        ("000", None, "Worthy News"),
        ("001", "Vladimir Putin with Kim Jong Un", None),
        ("002", "North Korea says Russian President Putin will arrive in the North on Tuesday", None),
        ("003", None, "Stern"),
        ("004", None, None),
    ],
)
def test_the_sample_articles(seed: str, title: str | None, source: str | None) -> None:
    (path,) = SEEDS.glob(f"{seed}_*.txt")
    article = read_article(path.name, path.read_bytes(), 0.0)
    assert (article.title, article.source) == (title, source)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        pytest.param("Putin arrives in North Korea\n", "Putin arrives in North Korea", id="first-line"),
        pytest.param(
            "\n\n  Putin arrives in North Korea  \n\n", "Putin arrives in North Korea", id="after-blank-lines"
        ),
        pytest.param("Putin arrives in North Korea\r\n\r\n", "Putin arrives in North Korea", id="crlf"),
        pytest.param("Putin in Pyongyang\n", "Putin in Pyongyang", id="short-first-line"),
        pytest.param("World\n\nPutin arrives in North Korea\n", "Putin arrives in North Korea", id="after-a-crumb"),
        pytest.param(
            "By Jane Doe\nPutin arrives in North Korea\n", "Putin arrives in North Korea", id="after-a-byline"
        ),
        pytest.param(
            "June 19, 2024\nPutin arrives in North Korea\n", "Putin arrives in North Korea", id="after-a-date"
        ),
        pytest.param(
            "Putin arrives, and Kim waits ...\n2024/06/19\n", "Putin arrives, and Kim waits ...", id="cut-off"
        ),
        pytest.param("What does Putin want in Pyongyang?\n", "What does Putin want in Pyongyang?", id="question"),
        pytest.param("# Putin *arrives*\n\n", "Putin *arrives*", id="markdown"),
        pytest.param("## Putin arrives ##\n", "Putin arrives", id="markdown-closed"),
        pytest.param("---\ntitle: 'Putin arrives'\n---\n\n# Another\n", "Putin arrives", id="front-matter"),
        pytest.param("---\nauthor: Jane\n---\n\n# Putin arrives\n", "Putin arrives", id="front-matter-without-title"),
        pytest.param("Subject: Putin arrives\nFrom: Jane\n\n", "Putin arrives", id="mail"),
        pytest.param("From: Jane\nDate: 2024-02-20\n\n# Putin arrives\n", "Putin arrives", id="mail-without-subject"),
        pytest.param("By Jane Doe\nJune 19, 2024\n", None, id="no-headline"),
        pytest.param("Posted at 7:16 AM, Jun 17, 2024\n", None, id="only-a-date"),
        pytest.param(
            "PYONGYANG, North Korea (AP) — Putin arrived today\nHe is there\n", None, id="a-dateline-begins-the-body"
        ),
        pytest.param("", None, id="body-only"),
        pytest.param("***\n", None, id="ornament"),
    ],
)
def test_a_headline_is_found(head: str, title: str | None) -> None:
    assert find_title(head + BODY) == title


@pytest.mark.parametrize(
    "line",
    [
        "Skip to main content",
        "[Skip to main content](#content)",
        "Advertisement",
        "Share this with friends on Facebook",
        "Listen to this article (4 min)",
        "4 min read, updated an hour ago",
        "This article is more than 2 years old",
        "This story was first published in May",
        "We use cookies on this site",
        "Sign up for our daily newsletter",
        "Home > News > World > Asia",
        "News › World › Asia › North Korea",
        "FILE - Russian President Vladimir Putin, left, shakes hands with Kim",
        "FILE PHOTO: Russian President Vladimir Putin and Kim Jong Un shake hands. REUTERS/Jane Doe",
        "Crowds wait for Putin in Pyongyang (Jane Doe/AFP via Getty Images)",
        "Getty Images/John Doe of AFP",
        "Jane Roe and John Smith",
        "Jane Roe, Max von der Au and John Smith, Daily Planet",
        "By Jane Roe Staff Writer Daily Planet",
        "*By Jane Roe, special to the Planet*",
        "By Jane Roe for the Planet",
        "By The Associated Press",
        "Updated 3 hours ago by our desk",
        "Published on Monday at noon",
        "Photo by Jane Doe of Reuters",
        "Image caption, Crowds in the capital",
        "Copyright 2024 by Worthy News",
    ],
)
def test_what_a_page_has_around_its_article_is_no_headline(line: str) -> None:
    assert find_title(f"{line}\nPutin arrives in North Korea\n{BODY}") == "Putin arrives in North Korea"
    assert find_title(f"{line}\n{BODY}") is None


@pytest.mark.parametrize(
    "line",
    [
        "By land and sea, Putin goes to Korea",
        "By the numbers: Putin's trip to Korea",
        "By Putin's side stood four ministers",
        "Von der Leyen wins a second term",
        "Source of the Nile found by team",
        "Updated rules for visitors to Korea",
        "Published poet becomes the new mayor",
        "Photo essay: Putin's trip to Korea in pictures",
        "Photos: Wildfires in Europe",
        "Image of Putin banned in Korea today",
        "Copyright law changes in North Korea",
        "Getty Images sues a firm in Korea",
        "Share prices fall in North Korea",
        "Putin and Kim sign a new pact",
        "This story of a mayor moves a town",
        "Home prices rise for a third year",
    ],
)
def test_a_headline_that_only_begins_like_a_byline_is_one(line: str) -> None:
    assert find_title(f"{line}\nBy Jane Roe\n{BODY}") == line


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "The president said on Tuesday that nothing had changed\nin the relationship between the two countries, and\n"
            "that it would stay so for many years.\n",
            id="wrapped-paragraph",
        ),
        pytest.param("The mayor has resigned after only two years in office.", id="one-sentence"),
        pytest.param("", id="empty"),
        pytest.param("\n \n", id="blank"),
    ],
)
def test_body_text_is_no_headline(text: str) -> None:
    assert find_title(text) is None


def test_a_line_that_goes_on_for_ever_is_no_headline() -> None:
    assert find_title("word " * 100 + "\n" + BODY) is None
    assert len(find_title("# " + "word " * 100) or "") == LONGEST_TITLE


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Source: Stern\n", "Stern"),
        ("Quelle: Der Spiegel\r\nmore", "Der Spiegel"),
        ("Copyright 1999-2026 Worthy News. All rights reserved.\n", "Worthy News"),
        ("© 2024 The Daily Planet, all rights reserved.\n", "The Daily Planet"),
        ("LONDON (Reuters) - The president left.\n", "Reuters"),
        ("PYONGYANG, North Korea (AP) — Putin left.\n", "AP"),
        ("LONDON, June 19, 2024 (Reuters) - The president left.\n", "Reuters"),
        ("---\npublisher: The Daily Planet\n---\n" + "Source: Stern\n", "The Daily Planet"),
        ("A source: he said so.", None),
        ("He said (Reuters) - nothing.", None),
        ("Source: " + "x" * 100, None),
    ],
)
def test_a_publisher_is_found_where_it_is_stated(text: str, source: str | None) -> None:
    assert find_source(text) == source


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_front_matter_is_read_by_rows(newline: str) -> None:
    rows = ["---", "Title: A: b", "  nested: no", "empty:", "source: 'X'", "---", "body: no"]
    text = newline.join(rows)
    assert stated_head(text) == ({"title": "A: b", "source": "X"}, text.index("body"))
    assert stated_head(newline.join(["", *rows])) == ({}, 0)


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        pytest.param("+++\ntitle = 'A b'\n[params]\nx = 1\n+++\n\n", {"title": "A b", "x": "1"}, id="toml"),
        pytest.param("---\ntitle: >-\n  A b\ntags:\n- x\n\n# note\n---\n", {}, id="yaml-lists-and-blocks"),
        pytest.param("---\ntitle: A\n...\n", {"title": "A"}, id="three-dots"),
        pytest.param(
            "Subject: A hearing\n on rail\nFrom: Ann <a@b.org>\nDate: Tue, 20 Feb 2024\n\n",
            {"subject": "A hearing on rail", "from": "Ann <a@b.org>", "date": "Tue, 20 Feb 2024"},
            id="mail",
        ),
        pytest.param("\n\nHeadline: A b\nWord count: 5\n\n", {"headline": "A b", "word count": "5"}, id="wire"),
        pytest.param("Title: A b\nDate: 2024-02-20\n", {"title": "A b", "date": "2024-02-20"}, id="no-blank-line"),
        pytest.param("From: Ann\nDate: 2024-02-20\n\n", {"from": "Ann", "date": "2024-02-20"}, id="no-subject"),
    ],
)
def test_rows_head_a_file(head: str, rows: dict[str, str]) -> None:
    assert stated_head(head + "WASHINGTON: " + BODY) == (rows, len(head))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\n\nNote: one\n\n---\n" + BODY, id="rules"),
        pytest.param("---\nThe mayor said no.\nNote: one\n---\n" + BODY, id="text-between-rules"),
        pytest.param("---\ntitle: never closed\n\n" + BODY, id="not-closed"),
        pytest.param("REPORTER: Why?\nMAYOR: Because.\n\n" + BODY, id="interview"),
        pytest.param("Watch: the moment\nRelated: a story\n\n" + BODY, id="teasers"),
        pytest.param("Title: A b\nDate: 2024-02-20\n", id="no-body"),
        pytest.param("", id="empty"),
    ],
)
def test_what_is_no_head(text: str) -> None:
    assert stated_head(text) == ({}, 0)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("line", ["title: x\n", "a: b\r\n", "\r\n", " \n", " x\n", "- x\n", "x-", "b "], ids=ascii)
@pytest.mark.parametrize("start", ["", "---\na: b\n", "Subject: a\n"], ids=ascii)
def test_a_head_without_end_takes_no_time(start: str, line: str) -> None:
    stated_head(start + line * 50_000 + "q")


def test_a_mails_subject_and_date_are_the_articles() -> None:
    data = f"Subject: Senate hearing on rail\nFrom: Nina Cole\nDate: Tue, 20 Feb 2024 10:00:00 -0500\n\n{BODY}".encode()
    article = read_article("a.txt", data, 0.0)
    assert (article.title, article.date) == ("Senate hearing on rail", date(2024, 2, 20))


@UNHURRIED
@given(ANY_TEXT)
def test_any_text_has_a_title_or_none(text: str) -> None:
    title = find_title(text)
    assert title is None or (title and title in text and len(title) <= LONGEST_TITLE)
    source = find_source(text)
    assert source is None or source in text


def test_a_paragraph_before_a_list_is_no_headline() -> None:
    text = "Council approves tram\n\nBy Ann Lee\n\nThe council approved the line after a debate. Its members are:\n\n1. Leon Fisk\n"
    assert find_title(text) == "Council approves tram"
