"""What tells nothing of what happened answers nothing: a heading that asks, a figure that is taken back, the date of writing; and what
a reply, a correction or a list's item needs beside it is quoted with it."""

from __future__ import annotations

import pytest

from qa import Answer, Pincite
from qa.answering.untold import asks, sets_right, withdrawn
from qa.sources.datelines import in_lead
from tests.helpers import make_folder, passage_of


@pytest.mark.parametrize(
    ("sentence", "place", "taken"),
    [
        ("An earlier post said that 32,000 homes had lost power.", "32,000", True),
        ("Our report of 12 May said the ferry carried 61,400 passengers.", "61,400", True),
        ("The same article gave the age of Desmond Akers as 71.", "71", True),
        ("The mayor incorrectly said 40 ships had sunk.", "40", True),
        ("An earlier post said 32,000 homes lost power; the correct figure is 3,200.", "32,000", True),
        ("An earlier post said 32,000 homes lost power; the correct figure is 3,200.", "3,200", False),
        ("The figure was a miscount; the correct figure is 41,600, not 61,400.", "61,400", True),
        ("The figure was a miscount; the correct figure is 41,600, not 61,400.", "41,600", False),
        ("It said 1,140 people fled, not the roughly 1,400 it announced last week.", "1,400", True),
        ("It said 1,140 people fled, not the roughly 1,400 it announced last week.", "1,140", False),
        ("The toll is 19, not the 23 first reported.", "23", True),
        ("There were 19 of them, not the 23 that Lee had expected.", "23", False),
        ("He was wrongly convicted of killing 3 men.", "3", False),
        ("An earlier report by the auditors said 300 flats were empty.", "300", False),
        ("An earlier report said 12 people were dead.", "12", False),
        ("The same report said 300 people were killed.", "300", False),
        ("The council said on Monday that 3 people died.", "3", False),
    ],
)
def test_what_a_correction_takes_back(sentence: str, place: str, taken: bool) -> None:
    at = sentence.index(place)
    assert withdrawn(sentence, (at, at + len(place))) is taken


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Will the Aurora sail again?", True),
        ("“Is it justified?”", True),
        ("“Is it justified?” she asked.", False),
        ("The line has not decided.", False),
    ],
)
def test_what_asks(sentence: str, question: bool) -> None:
    assert asks(sentence) is question


@pytest.mark.parametrize(
    ("sentence", "place", "written"),
    [
        ("VELIKA, 19 January 2025 (CNA) – Jakov Petric died on Saturday.", "19 January 2025", True),
        ("LONDON, June 19, 2024 (Reuters) - Putin left on June 20, 2024.", "June 19, 2024", True),
        ("LONDON, June 19, 2024 (Reuters) - Putin left on June 20, 2024.", "June 20, 2024", False),
        ("LONDON, June 19, 2024 (Reuters) - Putin left.", "LONDON", False),
        ("PYONGYANG — Kim met Putin on 19 June 2024 – his first.", "19 June 2024", False),
    ],
)
def test_the_date_before_the_news_begins(sentence: str, place: str, written: bool) -> None:
    at = sentence.index(place)
    assert in_lead(sentence, (at, at + len(place))) is written


def test_the_next_sentence_sets_right() -> None:
    text = "The same article gave his age as 71. He is 72."
    passage = passage_of(text)
    (_, second) = passage.sentences
    assert sets_right(passage, second, "71") and not sets_right(passage, second, "7")
    assert sets_right(passage, second, "About 71")


ARTICLES = {
    "bank.txt": "Your new bank\n\nThe two banks became one on Monday, and customers have many questions.\n\n"
    "Will my account number change?\n\nNot before 2026.\n\nWhere do I find a branch?\n\nIn every town of the county.\n",
    "ferry.txt": "The ferry ends\n\n12 May 2024\n\nThe foot ferry makes its last trip on Sunday. It carried 61,400 passengers in "
    "five weeks, the harbour master said.\n",
    "corrections.txt": "Corrections\n\n15 May 2024\n\nOur report on the foot ferry (12 May) said that it had carried 61,400 "
    "passengers. The harbour office has since told us that this was a miscount; the correct figure is 41,600.\n",
    "flood.txt": "Dam overflows\n\nDUNHOLT, March 12, 2024 (CPA) - About 1,400 people were ordered out of their homes after part of the "
    "spillway at Velling Dam gave way on Sunday night, officials said on Tuesday.\n",
    "return.txt": "Families go home\n\nMarch 19, 2024\n\nMost families whom the flood below Velling Dam drove out were back in their "
    "homes on Monday. The council said 1,140 people had been ordered out, not the roughly 1,400 it announced last week.\n",
    "obituary.txt": "Jakov Petric, prime minister, dies at 84\n\nVELIKA, 19 January 2025 (CNA) - Jakov Petric, who led Kestria "
    "through the lean years after independence, died on Saturday at his home in Salin.\n",
    "budget.txt": "Norvik budget passed\n\nThe city council passed a budget of 91 million crowns on Monday by 17 votes to 3.\n\n"
    "Those who voted against the budget were:\n\n- Erik Sund (Centre)\n- Mona Vik (Greens)\n- Tor Aas (Greens)\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Pincite:
    return Pincite.open(make_folder(tmp_path_factory.mktemp("untold"), ARTICLES))


def shown(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements]


def test_a_heading_that_asks_is_no_yes_and_its_reply_is_quoted_with_it(library: Pincite) -> None:
    answer = library.ask("Will my account number change?")
    assert answer.answer is None
    assert shown(answer)[0] == "Will my account number change? Not before 2026."


def test_a_correction_comes_before_what_it_corrects(library: Pincite) -> None:
    answer = library.ask("How many passengers did the foot ferry carry?")
    assert answer.answer == "41,600"
    first, second = shown(answer)
    assert "41,600" in first and "61,400" in first and "It carried 61,400" in second
    assert [side.origins for side in answer.disagreements[0].sides] == [1, 1]


def test_a_figure_taken_back_stands_beside_the_right_one(library: Pincite) -> None:
    answer = library.ask("How many people had to leave their homes at Velling Dam?")
    assert answer.answer == "1,140"
    assert [side.answer for side in answer.disagreements[0].sides] == ["1,140", "About 1,400"]


def test_somebody_died_when_it_says_and_not_when_it_was_written(library: Pincite) -> None:
    assert library.ask("When did Jakov Petric die?").answer == "Saturday"


def test_of_several_asked_for_every_item_of_the_list_is_told_with_what_announces_it(library: Pincite) -> None:
    answer = library.ask("Who voted against the budget?")
    assert answer.answer == "Erik Sund (Centre), Mona Vik (Greens) and Tor Aas (Greens)"
    assert shown(answer)[0].startswith("Those who voted against the budget were: - Erik Sund")
