"""Shared fixtures: small real folders, a real embedder loaded once, and no way out to the network."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa import Pincite
from qa.embedding import MiniLMEmbedding

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
