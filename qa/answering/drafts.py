"""What an answer is put together from: the draft of it, and a sentence as it can be quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from qa.agreement import CAPITALISED
from qa.answering.speaking import QUOTED, question_before
from qa.answering.untold import asks, takes_back
from qa.citing import sliced, trimmed
from qa.reading import AnswerSpan
from qa.sentences import LIST_ITEM
from qa.types import Citation, Disagreement, Passage, Span, Statement

PASSAGES_READ = 10
MOST_STATEMENTS = 3
MOST_CITATIONS = 3
MOST_NEAREST = 3
# A further answer to a question that asks for several comes this near the best one's probability.
NEAR_BEST = 0.6
# So many sentences before one that starts with "He" are quoted with it at most: nobody reads three for an answer.
MOST_BEFORE = 1
# "Not before 2026." says nothing without the question it replies to; what is longer stands by itself.
LONGEST_REPLY = 8
# What an interviewer says in more words is not quoted for a reply's sake.
LONGEST_QUESTION = 40
# Of a list that a sentence announces, so many items belong to it.
MOST_ITEMS = 12

_PRONOUN = re.compile(
    r"[“\"'‘]?(?:he|she|they|it|his|her|their|its|this|that|these|those|the (?:two|pair|company|group|latter))\b", re.I
)
_REPLY = re.compile(r"\W*(?:A|Answer)\s*:")
# A headline ends without a full stop; what comes after it does not speak of "him" in it.
_ENDED = re.compile(r"[.?!…][\"'”’)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Draft:
    """What the spans of one question come to; no statements where nothing answers.

    ``probability`` is that of the articles answering, whether or not an answer is shown; ``closest`` is where it came closest, if
    that is known better than by the spans' odds.
    """

    answer: str | None
    statements: tuple[Statement, ...]
    disagreements: tuple[Disagreement, ...]
    probability: float
    closest: tuple[Citation, ...] = ()


def flat(quote: str) -> str:
    """A quote on one line."""
    return re.sub(r"\s+", " ", quote)


def flat_place(citation: Citation, place: Span) -> Span:
    """Where ``place`` in the cited article stands in the citation's quote on one line."""
    start, end = (len(flat(citation.quote[: at - citation.start])) for at in place)
    return start, end


def headed(statement: Statement, head: Citation) -> Statement:
    """A row of a table with the line of heads in front of it, cited too: "| Tannery | 650 | 3 |" alone does not say three of what."""
    front = f"{flat(head.quote)} … "
    return replace(
        statement,
        text=front + statement.text,
        citations=(*statement.citations, head),
        emphasis=tuple((len(front) + start, len(front) + end) for start, end in statement.emphasis),
    )


def sentences_of(spans: Sequence[AnswerSpan]) -> list[tuple[Passage, Span]]:
    """The sentences of the passages that answer best, in their order, without those that ask."""
    passages = list({span.passage.id: span.passage for span in sorted(spans, key=lambda span: -span.score)}.values())
    read = ((passage, sentence) for passage in passages[:PASSAGES_READ] for sentence in passage.sentences)
    return [(passage, sentence) for passage, sentence in read if not asks(sliced(passage, sentence))]


def quotable(passage: Passage, sentence: Span, in_full: bool = False) -> Span:
    """A sentence's place, with those before it where it speaks of "him": alone it would not say whom; with the question that it is a
    short reply to, the mistake that it sets right, or what announces the list it is of; and with the list it announces. ``in_full`` asks for the question of an interview whatever the reply."""
    begun = (number for number, (start, _) in enumerate(passage.sentences) if start == sentence[0])
    number = next(begun, 0)
    first = number
    while first and number - first < MOST_BEFORE and _leans(sliced(passage, passage.sentences[first])):
        if not _ENDED.search(sliced(passage, passage.sentences[first - 1])):
            break
        first -= 1
    if first and first == number:
        before = sliced(passage, passage.sentences[first - 1])
        said = sliced(passage, passage.sentences[number])
        listed = before.rstrip().endswith(":") and bool(LIST_ITEM.match(said))
        first -= listed or takes_back(before) or (asks(before) and _replies(said))
    start = passage.sentences[first][0] if first < number else sentence[0]
    question = question_before(passage, sentence)
    if question and (start < sentence[0] or in_full) and len(sliced(passage, question).split()) <= LONGEST_QUESTION:
        # "You have a job that will vanish. Why?" is one question, and "Why?" is none.
        start = question[0]
    return trimmed(passage, (start, max([sentence[1], *(b for _, b in announced(passage, sentence))])))


def announced(passage: Passage, sentence: Span) -> list[Span]:
    """The items of the list that a sentence with a colon at its end announces: "It asked for three things:"."""
    if sentence not in passage.sentences or not sliced(passage, sentence).rstrip().endswith(":"):
        return []
    behind = passage.sentences[passage.sentences.index(sentence) + 1 :][:MOST_ITEMS]
    return list(takewhile(lambda place: LIST_ITEM.match(sliced(passage, place)), behind))


def _replies(sentence: str) -> bool:
    return bool(_REPLY.match(sentence)) or len(sentence.split()) <= LONGEST_REPLY


def _leans(sentence: str) -> bool:
    """Whether it begins with "He", or quotes what does so without naming who says it."""
    if not _PRONOUN.match(sentence):
        return False
    return sentence[:1] not in "“\"'‘" or not CAPITALISED.search(QUOTED.sub("", sentence))
