"""The odds that evidence bears a statement: weights of ``qa.checks.support.terms`` and a bias.

Written by ``python -m training.calibrate_support DATA --write`` and not by hand.
"""

from __future__ import annotations

Odds = tuple[dict[str, float], float]

# fmt: off
ODDS: Odds = ({
    "words": 1.767, "clause": 1.627, "sense": -4.978, "weakest": 0.026, "length": -2.685, "evidence": 0.393,
    "amounts": -0.066, "told": 0.235, "words words": 0.141, "words clause": 0.769, "words sense": -0.003,
    "words weakest": -0.088, "words length": 1.414, "words evidence": -0.799, "words amounts": -3.67,
    "clause clause": 1.726, "clause sense": 0.029, "clause weakest": -0.855, "clause length": -0.441,
    "clause evidence": -0.193, "clause amounts": 1.891, "sense sense": 0.047, "sense weakest": 3.256,
    "sense length": 0.408, "sense evidence": 0.856, "sense amounts": 0.655, "weakest weakest": -0.835,
    "weakest length": -0.331, "weakest evidence": 0.032, "weakest amounts": 0.594, "length length": -0.285,
    "length evidence": 0.561, "length amounts": -0.592, "evidence evidence": -0.166, "evidence amounts": 0.068,
    "amounts amounts": -0.066,
}, 1.994)
# fmt: on
