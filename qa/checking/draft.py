"""A draft in plain text or Markdown → its sentences, each with what it cites: quotations, footnotes, links, numbered sources.

A quotation is three words or more in double quotation marks (“…”, "…", «…», „…“, »…«, ”…”, 「…」); fewer are taken as a manner of
speaking. Footnotes are as :mod:`qa.checking.footnotes` says, or stand in the sentence: ``^[a.txt: “…”]``. A Markdown link to an
article's file cites that file, whether it is there or not.
"""

from __future__ import annotations

import html
import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from qa.checking import footnotes
from qa.checking.footnotes import NamesIn
from qa.checking.quotations import quotations
from qa.checking.report import Claim
from qa.sentences import LONGEST_QUOTATION, paragraph_spans, sentence_spans
from qa.types import Span

# Lines wrapped by hand or by a mailer are shorter; where one is longer, each line is a paragraph.
LONGEST_WRAPPED_LINE = 120
# Three digits number a footnote; more are a year or an editor's insertion: "the [2022] invasion".
LONGEST_NUMBER = 3

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# Stands for an escaped mark while markup is looked for; no mark of any kind, and of its length.
_HIDDEN = "\ue000\ue000"
# Stands for the rest of a character written as HTML does ("&quot;"), so that places stay what they are.
_REST = "\ue001"
_CHARACTER = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});")
_LINK = re.compile(
    r"!?\[(?P<text>[^\[\]\n]*)\]"
    r"\((?P<target><[^<>\n]+>|[^()\s]+|[^()\n\"]+\.(?:txt|text|md|markdown))(?:\s+\"[^\"]*\")?\)"
)
_NOTE_HERE = re.compile(r"[ \t]?\^\[(?P<body>(?:[^\[\]\n]|\n(?![ \t]*\n)|\[[^\[\]\n]*\])+)\]")
_ARTICLE = re.compile(r"(?!\w+://)[^#]+\.(?:txt|text|md|markdown)(?:#.*)?", re.IGNORECASE)
_UNSAID = re.compile(
    r"```.*?(?:```|\Z)|<!--.*?-->"
    # A table's header, which the line of dashes below it makes one.
    r"|^[^\n]*\|[^\n]*\n(?=[ \t]*\|?[ \t]*:?-+:?[ \t]*\|[ \t:|-]*$)"
    r"|^[ \t]*(?:#{1,6}[ \t][^\n]*|[-*_=]{3,}[ \t]*|\|?[ \t:|-]{5,})$",
    re.MULTILINE | re.DOTALL,
)
_MARKUP = re.compile(r"^[ \t]*(?:>[ \t]?|[-*+][ \t]+|\d{1,3}[.)][ \t]+)+|\*{1,3}|_{2,3}|`", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<![\w_])(_)(?![\s_])(?:[^_\n]|\n(?![ \t]*\n))*(?<!\s)(_)(?![\w_])")
_QUOTED_LINE = re.compile(r"(?<=\n)[ \t]*>(?:[ \t]*>)*")
_SAYS_SOMETHING = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence as it reads without its markup, at ``[start, end)`` of what was given, and what it cites."""

    text: str
    start: int
    end: int
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class _Cut:
    """A stretch that is not read as text, and the labels or the file that it stands for."""

    span: Span
    labels: tuple[str, ...] = ()
    claim: Claim | None = None


def cited_sentences(
    text: str,
    names_in: NamesIn,
    notes: Mapping[str, Claim] | None = None,
    marks: Sequence[tuple[Span, Claim]] = (),
) -> list[CitedSentence]:
    """The sentences of ``text`` that say something, in order; ``names_in`` finds articles' names in a footnote, as they are
    written there.

    ``notes`` are footnotes that stand elsewhere, by label; ``marks`` are places, cut from the text, that cite without a label.
    """
    text = _CHARACTER.sub(_said, text)
    marked = _ESCAPE.sub(_HIDDEN, text)
    definitions = footnotes.definitions(marked)
    bodies = {match["label"]: _unescaped(text[slice(*match.span("body"))]) for match in definitions}
    notes = {**{label: footnotes.note(label, body, names_in) for label, body in bodies.items()}, **(notes or {})}
    cuts = [*_cuts(text, marked, definitions, notes, names_in), *(_Cut(span, claim=claim) for span, claim in marks)]
    cuts.sort(key=lambda cut: cut.span)
    kept, shown, cited_at = _without(text, cuts)
    found = []
    for start, end in _sentences(marked, kept, shown):
        sentence = shown[start:end]
        body = sentence.strip()
        if not _SAYS_SOMETHING.search(body) or body.endswith("?"):
            continue
        first = start + len(sentence) - len(sentence.lstrip())
        last = first + len(body)
        cited = [(place - first, cut) for place, cut in cited_at if start < place <= end or (place == start == 0)]
        claims = tuple(_claims(body, cited, notes))
        found.append(CitedSentence(" ".join(body.split()), kept[first], kept[last - 1] + 1, claims))
    return found


def _said(written: re.Match[str]) -> str:
    """The character that HTML writes so, as long as it was written; what is none stays."""
    character = html.unescape(written.group())
    return character.ljust(len(written.group()), _REST) if len(character) == 1 else written.group()


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(r"\1", text.replace(_REST, ""))


def _sentences(marked: str, kept: Sequence[int], shown: str) -> Iterator[Span]:
    """Sentences of what is ``shown``; blocks are found in the text as it came, where list items and rows still have their marks."""
    for start, end in _blocks(marked):
        first, last = bisect_left(kept, start), bisect_left(kept, end)
        block = shown[first:last]
        wrapped = max(map(len, block.splitlines()), default=0) <= LONGEST_WRAPPED_LINE
        quoted = [one.span for one in quotations(block) if one.span[1] - one.span[0] <= LONGEST_QUOTATION]
        edges = [0, *(end for _, end in sentence_spans(block, wrapped))]
        whole = [edge for edge in edges if not any(a < edge < b for a, b in quoted)]
        yield from ((first + a, first + b) for a, b in itertools.pairwise(whole))


def _blocks(marked: str) -> list[Span]:
    """Paragraphs, list items, table rows; consecutive lines with ``>`` are one block."""

    def goes_on(match: re.Match[str]) -> str:
        before = marked[marked.rfind("\n", 0, match.start() - 1) + 1 : match.start()]
        return " " * len(match.group()) if before.lstrip(" \t").startswith(">") else match.group()

    return paragraph_spans(_QUOTED_LINE.sub(goes_on, marked), wrapped=True)


def _cuts(
    text: str, marked: str, definitions: list[re.Match[str]], notes: Mapping[str, Claim], names_in: NamesIn
) -> Iterator[_Cut]:
    """What of ``text`` is not read as text; ``marked`` is the text with its escaped marks hidden."""
    taken = [match.span() for match in definitions] + [match.span() for match in _UNSAID.finditer(marked)]
    yield from (_Cut(span) for span in taken)
    inside = {place for a, b in taken for place in range(a, b)}
    for link in _LINK.finditer(marked):
        if link.start() not in inside:
            yield _Cut((link.start(), link.start("text")))
            yield _Cut((link.end("text"), link.end()), claim=_linked(text, link, names_in))
    for here in _NOTE_HERE.finditer(marked):
        if here.start() not in inside:
            body = _unescaped(text[slice(*here.span("body"))])
            yield _Cut(here.span(), claim=replace(footnotes.note("", body, names_in), label=f"^[{body}]"))
    for marker in footnotes.markers(marked):
        labels = tuple(
            label
            for label in footnotes.labels_of(marker, notes)
            if label in notes or (label.isdigit() and len(label) <= LONGEST_NUMBER)
        )
        if labels and marker.start() not in inside:
            yield _Cut(marker.span(), labels)
    yield from (_Cut(match.span(side)) for match in _EMPHASIS.finditer(marked) for side in (1, 2))
    yield from (_Cut((match.start(), match.start() + 1)) for match in _ESCAPE.finditer(text))
    yield from (_Cut(match.span()) for match in re.finditer(f"{_REST}+", text))
    yield from (_Cut(match.span()) for match in _MARKUP.finditer(marked) if match.start() not in inside)


def _linked(text: str, link: re.Match[str], names_in: NamesIn) -> Claim | None:
    """What a link claims: the article that it leads to, or would lead to if there were one."""
    target = unquote(_unescaped(text[slice(*link.span("target"))]).strip("<>"))
    file = next(iter(names_in(target)), target if _ARTICLE.fullmatch(target) else None)
    return Claim(file=file, label=text[slice(*link.span())]) if file else None


def _without(text: str, cuts: Iterable[_Cut]) -> tuple[list[int], str, list[tuple[int, _Cut]]]:
    """``text`` without the cuts, the place of each letter left, and each telling cut with its place in what is left."""
    kept: list[int] = []
    marks: list[tuple[int, _Cut]] = []
    at = 0
    before: Span | None = None
    for cut in cuts:
        start, end = cut.span
        kept += range(at, start)
        # Two sources can be cited by one mark; a mark inside what is not read as text is none.
        if (cut.labels or cut.claim) and (start >= at or cut.span == before):
            marks.append((_last_word(text, kept), cut))
        at, before = max(at, end), cut.span
    kept += range(at, len(text))
    return kept, "".join(text[place] for place in kept), marks


def _last_word(text: str, kept: list[int]) -> int:
    """Where what was kept so far ends, white space left out: a mark after a sentence belongs to it."""
    place = len(kept)
    while place and text[kept[place - 1]].isspace():
        place -= 1
    return place


def _claims(sentence: str, cuts: list[tuple[int, _Cut]], notes: Mapping[str, Claim]) -> Iterator[Claim]:
    """What a sentence claims: each quotation stands in the article of its note, each note that is left bears the sentence.

    A quotation's note is the first behind its start and before the next quotation, or else the sentence's only one.
    """
    cited = [(place, cut.claim) for place, cut in cuts if cut.claim]
    cited += [(place, notes.get(label, Claim(label=f"[{label}]"))) for place, cut in cuts for label in cut.labels]
    cited.sort(key=lambda one: one[0])
    only = cited[0][1] if len(cited) == 1 else None
    quoted = [one for one in quotations(sentence) if one.somebodys_words]
    starts = [*(one.span[0] for one in quoted), len(sentence)]
    used = set()
    for quotation, end in zip(quoted, starts[1:], strict=True):
        its = next((i for i, (place, _) in enumerate(cited) if quotation.span[0] < place <= end), None)
        source = only if its is None else cited[its][1]
        if source is None:
            yield Claim(quotation.text)
            continue
        used.add(its or 0)
        # A place is that of the note's own quote, where it has one.
        place = (None, None) if source.quote else (source.start, source.end)
        yield replace(source, quote=quotation.text, start=place[0], end=place[1])
    yield from (claim for i, (_, claim) in enumerate(cited) if claim.quote is not None or i not in used)
