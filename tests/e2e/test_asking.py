"""A question on its way, in a real browser: what stops it, what does not, and what becomes of it when somebody looks elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Serve, Server, Visit, Visitor
from tests.e2e.test_page import NOWHERE, SIGNED, WHO, kept_answer
from tests.scripted_server import Reply, Request, drafts, serving

LIGHTHOUSE = "What is the lighthouse of Brindal called?"


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
        expect(page.locator(".conversations .item")).to_have_text([SIGNED])
        page.reload()
        expect(page.locator(".question")).to_have_text([SIGNED])


@contextmanager
def held(server_of: Callable[[Any], Server]) -> Iterator[tuple[Server, Any, threading.Event]]:
    """A server whose model answers once it is let go."""
    let_go = threading.Event()

    def answering(request: Request) -> Reply:
        let_go.wait(60)
        number = request.id_of("Xylograph" if LIGHTHOUSE in request.prompt else "Belousov")
        return drafts((request.sentence(number), [number]))

    with serving(answering) as model:
        try:
            yield server_of(model), model, let_go
        finally:
            let_go.set()


def asked_of(page: Page, model: Any, question: str = WHO) -> None:
    """Ask, and wait until the model has the question."""
    before = len(model.chats)
    page.fill(".box", question)
    page.press(".box", "Enter")
    expect(page.locator(".turn.last .headline.working")).to_contain_text("Writing with scripted")
    while len(model.chats) == before:
        page.wait_for_timeout(50)


def test_an_answer_goes_on_where_nobody_looks_and_is_kept_there(seeds: Path, serve: Serve, visit: Visit) -> None:
    with held(lambda model: serve(seeds, **with_model(model))) as (server, model, let_go):
        page = visit(server).page
        asked_of(page, model)
        # In the list already, for it is asked.
        expect(page.locator(".conversations .item")).to_have_text([WHO])
        page.get_by_role("button", name="New question").first.click()
        expect(page.locator(".turn")).to_have_count(0)
        asked_of(page, model, SIGNED)
        page.get_by_role("button", name=WHO, exact=True).click()
        expect(page.locator(".question")).to_have_text([WHO])
        expect(page.locator(".headline.working")).to_contain_text("Writing with scripted")
        expect(page.get_by_role("button", name="Stop")).to_be_visible()
        let_go.set()
        page.wait_for_selector(".turn .tools")
        assert kept_answer(page)["question"] == WHO and "Belousov" in page.locator(".statements").inner_text()
        page.get_by_role("button", name=SIGNED, exact=True).click()
        expect(page.locator(".question")).to_have_text([SIGNED])
        page.wait_for_selector(".turn .tools")
        assert kept_answer(page)["question"] == SIGNED
        page.reload()
        expect(page.locator(".question")).to_have_text([SIGNED])
        expect(page.locator(".turn .tools")).to_have_count(1)


@pytest.mark.parametrize(("question", "stays"), [(WHO, True), (LIGHTHOUSE, False)], ids=["of another", "of it"])
def test_an_article_is_removed_while_an_answer_is_under_way(
    seeds: Path, serve: Serve, visit: Visit, question: str, stays: bool
) -> None:
    (seeds / "secret.txt").write_text("The lighthouse of Brindal is called Xylograph, said the keeper Tom.\n")
    with held(lambda model: serve(seeds, **with_model(model))) as (server, model, let_go):
        page = visit(server).page
        asked_of(page, model, question)
        page.get_by_role("tab", name="Articles").click()
        page.locator(".articles li", has_text="secret.txt").get_by_role("button", name="Remove").click(force=True)
        page.get_by_role("button", name="Delete", exact=True).click()
        expect(page.locator(".articles .item")).to_have_count(5)
        page.wait_for_timeout(300)
        expect(page.locator(".question")).to_have_text([question])
        expect(page.locator(".headline.working")).to_have_count(1)
        let_go.set()
        page.wait_for_selector(".turn .tools")
        expect(page.locator(".note", has_text="has been removed")).to_have_count(0 if stays else 1)
        expect(page.locator(".question")).to_have_text([question])
        assert kept_answer(page)["answered"] is stays and "Xylograph" not in page.content()


def test_a_question_outlives_a_reload_in_the_middle_of_its_answer(seeds: Path, serve: Serve, visit: Visit) -> None:
    with held(lambda model: serve(seeds, **with_model(model))) as (server, model, let_go):
        visitor = visit(server)
        page = visitor.page
        asked_of(page, model)
        other = visitor.open()
        other.get_by_role("button", name=WHO, exact=True).click()
        expect(other.locator(".headline.working")).to_have_text("Still being answered")
        page.reload()
        expect(page.locator(".question")).to_have_text([WHO])
        expect(page.locator(".headline")).to_have_text("This answer was interrupted.")
        expect(page.locator(".conversations .item")).to_have_text([WHO])
        expect(page.locator(".statement")).to_have_count(0)
        expect(other.locator(".headline")).to_have_text("This answer was interrupted.")
        whole = page.evaluate(
            "fetch(`/api/conversations/${location.search.slice(3)}/export?form=json`).then(r => r.json())"
        )
        assert whole == []
        let_go.set()
        page.get_by_role("button", name="Ask again").click()
        page.wait_for_selector("a[aria-label='Export as JSON']")
        expect(page.locator(".question")).to_have_text([WHO])
        page.reload()
        expect(page.locator(".question")).to_have_text([WHO])
        assert kept_answer(page)["answered"]
        expect(page.locator(".conversations .item")).to_have_text([WHO])


def test_an_answer_that_is_interrupted_when_asked_again_takes_nothing_away(
    seeds: Path, serve: Serve, visit: Visit
) -> None:
    with held(lambda model: serve(seeds, **with_model(model))) as (server, _, let_go):
        visitor = visit(server)
        page = visitor.page
        let_go.set()
        visitor.ask(WHO)
        let_go.clear()
        page.get_by_role("button", name="Ask again").click()
        expect(page.locator(".headline.working")).to_contain_text("Writing with scripted")
        page.reload()
        expect(page.locator(".question")).to_have_text([WHO, WHO])
        expect(page.locator(".headline").last).to_have_text("This answer was interrupted.")
        let_go.set()
        page.get_by_role("button", name="Ask again").last.click()
        expect(page.locator(".question")).to_have_text([WHO])
        page.wait_for_selector("a[aria-label='Export as JSON']")
        page.reload()
        expect(page.locator(".question")).to_have_text([WHO])


def late(page: Page, conversation: str) -> Callable[[], None]:
    """Hold one conversation back from the page until the function that comes back is called; what it gets is as of now."""
    waiting: list[tuple[Any, Any]] = []
    page.route(f"**/api/conversations/{conversation}", lambda route: waiting.append((route, route.fetch())))

    def let_go() -> None:
        while not waiting:
            page.wait_for_timeout(50)
        for route, reply in waiting:
            route.fulfill(response=reply)
        page.unroute(f"**/api/conversations/{conversation}")
        page.wait_for_timeout(300)

    return let_go


def two_conversations(visitor: Visitor) -> list[str]:
    """Ask two questions, each in a conversation of its own; gives the conversations' ids, and ends on a new question."""
    ids = []
    for question in (WHO, SIGNED):
        visitor.ask(question)
        ids.append(visitor.page.url.rpartition("=")[2])
        visitor.page.get_by_role("button", name="New question").first.click()
    return ids


def test_of_two_conversations_the_one_that_was_opened_last_is_shown(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    slow, quick = two_conversations(visitor)
    let_go = late(page, slow)
    page.get_by_role("button", name=WHO, exact=True).click()
    page.get_by_role("button", name=SIGNED, exact=True).click()
    expect(page.locator(".question")).to_have_text([SIGNED])
    let_go()
    expect(page.locator(".question")).to_have_text([SIGNED])
    assert page.url.endswith(quick)
    let_go = late(page, slow)
    page.get_by_role("button", name=WHO, exact=True).click()
    page.get_by_role("button", name="New question").first.click()
    let_go()
    expect(page.locator(".turn")).to_have_count(0)


def test_a_question_to_a_conversation_that_is_still_opening_is_asked_in_it(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    first, _ = two_conversations(visitor)
    let_go = late(page, first)
    page.get_by_role("button", name=WHO, exact=True).click()
    visitor.ask(NOWHERE)
    let_go()
    expect(page.locator(".question")).to_have_text([WHO, NOWHERE])
    assert page.url.endswith(first)
    page.reload()
    expect(page.locator(".question")).to_have_text([WHO, NOWHERE])


def test_only_the_last_question_is_asked_again(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    for name in ("Ask again", "Edit the question"):
        expect(page.get_by_role("button", name=name)).to_have_count(1)
    other = visitor.open()
    other.get_by_role("button", name=WHO, exact=True).first.click()
    expect(other.locator(".turn .tools")).to_have_count(1)
    visitor.ask(NOWHERE)
    for name in ("Ask again", "Edit the question"):
        expect(page.locator(".turn").first.get_by_role("button", name=name)).to_have_count(0)
        expect(page.locator(".turn").last.get_by_role("button", name=name)).to_have_count(1)
    # The other tab knows nothing of what came after.
    other.get_by_role("button", name="Ask again").click()
    expect(other.locator(".headline.failed")).to_have_text(
        "Only a conversation's last question can be asked again; reload the page to see what came after it."
    )
    other.reload()
    expect(other.locator(".question")).to_have_text([WHO, NOWHERE])
    expect(other.locator(".turn .tools")).to_have_count(2)


@pytest.mark.parametrize("again", [False, True], ids=["asked", "asked again"])
def test_a_question_to_a_deleted_conversation_begins_a_new_one(seeded: Server, visit: Visit, again: bool) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    gone = page.url
    other = visitor.open()
    other.get_by_role("button", name=f"Delete “{WHO}”").click(force=True)
    other.get_by_role("button", name="Delete", exact=True).click()
    expect(other.locator(".conversations .item")).to_have_count(0)
    if again:
        page.get_by_role("button", name="Ask again").click()
    else:
        page.fill(".box", NOWHERE)
        page.press(".box", "Enter")
    expect(page.locator(".toast")).to_have_text(
        "This conversation was deleted elsewhere; the question begins a new one."
    )
    asked = [WHO if again else NOWHERE]
    expect(page.locator(".question")).to_have_text(asked)
    page.wait_for_selector("a[aria-label='Export as JSON']")
    assert page.url != gone
    visitor.ask(SIGNED)
    page.reload()
    expect(page.locator(".question")).to_have_text([*asked, SIGNED])
    expect(page.locator(".conversations .item")).to_have_text(asked)


def test_an_answer_that_was_replaced_is_exported_no_more(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    addresses = [
        page.get_by_role("link", name=f"Export as {form}", exact=True).last.get_attribute("href")
        for form in ("Markdown", "JSON")
    ]
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_selector(f"a[aria-label='Export as JSON']:not([href='{addresses[1]}'])")
    for address in addresses:
        reply = page.request.get(f"{seeded.address.strip('/')}{address}")
        assert (reply.status, reply.json()) == (
            404,
            {"error": "There is no such answer; it may have been asked again."},
        )


def test_a_question_that_is_too_long_is_kept_whole_and_not_asked(seeded: Server, visit: Visit) -> None:
    page = visit(seeded).page
    # Each ship is two units of UTF-16 and one character.
    page.locator(".box").focus()
    page.keyboard.insert_text("🚢" * 1500 + WHO * 40)
    told = page.locator(".overlong")
    expect(told).to_have_text("This question has 2,380 characters, and at most 2,000 can be asked; shorten it.")
    page.press(".box", "Enter")
    page.locator(".send").click()
    expect(page.locator(".turn")).to_have_count(0)
    assert len(page.input_value(".box")) == 1500 + len(WHO) * 40
    page.fill(".box", WHO)
    expect(told).to_have_text("")
    page.press(".box", "Enter")
    page.wait_for_selector(".turn .tools")
    assert kept_answer(page)["answered"]


def test_a_draft_comes_back_after_an_edit(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    box = page.locator(".box")
    for leave in ("Escape", "Lift: Editing the question", "Enter"):
        box.fill("a draft")
        page.get_by_role("button", name="Edit the question").click()
        expect(box).to_have_value(WHO)
        # Another click changes nothing.
        page.get_by_role("button", name="Edit the question").click()
        expect(box).to_have_value(WHO)
        if leave.startswith("Lift"):
            page.get_by_role("button", name=leave).click()
        else:
            box.press(leave)
        expect(page.locator(".pill")).to_have_count(0)
        expect(box).to_have_value("a draft")
    page.wait_for_selector(".turn .tools")
    page.get_by_role("button", name="Edit the question").click()
    page.get_by_role("button", name="New question").first.click()
    expect(box).to_have_value("a draft")


def test_back_and_forward_go_through_the_conversations(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    two_conversations(visitor)
    page.get_by_role("button", name=WHO, exact=True).click()
    expect(page.locator(".question")).to_have_text([WHO])
    page.get_by_role("button", name=SIGNED, exact=True).click()
    expect(page.locator(".question")).to_have_text([SIGNED])
    page.go_back()
    expect(page.locator(".question")).to_have_text([WHO])
    expect(page.locator(".conversations [aria-current]")).to_have_text(WHO)
    page.go_back()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(".conversations [aria-current]")).to_have_count(0)
    # A conversation is one step, whether it was opened or begun.
    page.go_back()
    expect(page.locator(".question")).to_have_text([SIGNED])
    for question in ([], [WHO], [SIGNED]):
        page.go_forward()
        expect(page.locator(".question")).to_have_text(question)


def test_a_note_is_there_after_a_reload(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    noted = page.locator(".noted")
    expect(noted).to_be_hidden()
    page.get_by_role("button", name="Not a good answer").click()
    note = page.get_by_label("Note on this answer")
    note.fill("Lavrov is missing\n<b>and Novak</b>")
    page.get_by_role("button", name="Keep note").click()
    told = "Your note: Lavrov is missing\n<b>and Novak</b>"
    for again in (False, True):
        if again:
            page.reload()
        expect(noted).to_have_text(told, use_inner_text=True)
        expect(note).to_be_hidden()
    page.get_by_role("button", name="Edit the note").click()
    expect(note).to_have_value("Lavrov is missing\n<b>and Novak</b>")
    note.fill("")
    page.get_by_role("button", name="Keep note").click()
    expect(noted).to_be_hidden()
    page.reload()
    page.wait_for_selector(".turn .tools")
    expect(noted).to_be_hidden()
