"""Fit the odds of ``qa/answering/deciding.py`` on yes-or-no questions put to small folders of news-2022; print them and their worth.

    python -m training.calibrate_yes_no NEWS CASES

``yes_no_folders.json``, written for this: 16 folders of seven articles, and of each question whether the articles say yes, say no, or
leave it open, with the place of the sentence that decides it. First "this sentence decides it" on
:func:`qa.answering.deciding.features`, every question counting the same; then, of the best sentence, "the articles decide it",
decided and open ones counting the same. What is printed is fitted on all of them; what it is worth comes from two fits on half of
the folders each, scored on the half that they have not seen.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa import Pincite
from qa.answering import deciding, extractive
from training.calibrate_reader import Odds, fit
from training.reading_cases import put_to_folders
from vectorstore import lexical

QUESTIONS = Path(__file__).with_name("yes_no_folders.json")
OPEN = "unsaid"


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its folder's number, what the articles say, and each sentence: what tells, and whether it decides."""

    folder: int
    question: str
    says: str
    sentences: tuple[tuple[Mapping[str, float], bool], ...]


def cases(articles: Path) -> list[Case]:
    """Every question, read in its own folder of ``articles``."""
    return [_case(library, number, row) for number, library, row in put_to_folders(QUESTIONS, articles)]


def _case(library: Pincite, number: int, row: Mapping[str, str | int]) -> Case:
    question, engine = str(row["question"]), library.as_query_engine()
    nodes = engine.retriever.retrieve(question)
    ((_, spans),) = engine.read(question, nodes)
    query = lexical.parse(library.store.catalog, question)
    seen = deciding.features(question, query, spans)
    place = (int(row["start"]), int(row["end"])) if "start" in row else (0, 0)
    sentences = [
        (values, span.passage.file == row.get("file") and span.start < place[1] and place[0] < span.end)
        for span, values in seen
    ]
    return Case(number, question, str(row["says"]), tuple(sentences))


@dataclass(frozen=True, slots=True)
class Fit:
    """Both odds, fitted on some cases."""

    decides: Odds
    decided: Odds

    @classmethod
    def on(cls, own: Sequence[Case]) -> Fit:
        """Fit the sentences' odds, then with these the articles'."""
        own = [case for case in own if case.sentences]
        held = [case for case in own if case.says != OPEN]
        rows = [(v, right, 1 / len(case.sentences)) for case in held for v, right in case.sentences]
        decides = _fitted([v for v, *_ in rows], [right for _, right, _ in rows], [w for *_, w in rows])
        best = [_told(decides, case) for case in own]
        said = [case.says != OPEN for case in own]
        share = sum(said) / len(said)
        return cls(decides, _fitted(best, said, [1 / share if one else 1 / (1 - share) for one in said]))


def _fitted(values: Sequence[Mapping[str, float]], right: Sequence[bool], weights: Sequence[float]) -> Odds:
    names = list(values[0])
    counts = np.array(weights) * len(weights) / sum(weights)
    found, bias = fit(np.array([[v[name] for name in names] for v in values]), np.array(right, float), counts)
    return Odds(dict(zip(names, map(float, found), strict=True)), bias)


def _best(odds: Odds, case: Case) -> int:
    return int(np.argmax(odds([dict(values) for values, _ in case.sentences])))


def _told(odds: Odds, case: Case) -> dict[str, float]:
    values = dict(case.sentences[_best(odds, case)][0])
    return deciding.told(float(odds([values])[0]), values)


def worth(fits: Mapping[int, Fit], every: Sequence[Case]) -> None:
    """Print what each case's own fit is worth: the deciding sentence is the best one, shown, and the open ones refused."""
    rows = []
    for case in every:
        if not case.sentences:
            rows.append((case.says, False, False))
            continue
        own = fits[case.folder % 2]
        at = _best(own.decides, case)
        shown = float(own.decided([_told(own.decides, case)])[0]) >= extractive.THRESHOLD
        rows.append((case.says, case.sentences[at][1], shown))
    for says in ("yes", "no"):
        of = [(right, shown) for said, right, shown in rows if said == says]
        first, both = np.mean([right for right, _ in of]), np.mean([right and shown for right, shown in of])
        print(
            f"{says}: deciding sentence first {first:.3f}, shown {both:.3f}, answered {np.mean([s for _, s in of]):.3f} of {len(of)}"
        )
    refused = [not shown for said, _, shown in rows if said == OPEN]
    print(f"open: refused {np.mean(refused):.3f} of {len(refused)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path, help="the unpacked news-2022")
    parser.add_argument("cases", type=Path, help="where what was read is kept, so that another fit takes a moment")
    arguments = parser.parse_args()
    if not arguments.cases.exists():
        arguments.cases.write_bytes(pickle.dumps(cases(arguments.news / "articles")))
    every: list[Case] = pickle.loads(arguments.cases.read_bytes())
    worth({half: Fit.on([case for case in every if case.folder % 2 != half]) for half in (0, 1)}, every)
    final = Fit.on(every)
    print(final.decides.shown("DECIDES"))
    print(final.decided.shown("DECIDED"))


if __name__ == "__main__":
    main()
