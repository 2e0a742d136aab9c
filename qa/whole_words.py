"""What the model marks → whole words, names, ranges of numbers and items of a list."""

from __future__ import annotations

import itertools
import re
import unicodedata

from qa.quantities import MONTHS, SCALES, numbers
from qa.sentences import LIST_ITEM, NEWS_ABBREVIATIONS
from qa.types import Passage, Span

# "a.m.", "U.S." and "Inc.": the last full stop is theirs. What is a word or a first name too ("no", "Ed") is left out.
_SHORT = "|".join(
    word.capitalize()
    for word in sorted(NEWS_ABBREVIATIONS - set("no nos al ed eds est fig jan mar vs".split()))
    if word.isalpha()
)
_DOTTED = re.compile(rf"(?<![^\W\d_])(?<!\.)(?:(?:[A-Za-z]\.)+[A-Za-z]\b\.?|Ph\.D\.?|(?:{_SHORT})\.)")
# Without its first word it is another one's name: the "Korean" of "North Korean".
_NAME = re.compile(
    r"\b(?:North|South|East|West|New|Saudi|United|San|Santa|Los|Las|Sri|Puerto|Costa|Hong)[ \u00a0][A-Z][^\W\d_]+"
)
_NUMBER_WORD = (
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    rf"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|{'|'.join(SCALES)})\b"
)
_VALUE = (
    rf"(?:(?:US\$|[$€£¥₹₽])\s?)?(?:\d+(?:,\d{{3}})*(?:\.\d+)?(?![.,]?\d)|{_NUMBER_WORD}(?:[\s-]{_NUMBER_WORD})*)"
    rf"(?:[\s-]?(?:{'|'.join(SCALES)}|[mbt]n|[kmb])\b)?(?:\s?%|\sper\s?cent\b|\s?[ap]\.?m\b\.?)?(?!\w)"
)
_RANGE = re.compile(
    rf"\b(?P<between>between)\s+{_VALUE}(?P<unit>\s[a-z]+)??\s+and\s+{_VALUE}(?P=unit)?|"
    rf"(?:\bfrom\s+|(?<![\w.,$€£¥₹₽-]))(?P<low>{_VALUE})(?:\s+to\s+{_VALUE}|(?P<of>\s[a-z]+)\s+to\s+{_VALUE}(?P=of))",
    re.IGNORECASE,
)
# "Rose from 5 to 7" tells of a change: either end is an answer by itself.
_CHANGED = re.compile(
    r"\b(?:r[io]se[ns]?|rising|f[ae]ll(?:s|en|ing)?|gr[eo]w\w*|climb\w*|jump\w*|drop\w*|cut\w*|rais\w+|lower\w*|up|"
    r"down|reduc\w+|increas\w+|decreas\w+|declin\w+|"
    r"slip\w*|surg\w+|soar\w*|shr[aiu]nk\w*|chang\w+|mov\w+|went|go(?:es|ing)?)\b[^,.;:]*$",
    re.IGNORECASE,
)
# "2 may have" is no day.
_DAY = re.compile(
    rf"(?<![\d.,])\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{'|'.join(month.capitalize() for month in MONTHS)})\b"
)
_HYPHENATED = re.compile(r"(?<![\w-])\w+(?:-\w+)+(?![\w-])")
# Between two letters these belong to their word: O’Brien, AT&T, and what only shapes a script's letters or says where to break.
_JOINTS = "'’ʼ&\u00ad\u200c\u200d"
# "Russia" of "Russia’s" is a word by itself.
_POSSESSIVE = re.compile(r"['’]s(?!\w)", re.IGNORECASE)
_PAIRS = {"“": "”", '"': '"', "(": ")", "[": "]", "«": "»", "‘": "’"}


def whole_words(passage: Passage, span: Span, within: Span) -> Span:
    """``span`` widened to whole words, abbreviations, names like "North Korea", ranges of numbers and, where it touches several,
    items of a list inside ``within``, then without a quotation mark or bracket that stands alone, or what it opens."""
    text, base = passage.text, passage.start
    low, high = within[0] - base, within[1] - base
    # One word piece can reach into the next sentence: a line's end that only Unicode knows is none to the tokenizer.
    a, b = _widened(text, (max(low, span[0] - base), min(high, span[1] - base)), (low, high))
    for match in _HYPHENATED.finditer(text, low, high):
        # "71-year" is no more a word than "yea"; "71" and "two" of "two-day" are.
        if a < match.end() and match.start() < b and "-" in text[max(a, match.start()) : min(b, match.end())]:
            a, b = min(a, match.start()), max(b, match.end())
    for match in _DAY.finditer(text, low, high):
        # "1 September 2024" of "September 2024"; who asks for the month gets it alone.
        a = match.start() if match.start() < a < match.end() < b else a
    a, b = _whole_range(text, (a, b), (low, high))
    a, b = _whole_items(passage, (a, b), (low, high))
    for match in itertools.chain(_DOTTED.finditer(text, low, high), _NAME.finditer(text, low, high)):
        a = match.start() if match.start() < a < match.end() else a
        b = match.end() if match.start() < b < match.end() else b
    a, b = _widened(text, (a, b), (low, high))
    for opening, closing in _PAIRS.items():
        inner = text[a:b]
        if closing in ")]" and inner.rfind(opening) > max(0, inner.rfind(closing)):
            # "20 million kroner (about 2 million euros": with the closing mark right behind, or without what it opens.
            b = b + 1 if text[b : min(b + 1, high)] == closing else a + len(inner[: inner.rfind(opening)].rstrip())
            continue
        if opening != closing and inner.count(opening) == inner.count(closing):
            continue
        if opening == closing and inner.count(opening) % 2 == 0:
            continue
        if inner.startswith(opening):
            a += 1
        elif inner.endswith(closing):
            b -= 1
    return a + base, b + base


def _widened(text: str, span: Span, within: Span) -> Span:
    """``span`` with all of the words at its ends."""
    a, b = span
    while a > within[0] and _one_word(text, a):
        a -= 1
    while b < within[1] and _one_word(text, b) and not _POSSESSIVE.match(text, b):
        b += 1
    return a, b


def _whole_range(text: str, span: Span, within: Span) -> Span:
    """``span`` with all of the range that it holds one end of, or both: "between 19 and 28" of "28"."""
    a, b = span
    for match in _RANGE.finditer(text, *within):
        start, end = match.span()
        if not (start < a < end or start < b < end):
            continue
        values = numbers(match.group())
        rises = len(values) == 2 and values[0] < values[1]
        both = match["low"] and a <= match.start("low") and b >= end
        # A vote of 52 to 48 and a fall from 10 to 5 are no ranges.
        if match["between"] or both or (rises and not _CHANGED.search(text, within[0], start)):
            return min(a, start), max(b, end)
    return span


def _whole_items(passage: Passage, span: Span, within: Span) -> Span:
    """``span`` without the number or dash of a list's item that it begins with; where it touches several items, all of each."""
    a, b = span
    text = passage.text
    items = [(low - passage.start, high - passage.start) for low, high in passage.sentences]
    items = [item for item in items if item[0] < b and a < item[1] and within[0] <= item[0] and item[1] <= within[1]]
    marks = [LIST_ITEM.match(text, *item) for item in items]
    if not items or not marks[0] or b <= marks[0].end():
        return span
    if len(items) == 1 or not all(marks):
        return max(a, marks[0].end()), b
    first, last = marks[0].end(), items[-1][1]
    return first, first + len(text[first:last].rstrip(" \t\r\n.,;"))


def _one_word(text: str, at: int) -> bool:
    """Whether ``text[at - 1]`` and ``text[at]`` belong to one word, number or name."""
    if not _lettered(text[at - 1]):
        return at > 1 and _joint(text, at - 1)
    return _lettered(text[at]) or _joint(text, at)


def _joint(text: str, at: int) -> bool:
    """Whether ``text[at]`` joins the letters or digits around it: the colon of 10:30, the dot of example.com."""
    before, mark, after = text[at - 1], text[at], text[at + 1 : at + 2]
    if not (_lettered(before) and after and _lettered(after)):
        return False
    if mark in ".,:" and before.isdecimal() and after.isdecimal():
        return True
    return mark in _JOINTS or (mark == "." and after.islower())


def _lettered(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M")
