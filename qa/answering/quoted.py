"""What somebody said → the sentences that quote or report it, the asked speaker's and nobody else's."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from qa.answering.callings import asked_calling, spoken_as
from qa.answering.drafts import MOST_STATEMENTS, NEAR_BEST, Draft, flat, flat_place, quotable, sentences_of
from qa.answering.interviews import LABEL
from qa.answering.matter import relation, share_held
from qa.answering.speaking import (
    QUOTED,
    SAYS,
    SPEAKING,
    asked_speaker,
    is_speaker,
    question_before,
    says,
    speaker_named,
    told,
    turn_of,
)
from qa.checks.words import is_content
from qa.citing import Citer, sliced, trimmed
from qa.reading import AnswerSpan, cosine_of
from qa.types import Passage, Span, Statement
from vectorstore import lexical, stemming

# Whether what the asked speaker says is on the matter: a logistic regression of "it is what was asked for" on their sentences in
# sixteen folders of news (training/calibrate_quotations.py). What "the sending-off" was, another sentence may have told: of 65
# questions .38 were answered by a sentence's own words and the reader, .77 are (half on half), and .96 and .88 of 48 open ones refused.
ODDS = {"own": 0.367, "around": 2.064, "sense": 2.255, "passage": 1.217}
ODDS_BIAS = -2.977
# So many words of a reply are quoted together: its sentences lean on one another, and what is longer is about more than one thing.
LONGEST_REPLY = 45
# In "the “green” wing, Ann Lee said" what is quoted is so much further from "said" than its place, in letters.
ASIDE = 100
_GOES_ON = re.compile(r"[”\"»’'] (?!and\b|but\b)[a-z]")
# What stands before words that are somebody's, and not before a title: author of “…”, her memoir “…”.
_SAID_AS = re.compile(
    rf"(?:{SPEAKING.pattern}|\b(?:is|are|was|were|be|been|as|that|it|them|him|her|this)\b)[\s,:]*$|[,:]\s*$|^\W*$"
)
# "Ann Lee, author of “…”, said" and "the party (once “…”) said" say of her what she is, not what she said.
_APPOSED = (
    (re.compile(r",\s[^,“”]*\w\s$"), re.compile(rf",\s+{SPEAKING.pattern}")),
    (re.compile(r"\([^)]*$"), re.compile(r"[^(]*\)")),
)


@dataclass(frozen=True, slots=True)
class _Said:
    """A place that gives somebody's words, the odds that these are on the matter, and whether they name any of it themselves."""

    score: float
    on_matter: bool
    passage: Passage
    place: Span


def quotations(
    question: str,
    query: lexical.Query,
    spans: Sequence[AnswerSpan],
    cite: Citer,
    threshold: float,
    cosine: Callable[[str], float] | None = None,
) -> Draft:
    """Sentences that quote or report what was said on the matter, best first; none below ``threshold``. ``cosine`` is that of a
    text and the question."""
    voiced = _voiced(question, {span.passage.id: span.passage for span in spans}.values())
    calling = asked_calling(question)
    odds = {span.passage.id: 0.0 for span in spans}
    for span in spans:
        odds[span.passage.id] = max(odds[span.passage.id], span.score)
    found: list[_Said] = []
    if voiced is not None:
        for passage, place in voiced:
            values = features(question, query, passage, place, cosine)
            score = probability(values)
            if calling and (values["own"] or values["around"]):
                # What the judge said is found by the reader, too: nobody's name leads astray.
                score = max(score, _likely(query, passage, place, odds))
            found.append(_Said(score, values["own"] > 0, passage, place))
    else:
        for passage, sentence in sentences_of(spans):
            if _speaks(sliced(passage, sentence)):
                found.append(_Said(_likely(query, passage, sentence, odds), False, passage, sentence))
    best = max((said.score for said in found), default=0.0)
    if best < threshold or not found:
        return Draft(None, (), (), best)
    ranked = sorted((said for said in found if said.score >= NEAR_BEST * best), key=lambda said: -said.score)
    if any(said.on_matter for said in ranked):
        # What says nothing of the matter itself is by chance beside what does.
        ranked = [said for said in ranked if said.on_matter]
    statements: list[Statement] = []
    shown: list[tuple[str, int, int]] = []
    for said in ranked:
        if len(statements) == MOST_STATEMENTS:
            break
        citation = cite(said.passage, quotable(said.passage, said.place, in_full=True))
        text = flat(citation.quote)
        overlaps = any(c == citation.file and a < citation.end and citation.start < b for c, a, b in shown)
        if not overlaps and text not in {old.text for old in statements}:
            marked = _words(said) or _answer(spans, said.passage, said.place, threshold)
            emphasis = (flat_place(citation, marked),) if marked else ()
            statements.append(Statement(text, (citation,), score=round(min(1.0, said.score), 3), emphasis=emphasis))
            shown.append((citation.file, citation.start, citation.end))
    words = _words(ranked[0])
    return Draft(flat(sliced(ranked[0].passage, words)) if words else None, tuple(statements), (), best)


def _likely(query: lexical.Query, passage: Passage, place: Span, odds: Mapping[int, float]) -> float:
    """How likely a place is to be what is asked for, by its words and the best of the reader's ``odds`` in its passage."""
    return 0.5 * relation(query, passage, place) + 0.5 * odds[passage.id]


def not_beside(question: str, query: lexical.Query, spans: Sequence[AnswerSpan]) -> list[AnswerSpan]:
    """``spans`` without those in the asked speaker's own words where neither these nor their passage have a word of the matter: it is
    what somebody said, and not about that. Where who speaks is not named but told by what they are, those in their words only."""
    voiced = _voiced(question, {span.passage.id: span.passage for span in spans}.values())
    if voiced is None:
        return list(spans)
    beside: set[tuple[int, Span]] = set()
    own: set[tuple[int, Span]] = set()
    for passage, place in voiced:
        values = features(question, query, passage, place, None)
        (own if values["own"] or values["around"] else beside).add((passage.id, place))
    if asked_calling(question):
        return [span for span in spans if _within(span, own)]
    return [span for span in spans if not _within(span, beside)]


def _within(span: AnswerSpan, places: AbstractSet[tuple[int, Span]]) -> bool:
    return any(a <= span.start < b for number, (a, b) in places if number == span.passage.id)


def _voiced(question: str, passages: Iterable[Passage]) -> list[tuple[Passage, Span]] | None:
    """The places that give the words of whom the question asks; ``None`` where it does not tell whose."""
    speaker, calling = asked_speaker(question), asked_calling(question)
    if speaker:
        return list(spoken(speaker, passages))
    return spoken_as(calling, passages) if calling else None


def spoken(speaker: frozenset[str], passages: Iterable[Passage]) -> Iterator[tuple[Passage, Span]]:
    """The places in ``passages`` that give the words of ``speaker``: sentences, and replies as far as one is quoted."""
    for passage in passages:
        for turn in passage.turns:
            if is_speaker(speaker, turn.speaker):
                own = [place for place in passage.sentences if turn.start <= place[0] < turn.end]
                yield from ((passage, place) for place in _portions(passage, own))
        for sentence in passage.sentences:
            turn_is = turn_of(passage, sentence)
            replied = turn_is is not None and is_speaker(speaker, turn_is.speaker)
            if not replied and _speaks(sliced(passage, sentence)) and says(speaker, passage, sentence):
                yield passage, sentence


def _portions(passage: Passage, sentences: Sequence[Span]) -> list[Span]:
    """Sentences of one reply, as many together as have :data:`LONGEST_REPLY` words."""
    made: list[Span] = []
    for sentence in sentences:
        joined = (made[-1][0] if made else sentence[0], sentence[1])
        if made and len(sliced(passage, joined).split()) <= LONGEST_REPLY:
            made[-1] = joined
        else:
            made.append(sentence)
    return made


def features(
    question: str, query: lexical.Query, passage: Passage, sentence: Span, cosine: Callable[[str], float] | None
) -> dict[str, float]:
    """What tells whether a speaker's sentence is on the matter: the share of the question's words, less who speaks, that it says
    itself and that its passage does; and how near both are to the question in sense. 0 to 1 each."""
    who = stemming.stems(speaker_named(question))
    words = {key: word for key, word in query.words.items() if key not in who}
    matter = replace(query, words=words, idf={key: query.idf[key] for key in words})
    question_of = question_before(passage, sentence)
    text = sliced(passage, (question_of[0] if question_of else sentence[0], sentence[1]))
    # The next question of an interview is about something else.
    in_turn = turn_of(passage, sentence) is not None
    said, around = (text, text) if in_turn else (told(text), SAYS.sub(" ", passage.text))
    return {
        # Where nothing is asked but what somebody said, all of it is on the matter.
        "own": share_held(matter, said, "") if words else 1.0,
        "around": share_held(matter, around, passage.heading) if words else 1.0,
        "sense": cosine(text) if cosine else cosine_of(passage),
        "passage": cosine_of(passage),
    }


def probability(values: Mapping[str, float]) -> float:
    """The logistic of :data:`ODDS` × ``values``, 0 to 1."""
    return 1 / (1 + math.exp(-ODDS_BIAS - sum(ODDS[name] * value for name, value in values.items())))


def _speaks(text: str) -> bool:
    return bool(SPEAKING.search(text) or QUOTED.search(text))


def _words(said: _Said) -> Span | None:
    """Where somebody's own words stand: a quotation, or a reply without the mark before it."""
    turn = turn_of(said.passage, said.place)
    if turn is None:
        return _quotation(said.passage, said.place)
    start, end = trimmed(said.passage, said.place)
    label = LABEL.match(sliced(said.passage, (start, end))) if start == turn.start else None
    return start + (label.end() if label else 0), end


def _quotation(passage: Passage, sentence: Span) -> Span | None:
    """Where a sentence quotes what is said in it, without the marks and a comma before the last of them: of several quotations
    the one that is nearest to a verb of saying, and none that is a title or says who speaks."""
    text = sliced(passage, sentence)
    verbs = [match.span() for match in SPEAKING.finditer(QUOTED.sub(lambda match: " " * len(match[0]), text))]
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
