"""The doctor names what is wrong, passage by passage, and is not misled by twins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import new_store
from tests.store_rows import article, embed, put
from vectorstore import Store
from vectorstore.doctor import Diagnosis, diagnose, examine


def look(store: Store) -> Diagnosis:
    return examine(store, lambda done, total: None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path / "index")
    put(store, *(article(f"{i}.txt", [f"Sentence {i} about thing {i * 7}.", f"More {i} of it."]) for i in range(10)))
    yield store
    store.close()


def test_a_sound_index_is_healthy_here_and_in_a_child(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert look(store) == Diagnosis(passages=20) and look(store).healthy
    said: list[tuple[int, int]] = []
    monkeypatch.chdir(store.index.parent)
    assert diagnose(Path(store.index.name), progress=lambda done, total: said.append((done, total))).healthy
    assert said == [(20, 20)]


def test_missing_altered_and_stray_vectors(store: Store) -> None:
    store.vectors.delete([3, 4])
    store.vectors.add([5], embed(["something else"]))
    store.vectors.add([999], embed(["of nothing"]))
    found = look(store)
    assert (found.missing, found.altered, found.stray, found.healthy) == ((3, 4), (5,), 1, False)
    assert diagnose(store.index) == found


def test_stray_vectors_alone_are_harmless(store: Store) -> None:
    store.vectors.add([999], embed(["of nothing"]))
    assert look(store).healthy and look(store).stray == 1


def test_many_copies_of_one_passage_are_not_lost(store: Store) -> None:
    put(store, *(article(f"copy{i}.txt", ["The same words every time."]) for i in range(60)))
    assert look(store).healthy


@pytest.mark.parametrize(
    "change",
    ['UPDATE passages SET "end" = "end" - 1 WHERE id = 1', "UPDATE passages SET sentences = '[[0, 3]]' WHERE id = 1",
     "DELETE FROM passages WHERE id = 2", "UPDATE articles SET text = text || 'x' WHERE id = 1"],
    ids=["a short passage", "sentences that do not fill it", "a missing passage", "text after the last passage"],
)  # fmt: skip
def test_offsets_that_do_not_partition_the_text(store: Store, change: str) -> None:
    store.catalog.db.execute(change)
    found = look(store)
    assert found.broken_offsets == ("0.txt",) and not found.healthy


def test_no_index_is_said_and_not_a_crash(tmp_path: Path) -> None:
    found = diagnose(tmp_path / "nowhere")
    assert found.fatal and "There is no index" in found.fatal


def test_a_damaged_catalogue_is_fatal(store: Store) -> None:
    store.catalog.scrub()
    store.close()
    (path,) = store.index.glob("store-*/catalog.db")
    data = bytearray(path.read_bytes())
    data[8192:] = bytes(byte ^ 0x55 for byte in data[8192:])
    path.write_bytes(data)
    found = diagnose(store.index)
    assert found.fatal and "--rebuild" in found.fatal
