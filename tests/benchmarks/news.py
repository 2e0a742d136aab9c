"""Index the news-2022 set and print retrieval, answers, citations, abstention, speed and memory.

    python -m tests.benchmarks.news DIR [--index INDEX] [--threshold]

DIR is the unpacked news-2022.tar.gz. The index is kept (DIR/index), so that a second run shows what an unchanged
folder costs.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa import Answer, Pincite
from qa.answering import extractive
from qa.query_engine import CitedQueryEngine
from tests.benchmarks import news_set
from tests.benchmarks.news_set import Question

COMMAND = [sys.executable, "-c", "from qa.cli import main; main()"]


def index(folder: Path, target: Path) -> None:
    """Index twice through the command, each time in a process of its own, and print rate and peak memory."""
    for name in ("indexing", "indexing again, nothing changed"):
        started = time.perf_counter()
        command = [*COMMAND, "index", str(folder), "--index", str(target), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - started
        if done.returncode not in (0, 3):
            sys.exit(done.stderr)
        report = json.loads(done.stdout)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
        print(
            f"{name}: {report['indexed']:,} articles, {report['passages']:,} passages, {report['embedded']:,} embedded; "
            f"whole process {seconds:.1f} s, {report['embedded'] / seconds:.0f} passages/s, peak memory {peak:.2f} GB"
        )


def retrieval(library: Pincite, questions: Sequence[Question]) -> None:
    """Print hit@k, MRR and the time of a search, warm."""
    library.search(questions[0].text, 50)
    ranks, seconds = [], []
    for question in questions:
        started = time.perf_counter()
        found = library.search(question.text, 50)
        seconds.append(time.perf_counter() - started)
        ranks.append(news_set.first_hit(question, [(passage.file, passage.text) for passage in found]))
    print(f"retrieval ({len(questions)} answerable questions): {news_set.hit_rates(ranks)}")
    print(f"one search, warm: {news_set.percentiles(seconds)}")


def answers(library: Pincite, answerable: Sequence[Question], unanswerable: Sequence[Question]) -> None:
    """Print answer containment, whether what is cited holds the answer, abstention, and the time of an answer."""
    given = [(question, library.ask(question.text)) for question in answerable]
    refused = [library.ask(question.text) for question in unanswerable]
    answered = [(question, answer) for question, answer in given if answer.answered]
    contained = sum(question.held_by(_shown(answer)) for question, answer in answered)
    first = sum(question.hit(*_first_citation(answer)) for question, answer in answered)
    cited = [
        question.hit(c.file, c.quote) for question, answer in answered for s in answer.statements for c in s.citations
    ]
    print(f"answerable questions answered: {len(answered) / len(given):.3f}")
    print(f"unanswerable questions refused: {sum(not answer.answered for answer in refused) / len(refused):.3f}")
    print(f"answer contained in the statements, of all answerable: {contained / len(given):.3f}")
    print(f"first citation holds the answer, of all answerable: {first / len(given):.3f}")
    print(f"cited sentences that hold the answer: {np.mean(cited):.3f}")
    print(f"one answer, warm: {news_set.percentiles([answer.seconds['total'] or 0.0 for _, answer in given])}")


def thresholds(library: Pincite, answerable: Sequence[Question], unanswerable: Sequence[Question]) -> None:
    """Print, for each threshold, which share is answered and which refused; the shipped one is where they balance."""
    engine = library.as_query_engine()
    best = [[_best_score(engine, question.text) for question in part] for part in (answerable, unanswerable)]
    print("threshold  answerable answered  unanswerable refused")
    for threshold in np.quantile(best[0] + best[1], np.linspace(0.02, 0.6, 30)):
        mark = "  <- shipped" if abs(threshold - extractive.THRESHOLD) < 0.01 else ""
        print(
            f"{threshold:9.3f}  {np.mean(np.array(best[0]) >= threshold):19.3f}  {np.mean(np.array(best[1]) < threshold):20.3f}{mark}"
        )


def _best_score(engine: CitedQueryEngine, question: str) -> float:
    ranked = engine.rank(question, engine.retriever.retrieve(question))
    return extractive.best_support(ranked)


def _shown(answer: Answer) -> str:
    return " ".join(statement.text for statement in answer.statements)


def _first_citation(answer: Answer) -> tuple[str, str]:
    citation = answer.statements[0].citations[0]
    return citation.file, citation.quote


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--threshold", action="store_true", help="print the sweep of the abstention threshold")
    arguments = parser.parse_args()
    target = arguments.index or arguments.folder / "index"
    questions = news_set.load(arguments.folder)
    answerable = [question for question in questions if question.answerable is True]
    unanswerable = [question for question in questions if question.answerable is False]
    index(arguments.folder / "articles", target)
    library = Pincite.open(arguments.folder / "articles", index=target)
    if arguments.threshold:
        thresholds(library, answerable, unanswerable)
        return
    retrieval(library, answerable)
    answers(library, answerable, unanswerable)
    print(f"peak memory while asking: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
