"""A question on its way, in a real browser: what stops it, what does not, and what becomes of it when somebody looks elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Serve, Server, Visit
from tests.e2e.test_page import SIGNED, WHO, kept_answer
from tests.scripted_server import Reply, Request, drafts, serving


def endless(request: Request) -> Reply:
    """A model that writes one statement, and is not heard of again."""
    cited = [request.id_of("Belousov"), request.id_of("on the tarmac")]
    reply = drafts(*((request.sentence(number), [number]) for number in cited), pause=120)
    return Reply(reply.text, piece=reply.text.index(request.sentence(cited[1])) + 9, pause=reply.pause)


def asking(visit: Visit, server: Server) -> Page:
    """A page on which one statement of an answer has come, and no more will."""
    page = visit(server).page
    page.fill(".box", WHO)
    page.press(".box", "Enter")
    expect(page.locator(".statement")).to_have_count(1)
    return page


def with_model(model: Any) -> dict[str, str]:
    """The environment of a server whose answers ``model`` writes."""
    return {"PINCITE_MODEL": "scripted", "OPENAI_BASE_URL": model.url, "OPENAI_API_KEY": "k"}


def test_only_stopping_stops_an_answer_and_what_had_come_stays(seeds: Path, serve: Serve, visit: Visit) -> None:
    with serving(endless) as model:
        page = asking(visit, serve(seeds, **with_model(model)))
        page.fill(".box", SIGNED)
        page.press(".box", "Enter")
        expect(page.locator(".toast")).to_have_text("This answer is not whole yet; Escape stops it.")
        expect(page.locator(".box")).to_have_value(SIGNED)
        expect(page.locator(".headline.working")).to_have_count(1)
        assert len(model.chats) == 1
        came = page.locator(".statements").inner_text()
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".headline.failed")).to_have_text("Stopped; this is not the whole answer.")
        assert page.locator(".statements").inner_text() == came and "Belousov" in came
        expect(page.locator(".box")).to_have_value(SIGNED)
        page.locator(".statement .chip").click()
        expect(page.locator("mark.current").first).to_be_visible()
        page.get_by_role("button", name="Ask again").click()
        expect(page.locator(".statement")).to_have_count(1)
        expect(page.locator(".headline.working")).to_have_count(1)
        page.locator(".box").focus()
        page.keyboard.press("Escape")
        expect(page.locator(".headline.failed")).to_have_text("Stopped; this is not the whole answer.")
        expect(page.locator(".statement")).to_have_count(1)


def test_a_double_click_asks_and_does_not_stop(seeds: Path, serve: Serve, visit: Visit) -> None:
    with serving(endless) as model:
        page = visit(serve(seeds, **with_model(model))).page
        page.fill(".box", WHO)
        page.locator(".send").dblclick()
        expect(page.locator(".statement")).to_have_count(1)
        expect(page.locator(".headline.working")).to_have_count(1)
        assert len(model.chats) == 1


def test_a_question_that_is_being_answered_is_edited_and_asked_in_one_step(
    seeds: Path, serve: Serve, visit: Visit
) -> None:
    with serving(endless, lambda request: drafts((request.sentence(request.ids[0]), request.ids[:1]))) as model:
        page = asking(visit, serve(seeds, **with_model(model)))
        page.press(".box", "ArrowUp")
        expect(page.locator(".box")).to_have_value(WHO)
        page.fill(".box", SIGNED)
        page.press(".box", "Enter")
        expect(page.locator(".question")).to_have_text([SIGNED])
        page.wait_for_selector(".turn .tools")
        assert kept_answer(page)["question"] == SIGNED
        page.reload()
        expect(page.locator(".question")).to_have_text([SIGNED])
