"""A server that is told to end while it indexes: it ends soon, what is indexed stays sound, and the next run completes it."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path

import httpx2

from qa import Pincite
from qa.embedding import MiniLMEmbedding
from qa.web.server import LAST_WORDS
from tests.e2e.conftest import COMMAND, Serve
from tests.e2e.test_command import committed, many_articles
from tests.helpers import make_folder

# Committed more often than usual, so that the signal finds something done and much left to do.
SMALL_STEPS = "import qa.indexing; qa.indexing.WINDOW = 2_000; " + COMMAND
ARTICLES = 120
# A window under way is stored first, and machines are busy.
SOON = LAST_WORDS + 20


def test_an_interrupt_while_indexing_ends_the_server_and_the_next_run_completes_it(
    tmp_path: Path, serve: Serve, embedding: MiniLMEmbedding
) -> None:
    folder = many_articles(tmp_path / "ships", ARTICLES)
    index = folder / ".pincite"
    server = serve(folder, code=SMALL_STEPS)
    while committed(index) < 3:
        time.sleep(0.02)
    started = time.monotonic()
    assert server.stop() == (0, "")
    assert time.monotonic() - started < SOON
    kept = committed(index)
    assert 3 <= kept < ARTICLES
    assert not (index / "writer.json").exists()
    library = Pincite.open(folder, embedder=embedding)
    assert library.status().articles == kept and library.doctor().healthy
    assert "Indexing has not finished" in library.ask("Which ship left port?").notes[0]
    report = library.index()
    assert (report.indexed, report.added, report.unchanged) == (ARTICLES, ARTICLES - kept, kept)
    assert library.status().articles == ARTICLES and library.doctor().healthy
    library.close()


def test_whoever_adds_articles_is_told_that_the_server_ends(tmp_path: Path, serve: Serve) -> None:
    folder = make_folder(tmp_path / "articles", {"a.txt": "The harbour of Vastra was closed on Monday.\n"})
    brought = many_articles(tmp_path / "ships", ARTICLES)
    server = serve(folder, "--folders-below", str(tmp_path), code=SMALL_STEPS)
    with httpx2.stream("POST", f"{server.address}api/articles", json={"folder": str(brought)}, timeout=120) as reply:
        lines = reply.iter_lines()
        while "event: progress" not in next(lines):
            pass
        started = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        said = [line for line in lines if line]
    assert server.process.wait(timeout=120) == -signal.SIGTERM
    assert time.monotonic() - started < SOON
    assert (
        said[-2] == "event: error" and "The server is closing" in json.loads(said[-1].removeprefix("data: "))["error"]
    )
    # They are in the folder, where the next run finds them.
    assert len(list(folder.rglob("*.txt"))) == 1 + ARTICLES and committed(folder / ".pincite") < 1 + ARTICLES
    assert not (folder / ".pincite" / "writer.json").exists()
