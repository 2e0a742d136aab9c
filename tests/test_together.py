"""What several askers have waiting is run in batches that they share."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from qa import together
from qa.stopping import Stop, Stopped
from qa.together import Together


class Held:
    """Doubles numbers and notes the batches; the first waits for :attr:`go`, so that others can join the queue."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun, self.go = threading.Event(), threading.Event()

    def run(self, values: Sequence[int]) -> list[int]:
        self.batches.append(list(values))
        self.begun.set()
        assert self.go.wait(20)
        if 13 in values:
            raise ValueError("unlucky")
        return [2 * value for value in values]


def queued(shared: Together[int, int], count: int) -> None:
    """Return once ``count`` values wait."""
    for _ in range(2_000):
        with shared._changed:
            if len(shared._waiting) >= count:
                return
        threading.Event().wait(0.005)
    pytest.fail("nobody joined the queue")


def test_values_of_like_length_are_run_together_whoever_asked() -> None:
    held = Held()
    shared = Together[int, int](held.run, lambda value: value, batch=4, at_once=1)
    with ThreadPoolExecutor(4) as askers:
        first = askers.submit(shared.each, [1])
        assert held.begun.wait(20)
        others = []
        for n in range(3):
            others.append(askers.submit(shared.each, [90 + n, 10 + n, 50 + n]))
            queued(shared, 3 * (n + 1))
        held.go.set()
        assert first.result() == [2]
        assert [one.result() for one in others] == [[180, 20, 100], [182, 22, 102], [184, 24, 104]]
    # Each asker's three alone would have been three batches of numbers far apart.
    assert held.batches[1] == [10, 11, 12, 50]
    # Two values of the first asker are done, one of each other; 51 is the second's, and three of what is left lie beside it.
    assert held.batches[2:] == [[51, 52, 90, 91], [92]]


def test_no_more_batches_run_at_once_than_there_are_places() -> None:
    running, most, lock = 0, 0, threading.Lock()

    def run(values: Sequence[int]) -> list[int]:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.01)
        with lock:
            running -= 1
        return list(values)

    shared = Together[int, int](run, lambda value: value, batch=2, at_once=2)
    with ThreadPoolExecutor(6) as askers:
        for one in [askers.submit(shared.each, list(range(7))) for _ in range(6)]:
            assert one.result() == list(range(7))
    assert most == 2


def test_a_fault_reaches_those_whose_values_were_in_the_batch_and_nobody_else() -> None:
    held = Held()
    held.go.set()
    shared = Together[int, int](held.run, lambda value: value, batch=1, at_once=1)
    with ThreadPoolExecutor(2) as askers:
        unlucky, lucky = askers.submit(shared.each, [12, 13]), askers.submit(shared.each, [12, 14])
        with pytest.raises(ValueError, match="unlucky"):
            unlucky.result()
        assert lucky.result() == [24, 28]
    assert shared.each([3]) == [6]


def test_a_stopped_asker_leaves_and_takes_what_waited_along() -> None:
    held, stop = Held(), Stop()
    shared = Together[int, int](held.run, lambda value: value, batch=2, at_once=1)

    def stopped() -> None:
        with stop.governs(), pytest.raises(Stopped):
            shared.each([5, 6, 7])

    with ThreadPoolExecutor(2) as askers:
        first = askers.submit(shared.each, [1])
        assert held.begun.wait(20)
        leaving = askers.submit(stopped)
        queued(shared, 3)
        stop.now()
        leaving.result(timeout=20)
        held.go.set()
        assert first.result() == [2]
    assert held.batches == [[1]]


def test_what_several_ask_for_at_the_same_time_is_run_once() -> None:
    held, stop = Held(), Stop()
    shared = Together[int, int](held.run, lambda value: value, batch=1, at_once=1)

    def stopped() -> None:
        with stop.governs(), pytest.raises(Stopped):
            shared.each([5, 6])

    with ThreadPoolExecutor(3) as askers:
        first = askers.submit(shared.each, [1, 2])
        assert held.begun.wait(20)
        leaving = askers.submit(stopped)
        queued(shared, 3)
        same = askers.submit(shared.each, [1, 5, 2, 5])
        for _ in range(2_000):
            with shared._changed:
                if shared._askers == 3:
                    break
            threading.Event().wait(0.005)
        # Who leaves takes along what nobody else waits for.
        stop.now()
        leaving.result(timeout=20)
        held.go.set()
        assert (first.result(), same.result()) == ([2, 4], [2, 10, 4, 10])
    assert sorted(held.batches) == [[1], [2], [5]]
    # What is done is not kept: asked again, it is run again.
    assert shared.each([1]) == [2] and len(held.batches) == 4


def test_what_a_stopped_asker_runs_reaches_who_waits_for_it_too() -> None:
    held, stop = Held(), Stop()
    shared = Together[int, int](held.run, lambda value: value, batch=1, at_once=1)

    def stopped() -> None:
        with stop.governs(), pytest.raises(Stopped):
            shared.each([5, 6])

    with ThreadPoolExecutor(2) as askers:
        leaving = askers.submit(stopped)
        assert held.begun.wait(20)
        same = askers.submit(shared.each, [5, 7])
        queued(shared, 2)
        stop.now()
        held.go.set()
        leaving.result(timeout=20)
        assert same.result(timeout=20) == [10, 14]
    assert held.batches == [[5], [7]]


def test_nothing_asked_is_nothing_run() -> None:
    held = Held()
    assert Together[int, int](held.run, lambda value: value, batch=2, at_once=1).each([]) == []
    assert held.batches == []


@pytest.mark.parametrize(
    ("longest", "order"),
    [
        pytest.param(60.0, [1, 11, 2, 12, 3, 4, 5, 6], id="least-attained"),
        pytest.param(-1.0, [1, 2, 3, 4, 5, 6, 11, 12], id="waited-too-long"),
    ],
)
def test_a_short_answer_does_not_wait_for_a_long_one_that_was_asked_first(
    monkeypatch: pytest.MonkeyPatch, longest: float, order: list[int]
) -> None:
    monkeypatch.setattr(together, "LONGEST_TURN", longest)
    held = Held()
    shared = Together[int, int](held.run, lambda value: value, batch=1, at_once=1)
    long, short = Stop(), Stop()

    def read(answer: Stop, values: Sequence[int]) -> list[int]:
        with answer.governs():
            return shared.each(values)

    with ThreadPoolExecutor(2) as askers:
        first = askers.submit(read, long, [1, 2, 3, 4, 5, 6])
        assert held.begun.wait(20)
        second = askers.submit(read, short, [11, 12])
        queued(shared, 7)
        held.go.set()
        assert second.result(timeout=20) == [22, 24]
        assert first.result(timeout=20) == [2, 4, 6, 8, 10, 12]
    assert held.batches == [[value] for value in order]
