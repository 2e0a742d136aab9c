"""Options → a FastAPI application with every part on it, and the process that serves it until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from importlib import metadata
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from qa.errors import PinciteError, SettingsError
from qa.library import Pincite
from qa.remedies import PAGE
from qa.web import articles, chat, conversations, entry
from qa.web.desk import Desk
from qa.web.options import Options
from qa.web.replies import failure, plain_error
from qa.web.safety import ASSETS, Safety

# Seconds that an answer under way is given to end in; then it says that the server is closing. What listens for ever (Gradio's
# heartbeat) is cut a second later.
LAST_WORDS = 2
# Garbage is looked for after so many new objects, and in older ones every tenth time: as often as Python does it by itself, it takes a
# fifth of the start, when four thousand modules come in.
COLLECTED = (50_000, 10, 10)


def build(library: Pincite, options: Options) -> FastAPI:
    """The application; the index is brought up to the folder when it starts, and everything let go of when it ends."""
    # Whoever asks here has the page, and no command.
    library.remedies = PAGE
    desk = Desk(library, options)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            desk.close()

    app = FastAPI(
        title="Pincite",
        version=metadata.version("pincite"),
        description="Questions to a folder of articles; every statement points to the passage it rests on.",
        docs_url=None,
        redoc_url=None,
        lifespan=life,
    )
    app.add_exception_handler(PinciteError, plain_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    for part in (entry, chat, articles, conversations):
        app.include_router(part.routes(desk))
    app.state.desk = desk
    app.mount("/pincite", StaticFiles(directory=ASSETS))
    # The index is made while Gradio, which takes longer to import than most folders to read, comes in.
    desk.start()
    from qa.web import frame

    frame.mount(app, desk)
    app.add_middleware(Safety, desk=desk)
    return app


def serve(library: Pincite, options: Options, started: Callable[[str], None]) -> None:
    """Serve until interrupted; ``started`` gets the address once the page is served. The process is the server's from here on.

    Raises :class:`SettingsError` when the port is taken.
    """
    gc.set_threshold(*COLLECTED)
    listener = _listen(options)
    host = f"[{options.host}]" if ":" in options.host else options.host
    server = _Server(
        uvicorn.Config(
            build(library, options),
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=LAST_WORDS + 1,
        ),
        partial(started, f"http://{host}:{listener.getsockname()[1]}/"),
    )
    # Ctrl-C is how a server ends; by now it has, and uvicorn raises the signal once more.
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """Says when it has started, and ends what is being answered before it would have to be cut in the middle of a word."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does; only then is it told, for a Ctrl-C that comes before uvicorn takes them over can be lost."""
        await super().startup(sockets)
        # A browser may take its time to open, and asks for the page meanwhile.
        await asyncio.to_thread(self._announce)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does, after a word to those who wait for an answer."""
        application: Any = self.config.app
        asyncio.get_running_loop().call_later(LAST_WORDS, application.state.desk.stop)
        await super().shutdown(sockets)


def _listen(options: Options) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((options.host, options.port))
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"Port {options.port} of {options.host} cannot be opened ({error.strerror}); name another with --port."
        ) from error
    listener.listen(128)
    return listener


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    return failure(f"The request is not understood: {'.'.join(map(str, first['loc'][1:]))} {first['msg']}.", 422)
