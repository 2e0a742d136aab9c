"""Who did it: of "Kim welcomed Putin, accompanied by crowds" it is the crowds who accompanied somebody, not Kim."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.checks.names import names_of
from qa.checks.polarity import BE
from qa.checks.words import key_of, words_of
from qa.types import Span

_WHO_DID = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?who(?:\s+else)?\s+(?:(?:has|have|had|also|first|once)\s+)*"
    r"(?!(?:is|was|are|were|be|been|did|does|do|will|would|can|could|may|might|must|shall|should|has|have|had|gets?|got)\b)"
    r"(?P<verb>[a-z]+)\s+(?!by\b)\w",
    re.IGNORECASE,
)
_HAVE = ("has", "have", "had", "having")
# "one of the members of the party of " …
_HEAD = re.compile(
    r"(?:\b[\w-]+\s+of\s+)?(?:\b(?:the|an?|its|his|her|their|our)\s+(?:(?!of\b)[\w-]+\s+){1,3}of\s+)+(?:the\s+)?$",
    re.IGNORECASE,
)
# "Received by Prime Minister" before a name.
_AGENT = re.compile(
    r"\b(?:was|were|is|are|been|being) (?:\w+ly )?[a-z]+(?:ed|en|wn|ght|ld|de|t) by (?:the )?(?:[A-Z][\w.-]*\s+)*$"
)
_AUXILIARIES = re.compile(r"\s+(?:(?:has|have|had|also|then|later|first|once|finally)\s+)*", re.IGNORECASE)
# "Won the Kestrian Cup": what is done to stands this near to the verb, in words.
OBJECT_WITHIN = 5
_NEXT_VERB = re.compile(r"\s+(?:(?:has|have|had|also|then|later|first|once)\s+)*(?P<verb>[a-z]+)\b", re.IGNORECASE)


def done_to(question: str, sentence: str, answer: Span) -> bool:
    """Whether ``answer``, its place in the sentence, stands before "… by", where the verb that a question "who did …" asks about
    has its doer behind it and is said in no other way."""
    key = asked_verb(question)
    words = words_of(sentence)
    said = [i for i, word in enumerate(words) if key and word.key == key]
    behind = [
        words[i + 1].start
        for i in said
        if i + 1 < len(words) and words[i + 1].lower == "by" and not (i and words[i - 1].lower in _HAVE)
    ]
    return bool(said) and len(behind) == len(said) and answer[0] < min(behind)


def whole_doer(question: str, sentence: str, answer: Span) -> Span:
    """``answer`` with what it is only the owner of, where that is who did it: of "The mayor of Karsk met Putin" not "Karsk"."""
    key = asked_verb(question)
    verb = _NEXT_VERB.match(sentence, answer[1])
    head = _HEAD.search(sentence[: answer[0]])
    is_owner = key and verb and head and key_of(verb["verb"]) == key
    return (head.start(), answer[1]) if head and is_owner else answer


def named_doer(question: str, sentence: str, answer: Span) -> Span:
    """``answer``, or who the sentence says did the very thing, where ``answer`` stands behind it: of "Salin won the cup when Kos saved two
    penalties" it is Salin that won the cup."""
    key = asked_verb(question)
    if not key:
        return answer
    words = words_of(sentence)
    thing = next((word.key for word in reversed(words_of(question)) if word.content), "")
    for i, word in enumerate(words):
        if word.key != key or word.start >= answer[0] or (i and words[i - 1].lower in BE):
            continue
        then = words[i + 1 : i + 1 + OBJECT_WITHIN]
        done = next((j for j, other in enumerate(then) if other.key == thing and other.clause == word.clause), None)
        if done is None or then[done].end > answer[0] or then[0].lower == "by":
            continue
        before = (name.span for name in names_of(sentence) if name.span[1] < word.start)
        subject = next((span for span in before if _AUXILIARIES.fullmatch(sentence[span[1] : word.start])), None)
        if subject is not None:
            return subject
    return answer


def done_otherwise(question: str, sentence: str, answer: Span, passage: str) -> bool:
    """Whether ``answer`` did something else, and the passage says elsewhere in the question's own verb who did it: "received by the
    minister" where another sentence has "accompanied by"."""
    key = asked_verb(question)
    agent = _AGENT.search(sentence[: answer[0]])
    if not key or agent is None or any(word.key == key for word in words_of(sentence)):
        return False
    return any(word.key == key for word in words_of(passage))


@lru_cache(maxsize=256)
def asked_verb(question: str) -> str:
    """What the forms of the verb share of which a question asks who did it: "who accompanied Putin?"; empty where it asks none."""
    found = _WHO_DID.match(question)
    return key_of(found["verb"]) if found else ""
