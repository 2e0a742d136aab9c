"""What day an answer means by its article's date, and none where that is stated or not sure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from qa import Answer, Citation, Pincite, Statement
from qa.answering.dating import days_meant
from tests.helpers import make_folder

TUESDAY = date(2024, 9, 3)


def notes_of(question: str, sentence: str, answer: str, published: date | None = TUESDAY) -> list[str]:
    at = sentence.index(answer)
    citation = Citation("a.txt", 0, len(sentence), sentence, (1, 1), "0" * 64, date=published)
    return list(days_meant(question, [Statement(sentence, (citation,), score=1.0, emphasis=((at, at + len(answer)),))]))


@pytest.mark.parametrize(
    ("sentence", "answer", "meant"),
    [
        ("The wreck was found on Sunday by a robot.", "Sunday", "1 September 2024"),
        ("The wreck was found on Tuesday.", "Tuesday", "3 September 2024"),
        ("The wreck was found late on Saturday night.", "late on Saturday night", "31 August 2024"),
        ("The ship will leave on Sunday.", "Sunday", "8 September 2024"),
        ("The wreck was found yesterday.", "yesterday", "2 September 2024"),
        ("The wreck was found on 18 August.", "18 August", "18 August 2024"),
        ("The funeral will be on 17 September.", "17 September", "17 September 2024"),
        ("The wreck was found last month.", "last month", "August 2024"),
        ("The wreck was found last year.", "last year", "2023"),
        ("The wreck was found on 18 August 2024.", "18 August 2024", None),
        ("The wreck was found in March.", "March", None),
        ("The wreck was found in the 1990s.", "the 1990s", None),
        ("Boats go there on Sundays.", "Sundays", None),
        ("The vote was moved to Friday.", "Friday", None),
        ("On Sunday the wreck was found, in May 1911 it was lost.", "May 1911", None),
    ],
)
def test_the_day_that_an_answer_means(sentence: str, answer: str, meant: str | None) -> None:
    found = notes_of("When was it?", sentence, answer)
    assert not any(note.split("”")[0].endswith(".") for note in found)
    assert [note.split(" is ")[1] for note in found] == ([f"{meant} by the date of a.txt."] if meant else [])


def test_nothing_is_said_of_what_is_not_asked_or_has_no_date() -> None:
    assert not notes_of("Where was it found?", "It was found on Sunday.", "Sunday")
    assert not notes_of("When was it found?", "It was found on Sunday.", "Sunday", None)


def test_an_answer_notes_the_day(tmp_path: Path) -> None:
    wreck = "Wreck found\n\nSeptember 3, 2024\n\nThe wreck of the Ingeborg was found on Sunday by an underwater robot, the museum said.\n"
    found = Pincite.open(make_folder(tmp_path / "wreck", {"wreck.txt": wreck})).ask(
        "When was the wreck of the Ingeborg found?"
    )
    assert isinstance(found, Answer) and found.answer == "Sunday"
    assert found.notes == ("“Sunday” is 1 September 2024 by the date of wreck.txt.",)
