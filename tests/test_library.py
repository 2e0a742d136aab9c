"""The façade on real folders: exact citations, honest abstention, filters, and what changes under a running index."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qa import (
    Answer,
    Citation,
    Kind,
    Passage,
    Pincite,
    PinciteError,
    SettingsError,
    SourceError,
    StoreError,
    piecemeal,
    reading,
)
from qa.embedding import MiniLMEmbedding
from qa.query_engine import NOTHING_MATCHES
from qa.remedies import COMMAND
from qa.scope import LONGEST_QUESTION
from tests.helpers import make_folder

WHO = "who accompanied Putin?"
COMPANY = "004_b57fed62e2f8785f.txt"
QUESTIONS = (
    WHO,
    "When did Putin last visit North Korea?",
    "What did Putin say about the special military operation?",
    "How many containers has North Korea shipped to Russia?",
    "What is the capital of Brazil?",
)


@pytest.fixture
def opened(embedding: MiniLMEmbedding) -> Iterator[Callable[..., Pincite]]:
    """Opens folders with the embedder that is loaded already, and closes them at the end."""
    libraries: list[Pincite] = []

    def open_folder(folder: Path, **arguments: Any) -> Pincite:
        libraries.append(Pincite.open(folder, **{"embedder": embedding, **arguments}))
        return libraries[-1]

    yield open_folder
    for library in libraries:
        library.close()


def text_of(path: Path) -> str:
    """A file's text with its line ends as they are, decoded without Pincite's help."""
    return path.read_bytes().decode("utf-8")


def cited(answer: Answer) -> list[Citation]:
    """Every citation of an answer, those of the nearest passages too."""
    return [*(c for statement in answer.statements for c in statement.citations), *answer.nearest]


def assert_exact(citation: Citation, folder: Path) -> None:
    """The citation says what the file says, at the place that it says."""
    path = folder / citation.file
    text = text_of(path)
    assert citation.quote == text[citation.start : citation.end] != ""
    assert citation.quote == citation.quote.strip()
    assert citation.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    # Lines as an editor counts them.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first, last = citation.lines
    quoted = citation.quote.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert quoted[0] in lines[first - 1]
    assert quoted[-1] in lines[last - 1]
    assert last - first == len(quoted) - 1


def test_who_accompanied_putin(indexed_seeds: Pincite) -> None:
    answer = indexed_seeds.ask(WHO)
    assert answer.answered
    first = answer.statements[0].citations[0]
    assert first.file == COMPANY
    for name in ("Belousov", "Lavrov", "Novak"):
        assert name in first.quote
    assert first.lines == (5, 5)
    assert answer.statements[0].text == first.quote
    assert answer.statements[0].verdict == "verified"


def test_where_they_last_met_is_told_in_two_ways(indexed_seeds: Pincite) -> None:
    (disagreement,) = indexed_seeds.ask("Where did Putin and Kim last meet?").disagreements
    told = {side.citations[0].file[:3]: side.answer for side in disagreement.sides}
    assert told == {"003": "Vladivostok", "004": "Vostochny cosmodrome"}
    for side in disagreement.sides:
        assert_exact(side.citations[0], indexed_seeds.folder)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_citation_is_what_the_file_says(indexed_seeds: Pincite, question: str) -> None:
    answer = indexed_seeds.ask(question)
    assert cited(answer)
    for citation in cited(answer):
        assert_exact(citation, indexed_seeds.folder)
    for statement in answer.statements:
        assert statement.citations
        assert statement.text == " ".join(statement.citations[0].quote.split())


@pytest.mark.parametrize("newline", ["\r\n", "\r"], ids=["crlf", "cr"])
def test_offsets_and_lines_count_in_the_file_as_it_is(
    seeds: Path, opened: Callable[..., Pincite], newline: str
) -> None:
    for path in seeds.glob("*.txt"):
        path.write_bytes(path.read_bytes().replace(b"\n", newline.encode()))
    library = opened(seeds)
    library.index()
    answer = library.ask(WHO)
    assert answer.statements[0].citations[0].file == COMPANY
    assert answer.statements[0].citations[0].lines == (5, 5)
    for citation in cited(answer):
        assert_exact(citation, seeds)


@pytest.mark.parametrize("question", ["Who won the 2018 World Cup?", "What is the capital of Brazil?"])
def test_what_is_not_in_the_articles_is_not_answered(indexed_seeds: Pincite, question: str) -> None:
    answer = indexed_seeds.ask(question)
    assert not answer.answered
    assert answer.statements == ()
    assert answer.answer is None
    assert 1 <= len(answer.nearest) <= 3
    assert answer.searched.articles == 5
    assert answer.searched.passages == indexed_seeds.status().passages


def test_the_answer_has_the_documented_shape(indexed_seeds: Pincite) -> None:
    value = json.loads(json.dumps(indexed_seeds.ask(WHO).to_dict()))
    assert set(value) == {
        *("schema", "question", "asked", "answered", "answer", "mode", "statements", "disagreements"),
        *("nearest", "searched", "complete", "notes", "usage", "seconds", "probability"),
    }
    assert value["schema"] == "pincite.answer/1"
    assert set(value["searched"]) == {"articles", "passages", "unreadable"}
    assert set(value["seconds"]) == {"retrieve", "read", "draft", "verify", "total"}
    statement = value["statements"][0]
    assert set(statement) == {"text", "verdict", "reason", "score", "origins", "emphasis", "citations"}
    assert 0 <= statement["score"] <= 1
    assert set(statement["citations"][0]) >= {
        *("file", "start", "end", "quote", "lines", "page", "title", "date", "sha256"),
    }
    assert statement["citations"][0]["lines"] == [5, 5]


def test_a_date_is_written_as_iso_8601(indexed_seeds: Pincite) -> None:
    answer = indexed_seeds.ask("When will Putin arrive in North Korea?", files=["002_0c570a97cbb9bac4.txt"])
    assert {c.date for c in cited(answer)} == {date(2024, 6, 17)}
    value = answer.to_dict()
    places = [*(c for s in value["statements"] for c in s["citations"]), *value["nearest"]]
    assert {place["date"] for place in places} == {"2024-06-17"}


def test_a_copy_of_an_article_counts_once(seeds: Path, opened: Callable[..., Pincite]) -> None:
    shutil.copy(seeds / COMPANY, seeds / "copy.txt")
    library = opened(seeds)
    assert library.index().indexed == 6
    answer = library.ask(WHO)
    first = answer.statements[0]
    assert first.origins == 1
    assert {citation.file for citation in first.citations} <= {COMPANY, "copy.txt"}
    # The same sentence is not said again as if it were another.
    texts = [statement.text for statement in answer.statements]
    assert len(texts) == len(set(texts))
    for citation in cited(answer):
        assert_exact(citation, seeds)


@pytest.mark.parametrize(
    ("question", "said"),
    [("", "empty"), (" \n\t", "empty"), ("\0", "empty"), ("why? " * 1_000, "longer than")],
    ids=["empty", "white-space", "nul", "too-long"],
)
def test_what_is_no_question_is_refused(indexed_seeds: Pincite, question: str, said: str) -> None:
    for refused in (indexed_seeds.ask, indexed_seeds.search):
        with pytest.raises(PinciteError, match=said):
            refused(question)


@pytest.mark.parametrize(
    "question",
    [
        "a" * LONGEST_QUESTION,
        "???",
        "\u200b\u202e",
        'who "\udcff accompanied" Putin',
        'who "a\0b" Putin?',
        '"',
        '"" AND OR NEAR( * ^ {title}: who',
        "who' OR 1=1; DROP TABLE articles; --",
        "кто сопровождал Путина?",
        "the of and",
    ],
    ids=[
        *("longest", "punctuation", "invisible", "surrogate", "nul", "one-quotation-mark", "fts-operators", "sql"),
        *("other-script", "stop-words"),
    ],
)
def test_any_other_question_gets_an_answer_of_the_same_shape(indexed_seeds: Pincite, question: str) -> None:
    answer = indexed_seeds.ask(question)
    assert answer.searched.articles == 5
    json.dumps(answer.to_dict()).encode("ascii")
    for citation in cited(answer):
        assert_exact(citation, indexed_seeds.folder)


@pytest.mark.parametrize("file", ["o%", "\udcff", "nowhere.txt"], ids=["pattern", "not-unicode", "unknown"])
def test_a_file_that_is_not_indexed_is_named(indexed_seeds: Pincite, file: str) -> None:
    for use in (indexed_seeds.ask, indexed_seeds.search):
        with pytest.raises(SourceError, match=r"is not in the index; see `pincite status`"):
            use("who accompanied Putin?", files=[file])


def test_an_empty_folder_says_that_nothing_is_indexed(tmp_path: Path, opened: Callable[..., Pincite]) -> None:
    answer = opened(tmp_path).ask(WHO)
    assert not answer.answered and answer.notes == (f"No article is indexed: {COMMAND.empty}.",)


def test_filters_that_let_nothing_through_say_so(indexed_seeds: Pincite) -> None:
    assert indexed_seeds.ask(WHO, since="2031-01-01").notes == (NOTHING_MATCHES,)
    assert indexed_seeds.ask(WHO).notes == ()


def test_searched_counts_what_the_filters_let_through(indexed_seeds: Pincite) -> None:
    answer = indexed_seeds.ask("who accompanied Putin?", files=["004_b57fed62e2f8785f.txt"])
    assert answer.searched.articles == 1
    assert 0 < answer.searched.passages < indexed_seeds.status().passages


@pytest.mark.parametrize(
    ("filters", "allowed"),
    [
        pytest.param({"files": ["000_e479655636eac26a.txt"]}, {"000_e479655636eac26a.txt"}, id="file"),
        pytest.param({"files": "000_e479655636eac26a.txt"}, {"000_e479655636eac26a.txt"}, id="one-name-not-in-a-list"),
        pytest.param({"folders": ["old"]}, {"old/a.txt", "old/deep/b.txt"}, id="folder"),
        pytest.param({"folders": ["old/deep/"]}, {"old/deep/b.txt"}, id="folder-with-slash"),
        pytest.param({"folders": ["ol"]}, set(), id="half-a-folder-name"),
        pytest.param({"folders": ["o%"]}, set(), id="no-pattern"),
        pytest.param({"folders": ["\udcff"]}, set(), id="not-unicode"),
        pytest.param({"sources": ["WORTHY news"]}, {"000_e479655636eac26a.txt"}, id="source"),
        pytest.param({"since": "2024-06-17"}, {"002_0c570a97cbb9bac4.txt", "old/a.txt"}, id="since"),
        pytest.param({"since": date(2024, 6, 18)}, {"old/a.txt"}, id="since-a-date"),
        pytest.param({"until": "2024-06-17"}, {"002_0c570a97cbb9bac4.txt"}, id="until"),
        pytest.param({"since": "2024-06-18", "until": "2024-06-17"}, set(), id="no-day"),
        pytest.param({"folders": ["old"], "since": "2024-01-01"}, {"old/a.txt"}, id="both"),
        pytest.param({"named": " OLD/"}, {"old/a.txt", "old/deep/b.txt"}, id="part-of-a-path"),
        pytest.param({"named": "again, says the"}, {"old/a.txt"}, id="part-of-a-title"),
        pytest.param({"named": "\udcff"}, set(), id="part-of-none"),
        pytest.param({"as_of": "2024-06-19", "since": "2000-01-01"}, {"002_0c570a97cbb9bac4.txt"}, id="as-of"),
        pytest.param({"as_of": date(2024, 6, 16), "folders": ["old"]}, {"old/deep/b.txt"}, id="as-of-without-a-date"),
    ],
)
def test_filters_restrict(
    seeds: Path, opened: Callable[..., Pincite], filters: dict[str, Any], allowed: set[str]
) -> None:
    (seeds / "old" / "deep").mkdir(parents=True)
    (seeds / "old" / "a.txt").write_text(
        "Putin in Pyongyang again, says the Kremlin\nPublished June 20, 2024\n\nPutin was in Pyongyang with Lavrov.\n",
        "utf-8",
    )
    shutil.copy(seeds / COMPANY, seeds / "old" / "deep" / "b.txt")
    library = opened(seeds)
    library.index()
    assert {passage.file for passage in library.search("Putin Pyongyang", 50, **filters)} == allowed
    answer = library.ask(WHO, **filters)
    assert {citation.file for citation in cited(answer)} <= allowed
    assert answer.answered or not allowed or answer.nearest


def test_a_filter_that_there_is_not_is_refused(indexed_seeds: Pincite) -> None:
    mistyped: dict[str, Any] = {"sinse": "2024-06-01"}
    with pytest.raises(TypeError, match="sinse"):
        indexed_seeds.ask(WHO, **mistyped)
    with pytest.raises(TypeError, match="sinse"):
        indexed_seeds.search(WHO, **mistyped)


@pytest.mark.parametrize("day", ["19 June", "2024-13-01", "2024-06-31", ""], ids=["words", "month", "day", "empty"])
def test_a_bad_date_is_refused(indexed_seeds: Pincite, day: str) -> None:
    with pytest.raises(SettingsError, match="A date is written like 2024-06-19"):
        indexed_seeds.ask(WHO, since=day)


@pytest.mark.parametrize("count", [0, -1])
def test_no_passages_cannot_be_searched_for(indexed_seeds: Pincite, count: int) -> None:
    with pytest.raises(SettingsError):
        indexed_seeds.search("Putin", count)


def test_a_cited_file_that_changed_or_vanished_is_noted(seeds: Path, opened: Callable[..., Pincite]) -> None:
    library = opened(seeds)
    library.index()
    assert library.ask(WHO).notes == ()
    with (seeds / COMPANY).open("a", encoding="utf-8") as file:
        file.write("\nCorrection.\n")
    assert library.ask(WHO).notes[0] == f"{COMPANY} has changed since it was indexed; run `pincite index`."
    (seeds / COMPANY).unlink()
    gone = f"{COMPANY} is no longer in the folder; run `pincite index`."
    answer = library.ask(WHO)
    assert gone in answer.notes
    assert "Belousov" in answer.statements[0].text
    # What took its place is not opened: a pipe blocks, a link leads out of the folder.
    os.mkfifo(seeds / COMPANY)
    assert gone in library.ask(WHO).notes
    (seeds / COMPANY).unlink()
    (seeds / COMPANY).symlink_to(seeds / "000_e479655636eac26a.txt")
    assert gone in library.ask(WHO).notes
    (seeds / COMPANY).unlink()
    library.index()
    assert COMPANY not in {citation.file for citation in cited(library.ask(WHO))}


def test_first_use_indexes_and_says_so(
    tmp_path: Path, opened: Callable[..., Pincite], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "bell\x07\u202efolder"
    folder.mkdir()
    (folder / "a.txt").write_text("The minister of fisheries resigned on Monday after a storm.\n", "utf-8")
    (folder / "b.bin").write_bytes(b"\x00\x01")
    library = opened(folder)
    answer = library.ask("Who resigned on Monday?")
    assert cited(answer)[0].file == "a.txt"
    assert answer.searched.unreadable == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "Indexing" in said.err and "folder" in said.err
    assert "\x07" not in said.err and "\u202e" not in said.err
    library.ask("Who resigned on Monday?")
    assert capsys.readouterr().err == ""


def test_an_empty_folder_has_no_answer(tmp_path: Path, opened: Callable[..., Pincite]) -> None:
    library = opened(tmp_path)
    answer = library.ask(WHO)
    assert (answer.answered, answer.nearest, answer.searched.articles) == (False, (), 0)
    assert library.search(WHO) == []


def test_an_article_is_read_as_it_was_indexed(indexed_seeds: Pincite) -> None:
    assert indexed_seeds.read(COMPANY) == text_of(indexed_seeds.folder / COMPANY)
    with pytest.raises(SourceError, match=r"nothing\.txt is not in the index; see `pincite status`"):
        indexed_seeds.read("nothing.txt")


def test_status_counts_what_is_there(seeds: Path, opened: Callable[..., Pincite]) -> None:
    (seeds / "picture.png").write_bytes(b"\x89PNG")
    library = opened(seeds)
    report = library.index()
    status = library.status()
    assert (status.articles, status.passages) == (5, report.passages)
    assert list(status.failed) == ["picture.png"]
    assert report.found == report.indexed + len(report.failed) == 6


def test_without_an_index_status_and_doctor_say_so(seeds: Path, opened: Callable[..., Pincite]) -> None:
    library = opened(seeds)
    for refused in (library.status, library.doctor, lambda: library.read(COMPANY)):
        with pytest.raises(StoreError, match=r"There is no index at .*; run `pincite index`") as raised:
            refused()
        assert raised.value.exit_code == 4


def test_an_index_removed_under_a_running_library_is_made_anew(seeds: Path, opened: Callable[..., Pincite]) -> None:
    library = opened(seeds)
    library.index()
    library.search(WHO)
    engine = library.as_query_engine()
    shutil.rmtree(seeds / ".pincite")
    with pytest.raises(StoreError):
        library.status()
    with pytest.raises(StoreError):
        engine.query(WHO)
    library.index()
    assert library.ask(WHO).statements[0].citations[0].file == COMPANY


def test_doctor_finds_a_sound_index_sound(indexed_seeds: Pincite) -> None:
    seen: list[tuple[int, int]] = []
    found = indexed_seeds.doctor(progress=lambda done, total: seen.append((done, total)))
    assert found.healthy
    assert found.passages == indexed_seeds.status().passages
    assert seen[-1] == (found.passages, found.passages)


def test_another_embedder_is_refused_until_a_rebuild(seeds: Path, opened: Callable[..., Pincite]) -> None:
    from llama_index.core.embeddings.mock_embed_model import MockEmbedding

    opened(seeds).index()
    other = opened(seeds, embedder=MockEmbedding(embed_dim=8))
    for refused in (other.index, lambda: other.ask(WHO), lambda: other.search(WHO)):
        with pytest.raises(
            StoreError, match=r"not MockEmbedding:unknown; use that one, or run `pincite index --rebuild`"
        ):
            refused()
    assert other.index(rebuild=True).indexed == 5
    assert len(other.search(WHO)) > 0


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is no folder") as raised:
        Pincite.open(tmp_path / "nothing")
    assert raised.value.exit_code == 2


def test_an_index_elsewhere_leaves_the_folder_alone(
    seeds: Path, tmp_path: Path, opened: Callable[..., Pincite]
) -> None:
    before = sorted(path.name for path in seeds.iterdir())
    library = opened(seeds, index=tmp_path / "elsewhere")
    library.index()
    assert library.ask(WHO).answered
    assert sorted(path.name for path in seeds.iterdir()) == before


def test_an_index_inside_the_folder_is_not_an_article(seeds: Path, opened: Callable[..., Pincite]) -> None:
    library = opened(seeds, index=seeds / "index")
    assert library.index().found == 5
    assert library.index().unchanged == 5


def test_a_library_goes_on_after_it_was_closed(seeds: Path) -> None:
    with closing(Pincite.open(seeds)) as library:
        library.index()
        library.close()
        assert library.search(WHO)[0].kind is Kind.ARTICLE


def test_many_threads_ask_one_library(indexed_seeds: Pincite) -> None:
    from concurrent.futures import ThreadPoolExecutor

    asked = [QUESTIONS[n % len(QUESTIONS)] for n in range(24)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(indexed_seeds.ask, asked))
    alone = {question: indexed_seeds.ask(question) for question in QUESTIONS}
    for question, answer in zip(asked, answers, strict=True):
        assert (answer.statements, answer.nearest) == (alone[question].statements, alone[question].nearest)


def test_a_part_of_a_question_that_is_not_answered_is_named(tmp_path: Path) -> None:
    text = "The repairs of the harbour bridge in Lomond cost $2.5 million, Mayor Ann Greene told reporters on Monday."
    (tmp_path / "a.txt").write_text(text, "utf-8")
    found = Pincite.open(tmp_path).ask("How much do the repairs of the bridge cost and who approved them?")
    assert [statement.text for statement in found.statements] == [text]
    assert "Not in these articles: who approved them?" in found.notes


def test_what_may_say_the_same_or_something_else_is_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {
        "first.txt": "Tom Hask repaired the lighthouse of Brindal in 1901.\n",
        "same.txt": "A book of 1950 on the coast names Tom Hask as the man to whom Brindal owes its light.\n",
        "other.txt": "Not so, writes the vicar: it was Ann Greene who repaired the lighthouse of Brindal.\n",
    }
    told |= {f"{n}.txt": f"Ship {n} passed a lighthouse on its way to harbour {n} in the north.\n" for n in range(19)}
    library, read, seen = Pincite.open(make_folder(tmp_path / "told", told)), reading.read, []

    def noting(question: str, passages: Sequence[Passage], *rest: Any) -> list[reading.AnswerSpan]:
        seen.append({passage.file for passage in passages})
        return read(question, passages, *rest)

    monkeypatch.setattr(piecemeal, "READ_FIRST", ((1, 0.5, 0.0),))
    monkeypatch.setattr(reading, "read", noting)
    answer = library.ask("Who repaired the lighthouse of Brindal?")
    assert seen == [{"first.txt"}, {"same.txt", "other.txt"}]
    (disagreement,) = answer.disagreements
    library.close()
    told_by = {side.answer: side.citations[0].file for side in disagreement.sides}
    assert told_by == {"Tom Hask": "first.txt", "Ann Greene": "other.txt"}


@pytest.mark.parametrize(
    ("question", "read_in"),
    [
        pytest.param("Who repaired the lighthouse of Brindal?", [6], id="answered"),
        pytest.param("Who repaired the harbour?", [6, 6, 8], id="not-answered"),
        pytest.param("Who won the regatta of Karsk?", [6, 6], id="nothing-like-it"),
        pytest.param("Which keepers repaired the lighthouse of Brindal?", [20], id="several"),
    ],
)
def test_only_as_much_is_read_as_an_answer_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: str, read_in: list[int]
) -> None:
    told = {"told.txt": "Tom Hask, the keeper, repaired the lighthouse of Brindal in 1901.\n"}
    told |= {f"{n}.txt": f"Ship {n} passed a lighthouse on its way to harbour {n} in the north.\n" for n in range(19)}
    library, read, seen = Pincite.open(make_folder(tmp_path / "told", told)), reading.read, []

    def noting(question: str, passages: Sequence[Passage], *rest: Any) -> list[reading.AnswerSpan]:
        seen.append(len(passages))
        return read(question, passages, *rest)

    monkeypatch.setattr(reading, "read", noting)
    answer = library.ask(question)
    assert seen == read_in
    assert answer.answered is ("Brindal" in question)
