"""(question, passage) → the model's evidence: one cross-encoder forward tells where a passage answers, and whether."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qa import engine
from qa.errors import ModelError
from qa.sentences import LIST_ITEM
from qa.together import Together
from qa.types import Passage, Span

if TYPE_CHECKING:
    from tokenizers import Encoding

MODEL = "reader.onnx"
# What the reader was trained with (training/reader_model.py); a longer passage is read in windows that overlap.
LONGEST_INPUT = 288
LONGEST_QUESTION = 64
LONGEST_TITLE = 24
STRIDE = 96
CLS, SEP = 101, 102
# Windows a forward, at most. With 8 an answer takes as long, with a quarter of padding instead of a sixth; and of five who ask at once
# the slowest waits 2.3 times as long as alone with 4 and 2.6 with 8, for a short answer's turn comes sooner (two cores of a Zen 4).
FORWARD_BATCH = 4
# An answer has at most this many word pieces; beyond it, it is a sentence and not an answer.
LONGEST_ANSWER = 40
SPANS_A_PASSAGE = 3
# Beside its best span, what a unit would give where that is not the kind of thing asked for.
OTHERS_A_UNIT = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A unit's best span: its place in the passage, the unit's index, and its log-probability among the passage's spans; and the
    unit's next best ones that do not touch it, each with its own."""

    place: Span
    unit: int
    sureness: float
    others: tuple[tuple[Span, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the model says of one passage: its best spans, best first, at most one a unit; and the logit of "it answers"."""

    spans: tuple[Found, ...]
    answers: float


def available() -> bool:
    """Whether the package holds a reader; until one is good enough to ship, answers are chosen by similarity."""
    return MODEL in engine.checksums()


def weigh(
    question: str, passages: Sequence[Passage], engine_name: str = "auto", model: str = MODEL, apart: bool = False
) -> list[Evidence]:
    """The raw evidence of a ``model`` of the reader's kind for each passage, in their order; ``apart`` as for :func:`answer_units`.
    Raises :class:`ModelError`."""
    if not available():
        raise ModelError("This version of Pincite holds no reader; train one with `make reader`.")
    windows = [window for i, passage in enumerate(passages) for window in _windows(question, passage, i)]
    parts: list[list[Evidence]] = [[] for _ in passages]
    for window, (places, answers) in zip(windows, _forward(windows, engine_name, model), strict=True):
        parts[window.passage].append(
            _evidence(
                window, answer_units(passages[window.passage], apart), passages[window.passage].start, places, answers
            )
        )
    return [_joined(windows_of) for windows_of in parts]


@dataclass(frozen=True, slots=True)
class _Window:
    passage: int
    ids: tuple[int, ...]
    question: int
    first: int
    offsets: tuple[Span, ...]


# What the model says of one window: each place's logits of being the answer's start and end, and the one of "it answers".
_Logits = tuple[NDArray[np.float32], float]


def _windows(question: str, passage: Passage, number: int) -> list[_Window]:
    asked = _encode(question).ids[:LONGEST_QUESTION]
    # The lead holds its own title more often than not; elsewhere the title says what a passage is about.
    title = passage.heading
    title = "" if title and passage.text.lstrip().startswith(title) else title
    heading = _encode(title).ids[:LONGEST_TITLE]
    front = (CLS, *asked, SEP, *heading, *([SEP] if heading else []))
    room = LONGEST_INPUT - len(front) - 1
    encoded = _encode(passage.text)
    windows = []
    for start in range(0, max(1, len(encoded.ids) - STRIDE), room - STRIDE):
        ids, offsets = encoded.ids[start : start + room], encoded.offsets[start : start + room]
        windows.append(_Window(number, (*front, *ids, SEP), len(asked) + 2, len(front), tuple(offsets)))
        if start + room >= len(encoded.ids):
            break
    return windows


def _encode(text: str) -> Encoding:
    # The tokenizer takes no lone surrogate; "?" stands in, one code point for one.
    return engine.tokenizer().encode(text.encode("utf-8", "replace").decode(), add_special_tokens=False)


def _forward(windows: Sequence[_Window], engine_name: str, model: str) -> list[_Logits]:
    """Each window's logits, in their order; where people share the machine, in forwards that they share too."""
    if engine.on_one_core():
        return _shared_forwards(engine_name, model).each(windows)
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].ids))
    loaded = engine.shared(model, engine_name)
    rows = min(FORWARD_BATCH, loaded.rows)
    batches = [order[first : first + rows] for first in range(0, len(order), rows)]
    inputs = [_inputs([windows[i] for i in batch], loaded) for batch in batches]
    made: dict[int, _Logits] = {}
    for batch, outputs in zip(batches, engine.run_each(loaded, inputs), strict=True):
        made.update(zip(batch, _logits(outputs), strict=True))
    return [made[i] for i in range(len(windows))]


@cache
def _shared_forwards(engine_name: str, model: str) -> Together[_Window, _Logits]:
    loaded = engine.shared(model, engine_name)

    def run(windows: Sequence[_Window]) -> list[_Logits]:
        return _logits(loaded.run(_inputs(windows, loaded)))

    return Together(run, lambda window: len(window.ids), min(FORWARD_BATCH, loaded.rows), engine.physical_cores())


def _logits(outputs: Sequence[engine.Array]) -> list[_Logits]:
    places, answers = (np.asarray(output, np.float32) for output in outputs)
    return [(own, float(answer)) for own, answer in zip(places, answers, strict=True)]


def _inputs(batch: Sequence[_Window], loaded: engine.Engine) -> dict[str, engine.Array]:
    tokens = np.zeros((len(batch), loaded.padded(max(len(window.ids) for window in batch))), np.int64)
    mask, types = np.zeros_like(tokens), np.zeros_like(tokens)
    for row, window in enumerate(batch):
        tokens[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
        types[row, window.question : len(window.ids)] = 1
    return {"input_ids": tokens, "attention_mask": mask, "token_type_ids": types}


def _evidence(
    window: _Window, units: Sequence[Span], base: int, logits: NDArray[np.float32], answers: float
) -> Evidence:
    """The best span of each of the ``units`` of a passage, which begins at ``base``, in a window."""
    count = len(window.offsets)
    if not count:
        return Evidence((), answers)
    own = logits[window.first : window.first + count]
    top = own.max(axis=0)
    starts, ends = (own - top - np.log(np.exp(own - top).sum(axis=0))).T
    unit_of = np.searchsorted([end for _, end in units], [a + base for a, _ in window.offsets], side="right")
    best: dict[int, tuple[float, int, int]] = {}
    for length in range(min(LONGEST_ANSWER, count)):
        sums = starts[: count - length] + ends[length:]
        within = unit_of[: count - length] == unit_of[length:]
        for i in np.flatnonzero(within & (sums > _floor(best, unit_of[: count - length]))):
            unit = int(unit_of[i])
            if unit not in best or sums[i] > best[unit][0]:
                best[unit] = (float(sums[i]), int(i), int(i) + length)
    ranked = sorted(best.items(), key=lambda item: -item[1][0])[:SPANS_A_PASSAGE]
    spans = []
    for unit, (logit, first, last) in ranked:
        others = _apart(starts, ends, np.flatnonzero(unit_of == unit), (first, last))
        spans.append(
            Found(
                (window.offsets[first][0], window.offsets[last][1]),
                unit,
                logit,
                tuple(((window.offsets[a][0], window.offsets[b][1]), sure) for a, b, sure in others),
            )
        )
    return Evidence(tuple(spans), answers)


def _apart(
    starts: NDArray[np.float32], ends: NDArray[np.float32], within: NDArray[np.intp], best: Span
) -> Iterator[tuple[int, int, float]]:
    """The next best spans of a unit, by their first and last word piece: none touches another or ``best``."""
    first, size = int(within[0]), len(within)
    sums = starts[within][:, None] + ends[within][None, :]
    length = np.arange(size)[None, :] - np.arange(size)[:, None]
    sums[(length < 0) | (length >= LONGEST_ANSWER)] = -np.inf
    taken = best
    for _ in range(OTHERS_A_UNIT):
        sums[: taken[1] - first + 1, taken[0] - first :] = -np.inf
        a, b = divmod(int(sums.argmax()), size)
        if sums[a, b] == -np.inf:
            return
        taken = first + a, first + b
        yield *taken, float(sums[a, b])


def _floor(best: dict[int, tuple[float, int, int]], units: NDArray[np.intp]) -> NDArray[np.float32]:
    known = np.full(int(units.max(initial=0)) + 1, -np.inf, np.float32)
    for unit, (logit, _, _) in best.items():
        if unit < len(known):
            known[unit] = logit
    return known[units]


def answer_units(passage: Passage, apart: bool = False) -> list[Span]:
    """The sentences, the items of a list taken together: an answer may be a list, never two sentences. Where the answer is one thing,
    each item is taken ``apart``, for another one tells of something else."""
    if apart:
        return list(passage.sentences)
    units: list[Span] = []
    listed = False
    for a, b in passage.sentences:
        item = bool(LIST_ITEM.match(passage.text[a - passage.start : b - passage.start]))
        if item and listed:
            units[-1] = (units[-1][0], b)
        else:
            units.append((a, b))
        listed = item
    return units


def _joined(parts: Sequence[Evidence]) -> Evidence:
    """The evidence of a passage from that of its windows: each sentence's best span by the window that answers best."""
    if len(parts) == 1:
        return parts[0]
    best: dict[int, Found] = {}
    answers = max(part.answers for part in parts)
    for part in parts:
        for found in part.spans:
            less = answers - part.answers
            known = replace(
                found,
                sureness=found.sureness - less,
                others=tuple((place, sure - less) for place, sure in found.others),
            )
            if known.unit not in best or known.sureness > best[known.unit].sureness:
                best[known.unit] = known
    ranked = sorted(best.values(), key=lambda found: -found.sureness)[:SPANS_A_PASSAGE]
    return Evidence(tuple(ranked), answers)
