"""Shared fixtures: small real folders, a real embedder loaded once, and no way out to the network."""

from __future__ import annotations

import shutil
import socket
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa import Pincite
from qa.embedding import MiniLMEmbedding
from tests.scripted_server import KEY, ScriptedServer
from tests.small_model import serving_small_model

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Law 6: whatever a test does, a name other than this machine's own is never looked up."""
    real = socket.getaddrinfo

    def local_only(host: Any, *arguments: Any, **named: Any) -> Any:
        if host not in (None, "localhost", "127.0.0.1", "::1", b"localhost", b"127.0.0.1"):
            raise AssertionError(f"looked up {host!r}")
        return real(host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", local_only)


@pytest.fixture(autouse=True, scope="session")
def user_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What an endpoint can do is kept here, and not in the cache of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def embedding() -> MiniLMEmbedding:
    """The shipped embedder, loaded once for the whole run."""
    return MiniLMEmbedding()


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the sample articles without an index."""
    folder = tmp_path / "seeds"
    shutil.copytree(SEEDS, folder, ignore=shutil.ignore_patterns(".pincite"))
    return folder


@pytest.fixture(scope="session")
def indexed_seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pincite]:
    """The sample articles, indexed once; tests that use it do not change them."""
    folder = tmp_path_factory.mktemp("indexed") / "seeds"
    shutil.copytree(SEEDS, folder, ignore=shutil.ignore_patterns(".pincite"))
    library = Pincite.open(folder)
    library.index()
    yield library
    library.close()


@pytest.fixture
def written(indexed_seeds: Pincite, embedding: MiniLMEmbedding) -> Iterator[Callable[..., Pincite]]:
    """Opens the indexed sample articles with a model at a scripted server; settings by name."""
    opened: list[Pincite] = []

    def open_written(server: ScriptedServer, **settings: Any) -> Pincite:
        # What an endpoint can do is remembered by its address and model, and a port may come again.
        stated = {"model": f"scripted-{uuid.uuid4()}", "openai_base_url": server.url, "openai_api_key": KEY, **settings}
        opened.append(Pincite(indexed_seeds.folder, replace(indexed_seeds.settings, **stated), embedding))
        return opened[-1]

    yield open_written
    for library in opened:
        library.close()


@pytest.fixture(scope="session")
def small_model() -> Iterator[str]:
    """The URL of a real small model's server, started once; its model is :data:`tests.small_model.MODEL`."""
    with serving_small_model() as url:
        yield url
