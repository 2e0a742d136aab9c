"""What the command shows and hears: results, progress and errors in plain sentences, questions from a terminal or a pipe."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from qa import rendering
from qa.errors import PinciteError
from qa.indexing import Progress as Done
from qa.streaming import AnswerStream
from qa.types import Answer, Step

INTERRUPTED = 130


@contextmanager
def plain_errors() -> Iterator[None]:
    """What a user can cause ends in one sentence on standard error and its exit code."""
    try:
        yield
    except PinciteError as error:
        say(str(error))
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        say("Interrupted.")
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: a command that answers once makes little, and the collector runs for a quarter of
    its time over the classes it imports (cold `ask`: 2.6 s of CPU with it, 1.95 s without it and frozen at the end)."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def watched(stream: AnswerStream) -> Answer:
    """The Answer; on a terminal, what is being done for it until it is there."""
    console = Console(stderr=True)
    if console.is_terminal:
        with console.status("") as status:
            for event in stream:
                if isinstance(event, Step):
                    status.update(Text(f"{rendering.neutral(event.text)} …", style="dim"))
    return stream.answer


def typed() -> str:
    """The next line of standard input without the white space around it; empty at its end."""
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""


def say(message: str, style: str = "red") -> None:
    """A message on standard error, escapes neutralised."""
    Console(stderr=True).print(
        Text("\n".join(map(rendering.neutral, message.splitlines())), style=style), soft_wrap=True
    )


def output(as_json: bool, value: Any, view: Callable[[], RenderableType]) -> None:
    """The result on standard output: ``value`` as JSON, or its ``view``."""
    if as_json:
        print(rendering.to_json(value))
    else:
        Console(highlight=False).print(view())


@contextmanager
def bar(unit: str) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar on a terminal; what it gives is called with done, total and a note."""
    columns = (
        TextColumn("{task.fields[note]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(unit, total=None, note="")

        def advance(done: int, total: int, note: str) -> None:
            progress.update(task, completed=done, total=total, note=note)

        yield advance


def pace(done: Done) -> str:
    """How fast indexing is and how long it still takes."""
    rate = done.passages / done.seconds if done.seconds else 0.0
    left = "" if done.left is None else f", {done.left:.0f} s left"
    return f"{rendering.counted(done.passages, 'passage')}, {rate:.0f}/s{left}"
