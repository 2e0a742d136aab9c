"""The odds that evidence bears a statement: weights of ``qa.checks.support.terms`` and a bias.

Written by ``python -m training.calibrate_support DATA --write`` and not by hand.
"""

from __future__ import annotations

Odds = tuple[dict[str, float], float]

# fmt: off
ODDS: Odds = ({
    "words": 1.394, "clause": 1.61, "sense": -5.157, "weakest": 0.144, "length": -2.667, "evidence": 0.326,
    "amounts": -0.09, "told": 0.357, "words words": -0, "words clause": 0.725, "words sense": 0.361,
    "words weakest": 0.029, "words length": 1.284, "words evidence": -0.772, "words amounts": -3.62,
    "clause clause": 1.914, "clause sense": 0.137, "clause weakest": -1.339, "clause length": -0.328,
    "clause evidence": -0.226, "clause amounts": 1.956, "sense sense": -0.273, "sense weakest": 3.137,
    "sense length": 0.428, "sense evidence": 0.822, "sense amounts": 0.48, "weakest weakest": -0.598,
    "weakest length": -0.304, "weakest evidence": 0.025, "weakest amounts": 0.46, "length length": -0.306,
    "length evidence": 0.57, "length amounts": -0.614, "evidence evidence": -0.162, "evidence amounts": 0.117,
    "amounts amounts": -0.09,
}, 2.849)
# fmt: on
