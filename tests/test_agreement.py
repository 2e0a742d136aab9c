"""Copies have one voice, the same answer is recognised however it is put, and only what contradicts is called so."""

from __future__ import annotations

import pytest

from qa.agreement import contradicts, group_answers, origins_of, same_answer
from qa.reading import AnswerSpan
from tests.helpers import span_of
from tests.store_rows import generated


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Putin", "Vladimir Putin"),
        ("President Vladimir Putin", "Vladimir Putin"),
        ("two million", "2,000,000"),
        ("24 years", "twenty-four years"),
        ("June 19, 2024", "19 June"),
        ("the Vostochny cosmodrome", "Vostochny Cosmodrome"),
        ("Vostochny cosmodrome", "Russia’s Vostochny cosmodrome"),
    ],
)
def test_the_same_answer(one: str, other: str) -> None:
    assert same_answer(one, other) and same_answer(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vladivostok", "Vostochny cosmodrome"),
        ("24 years", "25 years"),
        ("June 19", "June 20"),
        ("Kim Jong Un", "Kim Jong Il"),
        ("rain", "a lot of rain that fell in the last days of the month"),
        ("", "Putin"),
    ],
)
def test_another_answer(one: str, other: str) -> None:
    assert not same_answer(one, other) and not same_answer(other, one)


def said(sentence: str, answer: str, file: str = "a.txt", score: float = 0.9) -> AnswerSpan:
    return span_of(sentence, answer, file, score)


@pytest.mark.parametrize(
    ("kind", "one", "other", "expected"),
    [
        ("place", ("They last met in Vladivostok.", "Vladivostok"), ("They met at Vostochny cosmodrome.", "Vostochny cosmodrome"), True),
        ("place", ("They met in far eastern Russia.", "far eastern Russia"), ("They met at Russia’s Vostochny cosmodrome.", "Vostochny cosmodrome"), False),
        ("place", ("They met in the Russian Far East.", "Russian Far East"), ("They met at Russia’s Vostochny cosmodrome.", "Russia’s Vostochny cosmodrome"), False),
        ("place", ("They met in Vladivostok, Russia.", "Vladivostok"), ("They met in Russia.", "Russia"), False),
        ("number", ("It killed 40 people.", "40"), ("It killed 52 people.", "52"), True),
        ("number", ("It killed about 40 people.", "40"), ("It killed 41 people.", "41"), False),
        ("time", ("It was on June 19.", "June 19"), ("It was on June 20, 2024.", "June 20, 2024"), True),
        ("time", ("It was on Wednesday.", "Wednesday"), ("It was on June 20.", "June 20"), False),
        ("time", ("It was in 2024.", "2024"), ("It was in June.", "June"), False),
        (None, ("It was red.", "red"), ("It was a big car.", "big"), False),
    ],
    ids=["city", "region", "named-region", "country", "number", "rounded", "day", "weekday", "no-shared-part", "no-kind"],
)  # fmt: skip
def test_contradiction_and_detail(
    kind: str | None, one: tuple[str, str], other: tuple[str, str], expected: bool
) -> None:
    first, second = said(*one), said(*other, file="b.txt")
    assert contradicts(first, second, kind) is expected
    assert contradicts(second, first, kind) is expected


def test_near_copies_are_one_origin() -> None:
    wire, other = generated(2).values()
    copy = "Another headline\n\n" + wire + "\nContributed by our own staff."
    assert origins_of({"a.txt": wire, "b.txt": other, "c.txt": copy}) == [("a.txt", "c.txt"), ("b.txt",)]
    assert origins_of({"a.txt": ""}) == [("a.txt",)]


def test_voices_are_counted_by_origin_and_by_sentence() -> None:
    wire, other = generated(2).values()
    sentence = "The two leaders last met in Vladivostok in September."
    spans = [
        said(sentence, "Vladivostok", "a.txt", 0.8),
        said("They had met at Vostochny cosmodrome.", "Vostochny cosmodrome", "b.txt", 0.7),
        said(sentence, "Vladivostok", "copy.txt", 0.6),
        said("Their summit of September was in Vladivostok, officials said.", "Vladivostok", "c.txt", 0.5),
        said("“" + sentence + "”", "Vladivostok", "quoting.txt", 0.5),
    ]
    texts = {"a.txt": wire, "copy.txt": wire + ".", "b.txt": other, "c.txt": "Short.", "quoting.txt": "Another."}
    first, second = group_answers(spans, texts)
    assert first.best.text == "Vladivostok" and second.best.text == "Vostochny cosmodrome"
    assert first.origins == (("a.txt", "copy.txt", "quoting.txt"), ("c.txt",))
    # Independent articles make it more probable, copies do not.
    assert first.score == pytest.approx(1 - 0.2 * 0.5)
