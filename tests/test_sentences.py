"""Sentences partition any text, and do not split where no sentence ends."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.sentences import LONGEST_QUOTATION, paragraph_spans, sentence_spans
from qa.types import Span
from tests.helpers import ANY_TEXT, UNHURRIED

# Text made of what sentence ends are made of finds more than random letters do.
NEWSY = st.lists(
    st.sampled_from(
        [
            "Mr. ",
            "U.S. ",
            "He left. ",
            "“",
            "”",
            '"',
            "’s ",
            "\n",
            "\r\n",
            "\r",
            "\u2028",
            "No. ",
            "5 ",
            "… ",
            "? ",
            "! ",
            "a.m. ",
            "Jan. ",
            "x" * 70,
            "# Head\n",
            "- item\n",
            "> quoted\n",
            "```\n",
            "\x00",
            "\ud800",
            "\U0001f469\u200d",
            "e\u0301",
            "\u202e",
            "。",
            "\x85",
            "\t",
            "A. ",
            "B. ",
            ") ",
            "\n1. ",
            "\n 12. ",
        ]
    ),
    max_size=40,
).map("".join)


def parts(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentence_spans(text)]


def assert_partition(text: str, spans: list[Span]) -> None:
    assert "".join(text[start:end] for start, end in spans) == text
    assert [start for start, _ in spans] == ([0, *(end for _, end in spans[:-1])] if spans else [])
    assert all(start < end for start, end in spans)


@pytest.mark.parametrize("wrapped", [None, True, False])
@UNHURRIED
@given(text=st.one_of(ANY_TEXT, NEWSY))
@example(text="")
@example(text="\n \r\n")
@example(text="\ud800. \udfff\x00! A")
def test_sentences_and_paragraphs_partition_any_text(text: str, wrapped: bool | None) -> None:
    sentences, paragraphs = sentence_spans(text, wrapped), paragraph_spans(text, wrapped)
    assert_partition(text, sentences)
    assert_partition(text, paragraphs)
    # A sentence lies in one paragraph.
    assert {start for start, _ in paragraphs} <= {start for start, _ in sentences}


ONE_SENTENCE = [
    "The U.S. Senate voted on the bill.",
    "He lives in the U.K. with his wife.",
    "Sen. Jane Doe met Gov. Smith and Mr. Jones at noon.",
    "Rep. Al Green, D-Texas, spoke for Mrs. Doe and Dr. Roe.",
    "Lt. Col. Smith and Maj. Gen. Jones arrived.",
    "It opens at 9 a.m. Monday and closes at 5 p.m. on Friday.",
    "It happened at 10:30 a.m. ET in the capital.",
    "It happened at 10:30 p.m. GMT.",
    "Acme Inc. of St. Louis and Widget Corp. of Ft. Worth merged.",
    "He was No. 5 in the ranking.",
    "She lives on Main St. in Washington, D.C. with him.",
    "J. K. Rowling wrote it.",
    "It was J.K. Rowling who wrote it.",
    "The late Prime Minister A. B. Vajpayee was there.",
    "The story of George W. Bush is told.",
    "J. Edgar Hoover died.",
    "Robert Downey Jr. acted.",
    "On Jan. 7 the court ruled.",
    "On Sept. 11, 2001 it happened.",
    "He came on Dec. 24 and left.",
    "Well... he said nothing.",
    "He waited … and left.",
    "It rose 3.5 percent to $2.75 a share.",
    "See www.example.com/a.b?c=1 for more.",
    "See https://example.com/path.html?x=1.2 for more.",
    "Prices rose, e.g. in France, i.e. in Europe.",
    "The result of Smith et al. is new.",
    "See Fig. 3 and p. 12 of it.",
    "It is up vs. 2019.",
    "She has a Ph.D. in physics.",
    "The 5 ft. 6 in. tall man ran.",
    "“Stop!” he said.",
    '"Stop!" he said.',
    "‘Stop!’ he said.",
    "“Why now?” asked the president.",
    "He said “no.” and left.",
    "“We will go. We will win. We will stay,” she said.",
    '"We will go. We will win. We will stay," she said.',
    "He said: “I am. You are.”",
    "‘I will go. I will stay,’ he said.",
    "‘We don’t go. The boys’ team will stay,’ she said.",
    "He said: ‘I am. You are.’",
    "'I will go. I will stay,' he said.",
    "'We don't go. The boys' team will stay. It won't go,' she said.",
    "«I will go. I will stay,» he said.",
    "“He told me, ‘I am fine. Go.’ So I left,” she said.",
    "Brig. Gen. Smith and Pres. Biden met Sec. Blinken and Amb. Linda Thomas-Greenfield.",
    "It was Pfc. Jones, Spc. Roe and Asst. Chief Doe.",
    "Dist. Atty. George Gascón spoke.",
    "The Rt. Hon. Boris Johnson spoke.",
    "Mass. General Hospital is in Boston.",
    "He is at Mass. General Hospital in Boston.",
    "J.R.R. Tolkien wrote it.",
    "It was J.R.R. Tolkien who wrote it.",
    "They told us, “Go home. It’s over.”",
    "The company (Apple Inc.) grew.",
    "The end was near (very near!) and nobody knew.",
]


@pytest.mark.parametrize("sentence", ONE_SENTENCE)
def test_one_sentence_stays_one(sentence: str) -> None:
    assert parts(sentence) == [sentence]
    around = f"Nobody knew that. {sentence} The town was quiet."
    assert parts(around) == ["Nobody knew that.", sentence, "The town was quiet."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He lives in the U.S. The vote was close.", ["He lives in the U.S.", "The vote was close."]),
        ("Was it the E.U. or the U.K.? The U.K. said no.", ["Was it the E.U. or the U.K.?", "The U.K. said no."]),
        ("He was born on Oct. 5. The next day it rained.", ["He was born on Oct. 5.", "The next day it rained."]),
        ("Is this it? Yes! No.", ["Is this it?", "Yes!", "No."]),
        ("Putin said “yes.” Kim said “no.” They left.", ["Putin said “yes.”", "Kim said “no.”", "They left."]),
        ("He went to mass. General Roe stayed.", ["He went to mass.", "General Roe stayed."]),
        ("He was sued by the SEC. Musk said no.", ["He was sued by the SEC.", "Musk said no."]),
        ("She is the new Amb. He left.", ["She is the new Amb.", "He left."]),
        ("He told the F.B.I. Agents came.", ["He told the F.B.I.", "Agents came."]),
        ("It was the boys’ game. They won, the girls’ too.", ["It was the boys’ game.", "They won, the girls’ too."]),
        ("In the ‘90s he left. The boys’ team won.", ["In the ‘90s he left.", "The boys’ team won."]),
        ("Get 'em. He said, 'No.' Then he left.", ["Get 'em.", "He said, 'No.'", "Then he left."]),
        ("It's the Joneses' car. It's not theirs.'", ["It's the Joneses' car.", "It's not theirs.'"]),
        ("‘Yes.’ ‘No.’ 'Yes.' 'No.'", ["‘Yes.’", "‘No.’", "'Yes.'", "'No.'"]),
        ("He won in 2019. In 2020 he lost.", ["He won in 2019.", "In 2020 he lost."]),
        ("It cost $5. Nobody paid.", ["It cost $5.", "Nobody paid."]),
        ("See example.com. It is there.", ["See example.com.", "It is there."]),
        ("“It’s over.”\n“It is not.”\n", ["“It’s over.”", "“It is not.”"]),
        ("1. Ann Osei\n2. Leon Fisk\n", ["1. Ann Osei", "2. Leon Fisk"]),
        (" 11. “Go!” he said. They left.\n12. In 2019 she won.", ["11. “Go!” he said.", "They left.", "12. In 2019 she won."]),
        ("They won 2. Osei lost.\nIt was 2019. Osei left.", ["They won 2.", "Osei lost.", "It was 2019.", "Osei left."]),
        ("One line\nAnother line\n", ["One line", "Another line"]),
        ("    An indented one. And its second.  ", ["An indented one.", "And its second."]),
        ("First.\r\n\r\nSecond.\rThird.\u2028Fourth.", ["First.", "Second.", "Third.", "Fourth."]),
    ],
)  # fmt: skip
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_white_space_belongs_to_the_sentence_before_it() -> None:
    text = "One here.  Two here.\n\n\tThree here. "
    assert [text[a:b] for a, b in sentence_spans(text)] == ["One here.  ", "Two here.\n\n", "\tThree here. "]


def test_an_unclosed_quotation_does_not_swallow_the_rest() -> None:
    assert len(parts("“We will go. We will win. We will stay, she said. Then she left.")) == 4
    long = "“" + "It is so. " * (LONGEST_QUOTATION // 10 + 1) + "”"
    assert len(parts(long)) > 10
    # A quotation reaches no further than its paragraph.
    assert len(parts("“We go.\nWe stay. We win.”\n")) == 3


WRAPPED = """The president said on Tuesday that nothing had changed in the
relationship between the two countries, and that he would go to
St. Louis on Jan. 7 to meet Mr. Smith of the U.S. delegation. It
was his first visit in 24 years. Officials in the capital said that
the visit was about trade.

A second paragraph follows here, and it is wrapped by hand at the
same margin as the first one. It ends here.
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_wrapped_lines_are_joined(newline: str) -> None:
    text = WRAPPED.replace("\n", newline)
    assert len(paragraph_spans(text)) == 2
    assert [part.split()[0] for part in parts(text)] == ["The", "It", "Officials", "A", "It"]
    assert_partition(text, sentence_spans(text))


def test_markdown_blocks_are_not_joined() -> None:
    text = "# The title\nText of a paragraph\nthat goes on.\n- one\n- two\n1. three\n> four\n\nFive.\n"
    spans = paragraph_spans(text, wrapped=True)
    assert [text[a:b].split()[:2] for a, b in spans] == [
        ["#", "The"], ["Text", "of"], ["-", "one"], ["-", "two"], ["1.", "three"], [">", "four"], ["Five."],
    ]  # fmt: skip


QUOTED = "'We go. We stay,' he said. “We go. We stay,” he said. " * 3_000


def test_a_long_paragraph_takes_no_more_than_its_length() -> None:
    # Punkt's own pattern took quadratic time in a run of white space or of full stops.
    for text in (
        "word. " * 20_000,
        "." * 100_000,
        " " * 100_000 + "a. B",
        "“" * 20_000,
        "A. " * 20_000,
        "?!" * 50_000,
        QUOTED,
        "‘" + QUOTED,
    ):
        assert_partition(text, sentence_spans(text))


def test_spans_touch_each_other() -> None:
    spans = sentence_spans(WRAPPED)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(spans))
