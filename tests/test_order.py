"""What is the largest, the earlier or the other side of a comparison, and in which century."""

from collections.abc import Sequence

import pytest

from qa.checks import order
from qa.checks.words import Word
from qa.verification import Evidence, verify

TRUE = [
    ("Congress passed the bill.", "The bill was passed in Congress on Monday."),
    (
        "Hebei is China's sixth-most populous province.",
        "Hebei is China's sixth-most populous province, with 75 million people.",
    ),
    ("It is the largest island.", "It is the largest island, and the third largest in the region."),
    (
        "Traditional color theory is less objective than color science.",
        "Traditional color theory is less objective than color science.",
    ),
    ("Color theory is less objective.", "Color theory is more subjective and less objective."),
    (
        "Color theory tends to be more subjective.",
        "Color theory tends to be more subjective, while color science is less intuitive.",
    ),
    ("Christmastide comes after Advent.", "Advent is followed by Christmastide."),
    ("It was built in the 18th century.", "It was built in the 1700s."),
    ("It was built in the 1700s.", "It was built in the 18th century."),
    ("It was built in the eighteenth century.", "It was built in the 18th century."),
    ("It was built in the 17th century.", "It was built in 1636."),
    ("It was founded in the 1600s.", "The guard, founded in 1636, is ready."),
    ("The temple dates from the 5th century BC.", "The temple dates from the fifth century BC."),
    ("He made more money than his brother.", "He made more money than his brother did."),
    ("He won more medals in 2020 than in 2016.", "He won more medals in 2020 than in 2016, his best year."),
    ("The interest was great.", "The interest was great in the forest."),
    ("It happened before the war.", "It happened before the war, and he left after the war."),
    ("Gas emits less carbon than coal.", "Gas emits less carbon than coal does."),
    ("Coal emits more carbon than gas.", "Coal emits more carbon than gas does."),
]
FALSE = [
    ("The storm followed the drought.", "The drought followed the storm that winter."),
    (
        "Hebei is China's most populous province.",
        "Hebei is China's sixth-most populous province, with 75 million people.",
    ),
    (
        "Ellesmere Island is the largest island in Canada.",
        "Ellesmere Island is Canada's northernmost and third largest island, and the tenth largest in the world.",
    ),
    (
        "NBC polling found Americans more focused on foreign policy than economic concerns.",
        "NBC polling also found Americans more focused on economic concerns than foreign policy or other issues.",
    ),
    (
        "The Atlantic Ocean lies to the east.",
        "It is bordered by the Arctic Ocean to the north, the Atlantic Ocean to the west, and Asia to the east.",
    ),
    (
        "Manning started Omaha Productions before his NFL career.",
        "Manning started Omaha Productions following his 18-season NFL career.",
    ),
    ("The Panthers finished above the Bruins.", "The Panthers finished behind the Bruins in the standings."),
    ("It was built in the 18th century.", "It was built in the 19th century."),
    ("It was built in the 1700s.", "It was built in the 1600s."),
    (
        "Ningbo is the capital of Zhejiang.",
        "Zhejiang's capital and largest city is Hangzhou, with other notable cities including Ningbo.",
    ),
    (
        "Special relativity generalizes general relativity.",
        "General relativity generalizes special relativity and refines Newton's law.",
    ),
    ("Christmastide comes before Advent.", "Advent is followed by Christmastide."),
    (
        "Rashida Tlaib is one of several Palestinian Americans in Congress.",
        "Tlaib, the only Palestinian American in Congress, spoke.",
    ),
    ("Advent comes after Christmastide.", "Advent is followed by Christmastide."),
    ("Coal emits less carbon than gas.", "Gas emits less carbon than coal."),
]


@pytest.mark.parametrize(("statement", "cited"), TRUE)
def test_the_same_order_is_shown(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert verdict.supported, verdict.reason


@pytest.mark.parametrize(("statement", "cited"), FALSE)
def test_another_order_is_withheld(statement: str, cited: str) -> None:
    verdict = verify(statement, [Evidence(cited)])
    assert not verdict.supported and verdict.reason


def test_in_a_text_of_many_verbs_only_the_first_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    around = order._around

    def counting(words: Sequence[Word], i: int) -> tuple[set[str], set[str]]:
        looked.append(i)
        return around(words, i)

    monkeypatch.setattr(order, "_around", counting)
    order.order_fault("more apples than pears " * 80, "more pears than apples " * 300)
    assert 0 < len(looked) <= 2 * order.MOST
