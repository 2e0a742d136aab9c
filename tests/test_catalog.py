"""The catalogue: filters mean what they say, ids are never reused, moved articles keep theirs, faults are named."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers import new_store
from tests.store_rows import article, put
from vectorstore import Filters, Store, StoreFault
from vectorstore.catalog import VARIABLES, Catalog
from vectorstore.records import Damaged

FILES: dict[str, dict[str, str | None]] = {
    "a.txt": {"date": "2024-01-01", "source": "Reuters"},
    "100%/b.txt": {"date": "2024-06-15", "source": "REUTERS"},
    "100x/c.txt": {"date": "2024-12-31", "source": "Kyiv Post", "title": "Über den Hafen"},
    "my_news/d.txt": {"date": None, "source": None},
    "myXnews/e.txt": {"date": "2025-03-01", "source": "Kyiv Post"},
    "my_news/sub/f.txt": {"date": "2023-12-31", "source": "Ärzteblatt"},
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path / "index")
    yield store
    store.close()


@pytest.fixture
def filled(store: Store) -> Store:
    put(store, *(article(file, [f"Words of {file}.", "More words."], **facts) for file, facts in FILES.items()))
    return store


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param(Filters(), set(FILES), id="none"),
        pytest.param(Filters(files=("a.txt",)), {"a.txt"}, id="a file"),
        pytest.param(Filters(files=("b.txt",)), set(), id="a file's name without its folder"),
        pytest.param(Filters(folders=("100%",)), {"100%/b.txt"}, id="a folder with a percent sign"),
        pytest.param(
            Filters(folders=("my_news/",)), {"my_news/d.txt", "my_news/sub/f.txt"}, id="an underscore, a slash"
        ),
        pytest.param(Filters(folders=("my_news/sub",)), {"my_news/sub/f.txt"}, id="a sub-folder"),
        pytest.param(Filters(folders=("my",)), set(), id="half a folder's name"),
        pytest.param(Filters(files=("a.txt",), folders=("100x",)), {"a.txt", "100x/c.txt"}, id="a file or a folder"),
        pytest.param(Filters(sources=("reuters",)), {"a.txt", "100%/b.txt"}, id="a source, case aside"),
        pytest.param(Filters(sources=("ÄRZTEBLATT",)), {"my_news/sub/f.txt"}, id="a source that is not ASCII"),
        pytest.param(Filters(since="2024-01-01"), {"a.txt", "100%/b.txt", "100x/c.txt", "myXnews/e.txt"}, id="since"),
        pytest.param(Filters(until="2024-01-01"), {"a.txt", "my_news/sub/f.txt"}, id="until"),
        pytest.param(Filters(since="2024-06-15", until="2024-12-31"), {"100%/b.txt", "100x/c.txt"}, id="a range"),
        pytest.param(Filters(since="2025-01-01", until="2024-01-01"), set(), id="an empty range"),
        pytest.param(Filters(folders=("100x",), sources=("Reuters",)), set(), id="all must hold"),
        pytest.param(Filters(files=("' OR 1=1 --",)), set(), id="SQL is a name"),
        pytest.param(Filters(named="NEWS/"), {"my_news/d.txt", "myXnews/e.txt", "my_news/sub/f.txt"}, id="a path"),
        pytest.param(Filters(named="my_"), {"my_news/d.txt", "my_news/sub/f.txt"}, id="an underscore in a path"),
        pytest.param(Filters(named="über"), {"100x/c.txt"}, id="a title, case aside"),
        pytest.param(Filters(named="%"), {"100%/b.txt"}, id="a percent sign"),
        pytest.param(Filters(named="txt", since="2025-01-01"), {"myXnews/e.txt"}, id="a part and a date"),
        pytest.param(Filters(named="nowhere"), set(), id="a part of none"),
        pytest.param(
            Filters(as_of="2024-01-01"),
            {"a.txt", "my_news/d.txt", "my_news/sub/f.txt"},
            id="as of a day, or without a date",
        ),
        pytest.param(
            Filters(since="2024-01-01", as_of="2024-12-30"), {"a.txt", "100%/b.txt"}, id="as of a day, and a date"
        ),
    ],
)
def test_filters(filled: Store, filters: Filters, expected: set[str]) -> None:
    ids = filled.catalog.allowed(filters)
    assert {row.file for row in filled.catalog.passages(ids).values()} == expected
    assert len(ids) == 2 * len(expected)
    hits = filled.search_lexical("words", 50, filters)
    assert {filled.passages([hit.id])[hit.id].file for hit in hits} == expected


def test_passages_are_slices_of_their_article_in_code_points(store: Store) -> None:
    sentences = ["Emoji 👩‍🚀 first.", "Ünïcode e\u0301 next.", "Last\r\none."]
    put(store, article("a.txt", sentences))
    text = store.catalog.text("a.txt")
    assert text == "".join(f"{s} " for s in sentences)
    for row, sentence in zip(store.catalog.passages_of("a.txt"), sentences, strict=True):
        assert row.text == text[row.start : row.end] == f"{sentence} "


def test_more_ids_than_one_statement_takes(filled: Store) -> None:
    ids = [i for i, _ in filled.catalog.passage_ids()]
    asked = [*range(10_000, 10_000 + VARIABLES), *ids]
    assert filled.catalog.known(asked) == set(ids) == set(filled.catalog.passages(asked))


def test_an_id_is_never_given_out_twice(store: Store) -> None:
    seen: set[int] = set()
    for version in range(4):
        put(store, article("a.txt", [f"Version {version}.", "More."]))
        ids = {row.id for row in store.catalog.passages_of("a.txt")}
        assert not ids & seen
        seen |= ids
        if version == 2:
            with store.writing():
                store.remove(["a.txt"])


def test_a_moved_article_keeps_its_passages_and_remembers_its_paths(store: Store) -> None:
    put(store, article("a.txt", ["One.", "Two."]))
    before = [row.id for row in store.catalog.passages_of("a.txt")]
    with store.writing():
        store.move([(store.catalog.stored()["a.txt"].id, "b.txt", 1.0)])
        store.move([(store.catalog.stored()["b.txt"].id, "c/d.txt", 2.0)])
    assert list(store.catalog.stored()) == ["c/d.txt"]
    assert [row.id for row in store.catalog.passages_of("c/d.txt")] == before
    assert store.catalog.text("a.txt") is None
    former = store.catalog.db.execute("SELECT former FROM articles").fetchone()[0]
    assert json.loads(former) == ["a.txt", "b.txt"]


def test_a_change_that_fails_changes_nothing(filled: Store) -> None:
    before = filled.catalog.stored(), filled.catalog.counts(), filled.catalog.generation()
    with pytest.raises(ZeroDivisionError), filled.catalog.transaction():
        filled.catalog.delete(filled.catalog.stored()["a.txt"].id)
        filled.catalog.bump()
        raise ZeroDivisionError
    assert (filled.catalog.stored(), filled.catalog.counts(), filled.catalog.generation()) == before
    assert filled.search_lexical("words", 50)


def test_a_snapshot_does_not_see_what_is_committed_in_between(filled: Store) -> None:
    reader = Store(filled.index)
    with reader.catalog.snapshot() as db:
        before = db.execute("SELECT count(*) FROM articles").fetchone()
        put(filled, article("new.txt", ["New."]))
        assert db.execute("SELECT count(*) FROM articles").fetchone() == before
    assert "new.txt" in reader.catalog.stored()
    reader.close()


def test_failures_are_those_of_the_last_run(store: Store) -> None:
    with store.writing():
        store.finish([("b", "empty"), ("a", "binary")])
        assert store.catalog.failures() == {"a": "binary", "b": "empty"} and store.catalog.counts()[2] == 2
        store.finish([("b", "empty")])
        assert store.catalog.failures() == {"b": "empty"}


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "There is no index"), (b"", "damaged.*--rebuild"), (b"x" * 9000, "damaged.*--rebuild")],
    ids=["missing", "empty", "garbage"],
)
def test_a_catalogue_that_cannot_be_opened(tmp_path: Path, content: bytes | None, says: str) -> None:
    if content is not None:
        (tmp_path / "catalog.db").write_bytes(content)
    with pytest.raises(StoreFault, match=says):
        Catalog(tmp_path / "catalog.db")


def test_a_page_that_is_damaged_is_named_as_such(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "catalog.db", create=True)
    catalog.scrub()
    catalog.close()
    data = bytearray((tmp_path / "catalog.db").read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    (tmp_path / "catalog.db").write_bytes(data)
    with pytest.raises(Damaged, match=r"--rebuild"):
        Catalog(tmp_path / "catalog.db").counts()


def test_a_lock_that_is_held_too_long_says_try_again(filled: Store) -> None:
    other = sqlite3.connect(filled.index / (filled.index / "current").read_text() / "catalog.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    filled.catalog.db.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(StoreFault, match=r"locked.*try again"), filled.catalog.transaction():
        pass
    other.close()
