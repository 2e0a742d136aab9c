"""The indexed articles as the checker needs them: by any name people give them, as text for comparing, as citations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from urllib.parse import unquote

from qa.checking.plain import Plain, plain
from qa.citing import Citer, trimmed
from qa.errors import store_errors
from qa.retrieval import passage_of
from qa.types import Citation, Passage, Span
from vectorstore import Store, lexical, stemming

# Articles kept ready for comparing; one is about ten kilobytes.
KEPT = 512
# Words in a file's name and parts of a title between commas; more are not tried.
MOST_PIECES = 12

_LINES = re.compile(r":(\d{1,7})(?:[-–](\d{1,7}))?\Z")
_SUFFIX = re.compile(r"\.\w{1,8}(?::\d+(?:[-–]\d+)?)?\Z")
_ROOTED = re.compile(r"/|[A-Za-z]:/")
_LEAD = re.compile(r"\A(?:see|in|from|cf\.?|source)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """The file that a name means, the ``lines`` (first and last, from 1) that it goes on to name, and what a person should know
    of the name."""

    file: str
    lines: Span | None = None
    note: str | None = None


class Corpus:
    """A read-only view of an index; raises :class:`StoreError` where it cannot be read."""

    def __init__(self, store: Store) -> None:
        self.catalog = store.catalog
        self.text = lru_cache(KEPT)(self._text)
        self.plain = lru_cache(KEPT)(self._plain)
        self.passages = lru_cache(KEPT)(self._passages)

    @cached_property
    def _titles(self) -> dict[str, str | None]:
        with store_errors():
            return self.catalog.titles()

    @cached_property
    def _called(self) -> tuple[dict[str, list[str]], ...]:
        """Names, folded → files, the surer kind first: paths; last parts of paths; either without suffix, and titles."""
        kinds: tuple[dict[str, list[str]], ...] = ({}, {}, {})
        for file, title in self._titles.items():
            path = PurePosixPath(file)
            bare = (str(path.with_suffix("")), path.stem, title or "")
            for kind, names in zip(kinds, ((file,), (path.name,), bare), strict=True):
                for name in dict.fromkeys(map(_folded, names)):
                    if name:
                        kind.setdefault(name, []).append(file)
        return kinds

    def named(self, name: str | None) -> Named | None:
        """What ``name`` means: a path or its end, a file's name with or without suffix, a title, each with ``:3-5`` for lines;
        ``None`` where it means no file or more than one.

        Of a longer path the longest end that is known counts; where directories are left over, a note says so, as they may
        be another year's. Those of an absolute path are where the folder lies.
        """
        if not name or not name.strip():
            return None
        files, rest = self._meant(name)
        if len(files) != 1:
            return None
        path = _path(name)
        whole = rest in (name, path.removeprefix("./"))
        rooted = _ROOTED.match(path) and _folded(rest) == _folded(files[0])
        lines = _LINES.search(name) if rest != name else None
        first, last = (int(lines[1]), int(lines[2] or lines[1])) if lines else (0, 0)
        return Named(files[0], (first, last) if lines else None, None if whole or rooted else f"named as {name}")

    def resolve(self, name: str | None) -> str | None:
        """The file that ``name`` means, as :meth:`named` says; ``None`` where it means no file or more than one."""
        found = self.named(name)
        return found.file if found else None

    def lacking(self, name: str) -> str:
        """Why a name means no file, for a person."""
        files = self._meant(name)[0]
        return f"{len(files)} articles go by the name {name!r}" if files else f"there is no article {name!r}"

    def names_in(self, text: str) -> list[str]:
        """Names of articles in ``text``, as they stand there, in order and one a file: files' names, or, where there is
        none, what stands between commas or other marks and is a title or a file's name without suffix."""

        def is_file(name: str) -> bool:
            # Where a space is part of a name, what is left over in front of the name is no other word.
            files, rest = self._meant(name) if _SUFFIX.search(name) else ([], "")
            return len(files) == 1 and len(rest.split()) == len(_path(name).split())

        def is_title(name: str) -> bool:
            return len(self._exactly(name)) == 1

        words = [match.span() for match in re.finditer(r"\S+", text)]
        parts = [match.span() for match in re.finditer(r"[^,;:()“”\"«»|—]+", text)]
        found = list(_longest(text, words, is_file)) or list(_longest(text, parts, is_title))
        return list({self.resolve(name): name for name in reversed(found)}.values())[::-1]

    def _meant(self, name: str) -> tuple[list[str], str]:
        """The files that go by ``name``, or by its longest end behind a "/" that any goes by, and that end."""
        if files := self._exactly(name):
            return files, name
        parts = [part for part in _path(name).split("/") if part not in ("", ".")]
        for left_over in range(len(parts)):
            rest = "/".join(parts[left_over:])
            if files := self._exactly(rest):
                return files, rest
        return [], ""

    def _exactly(self, name: str) -> list[str]:
        if name in self._titles:
            return [name]
        return next((files for kind in self._called if (files := kind.get(_folded(name)))), [])

    def lines(self, file: str, lines: Span) -> Span:
        """The place of lines, the first and the last, counted from 1 as in a citation; empty where the article has none such."""
        text = self.text(file)
        edges = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text)), len(text)]
        first, last = (min(max(number, 0), len(edges) - 1) for number in (lines[0] - 1, lines[1]))
        return edges[first], max(edges[first], edges[last])

    def likely(self, words: str, most: int) -> list[Passage]:
        """Passages that share the rarest of ``words``, best first."""
        # What stands in quotation marks would be searched as a phrase, and its holders come before all others.
        words = " ".join(re.findall(r"[^\W_]+", words))
        with store_errors():
            ids = lexical.candidates(self.catalog, lexical.parse(self.catalog, words), limit=most)[:most]
            rows = self.catalog.passages(ids)
        return [passage_of(rows[i]) for i in ids if i in rows]

    def cite(self, file: str, span: Span) -> Citation:
        """The citation of a place in a file, as the passage it lies in is cited."""
        passages = self.passages(file)
        passage = next((one for one in passages if one.start <= span[0] < one.end), passages[0])
        return Citer({file: self.text(file)})(passage, span)

    def cite_sentence(self, passage: Passage, span: Span) -> Citation:
        """The citation of a passage's sentence without the white space at its ends."""
        return Citer({passage.file: self.text(passage.file)})(passage, trimmed(passage, span))

    def sentences(self, passages: Sequence[Passage]) -> Iterator[tuple[Passage, Span]]:
        """Every sentence of ``passages``, each once."""
        seen: set[tuple[str, Span]] = set()
        for passage in passages:
            for span in passage.sentences:
                if (passage.file, span) not in seen:
                    seen.add((passage.file, span))
                    yield passage, span

    def _text(self, file: str) -> str:
        with store_errors():
            return self.catalog.text(file) or ""

    def _plain(self, file: str) -> Plain:
        return plain(self.text(file))

    def _passages(self, file: str) -> tuple[Passage, ...]:
        with store_errors():
            return tuple(passage_of(row) for row in self.catalog.passages_of(file))


def _folded(name: str) -> str:
    return " ".join(stemming.fold(name).split())


def _path(name: str) -> str:
    """A name as a path: without its lines, what a link or another system's slashes do to it undone."""
    return unquote(_LINES.sub("", name).removeprefix("file://").split("#")[0]).replace("\\", "/")


def _longest(text: str, pieces: Sequence[Span], known: Callable[[str], bool]) -> Iterator[str]:
    """The longest runs of ``pieces`` of ``text`` that are ``known``, left to right, none inside another."""
    at = 0
    while at < len(pieces):
        for end in range(min(at + MOST_PIECES, len(pieces)), at, -1):
            run = text[pieces[at][0] : pieces[end - 1][1]].strip()
            name = _LEAD.sub("", run.lstrip("([{<\"'“„«‘»`*").rstrip(".,;:)]}>\"'”“»«’`*"))
            if known(name):
                yield name
                at = end - 1
                break
        at += 1
