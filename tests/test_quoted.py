"""Whoever is asked what somebody said gets that person's words and nobody else's."""

from __future__ import annotations

import pytest

from qa import Pincite
from qa.answering.speaking import asked_speaker, says, told
from tests.helpers import make_folder, passage_of, span_of
from tests.test_extractive import drafted

RACE = (
    "“I ran the last mile alone,” Bea Lindqvist said. “I still cannot believe it,” said Rui Duarte, 22. “My mum is crying "
    "somewhere up there.” Lindqvist spoke to reporters. She added that she would rest."
)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did Bea Lindqvist say?", {"bea", "lindqvist"}),
        ("What did the union say about pay?", set()),
        ("What was said?", set()),
    ],
)
def test_asked_speaker(question: str, named: set[str]) -> None:
    assert asked_speaker(question) == named


def test_each_sentence_is_its_speakers() -> None:
    passage = passage_of(RACE)
    speaker = asked_speaker("What did Bea Lindqvist say?")
    assert [says(speaker, passage, sentence) for sentence in passage.sentences] == [True, False, False, True, True]


def test_only_the_words_asked_for_are_shown() -> None:
    found = drafted("What did Bea Lindqvist say?", span_of(RACE, "alone", "a.txt", 0.8))
    assert found.statements
    assert not any("Duarte" in statement.text or "mum" in statement.text for statement in found.statements)


def test_one_name_is_enough() -> None:
    text = "“Our tracks are safe,” Hurst said."
    found = drafted("What did Hurst say?", span_of(text, "safe", "a.txt", 0.3))
    assert found.answer == "Our tracks are safe"
    (statement,) = found.statements
    assert statement.text == text
    assert [text[slice(*place)] for place in statement.emphasis] == [found.answer]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tarn, author of “Peas and Patience”, said of the price that it was “more than fair to all”.", "more than fair to all"),
        ("The author of “Peas and Patience”, Tarn, said the price was “fair”.", "fair"),
        ("Tarn, author of “Peas and Patience”, said the price was fair.", None),
        ("Tarn, head of the “price police”, said it was “fair”.", "fair"),
        ("Tarn, who runs the “green” wing, said the price was “fair by us”.", "fair by us"),
        ("Tarn (once the “queen of peas”) said the price was “fair”.", "fair"),
        ("“It is fair,” Tarn said of the price, calling it “low”.", "It is fair"),
        ("Tarn said of the price: “Never Again”.", "Never Again"),
        ("Tarn said that the price was ‘fair to all’.", "fair to all"),
        ("‘We’ll keep the drivers’ price,’ Tarn said.", "We’ll keep the drivers’ price"),
        ("'We'll keep the drivers' price,' Tarn said.", "We'll keep the drivers' price"),
        ("Tarn said the drivers' price in the '90s was the owners' price.", None),
        ("Tarn said it's O'Brien's price.", None),
    ],
)  # fmt: skip
def test_the_short_answer_is_what_is_said(text: str, said: str | None) -> None:
    found = drafted("What did Tarn say about the price?", span_of(text, "price", "a.txt", 0.9))
    assert found.answer == said
    (statement,) = found.statements
    marked = [statement.text[slice(*place)] for place in statement.emphasis]
    # What is told in other words is marked where the reader would answer.
    assert marked == [said or "price"]
    assert all(citation.quote == text for citation in statement.citations)


def test_an_unsure_reader_marks_nothing_in_what_is_told_in_other_words() -> None:
    (statement,) = drafted(
        "What did Tarn say about the price?", span_of("Tarn said the price was fair.", "price", "a.txt", 0.4)
    ).statements
    assert statement.emphasis == ()


def test_what_somebody_calls_a_new_thing_is_its_name() -> None:
    text = "The company called its new line of soups the Winter Kettle."
    span = span_of(text, "Winter Kettle", "a.txt", 0.9)
    assert drafted("What did the company call its new line of soups?", span).answer == "Winter Kettle"


def test_no_sentence_is_shown_twice() -> None:
    text = "Ruth Calder lost the vote. “This is not the end,” Calder said. “They will hear from Calder,” Calder said."
    found = drafted("What did Calder say?", span_of(text, "end", "a.txt", 0.8))
    places = [(c.start, c.end) for statement in found.statements for c in statement.citations]
    assert len(places) == 2
    assert all(a >= d or c >= b for i, (a, b) in enumerate(places) for c, d in places[:i])


MATCH = (
    "Defender Nils Reuter was sent off for a second yellow card. “I have watched it back four times and he gets the ball,” "
    "said Rovers manager Phil Strickland. The crowd of 4,812 sang on. It had rained all day. "
)


def test_what_it_is_about_another_sentence_tells() -> None:
    found = drafted(
        "What did Phil Strickland say about the sending-off?", span_of(MATCH, "he gets the ball", "a.txt", 0.1)
    )
    assert found.answer == "I have watched it back four times and he gets the ball"
    assert not drafted(
        "What did Phil Strickland say about the cable?", span_of(MATCH, "he gets the ball", "a.txt", 0.1)
    ).statements


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("In his speech Kim praised the deal.", True),
        ("Ahead of his arrival, Putin commended Kim for his support.", False),
        ("Rights groups had urged Mr. Kim to leave.", False),
        ("Kim recently highlighted the “unbreakable relationship” with Russia.", True),
        ("Described by the Kremlin as a “state visit”, it may end with a pact of Putin and Kim.", False),
        ("Putin met Kim in Pyongyang on Tuesday, the Kremlin said.", False),
        ("“It is a good deal,” said its chairman, Kim.", True),
        ("“It is a good deal,” said its chairman, Putin.", False),
        ("“It is a good deal,” said the Rudar coach, Kim, whose team won.", True),
        ("I do not expect Mr Kim to apologise.", False),
        ("I am afraid that Kim spoke of it.", False),
        ("Kim left the hall.", False),
        ("Kim spoke to reporters.", True),
        ("Kim apologised for the delay.", True),
        ("A guest of Kim's asked for water, and Putin spoke.", False),
    ],
)
def test_who_is_spoken_of_does_not_speak(text: str, own: bool) -> None:
    passage = passage_of(f"Putin and Kim met. {text}")
    assert says(asked_speaker("What did Kim say?"), passage, passage.sentences[-1]) is own


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“The road is shut,” said Ann Lee, the county's head of bridges.", "“The road is shut,”"),
        ("Ann Lee, the head of bridges, said the road was shut.", "the road was shut."),
        ("“It is a growth story,” Lee told reporters.", "“It is a growth story,” reporters."),
        ("“The road is shut,” Ann Lee, head of bridges, said.", "“The road is shut,” ."),
        ("Lee accused the county of delay.", "accused the county of delay."),
    ],
)
def test_who_speaks_is_nothing_of_what_is_said(text: str, said: str) -> None:
    assert " ".join(told(text).replace(" ,", "").split()) == said


FERRY = (
    "The foot ferry made its last trip on Sunday. It carried 41,600 passengers, said the ferry master, Susan Hale. “We would love to keep "
    "the ferry, but nobody has offered to pay for it,” Hale said. "
)


def test_what_says_nothing_of_the_matter_is_not_shown_beside_what_does() -> None:
    found = drafted("What did Susan Hale say about keeping the ferry?", span_of(FERRY, "41,600", "a.txt", 0.1))
    (statement,) = found.statements
    assert statement.text.startswith("“We would love to keep the ferry")


ARTICLES = {
    "opinion.txt": "Opinion: stop blaming the surveyors\n\n16 May 2024\n\nThe inquiry into the viaduct must be held in public. The cabinet of "
    "the day, led by Martin Dellow, cut the budget for roads.\n\nI do not expect Mr Dellow to apologise. He moved to Spain last year.\n",
    "quake.txt": "Death toll in Norvik earthquake rises\n\n5 September 2024\n\nThe earthquake is now known to have killed 37 people.\n\n"
    "Opposition leader Stefan Holm accused the government of reacting too slowly to the earthquake.\n",
    "election.txt": "Holm wins in Norvik\n\n30 September 2024\n\nHolm said he would open talks with the farmers on Tuesday.\n\nThe slow "
    "response to the earthquake dominated the campaign. Holm promised to halve the tax on gas.\n",
    "bank.txt": "Northmoor buys a rival\n\n11 April 2024\n\n“This is a growth story, not a cutting story,” Helen Foss told reporters. She said "
    "the name would be kept. It closes in June.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Pincite:
    return Pincite.open(make_folder(tmp_path_factory.mktemp("quoted"), ARTICLES))


def test_who_is_only_written_about_says_nothing(library: Pincite) -> None:
    assert not library.ask("What did Martin Dellow say about the inquiry?").answered


def test_other_statements_of_the_speaker_are_left_out(library: Pincite) -> None:
    (statement,) = library.ask("What did Holm say about the response to the earthquake?").statements
    assert "reacting too slowly" in statement.text


def test_the_verb_of_saying_is_no_matter(library: Pincite) -> None:
    # To tell and to strike are one in a sense of both.
    assert not library.ask("What did Helen Foss say about the strike?").answered
