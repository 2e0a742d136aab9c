"""A gold file, one JSON object a line → rows that are whole: what is wrong is named by line and reason before anything runs.

The row: ``question``; ``answers``, the accepted ones, each a string or a list of strings that must all be there; ``passages``,
each ``{"file", "text"}`` or ``{"file", "start", "end"}`` (half-open, code points) or both, any of which supports the answer;
``answerable``: ``true``, ``false``, or ``null`` where nobody knows, and then no answer metric scores it; ``history``: earlier
questions of the conversation, oldest first; ``disagreement``: the sides that articles take, each a list of its accepted answers;
``id``, ``kind`` and ``note`` for people. ``rejected`` is what feedback found wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.errors import SettingsError, SourceError
from qa.types import Span

KEYS = frozenset("id question answers passages answerable history disagreement kind note rejected".split())
LISTED_FAULTS = 20

Texts = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an article, half-open, in code points."""

    file: str
    start: int
    end: int

    def meets(self, other: Place) -> bool:
        """Whether the two share at least half of the shorter one."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        return self.file == other.file and 2 * shared >= min(self.end - self.start, other.end - other.start) > 0


@dataclass(frozen=True, slots=True)
class Gold:
    """One question and what is right about it; ``answers`` are alternatives, each with the parts that it needs."""

    id: str
    question: str
    answers: tuple[tuple[str, ...], ...] = ()
    passages: tuple[Place, ...] = ()
    answerable: bool | None = True
    history: tuple[str, ...] = ()
    disagreement: tuple[tuple[str, ...], ...] = ()
    kind: str = ""
    note: str = ""


def load(path: Path, texts: Texts) -> list[Gold]:
    """The rows of a gold file; ``texts`` gives an article's text by its file, ``None`` for none such.

    Raises :class:`SourceError` where the file cannot be read and :class:`SettingsError` that names every wrong row by line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} cannot be read ({error})", "name a gold file, one JSON object a line.") from error
    rows: list[Gold] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for number, line in numbered_lines(text):
        try:
            row = parse(parsed(line), str(number), texts)
        except ValueError as error:
            faults.append(f"line {number}: {error}")
            continue
        if row.id in seen:
            faults.append(f"line {number}: its id {row.id!r} is that of line {seen[row.id]}")
        seen[row.id] = number
        rows.append(row)
    if faults:
        more = f"\n… and {len(faults) - LISTED_FAULTS} more" if len(faults) > LISTED_FAULTS else ""
        raise SettingsError(f"{path} has wrong rows; mend them:\n" + "\n".join(faults[:LISTED_FAULTS]) + more)
    if not rows:
        raise SettingsError(f"{path} holds no row; write one JSON object a line.")
    return rows


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, each with its number from 1.

    A line ends at CR, LF or both. What else Unicode calls an end of a line (U+0085, U+2028, U+2029), where
    :meth:`str.splitlines` cuts, stands in JSON's strings as it is.
    """
    lines = enumerate(re.split(r"\r\n|\n|\r", text), start=1)
    return ((number, line) for number, line in lines if line.strip())


def parsed(text: str) -> Any:
    """What ``text`` holds as JSON; raises :class:`ValueError` with the reason, too deep a nesting among them."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise ValueError(f"not JSON ({error})") from error
    except RecursionError as error:
        raise ValueError("not JSON that can be read (it is nested too deeply)") from error


def parse(stated: Any, default_id: str, texts: Texts) -> Gold:
    """One row; raises :class:`ValueError` with the reason."""
    if not isinstance(stated, Mapping):
        raise ValueError("it is not an object")
    unknown = sorted(stated.keys() - KEYS)
    if unknown:
        raise ValueError(f"there is no key {unknown[0]!r}; there are: {', '.join(sorted(KEYS))}")
    question = stated.get("question")
    if not isinstance(question, str) or not question.strip():
        raise ValueError("it has no question")
    answerable = stated.get("answerable", True)
    if answerable is not None and not isinstance(answerable, bool):
        raise ValueError("answerable is true, false or null")
    row = Gold(
        id=str(stated.get("id", default_id)),
        question=question.strip(),
        answers=tuple(_answer(one) for one in _list(stated, "answers")),
        passages=tuple(_place(one, texts) for one in _list(stated, "passages")),
        answerable=answerable,
        history=_strings(stated, "history"),
        disagreement=tuple(_answer(one) for one in _list(stated, "disagreement")),
        kind=str(stated.get("kind", "")),
        note=str(stated.get("note", "")),
    )
    if row.answerable and not row.answers:
        raise ValueError("it is answerable and has no answers")
    if row.answerable is False and (row.answers or row.passages):
        raise ValueError("it is not answerable and yet has answers or passages")
    if len(row.disagreement) == 1:
        raise ValueError("a disagreement has two sides or more")
    return row


def _list(stated: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = stated.get(key) or []
    if not isinstance(value, list):
        raise ValueError(f"{key} is not a list")
    return value


def _strings(stated: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = _list(stated, key)
    if not all(isinstance(one, str) and one.strip() for one in value):
        raise ValueError(f"{key} is not a list of strings")
    return tuple(value)


def _answer(one: Any) -> tuple[str, ...]:
    parts = [one] if isinstance(one, str) else one
    if not isinstance(parts, list) or not parts or not all(isinstance(part, str) and part.strip() for part in parts):
        raise ValueError("an answer is a string, or a list of strings that must all be there")
    return tuple(parts)


def _place(one: Any, texts: Texts) -> Place:
    if not isinstance(one, Mapping) or not isinstance(one.get("file"), str):
        raise ValueError("a passage has a file, and a text or offsets")
    file, text = one["file"], texts(one["file"])
    if text is None:
        raise ValueError(f"there is no article {file!r} in the folder")
    start, end = _span(one, file, text)
    if not 0 <= start < end <= len(text):
        raise ValueError(f"{file} has no place [{start}, {end}); it has {len(text):,} characters")
    if "text" in one and text[start:end] != one["text"]:
        raise ValueError(f"{file} [{start}, {end}) does not hold the passage's text")
    return Place(file, start, end)


def _span(one: Mapping[str, Any], file: str, text: str) -> Span:
    if "start" in one or "end" in one:
        start, end = one.get("start"), one.get("end")
        if type(start) is not int or type(end) is not int:
            raise ValueError("a passage's start and end are whole numbers")
        return start, end
    quote = one.get("text")
    if not isinstance(quote, str) or not quote.strip():
        raise ValueError("a passage has a file, and a text or offsets")
    places = list(_occurrences(text, quote))
    if not places:
        raise ValueError(f"{file} does not hold {quote[:60]!r}")
    if len(places) > 1:
        raise ValueError(f"{file} holds {quote[:60]!r} {len(places)} times; give start and end")
    return places[0], places[0] + len(quote)


def _occurrences(text: str, quote: str) -> Iterator[int]:
    at = text.find(quote)
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)
