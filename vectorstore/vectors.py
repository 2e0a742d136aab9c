"""Chroma as the cache of vectors: embedded in a folder, or a server by URL; it holds ids and vectors, never texts."""

from __future__ import annotations

import heapq
import re
import shutil
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from vectorstore import hnsw
from vectorstore.records import Damaged, Hit, StoreFault, Unreachable, Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.config import Settings, System

# Inner product on vectors of unit length: Chroma then returns them bit by bit, which the checksums need
# (with its cosine space it returns what it has normalised itself).
# A passage unlike all others is one that no other needs as a neighbour: with 16 links each, such passages dropped out
# of the graph in every second build of the test's, with 48 in one of forty; these are looked at one by one (see
# :meth:`VectorIndex.nearest_many`). 48 links cost 0.2 ms and 0.2 kB more a passage.
# What is added is in the files at once: they are what says which passages the graph has dropped, and a reader has no log
# to go through and to build its own graph of (Chroma builds in no fixed order, so that no two graphs are the same).
HNSW: CreateHNSWConfiguration = {
    "space": "ip",
    "ef_construction": 200,
    "ef_search": 200,
    "max_neighbors": 48,
    "sync_threshold": 1,
}
# Chroma refuses larger requests (its limit is 5,461 with most SQLite builds).
REQUEST = 2048
# Chroma's refusal of vectors of another length.
_DIMENSIONS = re.compile(r"dimension of (\d+), got (\d+)")


def unit_length(vectors: Vectors) -> Vectors:
    """Rows scaled to length one, float32; a row of zeros stays as it is."""
    rows = np.ascontiguousarray(vectors, np.float32)
    # In double precision: the square of a small number is zero in single.
    norms = np.linalg.norm(rows.astype(np.float64), axis=1, keepdims=True)
    # Rows that are of unit length already keep their bits, and with them their checksum.
    return np.where((np.abs(norms - 1) < 1e-6) | (norms == 0), rows, rows / np.where(norms == 0, 1, norms)).astype(
        np.float32
    )


def checksum(vector: Vectors) -> int:
    """CRC-32 of a vector's float32 bytes: tells a flipped bit from a good vector."""
    return zlib.crc32(np.ascontiguousarray(vector, np.float32).tobytes())


class VectorIndex:
    """One collection of vectors by integer id."""

    def __init__(self, place: Path | str, name: str, create: bool = False, apart: Sequence[int] = ()) -> None:
        """``place`` is a folder, or the URL of a Chroma server; ``apart`` are ids that a search is known to pass by.

        Raises :class:`Damaged` when it cannot be opened.
        """
        self._place = place
        self._known_apart = apart
        self._apart: tuple[NDArray[np.int64], Vectors] | None = None
        self._guard = threading.Lock()
        self._readers = 0
        self._closed = False
        if isinstance(place, Path):
            hnsw.check(place)
        self._client, self._systems = _client(place)
        try:
            with _translated(f"The vectors in {place} cannot be opened"):
                if create:
                    self._collection = self._made(name)
                else:
                    self._collection = self._client.get_collection(name, embedding_function=None)
                if isinstance(place, Path):
                    # Chroma reads, or makes, its files when they are first needed; better now, while nobody writes.
                    self._collection.count()
                    hnsw.scrub(place)
        except BaseException:
            self.close()
            raise

    def _made(self, name: str) -> Collection:
        return self._client.get_or_create_collection(name, configuration={"hnsw": HNSW}, embedding_function=None)

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Store one vector an id; an id that is there already is overwritten."""
        with self._changing("The vectors could not be written"):
            for first in range(0, len(ids), REQUEST):
                part = slice(first, first + REQUEST)
                self._collection.upsert(ids=[str(i) for i in ids[part]], embeddings=vectors[part])

    def delete(self, ids: Sequence[int]) -> None:
        """Forget these ids; unknown ones are passed over."""
        with self._changing("The vectors could not be removed"):
            for first in range(0, len(ids), REQUEST):
                self._collection.delete(ids=[str(i) for i in ids[first : first + REQUEST]])
            if isinstance(self._place, Path) and not self._collection.count():
                # Whoever opens a graph of which all is deleted begins its files anew (chromadb 1.5.9), and the next to
                # be written by one who has it open are those of two graphs at once.
                self._client.delete_collection(self._collection.name)
                for header in self._place.glob("*/header.bin"):
                    shutil.rmtree(header.parent, ignore_errors=True)
                self._collection = self._made(self._collection.name)

    def nearest(self, vector: Vectors, k: int, among: Sequence[int] | None = None) -> list[Hit]:
        """The ``k`` ids nearest to ``vector`` (unit length), best first, scored by cosine; only ``among``, if given."""
        if among is not None and not among:
            return []
        return self.nearest_many(vector[None, :], k, among)[0]

    def nearest_many(self, vectors: Vectors, k: int, among: Sequence[int] | None = None) -> list[list[Hit]]:
        """:meth:`nearest` for each row of ``vectors``.

        Chroma searches its graph; what hardly anything there links to is compared with ``vectors`` one by one.
        """
        allowed = None if among is None else [str(i) for i in among]
        with _translated("The vectors could not be searched"), self._reading():
            found = self._collection.query(query_embeddings=vectors, n_results=k, include=["distances"], ids=allowed)
            ids, apart = self._set_apart()
            if among is not None:
                chosen = np.isin(ids, among)
                ids, apart = ids[chosen], apart[chosen]
            # Not by BLAS, whose threads wait for one another longer than this takes (10 ms of CPU instead of 3 on a busy machine).
            scores = np.einsum("qd,pd->qp", vectors, apart) if len(ids) else np.empty((len(vectors), 0), np.float32)
            # Ids out of damaged files may be no numbers: that is for the translation, too.
            graph = [
                {int(i): 1.0 - float(d) for i, d in zip(near, far, strict=True)}
                for near, far in zip(found["ids"], found["distances"] or [], strict=True)
            ]
            return [_best(hits, ids, row, k) for hits, row in zip(graph, scores, strict=True)]

    def _set_apart(self) -> tuple[NDArray[np.int64], Vectors]:
        """Ids and vectors of what the graph may pass by."""
        apart = self._apart
        if apart is None:
            near = self.get(self._known_apart) if self._known_apart else {}
            if isinstance(self._place, Path):
                near.update(hnsw.hardly_linked(self._place))
            vectors = np.stack(list(near.values())) if near else np.empty((0, 0), np.float32)
            apart = self._apart = np.array(list(near), np.int64), vectors
        return apart

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

    def close(self) -> None:
        """Let go of the files, once the searches that other threads are in have ended."""
        with self._guard:
            self._closed = True
            idle = self._readers == 0
        if idle:
            self._stop()

    @contextmanager
    def _changing(self, failed: str) -> Iterator[None]:
        try:
            with _translated(failed):
                yield
        finally:
            self._apart = None

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._guard:
            self._readers += 1
        try:
            yield
        finally:
            with self._guard:
                self._readers -= 1
                last = self._closed and self._readers == 0
            if last:
                self._stop()

    def _stop(self) -> None:
        systems, self._systems = self._systems, []
        _stop(systems)


def _best(hits: dict[int, float], ids: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> list[Hit]:
    """The ``k`` best of both: ``hits`` by id, and ``ids`` with their ``scores``."""
    first = np.argsort(-scores)[:k]
    both = {**dict(zip(ids[first].tolist(), scores[first].tolist(), strict=True)), **hits}
    return [Hit(i, both[i]) for i in heapq.nlargest(k, both, key=both.__getitem__)]


def drop_all(url: str, prefix: str) -> None:
    """Remove a server's collection called ``prefix``, and those whose names go on from there after a hyphen."""
    client, systems = _client(url)
    with _translated(f"The vectors at {url} could not be removed"):
        for collection in client.list_collections():
            if f"{collection.name}-".startswith(f"{prefix}-"):
                client.delete_collection(collection.name)
    _stop(systems)


_opening = threading.Lock()


def _client(place: Path | str) -> tuple[ClientAPI, list[System]]:
    """A client and the systems under it, its own: Chroma shares one a folder, and with it what has become stale."""
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    shared = SharedSystemClient._identifier_to_system
    with _opening:
        before = set(shared)
        try:
            with _translated(f"The vectors in {place} cannot be opened"):
                client = _connected(chromadb, place, settings)
        finally:
            systems = [shared.pop(identifier) for identifier in set(shared) - before]
            for identifier in set(SharedSystemClient._identifier_to_refcount) - before:
                SharedSystemClient._identifier_to_refcount.pop(identifier)
    return client, systems


def _connected(chromadb: Any, place: Path | str, settings: Settings) -> ClientAPI:
    client: ClientAPI
    if isinstance(place, Path):
        client = chromadb.PersistentClient(str(place), settings=settings)
        return client
    url = urlsplit(place)
    secure = url.scheme == "https"
    try:
        client = chromadb.HttpClient(
            url.hostname or "localhost", url.port or (443 if secure else 8000), secure, settings=settings
        )
    except ValueError as error:
        # Chroma's client for servers makes every failure to connect one of these.
        raise Unreachable(f"The Chroma server at {place} does not answer; start it or correct `chroma`.") from error
    return client


def _stop(systems: Sequence[System]) -> None:
    for system in systems:
        for component in system._instances.values():
            # Chroma leaves its connections to a server open.
            session = getattr(component, "_session", None)
            if session is not None:
                session.close()
        system.stop()


@contextmanager
def _translated(failed: str) -> Iterator[None]:
    """Chroma raises many kinds, some of them from Rust outside ``Exception``'s usual tree; here they become one."""
    try:
        yield
    except StoreFault:
        raise
    except Exception as error:
        if _disk_full(error):
            raise StoreFault(f"{failed}: the disk is full; free some space and run again.") from error
        if type(error).__module__.partition(".")[0] in ("httpx", "httpcore"):
            raise Unreachable(f"{failed}: the Chroma server does not answer ({_short(error)}).") from error
        dimensions = _DIMENSIONS.search(str(error))
        if dimensions:
            raise StoreFault(
                f"{failed}: the index's have {dimensions[1]} dimensions, this embedder's {dimensions[2]}; "
                "use the embedder that made the index, or run `pincite index --rebuild`."
            ) from error
        raise Damaged(f"{failed} ({_short(error)}); run `pincite doctor --repair`.") from error
    except BaseException as error:
        # A panic in Chroma's Rust code derives from BaseException; an interrupt does too and must pass.
        if type(error).__name__ != "PanicException":
            raise
        raise Damaged(f"{failed} (Chroma crashed: {_short(error)}); run `pincite doctor --repair`.") from error


def _disk_full(error: BaseException) -> bool:
    # SQLite's code 13 and the operating system's ENOSPC, as Chroma's Rust code puts them into words.
    return any(sign in str(error) for sign in ("disk is full", "(code: 13)", "No space left"))


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
