"""A sentence held against the sample articles: supported, contradicted or not found, with the passage that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import Pincite
from qa.checking.draft import CitedSentence
from qa.web.export import markdown


@pytest.mark.parametrize(
    ("sentence", "verdict", "word"),
    [
        pytest.param("North Korea has shipped 7,000 containers of munitions to Russia, South Korea's defense minister said.", "supported", "7,000", id="number"),
        pytest.param("Putin is reportedly staying at the Kumsusan guesthouse in Pyongyang.", "supported", "Kumsusan", id="name"),
        pytest.param("It is Putin's first visit to North Korea in 24 years.", "supported", "24", id="several-articles"),
        pytest.param("North Korea has shipped 9,000 containers filled with munitions to Russia.", "contradicted", "7,000", id="another-number"),
        pytest.param("It is Putin's first visit to North Korea in 30 years.", "contradicted", "24", id="another-span"),
        pytest.param("Putin is staying at the Kumsusan guesthouse in Pyongyang.", "not found", "reportedly", id="surer-than-the-article"),
        pytest.param("Kim gave Putin a white horse as a present.", "not found", "", id="nothing-like-it"),
        pytest.param("The Bank of England raised its rate to five percent.", "not found", "", id="another-matter"),
    ],
)  # fmt: skip
def test_what_the_articles_say(indexed_seeds: Pincite, sentence: str, verdict: str, word: str) -> None:
    (found,) = indexed_seeds.check(sentence).sentences
    assert found.verdict == verdict, found
    assert bool(found.evidence) == bool(word)
    if word:
        assert word in found.evidence[0].quote
        for citation in found.evidence:
            assert indexed_seeds.read(citation.file)[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("note", "status"),
    [
        pytest.param("004_b57fed62e2f8785f.txt", "exact", id="its-file"),
        pytest.param("004_b57fed62e2f8785f.txt, characters 1612–1714", "exact", id="its-place"),
        pytest.param("004_b57fed62e2f8785f.txt, characters 0–120", "moved", id="another-place-of-its-file"),
        pytest.param("002_0c570a97cbb9bac4.txt", "misattributed", id="another-file"),
        pytest.param("no-such-report.txt", "misattributed", id="no-such-file"),
    ],
)
def test_a_footnote_without_a_quote_is_held_to_its_sentence(indexed_seeds: Pincite, note: str, status: str) -> None:
    draft = f"Putin is reportedly staying at the Kumsusan guesthouse in Pyongyang.[^1]\n\n[^1]: {note}\n"
    (sentence,) = indexed_seeds.check(draft).sentences
    (citation,) = sentence.citations
    assert citation.status == status, citation
    assert citation.found is not None and "Kumsusan" in citation.found.quote


def test_a_footnote_to_nothing_is_fabricated(indexed_seeds: Pincite) -> None:
    draft = "Kim gave Putin a white horse as a present.[^1]\n\n[^1]: 004_b57fed62e2f8785f.txt\n"
    (sentence,) = indexed_seeds.check(draft).sentences
    assert [citation.status for citation in sentence.citations] == ["fabricated"]


@pytest.mark.parametrize("note", ["\n\n[1]: Reuters, 19 June 2024", ""], ids=["another-paper", "no-note"])
def test_a_footnote_that_names_no_article(indexed_seeds: Pincite, note: str) -> None:
    draft = f"Putin is reportedly staying at the Kumsusan guesthouse in Pyongyang [1].{note}\n"
    (sentence,) = indexed_seeds.check(draft).sentences
    assert [(one.status, one.note) for one in sentence.citations] == [("exact", "names no article")]
    (sentence,) = indexed_seeds.check(draft.replace("Kumsusan guesthouse", "Quenell Institute")).sentences
    assert [(one.status, one.note) for one in sentence.citations] == [
        ("fabricated", "names no article, and none supports the sentence")
    ]


def test_an_exported_answer_holds(indexed_seeds: Pincite) -> None:
    answers = [
        indexed_seeds.ask(question) for question in ("who accompanied Putin?", "What did the Kremlin call the visit?")
    ]
    report = indexed_seeds.check(markdown(answers))
    statuses = [citation.status for sentence in report.sentences for citation in sentence.citations]
    assert len(statuses) >= 2 and set(statuses) == {"exact"}, report


@pytest.mark.parametrize("sentence", ["They did not.", "And that was it.", "...", "It is so, and so it was."])
def test_what_says_nothing_is_not_supported(indexed_seeds: Pincite, sentence: str) -> None:
    found = indexed_seeds.checker().sentence(CitedSentence(sentence, 0, len(sentence)))
    assert (found.verdict, found.reason) == ("not found", "says nothing that can be checked")


def test_a_sentence_longer_than_a_question_is_judged(indexed_seeds: Pincite) -> None:
    (found,) = indexed_seeds.check("Kim gave Putin horses and " * 90 + "a dog.").sentences
    assert found.verdict == "not found"


def test_a_file_that_has_changed_since_it_was_indexed_is_noted(seeds: Path) -> None:
    library = Pincite.open(seeds)
    library.index()
    with (seeds / "004_b57fed62e2f8785f.txt").open("a", encoding="utf-8") as file:
        file.write("More.")
    report = library.check("Putin is reportedly staying at the Kumsusan guesthouse in Pyongyang.")
    library.close()
    assert report.notes == ("004_b57fed62e2f8785f.txt has changed since it was indexed; run `pincite index`.",)
