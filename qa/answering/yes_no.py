"""A question for yes or no, or a few words on a matter → the sentence that speaks of all of it, and whether it says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answering import questions
from qa.answering.drafts import MOST_NEAREST, Draft, flat, quotable, sentences_of
from qa.answering.matter import ANY, relation
from qa.checks.polarity import negations
from qa.checks.words import key_of, words_of
from qa.citing import Citer, sliced
from qa.reading import AnswerSpan
from qa.types import Passage, Span, Statement
from vectorstore import lexical

# Of a yes-or-no question a sentence has to hold this share of the words to be shown, and the higher one to be read as yes or no.
RELATED, STATED = 0.6, 0.85
# Of two sentences on the matter, one that says it happened goes before one that says it may.
HEDGED = 0.25

_UNSURE = re.compile(
    r"\b(?:may|might|could|would|should|if|whether|expected|planned|plans?|reportedly|allegedly|possibly|perhaps|"
    r"likely|unlikely|claim(?:s|ed)?|alleg\w+|rumou?rs?|said|says|accus\w+|den(?:y|ies|ied)|disput\w+)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"(?:[’']ll|\b(?:will|(?:wo|sha)n[’']t|shall|going to|set to|due to|about to|(?:is|are) to|ahead of|upcoming))\b",
    re.IGNORECASE,
)
_BEING = re.compile(r"(?:is|are|was|were|am)\b", re.IGNORECASE)


def on_the_matter(question: str, query: lexical.Query, spans: Sequence[AnswerSpan], cite: Citer) -> Draft:
    """The sentence that speaks of all the question does; "Yes" or "No" only where that was asked and it says so plainly."""
    past = questions.asks_about_the_past(question)

    def plainly(entry: tuple[float, Passage, Span]) -> tuple[bool, float]:
        share, passage, place = entry
        text = sliced(passage, place)
        # What is not on the matter is no better for being said plainly.
        return share >= RELATED, share - HEDGED * bool(_UNSURE.search(text) or (past and _TO_COME.search(text)))

    places = [(passage, quotable(passage, sentence)) for passage, sentence in sentences_of(spans)]
    ranked = sorted(
        ((relation(query, passage, place), passage, place) for passage, place in places), key=plainly, reverse=True
    )
    if not ranked or ranked[0][0] < RELATED:
        closest = tuple(cite(passage, place) for _, passage, place in ranked[:MOST_NEAREST])
        return Draft(None, (), (), ranked[0][0] if ranked else 0.0, closest)
    score, passage, place = ranked[0]
    citation = cite(passage, place)
    statement = Statement(flat(citation.quote), (citation,), score=round(min(1.0, score), 3))
    # "Is Putin in Seoul?" has no verb whose subject and object could be compared.
    to_come = past and _TO_COME.search(citation.quote)
    unclear = to_come or _BEING.match(question.strip()) or not questions.is_yes_no(question)
    plain = None if unclear else _polarity(question, query, citation.quote)
    return Draft(plain, (statement,), (), score)


def _polarity(question: str, query: lexical.Query, text: str) -> str | None:
    """Whether ``text`` says what is asked or its opposite; ``None`` where it does neither plainly."""
    said = words_of(text)
    keys = [word.key for word in said]
    asked = {
        key_of(word): query.idf[key] for key, word in query.words.items() if query.idf[key] > 0 and word not in ANY
    }
    places = [keys.index(key) for key in asked if key in keys]
    stated = sum(rarity for key, rarity in asked.items() if key in keys) / (sum(asked.values()) or 1.0)
    # Who did it to whom is in the order: "Did Kim visit Putin?" is not answered by "Putin visited Kim".
    if stated < STATED or places != sorted(places) or _UNSURE.search(text):
        return None
    if negations(question):
        # "Yes" to "will he not resign?" says either.
        return None
    denied = any(keys[place] in asked for marker in negations(text) for place in marker.targets)
    return "No" if denied else "Yes"
