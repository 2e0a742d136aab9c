"""The vocabulary: frozen values that flow through every module; offsets are half-open, in Unicode code points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Union, cast, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from vectorstore.records import Listing

ANSWER_SCHEMA = "pincite.answer/1"

Span = tuple[int, int]


class Kind(StrEnum):
    """What a stretch of an article is; only ``ARTICLE`` is the article's own text."""

    ARTICLE = "article"
    TEASER = "teaser"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Article:
    """One readable file: ``file`` is its path relative to the folder, with ``/`` between the parts.

    ``date`` and ``title`` are what the article itself states, ``None`` where it states none;
    ``modified`` is the file's own time (seconds since the epoch) and never stands in for ``date``.
    """

    file: str
    text: str
    sha256: str
    size: int
    modified: float
    encoding: str = "utf-8"
    title: str | None = None
    date: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of whole sentences; ``sentences`` partition ``[start, end)`` and count from the article's start."""

    start: int
    end: int
    sentences: tuple[Span, ...]
    section: str | None = None
    kind: Kind = Kind.ARTICLE


@dataclass(frozen=True, slots=True)
class Turn:
    """A paragraph of an interview or a transcript, ``[start, end)`` in the article, and who speaks there; empty for whoever asks."""

    start: int
    end: int
    speaker: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved chunk with what its article says of itself; ``text`` is the article's ``[start, end)``.

    ``score`` orders one result list and means nothing across questions; ``cosine`` is the dense
    similarity to the question, ``None`` where no vector was compared. ``behind`` is how many years its article is older than the
    newest one found, or than the day the question is asked on where that is told; 0 where the question is not of the present. ``near`` is how near it is to the day the question is
    asked on, 0 to 1, and ``None`` where that day is not told. ``coeval`` is how much of what was found is of its article's time, 0 to 1,
    and ``None`` where that has no date. ``turns`` say who speaks where, if it is of an interview. ``rows`` are those of a table that
    was cut, right before the passage and right behind it in its article.
    """

    id: int
    file: str
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    section: str | None
    kind: Kind
    title: str | None
    date: date | None
    source: str | None
    sha256: str
    score: float = 0.0
    cosine: float | None = None
    behind: float = 0.0
    near: float | None = None
    coeval: float | None = None
    turns: tuple[Turn, ...] = ()
    rows: tuple[str, str] = ("", "")

    @property
    def heading(self) -> str:
        """The title, with who replies in front where neither it nor the passage says so; empty where there is none."""
        title = self.title or ""
        speakers = {turn.speaker for turn in self.turns} - {""}
        unsaid = [who for who in speakers if who not in title and who.split()[-1] not in self.text]
        return ": ".join(filter(None, (*unsaid, title))) if len(speakers) == 1 else title


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact place a statement rests on: ``quote`` is the file's text ``[start, end)``; ``lines`` count from 1."""

    file: str
    start: int
    end: int
    quote: str
    lines: tuple[int, int]
    sha256: str
    kind: Kind = Kind.ARTICLE
    page: int | None = None
    title: str | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a statement's evidence bears it. ``score`` is the probability, 0 to 1, that it does.

    Where it does not, ``reason`` says so to a person ("says 87%; the passage says 85%") and ``check`` names what failed: ``id``,
    ``number``, ``date``, ``name``, ``speaker``, ``quotation``, ``negation``, ``modality``, ``role``, ``support`` or ``judge``; else both
    are ``None``.
    """

    supported: bool
    score: float
    reason: str | None = None
    check: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer; ``origins`` counts independent articles, a copy counting once.

    ``verdict`` is ``verified`` or ``withheld``, and then ``reason`` says why; an Answer's ``statements`` hold both kinds.
    ``emphasis`` are the half-open places in ``text`` of what answers the question.
    """

    text: str
    citations: tuple[Citation, ...]
    score: float
    verdict: str = "verified"
    reason: str | None = None
    origins: int = 1
    emphasis: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One of several answers that articles give: by how many independent articles, and where they say it.

    ``origins`` is 0 where only another version of an earlier side's article says it.
    """

    answer: str
    origins: int
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Answers to one question that cannot all be right, the one best supported first."""

    about: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done for an answer, in words ("reading up to 24 passages"), and the passages it is done to, best first."""

    text: str
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Searched:
    """What a question was put to; ``unreadable`` files were in the folder and could not be searched."""

    articles: int
    passages: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Document:
    """An indexed article as it is listed, its text, and the text's sha256, which citations carry too: all of one state."""

    listing: Listing
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class Status:
    """What an index holds; ``failed`` maps files to why they could not be read."""

    folder: str
    index: str
    articles: int
    passages: int
    embedder: str
    failed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, or ``answered=False`` with the ``nearest`` passages.

    ``probability``, 0 to 1, is that of the articles' own sentences answering it, whether or not an answer is shown; ``None``
    where nothing was read for one.
    """

    question: str
    asked: str
    answered: bool
    answer: str | None
    mode: str
    statements: tuple[Statement, ...]
    searched: Searched
    nearest: tuple[Citation, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    complete: bool = True
    notes: tuple[str, ...] = ()
    usage: Mapping[str, Any] | None = None
    seconds: Mapping[str, float | None] = field(default_factory=dict)
    probability: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON shape ``pincite.answer/1``: plain lists, strings and numbers, dates as ISO 8601."""
        return {"schema": ANSWER_SCHEMA, **to_jsonable(asdict(self))}

    @classmethod
    def from_dict(cls, stated: Mapping[str, Any]) -> Answer:
        """The Answer that :meth:`to_dict` wrote; keys it does not know are passed over, as adding keys is free.

        Raises :class:`ValueError` where ``stated`` is not a ``pincite.answer/1``.
        """
        if not isinstance(stated, Mapping):
            raise ValueError(f"not a {ANSWER_SCHEMA} (it is not an object)")
        if stated.get("schema") != ANSWER_SCHEMA:
            raise ValueError(f"not a {ANSWER_SCHEMA} (its schema is {stated.get('schema')!r})")
        try:
            return cast(Answer, _restored(cls, stated, "it"))
        except (TypeError, ValueError) as error:
            raise ValueError(f"not a whole {ANSWER_SCHEMA} ({error})") from error


# What JSON holds for an annotated type, and how a person calls it; all others are objects.
_IN_JSON: Mapping[Any, tuple[Any, str]] = {
    bool: (bool, "true or false"),
    date: (str, "a date"),
    float: ((int, float), "a number"),
    int: (int, "a whole number"),
    Kind: (str, "a kind"),
    str: (str, "a string"),
    tuple: ((list, tuple), "a list"),
}


def _restored(kind: Any, value: Any, name: str) -> Any:
    """``value``, as ``json`` read it, as the annotated type ``kind``; raises :class:`ValueError` that calls it ``name``."""
    if get_origin(kind) in (Union, UnionType):
        if value is None and NoneType in get_args(kind):
            return None
        kind = next(one for one in get_args(kind) if one is not NoneType)
    if kind is Any:
        return value
    allowed, words = _IN_JSON.get(get_origin(kind) or kind, (Mapping, "an object"))
    # To Python, true is a whole number.
    if not isinstance(value, allowed) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"{name} is not {words}")
    arguments = get_args(kind)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        known = {f.name: _restored(hints[f.name], value[f.name], f.name) for f in fields(kind) if f.name in value}
        return cast(Any, kind)(**known)
    if get_origin(kind) is tuple:
        inner = [arguments[0]] * len(value) if arguments[-1] is Ellipsis else arguments
        if len(inner) != len(value):
            raise ValueError(f"{name} is not a list of {len(inner)}")
        return tuple(_restored(one, item, name) for one, item in zip(inner, value, strict=True))
    if get_origin(kind) is Mapping:
        return {key: _restored(arguments[1], item, name) for key, item in value.items()}
    if kind is date:
        return date.fromisoformat(value)
    return Kind(value) if kind is Kind else value


def to_jsonable(value: Any) -> Any:
    """Turn dataclass output into what ``json`` can write: tuples become lists, dates ISO 8601 strings."""
    if isinstance(value, Mapping):
        return {str(key): to_jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_jsonable(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
