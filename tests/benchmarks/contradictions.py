"""What ``pincite check`` says of falsified, unrelated and true statements, by the threshold ``SAME_MATTER`` of qa/checking/support.py.

    python -m tests.benchmarks.contradictions DATA [--half develop report] [--each 40]

DATA holds reader/squadshifts-new_wiki.json.gz and answerability/nomiracl-en.jsonl.gz. A folder is made of the sources of one half
(``tests/benchmarks/falsified.py``) and indexed; the checker has to find what bears on a statement by itself. Falsified: another number,
date or name, or a "not" more or less: to be contradicted. Unrelated: sentences of sources that the folder lacks, and, harder,
sentences taken out of an article that it holds: to be not found. True: the folder's sentences, some reworded by rule. The threshold
is chosen on the half ``develop``; what it is worth is what the half ``report`` says.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from unittest.mock import patch

from qa import Pincite
from qa.checking import support
from qa.checking.checker import Checker
from qa.checking.draft import CitedSentence
from qa.checking.report import Support
from qa.sentences import sentence_spans
from qa.types import Verdict
from qa.verification import Evidence, verify
from tests.benchmarks import falsified

THRESHOLDS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
DENIED = ("number", "date", "name", "negation")
ELSEWHERE, TAKEN_OUT = "from elsewhere", "taken out"
# What begins with one of these says little by itself.
_LEANING = re.compile(
    r"(?:He|She|They|It|This|That|These|Those|However|But|And|In addition|Also|Such|His|Her|Their|Its)\b"
)

Statement = tuple[str, str]


def folder_of(data: Path, half: str, each: int) -> tuple[dict[str, str], list[Statement]]:
    """The articles by name, and statements, each with its kind; what was taken out of the articles is not in them."""
    texts = falsified.sources(data)
    made = [case for case in falsified.cases(data, half, each) if case.true or case.kind in DENIED]
    used = {case.source for case in made}
    cited = {one.text for case in made for one in case.evidence}
    draw = random.Random(falsified.SEED)
    articles = {name: "\n\n".join(texts[name]) for name in sorted(used)}
    statements = [
        ("true" if case.true else case.kind, case.statement) for case in made if case.kind != "wrong sentence"
    ]
    for name in draw.sample(sorted(articles), len(articles)):
        free = [one for one in _standing_alone(texts[name]) if one not in cited and articles[name].count(one) == 1]
        if free and sum(kind == TAKEN_OUT for kind, _ in statements) < 2 * each:
            one = draw.choice(free)
            articles[name] = articles[name].replace(one, "")
            statements.append((TAKEN_OUT, one))
    others = sorted(name for name in texts if falsified.half_of(name) != half and not name.endswith(".txt"))
    elsewhere = (next(_standing_alone(texts[name]), "") for name in draw.sample(others, len(others)))
    statements += [(ELSEWHERE, one) for one, _ in zip(filter(None, elsewhere), range(2 * each), strict=False)]
    return articles, statements


def _standing_alone(paragraphs: Sequence[str]) -> Iterator[str]:
    for text in paragraphs:
        for a, b in sentence_spans(text):
            one = text[a:b].strip()
            if falsified.SHORTEST <= len(one) <= falsified.LONGEST and one.endswith(".") and not _LEANING.match(one):
                yield one


@cache
def _verified(statement: str, evidence: tuple[Evidence, ...]) -> Verdict:
    return verify(statement, evidence)


def _remembered(statement: str, evidence: Sequence[Evidence], **_: str) -> Verdict:
    """The check, once for all thresholds."""
    return _verified(statement, tuple(evidence))


def judged(checker: Checker, statements: Sequence[Statement]) -> dict[float, Counter[tuple[str, Support]]]:
    """Threshold → (kind, verdict) → how many."""
    found: dict[float, Counter[tuple[str, Support]]] = {threshold: Counter() for threshold in THRESHOLDS}
    started = time.perf_counter()
    with patch.object(support, "verify", _remembered):
        for number, (kind, text) in enumerate(statements, start=1):
            for threshold, counts in found.items():
                with patch.object(support, "SAME_MATTER", threshold):
                    counts[kind, checker.sentence(CitedSentence(text, 0, len(text))).verdict] += 1
            if number % 50 == 0:
                print(f"{number} of {len(statements)}, {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return found


def share(counts: Mapping[tuple[str, Support], int], kinds: Sequence[str], verdict: Support) -> float:
    """How many of these kinds have the verdict, 0 to 1."""
    every = sum(number for (kind, _), number in counts.items() if kind in kinds)
    return sum(counts.get((kind, verdict), 0) for kind in kinds) / max(1, every)


def show(half: str, found: Mapping[float, Counter[tuple[str, Support]]]) -> None:
    """Print each threshold's shares, and those of each kind at the threshold in force."""
    print(f"{half}: contradicted / not found / supported, in %")
    groups = {"falsified": DENIED, "unrelated": (ELSEWHERE, TAKEN_OUT), "true": ("true",)}
    for threshold, counts in found.items():
        cells = [f"{name} {_shares(counts, kinds)}" for name, kinds in groups.items()]
        # A false alarm is as bad as a contradiction overlooked, and the unrelated weigh as much as the more numerous true ones.
        alarms = [share(counts, groups[name], Support.CONTRADICTED) for name in ("unrelated", "true")]
        gain = share(counts, DENIED, Support.CONTRADICTED) - sum(alarms) / len(alarms)
        in_force = "  <- in force" if threshold == support.SAME_MATTER else ""
        print(f"  {threshold}: {'; '.join(cells)}; caught less false alarms {100 * gain:.1f}{in_force}")
    counts = found[support.SAME_MATTER]
    for kind in dict.fromkeys(kind for kind, _ in counts):
        number = sum(many for (one, _), many in counts.items() if one == kind)
        print(f"    {kind}, {number}: {_shares(counts, [kind])}", flush=True)


def _shares(counts: Mapping[tuple[str, Support], int], kinds: Sequence[str]) -> str:
    verdicts = (Support.CONTRADICTED, Support.NOT_FOUND, Support.SUPPORTED)
    return " / ".join(f"{100 * share(counts, kinds, verdict):.1f}" for verdict in verdicts)


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--half", nargs="+", choices=falsified.HALVES, default=list(falsified.HALVES))
    parser.add_argument("--each", type=int, default=40, help="statements of a kind")
    arguments = parser.parse_args()
    for half in arguments.half:
        articles, statements = folder_of(arguments.data, half, arguments.each)
        with tempfile.TemporaryDirectory() as place:
            for number, text in enumerate(articles.values()):
                (Path(place) / f"{number:04}.txt").write_text(text, "utf-8")
            library = Pincite.open(place)
            library.index()
            checker = library.checker()
            print(f"{len(articles)} articles, {len(statements)} statements", file=sys.stderr)
            show(half, judged(checker, statements))
            library.close()


if __name__ == "__main__":
    main()
