"""Numbers and dates mean the same however they are written."""

from __future__ import annotations

import pytest

from qa.quantities import Day, dates, numbers, undated


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("two million", [2e6]),
        ("2,000,000", [2e6]),
        ("2m people", [2e6]),
        ("$1.2 billion", [1.2e9]),
        ("3.5bn", [3.5e9]),
        ("three hundred and five", [305]),
        ("twenty-four years", [24]),
        ("five thousand six hundred seventy-eight", [5678]),
        ("one thousand two hundred", [1200]),
        ("5 million and 3 million", [5e6, 3e6]),
        ("between 5 and 10", [5, 10]),
        ("2 or three", [2, 3]),
        ("87%", [87]),
        ("the 3rd", [3]),
        ("a dozen", [12]),
        ("none", []),
        ("", []),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_numbers(text: str, values: list[float]) -> None:
    assert numbers(text) == values


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("June 19, 2024", [Day(2024, 6, 19)]),
        ("19 June 2024", [Day(2024, 6, 19)]),
        ("the 19th of June", [Day(None, 6, 19)]),
        ("Sept. 13", [Day(None, 9, 13)]),
        ("in 1999", [Day(1999)]),
        ("last Wednesday", [Day(weekday="wednes")]),
        ("it may rain in May 2020", [Day(2020, 5)]),
        ("Jan. 7, 2021 and Feb 3", [Day(2021, 1, 7), Day(None, 2, 3)]),
        ("1,999 people and $2000", []),
        ("the 1890s", [Day(1890, years=10)]),
        ("the mid-1890s", [Day(1890, years=10)]),
        ("in the 1800s", [Day(1800, years=100)]),
        ("on 2024-08-03", [Day(2024, 8, 3)]),
        ("2024-08-03T10:30 and May 5", [Day(2024, 8, 3), Day(None, 5, 5)]),
        ("2024-13-03", [Day(2024)]),
        ("3/8/2024", [Day(2024)]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_dates(text: str, days: list[Day]) -> None:
    assert dates(text) == days


def test_what_is_no_date_is_left() -> None:
    assert undated("at dawn on Monday, June 19, in 2024 or 2024-06-19").split() == [
        "at",
        "dawn",
        "on",
        ",",
        ",",
        "in",
        "or",
    ]


def test_a_decade_holds_its_years() -> None:
    nineties = Day(1890, years=10)
    assert not nineties.differs(Day(1893)) and not Day(1899, 3, 4).differs(nineties)
    assert nineties.differs(Day(1900)) and Day(1889).differs(nineties) and nineties.differs(Day(1880, years=10))
    assert not Day(1800, years=100).differs(nineties)


def test_dates_differ_only_where_both_say_something() -> None:
    assert Day(2024, 6, 19).differs(Day(None, 6, 20))
    assert not Day(2024, 6, 19).differs(Day(None, 6))
    assert not Day(weekday="wednes").comparable(Day(None, 6, 19))
    assert not Day(weekday="wednes").differs(Day(weekday="thurs"))
    assert Day(weekday="wednes").other_weekday(Day(weekday="thurs"))
    assert not Day(weekday="wednes").other_weekday(Day(None, 6, 19))
    assert Day(None, 6, 19).dated and not Day(weekday="wednes").dated
