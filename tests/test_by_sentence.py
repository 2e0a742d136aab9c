"""Without a reader, sentences become statements by similarity: exact, copies together, asides last."""

from __future__ import annotations

from qa import Kind, Pincite
from qa.answering import by_sentence
from qa.answering.by_sentence import Candidate, choose, statement_of
from qa.citing import Citer
from tests.helpers import passage_of


def candidate(text: str, score: float, file: str = "a.txt") -> Candidate:
    """A sentence with its score."""
    return Candidate(passage_of(text, file), 0, len(text), score, support=score)


def test_copies_are_one_statement_of_one_origin() -> None:
    sentence = "The harbour bridge collapsed on Tuesday and nobody was hurt."
    best = by_sentence.THRESHOLD + 1
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
    strong, weak = by_sentence.THRESHOLD + 1, by_sentence.THRESHOLD - 0.01
    assert len(choose([candidate(s * (n + 1), strong) for n, s in enumerate(sentences)])) <= by_sentence.MOST_STATEMENTS
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
        assert len(found.text) >= by_sentence.SHORTEST_SENTENCE


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
