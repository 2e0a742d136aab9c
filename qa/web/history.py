"""Conversations in one SQLite file in the index's folder: per browser, and without a word of an article once it is removed."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import QuestionError, StoreError
from qa.types import Answer

FILE = "history.db"
LONGEST_TITLE = 120
LONGEST_NOTE = 2_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, browser TEXT NOT NULL, title TEXT NOT NULL, created REAL NOT NULL, changed REAL NOT NULL);
CREATE INDEX IF NOT EXISTS conversations_by_browser ON conversations (browser, changed);
CREATE TABLE IF NOT EXISTS turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    answer TEXT NOT NULL, passages TEXT NOT NULL, created REAL NOT NULL, vote INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS turns_by_conversation ON turns (conversation, id);
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question's Answer as ``pincite.answer/1``, the places of the passages that were found, and what its reader thought."""

    id: int
    answer: dict[str, Any]
    passages: list[dict[str, Any]]
    vote: int
    note: str


class History:
    """Whose id a browser does not hold, it does not see: every method takes the browser's id and finds only its own."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._guard = threading.RLock()
        self._db: sqlite3.Connection | None = None

    def conversations(self, browser: str, words: str = "") -> list[dict[str, Any]]:
        """Conversations, the last changed first; with ``words`` those that hold them in title, question or answer."""
        like = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        with self._reading() as db:
            rows = db.execute(
                "SELECT id, title, changed FROM conversations c WHERE browser = ? AND (title LIKE ? ESCAPE '\\' OR EXISTS"
                " (SELECT 1 FROM turns t WHERE t.conversation = c.id AND t.answer LIKE ? ESCAPE '\\')) ORDER BY changed DESC",
                (browser, like, like),
            ).fetchall()
        return [{"id": row[0], "title": row[1], "changed": row[2]} for row in rows]

    def turns(self, browser: str, conversation: str) -> list[Turn]:
        """A conversation's turns, oldest first; raises :class:`QuestionError` where the browser has no such conversation."""
        with self._reading() as db:
            self._own(db, browser, conversation)
            rows = db.execute(
                "SELECT id, answer, passages, vote, note FROM turns WHERE conversation = ? ORDER BY id", (conversation,)
            ).fetchall()
        return [Turn(row[0], json.loads(row[1]), json.loads(row[2]), row[3], row[4]) for row in rows]

    def title(self, browser: str, conversation: str) -> str:
        """A conversation's title; raises :class:`QuestionError` as :meth:`turns` does."""
        with self._reading() as db:
            return self._own(db, browser, conversation)

    def keep(
        self,
        browser: str,
        conversation: str | None,
        answer: Answer,
        passages: list[dict[str, Any]],
        replaces: int | None = None,
    ) -> tuple[str, int]:
        """Store a turn, in a new conversation where ``conversation`` is ``None``; ``replaces`` and what came after it goes.

        Gives the conversation's id and the turn's.
        """
        now = time.time()
        with self._writing() as db:
            if conversation is None:
                conversation = secrets.token_hex(8)
                title = " ".join(answer.question.split())[:LONGEST_TITLE]
                db.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?)", (conversation, browser, title, now, now))
            else:
                self._own(db, browser, conversation)
            if replaces is not None:
                db.execute("DELETE FROM turns WHERE conversation = ? AND id >= ?", (conversation, replaces))
            turn = db.execute(
                "INSERT INTO turns (conversation, answer, passages, created) VALUES (?, ?, ?, ?)",
                (conversation, json.dumps(answer.to_dict()), json.dumps(passages), now),
            ).lastrowid
            db.execute("UPDATE conversations SET changed = ? WHERE id = ?", (now, conversation))
        assert turn is not None
        return conversation, turn

    def rename(self, browser: str, conversation: str, title: str) -> str:
        """Give a conversation another title, which comes back as it is kept."""
        title = " ".join(title.split())[:LONGEST_TITLE]
        if not title:
            raise QuestionError("A title cannot be empty.")
        with self._writing() as db:
            self._own(db, browser, conversation)
            db.execute("UPDATE conversations SET title = ? WHERE id = ?", (title, conversation))
        return title

    def delete(self, browser: str, conversation: str) -> None:
        """Delete a conversation with its turns."""
        with self._writing() as db:
            self._own(db, browser, conversation)
            db.execute("DELETE FROM conversations WHERE id = ?", (conversation,))

    def vote(self, browser: str, turn: int, vote: int, note: str) -> None:
        """Keep what a reader thinks of an answer: 1, 0 or -1, and a note."""
        with self._writing() as db:
            changed = db.execute(
                "UPDATE turns SET vote = ?, note = ? WHERE id = ? AND conversation IN"
                " (SELECT id FROM conversations WHERE browser = ?)",
                (vote, note[:LONGEST_NOTE], turn, browser),
            ).rowcount
        if not changed:
            raise QuestionError("There is no such answer; reload the page.")

    def voted(self, browser: str) -> list[Turn]:
        """Every turn with a vote, oldest first."""
        with self._reading() as db:
            rows = db.execute(
                "SELECT id, answer, passages, vote, note FROM turns WHERE vote <> 0 AND conversation IN"
                " (SELECT id FROM conversations WHERE browser = ?) ORDER BY id",
                (browser,),
            ).fetchall()
        return [Turn(row[0], json.loads(row[1]), json.loads(row[2]), row[3], row[4]) for row in rows]

    def forget(self, file: str) -> None:
        """Take every answer that quotes ``file`` out of every conversation; the question stays, and says why."""
        with self._writing() as db:
            for turn, stated, read in db.execute("SELECT id, answer, passages FROM turns").fetchall():
                answer = json.loads(stated)
                # A passage that was read and not cited names its article's title.
                passages = [passage for passage in json.loads(read) if passage["file"] != file]
                if file in _files(answer):
                    answer |= {"statements": [], "nearest": [], "disagreements": [], "answer": None, "answered": False}
                    answer["notes"] = [f"This answer rested on {file}, which has been removed."]
                    # A thumb was for what stood there.
                    db.execute("UPDATE turns SET vote = 0 WHERE id = ?", (turn,))
                db.execute(
                    "UPDATE turns SET answer = ?, passages = ? WHERE id = ?",
                    (json.dumps(answer), json.dumps(passages), turn),
                )
        with self._reading() as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the file."""
        with self._guard:
            if self._db is not None:
                self._db.close()
            self._db = None

    @staticmethod
    def _own(db: sqlite3.Connection, browser: str, conversation: str) -> str:
        row = db.execute(
            "SELECT title FROM conversations WHERE id = ? AND browser = ?", (conversation, browser)
        ).fetchone()
        if row is None:
            raise QuestionError("There is no such conversation; it may have been deleted.")
        return str(row[0])

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._guard:
            try:
                yield self._open()
            except sqlite3.Error as error:
                raise StoreError(
                    f"The conversations in {self._path} cannot be read or written ({error}); remove that file."
                ) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def _open(self) -> sqlite3.Connection:
        if self._db is not None and not self._path.exists():
            # The index's folder was removed under a running server (FAULTS row 7).
            self._db.close()
            self._db = None
        if self._db is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
            for pragma in ("secure_delete = ON", "journal_mode = WAL", "foreign_keys = ON"):
                db.execute(f"PRAGMA {pragma}")
            db.executescript(_SCHEMA)
            self._path.chmod(0o600)
            self._db = db
        return self._db


def _files(answer: dict[str, Any]) -> set[str]:
    cited = [c for s in answer.get("statements", ()) for c in s["citations"]] + list(answer.get("nearest", ()))
    cited += [c for d in answer.get("disagreements", ()) for side in d["sides"] for c in side["citations"]]
    return {citation["file"] for citation in cited}
