"""Fit the odds of ``qa/checks/support.py``; print the constants, and what they are worth on sources left out of the fit.

    python -m training.calibrate_support DATA [--kept FILE]

DATA holds support/attributionbench-dev.jsonl.gz. Rows are split in five by question, so that no question stands on both
sides; the constants that are printed last are of all rows.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from qa.checks import support
from tests.benchmarks.verification import attribution_rows, cross_validated, features_of, macro_f1, odds, print_scores
from training.calibrate_reader import fit, shown


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
        made = features_of(rows)
        if arguments.kept:
            arguments.kept.write_text(json.dumps(made))
    held_out = cross_validated(rows, made)
    terms = [support.terms(one) for one in made]
    names = list(terms[0])
    values = np.array([list(one.values()) for one in terms])
    right = np.array([row.borne for row in rows], float)
    print_scores("on rows not fitted", rows, held_out)
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
