"""How a server is started: frozen, checked before anything is opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qa.config import Settings
from qa.errors import SettingsError

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Options:
    """``read_only``: nobody may add or remove articles; ``bring``: folders below it may be named on the page;
    ``largest_upload``: bytes of one dropped file; ``parallel`` answers at once, ``waiting`` more in the queue."""

    host: str = "127.0.0.1"
    port: int = 8642
    read_only: bool = False
    bring: Path | None = None
    largest_upload: int = 20_000_000
    # An answer that waits for an endpoint takes no processor, so more of them run than there are cores.
    parallel: int = 8
    waiting: int = 64

    @property
    def local(self) -> bool:
        """Whether only this machine reaches the server."""
        return self.host in LOCAL_HOSTS


def checked(options: Options, settings: Settings, *, no_auth: bool) -> Options:
    """``options``, unless they let the world in unasked: then :class:`SettingsError`."""
    if not (options.local or settings.password_hash or settings.reader_password_hash or no_auth):
        raise SettingsError(
            f"Whoever reaches {options.host} could read and delete the articles; set PINCITE_PASSWORD_HASH to what "
            "`pincite password` prints, or say --no-auth."
        )
    return options
