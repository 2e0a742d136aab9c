"""Agreement of the support check with people: WiCE and AttributionBench, as confusion matrices and macro-F1.

    python -m tests.benchmarks.judges DATA [--rows N]

DATA is the folder that holds ``support/``. What is measured is what citation recall asks (do the citations, together, support the
statement?) and, on WiCE, what citation precision asks (does the statement need this sentence?), each with the judge that
``pincite eval`` uses. Nothing is set on these rows.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from qa.sentences import sentence_spans
from qa.verification import Evidence, verify

# WiCE's evidence is a page of about 120 sentences; a citation is a few. Sentences that people chose for no claim stand for those
# that a system cites without need.
UNNEEDED = 3


def rows(path: Path) -> list[dict[str, Any]]:
    """The set's rows."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def evidence_of(sentences: Sequence[str], places: Sequence[int]) -> list[Evidence]:
    """Sentences of a page as evidence, each with its neighbours."""
    return [
        Evidence(sentences[i], sentences[i - 1] if i else "", sentences[i + 1] if i + 1 < len(sentences) else "")
        for i in places
    ]


def wice_recall(data: Sequence[dict[str, Any]]) -> Iterator[tuple[bool, bool]]:
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
        said = verify(row["claim"], evidence_of(row["evidence"], chosen)).supported
        yield row["label"] == "supported", said


def wice_precision(data: Sequence[dict[str, Any]]) -> Iterator[tuple[bool, bool]]:
    """(needed as people say, needed as ALCE's rule says) for each of a supported claim's sentences and as many others at random."""
    draw = random.Random(1)
    for row in data:
        if row["label"] != "supported":
            continue
        group: list[int] = min(row["supporting_sentences"], key=lambda one: len(one))
        others = [i for i in range(len(row["evidence"])) if all(i not in one for one in row["supporting_sentences"])]
        cited = group + draw.sample(others, min(UNNEEDED, len(others)))
        if not verify(row["claim"], evidence_of(row["evidence"], cited)).supported:
            continue
        for one in cited:
            rest = [i for i in cited if i != one]
            alone = verify(row["claim"], evidence_of(row["evidence"], [one])).supported
            without = bool(rest) and verify(row["claim"], evidence_of(row["evidence"], rest)).supported
            yield one in group, alone or not without


def attribution(data: Sequence[dict[str, Any]]) -> Iterator[tuple[bool, bool]]:
    """(attributable as people say, supported as the check says); the references are the citations, sentence by sentence."""
    for row in data:
        sentences = [text[a:b].strip() for text in row["references"] for a, b in sentence_spans(text)]
        sentences = [sentence for sentence in sentences if sentence]
        said = verify(row["claim"], evidence_of(sentences, range(len(sentences))), row["question"] or "").supported
        yield row["attribution_label"] == "attributable", said


def show(name: str, pairs: Sequence[tuple[bool, bool]], seconds: float) -> None:
    """Print a confusion matrix with accuracy, each class's F1 and their mean."""
    counts = Counter(pairs)
    both, neither = counts[True, True], counts[False, False]
    over, under = counts[False, True], counts[True, False]
    positive = 2 * both / (2 * both + over + under) if both else 0.0
    negative = 2 * neither / (2 * neither + over + under) if neither else 0.0
    print(f"{name}: {len(pairs)} pairs, {seconds / max(1, len(pairs)) * 1000:.0f} ms each")
    print(f"    {'':22}{'check: yes':>12}{'check: no':>12}")
    print(f"    {'people: yes':22}{both:12}{under:12}")
    print(f"    {'people: no':22}{over:12}{neither:12}")
    print(
        f"    accuracy {(both + neither) / max(1, len(pairs)):.3f}, F1 {positive:.3f} / {negative:.3f}, macro-F1 {(positive + negative) / 2:.3f}"
    )


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--rows", type=int, default=10_000, help="only the first so many of each set")
    arguments = parser.parse_args()
    wice = rows(arguments.data / "support" / "wice-claim-dev.jsonl.gz")[: arguments.rows]
    bench = rows(arguments.data / "support" / "attributionbench-dev.jsonl.gz")[: arguments.rows]
    for name, made in (
        ("citation recall, wice-claim-dev", wice_recall(wice)),
        ("citation precision, wice-claim-dev", wice_precision(wice)),
        ("citation recall, attributionbench-dev", attribution(bench)),
    ):
        started = time.perf_counter()
        pairs = list(made)
        show(name, pairs, time.perf_counter() - started)


if __name__ == "__main__":
    main()
