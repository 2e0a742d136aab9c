"""What somebody said → the sentences that quote or report it, the asked speaker's and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answering.drafts import MOST_STATEMENTS, NEAR_BEST, Draft, flat, flat_place, quotable, sentences_of
from qa.answering.matter import relation
from qa.answering.speaking import QUOTED, asked_speaker, says
from qa.checks.words import is_content
from qa.citing import Citer, sliced
from qa.reading import AnswerSpan
from qa.types import Passage, Span, Statement
from vectorstore import lexical

_SPEAKING = re.compile(
    r"\b(?:said|says|told|tells|called|described|added|wrote|promised|pledged|warned|announced|stated|tweeted|insisted|"
    r"argued|acknowledged|vowed|praised|commended|criticized|criticised|denied|urged|thanked|suggested|explained)\b"
)
# In "the “green” wing, Ann Lee said" what is quoted is so much further from "said" than its place, in letters.
ASIDE = 100
_GOES_ON = re.compile(r"[”\"»’'] (?!and\b|but\b)[a-z]")
# What stands before words that are somebody's, and not before a title: author of “…”, her memoir “…”.
_SAID_AS = re.compile(
    rf"(?:{_SPEAKING.pattern}|\b(?:is|are|was|were|be|been|as|that|it|them|him|her|this)\b)[\s,:]*$|[,:]\s*$|^\W*$"
)
# "Ann Lee, author of “…”, said" and "the party (once “…”) said" say of her what she is, not what she said.
_APPOSED = (
    (re.compile(r",\s[^,“”]*\w\s$"), re.compile(rf",\s+{_SPEAKING.pattern}")),
    (re.compile(r"\([^)]*$"), re.compile(r"[^(]*\)")),
)


def quotations(
    question: str, query: lexical.Query, spans: Sequence[AnswerSpan], cite: Citer, threshold: float
) -> Draft:
    """Sentences that quote or report what was said on the matter, best first; none below ``threshold``."""
    speaker = asked_speaker(question)
    odds = {span.passage.id: 0.0 for span in spans}
    for span in spans:
        odds[span.passage.id] = max(odds[span.passage.id], span.score)
    ranked = []
    for passage, sentence in sentences_of(spans):
        text = sliced(passage, sentence)
        if (_SPEAKING.search(text) or QUOTED.search(text)) and (not speaker or says(speaker, passage, sentence)):
            score = 0.5 * relation(query, passage, sentence) + 0.5 * odds[passage.id]
            ranked.append((score, passage, sentence))
    ranked.sort(key=lambda entry: -entry[0])
    if not ranked or ranked[0][0] < threshold:
        return Draft(None, (), (), ranked[0][0] if ranked else 0.0)
    statements: list[Statement] = []
    shown: list[tuple[str, int, int]] = []
    for score, passage, sentence in ranked:
        if len(statements) == MOST_STATEMENTS or score < NEAR_BEST * ranked[0][0]:
            break
        citation = cite(passage, quotable(passage, sentence))
        text = flat(citation.quote)
        overlaps = any(c == citation.file and a < citation.end and citation.start < b for c, a, b in shown)
        if not overlaps and text not in {old.text for old in statements}:
            marked = _quotation(passage, sentence) or _answer(spans, passage, sentence, threshold)
            emphasis = (flat_place(citation, marked),) if marked else ()
            statements.append(Statement(text, (citation,), score=round(min(1.0, score), 3), emphasis=emphasis))
            shown.append((citation.file, citation.start, citation.end))
    _, passage, sentence = ranked[0]
    said = _quotation(passage, sentence)
    return Draft(flat(sliced(passage, said)) if said else None, tuple(statements), (), ranked[0][0])


def _quotation(passage: Passage, sentence: Span) -> Span | None:
    """Where a sentence quotes what is said in it, without the marks and a comma before the last of them: of several quotations
    the one that is nearest to a verb of saying, and none that is a title or says who speaks."""
    text = sliced(passage, sentence)
    verbs = [match.span() for match in _SPEAKING.finditer(QUOTED.sub(lambda match: " " * len(match[0]), text))]
    found = []
    for match in QUOTED.finditer(text):
        start, end = match.span(match.lastgroup or 0)
        if not _names_something(text, match.span(), (start, end)):
            behind = ASIDE * bool(_GOES_ON.match(text, end))
            near = min((max(match.start() - b, a - match.end() + behind) for a, b in verbs), default=0)
            found.append((near, start, start + len(text[start:end].rstrip(", "))))
    if not found:
        return None
    _, start, end = min(found)
    return sentence[0] + start, sentence[0] + end


def _names_something(text: str, marks: Span, inside: Span) -> bool:
    """Whether a quotation is a title ("the author of “Peas and Patience”") or part of what tells who somebody is."""
    before, after, words = text[: marks[0]], text[marks[1] :], text[slice(*inside)].split()
    written = all(word[:1].isupper() for word in words if is_content(word.strip(".,!?").lower()))
    title = written and not re.search(r"[.,!?…]$", words[-1]) and not _SAID_AS.search(before)
    apposed = any(left.search(before) and right.match(after) for left, right in _APPOSED)
    return title or (apposed and not re.search(r"[.,!?…]$", words[-1]))


def _answer(spans: Sequence[AnswerSpan], passage: Passage, sentence: Span, threshold: float) -> Span | None:
    """The reader's answer in a sentence that reports what was said in other words, where it is as probable as ``threshold``."""
    own = [s for s in spans if (s.passage.id, s.sentence) == (passage.id, sentence) and s.score >= threshold]
    best = max(own, key=lambda span: span.score, default=None)
    return (best.start, best.end) if best else None
