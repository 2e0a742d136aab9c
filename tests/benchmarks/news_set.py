"""The news-2022 development set: its questions, and what counts as a hit."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Question:
    """A row of ``questions.jsonl``; ``answerable`` is ``None`` where nobody knows, and ``day`` the ISO date of its quiz, or for one
    that is not answerable that of an answerable one: its own, three years after the articles, would tell it apart."""

    text: str
    answer: str
    answerable: bool | None
    files: frozenset[str]
    day: str | None = None

    @cached_property
    def _answer_pattern(self) -> re.Pattern[str]:
        bare = self.answer.strip().strip("“”\"'.")
        return re.compile(rf"(?<!\w){re.escape(bare)}(?!\w)", re.IGNORECASE)

    def held_by(self, text: str) -> bool:
        """Whether ``text`` holds the answer string, whole words, case aside."""
        return bool(self._answer_pattern.search(text))

    def hit(self, file: str, text: str) -> bool:
        """Whether a passage holds the answer and is of one of the row's files."""
        return file in self.files and self.held_by(text)


def load(folder: Path) -> list[Question]:
    """The questions of the unpacked set in ``folder``, in the file's order."""
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()]
    days = [row["date"] for row in rows if row["answerable"] is True]
    unanswerable = [i for i, row in enumerate(rows) if row["answerable"] is False]
    lent = {i: days[number * len(days) // len(unanswerable)] for number, i in enumerate(unanswerable)}
    return [
        Question(
            row["question"],
            row["answer"],
            row["answerable"],
            frozenset(row["files"]),
            lent.get(i, row["date"]).replace("/", "-"),
        )
        for i, row in enumerate(rows)
    ]


def first_hit(question: Question, found: Sequence[tuple[str, str]]) -> int | None:
    """The rank, from 1, of the first hit among (file, text) pairs."""
    ranks = (rank for rank, (file, text) in enumerate(found, start=1) if question.hit(file, text))
    return next(ranks, None)


def hit_rates(ranks: Sequence[int | None], ks: Sequence[int] = (1, 5, 10, 20, 50)) -> str:
    """hit@k for each k and the mean reciprocal rank, as one line."""
    parts = [f"hit@{k} {sum(r is not None and r <= k for r in ranks) / len(ranks):.3f}" for k in ks]
    return "  ".join([*parts, f"MRR {sum(1 / r for r in ranks if r) / len(ranks):.3f}"])


def percentiles(seconds: Sequence[float]) -> str:
    """p50 and p95 in milliseconds."""
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms"
