"""What the library's routes say of one article, and of what is brought to it by name or in duplicate; over a real server."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Server
from tests.e2e.test_attacks import call
from tests.helpers import make_folder

ONE = "The harbour of Vastra was closed on Monday.\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that takes folders below the one beside its articles; what is added stays for the tests that follow."""
    place = tmp_path_factory.mktemp("bringing")
    (place / "more").mkdir()
    started = Server(make_folder(place / "articles", {"a.txt": ONE}), "--folders-below", str(place / "more"))
    yield started
    started.stop()


def test_an_article_says_which_text_it_is(server: Server) -> None:
    # Whoever asks waits for the index.
    asked = json.loads(call(server, "POST", "/api/ask", {"question": "When was the harbour of Vastra closed?"})[2])
    status, _, body = call(server, "GET", "/api/article?file=a.txt")
    article = json.loads(body)
    assert (status, article["text"], article["sha256"]) == (200, ONE, hashlib.sha256(ONE.encode()).hexdigest())
    assert asked["statements"][0]["citations"][0]["sha256"] == article["sha256"]


def added(server: Server, **brought: Any) -> dict[str, Any]:
    """What has become of what was brought: the last event, which says so."""
    status, _, events = call(server, "POST", "/api/articles", brought)
    assert status == 200, events
    done: dict[str, Any] = json.loads(events.decode().rpartition("event: done\ndata: ")[2])
    return done


def test_what_cannot_be_read_in_a_folder_is_named_with_its_reason(server: Server) -> None:
    folder = make_folder(
        server.folder.parent / "more" / "news", {"b.txt": "Olof Berg is the mayor.\n", "c.pdf": "%PDF"}
    )
    (folder / "dangling.txt").symlink_to(folder / "nowhere.txt")
    (folder / "away").symlink_to(server.folder)
    (folder / "deep").mkdir()
    os.mkfifo(folder / "deep" / "pipe.txt")
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("A name of another time.\n")
    done = added(server, folder=str(folder))
    assert done["added"] == ["news/b.txt"]
    failed = dict(done["failed"])
    assert sorted(failed) == [
        "news/away", "news/c.pdf", "news/caf\\udce9.txt", "news/dangling.txt", "news/deep/pipe.txt",
    ]  # fmt: skip
    assert "links are not followed" in failed["news/dangling.txt"] and "links are not followed" in failed["news/away"]
    assert failed["news/deep/pipe.txt"] == "not a regular file"
    assert "not valid UTF-8" in failed["news/caf\\udce9.txt"]
    assert "not a kind Pincite reads" in failed["news/c.pdf"]


@pytest.mark.parametrize("path", ["local/radio", "./local/../local/radio/", "{more}/local/radio"])
def test_a_folder_is_named_from_the_one_that_is_allowed(server: Server, path: str) -> None:
    more = server.folder.parent / "more"
    make_folder(more / "local" / "radio", {"g.txt": "The ferry sails at nine.\n"})
    done = added(server, folder=path.format(more=more))
    assert [*done["added"], *done["present"]] == ["radio/g.txt"] and done["failed"] == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_opened_is_named(server: Server) -> None:
    folder = make_folder(server.folder.parent / "more" / "locked", {"shut/d.txt": "Nobody reads this.\n"})
    (folder / "shut").chmod(0)
    try:
        assert "cannot be read" in dict(added(server, folder=str(folder))["failed"])["locked/shut"]
        assert call(server, "POST", "/api/articles", {"folder": str(folder / "shut" / "deeper")})[0] == 404
    finally:
        (folder / "shut").chmod(0o700)


@pytest.mark.parametrize(
    "path",
    [
        "~nosuchuser/x", "{more}/a\0b", "{more}/\ud800", "{more}/round", "{more}/" + 300 * "x", "{more}/none", "/", "~",
        "none", "..", "../articles", "{more}/../articles", "nested/../../articles", "out", "out/deep", "nested/out", "a.txt", "", " ",
    ],
)  # fmt: skip
def test_a_path_of_no_folder_is_one_sentence(server: Server, path: str) -> None:
    more = server.folder.parent / "more"
    if not (more / "round").is_symlink():
        (more / "round").symlink_to("round")
        (more / "nested").mkdir()
        for link in (more / "out", more / "nested" / "out"):
            link.symlink_to(server.folder)
        (more / "a.txt").write_text(ONE)
    status, _, body = call(server, "POST", "/api/articles", {"folder": path.format(more=more)})
    assert status == 404 and json.loads(body)["error"].endswith(("name one that is.", "name one that holds articles."))


def test_an_upload_that_is_named_twice_is_taken_once(server: Server) -> None:
    upload = json.loads(call(server, "POST", "/api/uploads?name=e.txt", b"The bridge was opened.\n")[2])["upload"]
    done = added(server, uploads=[upload, upload])
    assert (done["added"], done["present"], done["failed"]) == (["e.txt"], [], [])
    assert not list((server.folder / ".pincite" / "quarantine").glob("*"))
    # It is gone now.
    assert call(server, "POST", "/api/articles", {"uploads": [upload]})[0] == 404
