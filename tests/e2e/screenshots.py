"""``python -m tests.e2e.screenshots``: the README's two pictures of the page, from a real server and browser over ``seeds/``."""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.e2e.conftest import DESKTOP, FLAGS, PHONE, SEEDS, Server, Visitor

PICTURES = Path(__file__).resolve().parent / "screenshots"
WHO = "Who accompanied Putin?"


def main() -> None:
    """Ask, open the citation, and write ``desktop.png`` and ``phone-dark.png``."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch) / "seeds"
        shutil.copytree(SEEDS, folder, ignore=shutil.ignore_patterns(".pincite"))
        server = Server(folder)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, options in (
            ("desktop", {"viewport": DESKTOP}),
            ("phone-dark", {"viewport": PHONE, "color_scheme": "dark"}),
        ):
            visitor = Visitor(browser, server.address, **options)
            visitor.ask(WHO)
            visitor.page.locator(".statement .chip").first.click()
            visitor.page.wait_for_selector("mark.current")
            visitor.page.wait_for_timeout(400)
            picture = Image.open(io.BytesIO(visitor.page.screenshot())).convert("RGB")
            # A page has few colours, and a repository keeps every picture for ever.
            picture.quantize(256, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)
            visitor.context.close()
        browser.close()
        server.stop()


if __name__ == "__main__":
    main()
