"""Answer spans → statements: the sentences that hold the answers, the short answer, and where articles differ."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from qa.agreement import CAPITALISED, Group, contradicts, group_answers, sentence_text
from qa.answering import definitions, names, questions
from qa.answering.matter import share_held, words_held, words_together
from qa.citing import Citer, trimmed
from qa.reading import AnswerSpan, cosine_of
from qa.types import Citation, Disagreement, Kind, Passage, Side, Span, Statement
from vectorstore import lexical

# Spans that are compared with one another; what is further down answers nothing.
SPANS_COMPARED = 12
# Of these, only what is this near to the best one's probability: in a small folder, weak guesses at one name would add up to an
# answer. On the development benchmark it changes no figure by more than .001.
NEAR_ENOUGH = 0.3
PASSAGES_READ = 10
MOST_STATEMENTS = 3
MOST_CITATIONS = 3
MOST_NEAREST = 3
# The odds that the articles answer: a logistic regression (training/calibrate_reader.py) of the best answer's own odds, the share
# of the question's words in its passage, and its nearness in sense. All articles of the development benchmark and small folders
# of a few count the same, and so do questions with an answer and without: fitted on 60,000 passages alone, it refused half
# of what a folder of a hundred answers.
ODDS = {"best": 0.404, "held": 1.292, "nearness": 11.4}
ODDS_BIAS = -0.503
# Among many passages one is near in sense to nearly any question, so that one which is not so near tells much; in a small folder
# it tells little. Nearness is the cosine less what is usual, times the logarithm of how many passages there are to that of many.
USUAL_NEARNESS, MANY = 0.6, 60_000
# An answer is shown from this probability on (tests/benchmarks/reader.py --threshold prints what it is chosen from).
THRESHOLD = 0.5
# A further answer to a question that asks for several comes this near the best one's probability.
NEAR_BEST = 0.6
# Both sides of a disagreement are at least this probable, and their sentences hold this share of the question's words:
# below it, one of them speaks of something else more often than not.
DISAGREEING, DISAGREEING_COVERAGE = 0.5, 0.5
# Of a yes-or-no question a sentence has to hold this share of the words to be shown, and the higher one to be read as yes or no.
RELATED, STATED = 0.6, 0.85
# Of two sentences on the matter, one that says it happened goes before one that says it may.
HEDGED = 0.25

_PRONOUN = re.compile(
    r"[“\"'‘]?(?:he|she|they|it|his|her|their|its|this|that|these|those|the (?:two|pair|company|group|latter))\b", re.I
)
# A headline ends without a full stop; what comes after it does not speak of "him" in it.
_ENDED = re.compile(r"[.?!…][\"'”’)\]]*\s*$")
_NEGATED = re.compile(
    r"\b(?:not|never|no|nor|neither|denie[sd]|deny|without|fail(?:s|ed)? to|refuse[sd]?)\b|n['’]t\b", re.I
)
_UNSURE = re.compile(
    r"\b(?:may|might|could|would|should|if|whether|expected|planned|plans?|reportedly|allegedly|possibly|perhaps|"
    r"likely|unlikely|claim(?:s|ed)?|alleg\w+|rumou?rs?|said|says|accus\w+)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will|shall|going to|set to|due to|about to|(?:is|are) to|ahead of|upcoming)\b", re.IGNORECASE
)
_BEING = re.compile(r"(?:is|are|was|were|am)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"«]([^”\"»]{3,})[”\"»]")
_SPEAKING = re.compile(
    r"\b(?:said|says|told|tells|called|described|added|wrote|promised|pledged|warned|announced|stated|tweeted|insisted|"
    r"argued|acknowledged|vowed|praised|commended|criticized|criticised|denied|urged|thanked|suggested|explained)\b"
)


Cosine = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Draft:
    """What the spans of one question come to; no statements where nothing answers.

    ``probability`` is that of the articles answering, whether or not an answer is shown.
    """

    answer: str | None
    statements: tuple[Statement, ...]
    disagreements: tuple[Disagreement, ...]
    probability: float


def draft(
    question: str,
    query: lexical.Query,
    spans: Sequence[AnswerSpan],
    texts: Mapping[str, str],
    threshold: float = THRESHOLD,
    cosine: Cosine | None = None,
) -> Draft:
    """The statements that answer ``question`` from ``spans``, best first; ``texts`` are their articles, ``cosine`` that of a text
    and the question by the embedder on board.

    None where the best answer is less probable than ``threshold``.
    """
    cite = Citer(texts)
    if questions.is_yes_no(question) or questions.is_topic(question):
        return _on_the_matter(question, query, spans, cite)
    if questions.asked_for(question) == "quotation":
        quoted = _quotations(query, spans, cite)
        if quoted.statements:
            return quoted
    groups = group_answers(compared(_preferred(question, spans)), texts)
    odds = answerable(answer_features(query, groups[0], cosine)) if groups else 0.0
    if odds < threshold or not groups:
        return Draft(None, (), (), odds)
    best, *others = groups
    several = questions.asks_for_several(question)
    shown = [best]
    differing: list[Group] = []
    if several:
        shown += _further(best, others)
    else:
        differing = _differing(question, query, best, others)
    statements = tuple(_statement(group, cite) for group in [*shown, *differing])
    sides = tuple(_side(group, cite, question) for group in [best, *differing])
    disagreements = (Disagreement(question, sides),) if differing else ()
    short = names.listed(list(dict.fromkeys(_short(question, group.best) for group in shown)))
    return Draft(short, statements, disagreements, odds)


def compared(ranked: Sequence[AnswerSpan]) -> list[AnswerSpan]:
    """Those of ``ranked`` spans that are worth comparing with one another."""
    best = max((span.score for span in ranked), default=0.0)
    return [span for span in ranked[:SPANS_COMPARED] if span.score >= NEAR_ENOUGH * best]


def answer_features(query: lexical.Query, best: Group, cosine: Cosine | None = None) -> dict[str, float]:
    """What tells whether the articles answer: see :data:`ODDS`."""
    sure = min(1 - 1e-4, max(1e-4, best.score))
    passage, (start, end) = best.best.passage, quotable(best.best.passage, best.best.sentence)
    said = cosine(passage.text[start - passage.start : end - passage.start]) if cosine else 0.0
    size = math.log(1 + query.passages) / math.log(MANY)
    return {
        "best": math.log(sure / (1 - sure)),
        "held": share_held(query, passage.text, passage.title or ""),
        "nearness": (max(said, cosine_of(passage)) - USUAL_NEARNESS) * size,
    }


def answerable(values: Mapping[str, float]) -> float:
    """The logistic of :data:`ODDS` × ``values``, 0 to 1."""
    return 1 / (1 + math.exp(-ODDS_BIAS - sum(ODDS[name] * value for name, value in values.items())))


def joined(drafts: Sequence[Draft]) -> tuple[Statement, ...]:
    """The statements of the parts of a question, each once."""
    return tuple({statement.text: statement for draft in drafts for statement in draft.statements}.values())


def nearest(spans: Sequence[AnswerSpan], texts: Mapping[str, str]) -> tuple[Citation, ...]:
    """Where it came closest to an answer, best first: at most three sentences, no file twice."""
    best = {span.passage.file: span for span in sorted(spans, key=lambda span: span.score)}
    ranked = sorted(best.values(), key=lambda span: -span.score)[:MOST_NEAREST]
    cite = Citer(texts)
    return tuple(cite(span.passage, quotable(span.passage, span.sentence)) for span in ranked)


def _preferred(question: str, spans: Sequence[AnswerSpan]) -> list[AnswerSpan]:
    """Spans by probability; for a definition, only where a sentence says what the term is, if one does."""
    ranked = sorted(spans, key=lambda span: -span.score)
    term = questions.defined_term(question)
    return list(definitions.defining(term, _sentences(ranked)) if term else ()) or ranked


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


def _differing(question: str, query: lexical.Query, best: Group, others: Sequence[Group]) -> list[Group]:
    """The groups that contradict ``best`` and one another, each as sure and as much to the point as a side has to be."""
    sides = [best] if _is_side(question, query, best) else []
    for group in others:
        if sides and len(sides) < MOST_STATEMENTS and _is_side(question, query, group):
            heard = {file for side in sides for origin in side.origins for file in origin}
            apart = not heard & {file for origin in group.origins for file in origin}
            if apart and all(contradicts(side.best, group.best, questions.asked_for(question)) for side in sides):
                sides.append(group)
    return sides[1:]


def _is_side(question: str, query: lexical.Query, group: Group) -> bool:
    # The passage may speak of much else: the sentence has to speak of what is asked.
    passage, (start, end) = group.best.passage, quotable(group.best.passage, group.best.sentence)
    matter = share_held(query, passage.text[start - passage.start : end - passage.start], passage.title or "")
    # An answer that repeats a name of the question is a mistake more often than another answer.
    named = lexical.stems(" ".join(CAPITALISED.findall(group.best.text)))
    repeats = not questions.offers_choice(question) and any(name in query.words for name in named)
    # Russia's minister is not another answer to who South Korea's is.
    known = {stem[:5] for stem in lexical.stems(f"{passage.title or ''} {passage.text}")}
    asked = lexical.stems(" ".join(CAPITALISED.findall(question)[question[:1].isupper() :]))
    others = any(name in query.words and name[:5] not in known for name in asked)
    return group.score >= DISAGREEING and matter >= DISAGREEING_COVERAGE and not (repeats or others)


def _side(group: Group, cite: Citer, question: str) -> Side:
    citations = tuple(cite(span.passage, quotable(span.passage, span.sentence)) for span in _voices(group))
    return Side(_short(question, group.best), len(group.origins), citations)


def _voices(group: Group) -> list[AnswerSpan]:
    """The best span of each of the first origins."""
    found = [next(span for span in group.spans if span.passage.file in origin) for origin in group.origins]
    return sorted(found, key=lambda span: -span.score)[:MOST_CITATIONS]


def _short(question: str, span: AnswerSpan) -> str:
    """The answer in a few words: the span, or the list of names it is part of."""
    sentence = sentence_text(span)
    named = questions.asked_for(question) in ("name", "place") and not questions.asks_for_one(question)
    if named or questions.asks_for_several(question):
        a, b = span.start - span.sentence[0], span.end - span.sentence[0]
        found = [sentence[x:y] for x, y in names.names_beside(sentence, (a, b))]
        if found:
            return names.listed(found)
    return " ".join(span.text.split())


def _statement(group: Group, cite: Citer) -> Statement:
    """The best span's sentence, citing each origin's own; the sentence before it too where it starts with "He"."""
    voices = _voices(group)
    citations = tuple(cite(span.passage, quotable(span.passage, span.sentence)) for span in voices)
    return Statement(
        flat(citations[0].quote),
        citations,
        score=round(group.score, 3),
        origins=len(group.origins),
        emphasis=(_emphasis(citations[0].quote, citations[0].start, (group.best.start, group.best.end)),),
    )


def flat(quote: str) -> str:
    """A quote on one line."""
    return re.sub(r"\s+", " ", quote)


def _emphasis(quote: str, start: int, span: Span) -> Span:
    return len(flat(quote[: span[0] - start])), len(flat(quote[: span[1] - start]))


def quotable(passage: Passage, sentence: Span) -> Span:
    """A sentence's place, with the one before it where it speaks of "him": alone it would not say whom."""
    number = passage.sentences.index(sentence) if sentence in passage.sentences else 0
    text = passage.text[sentence[0] - passage.start : sentence[1] - passage.start]
    before = passage.sentences[number - 1] if number else None
    if before is not None and _PRONOUN.match(text):
        lead = passage.text[before[0] - passage.start : before[1] - passage.start]
        if _ENDED.search(lead):
            return trimmed(passage, (before[0], sentence[1]))
    return trimmed(passage, sentence)


def _on_the_matter(question: str, query: lexical.Query, spans: Sequence[AnswerSpan], cite: Citer) -> Draft:
    """The sentence that speaks of all the question does; "Yes" or "No" only where that was asked and it says so plainly."""
    past = questions.asks_about_the_past(question)

    def plainly(entry: tuple[float, Passage, Span]) -> float:
        relation, passage, (a, b) = entry
        text = passage.text[a - passage.start : b - passage.start]
        return relation - HEDGED * bool(_UNSURE.search(text) or (past and _TO_COME.search(text)))

    ranked = sorted(
        ((_relation(query, passage, sentence), passage, sentence) for passage, sentence in _sentences(spans)),
        key=plainly,
        reverse=True,
    )
    if not ranked or ranked[0][0] < RELATED:
        return Draft(None, (), (), ranked[0][0] if ranked else 0.0)
    score, passage, sentence = ranked[0]
    citation = cite(passage, quotable(passage, sentence))
    statement = Statement(flat(citation.quote), (citation,), score=round(min(1.0, score), 3))
    # "Is Putin in Seoul?" has no verb whose subject and object could be compared.
    to_come = past and _TO_COME.search(citation.quote)
    unclear = to_come or _BEING.match(question.strip()) or not questions.is_yes_no(question)
    plain = None if unclear else _polarity(query, citation.quote)
    return Draft(plain, (statement,), (), score)


def _polarity(query: lexical.Query, text: str) -> str | None:
    own = lexical.stems(text)
    asked = [word for word in query.words if query.idf[word] > 0]
    places = [own.index(word) for word in asked if word in own]
    # Who did it to whom is in the order: "Did Kim visit Putin?" is not answered by "Putin visited Kim".
    if words_held(query, set(own), set()) < STATED or places != sorted(places) or _UNSURE.search(text):
        return None
    return "No" if _NEGATED.search(text) else "Yes"


def _quotations(query: lexical.Query, spans: Sequence[AnswerSpan], cite: Citer) -> Draft:
    """Sentences that quote or report what was said on the matter, best first."""
    odds = {span.passage.id: 0.0 for span in spans}
    for span in spans:
        odds[span.passage.id] = max(odds[span.passage.id], span.score)
    ranked = []
    for passage, sentence in _sentences(spans):
        text = passage.text[sentence[0] - passage.start : sentence[1] - passage.start]
        if _SPEAKING.search(text) or _QUOTED.search(text):
            ranked.append((0.5 * _relation(query, passage, sentence) + 0.5 * odds[passage.id], passage, sentence, text))
    ranked.sort(key=lambda entry: -entry[0])
    if not ranked or ranked[0][0] < THRESHOLD:
        return Draft(None, (), (), ranked[0][0] if ranked else 0.0)
    statements: list[Statement] = []
    for score, passage, sentence, _ in ranked:
        if len(statements) == MOST_STATEMENTS or score < NEAR_BEST * ranked[0][0]:
            break
        citation = cite(passage, quotable(passage, sentence))
        if flat(citation.quote) not in {old.text for old in statements}:
            statements.append(Statement(flat(citation.quote), (citation,), score=round(min(1.0, score), 3)))
    said = _QUOTED.search(ranked[0][3])
    return Draft(flat(said[1]) if said else None, tuple(statements), (), ranked[0][0])


def _sentences(spans: Sequence[AnswerSpan]) -> list[tuple[Passage, Span]]:
    passages = list({span.passage.id: span.passage for span in sorted(spans, key=lambda span: -span.score)}.values())
    return [(passage, sentence) for passage in passages[:PASSAGES_READ] for sentence in passage.sentences]


def _relation(query: lexical.Query, passage: Passage, sentence: Span) -> float:
    """How much a sentence speaks of what the question does, 0 to about 1: its words, and how near together."""
    text = passage.text[sentence[0] - passage.start : sentence[1] - passage.start]
    held, together = share_held(query, text, passage.title or ""), words_together(query, lexical.stems(text))
    return 0.8 * held + 0.2 * together - 0.2 * (passage.kind is not Kind.ARTICLE)
