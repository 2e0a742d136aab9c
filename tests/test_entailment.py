"""What a model of entailment tells beside the checks: what is said in other words is shown, what words say by chance is withheld, and no
model overrules what is compared by value."""

from __future__ import annotations

import pytest

from qa.checks import support
from qa.checks.entailed import LITERAL, OTHER_WORDS
from qa.verification import Evidence, verify

# fmt: off
IN_OTHER_WORDS = [
    (
        "Lucía Arrabal rejected reports that she planned to step down.",
        "Finance Minister Lucía Arrabal denied on Monday that she intended to resign, calling reports in the daily El Faro \"pure invention\". The newspaper, citing two unnamed officials, had said she handed a letter to Prime Minister Tomás Quiroga last week.",
    ),
    (
        "Hebrilines attributes the latest delay to batteries that were delivered late.",
        "The ferry operator Hebrilines has postponed the launch of its first electric vessel, the Isle of Ronay, from May to October, blaming late delivery of batteries. It is the second delay: the ship was originally due to enter service last autumn. Islanders' spokesman Calum MacAskill said people were \"beyond disappointed\".",
    ),
    (
        "Mining and construction firms' hiring was behind the fall in unemployment.",
        "Unemployment in Chile fell to 8.1 percent in the three months to July from 8.5 percent a year earlier, the statistics agency said. The drop was driven by hiring in mining and construction, while retail shed jobs.",
    ),
    (
        "Police do not regard the teenager's death as suspicious.",
        "A 17-year-old boy drowned in the River Trent near Gunthorpe on Sunday afternoon, Nottinghamshire Police said. His friend, who had jumped in to help him, was pulled out by a passing canoeist and is in a stable condition. Officers do not believe there were suspicious circumstances.",
    ),
    (
        "Shawn Petrie's conviction was quashed by the Supreme Court.",
        "The Supreme Court of Canada ruled 6-3 that police needed a warrant to obtain location data from a phone company, overturning the conviction of Ottawa drug dealer Shawn Petrie. Writing for the majority, Justice Hélène Marchand said such data could reveal \"the most intimate details of a life\". In dissent, Justice Paul Aiken said the ruling would hamper urgent investigations.",
    ),
    (
        "Mere Tautahi said the reason for the birds' wakefulness was unknown.",
        "Researchers at the University of Otago have found that kea parrots in the Southern Alps sleep on average 40 minutes less on nights with a full moon. The study, published in the journal Avian Behaviour, followed 27 birds over two winters. Lead author Mere Tautahi said it was not clear why the birds stayed awake.",
    ),
    (
        "The Meridian probe was launched in 2016.",
        "The Meridian probe, which was launched in 2016 and reached the asteroid Calyx last month, has sent back more than 3,000 images, scientists said, adding that none of them shows clear signs of water.",
    ),
    (
        "The army and the RSF accused each other of carrying out the attack.",
        "Fourteen people were killed and at least 30 wounded when a shell hit a market in El Fasher on Monday, the aid group Médecins du Nil said. The army and the paramilitary RSF each blamed the other for the attack.",
    ),
]
BY_CHANCE = [
    (
        "The landscape by Joost Verhale was recovered from a garage in Pell.",
        "The police arrested a 34-year-old man on Wednesday in connection with the theft of three paintings from the Orsay House museum, two of which were recovered from a garage in Pell; the third, a small landscape by Joost Verhale, is still missing.",
    ),
    (
        "Hattie Loomis was elected to the state assembly in 2018.",
        "Before she was elected governor in 2018, Hattie Loomis worked as a public defender in Crane County and served two terms in the state assembly, where she led the committee on prisons.",
    ),
    (
        "Sixteen more ships left the port of Odrin after the Amelie on Monday, infrastructure minister Petro Lanko said.",
        "The freighter Amelie, carrying 26,000 tonnes of maize, left the port of Odrin on Monday, the first ship to sail under the agreement brokered by Kardia and signed on July 22. Sixteen more ships are waiting to depart, infrastructure minister Petro Lanko said, adding that the port could reach full capacity in six weeks if the route stayed safe.",
    ),
    (
        "Margarethe Ilg drew for the Limmatblatt until her death at 91.",
        "Margarethe Ilg, the Swiss cartoonist who created the grumpy postman Herr Zwick, has died in Winterthur aged 91. Her strip ran in the weekly Limmatblatt from 1961 until 2004, when arthritis in her right hand forced her to stop. She is survived by a daughter and four grandchildren.",
    ),
    (
        "Lindqvist raised its full-year forecast after the rise in quarterly profit.",
        "Packaging group Lindqvist reported on Wednesday a 12 percent rise in quarterly profit to 84 million euros, while revenue slipped 3 percent because of lower paper prices. The company kept its full-year forecast unchanged and said it did not plan further job cuts this year.",
    ),
    (
        "Mina Castellane's brother Aldo won the award for best actor.",
        "\"Low Tide,\" a drama directed by Mina Castellane and starring her brother Aldo, took the festival's top prize on Sunday, while the award for best actor went to Per Hultin for \"The Ferryman.\"",
    ),
]
# fmt: on
SURE = 6.0


@pytest.mark.parametrize(("statement", "cited"), IN_OTHER_WORDS)
def test_what_is_said_in_other_words_is_shown(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert verdict.supported, verdict.reason
    assert verdict.score >= OTHER_WORDS


@pytest.mark.parametrize(("statement", "cited"), BY_CHANCE)
def test_what_the_words_say_by_chance_is_withheld(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert not verdict.supported
    assert verdict.reason


CITED = "Anna Lindt, the mayor of Karsk, said on Monday that 14 people were hurt. “We will rebuild it,” she said."
LITERALLY_WRONG = {
    "number": "Anna Lindt said that 41 people were hurt.",
    "date": "Anna Lindt said on Friday that 14 people were hurt.",
    "name": "Mark Ode said that 14 people were hurt.",
    "quotation": "“We will leave it,” Anna Lindt said.",
}


@pytest.mark.parametrize(("check", "statement"), LITERALLY_WRONG.items())
def test_no_model_overrules_what_is_compared_by_value(
    check: str, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check in LITERAL
    monkeypatch.setattr(support, "entailed", lambda *_: SURE)
    verdict = verify(statement, [Evidence(CITED)])
    assert (verdict.supported, verdict.check) == (False, check)


@pytest.mark.parametrize(
    ("statement", "cited"),
    [
        (
            "14 people were hurt in Karsk.",
            "On Monday 14 people were hurt in Karsk, and the bridge is shut.",
        ),
        ("The budget is 5 million euros.", "The budget is €5m."),
    ],
    ids=["in its own words", "a unit in another form"],
)
def test_no_model_withholds_what_the_checks_know_better(
    statement: str, cited: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(support, "entailed", lambda *_: -SURE)
    assert verify(statement, [Evidence(cited)]).supported
