"""Fit what the day of asking adds to the odds of ``qa/reading.py`` and ``qa/answering/extractive.py``; print it and what it is worth.

    python -m training.calibrate_as_of NEWS INDEX CASES

The questions of news-2022 in all articles and in small folders, as in ``training.calibrate_reader``, each as of its own day (the
unanswerable ones as of the days of others). All other weights stay as they are shipped. What is printed is fitted on all
questions; what it is worth comes from two fits on a half of them each, scored on the half that they have not seen.
"""

from __future__ import annotations

import argparse
import itertools
import pickle
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path

import numpy as np

from qa import reading
from qa.answering import extractive
from training import reading_cases
from training.calibrate_reader import (
    SMALL_EVERY,
    Fit,
    Odds,
    answer_values,
    best_group,
    counted,
    fit,
    span_values,
    worth,
)
from training.reading_cases import Case

SHIPPED = Fit(
    Odds(reading.WEIGHTS | reading.AS_OF, reading.BIAS),
    Odds(extractive.ODDS | extractive.AS_OF_ODDS, extractive.ODDS_BIAS),
)


def added(
    odds: Odds,
    names: Sequence[str],
    values: Sequence[Mapping[str, float]],
    right: Sequence[bool],
    kinds: Sequence[Hashable],
) -> Odds:
    """``odds`` with the weights of ``names`` fitted anew: the first of them is 1 wherever the others are anything but 0."""
    bare = Odds({name: weight for name, weight in odds.weights.items() if name not in names}, odds.bias)
    chances = np.clip(bare([dict(v) for v in values]), 1e-9, 1 - 1e-9)
    own = [i for i, v in enumerate(values) if v[names[0]]]
    weights, bias = fit(
        np.array([[values[i][name] for name in names[1:]] for i in own]),
        np.array(right, float)[own],
        counted(kinds)[own],
        np.log(chances / (1 - chances))[own],
    )
    return Odds(bare.weights | {names[0]: bias} | dict(zip(names[1:], map(float, weights), strict=True)), odds.bias)


def fitted(cases: Sequence[Case], values: Sequence[list[dict[str, float]]]) -> Fit:
    """The spans' odds, then with these the answers'."""
    rows = [
        (v, r.right, c.where) for c, vs in zip(cases, values, strict=True) for v, r in zip(vs, c.reads, strict=True)
    ]
    spans = added(SHIPPED.spans, list(reading.AS_OF), *zip(*rows, strict=True))
    made = [answer_values(c, best_group(c, spans(v))) for c, v in zip(cases, values, strict=True)]
    kinds = [(case.where, case.answerable) for case in cases]
    return Fit(spans, added(SHIPPED.answers, list(extractive.AS_OF_ODDS), made, [c.answerable for c in cases], kinds))


def main() -> None:
    """Read (or load), fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path, help="the unpacked news-2022 set")
    parser.add_argument("index", type=Path, help="its index")
    parser.add_argument("cases", type=Path, help="where what was read is kept, so that another fit takes a minute")
    arguments = parser.parse_args()
    if not arguments.cases.exists():
        made = itertools.chain(
            reading_cases.whole(arguments.news, arguments.index, dated=True),
            reading_cases.small(arguments.news, arguments.index, SMALL_EVERY, dated=True),
        )
        arguments.cases.write_bytes(pickle.dumps([case for case in made if case.reads]))
    cases: list[Case] = pickle.loads(arguments.cases.read_bytes())
    values = [span_values(case) for case in cases]
    half = [case.number // SMALL_EVERY % 2 for case in cases]
    halves = [
        fitted(*zip(*((c, v) for c, v, h in zip(cases, values, half, strict=True) if h != left), strict=True))
        for left in (0, 1)
    ]
    print("with the odds as they are shipped:")
    worth([SHIPPED for _ in cases], cases, values)
    print("with the day of asking, fitted on the other half:")
    worth([halves[h] for h in half], cases, values)
    final = fitted(cases, values)
    print(f"AS_OF = { {name: round(final.spans.weights[name], 3) for name in reading.AS_OF} }")
    print(f"AS_OF_ODDS = { {name: round(final.answers.weights[name], 3) for name in extractive.AS_OF_ODDS} }")


if __name__ == "__main__":
    main()
