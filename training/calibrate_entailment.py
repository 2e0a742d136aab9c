"""Choose the constants of ``qa/checks/entailed.py``: where the model of entailment decides beside the checks.

    python -m training.calibrate_entailment DATA PASSAGES [PASSAGES ...] [--kept FILE]

DATA holds reader/ and answerability/, PASSAGES are ``summaries_en-us.json`` and ``paragraphs.jsonl.gz``. Three sets, each counting the same: the
statements of ``statements.jsonl.gz`` over passages that are kept for measuring, the written pairs that the checks were mended on, and
the statements falsified by rule of the half that rules are developed on. The logit's slope and bias are a logistic regression on the
first two, less what stands in the passage's own words and order; the thresholds are those that show most true statements while no more
false ones are shown than without the model, and of no set fewer true ones. Prints them, what they show of each set, and what the shipped ones do.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from qa.checks import entailed, support
from qa.checks.entailed import Weighed, decided
from qa.checks.written import plain
from qa.verification import Evidence, weighed
from tests.benchmarks import falsified, verification
from training import reader_data, statement_data
from training.calibrate_reader import fit

STATEMENTS = Path(__file__).with_name("statements.jsonl.gz")
# Own words, other words, overruling; less than that would overrule what the checks rightly find in the suite's own statements.
GRID = (np.arange(0.0, 0.42, 0.04), np.arange(0.5, 0.98, 0.02), np.arange(0.93, 1.0, 0.02))
WITHOUT = (0.0, math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Case:
    """A statement, whether its passage bears it, the model's logit, and what is known of it with every check looked at."""

    borne: bool
    logit: float
    known: Weighed


def statements(data: Path, passages: Sequence[Path]) -> Iterator[tuple[str, Evidence, bool]]:
    """Those written over the passages that are not trained on."""
    rows = reader_data.read_squad(data / "reader" / "squadshifts-new_wiki.json.gz")
    rows += reader_data.read_news(data / "reader" / "news-windows.jsonl.gz")
    rows += [row for path in passages for row in reader_data.read_passages(path)]
    for row in statement_data.read_statements(STATEMENTS, rows, held=True):
        yield row.question, Evidence(row.passage, title=row.title), bool(row.borne)


def pairs() -> Iterator[tuple[str, Evidence, bool]]:
    """The written pairs that the checks were mended on."""
    for line in Path(verification.__file__).with_name("written_pairs.jsonl").read_text("utf-8").splitlines():
        pair = json.loads(line)
        if pair["set"] == "seen":
            yield pair["statement"], Evidence(pair["passage"]), pair["true"]


def measured(rows: Iterable[tuple[str, Sequence[Evidence], bool]]) -> list[Case]:
    """Each row's case."""
    made = []
    for statement, evidence, borne in rows:
        said, cited = plain(statement), [replace(one, text=plain(one.text)) for one in evidence]
        known = weighed(said, cited, overruling=0.0)
        made.append(Case(borne, support.entailed(said, [one.text for one in cited]), known))
    return made


def shown(cases: Sequence[Case], slope: float, bias: float, thresholds: Sequence[float]) -> tuple[float, float]:
    """The shares of true and of false ones that are shown."""
    yes: dict[bool, list[bool]] = {True: [], False: []}
    for case in cases:
        likely = 1 / (1 + math.exp(-slope * case.logit - bias))
        known = Weighed(case.known.support, likely, case.known.fault, case.known.weight, case.known.own)
        yes[case.borne].append(decided(known, *thresholds).supported)
    return float(np.mean(yes[True])), float(np.mean(yes[False]))


def main() -> None:
    """Measure (or load), choose, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("passages", type=Path, nargs="+")
    parser.add_argument(
        "--kept", type=Path, help="where what was measured is kept, so that another choice takes seconds"
    )
    arguments = parser.parse_args()
    if arguments.kept and arguments.kept.exists():
        sets: Mapping[str, list[Case]] = pickle.loads(arguments.kept.read_bytes())
    else:
        by_rule = falsified.cases(arguments.data, falsified.HALVES[0])
        sets = {
            "statements": measured((s, [e], b) for s, e, b in statements(arguments.data, arguments.passages)),
            "written pairs": measured((s, [e], b) for s, e, b in pairs()),
            "by rule": measured((case.statement, case.evidence, case.true) for case in by_rule),
        }
        if arguments.kept:
            arguments.kept.write_bytes(pickle.dumps(sets))
    free = [case for name in ("statements", "written pairs") for case in sets[name] if not case.known.own]
    weights, bias = fit(np.array([[case.logit] for case in free]), np.array([case.borne for case in free], float))
    slope = float(weights[0])
    print(f"SLOPE, BIAS = {slope:.2f}, {bias:.2f}")

    def worth(thresholds: Sequence[float]) -> tuple[list[float], list[float]]:
        true, false = zip(*(shown(cases, slope, bias, thresholds) for cases in sets.values()), strict=True)
        return list(true), list(false)

    least, most = worth(WITHOUT)
    found = [(*worth(thresholds), thresholds) for thresholds in itertools.product(*GRID)]
    allowed = [
        one
        for one in found
        if np.mean(one[1]) <= np.mean(most) and all(true >= old for true, old in zip(one[0], least, strict=True))
    ]
    best = max(allowed, key=lambda one: float(np.mean(one[0])))[2]
    print(f"OWN_WORDS, OTHER_WORDS, OVERRULING = {', '.join(f'{one:.2f}' for one in best)}")
    shipped = (entailed.OWN_WORDS, entailed.OTHER_WORDS, entailed.OVERRULING)
    for name, cases in sets.items():
        for what, thresholds, line in (
            ("without the model", WITHOUT, (slope, bias)),
            ("these", best, (slope, bias)),
            ("shipped", shipped, (entailed.SLOPE, entailed.BIAS)),
        ):
            true, false = shown(cases, *line, thresholds)
            print(f"{name} ({len(cases)}), {what}: true shown {100 * true:.1f} %, false shown {100 * false:.1f} %")


if __name__ == "__main__":
    main()
