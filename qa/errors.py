"""One error tree: every message says in one sentence what failed and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from vectorstore.records import StoreFault


class PinciteError(Exception):
    """Whatever a user can cause or mend; ``exit_code`` is what the command ends with."""

    exit_code = 1


class SettingsError(PinciteError):
    """A setting that does not exist or does not parse."""

    exit_code = 2


class QuestionError(PinciteError):
    """A question that cannot be asked."""

    exit_code = 2


class SourceError(PinciteError):
    """A folder or file that cannot be read; ``reason`` is the part that goes into an indexing report."""

    exit_code = 2

    def __init__(self, reason: str, remedy: str = "") -> None:
        self.reason = reason
        super().__init__(f"{reason}; {remedy}" if remedy else reason)


class StoreError(PinciteError):
    """The index cannot be used as it is: missing, damaged, of another version or another embedder."""

    exit_code = 4


class ModelError(PinciteError):
    """A model that cannot be loaded or does not answer."""

    exit_code = 5


@contextmanager
def store_errors() -> Iterator[None]:
    """The store knows nothing of Pincite's errors; here its own become :class:`StoreError`."""
    try:
        yield
    except StoreFault as fault:
        raise StoreError(str(fault)) from fault
