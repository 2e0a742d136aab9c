"""Index the news-2022 set and print retrieval, answers, citations, abstention, speed and memory.

    python -m tests.benchmarks.news DIR [--index INDEX] [--as-of] [--threshold]

DIR is the unpacked news-2022.tar.gz. The index is kept (DIR/index), so that a second run shows what an unchanged
folder costs. With --as-of each question is asked as of the day of its quiz; what cannot be answered, of three years after the
articles, as of the day of another one.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa import Answer, Pincite, reader
from qa.answering import extractive
from tests.benchmarks import news_set, squad_score
from tests.benchmarks.news_set import Question
from tests.benchmarks.squad_score import normalised_typeset
from vectorstore import Filters

COMMAND = [sys.executable, "-c", "from qa.cli import main; main()"]


def index(folder: Path, target: Path) -> None:
    """Index twice through the command, each time in a process of its own, and print rate and peak memory."""
    for name in ("indexing", "indexing again, nothing changed"):
        started = time.perf_counter()
        output, peak = run([*COMMAND, "index", str(folder), "--index", str(target), "--json"])
        seconds = time.perf_counter() - started
        report = json.loads(output)
        print(
            f"{name}: {report['indexed']:,} articles, {report['passages']:,} passages, {report['embedded']:,} embedded; "
            f"whole process {seconds:.1f} s, {report['embedded'] / seconds:.0f} passages/s, peak memory {peak:.2f} GB"
        )


def run(command: Sequence[str]) -> tuple[str, float]:
    """What a command prints, and its own peak memory in GB; ends this process where it fails."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(command, stdout=output, stderr=errors)
        # RUSAGE_CHILDREN would give the largest of all children so far.
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if child.returncode not in (0, 3):
            sys.exit(errors.read())
        return output.read(), used.ru_maxrss / 1e6


def retrieval(library: Pincite, questions: Sequence[Question], dated: bool) -> None:
    """Print hit@k, MRR and the time of a search, warm; ``dated`` says that each question is asked as of its day."""
    library.search(questions[0].text, 50)
    ranks, seconds = [], []
    for question in questions:
        started = time.perf_counter()
        found = library.search(question.text, 50, as_of=question.day if dated else None)
        seconds.append(time.perf_counter() - started)
        ranks.append(news_set.first_hit(question, [(passage.file, passage.text) for passage in found]))
    print(f"retrieval ({len(questions)} answerable questions): {news_set.hit_rates(ranks)}")
    # training/fit_ranking.py fits on every second one.
    print(f"of these, the {len(ranks[1::2])} that the ranking was not fitted on: {news_set.hit_rates(ranks[1::2])}")
    print(f"one search, warm: {news_set.percentiles(seconds)}")


def answers(library: Pincite, answerable: Sequence[Question], unanswerable: Sequence[Question], dated: bool) -> None:
    """Print the short answer's EM and F1, whether what is cited holds the answer, abstention, and the time of an answer."""

    def asked(question: Question) -> Answer:
        return library.ask(question.text, as_of=question.day if dated else None)

    given = [(question, asked(question)) for question in answerable]
    refused = [asked(question) for question in unanswerable]
    answered = [(question, answer) for question, answer in given if answer.answered]
    short = [(question.answer, answer.answer or "") for question, answer in answered]
    em = sum(squad_score.exact(own, [right], normalised_typeset) for right, own in short)
    f1 = sum(squad_score.f1(own, [right], normalised_typeset) for right, own in short)
    contained = sum(question.held_by(_shown(answer)) for question, answer in answered)
    first = sum(question.hit(*_first_citation(answer)) for question, answer in answered)
    passage = sum(question.hit(*_first_passage(library, answer)) for question, answer in answered)
    cited = [
        question.hit(c.file, c.quote) for question, answer in answered for s in answer.statements for c in s.citations
    ]
    print(f"answerable questions answered: {len(answered) / len(given):.3f}")
    print(f"unanswerable questions refused: {sum(not answer.answered for answer in refused) / len(refused):.3f}")
    print(f"short answer, of all answerable: EM {em / len(given):.3f}, F1 {f1 / len(given):.3f}")
    print(f"answer contained in the statements, of all answerable: {contained / len(given):.3f}")
    print(f"first cited passage holds the answer, of all answerable: {passage / len(given):.3f}")
    print(f"first citation holds the answer, of all answerable: {first / len(given):.3f}")
    print(f"cited sentences that hold the answer: {np.mean(cited):.3f}")
    print(f"answers that show a disagreement: {np.mean([bool(answer.disagreements) for _, answer in given]):.3f}")
    print(f"one answer, warm: {news_set.percentiles([answer.seconds['total'] or 0.0 for _, answer in given])}")


def thresholds(library: Pincite, answerable: Sequence[Question], unanswerable: Sequence[Question], dated: bool) -> None:
    """Print what each threshold of abstention costs and brings: an answer is right when its F1 is at least one half."""
    best, right = [], []
    for question in [*answerable, *unanswerable]:
        engine = library.as_query_engine(filters=Filters(as_of=question.day) if dated else None)
        found = engine.read(question.text, engine.retriever.retrieve(question.text))
        (draft, *_) = engine.draft(found, threshold=0.0)
        best.append(draft.probability)
        f1 = squad_score.f1(draft.answer or "", [question.answer], normalised_typeset) if question.answerable else 0.0
        right.append(f1 >= 0.5)
    odds, correct, can = np.array(best), np.array(right), np.arange(len(best)) < len(answerable)
    print("threshold  answered  refused  precision  recall   (share of answerable, of unanswerable; of right answers)")
    for threshold in np.linspace(0.05, 0.95, 37):
        shown = odds >= threshold
        mark = "  <- shipped" if abs(threshold - extractive.THRESHOLD) < 0.013 else ""
        print(
            f"{threshold:9.3f}  {shown[can].mean():8.3f}  {(~shown[~can]).mean():7.3f}  "
            f"{correct[shown].mean() if shown.any() else 1:9.3f}  {correct[shown].sum() / can.sum():6.3f}{mark}"
        )


def _shown(answer: Answer) -> str:
    return " ".join(statement.text for statement in answer.statements)


def _first_citation(answer: Answer) -> tuple[str, str]:
    citation = answer.statements[0].citations[0]
    return citation.file, citation.quote


def _first_passage(library: Pincite, answer: Answer) -> tuple[str, str]:
    """The stored passage that the first citation ends in."""
    citation = answer.statements[0].citations[0]
    start, end = library.store.catalog.db.execute(
        "SELECT p.start, p.end FROM passages p JOIN articles a ON a.id = p.article WHERE a.file = ? AND p.start < ? AND ? <= p.end",
        (citation.file, citation.end, citation.end),
    ).fetchone()
    return citation.file, library.read(citation.file)[start:end]


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--as-of", action="store_true", help="ask each question as of its day")
    parser.add_argument("--threshold", action="store_true", help="print the sweep of the abstention threshold")
    arguments = parser.parse_args()
    target = arguments.index or arguments.folder / "index"
    questions = news_set.load(arguments.folder)
    answerable = [question for question in questions if question.answerable is True]
    unanswerable = [question for question in questions if question.answerable is False]
    index(arguments.folder / "articles", target)
    library = Pincite.open(arguments.folder / "articles", index=target)
    if arguments.threshold:
        if not reader.available():
            sys.exit("The package holds no reader to sweep the threshold of; make one with `make reader`.")
        thresholds(library, answerable, unanswerable, arguments.as_of)
        return
    retrieval(library, answerable, arguments.as_of)
    answers(library, answerable, unanswerable, arguments.as_of)
    print(f"peak memory while asking: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
