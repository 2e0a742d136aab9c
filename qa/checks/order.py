"""Which is first: "the third largest" is not the largest, "more apples than pears" not more pears than apples, what lies to the west
not to the east, and what followed did not come before."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from qa.checks.polarity import BE
from qa.checks.roles import MUTUAL
from qa.checks.words import Word, content_keys, is_past, words_of

# A text with more comparisons than this is no sentence of an article, and each of them is compared with each.
MOST = 12
_ORDINAL = r"second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,3}(?:st|nd|rd|th)"
_SUPERLATIVE = re.compile(
    rf"(?:\b(?P<nth>{_ORDINAL})[\s-]+)?\b(?:(?P<most>most|least)[\s-](?P<what>[a-z]+)|(?P<est>[a-z]{{3,}}est))\b",
    re.IGNORECASE,
)
# They end like superlatives.
_NO_SUPERLATIVES = frozenset(
    "forest harvest interest request protest contest arrest invest suggest honest modest guest quest conquest west midwest rest test "
    "best latest earnest manifest digest attest detest priest unrest northwest southwest inquest bequest crest chest nest zest pest "
    "vest lest tempest everest budapest bucharest trieste".split()
)
_COMPARED = re.compile(
    r"\b(?:more|less|fewer|rather|[a-z]{2,}er)\b(?P<one>[^.;:()]{2,80}?)\bthan\b(?P<other>[^.;:()]{2,80})",
    re.IGNORECASE,
)
_PREPOSITIONS = frozenset(
    "in on at by from to for with during after before since until under over between among against near of into as than about".split()
)
_ARTICLES = frozenset("a an the his her its their this that these those".split())
_STOPS = re.compile(r"[.;:!?]\s")
_LIES = re.compile(
    r"(?P<what>[^,.;:()]{3,60}?)\s+(?:in|to|on) the (?P<way>(?:north|south)(?:east|west)?|east|west)\b", re.IGNORECASE
)
_FOLLOWING = re.compile(r"\b(?:following|after)\b(?P<what>[^.;:]{2,80})", re.IGNORECASE)
_FOLLOWED = re.compile(
    r"(?P<one>[^.;:,]{2,80}?)\s(?:is|was|are|were)\sfollowed\sby\s(?P<other>[^.;:,]{2,80})", re.IGNORECASE
)
_EARLIER = re.compile(r"\b(?:before|prior|ahead|earlier|previously|preced\w+)\b", re.IGNORECASE)
_BEFORE = re.compile(r"\b(?:before|prior to|ahead of)\b(?P<what>[^.;:]{2,80})", re.IGNORECASE)


def found_in(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The first matches of ``pattern``, at most :data:`MOST`."""
    return itertools.islice(pattern.finditer(text), MOST)


def order_fault(statement: str, cited: str) -> str | None:
    """Why what ``statement`` puts first, before or on one side is elsewhere in ``cited``, if it is."""
    return (
        _not_the_most(statement, cited)
        or _compared(statement, cited)
        or _turned(statement, cited)
        or _lies(statement, cited)
        or _before(statement, cited)
    )


def _superlatives(text: str) -> Iterator[tuple[str, str, str]]:
    for found in _SUPERLATIVE.finditer(text):
        if found["most"] or found["est"].lower() not in _NO_SUPERLATIVES:
            word = f"{found['most']} {found['what']}" if found["most"] else found["est"]
            yield word.lower(), (found["nth"] or "").lower(), found.group()


def _not_the_most(statement: str, cited: str) -> str | None:
    """Of "the third largest island", said to be the largest."""
    held: dict[str, list[tuple[str, str]]] = {}
    for word, nth, shown in _superlatives(cited):
        held.setdefault(word, []).append((nth, shown))
    for word, nth, shown in _superlatives(statement):
        theirs = held.get(word, [])
        if not nth and theirs and all(other for other, _ in theirs):
            return f"says “{shown}”; the passage says “{theirs[0][1]}”"
    return None


def _compared(statement: str, cited: str) -> str | None:
    """The two that are compared, exchanged: "more apples than pears", "coal emits more than gas"."""
    for ours in found_in(_COMPARED, statement):
        subject, one, other = _terms(statement, ours)
        for theirs in found_in(_COMPARED, cited):
            doer, first, second = _terms(cited, theirs)
            if ours.group().split()[0].lower() == theirs.group().split()[0].lower() and (
                crossed(one, other, first, second) or crossed(subject, other, doer, second)
            ):
                return f"says “{' '.join(ours.group().split())}”; the passage says “{' '.join(theirs.group().split())}”"
    return None


def _terms(text: str, found: re.Match[str]) -> tuple[set[str], set[str], set[str]]:
    """What is before a comparison in its clause, and the two sides of its "than"."""
    before = _STOPS.split(text[: found.start()])[-1]
    return set(content_keys(before)), set(content_keys(found["one"])), set(content_keys(found["other"]))


def crossed(one: AbstractSet[str], other: AbstractSet[str], first: AbstractSet[str], second: AbstractSet[str]) -> bool:
    """Whether what ``one`` has of its own is ``second``, and what ``other`` has is ``first``."""
    return bool((one - first) & second and (other - second) & first)


def _turned(statement: str, cited: str) -> str | None:
    """Who does it to whom, exchanged, where neither has a name: "special relativity extends the general one"."""
    said, held = words_of(statement), words_of(cited)
    verbs = [
        i
        for i, word in enumerate(said)
        if (is_past(word) or word.lower.endswith("s")) and word.content and word.key not in MUTUAL
    ][:MOST]
    keys = {said[i].key for i in verbs}
    theirs = [(j, _around(held, j)) for j in [j for j, word in enumerate(held) if word.key in keys][:MOST]]
    for i in verbs if theirs else ():
        left, right = _around(said, i)
        for j, (before, behind) in theirs:
            same = held[j].key == said[i].key and is_passive(said, i) == is_passive(held, j)
            if same and crossed(left, right, before, behind):
                return f"says “{statement.strip()}”; in the passage it is the other way round"
    return None


def is_passive(words: Sequence[Word], i: int) -> bool:
    """Whether the verb at ``i`` may be a passive, "was passed in Congress", "seen by Lee"."""
    return (i + 1 < len(words) and words[i + 1].lower == "by") or any(
        word.lower in BE for word in words[max(0, i - 3) : i]
    )


def _around(words: Sequence[Word], i: int) -> tuple[set[str], set[str]]:
    """The content words of the clause before and behind word ``i``, without those behind a preposition."""
    clause = [word for word in words if word.clause == words[i].clause]
    plain = {word.start for word in without_places(clause) if word.content}
    at = words[i].start
    return (
        {word.key for word in clause if word.start in plain and word.start < at},
        {word.key for word in clause if word.start in plain and word.start > at},
    )


def without_places(words: Sequence[Word]) -> list[Word]:
    """``words`` of a clause without what stands behind a preposition: where, when and of what it is."""
    kept: list[Word] = []
    dropping = False
    for word in words:
        if word.lower in _PREPOSITIONS:
            dropping = True
        elif dropping and not word.content and word.lower not in _ARTICLES:
            dropping = False
        elif not dropping or is_past(word):
            dropping = False
            kept.append(word)
    return kept


def _lies(statement: str, cited: str) -> str | None:
    """On which side something lies."""
    held: dict[str, set[str]] = {}
    for found in _LIES.finditer(cited):
        for name in re.findall(r"\b[A-Z][\w-]+", found["what"])[-2:]:
            held.setdefault(name, set()).add(found["way"].lower())
    for found in _LIES.finditer(statement):
        for name in re.findall(r"\b[A-Z][\w-]+", found["what"])[-2:]:
            theirs = held.get(name, set())
            if theirs and found["way"].lower() not in theirs and len(re.findall(rf"\b{re.escape(name)}\b", cited)) == 1:
                return f"says that {name} lies to the {found['way'].lower()}; the passage says {min(theirs)}"
    return None


def _before(statement: str, cited: str) -> str | None:
    """Before what it came after: the same thing stands behind "before" here and behind "following" there, or follows there."""
    for ours in (*found_in(_BEFORE, statement), *found_in(_FOLLOWING, statement)):
        first, second = set(content_keys(statement[: ours.start()])), set(content_keys(ours["what"]))
        if _FOLLOWING.match(ours.group()):
            first, second = second, first
        for theirs in found_in(_FOLLOWED, cited):
            earlier, later = (set(content_keys(theirs[part])) for part in ("one", "other"))
            if second & earlier and first & later and not (first & earlier or second & later):
                return f"says “{statement.strip()}”; the passage says “{' '.join(theirs.group().split())}”"
    for ours in found_in(_FOLLOWING, statement):
        first, second = set(content_keys(statement[: ours.start()])), set(content_keys(ours["what"]))
        for theirs in found_in(_FOLLOWING, cited):
            before = re.split(r"[.!?]\s", cited[: theirs.start()])[-1]
            if crossed(first, second, set(content_keys(before)), set(content_keys(theirs["what"]))):
                return f"says “{' '.join(ours.group().split())}”; the passage says “{' '.join(theirs.group().split())}”"
    if _EARLIER.search(cited):
        return None
    for ours in found_in(_BEFORE, statement):
        what = content_keys(ours["what"])[:3]
        for theirs in found_in(_FOLLOWING, cited):
            if what and set(what) <= set(content_keys(theirs["what"])):
                return f"says “{' '.join(ours.group().split())}”; the passage says “{' '.join(theirs.group().split())}”"
    return None
