"""A draft in plain text or Markdown → its sentences, each with what it cites: quotations, footnotes, links, numbered sources.

A quotation is three words or more in double quotation marks (“…”, "…", «…», „…“); fewer are taken as a manner of speaking. A
footnote is ``[^1]`` or ``[1]`` with a line ``[^1]: …`` or ``[1] …`` that says what it is: a file, ``characters 10–20``, words
in quotation marks, any of them. A Markdown link to an article's file cites that file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.checking.report import Claim
from qa.sentences import sentence_spans
from qa.types import Span

FEWEST_QUOTED_WORDS = 3

_DEFINITION = re.compile(
    r"^[ \t]{0,8}\[\^?(?P<label>[\w.-]{1,40})\]:?[ \t]+(?P<body>\S.*(?:\n[ \t]{2,}\S.*)*)$", re.MULTILINE
)
_MARKER = re.compile(r"[ \t]?\[\^?(?P<labels>[\w.-]{1,40}(?:\s*[,;]\s*\^?[\w.-]{1,40})*)\](?![(:])")
_LINK = re.compile(r"!?\[(?P<text>[^\]\n]*)\]\((?P<target>[^)\s]+)(?:\s+\"[^\"]*\")?\)")
_QUOTATION = re.compile(r"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|(?<!\w)\"([^\"]+)\"(?!\w)|``((?:(?!'').)+)''")
_CHARACTERS = re.compile(r"(?:characters?|chars?|offsets?)\s+(\d+)\s*(?:[-–—]|to)\s*(\d+)", re.IGNORECASE)
_PLACE = re.compile(r":(\d+)[-–](\d+)\b")
_UNSAID = re.compile(
    r"```.*?(?:```|\Z)|<!--.*?-->|^[ \t]*(?:#{1,6}[ \t][^\n]*|[-*_=]{3,}[ \t]*|\|?[ \t:|-]{5,})$",
    re.MULTILINE | re.DOTALL,
)
_MARKUP = re.compile(r"^[ \t]*(?:>[ \t]?|[-*+][ \t]+|\d{1,3}[.)][ \t]+)+|\*{1,3}|_{2,3}|`", re.MULTILINE)
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
    names_in: Callable[[str], list[str]],
    notes: Mapping[str, Claim] | None = None,
    marks: Sequence[tuple[Span, Claim]] = (),
) -> list[CitedSentence]:
    """The sentences of ``text`` that say something, in order; ``names_in`` finds the articles' files in a footnote.

    ``notes`` are footnotes that stand elsewhere, by label; ``marks`` are places, cut from the text, that cite without a label.
    """
    definitions = _definitions(text)
    found_notes = {match["label"]: _note(match["label"], match["body"], names_in) for match in definitions}
    notes = {**found_notes, **(notes or {})}
    cuts = [*_cuts(text, definitions, notes, names_in), *(_Cut(span, claim=claim) for span, claim in marks)]
    cuts.sort(key=lambda cut: cut.span)
    kept, shown, cited_at = _without(text, cuts)
    found = []
    for start, end in sentence_spans(shown):
        sentence = shown[start:end]
        body = sentence.strip()
        if not _SAYS_SOMETHING.search(body) or body.endswith("?"):
            continue
        first = start + len(sentence) - len(sentence.lstrip())
        last = first + len(body)
        cited = [cut for place, cut in cited_at if start < place <= end or (place == start == 0)]
        claims = tuple(_claims(body, cited, notes))
        found.append(CitedSentence(" ".join(body.split()), kept[first], kept[last - 1] + 1, claims))
    return found


def quotations(sentence: str) -> list[str]:
    """The quotations of a sentence that are long enough to be somebody's words."""
    found = (next(filter(None, match.groups())) for match in _QUOTATION.finditer(sentence))
    return [one.strip() for one in found if len(one.split()) >= FEWEST_QUOTED_WORDS]


def _definitions(text: str) -> list[re.Match[str]]:
    """Lines that say what a footnote is; a numbered line that nothing refers to is a sentence like any other."""
    found = list(_DEFINITION.finditer(text))
    starts = {match.start("label") for match in found}
    referred = {
        label
        for marker in _MARKER.finditer(text)
        if marker.start("labels") not in starts
        for label in _labels(marker["labels"])
    }
    return [match for match in found if match["label"] in referred]


def _labels(written: str) -> list[str]:
    return [label.lstrip("^") for label in re.split(r"\s*[,;]\s*", written)]


def _note(label: str, body: str, names_in: Callable[[str], list[str]]) -> Claim:
    quoted = [next(filter(None, match.groups())).strip() for match in _QUOTATION.finditer(body)]
    files = names_in(_QUOTATION.sub(" ", body)) or [
        name.rstrip(".,;:") for name in re.findall(r"[\w./-]+\.(?:txt|text|md|markdown)\b", _QUOTATION.sub(" ", body))
    ]
    place = _CHARACTERS.search(body) or _PLACE.search(body)
    start, end = (int(place[1]), int(place[2])) if place else (None, None)
    return Claim(max(quoted, key=len, default=None), files[0] if files else None, start, end, f"[{label}]")


def _cuts(
    text: str, definitions: list[re.Match[str]], notes: Mapping[str, Claim], names_in: Callable[[str], list[str]]
) -> Iterator[_Cut]:
    taken = [match.span() for match in definitions] + [match.span() for match in _UNSAID.finditer(text)]
    yield from (_Cut(span) for span in taken)
    inside = {place for a, b in taken for place in range(a, b)}
    for link in _LINK.finditer(text):
        if link.start() in inside:
            continue
        files = names_in(link["target"])
        claim = Claim(file=files[0], label=link.group()) if files else None
        yield _Cut((link.start(), link.start("text")))
        yield _Cut((link.end("text"), link.end()), claim=claim)
    for marker in _MARKER.finditer(text):
        labels = tuple(label for label in _labels(marker["labels"]) if label in notes or label.isdigit())
        if labels and marker.start() not in inside:
            yield _Cut(marker.span(), labels)
    yield from (_Cut(match.span()) for match in _MARKUP.finditer(text) if match.start() not in inside)


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


def _claims(sentence: str, cuts: list[_Cut], notes: Mapping[str, Claim]) -> Iterator[Claim]:
    cited = [cut.claim for cut in cuts if cut.claim]
    cited += [notes.get(label, Claim(label=f"[{label}]")) for cut in cuts for label in cut.labels]
    quoted = quotations(sentence)
    bare = next((claim for claim in cited if claim.quote is None), None)
    for quote in quoted:
        # A quotation in the sentence stands, says the draft, in the article of the sentence's footnote.
        yield replace(bare, quote=quote) if bare else Claim(quote)
    yield from (claim for claim in cited if claim.quote is not None or not quoted)
