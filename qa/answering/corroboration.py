"""A group of equal answers → those of its articles that bear the answer out by themselves, and do not only have the same words."""

from __future__ import annotations

from dataclasses import replace

from qa.agreement import Group
from qa.answering import questions
from qa.answering.drafts import MOST_CITATIONS, NEAR_BEST, quotable
from qa.answering.matter import told
from qa.checks.meanings import adds_nothing
from qa.checks.words import words_of
from qa.citing import sliced
from qa.reading import AnswerSpan

# What another article says in other words the reader is less sure of, if it is the answer to the same question: on the sample articles
# not below this share of the best one's probability. A name that happens to be the answer's, or a place that somebody else is from,
# comes to as much and does not speak of what is asked.
LEAST_SHARE = 1 / 3


def voices(group: Group) -> list[AnswerSpan]:
    """The best span of each of the first origins."""
    found = [next(span for span in group.spans if span.passage.file in origin) for origin in group.origins]
    return sorted(found, key=lambda span: -span.score)[:MOST_CITATIONS]


def borne_out(question: str, group: Group) -> Group:
    """The group without the origins that would not answer without the best one: those that are much less probable, or no more than
    probable and without a word of what the question asks about that the best one's sentence has."""
    best = group.best
    asked = _told(best, _matter(question))
    bests = [next(span for span in group.spans if span.passage.file in origin) for origin in group.origins]
    kept = [
        span.score >= NEAR_BEST * best.score or (span.score >= LEAST_SHARE * best.score and bool(_told(span, asked)))
        for span in bests
    ]
    origins = tuple(origin for origin, keep in zip(group.origins, kept, strict=True) if keep)
    articles = tuple(article for article, keep in zip(group.articles, kept, strict=True) if keep)
    files = {file for origin in origins for file in origin}
    spans = tuple(span for span in group.spans if span.passage.file in files)
    return replace(group, spans=spans, origins=origins, articles=articles)


def _matter(question: str) -> frozenset[str]:
    """The keys of what is asked about somebody or something, without names: "injured" and "taken" of "Where were the injured taken?"."""
    words = [word for word in words_of(questions.without_kind(question)) if word.content and not word.capital]
    return frozenset(word.key for word in words if not adds_nothing(word.key))


def _told(span: AnswerSpan, asked: frozenset[str]) -> frozenset[str]:
    return told(asked, sliced(span.passage, quotable(span.passage, span.sentence)))
