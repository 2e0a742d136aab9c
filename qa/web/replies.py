"""What a request may be answered with: JSON in ASCII, server-sent events, and an error in one sentence."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from qa.errors import PinciteError, QuestionError, SettingsError, SourceError, StoreError
from qa.types import to_jsonable

# The model's failures are its own; the index's are passing, as another process may hold it.
_STATUS: tuple[tuple[type[PinciteError], int], ...] = (
    (QuestionError, 422),
    (SettingsError, 422),
    (SourceError, 404),
    (StoreError, 503),
)


class Json(JSONResponse):
    """JSON that holds any string an article can: lone surrogates have no UTF-8, but an escape."""

    def render(self, content: Any) -> bytes:
        """``content`` as JSON in ASCII."""
        return as_json(content).encode("ascii")


def as_json(content: Any) -> str:
    """``content`` as JSON in ASCII; tuples and dates as :func:`~qa.types.to_jsonable` writes them."""
    return json.dumps(to_jsonable(content), ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def event(name: str, data: Any) -> bytes:
    """One server-sent event."""
    return f"event: {name}\ndata: {as_json(data)}\n\n".encode("ascii")


def status_of(error: PinciteError) -> int:
    """The HTTP status that says whose fault it is."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 502)


def failure(message: str, status: int, **headers: str) -> Response:
    """An error that says in one sentence what failed and what to do."""
    return Json({"error": message}, status, {name.replace("_", "-"): value for name, value in headers.items()})


async def plain_error(request: Request, error: Exception) -> Response:
    """A :class:`PinciteError` as what the user reads."""
    assert isinstance(error, PinciteError)
    return failure(str(error), status_of(error))
