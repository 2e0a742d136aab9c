"""What stands in front of every request: who may come, from where, with how much; and the policy that goes out with every page."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.web.access import Role
from qa.web.desk import Desk
from qa.web.options import LOCAL_HOSTS
from qa.web.replies import failure
from qa.web.visitors import SESSION

ASSETS = Path(__file__).resolve().parent.parent / "assets"
LARGEST_BODY = 1_000_000
# Gradio's page runs scripts of its own between its tags, which get this response's nonce; it needs no eval as long as no
# gr.HTML is on it. Svelte writes style attributes, hence 'unsafe-inline' there: with nothing to load, a style cannot tell.
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}
# Gradio has more doors than this page needs: uploads, files, a proxy, deep links, recordings.
_GRADIO = re.compile(
    r"/(?:$|assets/|static/|theme\.css$|config/?$|favicon\.ico$|manifest\.json$|robots\.txt$|"
    r"gradio_api/(?:info/?$|openapi\.json$|startup-events$|app_id/?$|heartbeat/|mcp(?:/|$)|call/|queue/))"
)
_OURS = re.compile(r"/(?:api/|pincite/|healthz$|login$|openapi\.json$)")
# What a visitor without a session gets: the door, and what it is painted with.
_OPEN = re.compile(r"/(?:healthz$|login$|api/login$|pincite/|favicon\.ico$|robots\.txt$)")
_EDITORS = re.compile(r"/api/(?:uploads|articles)$")


class Safety:
    """Plain ASGI around the whole application, so that nothing Gradio mounts goes out past it."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app, self._desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on and send the answer out with its policy."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        dressed = _Dressed(send, nonce, own=str(scope["path"]).startswith("/pincite/"))
        refusal = self._refusal(Request(scope))
        if refusal is not None:
            await refusal(scope, receive, dressed)
        else:
            await self._app(scope, receive, dressed)

    def _refusal(self, request: Request) -> Response | None:
        path, headers = request.url.path, request.headers
        if not self._expected_host(headers):
            return failure("This server does not go by that name.", 421)
        if not (_GRADIO.match(path) or _OURS.match(path)):
            return failure("There is nothing here.", 404)
        if request.method not in ("GET", "HEAD") and (refused := self._refused_change(request)) is not None:
            return refused
        role = self._desk.access.role_of(request.cookies.get(SESSION))
        if role is None and not _OPEN.match(path):
            return RedirectResponse("/login") if path == "/" else failure("Log in first.", 401)
        if role is not Role.EDITOR and _EDITORS.match(path) and request.method != "GET":
            return failure("This session may ask, but not add or remove articles.", 403)
        return None

    def _refused_change(self, request: Request) -> Response | None:
        headers = request.headers
        origin = headers.get("origin")
        # Another site's page can send a request, but not hide where it comes from.
        if origin is not None and origin.partition("://")[2] != headers.get("host"):
            return failure("Requests from other sites are refused.", 403)
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return failure("Requests from other sites are refused.", 403)
        if "transfer-encoding" in headers:
            return failure("Say how long the body is (Content-Length).", 411)
        largest = self._desk.options.largest_upload if request.url.path == "/api/uploads" else LARGEST_BODY
        stated = headers.get("content-length", "0")
        if not stated.isdecimal() or int(stated) > largest:
            return failure(f"More than {largest / 1e6:,.0f} MB are not taken at once.", 413, Connection="close")
        return None

    def _expected_host(self, headers: Headers) -> bool:
        """A name that leads to this machine by somebody else's DNS makes their page ours to the browser."""
        if not self._desk.options.local:
            return True
        name = re.sub(r":\d+$", "", headers.get("host", "")).strip("[]")
        return name in LOCAL_HOSTS


class _Dressed:
    """``send`` that adds the headers, and the nonce to the scripts of an HTML page."""

    def __init__(self, send: Send, nonce: str, own: bool) -> None:
        self._send, self._nonce, self._own = send, nonce, own
        self._held: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers["Content-Security-Policy"] = _POLICY.format(nonce=self._nonce)
            if self._own:
                # Asked for anew each time, so that an update's page and scripts are of one version.
                headers["Cache-Control"] = "no-cache"
            if headers.get("content-type", "").startswith("text/html"):
                headers["Cache-Control"] = "no-store"
                self._held = message
                return
        elif message["type"] == "http.response.body" and self._held is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            # Gradio writes its configuration as JSON in which "<" is escaped: what begins a script here is a script.
            body = self._body.replace(b"<script", f'<script nonce="{self._nonce}"'.encode())
            MutableHeaders(scope=self._held)["content-length"] = str(len(body))
            start, self._held = self._held, None
            await self._send(start)
            await self._send({"type": "http.response.body", "body": body})
            return
        await self._send(message)
