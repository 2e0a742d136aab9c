"""Catalogue and vectors stay one: the same ids after any changes, nothing shown that the catalogue does not know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers import new_store
from tests.store_rows import article, embed, healthy, put, vectors_of
from vectorstore import Filters, Store, StoreFault
from vectorstore.catalog import Catalog
from vectorstore.records import Damaged
from vectorstore.vectors import unit_length


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path / "index")
    yield store
    store.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = new_store(tmp_path_factory.mktemp("shared") / "index")
    yield store
    store.close()


CHANGES = st.lists(
    st.tuples(st.sampled_from(["replace", "remove", "move"]), st.integers(0, 5), st.integers(0, 4)), max_size=8
)


@given(CHANGES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_catalogue_and_vectors_hold_the_same_ids_after_any_changes(
    shared: Store, changes: list[tuple[str, int, int]]
) -> None:
    expected: dict[str, int] = {}
    with shared.writing():
        shared.remove(list(shared.catalog.stored()))
        for kind, number, count in changes:
            file, other = f"{number}.txt", f"{number + 1}.txt"
            if kind == "replace":
                row = article(file, [f"Sentence {i} of {file}, {len(expected)}." for i in range(count)])
                shared.replace([row], [vectors_of(row)])
                expected[file] = count
            elif kind == "remove":
                shared.remove([file, "unknown.txt"])
                expected.pop(file, None)
            elif file in expected and other not in expected:
                shared.move([(shared.catalog.stored()[file].id, other, 0.0)])
                expected[other] = expected.pop(file)
    assert {file: len(shared.catalog.passages_of(file)) for file in shared.catalog.stored()} == expected
    assert shared.vectors.ids() == {i for i, _ in shared.catalog.passage_ids()}
    healthy(shared.index)


def test_a_search_in_an_empty_store_finds_nothing(store: Store) -> None:
    assert store.search_dense(embed(["anything"])[0], 5) == [] and store.search_lexical("anything", 5) == []


def test_vectors_that_no_passage_names_are_never_shown_and_do_not_crowd_out(store: Store) -> None:
    put(store, article("a.txt", ["The harbour was closed."]))
    noise = np.random.default_rng(0).normal(size=(300, 64)).astype(np.float32)
    store.vectors.add(list(range(1000, 1300)), unit_length(embed(["harbour"]) + 0.02 * noise))
    (hit,) = store.search_dense(embed(["harbour"])[0], 5)
    assert store.passages([hit.id])[hit.id].file == "a.txt"


def test_a_reader_that_opened_in_between_forgets_removed_vectors(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, article("a.txt", [f"Sentence {i}." for i in range(30)]))
    reader = Store(store.index)
    probe = embed(["Sentence"])[0]
    drop = store._drop_stray

    def look_before(ids: list[int]) -> None:
        # The catalogue has changed and the old vectors are still there: a reader opens them now.
        assert len(reader.vectors.nearest(probe, 50)) == 30 or not ids
        drop(ids)

    monkeypatch.setattr(store, "_drop_stray", look_before)
    with store.writing():
        store.remove(["a.txt"])
    assert reader.vectors.nearest(probe, 50) == []
    reader.close()


def test_a_change_that_fails_does_not_pass_for_another_processes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, article("a.txt", ["One."]))
    assert store.vectors.count() == 1

    def fail(*arguments: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(Catalog, "insert", fail)
        with pytest.raises(ZeroDivisionError):
            put(store, article("b.txt", ["Two."]))
    other = Store(store.index)
    put(other, article("c.txt", ["Three."]))
    other.close()
    (hit,) = store.search_dense(embed(["Three. "])[0], 1)
    assert store.passages([hit.id])[hit.id].file == "c.txt"


def test_another_embedder_is_refused(store: Store) -> None:
    store.require_embedder("hash-64")
    with pytest.raises(StoreFault, match=r"made with the embedder hash-64, not other.*--rebuild"):
        store.require_embedder("other")


def test_a_repair_that_died_half_way_leaves_nothing_that_disturbs_the_next(store: Store) -> None:
    put(store, article("a.txt", ["One.", "Two.", "Three."]))

    def fail(texts: list[str]) -> np.ndarray:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.writing():
        store.rebuild_vectors(fail, lambda done, total: None)
    healthy(store.index)
    (left,) = store.index.glob("store-*/vectors-2")
    (left / "chroma.sqlite3").write_bytes(b"garbage" * 1000)
    with store.writing():
        store.rebuild_vectors(embed, lambda done, total: None)
    healthy(store.index)
    assert [path.name for path in store.index.glob("store-*/vectors-*")] == ["vectors-2"]


def test_vectors_deleted_under_an_open_store_are_a_fault_or_still_right(store: Store) -> None:
    put(store, article("a.txt", ["One."]))
    store.close()
    (vectors,) = store.index.glob("store-*/vectors-1/chroma.sqlite3")
    vectors.unlink()
    with pytest.raises(Damaged, match=r"doctor --repair"):
        store.search_dense(embed(["One. "])[0], 1)


@pytest.mark.parametrize("content", ["", "store-00000000", "../elsewhere"], ids=["empty", "gone", "outside"])
def test_a_pointer_to_nothing_is_named(store: Store, content: str) -> None:
    (store.index / "current").write_text(content)
    with pytest.raises(Damaged, match=r"--rebuild"):
        Store(store.index).catalog.counts()


def test_an_index_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFault, match=r"cannot be made.*--index"), Store(tmp_path / "file" / "index").writing():
        pass


@pytest.mark.parametrize("since", ["2020-01-02", "2020-01-20"], ids=["most", "few"])
def test_a_filtered_search_finds_the_nearest_that_the_filter_lets_through(
    store: Store, since: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        article(f"{n}.txt", [f"Sentence {i} of report {n}." for i in range(10)], date=f"2020-01-{n + 1:02}")
        for n in range(20)
    ]
    put(store, *rows)
    filters = Filters(since=since)
    asked = embed(["report 3 sentence 4"])[0]
    vectors = store.vectors.get(store.catalog.allowed(filters))
    nearest = sorted((float(vectors[i] @ asked) for i in vectors), reverse=True)[:5]
    if since == "2020-01-02":
        # Named one by one, tens of thousands of passages take ten times as long.
        monkeypatch.setattr(Catalog, "allowed", None)
    found = store.search_dense(asked, 5, filters)
    assert [hit.score for hit in found] == pytest.approx(nearest)
    assert all((row.date or "") >= since for row in store.passages([hit.id for hit in found]).values())
