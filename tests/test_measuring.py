"""Prices, lengths and their sides, changes and times of day told apart."""

from __future__ import annotations

import pytest

from qa.answering.measuring import measures_otherwise

ROOMS = "Hotels in Lund have about 400 rooms between them, 2 km from the park."
REEF = "The reef, 430 metres down off the coast, is 1.8 kilometres long and as much as 33 metres high."
GROWS = "It is still growing, at about five millimetres a year."


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "expected"),
    [
        ("How much is a hotel room in Lund?", ROOMS, "about 400", True),
        ("How much is a hotel room in Lund?", ROOMS, "2 km", True),
        ("How many hotel rooms are there?", ROOMS, "about 400", False),
        ("How much does a pass cost?", "A pass costs 165 euros.", "165", False),
        ("How much does a pass cost?", "A pass costs €165.", "165", False),
        ("How much does a pass cost?", "A pass costs 34 million kroner.", "34 million", False),
        ("How much does it cost?", "It costs about 11p a day.", "11p", False),
        ("How much does it cost?", "It costs NOK 40.", "40", False),
        ("How much does it cost?", "It costs 40 CHF.", "40", False),
        ("How much does it cost?", "It costs 5 talents of silver.", "5", False),
        ("How much does it cost?", "It costs 49.99 here.", "49.99", False),
        ("How much does it cost?", "It costs twice as much.", "twice", False),
        ("How much more does it cost?", "It costs 3 times as much.", "3 times", False),
        ("How much does she earn?", "She earns 41,600 a year.", "41,600", False),
        ("How much does she earn?", "She treats 41,600 patients a year.", "41,600", True),
        ("How much will the fair pay?", "The fair would pay thirty thousand.", "thirty thousand", False),
        ("How much tax do they pay?", "They pay 20 percent.", "20 percent", False),
        ("How much did Lind pay?", "Lind was jailed for six years.", "six years", True),
        ("How much was he fined?", "He was fined $8,000.", "$8,000", False),
        ("How much is the firm claiming?", "The firm has 23 ships.", "23", True),
        ("How much did sales rise?", "Sales rose by 400 cars.", "400", False),
        ("How much does the bell weigh?", "It weighs 31 kilograms.", "31 kilograms", False),
        ("How much time did he lose?", "He lost 17 minutes.", "17 minutes", False),
        ("How much rain fell?", "Some 40 mm fell.", "40 mm", False),
        ("How much of the money was spent?", "They spent 12 weeks there.", "12 weeks", False),
        ("How much is a nautical mile?", "It is 1,852 metres.", "1,852 metres", False),
        ("How tall is the reef?", REEF, "430 metres", True),
        ("How tall is the reef?", REEF, "1.8 kilometres", True),
        ("How tall is the reef?", REEF, "33 metres", False),
        ("How high is the reef?", REEF, "430 metres", True),
        ("How deep is the reef?", REEF, "430 metres", False),
        ("How deep is the reef?", REEF, "33 metres", True),
        ("How long is the reef?", REEF, "1.8 kilometres", False),
        ("How long is the reef?", REEF, "430 metres", True),
        ("How far down is the reef?", REEF, "430 metres", False),
        ("How far from the coast is the reef?", REEF, "430 metres", True),
        ("How tall is the reef?", GROWS, "five millimetres", True),
        ("How fast does it grow?", GROWS, "five millimetres", False),
        ("How tall is the wall?", "The wall is 430 m.", "430", False),
        ("How tall is the wall?", "It has a length of about 430 m.", "430", True),
        ("How tall is the wall?", "It has a height of about 30 m.", "30", False),
        ("How long is the snake?", "The 3-metre-long snake slept.", "3-metre", False),
        ("How long did it last?", "It lasted 5 hours below deck.", "5 hours", False),
        ("How deep was the water?", "The water stood two metres high.", "two metres", False),
        ("How high was the water?", "The water was two metres deep.", "two metres", False),
        ("How far is the walk?", "The walk is 12 km long.", "12 km", False),
        (
            "How far from Lund is the wreck?",
            "It lies 421 metres down, nine miles north.",
            "421 metres down, nine miles",
            False,
        ),
        ("How far away is the town?", "It is 19 miles away.", "19 miles", False),
        ("How long is the bridge?", "It is 19 miles away.", "19 miles", True),
        ("How warm is the water?", "It has risen by 0.4 degrees.", "0.4 degrees", True),
        ("How warm is the water?", "It is at 4 degrees.", "4 degrees", False),
        ("How much has it warmed?", "It has risen by 0.4 degrees.", "0.4 degrees", False),
        ("How old is Holm?", "22:00 Captain Holm is on the bridge.", "22:00", True),
        ("How many people came?", "They came at 10 p.m.", "10 p.m", True),
        ("How many minutes did it take?", "It took 3:45.", "3:45", False),
        ("How old is Holm?", "Holm is 51.", "51", False),
        ("How long is it open?", "It is open until 22:00.", "22:00", False),
    ],
)
def test_an_amount_of_something_else(question: str, sentence: str, answer: str, expected: bool) -> None:
    start = sentence.index(answer)
    assert measures_otherwise(question, sentence, (start, start + len(answer))) is expected
