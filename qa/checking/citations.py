"""A citation's claim × the folder → exact, moved, altered, misattributed or fabricated, and where its words really stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qa.checking import locate
from qa.checking.corpus import Corpus
from qa.checking.locate import Place
from qa.checking.plain import plain
from qa.checking.report import CheckedCitation, Claim, Status, Support
from qa.types import Citation, Span

# Passages that full-text search proposes for a quote. A quote's own passage shares all its words and comes first, an
# altered one's among the first dozen; the rest is room for many articles on one event.
PROPOSED = 60
# A passage ends at a sentence; a quote may go on into the next one, and a longer one by as much as it is long.
MARGIN = 600
NAMES_NONE = "names no article"

Judged = tuple[Support, tuple[Citation, ...]]


def check_quote(claim: Claim, corpus: Corpus) -> CheckedCitation:
    """The status of a claim that quotes; ``claim.file`` may be any name that :meth:`Corpus.named` knows, or ``None``."""
    assert claim.quote is not None, "without a quote there is check_support"
    file, place, note = _sought(claim, corpus)
    if file is not None and (here := locate.places(claim.quote, corpus.plain(file))):
        return _here(claim, corpus, file, here, place, note)
    for other in _proposed_files(claim.quote, corpus):
        if other != file and (there := locate.places(claim.quote, corpus.plain(other))):
            status = Status.MISATTRIBUTED if claim.file else Status.EXACT
            return CheckedCitation(status, claim, corpus.cite(other, there[0].span), note=note)
    if file is not None and (nearly := locate.near(claim.quote, corpus.plain(file))):
        return _altered(claim, corpus, file, nearly, note)
    best = max(_nearly_elsewhere(claim.quote, corpus), key=lambda one: one[1].similarity, default=None)
    if best is None:
        return CheckedCitation(Status.FABRICATED, claim, similarity=0.0, note=note)
    if claim.file and best[0] != file:
        return _altered(claim, corpus, *best, note or "and the words differ", Status.MISATTRIBUTED)
    return _altered(claim, corpus, *best, note)


def check_support(
    claim: Claim, sentence: str, corpus: Corpus, judge: Callable[[str, Claim | None], Judged]
) -> CheckedCitation:
    """The status of a claim without a quote: that its file (or its place there) supports ``sentence``.

    Exact: it does, or any article does where it names none. Moved: not the named place but another of that file.
    Misattributed: another article does. Fabricated: none does, or there is no such file and no article supports the sentence.
    """
    file, place, note = _sought(claim, corpus)
    if file is not None:
        if place is not None:
            verdict, evidence = judge(sentence, Claim(file=file, start=place[0], end=place[1]))
            if verdict is Support.SUPPORTED:
                return CheckedCitation(Status.EXACT, claim, evidence[0], note=note)
        verdict, evidence = judge(sentence, Claim(file=file))
        if verdict is Support.SUPPORTED:
            return CheckedCitation(Status.EXACT if place is None else Status.MOVED, claim, evidence[0], note=note)
        if verdict is Support.CONTRADICTED:
            otherwise = _joined(note, "the article says otherwise")
            return CheckedCitation(Status.FABRICATED, claim, evidence[0], similarity=0.0, note=otherwise)
    verdict, evidence = judge(sentence, None)
    if verdict is Support.SUPPORTED:
        status = Status.MISATTRIBUTED if claim.file else Status.EXACT
        return CheckedCitation(status, claim, evidence[0], note=note if claim.file else NAMES_NONE)
    if not claim.file:
        note = f"{NAMES_NONE}, and none supports the sentence"
    elif file is not None:
        note = _joined(note, "no passage of this article supports the sentence")
    return CheckedCitation(Status.FABRICATED, claim, similarity=0.0, note=note)


def _sought(claim: Claim, corpus: Corpus) -> tuple[str | None, Span | None, str | None]:
    """The file that a claim names, the place there that it names, and what a person should know of the name."""
    place = (claim.start, claim.end) if claim.start is not None and claim.end is not None else None
    if not claim.file:
        return None, place, None
    named = corpus.named(claim.file)
    if named is None:
        return None, place, corpus.lacking(claim.file)
    if place is None and named.lines:
        place = corpus.lines(named.file, named.lines)
    return named.file, place, named.note


def _joined(*notes: str | None) -> str | None:
    return "; ".join(filter(None, notes)) or None


def _here(
    claim: Claim, corpus: Corpus, file: str, places: list[Place], claimed: Span | None, note: str | None
) -> CheckedCitation:
    """The quote stands in the named file: at or within the named place, or moved to the nearest other."""
    note = _joined(note, "with an ellipsis" if places[0].parts > 1 else None)
    if claimed is None:
        return CheckedCitation(Status.EXACT, claim, corpus.cite(file, places[0].span), note=note)
    text = corpus.text(file)
    # What is cited by its lines, or by the place of a longer stretch, stands in them.
    within = next((place.span for place in places if _within(text, place.span, claimed)), None)
    if within is None:
        nearest = min(places, key=lambda one: abs(one.span[0] - claimed[0]) + abs(one.span[1] - claimed[1]))
        return CheckedCitation(Status.MOVED, claim, corpus.cite(file, nearest.span), note=note)
    same = _within(text, claimed, within)
    return CheckedCitation(Status.EXACT, claim, corpus.cite(file, claimed if same else within), note=note)


def _within(text: str, inner: Span, outer: Span) -> bool:
    """Whether ``outer`` is a place of ``text`` that holds every letter of ``inner``, marks and white space at its ends aside."""
    start, end = outer
    if not (0 <= start < end <= len(text) and start < inner[1] and inner[0] < end):
        return False
    return not any(letter.isalnum() for letter in text[inner[0] : start] + text[end : inner[1]])


def _altered(
    claim: Claim, corpus: Corpus, file: str, place: Place, note: str | None, status: Status = Status.ALTERED
) -> CheckedCitation:
    found = corpus.cite(file, place.span)
    changes = locate.difference(claim.quote or "", found.quote)
    return CheckedCitation(status, claim, found, changes, round(place.similarity, 4), note)


def _proposed_files(quote: str, corpus: Corpus) -> list[str]:
    return list(dict.fromkeys(passage.file for passage in corpus.likely(quote, PROPOSED)))


def _nearly_elsewhere(quote: str, corpus: Corpus) -> Iterator[tuple[str, Place]]:
    margin = max(MARGIN, len(quote))
    read: dict[str, list[Span]] = {}
    for passage in corpus.likely(quote, PROPOSED):
        text = corpus.text(passage.file)
        start, end = max(0, passage.start - margin), min(len(text), passage.end + margin)
        stretches = read.setdefault(passage.file, [])
        # Around neighbouring passages a long quote would be looked for in the same words again and again.
        if any(a <= start and end <= b for a, b in stretches):
            continue
        stretches.append((start, end))
        place = locate.near(quote, plain(text[start:end]))
        if place is not None:
            yield passage.file, Place((start + place.span[0], start + place.span[1]), place.similarity)
