"""``POST /api/ask``: a question → its Answer as JSON, or as it comes: place in the queue, steps, statements, the Answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from qa.errors import PinciteError, QuestionError
from qa.streaming import AnswerStream, Event
from qa.types import Answer, Passage, Statement, Step, to_jsonable
from qa.web.desk import Desk
from qa.web.gate import Busy, Place
from qa.web.history import LARGEST_ID
from qa.web.replies import Json, event, failure
from qa.web.visitors import browser_of

MOST_EARLIER = 20


class Asked(BaseModel):
    """A question to the articles. ``history`` are earlier Answers of the conversation, oldest first; ``conversation`` is the
    page's own, kept on the server (another is begun where it is deleted), and ``replaces`` its last turn, which is asked again.
    ``keep`` is for streams: the question is kept at once, and the Answer once it is whole. ``as_of`` is the day it is asked on: what the
    articles say by then, the news of the days before it first."""

    model_config = ConfigDict(extra="forbid")

    question: str
    history: Annotated[list[dict[str, Any]], Field(max_length=MOST_EARLIER)] = []
    files: list[str] = []
    folders: list[str] = []
    sources: list[str] = []
    since: str | None = None
    until: str | None = None
    named: str = ""
    as_of: str | None = None
    stream: bool = False
    keep: bool = False
    conversation: str | None = None
    replaces: Annotated[int | None, Field(ge=1, le=LARGEST_ID)] = None


def routes(desk: Desk) -> APIRouter:
    """The route, bound to ``desk``."""
    router = APIRouter()

    @router.post(
        "/api/ask",
        summary="Answer a question from the articles",
        responses={
            200: {
                "description": "The Answer, `pincite.answer/1`; with `stream` server-sent events: `begun`, `place`, `step`, "
                "`statement`, `answer`, `kept`, `error`.",
                "content": {"application/json": {}, "text/event-stream": {}},
            },
            503: {"description": "Busy: the queue is full."},
        },
        response_class=Json,
    )
    async def ask(asked: Asked, request: Request) -> Response:
        try:
            place = desk.gate.enter()
        except Busy as busy:
            return failure(str(busy), 503, Retry_After="5")
        streamed = asked.stream or "text/event-stream" in request.headers.get("accept", "")
        work = _Work(desk, asked, browser_of(request), place, keeping=streamed and asked.keep)
        if streamed:
            return StreamingResponse(
                work.events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
            )
        async for name, data in work.named():
            if name == "failed":
                raise data
            if name == "answer":
                return Json(data)
        raise AssertionError("a stream ends with its answer or an error")

    return router


class _Work:
    """One question on its way; whoever stops listening stops the work."""

    def __init__(self, desk: Desk, asked: Asked, browser: str | None, place: Place, keeping: bool) -> None:
        self._desk, self._asked, self._browser, self._place = desk, asked, browser, place
        self._keeping, self._conversation = keeping and browser is not None, asked.conversation
        self._replaces = asked.replaces
        self._kept: int | None = None
        self._stopped = threading.Event()
        self._stream: AnswerStream | None = None
        self._passages: list[dict[str, Any]] = []
        self._before: list[dict[str, Any]] = []

    async def events(self) -> AsyncIterator[bytes]:
        """Server-sent events, first ``begun`` where they are kept, the last ``answer`` (and then ``kept``) or ``error``."""
        async for name, data in self.named():
            yield event("error", {"error": str(data)}) if name == "failed" else event(name, data)

    async def named(self) -> AsyncIterator[tuple[str, Any]]:
        """Events by name; what went wrong comes as ``failed`` with its :class:`PinciteError`."""
        try:
            if self._keeping:
                yield "begun", await self._desk.read(self._begin)
            while self._place.number:
                yield "place", {"number": self._place.number}
                self._place.moved.clear()
                await self._place.moved.wait()
            if not self._desk.searchable():
                yield "step", {"text": "indexing the articles", "passages": []}
            async for item in self._answering():
                yield self._written(item)
                if isinstance(item, Answer) and self._keeping:
                    yield "kept", await self._desk.read(partial(self._keep, item))
        except PinciteError as error:
            yield "failed", error
        finally:
            self._stopped.set()
            if self._stream is not None:
                self._stream.stop()
            if self._kept is not None:
                self._desk.history.left(self._kept)
            self._desk.gate.leave(self._place)

    def _written(self, item: Event) -> tuple[str, Any]:
        if isinstance(item, Step):
            places = [_place_of(passage) for passage in item.passages]
            self._passages = places or self._passages
            return "step", {"text": item.text, "passages": places}
        if isinstance(item, Statement):
            return "statement", to_jsonable(asdict(item))
        return "answer", item.to_dict()

    async def _answering(self) -> AsyncIterator[Event]:
        """The events of the façade's stream, which is read in a thread."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[Event | BaseException | None] = asyncio.Queue()

        def put(item: Event | BaseException | None) -> None:
            if not self._stopped.is_set():
                loop.call_soon_threadsafe(queue.put_nowait, item)

        self._desk.readers.submit(self._read, put)
        while (item := await queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def _read(self, put: Callable[[Event | BaseException | None], None]) -> None:
        asked = self._asked
        try:
            self._desk.wait_searchable()
            self._stream = self._desk.library.ask_stream(
                asked.question,
                files=asked.files,
                folders=asked.folders,
                sources=asked.sources,
                since=asked.since,
                until=asked.until,
                named=asked.named,
                as_of=asked.as_of,
                history=self._earlier(),
            )
            with self._desk.answering(self._stream) as stream:
                item: Event | None = None
                for item in stream:
                    put(item)
                    if self._stopped.is_set():
                        break
                stream.close()
            # Nobody listens any more, or this puts in words why no answer comes.
            put(None if isinstance(item, Answer) else PinciteError("The server is closing; ask again once it is back."))
        except BaseException as error:
            put(error)

    def _earlier(self) -> list[Answer]:
        asked = self._asked
        if self._conversation is None or self._browser is None:
            self._before = asked.history
        else:
            turns = self._desk.history.turns(self._browser, self._conversation)
            self._before = [turn.answer for turn in turns if asked.replaces is None or turn.id < asked.replaces]
        try:
            return [Answer.from_dict(one) for one in self._before[-MOST_EARLIER:]]
        except ValueError as error:
            raise QuestionError(f"The history holds what is {error}.") from error

    def _begin(self) -> dict[str, Any]:
        """Keep the question before anything else: whatever interrupts its answer, it can be asked again."""
        assert self._browser is not None
        asked, question = self._asked, self._desk.library.guarded(self._asked.question)
        self._conversation, self._kept = self._desk.history.ask(
            self._browser, asked.conversation, question, asked.replaces
        )
        if self._conversation != asked.conversation:
            # It was deleted meanwhile, and the turn with it.
            self._replaces = None
        if self._stopped.is_set():
            # Whoever asked is gone already.
            self._desk.history.left(self._kept)
        return {"conversation": self._conversation}

    def _keep(self, answer: Answer) -> dict[str, Any]:
        assert self._browser is not None
        conversation, turn = self._desk.history.keep(
            self._browser, self._conversation, answer, self._passages, self._replaces, self._before, self._kept
        )
        return {
            "conversation": conversation,
            "turn": turn,
            "title": self._desk.history.title(self._browser, conversation),
        }


def _place_of(passage: Passage) -> dict[str, Any]:
    # Without its text: what is kept of an answer must not outlive a removed article.
    return {
        "file": passage.file,
        "sha256": passage.sha256,
        "start": passage.start,
        "end": passage.end,
        "title": passage.title,
        "date": passage.date.isoformat() if passage.date else None,
        "kind": str(passage.kind),
        "score": round(passage.score, 4),
        "cosine": None if passage.cosine is None else round(passage.cosine, 4),
    }
