"""Fit the odds of ``qa/checks/support.py`` anew, and say what they are worth on questions and sources left out of the fit.

    python -m training.calibrate_support DATA [--kept FILE] [--write]

DATA holds support/attributionbench-dev.jsonl.gz. Rows are split in five by question, so that no question stands on both
sides; the constants are of all rows. With ``--write`` they replace ``qa/checks/odds.py``: this is all there is to do when
``qa/models/`` gets another embedder or model of entailment. What that tells is weighed where it does not lose in the five folds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qa import engine
from qa.checks import odds as shipped
from qa.checks import support
from qa.checks.entailed import THRESHOLD
from tests.benchmarks.verification import Row, attribution_rows, cross_validated, macro_f1, odds, print_scores
from training.calibrate_reader import fit

Features = Mapping[str, float]
WIDTH = 120


def measured(rows: Sequence[Row], kept: Path | None) -> tuple[list[Features], list[float]]:
    """What words and senses say of each row, and what the model of entailment does; kept for as long as the models are the same."""
    sums = engine.checksums()
    known: dict[str, Any] = json.loads(kept.read_text("utf-8")) if kept and kept.exists() else {}
    if known.get("embedder") != sums["embedder.onnx"]:
        known["features"] = [support.features(row.claim, row.references, row.question) for row in rows]
    if known.get("entailment") != sums[support.MODEL]:
        known["entailed"] = [support.entailed(row.claim, row.references) for row in rows]
    if kept:
        known |= {"embedder": sums["embedder.onnx"], "entailment": sums[support.MODEL]}
        kept.write_text(json.dumps(known), "utf-8")
    return known["features"], known["entailed"]


def chosen(rows: Sequence[Row], sets: Mapping[str, Sequence[Features]]) -> Sequence[Features]:
    """The features that are worth most on rows not fitted, the later set where it does not lose; printed by source."""
    truth = np.array([row.borne for row in rows])
    best, score = next(iter(sets.values())), 0.0
    for what, made in sets.items():
        held_out = cross_validated(rows, made)
        print_scores(f"{what}, on rows not fitted", rows, held_out)
        print(
            f"  calibration error {_calibration(held_out, truth):.3f}; fitted on the other sources: {_by_source(rows, made)}"
        )
        mine = macro_f1(truth, held_out >= THRESHOLD)
        if mine >= score:
            best, score = made, mine
    return best


def _calibration(said: np.ndarray, truth: np.ndarray) -> float:
    bins = np.digitize(said, np.linspace(0, 1, 11)[1:-1])
    return float(sum(abs(said[bins == b].mean() - truth[bins == b].mean()) * (bins == b).mean() for b in set(bins)))


def _by_source(rows: Sequence[Row], made: Sequence[Features]) -> str:
    values, right = _table(rows, made)
    found = []
    for source in sorted({row.source for row in rows}):
        here = np.array([row.source == source for row in rows])
        weights, bias = fit(values[~here], right[~here])
        score = macro_f1(right[here] > 0.5, odds(values[here], weights, bias) >= 0.5)
        found.append(f"{source} {100 * score:.1f} ({here.sum()} rows)")
    return ", ".join(found)


def _table(rows: Sequence[Row], made: Sequence[Features]) -> tuple[np.ndarray, np.ndarray]:
    values = np.array([list(support.terms(one).values()) for one in made])
    return values, np.array([row.borne for row in rows], float)


def written(rows: Sequence[Row], made: Sequence[Features]) -> str:
    """The constants of all rows as Python."""
    weights, bias = fit(*_table(rows, made))
    lines = ["ODDS: Odds = ({", "   "]
    for term, weight in zip(support.terms(made[0]), weights, strict=True):
        part = f' "{term}": {round(float(weight), 3):g},'
        if len(lines[-1]) + len(part) >= WIDTH:
            lines.append("   ")
        lines[-1] += part
    return "\n".join([*lines, f"}}, {bias:.3f})\n"])


def main() -> None:
    """Measure (or load), fit, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--kept", type=Path, help="where what was measured is kept, so that another fit takes seconds")
    parser.add_argument("--write", action="store_true", help="replace the constants in qa/checks/odds.py")
    arguments = parser.parse_args()
    rows = attribution_rows(arguments.data)
    plain, entailed = measured(rows, arguments.kept)
    read = [{**one, support.READ: logit} for one, logit in zip(plain, entailed, strict=True)]
    constants = written(rows, chosen(rows, {"words and senses": plain, "and the statement read": read}))
    if arguments.write:
        path = Path(shipped.__file__)
        head = path.read_text("utf-8").partition("ODDS: Odds")[0]
        path.write_text(f"{head}{constants}# fmt: on\n", "utf-8")
    else:
        print(constants)


if __name__ == "__main__":
    main()
