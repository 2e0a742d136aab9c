"""A draft's sentences and what they cite, in plain text and Markdown, with footnotes and without."""

from __future__ import annotations

import pytest

from qa.checking.draft import cited_sentences
from qa.checking.report import Claim

DRAFT = """# Heading that says nothing

Putin arrived in Pyongyang at night.[^1] Kim **met** him at “the airport of the capital”, says the [report](b.txt).
He stayed two days [2]. Was he alone?

- Lavrov came, too [1, 2].

```
code is no claim.
```

[^1]: a.txt, characters 10–40, "at around 03:00 local time"
[2] b.txt
"""


def names(text: str) -> list[str]:
    """The two files that there are."""
    return [word.strip(",.") for word in text.split() if word.strip(",.") in ("a.txt", "b.txt")]


def test_sentences_come_with_their_claims_and_places() -> None:
    found = cited_sentences(DRAFT, names)
    note = Claim("at around 03:00 local time", "a.txt", 10, 40, "[1]")
    second = Claim(file="b.txt", label="[2]")
    assert [(one.text, one.claims) for one in found] == [
        ("Putin arrived in Pyongyang at night.", (note,)),
        (
            "Kim met him at “the airport of the capital”, says the report.",
            (Claim("the airport of the capital", "b.txt", label="[report](b.txt)"),),
        ),
        ("He stayed two days.", (second,)),
        ("Lavrov came, too.", (note, second)),
    ]
    for one in found:
        assert DRAFT[one.start : one.end].startswith(one.text.split()[0])


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        pytest.param("It was a “friendly” visit.", [], id="a-word-is-a-manner-of-speaking"),
        pytest.param(
            'He called it "a friendly state visit" twice.', [Claim("a friendly state visit")], id="straight-marks"
        ),
        pytest.param(
            "Es war „ein ganz freundlicher Besuch“ dort.", [Claim("ein ganz freundlicher Besuch")], id="low-marks"
        ),
        pytest.param("It is true [3].", [Claim(label="[3]")], id="a-number-that-leads-nowhere"),
        pytest.param("An array[i] is no footnote.", [], id="letters-in-brackets"),
        pytest.param(
            "He came.^[See a.txt, characters 1–5]",
            [Claim(file="a.txt", start=1, end=5, label="^[See a.txt, characters 1–5]")],
            id="a-note-in-the-sentence",
        ),
        pytest.param(
            "He called it &ldquo;a friendly state visit&#8221; twice.",
            [Claim("a friendly state visit")],
            id="marks-as-html-writes-them",
        ),
    ],
)
def test_what_a_sentence_cites(text: str, claims: list[Claim]) -> None:
    (sentence,) = cited_sentences(text, names)
    assert list(sentence.claims) == claims


def test_a_numbered_line_that_nothing_refers_to_is_a_sentence() -> None:
    found = cited_sentences("[1] This is the first thing that happened.\n", names)
    assert len(found) == 1


def test_nothing_says_nothing() -> None:
    assert cited_sentences("\n---\n\n## Title\n\n1234\n", names) == []


def claims(text: str) -> list[tuple[str | None, str | None]]:
    """What each claim of a text quotes, and the file that it names, in order."""
    return [(claim.quote, claim.file) for one in cited_sentences(text, names) for claim in one.claims]


NOTES = "\n\n[1] a.txt\n[2] b.txt\n"
QUOTE = "We will open the gates"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(f"She said “{QUOTE}” [1] and it told of “the best for a decade” [2].", [(QUOTE, "a.txt"), ("the best for a decade", "b.txt")], id="each-quotation-its-own"),
        pytest.param(f"She said “{QUOTE}” [1], and he was crowned [2].", [(QUOTE, "a.txt"), (None, "b.txt")], id="a-note-beside-a-quotation"),
        pytest.param(f"She said “{QUOTE}” [1, 2].", [(QUOTE, "a.txt"), (None, "b.txt")], id="two-at-one-place"),
        pytest.param(f"As it says [1], she said “{QUOTE}”.", [(QUOTE, "a.txt")], id="the-only-one-stands-before"),
        pytest.param(f"“{QUOTE}” and “they shut the doors” came [1].", [(QUOTE, "a.txt"), ("they shut the doors", "a.txt")], id="one-for-both"),
        pytest.param(f"She [1] said [2] “{QUOTE}”.", [(QUOTE, None), (None, "a.txt"), (None, "b.txt")], id="which-one"),
        pytest.param("He came [1]: it was late.", [(None, "a.txt")], id="before-a-colon"),
        pytest.param("He came [1-2].", [(None, "a.txt"), (None, "b.txt")], id="range"),
        pytest.param("He came [1–2].", [(None, "a.txt"), (None, "b.txt")], id="range-with-a-dash"),
        pytest.param("The [2022] war began [1].", [(None, "a.txt")], id="a-year-is-no-note"),
        pytest.param(f"She said “{QUOTE}”\n[1] while he came [2].", [(QUOTE, "a.txt"), (None, "b.txt")], id="a-mark-wrapped-to-a-line-s-start"),
    ],
)  # fmt: skip
def test_which_note_a_quotation_stands_in(text: str, found: list[tuple[str | None, str | None]]) -> None:
    assert claims(text + NOTES) == found


def test_a_note_s_own_quote_is_claimed_beside_the_quotation() -> None:
    own = Claim("We are ready. We will open the gates", "a.txt", 10, 50, "[1]")
    (sentence,) = cited_sentences(f"She said “{QUOTE}”.[^1]\n\n[^1]: a.txt, characters 10–50: “{own.quote}”\n", names)
    assert sentence.claims == (Claim(QUOTE, "a.txt", label="[1]"), own)


@pytest.mark.parametrize(
    ("body", "claim"),
    [
        pytest.param("Reuters, 19 June 2024", Claim(label="[1]"), id="no-article"),
        pytest.param("gone.txt:1-3", Claim(file="gone.txt:1-3", label="[1]"), id="lines-of-a-file-that-is-not-there"),
        pytest.param("a.txt, aired 10:30-11:00", Claim(file="a.txt", label="[1]"), id="a-time-is-no-place"),
        pytest.param("“a.txt”, a paper", Claim(file="a.txt", label="[1]"), id="a-name-in-marks"),
        pytest.param("a.txt, characters 3–9: “He said “so it is” and”", Claim("He said “so it is” and", "a.txt", 3, 9, "[1]"), id="marks-in-a-quote"),
        pytest.param(r"a.txt, \(p. 3\): “so \[it\] is \_here\_”", Claim("so [it] is _here_", "a.txt", label="[1]"), id="escapes"),
    ],
)  # fmt: skip
def test_what_a_note_says(body: str, claim: Claim) -> None:
    (sentence,) = cited_sentences(f"He came.[^1]\n\n[^1]: {body}\n", names)
    assert sentence.claims == (claim,)


def test_notes_as_ask_prints_them() -> None:
    text = "He came [1]. She came [2].\n  [1] a.txt, characters 1–5      \n  [2] b.txt          \n                \nSearched.\n"
    assert claims(text) == [(None, "a.txt"), (None, "b.txt")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(r"He \(Kim\) came at 5\*5.", "He (Kim) came at 5*5.", id="escapes"),
        pytest.param("It was “a _friendly_ state_visit”.", "It was “a friendly state_visit”.", id="emphasis"),
        pytest.param(r"It was \_friendly\_.", "It was _friendly_.", id="escaped-emphasis"),
        pytest.param(r"He came \[1\].", "He came [1].", id="escaped-mark"),
        pytest.param(
            "AT&amp;T gained 2&nbsp;% &mdash; R&D; too.", "AT&T gained 2 % — R&D; too.", id="characters-of-html"
        ),
        pytest.param("[" * 200_000 + "So it was.", "[" * 200_000 + "So it was.", id="brackets-that-nothing-closes"),
    ],
)
def test_markdown_is_read_as_it_reads(text: str, shown: str) -> None:
    (sentence,) = cited_sentences(text, names)
    assert sentence.text == shown and all(claim.label is None for claim in sentence.claims)
    assert text[sentence.start : sentence.end] == text


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("She said “We will open\nThe Gates at noon.” He came.", ["She said “We will open The Gates at noon.”", "He came."], id="wrapped-quotation"),
        pytest.param("> “We are ready. Now\n> we will go”\n\nHe came.", ["“We are ready. Now we will go”", "He came."], id="block-quote"),
        pytest.param("> It is so\n>\n> He came", ["It is so", "He came"], id="two-paragraphs-of-a-block-quote"),
        pytest.param("- The river\n  rose\n- Kim came\n1. One went", ["The river rose", "Kim came", "One went"], id="items"),
        pytest.param(f"THE HEAD\nThe river rose {'and rose ' * 15}on.", ["THE HEAD", f"The river rose {'and rose ' * 15}on."], id="lines-are-paragraphs"),
        pytest.param("| Who | What |\n|:---|---|\n| Kim | came |\n| Lee | went |", ["| Kim | came |", "| Lee | went |"], id="table"),
    ],
)  # fmt: skip
def test_a_line_s_end_ends_no_sentence(text: str, sentences: list[str]) -> None:
    assert [one.text for one in cited_sentences(text, names)] == sentences


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("»Wir sind jetzt bereit«, sagte er, »{}«.", id="german"),
        pytest.param("«Wir sind jetzt bereit», sagte er, «{}».", id="swiss"),
        pytest.param("”Wir sind jetzt bereit”, sade han, ”{}”.", id="swedish"),
        pytest.param("»Wir sind jetzt bereit», sade han, »{}».", id="finnish"),
        pytest.param("「Wir sind jetzt bereit」 「{}」", id="japanese"),
        pytest.param("“Wir sind jetzt bereit”, he said, “{}”.", id="english"),
    ],
)
def test_quotation_marks_of_many_languages(text: str) -> None:
    assert [quote for quote, _ in claims(text.format("das ist nun gut"))] == [
        "Wir sind jetzt bereit",
        "das ist nun gut",
    ]


def test_where_words_have_no_spaces_letters_count() -> None:
    assert claims("市長は「水門を正午に開けます」と「水」で言った。") == [("水門を正午に開けます", None)]


@pytest.mark.parametrize(
    ("text", "file"),
    [
        pytest.param("It rose, see [the story](2019/gone.txt).", "2019/gone.txt", id="not-there"),
        pytest.param("It rose, see [the story](only%20gone.md#top).", "only gone.md#top", id="spaces-as-in-a-link"),
        pytest.param("It rose, see [the story](<only gone.txt>).", "only gone.txt", id="in-angles"),
        pytest.param("It rose, see [the story](a.txt).", "a.txt", id="there"),
        pytest.param("It rose, see [the story](https://example.org/x.txt).", None, id="on-the-web"),
        pytest.param("It rose, see [the story](gone.html).", None, id="another-kind"),
    ],
)
def test_a_link_to_an_article_is_a_claim(text: str, file: str | None) -> None:
    assert claims(text) == ([(None, file)] if file else [])
