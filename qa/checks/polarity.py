"""Yes or no, and how surely: a statement negates and hedges what its evidence does, and does not say the opposite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.checks.words import Word, key_of, words_of

# How many content words after a "not" or a "may" it is said of.
REACH = 3
_NOT = frozenset("not never no without neither nor none nobody nothing hardly barely scarcely cannot unable cant".split())
_REFUSALS = frozenset(map(key_of, "fail refuse deny decline reject avoid prevent lack abandon cancel dismiss refute rule".split()))
_BE = frozenset("is are was were be been being am 's 're".split())

POSSIBLE, LIKELY, SCHEDULED, FUTURE, INTENT, DUTY, HEARSAY, ABILITY, CONDITION = (
    "possible likely scheduled future intent duty hearsay ability condition".split()
)
_MODALS = {
    **dict.fromkeys("may might could possibly perhaps maybe potentially possible".split(), POSSIBLE),
    **dict.fromkeys("likely probably expected anticipated projected forecast predicted presumably poised".split(), LIKELY),
    **dict.fromkeys("will shall won't wo 'll would".split(), FUTURE),
    **dict.fromkeys("must should ought shouldn't".split(), DUTY),
    **dict.fromkeys("reportedly allegedly apparently supposedly purportedly seemingly ostensibly alleged suspected rumored rumoured believed thought purported".split(), HEARSAY),
    **dict.fromkeys("can able can't cannot".split(), ABILITY),
    **dict.fromkeys("if unless".split(), CONDITION),
}  # fmt: skip
# These say so only with "to" behind them: "plans to leave", and not "the plans".
_WITH_TO = {
    **dict.fromkeys(
        map(key_of, "plan intend aim want hope seek try attempt vow promise pledge agree threaten propose prepare wish offer consider".split()),
        INTENT,
    ),
    **dict.fromkeys(map(key_of, "seem appear".split()), HEARSAY),
    **dict.fromkeys(map(key_of, "need".split()), DUTY),
    **dict.fromkeys(("set", "due", "scheduled", "slated", "planned"), SCHEDULED),
}  # fmt: skip
_PLANNED = frozenset("planned scheduled slated".split())
# A class that a statement may use → those of the evidence that bear it.
_BORNE_BY = {
    LIKELY: {LIKELY, SCHEDULED, FUTURE},
    FUTURE: {FUTURE, SCHEDULED},
    SCHEDULED: {SCHEDULED, FUTURE},
    HEARSAY: {HEARSAY},
}
_SHOWN = {
    POSSIBLE: "may", LIKELY: "is expected to", SCHEDULED: "is planned", FUTURE: "will", INTENT: "means to", DUTY: "must",
    HEARSAY: "reportedly", ABILITY: "can", CONDITION: "if",
}  # fmt: skip

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
    "push pull|husband wife|father mother|son daughter|brother sister|king queen|all none|many few|top bottom|fast slow|"
    "quickly slowly|heavy light|strong weak|stronger weaker|full empty|upper lower|vertical horizontal|urban rural|ancient modern|"
    "earlier later|create destroy|build destroy|deploy withdraw|encourage discourage|obey defy|deepen ease|common rare|often rarely"
)
_OPPOSITE: dict[str, set[str]] = {}
for _one, _other in (row.split() for row in _OPPOSITES.split("|")):
    _OPPOSITE.setdefault(key_of(_one), set()).add(key_of(_other))
    _OPPOSITE.setdefault(key_of(_other), set()).add(key_of(_one))
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
        if plain.endswith("n't") or plain in _NOT:
            if plain == "not" and i + 1 < len(words) and words[i + 1].lower in ("only", "just", "least"):
                continue
            if plain == "no" and i + 1 < len(words) and words[i + 1].lower in ("doubt", "fewer", "less", "more", "matter"):
                if words[i + 1].lower not in ("more",):
                    continue
            found.append(Marker(i, "not", _ahead(words, i)))
        elif word.key in _REFUSALS and not _noun_use(words, i):
            if word.key == key_of("rule") and not (i + 1 < len(words) and words[i + 1].lower == "out"):
                continue
            passive = any(before.lower in _BE for before in words[max(0, i - 2) : i])
            found.append(Marker(i, "refusal", _behind(words, i) if passive else _ahead(words, i)))
    return tuple(found)


def _noun_use(words: Sequence[Word], i: int) -> bool:
    return i > 0 and words[i - 1].lower in ("a", "an", "the", "of", "his", "her", "their", "its", "this") and words[i].lower in ("lack", "decline", "rule", "rejects")


def _ahead(words: Sequence[Word], i: int) -> tuple[int, ...]:
    found = []
    for j in range(i + 1, len(words)):
        if words[j].clause != words[i].clause or len(found) == REACH:
            break
        if words[j].content:
            found.append(j)
    return tuple(found)


def _behind(words: Sequence[Word], i: int) -> tuple[int, ...]:
    found = []
    for j in range(i - 1, -1, -1):
        if words[j].clause != words[i].clause or len(found) == REACH:
            break
        if words[j].content:
            found.append(j)
    return tuple(found)


@lru_cache(maxsize=2048)
def modals(text: str) -> tuple[Marker, ...]:
    """The hedges of ``text``, from "may" to "plans to", with what they hedge."""
    words = words_of(text)
    found = []
    for i, word in enumerate(words):
        kind = _MODALS.get(word.lower)
        following = [w.lower for w in words[i + 1 : i + 4]]
        if kind and word.text[:1].isupper() and word.lower in ("may", "will", "might", "can") and i > 0:
            continue
        if word.lower in ("believed", "thought", "suspected") and not (i > 0 and words[i - 1].lower in (*_BE, "widely", "also")):
            kind = None
        if word.lower == "possible" and i > 0 and words[i - 1].lower in ("as", "the", "all"):
            kind = None
        if word.lower == "able" and kind and i > 0 and words[i - 1].lower in ("not",):
            kind = ABILITY
        if kind is None and "to" in following[:2]:
            kind = _WITH_TO.get(word.lower) or (_WITH_TO.get(word.key) if word.lower not in ("set", "due") else None)
            if word.lower in ("set", "due", "need") and kind == SCHEDULED and not (i > 0 and words[i - 1].lower in (*_BE, "also")):
                kind = None
        if kind is None and word.lower in _PLANNED and i > 0 and any(w.lower in _BE for w in words[max(0, i - 2) : i]):
            found.append(Marker(i, SCHEDULED, _behind(words, i)))
            continue
        if kind is None and word.lower in ("have", "has", "had") and following[:1] == ["to"]:
            kind = DUTY
        if kind is None and word.lower in ("is", "are", "was", "were") and following[:1] == ["to"]:
            kind = SCHEDULED
        if kind is None and word.lower == "going" and following[:1] == ["to"] and i > 0 and words[i - 1].lower in _BE:
            kind = FUTURE
        if kind:
            found.append(Marker(i, kind, _ahead(words, i)))
    return tuple(found)


def opposites(key: str) -> set[str]:
    """The keys of the words that say the opposite of the word with this key."""
    return _OPPOSITE.get(key, set())


def negation_fault(statement: str, cited: str) -> str | None:
    """Why the two do not agree on yes and no; ``None`` where they do."""
    fault = _opposite(statement, cited)
    if fault:
        return fault
    said, held = words_of(statement), words_of(cited)
    ours, theirs = _negated(statement), _negated(cited)
    for marker in negations(statement):
        targets = [i for i in marker.targets if ours[i]]
        known = [theirs_of(said[i].key, held, theirs) for i in targets]
        known = [states for states in known if states]
        if known and not any(True in states for states in known):
            return f"says “{_around(statement, said, marker)}”; the passage says so without the negation"
        if targets and not known and not negations(cited):
            return f"says “{_around(statement, said, marker)}”; the passage negates nothing"
    for marker in negations(cited):
        targets = [i for i in marker.targets if theirs[i]]
        known = [theirs_of(held[i].key, said, ours) for i in targets]
        met = [states for states in known if states]
        if not met or any(True in states for states in met):
            continue
        also_plain = all(False in theirs_of(held[i].key, held, theirs) for i in targets if theirs_of(held[i].key, said, ours))
        if not also_plain and (known[0] or len(met) > 1):
            return f"leaves out that the passage says “{_around(cited, held, marker)}”"
    return None


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


def _around(text: str, words: Sequence[Word], marker: Marker) -> str:
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
        for other in _OPPOSITE.get(word.key, ()):
            if other in theirs and other not in ours:
                shown = next(w.text for w in held if w.key == other)
                return f"says “{word.text}”; the passage says “{shown}”"
        twin = next((w for w in held if w.key not in ours and _prefixed(word, w)), None)
        if twin is not None:
            return f"says “{word.text}”; the passage says “{twin.text}”"
    return None


def _prefixed(one: Word, other: Word) -> bool:
    """Whether one word is the other's opposite by its prefix: happy, unhappy."""
    short, long = sorted((one.lower, other.lower), key=len)
    return len(short) > 3 and any(long == prefix + short for prefix in _NEGATING)


def modality_fault(statement: str, cited: str, *, reported: bool = False) -> str | None:
    """Why the two are not equally sure; ``reported`` says that the cited words are somebody's claim."""
    said, held = words_of(statement), words_of(cited)
    ours, theirs = _hedged(statement), _hedged(cited)
    for marker in modals(statement):
        known = [kinds for i in marker.targets if (kinds := _kinds_of(said[i].key, held, theirs)) is not None]
        borne = _BORNE_BY.get(marker.kind, {marker.kind})
        if marker.kind == HEARSAY and reported:
            continue
        if known and not any(kinds & borne for kinds in known):
            return f"says “{_around(statement, said, marker)}”; the passage is {'surer' if not any(known) else 'less sure'}"
        if not known and marker.kind in (POSSIBLE, HEARSAY, LIKELY) and not any(m.kind in borne for m in modals(cited)):
            return f"says “{_around(statement, said, marker)}”; the passage does not"
    for marker in modals(cited):
        places = [(i, _kinds_of(held[i].key, said, ours)) for i in marker.targets]
        met = [kinds for _, kinds in places if kinds is not None]
        if not met or any(marker.kind in _BORNE_BY.get(kind, {kind}) for kinds in met for kind in kinds):
            continue
        plain = all(set() in _each_of(held[i].key, held, theirs) for i, kinds in places if kinds is not None)
        if not plain and (places[0][1] is not None or len(met) > 1):
            return f"is surer than the passage, which says “{_around(cited, held, marker)}”"
    return None


@lru_cache(maxsize=2048)
def _hedged(text: str) -> tuple[frozenset[str], ...]:
    kinds: list[set[str]] = [set() for _ in words_of(text)]
    for marker in modals(text):
        for i in marker.targets:
            kinds[i].add(marker.kind)
    return tuple(map(frozenset, kinds))


def _each_of(key: str, words: Sequence[Word], hedged: Sequence[frozenset[str]]) -> list[set[str]]:
    return [set(hedged[i]) for i, word in enumerate(words) if word.key == key]


def _kinds_of(key: str, words: Sequence[Word], hedged: Sequence[frozenset[str]]) -> set[str] | None:
    """Every hedge that the word with this key stands under; ``None`` where it does not occur."""
    found = _each_of(key, words, hedged)
    return set().union(*found) if found else None
