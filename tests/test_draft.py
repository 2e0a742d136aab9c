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
