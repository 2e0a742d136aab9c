"""An answer as it comes: what is being done, statements one by one, then the whole Answer; read again, it replays the same."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Generator, Iterator

from qa.errors import ModelError
from qa.stopping import Stop, Stopped
from qa.types import Answer, Statement, Step

Event = Step | Statement | Answer


class AnswerStream:
    """Iterates over :class:`Step` and :class:`Statement` values as they come, and ends with the :class:`Answer`.

    Each iteration gives the same values from the first on, in whichever thread; the work is done once, as far as
    somebody has read. What goes wrong (:class:`PinciteError`) is raised where it happens, each time it is read. ``async for``
    gives the same, with the work done in another thread.
    """

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._seen: list[Event] = []
        self._error: Exception | None = None
        self._ended = False
        self._lock = threading.Lock()
        self._stop = Stop()

    def __iter__(self) -> Iterator[Event]:
        place = 0
        while (event := self._at(place)) is not None:
            yield event
            place += 1

    async def __aiter__(self) -> AsyncIterator[Event]:
        place = 0
        while (event := await asyncio.to_thread(self._at, place)) is not None:
            yield event
            place += 1

    def stop(self) -> None:
        """Stop the work, from any thread: nothing more comes than has been read so far, and a model that is writing is broken off
        without waiting for its next word. Returns at once."""
        self._stop.now()

    def close(self) -> None:
        """:meth:`stop`, and wait the moment until the thread that does the work has let go of it."""
        self.stop()
        with self._lock:
            if isinstance(self._events, Generator):
                self._events.close()
            self._ended = True

    @property
    def answer(self) -> Answer:
        """The whole Answer, once all of it has come; raises :class:`ModelError` where it was stopped before."""
        last = [*self][-1:]
        if not last or not isinstance(last[0], Answer):
            raise ModelError("The answer was stopped before it was whole; ask again.")
        return last[0]

    def _at(self, place: int) -> Event | None:
        with self._lock:
            if place < len(self._seen):
                return self._seen[place]
            if self._error is not None:
                raise self._error
            if self._ended or self._stop.wanted:
                return None
            try:
                with self._stop.governs():
                    event = next(self._events)
            except (StopIteration, Stopped):
                self._ended = True
                return None
            except Exception as error:
                self._error = error
                raise
            self._seen.append(event)
            return event
