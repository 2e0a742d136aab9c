"""The odds that evidence bears a statement: weights of ``qa.checks.support.terms`` and a bias, with and without a question.

Written by ``python -m training.calibrate_support DATA --write`` and not by hand.
"""

from __future__ import annotations

Odds = tuple[dict[str, float], float]

# fmt: off
ALONE: Odds = ({
    "words": 1.59, "clause": 1.636, "sense": -4.93, "weakest": 0.229, "length": -2.775, "evidence": 0.35,
    "amounts": -0.002, "told": 0.228, "words words": -0.245, "words clause": 0.696, "words sense": 0.352,
    "words weakest": 0.068, "words length": 1.347, "words evidence": -0.765, "words amounts": -3.494,
    "clause clause": 2.003, "clause sense": -0.021, "clause weakest": -1.028, "clause length": -0.435,
    "clause evidence": -0.234, "clause amounts": 1.939, "sense sense": -0.344, "sense weakest": 2.974,
    "sense length": 0.406, "sense evidence": 0.844, "sense amounts": 0.203, "weakest weakest": -0.713,
    "weakest length": -0.29, "weakest evidence": 0.026, "weakest amounts": 0.775, "length length": -0.247,
    "length evidence": 0.542, "length amounts": -0.599, "evidence evidence": -0.158, "evidence amounts": 0.07,
    "amounts amounts": -0.002,
}, 2.326)
ASKED: Odds = ({
    "words": 1.59, "clause": 1.636, "sense": -4.93, "weakest": 0.229, "length": -2.775, "evidence": 0.35,
    "amounts": -0.002, "told": 0.228, "words words": -0.245, "words clause": 0.696, "words sense": 0.352,
    "words weakest": 0.068, "words length": 1.347, "words evidence": -0.765, "words amounts": -3.494,
    "clause clause": 2.003, "clause sense": -0.021, "clause weakest": -1.028, "clause length": -0.435,
    "clause evidence": -0.234, "clause amounts": 1.939, "sense sense": -0.344, "sense weakest": 2.974,
    "sense length": 0.406, "sense evidence": 0.844, "sense amounts": 0.203, "weakest weakest": -0.713,
    "weakest length": -0.29, "weakest evidence": 0.026, "weakest amounts": 0.775, "length length": -0.247,
    "length evidence": 0.542, "length amounts": -0.599, "evidence evidence": -0.158, "evidence amounts": 0.07,
    "amounts amounts": -0.002,
}, 2.326)
# fmt: on
