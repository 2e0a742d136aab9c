"""Bytes of a .txt or .md file → its text, every letter kept; or a reason why it is not text."""

from __future__ import annotations

import codecs
import re

from qa.errors import SourceError

_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or Office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3\x00", "a database"),
)
# UTF-32 first: its little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Western text in a one-byte encoding has few letters beyond ASCII; Cyrillic, Greek or Hebrew has mostly such.
WESTERN_SHARE = 0.25
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL = re.compile(r"[\x00-\x06\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of the encoding it was in; a byte order mark is not part of the text.

    Newlines stay as they are. Raises :class:`SourceError` for what is empty, binary or broken.
    """
    if not data.strip():
        raise SourceError("the file is empty")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_strict(data[len(mark) :], encoding), encoding)
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise SourceError(f"not text but {what}")
    if b"\x00" in data:
        return _without_mark(data)
    try:
        return _checked(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        sequences = len(_UTF8_SEQUENCE.findall(data))
        broken = sum(byte >= 0x80 for byte in data) - sum(map(len, _UTF8_SEQUENCE.findall(data)))
        # A legacy encoding hits a valid UTF-8 sequence seldom; a damaged UTF-8 file is made of them.
        if sequences and (sequences > broken or _is_lone_surrogate(data, error.start)):
            what = "a lone surrogate" if _is_lone_surrogate(data, error.start) else "broken UTF-8"
            raise SourceError(f"{what} at byte {error.start}") from None
    return _checked(*_legacy(data))


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(f"broken {encoding.upper()} at byte {error.start}: {error.reason}") from None


def _without_mark(data: bytes) -> tuple[str, str]:
    """UTF-16 without a byte order mark shows as zeros in every other byte of its ASCII letters."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if len(data) % 2 or max(even, odd) < 0.2 * len(data) / 2 or min(even, odd) > 0.02 * len(data):
        raise SourceError("not text but binary data")
    return _checked(_strict(data, encoding), encoding)


def _is_lone_surrogate(data: bytes, position: int) -> bool:
    return bool(re.match(rb"\xed[\xa0-\xbf][\x80-\xbf]", data[position : position + 3]))


def _legacy(data: bytes) -> tuple[str, str]:
    """The one-byte or East Asian encoding of an older archive."""
    letters = sum(byte >= 0xC0 or 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A for byte in data) or 1
    high = sum(byte >= 0xC0 for byte in data)
    if high / letters < WESTERN_SHARE and not _looks_central_european(data):
        try:
            return data.decode("cp1252"), "cp1252"
        except UnicodeDecodeError:
            # Five bytes mean nothing in cp1252; what has them is another encoding.
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise SourceError("the encoding is unknown")
    return _strict(data, best.encoding), best.encoding


def _looks_central_european(data: bytes) -> bool:
    """Polish, Czech or Hungarian cp1250: its letters are signs in cp1252 that no word has in its middle."""
    return bool(re.search(rb"[A-Za-z][\xb3\xb9\xbf\x9f\xa3\xa5\xaf\xbe\xb5]+[a-z]|[a-z][\xb3\xb9]\b", data))


def _checked(text: str, encoding: str) -> tuple[str, str]:
    if not text.strip():
        raise SourceError("the file is empty")
    controls = len(_CONTROL.findall(text))
    if "\x00" in text or controls > max(4, 0.01 * len(text)):
        raise SourceError("not text but binary data")
    return text, encoding
