"""The publication date that an article states: found in its head or byline, or absent; never guessed."""

from __future__ import annotations

import re
from datetime import date

from qa.types import Span

# A date further down belongs to the story, or to another one.
HEAD_LINES = 15
LONGEST_DATE_LINE = 140
# A paragraph of body text is at least this long; one of up to the second length can be a standfirst, and the
# date still below it. After two paragraphs the head is over: a date there is a timeline's or a related story's.
BODY_LENGTH = 100
LONGEST_STANDFIRST = 200
HEAD_PARAGRAPHS = 2

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ],
        start=1,
    )
    for name in names.split()
}
MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_MONTH = rf"(?P<month>{MONTHS})\.?"
# NPR and CNBC run the time into the year: "June 19, 20244:05 PM ET".
_YEAR = r"(?P<year>(?:1[6-9]|20|21)\d\d)(?!\d(?!\d?:\d\d))"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
# A day of a year, in every form that is read.
FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_MONTH}(?:\s+|(?<=\.)|[-/]){_DAY}(?:,\s*|\s+|[-/]){_YEAR}(?![^\W\d])",
        rf"\b{_DAY}(?:\.?\s+(?:of\s+)?|[-/]){_MONTH}(?:,\s*|\s+|[-/]){_YEAR}(?![^\W\d])",
        rf"(?<!\d){_YEAR}(?:[-/]|\.\s?)(?P<month_number>\d{{1,2}})(?:[-/]|\.\s?)(?P<day>\d{{1,2}})(?!\d)",
        rf"(?<!\d)(?P<first>\d{{1,2}})(?:[-/]|\.\s?)(?P<second>\d{{1,2}})(?:[-/]|\.\s?){_YEAR}",
    )
)
# What may stand on a line beside the date for the line to be about nothing else.
COMPANIONS = re.compile(
    r"\b(?:posted|published|publication|first|updated|last|modified|created|date|dated|on|at|by|from|in|"
    r"mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|"
    r"a\.?m\.?|p\.?m\.?|noon|midnight|[ecmp][sd]?t|gmt|utc|bst|cest|et|jst|ist|min(?:ute)?s? read|read|\d+ (?:minute|hour|day|week)s? ago)(?!\w)|"
    r"\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m(?!\w)\.?)?|\bt\d{2}:\d{2}.*|[+-]\d{2}:?\d{2}|\d{1,2}|[^\w\s]",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
# "LONDON, June 19", "PORT SELWYN, Kareslund, Monday 18 November".
_DATELINE = re.compile(rf"[A-Z][A-Z .'’/-]{{2,60}}(?:[,(]|,(?: [A-Z][\w.'’-]+){{1,3}},)?\s*(?:{_WEEKDAY},?\s+)?$")
_PUBLISHED = re.compile(r"\b(?:posted|published|updated|modified|created|publication)\b", re.IGNORECASE)
# What says that a line with other words in it is a byline: "D-Day, June 6, 1944" is none.
_BYLINE_CUE = re.compile(
    r"^\s*(?:(?:written|edited|reported|story)\s+)?by:?\s|^\s*(?:von|par|por)\s|\b(?:posted|published|updated|modified|created|publication|dated?)\b|\d[:.]\d\d\b|"
    r"[|/·•]|\([A-Z]|^\s*(?:mon|tue|wed|thu|fri|sat|sun)",
    re.IGNORECASE,
)
# Who publishes: "Sports desk, Saturday 25 May 2024", "Harwick Evening Post, 4 June 2024".
_PUBLISHER = re.compile(
    r"\b(?:desk|staff|reporters?|correspondent|newsroom|agency|press|news|newspaper|magazine|post|times|gazette|herald|tribune|journal|courier|"
    r"observer|guardian|chronicle|echo|daily|weekly|bulletin)\b",
    re.IGNORECASE,
)
# A release or a letter: "Teslin, Thursday 18 April 2024".
_PLACE_AND_DAY = re.compile(rf"\s*[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){{0,2}},\s+{_WEEKDAY},?\s+$")
_MARKS = " \t*_#>"
# "A blog by Ann Lee. Posted 2 February 2025", "Thursday 21 November 2024. By our correspondent in Oslo".
_POSTED_ON = re.compile(
    r"(?:^|[.|·•;–—-]\s*)\W*(?:(?:First|Last) )?(?:Posted|Published|Updated)(?:\s+(?:at|on))?[\s:,]*$"
)
_BY = re.compile(r"\s*[.,;|·•–—-]\s*By\s+(?:our\b|[A-Z])")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s*$")
_BYLINE_WORD = re.compile(r"[A-Z][\w.'’-]*$|(?:and|de|van|von|der|bin|al|for|the|of)$")
_PICTURE = re.compile(r"\b(?:getty|images?|photos?|pictured?|file|handout|courtesy|credit)\b", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"[^\w.'’ -]|\band\b|\s-")
# Who sends the news rather than makes it; an article may well say "told Reuters".
_AGENCIES = frozenset("AAP ABC AFP ANI ANSA AP BBC CBS CNBC CNN DPA EFE IANS NBC NPR PTI TASS UPI".split()) | {
    "Bloomberg", "Kyodo", "Reuters", "Xinhua", "Yonhap",
}  # fmt: skip


def find_date(text: str) -> tuple[date, Span] | None:
    """The date in the article's head and where it stands; ``None`` where the head states none.

    A line counts when it is little more than a date ("Posted at 7:16 AM, Jun 17, 2024", "By Ann Lee, 3 May 2022"),
    says "published" or its like, or when a dateline opens with it ("LONDON, June 19, 2024 (Reuters) -"); a name and a
    date ("Ann Lee, 3 May 2022") when the article does not speak of who is named.
    Of several, one that says when the article was published wins over one that says when it was updated.
    """
    updated: tuple[date, Span] | None = None
    for start, line, after_body in head_lines(text):
        found = _date_in(line)
        if found is None:
            continue
        day, (a, b) = found
        span = (start + a, start + b)
        below = bool(text[:start].strip())
        if not (_is_about_its_date(line, a, b, below) or _is_signed(text, start, line, a, b)):
            continue
        if after_body and not _PUBLISHED.search(line):
            continue
        if re.search(r"\b(?:updated|modified)\b", line[:a], re.IGNORECASE) and not re.search(
            r"\b(?:posted|published)\b", line[:a], re.IGNORECASE
        ):
            updated = updated or (day, span)
            continue
        return day, span
    return updated


def parse_date(text: str) -> date | None:
    """The first date in ``text``, in any form :func:`find_date` knows; ``None`` where none or an impossible one."""
    found = _date_in(text)
    return found[0] if found else None


def head_lines(text: str) -> list[tuple[int, str, bool]]:
    """Where each line of the head starts, the line, and whether it stands below a paragraph of body text."""
    lines: list[tuple[int, str, bool]] = []
    position = paragraphs = 0
    after_body = False
    for line in text[:8000].splitlines(keepends=True):
        if line.strip():
            lines.append((position, line, after_body))
            if len(line) >= BODY_LENGTH and _SENTENCE_END.search(line):
                paragraphs += 1
                after_body |= len(line) > LONGEST_STANDFIRST
        position += len(line)
        if len(lines) == HEAD_LINES or paragraphs == HEAD_PARAGRAPHS:
            break
    return lines


def _date_in(line: str) -> tuple[date, Span] | None:
    found = [match for form in FORMS for match in form.finditer(line)]
    for match in sorted(found, key=re.Match.start):
        day = _to_date(match.groupdict())
        if day is not None:
            return day, match.span()
    return None


def _to_date(parts: dict[str, str | None]) -> date | None:
    if parts.get("first") is not None:
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        # 03/04/2024 is March here and April there: absent rather than guessed.
        if first != second and first <= 12 and second <= 12:
            return None
        month, day = (second, first) if first > 12 else (first, second)
    else:
        name = parts.get("month")
        month = _MONTHS[name.lower()] if name else int(parts["month_number"] or 0)
        day = int(parts["day"] or 0)
    try:
        return date(int(parts["year"] or 0), month, day)
    except ValueError:
        return None


def _is_about_its_date(line: str, start: int, end: int, below: bool) -> bool:
    bare = line.lstrip(_MARKS)
    start, end, line = start - len(line) + len(bare), end - len(line) + len(bare), bare
    if _DATELINE.match(line[:start]) and re.match(r"\s*(?:\([^)]{2,40}\))?\s*[-–—:]", line[end:]):
        return True
    if len(line.strip()) > LONGEST_DATE_LINE:
        return False
    if _POSTED_ON.search(line[:start]) or (_BY.match(line[end:]) and not COMPANIONS.sub(" ", line[:start]).split()):
        return True
    if below and not COMPANIONS.sub(" ", line[end:]).split() and _is_imprint(line[:start]):
        return True
    around = line[:start] + " " + line[end:]
    rest = COMPANIONS.sub(" ", around).split()
    if not rest and re.fullmatch(r"\s*(?:from|in)\s+", line[:start], re.IGNORECASE):
        return False
    if rest and not _BYLINE_CUE.search(around):
        return False
    return len(rest) <= 8 and all(_BYLINE_WORD.match(word) for word in rest)


def _is_imprint(before: str) -> bool:
    """Whether what stands before a line's closing date says who publishes, who wrote, or from where: a few words and no sentence."""
    words = COMPANIONS.sub(" ", before).split()
    by = re.match(r"By\s+[A-Z]", before)
    return len(words) <= 6 and bool(by or _PUBLISHER.search(before) or _PLACE_AND_DAY.fullmatch(before))


def _is_signed(text: str, position: int, line: str, start: int, end: int) -> bool:
    """Whether a line below the title is names and a date, and they are a reporter's or an agency's.

    A caption ("Vladimir Putin, October 7, 1952") or an event ("Pearl Harbor, December 7, 1941") looks the same, but
    is what the article speaks of; whoever wrote it is not.
    """
    if not text[:position].strip() or len(line.strip()) > LONGEST_DATE_LINE:
        return False
    rest = _BETWEEN_NAMES.sub(" ; ", line[:start] + " ; " + line[end:])
    names = [words for part in rest.split(";") if (words := COMPANIONS.sub(" ", part.replace("-", "")).split())]
    people = [words for words in names if not _AGENCIES.intersection(words)]
    if not names or _PICTURE.search(line) or any(not 2 <= len(words) <= 4 for words in people):
        return False
    if not all(_BYLINE_WORD.match(word) for words in names for word in words):
        return False
    others = text[:position] + text[position + len(line) :]
    return not any(re.search(rf"\b{re.escape(words[-1].rstrip('s.'))}", others, re.IGNORECASE) for words in people)
