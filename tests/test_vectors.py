"""Vectors keep their bits, are found by their ids, and a graph that would crash Chroma is refused; a server works the same."""

from __future__ import annotations

import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.store_rows import article, embed, healthy, put
from vectorstore import Filters, Store, hnsw
from vectorstore import vectors as vectors_module
from vectorstore.doctor import examine
from vectorstore.records import Damaged, Unreachable
from vectorstore.vectors import REQUEST, VectorIndex, checksum, drop_all, unit_length


def rows(count: int, dimensions: int = 32, seed: int = 0) -> np.ndarray:
    return unit_length(np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32))


def names_on(url: str) -> list[str]:
    client, systems = vectors_module._client(url)
    try:
        return [collection.name for collection in client.list_collections()]
    finally:
        vectors_module._stop(systems)


@pytest.mark.parametrize("scale", [1e-20, 0.5, 1.0, 1e18], ids=str)
def test_unit_length_makes_length_one_and_then_changes_nothing(scale: float) -> None:
    scaled = unit_length((rows(100) * scale).astype(np.float32))
    assert np.allclose(np.linalg.norm(scaled, axis=1), 1, atol=1e-5)
    assert unit_length(scaled).tobytes() == scaled.tobytes()


def test_unit_length_leaves_zeros() -> None:
    assert not unit_length(np.zeros((2, 4), np.float32)).any()
    assert unit_length(np.zeros((0, 4), np.float32)).shape == (0, 4)


def test_a_checksum_tells_every_flipped_bit() -> None:
    (vector,) = rows(1, 8)
    for place in range(vector.nbytes):
        for bit in range(8):
            other = bytearray(vector.tobytes())
            other[place] ^= 1 << bit
            assert checksum(np.frombuffer(bytes(other), np.float32)) != checksum(vector)


@pytest.fixture(scope="module", params=["embedded", "server"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path | str]:
    """A folder, and a real Chroma server on loopback."""
    folder = tmp_path_factory.mktemp("chroma")
    if request.param == "embedded":
        yield folder
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["run", "--path", str(folder), "--port", str(port), "--host", "127.0.0.1"]
    server = subprocess.Popen(
        [sys.executable, "-c", "from chromadb.cli.cli import app; app()", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, "the server has ended"
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def test_what_goes_in_comes_out_bit_by_bit(place: Path | str) -> None:
    vectors = rows(REQUEST + 500)
    ids = list(range(1, len(vectors) + 1))
    index = VectorIndex(place, "bits", create=True)
    index.add(ids, vectors)
    index.close()
    index = VectorIndex(place, "bits")
    stored = index.get(ids)
    assert [checksum(stored[i]) for i in ids] == [checksum(vector) for vector in vectors]
    assert index.count() == len(ids) and index.ids() == set(ids)
    found = index.nearest_many(vectors[::100], 3)
    assert [hits[0].id for hits in found] == ids[::100]
    assert all(abs(hits[0].score - 1) < 1e-5 and hits == sorted(hits, key=lambda h: -h.score) for hits in found)
    assert [hit.id for hit in index.nearest(vectors[0], 2, [7])] == [7]
    assert index.nearest(vectors[0], 2, []) == []
    assert len(index.nearest(vectors[0], 10, ids[: REQUEST + 100])) == 10
    index.delete([1, 999_999])
    assert 1 not in index.ids() and index.nearest(vectors[0], 1)[0].id != 1
    assert len(index.nearest(vectors[0], 10_000)) == len(ids) - 1
    index.drop()
    index.close()
    with pytest.raises(Damaged):
        VectorIndex(place, "bits")


def test_dropping_by_prefix_spares_longer_names(place: Path | str) -> None:
    if isinstance(place, Path):
        pytest.skip("only a server is shared")
    for name in ("pre-a", "pre-a-1", "pre-ab"):
        VectorIndex(place, name, create=True).close()
    drop_all(place, "pre-a")
    assert [name for name in names_on(place) if name.startswith("pre-")] == ["pre-ab"]


def test_a_store_over_either(place: Path | str, tmp_path: Path) -> None:
    url = place if isinstance(place, str) else None
    store = Store(tmp_path / "index", chroma_url=url)
    with store.writing():
        store.create("hash-64")
    put(store, *(article(f"{i}.txt", [f"Sentence {i} of many.", f"Another one, {i}."]) for i in range(30)))
    put(store, article("3.txt", ["All is new here."]))
    with store.writing():
        store.remove(["4.txt"])
    (hit,) = store.search_dense(embed(["All is new here. "])[0], 1)
    assert store.passages([hit.id])[hit.id].file == "3.txt"
    (hit,) = store.search_dense(embed(["All is new here. "])[0], 1, Filters(files=("5.txt",)))
    assert store.passages([hit.id])[hit.id].file == "5.txt"
    healthy(store.index, url)
    store.vectors.delete([1, 2, 3])
    assert examine(store, lambda done, total: None).missing == (1, 2, 3)
    with store.writing():
        store.rebuild_vectors(embed, lambda done, total: None)
    healthy(store.index, url)
    with pytest.raises(ZeroDivisionError), store.writing(), store.rebuilding("hash-64") as fresh:
        fresh.replace([article("a.txt", ["A."])], [embed(["A. "])])
        raise ZeroDivisionError
    with store.writing(), store.rebuilding("hash-64") as fresh:
        fresh.replace([article("b.txt", ["B."])], [embed(["B. "])])
    assert list(store.catalog.stored()) == ["b.txt"]
    if url is not None:
        names = [name for name in names_on(url) if name.startswith("pincite-")]
        assert names == [store.vectors._collection.name]
    store.close()


def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(Unreachable, match="does not answer"):
        VectorIndex("http://127.0.0.1:9", "any")


def test_an_open_index_does_not_hide_what_another_has_written(tmp_path: Path) -> None:
    vectors = rows(3)
    writer = VectorIndex(tmp_path, "any", create=True)
    writer.add([1], vectors[:1])
    reader = VectorIndex(tmp_path, "any")
    assert reader.nearest(vectors[1], 3)
    writer.add([2], vectors[1:2])
    reader.close()
    assert VectorIndex(tmp_path, "any").nearest(vectors[1], 1)[0].id == 2


def test_one_who_looks_while_all_is_deleted_does_not_spoil_what_is_added_then(tmp_path: Path) -> None:
    vectors = rows(7)
    writer = VectorIndex(tmp_path, "any", create=True)
    writer.add([0, 1, 2], vectors[:3])
    writer.delete([0, 1, 2])
    VectorIndex(tmp_path, "any").close()
    writer.add([3, 4, 5, 6], vectors[3:])
    for each in (writer, VectorIndex(tmp_path, "any")):
        assert {hits[0].id for hits in each.nearest_many(vectors[3:], 1)} == {3, 4, 5, 6}
        each.close()


def test_memory_that_was_written_out_with_the_graph_is_zeroed(tmp_path: Path) -> None:
    vectors = rows(20)
    index = VectorIndex(tmp_path, "any", create=True)
    index.add(list(range(20)), vectors)
    for name in ("data_level0.bin", "length.bin"):
        (path,) = tmp_path.glob(f"*/{name}")
        path.write_bytes(path.read_bytes()[:-10] + b"SECRET" + bytes(4))
    hnsw.scrub(tmp_path)
    assert not any(b"SECRET" in path.read_bytes() for path in tmp_path.rglob("*.bin"))
    for each in (index, VectorIndex(tmp_path, "any")):
        assert [hits[0].id for hits in each.nearest_many(vectors, 1)] == list(range(20))
        each.close()


def test_scrubbing_leaves_the_graph_itself_alone(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path, "any", create=True)
    index.add(list(range(2000)), rows(2000))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.bin")}
    (header,) = tmp_path.glob("*/header.bin")
    (elements,) = struct.unpack_from("<Q", header.read_bytes(), 20)
    assert elements >= 1000
    hnsw.scrub(tmp_path)
    # An element on level 0: how many links it has, room for 2 * 48 of them, 32 numbers, its label.
    used = {"data_level0.bin": elements * (4 + 96 * 4 + 32 * 4 + 8), "length.bin": elements * 4}
    for path, data in before.items():
        assert path.read_bytes()[: used.get(path.name)] == data[: used.get(path.name)]
        assert not any(path.read_bytes()[used.get(path.name, len(data)) :])
    index.close()


@pytest.mark.parametrize("seed", range(6))
def test_passages_unlike_all_others_are_found(tmp_path: Path, seed: int) -> None:
    # Ten short passages come first; then two thousand long ones, alike, of which none wants them for a neighbour.
    random = np.random.default_rng(seed)
    short, long = (random.multinomial(length, np.full(64, 1 / 64), size=n) for length, n in ((7, 10), (70, 2000)))
    stored = unit_length(np.concatenate([short, long]).astype(np.float32))
    index = VectorIndex(tmp_path, "vectors", create=True)
    try:
        index.add(range(len(stored)), stored)
        found = index.nearest_many(stored[:10], 10)
    finally:
        index.close()
    assert [i for i, hits in enumerate(found) if i not in [hit.id for hit in hits]] == []
