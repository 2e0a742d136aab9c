"""Yes or no: a statement negates what its evidence does, and does not say the opposite."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.checks.words import Word, key_of, words_of

# How many content words after a "not" or a "may" it is said of.
REACH = 3
_NOT = frozenset(
    "not never no without neither nor none nobody nothing hardly barely scarcely cannot unable cant".split()
)
# "independent of Western control" has none.
_FREE = frozenset(
    (
        "independent of",
        "independently of",
        "free of",
        "free from",
        "exempt from",
        "immune to",
        "devoid of",
        "instead of",
        "rather than",
    )
)
_REFUSALS = frozenset(
    map(key_of, "fail refuse deny decline reject avoid prevent lack abandon cancel dismiss refute rule exclude".split())
)
# What is not "known to be safe" is not known to be it, and a statement leaves "known" out.
_HELD_TO_BE = frozenset(
    map(
        key_of,
        "know clear certain sure prove confirm show consider deem find think believe evident evidence proof sign indication guarantee".split(),
    )
)
_TURN = key_of("turn")
_HAVE = ("has", "have", "had")
BE = frozenset("is are was were be been being am 's 're".split())

_OPPOSITES = (
    "rise fall|rise drop|increase decrease|increase decline|increase reduce|grow shrink|gain lose|win lose|higher lower|"
    "high low|raise lower|accept reject|approve reject|support oppose|back oppose|begin end|start stop|start end|open close|include exclude|"
    "legal illegal|guilty innocent|arrive leave|buy sell|import export|strengthen weaken|allow ban|allow forbid|permit "
    "ban|north south|east west|northern southern|eastern western|victory defeat|lend borrow|male female|alive dead|live die|early late|present "
    "absent|ally enemy|before after|up down|above below|more less|more fewer|most least|always never|inside outside|first "
    "last|public private|success failure|succeed fail|true false|same different|old new|older younger|large small|largest smallest|biggest smallest|highest lowest|longest shortest|oldest youngest|oldest newest|larger smaller|"
    "big small|long short|longer shorter|love hate|expand contract|advance retreat|attack defend|remember forget|friend enemy|war peace|"
    "confirm deny|admit deny|agree disagree|join leave|hire fire|appoint dismiss|arrest release|convict acquit|survive die|improve worsen|"
    "better worse|best worst|hot cold|warm cool|rich poor|easy difficult|safe dangerous|optimistic pessimistic|positive negative|"
    "major minor|majority minority|maximum minimum|internal external|domestic foreign|temporary permanent|left right|ascend descend|"
    "push pull|enter exit|enter leave|lead trail|praise criticize|praise condemn|welcome condemn|invite expel|attach detach|import export|"
    "push pull|above behind|ahead behind|husband wife|father mother|son daughter|brother sister|king queen|all none|many few|top bottom|fast slow|"
    "quickly slowly|heavy light|strong weak|stronger weaker|full empty|upper lower|vertical horizontal|urban rural|ancient modern|"
    "earlier later|create destroy|build destroy|deploy withdraw|encourage discourage|obey defy|deepen ease|common rare|often rarely"
)
_OPPOSITE: dict[str, set[str]] = {}
for _one, _other in (row.split() for row in _OPPOSITES.split("|")):
    _OPPOSITE.setdefault(key_of(_one), set()).add(key_of(_other))
    _OPPOSITE.setdefault(key_of(_other), set()).add(key_of(_one))
_UP = "rise climb increase grow gain jump up surge soar raise advance rebound expand rally"
_DOWN = "fall drop decline decrease dip slide slip plunge tumble sink shrink down lower cut reduce lose plummet retreat"
DIRECTION = {key_of(word): side for side, row in ((1, _UP), (-1, _DOWN)) for word in row.split()}
_SINCE = re.compile(r"\b(?:since|for)\b", re.IGNORECASE)
_FIRST = re.compile(r"\bfirst\b", re.IGNORECASE)
_FIRST_SINCE = re.compile(r"\bfirst\b[^.;:]*\b(?:since|in (?:\w+ )?(?:weeks|months|years|decades))\b", re.IGNORECASE)
_SIDED = re.compile(
    r"\b(?P<verb>vote[ds]?|voting|argue[ds]?|arguing|campaign(?:ed|ing|s)?|spoke|spoken|speaks?|testif(?:y|ied|ies)|rule[sd]?)\s+"
    r"(?:(?P<against>against)|for|in favou?r of)\b",
    re.IGNORECASE,
)
_ANEW = frozenset("but while whereas although though and or who which because after when".split())
_NEGATING = ("un", "in", "im", "il", "ir", "dis", "non", "mis")


@dataclass(frozen=True, slots=True)
class Marker:
    """A negation or a modal at word ``place``; ``targets`` are the places of the words it is said of, nearest first."""

    place: int
    kind: str
    targets: tuple[int, ...]


@lru_cache(maxsize=2048)
def negations(text: str) -> tuple[Marker, ...]:
    """The negations of ``text`` with what they negate; a refusal counts as one."""
    words = words_of(text)
    found = []
    for i, word in enumerate(words):
        plain = word.lower
        if plain == "neither" and any(w.lower == "nor" and w.sentence == word.sentence for w in words[i:]):
            # Its "nor" says so.
            continue
        if plain == "too" and [w.lower for w in words[i + 2 : i + 3]] == ["to"]:
            # "It was too early to concede": nobody has.
            found.append(Marker(i, "not", ahead(words, i + 2)))
            continue
        if plain.endswith("n't") or plain in _NOT:
            if plain == "not" and i + 1 < len(words) and words[i + 1].lower in ("only", "just", "least"):
                continue
            if (
                plain == "no"
                and i + 1 < len(words)
                and words[i + 1].lower in ("doubt", "fewer", "less", "more", "matter")
            ) and words[i + 1].lower not in ("more",):
                continue
            found.append(Marker(i, "not", ahead(words, i, over_names=True)))
        elif i + 1 < len(words) and (f"{plain} {words[i + 1].lower}" in _FREE or _has_yet_to(words, i)):
            found.append(Marker(i, "not", ahead(words, i)))
        elif word.key == _TURN and i + 1 < len(words) and words[i + 1].lower == "down":
            found.append(Marker(i, "refusal", _refused(words, i)))
        elif word.key in _REFUSALS and not _noun_use(words, i):
            if word.key == key_of("rule") and not (i + 1 < len(words) and words[i + 1].lower == "out"):
                continue
            found.append(Marker(i, "refusal", _refused(words, i)))
    return tuple(found)


def _refused(words: Sequence[Word], i: int) -> tuple[int, ...]:
    """What the verb at ``i`` refuses: before "was refused", else behind it."""
    passive = any(before.lower in BE for before in words[max(0, i - 2) : i])
    return behind(words, i) if passive else ahead(words, i)


def _has_yet_to(words: Sequence[Word], i: int) -> bool:
    return i > 0 and [w.lower for w in words[i : i + 2]] == ["yet", "to"] and words[i - 1].lower in (*BE, *_HAVE)


def _noun_use(words: Sequence[Word], i: int) -> bool:
    return (
        i > 0
        and words[i - 1].lower in ("a", "an", "the", "of", "his", "her", "their", "its", "this")
        and words[i].lower in ("lack", "decline", "rule", "rejects")
    )


def ahead(words: Sequence[Word], i: int, *, over_names: bool = False) -> tuple[int, ...]:
    """The places of the nearest content words behind word ``i`` in its clause; ``over_names`` does not count the names."""
    found: list[int] = []
    for j in range(i + 1, len(words)):
        counted = [k for k in found if not (over_names and words[k].capital)]
        if words[j].clause != words[i].clause or len(counted) == REACH:
            break
        if words[j].content:
            found.append(j)
    return tuple(found)


def behind(words: Sequence[Word], i: int) -> tuple[int, ...]:
    """The places of the nearest content words before word ``i`` in its clause, nearest first."""
    found: list[int] = []
    for j in range(i - 1, -1, -1):
        if words[j].clause != words[i].clause or len(found) == REACH:
            break
        if words[j].content:
            found.append(j)
    return tuple(found)


def opposites(key: str) -> set[str]:
    """The keys of the words that say the opposite of the word with this key."""
    side = DIRECTION.get(key, 0)
    return _OPPOSITE.get(key, set()) | ({other for other, way in DIRECTION.items() if way == -side} if side else set())


def negation_fault(statement: str, cited: str) -> str | None:
    """Why the two do not agree on yes and no; ``None`` where they do."""
    fault = _opposite(statement, cited) or _other_side(statement, cited)
    if fault:
        return fault
    said, held = words_of(statement), words_of(cited)
    ours, theirs = _negated(statement), _negated(cited)
    for marker in negations(statement):
        targets = [i for i in marker.targets if ours[i]]
        known = [theirs_of(said[i].key, held, theirs) | _as_prefix(said[i], held) for i in targets]
        known = [states for states in known if states]
        if first_since(statement, cited, said[marker.place].end) or _refused_too(said, marker, held, cited):
            continue
        if known and not any(True in states for states in known):
            return f"says “{around(statement, said, marker)}”; the passage says so without the negation"
        if len(known) > 1 and len(known[0]) == 2 and all(states == {False} for states in known[1:]):
            # "It did not cut stays" of "it cut stays, and did not cut deaths".
            return f"says “{around(statement, said, marker)}”; the passage says so without the negation"
        if targets and not known and not negations(cited):
            return f"says “{around(statement, said, marker)}”; the passage negates nothing"
    for marker in negations(cited):
        targets = [i for i in marker.targets if theirs[i]]
        targets = [i for i in targets if held[i].key not in _HELD_TO_BE] or targets
        known = [theirs_of(held[i].key, said, ours) for i in targets]
        met = [states for states in known if states]
        if not met or any(True in states for states in met):
            continue
        if any(_denied_before(said, held[i].key, statement) for i in targets):
            continue
        if _refused_too(held, marker, said, statement):
            continue
        if held[marker.place].lower == "nor" and not known[0]:
            # "Neither A nor B has signed the accord" denies the signing, and not the accord.
            continue
        also_plain = all(
            False in theirs_of(held[i].key, held, theirs) for i in targets if theirs_of(held[i].key, said, ours)
        )
        if not also_plain and (known[0] or len(met) > 1):
            return f"leaves out that the passage says “{around(cited, held, marker)}”"
    return None


def _as_prefix(word: Word, words: Sequence[Word]) -> set[bool]:
    """``{True}`` where ``words`` negate ``word`` by a prefix: "not changed" of "unchanged"."""
    return {True} if any(_prefixed(word, other) for other in words) else set()


def _refused_too(words: Sequence[Word], marker: Marker, others: Sequence[Word], other: str) -> bool:
    """Whether the other text has the same refusal, and of the same thing: the targets of one stand in the clause of the other."""
    if marker.kind != "refusal":
        return False

    def clause(row: Sequence[Word], at: Marker) -> set[str]:
        return {word.key for word in row if word.clause == row[at.place].clause}

    mine = {words[i].key for i in marker.targets}
    for alike in negations(other):
        if others[alike.place].key == words[marker.place].key:
            theirs = {others[i].key for i in alike.targets}
            if mine & clause(others, alike) or theirs & clause(words, marker):
                return True
    return False


def _denied_before(words: Sequence[Word], key: str, text: str) -> bool:
    """Whether a negation stands before the word with this key, and nothing between them begins anew: "not regarded as safe"."""
    places = [marker.place for marker in negations(text)]
    return any(
        word.key == key
        and words[p].sentence == word.sentence
        and p < i
        and not any(w.lower in _ANEW for w in words[p + 1 : i])
        for i, word in enumerate(words)
        for p in places
    )


def first_since(statement: str, cited: str, at: int) -> bool:
    """Whether "had not … since 2000" is what the passage says by "the first … since 2000"; the year is another check's."""
    told = _SINCE.search(statement, at)
    return bool(told and _FIRST_SINCE.search(cited) and not _FIRST.search(statement))


def theirs_of(key: str, words: Sequence[Word], negated: Sequence[bool]) -> set[bool]:
    """Whether the word with this key is negated, wherever it stands in ``words``."""
    return {negated[i] for i, word in enumerate(words) if word.key == key}


@lru_cache(maxsize=2048)
def _negated(text: str) -> tuple[bool, ...]:
    counts = [0] * len(words_of(text))
    for marker in negations(text):
        for i in marker.targets:
            counts[i] += 1
    return tuple(count % 2 == 1 for count in counts)


def around(text: str, words: Sequence[Word], marker: Marker) -> str:
    """The marker and what it is said of, as they stand in ``text``."""
    places = [marker.place, *marker.targets[:2]]
    return " ".join(text[words[min(places)].start : words[max(places)].end].split())


def _opposite(statement: str, cited: str) -> str | None:
    said, held = words_of(statement), words_of(cited)
    ours, theirs = {word.key for word in said}, {word.key for word in held}
    denied = {key for i, key in enumerate(word.key for word in said) if _negated(statement)[i]}
    for word in said:
        if word.key in theirs or word.key in denied:
            continue
        following = _degree_of(said, word)
        same_way = any(DIRECTION.get(key) == DIRECTION.get(word.key, 0) for key in theirs)
        for other in opposites(word.key) if not same_way else ():
            if other in theirs and other not in ours:
                # "More subjective" is not the opposite of "less objective".
                meant = [w for w in held if w.key == other and _alike_in_degree(following, _degree_of(held, w))]
                if meant:
                    return f"says “{word.text}”; the passage says “{meant[0].text}”"
        twin = next(
            (w for i, w in enumerate(held) if w.key not in ours and _prefixed(word, w) and not _negated(cited)[i]), None
        )
        if twin is not None:
            return f"says “{word.text}”; the passage says “{twin.text}”"
    return None


def _other_side(statement: str, cited: str) -> str | None:
    """For what the passage is against: "voted for the closure"."""
    held = {match["verb"].lower(): match for match in _SIDED.finditer(cited)}
    for match in _SIDED.finditer(statement):
        other = held.get(match["verb"].lower())
        if other and bool(other["against"]) != bool(match["against"]) and len(_SIDED.findall(cited)) == 1:
            return f"says “{match.group()}”; the passage says “{other.group()}”"
    return None


def _degree_of(words: Sequence[Word], word: Word) -> str:
    """The key of what "more" or "less" is said of, the next content word; empty for another word."""
    if word.lower not in ("more", "less", "most", "least"):
        return ""
    return next((w.key for w in words if w.start > word.start and w.content and w.clause == word.clause), "")


def _alike_in_degree(one: str, other: str) -> bool:
    return not one or not other or one == other or not {one, other}.isdisjoint(DIRECTION)


def _prefixed(one: Word, other: Word) -> bool:
    """Whether one word is the other's opposite by its prefix: happy, unhappy."""
    short, long = sorted((one.lower, other.lower), key=len)
    return len(short) > 3 and any(long == prefix + short for prefix in _NEGATING)
