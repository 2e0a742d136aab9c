"""A question for yes or no, or a few words on a matter → the sentence that speaks of all of it, and whether it says so; where
some articles say so and others the opposite, a sentence of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as Stems
from dataclasses import replace

from qa.agreement import CAPITALISED, SAME_SENTENCE, Group, independent_origins, origins_of, sentence_text
from qa.answering import deciding, questions
from qa.answering.drafts import MOST_CITATIONS, MOST_NEAREST, NEAR_BEST, Draft, flat, flat_place, quotable, sentences_of
from qa.answering.matter import relation
from qa.answering.reversals import reversing
from qa.answering.stance import is_hedged, is_open, is_said, stance
from qa.checks.moments import moments
from qa.citing import Citer
from qa.reading import AnswerSpan
from qa.types import Citation, Disagreement, Side, Statement
from qa.verification import Evidence
from vectorstore import lexical, stemming

# Of a few words on a matter a sentence has to hold this share to be shown.
RELATED = 0.6
# Of two sentences on the matter, one that says it happened goes before one that says it may.
HEDGED, LIKELY = 0.25, 0.5


def on_the_matter(
    question: str,
    query: lexical.Query,
    spans: Sequence[AnswerSpan],
    texts: Mapping[str, str],
    cite: Citer,
    threshold: float,
    engine: str = "auto",
) -> Draft:
    """The sentence that decides the question; "Yes" or "No" only where it says so plainly. Of a few words on a matter, the one
    that speaks of all of it.

    Where articles say yes and no, the best sentence for each, what more of them say first, and the two as a disagreement.
    ``threshold`` is on the odds that the articles decide.
    """
    asked = questions.is_yes_no(question)
    if asked:
        found = deciding.features(question, query, spans, engine)
        weighed = [(replace(span, score=deciding.probability(values)), values) for span, values in found]
        # Of two that may well decide it, one that says it happened goes before one that says it may.
        weighed.sort(key=lambda one: (one[0].score < LIKELY or is_open(question, sentence_text(one[0])), -one[0].score))
        ranked = [span for span, _ in weighed]
        odds = deciding.decided(weighed[0][1]) if weighed else 0.0
        shown = odds >= threshold
    else:
        ranked = _on_the_topic(question, query, spans)
        odds = ranked[0].score if ranked else 0.0
        shown = odds >= RELATED
    if not ranked or not shown:
        return Draft(None, (), (), odds, tuple(cite(told.passage, told.sentence) for told in ranked[:MOST_NEAREST]))
    near = [span for span in ranked if span.score >= NEAR_BEST * ranked[0].score]
    sides = _sides(question, query, near, texts, engine) if asked else []
    # What is nearest to the matter says neither: what some other sentence says is no answer.
    if len(sides) == 1 and sides[0][1].best is not ranked[0]:
        sides = []
    plainly = bool(sides)
    sides = sides or [("", _said_by(None, ranked[0], ranked[0].passage.file))]
    first = sides[0][1].best
    taken_back = reversing(question, query, first, spans, plainly) if asked and len(sides) == 1 else None
    if taken_back:
        # What was known later goes before it, and neither is a plain yes or no.
        later = _said_by(None, replace(taken_back, score=first.score), taken_back.passage.file)
        sides = [("", later), ("", sides[0][1])]
    # What is asked of Putin is told by other words than his name.
    telling = (
        query.words.keys() - set(stemming.stems(" ".join(CAPITALISED.findall(question[1:])))) or query.words.keys()
    )
    statements = tuple(_statement(group, telling, spans, cite) for _, group in sides)
    answer, best = sides[0]
    disagreements = (_disagreement(question, sides, cite),) if len(sides) > 1 and not taken_back else ()
    plain = answer and not is_said(sentence_text(best.best))
    return Draft(answer if plain else None, statements, disagreements, odds)


def _on_the_topic(question: str, query: lexical.Query, spans: Sequence[AnswerSpan]) -> list[AnswerSpan]:
    """The sentences that were read as they can be quoted, the one that speaks most of the matter first; its score is how much."""

    def plainly(told: AnswerSpan) -> tuple[bool, float]:
        # What is not on the matter is no better for being said plainly.
        return told.score >= RELATED, told.score - HEDGED * is_hedged(question, sentence_text(told))

    places = [(passage, quotable(passage, sentence)) for passage, sentence in sentences_of(spans)]
    weighed = [AnswerSpan(passage, *place, place, relation(query, passage, place)) for passage, place in places]
    return sorted(weighed, key=plainly, reverse=True)


def _sides(
    question: str, query: lexical.Query, ranked: Sequence[AnswerSpan], texts: Mapping[str, str], engine: str
) -> list[tuple[str, Group]]:
    """Those of ``ranked`` that say yes and those that say no, what more articles say first; each file speaks by its best sentence."""
    told = [(answer, span) for span in ranked if (answer := stance(question, query, _evidence(span), engine))]
    told = [(answer, span) for answer, span in told if answer == told[0][0] or not _of_another_time(told[0][1], span)]
    voices: dict[str, tuple[str, AnswerSpan]] = {}
    for answer, span in told:
        voices.setdefault(span.passage.file, (answer, span))
    articles = {file: article[0] for article in origins_of({file: texts[file] for file in voices}) for file in article}
    sides: dict[str, Group] = {}
    for file, (answer, span) in voices.items():
        sides[answer] = _said_by(sides.get(answer), span, articles[file])
    return sorted(sides.items(), key=lambda side: -len(side[1].origins))


def _evidence(span: AnswerSpan) -> Evidence:
    return Evidence(sentence_text(span), date=span.passage.date, title=span.passage.title, source=span.passage.source)


def _said_by(group: Group | None, span: AnswerSpan, article: str) -> Group:
    """``group`` with another file's sentence: a voice of its own where no version of its ``article`` and no copy of the sentence is
    among them."""
    if group is None:
        return Group((span,), ((span.passage.file,),), span.score, (frozenset({article}),))
    words = set(stemming.stems(sentence_text(span)))
    for number, (voice, versions) in enumerate(zip(group.spans, group.articles, strict=True)):
        known = set(stemming.stems(sentence_text(voice)))
        if article in versions or len(words & known) >= SAME_SENTENCE * len(words | known):
            origins, heard = list(group.origins), list(group.articles)
            origins[number] += (span.passage.file,)
            heard[number] |= {article}
            return Group(group.spans, tuple(origins), group.score, tuple(heard))
    return Group(
        (*group.spans, span),
        (*group.origins, (span.passage.file,)),
        group.score,
        (*group.articles, frozenset({article})),
    )


def _of_another_time(one: AnswerSpan, other: AnswerSpan) -> bool:
    """Whether two sentences tell of different days: that nobody was arrested on Monday is no other answer than that she was on
    Tuesday."""
    first, second = (
        [(m.first, m.last) for m in moments(sentence_text(span), span.passage.date) if m.first and m.last]
        for span in (one, other)
    )
    pairs = [(a, b) for a in first for b in second]
    return bool(pairs) and all(a[1] < b[0] or b[1] < a[0] for a, b in pairs)


def _disagreement(question: str, sides: Sequence[tuple[str, Group]], cite: Citer) -> Disagreement:
    counts = independent_origins([group for _, group in sides])
    shown = [Side(answer, count, _citations(group, cite)) for (answer, group), count in zip(sides, counts, strict=True)]
    return Disagreement(question, tuple(shown))


def _statement(group: Group, telling: Stems[str], spans: Sequence[AnswerSpan], cite: Citer) -> Statement:
    """The best sentence, citing each origin's own; emphasised the reader's best span there that has a word with a stem of
    ``telling``."""
    citations = _citations(group, cite)
    passage, (start, end) = group.best.passage, group.best.sentence
    inside = [s for s in spans if s.passage.id == passage.id and start <= s.start and s.end <= end]
    best = max(
        (span for span in inside if not telling.isdisjoint(stemming.stems(span.text))),
        key=lambda span: span.score,
        default=None,
    )
    return Statement(
        flat(citations[0].quote),
        citations,
        score=round(min(1.0, group.score), 3),
        origins=len(group.origins),
        emphasis=(flat_place(citations[0], (best.start, best.end)),) if best else (),
    )


def _citations(group: Group, cite: Citer) -> tuple[Citation, ...]:
    return tuple(cite(span.passage, span.sentence) for span in group.spans[:MOST_CITATIONS])
