"""The odds that evidence bears a statement: weights of ``qa.checks.support.terms`` and a bias.

Written by ``python -m training.calibrate_support DATA --write`` and not by hand.
"""

from __future__ import annotations

Odds = tuple[dict[str, float], float]

# fmt: off
ODDS: Odds = ({
    "words": 1.368, "clause": 1.606, "sense": -4.997, "weakest": 0.031, "length": -2.606, "evidence": 0.313,
    "amounts": -0.109, "told": 0.328, "words words": -0.023, "words clause": 0.67, "words sense": 0.31,
    "words weakest": 0.179, "words length": 1.278, "words evidence": -0.763, "words amounts": -3.188,
    "clause clause": 1.934, "clause sense": 0.05, "clause weakest": -1.41, "clause length": -0.316,
    "clause evidence": -0.227, "clause amounts": 1.533, "sense sense": -0.181, "sense weakest": 3.132,
    "sense length": 0.407, "sense evidence": 0.805, "sense amounts": 0.445, "weakest weakest": -0.583,
    "weakest length": -0.29, "weakest evidence": 0.025, "weakest amounts": 0.614, "length length": -0.329,
    "length evidence": 0.579, "length amounts": -0.555, "evidence evidence": -0.16, "evidence amounts": 0.083,
    "amounts amounts": -0.109,
}, 2.824)
# fmt: on
