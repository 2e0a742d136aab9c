"""Who did it: of "Kim welcomed Putin, accompanied by crowds" it is the crowds who accompanied somebody, not Kim."""

from __future__ import annotations

import re
from functools import lru_cache

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
