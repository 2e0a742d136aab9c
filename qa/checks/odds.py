"""The odds that evidence bears a statement: weights of ``qa.checks.support.terms`` and a bias, with and without a question.

Written by ``python -m training.calibrate_support DATA --write`` and not by hand.
"""

from __future__ import annotations

Odds = tuple[dict[str, float], float]

# fmt: off
ALONE: Odds = ({
    "words": 1.603, "clause": 1.58, "sense": -5.003, "weakest": 0.18, "length": -2.756, "evidence": 0.371,
    "amounts": 0.001, "told": 0.21, "words words": -0.232, "words clause": 0.707, "words sense": 0.323,
    "words weakest": 0.087, "words length": 1.36, "words evidence": -0.766, "words amounts": -3.41,
    "clause clause": 1.966, "clause sense": -0.078, "clause weakest": -0.957, "clause length": -0.441,
    "clause evidence": -0.215, "clause amounts": 1.803, "sense sense": -0.265, "sense weakest": 3.075,
    "sense length": 0.391, "sense evidence": 0.859, "sense amounts": 0.247, "weakest weakest": -0.784,
    "weakest length": -0.291, "weakest evidence": 0.021, "weakest amounts": 0.772, "length length": -0.25,
    "length evidence": 0.544, "length amounts": -0.604, "evidence evidence": -0.162, "evidence amounts": 0.071,
    "amounts amounts": 0.001,
}, 2.247)
ASKED: Odds = ({
    "words": 1.608, "clause": 1.602, "sense": -4.834, "weakest": 0.319, "length": -2.689, "evidence": 0.361,
    "amounts": -0.051, "told": 0.218, "answers": -0.048, "agrees": -0.087, "words words": -0.167, "words clause": 0.67,
    "words sense": 0.307, "words weakest": 0.14, "words length": 1.339, "words evidence": -0.766,
    "words amounts": -3.461, "clause clause": 1.922, "clause sense": -0.123, "clause weakest": -0.87,
    "clause length": -0.411, "clause evidence": -0.226, "clause amounts": 1.849, "sense sense": -0.281,
    "sense weakest": 3, "sense length": 0.453, "sense evidence": 0.849, "sense amounts": 0.286,
    "weakest weakest": -0.745, "weakest length": -0.396, "weakest evidence": 0.032, "weakest amounts": 0.763,
    "length length": -0.259, "length evidence": 0.541, "length amounts": -0.597, "evidence evidence": -0.159,
    "evidence amounts": 0.08, "amounts amounts": -0.051,
}, 2.016)
# fmt: on
