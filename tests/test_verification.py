"""What its citations do not bear is withheld, and why."""

from __future__ import annotations

from qa.verification import Evidence, verify

CITED = [Evidence("The ministry said 85% of the 1,200 bridges had been repaired.")]


def test_a_number_that_the_passage_lacks() -> None:
    verdict = verify("87% of the bridges had been repaired, the ministry said.", CITED)
    assert (verdict.supported, verdict.check) == (False, "number")
    assert "87" in str(verdict.reason)


def test_an_id_that_was_never_handed_out() -> None:
    assert verify("The ministry said so.", CITED, rejected=["9.9"]).check == "id"
