"""Who said it: what a source attributes to somebody is not shown as fact, and nobody is given another's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from qa.checks.frames import (
    ALLEGE,
    BELIEVE,
    CONFIRM,
    DENY,
    FIND,
    FINITE,
    PROMISE,
    SAY,
    WARN,
    Frame,
    frames,
    wholly_quoted,
)
from qa.checks.names import canonical, holds, known, names_of
from qa.checks.places import IMPLIED
from qa.checks.quotations import quoted_places, shortened
from qa.checks.words import Word, is_past, key_of, words_of

_STRICT_BARE = frozenset((SAY, DENY, CONFIRM, ALLEGE, WARN, BELIEVE))
# With these who says it is named, too: "the agency put the cost at", "blames".
_VIEWS = frozenset(
    "put puts blames blamed attributes attributed names named describes described calls called feels felt considers considered "
    "thinks thought regards regarded sees saw expects expected estimates estimated values valued cites cited gives gave".split()
)
_MAY_SAY = {
    SAY: {SAY, CONFIRM, ALLEGE, WARN, PROMISE, BELIEVE, FIND}, FIND: {FIND, SAY, CONFIRM}, ALLEGE: {ALLEGE, SAY}, DENY: {DENY}, CONFIRM: {CONFIRM},
    WARN: {WARN}, BELIEVE: {BELIEVE, SAY}, PROMISE: {PROMISE},
}  # fmt: skip
_TELLING_AGE = re.compile(r"the \d{1,3}-year-old", re.IGNORECASE)
_PRONOUNS = frozenset("he she they it who which that both all neither".split())
_DOCUMENT = re.compile(
    r"\b(?:article|report|passage|text|story|source|author|writer|newspaper|study|paper)s?\b", re.IGNORECASE
)
_HEARSAY = re.compile(r"\b(?:reportedly|allegedly|alleged|accused|purportedly|supposedly)\b", re.IGNORECASE)
_FIRM = re.compile(
    r"the (?:company|firm|group|agency|ministry|bank|team|club|party|union|airline|maker|operator|regulator|charity|university|"
    r"museum|newspaper|paper|daily|carmaker|bank|retailer|carrier|chain|authority|government|hospital|trust|school|league)(?=$|,)",
    re.IGNORECASE,
)
# To say a thing is told by whoever says it; these are acts that others tell of, too.
_ACTS, _PROPOSE = (PROMISE, CONFIRM, DENY), key_of("propose")
# How many words behind such a verb what is promised begins.
_BESIDE = 4
# How much of what a statement says has to stand inside somebody's claim for it to be that claim.
CLAIMED = 0.6


def speaker_fault(statement: str, cited: str, before: str = "", sources: Sequence[str] = ()) -> str | None:
    """Why the two do not agree on who says it; ``sources`` name the article itself."""
    said, held = words_of(statement), words_of(cited)
    ours, theirs = frames(statement), _with_context(cited, before)
    places: dict[str, set[int]] = {}
    for i, word in enumerate(held):
        if word.content:
            places.setdefault(word.key, set()).add(i)
    for frame in ours:
        fault = _wrong_speaker(frame, said, theirs, held, places, sources)
        if fault:
            return fault
    claims = [frame for frame in theirs if frame.kind in _STRICT_BARE and not _own_figures(frame, statement)]
    if not claims:
        return None
    covered = set().union(*(frame.content for frame in ours))
    # Quotation marks without a speaker leave out whose words they are.
    covered |= quoted_places(statement, said) if ours else set()
    if ours and covered:
        # The frame's own words, "the ministry said", are no claim.
        covered |= {
            i for frame in ours for i, w in enumerate(said) if w.text in frame.speaker.split() or w.text == frame.verb
        }
    bare = [i for i, word in enumerate(said) if word.content and i not in covered and word.key in places]
    inside = [i for i in bare if any(places[said[i].key] <= frame.content for frame in claims)]
    if len(inside) >= 2 and len(inside) >= CLAIMED * len(bare) and not _HEARSAY.search(statement):
        claim = max(claims, key=lambda frame: sum(places[said[i].key] <= frame.content for i in inside))
        if _credits(said, claim):
            return None
        who = claim.speaker or "somebody"
        return f"shows as fact what in the passage {shortened(who)} {claim.verb if claim.verb != 'according to' else 'said'}"
    return None


def _credits(said: Sequence[Word], claim: Frame) -> bool:
    """Whether the statement's verb, behind the claim's speaker, says that it is theirs: "the agency blames flooding"."""
    whose = set(_who(claim.speaker))
    at = next((i for i, word in enumerate(said) if {*canonical(word.text)} & whose), None)
    verb = next((w for w in said[at or 0 :] if w.lower in FINITE | _VIEWS or (is_past(w) and w.content)), None)
    return at is not None and verb is not None and verb.lower in _VIEWS


def _is_open(speaker: str) -> bool:
    """Whether it says who only with what stands before: a pronoun, "the 71-year-old"."""
    return speaker != "" and (
        all(word in _PRONOUNS for word in speaker.lower().split()) or bool(_TELLING_AGE.fullmatch(speaker))
    )


def _own_figures(frame: Frame, statement: str) -> bool:
    """Whether the claim is what somebody reports of himself, and the statement says of him: a company's results."""
    # "Carmaker Veltra" is Veltra.
    whose = {name.parts[-1] for name in names_of(frame.speaker)} or set(_who(frame.speaker))
    return (
        frame.verb in ("reported", "reports", "announced", "announces", "declared", "disclosed")
        and bool(whose)
        and whose <= set(canonical(statement))
    )


def _with_context(cited: str, before: str) -> tuple[Frame, ...]:
    """The claims of the cited words; a quotation that goes on from the sentence before has that one's speaker."""
    own = frames(cited)
    earlier = frames(before)
    if own or not earlier:
        return own
    words = words_of(cited)
    if words and wholly_quoted(cited, words[0], words[-1]):
        return (Frame(earlier[-1].speaker, SAY, frozenset(range(len(words))), earlier[-1].verb),)
    return own


def _told_there(frame: Frame, names: AbstractSet[str], said: Sequence[Word], held: Sequence[Word]) -> bool:
    """Whether the passage tells of the same act, "who had promised to pass it", and names who did it, though not as a claim."""
    verb = key_of(frame.verb)
    everyone = set(canonical(" ".join(word.text for word in held)))
    if (frame.kind not in _ACTS and verb != _PROPOSE) or not names or not names <= everyone:
        return False
    told = {said[i].key for i in frame.content if said[i].content}
    beside = (held[i + 1 : i + 1 + _BESIDE] for i, word in enumerate(held) if word.key == verb)
    return any(word.key in told and word.content for words in beside for word in words)


def _wrong_speaker(
    frame: Frame,
    said: Sequence[Word],
    theirs: Sequence[Frame],
    held: Sequence[Word],
    places: dict[str, set[int]],
    sources: Sequence[str],
) -> str | None:
    keys = [said[i].key for i in frame.content if said[i].content and said[i].key in places]
    names = _with_countries(_who(frame.speaker))
    if not frame.speaker and _HEARSAY.search(" ".join(word.text for word in held)):
        # "is said to be" is what "reportedly" says; how sure it is is another check's.
        return None
    if not theirs or not keys:
        if _told_there(frame, names, said, held):
            return None
        if (
            _DOCUMENT.search(frame.speaker)
            or names & {part for source in sources for part in canonical(source)}
            or not keys
        ):
            return None
        return f"says that {shortened(frame.speaker or 'somebody')} {frame.verb} so; the passage does not attribute it"
    scored = [(sum(bool(places[key] & other.content) for key in keys), other) for other in theirs]
    best = max(score for score, _ in scored)
    if best < 0.5 * len(keys):
        mine = [score for score, other in scored if _is_theirs(frame, names, other)]
        if _told_there(frame, names, said, held) or (mine and max(mine) == best > 0):
            # "She said the loss would do no harm" of "A sensor was lost; she said this would do none".
            return None
        if _DOCUMENT.search(frame.speaker) or names & {part for source in sources for part in canonical(source)}:
            return None
        return f"says that {shortened(frame.speaker or 'somebody')} {frame.verb} so; the passage does not attribute it"
    tied = [other for score, other in scored if score >= best - 1e-9]
    for other in tied:
        mine_open = all(word in _PRONOUNS for word in frame.speaker.lower().split())
        theirs_too = _is_open(other.speaker) or mine_open or _is_theirs(frame, names, other)
        if theirs_too and other.kind in _MAY_SAY[frame.kind]:
            added = _of_somebody_else(frame, other, theirs)
            return f"says “{frame.speaker}”; in the passage that is {shortened(added)}" if added else None
    other = tied[0]
    whose = _with_countries(_who(other.speaker))
    if not other.speaker:
        return f"says that {shortened(frame.speaker)} {frame.verb} so; the passage does not say who"
    if _FIRM.match(other.speaker) and names and names <= set(canonical(" ".join(word.text for word in held))):
        # "The company said" of the one that the sentence names.
        return None
    if (
        _FIRM.fullmatch(frame.speaker)
        and len({one.speaker for one in theirs}) == 1
        and other.kind in _MAY_SAY[frame.kind]
    ):
        return None
    if not names & whose and not _initials(frame.speaker, other.speaker):
        return f"gives {shortened(frame.speaker)} the words of {shortened(other.speaker)}"
    return f"says “{frame.verb}”; the passage says “{other.verb}”"


def _is_theirs(frame: Frame, names: AbstractSet[str], other: Frame) -> bool:
    """Whether the two claims have one speaker, as far as they name it."""
    alike = names & _with_countries(_who(other.speaker)) or _initials(frame.speaker, other.speaker)
    return bool(alike) or other.speaker.casefold() == frame.speaker.casefold()


def _of_somebody_else(frame: Frame, other: Frame, theirs: Sequence[Frame]) -> str:
    """Another speaker of the passage, of whom only it says what the statement adds to the speaker of ``other``: "in dissent"."""
    # "Justice Lee, in dissent".
    plain = {word.key for word in words_of(frame.speaker.partition(",")[2]) if not word.capital}
    if any(set(_who(frame.speaker)) <= set(_who(one.speaker)) for one in theirs):
        return ""
    added = plain & set(_who(frame.speaker)) - set(_who(other.speaker))
    return next((one.speaker for one in theirs if added and one is not other and added <= set(_who(one.speaker))), "")


def _who(speaker: str) -> list[str]:
    """What two mentions of a speaker share: names and nouns, without small words and days."""
    made = canonical(speaker)
    small = {word.key for word in words_of(speaker) if not word.content or word.lower.endswith("day")}
    return [key for key in made if key not in small]


def _with_countries(keys: Sequence[str]) -> set[str]:
    """``keys`` with the countries that the seats of government among them, or "the North", speak for."""
    sided = {f"{side} korea" for side in ("north", "south") if list(keys) == [side]}
    return {*keys, *sided, *(IMPLIED[key] for key in keys if key in IMPLIED)}


def _initials(one: str, other: str) -> bool:
    """Whether one speaker is the other's initials: "the WHO"."""
    named = [name for text in (one, other) for name in names_of(text)]
    return any(holds(name, known(text)) for name in named for text in (one, other) if name.text not in text)
