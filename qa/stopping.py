"""To stop work that goes on in another thread: what it waits for just now is broken off, and it ends with :class:`Stopped`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Stopped(Exception):
    """Raised in the work, where it was stopped; whoever began the work catches it."""


class Stop:
    """The handle of one piece of work; :meth:`now` may come from any thread, and stays in force."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._breaks: list[Callable[[], object]] = []
        self.wanted = False

    def now(self) -> None:
        """Stop the work; returns at once."""
        with self._lock:
            self.wanted = True
            breaks, self._breaks = self._breaks, []
        for action in breaks:
            action()

    @contextmanager
    def governs(self) -> Iterator[None]:
        """What this thread does inside is the work."""
        token = _CURRENT.set(self)
        try:
            yield
        finally:
            _CURRENT.reset(token)

    @contextmanager
    def breaks(self, action: Callable[[], object]) -> Iterator[None]:
        """Inside, :meth:`now` calls ``action``, which must not wait."""
        with self._lock:
            late = self.wanted
            if not late:
                self._breaks.append(action)
        if late:
            action()
        try:
            yield
        finally:
            with self._lock:
                if action in self._breaks:
                    self._breaks.remove(action)


_CURRENT: ContextVar[Stop | None] = ContextVar("pincite-stop", default=None)


def current() -> Stop:
    """The handle that governs this thread's work; one that nobody stops where there is none."""
    return _CURRENT.get() or Stop()


def check() -> None:
    """Raise :class:`Stopped` where this thread's work is to stop; for between two steps of a long computation."""
    if current().wanted:
        raise Stopped
