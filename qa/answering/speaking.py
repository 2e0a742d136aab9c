"""Whose words are asked for, and whether a sentence gives them."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.answering.names import UPPER
from qa.checks.frames import frames
from qa.checks.names import Name, names_of
from qa.citing import sliced
from qa.types import Passage, Span

# In double marks or single ones: an apostrophe stands beside a letter, and behind the "s" of "drivers’ jobs" where the
# quotation goes on to a mark of its own.
_WITHIN = r"[^‘’']|(?<=\w)[’'](?=\w)"
QUOTED = re.compile(
    r"[“\"«](?P<double>[^”\"»]{3,})[”\"»]|(?<![\w’'])[‘'](?!\d0s\b)"
    rf"(?:(?P<speech>(?:{_WITHIN}|(?<=s)[’'](?=\s))+[,.!?…])|(?P<single>(?:{_WITHIN}){{3,}}))[’'](?!\w)"
)
SPEAKING = re.compile(
    r"\b(?:said|says|told|tells|called|described|added|wrote|promised|pledged|warned|announced|stated|tweeted|insisted|"
    r"argued|acknowledged|vowed|praised|commended|criticized|criticised|denied|urged|thanked|suggested|explained|accused|blamed|rejected|conceded|"
    r"admitted|claimed|complained|condemned|dismissed|declared|confirmed)\b"
)
_ASKED_WHAT = re.compile(
    r"\bwhat (?:did|does|has|have|do|had|was|were) (?P<who>.+?) (?:say|said|tell|told|call|called)\b", re.I
)
# "Ann Lee, the mayor, said the price was fair": that is what she said, and who says it stands before.
_CLAUSE = re.compile(
    r"^(?!.*\b(?:who|whom|whose|which|that)\b).*\b(?:is|are|was|were|has|have|had|will|would)\b", re.IGNORECASE
)
_NAME = rf"[{UPPER}][\w’'-]+(?: [{UPPER}][\w’'-]+){{0,3}}"
_SOMEBODY = re.compile(r"(?i:he|she|they|who)$|(?i:the) [a-z]\w*$")


@lru_cache(maxsize=256)
def asked_speaker(question: str) -> frozenset[str]:
    """The keys of the name whose words are asked for; none where nobody is named: "What did the union say?"."""
    return frozenset(key for name in names_of(speaker_named(question)) for key in name.parts)


def speaker_named(question: str) -> str:
    """Who a question asks the words of, as it says it; empty where it asks for nobody's."""
    asked = _ASKED_WHAT.search(question)
    return asked["who"] if asked else ""


def says(speaker: frozenset[str], passage: Passage, sentence: Span) -> bool:
    """Whether a sentence gives the words of ``speaker``: by name, by "he" after a sentence that names no other speaker, or as a
    quotation that goes on from one of theirs."""
    number = passage.sentences.index(sentence) if sentence in passage.sentences else 0
    text = sliced(passage, sentence)
    named = [frame.speaker for frame in frames(text) if frame.speaker and not _CLAUSE.search(frame.speaker)]
    own = [_apposed(text, who) for who in named if not _SOMEBODY.fullmatch(who.strip())]
    if own:
        return any(_names(speaker, who) for who in own)
    if not named and not QUOTED.match(text.lstrip()):
        # Reported in other words: "In his speech Kim praised the deal."
        return _reports(speaker, text)
    before = passage.sentences[number - 1] if number else None
    return before is not None and (says(speaker, passage, before) or _names(speaker, sliced(passage, before)))


def _apposed(text: str, who: str) -> str:
    """``who`` speaks, with the name behind it where it has none: "said its chairman, Ann Lee"."""
    behind = re.search(rf"{re.escape(who)}(?P<name>, {_NAME})", text)
    return who if names_of(who) or behind is None else who + behind["name"]


def _reports(speaker: frozenset[str], text: str) -> bool:
    """Whether ``speaker`` is named last before a verb of saying, or a quotation: "Putin commended Kim" gives no words of Kim's."""
    names = [(name.span[0], _is(speaker, name)) for name in names_of(text)]
    verbs = [match.start() for match in SPEAKING.finditer(QUOTED.sub(lambda match: " " * len(match[0]), text))]
    verbs = verbs or [match.start() for match in QUOTED.finditer(text)]
    if any(own for verb in verbs for _, own in [one for one in names if one[0] < verb][-1:]):
        return True
    # "Lindqvist spoke to reporters."
    return not verbs and any(own for _, own in names)


def _names(speaker: frozenset[str], text: str) -> bool:
    """Whether ``text`` names ``speaker``, in full or in part: "Greene" of "Laura Greene", and not "Mark Greene"."""
    return any(_is(speaker, name) for name in names_of(text))


def _is(speaker: frozenset[str], name: Name) -> bool:
    return speaker >= set(name.parts) or speaker <= set(name.parts)
