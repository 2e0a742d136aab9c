"""The metrics, one a file, in the order in which a report shows them."""

from __future__ import annotations

from qa.evaluation.case import Metric
from qa.evaluation.metrics.abstention_precision import AbstentionPrecision
from qa.evaluation.metrics.abstention_recall import AbstentionRecall
from qa.evaluation.metrics.citation_exactness import CitationExactness
from qa.evaluation.metrics.citation_precision import CitationPrecision
from qa.evaluation.metrics.citation_recall import CitationRecall
from qa.evaluation.metrics.containment import Containment
from qa.evaluation.metrics.cost import Cost
from qa.evaluation.metrics.disagreement import DisagreementFound
from qa.evaluation.metrics.disagreement_false import FalseDisagreement
from qa.evaluation.metrics.exact_match import ExactMatch
from qa.evaluation.metrics.f1 import F1
from qa.evaluation.metrics.first_citation import FirstCitation
from qa.evaluation.metrics.hit_at_k import HitAtK
from qa.evaluation.metrics.latency import Latency
from qa.evaluation.metrics.mrr import ReciprocalRank
from qa.evaluation.metrics.ndcg import NDCG
from qa.evaluation.metrics.passage_overlap import PassageOverlap
from qa.evaluation.metrics.recall_at_k import RecallAtK
from qa.evaluation.metrics.tokens import Tokens
from qa.evaluation.metrics.withheld import Withheld

__all__ = ["METRICS"]

METRICS: tuple[Metric, ...] = (
    Containment(),
    ExactMatch(),
    F1(),
    FirstCitation(),
    CitationExactness(),
    CitationRecall(),
    CitationPrecision(),
    PassageOverlap(),
    AbstentionRecall(),
    AbstentionPrecision(),
    DisagreementFound(),
    FalseDisagreement(),
    HitAtK(1),
    HitAtK(5),
    RecallAtK(5),
    RecallAtK(24),
    ReciprocalRank(),
    NDCG(10),
    Withheld(),
    Latency(),
    Tokens(),
    Cost(),
)
