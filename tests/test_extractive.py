"""Sentences of passages become statements: exact, chosen by what the question asks for, copies together, asides last."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa import Kind, Passage, Pincite
from qa.answering import extractive
from qa.answering.extractive import Candidate, Citer, asked_for, choose, line_of, statement_of, trimmed

TEXT = "  The bridge fell on Tuesday. \r\nNobody was hurt!\r\n"


def passage_of(text: str, file: str = "a.txt", start: int = 0) -> Passage:
    """A passage of one sentence that begins at ``start`` of its article."""
    end = start + len(text)
    return Passage(1, file, start, end, text, ((start, end),), None, Kind.ARTICLE, None, None, None, "0" * 64)


def candidate(text: str, score: float, file: str = "a.txt") -> Candidate:
    """A sentence with its score."""
    return Candidate(passage_of(text, file), 0, len(text), score, support=score)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("who accompanied Putin?", "name"),
        ("Whose plane landed?", "name"),
        ("Where did he land?", "name"),
        ("How many containers were shipped?", "number"),
        ("When did he land?", "time"),
        ("What year was it?", "time"),
        ("What percentage voted?", "percent"),
        ("What did Kim say?", "quotation"),
        ("Why did he go?", None),
        ("Putin Pyongyang", None),
    ],
)
def test_what_a_question_asks_for(question: str, kind: str | None) -> None:
    assert asked_for(question) == kind


@pytest.mark.parametrize("start", [0, 7], ids=["at-the-start", "further-on"])
def test_white_space_is_left_out_by_moving_offsets(start: int) -> None:
    passage = passage_of(TEXT, start=start)
    first, last = trimmed(passage, (start, start + len(TEXT)))
    assert TEXT[first - start : last - start] == TEXT.strip()


@pytest.mark.parametrize(
    ("text", "lines"),
    [("a\nb\nc", "123"), ("a\r\nb\rc", "123"), ("\n\na", "3"), ("\r\n\r\na b", "33"), ("", "")],
    ids=["lf", "crlf-and-cr", "blank", "blank-crlf", "empty"],
)
def test_lines_count_from_one(text: str, lines: str) -> None:
    letters = [position for position, letter in enumerate(text) if not letter.isspace()]
    assert [line_of(text, position) for position in letters] == list(map(int, lines))


def test_a_citation_is_sliced_from_the_article() -> None:
    whole = "Title\r\n\r\n" + TEXT
    passage = passage_of(TEXT, start=9)
    span = trimmed(passage, (9, 9 + len(TEXT)))
    citation = Citer({"a.txt": whole})(passage, span)
    assert citation.quote == whole[citation.start : citation.end] == TEXT.strip()
    assert citation.lines == (3, 4)


def test_copies_are_one_statement_of_one_origin() -> None:
    sentence = "The harbour bridge collapsed on Tuesday and nobody was hurt."
    best = extractive.THRESHOLD + 1
    groups = choose(
        [
            candidate(sentence, best, "a.txt"),
            candidate(sentence.replace("and nobody", "– nobody"), best - 0.01, "b.txt"),
            candidate(sentence, best - 0.02, "a.txt"),
            candidate("Engineers had warned the city about rust for years.", best - 0.03, "c.txt"),
        ]
    )
    assert [[c.passage.file for c in group] for group in groups] == [["a.txt", "b.txt"], ["c.txt"]]
    texts = {file: group.passage.text for one in groups for group in one for file in [group.passage.file]}
    statement = statement_of(groups[0], Citer(texts))
    assert statement.origins == 1
    assert [citation.file for citation in statement.citations] == ["a.txt", "b.txt"]
    assert 0 <= statement.score <= 1


def test_weak_sentences_are_not_shown_and_never_more_than_three() -> None:
    sentences = [
        f"{word} happened in the capital during the week." for word in ("Fire", "Flood", "Strike", "Vote", "War")
    ]
    strong, weak = extractive.THRESHOLD + 1, extractive.THRESHOLD - 0.01
    assert len(choose([candidate(s * (n + 1), strong) for n, s in enumerate(sentences)])) <= extractive.MOST_STATEMENTS
    assert choose([candidate(s, weak) for s in sentences]) == []
    assert choose([]) == []


def test_sentences_are_exact_and_best_first(indexed_seeds: Pincite) -> None:
    question = "who accompanied Putin?"
    engine = indexed_seeds.as_query_engine()
    ranked = engine.rank(question, engine.retriever.retrieve(question))
    assert "Belousov" in ranked[0].text
    scores = [found.score for found in ranked]
    assert scores == sorted(scores, reverse=True)
    for found in ranked:
        text = indexed_seeds.read(found.passage.file)
        assert found.text == text[found.start : found.end] == found.text.strip()
        assert len(found.text) >= extractive.SHORTEST_SENTENCE


def test_an_aside_is_worth_less_than_the_same_words_in_the_article(indexed_seeds: Pincite) -> None:
    question = "who accompanied Putin?"
    engine = indexed_seeds.as_query_engine()
    found = engine.retriever.retrieve(question)[:1]
    (best, *_) = engine.rank(question, found)
    aside = found[0].model_copy(deep=True)
    aside.node.metadata["kind"] = str(Kind.TEASER)
    (lesser, *_) = engine.rank(question, [aside])
    assert lesser.text == best.text
    assert lesser.score < best.score


def test_no_passages_have_no_sentences(indexed_seeds: Pincite) -> None:
    assert indexed_seeds.as_query_engine().rank("who?", []) == []
    assert replace(passage_of("x"), sentences=()).sentences == ()
