"""What an answer does, told to LlamaIndex's instrumentation: spans for ask, read, draft and verify, and an event for each verdict."""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from llama_index_instrumentation import get_dispatcher
from llama_index_instrumentation.base import BaseEvent
from llama_index_instrumentation.span import active_span_id

_dispatcher = get_dispatcher(__name__)


class DraftEvent(BaseEvent):
    """A model has written: ``usage`` as in the Answer."""

    usage: Mapping[str, Any]

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex serialises this event."""
        return "PinciteDraftEvent"


class VerdictEvent(BaseEvent):
    """A statement was checked against what it cites."""

    statement: str
    verdict: str
    score: float
    reason: str | None = None

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex serialises this event."""
        return "PinciteVerdictEvent"


@dataclass(slots=True)
class Span:
    """An open span; ``result`` is what its handlers are told at its end."""

    id: str
    result: Any = None


@contextmanager
def span(name: str, within: Span | None = None, **about: Any) -> Iterator[Span]:
    """A span called ``Pincite.NAME``, below ``within`` or the current one; ``about`` are its arguments.

    It does not become the current one by itself: a generator's spans stay open while its reader does something else.
    """
    opened = Span(f"Pincite.{name}-{uuid.uuid4()}")
    arguments = inspect.signature(lambda **about: None).bind(**about)
    parent = active_span_id.get() if within is None else within.id
    _dispatcher.span_enter(id_=opened.id, bound_args=arguments, parent_id=parent)
    try:
        yield opened
    except BaseException as error:
        _dispatcher.span_drop(id_=opened.id, bound_args=arguments, err=error)
        raise
    _dispatcher.span_exit(id_=opened.id, bound_args=arguments, result=opened.result)


@contextmanager
def current(opened: Span) -> Iterator[None]:
    """Make a span the current one, for what LlamaIndex's own components open below it."""
    token = active_span_id.set(opened.id)
    try:
        yield
    finally:
        active_span_id.reset(token)


def event(value: BaseEvent) -> None:
    """Hand an event to whoever listens."""
    _dispatcher.event(value)
