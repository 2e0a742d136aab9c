"""The page for everyone, in a real browser: on a phone, by the keyboard alone, without a jump, and as axe-core sees it."""

from __future__ import annotations

import importlib.resources
import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from qa import Answer
from tests.e2e.conftest import DESKTOP, PHONE, Serve, Server, Visit
from tests.e2e.test_page import NOWHERE, WHO, kept_answer, lying, marked
from tests.scripted_server import serving


def test_on_a_phone(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded, viewport=PHONE, has_touch=True)
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    visitor.ask(WHO)
    page.locator(".statement .chip").first.tap()
    assert marked(page) == kept_answer(page)["statements"][0]["citations"][0]["quote"]
    expect(page.locator("mark.current").first).to_be_in_viewport()
    assert page.locator("#chat").evaluate("element => element.inert")
    page.get_by_role("button", name="Close the article").tap()
    expect(page.locator("#source")).to_be_hidden()
    page.get_by_role("button", name="Conversations and articles").tap()
    expect(page.get_by_role("tab", name="Articles")).to_be_in_viewport()
    drawer = page.locator("#rail").bounding_box()
    assert drawer and drawer["width"] <= 0.86 * PHONE["width"]
    page.keyboard.press("Escape")
    expect(page.locator("#rail")).to_be_hidden()


@pytest.mark.parametrize(
    ("viewport", "beside"), [(PHONE, False), ({"width": 1024, "height": 768}, True)], ids=["phone", "beside-an-article"]
)
def test_how_it_was_answered_is_read_without_scrolling_sideways(
    seeded: Server, visit: Visit, viewport: dict[str, int], beside: bool
) -> None:
    visitor = visit(seeded, viewport=viewport)
    page = visitor.page
    visitor.ask(WHO)
    page.get_by_text("How this was answered").click()
    if beside:
        page.locator(".statement .chip").first.click()
        marked(page)
    table = page.get_by_role("region", name="Passages that were found")
    assert table.evaluate("element => element.scrollWidth <= element.clientWidth")
    frame = table.bounding_box()
    for cell in table.locator("tbody tr").nth(6).locator("td").all():
        box = cell.bounding_box()
        assert frame and box and box["width"] > 20
        assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
        # None is cut off in itself.
        assert cell.evaluate("cell => [cell, ...cell.children].every(one => one.scrollWidth <= one.clientWidth)")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_words_without_end_are_wrapped(seeded: Server, visit: Visit, viewport: dict[str, int]) -> None:
    endless = "unbroken" * 40
    side = {"answer": endless, "origins": 1, "citations": []}
    withheld = {"text": endless, "citations": [], "score": 0.1, "verdict": "withheld", "reason": endless}
    answer = Answer.from_dict(
        {
            "schema": "pincite.answer/1", "question": endless, "asked": f"Is it {endless}?", "answered": True,
            "answer": endless, "mode": "extractive", "notes": [endless],
            "statements": [{"text": endless, "citations": [], "score": 0.9, "origins": 1}, withheld],
            "searched": {"articles": 5, "passages": 18, "unreadable": 0},
            "disagreements": [{"about": endless, "sides": [side, side]}],
        }
    )  # fmt: skip
    page = visit(seeded, viewport=viewport).page
    stream = f"event: answer\ndata: {json.dumps(answer.to_dict())}\n\n"
    page.route("**/api/ask", lambda route: route.fulfill(body=stream, content_type="text/event-stream"))
    page.fill(".box", endless)
    page.press(".box", "Enter")
    page.get_by_text("1 sentence withheld").click()
    expect(page.locator(".withheld .reason")).to_be_visible()
    cut = page.locator(".turn").evaluate(
        """turn => [turn, ...turn.querySelectorAll("*")]
            .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth && getComputedStyle(one).display !== "inline")
            .map(one => one.className)"""
    )
    assert cut == []


def test_the_keyboard_alone(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    expect(page.locator(".box")).to_be_focused()
    page.keyboard.type(WHO)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn .tools")
    page.keyboard.press("Escape")

    def tab_to(name: str, key: str = "Tab") -> None:
        for _ in range(60):
            page.keyboard.press(key)
            if page.evaluate(
                "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
            ).startswith(name):
                return
        raise AssertionError(f"no focus comes to {name}")

    tab_to("Citation 1", "Shift+Tab")
    page.keyboard.press("Enter")
    marked(page)
    expect(page.locator(".source-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    expect(page.locator(".statement .chip").first).to_be_focused()
    tab_to("Export as Markdown")
    tab_to("Conversations", "Shift+Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Articles")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("/")
    expect(page.locator(".box")).to_be_focused()


def test_nothing_moves_while_an_answer_comes(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    page.evaluate(
        """() => { window.shift = 0; new PerformanceObserver(list => {
            for (const entry of list.getEntries()) window.shift += entry.value; }).observe({ type: "layout-shift" }); }"""
    )
    visitor.ask(WHO)
    visitor.ask("What agreement was signed?")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [None, PHONE], ids=["desktop", "phone"])
def test_axe_finds_no_serious_violation(
    seeded: Server, visit: Visit, scheme: str, viewport: dict[str, int] | None
) -> None:
    options = {"viewport": viewport} if viewport else {}
    visitor = visit(seeded, color_scheme=scheme, **options)
    page = visitor.page
    found = audit(page, "welcome")
    visitor.ask(NOWHERE)
    visitor.ask(WHO)
    page.get_by_text("How this was answered").last.click()
    found += audit(page, "answers")
    page.locator(".statement .chip").first.click()
    marked(page)
    found += audit(page, "article")
    page.keyboard.press("Escape")
    if viewport:
        page.get_by_role("button", name="Conversations and articles").click()
    page.get_by_role("tab", name="Articles").click()
    page.wait_for_selector(".articles .item")
    found += audit(page, "library")
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation_in_the_cards(seeds: Path, serve: Serve, visit: Visit, scheme: str) -> None:
    with serving(lying) as model:
        visitor = visit(
            serve(seeds, PINCITE_MODEL="scripted", OPENAI_BASE_URL=model.url, OPENAI_API_KEY="k"), color_scheme=scheme
        )
        page = visitor.page
        visitor.ask(WHO)
        page.get_by_text("1 sentence withheld").click()
        expect(page.locator(".withheld .reason")).to_be_visible()
        found = audit(page, "withheld")
    # The model is gone, and the articles' own sentences take the place of what it would write.
    visitor.ask("Where did Putin and Kim last meet?")
    expect(page.locator(".card.disagreement .side")).to_have_count(2)
    found += audit(page, "disagreement")
    assert found == []


@pytest.mark.parametrize(("asked_for", "moves"), [("reduce", False), ("no-preference", True)])
def test_what_moves_stands_still_where_that_is_asked_for(
    seeded: Server, visit: Visit, asked_for: str, moves: bool
) -> None:
    visitor = visit(seeded, reduced_motion=asked_for)
    visitor.ask(WHO)
    style = "element => getComputedStyle(element)"
    statement, rail = visitor.page.locator(".statement").first, visitor.page.locator("#rail")
    visitor.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    assert (statement.evaluate(f"{style}.animationName") != "none") is moves
    assert (rail.evaluate(f"{style}.transitionDuration") not in ("0s", "")) is moves


def audit(page: Page, where: str) -> list[str]:
    """Serious and critical violations by axe-core's rules, each with the elements that have it."""
    axe = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{where}: {one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]
