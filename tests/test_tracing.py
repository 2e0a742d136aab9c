"""LlamaIndex's instrumentation sees what an answer does, and so does OpenTelemetry behind it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from llama_index_instrumentation import get_dispatcher
from llama_index_instrumentation.base import BaseEvent
from llama_index_instrumentation.event_handlers import BaseEventHandler
from llama_index_instrumentation.span_handlers import SimpleSpanHandler
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import Span, set_span_in_context
from pydantic import PrivateAttr

from qa import Pincite
from qa.tracing import DraftEvent, VerdictEvent
from tests.scripted_server import KEY, drafts, serving

WHO = "who accompanied Putin?"
TRUE = "Accompanying Putin is the new defense minister Andrei Belousov."
Written = Callable[..., Pincite]


class Heard(BaseEventHandler):
    """Keeps every event."""

    _events: list[BaseEvent] = PrivateAttr(default_factory=list)

    def handle(self, event: BaseEvent, **kwargs: Any) -> Any:
        self._events.append(event)

    @property
    def events(self) -> list[BaseEvent]:
        """The events so far."""
        return self._events


class Telemetry(SimpleSpanHandler):
    """Each LlamaIndex span as one of OpenTelemetry's, below its parent."""

    _provider: TracerProvider = PrivateAttr()
    _open: dict[str, Span] = PrivateAttr(default_factory=dict)

    def __init__(self, provider: TracerProvider) -> None:
        super().__init__()
        self._provider = provider

    def span_enter(
        self,
        id_: str,
        bound_args: inspect.BoundArguments,
        instance: Any | None = None,
        parent_id: str | None = None,
        tags: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        parent = self._open.get(parent_id or "")
        context = None if parent is None else set_span_in_context(parent)
        self._open[id_] = self._provider.get_tracer("llama_index").start_span(id_.partition("-")[0], context)

    def span_exit(
        self,
        id_: str,
        bound_args: inspect.BoundArguments,
        instance: Any | None = None,
        result: Any | None = None,
        **kwargs: Any,
    ) -> None:
        self._open[id_].end()


@pytest.fixture
def listened() -> Iterator[tuple[SimpleSpanHandler, Heard, InMemorySpanExporter]]:
    """Handlers on LlamaIndex's root dispatcher, taken off again at the end."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    spans, heard, telemetry = SimpleSpanHandler(), Heard(), Telemetry(provider)
    root = get_dispatcher()
    before = list(root.span_handlers), list(root.event_handlers)
    for handler in (spans, telemetry):
        root.add_span_handler(handler)
    root.add_event_handler(heard)
    yield spans, heard, exporter
    root.span_handlers, root.event_handlers = before
    provider.shutdown()


def test_a_tracer_sees_retrieve_read_draft_and_verify(
    written: Written, listened: tuple[SimpleSpanHandler, Heard, InMemorySpanExporter]
) -> None:
    spans, heard, exporter = listened
    with serving(lambda request: drafts((TRUE, [request.id_of("Belousov")]), ("X.", ["9.9"]))) as server:
        answer = written(server).ask(WHO)
    by_name: dict[str, list[Any]] = {}
    for span in spans.completed_spans:
        by_name.setdefault(span.id_.partition("-")[0], []).append(span)
    (ask,), (draft,) = by_name["Pincite.ask"], by_name["Pincite.draft"]
    assert draft.parent_id == ask.id_ == by_name["PassageRetriever.retrieve"][0].parent_id
    assert by_name["Pincite.read"][0].parent_id == ask.id_
    assert [span.parent_id for span in by_name["Pincite.verify"]] == [draft.id_] * 2
    verdicts = [event for event in heard.events if isinstance(event, VerdictEvent)]
    assert [event.verdict for event in verdicts] == ["verified", "withheld"]
    assert {event.span_id for event in verdicts} == {span.id_ for span in by_name["Pincite.verify"]}
    (drafted,) = [event for event in heard.events if isinstance(event, DraftEvent)]
    assert drafted.usage == answer.usage
    assert {"RetrievalStartEvent", "RetrievalEndEvent"} <= {event.class_name() for event in heard.events}
    told = repr([span.model_dump() for span in spans.completed_spans]) + repr([e.model_dump() for e in heard.events])
    assert KEY not in told
    assert spans.dropped_spans == [] and spans.open_spans == {}
    seen: dict[str, ReadableSpan] = {span.name: span for span in exporter.get_finished_spans()}
    assert seen["Pincite.verify"].parent is not None
    assert seen["Pincite.verify"].parent.span_id == seen["Pincite.draft"].context.span_id
    assert seen["PassageRetriever.retrieve"].context.trace_id == seen["Pincite.ask"].context.trace_id


def test_a_stream_that_is_given_up_leaves_no_span_open(
    written: Written, listened: tuple[SimpleSpanHandler, Heard, InMemorySpanExporter]
) -> None:
    spans, _, _ = listened
    with serving(lambda request: drafts((TRUE, [request.id_of("Belousov")]))) as server:
        stream = written(server).ask_stream(WHO)
        next(iter(stream))
        stream.close()
    assert spans.open_spans == {}
    assert [span.id_.partition("-")[0] for span in spans.dropped_spans] == ["Pincite.ask"]
