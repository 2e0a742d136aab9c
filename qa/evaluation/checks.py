"""A file of answers, a draft or a saved Answer → its check: what the command ``check`` does before it prints."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from qa.checking.checker import Checker
from qa.checking.draft import CitedSentence
from qa.checking.importers import UnknownForm, imported
from qa.checking.receipts import check_receipt
from qa.checking.report import CheckReport, Fate, ReceiptReport, Status, Support
from qa.errors import SettingsError, SourceError
from qa.evaluation.gold import numbered_lines, parsed
from qa.library import Pincite
from qa.types import ANSWER_SCHEMA, Answer

Report = CheckReport | ReceiptReport
Progress = Callable[[int, int], None]

FINDINGS = frozenset({*map(str, Status), *map(str, Support), *map(str, Fate)})
# What a check ends with exit code 3 for, unless --fail-on says otherwise: words or facts that are not the articles'.
FAIL_ON = frozenset({"altered", "misattributed", "fabricated", "contradicted", "edited", "deleted"})
LISTED_FAULTS = 20
STANDARD_INPUT = Path("-")


def check_file(library: Pincite, path: Path, text: str, progress: Progress | None = None) -> Report:
    """Check ``text``, which ``path`` holds: ``.jsonl`` is a cited answer a line, ``.json`` one answer, anything else a draft.

    A ``.json`` that is an Answer of Pincite's own is a receipt, held against the files themselves; in a ``.jsonl`` it is an
    answer like any other. What comes through :data:`STANDARD_INPUT` has no name, and its form is told by what it holds.
    Raises :class:`SettingsError` that names wrong lines.
    """
    suffix = _suffix(text) if path == STANDARD_INPUT else path.suffix.lower()
    if suffix == ".json":
        stated = _parsed(text, path)
        if isinstance(stated, dict) and stated.get("schema") == ANSWER_SCHEMA:
            return check_receipt(_answer(stated, path), library.folder, library.settings.largest_file, progress)
        return _answers(library.checker(), path, [(1, stated)], progress)
    if suffix in (".jsonl", ".ndjson"):
        return _answers(library.checker(), path, _lines(text, path), progress)
    return library.checker().draft(text, progress)


def read(path: Path) -> str:
    """The text of the file, or of :data:`STANDARD_INPUT`; raises :class:`SourceError`."""
    try:
        data = sys.stdin.buffer.read() if path == STANDARD_INPUT else path.read_bytes()
        # Every end of a line becomes "\n", as where Python itself opens a text.
        return StringIO(data.decode("utf-8-sig"), newline=None).read()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SourceError(f"{_named(path)} cannot be read ({reason})", "name a file of answers or a draft.") from error


def findings(stated: str) -> frozenset[str]:
    """``--fail-on`` as a set: names with commas between them, ``none``, or nothing for :data:`FAIL_ON`."""
    if not stated.strip():
        return FAIL_ON
    names = {name.strip().lower().replace("-", " ") for name in stated.split(",")} - {"", "none"}
    unknown = sorted(names - FINDINGS)
    if unknown:
        raise SettingsError(f"--fail-on does not know {unknown[0]!r}; it knows: {', '.join(sorted(FINDINGS))}, none.")
    return frozenset(names)


def fails(report: Report, on: frozenset[str]) -> bool:
    """Whether the report holds a finding of ``on``."""
    return bool(on & report.counts().keys())


def _answers(checker: Checker, path: Path, stated: list[tuple[int, Any]], progress: Progress | None) -> CheckReport:
    cited: list[tuple[int, CitedSentence]] = []
    faults = []
    for number, one in stated:
        try:
            cited += [(number, sentence) for sentence in imported(one, checker.corpus.names_in)]
        except UnknownForm as error:
            faults.append(f"line {number}: {error}")
    _refuse(path, faults)
    report = checker.sentences([sentence for _, sentence in cited], progress)
    lined = (replace(one, line=number) for (number, _), one in zip(cited, report.sentences, strict=True))
    return replace(report, sentences=tuple(lined))


def _suffix(text: str) -> str:
    """What a file that holds ``text`` would end in: ``.json``, ``.jsonl``, or nothing where it is a draft."""
    try:
        return ".json" if isinstance(parsed(text), dict | list) else ""
    except ValueError:
        pass
    try:
        lines = [parsed(line) for _, line in numbered_lines(text)]
    except ValueError:
        return ""
    return ".jsonl" if lines and all(isinstance(line, dict) for line in lines) else ""


def _lines(text: str, path: Path) -> list[tuple[int, Any]]:
    faults = []
    found = []
    for number, line in numbered_lines(text):
        try:
            found.append((number, parsed(line)))
        except ValueError as error:
            faults.append(f"line {number}: {error}")
    _refuse(path, faults)
    if not found:
        raise SettingsError(f"{_named(path)} holds no answer; write one JSON object a line.")
    return found


def _named(path: Path) -> str:
    return "standard input" if path == STANDARD_INPUT else str(path)


def _refuse(path: Path, faults: list[str]) -> None:
    if faults:
        more = f"\n… and {len(faults) - LISTED_FAULTS} more" if len(faults) > LISTED_FAULTS else ""
        raise SettingsError(f"{_named(path)} has wrong lines; mend them:\n" + "\n".join(faults[:LISTED_FAULTS]) + more)


def _parsed(text: str, path: Path) -> Any:
    try:
        return parsed(text)
    except ValueError as error:
        raise SettingsError(f"{_named(path)} is {error}; a draft ends in .md or .txt.") from error


def _answer(stated: dict[str, Any], path: Path) -> Answer:
    try:
        return Answer.from_dict(stated)
    except ValueError as error:
        raise SettingsError(f"{_named(path)} is {error}; save an answer with `pincite ask --json`.") from error
