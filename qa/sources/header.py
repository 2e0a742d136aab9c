"""What an article's head states of itself: its rows, title and publisher, absent rather than guessed."""

from __future__ import annotations

import itertools
import re

from qa.sources.dates import find_date

LONGEST_TITLE = 200
# A navigation crumb ("NewsWorld News", "Actions") has fewer words than this; a headline seldom has.
TITLE_WORDS = 4
# The headline is among so many lines; a page's menu and share buttons may stand before it.
HEAD_LINES = 12

# These match each line in one way only, or a file of many such lines would take for ever: "\r\n" is never two ends.
_NL = r"(?:\r\n|\r(?!\n)|\n)"
_BLANK = rf"[ \t]*{_NL}"
_KEY = r"[^\W\d_][\w.-]*(?: [\w.-]+)?"
# A row, and what its value may go on with: more of it, indented; a list; a comment; a bracket that closes it.
_YAML_ROW = rf"{_KEY}[ \t]*[:=](?:[ \t][^\r\n]*)?{_NL}(?:(?:[ \t]+\S|-[ \t]|[#\[\]}}])[^\r\n]*{_NL}|{_BLANK})*"
# YAML between "---", as Jekyll and Pandoc have it, or TOML between "+++"; a file that opens with a rule has no rows.
_FRONT_MATTER = re.compile(
    rf"(?P<fence>---|\+\+\+)[ \t]*{_NL}(?P<rows>(?:{_YAML_ROW})*)(?:(?P=fence)|\.\.\.)[ \t]*(?:\Z|{_NL}(?:{_BLANK})*)"
)
_VALUE = rf":[^\r\n]*{_NL}(?:[ \t]+\S[^\r\n]*{_NL})*"
_MAIL_KEY = "subject|title|headline|from|to|cc|date|authors?|by|byline|source|publisher|publication|published|updated|url|section"
# As mail has it: "Word: value" down to a blank line; where none follows, only rows with a name that heads have.
_MAIL_HEAD = re.compile(
    rf"\s*(?P<rows>(?:{_KEY}{_VALUE})+(?={_BLANK})|(?i:(?:{_MAIL_KEY}){_VALUE})+)(?:{_BLANK})*",
)
# A value that stands on the lines below, in YAML.
_BLOCK_SCALARS = frozenset(("|", ">", "|-", ">-", "|+", ">+"))
_TITLES = ("title", "headline", "subject")
_ROW = re.compile(rf"^(?P<key>{_KEY})[ \t]*[:=][ \t]*(?P<value>\S.*?)[ \t]*$", re.MULTILINE)
# "Jane Doe", "Ursula von der Leyen", "JANE DOE".
_NAME = r"(?-i:[A-Z][\w.'’-]*(?: (?:[a-z]{2,3} ){0,2}[A-Z][\w.'’-]*){1,3})"
_NAMES = rf"{_NAME}(?:, {_NAME})*(?:,? (?:and|&|und|et|y) {_NAME})"
_BYLINE = re.compile(
    # "By Jane Doe, for the Planet" and "By AFP"; "By land and sea, …" and "By Putin's side …" are headlines.
    rf"(?:by|von|par|por):?\s+(?:(?:the )?{_NAME}(?:$|\s*[,|(/•–—-]|\s+(?:and|&|und|et|y|for|in|with)\s)|(?-i:[A-Z]\S*(?: [A-Z]\S*){{0,9}})$)|"
    rf"{_NAMES}(?:, [^,]+)?$|"
    r"(?:(?:last|first|originally) )?(?:posted|published|updated)(?:$|\s*[:|\d]|\s+(?:at|on|by|in|an?|just|today|yesterday)\b|"
    r"\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b)|"
    r"(?:photo|image|picture)(?:s?\s+(?:credit|courtesy|source|caption)\b|s?\s*(?:[/|©]|by\b)|\s*:|$)|"
    r"copyright(?:$|\s*(?:[:©]|\(c\)|\d{4}|by\b))|©|source\s*:",
    re.IGNORECASE,
)
# What a page has around its article, and captions: "Skip to main content", "Home > World > Asia", "FILE - …".
_FURNITURE = re.compile(
    r"(?:skip|jump) to (?:the )?(?:main |site |page )?(?:content|navigation|article|menu|search|footer)\b|"
    r"advertise?ment$|share (?:this\b|via\b|with friends\b|on (?:facebook|twitter|x|whatsapp|linkedin|social)\b)|"
    r"listen (?:to (?:this|the) (?:article|story|report|audio)\b|\(?\d+ min)|\d+[ -]min(?:ute)?s? (?:read|listen)\b|"
    r"this (?:article|story|report|page|post|content|site|website) "
    r"(?:is (?:more than|over|almost|\d)|was (?:\w+ )?(?:published|updated|produced)|has been|uses|may contain)\b|"
    r"(?:we|this site|this website) uses? cookies|accept (?:all )?cookies|sign (?:in|up)\b|log ?in\b|"
    r"subscribe(?: (?:to|now|for)\b|$)|(?:print|email|save) (?:this|article|story)\b|follow us\b|read more$|"
    r"(?:\(?file\)?|file photo|in this file photo|in this photo)\s*[-–—:,]|getty images(?:\s*[/|]|$)|home\s*[>›»→/|]|"
    r"[^>›»→]{2,30}(?: [>›»→] [^>›»→]{2,30})+$",
    re.IGNORECASE,
)
_PHOTO_CREDIT = re.compile(
    r"\b(?:AP|AFP|EPA|Getty|Reuters|REUTERS)(?: Photo| Images)?/|/(?:AP|AFP|Reuters|Getty)\b|Getty Images\W*$|\(AP Photo"
)
_BODY_END = re.compile(r"[.!…:][\"'”’)\]]*$")
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


def stated_head(text: str) -> tuple[dict[str, str], int]:
    """The rows that head a file, and where the article begins after them; ``({}, 0)`` without any.

    They are front matter or a mail's head ("Subject: …", "From: …", "Date: …"): names in lower case, values as written
    but for quotation marks around them. They say what the article is and are no part of it.
    """
    if match := _FRONT_MATTER.match(text):
        rows = {key: value.strip("\"'") for key, value in _rows(match["rows"]).items() if value not in _BLOCK_SCALARS}
        return rows, match.end() if text[match.end() :].strip() else len(text)
    if match := _MAIL_HEAD.match(text):
        rows = _rows(re.sub(rf"{_NL}[ \t]+", " ", match["rows"]))
        if text[match.end() :].strip() and (not rows.keys().isdisjoint(_TITLES) or {"from", "date"} <= rows.keys()):
            return rows, match.end()
    return {}, 0


def _rows(lines: str) -> dict[str, str]:
    return {row["key"].lower(): row["value"] for row in _ROW.finditer(re.sub(_NL, "\n", lines))}


def find_title(text: str) -> str | None:
    """The headline: the first line of the head that reads like one, before the body begins.

    A byline, a date, a paragraph, a caption or what else a page has around its article is not one. A short line is taken only where the head
    has nothing longer and the line stands first.
    """
    rows, start = stated_head(text)
    for key in _TITLES:
        if rows.get(key):
            return rows[key][:LONGEST_TITLE]
    raw = text[start : start + 4000].splitlines()
    # A line that the next one goes on from in a small letter is the first of a wrapped paragraph.
    lines = [line.strip() for line in raw if line.strip()]
    wrapped = {a.strip() for a, b in itertools.pairwise(raw) if a.strip() and b.strip()[:1].islower()}
    short: str | None = None
    for position, line in enumerate(lines[:HEAD_LINES]):
        if heading := re.match(r"#{1,6}\s+(.+?)\s*#*$", line):
            return heading[1][:LONGEST_TITLE]
        if _is_furniture(line):
            continue
        if (
            line in wrapped
            or len(line) > LONGEST_TITLE
            or (_BODY_END.search(line) and not line.endswith("...") and len(line.split()) > 6)
            or _DATELINE_AGENCY.match(line)
        ):
            break
        if _BYLINE.match(line.lstrip("*_")) or not any(map(str.isalpha, line)) or find_date(line) is not None:
            continue
        if len(line.split()) >= TITLE_WORDS:
            return line
        if position == 0 and len(lines) > 1:
            short = line
    return short


def _is_furniture(line: str) -> bool:
    # A photograph's caption is a paragraph that ends with whose it is.
    return bool(_FURNITURE.match(line.lstrip("*_[")) or _PHOTO_CREDIT.search(line))


def find_source(text: str) -> str | None:
    """The publisher, from "Source: …", a copyright line or a dateline's agency; ``None`` where none is stated."""
    stated, _ = stated_head(text)
    for key in ("source", "publisher", "publication", "site"):
        if key in stated:
            return stated[key]
    for pattern in (_SOURCE_LINE, _COPYRIGHT, _DATELINE_AGENCY):
        if match := pattern.search(text):
            return match["name"].strip()
    return None
