"""What is whose, if what, until when, and how much of it: exchanged, a statement is withheld; said otherwise, it is shown."""

import pytest

from qa.verification import Evidence, verify

TRUE = [
    (
        "The top seed Bo Lee beat the qualifier Ann Marek.",
        "The top seed Bo Lee beat Ann Marek, a qualifier, on Monday.",
    ),
    ("The league has an embargo on steel and a ban on gas.", "The league has a ban on gas and an embargo on steel."),
    (
        "Workers will strike unless the talks succeed.",
        "Workers will strike in May unless the talks succeed.",
    ),
    ("Workers will not strike if the talks succeed.", "On Monday, workers will not strike if the talks succeed."),
    ("Pell voted against the closure.", "Pell, who voted against the closure, asked for a poll."),
    ("Unemployment fell to 8.1 percent in July.", "Unemployment fell to 8.1 percent in July from 8.5 percent in June."),
    (
        "The fund needs the approval of shareholders.",
        "The fund, which needs the approval of shareholders, is to be closed in May.",
    ),
    ("Prosecutors asked the court to give Hale two years.", "Prosecutors asked the court to give Hale two years."),
    ("Most of the 214 coins are silver.", "They found 214 coins, most of them silver."),
]
FALSE = [
    (
        "The top seed Ann Marek beat the qualifier Bo Lee.",
        "Ann Marek, the 19-year-old qualifier, beat the top seed Bo Lee.",
    ),
    ("Defending champion Ann Marek beat top seed Bo Lee.", "Top seed Ann Marek beat defending champion Bo Lee."),
    (
        "The fire started in the flats and spread to the warehouse.",
        "The fire started in the warehouse and spread to the flats before it was put out.",
    ),
    ("Workers will strike if the talks succeed.", "Workers will strike unless the talks succeed."),
    ("Workers will strike even if the talks succeed.", "Workers will strike unless the talks succeed."),
    ("Pell voted for the closure.", "Pell, who voted against the closure, asked for a poll."),
    ("Unemployment fell by 8.1 percent.", "Unemployment fell to 8.1 percent from 8.5 percent."),
    ("Shareholders have approved the deal.", "The deal needs the approval of shareholders."),
    ("Hale was given two years.", "Prosecutors asked the court to give Hale two years."),
    (
        "The ministry confirmed 214 cases in the capital.",
        "The ministry confirmed 214 cases, 180 of them in the capital.",
    ),
    (
        "Three clean samples had been taken.",
        "The notice will remain until three clean samples had been taken.",
    ),
]


@pytest.mark.parametrize(("statement", "cited"), TRUE)
def test_what_is_said_of_the_same_is_shown(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize(("statement", "cited"), FALSE)
def test_what_is_said_of_another_is_withheld(statement: str, cited: str) -> None:
    assert not verify(statement, [Evidence(cited)]).supported
