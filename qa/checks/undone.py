"""A ban that was lifted bans nothing: what the passage says was undone or kept from happening, said as if it was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.checks.polarity import BE, negations
from qa.checks.words import Word, is_past, key_of, words_of

# How many words from what undoes it stands what is undone: "lifted the 2019 ban", "overturned his murder conviction".
REACH = 5
_UNDOING = frozenset(
    map(
        key_of,
        "lift overturn reverse scrap revoke repeal cancel quash annul rescind abolish withdraw end halt block reject veto shelve "
        "avert thwart foil stop prevent abandon postpone delay oppose need require await".split(),
    )
)
_UNDOING_TWO = frozenset(
    (key_of(one), other) for one, other in (("call", "off"), ("strike", "down"), ("turn", "down"), ("throw", "out"))
)
# A noun of a deed → the verb that does it, where the two have no key in common.
_VERBS = {
    key_of(noun): key_of(verb)
    for noun, verb in (
        row.split()
        for row in "sale sell|closure close|expulsion expel|purchase buy|decision decide|dismissal dismiss|arrival arrive|"
        "denial deny|suspension suspend|extension extend|expansion expand|takeover buy|permission permit|reduction reduce|"
        "destruction destroy|seizure seize|resignation resign|approval approve|consent consent|agreement agree|"
        "ratification ratify|signature sign|completion complete|release release".split("|")
    )
}


def undone_fault(statement: str, cited: str) -> str | None:
    """Why ``statement`` says that something was done of which ``cited`` only says that it was undone, if it does."""
    said, held = words_of(statement), words_of(cited)
    if any(_undoes(said, i) for i in range(len(said))):
        return None
    clauses = {said[marker.place].clause for marker in negations(statement)}
    denied = {word.key for word in said if word.clause in clauses}
    done = {word.key for word in said if is_past(word)} - {word.key for word in held if is_past(word)} - denied
    for i in range(len(held)) if done else ():
        if not _undoes(held, i):
            continue
        for word in _objects(held, i):
            if _VERBS.get(word.key, word.key) in done:
                first, last = sorted((word, held[i]), key=lambda w: w.start)
                return f"leaves out that the passage says “{' '.join(cited[first.start : last.end].split())}”"
    return None


def _undoes(words: Sequence[Word], i: int) -> bool:
    following = words[i + 1].lower if i + 1 < len(words) else ""
    return words[i].key in _UNDOING or (words[i].key, following) in _UNDOING_TWO


def _objects(words: Sequence[Word], i: int) -> Iterator[Word]:
    """What the verb at ``i`` is done to, by its place: behind it, or before "was lifted"."""
    passive = any(word.lower in BE for word in words[max(0, i - 2) : i])
    near = words[max(0, i - REACH) : i] if passive else words[i + 1 : i + 1 + REACH]
    yield from (word for word in near if word.content and word.clause == words[i].clause and not is_past(word))
