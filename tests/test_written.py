"""The same written otherwise is the same: spans of time, days of a month, units that stand once, shares, refusals and hedges."""

import pytest

from qa.checks.frames import frames
from qa.checks.words import words_of
from qa.checks.written import plain
from qa.verification import Evidence, verify


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("two decades ago", "20 years ago"),
        ("a decade of war", "10 years of war"),
        ("a decade-long war", "a decade-long war"),
        ("in 24 minutes 31 seconds", "in 24:31"),
        ("2 hours, 5 minutes and 3 seconds", "2:05:03"),
        ("on June 21, 23 and 25", "on June 21, June 23 and June 25"),
        ("on 21, 23 and 25 June", "on 21 June, 23 June and 25 June"),
        ("350 and 800 kilometres", "350 kilometres and 800 kilometres"),
        ("between 5 and 10 km", "between 5 and 10 km"),
        ("on June 5, and 12 people were hurt", "on June 5, and 12 people were hurt"),
        ("in 2019 and 8 percent", "in 2019 and 8 percent"),
        ("half a percentage point", "0.5 percentage point"),
        ("half a million", "half a million"),
        ("two dozen routes", "24 routes"),
        ("on two occasions", "twice"),
        ("52 votes to 47", "52 to 47"),
        ("the Second World War", "World War II"),
    ],
)
def test_one_way_of_writing(written: str, same: str) -> None:
    assert plain(written) == same


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        ("Twenty years ago there were 100 otters.", "There were 100 otters two decades ago."),
        ("Vanhala won the race in 24:31.", "Vanhala won the race in 24 minutes 31 seconds."),
        (
            "Two of the three stolen paintings were found.",
            "The three stolen paintings, two of which were found, are old.",
        ),
        ("Ten percent of farms gave up.", "One in ten farms gave up."),
        ("The storm destroyed 40 homes.", "The storm destroyed 40 houses."),
        ("The deaths of three patients were reported.", "Three deaths of patients were reported."),
        ("They asked for 9 percent but were offered 6.", "They asked for 9 percent and were offered 6 percent."),
        ("Hydro would not say whether it had paid.", "Hydro declined to say whether it had paid."),
        ("The forecast was not changed.", "The forecast was left unchanged."),
        ("No ransom was paid by the ministry.", "The ministry had not paid a ransom."),
        ("Nineteen firms turned down the book.", "The book was turned down by 19 firms."),
        ("The mission could not verify the claim.", "The mission had not been able to verify the claim."),
        ("The plant is to be closed in spring.", "The plant will be closed in spring."),
        (
            "The mill stood empty for 71 days before it was sold.",
            "The mill stood empty for 71 days and was sold in May.",
        ),
    ],
)
def test_the_same_written_otherwise_is_shown(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("The bank raised its rate on Monday, and said more was to come.", "The bank", "more"),
        ("The ministry did not comment but said its troops had left.", "The ministry", "troops"),
        ("Floods killed 90 people, the agency said on Monday, 75 of them overnight.", "the agency", "killed"),
        ("Survivors, most of them men, told the coastguard that it sank.", "Survivors, most of them men", "sank"),
        ("The mayor, Ann Lee, said the town would ban stoves.", "The mayor, Ann Lee", "ban"),
        ("The leak was caused by a digger, said fire chief Owen Tate.", "fire chief Owen Tate", "digger"),
        ("The chair, Owen Prys, called it “a book that listens”.", "The chair, Owen Prys", "listens"),
        ("Chief officer Dr. Ines Faro said vaccines would be offered.", "Chief officer Dr. Ines Faro", "vaccines"),
    ],
)
def test_who_says_what(text: str, speaker: str, content: str) -> None:
    (frame,) = frames(text)
    words = words_of(text)
    assert frame.speaker == speaker
    assert content in {words[i].text for i in frame.content}


@pytest.mark.parametrize(
    "text", ["The company would not say more.", "Lee declined to say who paid.", "Of the 214 confirmed cases, 9 died."]
)
def test_what_nobody_says_is_no_claim(text: str) -> None:
    assert not frames(text)


def test_a_number_is_one_word_and_a_titles_stop_ends_nothing() -> None:
    words = words_of("Dr. Lee treated 1,136 people. Some died.")
    assert [word.text for word in words][:4] == ["Dr", "Lee", "treated", "1,136"]
    assert {word.sentence for word in words[:5]} == {0}
    assert words[5].sentence == 1


def test_who_is_named_beside_another_speaker_is_not_the_one_who_said_it() -> None:
    cited = "Justice Oduya said there was no fraud; Justice Teller, in dissent, said lawmakers were free to act."
    assert verify("Justice Oduya said there was no fraud.", [Evidence(cited)]).supported
    assert not verify("Justice Oduya, in dissent, said there was no fraud.", [Evidence(cited)]).supported
