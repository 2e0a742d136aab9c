"""LlamaIndex's CitationQueryEngine beside Pincite: over a scripted endpoint, its sentences, chunks and refusals are taken as they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa import Pincite
from qa.evaluation.citation_engine import CitationEngineSystem
from tests.commands import run_command
from tests.scripted_server import fails, says, serving


@pytest.fixture
def seeds_with_model(seeds: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample articles, and a model's name."""
    monkeypatch.setenv("PINCITE_MODEL", "scripted")
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    return seeds


def test_a_cited_sentence_comes_with_its_whole_chunk(seeds_with_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(says("Lavrov accompanied Putin [1]. Nobody else did.")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        library = Pincite.open(seeds_with_model)
        library.index()
        system = CitationEngineSystem(library)
        asked = system.ask("who accompanied Putin?", ())
        assert "Source 1:" in server.chats[-1].prompt and "who accompanied Putin?" in server.chats[-1].prompt
        library.close()
    first, second = asked.answer.statements
    assert (first.text, second.text) == ("Lavrov accompanied Putin.", "Nobody else did.")
    (citation,) = first.citations
    assert second.citations == ()
    assert (seeds_with_model / citation.file).read_text("utf-8")[citation.start : citation.end] == citation.quote
    assert len(asked.retrieved) >= 3 and asked.answer.answered and asked.answer.usage is not None


def test_words_that_refuse_are_a_refusal(seeds_with_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(says("None of the provided sources mention this.")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        library = Pincite.open(seeds_with_model)
        library.index()
        asked = CitationEngineSystem(library).ask("what is the capital of Brazil?", ())
        library.close()
    assert not asked.answer.answered and asked.answer.statements == ()


def test_both_systems_through_the_command(
    seeds_with_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"question": "who accompanied Putin?", "answers": ["Lavrov"]}) + "\n", "utf-8")
    with serving(says("Lavrov accompanied Putin [1].")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        run_command(monkeypatch, capsys, "index", seeds_with_model)
        ran = run_command(
            monkeypatch, capsys, "eval", gold, "--folder", seeds_with_model, "--out", tmp_path / "other",
            "--system", "citation-query-engine", "--json",
        )  # fmt: skip
    stated = json.loads(ran.out)
    assert (ran.code, stated["system"], stated["scores"]["containment"]["mean"]) == (0, "citation-query-engine", 1.0)
    assert stated["against"] == "pincite" and "containment" in stated["baseline"]
    assert "Against pincite" in (tmp_path / "other" / "report.html").read_text("utf-8")


def test_an_endpoint_that_fails_is_a_failed_question(
    seeds_with_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"question": "who accompanied Putin?", "answers": ["Lavrov"]}) + "\n", "utf-8")
    with serving(fails(401, "wrong key")) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        run_command(monkeypatch, capsys, "index", seeds_with_model)
        ran = run_command(
            monkeypatch, capsys, "eval", gold, "--folder", seeds_with_model, "--out", tmp_path / "other",
            "--system", "citation-query-engine",
        )  # fmt: skip
    assert ran.code == 3 and "refused the key" in ran.out
