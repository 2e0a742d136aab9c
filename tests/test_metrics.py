"""Each metric on small cases, nDCG and MRR against trec_eval, and broken systems caught by the metric made for them."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Sequence
from dataclasses import replace

import pytest
import pytrec_eval

from qa import Answer, Citation, Disagreement, Pincite, Searched, Side, Statement
from qa.evaluation import gold
from qa.evaluation.case import Case, Metric
from qa.evaluation.evaluation import gold_file, texts_of
from qa.evaluation.gold import Gold, Place
from qa.evaluation.metrics import METRICS, withheld
from qa.evaluation.metrics.abstention_precision import AbstentionPrecision
from qa.evaluation.metrics.abstention_recall import AbstentionRecall
from qa.evaluation.metrics.citation_exactness import CitationExactness
from qa.evaluation.metrics.citation_precision import CitationPrecision
from qa.evaluation.metrics.citation_recall import CitationRecall
from qa.evaluation.metrics.containment import Containment
from qa.evaluation.metrics.disagreement import DisagreementFound
from qa.evaluation.metrics.disagreement_false import FalseDisagreement
from qa.evaluation.metrics.exact_match import ExactMatch
from qa.evaluation.metrics.f1 import F1
from qa.evaluation.metrics.first_citation import FirstCitation
from qa.evaluation.metrics.hit_at_k import HitAtK
from qa.evaluation.metrics.mrr import ReciprocalRank
from qa.evaluation.metrics.ndcg import NDCG
from qa.evaluation.metrics.passage_overlap import PassageOverlap
from qa.evaluation.metrics.recall_at_k import RecallAtK
from qa.evaluation.metrics.words import holds, normalised
from qa.evaluation.scoring import supports_by_verification

TEXT = "Kim met Putin in Moscow. They signed a pact. It rained."
GOLD = Gold("1", "where?", (("Moscow",),), (Place("a.txt", 0, 24),))
PLAIN = Answer("where?", "where?", True, "Moscow", "extractive", (), Searched(1, 1, 0))


def cite(start: int, end: int, file: str = "a.txt", quote: str | None = None) -> Citation:
    """A citation of the text above."""
    return Citation(file, start, end, TEXT[start:end] if quote is None else quote, (1, 1), "0" * 64)


def say(text: str, *citations: Citation, verdict: str = "verified", reason: str | None = None) -> Statement:
    """A statement of an answer."""
    return Statement(text, citations, 0.9, verdict, reason)


def word_for_word(statement: str, citations: Sequence[Citation], question: str) -> bool:
    """A judge for these tests: every word of the statement stands in the cited places."""
    held = {word for one in citations for word in normalised(TEXT[one.start : one.end])}
    return set(normalised(statement)) <= held


def case(answer: Answer, row: Gold = GOLD, retrieved: tuple[Place, ...] = ()) -> Case:
    """A case over the text above."""
    return Case(row, answer, retrieved, {"a.txt": TEXT}.get, word_for_word)


REFUSED = replace(PLAIN, answered=False, answer=None)
UNANSWERABLE = Gold("2", "who?", answerable=False)
UNKNOWN = Gold("3", "why?", answerable=None)


@pytest.mark.parametrize(
    ("short", "exact", "f1"),
    [("Moscow", 1, 1), ("the “Moscow”.", 1, 1), ("in Moscow", 0, 2 / 3), ("Vladivostok", 0, 0)],
)
def test_the_short_answer(short: str, exact: float, f1: float) -> None:
    assert ExactMatch().score(case(replace(PLAIN, answer=short))) == exact
    assert F1().score(case(replace(PLAIN, answer=short))) == pytest.approx(f1)


def test_the_short_answer_of_several_parts() -> None:
    row = replace(GOLD, answers=(("Belousov", "Lavrov", "Novak"),))
    assert ExactMatch().score(case(replace(PLAIN, answer="Lavrov, Belousov and Novak"), row)) == 1
    assert ExactMatch().score(case(replace(PLAIN, answer="Lavrov and Belousov"), row)) == 0


@pytest.mark.parametrize("metric", [ExactMatch(), F1()])
def test_an_answer_in_sentences_only_has_no_short_answer_to_score(metric: ExactMatch | F1) -> None:
    assert metric.score(case(replace(PLAIN, answer=None))) is None
    assert metric.score(case(REFUSED)) == 0
    assert metric.score(case(PLAIN, UNANSWERABLE)) is None


@pytest.mark.parametrize(
    ("said", "answers", "score"),
    [
        pytest.param("Kim met Putin in Moscow.", (("Moscow",),), 1, id="held"),
        pytest.param("Kim met Putin in Moscowville.", (("Moscow",),), 0, id="half-a-word"),
        pytest.param("It was a nine-hour schedule.", (("nine hours",), ("nine hour",)), 1, id="hyphen"),
        pytest.param("Food and fuel.", (("food", "fuel"),), 1, id="all-parts"),
        pytest.param("Food alone.", (("food", "fuel"),), 0, id="one-part-missing"),
        pytest.param("No, they did not.", (("no",),), 1, id="no-first"),
        pytest.param("They had no umbrella.", (("no",),), 0, id="no-somewhere"),
    ],
)
def test_containment(said: str, answers: tuple[tuple[str, ...], ...], score: float) -> None:
    answer = replace(PLAIN, answer=None, statements=(say(said, cite(0, 5)),))
    assert Containment().score(case(answer, replace(GOLD, answers=answers))) == score


def test_what_is_withheld_contains_nothing() -> None:
    answer = replace(PLAIN, answer=None, statements=(say("Moscow.", cite(0, 24), verdict="withheld"),))
    assert Containment().score(case(answer)) == 0
    assert Containment().score(case(REFUSED)) == 0
    assert Containment().score(case(PLAIN, UNKNOWN)) is None


@pytest.mark.parametrize(
    ("citations", "recall", "precision"),
    [
        pytest.param([cite(0, 24)], 1, 1, id="needed"),
        pytest.param([], 0, None, id="none"),
        pytest.param([cite(45, 55)], 0, 0, id="wrong"),
        pytest.param([cite(0, 24), cite(45, 55)], 1, 0.5, id="one-is-not-needed"),
        pytest.param([cite(0, 16), cite(13, 24)], 1, 1, id="only-together"),
        pytest.param([cite(0, 24), cite(0, 24)], 1, 1, id="each-alone"),
    ],
)
def test_citation_recall_and_precision_are_alce_s(
    citations: list[Citation], recall: float, precision: float | None
) -> None:
    answer = replace(PLAIN, statements=(say("Kim met Putin in Moscow.", *citations),))
    assert CitationRecall().score(case(answer)) == recall
    assert CitationPrecision().score(case(answer)) == precision


def test_exactness_first_citation_and_overlap() -> None:
    right = replace(PLAIN, statements=(say("x", cite(0, 24), cite(45, 55)),))
    assert CitationExactness().score(case(right)) == 1
    assert FirstCitation().score(case(right)) == 1
    assert PassageOverlap().score(case(right)) == 0.5
    other = replace(PLAIN, statements=(say("x", cite(45, 55), cite(0, 24, quote="Kim met Putin in Kyiv.")),))
    assert CitationExactness().score(case(other)) == 0.5
    assert FirstCitation().score(case(other)) == 0
    assert FirstCitation().score(case(REFUSED)) == 0
    assert CitationExactness().score(case(REFUSED)) is PassageOverlap().score(case(REFUSED)) is None


def test_abstention() -> None:
    assert AbstentionRecall().score(case(REFUSED, UNANSWERABLE)) == 1
    assert AbstentionRecall().score(case(PLAIN, UNANSWERABLE)) == 0
    assert AbstentionRecall().score(case(REFUSED)) is AbstentionRecall().score(case(REFUSED, UNKNOWN)) is None
    assert AbstentionPrecision().score(case(REFUSED, UNANSWERABLE)) == 1
    assert AbstentionPrecision().score(case(REFUSED)) == 0
    assert AbstentionPrecision().score(case(PLAIN)) is AbstentionPrecision().score(case(REFUSED, UNKNOWN)) is None


def test_disagreement() -> None:
    row = replace(GOLD, disagreement=(("Vostochny cosmodrome", "Vostochny"), ("Vladivostok",)))
    both = Disagreement("where?", (Side("the Vostochny cosmodrome", 1, ()), Side("Vladivostok", 1, ())))
    shown = replace(PLAIN, disagreements=(both,))
    assert DisagreementFound().score(case(shown, row)) == 1
    assert DisagreementFound().score(case(PLAIN, row)) == 0
    one_side = replace(both, sides=(both.sides[0], Side("Moscow", 1, ())))
    assert DisagreementFound().score(case(replace(PLAIN, disagreements=(one_side,)), row)) == 0
    assert DisagreementFound().score(case(shown)) is None
    assert FalseDisagreement().score(case(shown)) == 1 and FalseDisagreement().score(case(PLAIN)) == 0
    assert FalseDisagreement().score(case(shown, row)) is None


def test_withheld_and_why() -> None:
    answer = replace(
        PLAIN,
        statements=(
            say("a", cite(0, 4)),
            say("b", verdict="withheld", reason="says 87%; the passage says 85%"),
            say("c", verdict="withheld", reason="says 12; the passage says 13"),
            say("d", verdict="withheld", reason="cites S9.9, which it was never given"),
        ),
    )
    assert withheld.Withheld().score(case(answer)) == 0.75
    assert withheld.reasons([case(answer)]) == {
        "says …; the passage says …": 0.5,
        "cites …, which it was never given": 0.25,
    }


def test_tokens_cost_and_seconds_apply_where_they_are_stated() -> None:
    by_name = {metric.name: metric for metric in METRICS}
    written = replace(PLAIN, usage={"tokens_in": 30, "tokens_out": 4, "cost": 0.5}, seconds={"total": 2.0})
    assert [by_name[name].score(case(written)) for name in ("tokens", "cost", "seconds")] == [34, 0.5, 2]
    assert [by_name[name].score(case(PLAIN)) for name in ("tokens", "cost", "seconds")] == [None, None, None]


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_each_metric_says_what_it_is_and_where_that_comes_from(metric: Metric) -> None:
    said = sys.modules[type(metric).__module__].__doc__ or ""
    assert re.match(r"[^:]+: \S", said)
    assert re.search(r"\b(?:19|20)\d\d\b|this house|OpenAI's API", said)
    assert (type(metric).__doc__ or "").startswith("Applies to")


def test_words_are_compared_as_squad_does() -> None:
    assert normalised("The “Kumsusan” guest-house, a palace.") == ["kumsusan", "guesthouse", "palace"]
    assert holds("about $7,000 or so", "7,000") and not holds("27,000", "7,000")


def test_retrieval_agrees_with_trec_eval() -> None:
    draw = random.Random(3)
    for _ in range(200):
        wanted = tuple(Place(f"{i}.txt", 0, 10) for i in range(draw.randint(1, 6)))
        pool = [Place(f"{i}.txt", 0, 10) for i in range(12)]
        ranked = tuple(draw.sample(pool, draw.randint(1, 12)))
        one = case(PLAIN, replace(GOLD, passages=wanted), ranked)
        qrel = {"q": {place.file: 1 for place in wanted}}
        run = {"q": {place.file: 100.0 - rank for rank, place in enumerate(ranked)}}
        measures = {"ndcg_cut.10", "recip_rank", "recall.5", "success.1"}
        found = pytrec_eval.RelevanceEvaluator(qrel, measures).evaluate(run)["q"]
        assert NDCG(10).score(one) == pytest.approx(found["ndcg_cut_10"])
        assert ReciprocalRank().score(one) == pytest.approx(found["recip_rank"])
        assert RecallAtK(5).score(one) == pytest.approx(found["recall_5"])
        assert HitAtK(1).score(one) == found["success_1"]


def test_retrieval_of_passages_that_hold_two_gold_ones_or_half_of_one() -> None:
    row = replace(GOLD, passages=(Place("a.txt", 0, 10), Place("a.txt", 20, 30), Place("b.txt", 0, 10)))
    one = case(PLAIN, row, (Place("a.txt", 0, 100), Place("b.txt", 8, 30), Place("b.txt", 4, 30)))
    assert RecallAtK(1).score(one) == 0.5 and RecallAtK(3).score(one) == 1
    assert ReciprocalRank().score(case(PLAIN, row)) is None


@pytest.fixture(scope="module")
def answered(indexed_seeds: Pincite) -> list[Case]:
    """What Pincite really answers to some of the gold that ships."""
    texts = texts_of(indexed_seeds)
    rows = [row for row in gold.load(gold_file("seeds"), texts) if row.answerable and not row.history][:24]
    cases = [Case(row, indexed_seeds.ask(row.question), (), texts, supports_by_verification(texts)) for row in rows]
    return [one for one in cases if one.answer.answered and one.cited]


def broken(one: Case, change: dict[str, object] | None, draw: random.Random) -> Case:
    """``one`` with every citation changed, or with the citations of another statement."""
    files = ["000_e479655636eac26a.txt", "001_72c6fca640860fce.txt", "002_0c570a97cbb9bac4.txt"]

    def wrong(citation: Citation) -> Citation:
        match change:
            case {"offsets": int(by)}:
                return replace(citation, start=citation.start + by, end=citation.end + by)
            case {"file": _}:
                return replace(citation, file=draw.choice([file for file in files if file != citation.file]))
            case {"quote": str(quote)}:
                return replace(citation, quote=quote)
        file = draw.choice(files)
        text = one.texts(file) or ""
        start = draw.randrange(len(text) - 200)
        return replace(citation, file=file, start=start, end=start + 60, quote=text[start : start + 60])

    statements = tuple(replace(s, citations=tuple(map(wrong, s.citations))) for s in one.answer.statements)
    return replace(one, answer=replace(one.answer, statements=statements))


@pytest.mark.parametrize(
    ("change", "metric", "at_most"),
    [
        pytest.param({"offsets": 7}, CitationExactness(), 0.0, id="wrong-offsets"),
        pytest.param({"file": True}, CitationExactness(), 0.0, id="swapped-files"),
        pytest.param({"quote": "Kim gave Putin a horse."}, CitationExactness(), 0.0, id="invented-quotes"),
        pytest.param(None, CitationRecall(), 0.2, id="random-ids-recall"),
        pytest.param(None, CitationPrecision(), 0.2, id="random-ids-precision"),
        pytest.param(None, FirstCitation(), 0.2, id="random-ids-first-citation"),
        pytest.param(None, PassageOverlap(), 0.2, id="random-ids-overlap"),
    ],
)
def test_a_broken_system_is_caught(
    answered: list[Case], change: dict[str, object] | None, metric: CitationExactness | CitationRecall, at_most: float
) -> None:
    assert len(answered) >= 10
    draw = random.Random(1)
    whole = [score for one in answered if (score := metric.score(one)) is not None]
    after = [score for one in answered if (score := metric.score(broken(one, change, draw))) is not None]
    assert sum(after) / len(after) <= at_most < 0.6 <= sum(whole) / len(whole)


def test_random_ids_are_exact_and_so_need_another_metric(answered: list[Case]) -> None:
    draw = random.Random(1)
    assert all(CitationExactness().score(broken(one, None, draw)) == 1 for one in answered)


def test_a_system_that_never_refuses_is_caught() -> None:
    rows = [UNANSWERABLE, replace(UNANSWERABLE, id="4")]
    assert [AbstentionRecall().score(case(PLAIN, row)) for row in rows] == [0, 0]
