"""The folder itself: files come in by plain names, once they read as articles, and go out for good; the index follows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qa import sources, stopping
from qa.errors import SourceError
from qa.sources.walk import read_regular

LONGEST_NAME = 180
# A name may be taken by another text; beyond this many of them somebody is playing.
MOST_NAMESAKES = 1_000


@dataclass(frozen=True, slots=True)
class Added:
    """What became of files that were brought: their names in the folder, and name → reason for the others."""

    added: tuple[str, ...]
    present: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]


def plain_name(name: str) -> str:
    """The last part of ``name`` as a file's name that hides nothing and leads nowhere; raises :class:`SourceError`."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join("_" if unicodedata.category(letter)[0] == "C" else letter for letter in last)
    shown = re.sub(r'[<>:"|?*]', "_", shown).strip().lstrip(".").rstrip(". ")
    suffix = Path(shown).suffix
    stem = shown.removesuffix(suffix)
    if not stem:
        raise SourceError("its name is empty")
    while len(f"{stem}{suffix}".encode()) > LONGEST_NAME:
        stem = stem[:-1]
        if not stem:
            raise SourceError("its name is too long")
    return stem + suffix


def admit(folder: Path, brought: Sequence[tuple[str, Path]], largest: int) -> Added:
    """Copy files, each with the name it is to have, into ``folder`` when they read as articles.

    A name may have folders in it. One that another text has gets a number; the same text is kept once. Raises
    :class:`~qa.stopping.Stopped`.
    """
    done: dict[bool, list[str]] = {True: [], False: []}
    failed = []
    for name, path in brought:
        stopping.check()
        try:
            file, new = _admit(folder, name, path, largest)
            done[new].append(file)
        except SourceError as error:
            failed.append((name, error.reason))
    return Added(tuple(done[True]), tuple(done[False]), tuple(failed))


def found_in(folder: Path) -> tuple[list[tuple[str, Path]], list[tuple[str, str]]]:
    """The articles below ``folder``, each with the name it is to have, that begins with the folder's own; and name → reason."""
    below = [(str(PurePosixPath(folder.name, found.file)), found) for found in sources.walk(folder)]
    readable = [(name, found.path) for name, found in below if found.reason is None]
    return readable, [(name, found.reason) for name, found in below if found.reason is not None]


def discard(folder: Path, file: str) -> None:
    """Delete an article's file; one that is gone already is no fault. Raises :class:`SourceError`."""
    target = _inside(folder, file)
    if target.is_symlink():
        raise SourceError(f"{file} is a link", "links are not followed.")
    try:
        target.unlink(missing_ok=True)
    except OSError as error:
        raise SourceError(f"{file} cannot be deleted ({error.strerror})", "delete it in the folder.") from error


def changes(folder: Path, cited: Mapping[str, str], largest: int, remedy: str) -> list[str]:
    """What to say of those files, by path with the sha256 that was indexed, that are no longer what they were; and to do."""
    notes = []
    for file, sha256 in sorted(cited.items()):
        try:
            # Whatever has taken the file's place since: a pipe would block, a link leads elsewhere.
            data, _ = read_regular(folder / file, largest)
        except OSError:
            notes.append(f"{file} is no longer in the folder; {remedy}.")
            continue
        if sources.digest(data) != sha256:
            notes.append(f"{file} has changed since it was indexed; {remedy}.")
    return notes


def _admit(folder: Path, name: str, brought: Path, largest: int) -> tuple[str, bool]:
    file = "/".join(plain_name(part) for part in name.split("/"))
    suffix = Path(file).suffix
    if suffix.lower() not in sources.READERS:
        kinds = ", ".join(sources.READERS)
        raise SourceError(f"{suffix or 'a file without a suffix'} is not a kind Pincite reads ({kinds})")
    try:
        data, status = read_regular(brought, largest)
    except OSError as error:
        raise SourceError(f"it cannot be read ({error.strerror or error})") from error
    sources.read_article(file, data, status.st_mtime)
    stem = file.removesuffix(suffix)
    for number in range(1, MOST_NAMESAKES):
        wanted = file if number == 1 else f"{stem} ({number}){suffix}"
        target = _inside(folder, wanted)
        if not target.exists():
            _write_new(target, data)
            return wanted, True
        if target.is_file() and target.read_bytes() == data:
            return wanted, False
    raise SourceError("too many files have its name")


def _inside(folder: Path, file: str) -> Path:
    target = folder / file
    # The parent, resolved: a folder on the way can be a link that leads out.
    if not target.parent.resolve().is_relative_to(folder.resolve()) or target.name in ("", ".", ".."):
        raise SourceError(f"{file} lies outside the folder")
    return target


def _write_new(target: Path, data: bytes) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(f".{target.name[:80]}.part")
        half.write_bytes(data)
        # Only a whole file gets the name under which it is indexed.
        half.replace(target)
    except OSError as error:
        raise SourceError(f"it cannot be written to the folder ({error.strerror})") from error
