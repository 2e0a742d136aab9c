"""A folder → the regular files in it, and what is there that cannot be read; links are not followed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.config import FILE


@dataclass(frozen=True, slots=True)
class Found:
    """A path relative to the folder, with ``/`` between its parts, and why it cannot be an article, if so."""

    file: str
    path: Path
    reason: str | None = None


def walk(folder: Path) -> Iterator[Found]:
    """Every file below ``folder`` in the order of its path; hidden files and folders are left out, and so is
    ``folder``'s own ``pincite.toml``, which is read as its settings.

    Links, pipes, sockets and devices come with a reason and are never opened: a link can lead out of the
    folder or in a circle, and a pipe blocks whoever opens it.
    """
    # A stack of its own: folders can be nested deeper than Python's calls.
    levels = [_listed(folder, "")]
    while levels:
        found = next(levels[-1], None)
        if found is None:
            levels.pop()
        elif isinstance(found, Found):
            yield found
        else:
            levels.append(_listed(*found))


def _listed(folder: Path, prefix: str) -> Iterator[Found | tuple[Path, str]]:
    """What lies in ``folder`` itself; each folder there as the arguments to list it."""
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        yield Found(prefix.rstrip("/") or ".", folder, f"the folder cannot be read ({error.strerror})")
        return
    for entry in entries:
        file, path = prefix + entry.name, folder / entry.name
        if entry.name.startswith(".") or (file == FILE and not entry.is_dir(follow_symlinks=False)):
            continue
        if not _is_unicode(entry.name):
            yield Found(file.encode("utf-8", "backslashreplace").decode(), path, "its name is not valid UTF-8")
        elif entry.is_symlink():
            yield Found(file, path, "a link; links are not followed")
        elif entry.is_dir(follow_symlinks=False):
            yield path, file + "/"
        elif not entry.is_file(follow_symlinks=False):
            yield Found(file, path, "not a regular file")
        else:
            yield Found(file, path)


def read_regular(path: Path, largest: int) -> tuple[bytes, os.stat_result]:
    """The file's bytes and its status; raises ``OSError``, also when it is no longer a regular file or over ``largest``."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(0, "not a regular file")
        if status.st_size > largest:
            raise OSError(0, f"{status.st_size / 1e6:,.0f} MB is over the limit of {largest / 1e6:,.0f} MB a file")
        return file.read(), status


def _is_unicode(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
