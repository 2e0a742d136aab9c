"""An article is cited beside another one where it would answer by itself, and not for having the same words."""

from __future__ import annotations

import pytest

from qa.agreement import group_answers
from qa.answering.corroboration import borne_out
from tests.helpers import span_of
from tests.test_extractive import drafted

TAKEN = "Where were the injured taken?"
FLOWN = span_of("Two of the injured were flown to Montrieux, 60 km away.", "Montrieux", "a.txt", 0.9)


@pytest.mark.parametrize(
    ("text", "score", "kept"),
    [
        ("The injured were taken to a clinic in Montrieux.", 0.8, True),
        ("The injured were driven to Montrieux.", 0.4, True),
        ("The wounded lie in Montrieux.", 0.4, True),
        ("The helicopter landed in Montrieux.", 0.6, True),
        ("The pilot of the drone is 23 and from Montrieux.", 0.4, False),
        ("The injured pilot of the drone is from Montrieux.", 0.2, False),
    ],
    ids=["as-sure", "in-other-words", "by-another-word", "sure-alone", "of-somebody-else", "hardly-likely"],
)
def test_what_bears_the_answer_out(text: str, score: float, kept: bool) -> None:
    found = drafted(TAKEN, FLOWN, span_of(text, "Montrieux", "b.txt", score))
    (statement,) = found.statements
    assert [citation.file for citation in statement.citations] == (["a.txt", "b.txt"] if kept else ["a.txt"])
    assert statement.origins == 1 + kept


def test_a_copy_stays_with_its_origin() -> None:
    copy = span_of(FLOWN.passage.text, "Montrieux", "copy.txt", 0.5)
    other = span_of("The drone came from Montrieux.", "Montrieux", "b.txt", 0.4)
    texts = {span.passage.file: span.passage.text for span in (FLOWN, copy, other)}
    (group,) = group_answers([FLOWN, copy, other], texts)
    kept = borne_out(TAKEN, group)
    assert kept.origins == (("a.txt", "copy.txt"),) and kept.spans == (FLOWN, copy)
    assert len(kept.articles) == 1 and kept.score == group.score and kept.best is group.best


def test_a_side_counts_those_that_bear_it_out() -> None:
    spans = [
        span_of("The council met the mayor in Karsk on Monday.", "Karsk", "a.txt", 0.9),
        span_of("The council met the mayor in Brindal on Monday.", "Brindal", "b.txt", 0.8),
        span_of("A poet from Karsk has won a prize.", "Karsk", "c.txt", 0.4),
    ]
    (disagreement,) = drafted("Where did the council meet the mayor?", *spans).disagreements
    assert [(side.answer, side.origins, len(side.citations)) for side in disagreement.sides] == [
        ("Karsk", 1, 1),
        ("Brindal", 1, 1),
    ]
