"""A draft's footnotes: where they are called for, which lines say what they are, and what such a line claims.

Called for by ``[^1]``, ``[1]``, ``[1, 2]`` or ``[1–3]``; said by a line ``[^1]: …`` or ``[1] …``: a file (``a.txt``, ``a.txt:3-5`` for
its lines, its name without suffix, its title), ``characters 10–20``, words in quotation marks, any of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator

from qa.checking.quotations import quotations
from qa.checking.report import Claim

NamesIn = Callable[[str], list[str]]

# A wider range is not one of footnotes: "[1-99]".
WIDEST_RANGE = 20

_LABEL = r"[\w.–-]{1,40}"
_START = rf"[ \t]{{0,8}}\[\^?{_LABEL}\](?::|[ \t])"
_DEFINITION = re.compile(
    rf"^[ \t]{{0,8}}\[\^?(?P<label>{_LABEL})\](?P<colon>:?)[ \t]+(?P<body>\S.*(?:\n(?!{_START})[ \t]{{2,}}\S.*)*)$",
    re.MULTILINE,
)
_MARKER = re.compile(rf"[ \t]?\[\^?(?P<labels>{_LABEL}(?:\s*[,;]\s*\^?{_LABEL})*)\](?!\()")
_RANGE = re.compile(r"(\d{1,3})[-–]\^?(\d{1,3})")
_ENDS_A_SENTENCE = re.compile(r"(?:[.?!…:\]][\"'”’»)]*|[#>*_=|-])[ \t]*\Z")
_CHARACTERS = re.compile(r"(?:characters?|chars?|offsets?)\s+(\d+)\s*(?:[-–—]|to)\s*(\d+)", re.IGNORECASE)
# The last thing in a note of an exported answer; the quote may hold marks of its own, or half of a pair.
_LAST_QUOTE = re.compile(r"[^“”\"]*:\s*[“\"](?P<quote>.+)[”\"]\s*\Z", re.DOTALL)
_FILE = re.compile(r"[\w./%~-]+\.(?:txt|text|md|markdown)\b(?::\d+(?:[-–]\d+)?)?", re.IGNORECASE)


def definitions(text: str) -> list[re.Match[str]]:
    """Lines that say what a footnote is, with their ``label`` and ``body``, in order; a numbered line that nothing refers to is
    a sentence like any other, unless a colon or its neighbours make it a footnote."""
    runs: list[list[re.Match[str]]] = []
    for match in _DEFINITION.finditer(text):
        before = text[: match.start()].rstrip()
        if runs and before == text[: runs[-1][-1].end()].rstrip():
            runs[-1].append(match)
        # In wrapped text a mark can come to stand at a line's start: "… at noon”⏎[1] while the report …".
        elif match["colon"] or _may_end(text[: match.start()]):
            runs.append([match])
    labels = {match["label"] for run in runs for match in run}
    starts = {match.start("label") for run in runs for match in run}
    calls = [marker for marker in markers(text) if marker.start("labels") not in starts]
    referred = {label for marker in calls for label in labels_of(marker, labels)}
    return [match for run in runs if any(one["colon"] or one["label"] in referred for one in run) for match in run]


def _may_end(before: str) -> bool:
    """Whether a new thing can begin behind ``before``: an empty line, or one that ends a sentence."""
    lines = before.rstrip(" \t").removesuffix("\n").removesuffix("\r").rstrip(" \t")
    return not lines.strip() or lines.endswith(("\n", "\r")) or bool(_ENDS_A_SENTENCE.search(lines))


def markers(text: str) -> Iterator[re.Match[str]]:
    """Where footnotes are called for; what a colon follows at a line's start says what one is."""
    for match in _MARKER.finditer(text):
        opens = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        if not (opens and text.startswith(":", match.end())):
            yield match


def labels_of(marker: re.Match[str], known: Container[str]) -> list[str]:
    """The labels that a mark calls for; a range counts for each of its numbers, unless it is a footnote's own name."""
    found: list[str] = []
    for written in re.split(r"\s*[,;]\s*", marker["labels"]):
        label = written.lstrip("^")
        numbers = _RANGE.fullmatch(label) if label not in known else None
        first, last = (int(numbers[1]), int(numbers[2])) if numbers else (0, -1)
        found += map(str, range(first, last + 1)) if 0 <= last - first <= WIDEST_RANGE else [label]
    return found


def note(label: str, body: str, names_in: NamesIn) -> Claim:
    """What the footnote ``label`` with the words ``body`` claims; ``names_in`` finds articles' names in a text."""
    place = _CHARACTERS.search(body)
    last = _LAST_QUOTE.match(body, place.end()) if place else None
    # What is quoted names no file, unless nothing else does: a title stands in quotation marks, too.
    outside = body[: last.start("quote")] if last else body
    marked = quotations(outside)
    for one in marked:
        outside = outside.replace(body[slice(*one.span)], " ")
    quoted = [last["quote"].strip()] if last else [one.text for one in marked]
    files = names_in(outside) or [match.group() for match in _FILE.finditer(outside)]
    if not files and not last:
        files = [text for text in quoted if names_in(text)]
        quoted = [text for text in quoted if text not in files]
    start, end = (int(place[1]), int(place[2])) if place else (None, None)
    return Claim(max(quoted, key=len, default=None), files[0] if files else None, start, end, f"[{label}]")
