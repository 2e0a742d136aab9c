"""A saved Answer × the folder as it is now → for each citation: unchanged, moved, edited or deleted. Needs no index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from qa import sources
from qa.checking import locate
from qa.checking.plain import plain
from qa.checking.report import Change, Fate, ReceiptCitation, ReceiptReport
from qa.citing import line_of
from qa.errors import SourceError
from qa.types import Answer, Article, Citation, Span

Progress = Callable[[int, int], None]

_TAMPERED = "the saved answer was edited, or damaged"


class Folder:
    """The articles as they lie on the disk, each read when it is first asked for."""

    def __init__(self, folder: Path, largest: int) -> None:
        self._folder = folder
        self._largest = largest
        self._read: dict[str, Article | str] = {}

    def article(self, file: str) -> Article | None:
        """The article of that path, or ``None`` where there is none or it cannot be read."""
        found = self._files.get(file)
        if found is None:
            return None
        if file not in self._read:
            try:
                data, modified = sources.read_bytes(found, self._largest)
                self._read[file] = sources.read_article(file, data, modified)
            except SourceError as error:
                self._read[file] = error.reason
        article = self._read[file]
        return article if isinstance(article, Article) else None

    def unread(self, file: str) -> str | None:
        """Why a file that is there cannot be read."""
        self.article(file)
        reason = self._read.get(file)
        return reason if isinstance(reason, str) else None

    def others(self, file: str) -> list[Article]:
        """Every readable article but the one of that path."""
        return [article for other in self._files if other != file and (article := self.article(other)) is not None]

    @cached_property
    def _files(self) -> dict[str, sources.Found]:
        return {found.file: found for found in sources.walk(self._folder)}


def check_receipt(answer: Answer, folder: Path, largest: int, progress: Progress | None = None) -> ReceiptReport:
    """What has become of each citation of ``answer``, its statements' first, then those of its disagreements' sides."""
    now = Folder(folder, largest)
    cited = [(statement.text, citation) for statement in answer.statements for citation in statement.citations]
    cited += [
        (side.answer, citation) for one in answer.disagreements for side in one.sides for citation in side.citations
    ]
    checked = []
    for done, (statement, citation) in enumerate(dict.fromkeys(cited), start=1):
        checked.append(_fate(statement, citation, now))
        if progress:
            progress(done, len(cited))
    return ReceiptReport(answer.question, tuple(checked))


def _fate(statement: str, citation: Citation, folder: Folder) -> ReceiptCitation:
    """Unchanged: the quote stands where it stood. Moved: elsewhere in the file, or in another. Edited: nearly there. Deleted:
    neither."""
    if not citation.quote.strip():
        return ReceiptCitation(statement, citation, Fate.DELETED, note=f"it quotes nothing: {_TAMPERED}")
    article = folder.article(citation.file)
    if article is None:
        return _gone(statement, citation, folder)
    # From the end, as a negative place would count, is not where an Answer counts from.
    if citation.start >= 0 and article.text[citation.start : citation.end] == citation.quote:
        note = None if article.sha256 == citation.sha256 else "the file has changed elsewhere"
        return ReceiptCitation(
            statement, citation, Fate.UNCHANGED, _now(citation, article, (citation.start, citation.end)), note=note
        )
    if article.sha256 == citation.sha256:
        # The file is what it was, so what was saved is not what was shown.
        return _edited(statement, citation, article, f"the file has not changed: {_TAMPERED}")
    exact = locate.occurrences(citation.quote, article.text)
    if exact:
        nearest = min(exact, key=lambda span: abs(span[0] - citation.start))
        return ReceiptCitation(statement, citation, Fate.MOVED, _now(citation, article, nearest))
    edited = _edited(statement, citation, article, None)
    if edited.fate is Fate.DELETED:
        return _elsewhere(statement, citation, folder) or edited
    return edited


def _gone(statement: str, citation: Citation, folder: Folder) -> ReceiptCitation:
    unread = folder.unread(citation.file)
    why = f"the file cannot be read: {unread}" if unread else "the file is no longer in the folder"
    return _elsewhere(statement, citation, folder) or ReceiptCitation(statement, citation, Fate.DELETED, note=why)


def _elsewhere(statement: str, citation: Citation, folder: Folder) -> ReceiptCitation | None:
    """The quote in another file: first one with the same content, the file under its new name."""
    others = sorted(folder.others(citation.file), key=lambda article: article.sha256 != citation.sha256)
    for article in others:
        for span in locate.occurrences(citation.quote, article.text)[:1]:
            same = article.sha256 == citation.sha256
            note = f"the file is now {article.file}" if same else f"now in {article.file}"
            return ReceiptCitation(statement, citation, Fate.MOVED, _now(citation, article, span), note=note)
    return None


def _edited(statement: str, citation: Citation, article: Article, note: str | None) -> ReceiptCitation:
    text = plain(article.text)
    # Only marks or white space may have changed, which locate forgives.
    place = next(iter(locate.places(citation.quote, text)), None) or locate.near(citation.quote, text)
    if place is None:
        return ReceiptCitation(statement, citation, Fate.DELETED, note=note or "the file no longer says this")
    now = _now(citation, article, place.span)
    changes: tuple[Change, ...] = locate.difference(citation.quote, now.quote)
    return ReceiptCitation(statement, citation, Fate.EDITED, now, changes, note)


def _now(citation: Citation, article: Article, span: Span) -> Citation:
    text = article.text
    return replace(
        citation,
        file=article.file,
        start=span[0],
        end=span[1],
        quote=text[span[0] : span[1]],
        lines=(line_of(text, span[0]), line_of(text, max(span[0], span[1] - 1))),
        sha256=article.sha256,
        title=article.title,
        date=article.date,
    )
