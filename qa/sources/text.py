"""Bytes of a .txt or .md file → its text, every letter kept; or a reason why it is not text."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from contextlib import suppress

from qa.errors import SourceError
from qa.sources.encodings import is_east_asian, iso_2022_jp, legacy, rarity

# UTF-16 without a mark that has a smaller share of ASCII than this has to have this share of its letters in one script.
MOSTLY_ASCII = 0.34
ONE_SCRIPT = 0.9
# The mean rarity of letters is 0.15 to 0.4 in Chinese, Japanese and Korean news; in English bytes read in pairs, 1.2 to 2.
LARGEST_RARITY = 1.0

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
_ASCII_TEXT = re.compile(r"[\t\n\r\x20-\x7e]")
# No tab: it is the upper half of every letter of Hindi.
_PRINTABLE = re.compile(rb"[\n\r\x20-\x7e]")
_LINE_ENDS = frozenset("\t\n\x0b\x0c\r\x85")
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
    japanese = iso_2022_jp(data)
    if japanese is not None:
        return _checked(japanese, "iso2022_jp")
    try:
        return _checked(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if _has_surrogates(data):
            raise SourceError(f"a lone surrogate at byte {error.start}") from None
        found = legacy(data)
        if found is None:
            raise SourceError(f"broken UTF-8 at byte {error.start}") from None
    return _checked(*found)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(f"broken {encoding.upper()} at byte {error.start}: {error.reason}") from None


def _without_mark(data: bytes) -> tuple[str, str]:
    """UTF-32 or UTF-16 without a byte order mark: zeros stand where ASCII's spaces, newlines and letters are.

    Most pairs of bytes are some letter in UTF-16, so the reading has to look like somebody's language, too.
    """
    printable = len(_PRINTABLE.findall(data))
    if printable > 0.9 * (len(data) - data.count(0)) and data.count(0) < 0.2 * len(data):
        # ASCII with a zero somewhere.
        raise SourceError("not text but binary data")
    readings = []
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            readings.append((len(_ASCII_TEXT.findall(text)), text, encoding))
    for plain, text, encoding in sorted(readings, reverse=True):
        if (plain or encoding.startswith("utf-32")) and _is_language(text, plain):
            return _checked(text, encoding)
    raise SourceError("not text but binary data")


def _is_language(text: str, plain: int) -> bool:
    """Whether ``text``, of which ``plain`` characters are ASCII, has no more than a few strange characters, and is either
    largely ASCII or in letters of one script, which are everyday ones where a script has thousands."""
    strange = sum(unicodedata.category(letter) in ("Cc", "Cn", "Co") and letter not in _LINE_ENDS for letter in text)
    if strange > 0.01 * len(text):
        return False
    foreign = [letter for letter in text if letter > "\x7f" and letter.isalpha()]
    if plain >= MOSTLY_ASCII * len(text) or not foreign:
        return True
    east_asian = [letter for letter in foreign if is_east_asian(letter)]
    if len(east_asian) > ONE_SCRIPT * len(foreign):
        return sum(map(rarity, east_asian)) <= LARGEST_RARITY * len(east_asian)
    scripts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in foreign)
    return not east_asian and max(scripts.values()) >= ONE_SCRIPT * len(foreign)


def _has_surrogates(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _checked(text: str, encoding: str) -> tuple[str, str]:
    if not text.strip():
        raise SourceError("the file is empty")
    controls = len(_CONTROL.findall(text))
    if "\x00" in text or controls > max(4, 0.01 * len(text)):
        raise SourceError("not text but binary data")
    return text, encoding
