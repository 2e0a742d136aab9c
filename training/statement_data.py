"""Statement-passage rows: those written by reading, a passage's own sentences, as they are or changed, and questions with an answer put
to them, right or wrong."""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from qa.sentences import sentence_spans
from training.reader_data import HELD_WRITTEN, Row, named, names_in, perturbed

# A sentence of fewer words is a heading more often than a statement.
FEWEST_WORDS = 6
# Of the sentence before an answer's and the one after, which a citation may or may not hold.
NEIGHBOUR = 0.5


def read_statements(path: Path, passages: Iterable[Row], held: bool = False) -> list[Row]:
    """Rows of ``statements.jsonl.gz`` over those of ``passages`` that are at hand: those to train on, or ``held``.

    A line names its passage by the first twelve digits of its sha256, and the excerpt by its place ``at`` there; ``y`` says
    whether that bears the statement ``s``.
    """
    known = named(passages)
    rows = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for stated in map(json.loads, file):
            row = known.get(stated["p"])
            if row is not None and stated["p"].startswith(HELD_WRITTEN) == held:
                excerpt = row.passage.strip()[slice(*stated["at"])]
                rows.append(Row(stated["s"], excerpt, (), stated["s"], row.title, borne=stated["y"]))
    return rows


def repeated(rows: Sequence[Row], chance: random.Random) -> Iterator[Row]:
    """A sentence of each passage: half of them as they stand, the others with one fact of it changed (:func:`perturbed`).

    Whoever writes statements by reading says things otherwise; without these, what a passage says in so many words would be strange.
    """
    said = []
    for row in {row.passage: row for row in rows}.values():
        sentences = [row.passage[a:b].strip() for a, b in sentence_spans(row.passage)]
        own = [" ".join(text.split()) for text in sentences if len(text.split()) >= FEWEST_WORDS]
        if own:
            text = chance.choice(own)
            said.append(Row(text, row.passage, (), text, row.title, borne=True))
    names = names_in(said)
    for row in said:
        if chance.random() < 0.5:
            yield row
        elif changed := perturbed(row, chance, names):
            yield replace(changed, group=changed.question, borne=False)


def with_answers(rows: Sequence[Row], chance: random.Random) -> Iterator[Row]:
    """Each question with an answer behind it and the sentences that hold that one.

    An answered one comes with its own answer and, where the passage answers another question in the same kind of words, with that
    question's; one that is not answered comes with such an answer of another question only.
    """
    answers: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for row in rows:
        for start, end, _ in row.spans[:1]:
            answers[row.passage].setdefault(row.passage[start:end], (start, end))
    for row in rows:
        own = {text.lower() for text in row.strings}
        right = {row.passage[start:end] for start, end, _ in row.spans[:1]}
        kinds = {_kind(text) for text in right}
        others = [
            text
            for text in answers[row.passage]
            if not any(text.lower() in one or one in text.lower() for one in own)
            and (not kinds or _kind(text) in kinds)
        ]
        for text in right:
            yield _answered(row, text, answers[row.passage].get(text, row.spans[0][:2]), True, chance)
        if others:
            text = chance.choice(others)
            yield _answered(row, text, answers[row.passage][text], False, chance)


def _kind(text: str) -> str:
    return "number" if any(c.isdigit() for c in text) else "name" if text[:1].isupper() else "other"


def _answered(row: Row, text: str, place: tuple[int, int], borne: bool, chance: random.Random) -> Row:
    spans = sentence_spans(row.passage)
    inside = [i for i, (a, b) in enumerate(spans) if a < place[1] and place[0] < b] or [0]
    first = max(0, inside[0] - (chance.random() < NEIGHBOUR))
    last = min(len(spans) - 1, inside[-1] + (chance.random() < NEIGHBOUR))
    excerpt = row.passage[spans[first][0] : spans[last][1]].strip()
    return Row(f"{row.question} {text}", excerpt, (), row.group, row.title, borne=borne)
