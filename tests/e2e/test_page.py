"""The chat page as people use it, in a real browser: ask, click, see the passage; bring articles; keep conversations."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.conftest import Serve, Visit

WHO = "who accompanied Putin?"


def marked(visitor_page: object) -> str:
    """The text that is highlighted as the current citation."""
    page = visitor_page
    return "".join(page.locator("mark.current").all_text_contents())  # type: ignore[attr-defined]


def test_a_citation_opens_its_article_highlighted_to_the_character(seeds: Path, serve: Serve, visit: Visit) -> None:
    visitor = visit(serve(seeds))
    page = visitor.page
    visitor.ask(WHO)
    assert "Belousov" in page.locator(".statement").first.inner_text()
    page.locator(".statement .chip").first.click()
    page.wait_for_selector("mark.current")
    answer = page.evaluate(
        "fetch(document.querySelector('.tools a').href.replace('form=md', 'form=json')).then(r => r.json())"
    )
    citation = answer["statements"][0]["citations"][0]
    text = (seeds / citation["file"]).read_bytes().decode()
    assert marked(page) == citation["quote"] == text[citation["start"] : citation["end"]]
    assert page.locator(".source-text").text_content() == text
    assert f"characters {citation['start']}–{citation['end']}" in page.locator(".source-where").inner_text()
    page.get_by_role("button", name="Back to the answer").click()
    assert page.evaluate("document.activeElement.className") == "chip"
