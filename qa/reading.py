"""(question, passages) → answer spans with odds: one cross-encoder forward tells where a passage answers, and whether."""

from __future__ import annotations

import asyncio
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle
from numpy.typing import NDArray

from qa import engine
from qa.answering import questions
from qa.checks.words import words_of
from qa.embedding import SHORTEST_INPUT
from qa.errors import ModelError
from qa.retrieval import passage_of_node
from qa.sentences import sentence_spans
from qa.types import Kind, Passage, Span
from vectorstore import lexical

if TYPE_CHECKING:
    from tokenizers import Encoding

MODEL = "reader.onnx"
# What the reader was trained with (training/reader_model.py); a longer passage is read in windows that overlap.
LONGEST_INPUT = 288
LONGEST_QUESTION = 64
LONGEST_TITLE = 24
STRIDE = 96
CLS, SEP = 101, 102
FORWARD_BATCH = 8
# Lengths are rounded up to a multiple of this: an engine prepares itself anew for each length it meets.
LENGTH_STEP = 32
# An answer has at most this many word pieces; beyond it, it is a sentence and not an answer.
LONGEST_ANSWER = 40
SPANS_A_PASSAGE = 3

# How a span's features make its odds: a logistic regression of "it is the answer, in a file that has it" on half of the
# development questions (training/calibrate_reader.py). Asides are set apart by hand: that they rank below article text is laid down.
WEIGHTS = {
    "sureness": 0.08,
    "answers": 0.525,
    "place": 1.519,
    "around": 1.338,
    "together": 0.947,
    "misfit": -2.688,
    "echo": -1.243,
    "aside": -0.5,
}
BIAS = -3.209
LARGEST_LOGIT = 20.0
# What stands in for the cosine of a passage that only words found, or another embedder than the one on board.
USUAL_COSINE = 0.5

_LIST_ITEM = re.compile(r"\s*(?:[-*+•–]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s")
_PAIRS = {"“": "”", '"': '"', "(": ")", "[": "]", "«": "»", "‘": "’"}


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """Where a passage answers: ``[start, end)`` in the article, whole words, within ``sentence``.

    ``score`` is the probability, 0 to 1, that this span answers the question.
    """

    passage: Passage
    start: int
    end: int
    sentence: Span
    score: float

    @property
    def text(self) -> str:
        """The answer, sliced from its passage."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the model says of one passage: its best spans (place in the passage, unit index, log-probability among the
    passage's spans), best first, at most one a unit; and the logit of "it answers"."""

    spans: tuple[tuple[Span, int, float], ...]
    answers: float


def available() -> bool:
    """Whether the package holds a reader; until one is good enough to ship, answers are chosen by similarity."""
    return MODEL in engine.checksums()


def read(question: str, passages: Sequence[Passage], engine_name: str = "auto") -> list[AnswerSpan]:
    """The answer spans of ``passages``, best first, at most three a passage; raises :class:`ModelError`."""
    found = []
    asked = asked_stems(question)
    for rank, (passage, evidence) in enumerate(zip(passages, weigh(question, passages, engine_name), strict=True)):
        units = answer_units(passage)
        for (a, b), unit, sureness in evidence.spans:
            start, end = whole_words(passage, (a + passage.start, b + passage.start), units[unit])
            span = AnswerSpan(passage, start, end, units[unit], 0.0)
            score = probability(features(question, asked, span, rank, sureness, evidence.answers))
            found.append(replace(span, score=score))
    return sorted(found, key=lambda span: -span.score)


def features(
    question: str, asked: Sequence[str], span: AnswerSpan, rank: int, sureness: float, answers: float
) -> dict[str, float]:
    """What a span is judged by: the model's log-probability of the span and its logit of "it answers", the passage's
    ``rank`` (0 first) among those retrieved, how the stems ``asked`` of the question stand in passage and sentence, and whether
    the span is the kind of thing asked for and says more than the question does."""
    passage, sentence = span.passage, span.sentence
    own = _keys(passage.text[sentence[0] - passage.start : sentence[1] - passage.start])
    answer = _keys(span.text)
    around = {*_keys(passage.text), *_keys(passage.title or "")}
    return {
        "sureness": max(-LARGEST_LOGIT, sureness),
        "answers": max(-LARGEST_LOGIT, min(LARGEST_LOGIT, answers)),
        "place": 1 / (1 + 0.3 * rank),
        "around": sum(word in around for word in asked) / max(1, len(asked)),
        "together": _together(asked, own),
        "misfit": float(not questions.fits(question, span.text)),
        "echo": sum(word in asked for word in answer) / max(1, len(answer)),
        "aside": float(passage.kind is not Kind.ARTICLE),
    }


def cosine_of(passage: Passage) -> float:
    """How near question and passage are by the embedder on board; :data:`USUAL_COSINE` where that is not known."""
    return USUAL_COSINE if passage.cosine is None else passage.cosine


def probability(values: dict[str, float]) -> float:
    """The logistic of :data:`WEIGHTS` × ``values``: the odds, 0 to 1, that a span with these features answers."""
    return 1 / (1 + math.exp(-BIAS - sum(WEIGHTS[name] * value for name, value in values.items())))


def asked_stems(question: str) -> list[str]:
    """The stems of a question's words, stop words out, each once."""
    words = words_of(question)
    return list(dict.fromkeys(word.key for word in words if word.lower not in lexical.STOP_WORDS)) or _keys(question)


def _keys(text: str) -> list[str]:
    """What the forms of each word share, irregular ones too: "met" is a form of "meet"."""
    return [word.key for word in words_of(text)]


def _together(asked: Sequence[str], own: Sequence[str]) -> float:
    """How near to each other the question's neighbouring words stand, 0 to 1: "accompanied Putin" is said of
    "accompanying Putin", not of "Putin …, accompanied by crowds"."""
    places = {word: [i for i, other in enumerate(own) if other == word] for word in asked}
    near = [
        1 / min(abs(a - b) for a in places[one] for b in places[other]) if places[one] and places[other] else 0.0
        for one, other in pairwise(asked)
    ]
    return sum(near) / max(1, len(near))


def weigh(question: str, passages: Sequence[Passage], engine_name: str = "auto") -> list[Evidence]:
    """The model's raw evidence for each passage, in their order; raises :class:`ModelError`."""
    if not available():
        raise ModelError("This version of Pincite holds no reader; train one with `make reader`.")
    windows = [window for i, passage in enumerate(passages) for window in _windows(question, passage, i)]
    parts: list[list[Evidence]] = [[] for _ in passages]
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].ids))
    batches = [[windows[i] for i in order[a : a + FORWARD_BATCH]] for a in range(0, len(order), FORWARD_BATCH)]
    for batch, (places, answers) in zip(batches, _forward(batches, engine_name), strict=True):
        for window, logits, answer in zip(batch, places, answers, strict=True):
            parts[window.passage].append(_evidence(window, passages[window.passage], logits, float(answer)))
    return [_joined(windows_of) for windows_of in parts]


@dataclass(frozen=True, slots=True)
class _Window:
    passage: int
    ids: tuple[int, ...]
    question: int
    first: int
    offsets: tuple[Span, ...]


def _windows(question: str, passage: Passage, number: int) -> list[_Window]:
    asked = _encode(question).ids[:LONGEST_QUESTION]
    # The lead holds its own title more often than not; elsewhere the title says what a passage is about.
    title = passage.title if passage.title and not passage.text.lstrip().startswith(passage.title) else ""
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


def _forward(
    batches: Sequence[Sequence[_Window]], engine_name: str
) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    forwards = engine.run_each(engine.shared(MODEL, engine_name), [_inputs(batch) for batch in batches])
    return [(np.asarray(places, np.float32), np.asarray(answers, np.float32)) for places, answers in forwards]


def _inputs(batch: Sequence[_Window]) -> dict[str, engine.Array]:
    length = max(SHORTEST_INPUT, -(-max(len(window.ids) for window in batch) // LENGTH_STEP) * LENGTH_STEP)
    tokens = np.zeros((len(batch), length), np.int64)
    mask, types = np.zeros_like(tokens), np.zeros_like(tokens)
    for row, window in enumerate(batch):
        tokens[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
        types[row, window.question : len(window.ids)] = 1
    return {"input_ids": tokens, "attention_mask": mask, "token_type_ids": types}


def _evidence(window: _Window, passage: Passage, logits: NDArray[np.float32], answers: float) -> Evidence:
    """The best span of each sentence in a window."""
    count = len(window.offsets)
    if not count:
        return Evidence((), answers)
    own = logits[window.first : window.first + count]
    top = own.max(axis=0)
    starts, ends = (own - top - np.log(np.exp(own - top).sum(axis=0))).T
    units = answer_units(passage)
    unit_of = np.searchsorted([end for _, end in units], [a + passage.start for a, _ in window.offsets], side="right")
    best: dict[int, tuple[float, int, int]] = {}
    for length in range(min(LONGEST_ANSWER, count)):
        sums = starts[: count - length] + ends[length:]
        within = unit_of[: count - length] == unit_of[length:]
        for i in np.flatnonzero(within & (sums > _floor(best, unit_of[: count - length]))):
            unit = int(unit_of[i])
            if unit not in best or sums[i] > best[unit][0]:
                best[unit] = (float(sums[i]), int(i), int(i) + length)
    ranked = sorted(best.items(), key=lambda item: -item[1][0])[:SPANS_A_PASSAGE]
    spans = [((window.offsets[i][0], window.offsets[j][1]), unit, logit) for unit, (logit, i, j) in ranked]
    return Evidence(tuple(spans), answers)


def _floor(best: dict[int, tuple[float, int, int]], units: NDArray[np.intp]) -> NDArray[np.float32]:
    known = np.full(int(units.max(initial=0)) + 1, -np.inf, np.float32)
    for unit, (logit, _, _) in best.items():
        if unit < len(known):
            known[unit] = logit
    return known[units]


def answer_units(passage: Passage) -> list[Span]:
    """The sentences, the items of a list taken together: an answer may be a list, never two sentences."""
    units: list[Span] = []
    listed = False
    for a, b in passage.sentences:
        item = bool(_LIST_ITEM.match(passage.text[a - passage.start : b - passage.start]))
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
    best: dict[int, tuple[Span, int, float]] = {}
    answers = max(part.answers for part in parts)
    for part in parts:
        for span, unit, logit in part.spans:
            known = logit + part.answers - answers
            if unit not in best or known > best[unit][2]:
                best[unit] = (span, unit, known)
    ranked = sorted(best.values(), key=lambda entry: -entry[2])[:SPANS_A_PASSAGE]
    return Evidence(tuple(ranked), answers)


def whole_words(passage: Passage, span: Span, within: Span) -> Span:
    """``span`` widened to whole words inside ``within``, then without a quotation mark or bracket that stands alone."""
    text, base = passage.text, passage.start
    low, high = within[0] - base, within[1] - base
    # One word piece can reach into the next sentence: a line's end that only Unicode knows is none to the tokenizer.
    a, b = max(low, span[0] - base), min(high, span[1] - base)
    while a > low and _one_word(text, a):
        a -= 1
    while b < high and _one_word(text, b):
        b += 1
    for opening, closing in _PAIRS.items():
        inner = text[a:b]
        if opening != closing and inner.count(opening) == inner.count(closing):
            continue
        if opening == closing and inner.count(opening) % 2 == 0:
            continue
        if inner.startswith(opening):
            a += 1
        elif inner.endswith(closing):
            b -= 1
    return a + base, b + base


def _one_word(text: str, at: int) -> bool:
    """Whether ``text[at - 1]`` and ``text[at]`` belong to one word or one number."""
    before, after = text[at - 1], text[at]
    if before.isalnum() and (after.isalnum() or unicodedata.category(after).startswith("M")):
        return True
    joint = text[at - 2 : at + 1] if after.isdigit() else text[at - 1 : at + 2]
    return bool(re.fullmatch(r"\d[.,]\d", joint))


class ReaderPostprocessor(BaseNodePostprocessor):
    """Reorders any LlamaIndex engine's nodes by how well they answer; the reader's probability becomes their score.

    Each node's metadata gets ``answer`` (the span's text), ``answer_start`` and ``answer_end`` (offsets in the article, or in
    the node's text where the node does not say where it stands). Nodes beyond ``top_n`` are dropped.
    """

    top_n: int = 24
    engine_name: str = "auto"

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex serialises this component."""
        return "PinciteReader"

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        if query_bundle is None or not nodes:
            return nodes
        passages = [passage_of(node, number) for number, node in enumerate(nodes)]
        best: dict[int, AnswerSpan] = {}
        places = {id(passage): number for number, passage in enumerate(passages)}
        for span in read(query_bundle.query_str, passages, self.engine_name):
            best.setdefault(places[id(span.passage)], span)
        ranked = []
        for number, node in enumerate(nodes):
            found = best.get(number)
            if found is not None:
                node.node.metadata |= {"answer": found.text, "answer_start": found.start, "answer_end": found.end}
            ranked.append(NodeWithScore(node=node.node, score=found.score if found else 0.0))
        return sorted(ranked, key=lambda node: -(node.score or 0.0))[: self.top_n]

    async def _apostprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._postprocess_nodes, nodes, query_bundle)


def passage_of(found: NodeWithScore, number: int = 0) -> Passage:
    """The passage in any LlamaIndex node; ``number`` stands in for the id of one that Pincite did not make."""
    try:
        return passage_of_node(found)
    except (KeyError, ValueError):
        node = found.node
    text = node.get_content(metadata_mode=MetadataMode.NONE)
    start = getattr(node, "start_char_idx", None) or 0
    return Passage(
        id=number,
        file=str(node.metadata.get("file_name") or node.ref_doc_id or node.node_id),
        start=start,
        end=start + len(text),
        text=text,
        sentences=tuple((start + a, start + b) for a, b in sentence_spans(text)),
        section=None,
        kind=Kind.ARTICLE,
        title=node.metadata.get("title"),
        date=None,
        source=None,
        sha256="",
        score=found.score or 0.0,
    )
