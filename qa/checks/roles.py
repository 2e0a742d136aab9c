"""Which part each name, number and date plays: facts exchanged or stitched together from the evidence's own words are found."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from qa.checks.amounts import Amount, agrees, amounts, same_unit
from qa.checks.moments import Moment, bears, moments
from qa.checks.names import Name, canonical, names_of, plausible_word
from qa.checks.places import COUNTRIES, IMPLIED
from qa.checks.polarity import DIRECTION
from qa.checks.words import ALIKE, PASTS, key_of, words_of

# A statement's units times its evidence's that are compared; what has more is no sentence of an article.
MOST_PAIRS = 60_000
# A unit of the statement is looked for in this many places of the evidence at most.
MOST_ALIKE = 20
# How far from a name, in content words, the words stand that say which part it plays.
NEAR = 4
# Another name of the evidence has to fit a place this much better, and by at least this, for it to be the right one.
BETTER, MARGIN = 1.5, 0.4
_PREPOSITIONS = frozenset("from to by in at of against for with between over on into than after before near".split())
# A name behind these is a place, and stands in no place where a name does something: "at the guesthouse in Lyon, which Xi used".
_WHERE = ("in", "at")
_BRACKETS = re.compile(r"\([^()]*\)")
# "Both have faced sanctions, Pyongyang since 2006 for …, and Moscow for …".
_LISTED = re.compile(
    r"[,;]\s+(?:and\s+)?(?P<who>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,3})\s+(?:(?:since|in|from|until|by|on)\s+)?$"
)
_BE = frozenset("is are was were be been being got".split())
# A word between two names that may be what one does to the other, and no "trade" of "the trade minister of".
_VERB = re.compile(r"(?:s|ed|ing)$|^(?:" + "|".join(sorted(PASTS | ALIKE)) + ")$")
# "Lumen, the firm founded by Neel Vasudev, said": what stands between commas behind a name is set aside.
_APART = re.compile(
    r"(?<=[a-z]),\s(?:\d+,\s)?(?:the|a|an|who|which|whose|his|her|its|\d+)\b(?=[^,.;:()]{0,120},)[^,.;:()]{0,120},"
)
_TELLING = re.compile(
    r"\s+(?:report\s+|study\s+|survey\s+)?(?:said|says|reported|reports|found|finds|told|warned|announced)\b"
)
_ACCORDING = re.compile(r"\baccording to (?:the |an? )?$", re.IGNORECASE)
# "A met B" is "B met A".
MUTUAL = frozenset(
    map(key_of, "meet marry talk speak agree discuss negotiate share sign border join and chat argue".split())
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A content word or a whole name, amount or date; ``lead`` is the preposition right before it."""

    kind: str
    key: str
    start: int
    end: int
    sentence: int
    clause: int
    lead: str
    of: Name | Amount | Moment | None = None


@lru_cache(maxsize=1024)
def units(text: str, published: date | None = None) -> tuple[Unit, ...]:
    """The content words of ``text`` in order, names, amounts and dates each as one."""
    days = moments(text, published)
    spans: list[tuple[int, int, str, str, Name | Amount | Moment]] = []
    spans += [(*m.span, "date", m.text.lower(), m) for m in days]
    taken = tuple(m.span for m in days)
    spans += [(*a.span, "amount", f"{a.value:g}{a.unit}", a) for a in amounts(text, taken)]
    for name in names_of(text):
        if not any(a < name.span[1] and name.span[0] < b for a, b, *_ in spans):
            spans.append((*name.span, "name", name.parts[-1], name))
    spans.sort(key=lambda row: row[:2])
    made: list[Unit] = []
    lead = ""
    inside = iter([*spans, None])
    current = next(inside)
    begun: tuple[int, int, str, str, Name | Amount | Moment] | None = None
    for word in words_of(text):
        while current is not None and current[1] <= word.start:
            current = next(inside)
        if current is not None and current[0] < word.end:
            if begun is not current:
                begun = current
                made.append(
                    Unit(current[2], current[3], current[0], current[1], word.sentence, word.clause, lead, current[4])
                )
            lead = ""
        elif word.content or word.lower in ("he", "she", "they", "up", "down"):
            made.append(Unit("word", word.key, word.start, word.end, word.sentence, word.clause, lead))
            lead = ""
        elif word.lower in _PREPOSITIONS:
            lead = word.lower
    return tuple(made)


def same(said: Unit, held: Unit) -> bool:
    """Whether a unit of the statement is what a unit of the evidence is."""
    if isinstance(said.of, Amount) and isinstance(held.of, Amount):
        return agrees(said.of, held.of)
    if isinstance(said.of, Moment) and isinstance(held.of, Moment):
        return bears(said.of, held.of)
    if isinstance(said.of, Name) and isinstance(held.of, Name):
        one, other = set(said.of.parts), set(held.of.parts)
        return one <= other or other <= one or one <= {IMPLIED[part] for part in other if part in IMPLIED}
    if isinstance(said.of, Name):
        return _is_word(said.of, held.key)
    if isinstance(held.of, Name):
        return _is_word(held.of, said.key)
    return said.kind == held.kind and said.key == held.key


def _is_word(name: Name, key: str) -> bool:
    """Whether what is taken for a name, as the first word of a sentence is, is the word with this key."""
    return len(name.parts) == 1 and key in (name.parts[0], key_of(name.parts[0]))


def role_fault(statement: str, cited: str, published: date | None = None) -> tuple[str, str] | None:
    """The check that fails, and why, where a name, amount or date stands in another's place; else ``None``."""
    if "(" not in statement:
        # What stands in brackets beside a word is beside it no longer once they are left out.
        cited = _BRACKETS.sub(lambda match: " " * len(match.group()), cited)
    fault = _faulty(statement, cited, published)
    plain = _APART.sub(lambda match: " " * len(match.group()), cited)
    if plain == cited:
        return fault
    ours, theirs = units(statement, published), units(plain, published)
    if turned := _turned_round(statement, plain, ours, theirs):
        return turned
    # Who is named beside a name only is in nobody's place; where the statement speaks of them, they count.
    named = all(any(same(unit, other) for other in theirs) for unit in ours if unit.kind == "name")
    return _faulty(statement, plain, published) if fault and fault[0] == "name" and named else fault


def _faulty(statement: str, cited: str, published: date | None) -> tuple[str, str] | None:
    ours, theirs = units(statement, published), units(cited, published)
    if len(ours) * len(theirs) > MOST_PAIRS:
        return "support", "holds too much to be checked against so long a passage"
    swapped = _turned_round(statement, cited, ours, theirs)
    if swapped:
        return swapped
    turned = _passives(statement) != _passives(cited)
    for i, unit in enumerate(ours):
        if unit.kind == "word":
            continue
        own = [j for j, other in enumerate(theirs) if same(unit, other)][:MOST_ALIKE]
        if own and unit.kind == "name" and _tells(statement, unit):
            # Whose words they are is another check's.
            continue
        if turned and unit.kind == "name":
            continue
        if not own:
            if unit.kind == "name" and (taken := _in_place_of(ours, i, theirs)):
                return "name", (
                    f"says {statement[unit.start : unit.end]} where the passage says {cited[taken.start : taken.end]}"
                )
            continue
        best = max(_fit(ours, i, theirs, j) for j in own)
        # Beside those that fit no better nothing is missing: they are not looked at further.
        rivals = [
            (score, j)
            for j, other in enumerate(theirs)
            if other.kind == unit.kind
            and not same(unit, other)
            and _comparable(unit, other)
            and not (unit.kind == "name" and other.lead in _WHERE and unit.lead not in _PREPOSITIONS)
            and (score := _fit(ours, i, theirs, j)) > BETTER * best + MARGIN
        ]
        better = sorted(rivals, key=lambda row: -row[0])[:MOST_ALIKE]
        rival = next((theirs[j] for _, j in better if _missing(ours, i, theirs, own, j)), None)
        if rival is not None:
            check = {"amount": "number", "date": "date", "name": "name"}[unit.kind]
            return (
                check,
                f"says {statement[unit.start : unit.end]} where the passage says {cited[rival.start : rival.end]}",
            )
    return (
        _stitched(statement, ours, theirs)
        or _turned_way(statement, cited, ours, theirs)
        or _of_another(statement, cited, ours, theirs)
        or _of_one_only(statement, cited, ours, theirs)
    )


def _tells(statement: str, unit: Unit) -> bool:
    """Whether the statement gives what the one with this name says: "the survey reported", "according to Lee"."""
    return bool(_TELLING.match(statement, unit.end) or _ACCORDING.search(statement[: unit.start]))


def _of_one_only(statement: str, cited: str, ours: Sequence[Unit], theirs: Sequence[Unit]) -> tuple[str, str] | None:
    """A date that the passage's list gives to one of its members, said of another that it names."""
    told = set(canonical(statement))
    others = [unit for unit in ours if unit.kind == "name" and any(same(unit, other) for other in theirs)]
    for unit in ours if others else ():
        held = [other for other in theirs if unit.kind == other.kind == "date" and same(unit, other)]
        listed = [match["who"] for other in held if (match := _LISTED.search(cited[: other.start]))]
        if len(listed) != len(held) or not listed:
            continue
        if not any({*canonical(who), IMPLIED.get(canonical(who)[0], "")} & told for who in listed):
            return (
                "date",
                f"says {statement[unit.start : unit.end]} of somebody else; the passage says it of {listed[0]}",
            )
    return None


def _in_place_of(ours: Sequence[Unit], i: int, theirs: Sequence[Unit]) -> Unit | None:
    """The passage's name in whose place stands one that only the question or the context gives, itself put elsewhere."""
    for j, other in enumerate(theirs):
        if other.kind != "name" or not _comparable(ours[i], other) or _mutual(ours, i):
            continue
        moved = [k for k, unit in enumerate(ours) if k != i and same(unit, other)]
        fit = _fit(ours, i, theirs, j)
        if moved and all(fit > BETTER * _fit(ours, k, theirs, j) + MARGIN for k in moved):
            return other
    return None


def _missing(ours: Sequence[Unit], i: int, theirs: Sequence[Unit], own: Sequence[int], j: int) -> bool:
    """Whether the statement has ``theirs[j]`` nowhere, or where ``ours[i]`` would fit better: they were exchanged."""
    at = [k for k, unit in enumerate(ours) if same(unit, theirs[j])]
    if at and ours[i].kind == "name" and _mutual(ours, i):
        return False
    return all(k != i and max(_fit(ours, k, theirs, o) for o in own) > _fit(ours, k, theirs, j) for k in at)


def _mutual(row: Sequence[Unit], i: int) -> bool:
    """Whether the name stands beside a verb that holds both ways."""
    return any(unit.key in MUTUAL for step in (-1, 1) for distance, unit in _beside(row, i, step) if distance <= 2)


def _comparable(one: Unit, other: Unit) -> bool:
    if isinstance(one.of, Amount) and isinstance(other.of, Amount):
        return same_unit(one.of, other.of)
    if isinstance(one.of, Name) and isinstance(other.of, Name):
        if plausible_word(one.of) and plausible_word(other.of):
            return False
        if _is_people(one.of) and other.of.parts[0] not in COUNTRIES:
            return False
        # "German" beside a chancellor's name stands in no person's place.
        return not _is_people(other.of) or one.of.parts[0] in COUNTRIES
    return True


def _is_people(name: Name) -> bool:
    """Whether a name is an adjective like "German"."""
    return name.parts[0] in COUNTRIES and name.text.lower() not in COUNTRIES and not name.text.isupper()


def _fit(ours: Sequence[Unit], i: int, theirs: Sequence[Unit], j: int) -> float:
    """How well the surroundings of ``ours[i]`` are those of ``theirs[j]``, side by side."""
    score = 0.5 * (ours[i].lead == theirs[j].lead != "")
    for step in (-1, 1):
        for near, mine in _beside(ours, i, step):
            match = next((far for far, other in _beside(theirs, j, step) if same(mine, other)), None)
            if match is not None:
                score += 2 / (near + match)
    return score


def _beside(row: Sequence[Unit], i: int, step: int) -> Iterator[tuple[int, Unit]]:
    """The units on one side of ``row[i]`` in its sentence with their distance, nearest first."""
    for distance in range(1, NEAR + 1):
        j = i + step * distance
        if not 0 <= j < len(row) or row[j].sentence != row[i].sentence:
            return
        yield distance, row[j]


def _stitched(statement: str, ours: Sequence[Unit], theirs: Sequence[Unit]) -> tuple[str, str] | None:
    """A date or an amount that the evidence gives of something else: none of its neighbours stands in that sentence."""
    for i, unit in enumerate(ours):
        if unit.kind not in ("date", "amount"):
            continue
        own = {other.sentence for other in theirs if same(unit, other)}
        beside = [mine for step in (-1, 1) for distance, mine in _beside(ours, i, step) if distance <= 3]
        held = [mine for mine in beside if any(same(mine, other) for other in theirs)]
        if not own or len(held) < 2:
            continue
        if not any(same(mine, other) for mine in held for other in theirs if other.sentence in own):
            check = "date" if unit.kind == "date" else "number"
            return check, f"says {statement[unit.start : unit.end]} of what the passage does not say it of"
    return None


def _turned_way(statement: str, cited: str, ours: Sequence[Unit], theirs: Sequence[Unit]) -> tuple[str, str] | None:
    """Up for down: the word nearest to an amount that says which way it went."""
    for i, unit in enumerate(ours):
        if unit.kind != "amount" or (mine := _way(ours, i)) is None:
            continue
        held = [
            (other, way) for j, other in enumerate(theirs) if same(unit, other) and (way := _way(theirs, j)) is not None
        ]
        if held and all(DIRECTION[way.key] != DIRECTION[mine.key] for _, way in held):
            way = held[0][1]
            return (
                "negation",
                f"says “{statement[mine.start : mine.end]}”; the passage says “{cited[way.start : way.end]}”",
            )
    return None


def _way(row: Sequence[Unit], i: int) -> Unit | None:
    """The direction word beside an amount in its clause."""
    near = [
        (distance, unit)
        for step in (-1, 1)
        for distance, unit in _beside(row, i, step)
        if unit.key in DIRECTION and unit.clause == row[i].clause
    ]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def _of_another(statement: str, cited: str, ours: Sequence[Unit], theirs: Sequence[Unit]) -> tuple[str, str] | None:
    """An amount beside a name to which the evidence gives another one, in a clause of its own."""
    for i, unit in enumerate(ours):
        if not isinstance(unit.of, Amount) or not unit.of.unit:
            continue
        own = {(other.sentence, other.clause) for other in theirs if same(unit, other)}
        beside = [
            (distance, mine) for step in (-1, 1) for distance, mine in _beside(ours, i, step) if mine.kind == "name"
        ]
        for _, name in sorted(beside, key=lambda pair: pair[0])[:1]:
            places = [other for other in theirs if same(name, other)]
            if not own or not places or any((other.sentence, other.clause) in own for other in places):
                continue
            for other in theirs:
                inside = any((other.sentence, other.clause) == (place.sentence, place.clause) for place in places)
                if (
                    inside
                    and isinstance(other.of, Amount)
                    and other.of.unit == unit.of.unit
                    and not any(same(mine, other) for mine in ours)
                ):
                    return (
                        "number",
                        f"says {statement[unit.start : unit.end]}; the passage says {cited[other.start : other.end]}",
                    )
    return None


@lru_cache(maxsize=2048)
def _passives(text: str) -> int:
    """How many "was greeted by" there are."""
    words = words_of(text)
    return sum(
        word.lower == "by" and i >= 2 and any(w.lower in _BE for w in words[max(0, i - 4) : i])
        for i, word in enumerate(words)
    )


def _turned_round(statement: str, cited: str, ours: Sequence[Unit], theirs: Sequence[Unit]) -> tuple[str, str] | None:
    """Who did it and to whom, exchanged: "Kim greeted Putin" for "Putin greeted Kim" or "Kim was greeted by Putin"."""
    for actor, verb, target in _deeds(statement, ours):
        for doer, deed, done in _deeds(cited, theirs):
            if deed.key != verb.key or verb.key in MUTUAL:
                continue
            if same(actor, done) and same(target, doer) and not same(actor, doer) and not same(target, done):
                return "name", (
                    f"says that {statement[actor.start : actor.end]} did it to {statement[target.start : target.end]}; "
                    "in the passage it is the other way round"
                )
    return None


def _deeds(text: str, row: Sequence[Unit]) -> Iterator[tuple[Unit, Unit, Unit]]:
    """(who, verb, whom) for every word between two names of a sentence, a passive turned into its active."""
    named = [i for i, unit in enumerate(row) if unit.kind == "name"]
    for a, b in itertools.pairwise(named):
        if row[a].sentence != row[b].sentence or b - a > NEAR + 1:
            continue
        for verb in row[a + 1 : min(a + 2, b)]:
            if verb.kind != "word" or not _VERB.search(text[verb.start : verb.end]):
                continue
            between = text[row[a].end : verb.start].lower().split()
            if row[b].lead == "by" and set(between) & _BE:
                yield row[b], verb, row[a]
            elif not row[b].lead or row[b].lead in ("to", "with", "against", "from", "for", "of"):
                yield row[a], verb, row[b]
