"""Gold rows × a system → answers, in parallel; each is written down as it comes, so that a run cut short goes on where it was."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qa.errors import PinciteError, SourceError
from qa.evaluation.gold import Gold, Place, numbered_lines, parsed
from qa.evaluation.systems import Asked, System
from qa.types import Answer, to_jsonable

ANSWERS = "answers.jsonl"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row's answer, or the ``error`` that came instead."""

    gold: Gold
    asked: Asked | None
    error: str | None = None


def run(
    rows: Sequence[Gold],
    system: System,
    out: Path,
    jobs: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Outcome]:
    """The outcome of every row, in their order. ``out/answers.jsonl`` holds what is done; a row is asked again where it, or the
    system, is no longer the same, or where it failed. Raises :class:`SourceError` where ``out`` cannot be written."""
    path = out / ANSWERS
    keys = {row.id: _key(row, system.fingerprint()) for row in rows}
    done = {row.id: _earlier[keys[row.id]] for _earlier in [_read(path)] for row in rows if keys[row.id] in _earlier}
    progress(len(done), len(rows))
    failed: dict[str, str] = {}
    writing = threading.Lock()
    try:
        out.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            # A run that was killed may have left half a line.
            if file.tell() and not _ends_a_line(path):
                file.write("\n")

            def one(row: Gold) -> None:
                asked = _ask(row, system)
                with writing:
                    done[row.id] = asked
                    file.write(json.dumps(_written(keys[row.id], row, asked), ensure_ascii=False) + "\n")
                    file.flush()

            for row, error in _in_parallel(one, [row for row in rows if row.id not in done], jobs):
                if error is not None:
                    failed[row.id] = error
                progress(len(done) + len(failed), len(rows))
    except OSError as error:
        raise SourceError(f"{out} cannot be written ({error.strerror or error})", "name another --out.") from error
    return [Outcome(row, done.get(row.id), failed.get(row.id)) for row in rows]


def _ask(row: Gold, system: System) -> Asked:
    history: list[Answer] = []
    for earlier in row.history:
        history.append(system.ask(earlier, tuple(history)).answer)
    return system.ask(row.question, tuple(history))


def _in_parallel(one: Callable[[Gold], None], rows: Sequence[Gold], jobs: int) -> Iterator[tuple[Gold, str | None]]:
    pool = ThreadPoolExecutor(jobs)
    try:
        waiting: dict[Future[None], Gold] = {pool.submit(one, row): row for row in rows}
        for future in as_completed(waiting):
            try:
                future.result()
            except PinciteError as error:
                yield waiting[future], str(error)
            else:
                yield waiting[future], None
    finally:
        # Interrupted, what has begun is finished and written, and nothing more begins.
        pool.shutdown(wait=True, cancel_futures=True)


def _key(row: Gold, fingerprint: str) -> str:
    asked = json.dumps([row.question, row.history, fingerprint])
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _written(key: str, row: Gold, asked: Asked) -> dict[str, Any]:
    places = to_jsonable([asdict(place) for place in asked.retrieved])
    return {"key": key, "id": row.id, "answer": asked.answer.to_dict(), "retrieved": places}


def _read(path: Path) -> dict[str, Asked]:
    """Key → what an earlier run got; lines that do not parse are passed over."""
    found: dict[str, Asked] = {}
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError:
        return found
    for _, line in numbered_lines(text):
        try:
            stated = parsed(line)
            places = tuple(Place(**place) for place in stated["retrieved"])
            found[stated["key"]] = Asked(Answer.from_dict(stated["answer"]), places)
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _ends_a_line(path: Path) -> bool:
    return path.read_bytes()[-1:] == b"\n"
