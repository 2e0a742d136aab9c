"""Who is at the other end: the browser's own id, its session, its address; nothing else is known of anybody."""

from __future__ import annotations

import re
import secrets

from fastapi import Request
from fastapi.responses import Response

BROWSER = "pincite_browser"
SESSION = "pincite_session"
_ID = re.compile(r"[0-9a-f]{32}")
YEAR = 365 * 24 * 3600


def browser_of(request: Request) -> str | None:
    """The id that this browser's conversations are kept under, ``None`` before it has one."""
    stated = request.cookies.get(BROWSER, "")
    return stated if _ID.fullmatch(stated) else None


def give_browser(request: Request, response: Response) -> str:
    """The browser's id, a new one where it has none; scripts cannot read it and other sites cannot send it."""
    browser = browser_of(request) or secrets.token_hex(16)
    response.set_cookie(BROWSER, browser, max_age=YEAR, httponly=True, samesite="strict", secure=_secure(request))
    return browser


def give_session(request: Request, response: Response, ticket: str) -> None:
    """Let the browser in until it or the server is closed."""
    response.set_cookie(SESSION, ticket, httponly=True, samesite="strict", secure=_secure(request))


def address_of(request: Request) -> str:
    """Where the request comes from; what a proxy says of others is not believed."""
    return request.client.host if request.client else "nowhere"


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"
