"""The tools that assistants call over MCP, and Gradio's API: ask, search, read_passage, check."""

from __future__ import annotations

from dataclasses import asdict

from qa.errors import PinciteError
from qa.web.desk import Desk
from qa.web.replies import as_json

MOST_PASSAGES = 50
LONGEST_READ = 20_000


class Tools:
    """Functions of plain arguments that give JSON as text, as Gradio would write a dict in Python's way; their docstrings are
    what an assistant reads."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask(self, question: str, as_of: str = "") -> str:
        """Answer a question from the articles. Every statement has citations: file, start, end, quote and lines.

        Args:
            question: The question, in words.
            as_of: The day it is asked on, like 2024-06-19, or empty: nothing dated later is read, and news of the days before counts first.
        """
        with _said():
            self._desk.wait_searchable()
            with self._desk.answering(self._desk.library.ask_stream(question, as_of=as_of or None)) as stream:
                return as_json(stream.answer.to_dict())

    def search(self, query: str, count: int = 10, as_of: str = "") -> str:
        """Find the passages that a query is about, best first.

        Args:
            query: What to look for; words in quotation marks are searched exactly.
            count: How many passages, at most 50.
            as_of: The day it is searched on, like 2024-06-19, or empty: as in ask.
        """
        with _said():
            self._desk.wait_searchable()
            found = self._desk.library.search(query, min(count, MOST_PASSAGES), as_of=as_of or None)
            return as_json([asdict(passage) for passage in found])

    def read_passage(self, file: str, start: int = 0, end: int = LONGEST_READ) -> str:
        """Read an article's text from one offset to another.

        Args:
            file: The article's file, as citations name it.
            start: Offset of the first character, in code points.
            end: Offset after the last character; at most 20,000 characters are read at once.
        """
        with _said():
            text = self._desk.library.read(file)
            first = max(0, min(start, len(text)))
            last = max(first, min(end, first + LONGEST_READ, len(text)))
            return as_json({"file": file, "start": first, "end": last, "length": len(text), "text": text[first:last]})

    def check(self, text: str) -> str:
        """Check a text against the articles: each of its sentences supported, contradicted or not found, each citation exact or not.

        Args:
            text: Plain text or Markdown, with citations or without.
        """
        with _said():
            self._desk.wait_searchable()
            return as_json(self._desk.library.check(text).to_dict())


class _said:
    """What a user can cause reaches an assistant as its one sentence."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, PinciteError):
            import gradio

            # A mistake of the assistant's is none of the server's: no trace of it on the console.
            raise gradio.Error(str(error), print_exception=False) from error
