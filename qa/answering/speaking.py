"""Whose words are asked for, and whether a sentence gives them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile

from qa.answering.names import UPPER
from qa.answering.untold import asks
from qa.checks.frames import frames
from qa.checks.names import Name, names_of
from qa.citing import sliced
from qa.types import Passage, Span, Turn

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
# "Lindqvist spoke to reporters" and "Pell apologised for it" give what somebody says, though not in which words.
SPOKE = re.compile(
    r"\b(?:spoke|speaks|talked|talks|apologi[sz]e[sd]|ask(?:s|ed)|demand(?:s|ed)|commented|replied|answered|hinted)\b"
)
# What may stand between who does something and the verb.
_DOES = re.compile(r"(?:,[^,]*,)? (?:(?:\w+ly|also|later|then|again|has|have|had|who) )*")
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e)\b")
_ASKED_WHAT = re.compile(
    r"\bwhat (?:did|does|has|have|do|had|was|were) (?P<who>.+?) (?:say|said|tell|told|call|called)\b", re.I
)
# "Ann Lee, the mayor, said the price was fair": that is what she said, and who says it stands before.
_CLAUSE = re.compile(
    r"^(?!.*\b(?:who|whom|whose|which|that)\b).*\b(?:is|are|was|were|has|have|had|will|would|should|can|could|must)\b",
    re.IGNORECASE,
)
_NAME = rf"[{UPPER}][\w’'-]+(?: [{UPPER}][\w’'-]+){{0,3}}"
# That somebody tells it is nothing of what is told.
SAYS = re.compile(r"\b(?:sa(?:id|ys?|ying)|t(?:old|ells?|elling))\b")
# What stands beside who says it: "said Ann Lee, the county's head of roads".
_ASIDE = rf"(?:, (?:(?:the|an?|its|his|her|their|our|who|whose)\b|[{UPPER}])[^,“”\"]*)*"
# "The Rudar coach, Ann Lee": what begins so is no name, though it may hold one.
_OFFICE = re.compile(r"(?i:the|an?|its|his|her|their|our) ")
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
    """Whether a sentence gives the words of ``speaker``: in a reply of theirs, by name, by "he" after a sentence that names no other
    speaker, or as a quotation that goes on from one of theirs."""
    turn = turn_of(passage, sentence)
    if turn and is_speaker(speaker, turn.speaker):
        return True
    number = passage.sentences.index(sentence) if sentence in passage.sentences else 0
    text = sliced(passage, sentence)
    own, open_ones = speakers_of(text)
    if own:
        return any(is_speaker(speaker, who) for who in own)
    if not open_ones and not QUOTED.match(text.lstrip()):
        # Reported in other words: "In his speech Kim praised the deal."
        return _reports(speaker, text)
    before = passage.sentences[number - 1] if number else None
    if turn or before is None or turn_of(passage, before):
        # "He" is nobody whom the other of two has named.
        return False
    return says(speaker, passage, before) or is_speaker(speaker, sliced(passage, before))


def speakers_of(text: str) -> tuple[list[str], list[str]]:
    """Who speaks in a sentence: those that it tells apart, and those that it leaves open, "she" or "the judge"."""
    named = [frame.speaker for frame in frames(text) if frame.speaker and not _CLAUSE.search(frame.speaker)]
    left_open = [who for who in named if _SOMEBODY.fullmatch(who.strip())]
    return [_apposed(text, who) for who in named if who not in left_open], left_open


def turn_of(passage: Passage, sentence: Span) -> Turn | None:
    """Whose turn it is in a sentence, where the passage is of an interview."""
    return next((turn for turn in passage.turns if turn.start <= sentence[0] < turn.end), None)


def question_before(passage: Passage, sentence: Span) -> Span | None:
    """The place of the question in an interview to which a sentence is the reply, or begins it."""
    number = next((i for i, turn in enumerate(passage.turns) if turn.start == sentence[0]), 0)
    earlier = passage.turns[:number][::-1]
    if not earlier or earlier[0].end != sentence[0] or earlier[0].speaker == passage.turns[number].speaker:
        return None
    asked = list(takewhile(lambda turn: turn.speaker == earlier[0].speaker, earlier))
    place = (max(passage.start, asked[-1].start), asked[0].end)
    return place if not asked[0].speaker or asks(sliced(passage, place)) else None


def told(text: str) -> str:
    """What a sentence says somebody said, without who says it: that the head of roads speaks is nothing about roads."""
    for frame in frames(text):
        who = re.split(r"[”\"]", frame.speaker)[-1].strip(" ,")
        text = re.sub(rf"\b{re.escape(who)}\b{_ASIDE}", " ", text, count=1) if who else text
    return SAYS.sub(" ", text)


def _apposed(text: str, who: str) -> str:
    """``who`` speaks, with the name behind it where it has none: "said its chairman, Ann Lee"."""
    behind = re.search(rf"{re.escape(who)}(?P<name>, {_NAME})", text)
    named = names_of(who) and not _OFFICE.match(who)
    return who if named or behind is None else who + behind["name"]


def _reports(speaker: frozenset[str], text: str) -> bool:
    """Whether ``speaker`` is named last before a verb of saying, or a quotation: "Putin commended Kim" gives no words of Kim's, and "I
    do not expect Kim to speak" somebody else's."""
    names = [(name.span[0], _is(speaker, name)) for name in names_of(text)]
    plain = QUOTED.sub(lambda match: " " * len(match[0]), text)
    verbs = [match.start() for match in SPEAKING.finditer(plain)] or [match.start() for match in QUOTED.finditer(text)]
    if not verbs:
        # "Lindqvist spoke to reporters", and not "A friend of Lindqvist's spoke" or "I doubt that Lindqvist spoke".
        return any(
            _is(speaker, name) and _DOES.fullmatch(plain[name.span[1] : match.start()])
            for match in SPOKE.finditer(plain)
            if not _FIRST_PERSON.search(plain[: match.start()])
            for name in names_of(text)
        )
    return any(own for verb in verbs for _, own in [one for one in names if one[0] < verb][-1:])


def is_speaker(speaker: frozenset[str], text: str) -> bool:
    """Whether ``text`` names ``speaker``, in full or in part: "Greene" of "Laura Greene", and not "Mark Greene"."""
    return any(_is(speaker, name) for name in names_of(text))


def _is(speaker: frozenset[str], name: Name) -> bool:
    return speaker >= set(name.parts) or speaker <= set(name.parts)
