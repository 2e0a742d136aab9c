"""Where dropped files lie until they are read: unnamed, inside the index's folder, counted, and gone at the next start."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from qa.errors import SourceError

MOST_FILES = 2_000
MOST_BYTES = 1_000_000_000


class TooLarge(Exception):
    """More bytes than are taken; the message says how many may come."""


class Quarantine:
    """Files by id; nothing is known of them but a name and how long they are."""

    def __init__(self, folder: Path, largest: int, named: Callable[[str], str]) -> None:
        self._folder, self._largest, self._named = folder, largest, named
        self._held: dict[str, tuple[str, Path, int]] = {}
        shutil.rmtree(folder, ignore_errors=True)

    async def receive(self, name: str, chunks: AsyncIterator[bytes]) -> str:
        """Take one file in and give its id; raises :class:`TooLarge`, and :class:`SourceError` for a name that is none."""
        name = self._named(name)
        held = sum(size for _, _, size in [*self._held.values()])
        if len(self._held) >= MOST_FILES or held >= MOST_BYTES:
            raise TooLarge("Too many files are waiting to be read; add those first.")
        self._folder.mkdir(parents=True, exist_ok=True)
        upload = secrets.token_hex(16)
        path, size = self._folder / upload, 0
        try:
            with path.open("xb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > self._largest:
                        raise TooLarge(f"{name} is over the limit of {self._largest / 1e6:,.0f} MB a file.")
                    file.write(chunk)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        self._held[upload] = (name, path, size)
        return upload

    def take(self, uploads: Sequence[str]) -> list[tuple[str, Path]]:
        """The files of those ids, each once and with its name; raises :class:`SourceError` for an id that is not held."""
        if unknown := [upload for upload in uploads if upload not in self._held]:
            raise SourceError(f"The upload {unknown[0][:40]} is not there", "drop the file again.")
        return [self._held[upload][:2] for upload in dict.fromkeys(uploads)]

    def drop(self, uploads: Sequence[str]) -> None:
        """Delete the files of those ids, as far as they are held: two requests may have named the same."""
        for upload in uploads:
            if (held := self._held.pop(upload, None)) is not None:
                held[1].unlink(missing_ok=True)

    def clear(self) -> None:
        """Delete all that is held."""
        self._held.clear()
        shutil.rmtree(self._folder, ignore_errors=True)
