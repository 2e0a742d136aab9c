"""How far the evidence bears a statement: words aligned by rarity and sense, and the model of entailment → the odds that it does."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from qa import engine as engines
from qa import reader
from qa.checks.amounts import agrees, amounts
from qa.checks.moments import moments
from qa.checks.names import canonical, names_of
from qa.checks.odds import ODDS
from qa.checks.words import LONGEST_TEXT, Word, words_of
from qa.embedding import MiniLMEmbedding
from qa.sentences import sentence_spans
from qa.types import Kind, Passage

# The odds are a logistic regression of "the references bear the claim" on AttributionBench dev, 1,198 rows (qa/checks/odds.py,
# written by training/calibrate_support.py; what they are worth is in training/README.md). Which features there are was chosen on
# the same rows, which flatters a little.
# Beyond it the model is as sure as it can be.
LARGEST_LOGIT = 8.0
# The range of lengths that the odds were fitted on.
MOST_WORDS, SHORTEST_EVIDENCE, LONGEST_EVIDENCE = 60, 80, 8_000
# A statement's clauses and the evidence's sentences that are compared by sense; a statement of more is a document.
MOST_CLAUSES, MOST_SENTENCES = 8, 40
# What is read of the evidence at most, in code points: four windows.
LONGEST_READ = 4_000
# A model of the reader's kind, trained on statements (training/train_entailment.py).
MODEL = "entailment.onnx"
# What it tells, beside the features that need no model that reads.
READ = "entailed"
# Where BERT's vocabulary begins to hold whole words; it is in order of frequency, so that a word's number tells how rare it is.
FIRST_WORD, WORDS = 1996, 28_526

_CLAUSE = re.compile(
    r"[;:—]\s|,\s+(?=(?:and|but|while|who|which|where|after|before|when|because|as)\b)|\s+(?=(?:and|but|while|because|which|who)\s(?:\w+\s){3})"
)


def support(statement: str, evidence: Sequence[str], question: str = "", engine: str = "auto") -> float:
    """The probability, 0 to 1, that ``evidence`` bears ``statement``."""
    return probability(measured(statement, evidence, question, engine))


def probability(made: Mapping[str, float]) -> float:
    """The logistic of the odds' weights × what :func:`measured` has made, 0 to 1."""
    weights, bias = ODDS
    values = terms(made)
    return 1 / (1 + math.exp(-bias - sum(weight * values[name] for name, weight in weights.items())))


def measured(statement: str, evidence: Sequence[str], question: str = "", engine: str = "auto") -> dict[str, float]:
    """The features that the odds weigh: of the words and senses, and what the model of entailment says."""
    return features(statement, evidence, question, engine) | {READ: entailed(statement, evidence, engine)}


def entailed(statement: str, evidence: Sequence[str], engine: str = "auto") -> float:
    """The logit of the model of entailment, within ±:data:`LARGEST_LOGIT`: that ``evidence`` bears the statement."""
    (found,) = reader.weigh(statement, [_passage("\n\n".join(evidence)[:LONGEST_READ])], engine, MODEL)
    return max(-LARGEST_LOGIT, min(LARGEST_LOGIT, found.answers))


def _passage(text: str) -> Passage:
    spans = tuple(sentence_spans(text))
    return Passage(0, "", 0, len(text), text, spans, None, Kind.ARTICLE, None, None, None, "", 0.0)


def features(statement: str, evidence: Sequence[str], question: str = "", engine: str = "auto") -> dict[str, float]:
    """What the odds are made of.

    ``words``: the share, 0 to 1, of the statement's content words that the evidence holds, rare ones counting more;
    ``clause``: the same within the best sentence or two of it; ``sense``: the cosine of the statement, and of its worst
    clause, to the nearest sentence or two; ``length`` and ``evidence``: the logarithms of the statement's content words and of
    the evidence's characters; ``amounts``: 1 where an amount is missing there.
    """
    mine = amounts(statement)
    checked = [a.span for a in mine] + [m.span for m in moments(statement)]
    asked = {key for name in names_of(question) for key in name.parts}
    # Numbers and dates are checked by their values; whom the question names need not be named again.
    said = [
        word
        for word in words_of(statement)
        if word.content
        and not any(a < word.end and word.start < b for a, b in checked)
        and not ({*canonical(word.text)} <= asked)
    ]
    texts = [one[a:b].strip() for one in evidence for a, b in sentence_spans(one[:LONGEST_TEXT])]
    texts = [one for one in texts if one][:MOST_SENTENCES] or [""]
    keys = [_keys(text) for text in texts]
    held = keys + [one | other for one, other in pairwise(keys)]
    clauses = [statement, *(part for part in _CLAUSE.split(statement) if len(part.split()) > 2)][: MOST_CLAUSES + 1]
    vectors = embedder(engine).embed([*clauses, *texts])
    asking, alone = vectors[: len(clauses)], vectors[len(clauses) :]
    # Two sentences together mean about what their vectors add up to.
    both = alone[:-1] + alone[1:]
    both /= np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9)
    nearest = (asking @ np.concatenate([alone, both]).T).max(1)
    there = [amount for text in texts for amount in amounts(text)]
    return {
        "words": _held(said, frozenset().union(*keys)),
        "clause": max(_held(said, one) for one in held),
        "sense": float(nearest[0]),
        "weakest": float(np.min(nearest)),
        "length": math.log(1 + min(len(said), MOST_WORDS)),
        "evidence": math.log(min(max(sum(map(len, texts)), SHORTEST_EVIDENCE), LONGEST_EVIDENCE)),
        "amounts": float(any(not any(agrees(one, other) for other in there) for one in mine)),
    }


def terms(made: Mapping[str, float]) -> dict[str, float]:
    """The features, their squares and their products: how much a share of words says depends on how many there are.

    What the model tells is taken as it is: with products, and so few rows, it was worth less on rows not fitted.
    """
    names = [name for name in made if name != READ]
    return dict(made) | {f"{a} {b}": made[a] * made[b] for i, a in enumerate(names) for b in names[i:]}


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
