"""Escape and the focus in a real browser: the one means what lies on top, the other never falls to the page itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, Serve, Server, Visit
from tests.e2e.test_page import WHO, marked


def test_escape_puts_a_preview_away_before_it_means_anything_else(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    chip, preview = page.locator(".statement .chip").first, page.locator(".preview")
    chip.click()
    marked(page)
    chip.hover()
    expect(preview).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_have_count(0)
    expect(page.locator("#source")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    # What is being edited stays, too.
    page.get_by_role("button", name="Edit the question").click()
    page.locator(".scroller").hover(position={"x": 5, "y": 5})
    chip.hover()
    expect(preview).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_have_count(0)
    expect(page.locator(".pill")).to_have_text("Editing the question")


def test_escape_puts_a_note_away_with_what_is_typed_in_it(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    page.locator(".statement .chip").first.click()
    marked(page)
    page.get_by_role("button", name="Not a good answer").click()
    note, form = page.get_by_label("Note on this answer"), page.locator(".note-form")
    expect(note).to_be_focused()
    page.keyboard.type("Lavrov is missing")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(page.get_by_role("button", name="Not a good answer")).to_be_focused()
    expect(page.locator("#source")).to_be_visible()
    page.get_by_role("button", name="A good answer", exact=True).click()
    expect(note).to_have_value("Lavrov is missing")
    # So it does for who has gone elsewhere meanwhile.
    page.locator(".source-title").focus()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    expect(page.locator("#source")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()


def test_a_kept_note_leaves_the_focus_at_its_vote(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    page.get_by_role("button", name="A good answer", exact=True).click()
    # Until the vote is kept the button has the focus, and a space would press it again.
    expect(page.get_by_label("Note on this answer")).to_be_focused()
    page.keyboard.type("All of them")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".note-form")).to_be_hidden()
    expect(page.get_by_role("button", name="A good answer", exact=True)).to_be_focused()


def test_a_removed_article_leaves_the_focus_at_the_next_one(seeds: Path, serve: Serve, visit: Visit) -> None:
    visitor = visit(serve(seeds))
    page = visitor.page
    page.get_by_role("tab", name="Articles").click()
    items = page.locator(".articles .item")
    expect(items).to_have_count(5)

    def remove(place: int) -> None:
        page.locator(".articles li").nth(place).get_by_role("button", name="Remove").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Keep", exact=True)).to_be_focused()
        page.get_by_role("button", name="Delete", exact=True).focus()
        page.keyboard.press("Enter")

    remove(1)
    expect(items).to_have_count(4)
    expect(items.nth(1)).to_be_focused()
    remove(3)
    expect(items).to_have_count(3)
    expect(items.nth(2)).to_be_focused()
    page.get_by_label("Search articles").fill("000_")
    expect(items).to_have_count(1)
    remove(0)
    expect(items).to_have_count(0)
    expect(page.get_by_label("Search articles")).to_be_focused()


def test_a_lifted_filter_leaves_the_focus_at_the_next_one(seeded: Server, visit: Visit) -> None:
    page = visit(seeded).page
    page.get_by_role("tab", name="Articles").click()
    page.get_by_label("Search articles").fill("000_")
    page.get_by_label("Dated this day or later").fill("2024-06-01")
    expect(page.locator(".pill")).to_have_count(2)
    page.get_by_role("button", name="Lift: Named “000_”").press("Enter")
    last = page.get_by_role("button", name="Lift: From 2024-06-01")
    expect(last).to_be_focused()
    last.press("Enter")
    expect(page.locator(".box")).to_be_focused()


@pytest.mark.parametrize("viewport", [{"width": 1024, "height": 768}, PHONE], ids=["tablet", "phone"])
def test_a_drawer_that_closes_leaves_the_focus_at_its_button(
    seeded: Server, visit: Visit, viewport: dict[str, int]
) -> None:
    page = visit(seeded, viewport=viewport).page
    menu = page.get_by_role("button", name="Conversations and articles")
    menu.press("Enter")
    page.get_by_role("tab", name="Articles").click()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    # An article that was opened in it leads back to it.
    menu.press("Enter")
    page.locator(".articles .item").first.press("Enter")
    expect(page.locator(".source-title")).to_be_focused()
    page.get_by_role("button", name="Back to the answer").press("Enter")
    expect(menu).to_be_focused()
