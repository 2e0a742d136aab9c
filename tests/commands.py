"""The command run inside a test's own process."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest

from qa.cli import main


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


def run_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: object) -> Ran:
    """Run ``pincite`` with ``arguments`` on a wide terminal."""
    monkeypatch.setenv("COLUMNS", "2000")
    monkeypatch.setattr(sys, "argv", ["pincite", *map(str, arguments)])
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    code = ended.value.code
    return Ran(code if isinstance(code, int) else 0 if code is None else 1, said.out, said.err)
