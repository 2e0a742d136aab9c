"""Outcomes × metrics → an :class:`Evaluation`: each row's scores, means with intervals, latency, reasons; JSON ``pincite.eval/1``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from qa.checks.entailed import THRESHOLD
from qa.evaluation import abstention, bootstrap
from qa.evaluation.case import Case, Supports, Texts
from qa.evaluation.gold import Gold
from qa.evaluation.metrics import METRICS, withheld
from qa.evaluation.metrics.relevance import ranks
from qa.evaluation.runner import Outcome
from qa.types import Answer, Citation, Verdict
from qa.verification import Evidence, verify

EVAL_SCHEMA = "pincite.eval/1"
# As many passages as a question retrieves (qa.retrieval.RETRIEVED).
RETRIEVED = 24


@dataclass(frozen=True, slots=True)
class Score:
    """A metric over the rows it applies to: their number, mean, and the mean's 95 % interval."""

    name: str
    better: str
    count: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """One question: its gold, its Answer (``None`` with an ``error``), and its scores by metric, where they apply."""

    gold: Gold
    answer: Answer | None
    error: str | None
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a run came to. ``abstention`` is the curve that other thresholds would have given; ``retrieval`` one of (k, hit@k,
    recall@k); ``withheld`` and ``kinds`` give shares by reason, and means by kind and metric."""

    system: str
    folder: str
    gold: str
    rows: tuple[Row, ...]
    scores: tuple[Score, ...]
    seconds: Mapping[str, float]
    withheld: Mapping[str, float]
    abstention: tuple[abstention.Point, ...]
    retrieval: tuple[tuple[int, float, float], ...]
    kinds: Mapping[str, Mapping[str, float]]

    def score(self, name: str) -> Score | None:
        """A metric's score, ``None`` where it applied to no row."""
        return next((one for one in self.scores if one.name == name), None)

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape ``pincite.eval/1``."""
        return {
            "schema": EVAL_SCHEMA,
            "system": self.system,
            "folder": self.folder,
            "gold": self.gold,
            "questions": len(self.rows),
            "failed": sum(row.error is not None for row in self.rows),
            "scores": {
                one.name: {
                    "mean": one.mean,
                    "low": one.low,
                    "high": one.high,
                    "count": one.count,
                    "better": one.better,
                }
                for one in self.scores
            },
            "seconds": dict(self.seconds),
            "withheld": dict(self.withheld),
            "abstention": [asdict(point) for point in self.abstention],
            "retrieval": [{"k": k, "hit": hit, "recall": recall} for k, hit, recall in self.retrieval],
            "kinds": {kind: dict(means) for kind, means in self.kinds.items()},
            "rows": [
                {
                    "id": row.gold.id,
                    "kind": row.gold.kind,
                    "question": row.gold.question,
                    "answerable": row.gold.answerable,
                    "scores": dict(row.scores),
                    "error": row.error,
                }
                for row in self.rows
            ],
        }


def evaluate(
    outcomes: Sequence[Outcome], system: str, folder: str, gold: str, texts: Texts, supports: Supports, jobs: int = 1
) -> Evaluation:
    """Score outcomes; ``texts`` and ``supports`` are what :class:`Case` hands to the metrics."""
    cases = {
        outcome.gold.id: Case(outcome.gold, outcome.asked.answer, outcome.asked.retrieved, texts, supports)
        for outcome in outcomes
        if outcome.asked is not None
    }
    with ThreadPoolExecutor(jobs) as pool:
        scored = dict(zip(cases, pool.map(_scores, cases.values()), strict=True))
    rows = tuple(
        Row(
            outcome.gold,
            outcome.asked.answer if outcome.asked else None,
            outcome.error,
            scored.get(outcome.gold.id, {}),
        )
        for outcome in outcomes
    )
    times = [row.scores["seconds"] for row in rows if "seconds" in row.scores]
    p50, p95 = np.percentile(times, [50, 95]) if times else (0.0, 0.0)
    return Evaluation(
        system=system,
        folder=folder,
        gold=gold,
        rows=rows,
        scores=tuple(_means(rows)),
        seconds={"p50": float(p50), "p95": float(p95)},
        withheld=withheld.reasons(cases.values()),
        abstention=tuple(
            abstention.curve(
                (row.answer, row.gold.answerable)
                for row in rows
                if row.answer is not None and row.gold.answerable is not None
            )
        ),
        retrieval=tuple(_retrieval(cases.values())),
        kinds=_by_kind(rows),
    )


def borne(verdict: Verdict) -> bool:
    """Whether cited places support a statement as citation recall and precision ask it: the odds of that are even or better.

    What is shown has to pass every check (:func:`qa.verification.verify`). People who say "supported" do not ask for that: on WiCE,
    which nothing was fitted on, the odds agree with them at a macro-F1 of .73, the whole verdict at .48, on AttributionBench (other
    questions than those fitted on) .72 and .56 (``tests/benchmarks/judges.py``); and a system that paraphrases would be marked down for what is right.
    """
    return verdict.score >= THRESHOLD


def supports_by_verification(texts: Texts, engine: str = "auto") -> Supports:
    """The judge of citation recall and precision: :func:`borne` of the verdict over the cited places."""

    @lru_cache(maxsize=65_536)
    def supported(statement: str, citations: tuple[Citation, ...], question: str) -> bool:
        return borne(verify(statement, [_evidence(one, texts) for one in citations], question, engine=engine))

    return lambda statement, citations, question: supported(statement, tuple(citations), question)


def _evidence(citation: Citation, texts: Texts) -> Evidence:
    text = texts(citation.file) or ""
    before, after = text[max(0, citation.start - 300) : citation.start], text[citation.end : citation.end + 300]
    # What counts is what stands at the place, whatever the citation says stands there.
    return Evidence(text[citation.start : citation.end], before, after, citation.date, citation.title)


def _scores(case: Case) -> dict[str, float]:
    found = ((metric.name, metric.score(case)) for metric in METRICS)
    return {name: score for name, score in found if score is not None}


def _retrieval(cases: Iterable[Case]) -> Iterable[tuple[int, float, float]]:
    found = [one for case in cases if (one := ranks(case)) is not None]
    for k in range(1, RETRIEVED + 1) if found else ():
        within = [sum(rank <= k for rank in met) for met, _ in found]
        recall = [count / wanted for count, (_, wanted) in zip(within, found, strict=True)]
        yield k, float(np.mean([count > 0 for count in within])), float(np.mean(recall))


def _means(rows: Sequence[Row]) -> Iterable[Score]:
    for metric in METRICS:
        values = [row.scores[metric.name] for row in rows if metric.name in row.scores]
        if values:
            low, high = bootstrap.interval(values)
            yield Score(metric.name, metric.better, len(values), float(np.mean(values)), low, high)


def _by_kind(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    kinds: dict[str, list[Row]] = {}
    for row in rows:
        kinds.setdefault(row.gold.kind or "-", []).append(row)
    return {
        kind: {one.name: round(one.mean, 4) for one in _means(members)} | {"questions": float(len(members))}
        for kind, members in kinds.items()
    }
