"""One writing process an index: the operating system holds the lock, so a dead process holds none."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.records import Locked


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Hold the index's write lock; raises :class:`Locked` at once, saying who holds it, when another process does."""
    lock = FileLock(index / "write.lock", is_singleton=True)
    holder = index / "writer.json"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Locked(f"Another process is writing to {index} ({_describe(holder)}); wait for it or end it.") from None
    try:
        if lock.lock_counter == 1:
            who = {"pid": os.getpid(), "host": socket.gethostname(), "since": datetime.now().isoformat(" ", "seconds")}
            holder.write_text(json.dumps(who), "utf-8")
        yield
    finally:
        if lock.lock_counter == 1:
            holder.unlink(missing_ok=True)
        lock.release()


def _describe(holder: Path) -> str:
    try:
        who = json.loads(holder.read_text("utf-8"))
        return f"process {who['pid']} on {who['host']}, since {who['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "it has not said who it is"
