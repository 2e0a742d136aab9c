"""What an article's head states of itself: title and publisher, absent rather than guessed."""

from __future__ import annotations

import itertools
import re

from qa.sources.dates import find_date

LONGEST_TITLE = 200
# A navigation crumb ("NewsWorld News", "Actions") has fewer words than this; a headline seldom has.
TITLE_WORDS = 4

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?P<body>.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_BYLINE = re.compile(
    r"(?:by|von|par|por)\s+[A-Z]|(?:posted|published|updated|photo|image|copyright|source)\b", re.IGNORECASE
)
_BODY_END = re.compile(r"[.!…][\"'”’)\]]*$")
_SOURCE_LINE = re.compile(
    r"^\s*(?:source|quelle|via)\s*:\s*(?P<name>[^\n\r:]{2,60}?)\s*$", re.IGNORECASE | re.MULTILINE
)
_COPYRIGHT = re.compile(
    r"^\s*(?:copyright|©|\(c\))[\s©(c)]*(?:\d{4}(?:\s*[-–]\s*\d{4})?)\s+(?:by\s+)?(?P<name>[A-Z][^\n\r.,;|]{1,50}?)\s*[.,;|\n]",
    re.IGNORECASE | re.MULTILINE,
)
_DATELINE_AGENCY = re.compile(
    r"^[A-Z][A-Z .,'’/-]{2,40}(?:(?:[A-Z][a-z]+\.?|\d{1,4}),? ){0,4}\((?P<name>[A-Z][\w .&'’-]{1,30})\)\s*[-–—]",
    re.MULTILINE,
)


def front_matter(text: str) -> dict[str, str]:
    """``key: value`` rows of a Markdown file's front matter, keys in lower case; empty without one."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}
    rows = (line.partition(":") for line in match["body"].splitlines() if ":" in line and not line[0].isspace())
    return {key.strip().lower(): value.strip().strip("\"'") for key, _, value in rows if value.strip()}


def find_title(text: str) -> str | None:
    """The headline: the first line of the head that reads like one, before the body begins.

    A byline, a date, a paragraph or a navigation crumb is not one. A short line is taken only where the head
    has nothing longer and the line stands first.
    """
    stated = front_matter(text).get("title")
    if stated:
        return stated[:LONGEST_TITLE]
    match = _FRONT_MATTER.match(text)
    raw = text[match.end() if match else 0 :][:4000].splitlines()
    # A line that the next one goes on from in a small letter is the first of a wrapped paragraph.
    lines = [line.strip() for line in raw if line.strip()]
    wrapped = {a.strip() for a, b in itertools.pairwise(raw) if a.strip() and b.strip()[:1].islower()}
    short: str | None = None
    for position, line in enumerate(lines[:8]):
        if heading := re.match(r"#{1,6}\s+(.+?)\s*#*$", line):
            return heading[1][:LONGEST_TITLE]
        if (
            line in wrapped
            or len(line) > LONGEST_TITLE
            or (_BODY_END.search(line) and not line.endswith("...") and len(line.split()) > 6)
        ):
            break
        if _BYLINE.match(line) or not any(map(str.isalpha, line)) or find_date(line) is not None:
            continue
        if len(line.split()) >= TITLE_WORDS:
            return line
        if position == 0 and len(lines) > 1:
            short = line
    return short


def find_source(text: str) -> str | None:
    """The publisher, from "Source: …", a copyright line or a dateline's agency; ``None`` where none is stated."""
    stated = front_matter(text)
    for key in ("source", "publisher", "publication", "site"):
        if key in stated:
            return stated[key]
    for pattern in (_SOURCE_LINE, _COPYRIGHT, _DATELINE_AGENCY):
        if match := pattern.search(text):
            return match["name"].strip()
    return None
