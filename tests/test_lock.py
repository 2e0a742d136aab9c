"""One writer an index: re-entrant in its thread, refused to any other, gone with its process."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

from tests.store_rows import python
from vectorstore import lock
from vectorstore.records import Locked, StoreFault


def test_the_holder_is_written_down_while_it_holds(tmp_path: Path) -> None:
    with lock.writing(tmp_path):
        who = json.loads((tmp_path / "writer.json").read_text())
        assert set(who) == {"pid", "host", "since"}
    assert not (tmp_path / "writer.json").exists()


def test_the_same_thread_may_enter_twice(tmp_path: Path) -> None:
    with lock.writing(tmp_path):
        with lock.writing(tmp_path):
            pass
        assert (tmp_path / "writer.json").exists()


@pytest.mark.parametrize("described", [True, False], ids=["described", "not described"])
def test_another_thread_is_refused_at_once(tmp_path: Path, described: bool) -> None:
    said: list[str] = []

    def second() -> None:
        try:
            with lock.writing(tmp_path):
                said.append("entered")
        except Locked as fault:
            said.append(str(fault))

    with lock.writing(tmp_path):
        if not described:
            (tmp_path / "writer.json").write_text("{")
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(5)
    assert len(said) == 1 and said[0].startswith(f"Another process is writing to {tmp_path}")
    assert ("process" in said[0].split("(")[1]) if described else "not said" in said[0]


def test_an_error_inside_lets_go(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), lock.writing(tmp_path):
        raise ZeroDivisionError
    with lock.writing(tmp_path):
        pass


def test_a_folder_that_is_gone_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFault), lock.writing(tmp_path / "file"):
        pass


ALONE = """
import sys, time
from pathlib import Path
from vectorstore.lock import FilesLock
with FilesLock(Path(sys.argv[1])).alone():
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_readers_read_together_and_wait_for_a_writer_in_another_process(tmp_path: Path) -> None:
    files = lock.FilesLock(tmp_path)
    entered: list[str] = []

    def read(name: str) -> None:
        with files.shared():
            entered.append(name)

    with files.shared():
        thread = threading.Thread(target=read, args=("beside a reader",))
        thread.start()
        thread.join(5)
    writer = python(ALONE, tmp_path)
    assert writer.stdout and writer.stdout.readline() == "held\n"
    thread = threading.Thread(target=read, args=("after the writer",))
    thread.start()
    thread.join(0.3)
    assert entered == ["beside a reader"]
    # However the writer ends, its lock ends with it.
    writer.kill()
    writer.communicate()
    thread.join(5)
    assert entered == ["beside a reader", "after the writer"]


def test_readers_that_overlap_do_not_keep_a_writer_out(tmp_path: Path) -> None:
    files = lock.FilesLock(tmp_path)
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            with files.shared():
                stop.wait(0.01)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    started = time.monotonic()
    for _ in range(20):
        with files.alone(), files.alone():
            pass
    stop.set()
    for thread in threads:
        thread.join()
    assert time.monotonic() - started < 10


def test_a_folder_that_cannot_be_written_is_read_without_waiting(tmp_path: Path) -> None:
    with lock.FilesLock(tmp_path / "gone").shared(), lock.FilesLock(tmp_path / "gone").alone():
        pass
    assert not (tmp_path / "gone").exists()
