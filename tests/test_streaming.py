"""A stream of events replays the same to every reader, and does its work once."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from qa import Answer, ModelError, Pincite, Searched, Statement, Step
from qa.streaming import AnswerStream, Event

ANSWER = Answer("q", "q", False, None, "extractive", (), Searched(1, 1, 0))


def test_an_answer_comes_step_by_step_and_replays(indexed_seeds: Pincite) -> None:
    stream = indexed_seeds.ask_stream("who accompanied Putin?")
    events = list(stream)
    kinds = [type(event) for event in events]
    assert kinds[0] is Step and kinds[-1] is Answer
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert [event for event in events if isinstance(event, Statement)] == list(answer.statements) != []
    read = [event for event in events if isinstance(event, Step)][-1]
    assert read.text == f"reading up to {len(read.passages)} passages" and read.passages
    assert list(stream) == events
    assert stream.answer is answer


def test_the_work_is_done_once_and_only_as_far_as_it_is_read() -> None:
    done: list[int] = []

    def events() -> Iterator[Event]:
        for number in range(3):
            done.append(number)
            yield Step(str(number))
        yield ANSWER

    stream = AnswerStream(events())
    assert next(iter(stream)) == Step("0") and done == [0]
    seen: list[list[Event]] = []
    readers = [threading.Thread(target=lambda: seen.append(list(stream))) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert done == [0, 1, 2]
    assert seen == [[Step("0"), Step("1"), Step("2"), ANSWER]] * 4


def test_an_error_is_raised_where_it_happened_each_time() -> None:
    def events() -> Iterator[Event]:
        yield Step("searching")
        raise ModelError("The model is gone; run again.")

    stream = AnswerStream(events())
    for _ in range(2):
        seen = []
        with pytest.raises(ModelError, match="gone"):
            for event in stream:
                seen.append(event)
        assert seen == [Step("searching")]
    with pytest.raises(ModelError):
        _ = stream.answer
