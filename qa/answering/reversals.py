"""A sentence that decides a question → the one of a later article that says it was not so after all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from qa.answering import questions
from qa.answering.drafts import quotable, sentences_of
from qa.answering.matter import relation
from qa.checks.meanings import adds_nothing
from qa.checks.words import words_of
from qa.citing import sliced
from qa.reading import AnswerSpan
from vectorstore import lexical

# What is taken back is so within weeks.
LATEST = timedelta(days=62)
_OWN = r"(?:an?|the|its|his|her|their)"
_BEFORE = r"(?:first|earlier|initial(?:ly)?|previous(?:ly)?|original(?:ly)?)"
_TOLD = r"(?:statement|claim|denial|account|version|report|remark|announcement|assurance|insistence)s?"
_REVERSES = re.compile(
    rf"\brevers(?:ed|es|ing) {_OWN} {_BEFORE}\b|\b(?:withdr(?:ew|awing)|retract(?:ed|s|ing)|correct(?:ed|s|ing)|took back) {_OWN} (?:\w+ )?{_TOLD}\b|"
    rf"\b(?:after|having|had) (?:at )?{_BEFORE} (?:den(?:ied|ying)|insist(?:ed|ing)|sa(?:id|ying)|claim(?:ed|ing))\b|"
    rf"\b(?:contrary to|contradicting|despite) {_OWN} {_BEFORE} {_TOLD}\b",
    re.IGNORECASE,
)
# What is admitted may be something else, unless the first sentence is plain.
_ADMITS = re.compile(r"\b(?:admitted|conceded)\b[^.;:]{0,40}\bthat\b", re.IGNORECASE)


def reversing(
    question: str, query: lexical.Query, decides: AnswerSpan, spans: Sequence[AnswerSpan], plainly: bool
) -> AnswerSpan | None:
    """The sentence of an article that came after that of the sentence which ``decides`` the question, ``plainly`` or not, and is of the
    same matter by its title: it speaks of what is asked, and says that something is taken back; ``None`` where none does."""
    published = decides.passage.date
    told = _keys(sliced(decides.passage, decides.sentence))
    matter = _keys(questions.without_kind(question)) & told
    found = []
    for passage, sentence in sentences_of(spans) if published else ():
        later = passage.date is not None and timedelta() < passage.date - published <= LATEST  # type: ignore[operator]
        said = sliced(passage, sentence)
        taken_back = _REVERSES.search(said) or (plainly and _ADMITS.search(said))
        same = matter & _keys(said) and _keys(passage.heading) & _keys(decides.passage.heading)
        if later and taken_back and same:
            place = quotable(passage, sentence)
            found.append(AnswerSpan(passage, *place, place, relation(query, passage, place)))
    return max(found, key=lambda span: span.score, default=None)


def _keys(text: str) -> frozenset[str]:
    return frozenset(word.key for word in words_of(text) if word.content and not adds_nothing(word.key))
