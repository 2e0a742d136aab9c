"""A question's word that nobody writes so → the articles' word that is one slip of the keyboard from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from qa.engine import tokenizer
from vectorstore.catalog import Catalog
from vectorstore.stemming import fold, stem

# Among shorter words nearly all are one letter from another; names are sooner than words.
SHORTEST = 5
SHORTEST_NAME = 6
# A shorter one is one letter from a word of another sense ("culled" and "called"): only what is left out, swapped or doubled is
# a slip there. Without it three folders of eight articles had six of 2,454 right questions read as others, and have none.
SHORTEST_STRUCK = 7
SHORTEST_BASE, SHORTEST_PREFIXED = 3, 4
# Where another word is not this many times rarer, what was meant is a guess, and a wrong one is worse than none.
CLEARLY = 3
# There is one way to leave a letter out, to swap two or to double one, and there are 25 others to strike instead of each.
ONE_WAY = 25
# The full-text index holds stems: how a word is spelled is seen in so many passages that hold its stem (1 ms).
SAMPLE = 30
# Of the stems of what is a slip away, most begin with as many letters as the word; with 3 a frequent beginning takes 16 ms.
PREFIX = 4

_QUOTED = re.compile(r"“[^”]*”|„[^“”]*[“”]|\"[^\"]*\"|«[^»]*»|»[^«]*«|‘.*?’(?!\w)|(?<!\w)'.*?'(?!\w)", re.DOTALL)
# Between blanks, so that no part of an address, of a compound or of "G7's" is a word.
_WORD = re.compile(r"(?<!\S)[(\[]?(?P<word>[A-Z]?[a-z]+)(?:['’]s?)?[)\]]?[?!.,;:…]*[)\]]?(?!\S)")
_NAME_BEFORE = re.compile(r"[A-Z][^\W\d_]+ $")
_ENDINGS = ("s", "es", "ed", "ing", "er", "ly", "ise", "ize", "ation", "i", "ian")
# "Stop" gives "stopper", and "twit" no "Twiter".
_DOUBLING = re.compile(r"[^aeiouy]+[aeiouy][^aeiouywx]")
_LETTERS = re.compile(r"[^\W\d_]+")
_WITHIN_A_SENTENCE = re.compile(r"[\w,;][”’\"']? $")


def as_written(catalog: Catalog, question: str) -> tuple[str, tuple[str, ...]]:
    """``question`` with its misspelt words as the articles have them, and a note on each; raises what the catalogue raises.

    A word is misspelt where it is neither English nor in any article, filters aside. Quotations, short words, and what is not of
    plain letters stay as they are, and so does a word that may be two others.
    """
    quoted = [match.span() for match in _QUOTED.finditer(question)]
    asked, last = "", 0
    notes: dict[str, str] = {}
    for match in _WORD.finditer(question):
        start, end = match.span("word")
        word = match["word"]
        if any(a <= start < b for a, b in quoted) or _is_english(word.lower()) or _is_written(catalog, word):
            continue
        before = asked + question[last:start]
        read = _nearest(catalog, word, before)
        if read is not None:
            asked, last = before + read, end
            notes[word] = f"“{word}” was read as “{read}”, as the articles have it."
    return asked + question[last:], tuple(notes.values())


def _is_english(word: str) -> bool:
    """Whether a word in lower case, or what it is made from, is a piece of the tokenizer's; so are too short ones."""
    return len(word) < SHORTEST or _has_piece(word)


def _has_piece(word: str) -> bool:
    return tokenizer().token_to_id(word) is not None or any(map(_has_piece, _bases(word)))


def _bases(word: str) -> Iterator[str]:
    """What a word may be made from, by what any word can get: "stopped", "hoping", "carries", "legalisation", "reuse"."""
    for beginning in ("re", "un"):
        if word.startswith(beginning) and len(word) >= len(beginning) + SHORTEST_PREFIXED:
            yield word.removeprefix(beginning)
    for ending in _ENDINGS:
        base = word.removesuffix(ending)
        if base == word or len(base) + 1 < SHORTEST_BASE:
            continue
        if len(base) >= SHORTEST_BASE and not (ending in ("ed", "ing", "er") and _DOUBLING.fullmatch(base)):
            yield base
        if ending[0] in "aei":
            yield base + "e"
            if base[-1] == base[-2]:
                yield base[:-1]
            if base.endswith("i"):
                yield base[:-1] + "y"


def _is_written(catalog: Catalog, word: str) -> bool:
    """Whether an article has the word itself, as far as the sample shows: "presidant" has the stem of "president"."""
    folded = word.lower()
    passages = catalog.documents(stem(folded))
    if word[0].isupper() and passages > SAMPLE:
        # "Generale" has the stem of "general": no sample tells that the name is nowhere. A word of the same stem is as good.
        return True
    # What is in the index is nearly always in the first passages that hold its stem.
    return passages > 0 and any(
        _places(folded, text) for limit in (SAMPLE // 10, SAMPLE) for text in catalog.texts_with(folded, limit)
    )


def _nearest(catalog: Catalog, word: str, before: str) -> str | None:
    """The word that ``word`` is read as, in lower case or, if it is a name, in the articles' spelling; ``before`` is what stands
    before it."""
    lower, named, short = word.lower(), word[0].isupper(), len(word) < SHORTEST_NAME
    begun = _NAME_BEFORE.search(before)
    if named and short and not begun:
        return None
    slips = {
        one: (stem(one), odds)
        for one, odds in _slips(lower).items()
        if (odds == ONE_WAY or len(word) >= SHORTEST_STRUCK) and not _is_other_form(lower, one)
    }
    documents = catalog.documents_of({key for key, _ in slips.values()}, lower[:PREFIX])
    # No word is in more passages than its stem.
    most = {one: odds * documents[key] for one, (key, odds) in slips.items() if key in documents}
    samples: dict[str, list[str]] = {}
    found: list[tuple[float, str]] = []
    for one in sorted(most, key=lambda one: (-most[one], one)):
        if found and most[one] * CLEARLY < max(found)[0]:
            break
        key = slips[one][0]
        if key not in samples:
            samples[key] = catalog.texts_with(one, SAMPLE)
        texts = samples[key]
        if named and short and begun:
            # "Tolland Brige" is Tolland Bridge where the articles have that, and "John Prine" no Prince.
            texts = [text for text in texts if f"{begun.group()}{one.capitalize()}" in text]
        use = _Use.of(one, texts)
        share = use.named if named else use.lower if short else use.share
        # In another language "wurde" is right, and "werde" another word.
        if share and (use.named or _is_english(one)):
            found.append((share * most[one], use.name if named else one))
    first, second = [*sorted(found, reverse=True), (0.0, ""), (0.0, "")][:2]
    return first[1] if first[0] > second[0] * CLEARLY else None


def _slips(word: str) -> dict[str, int]:
    """Every string with the same first letter at a Damerau–Levenshtein distance of 1 (optimal string alignment), with the odds
    that it became ``word``.

    Made, and not looked for among the index's terms: to list these takes tens of milliseconds, and they are no words but stems.
    """
    odds: dict[str, int] = {}
    for place in range(1, len(word) + 1):
        before, after = word[:place], word[place:]
        for letter in ascii_lowercase:
            odds[before + letter + after] = ONE_WAY
            if after:
                odds.setdefault(before + letter + after[1:], 1)
        if after:
            doubled = after[0] == before[-1]
            odds[before + after[1:]] = ONE_WAY if doubled else 1
            odds[before + after[1:2] + after[0] + after[2:]] = ONE_WAY
    odds.pop(word, None)
    return odds


def _is_other_form(word: str, other: str) -> bool:
    """Whether two words differ by an ending and not by a slip: "forecaster" and "forecasters", "Carabao" and "Carabas"."""
    return f"{word}s" == other or word == f"{other}s" or word[:-1] == other[:-1]


@dataclass(frozen=True, slots=True)
class _Use:
    """Of the passages that hold a word's stem, the shares that have the word itself, that have it in lower case, and that have it
    as a name; ``name`` is how they write that."""

    share: float
    lower: float
    named: float
    name: str

    @classmethod
    def of(cls, word: str, texts: Sequence[str]) -> _Use:
        """The use of a folded word in ``texts``."""
        held, lower, named, name = 0, 0, 0, word.capitalize()
        for text in texts:
            places = _places(word, text)
            # A capital at the start of a sentence makes no name.
            names = [
                text[start:end]
                for start, end in places
                if text[start].isupper() and _WITHIN_A_SENTENCE.search(text, max(0, start - 3), start)
            ]
            held += bool(places)
            lower += any(text[start].islower() for start, _ in places)
            named += bool(names)
            name = next((one for one in names if not one.isupper()), name)
        total = len(texts) or 1
        return cls(held / total, lower / total, named / total, name)


def _places(word: str, text: str) -> list[tuple[int, int]]:
    """Where ``text`` has the folded ``word`` as a whole one, with or without marks on its letters."""
    lower = text.lower()
    if len(lower) == len(text) and word in lower:
        # A third of the time of an expression that disregards case.
        starts = [match.start() for match in re.finditer(word, lower)]
        ends = [(start, start + len(word)) for start in starts]
        return [(a, b) for a, b in ends if not text[a - 1 : a].isalpha() and not text[b : b + 1].isalpha()]
    if text.isascii() or word not in fold(text):
        return []
    return [match.span() for match in _LETTERS.finditer(text) if fold(match.group()) == word]
