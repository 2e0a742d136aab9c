"""Fit the odds of ``qa/reading.py`` and ``qa/answering/extractive.py`` on news-2022; print them and what they are worth.

    python -m training.calibrate_reader NEWS INDEX DATA CASES

First "this span is the answer, in a file that has it" on :func:`qa.reading.features`, then, with these odds, "the
articles answer" on :func:`qa.answering.extractive.answer_features`: logistic regressions in which all articles, small
folders and short questions (training/reading_cases.py) count the same, answerable and unanswerable ones too. The short
questions held out, NoMIRACL and CLAPNQ are scored and not fitted on. What is printed is fitted on all questions; what it is
worth comes from two fits on a half of them each, scored on the half that they have not seen.
"""

from __future__ import annotations

import argparse
import itertools
import pickle
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.agreement import Group, group_answers
from qa.answering import extractive
from qa.embedding import MiniLMEmbedding
from qa.reading import AS_OF, WEIGHTS, asked_stems, features
from tests.benchmarks import squad_score
from training import reading_cases
from training.reading_cases import ALL, GIVEN, HELD, SHORT, SMALL, Case

RIDGE = 1.0
STEPS = 50
# Every so many questions also in a small folder; half as many cost half the time and say as much.
SMALL_EVERY = 2

EMBEDDING = MiniLMEmbedding()
Floats = NDArray[np.float64]


@dataclass
class Odds:
    """Logistic weights by feature, and a bias."""

    weights: dict[str, float]
    bias: float

    def __call__(self, values: Sequence[dict[str, float]]) -> Floats:
        rows = np.array([[v[name] for name in self.weights] for v in values]).reshape(len(values), len(self.weights))
        return np.asarray(1 / (1 + np.exp(-(rows @ np.array(list(self.weights.values())) + self.bias))))

    def shown(self, name: str) -> str:
        """As constants of the code."""
        return f"{name} = { {key: round(w, 3) for key, w in self.weights.items()} }\n{name}_BIAS = {self.bias:.3f}"


def fit(
    values: Floats, right: Floats, weights: Floats | None = None, known: Floats | None = None
) -> tuple[Floats, float]:
    """Logistic weights and bias by Newton's method with a small ridge; ``weights`` say how much each row counts, and ``known`` are
    the logits that it has without ``values``."""
    counts = np.ones(len(values)) if weights is None else weights
    base = np.zeros(len(values)) if known is None else known
    mean, spread = values.mean(0), values.std(0) + 1e-9
    x = np.column_stack([(values - mean) / spread, np.ones(len(values))])
    w = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-base - x @ w))
        gradient = x.T @ (counts * (p - right)) + RIDGE * np.append(w[:-1], 0)
        w -= np.linalg.solve((x * (counts * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(w)), gradient)
    return w[:-1] / spread, float(w[-1] - (w[:-1] / spread) @ mean)


def counted(kinds: Sequence[Hashable]) -> Floats:
    """How much each row counts, so that each kind counts the same, however many rows it has; 1 on average."""
    number = Counter(kinds)
    return np.array([len(kinds) / len(number) / number[kind] for kind in kinds])


def fitted(values: Sequence[dict[str, float]], right: Sequence[bool], kinds: Sequence[Hashable]) -> Odds:
    """Odds of ``right``; each kind counts the same."""
    names, counts = list(values[0]), counted(kinds)
    weights, bias = fit(np.array([[v[n] for n in names] for v in values]), np.array(right, float), counts)
    return Odds(dict(zip(names, map(float, weights), strict=True)), bias)


def span_values(case: Case) -> list[dict[str, float]]:
    """The features of a case's spans."""
    asked = asked_stems(case.question.text)
    made = (features(case.question.text, asked, r.span, r.rank, r.sureness, r.answers) for r in case.reads)
    return [{name: values[name] for name in [*WEIGHTS, *AS_OF]} for values in made]


def best_group(case: Case, odds: Floats) -> Group:
    """The answer that the product would give with these odds."""
    scored = [replace(read.span, score=float(p)) for read, p in zip(case.reads, odds, strict=True)]
    ranked = sorted(scored, key=lambda span: -span.score)
    return group_answers(extractive.compared(ranked), case.texts)[0]


def answer_values(case: Case, best: Group) -> dict[str, float]:
    """The features of a case's answer."""
    return extractive.answer_features(case.query, best, lambda text: float(_vector(text) @ _vector(case.question.text)))


@cache
def _vector(text: str) -> Floats:
    return np.array(EMBEDDING.get_text_embedding(text))


@dataclass
class Fit:
    """Both odds, fitted on some cases."""

    spans: Odds
    answers: Odds

    @classmethod
    def on(cls, cases: Sequence[Case], values: Sequence[list[dict[str, float]]]) -> Fit:
        """Fit the spans' odds, then with these the answers'."""
        own = [(case, v) for case, v in zip(cases, values, strict=True) if case.where not in (HELD, *GIVEN)]
        rows = [
            (_only(WEIGHTS, v), r.right, case.where) for case, vs in own for v, r in zip(vs, case.reads, strict=True)
        ]
        spans = fitted(*zip(*rows, strict=True))
        made = [_only(extractive.ODDS, answer_values(case, best_group(case, spans(v)))) for case, v in own]
        kinds = [(case.where, case.answerable) for case, _ in own]
        return cls(spans, fitted(made, [case.answerable for case, _ in own], kinds))


def _only(names: Iterable[str], values: Mapping[str, float]) -> dict[str, float]:
    return {name: values[name] for name in names}


def worth(fits: Sequence[Fit], cases: Sequence[Case], values: Sequence[list[dict[str, float]]]) -> None:
    """Print what each case's own fit is worth, in all articles and in small folders."""
    groups = [best_group(case, fit_.spans(own)) for fit_, case, own in zip(fits, cases, values, strict=True)]
    odds = np.array([
        float(f.answers([answer_values(c, g)])[0]) for f, c, g in zip(fits, cases, groups, strict=True)
    ])  # fmt: skip
    for name in (ALL, SMALL, SHORT, HELD, *GIVEN):
        own = [i for i, case in enumerate(cases) if case.where == name]
        if not own:
            continue
        yes, no = ([i for i in own if cases[i].answerable is can] for can in (True, False))
        shown = odds >= extractive.THRESHOLD
        print(
            f"{name}: answered {shown[yes].mean():.3f} of {len(yes)}, refused {(~shown[no]).mean():.3f} of {len(no)}",
            end="",
        )
        best = [(cases[i], groups[i].best) for i in yes if name not in GIVEN]
        if best:
            f1 = np.mean(
                [squad_score.f1(span.text, case.accepted, squad_score.normalised_typeset) for case, span in best]
            )
            first = np.mean([case.question.hit(span.passage.file, span.passage.text) for case, span in best])
            print(f"; F1 {f1:.3f}, first passage {first:.3f}", end="")
        print()


def cases_of(news: Path, index: Path, data: Path) -> list[Case]:
    """The questions read; every second one of news-2022 in a small folder too. Those with nothing to read are left out."""
    small = reading_cases.small(news, index, SMALL_EVERY)
    short = [reading_cases.short(news, index, where) for where in (SHORT, HELD)]
    made = itertools.chain(reading_cases.whole(news, index), small, *short, reading_cases.given(data))
    return [case for case in made if case.reads]


def main() -> None:
    """Read (or load), fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path, help="the unpacked news-2022 set")
    parser.add_argument("index", type=Path, help="its index")
    parser.add_argument("data", type=Path, help="the folder that holds answerability/")
    parser.add_argument("cases", type=Path, help="where what was read is kept, so that another fit takes a minute")
    arguments = parser.parse_args()
    if not arguments.cases.exists():
        arguments.cases.write_bytes(pickle.dumps(cases_of(arguments.news, arguments.index, arguments.data)))
    cases: list[Case] = pickle.loads(arguments.cases.read_bytes())
    values = [span_values(case) for case in cases]
    half = [case.number // SMALL_EVERY % 2 for case in cases]
    halves = [
        Fit.on(*zip(*((c, v) for c, v, h in zip(cases, values, half, strict=True) if h != left), strict=True))
        for left in (0, 1)
    ]
    worth([halves[h] for h in half], cases, values)
    final = Fit.on(cases, values)
    print(final.spans.shown("WEIGHTS"))
    print(final.answers.shown("ODDS"))


if __name__ == "__main__":
    main()
