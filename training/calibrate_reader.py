"""Fit the odds of ``qa/reading.py`` and ``qa/answering/extractive.py`` on news-2022; print them and what they are worth.

First "this span is the answer, in a file that has it" on :func:`qa.reading.features`, then, with these odds, "the
articles answer" on :func:`qa.answering.extractive.answer_features`. Each is a logistic regression on every other question; the
questions left out show what it is worth.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from qa import Pincite
from qa.agreement import Group, group_answers
from qa.answering import extractive
from qa.reading import WEIGHTS, AnswerSpan, answer_units, asked_stems, features, weigh, whole_words
from qa.retrieval import passage_of_node
from tests.benchmarks import news_set, squad_score
from tests.benchmarks.news_set import Question
from vectorstore import lexical

RIDGE = 1.0
STEPS = 50


@dataclass
class Case:
    """One question with the spans read for it, their features, and whether each is the answer."""

    question: Question
    query: lexical.Query
    spans: list[AnswerSpan] = field(default_factory=list)
    values: list[list[float]] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)


def read_cases(folder: Path, index: Path) -> list[Case]:
    """The answerable and the unanswerable questions of news-2022, read."""
    library = Pincite.open(folder / "articles", index=index)
    retriever = library.as_retriever()
    cases = []
    for question in news_set.load(folder):
        if question.answerable is None:
            continue
        passages = [passage_of_node(node) for node in retriever.retrieve(question.text)]
        asked = asked_stems(question.text)
        case = Case(question, lexical.parse(library.store.catalog, question.text))
        for rank, (passage, evidence) in enumerate(zip(passages, weigh(question.text, passages), strict=True)):
            units = answer_units(passage)
            case.texts[passage.file] = library.read(passage.file)
            for (a, b), unit, sureness in evidence.spans:
                start, end = whole_words(passage, (a + passage.start, b + passage.start), units[unit])
                span = AnswerSpan(passage, start, end, units[unit], 0.0)
                made = features(question.text, asked, span, rank, sureness, evidence.answers)
                case.spans.append(span)
                case.values.append([made[name] for name in WEIGHTS])
                case.right.append(
                    bool(question.answerable)
                    and squad_score.f1(span.text, [question.answer]) >= 0.5
                    and question.hit(passage.file, passage.text)
                )
        cases.append(case)
    return cases


def fit(values: np.ndarray, right: np.ndarray, weights: np.ndarray | None = None) -> tuple[np.ndarray, float]:
    """Logistic weights and bias by Newton's method with a small ridge; ``weights`` say how much each row counts."""
    counts = np.ones(len(values)) if weights is None else weights
    mean, spread = values.mean(0), values.std(0) + 1e-9
    x = np.column_stack([(values - mean) / spread, np.ones(len(values))])
    w = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (counts * (p - right)) + RIDGE * np.append(w[:-1], 0)
        w -= np.linalg.solve((x * (counts * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(w)), gradient)
    return w[:-1] / spread, float(w[-1] - (w[:-1] / spread) @ mean)


def best_group(case: Case, odds: np.ndarray) -> Group:
    """The answer that the product would give with these odds."""
    scored = [replace(span, score=float(p)) for span, p in zip(case.spans, odds, strict=True)]
    ranked = sorted(scored, key=lambda span: -span.score)
    return group_answers(extractive.compared(ranked), case.texts)[0]


def shown(name: str, names: Sequence[str], weights: np.ndarray, bias: float) -> None:
    """Print constants as they stand in the code."""
    print(f"{name} = { {key: round(float(w), 3) for key, w in zip(names, weights, strict=True)} }")
    print(f"bias = {bias:.3f}")


def main() -> None:
    """Read (or load), fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("news", type=Path, help="the unpacked news-2022 set")
    parser.add_argument("index", type=Path, help="its index")
    parser.add_argument("cases", type=Path, help="where what was read is kept, so that another fit takes seconds")
    arguments = parser.parse_args()
    if not arguments.cases.exists():
        arguments.cases.write_bytes(pickle.dumps(read_cases(arguments.news, arguments.index)))
    cases: list[Case] = pickle.loads(arguments.cases.read_bytes())
    fitted = cases[::2]
    values, right = (
        np.array([v for case in fitted for v in getattr(case, name)], float) for name in ("values", "right")
    )
    weights, bias = fit(values, right)
    shown("WEIGHTS", list(WEIGHTS), weights, bias)
    odds = [1 / (1 + np.exp(-(np.array(case.values) @ weights + bias))) for case in cases]
    groups = [best_group(case, p) for case, p in zip(cases, odds, strict=True)]
    made = [extractive.answer_features(c.query, g) for c, g in zip(cases, groups, strict=True)]
    values = np.array([list(one.values()) for one in made])
    can = np.array([bool(case.question.answerable) for case in cases])
    counts = np.where(can, 0.5 / can[::2].mean(), 0.5 / (~can[::2]).mean())
    weights, bias = fit(values[::2], can[::2].astype(float), counts[::2])
    shown("ODDS", list(made[0]), weights, bias)
    answered = 1 / (1 + np.exp(-(values @ weights + bias)))
    for name, part in (("fitted", slice(0, None, 2)), ("left out", slice(1, None, 2))):
        p, yes = answered[part], can[part]
        spans, truth = np.concatenate(odds[part]), np.concatenate([np.array(c.right, float) for c in cases[part]])
        bins = np.digitize(spans, np.linspace(0, 1, 11)[1:-1])
        error = sum(abs(spans[bins == e].mean() - truth[bins == e].mean()) * (bins == e).mean() for e in set(bins))
        own = [(c.question, g.best) for c, g in zip(cases[part], groups[part], strict=True) if c.question.answerable]
        print(
            f"{name}: F1 {np.mean([squad_score.f1(s.text, [q.answer]) for q, s in own]):.3f}, first passage "
            f"{np.mean([q.hit(s.passage.file, s.passage.text) for q, s in own]):.3f}; answered {(p[yes] >= 0.5).mean():.3f}, "
            f"refused {(p[~yes] < 0.5).mean():.3f}; calibration error of a span's odds {error:.3f}"
        )


if __name__ == "__main__":
    main()
