"""``python -m tests.benchmarks.page``: how long the page lets people wait, from a real server and browser; it prints, and fails for nothing."""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.conftest import FLAGS, SEEDS, Server, Visitor
from tests.e2e.test_service import ask_at_once

WHO = "who accompanied Putin?"
QUESTIONS = (WHO, "What agreement did Putin and Kim sign?", "Where is Putin staying?", "Who visited North Korea?")
# What five people ask at once: no two the same, so that nothing can be shared; and one that all ask, as all click on an example.
ASKED = (
    *QUESTIONS,
    "When did Putin arrive in North Korea?",
    "Who is the leader of North Korea?",
    "Who is the Russian defense minister?",
    "What did the United States say about the visit?",
    "Which countries sent troops to the Korean War?",
    "When did Putin last visit Pyongyang?",
    "What gift did Putin give Kim?",
    "Who met Putin at the airport?",
    "How did South Korea react to the agreement?",
)
# Runs in the page, so that nothing but the page is timed.
_UNTIL = """
([act, wanted]) => new Promise(done => {
    const before = document.querySelectorAll(wanted).length;
    const start = performance.now();
    const seen = new MutationObserver(() => {
        if (document.querySelectorAll(wanted).length <= before) return;
        seen.disconnect();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
    });
    seen.observe(document.body, { childList: true, subtree: true });
    new Function(act)();
})
"""
_SUBMIT = "document.querySelector('.box').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))"
_CLICK = "document.querySelector('.statement .chip').click()"


def seconds_until(page: Page, act: str, wanted: str) -> float:
    """Seconds from ``act`` to the frame after which one element more is there."""
    took: float = page.evaluate(_UNTIL, [act, wanted])
    return took / 1000


def main() -> None:
    """Print the figures of the page."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        folder = Path(scratch) / "seeds"
        shutil.copytree(SEEDS, folder, ignore=shutil.ignore_patterns(".pincite"))
        started = time.perf_counter()
        server = Server(folder)
        visitor = visit(browser, server)
        visitor.ask(WHO)
        print(f"start → first answer on the page, seeds indexed meanwhile: {time.perf_counter() - started:.1f} s")
        took = []
        for question in QUESTIONS * 5:
            visitor.page.fill(".box", question)
            before = visitor.page.locator(".turn .tools").count()
            visitor.page.wait_for_selector(".send[aria-label=Ask]")
            took.append(seconds_until(visitor.page, _SUBMIT, ".statement"))
            visitor.page.wait_for_function("n => document.querySelectorAll('.turn .tools').length > n", arg=before)
        print(
            f"question → first statement: median {statistics.median(took) * 1000:.0f} ms, worst {max(took) * 1000:.0f} ms"
        )
        visitor.context.close()
        # In another thread: Playwright runs an event loop in this one.
        with ThreadPoolExecutor(1) as askers:
            askers.submit(askers_at_once, server).result()
        server.stop()
        print(f"click → highlight in 300,000 characters: {long_article(browser, Path(scratch) / 'long')}")
        browser.close()


def askers_at_once(server: Server) -> None:
    """Print what one asker waits, and the slowest of five with five questions, in turns with each other: other work on the machine
    slows both. Some questions take three times as long as others, so the slowest is held against the mean of the same five alone, and
    against its own question alone. The processor time that an answer takes is what no arrangement can get below. Then the same for one
    question that five ask at once."""
    for kind in ("five questions", "one question"):
        alone, slowest, shares, own, spent = [], [], [], [], []
        for turn in range(10):
            asked = [ASKED[(turn * 5 + n) % len(ASKED)] for n in range(5 if kind == "five questions" else 1)]
            before, took = processor_seconds(server), []
            for question in asked:
                ((seconds, _),) = asyncio.run(ask_at_once(server.address, 1, [question]))
                took.append(seconds)
            spent.append((processor_seconds(server) - before) / len(asked))
            alone.append(statistics.mean(took))
            # What is kept of the last question is of another one for those who come now, as it was for one alone.
            asyncio.run(ask_at_once(server.address, 1, ["Where is Vostochny?"]))
            together = [seconds for seconds, _ in asyncio.run(ask_at_once(server.address, 5, asked))]
            slowest.append(max(together))
            shares.append(slowest[-1] / alone[-1])
            own.append(slowest[-1] / took[together.index(slowest[-1]) % len(took)])
        one, five, cpu = statistics.median(alone), statistics.median(slowest), statistics.mean(spent)
        print(
            f"{kind}: one asker {one * 1000:.0f} ms, slowest of five at once {five * 1000:.0f} ms, "
            f"{statistics.median(shares):.2f}×, {statistics.median(own):.2f}× of its own question alone; "
            f"an answer takes {cpu * 1000:.0f} ms of processor time, five on {cores()} cores {5 * cpu / cores() * 1000:.0f} ms at least"
        )


def processor_seconds(server: Server) -> float:
    """User and system time of the server so far, all its threads together."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))


def visit(browser: Browser, server: Server) -> Visitor:
    """A browser whose page may evaluate what the benchmark tells it; the server's policy stays as it is."""
    return Visitor(browser, server.address, bypass_csp=True)


def long_article(browser: Browser, folder: Path) -> str:
    """The times of ten clicks, each on a page that has not shown the article before."""
    folder.mkdir()
    lines = [
        f"Ship {n} left port {n % 90} with coal, grain and timber 🚢 for the islands of the north." for n in range(4000)
    ]
    lines[3000] = "The cartographer Ilse Wunderlich drew the only map of the sunken city of Ravenna Minor."
    (folder / "long.txt").write_text("\n".join(lines), "utf-8")
    server = Server(folder)
    visitor = visit(browser, server)
    visitor.ask("Who drew the map of the sunken city?")
    took = []
    for _ in range(10):
        visitor.page.reload()
        visitor.page.wait_for_selector(".turn .tools")
        # As long as it takes to read the first words of an answer.
        visitor.page.wait_for_timeout(1_000)
        took.append(seconds_until(visitor.page, _CLICK, "mark.current") * 1000)
    server.stop()
    return f"median {statistics.median(took):.0f} ms, worst {max(took):.0f} ms"


if __name__ == "__main__":
    main()
