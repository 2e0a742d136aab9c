"""Fit the odds of ``qa/checks/support.py``; print the constants, and what they are worth on sources left out of the fit.

    python -m training.calibrate_support DATA [--kept FILE]

DATA holds support/attributionbench-dev.jsonl.gz. Rows are split in five by question, so that no question stands on both
sides; the constants that are printed last are of all rows.
"""

from __future__ import annotations

import argparse
import json
import zlib
from pathlib import Path

import numpy as np

from qa.checks import support
from tests.benchmarks.verification import attribution_rows, macro_f1
from training.calibrate_reader import fit, shown

FOLDS = 5


def fold_of(question: str) -> int:
    """The fold of a question and all its rows."""
    return zlib.crc32(question.encode()) % FOLDS


def odds(values: np.ndarray, weights: np.ndarray, bias: float) -> np.ndarray:
    """The logistic of the weighted features."""
    return np.asarray(1 / (1 + np.exp(-(values @ weights + bias))))


def main() -> None:
    """Read (or load), fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--kept", type=Path, help="where the features are kept, so that another fit takes seconds")
    arguments = parser.parse_args()
    rows = attribution_rows(arguments.data)
    if arguments.kept and arguments.kept.exists():
        made = json.loads(arguments.kept.read_text())
    else:
        made = [dict(support.features(row.claim, row.references, row.question)) for row in rows]
        if arguments.kept:
            arguments.kept.write_text(json.dumps(made))
    made = [support.terms(one) for one in made]
    names = list(made[0])
    values = np.array([list(one.values()) for one in made])
    right = np.array([row.borne for row in rows], float)
    folds = np.array([fold_of(row.question) for row in rows])
    held_out = np.zeros(len(rows))
    for fold in range(FOLDS):
        weights, bias = fit(values[folds != fold], right[folds != fold])
        held_out[folds == fold] = odds(values[folds == fold], weights, bias)
    print(
        f"macro-F1 on rows not fitted: {100 * macro_f1(right > 0.5, held_out >= 0.5):.1f} ({len(rows)} rows, {FOLDS} folds by question)"
    )
    for source in sorted({row.source for row in rows}):
        here = np.array([row.source == source for row in rows])
        weights, bias = fit(values[~here], right[~here])
        score = macro_f1(right[here] > 0.5, odds(values[here], weights, bias) >= 0.5)
        print(f"  {source}, fitted on the other sources: {100 * score:.1f} ({here.sum()} rows)")
    bins = np.digitize(held_out, np.linspace(0, 1, 11)[1:-1])
    error = sum(abs(held_out[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins))
    print(f"calibration error on rows not fitted: {error:.3f}")
    weights, bias = fit(values, right)
    shown("WEIGHTS", names, weights, bias)


if __name__ == "__main__":
    main()
