"""Two places are apart only where, as far as is known, neither lies in the other."""

from __future__ import annotations

import pytest

from qa.checks.whereabouts import apart


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Munich", "Bavaria"),
        ("Marseille", "southern France"),
        ("Edinburgh", "Scotland"),
        ("Edinburgh", "the UK"),
        ("Scotland", "the UK"),
        ("Manhattan", "New York City"),
        ("Brooklyn", "New York"),
        ("Lake Geneva", "Switzerland"),
        ("Lake Geneva", "Geneva"),
        ("Kherson", "eastern Ukraine"),
        ("Hamm", "Germany"),
        ("Marseille", "Provence"),
        ("outside Paris", "Versailles"),
        ("the Louvre", "Paris"),
        ("Wembley Stadium", "England"),
        ("Royal Infirmary", "Brindal"),
        ("Tarsk Island", "Brindal"),
        ("Gaza City", "Gaza"),
        ("Georgia", "Atlanta"),
        ("Georgia", "Tbilisi"),
        ("Kyiv", "Kiev"),
        ("Siberia", "Vladivostok"),
        ("Houston", "Texas"),
    ],
)
def test_one_may_lie_in_the_other(one: str, other: str) -> None:
    assert not apart(one, other) and not apart(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lyon", "Paris"),
        ("Germany", "France"),
        ("London", "Scotland"),
        ("Berlin", "France"),
        ("eastern Ukraine", "Moscow"),
        ("Wembley Stadium", "France"),
        ("Georgia", "Florida"),
        ("Houston, Texas", "Dallas, Texas"),
        ("St. Petersburg", "Moscow"),
        ("Brindal", "Karsk"),
        ("the village of Hamm", "the port of Vinge"),
        ("Saint Brigid’s Hospital", "Royal Infirmary"),
        ("Oslo airport", "Bergen airport"),
        ("Oslo airport", "Bergen"),
        ("Russia’s Vostochny cosmodrome", "Vladivostok"),
        ("Russia’s Vostochny cosmodrome", "North Korea"),
    ],
)
def test_they_are_two_places(one: str, other: str) -> None:
    assert apart(one, other) and apart(other, one)
