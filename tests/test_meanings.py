"""A word that says no more than a cited one is borne by it; one that says something else is not."""

from __future__ import annotations

import pytest

from qa.checks.meanings import says_as_much
from qa.checks.words import key_of


@pytest.mark.parametrize(
    ("said", "held", "borne"),
    [
        pytest.param("purchased", "bought", True, id="synonym"),
        pytest.param("vehicle", "car", True, id="wider"),
        pytest.param("hurricane", "storm", True, id="same-in-the-news"),
        pytest.param("injured", "killed", False, id="another-harm"),
        pytest.param("silver", "gold", False, id="another-metal"),
        pytest.param("lifted", "imposed", False, id="opposite"),
        pytest.param("Austria", "Australia", False, id="another-country"),
        pytest.param("Austria", "Austrians", True, id="a-country-and-its-people"),
        pytest.param("zzyzx", "car", False, id="unknown"),
    ],
)
def test_says_as_much(said: str, held: str, borne: bool) -> None:
    assert says_as_much(key_of(said), [key_of(held)]) is borne
