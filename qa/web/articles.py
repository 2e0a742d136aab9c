"""The library's routes: list and filter articles, read one, bring files or a folder, remove one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from qa.errors import PinciteError, SourceError
from qa.web.desk import Desk
from qa.web.quarantine import MOST_FILES, TooLarge
from qa.web.replies import Json, event, failure

PULSE = 0.2


class Brought(BaseModel):
    """Uploads to take into the folder, by their ids, or the path of a folder on the server's machine: a whole one, or one below
    the folder that the server was started for."""

    model_config = ConfigDict(extra="forbid")

    uploads: Annotated[list[str], Field(max_length=MOST_FILES)] = []
    folder: str | None = None


def routes(desk: Desk) -> APIRouter:
    """The routes, bound to ``desk``."""
    router = APIRouter()
    library = desk.library

    @router.get("/api/articles", summary="The indexed articles, filtered", response_class=Json)
    async def listing(
        named: str = "",
        source: Annotated[list[str] | None, Query()] = None,
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
    ) -> Response:
        if not library.exists():
            return Json({"articles": [], "total": 0, "sources": [], "failed": {}})
        every = await desk.read(library.articles)
        found = await desk.read(
            lambda: library.articles(sources=source or (), since=since, until=until, named=named, as_of=as_of)
        )
        failed = (await desk.read(library.status)).failed
        sources = sorted({one.source for one in every if one.source})
        return Json(
            {
                "articles": [asdict(one) for one in found],
                "total": len(every),
                "sources": sources,
                "failed": dict(failed),
            }
        )

    @router.get("/api/article", summary="One article's text, the one that offsets count in", response_class=Json)
    async def article(file: str) -> Response:
        found = await desk.read(lambda: library.document(file))
        return Json({**asdict(found.listing), "sha256": found.sha256, "text": found.text})

    @router.post(
        "/api/uploads", summary="Bring one file's bytes; nothing is read until it is added", response_class=Json
    )
    async def upload(name: str, request: Request) -> Response:
        try:
            return Json({"upload": await desk.quarantine.receive(name, request.stream())}, 201)
        except TooLarge as error:
            return failure(str(error), 413)

    @router.post("/api/articles", summary="Add uploads or a folder; server-sent events tell how far it is")
    async def add(brought: Brought) -> Response:
        files, failed = desk.quarantine.take(brought.uploads), list[tuple[str, str]]()
        if brought.folder is not None:
            real = await desk.read(lambda: _below(str(brought.folder), desk.options.bring))
            readable, failed = await desk.read(lambda: library.found_in(real))
            files += readable

        def work() -> dict[str, Any]:
            try:
                added = library.add(files, progress=desk.advance)
                return {**asdict(added), "failed": sorted([*added.failed, *failed])}
            finally:
                desk.quarantine.drop(brought.uploads)

        return StreamingResponse(_followed(desk, work), media_type="text/event-stream")

    @router.delete("/api/articles", summary="Delete an article's file and all that is kept of its text")
    async def remove(file: str) -> Response:
        await desk.change(lambda: library.remove(file))
        await desk.read(lambda: desk.history.forget(file))
        return Json({"removed": file})

    return router


async def _followed(desk: Desk, work: Callable[[], dict[str, Any]]) -> AsyncIterator[bytes]:
    """``progress`` while ``work`` changes the index, then ``done`` with its result, or ``error``.

    Whoever closes the page does not stop it: what was brought is indexed.
    """
    task = asyncio.ensure_future(desk.change(work))
    try:
        while not (await asyncio.wait([task], timeout=PULSE))[0]:
            done = desk.progress
            if done is not None:
                yield event("progress", {"articles": done.articles, "total": done.total, "left": done.left})
        yield event("done", task.result())
    except PinciteError as error:
        yield event("error", {"error": str(error)})


def _below(folder: str, allowed: Path | None) -> Path:
    """Where ``folder`` really is, from ``allowed`` on unless it is a whole path, through links and ``..``; raises
    :class:`SourceError` for what is no folder below ``allowed``."""
    if allowed is None:
        raise SourceError(
            "This server takes no folders by name", "start it with --folders-below to allow those below one."
        )
    if not folder.strip():
        # To take all that is below it, somebody has to say so.
        raise SourceError("The folder has no name", "name one that holds articles.")
    try:
        root = allowed.expanduser().resolve()
        real = root.joinpath(Path(folder).expanduser()).resolve()
        if not real.is_relative_to(root):
            raise SourceError(f"{folder} is not below {allowed}", "name one that is.")
        there = real.is_dir()
    except (OSError, RuntimeError, ValueError):
        # Of somebody who has no home here, in a circle of links, behind a locked door, with a NUL in it.
        there = False
    if not there:
        raise SourceError(f"There is no folder {folder}", "name one that holds articles.")
    return real
