"""The SQLite file of the catalogue: a connection for each thread, transactions, and its errors as the store's."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vectorstore.records import Damaged, StoreFault


class Database:
    """A file of SQLite's; each thread reads over a connection of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []

    @property
    def db(self) -> sqlite3.Connection:
        """This thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
            # What is deleted is overwritten with zeros: a removed article must be gone from the file.
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA temp_store = MEMORY")
            # SQLite's own lower() knows the letters of ASCII only.
            connection.create_function("casefold", 1, lambda text: text and text.casefold(), deterministic=True)
            self._local.connection = connection
            self._opened.append(connection)
        return connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One write transaction: all of it or nothing; raises :class:`StoreFault` when the disk refuses."""
        db = self.db
        with self.faults():
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Several reads of one state, whatever another process commits in between."""
        db = self.db
        with self.faults():
            db.execute("BEGIN")
            try:
                yield db
            finally:
                if db.in_transaction:
                    db.execute("COMMIT")

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turn SQLite's errors into the store's."""
        try:
            yield
        except sqlite3.OperationalError as error:
            what = str(error)
            if "full" in what or "disk I/O" in what:
                raise StoreFault(
                    f"The disk that holds {self._path.parent} is full; free some space and run again."
                ) from error
            if "no such table" in what or "unable to open" in what or "malformed" in what:
                raise Damaged(
                    f"The index at {self._path.parent} is gone or damaged ({what}); run `pincite index --rebuild`."
                ) from error
            raise StoreFault(f"The index at {self._path.parent} cannot be used ({what}); try again.") from error
        except sqlite3.DatabaseError as error:
            raise Damaged(
                f"The catalogue at {self._path} is damaged ({error}); run `pincite index --rebuild`."
            ) from error

    def close(self) -> None:
        """Close every thread's connection."""
        for connection in self._opened:
            connection.close()
        self._opened.clear()
        self._local = threading.local()
