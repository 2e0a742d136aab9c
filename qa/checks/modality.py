"""How surely: a statement hedges what its evidence hedges, with a word of the same force."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from qa.checks.polarity import BE, Marker, ahead, around, behind, negations
from qa.checks.words import Word, content_keys, is_past, key_of, words_of

POSSIBLE, LIKELY, SCHEDULED, FUTURE, INTENT, DUTY, HEARSAY, ABILITY, CONDITION, OPEN = (
    "possible likely scheduled future intent duty hearsay ability condition open".split()
)
# Who does a thing can do it.
WEAKER = ("can", "able")
# What nothing in the passage may be without.
HEDGES = (POSSIBLE, HEARSAY, LIKELY)
_MODALS = {
    **dict.fromkeys("may might could possibly perhaps maybe potentially possible".split(), POSSIBLE),
    **dict.fromkeys("likely probably expected anticipated projected forecast predicted presumably poised".split(), LIKELY),
    **dict.fromkeys("will shall won't wo 'll would".split(), FUTURE),
    **dict.fromkeys("must should ought shouldn't".split(), DUTY),
    **dict.fromkeys("reportedly allegedly apparently supposedly purportedly seemingly ostensibly alleged suspected rumored rumoured believed thought purported".split(), HEARSAY),
    **dict.fromkeys("can able can't cannot".split(), ABILITY),
    **dict.fromkeys("if unless".split(), CONDITION),
    **dict.fromkeys("whether doubtful unlikely".split(), OPEN),
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
# "is said to be there" is hearsay.
_TOLD = frozenset("said reported rumored rumoured understood believed thought alleged suspected claimed".split())
# Who was asked to leave may have stayed.
_BIDDEN = frozenset("asked urged invited encouraged pressed begged told ordered instructed advised".split())
# "is required" is what "must" says, from behind what is required.
OBLIGED = frozenset("required requires obliged obligatory mandatory necessary compulsory needed".split())
# "Regardless of whether it rained" leaves nothing open.
_ANYHOW = frozenset("regardless irrespective matter".split())
# "The union asked the court to stop it" does not say that it did.
_BID = frozenset(map(key_of, "ask urge want beg request press recommend advise".split()))
# "Would not say if" leaves open what "whether" does.
_ASKING = frozenset(map(key_of, "say ask know wonder clear decide tell see".split()))
# Behind these, and what says how long it is for, a forecast is a thing.
_OWNED = frozenset("a an the its their his her this that previous annual full-year year earlier original".split())
_EXPECTING = frozenset("expect expects expected expecting".split())
_SET = key_of("set")
_FIXED = frozenset(("set for", "due on", "due in", "due at", "scheduled for"))
# "Would not say" keeps it back.
_KEPT_BACK = frozenset("say comment discuss confirm speak answer disclose reveal elaborate".split())
_DETERMINERS = frozenset("a an the its their his her this these poor bad lack lower higher".split())
_WEIGHED = frozenset(map(key_of, "consider mull weigh contemplate explore discuss propose suggest".split()))
_ACCUSED = re.compile(
    r"\b(?P<how>accus(?:ed?|es|ing)|suspect(?:ed|s)?|charged?|indicted|blamed?)\b[^.;]{0,60}?\b(?:of|with)\s+(?P<deed>[^,.;]{5,100})",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    r"\b(?:accus|suspect|alleg|charg|indict|blam|claim|said|says|saying|according|denie|deny|investigat|trial|tried|whether)",
    re.IGNORECASE,
)
_GUILTY = re.compile(r"\b(?:convict|guilty|sentenced|admitted|confess|pleaded)", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?P<how>unless|(?<!only )(?:even )?if)\b(?P<what>[^,.;:()]{4,100})", re.IGNORECASE)
# The share of a condition's words from which on a statement tells it.
CONDITION_TOLD = 0.7
# How many words behind "plans to" another "and to" may stand.
_FURTHER = 30
_PLANNED = frozenset("planned scheduled slated".split())
# A class that a statement may use → those of the evidence that bear it.
_BORNE_BY = {
    LIKELY: {LIKELY, SCHEDULED, FUTURE},
    FUTURE: {FUTURE, SCHEDULED},
    SCHEDULED: {SCHEDULED, FUTURE},
    INTENT: {INTENT, FUTURE, SCHEDULED},
    HEARSAY: {HEARSAY},
    CONDITION: {CONDITION, OPEN},
    OPEN: {OPEN, CONDITION},
}


@lru_cache(maxsize=2048)
def modals(text: str) -> tuple[Marker, ...]:
    """The hedges of ``text``, from "may" to "plans to", with what they hedge."""
    words = words_of(text)
    found = []
    for i, word in enumerate(words):
        kind = _MODALS.get(word.lower)
        be = any(before.lower in BE for before in words[max(0, i - 2) : i])
        following = [w.lower for w in words[i + 1 : i + 4]]
        if kind and word.text[:1].isupper() and word.lower in ("may", "will", "might", "can") and i > 0:
            continue
        if word.lower in ("believed", "thought", "suspected") and not (
            i > 0 and words[i - 1].lower in (*BE, "widely", "also")
        ):
            kind = None
        if word.lower == "possible" and i > 0 and words[i - 1].lower in ("as", "the", "all"):
            kind = None
        if word.lower == "whether" and any(w.lower in _ANYHOW for w in words[max(0, i - 2) : i]):
            kind = None
        if word.lower == "able" and kind and i > 0 and words[i - 1].lower in ("not",):
            kind = ABILITY
        if kind is None and "to" in following[:2]:
            kind = _WITH_TO.get(word.lower) or (_WITH_TO.get(word.key) if word.key != _SET else None)
            if word.lower in ("set", "due") and not (be and following[0] == "to"):
                kind = None
        if word.lower == "would" and following[:1] == ["not"] and following[1:2] and following[1] in _KEPT_BACK:
            kind = None
        if word.lower == "could" and following[:1] == ["not"]:
            kind = ABILITY
        if word.lower == "due" and following[:1] == ["to"] and following[1:2] and following[1] in _DETERMINERS:
            kind = None
        if be and " ".join([word.lower, *following[:1]]) in _FIXED:
            found.append(Marker(i, SCHEDULED, behind(words, i)))
            continue
        if word.lower == "if" and any(before.key in _ASKING for before in words[max(0, i - 2) : i]):
            kind = OPEN
        if word.lower in ("forecast", "projected") and i > 0 and words[i - 1].lower in _OWNED:
            kind = None
        if word.lower in _TOLD and following[:1] == ["to"] and i > 0 and words[i - 1].lower in (*BE, "widely"):
            kind = HEARSAY
        if word.lower in _BIDDEN and following[:1] == ["to"] and i > 0 and words[i - 1].lower in BE:
            kind = INTENT
        if (word.lower in _EXPECTING or word.key in _BID) and kind is None:
            goal = next((j for j in range(i + 1, min(len(words), i + 9)) if words[j].lower == "to"), None)
            if goal is not None and words[goal].clause == word.clause:
                found.append(Marker(i, LIKELY if word.lower in _EXPECTING else INTENT, ahead(words, goal)))
                continue
        if word.lower == "until" and _is_ahead(words, i, found):
            # "It will stay until three samples are clean": none is yet.
            kind = CONDITION
        if kind is None and word.key in _WEIGHED and any(w.endswith("ing") for w in following[:2]):
            kind = INTENT
        if kind is None and word.lower in _PLANNED and be:
            found.append(Marker(i, SCHEDULED, behind(words, i)))
            continue
        if kind is None and word.lower in ("have", "has", "had") and following[:1] == ["to"]:
            kind = DUTY
        if kind is None and word.lower in ("is", "are", "was", "were") and following[:1] == ["to"]:
            kind = SCHEDULED
        if kind is None and word.lower == "going" and following[:1] == ["to"] and i > 0 and words[i - 1].lower in BE:
            kind = FUTURE
        if kind:
            found.append(Marker(i, kind, ahead(words, i) + (_and_to(words, i) if kind == INTENT else ())))
    return tuple(found)


def _is_ahead(words: Sequence[Word], i: int, found: Sequence[Marker]) -> bool:
    """Whether the "until" at ``i`` begins a clause, in a sentence of what will or must be."""
    clause = [word for word in words[i + 1 :] if word.clause == words[i].clause]
    to_be = any(m.kind in (FUTURE, DUTY) and words[m.place].sentence == words[i].sentence for m in found)
    return to_be and any(is_past(word) or word.lower in BE for word in clause)


def _and_to(words: Sequence[Word], i: int) -> tuple[int, ...]:
    """What else is hedged: "plans to cut jobs and to move the plant"."""
    for j in range(i + 3, min(len(words) - 1, i + _FURTHER)):
        if words[j].sentence != words[i].sentence:
            break
        if [word.lower for word in words[j : j + 2]] in (["and", "to"], ["or", "to"]):
            return ahead(words, j)
    return ()


def accused_fault(statement: str, cited: str) -> str | None:
    """Why what somebody is only accused of is shown as done, if it is."""
    if _CLAIMED.search(statement):
        return None
    said = set(content_keys(statement))
    for found in _ACCUSED.finditer(cited):
        deed = set(content_keys(found["deed"]))
        elsewhere = set(content_keys(cited[: found.start("deed")] + " " + cited[found.end("deed") :]))
        own = (deed & said) - elsewhere
        if len(own) > 1 or (own and own == deed and not _GUILTY.search(cited)):
            return f"shows as fact what the passage says somebody is {found['how'].lower()} of"
    return None


def modality_fault(statement: str, cited: str, *, reported: bool = False) -> str | None:
    """Why the two are not equally sure; ``reported`` says that the cited words are somebody's claim."""
    said, held = words_of(statement), words_of(cited)
    ours, theirs = _hedged(statement), _hedged(cited)
    for marker in modals(statement):
        known = [kinds for i in marker.targets if (kinds := _kinds_of(said[i].key, held, theirs)) is not None]
        borne = _BORNE_BY.get(marker.kind, {marker.kind})
        # To ask whether it is so claims less than that it is.
        if (
            marker.kind == OPEN
            or said[marker.place].key in _BID
            or (marker.kind == HEARSAY and reported)
            or (marker.kind == ABILITY and _claims_less(said, marker, known))
        ):
            continue
        if marker.kind == INTENT and any(
            held[m.place].key == said[marker.place].key for m in modals(cited) if m.kind == INTENT
        ):
            continue
        if marker.kind in (FUTURE, SCHEDULED) and not any(known) and any(m.kind in borne for m in modals(cited)):
            # "It will cut jobs as it shuts shops": both are still to come.
            continue
        if marker.kind == DUTY and said[marker.place].lower == "had" and not any(known):
            # Who had to save two match points saved them.
            continue
        if marker.kind in HEDGES and _hedged_beside(said, held, marker, cited):
            continue
        if known and not any(kinds & borne for kinds in known):
            return (
                f"says “{around(statement, said, marker)}”; the passage is {'surer' if not any(known) else 'less sure'}"
            )
        if not known and marker.kind in HEDGES and not any(m.kind in borne for m in modals(cited)):
            return f"says “{around(statement, said, marker)}”; the passage does not"
    obliged = any(word.lower in OBLIGED for word in said)
    for marker in modals(cited):
        if marker.kind == DUTY and obliged:
            continue
        if held[marker.place].key in _WEIGHED and any(word.key == held[marker.place].key for word in said):
            continue
        places = [(i, _kinds_of(held[i].key, said, ours)) for i in marker.targets]
        met = [kinds for _, kinds in places if kinds is not None]
        bid = held[marker.place].key in _BID
        if not met or (bid and (places[0][1] is None or _borne_elsewhere(held, theirs, places[0]))):
            continue
        if any(marker.kind in _BORNE_BY.get(kind, {kind}) for kinds in met for kind in kinds):
            continue
        if marker.kind == CONDITION and not _tells_condition(said, held, marker):
            continue
        if (places[0][1] is None or marker.kind == SCHEDULED) and any(
            marker.kind in _BORNE_BY.get(m.kind, {m.kind}) for m in modals(statement)
        ):
            # What is hedged there goes by another verb here, hedged as much: "are to go" of "will be cut".
            continue
        if marker.kind == FUTURE and places[0][1] is None and _under_way(said):
            # "Is shutting its ward" of "will close its ward".
            continue
        elsewhere = all if places[0][1] is not None else any
        plain = elsewhere(set() in _each_of(held[i].key, held, theirs) for i, kinds in places if kinds is not None)
        if not plain and (places[0][1] is not None or len(met) > 1):
            return f"is surer than the passage, which says “{around(cited, held, marker)}”"
    return None


def _under_way(said: Sequence[Word]) -> bool:
    return any(one.lower in ("is", "are") and other.lower.endswith("ing") for one, other in pairwise(said))


def _borne_elsewhere(held: Sequence[Word], theirs: Sequence[frozenset[str]], told: tuple[int, set[str] | None]) -> bool:
    """Whether the passage hedges the word at ``told[0]`` as the statement does, in ``told[1]``, elsewhere."""
    kinds = _kinds_of(held[told[0]].key, held, theirs) or set()
    return any(kinds & _BORNE_BY.get(kind, {kind}) for kind in told[1] or ())


def is_as_far_ahead(one: str, other: str) -> bool:
    """Whether a hedge of the class ``one``, "plans to", tells of what is to come as one of ``other``, "will", bears it."""
    return other in (FUTURE, SCHEDULED) and other in _BORNE_BY.get(one, ())


def condition_fault(statement: str, cited: str) -> str | None:
    """Why what happens unless something else does is said to happen if it does, or the other way round, if it is."""
    for ours in _CONDITION.finditer(statement):
        told = set(content_keys(ours["what"]))
        for theirs in _CONDITION.finditer(cited):
            before = cited[: theirs.start()].rsplit(". ", 1)[-1]
            if _unless(ours) == _unless(theirs) or not told or not told <= set(content_keys(theirs["what"])):
                continue
            # "Will not close unless" is "will close only if".
            if not any(negations(text) for text in (before, statement[: ours.start()], ours["what"], theirs["what"])):
                return f"says “{' '.join(ours.group().split())}”; the passage says “{' '.join(theirs.group().split())}”"
    return None


def _unless(found: re.Match[str]) -> bool:
    return found["how"].lower() == "unless"


def _hedged_beside(said: Sequence[Word], held: Sequence[Word], marker: Marker, cited: str) -> bool:
    """Whether the passage hedges as much in a clause that has one of the words: "a broken rail may have caused it"."""
    keys = {said[i].key for i in marker.targets}
    borne = _BORNE_BY.get(marker.kind, {marker.kind})
    clauses = {held[m.place].clause for m in modals(cited) if m.kind in borne}
    return any(word.clause in clauses and word.key in keys for word in held)


def _tells_condition(said: Sequence[Word], held: Sequence[Word], marker: Marker) -> bool:
    """Whether the statement says most of what stands behind an "if" or "unless", and not only whom it is about."""
    condition = {w.key for w in held[marker.place + 1 :] if w.clause == held[marker.place].clause and w.content}
    return len(condition & {word.key for word in said}) > CONDITION_TOLD * len(condition)


def _claims_less(said: Sequence[Word], marker: Marker, known: Sequence[frozenset[str] | set[str]]) -> bool:
    """Whether it says that what the passage says is done can be done; "cannot" claims more than "does not"."""
    return said[marker.place].lower in WEAKER and not any(known)


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
