"""Which of two numbers is asked for, and what is not there yet."""

from __future__ import annotations

import pytest

from qa.answering.counting import counted, is_an_age, not_so_yet, of_them_all

LIFTS = "One of the hospital's six lifts did not start, a spokeswoman said."
VOTE = "Cooks will walk out after 312 of the 349 members who voted backed a strike over pay."
DEAD = "Two of the 19 victims were children."


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "meant"),
    [
        ("How many lifts failed?", LIFTS, "six", "One"),
        ("How many lifts did not start?", LIFTS, "six", "One"),
        ("How many lifts started?", LIFTS, "six", "six"),
        ("How many lifts does the hospital have?", LIFTS, "One", "six"),
        ("How many lifts does the hospital have?", LIFTS, "six", "six"),
        ("How many people voted for a strike?", VOTE, "349", "312"),
        ("How many members backed the strike?", VOTE, "the 349 members", "312"),
        ("How many members voted?", VOTE, "349", "349"),
        ("How many members voted?", VOTE, "312", "349"),
        ("How many members voted?", VOTE, "312 of the 349", "312 of the 349"),
        ("How many backed it?", "In the end 312 of 349 backed the plan.", "349", "312"),
        ("How many victims were there?", DEAD, "19", "19"),
        ("How many victims were there?", DEAD, "Two", "19"),
        ("How many victims were children?", DEAD, "19", "Two"),
        ("How many children died?", DEAD, "19", "Two"),
        ("How many people were killed?", DEAD, "19", "19"),
        ("How many people were hurt?", DEAD, "19", "19"),
        ("How many gates are not working?", "Two of the six gates are not working.", "six", "Two"),
        ("How many gates are working?", "Two of the six gates are not working.", "six", "six"),
        ("How many men were convicted?", "The jury convicted two of the five men.", "five", "two"),
        ("How many men were arrested?", "Three of the five men arrested on Monday were armed.", "five", "five"),
        ("How many men were armed?", "Three of the five men arrested on Monday were armed.", "five", "Three"),
        ("How many men escaped?", "Police said three of the five men escaped.", "five", "three"),
        ("How many of the five men escaped?", "Police said three of the five men escaped.", "five", "three"),
        ("How many people are named?", "She is one of 12 people named in the report.", "12", "12"),
        ("How many houses did he sell?", "He sold two of his 12 houses.", "12", "two"),
        ("How many cats like it?", "Nine out of ten cats like it.", "ten", "ten"),
        ("How many days did it rain?", "Rain fell on 3 of May 2019.", "2019", "2019"),
        ("How many times did he win?", "He bought one of these two years ago.", "two", "two"),
        ("Who was killed?", DEAD, "19", "19"),
    ],
)  # fmt: skip
def test_of_two_numbers_the_one_asked_for_answers(question: str, sentence: str, answer: str, meant: str) -> None:
    start = sentence.index(answer)
    place = counted(question, sentence, (start, start + len(answer)))
    assert sentence[slice(*place)] == meant


REEF = "She counted 214 species on the reef. Eleven of them appear to be new. It is old."
HURT = "The blast hurt 19 people. Two of them were children."


@pytest.mark.parametrize(
    ("question", "text", "sentence", "answer", "expected"),
    [
        ("How many new species live on the reef?", REEF, REEF[:36], "214", True),
        ("How many species live on the reef?", REEF, REEF[:36], "214", False),
        ("How many new species live on the reef?", REEF, REEF[37:69], "Eleven", False),
        ("How many people were injured?", HURT, HURT[:25], "19", False),
        ("How many children were hurt?", HURT, HURT[:25], "19", True),
        ("How many people were hurt by the blast at noon?", HURT, HURT[:25], "19", False),
        ("How many rooms are new?", "It has 40 rooms, ten of which are new.", "It has 40 rooms, ten of which are new.", "40", True),
        ("How many rooms are there?", "It has 40 rooms, ten of which are new.", "It has 40 rooms, ten of which are new.", "40", False),
        ("How many rooms are new?", "It has 40 rooms. One of them is new.", "It has 40 rooms.", "40", False),
        ("Who counted the new species?", REEF, REEF[:36], "214", False),
    ],
)  # fmt: skip
def test_a_number_of_all_is_none_of_some(question: str, text: str, sentence: str, answer: str, expected: bool) -> None:
    start = sentence.index(answer)
    assert of_them_all(question, sentence, (start, start + len(answer)), text) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "expected"),
    [
        ("How many nurses were on duty?", "There should be five nurses.", "five", True),
        ("How many nurses are on the ward?", "There should be five nurses.", "five", True),
        ("How many nurses should there be?", "There should be five nurses.", "five", False),
        ("How many nurses are needed?", "There should be five nurses.", "five", False),
        ("How many nurses were on duty?", "There should be five, but there are three.", "three", False),
        ("How many nurses have been hired?", "About 85 new nurses and cooks will be recruited.", "85", True),
        ("How many nurses have been hired so far?", "The trust will hire 85 nurses.", "85", True),
        ("How many nurses have been hired so far?", "It has hired 61 and will hire 24 more.", "61", False),
        ("How many nurses have been hired so far?", "It has hired 61 and will hire 24 more.", "24", True),
        ("How many nurses will be hired?", "About 85 new nurses will be recruited.", "85", False),
        ("How many rooms did she add?", "She plans to add four rooms.", "four", True),
        ("How many rooms does she plan to add?", "She plans to add four rooms.", "four", False),
        ("How many jobs will be cut?", "The bank said it would cut 300 jobs.", "300", False),
        ("How many jobs is the bank cutting?", "The bank said it would cut 300 jobs.", "300", False),
        ("How many jobs are at risk?", "The bank could cut 300 jobs.", "300", False),
        ("How many titles did she win?", "She would go on to win five titles.", "five", False),
        ("How many people were evacuated?", "Some 40 people had to be evacuated.", "40", False),
        ("How many concerts are there?", "Sixty-two concerts will be given.", "Sixty-two", False),
        ("How many weeks has he been away?", "For two weeks now he won't come.", "two", False),
        ("How many people have died?", "At least 40 people have died, and more may follow.", "40", False),
        ("How many people have died?", "He said 40 people had died.", "40", False),
    ],
)  # fmt: skip
def test_what_should_be_or_will_be_is_not_so_yet(question: str, sentence: str, answer: str, expected: bool) -> None:
    start = sentence.index(answer)
    assert not_so_yet(question, sentence, (start, start + len(answer))) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "expected"),
    [
        ("How many nurses were there?", "She is 44, and has been a nurse for years.", "44", True),
        ("How many nurses were there?", "The 44-year-old nurse left.", "44", True),
        ("How many pupils came?", "Two boys aged 12 came.", "12", True),
        ("How many pupils came?", "Two boys aged 12 came.", "Two", False),
        ("How many years has she lived?", "She is 44, and a nurse.", "44", False),
        ("How old is she?", "She is 44, and a nurse.", "44", False),
        ("How many nurses were there?", "The number of nurses was 44, and of cooks 12.", "44", False),
        ("How many nurses were there?", "She was one of 44 nurses.", "44", False),
    ],
)
def test_an_age_counts_nothing(question: str, sentence: str, answer: str, expected: bool) -> None:
    start = sentence.index(answer)
    assert is_an_age(question, sentence, (start, start + len(answer))) is expected
