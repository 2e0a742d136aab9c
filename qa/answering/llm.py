"""The only importer of ``openai``: any OpenAI-compatible endpoint, asked within one deadline, its errors turned into ours."""

from __future__ import annotations

import asyncio
import threading
import time
import weakref
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from functools import cache
from queue import SimpleQueue
from traceback import clear_frames
from typing import TYPE_CHECKING, TypeVar

from qa import stopping
from qa.errors import ModelError

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI, AsyncStream

# The library's own defaults are 600 seconds for each read and two more tries; a person is waiting.
DEADLINE = 60.0
RETRIES = 2
BACKOFF = 0.5
RETRIED = (408, 409, 429)
NO_CREDIT = "insufficient_quota"

T = TypeVar("T")


class ContextOverflow(ModelError):
    """What was sent does not fit into the model's window."""


class Unreachable(ModelError):
    """Nothing answers at the endpoint's address."""


class Refused(ModelError):
    """The endpoint cannot take the request as it is; ``said`` is its own message, for reading and not for showing."""

    def __init__(self, message: str, said: str) -> None:
        self.said = said
        super().__init__(message)


class Endpoint:
    """``base_url``, or OpenAI where it is empty; ``what`` names it in errors ("The embedding endpoint").

    A deadline here is one for everything: connecting, tries, waits and each byte of the reply; a server that drips cannot
    stretch it. It is a time on :func:`time.monotonic`'s clock.
    """

    def __init__(self, base_url: str, api_key: str, what: str, seconds: float = DEADLINE) -> None:
        self.base_url, self.what, self.seconds = base_url, what, seconds
        self._api_key = api_key
        self._client: AsyncOpenAI | None = None
        self._lock = threading.Lock()

    def deadline(self) -> float:
        """The end of what begins now."""
        return time.monotonic() + self.seconds

    def call(
        self, ask: Callable[[AsyncOpenAI], Awaitable[T]], deadline: float | None = None, retries: int = RETRIES
    ) -> T:
        """What ``ask`` gets from the client; tried again as the endpoint says. Raises :class:`ModelError`, and
        :class:`~qa.stopping.Stopped` as soon as the work it belongs to is stopped."""
        client, until = self._connected(), self.deadline() if deadline is None else deadline

        async def within() -> T:
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                return await _tried(lambda: ask(client), until, retries)

        with self._translated():
            future = asyncio.run_coroutine_threadsafe(within(), _loop())
            try:
                with stopping.current().breaks(future.cancel):
                    return future.result()
            except CancelledError:
                raise stopping.Stopped from None
            finally:
                future.cancel()

    def stream(self, ask: Callable[[AsyncOpenAI], Awaitable[AsyncStream[T]]], deadline: float) -> Iterator[T]:
        """The chunks of a streamed reply as they come; one that is not read on is broken off. Raises as :meth:`call` does."""
        client = self._connected()
        came: SimpleQueue[tuple[T] | BaseException | None] = SimpleQueue()

        async def produce() -> None:
            try:
                async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                    async with await _tried(lambda: ask(client), deadline) as chunks:
                        async for chunk in chunks:
                            came.put((chunk,))
                came.put(None)
            except Exception as error:
                # What still reads the reply hangs on these frames and is to be closed in its own loop: a garbage collection
                # in another thread may close it at the same moment, which CPython takes for an error.
                clear_frames(error.__traceback__)
                came.put(error)

        future = asyncio.run_coroutine_threadsafe(produce(), _loop())
        try:
            with self._translated(), stopping.current().breaks(lambda: came.put(stopping.Stopped())):
                while (item := came.get()) is not None:
                    if isinstance(item, BaseException):
                        raise item
                    yield item[0]
        finally:
            future.cancel()

    def _connected(self) -> AsyncOpenAI:
        with self._lock:
            if self._client is None:
                self._client = _client(self.base_url, self._api_key, self.seconds)
                weakref.finalize(self, _close, self._client)
            return self._client

    @contextmanager
    def _translated(self) -> Iterator[None]:
        with translated_errors(self.what, self.seconds):
            yield


def _client(base_url: str, api_key: str, seconds: float) -> AsyncOpenAI:
    try:
        from openai import AsyncOpenAI
    except ModuleNotFoundError as error:
        if error.name != "openai":
            raise
        raise ModelError(
            "An OpenAI-compatible endpoint needs one more package; run: pip install 'pincite[openai]'."
        ) from error
    if not api_key and not base_url:
        raise ModelError(
            "There is no key for OpenAI; set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint of your own."
        )
    # A local endpoint asks for no key, but the client wants one. The library would wait for a Retry-After beyond any deadline.
    return AsyncOpenAI(base_url=base_url or None, api_key=api_key or "none", timeout=seconds, max_retries=0)


def _close(client: AsyncOpenAI) -> None:
    asyncio.run_coroutine_threadsafe(client.close(), _loop())


def _loop() -> asyncio.AbstractEventLoop:
    """One event loop in a thread of its own: only there can a wait of any kind be broken off at a deadline."""
    # Two loops would share a client's connections, which belong to the one that opened them.
    with _STARTING:
        return _started()


_STARTING = threading.Lock()


@cache
def _started() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="pincite-endpoints", daemon=True).start()
    return loop


async def _tried(ask: Callable[[], Awaitable[T]], deadline: float, retries: int = RETRIES) -> T:
    """``ask``, twice more where that can help: after what Retry-After says, and not where that lies beyond the deadline."""
    import openai

    for tries in range(retries + 1):
        try:
            return await ask()
        except (openai.APIStatusError, openai.APIConnectionError) as error:
            wait = BACKOFF * 2**tries
            if isinstance(error, openai.APIStatusError):
                if error.code == NO_CREDIT or (error.status_code < 500 and error.status_code not in RETRIED):
                    raise
                wait = _retry_after(error, wait)
            if tries == retries or time.monotonic() + wait > deadline:
                raise
            await asyncio.sleep(wait)
    raise AssertionError("the last try returns or raises")


def _retry_after(error: APIStatusError, otherwise: float) -> float:
    """Seconds that the endpoint asks to wait: a number or, as HTTP also allows, a date."""
    stated = error.response.headers.get("retry-after", "")
    try:
        return max(0.0, float(stated))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(stated).timestamp() - time.time())
    except ValueError:
        return otherwise


_OVERFLOW = ("context_length", "context length", "context size", "context window", "too many tokens", "too long")


@contextmanager
def translated_errors(what: str, seconds: float = DEADLINE) -> Iterator[None]:
    """Turn the client's errors into :class:`ModelError` with what to do; a key never shows in them."""
    try:
        import openai
    except ModuleNotFoundError:
        # Whoever made no client gets none of its errors.
        yield
        return

    # Nothing is chained: the library's own errors repeat what the endpoint said, and some endpoints repeat the key.
    try:
        yield
    except openai.AuthenticationError:
        raise ModelError(f"{what} refused the key (401); set OPENAI_API_KEY to a valid one.") from None
    except openai.PermissionDeniedError:
        raise ModelError(f"{what} does not allow this with this key (403); use another key or model.") from None
    except openai.NotFoundError:
        raise ModelError(
            f"{what} does not know this model or address (404); check the model's name and OPENAI_BASE_URL."
        ) from None
    except openai.RateLimitError as error:
        if error.code == NO_CREDIT:
            raise ModelError(f"{what} has no credit left for this key (429); add some or use another key.") from None
        waits = _retry_after(error, 0.0)
        wait = f"wait {waits:.0f} seconds and" if waits >= 1 else "wait and"
        raise ModelError(f"{what} has had too many requests (429); {wait} run again.") from None
    except (openai.APITimeoutError, TimeoutError):
        raise ModelError(
            f"{what} did not answer within {seconds:.0f} seconds; run again or use another endpoint."
        ) from None
    except openai.APIConnectionError:
        raise Unreachable(f"{what} cannot be reached; check OPENAI_BASE_URL and the network.") from None
    except openai.APIStatusError as error:
        said = f"{error.code} {error.message}".lower()
        if error.status_code in (400, 413, 422, 500) and any(sign in said for sign in _OVERFLOW):
            raise ContextOverflow(
                f"{what} cannot take this much at once ({error.status_code}); use a model with a larger context."
            ) from None
        if error.status_code in (400, 413, 422, 501) or "grammar" in said or "schema" in said:
            raise Refused(
                f"{what} cannot take this request ({error.status_code}); check the model's name and what it is for.",
                said,
            ) from None
        raise ModelError(f"{what} answered with an error ({error.status_code}); run again later.") from None
    except openai.OpenAIError as error:
        raise ModelError(f"{what} failed ({type(error).__name__}); run again later.") from None
