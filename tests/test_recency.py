"""A question about the present is answered by the newest article that tells; one about the past by any."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from qa import Pincite
from qa.answering.extractive import answerable
from qa.query_engine import NOTHING_MATCHES
from qa.recency import HALF, USUAL_SHARE, asks_of_now, coeval_shares, nearness, years_behind


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Karsk?",
        "Who's the mayor of Karsk?",
        "Who leads the council?",
        "What isn't allowed in the park?",
        "Which team won the cup this week?",
        "What did the council decide on Monday?",
        "Who was elected in the latest vote?",
        "How many people have left the town?",
        "What will the bridge cost?",
    ],
)
def test_a_question_of_the_present(question: str) -> None:
    assert asks_of_now(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who was the mayor of Karsk?",
        "Who accompanied Putin?",
        "When did the bridge collapse?",
        "Who is the mayor that was elected in 2019?",
        "Which team won the cup this season, in 2021?",
        "Where had the leaders met?",
        "",
    ],
)
def test_a_question_of_any_time(question: str) -> None:
    assert not asks_of_now(question)


def test_years_are_counted_from_the_newest() -> None:
    found = years_behind({1: date(2024, 3, 1), 2: date(2022, 3, 1), 3: None})
    assert found == {1: 0.0, 2: pytest.approx(2.0, abs=0.01), 3: 0.0}
    assert years_behind({1: None}) == {1: 0.0}
    assert years_behind({}) == {}


ARTICLES = {
    "old.txt": "Holm sworn in\n\nPosted at 7:16 AM, Jun 17, 2016\n\nAda Holm is the mayor of Karsk. She took the oath on Monday "
    "before the council in the town hall, and promised a new bridge.\n",
    "new.txt": "Lind sworn in\n\nPosted at 7:16 AM, Jun 17, 2024\n\nBen Lind is the mayor of Karsk. He took the oath on Monday "
    "before the council in the town hall, and promised a new school.\n",
    "other.txt": "Harbour\n\nPosted at 9:10 AM, Jan 12, 2023\n\nThe harbour of Karsk will be dredged in spring, and the ferries "
    "will leave from the northern quay until then.\n",
}


@pytest.fixture(scope="module")
def karsk(tmp_path_factory: pytest.TempPathFactory) -> Pincite:
    folder = tmp_path_factory.mktemp("karsk")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    library = Pincite.open(folder)
    library.index()
    return library


def test_the_newest_article_answers_what_is(karsk: Pincite) -> None:
    question = "Who is the mayor of Karsk?"
    best, other = karsk.search(question, 2)
    assert (best.file, best.behind) == ("new.txt", 0.0)
    assert other.file == "old.txt"
    assert other.behind == pytest.approx(8.0, abs=0.01)
    answer = karsk.ask(question)
    assert answer.answer == "Ben Lind"
    assert answer.statements[0].citations[0].file == "new.txt"
    # What an older article says is not lost.
    assert "Ada Holm" in str(answer)


def test_of_the_past_no_article_is_behind(karsk: Pincite) -> None:
    assert {passage.behind for passage in karsk.search("Who promised a new bridge?", 3)} == {0.0}
    assert karsk.ask("Who promised a new bridge?").answer == "Ada Holm"


def test_nearness_halves_and_falls_on() -> None:
    day = date(2024, 6, 20)
    dates = {1: day, 2: day - timedelta(days=int(HALF)), 3: date(2014, 6, 20), 4: day + timedelta(days=1)}
    # What is dated the day after is not nearer than that day itself.
    assert nearness(dates, day) == {1: 1.0, 2: 0.5, 3: pytest.approx(0.002, abs=0.001), 4: 1.0}
    assert nearness(dates, None) == {}


def test_what_has_no_date_is_as_near_as_the_nearest() -> None:
    day = date(2024, 6, 20)
    assert nearness({1: None, 2: day - timedelta(days=int(HALF)), 3: date(2014, 6, 20)}, day)[1] == 0.5
    assert nearness({1: None}, day) == {}


def test_as_of_a_day_years_are_counted_from_it() -> None:
    assert years_behind({1: date(2022, 3, 1)}, date(2024, 3, 1)) == {1: pytest.approx(2.0, abs=0.01)}


@pytest.mark.parametrize(
    ("day", "mayor", "file"), [("2016-06-20", "Ada Holm", "old.txt"), ("2024-06-20", "Ben Lind", "new.txt")]
)
def test_as_of_a_day_what_was_known_on_it_answers(karsk: Pincite, day: str, mayor: str, file: str) -> None:
    answer = karsk.ask("Who is the mayor of Karsk?", as_of=day)
    assert answer.answer == mayor
    assert answer.statements[0].citations[0].file == file
    assert f"Asked as of {day}: nothing dated later was read." in answer.notes
    (searched,) = {passage.file for passage in karsk.search("mayor of Karsk", 1, as_of=day)}
    assert searched == file


def test_as_of_a_day_nothing_later_is_known(karsk: Pincite) -> None:
    answer = karsk.ask("Who is the mayor of Karsk?", as_of="2016-06-16")
    assert not answer.answered
    assert NOTHING_MATCHES in answer.notes
    answer = karsk.ask("Who is the mayor of Karsk?", as_of="2023-06-16")
    assert "Ben Lind" not in str(answer)
    assert answer.searched.articles == 2


STRIKES = {
    f"{year}.txt": f"Strike at the port\n\nPosted at 7:16 AM, Jun 1{n}, {year}\n\nDockers at the port of Karsk walked out on Monday over "
    f"their pay. The strike ended after {n + 3} days, and {n}00 ships had to wait outside the port, said its master.\n"
    for n, year in enumerate(range(2016, 2025), start=1)
}


def test_the_news_of_the_days_before_comes_first(tmp_path: Path) -> None:
    for name, text in STRIKES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    library = Pincite.open(tmp_path)
    library.index()
    for n, year in ((3, 2018), (7, 2022)):
        assert library.search("strike at the port of Karsk", 1, as_of=f"{year}-06-20")[0].file == f"{year}.txt"
        answer = library.ask("How many ships had to wait outside the port of Karsk?", as_of=f"{year}-06-20")
        assert answer.answer == f"{n}00"
        assert answer.statements[0].citations[0].file == f"{year}.txt"


def test_a_folder_with_few_dates_answers_as_it_does_without_a_day(indexed_seeds: Pincite) -> None:
    question = "who accompanied Putin?"
    answer, dated = indexed_seeds.ask(question), indexed_seeds.ask(question, as_of="2024-06-20")
    assert dated.answer == answer.answer
    assert dated.statements[0].citations == answer.statements[0].citations


def test_what_is_found_of_the_same_weeks_is_coeval() -> None:
    june, july, then = date(2022, 6, 16), date(2022, 7, 1), date(2019, 6, 16)
    shares = coeval_shares({1: (june, 0.9), 2: (june, 0.9), 3: (july, 0.9), 4: (then, 0.9)})
    assert shares[1] == shares[2] > 0.6 > shares[3] > 0.4 and shares[4] == pytest.approx(0.25, abs=0.01)
    # What was found far below the best tells little of when it was.
    shares = coeval_shares({1: (june, 0.9), 2: (then, 0.2), 3: (then, 0.2), 4: (then, 0.2)})
    assert shares[1] > 0.99 and shares[2] < 0.01
    # What has no date may be of any time, and none is told of it.
    shares = coeval_shares({1: (june, 0.9), 2: (None, 0.9), 3: (None, 0.9)})
    assert shares == {1: pytest.approx((1 + 2 * USUAL_SHARE) / 3)}
    assert coeval_shares({1: (None, 0.9)}) == {} and coeval_shares({}) == {}


def test_passages_say_how_much_of_what_was_found_is_of_their_time(karsk: Pincite) -> None:
    found = karsk.search("Who is the mayor of Karsk?", 5)
    shares = {passage.date: passage.coeval for passage in found}
    assert len(shares) > 1 and all(share is not None and 0 < share < 1 for day, share in shares.items() if day)


def test_an_answer_of_the_time_of_what_is_found_is_likelier() -> None:
    values = {"best": 0.0, "held": 0.5, "nearness": 0.0, "coeval": 0.3, "told": 0.0, "near": 0.0}
    assert answerable(values) > answerable({**values, "coeval": 0.0}) > answerable({**values, "coeval": -0.3})
