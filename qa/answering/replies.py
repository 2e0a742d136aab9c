"""What a model wrote, in JSON or with [2.3] markers, whole or as far as it has come → the statements of one Draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qa.answering.prompts import NOT_HERE, Form
from qa.sentences import sentence_spans

_NUMBER = r"[A-Za-z]{0,3}\d+(?:\.\d+)*"
_MARKER = re.compile(rf"\[\s*{_NUMBER}(?:\s*[,;]\s*{_NUMBER})*\s*\]")
# "He left. [1.2]" says the same as "He left [1.2]."
_BEHIND = re.compile(rf"([.!?…][\"”’)]*)\s*((?:{_MARKER.pattern}\s*)+)")
_THOUGHT = re.compile(r"^\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_FENCE = re.compile(r"^\s*(?:```|\{|\[\s*\{)")
# What may be missing behind the last closed brace of JSON that is still being written.
_CLOSERS = (b"", b"]}", b"]", b"}")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A statement with the ids that the model named for it, whether or not they were handed out."""

    text: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """Statements in their order; ``unanswered`` is what the model says is missing."""

    statements: tuple[Drafted, ...]
    unanswered: str = ""


def parse(text: str, form: Form, ended: bool) -> Draft | None:
    """The statements of ``text`` that are finished; ``None`` where it is in no form that was ever asked for.

    ``ended`` says that nothing more will come: only then a reply in another form than ``form`` is read as what it is.
    """
    # Some models think aloud first.
    text = _THOUGHT.sub("", text)
    fenced = bool(_FENCE.match(text))
    if ended or fenced or form is not Form.TEXT:
        found = _from_json(text)
        if found is not None or fenced or not ended:
            return found
    return _from_text(text, ended)


def load(text: str) -> Any:
    """The JSON in ``text``, what stands around it aside, as far as its objects are closed; ``None`` where there is none.

    Numbers with a point are :class:`jiter.LosslessFloat`: the id 2.10 is another one than 2.1.
    """
    from jiter import from_json

    start = min((place for place in (text.find("{"), text.find("[")) if place >= 0), default=-1)
    end = text.rfind("}")
    if start < 0 or end < start:
        return None
    # A half surrogate is no UTF-8, and an endpoint may send one.
    body = text[start : end + 1].encode("utf-8", "replace")
    for closer in _CLOSERS:
        try:
            return from_json(body + closer, float_mode="lossless-float")
        except ValueError:
            continue
    return None


def _from_json(text: str) -> Draft | None:
    value = load(text)
    stated = value.get("statements") if isinstance(value, Mapping) else value
    if not isinstance(stated, list) or not all(isinstance(one, Mapping) for one in stated):
        return None
    unanswered = value.get("unanswered") if isinstance(value, Mapping) else None
    statements = tuple(
        Drafted(" ".join(one["text"].split()), tuple(_ids(one.get("cites"))))
        for one in stated
        if isinstance(one.get("text"), str)
    )
    return Draft(statements, unanswered if isinstance(unanswered, str) else "")


def _ids(stated: Any) -> Iterator[str]:
    """The ids in what stands where ids should: each once, brackets off, anything else as it is."""
    rows = stated if isinstance(stated, list) else [] if stated is None else [stated]
    # Only jiter's lossless numbers turn into their own digits as bytes.
    words = (row if isinstance(row, str) else bytes(row).decode() if _is_lossless(row) else str(row) for row in rows)
    yield from dict.fromkeys(word for row in words for word in re.split(r"[\s,;\[\]]+", row) if word)


def _is_lossless(row: Any) -> bool:
    from jiter import LosslessFloat

    return isinstance(row, LosslessFloat)


def _from_text(text: str, ended: bool) -> Draft | None:
    lines = text.splitlines(keepends=True)
    if lines and not ended and not lines[-1].endswith(("\n", "\r")):
        lines = lines[:-1]
    statements = tuple(one for line in lines for one in _drafted(_BULLET.sub("", line)))
    if any(one.cites for one in statements):
        return Draft(tuple(one for one in statements if one.text))
    return Draft((), " ".join(text.split())) if NOT_HERE.lower() in text.lower() else None


def _drafted(line: str) -> Iterator[Drafted]:
    line = _BEHIND.sub(lambda found: f" {found[2].strip()}{found[1]} ", line).strip()
    for start, end in sentence_spans(line, wrapped=False):
        sentence = line[start:end]
        cites = dict.fromkeys(number for marker in _MARKER.findall(sentence) for number in re.findall(_NUMBER, marker))
        text = re.sub(r"\s+([.,;:!?…])", r"\1", " ".join(_MARKER.sub(" ", sentence).split()))
        if text.strip(" .-*") and NOT_HERE.lower() not in text.lower():
            yield Drafted(text, tuple(cites))
