"""The routes at the door: health, what the page needs to begin, log in, log out."""

from __future__ import annotations

from importlib import metadata
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict

from qa.web.access import Role
from qa.web.desk import Desk
from qa.web.replies import Json, failure
from qa.web.safety import ASSETS
from qa.web.visitors import SESSION, address_of, give_browser, give_session


class Login(BaseModel):
    """A password."""

    model_config = ConfigDict(extra="forbid")

    password: str


def routes(desk: Desk) -> APIRouter:
    """The routes, bound to ``desk``."""
    router = APIRouter()

    @router.get("/healthz", summary="Whether the server answers", response_class=Json)
    async def healthz() -> Response:
        return Json({"status": "ok", "version": metadata.version("pincite")})

    @router.get("/api/state", summary="What the page needs to begin", response_class=Json)
    async def state(request: Request) -> Response:
        response = Json(await _held(desk, desk.access.role_of(request.cookies.get(SESSION))))
        give_browser(request, response)
        return response

    @router.get("/login", include_in_schema=False)
    async def login_page() -> Response:
        return (
            FileResponse(ASSETS / "login.html", media_type="text/html") if desk.access.locked else RedirectResponse("/")
        )

    @router.post("/api/login", summary="Open a session with a password", response_class=Json)
    async def login(stated: Login, request: Request) -> Response:
        address, throttle = address_of(request), desk.access.throttle
        if wait := throttle.wait(address):
            return failure(f"Too many wrong passwords; wait {wait} s.", 429, Retry_After=str(wait))
        throttle.failed(address)
        role = await desk.read(lambda: desk.access.role_for(stated.password[:1_000]))
        if role is None:
            return failure("That is not the password.", 401)
        throttle.succeeded(address)
        response = Json({"role": str(role)})
        give_session(request, response, desk.access.ticket(role))
        return response

    @router.post("/api/logout", summary="End the session", response_class=Json)
    async def logout() -> Response:
        response = Json({})
        response.delete_cookie(SESSION)
        return response

    return router


async def _held(desk: Desk, role: Role | None) -> dict[str, Any]:
    """What a page shows before anything is asked."""
    # Before the counts: were it done between the two, a page would take what it was at first for all, and ask no more.
    indexing, done = desk.busy, desk.progress
    status = await desk.read(desk.library.status) if desk.library.exists() else None
    return {
        "folder": desk.library.folder.name,
        "articles": status.articles if status else 0,
        "passages": status.passages if status else 0,
        "indexing": indexing,
        "progress": {"articles": done.articles, "total": done.total} if indexing and done else None,
        "failed": desk.failed,
        "questions": desk.questions,
        "editor": role is Role.EDITOR,
        "locked": desk.access.locked,
        "model": desk.library.settings.model or None,
        "folders": str(desk.options.bring) if desk.options.bring else None,
        "largest_upload": desk.options.largest_upload,
    }
