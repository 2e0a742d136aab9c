"""Conversations in one SQLite file in the index's folder: per browser, and without a word of an article once it is removed."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import QuestionError, StoreError
from qa.types import Answer
from qa.web import forgetting
from qa.web.forgetting import Gone

FILE = "history.db"
LONGEST_TITLE = 120
LONGEST_NOTE = 2_000
# The largest integer that SQLite holds.
LARGEST_ID = 2**63 - 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, browser TEXT NOT NULL, title TEXT NOT NULL, created REAL NOT NULL, changed REAL NOT NULL);
CREATE INDEX IF NOT EXISTS conversations_by_browser ON conversations (browser, changed);
CREATE TABLE IF NOT EXISTS turns (
    id INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    answer TEXT NOT NULL, passages TEXT NOT NULL, created REAL NOT NULL, vote INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS turns_by_conversation ON turns (conversation, id);
CREATE TABLE IF NOT EXISTS questions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT NOT NULL UNIQUE REFERENCES conversations (id) ON DELETE CASCADE,
    question TEXT NOT NULL, replaces INTEGER);
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question's Answer as ``pincite.answer/1``, the places of the passages that were found, and what its reader thought."""

    id: int
    answer: dict[str, Any]
    passages: list[dict[str, Any]]
    vote: int
    note: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that has no answer: it is ``running``, or was interrupted; ``replaces`` is the turn that it is asked in place of."""

    question: str
    replaces: int | None
    running: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it is at one moment: its turns, oldest first, and the question after them that has no answer."""

    id: str
    title: str
    turns: list[Turn]
    waiting: Waiting | None


class History:
    """Whose id a browser does not hold, it does not see: every method takes the browser's id and finds only its own.

    ``held`` gives the files, and the articles' sha256, that the index holds, or ``None`` where it cannot tell.
    """

    def __init__(self, folder: Path, held: Callable[[], Container[str] | None] = lambda: None) -> None:
        self._path = folder / FILE
        self._held = held
        self._guard = threading.RLock()
        self._db: sqlite3.Connection | None = None
        self._running: set[int] = set()

    def conversations(self, browser: str, words: str = "") -> list[dict[str, Any]]:
        """Conversations, the last changed first; with ``words`` those that show them, whatever their case and accents."""
        wanted = forgetting.folded(words)
        with self._reading() as db:
            rows = db.execute(
                "SELECT id, title, changed FROM conversations WHERE browser = ? ORDER BY changed DESC", (browser,)
            ).fetchall()
            own = "conversation IN (SELECT id FROM conversations WHERE browser = ?)"
            asked = db.execute(f"SELECT conversation, question FROM questions WHERE {own}", (browser,)).fetchall()
            kept = db.execute(
                f"SELECT conversation, answer FROM turns WHERE ? <> '' AND {own}", (wanted, browser)
            ).fetchall()
        read = [*asked, *((row[0], text) for row in kept for text in {*forgetting.shown(json.loads(row[1]))})]
        found = {conversation for conversation, text in read if wanted in forgetting.folded(text)}
        return [
            {"id": row[0], "title": row[1], "changed": row[2]}
            for row in rows
            if row[0] in found or wanted in forgetting.folded(row[1])
        ]

    def opened(self, browser: str, conversation: str) -> Conversation:
        """A conversation; raises :class:`QuestionError` where the browser has no such one."""
        with self._reading() as db:
            title, turns = self._own(db, browser, conversation), self.turns(browser, conversation)
            row = db.execute(
                "SELECT id, question, replaces FROM questions WHERE conversation = ?", (conversation,)
            ).fetchone()
            # What is looked up in here is either still running or kept by now, and no question any more.
            waiting = None if row is None else Waiting(row[1], row[2], row[0] in self._running)
        return Conversation(conversation, title, turns, waiting)

    def turns(self, browser: str, conversation: str) -> list[Turn]:
        """A conversation's turns, oldest first; raises :class:`QuestionError` as :meth:`opened` does."""
        with self._reading() as db:
            self._own(db, browser, conversation)
            rows = db.execute(
                "SELECT id, answer, passages, vote, note FROM turns WHERE conversation = ? ORDER BY id", (conversation,)
            ).fetchall()
        return [Turn(row[0], json.loads(row[1]), json.loads(row[2]), row[3], row[4]) for row in rows]

    def title(self, browser: str, conversation: str) -> str:
        """A conversation's title; raises :class:`QuestionError` as :meth:`opened` does."""
        with self._reading() as db:
            return self._own(db, browser, conversation)

    def ask(
        self, browser: str, conversation: str | None, question: str, replaces: int | None = None
    ) -> tuple[str, int]:
        """Keep a question until its answer is: in a new conversation where ``conversation`` is ``None``, or there no longer.

        One waits in each conversation, and the next takes its place. Gives the conversation's id and the question's, which runs
        until :meth:`left`. Raises :class:`QuestionError` where ``replaces`` is not the last turn.
        """
        now = time.time()
        with self._writing() as db:
            if conversation is None or self._title(db, browser, conversation) is None:
                conversation, replaces = _begin(db, browser, question, now), None
            _must_be_last(db, conversation, replaces)
            # A conversation is called by its first question, unless it has been given a name.
            first = db.execute(
                "SELECT question FROM questions WHERE conversation = :id AND NOT EXISTS"
                " (SELECT 1 FROM turns WHERE conversation = :id)",
                {"id": conversation},
            ).fetchone()
            if first is not None:
                titles = (_titled(question), conversation, _titled(first[0]))
                db.execute("UPDATE conversations SET title = ? WHERE id = ? AND title = ?", titles)
            db.execute("UPDATE conversations SET changed = ? WHERE id = ?", (now, conversation))
            asked = db.execute(
                "INSERT OR REPLACE INTO questions (conversation, question, replaces) VALUES (?, ?, ?)",
                (conversation, question, replaces),
            ).lastrowid
            assert asked is not None
            self._running.add(asked)
        return conversation, asked

    def left(self, asked: int) -> None:
        """Nobody answers the question any more: it has its answer, or was interrupted."""
        with self._guard:
            self._running.discard(asked)

    def keep(
        self,
        browser: str,
        conversation: str | None,
        answer: Answer,
        passages: list[dict[str, Any]],
        replaces: int | None = None,
        earlier: Iterable[Mapping[str, Any]] = (),
        asked: int | None = None,
    ) -> tuple[str, int]:
        """Store a turn, in a new conversation where ``conversation`` is ``None``; ``replaces``, its last, goes.

        ``earlier`` are the Answers that its question was understood from; ``asked`` is the question that :meth:`ask` kept, and waits
        no longer. Gives the conversation's id and the turn's; raises :class:`QuestionError` as :meth:`ask` does.
        """
        now = time.time()
        with self._writing() as db:
            # An article may have been removed since the question was asked. Looked up in here, none goes unseen: one that is
            # removed from now on is forgotten once this is written.
            stated, read = answer.to_dict(), passages
            if (held := self._held()) is not None:
                gone = forgetting.gone(held)
                stated, read = forgetting.without(gone, stated, read)
                if any(forgetting.rests_on(gone, one) for one in earlier):
                    stated = forgetting.as_asked(stated)
            if conversation is None:
                conversation = _begin(db, browser, answer.question, now)
            else:
                self._own(db, browser, conversation)
            _must_be_last(db, conversation, replaces)
            db.execute("DELETE FROM questions WHERE id = ?", (asked,))
            db.execute("DELETE FROM turns WHERE id = ?", (replaces,))
            turn = db.execute(
                "INSERT INTO turns (conversation, answer, passages, created) VALUES (?, ?, ?, ?)",
                (conversation, json.dumps(stated), json.dumps(read), now),
            ).lastrowid
            db.execute("UPDATE conversations SET changed = ? WHERE id = ?", (now, conversation))
        assert turn is not None
        return conversation, turn

    def rename(self, browser: str, conversation: str, title: str) -> str:
        """Give a conversation another title, which comes back as it is kept."""
        title = _titled(title)
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
        self._forget(lambda place: bool(place["file"] == file))

    def align(self) -> None:
        """As :meth:`forget`, for every file that the index holds no longer, under this name or another."""
        if self._path.exists() and (held := self._held()) is not None:
            self._forget(forgetting.gone(held))

    def _forget(self, gone: Gone) -> None:
        with self._writing() as db:
            forgetful = set()
            rows = db.execute("SELECT id, conversation, answer, passages FROM turns ORDER BY id").fetchall()
            for turn, conversation, *stated in rows:
                kept = answer, passages = [json.loads(one) for one in stated]
                if forgetting.rests_on(gone, answer):
                    forgetful.add(conversation)
                    # A thumb was for what stood there.
                    db.execute("UPDATE turns SET vote = 0 WHERE id = ?", (turn,))
                elif conversation in forgetful:
                    answer = forgetting.as_asked(answer)
                left = [*forgetting.without(gone, answer, passages)]
                if left != kept:
                    changed = (*map(json.dumps, left), turn)
                    db.execute("UPDATE turns SET answer = ?, passages = ? WHERE id = ?", changed)
        with self._reading() as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the file."""
        with self._guard:
            if self._db is not None:
                self._db.close()
            self._db = None

    @staticmethod
    def _title(db: sqlite3.Connection, browser: str, conversation: str) -> str | None:
        row = db.execute(
            "SELECT title FROM conversations WHERE id = ? AND browser = ?", (conversation, browser)
        ).fetchone()
        return None if row is None else str(row[0])

    def _own(self, db: sqlite3.Connection, browser: str, conversation: str) -> str:
        title = self._title(db, browser, conversation)
        if title is None:
            raise QuestionError("There is no such conversation; it may have been deleted.")
        return title

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
            # The index's folder was removed under a running server; writing to the old file would be lost.
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


def _begin(db: sqlite3.Connection, browser: str, question: str, now: float) -> str:
    conversation = secrets.token_hex(8)
    db.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?)", (conversation, browser, _titled(question), now, now))
    return conversation


def _must_be_last(db: sqlite3.Connection, conversation: str, turn: int | None) -> None:
    """What came after a turn, perhaps in another tab, would go with it."""
    (last,) = db.execute("SELECT max(id) FROM turns WHERE conversation = ?", (conversation,)).fetchone()
    if turn not in (None, last):
        raise QuestionError(
            "Only a conversation's last question can be asked again; reload the page to see what came after it."
        )


def _titled(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TITLE]
