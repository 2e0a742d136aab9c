"""The command as its users start it: a process of its own, with signals, closed pipes, other encodings, and no network."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from qa import Pincite
from qa.embedding import MiniLMEmbedding

ROOT = Path(__file__).resolve().parent.parent.parent
WHO = "who accompanied Putin?"
COMMAND = "from qa.cli import main; main()"
# Committed more often than usual, so that an interrupt finds something done and something left to do.
# Whoever starts the tests in the background hands down an ignored SIGINT.
SMALL_STEPS = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "import qa.indexing; qa.indexing.WINDOW = 20_000; " + COMMAND
)
# Whatever looks up a name or connects from Python is written to standard error, and not let out.
WATCHED = """
import socket, sys
def lookup(host, *rest, **named):
    print("NETWORK lookup", host, file=sys.stderr)
    raise OSError("no network")
def connect(self, address):
    if self.family != getattr(socket, "AF_UNIX", None):
        print("NETWORK connect", address, file=sys.stderr)
        raise OSError("no network")
    return real(self, address)
real = socket.socket.connect
socket.getaddrinfo = socket.gethostbyname = socket.gethostbyname_ex = lookup
socket.socket.connect = socket.socket.connect_ex = connect
"""


def environment(**changes: str) -> dict[str, str]:
    """This process's environment with the product on the path."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "2000", **changes}


def pincite(*arguments: object, code: str = COMMAND, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment(**changes),
        timeout=240,
    )


def many_articles(folder: Path, count: int) -> Path:
    """A folder of articles that take a while to index."""
    folder.mkdir()
    for n in range(count):
        lines = (f"Ship {n} left port {m} on day {n + m} with a load of timber, coal and grain." for m in range(40))
        (folder / f"{n:04}.txt").write_text("\n".join(lines), "utf-8")
    return folder


def committed(index: Path) -> int:
    """How many articles an index holds, read past Pincite."""
    try:
        catalogue = next(index.glob("*/catalog.db"))
        with sqlite3.connect(f"file:{catalogue}?mode=ro", uri=True) as db:
            count: int = db.execute("SELECT count(*) FROM articles").fetchone()[0]
        db.close()
        return count
    except (StopIteration, sqlite3.Error):
        return -1


def test_index_ask_and_their_exit_codes(seeds: Path) -> None:
    done = pincite("index", seeds)
    assert (done.returncode, done.stderr) == (0, "")
    asked = pincite("ask", WHO, "--folder", seeds, "--json")
    assert (asked.returncode, asked.stderr) == (0, "")
    citation = json.loads(asked.stdout)["statements"][0]["citations"][0]
    assert "Belousov" in citation["quote"]
    assert (seeds / citation["file"]).read_bytes().decode()[citation["start"] : citation["end"]] == citation["quote"]
    refused = pincite("ask", WHO, "--folder", seeds / "nothing")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "There is no folder" in refused.stderr and "Traceback" not in refused.stderr


def test_nothing_is_looked_up_or_connected_to(seeds: Path) -> None:
    # That the watch sees what it should is part of the test.
    seen = pincite(
        code=WATCHED
        + "import chromadb, socket\ntry: socket.create_connection(('example.org', 80))\nexcept OSError: pass"
    )
    assert "NETWORK lookup example.org" in seen.stderr
    for command in (["index", seeds], ["ask", WHO, "-f", seeds], ["doctor", "-f", seeds]):
        done = pincite(*command, code=WATCHED + COMMAND)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("at_least", [-1, 3], ids=["before-the-first-commit", "after-it"])
def test_an_interrupted_run_is_completed_by_the_next(tmp_path: Path, embedding: MiniLMEmbedding, at_least: int) -> None:
    folder = many_articles(tmp_path / "ships", 60)
    index = folder / ".pincite"
    process = subprocess.Popen(
        [sys.executable, "-c", SMALL_STEPS, "index", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        if (index / "write.lock").exists() and committed(index) >= at_least:
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert out == ""
    assert err.startswith("Interrupted; ") and err.count("\n") == 1
    kept = committed(index)
    assert max(at_least, -1) <= kept < 60
    library = Pincite.open(folder, embedder=embedding)
    if kept > 0:
        assert library.search("ship port timber")
        assert "Indexing has not finished" in library.ask("Which ship left port?").notes[0]
    report = library.index()
    assert (report.indexed, report.added) == (60, 60 - max(kept, 0))
    assert library.doctor().healthy
    assert library.ask("Which ship left port?").notes == ()
    library.close()


@pytest.mark.parametrize("option", [[], ["--json"]], ids=["human", "json"])
def test_a_reader_that_has_gone_ends_the_command_quietly(seeds: Path, option: list[str]) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            COMMAND,
            "search",
            "Putin",
            "-f",
            str(seeds),
            "-n",
            "50",
            "--index",
            str(seeds / "i"),
            *option,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=120)
    assert [line for line in said.splitlines() if not line.startswith("Indexing ")] == []
    assert process.returncode in (0, 1)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_of_another_encoding_gets_escapes(seeds: Path, encoding: str) -> None:
    (seeds / "наука.txt").write_text("Профессор Иванов открыл новую комету в понедельник вечером.\n", "utf-8")
    done = pincite("search", "Иванов", "-f", seeds, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert "\\u043d\\u0430\\u0443\\u043a\\u0430.txt" in done.stdout


def test_no_colour_codes_go_into_a_pipe(seeds: Path) -> None:
    done = pincite("ask", WHO, "-f", seeds)
    assert "\x1b" not in done.stdout + done.stderr


def test_the_app_opens_the_page_and_ends_on_an_interrupt(seeds: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), str(seeds), "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={name: value for name, value in environment().items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")},
    )
    assert process.stdout is not None
    address = re.search(r"http://127\.0\.0\.1:\d+/", process.stdout.readline())
    assert address is not None
    with urllib.request.urlopen(f"{address[0]}healthz", timeout=60) as reply:
        assert json.load(reply)["status"] == "ok"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    shutil.rmtree(seeds)
    gone = subprocess.run(
        [sys.executable, str(ROOT / "app.py"), str(seeds)],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=240,
    )
    assert gone.returncode == 2 and "There is no folder" in gone.stdout + gone.stderr
