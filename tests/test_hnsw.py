"""Elements that Chroma's graph has dropped, made by cutting links in its files, are found all the same."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest

from qa import upkeep
from tests.helpers import HashEmbedding, new_store
from tests.store_rows import article, embed, put, words
from vectorstore import hnsw
from vectorstore.vectors import VectorIndex, unit_length


class Graph:
    """The graph under a folder, to be changed: links by element, ids by element, and who has no level but the lowest."""

    def __init__(self, place: Path) -> None:
        (header,) = place.glob("*/header.bin")
        _, _, _, count, size, label, data, *_ = hnsw._HEADER.unpack(header.read_bytes())
        path = header.with_name("data_level0.bin")
        self._rows = np.memmap(path, np.uint8, "r+", shape=(count, size))
        names = hnsw._names(header.with_name("index_metadata.pickle"))
        labels = np.ascontiguousarray(self._rows[:, label:]).view(np.uint64)[:, 0].tolist()
        self.ids = [int(names[each]) for each in labels]
        self.vectors = np.ascontiguousarray(self._rows[:, data:label]).view(np.float32)
        self._room = (data - 4) // 4
        raw, place_in = header.with_name("link_lists.bin").read_bytes(), 0
        self.low = []
        for element in range(count):
            (length,) = struct.unpack_from("<I", raw, place_in)
            place_in += 4 + length
            if not length:
                self.low.append(element)

    def links(self, element: int) -> list[int]:
        (used,) = struct.unpack_from("<H", self._rows[element].tobytes())
        return list(struct.unpack_from(f"<{used}I", self._rows[element].tobytes(), 4))

    def relink(self, element: int, links: Sequence[int]) -> None:
        kept = list(links)[-self._room :]
        packed = struct.pack(f"<HH{len(kept)}I", len(kept), 0, *kept)
        self._rows[element, : len(packed)] = np.frombuffer(packed, np.uint8)

    def cut(self, targets: Sequence[int], linking: Sequence[int] = ()) -> None:
        """Let nobody link to ``targets`` but ``linking`` and one another."""
        for element in range(len(self._rows)):
            before = self.links(element)
            rest = [link for link in before if link not in targets]
            if element not in targets and (element in linking or rest != before):
                self.relink(element, [*rest, *targets] if element in linking else rest)
        for element in targets:
            self.relink(element, [other for other in targets if other != element] or self.links(element))
        self._rows.flush()


def filled(place: Path, count: int = 1500) -> np.ndarray:
    vectors = unit_length(np.random.default_rng(3).normal(size=(count, 32)).astype(np.float32))
    index = VectorIndex(place, "vectors", create=True)
    index.add(range(count), vectors)
    index.close()
    return vectors


def found(place: Path, vectors: np.ndarray, ids: Sequence[int]) -> set[int]:
    """Those of ``ids`` that are found by their own vectors."""
    index = VectorIndex(place, "vectors")
    try:
        return {i for i, hits in zip(ids, index.nearest_many(vectors[list(ids)], 1), strict=True) if hits[0].id == i}
    finally:
        index.close()


@pytest.mark.parametrize("size", [1, 20], ids=["one alone", "a group that only links to itself"])
def test_what_the_graph_does_not_lead_to_is_found(tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = filled(tmp_path)
    graph = Graph(tmp_path)
    targets = graph.low[:size]
    ids = [graph.ids[target] for target in targets]
    graph.cut(targets)
    for least in (hnsw.LEAST_LINKED, 0):
        monkeypatch.setattr(hnsw, "LEAST_LINKED", least)
        assert found(tmp_path, vectors, ids) == set(ids)
    # Chroma alone has lost them.
    monkeypatch.setattr(hnsw, "hardly_linked", lambda place: {})
    assert found(tmp_path, vectors, ids) == set()


def test_no_more_than_so_many_are_set_apart_and_the_least_linked_go_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = filled(tmp_path)
    graph = Graph(tmp_path)
    ids = {graph.ids[target] for target in graph.low[:20]}
    graph.cut(graph.low[:20])
    monkeypatch.setattr(hnsw, "LEAST_LINKED", 0)
    monkeypatch.setattr(hnsw, "FEW_LINKS", 1000)
    for most, kept in ((30, 30), (5, 20)):
        monkeypatch.setattr(hnsw, "MOST_APART", most)
        apart = hnsw.hardly_linked(tmp_path)
        assert len(apart) == kept and ids <= apart.keys()
    assert all((apart[i] == vectors[i]).all() for i in apart)


def test_filters_removals_and_additions_hold_for_it_too(tmp_path: Path) -> None:
    vectors = filled(tmp_path)
    graph = Graph(tmp_path)
    lost = graph.ids[graph.low[0]]
    others = [i for i in range(300) if i != lost]
    graph.cut(graph.low[:1])
    index = VectorIndex(tmp_path, "vectors")
    assert [hit.id for hit in index.nearest(vectors[lost], 1, [*others, lost])] == [lost]
    assert lost not in [hit.id for hit in index.nearest(vectors[lost], 400, others)]
    index.add([5000, 5001], -vectors[:2])
    assert index.nearest(vectors[lost], 1)[0].id == lost
    assert index.nearest(-vectors[0], 1)[0].id == 5000
    index.delete([lost])
    assert lost not in [hit.id for hit in index.nearest(vectors[lost], 20)]
    index.close()


def test_what_a_search_passes_by_though_many_link_to_it_is_mended_by_the_doctor(tmp_path: Path) -> None:
    random = Random(4)
    store = new_store(tmp_path / "index")
    texts = [[words(random, 12) for _ in range(1500)] for _ in range(3)]
    put(store, *(article(f"{i}.txt", sentences) for i, sentences in enumerate(texts)))
    store.close()
    (place,) = (tmp_path / "index").glob("store-*/vectors-1")
    graph = Graph(place)
    target = graph.low[0]
    # Links enough, but all from the other end of the world, where no search for it comes.
    low = set(graph.low)
    far = [e for e in np.argsort(graph.vectors @ graph.vectors[target]).tolist() if e in low]
    graph.cut([target], far[:300])
    lost = graph.ids[target]
    look = upkeep.examine(store, None, "hash-64", HashEmbedding, repair=False, progress=None)
    assert (look.lost, look.healthy) == ((lost,), False)
    assert upkeep.examine(store, None, "hash-64", HashEmbedding, repair=True, progress=None).healthy
    passage = store.passages([lost])[lost]
    assert store.search_dense(embed([passage.text])[0], 1)[0].id == lost
    # The vectors themselves are the old ones.
    assert [path.name for path in (tmp_path / "index").glob("store-*/vectors-*")] == ["vectors-1"]
    store.close()
