"""How far the evidence bears a statement, clause by clause: words aligned by rarity and sense → the odds that it does."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from qa import engine as engines
from qa.checks.amounts import amounts
from qa.checks.moments import moments
from qa.checks.names import canonical, names_of
from qa.checks.words import LONGEST_TEXT, Word, words_of
from qa.embedding import MiniLMEmbedding
from qa.sentences import sentence_spans

WEIGHTS = {"words": 4.0, "clause": 1.0, "pairs": 1.0, "sense": 4.0, "weakest": 1.0}
BIAS = -6.0
# A statement's clauses and the evidence's sentences that are compared by sense; a statement of more is a document.
MOST_CLAUSES, MOST_SENTENCES = 8, 40
# Where BERT's vocabulary begins to hold whole words; it is in order of frequency, so that a word's number tells how rare it is.
FIRST_WORD, WORDS = 1996, 28_526

_CLAUSE = re.compile(
    r"[;:—]\s|,\s+(?=(?:and|but|while|who|which|where|after|before|when|because|as)\b)|\s+(?=(?:and|but|while|because|which|who)\s(?:\w+\s){3})"
)


def support(statement: str, evidence: Sequence[str], question: str = "", engine: str = "auto") -> float:
    """The probability, 0 to 1, that ``evidence`` bears ``statement``."""
    made = features(statement, evidence, question, engine)
    return 1 / (1 + math.exp(-BIAS - sum(WEIGHTS[name] * made[name] for name in WEIGHTS)))


def features(statement: str, evidence: Sequence[str], question: str = "", engine: str = "auto") -> Mapping[str, float]:
    """What the odds are made of, each about 0 to 1.

    ``words``: the share of the statement's content words that the evidence holds, rare ones counting more;
    ``clause``: the same within the best sentence or two of it; ``pairs``: neighbours that are neighbours there;
    ``sense``: the cosine of the statement to its nearest sentence or two; ``weakest``: the least of its clauses' best.
    """
    checked = [a.span for a in amounts(statement)] + [m.span for m in moments(statement)]
    asked = {key for name in names_of(question) for key in name.parts}
    # Numbers and dates are checked by their values; whom the question names need not be named again.
    said = [
        word
        for word in words_of(statement)
        if word.content and not any(a < word.end and word.start < b for a, b in checked) and not ({*canonical(word.text)} <= asked)
    ]
    texts = [one[a:b].strip() for one in evidence for a, b in sentence_spans(one[:LONGEST_TEXT])]
    texts = [one for one in texts if one][:MOST_SENTENCES] or [""]
    keys = [_keys(text) for text in texts]
    held = keys + [one | other for one, other in pairwise(keys)]
    everything = frozenset().union(*held)
    order = [word.key for text in texts for word in words_of(text) if word.content]
    there = {*pairwise(order), *zip(order, order[2:], strict=False)}
    pairs = [pair in there for pair in pairwise(word.key for word in said)]
    clauses = [statement, *(part for part in _CLAUSE.split(statement) if len(part.split()) > 2)][: MOST_CLAUSES + 1]
    vectors = embedder(engine).embed([*clauses, *texts])
    asking, alone = vectors[: len(clauses)], vectors[len(clauses) :]
    # Two sentences together mean about what their vectors add up to.
    both = alone[:-1] + alone[1:]
    both /= np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
    nearest = (asking @ np.concatenate([alone, both]).T).max(1)
    return {
        "words": _held(said, everything),
        "clause": max(_held(said, one) for one in held),
        "pairs": sum(pairs) / len(pairs) if pairs else _held(said, everything),
        "sense": float(nearest[0]),
        "weakest": float(np.min(nearest)),
    }


def missing(statement: str, evidence: str) -> list[str]:
    """The content words of ``statement`` that ``evidence`` lacks, rarest first."""
    held = _keys(evidence)
    lacking = [word for word in words_of(statement) if word.content and not _is_held(word, held)]
    return list(dict.fromkeys(word.text for word in sorted(lacking, key=lambda word: -rarity(word.lower))))


@lru_cache(maxsize=4096)
def _keys(text: str) -> frozenset[str]:
    return frozenset({word.key for word in words_of(text)} | set(canonical(text)))


def _held(words: Sequence[Word], keys: frozenset[str]) -> float:
    weights = [rarity(word.lower) for word in words]
    met = sum(weight for word, weight in zip(words, weights, strict=True) if _is_held(word, keys))
    return met / sum(weights) if weights else 1.0


def _is_held(word: Word, keys: frozenset[str]) -> bool:
    return word.key in keys or any(part in keys for part in canonical(word.text))


@lru_cache(maxsize=20_000)
def rarity(word: str) -> float:
    """How rare a lower-case word is, 0 (the) to 1 (no word of the tokenizer's)."""
    ids = engines.tokenizer().encode(word.encode("utf-8", "replace").decode(), add_special_tokens=False).ids
    if len(ids) != 1 or ids[0] < FIRST_WORD:
        return 1.0
    return math.log(ids[0] - FIRST_WORD + 2) / math.log(WORDS)


@lru_cache(maxsize=4)
def embedder(engine: str) -> MiniLMEmbedding:
    """The shipped embedder on this engine."""
    return MiniLMEmbedding(engine)
