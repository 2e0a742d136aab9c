"""Which articles are copies of one another, which answers mean the same, and which contradict each other."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np

from qa.quantities import SCALES, dates, numbers
from qa.reading import AnswerSpan
from vectorstore import lexical

# Two articles whose runs of five words overlap by this much (Jaccard) are one: wire copy with another headline and a few
# more lines stays above it, two reports of one event lie below .1.
NEAR_COPY = 0.5
SHINGLE = 5
PERMUTATIONS = 128
# Sentences that share this much of their words were written once.
SAME_SENTENCE = 0.8
# "About 40" and "41" are one number.
ROUNDING = 0.1

_ROUNDED = re.compile(
    r"\b(?:about|around|nearly|almost|roughly|some|approximately|estimated|more than|over|at least|up to|"
    r"fewer than|less than|under|or so)\b",
    re.IGNORECASE,
)
# What says roughly where, so that a place inside it is no other answer.
_VAGUE_PLACE = re.compile(
    r"\b(?:eastern|western|northern|southern|central|east|west|north|south|far|near|region|province|area|state|"
    r"country|county|coast|outside|suburbs?|capital|city|border|home|abroad)\b",
    re.IGNORECASE,
)
CAPITALISED = re.compile(r"[A-Z][\w’'-]*")
_DROPPED = frozenset("the a an of in at on and his her their its mr mrs ms dr president".split())


@dataclass(frozen=True, slots=True)
class Group:
    """Spans that give the same answer, best first; ``origins`` are their articles, copies together.

    ``score`` is the probability that one of the origins is right about it, taken as independent.
    """

    spans: tuple[AnswerSpan, ...]
    origins: tuple[tuple[str, ...], ...]
    score: float

    @property
    def best(self) -> AnswerSpan:
        """The span that answers best."""
        return self.spans[0]


def origins_of(texts: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The files of ``texts`` with near-copies together, each group and the groups in their given order."""
    files = list(texts)
    leader = {file: file for file in files}
    if len(files) > 1:
        sketches = {file: _sketch(texts[file]) for file in files}
        for one, other in combinations(files, 2):
            if float(np.mean(sketches[one] == sketches[other])) >= NEAR_COPY:
                low, high = leader[one], leader[other]
                leader = {file: low if name == high else name for file, name in leader.items()}
    groups: dict[str, list[str]] = {}
    for file in files:
        groups.setdefault(leader[file], []).append(file)
    return [tuple(group) for group in groups.values()]


@lru_cache(maxsize=4096)
def _sketch(text: str) -> np.ndarray:
    """The MinHash of a text's runs of five words: the share of equal entries estimates the overlap of two (Broder 1997)."""
    from datasketch import MinHash

    words = re.findall(r"\w+", text.lower())
    runs = {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))}
    sketch = MinHash(num_perm=PERMUTATIONS, hashfunc=zlib.crc32)
    sketch.update_batch([run.encode("utf-8", "replace") for run in sorted(runs)])
    return np.asarray(sketch.hashvalues)


def same_answer(one: str, other: str) -> bool:
    """Whether two answers mean the same: equal words, numbers or dates, or a name and its longer form."""
    first, second = _key(one), _key(other)
    if not first or not second:
        return first == second
    if first == second:
        return True
    if (numbers(one) or numbers(other)) and not _same_values(one, other):
        return False
    short, long = sorted((first, second), key=len)
    # "Putin" is in "Vladimir Putin"; a single common word inside a phrase is not the phrase.
    return short <= long and (len(long) <= 2 * len(short) + 1) and _named(one) == _named(other)


def contradicts(one: AnswerSpan, other: AnswerSpan, kind: str | None) -> bool:
    """Whether two different answers cannot both be right, as far as their sentences show.

    A difference of detail is none: a place in a region, a rounded number, a day of a month, a name that the other's
    sentence gives too.
    """
    if same_answer(one.text, other.text):
        return False
    if kind in ("number", "percent"):
        return _other_number(one, other)
    if kind == "time":
        first, second = dates(one.text), dates(other.text)
        return (
            bool(first and second)
            and all(a.differs(b) for a in first for b in second if a.comparable(b))
            and any(a.comparable(b) for a in first for b in second)
        )
    return kind in ("name", "place") and not (_within(one, other) or _within(other, one))


def group_answers(spans: Sequence[AnswerSpan], texts: Mapping[str, str]) -> list[Group]:
    """Spans with the same answer together, the group most likely to be right first.

    ``texts`` holds the whole text of each span's article: an article and its copies speak with one voice.
    """
    members: list[list[AnswerSpan]] = []
    for span in sorted(spans, key=lambda span: -span.score):
        home = next((group for group in members if same_answer(group[0].text, span.text)), None)
        if home is None:
            members.append([span])
        else:
            home.append(span)
    return sorted((_group(same, texts) for same in members), key=lambda group: -group.score)


def _group(spans: Sequence[AnswerSpan], texts: Mapping[str, str]) -> Group:
    origins: list[tuple[str, ...]] = []
    said: list[set[str]] = []
    doubt = 1.0
    for origin in origins_of({span.passage.file: texts[span.passage.file] for span in spans}):
        best = next(span for span in spans if span.passage.file in origin)
        words = set(lexical.stems(sentence_text(best)))
        # One sentence in two articles was written once, however much the rest differs.
        twin = next((i for i, old in enumerate(said) if len(words & old) >= SAME_SENTENCE * len(words | old)), None)
        if twin is None:
            said.append(words)
            origins.append(origin)
            doubt *= 1 - best.score
        else:
            origins[twin] += origin
    return Group(tuple(spans), tuple(origins), 1 - doubt)


def sentence_text(span: AnswerSpan) -> str:
    """The sentence that a span stands in."""
    start, end = span.sentence
    return span.passage.text[start - span.passage.start : end - span.passage.start]


def _key(answer: str) -> frozenset[str]:
    """An answer's stems, its numbers as values."""
    words = {
        stem for stem in lexical.stems(answer) if stem not in _DROPPED and not numbers(stem) and stem not in SCALES
    }
    return frozenset(words | {f"{number:g}" for number in numbers(answer)})


def _named(answer: str) -> bool:
    return bool(CAPITALISED.search(answer))


def _same_values(one: str, other: str) -> bool:
    if dates(one) and dates(other):
        return not any(a.differs(b) for a in dates(one) for b in dates(other)) and any(
            a.comparable(b) for a in dates(one) for b in dates(other)
        )
    return sorted(numbers(one)) == sorted(numbers(other))


def _other_number(one: AnswerSpan, other: AnswerSpan) -> bool:
    first, second = numbers(one.text), numbers(other.text)
    if len(first) != 1 or len(second) != 1 or first[0] == second[0]:
        return False
    low, high = sorted((first[0], second[0]))
    rounded = _ROUNDED.search(sentence_text(one)) or _ROUNDED.search(sentence_text(other))
    return not (rounded and high - low <= ROUNDING * high)


def _within(broad: AnswerSpan, narrow: AnswerSpan) -> bool:
    """Whether ``narrow``'s sentence (its article too, where ``broad`` says only roughly where) gives ``broad``'s names."""
    # "Russian Far East" names Russia, and says roughly where in it.
    own = " ".join(name for name in CAPITALISED.findall(broad.text) if not _VAGUE_PLACE.fullmatch(name))
    names = {stem for stem in lexical.stems(own) if stem not in _DROPPED}
    if not names:
        return True
    where = narrow.passage.text if _VAGUE_PLACE.search(broad.text) else sentence_text(narrow)
    known = {stem[:5] for stem in lexical.stems(where)}
    # "Russian" speaks of "Russia".
    return all(name[:5] in known for name in names)
