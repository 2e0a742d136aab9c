"""A statement that nearly repeats a cited sentence: what was put in, left out or exchanged there, word against word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from qa.checks.amounts import amounts
from qa.checks.modality import WEAKER, is_as_far_ahead, modals
from qa.checks.moments import moments
from qa.checks.names import canonical
from qa.checks.places import IMPLIED
from qa.checks.polarity import BE, Marker, first_since, negations, opposites
from qa.checks.words import Word, key_of, words_of

# A statement repeats a sentence where this share of its words stands there in the same order.
REPEATS = 0.5
FEWEST_REPEATED = 4
# What is exchanged for something else is at most this many words long; beyond it the sentence is another one.
LONGEST_EXCHANGE = 6
_BRACKETS = re.compile(r"\([^()]*\)")
# "Is to open" says that it is planned; there is another "is" in most sentences.
_BEING = frozenset(map(key_of, BE))


@dataclass(frozen=True, slots=True)
class Edit:
    """Words ``[a, b)`` of the statement that stand where the cited sentence has its words ``[c, d)``."""

    a: int
    b: int
    c: int
    d: int


@lru_cache(maxsize=1024)
def edits(statement: str, sentence: str) -> tuple[Edit, ...]:
    """What differs between two texts that are nearly the same, in order; ``()`` where they are not, or nothing does."""
    said, held = words_of(statement), words_of(sentence)
    matcher = SequenceMatcher(None, [w.key for w in said], [w.key for w in held], autojunk=False)
    codes = matcher.get_opcodes()
    met = sum(b - a for tag, a, b, _, _ in codes if tag == "equal")
    if met < max(FEWEST_REPEATED, REPEATS * len(said)):
        return ()
    return tuple(Edit(a, b, c, d) for tag, a, b, c, d in codes if tag != "equal")


def edit_fault(statement: str, cited: str) -> tuple[str, str] | None:
    """The check that fails, and why, where the statement repeats a sentence of ``cited`` with something exchanged in it."""
    for sentence in _sentences(cited, statement):
        said, held = words_of(statement), words_of(sentence)
        if swapped := _swapped(said, held):
            return "name", f"says “{swapped[0]}” where the passage says “{swapped[1]}”"
        for edit in edits(statement, sentence):
            fault = (
                _polarity(statement, sentence, said, held, edit)
                or _opposed(said, held, edit)
                or _exchanged(statement, sentence, cited, said, held, edit)
            )
            if fault:
                return fault
    return None


def _swapped(said: Sequence[Word], held: Sequence[Word]) -> tuple[str, str] | None:
    """Two names of a sentence that is else the same, each in the other's place; not those of "A and B"."""
    ours, theirs = ([w for w in words if w.lower not in ("a", "an", "the")] for words in (said, held))
    apart = [i for i, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one.key != other.key]
    if len(ours) != len(theirs) or len(apart) != 2 or not all(ours[i].capital for i in apart):
        return None
    i, j = apart
    listed = any(w.lower in ("and", "or", "with") for w in ours[i:j]) or j == i + 1
    return (
        None
        if listed or ours[i].key != theirs[j].key or ours[j].key != theirs[i].key
        else (ours[i].text, theirs[i].text)
    )


def _sentences(cited: str, statement: str) -> Iterator[str]:
    """The sentences of ``cited`` with their own words, and without what stands in brackets."""
    whole = cited if "(" in statement else _BRACKETS.sub(" ", cited)
    rows: dict[int, list[Word]] = {}
    for word in words_of(whole):
        rows.setdefault(word.sentence, []).append(word)
    for row in rows.values():
        yield whole[row[0].start : row[-1].end]


def _joined(said: Sequence[Word], held: Sequence[Word], edit: Edit) -> bool:
    """Whether the words right after the edit are the same on both sides, so that it changes what is said of them."""
    return edit.b < len(said) and edit.d < len(held) and said[edit.b].key == held[edit.d].key


def _polarity(
    statement: str, sentence: str, said: Sequence[Word], held: Sequence[Word], edit: Edit
) -> tuple[str, str] | None:
    if not _joined(said, held, edit) or (edit.b - edit.a) > LONGEST_EXCHANGE or (edit.d - edit.c) > LONGEST_EXCHANGE:
        return None
    for check, find in (("negation", negations), ("modality", modals)):
        if check == "negation" and len(negations(statement)) == len(negations(sentence)):
            # It stands elsewhere, or goes by another word: "no ransom was paid", "had not paid a ransom".
            continue
        if check == "modality" and Counter(m.kind for m in modals(statement)) == Counter(
            m.kind for m in modals(sentence)
        ):
            continue
        # Moved to another place of the sentence, it is neither put in nor left out.
        ours = {
            said[marker.place].key
            for marker in find(statement)
            if edit.a <= marker.place < edit.b
            and not (check == "modality" and said[marker.place].lower in WEAKER)
            and not (check == "modality" and any(is_as_far_ahead(marker.kind, m.kind) for m in modals(sentence)))
            and not (check == "negation" and first_since(statement, sentence, said[marker.place].end))
        }
        # A refusal within a clause that is left out, "who has denied it," says nothing of the words behind it.
        theirs = {
            held[marker.place].key
            for marker in find(sentence)
            if edit.c <= marker.place < edit.d
            and held[marker.place].clause == held[edit.d].clause
            # What is left out together with what it is said of says nothing of what is left.
            and not (check == "negation" and marker.targets and marker.targets[0] < edit.d and edit.a == edit.b)
            and not (check == "negation" and _untold(said, held, marker))
            and not (check == "modality" and any(is_as_far_ahead(m.kind, marker.kind) for m in modals(statement)))
            and not (held[marker.place].lower in ("nor", "neither") and negations(statement))
        }
        ours = {key for key in ours if key in _BEING or _times(key, said) > _times(key, held)}
        theirs = {key for key in theirs if key in _BEING or _times(key, held) > _times(key, said)}
        if bool(ours) != bool(theirs):
            shown_ours, shown_theirs = (
                _shown(statement, said, edit.a, edit.b + 1),
                _shown(sentence, held, edit.c, edit.d + 1),
            )
            return check, f"says “{shown_ours}”; the passage says “{shown_theirs}”"
    return None


def _untold(said: Sequence[Word], held: Sequence[Word], marker: Marker) -> bool:
    """Whether the statement says nothing of what is negated: "though no one was hurt"."""
    told = {word.key for word in said}
    return bool(marker.targets) and not any(held[i].key in told for i in marker.targets)


def _times(key: str, words: Sequence[Word]) -> int:
    return sum(word.key == key for word in words)


def _opposed(said: Sequence[Word], held: Sequence[Word], edit: Edit) -> tuple[str, str] | None:
    for word in said[edit.a : edit.b]:
        for other in held[edit.c : edit.d]:
            # A name that stands elsewhere in the sentence, "the South", is opposed to nothing here.
            if other.key in opposites(word.key) and not (word.capital and _times(word.key, held)):
                return "negation", f"says “{word.text}”; the passage says “{other.text}”"
    return None


def _exchanged(
    statement: str, sentence: str, cited: str, said: Sequence[Word], held: Sequence[Word], edit: Edit
) -> tuple[str, str] | None:
    """Something else in a place of the sentence: words that the evidence has elsewhere, or a name it has not."""
    ours, theirs = said[edit.a : edit.b], held[edit.c : edit.d]
    if not ours or not theirs or len(ours) > LONGEST_EXCHANGE or len(theirs) > LONGEST_EXCHANGE:
        return None
    mine, its = [w for w in ours if w.content], [w for w in theirs if w.content]
    if not mine or not its:
        return None
    everything = {w.key for w in words_of(cited)}
    kept, had = Counter(w.key for w in said), Counter(w.key for w in held)
    if any(kept[w.key] >= had[w.key] for w in its) or _alike(ours, theirs):
        return None
    # Words that this sentence has as often only stand elsewhere in it.
    taken = [w for w in mine if w.key in everything and kept[w.key] > had[w.key]]
    named = [w for w in mine if w.capital and w.start > 0 and w.key not in everything]
    if len(taken) == len(mine) or (named and any(w.capital for w in its)):
        shown_ours, shown_theirs = _shown(statement, said, edit.a, edit.b), _shown(sentence, held, edit.c, edit.d)
        check = "date" if moments(shown_ours) else "number" if amounts(shown_ours) else "name"
        return check, f"says “{shown_ours}” where the passage says “{shown_theirs}”"
    return None


def _alike(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether two runs of words name the same in other forms: "the U.S.", "the United States"."""
    one, other = set(canonical(" ".join(w.text for w in ours))), set(canonical(" ".join(w.text for w in theirs)))
    small = {"the", "a", "an", "of"}
    one, other = one - small, other - small
    # A government goes by its seat; whether a seat is meant as a place is for the names to say.
    one, other = ({*keys, *(IMPLIED[key] for key in keys if key in IMPLIED)} for keys in (one, other))
    if one & other or any(x[:4] == y[:4] for x in one for y in other if min(len(x), len(y)) > 3):
        return True
    initials = (
        "".join(w.text[0] for w in theirs if w.capital).lower(),
        "".join(w.text[0] for w in ours if w.capital).lower(),
    )
    return any(w.lower.replace(".", "") == initials[0] for w in ours) or any(
        w.lower.replace(".", "") == initials[1] for w in theirs
    )


def _shown(text: str, words: Sequence[Word], a: int, b: int) -> str:
    row = words[a:b]
    return " ".join(text[row[0].start : row[-1].end].split()) if row else ""
