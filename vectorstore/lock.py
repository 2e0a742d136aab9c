"""One writing process an index, and no reader in its files meanwhile; the operating system holds the locks, no dead process."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.records import Locked, StoreFault

# Between taking the lock and saying who has it lies a moment; whoever is refused just then looks again.
LOOKS = 10


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Hold the index's write lock; raises :class:`Locked` at once, saying who holds it, when another process does."""
    lock = FileLock(index / "write.lock", is_singleton=True)
    holder = index / "writer.json"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Locked(f"Another process is writing to {index} ({_describe(holder)}); wait for it or end it.") from None
    except OSError as error:
        raise StoreFault(
            f"The index folder {index} cannot be written ({error.strerror}); name another with --index."
        ) from error
    try:
        if lock.lock_counter == 1:
            who = {"pid": os.getpid(), "host": socket.gethostname(), "since": datetime.now().isoformat(" ", "seconds")}
            holder.write_text(json.dumps(who), "utf-8")
        yield
    finally:
        if lock.lock_counter == 1:
            holder.unlink(missing_ok=True)
        lock.release()


class FilesLock:
    """Many readers of the vectors' files, or one who changes or opens them; a thread that has it has it again.

    Chroma has no read-only way in: opening a small index writes its files, and a reader that finds enough new records
    in the log writes the graph, beside the writer that does the same. So nobody reads while another process writes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held = threading.local()

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Read beside other readers."""
        with self._hold(alone=False):
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only one; not to be asked for inside :meth:`shared`."""
        with self._hold(alone=True):
            yield

    @contextmanager
    def _hold(self, alone: bool) -> Iterator[None]:
        if getattr(self._held, "depth", 0):
            yield
            return
        # Whoever waits to be alone keeps the gate, or readers that overlap would keep it out for ever.
        with _locked(self._folder / "gate.lock", alone):
            files = _locked(self._folder / "files.lock", alone)
            files.__enter__()
        self._held.depth = 1
        try:
            yield
        finally:
            self._held.depth = 0
            files.__exit__(None, None, None)


@contextmanager
def _locked(path: Path, alone: bool) -> Iterator[None]:
    try:
        file = path.open("ab")
    except OSError:
        # A folder that is read-only, or gone, has no writer to wait for.
        yield
        return
    with file:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield
        else:
            with FileLock(f"{path}.windows"):
                yield


def _describe(holder: Path) -> str:
    for _ in range(LOOKS):
        try:
            who = json.loads(holder.read_text("utf-8"))
            return f"process {who['pid']} on {who['host']}, since {who['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            time.sleep(0.05)
    return "it has not said who it is"
