"""A sentence × the articles → supported, contradicted or not found, with the passages that say so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.answering.names import names_in
from qa.checking.corpus import Corpus
from qa.checking.report import Claim, Support
from qa.quantities import dates, numbers
from qa.scope import LONGEST_QUESTION
from qa.types import Citation, Kind, Passage, Span, Verdict
from qa.verification import Evidence, verify
from vectorstore import lexical, stemming

PASSAGES = 12
# Sentences looked at one by one; beyond the eighth, what shares the sentence's words shares the common ones.
CANDIDATES = 8
# Sentences that may support together what none supports alone (ALCE: a statement is recalled by its citations jointly).
TOGETHER = 3
SHOWN = 3
# A sentence that shares this share of another's weight in words is about the same matter; only then does a number, date,
# name or "not" that differs contradict it. Below it, the article merely speaks of something else. Chosen on one half of the sources, where .6
# contradicts 8 % of statements that no article bears on, and .7 none, for 2 % of the falsified ones; on the other half it contradicts
# 94 % of 48 falsified, none of 48 unrelated and 2 % of 103 true ones (tests/benchmarks/contradictions.py --each 12).
SAME_MATTER = 0.7
# Checks whose failure can mean that the article says otherwise; the others mean that it says less.
DENYING = frozenset({"number", "date", "name", "negation"})

Search = Callable[[str, int, Sequence[str]], list[Passage]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the articles say of a sentence. Where it was not found, ``evidence`` is the passage that comes near, if one does, and
    ``reason`` says what it lacks."""

    verdict: Support
    score: float
    evidence: tuple[Citation, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    span: Span
    text: str
    shared: float


class Judge:
    """Judges sentences; ``search`` gives the ``k`` best passages for words, of the named files or of all where none is named."""

    def __init__(self, corpus: Corpus, search: Search, engine: str = "auto") -> None:
        self._corpus = corpus
        self._search = search
        self._engine = engine

    def __call__(self, sentence: str, within: Claim | None = None) -> Judgement:
        """The articles' verdict on ``sentence``; ``within`` keeps to its file and, where it says so, its place there."""
        words = lexical.parse(self._corpus.catalog, sentence).words.values()
        if set(words) <= stemming.STOP_WORDS:
            # Any passage bears "They did not."
            return Judgement(Support.NOT_FOUND, 0.0, (), "says nothing that can be checked")
        candidates = self._candidates(sentence, within)
        verdicts = [self._verify(sentence, [one]) for one in candidates]
        bearing = [(v, one) for v, one in zip(verdicts, candidates, strict=True) if v.supported]
        if bearing:
            # Article text before teasers, then by how sure it is.
            bearing.sort(key=lambda pair: (pair[1].passage.kind is not Kind.ARTICLE, -pair[0].score))
            return Judgement(Support.SUPPORTED, bearing[0][0].score, self._cite([one for _, one in bearing[:SHOWN]]))
        for count in range(2, min(TOGETHER, len(candidates)) + 1):
            verdict = self._verify(sentence, candidates[:count])
            if verdict.supported:
                return Judgement(Support.SUPPORTED, verdict.score, self._cite(candidates[:count]))
        for verdict, one in zip(verdicts, candidates, strict=True):
            if self._denies(sentence, verdict, one):
                return Judgement(Support.CONTRADICTED, verdict.score, self._cite([one]), verdict.reason)
        # What comes near says why it is not enough: "is surer than the passage, which says “reportedly”".
        for verdict, one in zip(verdicts, candidates, strict=True):
            if one.shared >= SAME_MATTER and verdict.reason:
                return Judgement(Support.NOT_FOUND, verdict.score, self._cite([one]), verdict.reason)
        return Judgement(Support.NOT_FOUND, 0.0, (), "no passage says this")

    def _candidates(self, sentence: str, within: Claim | None) -> list[_Candidate]:
        files = [within.file] if within and within.file else []
        passages = self._search(sentence[:LONGEST_QUESTION], PASSAGES, files)
        if within and within.file and within.start is not None:
            passages = list(self._corpus.passages(within.file))
        query = lexical.parse(self._corpus.catalog, sentence)
        found = []
        for passage, span in self._corpus.sentences(passages):
            if (
                within
                and within.start is not None
                and within.end is not None
                and not _meet(span, (within.start, within.end))
            ):
                continue
            text = passage.text[span[0] - passage.start : span[1] - passage.start]
            found.append(_Candidate(passage, span, text, query.held(set(stemming.stems(text)))))
        return sorted(found, key=lambda one: -one.shared)[:CANDIDATES]

    def _verify(self, sentence: str, candidates: Sequence[_Candidate]) -> Verdict:
        return verify(sentence, [self._evidence(one) for one in candidates], engine=self._engine)

    def _evidence(self, one: _Candidate) -> Evidence:
        text, passage = self._corpus.text(one.passage.file), one.passage
        spans = list(passage.sentences)
        at = spans.index(one.span)
        before = text[spans[at - 1][0] : spans[at - 1][1]] if at else ""
        after = text[spans[at + 1][0] : spans[at + 1][1]] if at + 1 < len(spans) else ""
        return Evidence(one.text.strip(), before.strip(), after.strip(), passage.date, passage.title, passage.source)

    def _cite(self, candidates: Sequence[_Candidate]) -> tuple[Citation, ...]:
        return tuple(self._corpus.cite_sentence(one.passage, one.span) for one in candidates)

    def _denies(self, sentence: str, verdict: Verdict, one: _Candidate) -> bool:
        """Whether the article's sentence is about the same matter and states another value of what failed."""
        if verdict.check not in DENYING:
            return False
        held = set(stemming.stems(one.text))
        asked = self._without(sentence, verdict.check, held)
        query = lexical.parse(self._corpus.catalog, asked)
        return query.held(held) >= SAME_MATTER and _states_another(sentence, one.text, verdict.check)

    @staticmethod
    def _without(sentence: str, check: str, held: set[str]) -> str:
        """``sentence`` without the words whose difference is the point."""
        if check == "name":
            for start, end in reversed(names_in(sentence)):
                if not set(stemming.stems(sentence[start:end])) <= held:
                    sentence = sentence[:start] + sentence[end:]
        return (
            " ".join(word for word in sentence.split() if not numbers(word))
            if check in ("number", "date")
            else sentence
        )


def _states_another(sentence: str, article: str, check: str) -> bool:
    if check == "number":
        return bool(set(numbers(article)) - set(numbers(sentence)))
    if check == "date":
        return bool(dates(article)) or bool(numbers(article))
    if check == "name":
        held = {article[a:b] for a, b in names_in(article)}
        return bool(held - {sentence[a:b] for a, b in names_in(sentence)})
    return True


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
