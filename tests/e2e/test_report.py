"""The evaluation's page in a real browser: it asks for nothing, runs nothing, and opens the passage behind a case."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from qa.evaluation import page
from tests.e2e.conftest import DESKTOP, PHONE
from tests.test_report_page import TEXT, evaluated


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_stands_by_itself(chromium: Browser, tmp_path: Path, viewport: dict[str, int]) -> None:
    path = tmp_path / "report.html"
    path.write_text(page.page(evaluated(), {"a.txt": TEXT}.get), "utf-8")
    context = chromium.new_context(viewport=viewport)  # type: ignore[arg-type]
    opened = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(path.as_uri())
    case = opened.locator("#case-good")
    expect(case.locator("mark").first).to_be_hidden()
    case.locator("summary").click()
    expect(case.locator("mark").first).to_be_visible()
    expect(case.locator("mark").first).to_have_text("Kim met Putin in Moscow.")
    for chart in opened.locator("figure svg").all():
        expect(chart).to_be_visible()
    wide = opened.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert (asked, complaints, wide) == ([path.as_uri()], [], 0)
