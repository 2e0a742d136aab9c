"""The indexed articles as the checker needs them: by any name people give them, as text for comparing, as citations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import PurePosixPath

from qa.checking.plain import Plain, plain
from qa.citing import Citer, trimmed
from qa.errors import store_errors
from qa.retrieval import passage_of
from qa.types import Citation, Passage, Span
from vectorstore import Store, lexical

# Articles kept ready for comparing; one is about ten kilobytes.
KEPT = 512


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
    def _named(self) -> dict[str, list[str]]:
        """Every name an article goes by, folded → its files: path, last part of the path, that without suffix, title."""
        named: dict[str, list[str]] = {}
        for file, title in self._titles.items():
            path = PurePosixPath(file)
            for name in dict.fromkeys((file, path.name, path.stem, title or "")):
                if name:
                    named.setdefault(_folded(name), []).append(file)
        return named

    def resolve(self, name: str | None) -> str | None:
        """The file that ``name`` means: its path, the path's end, its name with or without suffix, or its title; ``None``
        where it means no file or more than one."""
        if not name:
            return None
        if name in self._titles:
            return name
        name = name.removeprefix("file://").split("#")[0].replace("\\", "/")
        for one in dict.fromkeys((name, name.lstrip("./"), PurePosixPath(name).name)):
            found = self._named.get(_folded(one), [])
            if len(found) == 1:
                return found[0]
        return None

    def names_in(self, text: str) -> list[str]:
        """The files that ``text`` names by path or file name, in the order they stand."""
        found = [self.resolve(match.group().rstrip(".,;:")) for match in re.finditer(r"[\w./%~-]+\.\w{2,8}\b", text)]
        return list(dict.fromkeys(file for file in found if file))

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
    return " ".join(lexical.fold(name).split())
