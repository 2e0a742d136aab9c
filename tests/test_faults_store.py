"""The store's faults made to happen for real: killed writers, rival writers, readers beside one, damage, a full disk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from pydantic import PrivateAttr

from qa import Pincite
from qa.errors import StoreError
from qa.retrieval import retrieve
from tests.helpers import HashEmbedding, make_folder, new_store
from tests.store_rows import article, embed, generated, healthy, put, python
from vectorstore import Store, place
from vectorstore.doctor import diagnose
from vectorstore.records import Locked

KILLS = 50


def open_library(folder: Path) -> Pincite:
    return Pincite.open(folder, embedder=HashEmbedding())


# -- row 1: kill -9 while indexing

# A process that is warm, and for each line it reads forks a child that indexes the folder and names, on standard
# output, what it has committed. The fork comes before anything of Chroma's runs: only its import is shared.
INDEXER = """
import os, sys
import chromadb.api.client, chromadb.api.rust, chromadb.telemetry.product.posthog
import llama_index.core.ingestion, qa.chunking
from qa import Pincite, indexing, sentences
from tests.helpers import HashEmbedding

sentences.punkt()
indexing.WINDOW = 1500

def say(*words):
    # One write, which a kill cannot cut.
    os.write(1, " ".join([*map(str, words), chr(10)]).encode())

for line in sys.stdin:
    child = os.fork()
    if child:
        say("end", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        continue
    try:
        library = Pincite.open(sys.argv[1], embedder=HashEmbedding())
        say("started", os.getpid())
        library.index(progress=lambda done: say("committed", *library.store.catalog.stored()))
        os._exit(0)
    except BaseException as error:
        say("failed", type(error).__name__, " ".join(str(error).split()))
        os._exit(1)
"""


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def run_indexer(indexer: subprocess.Popen[str], kill_after: float | None) -> tuple[int, set[str]]:
    """One forked run, killed after so many seconds; its exit status and the files that it named as committed."""
    assert indexer.stdin and indexer.stdout
    indexer.stdin.write("go\n")
    indexer.stdin.flush()
    timer: threading.Timer | None = None
    committed: set[str] = set()
    for line in indexer.stdout:
        kind, *rest = line.split()
        if kind == "started" and kill_after is not None:
            timer = threading.Timer(kill_after, kill, (int(rest[0]),))
            timer.start()
        elif kind == "committed":
            # A change replaces whole articles: whatever was there stays there.
            assert committed <= set(rest)
            committed = set(rest)
        elif kind == "failed":
            pytest.fail(line)
        elif kind == "end":
            if timer is not None:
                timer.cancel()
            return int(rest[0]), committed
    raise AssertionError(indexer.stderr.read() if indexer.stderr else "")


def test_a_killed_indexer_loses_nothing_that_it_committed(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    texts = dict(generated(40))
    folder = make_folder(tmp_path / "articles", texts)
    indexer = python(INDEXER, folder)
    killed, interrupted, expected = 0, 0, set[str]()
    store = Store(folder / ".pincite")
    try:
        while killed < KILLS:
            status, committed = run_indexer(indexer, float(random.uniform(0.0, 1.2)))
            assert status in (0, -signal.SIGKILL)
            killed += status != 0
            interrupted += status != 0 and bool(committed)
            kept = set(store.catalog.stored()) if store.exists() else set()
            assert expected | committed <= kept
            expected = kept
            if status == 0:
                # Done: new contents under the same names, to be killed while it replaces and removes.
                for file in random.choice(sorted(texts), 25, replace=False):
                    (folder / file).write_text(texts[file].swapcase() + f"Version {killed}.\n")
        assert run_indexer(indexer, None)[0] == 0
        assert interrupted > 5, "no run was killed between two commits"
        assert set(store.catalog.stored()) == set(texts)
        for file in texts:
            assert store.catalog.text(file) == (folder / file).read_text()
    finally:
        store.close()
        assert indexer.stdin
        indexer.stdin.close()
        indexer.wait()
        for pipe in (indexer.stdout, indexer.stderr):
            assert pipe
            pipe.close()
    assert healthy(folder / ".pincite").passages >= len(texts)


def test_what_a_killed_run_left_of_chromas_files_is_made_anew(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, generated(5))
    library = open_library(folder)
    library.index()
    with library.store.catalog.transaction():
        library.store.catalog.set_meta("unfinished", "1")
    library.close()
    (vectors,) = (folder / ".pincite").glob("store-*/vectors-1/chroma.sqlite3")
    vectors.write_bytes(b"torn" * 1000)
    (folder / "003.txt").write_text("Rewritten since.")
    library = open_library(folder)
    assert library.index().changed == 1
    library.close()
    healthy(folder / ".pincite")


# -- row 2: a second writing process

HOLDER = """
import sys
from pathlib import Path
from vectorstore import lock
Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
with lock.writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""
ONCE = """
import sys, time
from qa import Pincite, PinciteError, indexing
from tests.helpers import HashEmbedding
indexing.WINDOW = 1500
library = Pincite.open(sys.argv[1], embedder=HashEmbedding())
print("ready", flush=True)
sys.stdin.readline()
try:
    # The one that works goes on until it is told that the others have tried.
    library.index(progress=lambda done: print("wrote", flush=True) or sys.stdin.readline() if done.articles < 3 else None)
except PinciteError as error:
    print("refused", error, flush=True)
    sys.exit(error.exit_code)
"""


def end(process: subprocess.Popen[str], text: str = "") -> tuple[str, str]:
    said = process.communicate(text, timeout=60)
    return said[0], said[1]


def test_a_second_writer_is_refused_and_told_who_holds_the_lock(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, generated(2))
    holder = python(HOLDER, folder / ".pincite")
    assert holder.stdout and holder.stdout.readline() == "held\n"
    second = python("from qa.cli import main; import sys; sys.argv[0] = 'pincite'; main()", "index", folder)
    out, err = end(second)
    assert second.returncode not in (0, 1) and f"process {holder.pid}" in out + err
    assert "Traceback" not in err
    with pytest.raises(Locked, match=f"process {holder.pid}"), Store(folder / ".pincite").writing():
        pass
    holder.kill()
    end(holder)
    # Its file still names the dead process; the lock itself died with it.
    assert (folder / ".pincite" / "writer.json").exists()
    assert open_library(folder).index().indexed == 2


def test_of_four_indexers_at_once_one_works(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, generated(30))
    rivals = [python(ONCE, folder) for _ in range(4)]
    try:
        for rival in rivals:
            assert rival.stdout and rival.stdout.readline() == "ready\n"
        for rival in rivals:
            assert rival.stdin
            rival.stdin.write("\n")
            rival.stdin.flush()
        first = [rival.stdout.readline() for rival in rivals if rival.stdout]
    finally:
        for rival in rivals:
            end(rival, "\n" * 50)
    assert sorted(line.split()[0] for line in first) == ["refused"] * 3 + ["wrote"]
    winner = rivals[first.index("wrote\n")]
    for rival, line in zip(rivals, first, strict=True):
        assert (rival.returncode == 0) == (rival is winner)
        assert rival is winner or f"process {winner.pid}" in line
    assert healthy(folder / ".pincite").passages >= 30


# -- row 3: a reader beside a writer

WRITER = """
import sys
from pathlib import Path
from tests.store_rows import article, put
from vectorstore import Store
store = Store(Path(sys.argv[1]))
for round in range(int(sys.argv[2])):
    put(store, *(article(f"{i}.txt", [f"common words in every one of them, version {round} of article {i}",
                                      f"another sentence about number {i} in round {round}"]) for i in range(40)))
    print(round, flush=True)
store.close()
"""


@pytest.mark.parametrize("filtered", [False, True], ids=["everything", "one file"])
def test_a_reader_sees_the_old_or_the_new_state_and_never_an_error(tmp_path: Path, filtered: bool) -> None:
    from vectorstore import Filters

    index = tmp_path / "index"
    store = Store(index)
    with store.writing():
        store.create("hash-64")
    rounds = 12
    writer = python(WRITER, index, str(rounds))
    assert writer.stdout
    done: list[int] = []
    follow = threading.Thread(target=lambda: done.extend(int(line) for line in writer.stdout or ()))
    follow.start()
    filters = Filters(files=("3.txt",)) if filtered else None
    searches = 0
    try:
        while follow.is_alive():
            before = done[-1] if done else -1
            question = f"common words in every one of them, version {max(before, 0)} of article 3"
            hits = store.search_dense(embed([question])[0], 5, filters)
            rows = store.passages([hit.id for hit in hits])
            searches += 1
            assert len(hits) == (0 if not rows and before < 0 else len(hits))
            for row in rows.values():
                # No version older than what was committed before the search began.
                version = int(
                    row.text.split("version ")[1].split()[0] if "version" in row.text else row.text.split()[-1]
                )
                assert version >= before, (row.text, before)
        follow.join()
        text = f"common words in every one of them, version {rounds - 1} of article 3"
        found = store.search_dense(embed([text])[0], 1)
        assert [store.passages([hit.id])[hit.id].text.strip() for hit in found] == [text]
        assert store.search_lexical(f"version {rounds - 1}", 3)
    finally:
        end(writer)
        store.close()
    assert writer.returncode == 0 and searches > 10
    healthy(index)


def test_threads_search_while_their_process_writes(tmp_path: Path) -> None:
    store = new_store(tmp_path / "index")
    put(store, article("a.txt", ["the harbour was closed in March"]))
    failures: list[BaseException] = []
    stop = threading.Event()

    def search() -> None:
        reader = Store(tmp_path / "index")
        try:
            while not stop.is_set():
                for each in (store, reader):
                    assert each.search_dense(embed(["the harbour was closed in March"])[0], 1)
        except BaseException as error:
            failures.append(error)
        finally:
            reader.close()

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for i in range(20):
        put(store, article(f"{i}.txt", [f"article {i} is about something else"]))
    stop.set()
    for thread in threads:
        thread.join()
    store.close()
    assert not failures


REBUILDER = """
import sys
from qa import Pincite
from tests.helpers import HashEmbedding
for _ in range(int(sys.argv[2])):
    Pincite.open(sys.argv[1], embedder=HashEmbedding()).index(rebuild=True)
    print("rebuilt", flush=True)
"""


def test_a_reader_beside_rebuilds_finds_the_same_all_the_time(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, generated(5))
    library = open_library(folder)
    library.index()
    text = library.read("003.txt")[:80]
    rebuilder = python(REBUILDER, folder, "6")
    searches = 0
    while rebuilder.poll() is None:
        found = retrieve(library.store, library.embedding, text, 1)
        assert [passage.file for passage in found.passages] == ["003.txt"] and not found.notes
        searches += 1
    out, err = end(rebuilder)
    library.close()
    assert out.count("rebuilt") == 6 and searches > 10, err


# -- row 4: damaged vector files


def halve(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(byte ^ 0xFF for byte in data[middle : middle + 64]) + data[middle + 64 :]


def flip_head(data: bytes) -> bytes:
    return bytes(byte ^ 0xFF for byte in data[:64]) + data[64:]


def flip_bit(data: bytes) -> bytes:
    place = len(data) * 2 // 3
    return data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :] if data else data


def empty(data: bytes) -> bytes:
    return b""


VECTOR_FILES = [
    "chroma.sqlite3",
    "header.bin",
    "data_level0.bin",
    "length.bin",
    "link_lists.bin",
    "index_metadata.pickle",
]
# Files whose bytes Chroma needs for a right answer; the others it can do without, or makes anew.
NEEDED = {"chroma.sqlite3", "header.bin", "data_level0.bin", "index_metadata.pickle"}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with enough passages for Chroma to have written its graph to disk."""
    folder = make_folder(tmp_path_factory.mktemp("large"), generated(70, paragraphs=24))
    library = open_library(folder)
    assert library.index().passages > 1000
    library.close()
    assert {path.name for path in folder.glob(".pincite/*/vectors-1/**/*") if path.is_file()} >= set(VECTOR_FILES)
    return folder


# A process that is warm, and for each line it reads, an index, forks a child that searches it and one that examines
# it. Each of these can crash; what it then says is how.
PATIENT = """
import json, os, sys
from pathlib import Path
import chromadb.api.client, chromadb.api.rust, chromadb.telemetry.product.posthog
from tests.store_rows import embed
from vectorstore import Store, doctor
from vectorstore.records import Damaged, StoreFault

def search(index):
    store = Store(index)
    ids = [i for i, _ in store.catalog.passage_ids()]
    for i in ids[:: len(ids) // 20]:
        row = store.passages([i])[i]
        found = store.search_dense(embed([(row.title + chr(10) if row.title else "") + row.text])[0], 5)
        if not any(hit.id == i for hit in found):
            return "wrong"
    return "right"

def examine(index):
    found = doctor.examine(Store(index), lambda done, total: None)
    return "healthy" if found.healthy else "found"

for line in sys.stdin:
    for task in (search, examine):
        child = os.fork()
        if not child:
            try:
                said = task(Path(line.strip()))
            except Damaged as fault:
                said = "damaged"
            os.write(1, (said + chr(10)).encode())
            os._exit(0)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status:
            os.write(1, f"crashed:{status}{chr(10)}".encode())
"""


@pytest.fixture(scope="module")
def patient() -> Iterator[subprocess.Popen[str]]:
    process = python(PATIENT)
    yield process
    end(process)


def copy_and_damage(large: Path, to: Path, file: str, damage: Callable[[bytes], bytes] | None) -> Path:
    shutil.copytree(large, to)
    (path,) = to.glob(f".pincite/*/vectors-1/**/{file}")
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage(path.read_bytes()))
    return to


def damage_name(damage: Callable[[bytes], bytes] | None) -> str:
    return damage.__name__ if damage else "delete"


@pytest.mark.parametrize("damage", [halve, empty, flip, flip_head, flip_bit, None], ids=damage_name)
@pytest.mark.parametrize("file", VECTOR_FILES)
def test_damaged_vectors_never_crash_a_search_and_never_answer_wrongly(
    tmp_path: Path, large: Path, patient: subprocess.Popen[str], file: str, damage: Callable[[bytes], bytes] | None
) -> None:
    index = copy_and_damage(large, tmp_path / "articles", file, damage) / ".pincite"
    assert patient.stdin and patient.stdout
    patient.stdin.write(f"{index}\n")
    patient.stdin.flush()
    searched, examined = patient.stdout.readline().strip(), patient.stdout.readline().strip()
    assert searched in ("right", "damaged")
    # What is reported healthy has just looked every passage up by itself.
    assert examined in (
        ("found",) if file in NEEDED and damage in (halve, empty, flip_head, None) else ("found", "healthy")
    )
    if examined == "healthy":
        assert searched == "right"


@pytest.mark.parametrize(
    ("file", "damage"),
    [("header.bin", flip), ("chroma.sqlite3", None), ("data_level0.bin", halve)],
    ids=["header.bin flipped", "chroma.sqlite3 deleted", "data_level0.bin halved"],
)
def test_damaged_vectors_are_searched_by_words_until_they_are_repaired(
    tmp_path: Path, large: Path, file: str, damage: Callable[[bytes], bytes] | None
) -> None:
    folder = copy_and_damage(large, tmp_path / "articles", file, damage)
    library = open_library(folder)
    text = library.read("000.txt")[:90]
    found = retrieve(library.store, library.embedding, text, 3)
    assert found.passages[0].file == "000.txt" and "words only" in found.notes[0] and "--repair" in found.notes[0]
    assert not library.doctor().healthy
    assert library.doctor(repair=True).healthy
    assert not retrieve(library.store, library.embedding, text, 3).notes
    library.close()
    healthy(folder / ".pincite")


def test_a_crash_of_the_check_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = new_store(tmp_path / "index")
    store.close()
    crash = tmp_path / "sitecustomize.py"
    crash.write_text("import os, signal\nprint('{\"done\": 1, ', flush=True)\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = diagnose(tmp_path / "index")
    assert not found.healthy and found.fatal and "crashed" in found.fatal


# -- row 5: a full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


@pytest.mark.parametrize("reserve", [place.RESERVE_BYTES, 0], ids=["reserve", "no reserve"])
def test_a_full_disk_leaves_the_old_index_readable(
    tmp_path: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch, reserve: int
) -> None:
    folder = make_folder(tmp_path / "articles", {"old.txt": "The old harbour was closed in March.\n"})
    library = Pincite.open(folder, index=small_disk / "index", embedder=HashEmbedding())
    library.index()
    if reserve == 0:
        monkeypatch.setattr(place, "RESERVE_BYTES", 0)
        monkeypatch.setattr(place, "BYTES_A_PASSAGE", 0)
    filler = small_disk / "filler"
    free = shutil.disk_usage(small_disk).free
    filler.write_bytes(b"x" * (free - 300_000))
    make_folder(folder, generated(120, paragraphs=24))
    with pytest.raises(StoreError, match=r"(?s)(full|left).*free some space"):
        library.index()
    library.close()
    library = Pincite.open(folder, index=small_disk / "index", embedder=HashEmbedding())
    assert [passage.file for passage in library.search("old harbour", 1)] == ["old.txt"]
    filler.unlink()
    report = library.index()
    assert report.indexed == 121 and not report.failed
    library.close()
    healthy(small_disk / "index")


def test_an_index_is_not_started_on_a_disk_without_room(small_disk: Path, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "articles", generated(2))
    (small_disk / "filler").write_bytes(b"x" * 55_000_000)
    library = Pincite.open(folder, index=small_disk / "index", embedder=HashEmbedding())
    with pytest.raises(StoreError, match=r"free some space"):
        library.index()
    assert not library.store.exists()
    (small_disk / "filler").unlink()
    assert library.index().indexed == 2
    library.close()


# -- row 6: a removed article is physically gone

SECRET = "Zanzibarquux"


def traces(index: Path) -> list[str]:
    """Files of the index in whose bytes, or in whose name, the secret stands, in any case or stem."""
    return [
        str(path)
        for path in sorted(index.rglob("*"))
        if path.is_file() and b"zanzibarquu" in path.name.lower().encode() + path.read_bytes().lower()
    ]


def secret_folder(root: Path) -> Path:
    return make_folder(
        root,
        {
            **generated(20),
            f"{SECRET}.txt": f"{SECRET} in a title\n\nThe plan is called {SECRET}, and {SECRET}s are many.\n",
            "changed.txt": f"A heading\n\nThis stays as it is. {SECRET} is edited away.\n",
            f"sub/{SECRET}.bin": b"\x00\xff",
        },
    )


def edit_away(folder: Path) -> None:
    (folder / f"{SECRET}.txt").unlink()
    (folder / "sub" / f"{SECRET}.bin").unlink()
    (folder / "changed.txt").write_text("A heading\n\nThis stays as it is.\n")


@pytest.mark.parametrize("beside_a_reader", [False, True], ids=["alone", "beside a reader"])
def test_a_removed_text_is_in_no_file(tmp_path: Path, beside_a_reader: bool) -> None:
    folder = secret_folder(tmp_path)
    library = open_library(folder)
    library.index()
    index = folder / ".pincite"
    assert traces(index)
    reader = open_library(folder)
    if beside_a_reader:
        assert reader.search(SECRET)
    edit_away(folder)
    assert library.index().removed == 1
    assert traces(index) == []
    assert not any(SECRET in passage.text for passage in reader.search(SECRET))
    reader.close()
    library.close()
    assert traces(index) == []


def test_a_log_that_a_reader_holds_open_is_emptied_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = secret_folder(tmp_path)
    library, reader = open_library(folder), open_library(folder)
    library.index()
    edit_away(folder)
    library.store.catalog.db.execute("PRAGMA busy_timeout = 100")
    with reader.store.catalog.snapshot() as db:
        db.execute("SELECT count(*) FROM articles").fetchone()
        library.index()
        assert traces(folder / ".pincite")
    library.index()
    assert traces(folder / ".pincite") == []
    library.close()
    reader.close()


DIE_BEFORE = """
import os, signal, sys
from qa import Pincite
from tests.helpers import HashEmbedding
from vectorstore.store import Store
name = sys.argv[2]
def die(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(Store, name, die)
Pincite.open(sys.argv[1], embedder=HashEmbedding()).index()
"""


@pytest.mark.parametrize("step", ["_drop_stray", "finish"])
def test_a_run_killed_before_it_scrubs_leaves_that_to_the_next(tmp_path: Path, step: str) -> None:
    folder = secret_folder(tmp_path)
    library = open_library(folder)
    library.index()
    library.close()
    edit_away(folder)
    # What is in between can only be reached with something to remove: tidying up calls the same step with nothing.
    code = (
        DIE_BEFORE if step == "finish" else DIE_BEFORE.replace("(*arguments):", "(self, ids):\n    if not ids: return")
    )
    child = python(code, folder, step)
    end(child)
    assert child.returncode == -signal.SIGKILL
    assert traces(folder / ".pincite")
    library = open_library(folder)
    library.index()
    library.close()
    assert traces(folder / ".pincite") == []
    healthy(folder / ".pincite")


# -- row 7: the index folder is removed under a running program


def test_an_index_removed_under_a_running_program(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, generated(5))
    library = open_library(folder)
    library.index()
    retriever = library.as_retriever(3)
    assert retriever.retrieve("anything")
    shutil.rmtree(folder / ".pincite")
    for use in (
        lambda: retriever.retrieve("anything"),
        library.status,
        lambda: library.read("000.txt"),
        library.doctor,
    ):
        with pytest.raises(StoreError, match=r"There is no index at .*; run `pincite index`"):
            use()
    assert library.index().indexed == 5
    assert retriever.retrieve("anything") and library.search("anything") and library.doctor().healthy
    library.close()


def test_an_index_of_which_parts_are_gone_is_made_anew(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, generated(5))
    library = open_library(folder)
    library.index()
    for part in (folder / ".pincite").glob("store-*"):
        shutil.rmtree(part)
    for use in (library.status, library.index):
        with pytest.raises(StoreError, match=r"--rebuild"):
            use()
    assert library.index(rebuild=True).indexed == 5
    assert library.doctor().healthy
    library.close()


# -- row 8: versions and embedders


def set_meta(folder: Path, key: str, value: str) -> None:
    store = Store(folder / ".pincite")
    with store.catalog.transaction():
        store.catalog.set_meta(key, value)
    store.close()


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("schema", "99", "newer Pincite.*update"),
        ("schema", "0", "older Pincite.*--rebuild"),
        ("embedder", "another", "made with the embedder another.*--rebuild"),
    ],
    ids=["newer", "older", "other embedder"],
)
def test_an_index_of_another_version_is_refused_until_it_is_rebuilt(
    tmp_path: Path, key: str, value: str, says: str
) -> None:
    folder = make_folder(tmp_path, generated(5))
    library = open_library(folder)
    library.index()
    library.close()
    set_meta(folder, key, value)
    make_folder(tmp_path, generated(5, seed=2))
    library = open_library(folder)
    for use in (library.index, lambda: library.search("anything")):
        with pytest.raises(StoreError, match=says):
            use()
    assert library.index(rebuild=True).embedded > 0
    assert library.search("anything")
    library.close()
    assert healthy(folder / ".pincite").passages
    assert len(list((folder / ".pincite").glob("store-*"))) == 1


@pytest.mark.parametrize("garbage", [b"", b"not a database at all" * 500], ids=["empty", "garbage"])
def test_a_catalogue_that_cannot_be_opened_can_be_rebuilt(tmp_path: Path, garbage: bytes) -> None:
    folder = make_folder(tmp_path, generated(5))
    library = open_library(folder)
    library.index()
    library.close()
    (catalog,) = folder.glob(".pincite/*/catalog.db")
    catalog.write_bytes(garbage)
    library = open_library(folder)
    with pytest.raises(StoreError, match=r"--rebuild"):
        library.index()
    assert library.index(rebuild=True).indexed == 5
    library.close()
    healthy(folder / ".pincite")


class Flaky(HashEmbedding):
    """Raises at its ``fails_at``-th text, once."""

    _fails_at: int = PrivateAttr(default=0)

    def __init__(self, fails_at: int) -> None:
        super().__init__()
        self._fails_at = fails_at

    def _get_text_embedding(self, text: str) -> list[float]:
        vector = super()._get_text_embedding(text)
        if self.texts == self._fails_at:
            raise RuntimeError("the embedder has failed")
        return vector


def test_a_rebuild_that_fails_leaves_the_old_index_in_use(tmp_path: Path) -> None:
    folder = make_folder(tmp_path, generated(5))
    library = open_library(folder)
    library.index()
    before = (folder / ".pincite" / "current").read_text()
    flaky = Pincite.open(folder, embedder=Flaky(fails_at=3))
    with pytest.raises(RuntimeError, match=r"has failed"):
        flaky.index(rebuild=True)
    assert (folder / ".pincite" / "current").read_text() == before
    assert [path.name for path in (folder / ".pincite").glob("store-*")] == [before]
    assert library.search("anything") and library.doctor().healthy
    library.close()
    flaky.close()


def test_what_is_not_the_stores_own_stays_in_the_index_folder(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "articles", generated(2))
    mine = make_folder(tmp_path / "mine", {"photos/a.jpg": b"1", "deadbeef/b": b"2", "note.md": b"3"})
    library = Pincite.open(folder, index=mine, embedder=HashEmbedding())
    library.index()
    library.index()
    library.index(rebuild=True)
    library.close()
    assert all((mine / file).is_file() for file in ("photos/a.jpg", "deadbeef/b", "note.md"))


# -- row 10: a failure half-way through an update


def test_an_update_that_fails_half_way_keeps_the_old_version_and_is_retried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.indexing.WINDOW", 1500)
    folder = make_folder(tmp_path, generated(12))
    library = open_library(folder)
    library.index()
    old = {file: library.read(file) for file in generated(12)}
    new = generated(12, seed=2)
    make_folder(folder, new)
    flaky = Pincite.open(folder, embedder=Flaky(fails_at=8))
    with pytest.raises(RuntimeError, match=r"has failed"):
        flaky.index()
    texts = {file: library.read(file) for file in old}
    assert all(texts[file] in (old[file], new[file]) for file in old)
    assert any(texts[file] == old[file] for file in old) and any(texts[file] == new[file] for file in old)
    for file, text in texts.items():
        assert library.search(text[:80], 1)[0].file == file
    healthy(folder / ".pincite")
    report = flaky.index()
    assert report.changed == sum(texts[file] == old[file] for file in old)
    assert {file: library.read(file) for file in old} == new
    flaky.close()
    library.close()
    healthy(folder / ".pincite")
