"""Chroma as the cache of vectors: embedded in a folder, or a server by URL; it holds ids and vectors, never texts."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from vectorstore.records import Damaged, Hit, StoreFault, Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

# Inner product on vectors of unit length: Chroma then returns them bit by bit, which the checksums need
# (with its cosine space it returns what it has normalised itself).
HNSW = {"space": "ip", "ef_construction": 100, "ef_search": 200, "max_neighbors": 16}
# Chroma refuses larger requests (its limit is 5,461 with most SQLite builds).
REQUEST = 2048


def unit_length(vectors: Vectors) -> Vectors:
    """Rows scaled to length one, float32; a row of zeros stays as it is."""
    rows = np.ascontiguousarray(vectors, np.float32)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    # Rows that are of unit length already keep their bits, and with them their checksum.
    return np.where((np.abs(norms - 1) < 1e-6) | (norms == 0), rows, rows / np.maximum(norms, 1e-12)).astype(np.float32)


def checksum(vector: Vectors) -> int:
    """CRC-32 of a vector's float32 bytes: tells a flipped bit from a good vector."""
    return zlib.crc32(np.ascontiguousarray(vector, np.float32).tobytes())


class VectorIndex:
    """One collection of vectors by integer id."""

    def __init__(self, place: Path | str, name: str, create: bool = False) -> None:
        """``place`` is a folder, or the URL of a Chroma server; raises :class:`Damaged` when it cannot be opened."""
        self._client = _client(place)
        with _translated(f"The vectors in {place} cannot be opened"):
            if create:
                self._collection: Collection = self._client.get_or_create_collection(
                    name, configuration={"hnsw": HNSW}, embedding_function=None
                )
            else:
                self._collection = self._client.get_collection(name, embedding_function=None)

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Store one vector an id; an id that is there already is overwritten."""
        with _translated("The vectors could not be written"):
            for first in range(0, len(ids), REQUEST):
                part = slice(first, first + REQUEST)
                self._collection.upsert(ids=[str(i) for i in ids[part]], embeddings=vectors[part])

    def delete(self, ids: Sequence[int]) -> None:
        """Forget these ids; unknown ones are passed over."""
        with _translated("The vectors could not be removed"):
            for first in range(0, len(ids), REQUEST):
                self._collection.delete(ids=[str(i) for i in ids[first : first + REQUEST]])

    def nearest(self, vector: Vectors, k: int, among: Sequence[int] | None = None) -> list[Hit]:
        """The ``k`` ids nearest to ``vector`` (unit length), best first, scored by cosine; only ``among``, if given."""
        if among is not None and not among:
            return []
        return self.nearest_many(vector[None, :], k, among)[0]

    def nearest_many(self, vectors: Vectors, k: int, among: Sequence[int] | None = None) -> list[list[Hit]]:
        """:meth:`nearest` for each row of ``vectors``."""
        allowed = None if among is None else [str(i) for i in among]
        with _translated("The vectors could not be searched"):
            found = self._collection.query(query_embeddings=vectors, n_results=k, include=["distances"], ids=allowed)
        distances = found["distances"] or []
        return [
            [Hit(int(i), 1.0 - float(d)) for i, d in zip(ids, row, strict=True)]
            for ids, row in zip(found["ids"], distances, strict=True)
        ]

    def get(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """The stored vectors of those ``ids`` that are there."""
        with _translated("The vectors could not be read"):
            found = self._collection.get(ids=[str(i) for i in ids], include=["embeddings"])
        vectors = np.asarray(found["embeddings"], np.float32)
        return {int(i): vector for i, vector in zip(found["ids"], vectors, strict=True)}

    def count(self) -> int:
        """How many vectors there are."""
        with _translated("The vectors could not be counted"):
            return int(self._collection.count())

    def ids(self) -> set[int]:
        """Every id there is."""
        with _translated("The vectors could not be listed"):
            return {int(i) for i in self._collection.get(include=[])["ids"]}

    def drop(self) -> None:
        """Remove the collection with all its vectors."""
        with _translated("The vectors could not be removed"):
            self._client.delete_collection(self._collection.name)


def release(place: Path) -> None:
    """Let go of a folder's files, so that the next :class:`VectorIndex` reads them afresh."""
    from chromadb.api.shared_system_client import SharedSystemClient

    systems: dict[str, Any] = SharedSystemClient._identifier_to_system
    system = systems.pop(str(place), None)
    SharedSystemClient._identifier_to_refcount.pop(str(place), None)
    if system is not None:
        system.stop()


def _client(place: Path | str) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    with _translated(f"The vectors in {place} cannot be opened"):
        if isinstance(place, Path):
            return chromadb.PersistentClient(str(place), settings=settings)
        url = urlsplit(place)
        secure = url.scheme == "https"
        return chromadb.HttpClient(url.hostname or "localhost", url.port or (443 if secure else 8000), secure, settings=settings)


@contextmanager
def _translated(failed: str) -> Iterator[None]:
    """Chroma raises many kinds, some of them from Rust outside ``Exception``'s usual tree; here they become one."""
    try:
        yield
    except StoreFault:
        raise
    except Exception as error:
        raise Damaged(f"{failed} ({_short(error)}); run `pincite doctor --repair`.") from error
    except BaseException as error:
        # A panic in Chroma's Rust code derives from BaseException; an interrupt does too and must pass.
        if type(error).__name__ != "PanicException":
            raise
        raise Damaged(f"{failed} (Chroma crashed: {_short(error)}); run `pincite doctor --repair`.") from error


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__

