"""A question for yes or no, or a few words on a matter → the sentence that speaks of all of it, and whether it says so; where
some articles say so and others the opposite, a sentence of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as Stems

from qa.agreement import CAPITALISED, SAME_SENTENCE, Group, independent_origins, origins_of, sentence_text
from qa.answering import questions
from qa.answering.drafts import MOST_CITATIONS, MOST_NEAREST, Draft, flat, flat_place, quotable, sentences_of
from qa.answering.matter import ANY, relation
from qa.checks.moments import moments
from qa.checks.polarity import BE, REACH, negations
from qa.checks.words import Word, is_past, key_of, words_of
from qa.citing import Citer
from qa.reading import AnswerSpan
from qa.types import Citation, Disagreement, Passage, Side, Span, Statement
from vectorstore import lexical

# Of a yes-or-no question a sentence has to hold this share of the words to be shown, and the higher one to be read as yes or no.
RELATED, STATED = 0.6, 0.85
# Of two sentences on the matter, one that says it happened goes before one that says it may.
HEDGED = 0.25

_UNSURE = re.compile(
    r"\b(?:may|might|could|would|should|if|whether|expected|planned|plans?|reportedly|allegedly|possibly|perhaps|"
    r"likely|unlikely|claim(?:s|ed)?|alleg\w+|rumou?rs?|accus\w+|den(?:y|ies|ied)|disput\w+)\b",
    re.IGNORECASE,
)
# What somebody says is no plain yes, but that another article says the opposite is worth knowing.
_SAID = re.compile(r"\b(?:said|says)\b", re.IGNORECASE)
_TO_COME = re.compile(
    r"(?:[’']ll|\b(?:will|(?:wo|sha)n[’']t|shall|going to|set to|due to|about to|(?:is|are) to|ahead of|upcoming))\b",
    re.IGNORECASE,
)
_BEING = re.compile(r"(?:is|are|was|were|am)\b", re.IGNORECASE)


def on_the_matter(
    question: str, query: lexical.Query, spans: Sequence[AnswerSpan], texts: Mapping[str, str], cite: Citer
) -> Draft:
    """The sentence that speaks of all the question does; "Yes" or "No" only where that was asked and it says so plainly.

    Where articles say yes and no, the best sentence for each, what more of them say first, and the two as a disagreement.
    """
    past = questions.asks_about_the_past(question)

    def plainly(told: AnswerSpan) -> tuple[bool, float]:
        text = sentence_text(told)
        hedged = _UNSURE.search(text) or _SAID.search(text) or (past and _TO_COME.search(text))
        # What is not on the matter is no better for being said plainly.
        return told.score >= RELATED, told.score - HEDGED * bool(hedged)

    ranked = sorted((_weighed(query, *place) for place in sentences_of(spans)), key=plainly, reverse=True)
    if not ranked or ranked[0].score < RELATED:
        closest = tuple(cite(told.passage, told.sentence) for told in ranked[:MOST_NEAREST])
        return Draft(None, (), (), ranked[0].score if ranked else 0.0, closest)
    sides = _sides(question, query, [told for told in ranked if told.score >= RELATED], texts)
    # What is nearest to the matter says neither: what some other sentence says is no answer.
    if len(sides) == 1 and sides[0][1].best is not ranked[0]:
        sides = []
    sides = sides or [("", _said_by(None, ranked[0], ranked[0].passage.file))]
    # What is asked of Putin is told by other words than his name.
    telling = query.words.keys() - set(lexical.stems(" ".join(CAPITALISED.findall(question[1:])))) or query.words.keys()
    statements = tuple(_statement(group, telling, spans, cite) for _, group in sides)
    answer, best = sides[0]
    disagreements = (_disagreement(question, sides, cite),) if len(sides) > 1 else ()
    plain = answer and not _SAID.search(sentence_text(best.best))
    return Draft(answer if plain else None, statements, disagreements, best.score)


def _weighed(query: lexical.Query, passage: Passage, sentence: Span) -> AnswerSpan:
    """A sentence as it can be quoted; its score is how much it speaks of the matter."""
    place = quotable(passage, sentence)
    return AnswerSpan(passage, *place, place, relation(query, passage, place))


def _sides(
    question: str, query: lexical.Query, ranked: Sequence[AnswerSpan], texts: Mapping[str, str]
) -> list[tuple[str, Group]]:
    """Those of ``ranked`` that say yes and those that say no, what more articles say first; each file speaks by its best sentence."""
    told = [(answer, span) for span in ranked if (answer := _answer(question, query, sentence_text(span)))]
    told = [(answer, span) for answer, span in told if answer == told[0][0] or not _of_another_time(told[0][1], span)]
    voices: dict[str, tuple[str, AnswerSpan]] = {}
    for answer, span in told:
        voices.setdefault(span.passage.file, (answer, span))
    articles = {file: article[0] for article in origins_of({file: texts[file] for file in voices}) for file in article}
    sides: dict[str, Group] = {}
    for file, (answer, span) in voices.items():
        sides[answer] = _said_by(sides.get(answer), span, articles[file])
    return sorted(sides.items(), key=lambda side: -len(side[1].origins))


def _said_by(group: Group | None, span: AnswerSpan, article: str) -> Group:
    """``group`` with another file's sentence: a voice of its own where no version of its ``article`` and no copy of the sentence is
    among them."""
    if group is None:
        return Group((span,), ((span.passage.file,),), span.score, (frozenset({article}),))
    words = set(lexical.stems(sentence_text(span)))
    for number, (voice, versions) in enumerate(zip(group.spans, group.articles, strict=True)):
        known = set(lexical.stems(sentence_text(voice)))
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
        (span for span in inside if not telling.isdisjoint(lexical.stems(span.text))),
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


def _answer(question: str, query: lexical.Query, text: str) -> str | None:
    """Whether ``text`` says what is asked ("Yes") or its opposite ("No"), or somebody in it; ``None`` where it does neither."""
    past = questions.asks_about_the_past(question)
    if not questions.is_yes_no(question) or not _has_its_verb(question, text) or (past and _TO_COME.search(text)):
        return None
    return _polarity(question, query, text)


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
