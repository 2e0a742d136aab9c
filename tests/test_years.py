"""Of which year a sentence tells, where a question names one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qa.answering.years import of_another_year, years_in
from tests.helpers import passage_of

ARRESTS = "Police made few arrests. About 500,000 people were arrested in 2019."
GROWTH = "Prices fell. The economy grew 8.1% last year."
PLAIN = "The games drew crowds. About 3.58 million spectators came."


@pytest.mark.parametrize(
    ("question", "text", "published", "another"),
    [
        ("How many people were arrested in 2015?", ARRESTS, None, True),
        ("How many people were arrested in 2019?", ARRESTS, None, False),
        ("How many people were arrested?", ARRESTS, None, False),
        ("How much did the economy grow in 2019?", GROWTH, date(2022, 1, 17), True),
        ("How much did the economy grow in 2021?", GROWTH, date(2022, 1, 17), False),
        # Without a date of its own nobody knows which year was the last one.
        ("How much did the economy grow in 2019?", GROWTH, None, False),
        ("How many spectators came in 1995?", PLAIN, date(2022, 1, 17), True),
        ("How many spectators came in 2022?", PLAIN, date(2022, 1, 17), False),
        ("How many spectators came in 1995?", PLAIN, None, False),
        # An event may be told of without its year, and "since" says how long.
        ("How many spectators came to the 2018 games?", PLAIN, date(2022, 1, 17), False),
        ("How many spectators came on June 6, 2018?", PLAIN, date(2022, 1, 17), False),
        ("How many spectators have come since 1995?", PLAIN, date(2022, 1, 17), False),
        ("How many came in the 2022 season?", "It opened. In 2021-22, 40 came.", None, False),
        ("How many came in 1994?", "It was held in 1994. More came than in 2014.", None, False),
    ],
)
def test_a_sentence_of_another_year_is_no_answer(
    question: str, text: str, published: date | None, another: bool
) -> None:
    passage = replace(passage_of(text), date=published)
    assert of_another_year(question, passage, passage.sentences[-1]) is another


def test_amounts_and_decades_are_no_years() -> None:
    assert years_in("$2019, 2,019 and 2019.5 in the 2010s, 2018") == {2018}
