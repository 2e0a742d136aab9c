"""Agreement of the support check with people: WiCE and AttributionBench, as confusion matrices and macro-F1.

    python -m tests.benchmarks.judges DATA [--rows N]

DATA is the folder that holds ``support/``. What is measured is what citation recall asks (do the citations, together, support the
statement?) and, on WiCE, what citation precision asks (does the statement need this sentence?), each as three judges see it: the
odds of support, by which ``pincite eval`` scores; the odds where besides no number, date, name or negation is denied; and the whole
verdict, by which statements are shown or withheld. Which of them ``pincite eval`` takes was chosen by these figures, on
both sets. No constant was fitted on WiCE. The odds of support in ``qa/checks/support.py`` were fitted on AttributionBench
dev, so there each row's odds come from a fit on the four fifths of the questions that it is not of; the same five folds, and the
same whole verdict, as in ``tests/benchmarks/verification.py``. Which features the odds have was chosen on all rows, and flatters a little.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from qa.checking.support import DENYING
from qa.checks import support
from qa.evaluation.scoring import borne
from qa.types import Verdict
from qa.verification import Evidence, verify
from tests.benchmarks.verification import Row, attribution_rows, cross_validated, macro_f1, rows_of

# WiCE's evidence is a page of about 120 sentences; a citation is a few. Sentences that people chose for no claim stand for those
# that a system cites without need.
UNNEEDED = 3

Made = TypeVar("Made")


Judge = Callable[[Verdict], bool]
JUDGES: dict[str, Judge] = {
    "odds": borne,
    "odds, nothing denied": lambda verdict: borne(verdict) and verdict.check not in DENYING,
    "whole verdict": lambda verdict: verdict.supported,
}


@cache
def _verified(claim: str, evidence: tuple[Evidence, ...]) -> Verdict:
    return verify(claim, evidence)


def verified(claim: str, evidence: Sequence[Evidence]) -> Verdict:
    """The check's verdict, made once for all judges."""
    return _verified(claim, tuple(evidence))


def evidence_of(sentences: Sequence[str], places: Sequence[int]) -> list[Evidence]:
    """Sentences of a page as evidence, each with its neighbours."""
    return [
        Evidence(sentences[i], sentences[i - 1] if i else "", sentences[i + 1] if i + 1 < len(sentences) else "")
        for i in places
    ]


def wice_recall(data: Sequence[dict[str, Any]], judge: Judge) -> Iterator[tuple[bool, bool]]:
    """(supported as people say, supported as the check says): the citations are the sentences that people chose, or, where they
    found none, those that share most words with the claim. Partly supported is not supported."""
    for row in data:
        chosen = sorted({i for group in row["supporting_sentences"] for i in group})
        if not chosen:
            words = set(row["claim"].lower().split())
            by_words = sorted(
                range(len(row["evidence"])), key=lambda i: -len(words & set(row["evidence"][i].lower().split()))
            )
            chosen = sorted(by_words[:UNNEEDED])
        yield row["label"] == "supported", judge(verified(row["claim"], evidence_of(row["evidence"], chosen)))


def wice_precision(data: Sequence[dict[str, Any]], judge: Judge) -> Iterator[tuple[bool, bool]]:
    """(needed as people say, needed as ALCE's rule says) for each of a supported claim's sentences and as many others at random."""
    draw = random.Random(1)
    for row in data:
        if row["label"] != "supported":
            continue
        group: list[int] = min(row["supporting_sentences"], key=lambda one: len(one))
        others = [i for i in range(len(row["evidence"])) if all(i not in one for one in row["supporting_sentences"])]
        cited = group + draw.sample(others, min(UNNEEDED, len(others)))

        def supports(places: Sequence[int], row: Mapping[str, Any] = row) -> bool:
            return judge(verified(row["claim"], evidence_of(row["evidence"], places)))

        if not supports(cited):
            continue
        for one in cited:
            rest = [i for i in cited if i != one]
            yield one in group, supports([one]) or not (rest and supports(rest))


def attribution(data: Sequence[Row]) -> Iterator[tuple[bool, Verdict]]:
    """(attributable as people say, the verdict by odds that were fitted on other questions)."""
    made = list(counted("features", (support.features(row.claim, row.references, row.question) for row in data)))
    for row, odds in zip(data, cross_validated(data, made), strict=True):
        with patch.object(support, "support", lambda *_, odds=float(odds): odds):
            yield row.borne, verify(row.claim, [Evidence(text) for text in row.references], row.question)


def counted(what: str, made: Iterable[Made]) -> Iterator[Made]:
    """``made`` as it comes, with a line on standard error now and then."""
    started = time.perf_counter()
    for done, one in enumerate(made, start=1):
        if done % 100 == 0:
            print(f"{what}: {done}, {time.perf_counter() - started:.0f} s", file=sys.stderr)
        yield one


def show(name: str, pairs: Sequence[tuple[bool, bool]]) -> None:
    """Print a confusion matrix with accuracy, precision and recall of "yes", and the mean of both classes' F1."""
    counts = Counter(pairs)
    both, neither = counts[True, True], counts[False, False]
    over, under = counts[False, True], counts[True, False]
    print(f"{name}: {len(pairs)} pairs")
    print(f"    {'':22}{'check: yes':>12}{'check: no':>12}")
    print(f"    {'people: yes':22}{both:12}{under:12}")
    print(f"    {'people: no':22}{over:12}{neither:12}")
    print(
        f"    accuracy {(both + neither) / max(1, len(pairs)):.3f}, of yes: precision {both / max(1, both + over):.3f}, "
        f"recall {both / max(1, both + under):.3f}; macro-F1 {macro_f1([one for one, _ in pairs], [two for _, two in pairs]):.3f}",
        flush=True,
    )


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rows", type=int, default=10_000, help="only the first so many of each set")
    arguments = parser.parse_args()
    wice = rows_of(arguments.data / "support" / "wice-claim-dev.jsonl.gz")[: arguments.rows]
    bench = attribution_rows(arguments.data)[: arguments.rows]
    for name, judge in JUDGES.items():
        show(f"citation recall, wice-claim-dev, {name}", list(counted(name, wice_recall(wice, judge))))
        show(f"citation precision, wice-claim-dev, {name}", list(counted(name, wice_precision(wice, judge))))
    verdicts = list(counted("verdicts", attribution(bench)))
    for name, judge in JUDGES.items():
        show(f"citation recall, attributionbench-dev, {name}", [(true, judge(verdict)) for true, verdict in verdicts])


if __name__ == "__main__":
    main()
