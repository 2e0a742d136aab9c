"""The routes of what is kept: conversations, votes, and their exports as Markdown, JSON and rows for the evaluation."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from qa.evaluation.feedback import gold_row
from qa.types import Answer
from qa.web import export
from qa.web.desk import Desk
from qa.web.history import LARGEST_ID, LONGEST_NOTE
from qa.web.replies import Json, failure
from qa.web.visitors import browser_of


class Renamed(BaseModel):
    """A conversation's new title."""

    model_config = ConfigDict(extra="forbid")

    title: str


class Vote(BaseModel):
    """What a reader thinks of one answer."""

    model_config = ConfigDict(extra="forbid")

    turn: Annotated[int, Field(ge=1, le=LARGEST_ID)]
    vote: Literal[-1, 0, 1]
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


def routes(desk: Desk) -> APIRouter:
    """The routes, bound to ``desk``; a browser without an id of its own has no conversations."""
    router = APIRouter()
    history = desk.history

    @router.get("/api/conversations", summary="This browser's conversations", response_class=Json)
    async def conversations(request: Request, words: str = "") -> Response:
        browser = browser_of(request) or ""
        return Json({"conversations": await desk.read(lambda: history.conversations(browser, words))})

    @router.get(
        "/api/conversations/{conversation}",
        summary="One conversation's turns, and the question that waits for its answer",
        response_class=Json,
    )
    async def turns(request: Request, conversation: str) -> Response:
        browser = browser_of(request) or ""
        return Json(asdict(await desk.read(lambda: history.opened(browser, conversation))))

    @router.patch("/api/conversations/{conversation}", summary="Rename a conversation", response_class=Json)
    async def rename(request: Request, conversation: str, renamed: Renamed) -> Response:
        browser = browser_of(request) or ""
        return Json({"title": await desk.read(lambda: history.rename(browser, conversation, renamed.title))})

    @router.delete("/api/conversations/{conversation}", summary="Delete a conversation", response_class=Json)
    async def delete(request: Request, conversation: str) -> Response:
        browser = browser_of(request) or ""
        await desk.read(lambda: history.delete(browser, conversation))
        return Json({"deleted": conversation})

    @router.get("/api/conversations/{conversation}/export", summary="A conversation, or one turn of it, as a file")
    async def exported(
        request: Request,
        conversation: str,
        form: Literal["md", "json"] = "md",
        turn: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    ) -> Response:
        browser = browser_of(request) or ""
        title = await desk.read(lambda: history.title(browser, conversation))
        kept = await desk.read(lambda: history.turns(browser, conversation))
        kept = [one for one in kept if turn is None or one.id == turn]
        if turn is not None and not kept:
            return failure("There is no such answer; it may have been asked again.", 404)
        name = f"pincite-{conversation}" + (f"-{turn}" if turn is not None else "")
        if form == "json":
            value: Any = [one.answer for one in kept]
            return _file(json.dumps(value if turn is None else value[0], indent=2), f"{name}.json")
        answers = [Answer.from_dict(one.answer) for one in kept]
        return _file(export.markdown(answers, None if turn is not None else title), f"{name}.md")

    @router.post("/api/feedback", summary="Keep what a reader thinks of an answer", response_class=Json)
    async def vote(request: Request, stated: Vote) -> Response:
        browser = browser_of(request) or ""
        await desk.read(lambda: history.vote(browser, stated.turn, stated.vote, stated.note))
        return Json({"turn": stated.turn, "vote": stated.vote})

    @router.get("/api/feedback", summary="Voted answers as rows of a gold file, for the evaluation")
    async def feedback(request: Request) -> Response:
        browser = browser_of(request) or ""
        voted = await desk.read(lambda: history.voted(browser))
        rows = [gold_row(Answer.from_dict(turn.answer), turn.vote > 0, turn.note) for turn in voted]
        return _file("".join(f"{json.dumps(row)}\n" for row in rows), "pincite-feedback.jsonl")

    return router


def _file(content: str, name: str) -> Response:
    # As an attachment of a type that no browser runs.
    return Response(
        content.encode("utf-8", "replace"),
        media_type="application/json" if name.endswith(".json") else "text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
