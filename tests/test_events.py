"""Births, deaths, weddings, foundings and endings told apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.answering.events import asked_event, of_another_event, of_another_person
from qa.answering.extractive import preferred
from qa.reading import AnswerSpan
from tests.helpers import passage_of


@pytest.mark.parametrize(
    ("question", "event"),
    [
        ("When did Ada Holm die?", "death"),
        ("Where and when was Ada Holm born?", ""),
        ("Where was Ada Holm born?", "birth"),
        ("In what year was the mill built?", "making"),
        ("When was the mill built by the river demolished?", "ending"),
        ("Where was the man who was killed in the crash born?", ""),
        ("When did Ada Holm marry the baker?", "marriage"),
        ("What was Ada Holm's date of birth?", "birth"),
        ("What is the date of Ada Holm's death?", "death"),
        ("How old was Ada Holm when she died?", "death"),
        ("How old is Ada Holm?", ""),
        ("When did Ada Holm leave after her husband died?", ""),
        ("When was the opening match played?", ""),
        ("When was the founder elected?", ""),
        ("Who was born in Lund?", ""),
        ("When was the deal closed?", "ending"),
    ],
)
def test_a_question_asks_for_one_event(question: str, event: str) -> None:
    assert asked_event(question) == event


BIRTH = "She was born in Lund on 11 June 1921, the only child of a baker, and came to Osby at seven."
BOTH = "He was born in Lund in 1921 and died in Osby in 2019."


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "expected"),
    [
        ("When did Ada Holm die?", BIRTH, "11 June 1921", True),
        ("Where did Ada Holm die?", BIRTH, "Lund", True),
        ("When was Ada Holm born?", BIRTH, "11 June 1921", False),
        ("When did Ada Holm come to Osby?", BIRTH, "11 June 1921", False),
        ("When was Ada Holm born?", "He shared a house with Ada Holm, a baker, who died in 2003.", "2003", True),
        ("When was Ada Holm born?", "He married the painter Ada Holm in 1982.", "1982", True),
        ("When did he marry Ada Holm?", "He married the painter Ada Holm in 1982.", "1982", False),
        ("When did Ada Holm marry?", "Her wedding was in May.", "May", False),
        ("When did Ada Holm marry?", "In May she became the wife of a baker who was born in Lund.", "May", False),
        ("When was the Fram built?", "The Fram, which vanished in 1911 with 38 men, was a whaler.", "1911", True),
        ("When was the Fram built?", "The Fram was launched in 1896 and sank in 1911.", "1896", False),
        ("When was the Fram built?", "The Fram was launched in 1896 and sank in 1911.", "1911", True),
        ("When did the Fram sink?", "The Fram was launched in 1896 and sank in 1911.", "1896", True),
        ("When did the Fram sink?", "All 38 men died when she went down in 1911.", "1911", False),
        ("When did he die?", BOTH, "1921", True),
        ("When did he die?", BOTH, "2019", False),
        ("When was he born?", BOTH, "1921", False),
        ("When was he born?", BOTH, "2019", True),
        ("Where did he die?", BOTH, "Lund", True),
        ("Where did he die?", BOTH, "Osby", False),
        ("When did Holm die?", "In 1921 Holm was born and in 2019 he died.", "2019", False),
        ("When was Holm born?", "Ada Holm (1921–2019) was a baker.", "1921", False),
        ("When was Holm born?", "Ada Holm (1921–2019) was a baker.", "2019", True),
        ("When did Holm die?", "Ada Holm (3 May 1921 – 2 June 2019) was a baker.", "3 May 1921", True),
        ("When did Holm die?", "Ada Holm (3 May 1921 – 2 June 2019) was a baker.", "2 June 2019", False),
        ("When did Holm die?", "Holm fell in the great war (1914–1918).", "1914", False),
        ("When did Holm die?", "King Holm (r. 1921–2019) was a giant.", "1921", False),
        ("When did Holm die?", "Holm, born in Lund, succumbed to a fever on 3 May.", "3 May", False),
        ("When did Holm die?", "Holm, born in Lund, was shot dead on 3 May.", "3 May", False),
        ("When did Holm die?", "Holm left Lund on 3 May.", "3 May", False),
        ("When was the Fram built?", "The Fram left Lund on 3 May.", "3 May", True),
        ("When was the Fram built?", "The Fram, which left Lund today, dates from 1896.", "1896", False),
        ("When was the Fram built?", "- 3 May 1911: the Fram sails from Lund - 4 May: it is found", "3 May 1911", True),
        ("When was the Fram built?", "- 3 May 1896: the Fram is launched - 4 May 1911: it sails", "3 May 1896", False),
        ("When did Holm die?", "Ada Holm, born in Lund, on 3 May 1921, was a baker.", "3 May 1921", True),
        ("Where did Holm die?", "Holm, who was born in Lund, was found in a hotel in Osby.", "Osby", False),
        ("When was the mill built?", "The mill, which opened in 1903, closed in 1990.", "1903", False),
        ("When was the mill built?", "The mill, which opened in 1903, closed in 1990.", "1990", True),
        ("When was the firm founded?", "It began in 1921 in a shed that was later destroyed.", "1921", False),
        ("When will the road open?", "The road will be closed until Friday.", "Friday", False),
        ("When did the mill close?", "The mill closed in 1990.", "1990", False),
        ("How old was Holm when he died?", "Holm married at 21 in Lund.", "21", True),
        ("How old was Holm when he died?", "Holm, who married at 21, died at 84.", "84", False),
        ("How old was Holm when he died?", "He was 84.", "84", False),
        ("When did Ada Holm die?", "Ada Holm, 1946-2025", "1946-2025", True),
        ("When did Ada Holm die?", "The funeral will be at St Ann's, Lund, on 17 April.", "17 April", True),
        ("When did Ada Holm die?", "She died on Monday and the funeral will be on Friday.", "Monday", False),
        ("When will Ada Holm be buried?", "The funeral will be in Lund on 17 April.", "17 April", False),
        ("When did Ada Holm rule?", "Ada Holm, 1946-2025", "1946-2025", False),
        ("Who died in Lund?", BIRTH, "She", False),
        ("Why did Holm die?", BIRTH, "Lund", False),
    ],
)  # fmt: skip
def test_another_event_is_no_answer(question: str, sentence: str, answer: str, expected: bool) -> None:
    start = sentence.index(answer)
    assert of_another_event(question, sentence, (start, start + len(answer))) is expected


@pytest.mark.parametrize(
    ("question", "title", "text", "other"),
    [
        ("When was Magnus Foy born?", "Elspeth Thorsen, boat builder", "She was born on 17 January 1935.", True),
        ("When was Elspeth Thorsen born?", "Elspeth Thorsen, boat builder", "She was born on 17 January 1935.", False),
        ("Where was Anders Thorsen born?", "Elspeth Thorsen, boat builder", "She was born at Inchmoor.", True),
        ("Where was Anders Thorsen born?", "A boat builder", "Thorsen was born at Inchmoor.", False),
        ("Where was Magnus Foy born?", "A boat builder", "Magnus Foy left. He was old. He was born at Inchmoor.", False),
        ("Where was Magnus Foy born?", "A boat builder", "Magnus Foy left. It rained. It blew. He was born at Inchmoor.", True),
        ("When was she born?", "A boat builder", "She was born on 17 January 1935.", False),
        ("When was Tolland Bridge built?", "A boat builder", "It was built in 1931.", False),
        ("Where does Magnus Foy live?", "A boat builder", "She lives at Inchmoor.", False),
        ("When did Magnus Foy die?", "Magnus Foy", "His wife, Ada Holm, a botanist, died in 2015.", True),
        ("When did Magnus Foy's wife die?", "Magnus Foy", "His wife, Ada Holm, a botanist, died in 2015.", False),
        ("When did Magnus Foy die?", "Magnus Foy", "His wife said that he died in 2015.", False),
        ("When was Magnus Foy's wife born?", "Magnus Foy", "He was born on 19 August 1932.", True),
        ("When was Magnus Foy's wife born?", "Magnus Foy", "Foy met his wife in Lund. She was born in 1932.", False),
    ],
)  # fmt: skip
def test_somebody_elses_birth(question: str, title: str, text: str, other: bool) -> None:
    passage = passage_of(text, title=title)
    assert of_another_person(question, passage, passage.sentences[-1]) is other


def test_what_tells_of_a_death_comes_before_what_does_not() -> None:
    text = (
        "Foy attended the last service there in 1965 and kept the bell. Magnus Foy, who built the dam, died on Tuesday."
    )
    passage = passage_of(text, title="Magnus Foy, engineer")
    spans = [
        AnswerSpan(
            passage,
            at := text.index(said),
            at + len(said),
            next(s for s in passage.sentences if s[0] <= at < s[1]),
            score,
        )
        for said, score in (("1965", 0.75), ("Tuesday", 0.7))
    ]
    for question, answer in (("When did Magnus Foy die?", "Tuesday"), ("When did Magnus Foy leave?", "1965")):
        assert preferred(question, spans)[0].text == answer
    far = [spans[0], replace(spans[1], score=0.3)]
    assert preferred("When did Magnus Foy die?", far)[0].text == "1965"
