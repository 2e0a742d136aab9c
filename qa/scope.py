"""What may be asked, and of which articles: a question within its limits, and filters that name what is indexed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypedDict

from qa.errors import QuestionError, SettingsError, SourceError, store_errors
from qa.remedies import Remedies
from qa.types import Answer
from vectorstore import Store
from vectorstore.records import Filters

LONGEST_QUESTION = 2_000


class Within(TypedDict, total=False):
    """Of which articles something is asked: see :meth:`qa.Pincite.ask_stream`."""

    files: Iterable[str]
    folders: Iterable[str]
    sources: Iterable[str]
    since: date | str | None
    until: date | str | None
    named: str
    as_of: date | str | None


class Asking(Within, total=False):
    """How a question is asked: see :meth:`qa.Pincite.ask_stream`."""

    history: Sequence[Answer]


def guarded(question: str) -> str:
    """The question as it is searched for; raises :class:`QuestionError` for an empty one and one that is too long."""
    # What a terminal passes on undecoded (lone surrogates) and NUL mean nothing to SQLite.
    question = question.encode("utf-8", "replace").decode().replace("\0", " ").strip()
    if not question:
        raise QuestionError("The question is empty; ask one in words.")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(f"The question is longer than {LONGEST_QUESTION:,} characters; shorten it.")
    return question


def filters(
    store: Store,
    remedies: Remedies,
    *,
    files: Iterable[str] = (),
    folders: Iterable[str] = (),
    sources: Iterable[str] = (),
    since: date | str | None = None,
    until: date | str | None = None,
    named: str = "",
    as_of: date | str | None = None,
) -> Filters | None:
    """The filters, ``None`` where there are none; raises :class:`SettingsError` for what is no date and
    :class:`SourceError` for a file that is not indexed."""
    try:
        first, last, asked = (
            None if day is None else date.fromisoformat(str(day)).isoformat() for day in (since, until, as_of)
        )
    except ValueError as error:
        raise SettingsError(f"A date is written like 2024-06-19 ({error}).") from error
    wanted = Filters(_names(files), _names(folders), _names(sources), first, last, _name(named.strip()), asked)
    if wanted.files and store.exists():
        with store_errors():
            unknown = sorted(set(wanted.files) - store.catalog.stored().keys())
        if unknown:
            raise SourceError(f"{unknown[0]} is not in the index", f"{remedies.unknown}.")
    return wanted or None


def _names(given: Iterable[str]) -> tuple[str, ...]:
    # One name is a name and not the letters it is made of.
    return tuple(_name(name) for name in ([given] if isinstance(given, str) else given))


def _name(given: str) -> str:
    # One that is not Unicode names nothing that is indexed.
    return given.encode("utf-8", "backslashreplace").decode()
