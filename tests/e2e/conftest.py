"""A real server in a process of its own, and a real Chromium that reports whatever it asks another host for."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
SEEDS = ROOT / "seeds"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
).split()
COMMAND = "from qa.cli import main; main()"
# A machine may be busy with other things, and a first question waits for a server to start, index and load its models.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


class Server:
    """``pincite serve`` over a folder, on a free port."""

    def __init__(self, folder: Path, *options: str, port: str = "0", code: str = COMMAND, **environment: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, "serve", str(folder), "--port", port, "--no-open", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+/", line)
        if found is None:
            _, error = self.process.communicate(timeout=120)
            raise AssertionError(f"no address: {line}{error}")
        self.address = found[0]

    def stop(self) -> tuple[int, str]:
        """Interrupt it as Ctrl-C does; gives its exit code and what it said on standard error."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        _, error = self.process.communicate(timeout=120)
        return self.process.returncode, error


Serve = Callable[..., Server]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over the sample articles, for tests that leave them as they are."""
    folder = tmp_path_factory.mktemp("served") / "seeds"
    shutil.copytree(SEEDS, folder, ignore=shutil.ignore_patterns(".pincite"))
    server = Server(folder)
    yield server
    server.stop()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers that the test's end stops."""
    started: list[Server] = []

    def start(folder: Path, *options: str, **named: str) -> Server:
        started.append(Server(folder, *options, **named))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; a machine without one fails here and says how to get it.

    Playwright's event loop runs as long as it does, and other modules' tests run loops of their own.
    """
    path = shutil.which("chromium")
    assert path, "these tests need a browser: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """One browser: its page, the requests that left for another host, and what its console complained of."""

    def __init__(self, chromium: Browser, address: str, **options: object) -> None:
        self.address = address
        self.context: BrowserContext = chromium.new_context(
            **{"viewport": DESKTOP, "reduced_motion": "reduce", **options}  # type: ignore[arg-type]
        )
        self.outgoing: list[str] = []
        self.complaints: list[str] = []
        self.page = self.open()

    def open(self) -> Page:
        """Another tab of the same browser."""
        page = self.context.new_page()
        page.set_default_timeout(PATIENCE)
        own = urlsplit(self.address).netloc
        page.on(
            "request",
            lambda r: (
                self.outgoing.append(r.url)
                if urlsplit(r.url).netloc != own and not r.url.startswith(("data:", "blob:"))
                else None
            ),
        )
        page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.address)
        page.wait_for_selector("html.ready")
        return page

    def ask(self, question: str) -> None:
        """Ask, and wait for the answer to be kept."""
        page = self.page
        before = page.locator(".turn .tools").count()
        page.fill(".box", question)
        page.press(".box", "Enter")
        page.wait_for_function("n => document.querySelectorAll('.turn .tools').length > n", arg=before)


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Open browsers that the test's end closes, and that must have asked nobody else for anything."""
    visitors: list[Visitor] = []

    def start(server: Server, **options: object) -> Visitor:
        visitors.append(Visitor(chromium, server.address, **options))
        return visitors[-1]

    yield start
    for visitor in visitors:
        visitor.context.close()
        assert visitor.outgoing == []
        assert visitor.complaints == []
