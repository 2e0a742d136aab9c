"""What each paragraph of an article is: its own text, a heading, somebody else's teaser, or boilerplate."""

from __future__ import annotations

import pytest
from hypothesis import given

from qa.layout import Block, classify
from qa.sentences import paragraph_spans
from qa.sources.dates import find_date
from qa.types import Kind
from tests.conftest import SEEDS
from tests.helpers import ANY_TEXT, UNHURRIED

BODY = [
    "The president said on Tuesday that nothing had changed in the relationship between the two countries, officials said.",
    "Farmers in the valley moved their cattle to higher ground on Wednesday as the river rose by two metres in a night.",
    "The mayor told reporters that the bridge would stay closed until engineers had looked at each of its eleven piers.",
    "Schools will open again on Monday, the ministry said, and buses are to take the children who live across the river.",
]


def blocks_of(text: str) -> list[Block]:
    own = find_date(text)
    return classify(text, paragraph_spans(text), own[1] if own else None)


def kinds(*paragraphs: str) -> list[str]:
    """The kind of each paragraph by its first letter, a capital where it is a heading: ``a A t T b``."""
    blocks = blocks_of("\n".join(paragraphs))
    assert len(blocks) == len(paragraphs)
    return [block.kind[0].upper() if block.heading else block.kind[0] for block in blocks]


@pytest.mark.parametrize(
    "line",
    [
        "Also read: Markets Set New Record Highs In Early Trade",
        "READ MORE: Markets set new record highs",
        "Read more | Markets set new record highs",
        "Related: Markets set new record highs",
        "Related story: Markets set new record highs",
        "Watch: the moment the bridge fell",
        "Don’t miss: Markets set new record highs",
        "You may also like: Markets set new record highs",
        "See also – Markets set new record highs",
        "More: Markets set new record highs",
    ],
)
def test_a_line_that_points_elsewhere_is_a_teaser(line: str) -> None:
    assert kinds(BODY[0], line, BODY[1]) == ["a", "t", "a"]
    assert kinds(BODY[0], BODY[1], line) == ["a", "a", "t"]


@pytest.mark.parametrize(
    "line",
    [
        "Related costs rose by a third, and the ministry said that more was to come in the next year.",
        "Watch what happens next, he said.",
        "Read more books, the minister told the children.",
        "More than 50 people died: it was the worst flood in years.",
        "Listen to your mother, she said.",
    ],
)
def test_a_sentence_that_only_begins_like_a_teaser_is_the_articles(line: str) -> None:
    assert kinds(BODY[0], line, BODY[1]) == ["a", "a", "a"]


@pytest.mark.parametrize(
    "heading",
    [
        "Latest News from Worthy News",
        "Related stories",
        "Most read",
        "More from the Daily Planet:",
        "You may also like",
        "Trending",
    ],
)
def test_what_follows_such_a_heading_is_teasers(heading: str) -> None:
    assert kinds(*BODY, heading, "Markets set new records today", "Storm hits the coast") == ["a"] * 4 + ["T", "t", "t"]
    # Summaries, as long as body text, too: to the end of the article.
    assert kinds(*BODY, heading, BODY[1].replace("valley", "north")) == ["a"] * 4 + ["T", "t"]


def test_teasers_in_the_middle_end_where_the_article_goes_on() -> None:
    found = kinds(BODY[0], "Related stories", "Markets set new records today", "Storm hits the coast", *BODY[1:])
    assert found == ["a", "T", "t", "t", "a", "a", "a"]


def test_a_run_of_teasers_ends_where_the_articles_text_comes_again() -> None:
    # However little of the article is left: here, less than a half.
    links = ["Related stories", "Man bites dog in Ohio", "Cat saved from tall tree"]
    assert kinds(*BODY[:3], *links, *BODY[2:]) == ["a"] * 3 + ["T", "t", "t", "a", "a"]
    assert kinds(*BODY[:3], *links, "“It is closed.”", *BODY[2:]) == ["a"] * 3 + ["T", "t", "t", "a", "a", "a"]
    # The links may be lost.
    assert kinds(*BODY[:3], links[0], *BODY[1:]) == ["a"] * 3 + ["T", "a", "a", "a"]
    # A headline may be as long as body text.
    long = "Man bites dog in Ohio after a neighbour had told him that dogs bite men and never the other way round, police say"
    assert kinds(*BODY[:3], links[0], long, *BODY[2:]) == ["a"] * 3 + ["T", "t", "a", "a"]


@pytest.mark.parametrize(
    "credit", [["By Jane Roe"], ["June 5, 2024"], ["Jane Roe", "9:49 AM, Jun 06, 2024"], ["2 hours ago"]]
)
def test_summaries_between_headlines_with_bylines_or_dates_are_teasers(credit: list[str]) -> None:
    cards = ["Man bites dog in Ohio", *credit, BODY[1], "Cat saved from tall tree", *credit, BODY[2]]
    found = kinds(*BODY, "Related stories", *cards)
    assert found == ["a"] * 4 + ["T"] + ["t"] * len(cards)


def test_what_is_headed_after_an_articles_close_is_teasers_to_the_end() -> None:
    summaries = [BODY[1].replace("valley", "north"), BODY[2].replace("bridge", "road"), "Storm hits the coast", BODY[3]]
    found = kinds(*BODY, "© 2024 The Daily Planet. All rights reserved.", "Latest news", *summaries)
    assert found == ["a"] * 4 + ["b", "T", "t", "t", "t", "t"]


@pytest.mark.parametrize(
    "line",
    [
        "More on the budget deal",
        "Most popular baby names of 2023",
        "More from the mayor came on Tuesday evening",
        "Related costs and who pays them",
        "Top stories of the exhibition",
    ],
)
def test_an_ordinary_heading_that_only_begins_like_a_teasers_opens_a_section(line: str) -> None:
    assert kinds(*BODY[:2], line, *BODY[2:]) == ["a", "a", "A", "a", "a"]


def test_such_a_heading_over_headlines_is_a_teasers() -> None:
    links = [
        "More on the outbreak of COVID-19:",
        "Map: Which states have coronavirus cases?",
        "Is it safe to ride a bus now?",
    ]
    assert kinds(*BODY[:3], *links, BODY[3]) == ["a"] * 3 + ["T", "t", "t", "a"]


@pytest.mark.parametrize(
    "line",
    [
        "**Also read:** [Man bites dog](http://example.com/a_b)",
        "*Also read: Man bites dog*",
        "_Also read:_ Man bites dog",
        "- Also read: Man bites dog in Ohio",
        "> Also read: Man bites dog in Ohio",
        "[Also read: Man bites dog](http://example.com)",
    ],
)
def test_a_teaser_is_known_between_its_marks(line: str) -> None:
    assert kinds(BODY[0], line, BODY[1]) == ["a", "t", "a"]


@pytest.mark.parametrize("heading", ["## Latest News from Worthy News", "**Related stories**", "### *Most read*:"])
def test_a_teasers_heading_is_known_between_its_marks(heading: str) -> None:
    links = ["- [Man bites dog in Ohio](http://example.com)", "- [Cat saved](http://example.com)"]
    assert kinds(*BODY, heading, *links) == ["a"] * 4 + ["T", "t", "t"]
    assert kinds(*BODY[:3], heading, *links, "## The program", BODY[3]) == ["a"] * 3 + ["T", "t", "t", "A", "a"]


def test_boilerplate_is_known_between_its_marks() -> None:
    assert kinds(*BODY[:2], "*Copyright 2024 Worthy News.*") == ["a", "a", "b"]


@pytest.mark.parametrize(
    "line",
    [
        "Copyright 1999-2026 Worthy News. This article was originally published on Worthy News and was reproduced with permission.",
        "© 2024 The Associated Press. All rights reserved.",
        "(c) 2024 Daily Planet",
        "Source: Stern",
        "Photo: Jane Doe/Reuters",
        "Sign up for our newsletter and never miss a story.",
        "Follow us on Facebook",
        "Reporting by Jane Doe; Editing by John Roe",
        "Associated Press writer Jane Doe in London contributed to this report.",
        "This material may not be published, broadcast, rewritten or redistributed.",
        "This story has been updated.",
    ],
)
def test_legal_and_editorial_lines_are_boilerplate(line: str) -> None:
    assert kinds(*BODY[:2], line) == ["a", "a", "b"]


@pytest.mark.parametrize(
    "line",
    [
        "I have been working in the news industry for over 6 years, first as a reporter and now as an editor.",
        "I’m a freelance journalist who lives in Berlin.",
        "Jane Doe is a senior correspondent for the Daily Planet.",
        "The author is a columnist.",
    ],
)
def test_the_authors_biography_is_boilerplate_only_at_the_end(line: str) -> None:
    assert kinds(*BODY, line) == ["a"] * 4 + ["b"]
    assert kinds(BODY[0], line, *BODY[1:])[1] == "a"


@pytest.mark.parametrize(
    "line",
    [
        "The copyright law was changed.",
        "Sources said that he had left.",
        "He was photographed by the police on Monday.",
    ],
)
def test_news_about_such_things_is_the_articles(line: str) -> None:
    assert kinds(*BODY[:2], line) == ["a", "a", "a"]


def test_a_related_storys_card_is_a_teaser_from_its_caption_on() -> None:
    card = ["Missile over a map", "4 countries threaten global order", "Jason Bellini", "9:49 AM, Jun 06, 2024"]
    assert kinds("The title of it all", *BODY[:2], *card, *BODY[2:]) == ["a", "a", "a", "T", "t", "t", "t", "a", "a"]


def test_the_articles_own_byline_is_not_a_card() -> None:
    head = ["The title of the story", BODY[0], "Jane Doe", "Posted at 7:16 AM, Jun 17, 2024"]
    assert kinds(*head, *BODY[1:]) == ["a"] * 7


@pytest.mark.parametrize(
    "line", ["NEEDED FOOD", "The program", "Praise for Pyongyang", "What happens next?", "## The program"]
)
def test_a_short_line_between_paragraphs_is_a_heading(line: str) -> None:
    assert kinds(BODY[0], line, BODY[1]) == ["a", "A", "a"]


@pytest.mark.parametrize("line", ["He said no.", "“We will win,”", "and then,", "***", "2024"])
def test_what_is_no_heading(line: str) -> None:
    assert kinds(BODY[0], line, BODY[1]) == ["a", "a", "a"]


@pytest.mark.parametrize("marks", [("1.", "2.", "3."), ("-", "-", "-"), ("1)", "2)", "3)")])
def test_the_items_of_a_list_open_no_section(marks: tuple[str, ...]) -> None:
    for items in (["NATO STAFF", "EU STAFF", "UN STAFF"], ["Harriet Osei", f"{BODY[3][:-1]}", "Maya Brandt"]):
        listed = [f"{mark} {item}" for mark, item in zip(marks, items, strict=True)]
        assert kinds(BODY[0], BODY[1], *listed, BODY[2]) == ["a"] * 6
    # A number before a heading between paragraphs makes no list of it.
    assert kinds(BODY[0], BODY[1], f"{marks[0]} The flood", BODY[2]) == ["a", "a", "A", "a"]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_line_with_a_row_of_signs_under_it_is_a_heading(newline: str) -> None:
    lines = [
        "The title",
        "====",
        "",
        BODY[0],
        "",
        "The program",
        "-----------",
        "",
        BODY[1],
        "",
        "Who pays?",
        "---",
        BODY[2],
    ]
    found = blocks_of(newline.join(lines))
    assert [block.heading for block in found] == [True, False, False, True, False, False, True, False, False]


@pytest.mark.parametrize("above", [BODY[0], "He said no.", "***", "The program\n"])
def test_a_rule_between_paragraphs_makes_no_heading(above: str) -> None:
    assert not any(block.heading for block in blocks_of(f"{BODY[0]}\n\n{above}\n---\n\n“Yes,”\n\n{BODY[1]}\n"))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["What we know", "- The mayor is here", "- The bridge is closed"], "Aaa", id="list"),
        pytest.param(["What we know", "1. The mayor is here"], "Aa", id="numbers"),
        pytest.param(["- The mayor is here", "- The bridge is closed", "What comes next"], "aaA", id="after-a-list"),
        pytest.param(["What we know", "“It is closed.”"], "Aa", id="quotation"),
        pytest.param(["Part two", "The program"], "AA", id="two-headings"),
        pytest.param(["They ask for this:", "- bread", "- water"], "aaa", id="colon-before-a-list"),
        pytest.param(["A boat on the river", "Reuters"], "aa", id="caption-and-agency"),
        pytest.param(["A boat on the river", "Jane Roe/AFP"], "aa", id="caption-and-photographer"),
        pytest.param(["A boat on the river", "Jane Roe"], "aa", id="caption-and-name"),
        pytest.param(["– Ella Roe", "Committee meets again"], "aa", id="signature"),
        pytest.param(["Jane Roe:", "And what happened then?"], "aa", id="speaker"),
    ],
)
def test_what_a_heading_may_stand_over(lines: list[str], expected: str) -> None:
    assert "".join(kinds(BODY[0], *lines, BODY[1])) == f"a{expected}a"


def test_a_title_opens_no_section() -> None:
    assert kinds("The title of the story", *BODY) == ["a"] * 5
    assert kinds(*BODY, "The last line") == ["a"] * 5


SEED_BLOCKS = {
    # Heading and teasers by paragraph, as (first words → kind); what is not named is the article's text.
    "000": {
        "NEEDED FOOD": ("article", True),
        "Copyright 1999-2026 Worthy News.": ("boilerplate", False),
        "Latest News from Worthy News": ("teaser", True),
        "The Trump administration": ("teaser", False),
        "Democrats are applauding": ("teaser", False),
        "Democrats in the U.S. Senate": ("teaser", False),
        "Mourners in a remote": ("teaser", False),
        "A gunman who opened fire": ("teaser", False),
        "The Republican-led House": ("teaser", False),
        "Israel’s Ministry of Defense": ("teaser", False),
    },
    "001": {"Also read: Markets": ("teaser", False)},
    "002": {
        "Missile over a map of the world": ("teaser", True),
        "Path to the White House": ("teaser", False),
        "4 countries threaten global order;": ("teaser", False),
        "Jason Bellini": ("teaser", False),
        "9:49 AM, Jun 06, 2024": ("teaser", False),
    },
    "003": {
        "The program": ("article", True),
        "Praise for Pyongyang": ("article", True),
        "Source: Stern": ("boilerplate", False),
        "I have been working in the news industry": ("boilerplate", False),
    },
    "004": {},
}


@pytest.mark.parametrize("seed", sorted(SEED_BLOCKS))
def test_the_sample_articles(seed: str) -> None:
    (path,) = SEEDS.glob(f"{seed}_*.txt")
    text = path.read_text("utf-8")
    expected = dict(SEED_BLOCKS[seed])
    for block in blocks_of(text):
        paragraph = text[block.start : block.end].strip()
        name = next((start for start in expected if paragraph.startswith(start)), None)
        kind, heading = expected.pop(name) if name else ("article", False)
        assert (block.kind, block.heading) == (Kind(kind), heading), paragraph
    assert expected == {}


@UNHURRIED
@given(ANY_TEXT)
def test_every_paragraph_keeps_its_place(text: str) -> None:
    spans = paragraph_spans(text)
    assert [(block.start, block.end) for block in classify(text, spans)] == spans
