"""What happened to somebody → the sentences that tell what they did or what was done to them, where no one span answers it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qa.answering.drafts import MOST_STATEMENTS, Draft, flat, flat_place, quotable, sentences_of
from qa.answering.matter import relation
from qa.answering.speaking import SPEAKING
from qa.checks.names import Name, names_of
from qa.checks.words import is_past, words_of
from qa.citing import Citer, sliced
from qa.reading import AnswerSpan
from qa.types import Span, Statement
from vectorstore import lexical

_ASKED = re.compile(
    r"^\W*(?:and\s+|but\s+)?what(?:\s+(?:has|had|have))?\s+(?:happen(?:ed|s)\s+to|bec[ao]mes?\s+of|befell)\s+(?P<who>[^?]+)\??$",
    re.IGNORECASE,
)
# "The party of the former general Ari lost" tells what happened to the party.
_GOVERNED = re.compile(
    r"\b(?:of|for|with|by|against|to|from|in|on|at|about|under|over|between|than|like|into|near|[’']s)\s+(?:[a-z-]+\s+){0,3}$",
    re.IGNORECASE,
)
_AUXILIARY = r"(?:has|have|had|was|were|is|are|been|being|also|later|then|now|since|never|not|just|already)"
_DEED = re.compile(
    rf"(?:(?:,[^,;.]{{1,60}}){{1,2}},|,)?\s+(?P<deed>(?:{_AUXILIARY}\s+|\w+ly\s+)*(?P<verb>[a-z]+)\b(?:[^,;.]|[.,](?=\w))*)"
)


@lru_cache(maxsize=256)
def asked_about(question: str) -> tuple[Name, ...]:
    """Whose fate a question asks: "What happened to Igor Danek?"; empty where it asks nobody's."""
    asked = _ASKED.match(question)
    found = names_of(asked["who"]) if asked else ()
    return tuple(found) if len(found) == 1 else ()


def deed(who: Name, sentence: str) -> Span | None:
    """Where a sentence tells what ``who`` did or what was done to them: "received three years" of "Igor Danek received three years";
    None where they are only named, or only say something."""
    for name in names_of(sentence):
        told = _DEED.match(sentence, name.span[1])
        if told is None or not set(who.parts) & set(name.parts) or _GOVERNED.search(sentence[: name.span[0]]):
            continue
        if set(who.parts) <= set(name.parts) or set(name.parts) <= set(who.parts):
            verb = next((word for word in words_of(sentence) if word.start == told.start("verb")), None)
            if verb is not None and is_past(verb) and not SPEAKING.match(verb.lower):
                return told.start("deed"), told.start("deed") + len(told["deed"].rstrip())
    return None


def befallen(
    question: str, query: lexical.Query, spans: Sequence[AnswerSpan], cite: Citer, threshold: float
) -> Draft | None:
    """The sentences that tell what happened to the one asked about, the latest article's first; None where no sentence does.

    A sentence's score is how much it speaks of what the question does, as for a few words on a matter: ``threshold`` or more.
    """
    asked = asked_about(question)
    if not asked:
        return None
    told = [(passage, place, deed(asked[0], sliced(passage, place))) for passage, place in sentences_of(spans)]
    found = [
        (passage, place, inside, score)
        for passage, place, inside in told
        if inside is not None and (score := relation(query, passage, place)) >= threshold
    ]
    # Undated articles come last.
    found.sort(key=lambda one: (one[0].date is not None, one[0].date), reverse=True)
    statements: dict[str, Statement] = {}
    for passage, (start, end), inside, score in found[:MOST_STATEMENTS]:
        citation = cite(passage, quotable(passage, (start, end)))
        marked = flat_place(citation, (start + inside[0], start + inside[1]))
        text = flat(citation.quote)
        statements.setdefault(text, Statement(text, (citation,), score=round(score, 3), emphasis=(marked,)))
    if not statements:
        return None
    shown = tuple(statements.values())
    return Draft(shown[0].text[slice(*shown[0].emphasis[0])], shown, (), max(statement.score for statement in shown))
