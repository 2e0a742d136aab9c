"""A statement × the sentences it cites → :class:`Verdict`: verified, or withheld with a reason that a person understands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qa.checks import support
from qa.checks.amounts import Amount, agrees, amounts, same_noun, same_unit, shown
from qa.checks.attached import attached_fault
from qa.checks.causes import cause_fault
from qa.checks.converses import converse
from qa.checks.deeds import deed_fault
from qa.checks.directions import direction_fault
from qa.checks.edits import edit_fault
from qa.checks.entailed import LITERAL, OVERRULING, THRESHOLD, Fault, Weighed, Weight, decided, probability
from qa.checks.frames import frames
from qa.checks.meanings import keys_of, unsaid
from qa.checks.modality import DUTY, HEDGES, OBLIGED, accused_fault, condition_fault, modality_fault, modals
from qa.checks.moments import bears, moments
from qa.checks.names import holds, known, names_of, plausible_word, speaks_for_country, stands_for
from qa.checks.numerals import numeral_fault
from qa.checks.offices import office_fault
from qa.checks.order import order_fault
from qa.checks.polarity import negation_fault
from qa.checks.quotations import quotation_fault
from qa.checks.roles import role_fault
from qa.checks.speakers import speaker_fault
from qa.checks.undone import undone_fault
from qa.checks.units import is_unit
from qa.checks.words import LONGEST_TEXT, words_of
from qa.checks.written import plain
from qa.quantities import numbers
from qa.sentences import sentence_spans
from qa.types import Verdict

# Beyond this many code points it is no statement.
LONGEST_STATEMENT = 2_000
_PART = re.compile(r"\b(?P<part>\d+|[a-z]+(?:-[a-z]+)?)\s(?:of\s(?:them|whom|which)|others?)\b", re.IGNORECASE)
_SHARES = frozenset("most majority all every always only both half".split())


@dataclass(frozen=True, slots=True)
class Evidence:
    """Cited sentences: ``text`` is a slice of an article, ``before`` and ``after`` its neighbours there.

    The neighbours say who "he" is and are no evidence; ``date``, ``title`` and ``source`` are what the article states.
    """

    text: str
    before: str = ""
    after: str = ""
    date: date | None = None
    title: str | None = None
    source: str | None = None


def verify(
    statement: str,
    evidence: Sequence[Evidence],
    question: str = "",
    *,
    rejected: Sequence[str] = (),
    engine: str = "auto",
) -> Verdict:
    """Whether ``evidence`` bears ``statement``; ``rejected`` are ids that the model named and was never given.

    What cannot be checked is not supported: an empty statement, no evidence. The ``score`` of one that is withheld for a
    fault is at most :data:`THRESHOLD`. Raises :class:`qa.errors.ModelError` where the shipped model cannot be loaded.
    """
    if rejected:
        return Verdict(False, 0.0, f"cites {', '.join(rejected)}, which it was never given", "id")
    cited = [one for one in evidence if one.text.strip()]
    if not statement.strip():
        return Verdict(False, 0.0, "says nothing", "support")
    if not cited:
        return Verdict(False, 0.0, "cites no passage", "id")
    if len(statement) > LONGEST_STATEMENT:
        return Verdict(False, 0.0, "is too long to be checked", "support")
    if any(_is_whole(statement, one.text) for one in cited):
        return Verdict(True, 1.0)
    statement, cited = plain(statement), [replace(one, text=plain(one.text)) for one in cited]
    verdict = _checked(statement, cited, question, engine)
    # Said from its other end, it uses other words or the opposite ones; another fault is one from there too.
    if verdict.check in ("support", "negation") and (turned := converse(statement)):
        other = _checked(turned, cited, question, engine)
        return other if other.supported else verdict
    return verdict


def _checked(statement: str, cited: Sequence[Evidence], question: str, engine: str) -> Verdict:
    return decided(weighed(statement, cited, question, engine))


def weighed(
    statement: str, cited: Sequence[Evidence], question: str = "", engine: str = "auto", overruling: float = OVERRULING
) -> Weighed:
    """What the checks find and the models say of ``statement``; the checks end at the first fault that a model less sure than
    ``overruling`` cannot overrule."""
    made = support.measured(_dated_as_cited(statement, cited), [one.text for one in cited], question, engine)
    score, entailed = support.probability(made), probability(made[support.READ])
    first = None
    for fault in _faults(statement, cited, question):
        first = first or fault
        if fault[0] in LITERAL or entailed < overruling:
            return Weighed(score, entailed, first, Weight.FINAL if fault[0] in LITERAL else Weight.CHECK)
    if first is not None:
        return Weighed(score, entailed, first, Weight.CHECK)
    added = _added(statement, cited, question)
    if added is None and score < THRESHOLD:
        added = ("support", _unsupported(statement, cited))
    if added is not None:
        return Weighed(score, entailed, added, Weight.WORDS)
    own = _in_order(statement, cited) or _written_otherwise(statement, cited)
    return Weighed(score, entailed, None, Weight.WORDS, own)


def _faults(statement: str, cited: Sequence[Evidence], question: str) -> Iterator[Fault]:
    """The checks that ``statement`` fails, gravest first."""
    text = "\n\n".join(one.text.strip() for one in cited)
    before = "\n".join(one.before for one in cited)
    yield from _numbers(statement, text)
    yield from _dates(statement, cited)
    yield from _names(statement, cited, text, question)
    for check, reason in (
        ("quotation", quotation_fault(statement, text)),
        ("speaker", speaker_fault(statement, text, before, [s for one in cited for s in (one.source, one.title) if s])),
        ("negation", negation_fault(statement, text)),
        ("negation", undone_fault(statement, text)),
        ("support", cause_fault(statement, text)),
        ("modality", modality_fault(statement, text, reported=bool(frames(text)))),
        ("modality", accused_fault(statement, text)),
        ("modality", condition_fault(statement, text)),
        ("role", office_fault(statement, text)),
        ("role", direction_fault(statement, text)),
    ):
        if reason:
            yield check, reason
    published = {one.date for one in cited}
    edit = edit_fault(statement, text)
    if edit:
        yield edit
    role = role_fault(statement, text, published.pop() if len(published) == 1 else None)
    if role:
        yield role
    attached = attached_fault(statement, text)
    if attached:
        yield "role", attached
    order = order_fault(statement, text)
    if order:
        yield "role", order
    deed = deed_fault(statement, text)
    if deed:
        yield deed


def _numbers(statement: str, text: str) -> Iterator[Fault]:
    held = amounts(text, tuple(moment.span for moment in moments(text)))
    for said in amounts(statement, tuple(moment.span for moment in moments(statement))):
        equal = [other for other in held if agrees(said, other)]
        if any(same_noun(said, other) for other in equal):
            continue
        if said.top is not None and {said.value, said.top} <= {
            other.value for other in held if same_unit(said, other) and other.top is None
        }:
            continue
        if equal and not _counted_else(said, text, equal):
            continue
        if not equal and (_is_part(said, text, held) or _in_unit(said, statement, held)):
            continue
        # "Two days later than planned" is no date, and is two days.
        if not equal and said.unit and any(agrees(said, other) for other in amounts(text)):
            continue
        if (
            said.value == 1
            and said.unit == ""
            and not equal
            and re.search(r"\b(?:an?|one|single|sole)\b", text, re.IGNORECASE)
        ) and not any({*other.nouns} & {*said.nouns} for other in held):
            continue
        if equal:
            yield "number", f"says {shown(said)} of something else than the passage does"
        else:
            yield "number", _says("number", shown(said), [shown(other) for other in _rivals(said, held)])


def _is_part(said: Amount, text: str, held: Sequence[Amount]) -> bool:
    """Whether "two of the three" is what the passage tells in two places: "three paintings, two of which"."""
    if said.unit != "of" or not any(other.value == said.top and not other.unit for other in held):
        return False
    parts = [number for match in _PART.finditer(text) for number in numbers(match["part"])]
    return said.value in parts


def _in_unit(said: Amount, statement: str, held: Sequence[Amount]) -> bool:
    """Whether a number without a unit has that of another amount of the statement: "asked for 9 percent but were offered 6"."""
    if said.unit or said.nouns:
        return False
    units = {other.unit for other in amounts(statement) if other.unit}
    return any(other.unit in units and other.value == said.value and not other.hedge for other in held)


def _counted_else(said: Amount, text: str, equal: Sequence[Amount]) -> bool:
    """Whether the passage counts something else, and what the statement counts is not so called there."""
    return not {*said.nouns} <= known(text).all or any(other.nouns for other in equal)


def _rivals(said: Amount, held: Sequence[Amount]) -> list[Amount]:
    alike = [other for other in held if same_unit(said, other) and (not said.nouns or {*other.nouns} & {*said.nouns})]
    return alike or [other for other in held if same_unit(said, other)]


def _dates(statement: str, cited: Sequence[Evidence]) -> Iterator[Fault]:
    held = [moment for one in cited for moment in moments(one.text, one.date)]
    published = next((one.date for one in cited if one.date), None)
    for said in moments(statement, published):
        if any(bears(said, other) for other in held):
            continue
        relative = [other for other in held if other.relative and other.first is None]
        if relative and not any(one.date for one in cited):
            yield "date", f"says {said.text}; the passage says {relative[0].text}, and its article states no date"
        else:
            yield "date", _says("date", said.text, [other.text for other in held])


def _dated_as_cited(statement: str, cited: Sequence[Evidence]) -> str:
    """``statement`` with its dates as the passage has them where they are the same day: neither words nor reader know that the
    article's Wednesday was June 19."""
    held = [moment for one in cited for moment in moments(one.text, one.date)]
    published = next((one.date for one in cited if one.date), None)
    for said in sorted(moments(statement, published), key=lambda moment: -moment.span[0]):
        same = next((other for other in held if bears(said, other)), None)
        if same is not None:
            statement = statement[: said.span[0]] + same.text + statement[said.span[1] :]
    return statement


def _names(statement: str, cited: Sequence[Evidence], text: str, question: str) -> Iterator[Fault]:
    numeral = numeral_fault(statement, text)
    if numeral:
        yield "name", numeral
    here, asked = known(text), known(question)
    counted = [amount.span for amount in amounts(statement) if amount.unit]
    for name in names_of(statement):
        if holds(name, here) or holds(name, asked) or plausible_word(name):
            continue
        # The "GW" of "3 GW" is no name, and is checked with its number.
        if is_unit(name.text) and any(a <= name.span[0] and name.span[1] <= b for a, b in counted):
            continue
        if speaks_for_country(name, statement, here):
            continue
        if any(stands_for(name, one.text, one.before, one.title or "") for one in cited):
            continue
        if any(one.source and holds(name, known(one.source)) for one in cited):
            continue
        yield "name", f"names {name.text}, which the passage does not"


def _added(statement: str, cited: Sequence[Evidence], question: str) -> Fault | None:
    """What the statement says in words of its own: a word that no cited word means, or "most" where nothing says so."""
    held = frozenset().union(*(keys_of(one.text) for one in cited))
    around = frozenset().union(
        *(keys_of(f"{one.before} {one.title or ''} {one.source or ''}") for one in cited)
    ) | keys_of(question)
    told = [a.span for a in amounts(statement)] + [m.span for m in moments(statement)]
    named = [name.span for name in names_of(statement) if not plausible_word(name)]
    # How sure it is, is checked by its force: "reportedly" is "is said to".
    hedges = {marker.place for marker in modals(statement) if marker.kind in HEDGES}
    obliged = OBLIGED if any(marker.kind == DUTY for one in cited for marker in modals(one.text)) else ()
    words = [
        word
        for i, word in enumerate(words_of(statement))
        if i not in hedges
        and word.lower not in obliged
        and not any(a < word.end and word.start < b for a, b in (*told, *named))
        and (word.content or word.lower in _SHARES)
    ]
    # What a frame is made of, "the report said", is checked with its speaker.
    framed = {part for frame in frames(statement) for part in (*keys_of(frame.speaker), *keys_of(frame.verb))}
    foreign = [
        word for word in unsaid(words, held) if word.key not in framed and not (word.capital and word.key in around)
    ]
    if not foreign:
        return None
    return (
        "support",
        f"the passage does not say this (nothing there of {', '.join(f'“{word.text}”' for word in foreign[:3])})",
    )


def _says(what: str, said: str, held: Sequence[str]) -> str:
    if not held:
        return f"says {said}; the passage gives no such {what}"
    return f"says {said}; the passage says {' and '.join(dict.fromkeys(held[:2]))}"


def _unsupported(statement: str, cited: Sequence[Evidence]) -> str:
    lacking = support.missing(statement, "\n".join(one.text for one in cited))
    if not lacking:
        return "the passage uses these words, and does not say this"
    return f"the passage does not say this (nothing there of {', '.join(f'“{word}”' for word in lacking[:3])})"


def _in_order(statement: str, cited: Sequence[Evidence]) -> bool:
    """Whether all of the statement's content words stand in one cited sentence, in their order."""
    said = [word.key for word in words_of(statement) if word.content]
    for one in cited:
        for a, b in sentence_spans(one.text[:LONGEST_TEXT]):
            held = iter([word.key for word in words_of(one.text[a:b])])
            if all(key in held for key in said):
                return True
    return False


def _written_otherwise(statement: str, cited: Sequence[Evidence]) -> bool:
    """Whether an amount or a name, which the checks have found there, is not written as the passage has it."""
    text = "\n".join(one.text for one in cited).casefold()
    spans = [amount.span for amount in amounts(statement)] + [name.span for name in names_of(statement)]
    return any(statement[a:b].casefold() not in text for a, b in spans)


def _is_whole(statement: str, text: str) -> bool:
    """Whether the statement is one or more whole sentences of ``text``, in one piece."""
    said = _plain(statement)
    if said not in _plain(text):
        return False
    spans = sentence_spans(text[:LONGEST_TEXT])
    starts = [_plain(text[a:]) for a, _ in spans]
    ends = {_plain(text[:b]) for _, b in spans}
    whole = _plain(text)
    return any(
        start.startswith(said) and whole[: len(whole) - len(start) + len(said)].rstrip() in ends for start in starts
    )


def _plain(text: str) -> str:
    """``text`` with its white space and the shape of its quotation marks aside."""
    return " ".join(text.translate({0x201C: '"', 0x201D: '"', 0x2019: "'", 0x2018: "'"}).split())
