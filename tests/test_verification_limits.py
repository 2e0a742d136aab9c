"""Any text at all gets a verdict, and a huge one gets it soon."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qa.verification import Evidence, verify

BRIDGES = "The ministry said 85% of the 1,200 bridges had been repaired since 2019 at a cost of $3.4 billion."
STRIKE = "“We will not go back to work without a written offer,” union leader Ann Lee told reporters in Leeds."

TEXT = st.text(alphabet=st.characters(), max_size=200) | st.sampled_from(
    [BRIDGES, STRIKE, "“" * 9, "1" * 400, "—", "A. B. C.", "$", "½ 3² ٣٤ 百"]
)


@settings(max_examples=150, deadline=None)
@given(statement=TEXT, cited=TEXT, before=TEXT, question=TEXT, day=st.none() | st.dates())
@example("\ud800", "\udfff 5", "\x00", "", date.min)
@example("last year", "next month", "", "", date.max)
@example("last December", "yesterday", "", "", date.min)
def test_any_text_gets_a_verdict(statement: str, cited: str, before: str, question: str, day: date | None) -> None:
    verdict = verify(statement, [Evidence(cited, before, before, day, question, cited)], question)
    assert 0 <= verdict.score <= 1
    assert verdict.supported == (verdict.reason is None) == (verdict.check is None)


@pytest.mark.parametrize(
    "huge",
    [
        "1," * 50_000,
        "(" * 100_000,
        "“" * 100_000,
        "A " * 50_000,
        "said " * 20_000,
        "not " * 25_000,
        "a" * 100_000,
        "twenty " * 20_000,
        "\n" * 100_000 + "x",
    ],
    ids=["digits", "brackets", "quotes", "capitals", "said", "not", "letters", "numbers", "lines"],
)
def test_a_huge_text_ends_soon(huge: str) -> None:
    started = time.perf_counter()
    verify(BRIDGES, [Evidence(huge, before=huge, after=huge)])
    verify(huge[:20_000], [Evidence(BRIDGES + huge)])
    verify(huge, [Evidence(huge)])
    assert time.perf_counter() - started < 30
