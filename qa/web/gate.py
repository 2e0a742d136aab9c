"""A bounded queue: so many answers at once, so many waiting, each told its place; whoever comes after that is told "busy"."""

from __future__ import annotations

import asyncio
from collections import deque


class Busy(Exception):
    """Nobody else can wait; ``number`` is the place that would have been next."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"Busy: you are number {number} in the queue, and it is full; try again in a moment.")


class Place:
    """A place in the queue; ``number`` is 0 once it is one's turn."""

    def __init__(self) -> None:
        self.number = 0
        self.moved = asyncio.Event()


class Gate:
    """First come, first served, on one event loop: :meth:`enter` gives a place, :meth:`leave` gives it up, once each."""

    def __init__(self, parallel: int, waiting: int) -> None:
        self._parallel, self._waiting = parallel, waiting
        self._inside: set[Place] = set()
        self._queue: deque[Place] = deque()

    def enter(self) -> Place:
        """A place, in or waiting; raises :class:`Busy` when the queue is full."""
        place = Place()
        if len(self._inside) < self._parallel:
            self._inside.add(place)
            return place
        if len(self._queue) >= self._waiting:
            raise Busy(len(self._queue) + 1)
        self._queue.append(place)
        place.number = len(self._queue)
        return place

    def leave(self, place: Place) -> None:
        """Whoever is next comes in, and the others move up."""
        if place in self._queue:
            self._queue.remove(place)
        self._inside.discard(place)
        while self._queue and len(self._inside) < self._parallel:
            entering = self._queue.popleft()
            self._inside.add(entering)
            entering.number = 0
            entering.moved.set()
        for number, other in enumerate(self._queue, start=1):
            if other.number != number:
                other.number = number
                other.moved.set()
