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
