"""An article that has changed since it was cited, in a real browser: its words are marked where they stand today, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Serve, Server, Visit, Visitor
from tests.e2e.test_citations import HERALD
from tests.e2e.test_page import drop, kept_answer, marked
from tests.helpers import make_folder

HOW_MANY = "How many people died in the collapse of the bridge of Vastra?"
TOLD = "Twelve people died in the collapse of the bridge of Vastra, the mayor Olof Berg said."


def reindexed(page: Page, number: int) -> None:
    """Bring an article, upon which the server reads the whole folder anew."""
    drop(
        page,
        {f"harbour{number}.txt": f"The harbour of Brindal was closed by a storm in May of the year 190{number}.\n"},
    )
    expect(page.locator(".report .sum")).to_contain_text("1 article added")
    expect(page.locator(".rail-foot")).to_contain_text(f"{number + 1} articles")


def cited(page: Page, turn: int = -1) -> dict[str, Any]:
    """The citation of what :data:`TOLD` holds."""
    citations = [c for statement in kept_answer(page, turn)["statements"] for c in statement["citations"]]
    return next(citation for citation in citations if citation["quote"] in TOLD)


def test_words_are_marked_where_they_stand_today_or_nowhere(tmp_path: Path, serve: Serve, visit: Visit) -> None:
    folder = make_folder(tmp_path / "vastra", {"herald.txt": HERALD})
    visitor = visit(serve(folder))
    page = visitor.page
    visitor.ask(HOW_MANY)
    chip = page.locator(".statement .chip")
    chip.first.click()
    before = cited(page)
    assert marked(page) == before["quote"] == HERALD[before["start"] : before["end"]]
    expect(page.locator(".source-changed")).to_be_hidden()
    page.get_by_role("button", name="Back to the answer").click()

    # A line on top, in the tab that holds the old text.
    today = f"Late news 🚢 of the river\r\n{HERALD}"
    (folder / "herald.txt").write_bytes(today.encode())
    reindexed(page, 1)
    chip.first.click()
    expect(page.locator(".source-changed")).to_contain_text("the cited words are still in it")
    visitor.ask(HOW_MANY)
    after = cited(page)
    start = today.index(before["quote"])
    assert (after["start"], after["sha256"] != before["sha256"]) == (start, True)
    for number, changed in ((0, True), (-1, False), (0, True)):
        page.locator(".turn").nth(number).locator(".statement .chip").first.click()
        expect(page.locator(".source-changed")).to_be_visible(visible=changed)
        assert marked(page) == before["quote"]
        # Lines and characters count in the text that stands beside them.
        expect(page.locator(".source-where")).to_have_text(
            f"line {before['lines'][0] + 1}, characters {start}–{start + len(before['quote'])}"
        )
        assert page.locator(".line", has=page.locator("mark.current")).get_attribute("data-line") == str(
            before["lines"][0] + 1
        )
        assert page.locator(".source-text").text_content() == today
    expect(page.locator(".source-changed")).to_have_text(
        "This article has changed since the answer was given; the cited words are still in it."
    )
    page.reload()
    page.wait_for_selector(".turn .tools")
    expect(chip.first).to_have_attribute("aria-label", f"Citation 1: Bridge of Vastra falls, line {after['lines'][0]}")
    chip.first.click()
    assert marked(page) == before["quote"]
    expect(page.locator(".source-changed")).to_contain_text("the cited words are still in it")

    # The cited sentence is taken out: the same characters are another sentence's.
    (folder / "herald.txt").write_bytes(
        today.replace(TOLD, "Nobody counts the dead before the river has been searched.").encode()
    )
    reindexed(page, 2)
    page.get_by_role("tab", name="Conversations").click()
    page.locator(".conversations .item").first.click()
    page.wait_for_selector(".turn .tools")
    chip.first.click()
    expect(page.locator(".source-changed p")).to_have_text(
        "This article has changed since the answer was given, and the cited words are no longer in it:"
    )
    expect(page.locator(".source-changed blockquote")).to_have_text(before["quote"])
    expect(page.locator(".source-text")).to_contain_text("Nobody counts the dead")
    expect(page.locator("mark")).to_have_count(0)
    expect(page.locator(".source-where")).to_have_text("")
    expect(chip.first).to_have_attribute("aria-label", "Citation 1: Bridge of Vastra falls, no longer in the article")
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visitor.address.rstrip("/"))
    page.get_by_role("button", name="Copy citation").click()
    expect(page.locator(".toast")).to_have_text("Citation copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{before['quote']}” — ") and "no longer in the article" in copied
    assert "line " not in copied and "characters" not in copied


@pytest.fixture(scope="module")
def tab(chromium: Browser, seeded: Server) -> Iterator[Page]:
    """A page to call its modules' functions in."""
    visitor = Visitor(chromium, seeded.address)
    yield visitor.page
    visitor.context.close()


OLD, NOW = "0" * 64, "1" * 64


@pytest.mark.parametrize(
    ("text", "citation", "place"),
    [
        pytest.param("x. He came. y", (3, "He came.", NOW), (3, 11, [3, 11], [9, 9]), id="as-it-was"),
        pytest.param("x. He came. y", (3, "He came.", OLD), (3, 11, [3, 11], [1, 1]), id="other-words-changed"),
        pytest.param("🚢\r\nx. He came. y", (3, "He came.", OLD), (7, 15, [6, 14], [2, 2]), id="a-line-on-top"),
        pytest.param("He\ncame.", (40, "He\ncame.", OLD), (0, 8, [0, 8], [1, 2]), id="cut-short"),
        pytest.param("He came. x He came. He came.", (13, "He came.", OLD), (11, 19, [11, 19], [1, 1]), id="the-nearest-twin"),
        pytest.param("He came. x xx He came.", (13, "He came.", OLD), (14, 22, [14, 22], [1, 1]), id="the-nearest-twin-behind"),
        pytest.param("x. He went. y", (3, "He came.", OLD), None, id="gone"),
        pytest.param("x. He went. y", (3, "He came.", NOW), None, id="never-there"),
        pytest.param("x. He came. y", (3, None, NOW), (3, 11, [3, 11], [9, 9]), id="a-passage"),
        pytest.param("x. He came. y", (3, None, OLD), None, id="a-passage-of-another-text"),
    ],
)  # fmt: skip
def test_a_place_is_never_of_other_words(
    tab: Page,
    text: str,
    citation: tuple[int, str | None, str],
    place: tuple[int, int, list[int], list[int]] | None,
) -> None:
    start, quote, sha256 = citation
    stated = {"start": start, "end": start + 8, "lines": [9, 9], "sha256": sha256}
    now = tab.evaluate(
        "async ([article, citation]) => (await import('/pincite/place.js')).placed(article, citation)",
        [{"text": text, "sha256": NOW}, stated | ({"quote": quote} if quote else {})],
    )
    assert now["changed"] == (sha256 == OLD)
    if place is None:
        assert now["gone"] and "start" not in now
    else:
        assert (now["start"], now["end"], now["characters"], now["lines"], now["gone"]) == (*place, False)
