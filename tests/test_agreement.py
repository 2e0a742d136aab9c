"""Copies have one voice, the same answer is recognised however it is put, and only what contradicts is called so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qa.agreement import contradicts, group_answers, independent_origins, origins_of, same_answer
from qa.reading import AnswerSpan
from tests.helpers import span_of
from tests.store_rows import generated


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Putin", "Vladimir Putin"),
        ("President Vladimir Putin", "Vladimir Putin"),
        ("two million", "2,000,000"),
        ("24 years", "twenty-four years"),
        ("June 19, 2024", "19 June"),
        ("2024-08-03", "August 3, 2024"),
        ("Sept. 3", "3 September"),
        ("the Vostochny cosmodrome", "Vostochny Cosmodrome"),
        ("Vostochny cosmodrome", "Russia’s Vostochny cosmodrome"),
        ("28 days", "four weeks"),
        ("28 days", "28"),
        ("about 40", "40"),
        ("half", "50 percent"),
        ("two thirds", "66.7 percent"),
        ("one in five", "20 percent"),
        ("500 km", "310 miles"),
        ("3 square miles", "7.8 square kilometres"),
        ("12 km²", "12 square kilometres"),
        ("12 sq. km", "12-square-kilometre"),
        ("1,200 hectares", "12 km2"),
        ("5 m³", "5 cubic metres"),
        ("US$10 million", "$10m"),
        ("9:30", "9:30 p.m."),
        ("Sunday, May 5", "May 5"),
        ("Mayor Greene", "Laura Greene"),
        ("mayor Greene", "Laura Greene, the mayor"),
        ("Chief Oduya", "Marta Oduya"),
        ("Chief Oduya", "Police Chief Marta Oduya"),
        ("Russian President Vladimir Putin", "Mr. Putin"),
        ("the US", "the United States"),
        ("the UK", "Britain"),
        ("U.K.", "the United Kingdom"),
        ("American officials", "US officials"),
        ("IBM", "International Business Machines"),
        ("the WHO", "the World Health Organization"),
    ],
)
def test_the_same_answer(one: str, other: str) -> None:
    assert same_answer(one, other) and same_answer(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vladivostok", "Vostochny cosmodrome"),
        ("24 years", "25 years"),
        ("June 19", "June 20"),
        ("1893", "the 1890s"),
        ("May 5 at 9 a.m.", "May 5 at 11 a.m."),
        ("Kim Jong Un", "Kim Jong Il"),
        ("rain", "a lot of rain that fell in the last days of the month"),
        ("", "Putin"),
        ("€10", "$10"),
        ("A$10", "US$10"),
        ("-5 degrees", "5 degrees"),
        ("5 degrees below zero", "5 degrees"),
        ("24 years", "24 months"),
        ("12 km²", "12 km"),
        ("14 people", "14 miners"),
        ("at least 60", "75"),
        ("9 a.m.", "9 p.m."),
        ("9 a.m. GMT", "9 a.m. ET"),
        ("Laura Greene", "Mark Greene"),
        ("Mayor Greene", "the lawyer of Laura Greene"),
        ("Al", "Anna Lindt"),
        ("American Airlines", "United Airlines"),
        ("Communist Party of China", "Communist Party of Vietnam"),
        ("Russian officials", "Russian soldiers"),
        ("Russia", "Russian President Vladimir Putin"),
        ("Paris", "France"),
        ("Sudan", "South Sudan"),
    ],
)
def test_another_answer(one: str, other: str) -> None:
    assert not same_answer(one, other) and not same_answer(other, one)


def said(sentence: str, answer: str, file: str = "a.txt", score: float = 0.9) -> AnswerSpan:
    return span_of(sentence, answer, file, score)


@pytest.mark.parametrize(
    ("kind", "one", "other", "expected"),
    [
        ("place", ("They last met in Vladivostok.", "Vladivostok"), ("They met at Vostochny cosmodrome.", "Vostochny cosmodrome"), True),
        ("place", ("They met in far eastern Russia.", "far eastern Russia"), ("They met at Russia’s Vostochny cosmodrome.", "Vostochny cosmodrome"), False),
        ("place", ("They met in the Russian Far East.", "Russian Far East"), ("They met at Russia’s Vostochny cosmodrome.", "Russia’s Vostochny cosmodrome"), False),
        ("place", ("They met in Vladivostok, Russia.", "Vladivostok"), ("They met in Russia.", "Russia"), False),
        ("number", ("It killed 40 people.", "40"), ("It killed 52 people.", "52"), True),
        ("number", ("It killed about 40 people.", "40"), ("It killed 41 people.", "41"), False),
        ("time", ("It was on June 19.", "June 19"), ("It was on June 20, 2024.", "June 20, 2024"), True),
        ("time", ("It was on Wednesday.", "Wednesday"), ("It was on June 20.", "June 20"), False),
        ("time", ("It was in 2024.", "2024"), ("It was in June.", "June"), False),
        (None, ("It was red.", "red"), ("It was a big car.", "big"), False),
    ],
    ids=["city", "region", "named-region", "country", "number", "rounded", "day", "weekday", "no-shared-part", "no-kind"],
)  # fmt: skip
def test_contradiction_and_detail(
    kind: str | None, one: tuple[str, str], other: tuple[str, str], expected: bool
) -> None:
    first, second = said(*one), said(*other, file="b.txt")
    assert contradicts(first, second, kind) is expected
    assert contradicts(second, first, kind) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("It ended after 28 days.", "28 days"), ("The strike lasted four weeks.", "four weeks"), False),
        (("It ended after 28 days.", "28"), ("The strike lasted 28 weeks.", "28"), True),
        (("It ended after two weeks.", "two weeks"), ("The strike lasted 10 days.", "10 days"), True),
        (("It cost $10 million.", "10 million"), ("It cost 9.2 million euros.", "9.2 million euros"), False),
        (("It cost $1.2m.", "$1.2m"), ("It cost $1.5m.", "$1.5m"), True),
        (("It cost $1.2m.", "$1.2m"), ("It cost $1,214,000.", "$1,214,000"), False),
        (("It won two thirds of the vote.", "two thirds"), ("It won 66.7 percent.", "66.7 percent"), False),
        (("Half of them came.", "Half"), ("50 % of them came.", "50 %"), False),
        (("A third of them came.", "A third"), ("Half of them came.", "Half"), True),
        (("It won 52 percent.", "52 percent"), ("It won 57 percent.", "57 percent"), True),
        (("At least 60 people died.", "60"), ("It killed 75 people.", "75 people"), False),
        (("At least 60 people died.", "60"), ("It killed 45 people.", "45 people"), True),
        (("More than 60 came.", "60"), ("It drew 100 people.", "100"), False),
        (("Up to 100 came.", "Up to 100"), ("It drew 45 people.", "45"), False),
        (("Up to 100 came.", "Up to 100"), ("It drew 145 people.", "145"), True),
        (("Nearly 100 came.", "100"), ("It drew 45 people.", "45"), True),
        (("Dozens of people came.", "Dozens"), ("It drew 75 people.", "75"), False),
        (("10 to 20 people came.", "10 to 20"), ("It drew 25 people.", "25"), True),
        (("It is 500 km away.", "500 km"), ("It is 310 miles away.", "310 miles"), False),
        (("It is 500 km away.", "500 km"), ("It is 200 miles away.", "200 miles"), True),
        (("It was -5 degrees.", "-5 degrees"), ("It was 5 degrees.", "5 degrees"), True),
        (("It was 20°C.", "20°C"), ("It was 68 degrees Fahrenheit.", "68 degrees"), False),
        (("It killed 14 people.", "14 people"), ("It killed 19 people.", "19 people"), True),
        (("It killed 14 million birds.", "14 million"), ("It killed 15 million birds.", "15 million"), True),
        (("It killed one.", "one"), ("It killed two.", "two"), True),
        (("A 40-year-old man fell.", "40-year-old"), ("He was 41.", "41"), True),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)  # fmt: skip
def test_amounts_contradict_as_far_as_unit_and_hedge_let_them(
    one: tuple[str, str], other: tuple[str, str], expected: bool
) -> None:
    first, second = said(*one), said(*other, file="b.txt")
    assert contradicts(first, second, "number") is expected
    assert contradicts(second, first, "number") is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Sunday, May 5", "Monday, May 6", True),
        ("Sunday, May 5", "May 5", False),
        ("9 a.m.", "11 a.m.", True),
        ("9 a.m.", "9 p.m.", True),
        ("9:30", "9:30 p.m.", False),
        ("9 a.m. ET", "2 p.m. GMT", False),
        ("shortly after 9 a.m.", "9:20 a.m.", False),
        ("May 5 at 9 a.m.", "May 5 at 11 a.m.", True),
        ("Tuesday", "Wednesday", False),
        ("1893", "the 1890s", False),
        ("1893", "the 1910s", True),
        ("2024-08-03", "August 9, 2024", True),
        ("3/8/2024", "August 9, 2024", False),
    ],
)
def test_days_and_hours_contradict(one: str, other: str, expected: bool) -> None:
    first, second = said(f"It fell on {one}.", one), said(f"It fell on {other}.", other, file="b.txt")
    assert contradicts(first, second, "time") is expected
    assert contradicts(second, first, "time") is expected


def test_two_weekdays_differ_only_in_articles_of_one_day() -> None:
    first, second = said("It fell on Tuesday.", "Tuesday"), said("It fell on Wednesday.", "Wednesday", "b.txt")

    def of(span: AnswerSpan, day: int) -> AnswerSpan:
        return replace(span, passage=replace(span.passage, date=date(2024, 5, day)))

    assert contradicts(of(first, 9), of(second, 9), "time")
    assert not contradicts(of(first, 9), of(second, 16), "time")
    assert not contradicts(of(first, 9), of(replace(first), 9), "time")


@pytest.mark.parametrize(
    ("kind", "one", "other", "expected"),
    [
        ("name", ("Mayor Greene won.", "Mayor Greene"), ("Laura Greene won.", "Laura Greene"), False),
        ("name", ("Laura Greene won.", "Laura Greene"), ("Mark Greene won.", "Mark Greene"), True),
        ("name", ("American Airlines won.", "American Airlines"), ("United Airlines won.", "United Airlines"), True),
        ("place", ("They met in the US.", "the US"), ("They met in the United States.", "the United States"), False),
        ("place", ("They met in Paris.", "Paris"), ("They met in France.", "France"), False),
        ("place", ("They met in Houston. Texas is hot.", "Houston"), ("They met in Texas.", "Texas"), False),
        ("place", ("They met in Dayton. Dayton, Ohio, is old.", "Dayton"), ("They met in Ohio.", "Ohio"), False),
        ("place", ("They met in Karsk. Brindal United won.", "Karsk"), ("They met in Brindal.", "Brindal"), True),
        ("place", ("They met in Hamm, a town in Westphalia.", "Hamm"), ("They met in Westphalia.", "Westphalia"), False),
        ("place", ("They met in Hamm.", "Hamm"), ("They met in Tarsk. Tarsk’s old port of Hamm is shut.", "Tarsk"), False),
        ("place", ("They met in Munich.", "Munich"), ("They met in Bavaria.", "Bavaria"), False),
        ("place", ("They met at Royal Infirmary.", "Royal Infirmary"), ("They met in Brindal.", "Brindal"), False),
        ("place", ("They met in Berlin. France came.", "Berlin"), ("They met in France.", "France"), True),
        ("place", ("They met in Lyon. Paris is far.", "Lyon"), ("They met in Paris.", "Paris"), True),
        ("place", ("They met in Germany. France came.", "Germany"), ("They met in France.", "France"), True),
        ("place", ("They met in Austria.", "Austria"), ("They met in Australia.", "Australia"), True),
        ("place", ("They met in North Korea.", "North Korea"), ("They met in South Korea.", "South Korea"), True),
        ("place", ("They met in Korea.", "Korea"), ("They met in South Korea.", "South Korea"), False),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)  # fmt: skip
def test_names_and_places_contradict(kind: str, one: tuple[str, str], other: tuple[str, str], expected: bool) -> None:
    first, second = said(*one), said(*other, file="b.txt")
    assert contradicts(first, second, kind) is expected
    assert contradicts(second, first, kind) is expected


@pytest.mark.parametrize(
    ("kind", "one", "other", "expected"),
    [
        (None, ("The death toll was 14.", "14"), ("The death toll was 19 people.", "19 people"), True),
        (None, ("It has 40,000 people.", "40,000"), ("About 42,000 live there.", "42,000"), False),
        (None, ("It carried 120 people.", "120 people"), ("It carried 40 cars.", "40 cars"), False),
        (None, ("The deadline is June 19.", "June 19"), ("The deadline is June 20.", "June 20"), True),
        (None, ("It was about the treaty of 1997.", "the treaty of 1997"), ("It was about an election in 2003.", "an election in 2003"), False),
        (None, ("It hit Royal Infirmary.", "Royal Infirmary"), ("It hit Saint Brigid’s Hospital.", "Saint Brigid’s Hospital"), False),
        ("one", ("He is at Royal Infirmary.", "Royal Infirmary"), ("He is at Saint Brigid’s Hospital.", "Saint Brigid’s Hospital"), True),
        ("one", ("It docked at the port of Hull.", "the port of Hull"), ("It docked at Leith.", "Leith"), True),
        ("one", ("It landed at Oslo Airport.", "Oslo Airport"), ("It landed at Bergen Airport.", "Bergen Airport"), True),
        ("one", ("He is at Royal Infirmary.", "Royal Infirmary"), ("He is at Old Royal Hospital.", "Old Royal Hospital"), False),
        ("one", ("The cause was a faulty heater.", "a faulty heater"), ("Arson caused it.", "Arson"), False),
        ("one", ("Lightning caused it.", "Lightning"), ("Arson caused it.", "Arson"), False),
    ],
    ids=["counts", "rounded", "two-things", "days", "two-dated-things", "may-be-both", "hospitals", "ports", "airports", "shared-word", "phrases", "opening-words"],
)  # fmt: skip
def test_where_no_kind_shows_answers_are_compared_by_their_own_shape(
    kind: str | None, one: tuple[str, str], other: tuple[str, str], expected: bool
) -> None:
    first, second = said(*one), said(*other, file="b.txt")
    assert contradicts(first, second, kind) is expected
    assert contradicts(second, first, kind) is expected


def test_an_answer_is_grouped_by_the_unit_that_its_sentence_gives() -> None:
    spans = [
        said("It ended after 28 days.", "28", "a.txt"),
        said("The strike lasted 28 weeks.", "28", "b.txt"),
        said("The strike lasted four weeks.", "four weeks", "c.txt"),
    ]
    groups = group_answers(spans, {"a.txt": "One.", "b.txt": "Two.", "c.txt": "Three."})
    assert [{span.passage.file for span in group.spans} for group in groups] == [{"a.txt", "c.txt"}, {"b.txt"}]


def test_near_copies_are_one_origin() -> None:
    wire, other = generated(2).values()
    copy = "Another headline\n\n" + wire + "\nContributed by our own staff."
    assert origins_of({"a.txt": wire, "b.txt": other, "c.txt": copy}) == [("a.txt", "c.txt"), ("b.txt",)]
    assert origins_of({"a.txt": ""}) == [("a.txt",)]


def test_voices_are_counted_by_origin_and_by_sentence() -> None:
    wire, other = generated(2).values()
    sentence = "The two leaders last met in Vladivostok in September."
    spans = [
        said(sentence, "Vladivostok", "a.txt", 0.8),
        said("They had met at Vostochny cosmodrome.", "Vostochny cosmodrome", "b.txt", 0.7),
        said(sentence, "Vladivostok", "copy.txt", 0.6),
        said("Their summit of September was in Vladivostok, officials said.", "Vladivostok", "c.txt", 0.5),
        said("“" + sentence + "”", "Vladivostok", "quoting.txt", 0.5),
    ]
    texts = {"a.txt": wire, "copy.txt": wire + ".", "b.txt": other, "c.txt": "Short.", "quoting.txt": "Another."}
    first, second = group_answers(spans, texts)
    assert first.best.text == "Vladivostok" and second.best.text == "Vostochny cosmodrome"
    assert first.origins == (("a.txt", "copy.txt", "quoting.txt"), ("c.txt",))
    # Independent articles make it more probable, copies do not.
    assert first.score == pytest.approx(1 - 0.2 * 0.5)


def test_a_copy_that_differs_is_a_side_and_no_independent_article() -> None:
    wire, other = generated(2).values()
    spans = [
        said("The strike lasted four weeks.", "four weeks", "wire.txt", 0.9),
        said("The strike lasted five weeks.", "five weeks", "copy.txt", 0.8),
    ]
    texts = {"wire.txt": wire + "four weeks", "copy.txt": wire + "five weeks", "other.txt": other}
    first, second = group_answers(spans, texts)
    assert (first.origins, second.origins) == ((("wire.txt",),), (("copy.txt",),))
    assert first.articles == second.articles and independent_origins([first, second]) == [1, 0]
    more = said("For four weeks nobody came to work, the union said.", "four weeks", "other.txt", 0.7)
    assert independent_origins(group_answers([*spans, more], texts)) == [2, 0]
    more = said("Nobody came to work for all of five weeks, the union said.", "five weeks", "other.txt", 0.2)
    assert independent_origins(group_answers([*spans, more], texts)) == [1, 1]
