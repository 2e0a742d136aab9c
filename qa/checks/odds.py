"""The odds that evidence bears a statement: weights of ``qa.checks.support.terms`` and a bias.

Written by ``python -m training.calibrate_support DATA --write`` and not by hand.
"""

from __future__ import annotations

Odds = tuple[dict[str, float], float]

# fmt: off
ODDS: Odds = ({
    "words": 1.604, "clause": 1.683, "sense": -4.942, "weakest": 0.298, "length": -2.197, "evidence": 0.398,
    "amounts": -0.079, "entailed": 0.268, "words words": 0.07, "words clause": 0.762, "words sense": 0.592,
    "words weakest": -0.043, "words length": 1.256, "words evidence": -0.731, "words amounts": -3.221,
    "clause clause": 1.515, "clause sense": -0.163, "clause weakest": -1.053, "clause length": -0.315,
    "clause evidence": -0.228, "clause amounts": 1.41, "sense sense": -0.133, "sense weakest": 3, "sense length": 0.44,
    "sense evidence": 0.825, "sense amounts": 0.4, "weakest weakest": -0.847, "weakest length": -0.224,
    "weakest evidence": -0.006, "weakest amounts": 0.308, "length length": -0.402, "length evidence": 0.563,
    "length amounts": -0.622, "evidence evidence": -0.169, "evidence amounts": 0.154, "amounts amounts": -0.079,
}, 1.738)
# fmt: on
