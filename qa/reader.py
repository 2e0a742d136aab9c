"""(question, passage) → the model's evidence: one cross-encoder forward tells where a passage answers, and whether."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qa import engine
from qa.errors import ModelError
from qa.quantities import SCALES, numbers
from qa.sentences import LIST_ITEM, NEWS_ABBREVIATIONS
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

# "a.m.", "U.S." and "Inc.": the last full stop is theirs. What is a word or a first name too ("no", "Ed") is left out.
_SHORT = "|".join(
    word.capitalize()
    for word in sorted(NEWS_ABBREVIATIONS - set("no nos al ed eds est fig jan mar vs".split()))
    if word.isalpha()
)
_DOTTED = re.compile(rf"(?<![^\W\d_])(?<!\.)(?:(?:[A-Za-z]\.)+[A-Za-z]\b\.?|Ph\.D\.?|(?:{_SHORT})\.)")
# Without its first word it is another one's name: the "Korean" of "North Korean".
_NAME = re.compile(
    r"\b(?:North|South|East|West|New|Saudi|United|San|Santa|Los|Las|Sri|Puerto|Costa|Hong)[ \u00a0][A-Z][^\W\d_]+"
)
_NUMBER_WORD = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    rf"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|{'|'.join(SCALES)})\b"
)
_VALUE = (
    rf"(?:(?:US\$|[$€£¥₹₽])\s?)?(?:\d+(?:,\d{{3}})*(?:\.\d+)?(?![.,]?\d)|{_NUMBER_WORD}(?:[\s-]{_NUMBER_WORD})*)"
    rf"(?:[\s-]?(?:{'|'.join(SCALES)}|[mbt]n|[kmb])\b)?(?:\s?%|\sper\s?cent\b|\s?[ap]\.?m\b\.?)?(?!\w)"
)
_RANGE = re.compile(
    rf"\b(?P<between>between)\s+{_VALUE}(?P<unit>\s[a-z]+)??\s+and\s+{_VALUE}(?P=unit)?|"
    rf"(?:\bfrom\s+|(?<![\w.,$€£¥₹₽-]))(?P<low>{_VALUE})(?:\s+to\s+{_VALUE}|(?P<of>\s[a-z]+)\s+to\s+{_VALUE}(?P=of))",
    re.IGNORECASE,
)
# "Rose from 5 to 7" tells of a change: either end is an answer by itself.
_CHANGED = re.compile(
    r"\b(?:r[io]se[ns]?|rising|f[ae]ll(?:s|en|ing)?|gr[eo]w\w*|climb\w*|jump\w*|drop\w*|cut\w*|rais\w+|lower\w*|up|"
    r"down|reduc\w+|increas\w+|decreas\w+|declin\w+|"
    r"slip\w*|surg\w+|soar\w*|shr[aiu]nk\w*|chang\w+|mov\w+|went|go(?:es|ing)?)\b[^,.;:]*$",
    re.IGNORECASE,
)
_HYPHENATED = re.compile(r"(?<![\w-])\w+(?:-\w+)+(?![\w-])")
# Between two letters these belong to their word: O’Brien, AT&T, and what only shapes a script's letters or says where to break.
_JOINTS = "'’ʼ&\u00ad\u200c\u200d"
# "Russia" of "Russia’s" is a word by itself.
_POSSESSIVE = re.compile(r"['’]s(?!\w)", re.IGNORECASE)
_PAIRS = {"“": "”", '"': '"', "(": ")", "[": "]", "«": "»", "‘": "’"}


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


def weigh(question: str, passages: Sequence[Passage], engine_name: str = "auto", model: str = MODEL) -> list[Evidence]:
    """The raw evidence of a ``model`` of the reader's kind for each passage, in their order; raises :class:`ModelError`."""
    if not available():
        raise ModelError("This version of Pincite holds no reader; train one with `make reader`.")
    windows = [window for i, passage in enumerate(passages) for window in _windows(question, passage, i)]
    parts: list[list[Evidence]] = [[] for _ in passages]
    for window, (places, answers) in zip(windows, _forward(windows, engine_name, model), strict=True):
        parts[window.passage].append(_evidence(window, passages[window.passage], places, answers))
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


def answer_units(passage: Passage) -> list[Span]:
    """The sentences, the items of a list taken together: an answer may be a list, never two sentences."""
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


def whole_words(passage: Passage, span: Span, within: Span) -> Span:
    """``span`` widened to whole words, abbreviations, names like "North Korea", ranges of numbers and, where it touches several,
    items of a list inside ``within``, then without a quotation mark or bracket that stands alone."""
    text, base = passage.text, passage.start
    low, high = within[0] - base, within[1] - base
    # One word piece can reach into the next sentence: a line's end that only Unicode knows is none to the tokenizer.
    a, b = _widened(text, (max(low, span[0] - base), min(high, span[1] - base)), (low, high))
    for match in _HYPHENATED.finditer(text, low, high):
        # "71-year" is no more a word than "yea"; "71" and "two" of "two-day" are.
        if a < match.end() and match.start() < b and "-" in text[max(a, match.start()) : min(b, match.end())]:
            a, b = min(a, match.start()), max(b, match.end())
    a, b = _whole_range(text, (a, b), (low, high))
    a, b = _whole_items(passage, (a, b), (low, high))
    for match in itertools.chain(_DOTTED.finditer(text, low, high), _NAME.finditer(text, low, high)):
        a = match.start() if match.start() < a < match.end() else a
        b = match.end() if match.start() < b < match.end() else b
    a, b = _widened(text, (a, b), (low, high))
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


def _widened(text: str, span: Span, within: Span) -> Span:
    """``span`` with all of the words at its ends."""
    a, b = span
    while a > within[0] and _one_word(text, a):
        a -= 1
    while b < within[1] and _one_word(text, b) and not _POSSESSIVE.match(text, b):
        b += 1
    return a, b


def _whole_range(text: str, span: Span, within: Span) -> Span:
    """``span`` with all of the range that it holds one end of, or both: "between 19 and 28" of "28"."""
    a, b = span
    for match in _RANGE.finditer(text, *within):
        start, end = match.span()
        if not (start < a < end or start < b < end):
            continue
        values = numbers(match.group())
        rises = len(values) == 2 and values[0] < values[1]
        both = match["low"] and a <= match.start("low") and b >= end
        # A vote of 52 to 48 and a fall from 10 to 5 are no ranges.
        if match["between"] or both or (rises and not _CHANGED.search(text, within[0], start)):
            return min(a, start), max(b, end)
    return span


def _whole_items(passage: Passage, span: Span, within: Span) -> Span:
    """``span`` without the number or dash of a list's item that it begins with; where it touches several items, all of each."""
    a, b = span
    text = passage.text
    items = [(low - passage.start, high - passage.start) for low, high in passage.sentences]
    items = [item for item in items if item[0] < b and a < item[1] and within[0] <= item[0] and item[1] <= within[1]]
    marks = [LIST_ITEM.match(text, *item) for item in items]
    if not items or not marks[0] or b <= marks[0].end():
        return span
    if len(items) == 1 or not all(marks):
        return max(a, marks[0].end()), b
    first, last = marks[0].end(), items[-1][1]
    return first, first + len(text[first:last].rstrip(" \t\r\n.,;"))


def _one_word(text: str, at: int) -> bool:
    """Whether ``text[at - 1]`` and ``text[at]`` belong to one word, number or name."""
    if not _lettered(text[at - 1]):
        return at > 1 and _joint(text, at - 1)
    return _lettered(text[at]) or _joint(text, at)


def _joint(text: str, at: int) -> bool:
    """Whether ``text[at]`` joins the letters or digits around it: the colon of 10:30, the dot of example.com."""
    before, mark, after = text[at - 1], text[at], text[at + 1 : at + 2]
    if not (_lettered(before) and after and _lettered(after)):
        return False
    if mark in ".,:" and before.isdecimal() and after.isdecimal():
        return True
    return mark in _JOINTS or (mark == "." and after.islower())


def _lettered(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M")
