"""The command parses, calls the façade and prints; its exit codes are those of its help, its errors are one sentence."""

from __future__ import annotations

import gc
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa import Pincite
from qa.cli import main

WHO = "who accompanied Putin?"
COMPANY = "004_b57fed62e2f8785f.txt"
BRAZIL = "What is the capital of Brazil?"
# An escape that sets the clipboard, an eight-bit one, a bidi override, a zero-width space, a tag and rich's markup.
HOSTILE = "\x1b]52;c;cm0=\x07\x9b31m\u202e\u200b\U000e0041[red]x[/red]"
# Files' names cannot hold NUL or a slash; everything else can act on a terminal.
HOSTILE_NAME = f"{HOSTILE.replace('/', '')}\n9. forged.txt"

Ran = tuple[int, str, str]
Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process; gives its exit code, standard output and standard error."""
    monkeypatch.setenv("COLUMNS", "2000")

    def run_command(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["pincite", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0 if code is None else 1), said.out, said.err

    return run_command


@pytest.fixture(scope="module")
def folder(indexed_seeds: Pincite) -> Path:
    """The sample articles with their index; tests only read them."""
    return indexed_seeds.folder


def one_sentence(error: str) -> bool:
    """Whether an error is one line that ends like a sentence and shows nothing of the program's inside."""
    return error.count("\n") == 1 and error.rstrip().endswith((".", "`")) and "Traceback" not in error


def test_index_reports_and_then_finds_nothing_to_do(seeds: Path, run: Run) -> None:
    code, out, err = run("index", seeds)
    assert (code, err) == (0, "")
    assert out.startswith("5 articles, ") and "(5 new)" in out
    code, out, _ = run("index", seeds, "--json")
    report = json.loads(out)
    assert code == 0
    assert (report["found"], report["indexed"], report["unchanged"], report["embedded"]) == (5, 5, 5, 0)
    assert report["failed"] == {} and report["recoded"] == {}
    code, out, _ = run("index", seeds, "--rebuild", "--json")
    assert (code, json.loads(out)["added"]) == (0, 5)


@pytest.mark.parametrize(("command", "method"), [("ask", "ask_stream"), ("search", "search")])
def test_a_command_that_answers_once_collects_no_garbage_meanwhile(
    command: str, method: str, folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    collecting = []
    answer = getattr(Pincite, method)

    def watched(*arguments: Any, **named: Any) -> Any:
        collecting.append(gc.isenabled())
        return answer(*arguments, **named)

    monkeypatch.setattr(Pincite, method, watched)
    assert run(command, WHO, "--folder", folder)[0] == 0
    assert run(command, " ", "--folder", folder)[0] == 2
    assert collecting == [False, False] and gc.isenabled()


def test_index_with_unreadable_files_is_done_in_part(seeds: Path, run: Run) -> None:
    (seeds / "empty.txt").write_bytes(b"")
    (seeds / "old.txt").write_bytes("Café au lait, \x93s'il vous plaît\x94, said the man at the bar.".encode("latin-1"))
    code, out, _ = run("index", seeds)
    assert code == 3
    assert "1 of 7 files could not be read:" in out and "empty.txt: the file is empty" in out
    assert "old.txt: cp1252" in out
    code, out, _ = run("index", seeds, "--json")
    assert (code, json.loads(out)["failed"]) == (3, {"empty.txt": "the file is empty"})


def test_ask_answers_with_places(folder: Path, run: Run) -> None:
    code, out, err = run("ask", WHO, "--folder", folder)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "Andrei Belousov, Sergei Lavrov and Alexander Novak"
    assert out.index("Accompanying Putin are") < out.index("[1]") < out.index(f"{COMPANY}, line 5")
    assert f"{COMPANY}, line 5, characters " in out
    assert "Searched 5 articles" in out


def test_ask_as_json_is_the_answer(folder: Path, run: Run) -> None:
    code, out, _ = run("ask", WHO, "-f", folder, "--json")
    answer = json.loads(out)
    assert code == 0
    assert set(answer) == {
        *("schema", "question", "asked", "answered", "answer", "mode", "statements", "disagreements"),
        *("nearest", "searched", "complete", "notes", "usage", "seconds", "probability"),
    }
    citation = answer["statements"][0]["citations"][0]
    text = (folder / citation["file"]).read_bytes().decode()
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_ask_without_an_answer_is_done_in_part(folder: Path, run: Run) -> None:
    code, out, _ = run("ask", BRAZIL, "--folder", folder)
    assert code == 3
    assert out.startswith("Not in these articles.") and "Closest, but not an answer:" in out
    code, out, _ = run("ask", BRAZIL, "--folder", folder, "--json")
    assert (code, json.loads(out)["answered"]) == (3, False)


def test_search_prints_passages(folder: Path, run: Run) -> None:
    code, out, _ = run("search", "Belousov", "-f", folder, "-n", 2)
    assert code == 0
    assert out.startswith(f"1. {COMPANY}:")
    assert "\n3. " not in out
    code, out, _ = run("search", "Belousov", "-f", folder, "-n", 2, "--json")
    found = json.loads(out)
    assert found["query"] == "Belousov"
    first = found["passages"][0]
    assert len(found["passages"]) == 2
    assert (folder / first["file"]).read_bytes().decode()[first["start"] : first["end"]] == first["text"]


@pytest.mark.parametrize(
    ("options", "files"),
    [
        (["--file", "000_e479655636eac26a.txt"], {"000_e479655636eac26a.txt"}),
        (["--file", "000_e479655636eac26a.txt", "--file", COMPANY], {"000_e479655636eac26a.txt", COMPANY}),
        (["--source", "stern"], {"003_73dbb3b888fae9b8.txt"}),
        (["--since", "2024-06-01", "--until", "2024-06-30"], {"002_0c570a97cbb9bac4.txt"}),
        (["--in", "nowhere"], set()),
        (["--as-of", "2024-06-16", "--file", "002_0c570a97cbb9bac4.txt"], set()),
        (["--as-of", "2024-06-17", "--file", "002_0c570a97cbb9bac4.txt"], {"002_0c570a97cbb9bac4.txt"}),
    ],
    ids=["file", "files", "source", "dates", "folder", "before its day", "on its day"],
)
def test_filters_restrict(folder: Path, run: Run, options: list[str], files: set[str]) -> None:
    code, out, _ = run("search", "Putin", "-f", folder, "-n", 50, "--json", *options)
    assert (code, {passage["file"] for passage in json.loads(out)["passages"]}) == (0, files)
    code, out, _ = run("ask", WHO, "-f", folder, "--json", *options)
    answer = json.loads(out)
    cited = [c["file"] for s in answer["statements"] for c in s["citations"]] + [c["file"] for c in answer["nearest"]]
    assert set(cited) <= files
    assert code in (0, 3)


def test_status_and_doctor(folder: Path, run: Run) -> None:
    code, out, _ = run("status", "-f", folder)
    assert code == 0 and "Articles  5" in out
    code, out, _ = run("status", "-f", folder, "--json")
    assert json.loads(out)["articles"] == 5
    code, out, _ = run("doctor", "-f", folder)
    assert code == 0 and "Sound: every passage finds itself." in out
    code, out, _ = run("doctor", "-f", folder, "--json")
    assert json.loads(out)["healthy"] is True


def test_doctor_repairs(seeds: Path, run: Run) -> None:
    run("index", seeds)
    for place in (seeds / ".pincite").glob("*/vectors-*"):
        shutil.rmtree(place)
    code, out, _ = run("doctor", "-f", seeds)
    assert code == 3 and ("Damaged:" in out or "Not sound." in out)
    code, out, _ = run("doctor", "-f", seeds, "--repair")
    assert code == 0 and "Sound: every passage finds itself." in out
    assert run("ask", WHO, "-f", seeds)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param(["status"], 4, id="status-without-an-index"),
        pytest.param(["doctor"], 4, id="doctor-without-an-index"),
        pytest.param(["ask", " "], 2, id="empty-question"),
        pytest.param(["ask", "x" * 3000], 2, id="long-question"),
        pytest.param(["ask", "who?", "--since", "yesterday"], 2, id="bad-date"),
        pytest.param(["search", "who?", "--as-of", "yesterday"], 2, id="bad-day-of-asking"),
        pytest.param(["ask", "who?", "--embedder", "word2vec"], 2, id="unknown-embedder"),
        pytest.param(["search", "who?", "--embedder", "openai:m"], 5, id="no-key"),
    ],
)
def test_an_error_is_one_sentence_and_its_code(
    seeds: Path, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: int
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    code, out, err = run(*arguments, "--folder", seeds)
    assert (code, out) == (expected, "")
    assert one_sentence("".join(line for line in err.splitlines(keepends=True) if not line.startswith("Indexing "))), (
        err
    )


@pytest.mark.parametrize(
    "command", [["index"], ["ask", WHO, "-f"], ["search", WHO, "-f"], ["status", "-f"], ["doctor", "-f"]]
)
def test_a_folder_that_is_not_there(tmp_path: Path, run: Run, command: list[str]) -> None:
    code, out, err = run(*command, tmp_path / f"nothing {HOSTILE} :warning:")
    assert (code, out) == (2, "")
    assert "There is no folder" in err and one_sentence(err)
    assert "\\x1b]52" in err and "[red]x[/red] :warning:" in err


@pytest.mark.parametrize(
    ("name", "value"), [("PINCITE_COLOUR", "red"), ("PINCITE_LARGEST_FILE", "64MB"), ("PINCITE_ENGINE", "abacus")]
)
def test_a_bad_setting_is_named(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    code, _, err = run("status", "-f", folder)
    assert code == 2 and one_sentence(err)
    assert value in err or name.removeprefix("PINCITE_").lower() in err


def test_another_embedder_is_refused(seeds: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("index", seeds)
    monkeypatch.setenv("PINCITE_EMBEDDER", "openai:m")
    code, _, err = run("ask", WHO, "-f", seeds)
    assert code == 4 and "not openai:m; use that one, or run `pincite index --rebuild`." in err


def test_the_first_question_indexes_and_says_so(seeds: Path, run: Run) -> None:
    code, out, err = run("ask", WHO, "-f", seeds, "--json")
    assert code == 0 and err.startswith("Indexing ")
    assert json.loads(out)["answered"]


@pytest.mark.parametrize("command", ["index", "ask", "search", "status", "doctor"])
def test_every_command_has_help(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0 and "--json" in out and "--index" in out


def test_the_help_names_the_exit_codes(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0 and "130 interrupted" in out


def hostile_folder(folder: Path) -> Path:
    """A folder whose file names, title, source and text all try to act on the terminal."""
    folder.mkdir()
    text = (
        f"---\ntitle: Title {HOSTILE}\nsource: Paper {HOSTILE}\n---\n\n"
        f"The harbour bridge collapsed on Tuesday {HOSTILE} and nobody was hurt, officials of the city said.\n"
    )
    (folder / f"{HOSTILE_NAME}.md").write_text(text, "utf-8")
    (folder / f"broken {HOSTILE_NAME}").write_bytes(b"")
    return folder


def acting(out: str) -> list[str]:
    """The letters of an output that act on a terminal or hide."""
    return [hex(ord(letter)) for letter in out if letter != "\n" and not letter.isprintable()]


@pytest.mark.parametrize("as_json", [False, True], ids=["human", "json"])
def test_nothing_from_articles_or_their_names_acts_on_the_terminal(tmp_path: Path, run: Run, as_json: bool) -> None:
    folder = hostile_folder(tmp_path / "articles")
    json_option = ["--json"] if as_json else []
    seen: dict[str, str] = {}
    for command in (
        ["index", folder],
        ["status", "-f", folder],
        ["search", "harbour bridge collapsed", "-f", folder],
        ["ask", "When did the harbour bridge collapse?", "-f", folder],
        ["doctor", "-f", folder],
    ):
        code, out, err = run(*command, *json_option)
        assert code in (0, 3), err
        assert acting(out + err) == [], command
        seen[str(command[0])] = out
    assert not any(line.strip().startswith("9. forged") for out in seen.values() for line in out.splitlines())
    for command_name in ("search", "ask", "status"):
        assert "[red]x[" in seen[command_name]
    if as_json:
        passage: dict[str, Any] = json.loads(seen["search"])["passages"][0]
        assert passage["file"] == f"{HOSTILE_NAME}.md" and HOSTILE in passage["text"]
    else:
        assert "\\x1b]52;c;cm0=\\x07\\x9b31m\\u202e\\u200b\\U000e0041[red]x[/red]" in seen["search"]
