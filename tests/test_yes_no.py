"""Yes or no is what the article says of the very thing asked, and nothing where it says neither plainly."""

from __future__ import annotations

import pytest

from tests.helpers import span_of
from tests.test_extractive import drafted


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        pytest.param(
            "Did the environment agency inspect the plant in December?",
            "The environment agency, which is not funded by the state, inspected the plant in December.",
            "Yes",
            id="another-thing-negated",
        ),
        pytest.param("Did police question Owen Firth?", "Police arrested no one but questioned Owen Firth.", "Yes", id="no-one-but"),
        pytest.param("Did the council approve the bridge?", "The council did not only approve the bridge but paid for it.", "Yes", id="not-only"),
        pytest.param("Did the council approve the bridge?", "The council did not approve the bridge.", "No", id="not"),
        pytest.param("Was anybody arrested during the strike?", "Nobody was arrested during the strike.", "No", id="passive"),
        pytest.param("Was the mayor in the harbour?", "The mayor was in the harbour.", None, id="being"),
        pytest.param("Was Ann Doss arrested?", "Ann Doss, arrested in June, is back.", None, id="being-is-not-the-passive"),
        pytest.param("Did Doss approve the bridge?", "Doss’s rival approved the bridge.", None, id="another-ones-doing"),
        pytest.param("Did the council approve the bridge?", "The council approved the scheme and did not delay the bridge.", None, id="not-of-the-verb"),
        pytest.param("Did the council approve the bridge?", "The council did not formally approve the bridge.", "No", id="not-formally"),
        pytest.param("Did anybody die in the fire?", "Nobody died in the fire.", "No", id="nobody"),
        pytest.param("Did any minister visit the plant?", "No minister visited the plant.", "No", id="no-minister"),
        pytest.param("Has the plant ever been fined?", "The plant has never been fined.", "No", id="ever-and-never"),
        pytest.param("Will Bell not resign?", "Bell will not resign.", None, id="a-negated-question"),
        pytest.param("Did Bell steal the money?", "Bell denied that he stole the money.", None, id="denied"),
        pytest.param("Did Bell resign?", "Bell refused to resign.", "No", id="refused"),
        pytest.param("Did the brothers visit the plant?", "The brothers say they’ll visit the plant.", None, id="they-will"),
        pytest.param("Did the brothers visit the plant?", "The brothers say they'll visit the plant.", None, id="they-will-straight"),
        pytest.param("Did Bell resign?", "Bell won’t resign.", None, id="will-not"),
        pytest.param("Did Bell resign?", "Bell shan't resign.", None, id="shall-not"),
        pytest.param("Was Fernando Alonso disqualified?", "Fernando Alonso was disqualified.", "Yes", id="do-within-a-name"),
        pytest.param("Was anybody arrested during the strike?", "Three people were arrested during the strike.", "Yes", id="anybody-and-three"),
        pytest.param("Was the bridge closed in May?", "The bridge was closed in May.", "Yes", id="the-month-may"),
        pytest.param("Did the strike cost more than $300 million?", "The strike cost more than $300 million.", "Yes", id="more-than-an-amount"),
        pytest.param("Did the council approve the footbridge in 2019?", "The council did not approve the footbridge in 2018.", None, id="no-of-another-year"),
        pytest.param("Did Christopher Geidt grow up in London?", "Christopher Geidt grew up on the Isle of Lewis in the Outer Hebrides.", None, id="another-place"),
        pytest.param("Did Bianca Andreescu lose to Alize Cornet?", "In the late match, Bianca Andreescu beat Alize Cornet 6-3, 4-6, 6-3.", None, id="the-opposite"),
        pytest.param("were more divorces granted in Wales in 2020 than in 2019", "Data show that 103,592 divorces were granted in Wales in 2020, a decrease of 4.5% compared with 2019.", None, id="less"),
    ],
)  # fmt: skip
def test_yes_and_no(question: str, text: str, answer: str | None) -> None:
    found = drafted(question, span_of(text, text.split()[0], "a.txt", 0.5), threshold=0.0)
    assert found.answer == answer
    assert [statement.text for statement in found.statements] == [text]


OPENED = "The council approved the tram line in 2019."
CHALLENGED = "The council did not approve the tram line in 2019, its opponents say in court papers."
ASKED = "Did the council approve the tram line in 2019?"


def sides_of(question: str, *texts: str) -> list[tuple[str, int, list[str]]]:
    """The sides of what is drafted from ``texts``, a file each: answer, articles, and the files cited."""
    spans = [span_of(text, text.split()[0], f"{number}.txt", 0.5) for number, text in enumerate(texts)]
    return [
        (side.answer, side.origins, [citation.file for citation in side.citations])
        for disagreement in drafted(question, *spans, threshold=0.0).disagreements
        for side in disagreement.sides
    ]


def test_articles_that_say_yes_and_no_are_both_shown() -> None:
    found = drafted(ASKED, span_of(OPENED, "council", "3.txt", 0.5), span_of(CHALLENGED, "council", "4.txt", 0.5))
    assert found.answer == "Yes"
    assert [statement.text for statement in found.statements] == [OPENED, CHALLENGED]
    (disagreement,) = found.disagreements
    assert disagreement.about == ASKED
    assert [(side.answer, side.origins, side.citations[0].quote) for side in disagreement.sides] == [
        ("Yes", 1, OPENED),
        ("No", 1, CHALLENGED),
    ]


def test_what_more_articles_say_goes_first() -> None:
    arrested, not_arrested = "The owner, Ann Marsh, was arrested on Tuesday.", "Ann Marsh, the owner, was not arrested."
    denied = "The police spokesman added that Ann Marsh was not arrested."
    assert sides_of("Was Ann Marsh arrested?", arrested, not_arrested, denied) == [
        ("No", 2, ["2.txt", "1.txt"]),
        ("Yes", 1, ["0.txt"]),
    ]
    # One sentence in two articles was written once.
    assert sides_of("Was Ann Marsh arrested?", arrested, not_arrested, not_arrested) == [
        ("Yes", 1, ["0.txt"]),
        ("No", 1, ["1.txt"]),
    ]


def test_what_somebody_says_is_no_answer_but_another_side() -> None:
    said = "Ann Marsh was not arrested, her lawyer said."
    found = drafted("Was Ann Marsh arrested?", span_of(said, "Ann", "a.txt", 0.5), threshold=0.0)
    assert [statement.text for statement in found.statements] == [said] and found.answer is None
    reported = "Ann Marsh was arrested, police said."
    told = sides_of("Was Ann Marsh arrested?", "Ann Marsh was not arrested.", reported)
    assert sorted(answer for answer, *_ in told) == ["No", "Yes"]
    assert [answer for answer, *_ in sides_of("Was Ann Marsh arrested?", "Ann Marsh was arrested.", said)] == [
        "Yes",
        "No",
    ]


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("Was Ann Marsh arrested?", ["Ann Marsh was not arrested. Later Ann Marsh was arrested."]),
        ("Was Ann Marsh arrested?", ["Ann Marsh was arrested.", "Ann Marsh was arrested and taken away."]),
        ("Was Ann Marsh arrested?", ["Ann Marsh was arrested.", "Ann Marsh denied that she was arrested."]),
        ("Was Ann Marsh arrested?", ["Ann Marsh was arrested on 9 May 2023.", "Ann Marsh was not arrested on 8 May 2023."]),
        ("Was Ann Marsh arrested?", ["Ann Marsh was arrested.", "Ann Marsh’s son was not arrested."]),
        (ASKED, [OPENED, "The council did not approve the bus line."]),
        ("tram line approved 2019", [OPENED, CHALLENGED]),
    ],
    ids=["one-article", "both-yes", "denied", "another-day", "somebody-else", "something-else", "a-topic"],
)  # fmt: skip
def test_what_is_no_disagreement_on_yes_and_no(question: str, texts: list[str]) -> None:
    assert sides_of(question, *texts) == []


def test_what_says_so_is_emphasised_where_the_reader_found_it() -> None:
    text = "Ann Marsh, the owner,  was not arrested on Tuesday."
    found = drafted(
        "Was Ann Marsh arrested?",
        span_of(text, "not arrested", "a.txt", 0.4),
        span_of(text, "Tuesday", "a.txt", 0.9),
    )
    (statement,) = found.statements
    assert [statement.text[slice(*place)] for place in statement.emphasis] == ["not arrested"]
    for elsewhere in ("Tuesday", "Ann Marsh"):
        (other,) = drafted("Was Ann Marsh arrested?", span_of(text, elsewhere, "a.txt", 0.9)).statements
        assert other.emphasis == ()


def test_a_sentence_about_her_is_read_with_the_one_that_names_her() -> None:
    text = "Ann Doss conceded on Sunday. She said that she would not run again."
    found = drafted("Will Doss run again?", span_of(text, "Sunday", "a.txt", 0.1), threshold=0.0)
    assert [statement.text for statement in found.statements] == [text]


def test_what_came_closest_is_what_decides_most_likely() -> None:
    text = "The fire spread on Sunday. Investigators have not ruled out arson by a neighbour of the owner."
    found = drafted(
        "Was the fire at the warehouse in Lomond arson by somebody else?",
        span_of(text, "arson", "a.txt", 0.3),
        threshold=0.9,
    )
    assert found.statements == ()
    assert [citation.quote for citation in found.closest] == [
        "Investigators have not ruled out arson by a neighbour of the owner.",
        "The fire spread on Sunday.",
    ]


def test_an_open_question_is_refused_below_the_threshold() -> None:
    text = "Ann Marsh, the owner of the warehouse, spoke of the fire on Sunday."
    span = span_of(text, "Sunday", "a.txt", 0.5)
    asked = "Did Ann Marsh set fire to the warehouse?"
    likely = drafted(asked, span, threshold=0.0)
    assert [statement.text for statement in likely.statements] == [text]
    assert 0.0 < likely.statements[0].score < 1.0
    refused = drafted(asked, span, threshold=likely.probability + 0.01)
    assert refused.statements == () and refused.closest[0].quote == text
