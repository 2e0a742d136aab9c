"""A sentence × a question for yes or no → whether it says so, says the opposite, or neither plainly."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.answering import questions
from qa.answering.matter import ANY
from qa.answering.untold import asks
from qa.checks.polarity import BE, REACH, negations
from qa.checks.words import Word, is_past, key_of, words_of
from qa.sentences import sentence_spans
from qa.verification import Evidence, verify
from vectorstore import lexical

# Of the question's words, by rarity, a sentence has to hold this share to be read as yes or no.
STATED = 0.85

_UNSURE = re.compile(
    r"\b(?:(?-i:may)|might|could|would|should|if|whether|expected|planned|plans?|reportedly|allegedly|possibly|perhaps|"
    r"likely|unlikely|claim(?:s|ed)?|alleg\w+|rumou?rs?|accus\w+|den(?:y|ies|ied)|disput\w+)\b",
    re.IGNORECASE,
)
# A resignation that somebody tore up, or did not accept, is none.
_IT = r"(?:it|them|(?:the|his|her|their|its|that) (?:\w+ )?(?:resignation|letter|offer|deal|contract|agreement|treaty|decision))"
_UNDONE = re.compile(
    rf"\b(?:tore (?:it|them) up|tore up {_IT}|(?:was|were|been) torn up|(?:(?:refus|declin)ed to|(?:not|n[’']t|never)) accept {_IT}|"
    rf"(?:not|n[’']t|never) (?:been )?accepted|(?:took|taken) (?:it|them) back|withdr(?:ew|awn) {_IT}|"
    r"(?:was|were|been) (?:later |then |soon )?(?:withdrawn|retracted|rescinded|annulled))\b",
    re.IGNORECASE,
)
# What somebody says is no plain yes, but that another article says the opposite is worth knowing.
_SAID = re.compile(r"\b(?:said|says)\b", re.IGNORECASE)
_TO_COME = re.compile(
    r"(?:[’']ll|\b(?:will|(?:wo|sha)n[’']t|shall|going to|set to|due to|about to|(?:is|are) to|ahead of|upcoming))\b",
    re.IGNORECASE,
)
_BEING = re.compile(r"(?:is|are|was|were|am)\b", re.IGNORECASE)
# Which of two is more, the order of the words alone does not tell; more than an amount, or rather than, is another matter.
_COMPARING = re.compile(
    r"\b(?:more|less|fewer|\w{2,}er)\b.*(?<!rather )\bthan\b(?! (?:an?|one|two|three|half|[$€£¥₹]?\d))", re.IGNORECASE
)
# "Did he resign?" asks whether he resigned: what carries the question alone is no word of it, and neither is what asks for any.
_ASKED_WITH = re.compile(r"^(?:did|does|do|if|whether)\s+", re.IGNORECASE)
_ANY = re.compile(rf"\b(?:{'|'.join(sorted(ANY))})\b\s*", re.IGNORECASE)
# What a sentence that denies a thing has in common with the question.
_OF_THE_SAME = frozenset({"number", "date", "name"})


def is_said(text: str) -> bool:
    """Whether ``text`` gives what somebody says."""
    return bool(_SAID.search(text))


def is_open(question: str, text: str) -> bool:
    """Whether ``text`` leaves open what ``question`` asks: as what may be, or as what is yet to come where the past is asked for."""
    return bool(_UNSURE.search(text) or _is_to_come(question, text))


def is_hedged(question: str, text: str) -> bool:
    """Whether ``text`` leaves open what ``question`` asks, or gives what somebody says."""
    return is_open(question, text) or is_said(text)


def stance(question: str, query: lexical.Query, evidence: Evidence, engine: str = "auto") -> str | None:
    """ "Yes" where the evidence's text says what is asked, "No" where it says the opposite; ``None`` where it does neither plainly.

    Either is a statement, and checked as one: by its words alone, "grew up on the Isle of Lewis" would say that he grew up in
    London. Raises :class:`qa.errors.ModelError` where the shipped model cannot be loaded.
    """
    # A heading that asks it does not say it.
    spans = sentence_spans(evidence.text)
    evidence = replace(evidence, text="".join(evidence.text[a:b] for a, b in spans if not asks(evidence.text[a:b])))
    said = _answer(question, query, evidence.text)
    if said is None:
        return None
    verdict = verify(_statement(question), [evidence], engine=engine)
    if said == "No":
        return None if verdict.check in _OF_THE_SAME else said
    # That it is somebody's word is told by whoever shows it.
    return said if verdict.supported or (verdict.check == "speaker" and is_said(evidence.text)) else None


def _statement(question: str) -> str:
    """What a "Yes" would say."""
    asked = questions.without_politeness(question).strip()
    said = _ANY.sub("", _ASKED_WITH.sub("", asked)).rstrip("?. ")
    # The word that carries a question is no name, however it begins.
    return f"{said}." if _ASKED_WITH.match(asked) else f"{said[:1].lower()}{said[1:]}."


def _answer(question: str, query: lexical.Query, text: str) -> str | None:
    """Whether ``text`` says what is asked ("Yes") or its opposite ("No"), or somebody in it; ``None`` where it does neither."""
    if _is_to_come(question, text) or _COMPARING.search(question) or not _has_its_verb(question, text):
        return None
    return _polarity(question, query, text)


def _is_to_come(question: str, text: str) -> bool:
    return bool(questions.asks_about_the_past(question) and _TO_COME.search(text))


def _has_its_verb(question: str, text: str) -> bool:
    """Whether ``text`` has the question's verb, whose subject and object can be compared: "Was she arrested?" has one, and "Is Putin
    in Seoul?" none."""
    asked = {word.key for word in words_of(question)[1:] if is_past(word)}
    words = words_of(text)
    return not _BEING.match(question.strip()) or any(
        word.key in asked and is_past(word) and any(other.lower in BE for other in words[max(0, i - REACH) : i])
        for i, word in enumerate(words)
    )


def _polarity(question: str, query: lexical.Query, text: str) -> str | None:
    """Whether ``text`` says what is asked or its opposite; ``None`` where it does neither plainly."""
    said = words_of(text)
    owners = {word.key for word in words_of(question) if _owns(word)}
    keys = [word.key if word.key in owners or not _owns(word) else "" for word in said]
    asked = {
        key_of(word): query.idf[key] for key, word in query.words.items() if query.idf[key] > 0 and word not in ANY
    }
    places = [keys.index(key) for key in asked if key in keys]
    stated = sum(rarity for key, rarity in asked.items() if key in keys) / (sum(asked.values()) or 1.0)
    # Who did it to whom is in the order: "Did Kim visit Putin?" is not answered by "Putin visited Kim".
    if stated < STATED or places != sorted(places) or _UNSURE.search(text):
        return None
    undone = _UNDONE.search(text)
    if undone and not any(word.key in asked for word in words_of(undone.group())):
        return None
    if any(word.key in asked and word.key not in keys for word in said):
        # What Kim's rival did is not what Kim did.
        return None
    if negations(question):
        # "Yes" to "will he not resign?" says either.
        return None
    # "It did not yet formally approve it" denies the approval.
    adverbs = {i for i, word in enumerate(said) if word.lower.endswith("ly") and word.key not in asked}
    denials = [[place for place in marker.targets if place not in adverbs] for marker in negations(text)]
    denied = [keys[places[0]] in asked for places in denials if any(keys[place] in asked for place in places)]
    # "It did not delay the bridge" says of the bridge neither that it was approved nor that it was not.
    return None if False in denied else "No" if denied else "Yes"


def _owns(word: Word) -> bool:
    return word.lower.endswith("'s")
