"""What an endpoint can do is kept from one run to the next, without a key, until the endpoint refuses it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from qa import Pincite
from qa.answering import abilities
from qa.answering.abilities import Abilities, keep, kept
from qa.answering.prompts import Form
from qa.config import cache_folder
from tests.scripted_server import (
    KEY,
    Reply,
    Request,
    ScriptedServer,
    drafts,
    fails,
    says,
    serving,
    without_json,
    without_schemas,
)

WHO = "who accompanied Putin?"
TRUE = "Accompanying Putin is the new defense minister Andrei Belousov."
URL = "https://one.example/v1"


def truthful(request: Request) -> Reply:
    """One true statement with its right id."""
    return drafts((TRUE, [request.id_of("Belousov")]))


def asked(library: Pincite, server: ScriptedServer, cache: Path) -> dict[str, Any]:
    """The answer of a process of its own."""
    environ = {**os.environ, "XDG_CACHE_HOME": str(cache), "OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY}
    command = [
        sys.executable,
        "-c",
        "from qa.cli import main; main()",
        "ask",
        WHO,
        "--folder",
        str(library.folder),
        "--model",
        "m",
        "--json",
    ]
    ran = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=True)
    return dict(json.loads(ran.stdout))


def test_the_next_process_knows_what_this_one_found_out(indexed_seeds: Pincite, tmp_path: Path) -> None:
    with serving(without_schemas(truthful)) as server:
        first = asked(indexed_seeds, server, tmp_path)
        found = len(server.chats)
        second = asked(indexed_seeds, server, tmp_path)
    assert (found, len(server.chats)) == (2, 3)
    for answer in (first, second):
        assert answer["usage"]["form"] == "json" and answer["statements"][0]["verdict"] == "verified"
    (path,) = (tmp_path / "pincite" / "endpoints").iterdir()
    assert json.loads(path.read_text()) == {"endpoint": server.url, "model": "m", "form": "json", "refuses": []}
    assert KEY not in path.read_text()


def test_what_is_refused_later_is_forgotten_and_found_out_anew(indexed_seeds: Pincite, tmp_path: Path) -> None:
    def no_json_mode(request: Request) -> Reply:
        kind = (request.body.get("response_format") or {}).get("type")
        return fails(400, "response_format json_object is unknown") if kind == "json_object" else truthful(request)

    with serving(without_schemas(truthful)) as server:
        asked(indexed_seeds, server, tmp_path)
        server.script[:] = [no_json_mode]
        answer = asked(indexed_seeds, server, tmp_path)
        kinds = [(chat.body.get("response_format") or {}).get("type") for chat in server.chats]
    assert answer["usage"]["form"] == "schema"
    assert kinds == ["json_schema", "json_object", "json_object", "json_schema"]
    (path,) = (tmp_path / "pincite" / "endpoints").iterdir()
    assert json.loads(path.read_text())["form"] == "schema"


def test_what_refuses_everything_leaves_nothing(indexed_seeds: Pincite, tmp_path: Path) -> None:
    def in_text(request: Request) -> Reply:
        return says(f"{TRUE} [{request.id_of('Belousov')}]\n")

    with serving(without_json(in_text)) as server:
        assert asked(indexed_seeds, server, tmp_path)["usage"]["form"] == "text"
        server.script[:] = [fails(400, "no")]
        answer = asked(indexed_seeds, server, tmp_path)
    assert answer["mode"] == "extractive" and "cannot take this request (400)" in answer["notes"][0]
    assert not list((tmp_path / "pincite" / "endpoints").iterdir())


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache for one test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "pincite" / "endpoints"


def test_models_and_addresses_are_kept_apart_and_secrets_left_out(own_cache: Path) -> None:
    keep(
        "https://user:hunter2@one.example/v1/?key=hunter3",
        "m",
        Abilities(Form.TEXT, frozenset({"temperature"}), 4096, True),
    )
    assert kept(URL, "m") == Abilities(Form.TEXT, frozenset({"temperature"}))
    assert kept(URL, "n") is None and kept("https://two.example/v1", "m") is None
    (path,) = own_cache.iterdir()
    assert not any(secret in path.read_text() + path.name for secret in ("hunter", "user", "key"))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", '{"form": "hymn", "refuses": []}', '{"form": "json"}', '{"form": "json", "refuses": 7}'], ids=repr
)  # fmt: skip
def test_what_cannot_be_read_is_found_out_again(own_cache: Path, text: str) -> None:
    keep(URL, "m", Abilities(Form.JSON))
    (path,) = own_cache.iterdir()
    path.write_text(text)
    assert kept(URL, "m") is None


def test_what_is_old_is_found_out_again(own_cache: Path) -> None:
    keep(URL, "m", Abilities(Form.JSON))
    (path,) = own_cache.iterdir()
    old = time.time() - abilities.LONGEST_KEPT - 60
    os.utime(path, (old, old))
    assert kept(URL, "m") is None


def test_a_cache_that_cannot_be_written_fails_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(file))
    keep(URL, "m", Abilities(Form.JSON))
    abilities.forget(URL, "m")
    assert kept(URL, "m") is None


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/pincite"),
        ({"LOCALAPPDATA": "/l", "HOME": "/h"}, "/l/pincite/cache"),
    ],
)
def test_the_cache_is_the_users(environ: dict[str, str], folder: str) -> None:
    assert cache_folder(environ) == Path(folder)
    assert Path("/h") in cache_folder({"HOME": "/h"}).parents
