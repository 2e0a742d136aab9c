"""Fit the odds of ``qa/answering/quoted.py`` on what people are asked to have said in small folders of news-2022; print them and their worth.

    python -m training.calibrate_quotations NEWS CASES

``said_folders.json``, written for this: 16 folders of five articles, and of each question ("What did Ann Lee say about the cable?") the
places of the sentences in which she says it; none where she says nothing on that. "It is what was asked for" is fitted on the
sentences that give her words, every question counting the same. What is printed is fitted on all of them; what it is worth comes
from two fits on half of the folders each, scored on the half that they have not seen.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa import Pincite
from qa.answering import extractive, quoted
from qa.answering.speaking import asked_speaker
from training.calibrate_reader import Odds, fitted
from training.reading_cases import put_to_folders
from vectorstore import lexical

QUESTIONS = Path(__file__).with_name("said_folders.json")


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its folder's number, whether the articles answer it, and each of the speaker's sentences: what tells, and
    whether it answers."""

    folder: int
    question: str
    answered: bool
    sentences: tuple[tuple[Mapping[str, float], bool], ...]


def cases(articles: Path) -> list[Case]:
    """Every question, read in its own folder of ``articles``."""
    return [
        _case(library, number, row["question"], row.get("said", []))
        for number, library, row in put_to_folders(QUESTIONS, articles)
    ]


def _case(library: Pincite, number: int, question: str, said: Sequence[tuple[str, int, int]]) -> Case:
    engine = library.as_query_engine()
    ((_, spans),) = engine.read(question, engine.retriever.retrieve(question))
    query = lexical.parse(library.store.catalog, question)
    passages = {span.passage.id: span.passage for span in spans}.values()
    sentences = [
        (
            quoted.features(question, query, passage, place, library.embedding.cosine_to(question)),
            any(passage.file == file and start < place[1] and place[0] < end for file, start, end in said),
        )
        for passage, place in quoted.spoken(asked_speaker(question), passages)
    ]
    return Case(number, question, bool(said), tuple(sentences))


def fitted_on(own: Sequence[Case]) -> Odds:
    """The odds on some cases, each counting the same; where the speaker says nothing there is nothing to learn."""
    rows = [(dict(values), right, number) for number, case in enumerate(own) for values, right in case.sentences]
    return fitted(*zip(*rows, strict=True))


def worth(fits: Mapping[int, Odds], every: Sequence[Case]) -> None:
    """Print what each case's own fit is worth: a right sentence first, questions answered, open ones refused."""
    rows = []
    for case in every:
        odds = fits[case.folder % 2]([dict(values) for values, _ in case.sentences]) if case.sentences else np.zeros(1)
        at = int(np.argmax(odds))
        right = bool(case.sentences) and case.sentences[at][1]
        rows.append((case.answered, right, float(odds[at]) >= extractive.THRESHOLD))
    of = [(right, shown) for answered, right, shown in rows if answered]
    print(
        f"answered {np.mean([shown for _, shown in of]):.3f} of {len(of)}, a right sentence first {np.mean([right for right, _ in of]):.3f}, "
        f"and shown {np.mean([right and shown for right, shown in of]):.3f}"
    )
    refused = [not shown for answered, _, shown in rows if not answered]
    print(f"open: refused {np.mean(refused):.3f} of {len(refused)}")


def main() -> None:
    """Measure (or load), fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path, help="the unpacked news-2022")
    parser.add_argument("cases", type=Path, help="where what was read is kept, so that another fit takes a moment")
    arguments = parser.parse_args()
    if not arguments.cases.exists():
        arguments.cases.write_bytes(pickle.dumps(cases(arguments.news / "articles")))
    every: list[Case] = pickle.loads(arguments.cases.read_bytes())
    worth({half: fitted_on([case for case in every if case.folder % 2 != half]) for half in (0, 1)}, every)
    print(fitted_on(every).shown("ODDS"))


if __name__ == "__main__":
    main()
