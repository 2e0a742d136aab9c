"""What is not known, was undone or is given no reason is not so because a statement says it; and the same said from its other end is."""

import pytest

from qa.verification import Evidence, verify

TRUE = [
    ("The vaccine is not known to be safe.", "The vaccine is not yet known to be safe."),
    ("It is unclear whether the vaccine is safe.", "On Monday it was still unclear whether the vaccine is safe."),
    ("No one is known to have been hurt.", "Nobody is known to have been hurt in the fire."),
    ("Police asked whether Lee took bribes.", "Police asked Lee whether he took bribes."),
    ("The council has yet to decide.", "The council has yet to decide on the plan."),
    ("The plan went ahead.", "The plan went ahead, regardless of whether the plan paid."),
    ("The court lifted the ban on the party.", "On Monday the court lifted the ban on the party."),
    ("The party was banned until Monday.", "The party was banned until Monday, when the court lifted the ban."),
    ("The court overturned the conviction of Hale.", "The court overturned Hale's conviction."),
    ("The sale of the mine was called off.", "The company called off the sale of its mine."),
    ("Shares fell because of the strike.", "Shares fell as the strike cut output."),
    ("Shares fell because of the strike.", "The strike caused shares to fall."),
    ("Shares fell due to the strike.", "Shares fell after the strike hit output."),
    ("Flights were cancelled because of fog.", "Fog forced airlines to cancel flights."),
    ("The crops failed because of drought.", "Drought destroyed the crops, which failed across the valley."),
    ("He resigned because of ill health.", "He resigned, citing ill health."),
    ("Kim lost to Lee.", "Lee beat Kim in the final."),
    ("Lee beat Kim.", "Kim lost to Lee in the final."),
    ("Borex bought the mine from Acme.", "Acme sold the mine to Borex."),
    ("Acme sold the mine to Borex.", "Borex bought the mine from Acme for $3 million."),
    ("Oslo is smaller than Rome.", "Rome is larger than Oslo."),
    ("Acme was founded before Borex.", "Borex was founded after Acme."),
]
FALSE = [
    ("The vaccine is safe.", "The vaccine is not yet known to be safe."),
    ("The vaccine is safe.", "There is no evidence that the vaccine is safe."),
    ("The vaccine is safe.", "It is unclear whether the vaccine is safe."),
    ("The bridge is safe.", "Engineers have not confirmed that the bridge is safe."),
    ("The talks will resume in May.", "It remains to be seen whether the talks will resume in May."),
    ("The talks will resume in May.", "It is doubtful that the talks will resume in May."),
    ("Talks will resume in May.", "Talks are unlikely to resume in May."),
    ("Lee signed the bill.", "Lee has yet to sign the bill."),
    ("The court banned the party.", "The court lifted the ban on the party."),
    ("The party was banned.", "The ban on the party was lifted."),
    ("The judge convicted Hale.", "The judge overturned Hale's conviction."),
    ("The board approved the sale.", "The board reversed its approval of the sale."),
    ("The company sold its mine.", "The company called off the sale of its mine."),
    ("The council closed the library.", "The council scrapped the closure of the library."),
    ("Lee was arrested.", "A judge blocked the arrest of Lee."),
    ("The ship sank because of the storm.", "The ship sank despite calm seas; the storm came later."),
    ("Shares fell because of the strike.", "Shares fell 3% on Monday. The strike entered its second week."),
    ("Lee beat Kim.", "Lee lost to Kim in the final."),
    ("Kim lost to Lee.", "Kim beat Lee in the final."),
    ("Acme sold the mine to Borex.", "Acme bought the mine from Borex."),
    ("Oslo is smaller than Rome.", "Rome is smaller than Oslo."),
]


@pytest.mark.parametrize(("statement", "cited"), TRUE)
def test_what_is_known_done_or_the_same_turned_round_is_shown(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize(("statement", "cited"), FALSE)
def test_what_is_open_undone_or_without_that_reason_is_withheld(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert not verdict.supported and verdict.reason


@pytest.mark.parametrize("cited", ["He left the room when he was asked to.", "The guard left when asked to."])
def test_asked_to_with_nothing_behind_it_is_no_end_of_a_check(cited: str) -> None:
    assert verify("He was asked to leave at noon.", [Evidence(cited)]).supported is False
