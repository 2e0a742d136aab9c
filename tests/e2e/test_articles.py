"""The list of articles in a real browser: what is ticked, searched for and removed in it, and what that means for the answers."""

from __future__ import annotations

import io
from itertools import product

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Server, Visit

Colour = tuple[int, int, int]


def colours(box: Locator, margin: int = 0) -> list[Colour]:
    """The colours of what a screenshot shows of ``box``, the most frequent one first; without ``margin`` pixels on each side."""
    picture = Image.open(io.BytesIO(box.screenshot())).convert("RGB")
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
