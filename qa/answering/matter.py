"""How much a text speaks of what a question does: which of its words it holds, or says otherwise, and how near together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from qa.checks.meanings import adds_nothing, keys_of, means_as_much, says_as_much
from qa.checks.places import two_places
from qa.checks.words import key_of, words_of
from qa.citing import sliced
from qa.types import Kind, Passage, Span
from vectorstore import lexical, stemming

# What a word of the question counts that the text says in another one, and one that only the article's title holds.
SAID_OTHERWISE, TITLED = 0.7, 0.5
# They ask whether there was any, and name nothing that a text would have to.
ANY = frozenset("ever yet already still any anyone anybody anything someone somebody something".split())
# Two words of one family begin alike; shorter beginnings are shared by chance.
SHORTEST_ROOT = 5


def share_held(query: lexical.Query, text: str, title: str) -> float:
    """The share of the question's words, weighed by rarity, that a text says: by the word or a form of it, by another word that
    means as much, or in its article's title. 0 to 1.

    A word that adds nothing ("call", "last", "day") counts only where the text has it: in a small folder, where no article
    happens to use it, it would be the rarest of all.
    """
    own, titled = _forms(text), _forms(title)
    held = keys_of(text)
    said = total = 0.0
    for key, rarity in query.idf.items():
        meaning = key_of(query.words[key])
        if key in own:
            share = 1.0
        elif any(_otherwise(meaning, word) for word in held):
            share = SAID_OTHERWISE
        elif key in titled:
            share = TITLED
        elif adds_nothing(meaning) or query.words[key] in ANY:
            continue
        else:
            share = 0.0
        said += rarity * share
        total += rarity
    return said / total if total else 0.0


def told(asked: Iterable[str], text: str) -> frozenset[str]:
    """Those of the keys ``asked`` that a text says, by a form of the word or by another that means as much."""
    held = keys_of(text)
    return frozenset(key for key in asked if key in held or says_as_much(key, held))


def words_held(query: lexical.Query, own: set[str], titled: set[str]) -> float:
    """The share of the question's words, weighed by rarity, that a text has; its article's title counts half."""
    total = query.weight or 1.0
    return sum(w * (1.0 if key in own else TITLED if key in titled else 0.0) for key, w in query.idf.items()) / total


def words_together(query: lexical.Query, words: Sequence[str]) -> float:
    """How near to each other the question's neighbouring words stand, 0 to 1: "accompanied Putin" is said of
    "accompanying Putin", not of "Putin …, accompanied by crowds"."""
    asked = list(query.words)
    places: dict[str, list[int]] = {key: [] for key in asked}
    for place, word in enumerate(words):
        if word in places:
            places[word].append(place)
    total = weight = 0.0
    for one, other in pairwise(asked):
        rarity = min(query.idf[one], query.idf[other])
        weight += rarity
        if places[one] and places[other]:
            total += rarity / min(abs(a - b) for a in places[one] for b in places[other])
    return total / weight if weight else 0.0


def relation(query: lexical.Query, passage: Passage, place: Span) -> float:
    """How much what a passage says at ``place`` speaks of what the question does, 0 to 1: its words, and how near together;
    less outside an article's own text."""
    text = sliced(passage, place)
    held = share_held(query, text, passage.heading)
    # One word has none beside it.
    together = words_together(query, stemming.stems(text)) if len(query.words) > 1 else held
    return 0.8 * held + 0.2 * together - 0.2 * (passage.kind is not Kind.ARTICLE)


def of_one_family(one: str, other: str) -> bool:
    """Whether the words with these keys are of one family: "short" and "shortage", "invade" and "invasion"."""
    short, long = sorted((one, other), key=len)
    changed = len(short) == len(long) and short[:-1] == long[:-1] and {short[-1:], long[-1:]} == {"d", "s"}
    return len(short) >= SHORTEST_ROOT and (changed or long.startswith(short)) and not two_places(short, long)


def _otherwise(meaning: str, word: str) -> bool:
    """Whether another word says it: one of the same meaning, or of the same family."""
    return of_one_family(meaning, word) or means_as_much(meaning, word)


def _forms(text: str) -> set[str]:
    """The stems of a text's words and of the words that these are irregular forms of: "met" is said of "meet"."""
    return {*stemming.stems(text), *(stemming.stem(word.key) for word in words_of(text))}
