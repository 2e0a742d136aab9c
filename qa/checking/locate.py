"""A quote × a text → where it stands in it: word for word, with an ellipsis, or nearly; places count in the original text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq, Levenshtein

from qa.checking.plain import Plain, plain
from qa.checking.report import Change
from qa.types import Span

# An altered quote keeps this share of its words, in their order; with less it is another sentence. Of quotes from 3,000 news
# articles with one to three words changed, the most changed kept .78; of made-up sentences and of two halves of different
# ones one had .67 in common with an article, the others .6 or less (tests/benchmarks/citation_faults.py, seed 1, on which this was set).
ALTERED = 0.68
# A stretch of a text is looked at more closely where it shares this share of the quote's letters.
WORTH_A_LOOK = 55
# What an ellipsis leaves out, in code points: more of it is another part of the article.
LONGEST_OMISSION = 1_500
# How far the ends of a near match are looked for, as a share of the quote: words put in or left out move them.
SLACK = 0.4
# Words this alike are one word spelt in two ways ("Belusov"), and shown letter by letter.
SPELT_OTHERWISE = 0.7

_ELLIPSIS = re.compile(r"\s*[\[(]?\s*\.\s?\.\s?\.\s*[\])]?\s*")
_INSERTED_LETTER = re.compile(r"\[(\w)\]")
_OUTER = " '"
_CLOSING = ".,;:!?"
_WORD_START = re.compile(r"(?<!\w)(?=\w)")
_WORD_END = re.compile(r"(?<=\w)(?!\w)")


@dataclass(frozen=True, slots=True)
class Place:
    """``span`` of the original text; ``parts`` are its stretches where the quote leaves something out."""

    span: Span
    similarity: float = 1.0
    parts: int = 1


def places(quote: str, text: Plain) -> list[Place]:
    """Every place where ``text`` holds ``quote`` word for word, in order.

    Besides what :mod:`qa.checking.plain` calls the same, these are forgiven: quotation marks around the quote; a stop or comma
    before its closing mark; the case of its first letter, and a letter in brackets ("[T]he"); an ellipsis, in brackets or bare,
    for what is left out of one stretch of the article.
    """
    for wanted in _readings(quote):
        found = [Place(text.original(span)) for span in _all(wanted, text.text)]
        if found:
            return found
    parts = [part.strip(_OUTER) for part in _ELLIPSIS.split(_bare(quote))]
    parts = [part for part in parts if part]
    return list(_in_order(parts, text)) if parts else []


def occurrences(quote: str, text: str) -> list[Span]:
    """Every place where ``text`` holds ``quote`` letter for letter, nothing forgiven."""
    return [match.span(1) for match in re.finditer(f"(?=({re.escape(quote)}))", text)] if quote else []


def near(quote: str, text: Plain) -> Place | None:
    """The place most like ``quote``, or ``None`` where nothing is like enough."""
    wanted = _bare(quote).strip(_OUTER)
    if not wanted or not text.text:
        return None
    alignment = fuzz.partial_ratio_alignment(wanted, text.text, score_cutoff=WORTH_A_LOOK)
    if alignment is None:
        return None
    # The alignment's window is as long as the quote; where the whole text is shorter it is the other way round.
    window = (alignment.dest_start, alignment.dest_end) if len(wanted) <= len(text.text) else (0, len(text.text))
    span, similarity = _refined(wanted, text.text, window)
    return Place(text.original(span), similarity) if similarity >= ALTERED else None


def difference(quote: str, article: str) -> tuple[Change, ...]:
    """The character diff from ``quote`` to the article's words: the letters of a word spelt otherwise, other words whole."""
    claimed, held = plain(quote).text.strip(_OUTER), plain(article).text
    found: list[Change] = []
    for change in _changes(_tokens(claimed), _tokens(held)):
        found += _changes(change.claimed, change.article) if _spelt_otherwise(change) else [change]
    return tuple(found)


def _changes(claimed: Sequence[str], article: Sequence[str]) -> list[Change]:
    return [
        Change(
            step.tag, "".join(claimed[step.src_start : step.src_end]), "".join(article[step.dest_start : step.dest_end])
        )
        for step in Levenshtein.opcodes(claimed, article)
    ]


def _spelt_otherwise(change: Change) -> bool:
    """Whether one word stands for another that is nearly it; of a number that differs, the digits alone say little."""
    words = change.op == "replace" and change.claimed.isalpha() and change.article.isalpha()
    return words and Indel.normalized_similarity(change.claimed, change.article) >= SPELT_OTHERWISE


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+|\W", text)


def _bare(quote: str) -> str:
    return plain(_INSERTED_LETTER.sub(r"\1", quote)).text


def _readings(quote: str) -> Iterator[str]:
    whole = plain(quote).text
    for one in dict.fromkeys((whole, whole.strip(_OUTER), _bare(quote).strip(_OUTER))):
        for ended in dict.fromkeys((one, one.rstrip(_CLOSING + _OUTER))):
            if ended:
                yield ended
                yield ended[0].swapcase() + ended[1:]


def _all(wanted: str, text: str) -> Iterator[Span]:
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if _whole_words(wanted, text, start, end):
            yield start, end
        start = text.find(wanted, start + 1)


def _whole_words(wanted: str, text: str, start: int, end: int) -> bool:
    """Whether the match does not begin or end inside a word: "art" is not in "party"."""
    inside_first = wanted[0].isalnum() and start > 0 and text[start - 1].isalnum()
    inside_last = wanted[-1].isalnum() and end < len(text) and text[end].isalnum()
    return not inside_first and not inside_last


def _in_order(parts: list[str], text: Plain) -> Iterator[Place]:
    """Places where ``parts`` follow one another, each within :data:`LONGEST_OMISSION` of the one before."""
    spans = {part: [span for one in _readings(part) for span in _all(one, text.text)] for part in parts}
    for start, end in sorted(set(spans[parts[0]])):
        reached = end
        for part in parts[1:]:
            following = [b for a, b in spans[part] if reached <= a <= reached + LONGEST_OMISSION]
            if not following:
                break
            reached = min(following)
        else:
            yield Place(text.original((start, reached)), parts=len(parts))


def _refined(wanted: str, text: str, window: Span) -> tuple[Span, float]:
    """``window`` with its ends moved to the words' edges that make it most like ``wanted``, and the share of words kept."""
    slack = int(SLACK * len(wanted)) + 12
    low, high = max(0, window[0] - slack), min(len(text), window[1] + slack)
    near_start = text[low : window[0] + slack]
    starts = [low + match.start() for match in _WORD_START.finditer(near_start)] or [window[0]]
    floor = max(low, window[1] - slack)
    ends = [floor + match.start() for match in _WORD_END.finditer(text[floor:high])] or [window[1]]
    start, end = window
    for _ in range(2):
        end = max((e for e in ends if e > start), key=lambda e: _alike(wanted, text[start:e]), default=end)
        start = max((s for s in starts if s < end), key=lambda s: _alike(wanted, text[s:end]), default=start)
    kept = _kept(wanted, text[start:end])
    # A stop belongs to the place where the quote has one.
    closed = wanted[-1] in _CLOSING and text[end : end + 1] in tuple(_CLOSING)
    return (start, end + closed), kept


def _alike(one: str, two: str) -> float:
    """How well ``two`` is the stretch that ``one`` was made from: it keeps many of its words, and has few others."""
    return _kept(one, two) + float(Indel.normalized_similarity(_words(one), _words(two)))


def _kept(wanted: str, text: str) -> float:
    """The share of the words of ``wanted`` that ``text`` has in the same order."""
    words = _words(wanted)
    return float(LCSseq.similarity(words, _words(text))) / len(words) if words else 0.0


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
