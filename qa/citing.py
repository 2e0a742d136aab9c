"""A place in a passage → a citation with its quote, sliced from the article, and its lines."""

from __future__ import annotations

from collections.abc import Mapping

from qa.types import Citation, Passage, Span


def sliced(passage: Passage, place: Span) -> str:
    """What a passage says at ``place`` in its article."""
    return passage.text[place[0] - passage.start : place[1] - passage.start]


def trimmed(passage: Passage, span: Span) -> Span:
    """``span`` without the white space at its ends; offsets move, text is not touched."""
    start, end = span
    text = passage.text[start - passage.start : end - passage.start]
    return start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))


class Citer:
    """Turns a place in a passage into a citation; needs whole texts to count lines."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __call__(self, passage: Passage, span: Span) -> Citation:
        """The citation of ``span``, its quote sliced from the article; lines count from 1."""
        text = self._texts[passage.file]
        start, end = span
        return Citation(
            file=passage.file,
            start=start,
            end=end,
            quote=text[start:end],
            lines=(line_of(text, start), line_of(text, max(start, end - 1))),
            sha256=passage.sha256,
            kind=passage.kind,
            title=passage.title,
            date=passage.date,
        )


def line_of(text: str, position: int) -> int:
    """The number of the line that holds ``position``, counting from 1; ``\\r\\n``, ``\\n`` and ``\\r`` each end a line."""
    before = text[:position]
    return 1 + before.count("\n") + before.count("\r") - before.count("\r\n")
