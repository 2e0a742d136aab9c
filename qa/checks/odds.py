"""The odds that evidence bears a statement: weights of ``qa.checks.support.terms`` and a bias, with and without a question.

Written by ``python -m training.calibrate_support DATA --write`` and not by hand.
"""

from __future__ import annotations

Odds = tuple[dict[str, float], float]

# fmt: off
ALONE: Odds = ({
    "words": 1.746, "clause": 1.619, "sense": -4.909, "weakest": 0.341, "length": -2.725, "evidence": 0.462,
    "amounts": -0.018, "told": 0.18, "words words": 0.032, "words clause": 0.683, "words sense": 0.251,
    "words weakest": 0.056, "words length": 1.358, "words evidence": -0.814, "words amounts": -3.563,
    "clause clause": 1.775, "clause sense": 0.065, "clause weakest": -0.996, "clause length": -0.401,
    "clause evidence": -0.21, "clause amounts": 1.948, "sense sense": -0.186, "sense weakest": 3.196,
    "sense length": 0.384, "sense evidence": 0.832, "sense amounts": 0.365, "weakest weakest": -0.932,
    "weakest length": -0.326, "weakest evidence": 0.019, "weakest amounts": 0.537, "length length": -0.261,
    "length evidence": 0.553, "length amounts": -0.581, "evidence evidence": -0.164, "evidence amounts": 0.081,
    "amounts amounts": -0.018,
}, 1.816)
ASKED: Odds = ({
    "words": 1.696, "clause": 1.589, "sense": -4.798, "weakest": 0.419, "length": -2.675, "evidence": 0.455,
    "amounts": -0.083, "told": 0.186, "answers": -0.029, "agrees": -0.042, "words words": 0.06, "words clause": 0.658,
    "words sense": 0.266, "words weakest": 0.104, "words length": 1.343, "words evidence": -0.808,
    "words amounts": -3.579, "clause clause": 1.757, "clause sense": 0.061, "clause weakest": -0.944,
    "clause length": -0.377, "clause evidence": -0.217, "clause amounts": 1.96, "sense sense": -0.179,
    "sense weakest": 3.162, "sense length": 0.412, "sense evidence": 0.825, "sense amounts": 0.371,
    "weakest weakest": -0.948, "weakest length": -0.395, "weakest evidence": 0.031, "weakest amounts": 0.572,
    "length length": -0.265, "length evidence": 0.55, "length amounts": -0.565, "evidence evidence": -0.163,
    "evidence amounts": 0.09, "amounts amounts": -0.083,
}, 1.674)
# fmt: on
