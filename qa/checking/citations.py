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
# A passage ends at a sentence; a quote may go on into the next one.
MARGIN = 600

Judged = tuple[Support, tuple[Citation, ...]]


def check_quote(claim: Claim, corpus: Corpus) -> CheckedCitation:
    """The status of a claim that quotes; ``claim.file`` may be any name that :meth:`Corpus.resolve` knows, or ``None``."""
    assert claim.quote is not None, "without a quote there is check_support"
    file = corpus.resolve(claim.file)
    unknown = f"there is no article {claim.file!r}" if claim.file and file is None else None
    if file is not None and (here := locate.places(claim.quote, corpus.plain(file))):
        return _here(claim, corpus, file, here)
    for other in _proposed_files(claim.quote, corpus):
        if other != file and (there := locate.places(claim.quote, corpus.plain(other))):
            status = Status.MISATTRIBUTED if claim.file else Status.EXACT
            return CheckedCitation(status, claim, corpus.cite(other, there[0].span), note=unknown)
    if file is not None and (place := locate.near(claim.quote, corpus.plain(file))):
        return _altered(claim, corpus, file, place, None)
    best = max(_nearly_elsewhere(claim.quote, corpus), key=lambda one: one[1].similarity, default=None)
    if best is None:
        return CheckedCitation(Status.FABRICATED, claim, similarity=0.0, note=unknown)
    if claim.file and best[0] != file:
        return _altered(claim, corpus, *best, unknown or "and the words differ", Status.MISATTRIBUTED)
    return _altered(claim, corpus, *best, None)


def check_support(
    claim: Claim, sentence: str, corpus: Corpus, judge: Callable[[str, Claim | None], Judged]
) -> CheckedCitation:
    """The status of a claim without a quote: that its file (or its place there) supports ``sentence``.

    Exact: it does. Moved: not the named place but another of that file. Misattributed: another article does. Fabricated:
    none does, or there is no such file and no article supports the sentence.
    """
    file = corpus.resolve(claim.file)
    note = f"there is no article {claim.file!r}" if file is None else None
    if file is not None:
        named = Claim(file=file, start=claim.start, end=claim.end)
        if claim.start is not None:
            verdict, evidence = judge(sentence, named)
            if verdict is Support.SUPPORTED:
                return CheckedCitation(Status.EXACT, claim, evidence[0])
        verdict, evidence = judge(sentence, Claim(file=file))
        if verdict is Support.SUPPORTED:
            return CheckedCitation(Status.EXACT if claim.start is None else Status.MOVED, claim, evidence[0])
        if verdict is Support.CONTRADICTED:
            return CheckedCitation(
                Status.FABRICATED, claim, evidence[0], similarity=0.0, note="the article says otherwise"
            )
    verdict, evidence = judge(sentence, None)
    if verdict is Support.SUPPORTED:
        return CheckedCitation(Status.MISATTRIBUTED, claim, evidence[0], note=note)
    return CheckedCitation(
        Status.FABRICATED, claim, similarity=0.0, note=note or "no passage of this article supports the sentence"
    )


def _here(claim: Claim, corpus: Corpus, file: str, places: list[Place]) -> CheckedCitation:
    """The quote stands in the named file: at the named place, or moved to the nearest other."""
    start, end = claim.start, claim.end
    omits = "with an ellipsis" if places[0].parts > 1 else None
    if start is None or end is None:
        return CheckedCitation(Status.EXACT, claim, corpus.cite(file, places[0].span), note=omits)
    nearest = min(places, key=lambda place: abs(place.span[0] - start) + abs(place.span[1] - end))
    same = _same_place(corpus.text(file), (start, end), nearest.span)
    return CheckedCitation(
        Status.EXACT if same else Status.MOVED,
        claim,
        corpus.cite(file, (start, end) if same else nearest.span),
        note=omits,
    )


def _same_place(text: str, claimed: Span, found: Span) -> bool:
    """Whether two places hold the same letters, marks and white space at their ends aside."""
    start, end = claimed
    if not 0 <= start < end <= len(text):
        return False
    edges = (min(start, found[0]), max(start, found[0])), (min(end, found[1]), max(end, found[1]))
    return not any(letter.isalnum() for a, b in edges for letter in text[a:b]) and start < found[1] and found[0] < end


def _altered(
    claim: Claim, corpus: Corpus, file: str, place: Place, note: str | None, status: Status = Status.ALTERED
) -> CheckedCitation:
    found = corpus.cite(file, place.span)
    changes = locate.difference(claim.quote or "", found.quote)
    return CheckedCitation(status, claim, found, changes, round(place.similarity, 4), note)


def _proposed_files(quote: str, corpus: Corpus) -> list[str]:
    return list(dict.fromkeys(passage.file for passage in corpus.likely(quote, PROPOSED)))


def _nearly_elsewhere(quote: str, corpus: Corpus) -> Iterator[tuple[str, Place]]:
    for passage in corpus.likely(quote, PROPOSED):
        text = corpus.text(passage.file)
        start = max(0, passage.start - MARGIN)
        place = locate.near(quote, plain(text[start : passage.end + MARGIN]))
        if place is not None:
            yield passage.file, Place((start + place.span[0], start + place.span[1]), place.similarity)
