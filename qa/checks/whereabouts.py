"""Whether two answers can be one place: what lies in what by WordNet (``places.txt.gz``), and what an answer says of itself."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product

from qa.checks.places import NAMED
from vectorstore.stemming import fold

_LARGE = frozenset(("country", "continent"))
LONGEST_NAME = 4
_WORD = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*")
# What says only roughly where.
_ROUGHLY = re.compile(
    r"\b(?:(?:north|south|east|west)(?:east|west)?(?:ern)?|central|far|near|outside|around|off|between|border|home|abroad|suburbs?|"
    r"outskirts|areas?)\b",
    re.IGNORECASE,
)
_REGION = re.compile(
    r"\b(?:regions?|provinces?|states?|count(?:y|ies)|districts?|oblast|coast|islands?|isles?|peninsula|valley|mountains?|mount|lake|"
    r"sea|river|bay|gulf|desert|forest|countryside)\b",
    re.IGNORECASE,
)
# What stands within a town as often as not.
SITE = re.compile(
    r"\b(?:hospital|infirmary|clinic|stadium|arena|hotel|museum|gallery|school|university|college|church|cathedral|mosque|temple|"
    r"synagogue|theat(?:er|re)|hall|palace|castle|square|street|avenue|road|park|garden|station|airport|embassy|court|prison|jail|"
    r"bridge|tower|building|house|mansion|cent(?:er|re)|mall|market|cemetery|library|restaurant|shop|factory|plant|warehouse|studio|"
    r"pier|quay|academy|institute)s?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Where:
    """Where an answer says: the places its narrowest name may mean, none where it is not known; what else it names, and its ``sort``
    by its other words."""

    known: frozenset[int]
    named: frozenset[int]
    sort: str


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    """Of each place its kind and what it lies in right above, and which places each name may mean."""

    kinds: tuple[str, ...]
    holders: tuple[str, ...]
    meant: dict[str, frozenset[int]]


@cache
def _gazetteer() -> _Gazetteer:
    text = gzip.decompress(files("qa.checks").joinpath("places.txt.gz").read_bytes()).decode()
    names, kinds, holders = zip(*(line.split("\t") for line in text.split("\n")), strict=True)
    meant: dict[str, frozenset[int]] = {}
    for number, row in enumerate(names):
        for name in row.split("|"):
            meant[name] = meant.get(name, frozenset()) | {number}
    return _Gazetteer(kinds, holders, meant)


@cache
def _within(place: int) -> frozenset[int]:
    """All that a place lies in, itself too."""
    found, waiting = {place}, [place]
    while waiting:
        above = {int(number) for number in _gazetteer().holders[waiting.pop()].split()} - found
        found |= above
        waiting += above
    return frozenset(found)


def _kind(place: int | None) -> str:
    """A town, state, country or continent; empty where it is none of these, or not known."""
    return "" if place is None else _gazetteer().kinds[place]


def apart(one: str, other: str) -> bool:
    """Whether two answers are places of which, as far as is known, neither lies in the other: two towns, a town and a country that it
    is not in. Of two that nothing is known of, both are of one sort: two hospitals, and not a hospital and what may be its town."""
    first, second = _where(one), _where(other)
    pairs = list(product(first.known or (None,), second.known or (None,)))
    if any(_holds(a, b) for a, b in pairs):
        return False
    if all(_elsewhere(_all(a, first), _all(b, second), (a, b)) for a, b in pairs):
        return True
    # What is not known is a town more often than a state or a country; two that are known would have been told apart.
    towns = all(_kind(place) == "town" for place in first.known | second.known)
    return towns and first.sort == second.sort and not (first.known and second.known)


def _holds(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and (one in _within(other) or other in _within(one))


def _all(known: int | None, where: _Where) -> frozenset[int]:
    """What a place lies in, itself too, and what its answer names beside it."""
    return frozenset().union(*(_within(place) for place in where.named | {known} if place is not None))


def _elsewhere(first: frozenset[int], second: frozenset[int], pair: tuple[int | None, int | None]) -> bool:
    """Whether what two places lie in tells that they are two: other countries, or another town than the one it is in.

    A place lies in one of each kind; a mountain range or "the South", of none, lies across them.
    """
    for place, around in zip(pair, (second, first), strict=True):
        if _kind(place) and place not in around and any(_kind(other) == _kind(place) for other in around):
            return True
    lands = [{place for place in around if _kind(place) == "country"} for around in (first, second)]
    return bool(lands[0] and lands[1]) and lands[0].isdisjoint(lands[1])


@lru_cache(maxsize=1024)
def _where(answer: str) -> _Where:
    """What an answer's names and words say of where."""
    groups, rest = _read(answer)
    rough = bool(_ROUGHLY.search(answer))
    sort = "site" if SITE.search(rest) else "region" if rough or _REGION.search(rest) else ""
    # Of "Lyon, France" it is Lyon: what lies in another that is named says where that is.
    narrow = [g for g in groups if not any(g is not h and _any_in(h, g) for h in groups)]
    unknown = any(word[:1].isupper() for word in _WORD.findall(rest))
    known = narrow[0] if len(narrow) == 1 and not (unknown or rough) else frozenset[int]()
    named = frozenset().union(*(group for group in groups if group is not known))
    if rough:
        named = frozenset(place for place in named if _kind(place) in _LARGE)
    return _Where(known, named, "" if known else sort)


def _any_in(group: frozenset[int], other: frozenset[int]) -> bool:
    """Whether a place of ``group`` lies in one of ``other``."""
    return any(not other.isdisjoint(_within(place) - {place}) for place in group)


def _read(answer: str) -> tuple[list[frozenset[int]], str]:
    """The known places that an answer names, longest names first, and the rest of its words."""
    meant = _gazetteer().meant
    words = _WORD.findall(answer)
    found: list[frozenset[int]] = []
    rest: list[str] = []
    i = 0
    while i < len(words):
        plain = [_plain(word) for word in words[i : i + LONGEST_NAME]] if words[i][:1].isupper() else []
        for size in range(len(plain), 0, -1):
            name = " ".join(plain[:size])
            name = NAMED.get(tuple(plain[:size]), name)
            if name in meant:
                found.append(meant[name])
                i += size
                break
        else:
            rest.append(words[i])
            i += 1
    return found, " ".join(rest)


def _plain(word: str) -> str:
    return fold(word).replace("’", "'").removesuffix("'s").replace(".", "")
