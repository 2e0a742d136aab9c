"""A file → an :class:`~qa.types.Article`, by the suffix table; what cannot be read says why."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from qa.errors import SourceError
from qa.sources.dates import find_date, parse_date
from qa.sources.header import find_source, find_title, stated_head
from qa.sources.text import decode
from qa.sources.walk import Found, read_regular, walk
from qa.types import Article

__all__ = ["READERS", "Found", "digest", "read_article", "read_bytes", "walk"]

READERS: dict[str, Callable[[bytes], tuple[str, str]]] = {
    ".txt": decode,
    ".text": decode,
    ".md": decode,
    ".markdown": decode,
}


def read_bytes(found: Found, largest: int) -> tuple[bytes, float]:
    """A found file's bytes and its time in seconds since the epoch; raises :class:`SourceError` with the reason."""
    if found.reason is not None:
        raise SourceError(found.reason)
    if found.path.suffix.lower() not in READERS:
        kinds = ", ".join(READERS)
        raise SourceError(f"{found.path.suffix or 'a file without a suffix'} is not a kind Pincite reads ({kinds})")
    try:
        data, status = read_regular(found.path, largest)
    except OSError as error:
        raise SourceError(f"it cannot be read ({error.strerror or error})") from error
    return data, status.st_mtime


def digest(data: bytes) -> str:
    """The sha256 that names a file's content, in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def read_article(file: str, data: bytes, modified: float) -> Article:
    """Decode ``data`` as the suffix of ``file`` says and find what the text states; raises :class:`SourceError`."""
    text, encoding = READERS[Path(file).suffix.lower()](data)
    rows, _ = stated_head(text)
    stated = parse_date(rows.get("date", ""))
    found = find_date(text)
    return Article(
        file=file,
        text=text,
        sha256=digest(data),
        size=len(data),
        modified=modified,
        encoding=encoding,
        title=find_title(text),
        date=stated or (found[0] if found else None),
        source=find_source(text),
    )
