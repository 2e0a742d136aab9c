"""A text's words as the full-text index has them: folded to plain letters, and their stems."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import Stemmer

REMEMBERED_WORDS = 300_000

STOP_WORDS = frozenset(
    "a about above after again against all also am an and any are as at be because been before being below "
    "between both but by can could did do does doing down during each few for from further had has have having he "
    "her here hers him his how i if in into is it its just like many may me might more most much must my no nor "
    "not now of off on once only or other our out over own s said same say says she should so some such t than "
    "that the their them then there these they this those through to too under until up upon us very was we were "
    "what when where which while who whom whose why will with would you your according".split()
)
WORD = re.compile(r"[^\W_]+")
# One at a time: with a repetition the search for the first takes three times as long.
MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_SYLLABLE = re.compile(r"[aeiouy][^aeiouy]")
_DOUBLED = re.compile(r"([chjkqvwx])\1$")


def fold(text: str) -> str:
    """Lower case without diacritics and with plain letters for others' shapes: "cafe", "еще", "co2".

    What the full-text index folds alike is alike here. The index keeps apart more: it strips marks off Latin letters only.
    """
    if text.isascii():
        return text.lower()
    # Two signs that would be letters of the word before or after them.
    lower = text.lower().replace("™", " ").replace("№", " ").replace("ς", "σ")
    # Put together again, or a Korean syllable is three letters and a voiced kana ends a word.
    return unicodedata.normalize("NFC", MARKS.sub("", unicodedata.normalize("NFKD", lower)))


def stem(word: str) -> str:
    """Porter's stem of a folded word, as the full-text index makes it."""
    if word.isascii():
        return _porter(word)
    # FTS5 takes the bytes of any other letter for consonants ("straße", "đokovic"); no ending has such in it.
    ending = _FOREIGN.split(word)[-1]
    bytewise = _FOREIGN.sub("þð", word)
    return word.removesuffix(ending) + _porter(bytewise)[len(bytewise) - len(ending) :] if ending else word


def _porter(word: str) -> str:
    if len(word) < 3:
        return word
    stemmed = str(_stemmer().stemWord(word))
    # FTS5 follows Porter's later amendment of step 2 ("technology", "possibly"), Snowball his first paper; it asks for a syllable
    # before that ("biology", "doubly" have none).
    if word.endswith(("logy", "logies")) and _SYLLABLE.search(word[: word.rindex("log")]):
        return stemmed[:-1]
    if word.endswith("bly") and _SYLLABLE.search(word[:-3]):
        return _porter(word[:-1] + "e")
    # It also takes any doubled consonant for one ("trekking"), where Snowball takes nine.
    return stemmed[:-1] if word.endswith(("ed", "ing")) and _DOUBLED.search(stemmed) else stemmed


class _Stems(dict[str, str]):
    """Word → stem, kept: a search stems tens of thousands of words, and a look-up that stays in C halves its time."""

    def __missing__(self, word: str) -> str:
        if len(self) >= REMEMBERED_WORDS:
            self.clear()
        self[word] = stemmed = stem(word)
        return stemmed


STEMS = _Stems()


def stems(text: str) -> list[str]:
    """The stems of a text's words in their order."""
    return list(map(STEMS.__getitem__, WORD.findall(fold(text))))


def content(text: str) -> set[str]:
    """The stems of a text's words without stop words."""
    return set(stems(text)) - _stop_stems()


@cache
def _stop_stems() -> frozenset[str]:
    return frozenset(map(stem, STOP_WORDS))


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("porter")
