"""Articles by the names that people give them, and the names in a footnote."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from qa.checking.corpus import Corpus, Named
from vectorstore import Store

TITLES = {
    "de.txt": "De",
    "only here.txt": None,
    "2023/report.txt": "The harvest, a record",
    "2024/report.txt": "The flood",
    "2024/deep/one.md": None,
}
TEXT = "one\r\ntwo\nthree\rfour"


@pytest.fixture
def corpus() -> Corpus:
    """Five articles, as much of them as names need."""
    catalog = SimpleNamespace(titles=lambda: TITLES, text=lambda file: TEXT)
    return Corpus(cast(Store, SimpleNamespace(catalog=catalog)))


@pytest.mark.parametrize(
    ("name", "file", "note"),
    [
        pytest.param("2024/report.txt", "2024/report.txt", False, id="path"),
        pytest.param("./2024/report.txt", "2024/report.txt", False, id="from-here"),
        pytest.param("/home/u/folder/2024/report.txt", "2024/report.txt", False, id="absolute-to-the-longest-known-end"),
        pytest.param(r"C:\folder\2023\report.txt", "2023/report.txt", False, id="windows"),
        pytest.param("report.txt", None, False, id="two-of-that-name"),
        pytest.param("2019/report.txt", None, False, id="two-of-that-name-elsewhere"),
        pytest.param("2019/de.txt", "de.txt", True, id="another-directory"),
        pytest.param("../de.txt", "de.txt", True, id="above"),
        pytest.param("2019/one.md", "2024/deep/one.md", True, id="another-directory-of-a-nested-file"),
        pytest.param("one.md", "2024/deep/one.md", False, id="last-part"),
        pytest.param("one", "2024/deep/one.md", False, id="without-suffix"),
        pytest.param("2023/report", "2023/report.txt", False, id="path-without-suffix"),
        pytest.param("DE", "de.txt", False, id="suffix-left-out-and-title-are-the-same"),
        pytest.param("the flood", "2024/report.txt", False, id="title"),
        pytest.param("only%20here.txt", "only here.txt", False, id="as-in-a-link"),
        pytest.param("file:///x/only%20here.txt#top", "only here.txt", False, id="file-address"),
        pytest.param("https://example.org/de.txt", "de.txt", True, id="web-address"),
        pytest.param("gone.txt", None, False, id="unknown"),
        pytest.param(" ", None, False, id="blank"),
        pytest.param(None, None, False, id="none"),
    ],
)  # fmt: skip
def test_files_go_by_many_names(corpus: Corpus, name: str | None, file: str | None, note: bool) -> None:
    found = corpus.named(name)
    assert corpus.resolve(name) == file == (found.file if found else None)
    assert (found.note if found else None) == (f"named as {name}" if note else None)


def test_lines_can_follow_a_name(corpus: Corpus) -> None:
    assert corpus.named("only here.txt:2-3") == Named("only here.txt", (2, 3))
    assert corpus.named("2024/report.txt:2") == Named("2024/report.txt", (2, 2))


@pytest.mark.parametrize(
    ("lines", "held"),
    [((1, 1), "one\r\n"), ((2, 3), "two\nthree\r"), ((4, 9), "four"), ((5, 6), ""), ((3, 2), "")],
)
def test_lines_are_places(corpus: Corpus, lines: tuple[int, int], held: str) -> None:
    start, end = corpus.lines("de.txt", lines)
    assert TEXT[start:end] == held


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("only here.txt", ["only here.txt"], id="space-in-the-name"),
        pytest.param("see /x/only here.txt:2-3, or so", ["/x/only here.txt:2-3"], id="space-path-lines"),
        pytest.param("only%20here.txt", ["only%20here.txt"], id="as-in-a-link"),
        pytest.param("see 2019/de.txt.", ["2019/de.txt"], id="as-it-was-written"),
        pytest.param("(2024/report.txt) and de.txt; de.txt", ["2024/report.txt", "de.txt"], id="two"),
        pytest.param("only here, p. 3", ["only here"], id="without-suffix"),
        pytest.param("The harvest, a record, 19 June 2024", ["The harvest, a record"], id="title-with-a-comma"),
        pytest.param("see: The flood", ["The flood"], id="title"),
        pytest.param("Reuters, 19 June 2024", [], id="another-paper"),
        pytest.param("a report on one of the floods", [], id="words-that-are-names-of-files"),
        pytest.param("report.txt", [], id="which-of-two"),
        pytest.param("The flood, de.txt", ["de.txt"], id="files-before-titles"),
    ],
)
def test_names_in_a_footnote(corpus: Corpus, text: str, names: list[str]) -> None:
    assert corpus.names_in(text) == names


def test_why_a_name_means_nothing(corpus: Corpus) -> None:
    assert corpus.lacking("gone.txt") == "there is no article 'gone.txt'"
    assert corpus.lacking("report.txt") == "2 articles go by the name 'report.txt'"
