"""The list of articles in a real browser: what is ticked, searched for and removed in it, and what that means for the answers."""

from __future__ import annotations

import io
from itertools import product
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Error, Locator, expect

from qa.query_engine import NOTHING_MATCHES
from qa.remedies import PAGE
from tests.e2e.conftest import DESKTOP, PHONE, Serve, Server, Visit
from tests.e2e.test_page import WHO, drop
from tests.helpers import make_folder

Colour = tuple[int, int, int]


def colours(box: Locator, margin: int = 0) -> list[Colour]:
    """The colours of what a screenshot shows of ``box``, the most frequent one first; without ``margin`` pixels on each side."""
    try:
        shot = box.screenshot()
    except Error:
        # The list was drawn anew just then, and this is another box.
        shot = box.screenshot()
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    inner = picture.crop((margin, margin, picture.width - margin, picture.height - margin))
    counted = inner.getcolors(inner.width * inner.height)
    assert counted
    return [colour for _, colour in sorted(counted, reverse=True)]  # type: ignore[misc]


def luminance(colour: Colour) -> float:
    """Relative luminance as WCAG 2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (value / 255 for value in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(found: list[Colour]) -> float:
    """The contrast of the two colours that are furthest apart, from 1 to 21."""
    light = [luminance(colour) for colour in found]
    return max((a + 0.05) / (b + 0.05) for a, b in product(light, light))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_ticked_box_looks_ticked(seeded: Server, visit: Visit, scheme: str) -> None:
    page = visit(seeded, color_scheme=scheme).page
    page.get_by_role("tab", name="Articles").click()
    boxes = page.locator(".articles input[type=checkbox]")
    expect(boxes).to_have_count(5)
    boxes.nth(0).check()
    page.locator(".rail-head").hover()
    ticked, empty = boxes.nth(0), boxes.nth(2)
    # The tick in it, and both against the ground around them: AA asks for 3.
    assert contrast(colours(ticked, margin=3)) >= 4.5
    assert contrast(colours(empty, margin=3)) < 1.2
    assert contrast(colours(ticked)) >= 3 and contrast(colours(empty)) >= 3
    before = colours(boxes.nth(1), margin=3)
    boxes.nth(1).press("Space")
    assert colours(boxes.nth(1), margin=3)[0] != before[0]
    assert boxes.nth(1).evaluate("box => getComputedStyle(box).outlineStyle") == "solid"
    boxes.nth(0).evaluate("box => { box.disabled = true; }")
    assert colours(boxes.nth(0), margin=3)[0] != colours(boxes.nth(1), margin=3)[0]


def test_what_became_of_dropped_files_is_said_in_words(seeds: Path, serve: Serve, visit: Visit) -> None:
    page = visit(serve(seeds)).page
    page.get_by_role("tab", name="Articles").click()
    expect(page.locator(".articles .item")).to_have_count(5)
    said = page.locator(".report .sum")
    known = sorted(seeds.glob("*.txt"))[0]
    drop(page, {"one.png": "no"})
    expect(said).to_have_text("Not added")
    drop(page, {"one.png": "no", "two.png": "no"})
    expect(said).to_have_text("None of 2 added")
    drop(page, {"one.png": "no", known.name: known.read_text("utf-8")})
    expect(said).to_have_text("1 already there, 1 not added")
    drop(page, {"one.png": "no", "new.txt": "The harbour of Vastra was closed on Monday.\n"})
    expect(said).to_have_text("1 article added, 1 not")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_long_name_leaves_room_to_lift_its_filter(
    tmp_path: Path, serve: Serve, visit: Visit, viewport: dict[str, int]
) -> None:
    name = f"{'of_one_word' * 20}.txt"
    folder = make_folder(tmp_path / "long", {name: "The harbour of Vastra was closed on Monday.\n"})
    page = visit(serve(folder), viewport=viewport).page
    if viewport is PHONE:
        page.get_by_role("button", name="Conversations and articles").click()
    page.get_by_role("tab", name="Articles").click()
    page.locator(".articles input[type=checkbox]").check()
    page.keyboard.press("Escape")
    pill = page.locator(".pill")
    expect(pill.locator("[title]").first).to_have_attribute("title", f"Only {name}")
    frame = page.locator(".composer").bounding_box()
    lift = pill.get_by_role("button").bounding_box()
    assert frame and lift and lift["x"] + lift["width"] <= frame["x"] + frame["width"]
    pill.get_by_role("button").click()
    expect(pill).to_have_count(0)


def test_filters_that_leave_no_article_say_so_before_a_question(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    page.get_by_role("tab", name="Articles").click()
    expect(page.locator(".articles .item")).to_have_count(5)
    said = page.locator(".composer .nothing")
    search, counted = page.get_by_label("Search articles"), page.locator(".counted")
    expect(counted).to_have_text("5 articles")
    search.fill("of no article")
    expect(said).to_have_text(NOTHING_MATCHES)
    expect(counted).to_have_text(f"0 of 5 articles. {NOTHING_MATCHES}")
    # Asked all the same, it is answered from none, and not from all.
    visitor.ask(WHO)
    expect(page.locator(".turn .note")).to_have_text(NOTHING_MATCHES)
    page.get_by_role("button", name="Lift: Named “of no article”").click()
    expect(said).to_have_count(0)
    # One article is ticked, and another one searched for.
    page.locator(".articles input[type=checkbox]").nth(0).check()
    search.fill("001_")
    expect(said).to_have_text(NOTHING_MATCHES)
    page.locator(".articles input[type=checkbox]").check()
    expect(said).to_have_count(0)
    expect(counted).to_have_text("1 of 5 articles")


def test_what_restricts_the_next_answer_is_shown_while_a_row_is_at_work(seeded: Server, visit: Visit) -> None:
    page = visit(seeded).page
    page.get_by_role("tab", name="Articles").click()
    expect(page.locator(".articles .item")).to_have_count(5)
    page.locator(".articles li").first.get_by_role("button", name="Remove").click(force=True)
    page.get_by_label("Search articles").fill("001_")
    expect(page.locator(".pill")).to_have_text("Named “001_”")
    expect(page.locator(".articles .item")).to_have_count(4)
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".articles .item")).to_have_count(1)


def test_what_to_do_is_said_in_the_words_of_the_page(tmp_path: Path, serve: Serve, visit: Visit) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    server = serve(empty)
    visitor = visit(server)
    page = visitor.page
    visitor.ask(WHO)
    expect(page.locator(".turn .note")).to_have_text(f"No article is indexed: {PAGE.empty}.")
    drop(page, {"a.txt": "The harbour of Vastra was closed on Monday.\n", "b.txt": "Olof Berg is the mayor.\n"})
    page.get_by_role("tab", name="Articles").click()
    expect(page.locator(".articles .item")).to_have_count(2)
    page.locator(".articles input[type=checkbox]").first.check()
    # Another tab removes it.
    removed = visitor.context.request.delete(f"{server.address}api/articles?file=a.txt")
    assert removed.ok
    gone = f"a.txt is not in the index; {PAGE.unknown}."
    page.fill(".box", "When was the harbour closed?")
    page.press(".box", "Enter")
    expect(page.locator(".headline.failed")).to_have_text(gone)
    assert visitor.context.request.get(f"{server.address}api/article?file=a.txt").json() == {"error": gone}
    # An article that has changed behind the page's back.
    page.get_by_role("button", name="Lift: Only a.txt").click()
    (empty / "b.txt").write_text("Ida Holm is the mayor.\n", "utf-8")
    visitor.ask("Who is the mayor?")
    expect(page.locator(".turn .note").last).to_have_text(f"b.txt has changed since it was indexed; {PAGE.changed}.")
