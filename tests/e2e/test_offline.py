"""A server that is out of reach, or goes in the middle of an answer, in a real browser: one sentence says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.e2e.conftest import Serve, Server, Visit
from tests.e2e.test_page import WHO
from tests.scripted_server import Request, drafts, serving, slowly

BROKEN = "The connection to the server broke off; see that Pincite is running, and try again."


def test_a_copy_that_cannot_be_made_says_so(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    visitor.ask(WHO)
    visitor.context.set_offline(True)
    visitor.page.get_by_role("button", name="Copy with citations").click()
    expect(visitor.page.locator(".toast.loud")).to_have_text("The server does not answer; is Pincite still running?")
    # The browser itself notes each request that fails, and the page goes on asking.
    visitor.page.close()
    assert all("ERR_INTERNET_DISCONNECTED" in one for one in visitor.complaints)
    visitor.complaints.clear()


def endless(request: Request) -> Any:
    """A model that is minutes from its end."""
    return slowly(drafts((request.sentence(request.ids[0]) * 40, request.ids[:1]), piece=1), 0.1)


def test_a_server_that_is_killed_in_mid_answer_leaves_one_sentence(seeds: Path, serve: Serve, visit: Visit) -> None:
    with serving(endless) as model:
        server = serve(seeds, PINCITE_MODEL="scripted", OPENAI_BASE_URL=model.url, OPENAI_API_KEY="k")
        visitor = visit(server)
        page = visitor.page
        page.fill(".box", WHO)
        page.press(".box", "Enter")
        expect(page.locator(".headline.working")).to_contain_text("Writing with")
        server.process.kill()
        expect(page.locator(".headline.failed")).to_have_text(BROKEN)
        expect(page.get_by_role("button", name="Ask again")).to_be_visible()
        page.close()
        visitor.complaints.clear()
