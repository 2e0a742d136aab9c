"""Escape and the focus in a real browser: the one means what lies on top, the other never falls to the page itself."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Server, Visit
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
    page.keyboard.type("All of them")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".note-form")).to_be_hidden()
    expect(page.get_by_role("button", name="A good answer", exact=True)).to_be_focused()
