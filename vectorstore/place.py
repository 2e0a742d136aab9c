"""The index's folder: which of its sub-folders is in use, whether the disk has room, and clearing away what is not in use."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from pathlib import Path

from vectorstore.records import Damaged, StoreFault
from vectorstore.vectors import drop_all

CURRENT = "current"
# Writing stops while this much of the disk is still free: Chroma cannot open again what it wrote when it was full.
RESERVE_BYTES = 16_000_000
# A row of text and vector takes at most about this much on disk, in both files and their logs.
BYTES_A_PASSAGE = 12_000
# What the store names its sub-folders; whatever else lies in the index folder is not its own and stays.
_OWN = re.compile(r"store-[0-9a-f]{8}")


class Place:
    """Where an index lies: a folder of sub-folders, of which ``current`` names one, and a Chroma server or none.

    A sub-folder's name is its token; in it lie the catalogue and one folder of vectors by name, or a server has those
    in a collection.
    """

    def __init__(self, index: Path, url: str | None) -> None:
        self.index = index
        self.url = url

    def exists(self) -> bool:
        """Whether there is an index here."""
        return (self.index / CURRENT).is_file()

    def current(self) -> str:
        """The token in use; raises :class:`StoreFault` where there is none."""
        token = self._pointed()
        while not token or not (self.index / token).is_dir():
            # A rebuild in another process takes the old one away as soon as it has put another in its place.
            before, token = token, self._pointed()
            if token == before:
                raise Damaged(f"The index at {self.index} is damaged: parts are gone; run `pincite index --rebuild`.")
        return token

    def catalog(self, token: str) -> Path:
        """The file of a sub-folder's catalogue."""
        return self.index / token / "catalog.db"

    def vectors(self, token: str, name: str) -> Path | str:
        """The folder of a sub-folder's vectors, or the server that has them."""
        return self.url or self.index / token / name

    def collection(self, token: str, name: str) -> str:
        """What Chroma calls them."""
        return f"pincite-{token}-{name}"

    def make(self) -> None:
        """Make the index's folder; raises :class:`StoreFault`."""
        try:
            self.index.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreFault(
                f"The index folder {self.index} cannot be made ({error.strerror}); name another with --index."
            ) from error

    def begin(self) -> str:
        """Make a new sub-folder, which is not in use yet; gives its token."""
        self.require_space(0)
        token = f"store-{secrets.token_hex(4)}"
        try:
            (self.index / token).mkdir(parents=True)
        except OSError as error:
            raise StoreFault(
                f"The index folder {self.index} cannot be written ({error.strerror}); name another with --index."
            ) from error
        return token

    def switch(self, token: str) -> None:
        """Put a sub-folder in use, from one moment to the next."""
        pointer = self.index / f"{CURRENT}.{token}"
        try:
            with pointer.open("w", encoding="utf-8") as file:
                file.write(token)
                file.flush()
                # Renamed before it is written out, it would be empty after a power cut.
                os.fsync(file.fileno())
            pointer.replace(self.index / CURRENT)
        except OSError as error:
            self.discard(token)
            raise StoreFault(f"The index folder {self.index} cannot be written ({error.strerror}).") from error

    def require_space(self, passages: int) -> None:
        """Raise :class:`StoreFault` unless the disk has room for so many more passages."""
        try:
            free = shutil.disk_usage(self.index).free
        except OSError as error:
            raise StoreFault(f"The index folder {self.index} is gone ({error.strerror}); run again.") from error
        needed = RESERVE_BYTES + passages * BYTES_A_PASSAGE
        if free < needed:
            raise StoreFault(
                f"The disk that holds {self.index} has {free / 1e6:,.0f} MB left and {needed / 1e6:,.0f} MB are needed; "
                "free some space and run again: what is indexed so far is kept."
            )

    def sweep(self) -> None:
        """Remove the store's sub-folders but the current one."""
        current = self.current()
        for entry in self.index.iterdir():
            if _OWN.fullmatch(entry.name) and entry.name != current:
                self.discard(entry.name)
            elif entry.name.startswith(f"{CURRENT}.store-"):
                entry.unlink(missing_ok=True)

    def sweep_vectors(self, token: str, name: str) -> None:
        """Remove a sub-folder's vectors but those of this name."""
        for entry in (self.index / token).glob("vectors-*"):
            if entry.name != name:
                self.discard_vectors(token, entry.name)

    def discard(self, token: str) -> None:
        """Remove a sub-folder with its vectors."""
        if self.url is not None:
            drop_all(self.url, f"pincite-{token}")
        shutil.rmtree(self.index / token, ignore_errors=True)

    def discard_vectors(self, token: str, name: str) -> None:
        """Remove a sub-folder's vectors of this name."""
        if self.url is not None:
            drop_all(self.url, self.collection(token, name))
        shutil.rmtree(self.index / token / name, ignore_errors=True)

    def _pointed(self) -> str:
        try:
            return (self.index / CURRENT).read_text("utf-8").strip()
        except OSError:
            raise StoreFault(f"There is no index at {self.index}; run `pincite index`.") from None
        except UnicodeDecodeError:
            return ""
