"""Whoever is asked what the judge said gets the judge's words and nobody else's."""

from __future__ import annotations

import pytest

from qa.answering.callings import asked_calling, spoken_as
from qa.reading import AnswerSpan, features
from tests.helpers import passage_of, span_of
from tests.test_extractive import drafted


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("What did the judge say?", "judge"),
        ("What did the fire service say about the roof?", "fire service"),
        ("What have police said?", "police"),
        ("What did the head of the union say?", "head of the union"),
        ("What did Judge Ann Lee say?", None),
        ("What did she say?", None),
        ("What did people say about it?", None),
        ("What did the report say?", None),
        ("What did the mayor and the priest say?", None),
        ("What did the judge decide?", None),
        ("Who is the judge?", None),
    ],
)
def test_what_the_speaker_is_called(question: str, called: str | None) -> None:
    calling = asked_calling(question)
    assert (calling.words if calling else None) == called


@pytest.mark.parametrize(
    ("question", "text", "theirs"),
    [
        ("the anaesthetist", "The anaesthetist, Dr Ann Roe, gave evidence. She said it was fair.", True),
        ("the anaesthetist", "The anaesthetist gave evidence. She said it was fair.", True),
        ("the anaesthetist", "Dr Ann Roe, 44, the anaesthetist, wept. Bo Lind left. It rained, Roe said.", True),
        ("the anaesthetist", "The anaesthetist, Dr Ann Roe, wept. A nurse, Bo Lind, said it was fair.", False),
        ("the anaesthetist", "The anaesthetist wept. “It was fair,” said the nurse.", False),
        ("the judge", "Judge Ann Lee left. “It is late,” Lee said.", True),
        ("the judge", "Mrs Justice Lee said it was late.", True),
        ("the judge", "The judge rejected the claim.", True),
        ("the judge", "The judge's uncle, Bo Lee, said it was late.", False),
        ("the judge", "A lawyer for the judge said it was late.", False),
        ("the judge", "The former judge, Ann Lee, said it was late.", False),
        ("the judge", "Bo Lind told the judge that it was late.", False),
        ("the judge", "When he met the judge, Ann Lee said it was late.", False),
        ("the union", "The union's branch secretary, Ann Lee, said it was low.", True),
        ("the union", "Ann Lee, head of the union, said it was low.", True),
        ("the union", "Ann Lee, a critic of the union, said it was low.", False),
        ("the union", "Union members left. The mayor said it was low.", False),
        ("the police", "A police spokesman said it was late.", True),
        ("the police", "Officers said it was late.", True),
        ("the police", "The head of the local police, Inspector Bo Lind, said it was late.", True),
        ("the company", "Deepgold, a salvage company, was late. Deepgold denied it.", True),
        ("the company", "The company's owner, Ann Lee, said it was late.", True),
        ("the company", "The company's rival, Ann Lee, said it was late.", False),
        ("the company", "The firm said it was late.", True),
        ("the company", "The court said the company was late.", False),
        ("the company", "The town sued the company and said it was late.", False),
        ("the hospital", "One of the hospital's doors was shut, a spokeswoman said.", True),
        ("the hospital", "One of the town's doors was shut, a spokeswoman said.", False),
        ("the fire service", "The fire service said it was late.", True),
        ("the fire service", "The weather service said it was late.", False),
        ("the weather service", "Captain Bo Lind of the fire service said it was late.", False),
        ("the fire service", "Captain Bo Lind of the fire service said it was late.", True),
        ("the judge", "They came to find Bo Lind. Lind said it was late.", False),
        ("the health minister", "The minister, Ann Lee, said it was late.", True),
        ("the health minister", "The finance minister, Ann Lee, said it was late.", False),
        ("the engineer", "It is late, says the engineer on duty, Ann Lee.", True),
        ("the doctor", "The surgeon said it was late.", True),
        ("the surgeon", "The doctor said it was late.", False),
    ],
)
def test_whose_words_a_sentence_gives(question: str, text: str, theirs: bool) -> None:
    passage = passage_of(text)
    calling = asked_calling(f"What did {question} say?")
    assert calling is not None
    assert ((passage, passage.sentences[-1]) in spoken_as(calling, [passage])) is theirs
    span = AnswerSpan(passage, *passage.sentences[-1], passage.sentences[-1], 0.0)
    assert features(f"What did {question} say?", (), span, 0, 0.0, 0.0)["misfit"] == float(not theirs)


def test_another_passage_of_the_article_introduces_them() -> None:
    one = passage_of("The judge, Ann Lee, came at noon.", number=1)
    other = passage_of("It was late, Lee said.", start=3000, number=2)
    elsewhere = passage_of("It was late, Lee said.", "b.txt", number=3)
    calling = asked_calling("What did the judge say?")
    assert calling is not None
    assert spoken_as(calling, [one, other, elsewhere]) == [(other, other.sentences[0])]


COURT = (
    "The jury cleared Beck on Monday. A nurse, Ian Coombe, told the court that Beck was “the most careful man I ever met”. "
    "Mrs Justice Oye said that Beck had acted “out of panic”."
)


def test_only_the_words_asked_for_are_shown() -> None:
    found = drafted("What did the judge say about Beck?", span_of(COURT, "the most careful man", "a.txt", 0.9))
    assert found.answer == "out of panic"
    assert len(found.statements) == 1


def test_where_nobody_is_called_so_nothing_is_shown() -> None:
    found = drafted("What did the anaesthetist say about Beck?", span_of(COURT, "the most careful man", "a.txt", 0.9))
    assert not found.statements and found.answer is None
