"""Which of the answers are the other sides of a disagreement, and which side comes first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from qa.agreement import CAPITALISED, Group, contradicts, sentence_text
from qa.answering import questions
from qa.answering.drafts import MOST_STATEMENTS, quotable
from qa.answering.matter import share_held
from qa.answering.untold import sets_right
from qa.checks.moments import Moment, moments
from qa.citing import sliced
from qa.reading import AnswerSpan, timeless
from vectorstore import lexical, stemming

# Of these, only what is this near to the best one's probability: in a small folder, weak guesses at one name would add up to an
# answer. On the development benchmark it changes no figure by more than .001.
NEAR_ENOUGH = 0.3
# Both sides of a disagreement are at least this probable, and their sentences hold this share of the question's words:
# below it, one of them speaks of something else more often than not. What is a little less sure is one where its sentence is so much more
# to the point: of RAMDocs' disagreements that shows 40 % for 35, and 2 of 72 false ones for one.
DISAGREEING, DISAGREEING_COVERAGE = 0.5, 0.5
LESS_SURE, TO_THE_POINT = 0.4, 0.7
# A month at most: two sentences that name the same year may tell of anything.
SAME_TIME = timedelta(days=31)


def differing(question: str, query: lexical.Query, best: Group, others: Sequence[Group]) -> list[Group]:
    """The groups that contradict ``best`` and one another, each as sure and as much to the point as a side has to be."""
    corrected = any(_corrects(group.best, best.best) for group in others)
    sides = [best] if corrected or is_side(question, query, best) else []
    # That what it tells of was the last one no passage can know, so that the odds of each but the surest are low: of the same time,
    # it is the same event.
    last = questions.asks_for_the_last(question)
    for group in others:
        # What a correction gives need not say again what it is about.
        right = _corrects(group.best, best.best)
        same = (last and _of_one_time(best.best, group.best)) or _is_newer(question, group.best, best.best)
        if sides and len(sides) < MOST_STATEMENTS and (right or is_side(question, query, group, same)):
            heard = {file for side in sides for origin in side.origins for file in origin}
            apart = not heard & {file for origin in group.origins for file in origin}
            kind = _kind(question)
            if apart and all(
                right or contradicts(side.best, group.best, kind) or _is_newer(question, group.best, side.best)
                for side in sides
            ):
                sides.append(group)
    return sides[1:]


def given_right(one: AnswerSpan, other: AnswerSpan) -> bool:
    """Whether ``one`` says how it is where the sentence before it, or its own, takes back what ``other`` gives."""
    return sets_right(one.passage, one.sentence, other.text)


def _corrects(one: AnswerSpan, other: AnswerSpan) -> bool:
    """Whether either says how it is where it takes back what the other gives."""
    return given_right(one, other) or given_right(other, one)


def _is_newer(question: str, one: AnswerSpan, other: AnswerSpan) -> bool:
    """Whether ``one`` may be the later count of what ``other`` counts: of an article of the same month that came after it, and not much
    less probable, for what was known on Monday is told in a headline's words, and on Thursday as what it "rose to". "At least 11" of
    the first does not contradict the 17 of the second, and is not what is known now."""
    first, second = other.passage.date, one.passage.date
    counts = questions.asked_for(question) == "number" and first is not None and second is not None
    return counts and timedelta() < second - first <= SAME_TIME and one.score >= NEAR_ENOUGH  # type: ignore[operator]


def newest_first(question: str, sides: Sequence[Group]) -> list[Group]:
    """The sides of a disagreement; what a correction gives, or the last count of something, comes before what it replaces."""
    if any(given_right(sides[0].best, side.best) for side in sides[1:]):
        return list(sides)
    right = [side for side in sides[1:] if given_right(side.best, sides[0].best)]
    newest = max(right or sides, key=lambda side: side.best.passage.date or date.min)
    if not right and not _is_newer(question, newest.best, sides[0].best):
        return list(sides)
    return [newest, *(group for group in sides if group is not newest)]


def _kind(question: str) -> str | None:
    """What kind of answers contradict one another, as :func:`contradicts` names it."""
    # Of what is offered by name, one is the other's alternative.
    shown = questions.asked_for(question) or ("name" if questions.offered(question) else None)
    return shown or ("one" if questions.asks_for_one_of_a_kind(question) else None)


def _of_one_time(one: AnswerSpan, other: AnswerSpan) -> bool:
    """Whether the sentences of both name the same day or month."""
    return any(a.is_same(b, SAME_TIME) for a in _moments(one) for b in _moments(other))


def _moments(span: AnswerSpan) -> tuple[Moment, ...]:
    return moments(sentence_text(span), span.passage.date)


def is_side(question: str, query: lexical.Query, group: Group, same: bool = False) -> bool:
    """Whether a group is sure enough, and as much to the point as a side has to be; the odds do not count where it is told of the ``same``
    event as the best one."""
    # The passage may speak of much else: the sentence has to speak of what is asked.
    passage, (start, end) = group.best.passage, quotable(group.best.passage, group.best.sentence)
    matter = share_held(query, sliced(passage, (start, end)), passage.heading)
    # An answer that repeats a name of the question is a mistake more often than another answer.
    named = stemming.stems(" ".join(CAPITALISED.findall(group.best.text)))
    # "Saint Brigid's Hospital" is none where it asks which hospital.
    kinds = stemming.stems(" ".join(questions.kinds_named(question)))
    repeats = not questions.offers_choice(question) and any(name in query.words and name not in kinds for name in named)
    # Russia's minister is not another answer to who South Korea's is.
    known = {stem[:5] for stem in stemming.stems(f"{passage.heading} {passage.text}")}
    asked = stemming.stems(" ".join(CAPITALISED.findall(question)[question[:1].isupper() :]))
    choice = stemming.stems(" ".join(questions.offered(question)))
    others = any(name in query.words and name[:5] not in known for name in asked if name not in choice)
    odds = max(group.score, timeless(group.best))
    pointed = odds >= LESS_SURE and matter >= TO_THE_POINT
    # One of the two that are offered needs no such odds: to name it where the question's matter is spoken of is to take a side.
    sure = same or odds >= DISAGREEING or pointed or group.best.text in questions.offered(question)
    return sure and matter >= DISAGREEING_COVERAGE and not (repeats or others)
