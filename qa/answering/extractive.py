"""Answer spans → statements: the sentences that hold the answers, the short answer, and where articles differ."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from qa.agreement import (
    SAME_SENTENCE,
    Group,
    group_answers,
    independent_origins,
    sentence_text,
)
from qa.answering import definitions, events, fates, names, questions, quoted, yes_no
from qa.answering.comparison import comparing
from qa.answering.corroboration import borne_out, voices
from qa.answering.differing import NEAR_ENOUGH, differing, given_right, is_side, newest_first
from qa.answering.drafts import (
    MOST_NEAREST,
    MOST_STATEMENTS,
    NEAR_BEST,
    Draft,
    announced,
    flat,
    flat_place,
    headed,
    quotable,
    sentences_of,
)
from qa.answering.matter import share_held
from qa.answering.tables import heads_over
from qa.checks.words import words_of
from qa.citing import Citer, sliced
from qa.reading import AnswerSpan, cosine_of, timeless
from qa.recency import USUAL_SHARE
from qa.sentences import LIST_ITEM
from qa.types import Citation, Disagreement, Side, Span, Statement
from vectorstore import lexical, stemming

# Answers that are compared with one another; what is further down answers nothing. An answer that copies print in one sentence
# is one, and so many of its spans are enough to know by them which articles are copies.
SPANS_COMPARED, OF_ONE_ANSWER = 12, 4
# The odds that the articles answer: a logistic regression (training/calibrate_reader.py) of the best answer's own odds, the share
# of the question's words in its passage, its nearness in sense, and how much of what was found is of its article's time. All
# articles of the development benchmark, small folders of it and short questions in other words than the articles' count the same,
# and so do questions with an answer and without: fitted on 60,000 passages alone, it refused half of what a folder of a hundred
# answers; without the short questions, whose words a folder says otherwise, half of those. These are put to a folder with and
# without the articles that answer them.
ODDS = {"best": 0.72, "held": -0.098, "nearness": 7.986, "coeval": 3.197}
ODDS_BIAS = 0.958
# What is added where the day of asking is told, as for a span (training/calibrate_as_of.py).
AS_OF_ODDS = {"told": -0.779, "near": 0.83}
# Among many passages one holds the words of nearly any question, and is near to it in sense, so that one which is not so near tells
# much; in a small folder it tells little. All three are times the logarithm of how many passages there are to that of many; nearness and
# the share of the same time are less what is usual.
USUAL_NEARNESS, MANY = 0.6, 60_000
# An answer is shown from this probability on: .850 of the answerable questions of the development benchmark are answered and .859 of the others
# refused, from .5 on a few less and as many (tests/benchmarks/news.py --threshold prints what it is chosen from).
THRESHOLD = 0.49
# What has fewer words is a heading or a name more often than a sentence.
FEWEST_WORDS = 5

Cosine = Callable[[str], float]


def draft(
    question: str,
    query: lexical.Query,
    spans: Sequence[AnswerSpan],
    texts: Mapping[str, str],
    threshold: float = THRESHOLD,
    cosine: Cosine | None = None,
    engine: str = "auto",
) -> Draft:
    """The statements that answer ``question`` from ``spans``, best first; ``texts`` are their articles, ``cosine`` that of a text
    and the question by the embedder on board, ``engine`` what the shipped models run on.

    None where the best answer is less probable than ``threshold``.
    """
    cite = Citer(texts)
    if questions.is_yes_no(question) or questions.is_topic(question):
        return yes_no.on_the_matter(question, query, spans, texts, cite, threshold, engine)
    if questions.asked_for(question) == "quotation":
        said = quoted.quotations(question, query, spans, cite, THRESHOLD, cosine)
        if said.statements:
            return said
        spans = quoted.not_beside(question, query, spans)
    decided, spans = comparing.weighed(question, spans, cite)
    if decided:
        return decided
    groups = group_answers(compared(preferred(question, spans)), texts)
    odds = answerable(answer_features(query, groups[0], cosine)) if groups else 0.0
    if odds < threshold or not groups:
        return fates.befallen(question, query, spans, cite, threshold) or Draft(None, (), (), odds)
    best, *others = groups
    shown = [best]
    others_say: list[Group] = []
    if questions.asks_for_several(question):
        shown += _further(best, others)
    elif questions.asks_who_of_several(question):
        # A sentence that lists them names them all.
        if len(_members(question, best.best)) < 2:
            shown += [group for group in _further(best, others) if is_side(question, query, group)]
    else:
        best, *others_say = newest_first(question, [best, *differing(question, query, best, others)])
        shown = [best]
    # What the same words stand for elsewhere bears nothing out.
    shown, others_say = ([borne_out(question, group) for group in groups] for groups in (shown, others_say))
    statements = tuple(_statement(group, cite, question) for group in [*shown, *others_say])
    told = [shown[0], *others_say]
    counts = independent_origins(told)
    sides = tuple(_side(group, count, cite, question) for group, count in zip(told, counts, strict=True))
    disagreements = (Disagreement(question, sides),) if others_say else ()
    short = names.listed(list(dict.fromkeys(_short(question, group.best) for group in shown)))
    return Draft(short, statements, disagreements, odds)


def compared(ranked: Sequence[AnswerSpan]) -> list[AnswerSpan]:
    """Those of ``ranked`` spans that are worth comparing with one another: however many copies there are, another side is heard."""
    best = max((span.score for span in ranked), default=0.0)
    answers: list[tuple[str, set[str], list[AnswerSpan]]] = []
    for span in ranked:
        if timeless(span) < NEAR_ENOUGH * best and not given_right(span, ranked[0]):
            continue
        said, words = span.text.casefold(), set(stemming.stems(sentence_text(span)))
        copied = (
            old for old in answers if old[0] == said and len(words & old[1]) >= SAME_SENTENCE * len(words | old[1])
        )
        known = next(copied, None)
        if known is None and len(answers) < SPANS_COMPARED:
            answers.append((said, words, [span]))
        elif known is not None and len(known[2]) < OF_ONE_ANSWER:
            known[2].append(span)
    return sorted((span for _, _, spans in answers for span in spans), key=lambda span: -span.score)


def answer_features(query: lexical.Query, best: Group, cosine: Cosine | None = None) -> dict[str, float]:
    """What tells whether the articles answer: see :data:`ODDS` and :data:`AS_OF_ODDS`."""
    sure = min(1 - 1e-4, max(1e-4, best.score))
    passage, (start, end) = best.best.passage, quotable(best.best.passage, best.best.sentence)
    said = cosine(sliced(passage, (start, end))) if cosine else 0.0
    size = math.log(1 + query.passages) / math.log(MANY)
    return {
        "best": math.log(sure / (1 - sure)),
        "held": share_held(query, passage.text, passage.heading) * size,
        "nearness": (max(said, cosine_of(passage)) - USUAL_NEARNESS) * size,
        "coeval": 0.0 if passage.coeval is None else (passage.coeval - USUAL_SHARE) * size,
        "told": float(passage.near is not None),
        "near": passage.near or 0.0,
    }


def answerable(values: Mapping[str, float]) -> float:
    """The logistic of :data:`ODDS` and :data:`AS_OF_ODDS` × ``values``, 0 to 1."""
    odds = ODDS | AS_OF_ODDS
    return 1 / (1 + math.exp(-ODDS_BIAS - sum(odds[name] * value for name, value in values.items())))


def joined(drafts: Sequence[Draft]) -> tuple[Statement, ...]:
    """The statements of the parts of a question, each once, with what is the answer to any of them emphasised."""
    made: dict[str, Statement] = {}
    for statement in (statement for draft in drafts for statement in draft.statements):
        old = made.get(statement.text)
        marked = sorted({*(old.emphasis if old else ()), *statement.emphasis})
        made[statement.text] = replace(old or statement, emphasis=tuple(marked))
    return tuple(made.values())


def nearest(drafts: Sequence[Draft], spans: Sequence[AnswerSpan], texts: Mapping[str, str]) -> tuple[Citation, ...]:
    """Where it came closest to an answer, best first: at most three sentences, no file twice, and none of fewer than
    :data:`FEWEST_WORDS` words where there is a longer one."""
    telling = [span for span in spans if len(sliced(span.passage, span.sentence).split()) >= FEWEST_WORDS] or spans
    best = {span.passage.file: span for span in sorted(telling, key=lambda span: span.score)}
    cite = Citer(texts)
    ranked = sorted(best.values(), key=lambda span: -span.score)
    known = [citation for draft in drafts for citation in draft.closest]
    found: dict[str, Citation] = {}
    for citation in (*known, *(cite(span.passage, quotable(span.passage, span.sentence)) for span in ranked)):
        found.setdefault(citation.file, citation)
    return tuple(found.values())[:MOST_NEAREST]


def preferred(question: str, spans: Sequence[AnswerSpan]) -> list[AnswerSpan]:
    """Spans by probability; where the question is what or who something is, only those that say so, if there are any, and where it asks of
    somebody's death, none before the one that tells of it, if that is nearly as probable."""
    ranked = sorted(spans, key=lambda span: -span.score)
    term = questions.defined_term(question)
    defining = list(definitions.defining(term, sentences_of(ranked)) if term else ())
    telling = next((number for number, span in enumerate(ranked) if events.tells(question, sentence_text(span))), 0)
    nearly = telling and ranked[telling].score >= NEAR_BEST * ranked[0].score
    return defining or (ranked[telling:] if nearly else ranked)


def _further(best: Group, others: Sequence[Group]) -> list[Group]:
    """The next groups that answer in another sentence, nearly as probable."""
    shown = [best]
    for group in others:
        if len(shown) == MOST_STATEMENTS or group.score < max(THRESHOLD, NEAR_BEST * best.score):
            break
        places = {(old.best.passage.file, old.best.sentence) for old in shown}
        if (group.best.passage.file, group.best.sentence) not in places:
            shown.append(group)
    return shown[1:]


def _side(group: Group, origins: int, cite: Citer, question: str) -> Side:
    citations = tuple(cite(span.passage, quotable(span.passage, span.sentence)) for span in voices(group))
    return Side(_short(question, group.best), origins, citations)


def _short(question: str, span: AnswerSpan) -> str:
    """The answer in a few words: the span, or the list of names it is part of."""
    passage = span.passage
    return names.listed([" ".join(sliced(passage, place).split()) for place in _members(question, span)])


def _members(question: str, span: AnswerSpan) -> list[Span]:
    """The places of the names in whose list the span stands, where a list may be asked for, or its own."""
    if questions.asks_who_somebody_is(question) and not _describes(span.text):
        return [quotable(span.passage, span.sentence)]
    named = questions.asked_for(question) in ("name", "place") and not questions.asks_for_one(question)
    base = span.sentence[0]
    found = []
    if named or questions.asks_for_several(question):
        found = names.names_beside(sentence_text(span), (span.start - base, span.end - base))
    return [(base + a, base + b) for a, b in found] or _items(question, span) or [(span.start, span.end)]


def _describes(text: str) -> bool:
    """Whether ``text`` may say who somebody is: a place, another's name or a year alone does not."""
    return definitions.is_role(text) or any(word.text.islower() and word.content for word in words_of(text))


def _items(question: str, span: AnswerSpan) -> list[Span]:
    """The places of what each item says, where the span is several items of a list, or in the sentence that announces one."""
    passage = span.passage
    items = announced(passage, span.sentence) if questions.asked_for(question) in (None, "name") else []
    if items:
        found = [(place, LIST_ITEM.match(sliced(passage, place))) for place in items]
        starts = [place[0] + (mark.end() if mark else 0) for place, mark in found]
        return [
            (a, a + len(sliced(passage, (a, b)).rstrip(" \t\r\n.,;"))) for a, (_, b) in zip(starts, items, strict=True)
        ]
    # Of several asked for, one item of a list stands for all.
    several = questions.asks_for_several(question) or questions.asks_who_of_several(question)
    first, last = span.sentence if several else (span.start, span.end)
    places = [(max(a, first), min(b, last)) for a, b in passage.sentences if a < last and first < b]
    said = [sliced(passage, place) for place in places]
    marks = [LIST_ITEM.match(text) for text in said]
    if len(places) < 2 or not all(marks[1:]):
        return []
    bare = [text[mark.end() :] if mark else text for text, mark in zip(said, marks, strict=True)]
    starts = [b - len(text) for (_, b), text in zip(places, bare, strict=True)]
    return [(a, a + len(text.rstrip(" \t\r\n.,;"))) for a, text in zip(starts, bare, strict=True)]


def _statement(group: Group, cite: Citer, question: str) -> Statement:
    """The best span's sentence, citing each origin's own; the sentence before it too where it starts with "He"."""
    heard = voices(group)
    citations = tuple(cite(span.passage, quotable(span.passage, span.sentence)) for span in heard)
    statement = Statement(
        flat(citations[0].quote),
        citations,
        score=round(group.score, 3),
        origins=len(group.origins),
        emphasis=tuple(flat_place(citations[0], place) for place in _members(question, heard[0])),
    )
    heads = heads_over(heard[0].passage, (heard[0].start, heard[0].end))
    return headed(statement, cite(heard[0].passage, heads)) if heads else statement
