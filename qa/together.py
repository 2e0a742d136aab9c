"""One forward for several askers: what waits at the same time is batched by length, whoever asked, and what several ask for is run once.

Five people's passages in order of length fill their batches with a sixth less padding than each one's own would; whoever asks the
same at the same time (all those who click on an example) waits hardly longer than one; and whose answer has had least run for it comes
first (least attained service: Kleinrock 1976), so that a short answer does not wait for a long one that was asked before; but nobody
waits for those who came later longer than :data:`LONGEST_TURN`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from qa import stopping

# Seconds; about as long as eight people's answers take on two cores, so it only tells where more keep coming than can be answered.
LONGEST_TURN = 2.0

T = TypeVar("T", bound=Hashable)
R = TypeVar("R")


@dataclass(eq=False, slots=True)
class _Item(Generic[T, R]):
    value: T
    length: int
    asker: int
    answer: stopping.Stop
    since: float
    wanted: int = 0
    done: bool = False
    result: R | None = None
    fault: Exception | None = None


class Together(Generic[T, R]):
    """Runs batches of at most ``batch`` values of like ``length``, ``at_once`` of them at the same time; equal values are one.

    The threads of those who ask do the work, each until its own values are done.
    """

    def __init__(
        self, run: Callable[[Sequence[T]], Sequence[R]], length: Callable[[T], int], batch: int, at_once: int
    ) -> None:
        self._run = run
        self._length = length
        self._batch = batch
        self._free = at_once
        self._askers = 0
        # What governs an answer → how many values were run for it.
        self._attained: WeakKeyDictionary[stopping.Stop, int] = WeakKeyDictionary()
        self._waiting: list[_Item[T, R]] = []
        # What waits or runs.
        self._pending: dict[T, _Item[T, R]] = {}
        self._changed = threading.Condition()

    def each(self, values: Sequence[T]) -> list[R]:
        """The result for each of ``values``, in their order; raises what ``run`` raised for one of them, or ``Stopped``."""
        answer = stopping.current()
        with self._changed:
            self._askers += 1
            items = [self._item(value, answer) for value in values]
            self._waiting.sort(key=lambda item: item.length)
            self._changed.notify_all()
        try:
            with answer.breaks(self._wake):
                while batch := self._next(items):
                    self._work(batch)
        finally:
            with self._changed:
                self._let_go(items)
        return [_result(item) for item in items]

    def _item(self, value: T, answer: stopping.Stop) -> _Item[T, R]:
        item = self._pending.get(value)
        if item is None:
            item = self._pending[value] = _Item(value, self._length(value), self._askers, answer, time.monotonic())
            self._waiting.append(item)
        elif self._attained.get(answer, 0) < self._attained.get(item.answer, 0):
            item.answer = answer
        item.wanted += 1
        return item

    def _let_go(self, items: Sequence[_Item[T, R]]) -> None:
        for item in items:
            item.wanted -= 1
        for item in [item for item in self._waiting if not item.wanted]:
            self._waiting.remove(item)
            del self._pending[item.value]

    def _next(self, own: Sequence[_Item[T, R]]) -> list[_Item[T, R]]:
        """What this thread is to run now, once a place is free; nothing when all of ``own`` are done."""
        with self._changed:
            while True:
                stopping.check()
                if all(item.done for item in own):
                    return []
                if self._waiting and self._free:
                    self._free -= 1
                    return self._taken()
                self._changed.wait()

    def _taken(self) -> list[_Item[T, R]]:
        """The shortest value of the answer that least was run for, of equal ones of whoever has waited longest, and those next to it in
        length."""

        late = time.monotonic() - LONGEST_TURN

        def turn(i: int) -> tuple[int, int]:
            item = self._waiting[i]
            return -1 if item.since < late else self._attained.get(item.answer, 0), item.asker

        first = max(0, min(min(range(len(self._waiting)), key=turn), len(self._waiting) - self._batch))
        batch = self._waiting[first : first + self._batch]
        for item in batch:
            self._attained[item.answer] = self._attained.get(item.answer, 0) + 1
        del self._waiting[first : first + self._batch]
        return batch

    def _work(self, batch: Sequence[_Item[T, R]]) -> None:
        try:
            results = self._run([item.value for item in batch])
            for item, result in zip(batch, results, strict=True):
                item.result = result
        except Exception as fault:
            # Whoever asked is told, in the own thread.
            for item in batch:
                item.fault = fault
        with self._changed:
            for item in batch:
                item.done = True
                del self._pending[item.value]
            self._free += 1
            self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()


def _result(item: _Item[T, R]) -> R:
    if item.fault is not None:
        raise item.fault
    return item.result  # type: ignore[return-value]
