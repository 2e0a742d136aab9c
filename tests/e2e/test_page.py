"""The chat page as people use it, in a real browser: ask, click, see the passage; bring articles; keep conversations."""

from __future__ import annotations

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

from qa import Answer
from qa.web.options import Options
from tests.e2e.conftest import PHONE, SEEDS, Serve, Server, Visit
from tests.helpers import make_folder
from tests.scripted_server import Request, drafts, says, serving

WHO = "who accompanied Putin?"
SIGNED = "What agreement was signed?"
NOWHERE = "How many moons does the planet Jupiter have?"


def marked(page: Page) -> str:
    """The text that is highlighted as the current citation."""
    page.wait_for_selector("mark.current")
    return "".join(page.locator("mark.current").all_text_contents())


def kept_answer(page: Page, turn: int = -1) -> dict[str, Any]:
    """The last answer as its JSON export gives it."""
    links = page.locator("a[aria-label='Export as JSON']")
    address = links.nth(turn if turn >= 0 else links.count() + turn).get_attribute("href")
    answer: dict[str, Any] = page.evaluate("address => fetch(address).then(reply => reply.json())", address)
    return answer


def drop(page: Page, files: dict[str, str]) -> None:
    """Drop files anywhere on the page, as a file manager does."""
    page.evaluate(
        """files => {
            const transfer = new DataTransfer();
            for (const [name, text] of Object.entries(files)) transfer.items.add(new File([text], name));
            for (const kind of ["dragenter", "dragover", "drop"])
                document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }""",
        files,
    )


def test_a_citation_opens_its_article_highlighted_to_the_character(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    assert "Belousov" in page.locator(".statement").first.inner_text()
    page.locator(".statement .chip").first.click()
    citation = kept_answer(page)["statements"][0]["citations"][0]
    text = (seeded.folder / citation["file"]).read_bytes().decode()
    assert marked(page) == citation["quote"] == text[citation["start"] : citation["end"]]
    assert page.locator(".source-text").text_content() == text
    assert f"characters {citation['start']}–{citation['end']}" in page.locator(".source-where").inner_text()
    mark = page.locator("mark.current").first
    expect(mark).to_be_in_viewport()
    page.get_by_role("button", name="Back to the answer").click()
    expect(page.locator(".statement .chip").first).to_be_focused()
    page.locator(".statement .chip").first.hover()
    assert citation["quote"] in str(page.locator(".preview blockquote").text_content())


def test_from_an_empty_index_to_a_citation(tmp_path: Path, serve: Serve, visit: Visit) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    visitor = visit(serve(folder))
    page = visitor.page
    expect(page.locator(".standing")).to_contain_text("No articles yet")
    drop(page, {file.name: file.read_text("utf-8") for file in sorted(SEEDS.glob("*.txt"))[2:]} | {"picture.png": "no"})
    expect(page.locator(".report .sum")).to_contain_text("3 articles added, 1 not")
    expect(page.locator(".failures")).to_contain_text("picture.png: .png is not a kind Pincite reads")
    assert sorted(p.name for p in folder.glob("*.txt")) == sorted(p.name for p in sorted(SEEDS.glob("*.txt"))[2:])
    visitor.ask(WHO)
    page.locator(".statement .chip").first.click()
    assert marked(page) == kept_answer(page)["statements"][0]["citations"][0]["quote"]
    expect(page.locator(".articles .item")).to_have_count(3)


def test_an_absent_answer_says_what_was_searched_and_what_came_nearest(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(NOWHERE)
    expect(page.locator(".headline.absent")).to_have_text("Not in these articles")
    expect(page.locator(".nearest")).to_contain_text("5 articles with 18 passages were searched.")
    nearest = kept_answer(page)["nearest"]
    assert nearest, "nothing came nearest"
    page.locator(".nearest .chip").first.click()
    assert marked(page) == nearest[0]["quote"]


def lying(request: Request) -> Any:
    """A model that says one thing the articles say, and one that they do not."""
    number = request.id_of("Belousov")
    return drafts(
        (f"{request.sentence(number)}", [number]),
        ("Elon Musk accompanied Putin in a red submarine.", [number]),
    )


def test_a_withheld_statement_opens_to_its_reason(seeds: Path, serve: Serve, visit: Visit) -> None:
    with serving(lying) as model:
        visitor = visit(serve(seeds, PINCITE_MODEL="scripted", OPENAI_BASE_URL=model.url, OPENAI_API_KEY="k"))
        page = visitor.page
        visitor.ask(WHO)
        assert "Musk" not in page.locator(".statements").inner_text()
        page.get_by_text("1 sentence withheld").click()
        expect(page.locator(".withheld s")).to_have_text("Elon Musk accompanied Putin in a red submarine.")
        reason = next(s["reason"] for s in kept_answer(page)["statements"] if s["verdict"] == "withheld")
        expect(page.locator(".withheld .reason")).to_contain_text(reason)
        page.get_by_text("How this was answered").click()
        expect(page.locator(".explanation")).to_contain_text("scripted: ")


@pytest.mark.parametrize(
    ("usage", "told"),
    [
        pytest.param((1200, 1), "scripted: 1 request, 1,200 tokens in, 1 token out", id="counted"),
        pytest.param(None, "scripted: 1 request", id="not-counted"),
    ],
)
def test_tokens_that_nobody_counts_are_not_told(
    seeds: Path, serve: Serve, visit: Visit, usage: tuple[int, int] | None, told: str
) -> None:
    with serving(lambda request: replace(lying(request), usage=usage)) as model:
        visitor = visit(serve(seeds, PINCITE_MODEL="scripted", OPENAI_BASE_URL=model.url, OPENAI_API_KEY="k"))
        visitor.ask(WHO)
        visitor.page.get_by_text("How this was answered").click()
        expect(visitor.page.locator(".explanation p").first).to_have_text(f"5 articles, 18 passages searched. {told}")


def test_a_follow_up_shows_how_it_was_understood(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    expect(page.locator(".understood")).to_be_hidden()
    visitor.ask("Where did he arrive?")
    asked = kept_answer(page)["asked"]
    assert "Putin" in asked
    expect(page.locator(".understood").last).to_have_text(f"Understood as: {asked}")


def following_up(request: Request) -> Any:
    """A model that rewrites a follow-up, and then writes one statement long before the other."""
    if not request.ids:
        return says(json.dumps({"question": "Where did Putin arrive?"}))
    cited = [request.id_of("Belousov"), request.id_of("on the tarmac")]
    return drafts(*((request.sentence(number), [number]) for number in cited), pause=0.1)


# Where the first statement comes, in pixels below the top of its turn; the answer may not have ended by then.
WATCH = """() => {
    window.first = null;
    new MutationObserver(() => {
        const turn = document.querySelector(".turn.last");
        const statement = turn.querySelector(".statement");
        if (statement) window.first ??= statement.getBoundingClientRect().top - turn.getBoundingClientRect().top;
    }).observe(document.querySelector(".stream"), { childList: true, subtree: true });
}"""


def stays(page: Page) -> bool:
    """Whether the last turn's first statement is where it was when it came."""
    at = "document.querySelector('.turn.last :is(.statement)').getBoundingClientRect().top"
    moved: float = page.evaluate(
        f"{at} - document.querySelector('.turn.last').getBoundingClientRect().top - window.first"
    )
    return moved == 0


def test_what_stands_above_a_statement_is_there_before_it(seeds: Path, serve: Serve, visit: Visit) -> None:
    name = "a-model-whose-name-is-longer-than-a-line-on-a-phone-2024-06-19"
    with serving(following_up) as model:
        visitor = visit(serve(seeds, PINCITE_MODEL=name, OPENAI_BASE_URL=model.url, OPENAI_API_KEY="k"), viewport=PHONE)
        page = visitor.page
        visitor.ask(WHO)
        page.evaluate(WATCH)
        page.fill(".box", "Where did he arrive?")
        page.press(".box", "Enter")
        page.wait_for_selector(".turn.last .statement")
        expect(page.locator(".turn.last .headline.working")).to_contain_text(name)
        expect(page.locator(".turn.last .understood")).to_have_text("Understood as: Where did Putin arrive?")
        page.wait_for_selector(".turn.last .tools")
        assert stays(page)


def test_a_short_answer_of_two_lines_moves_no_statement(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded, viewport=PHONE)
    visitor.page.evaluate(WATCH)
    visitor.ask(WHO)
    headline = visitor.page.locator(".headline").bounding_box()
    assert headline and headline["height"] > 40
    assert stays(visitor.page)


def test_conversations_outlive_a_reload_and_a_restart(seeds: Path, serve: Serve, visit: Visit) -> None:
    server = serve(seeds)
    visitor = visit(server)
    page = visitor.page
    visitor.ask(WHO)
    visitor.ask("What agreement was signed?")
    said = page.locator(".stream").inner_text()
    page.reload()
    page.wait_for_selector(".turn .tools")
    assert page.locator(".stream").inner_text() == said
    page.get_by_role("button", name=f"Rename “{WHO}”").click(force=True)
    page.get_by_label("Title").fill("The delegation")
    page.keyboard.press("Enter")
    expect(page.locator(".conversations .item")).to_have_text("The delegation")
    port = server.address.rsplit(":", 1)[1].strip("/")
    assert server.stop() == (0, "")
    again = serve(seeds, port=port)
    assert again.address == server.address
    page.goto(again.address)
    # While there was no server, Gradio's frame asked for it.
    visitor.complaints.clear()
    page.get_by_role("button", name="The delegation", exact=True).click()
    page.wait_for_selector(".turn .tools")
    assert page.locator(".stream").inner_text() == said
    stranger = visit(again)
    expect(stranger.page.locator(".conversations .item")).to_have_count(0)
    page.get_by_label("Search conversations").fill("nothing like it")
    expect(page.locator(".conversations .item")).to_have_count(0)
    page.get_by_label("Search conversations").fill("Belousov")
    expect(page.locator(".conversations .item")).to_have_count(1)
    page.get_by_role("button", name="Delete “The delegation”").click(force=True)
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".conversations .item")).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(0)


def test_an_export_opens_with_its_footnotes_right(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as Markdown", exact=True).last.click()
    text = Path(download.value.path()).read_text("utf-8")
    answer = kept_answer(page)
    citations = [c for statement in answer["statements"] for c in statement["citations"]]
    assert citations
    for number, citation in enumerate(citations, start=1):
        assert f"[^{number}]" in text.split("\n\n[^1]:")[0]
        (note,) = re.findall(rf"^\[\^{number}\]: (.*)$", text, re.MULTILINE)
        plain = re.sub(r"\\([^A-Za-z0-9\s])", r"\1", note)
        assert citation["file"] in plain and f"characters {citation['start']}–{citation['end']}" in plain
        assert f"“{' '.join(citation['quote'].split())}”" in plain
    assert Answer.from_dict(answer).to_dict() == answer


def test_a_whole_conversation_is_exported_in_both_forms(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    visitor.ask(NOWHERE)
    answers = [kept_answer(page, turn) for turn in (0, 1)]
    said = {}
    for form in ("Markdown", "JSON"):
        page.locator(".conversations li").hover()
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Export “{WHO}” as {form}").click()
        said[form] = Path(download.value.path()).read_text("utf-8")
    assert json.loads(said["JSON"]) == answers
    assert re.findall(r"^#+ (.*)$", said["Markdown"], re.MULTILINE) == [WHO, WHO, NOWHERE]
    citations = [c for answer in answers for statement in answer["statements"] for c in statement["citations"]]
    citations += answers[1]["nearest"]
    assert len(re.findall(r"^\[\^\d+\]: ", said["Markdown"], re.MULTILINE)) == len(citations) > 1
    # The tools over a row leave room to open it.
    page.get_by_role("button", name="New question").first.click()
    page.locator(".conversations .item").click()
    expect(page.locator(".question")).to_have_text([WHO, NOWHERE])


def test_votes_are_kept_and_exported_as_rows(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    page.get_by_role("button", name="Not a good answer").click()
    page.get_by_label("Note on this answer").fill("Lavrov is missing")
    page.get_by_role("button", name="Keep note").click()
    expect(page.locator(".note-form")).to_be_hidden()
    rows = page.evaluate("fetch('/api/feedback').then(reply => reply.text())").splitlines()
    (row,) = [json.loads(line) for line in rows]
    assert (row["question"], row["answerable"], row["note"]) == (WHO, None, "Lavrov is missing")
    assert row["rejected"]["passages"][0]["file"].endswith(".txt")


def test_a_note_that_is_not_kept_stays_where_it_was_typed(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    page.get_by_role("button", name="Not a good answer").click()
    note = page.get_by_label("Note on this answer")
    expect(note).to_have_attribute("maxlength", "2000")
    note.fill("Lavrov is missing")
    # Another tab deletes the conversation.
    deleted = page.evaluate(
        """() => fetch(`/api/conversations/${new URLSearchParams(location.search).get("c")}`, { method: "DELETE" }).then(r => r.ok)"""
    )
    assert deleted
    page.get_by_role("button", name="Keep note").click()
    expect(page.locator(".note-failure")).to_have_text("Not kept: There is no such answer; reload the page.")
    expect(note).to_be_visible()
    expect(note).to_have_value("Lavrov is missing")
    # The browser itself notes a refused request.
    assert all("422" in one for one in visitor.complaints)
    visitor.complaints.clear()


def test_a_turn_that_is_gone_is_edited_no_longer(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    visitor.ask(NOWHERE)
    page.get_by_role("button", name="Edit the question").click()
    expect(page.locator(".pill")).to_have_text("Editing the question")
    page.fill(".box", SIGNED)
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".question")).to_have_text([WHO, NOWHERE])
    expect(page.locator(".pill")).to_have_count(0)
    expect(page.locator(".turn .tools")).to_have_count(2)
    assert page.input_value(".box") == SIGNED
    page.press(".box", "Enter")
    expect(page.locator(".turn .tools")).to_have_count(3)
    expect(page.locator(".question")).to_have_text([WHO, NOWHERE, SIGNED])
    page.reload()
    expect(page.locator(".question")).to_have_text([WHO, NOWHERE, SIGNED])


def test_what_is_in_the_box_stays_with_its_conversation(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(WHO)
    page.get_by_role("button", name="New question").first.click()
    visitor.ask(NOWHERE)
    for typing, kept in (("edited", ""), ("begun", "begun")):
        if typing == "edited":
            page.press(".box", "ArrowUp")
            expect(page.locator(".pill")).to_have_text("Editing the question")
        page.fill(".box", typing)
        page.get_by_role("button", name=WHO, exact=True).click()
        expect(page.locator(".question")).to_have_text([WHO])
        expect(page.locator(".pill")).to_have_count(0)
        expect(page.locator(".box")).to_have_value("")
        page.get_by_role("button", name=NOWHERE, exact=True).click()
        expect(page.locator(".question")).to_have_text([NOWHERE])
        # A question that was only begun may become a new conversation's; one that is edited may not.
        if typing == "edited":
            page.press(".box", "ArrowUp")
        else:
            page.fill(".box", typing)
        page.get_by_role("button", name="New question").first.click()
        expect(page.locator(".question")).to_have_count(0)
        expect(page.locator(".pill")).to_have_count(0)
        expect(page.locator(".box")).to_have_value(kept)
        page.get_by_role("button", name=NOWHERE, exact=True).click()
        expect(page.locator(".question")).to_have_text([NOWHERE])


def test_ask_again_edit_and_stop(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    page = visitor.page
    visitor.ask(NOWHERE)
    page.press(".box", "ArrowUp")
    assert page.input_value(".box") == NOWHERE
    page.fill(".box", WHO)
    page.press(".box", "Enter")
    expect(page.locator(".question")).to_have_text([WHO])
    page.wait_for_selector(".turn .tools")
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_selector(".turn .tools")
    expect(page.locator(".question")).to_have_text([WHO])
    page.reload()
    expect(page.locator(".question")).to_have_text([WHO])
    # Held back, so that there is something to stop.
    page.route("**/api/ask", lambda route: None)
    page.fill(".box", NOWHERE)
    page.press(".box", "Enter")
    expect(page.locator(".headline.working")).to_have_text("Searching the articles")
    page.keyboard.press("Escape")
    expect(page.locator(".headline.failed")).to_have_text("Stopped.")


def test_an_example_is_asked_with_a_click(seeded: Server, visit: Visit) -> None:
    page = visit(seeded).page
    example = page.locator(".examples button").first
    question = example.inner_text()
    example.click()
    page.wait_for_selector(".turn .tools")
    assert kept_answer(page)["question"] == question
    assert kept_answer(page)["answered"]


def test_who_waits_is_told_the_place_in_the_queue(seeds: Path, serve: Serve, visit: Visit) -> None:
    let_go = threading.Event()

    def slow(request: Request) -> Any:
        let_go.wait(60)
        return lying(request)

    with serving(slow) as model, ThreadPoolExecutor(12) as others:
        server = serve(seeds, PINCITE_MODEL="scripted", OPENAI_BASE_URL=model.url, OPENAI_API_KEY="k")
        page = visit(server).page
        asked = [
            others.submit(httpx2.post, f"{server.address}api/ask", json={"question": WHO}, timeout=180)
            for _ in range(12)
        ]
        deadline = time.monotonic() + 60
        while len(model.chats) < Options().parallel and time.monotonic() < deadline:
            time.sleep(0.05)
        page.fill(".box", WHO)
        page.press(".box", "Enter")
        expect(page.locator(".headline.working")).to_have_text(re.compile(r"Busy, you are number \d+"))
        let_go.set()
        page.wait_for_selector(".turn .tools")
        assert kept_answer(page)["answered"]
        assert all(reply.result().status_code == 200 for reply in asked)


def test_filters_restrict_the_list_and_the_answers(tmp_path: Path, serve: Serve, visit: Visit) -> None:
    folder = make_folder(
        tmp_path / "dated",
        {
            "may.txt": "By Ann Lee\nMay 3, 2024\nThe harbour of Vastra was closed on Monday because of a storm from the north.\n",
            "june.txt": "By Ann Lee\nJune 9, 2024\nThe harbour of Vastra was opened again on Sunday by the mayor Olof Berg.\n",
        },
    )
    visitor = visit(serve(folder))
    page = visitor.page
    page.get_by_role("tab", name="Articles").click()
    expect(page.locator(".articles .item")).to_have_count(2)
    page.get_by_label("Dated this day or later").fill("2024-06-01")
    expect(page.locator(".articles .item")).to_have_count(1)
    expect(page.locator(".pill")).to_contain_text("From 2024-06-01")
    visitor.ask("What happened to the harbour of Vastra?")
    assert {c["file"] for s in kept_answer(page)["statements"] for c in s["citations"]} <= {"june.txt"}
    assert kept_answer(page)["searched"]["articles"] == 1
    page.get_by_role("button", name="Lift: From 2024-06-01").click()
    expect(page.locator(".articles .item")).to_have_count(2)
    page.get_by_label("As of this day").fill("2024-05-10")
    expect(page.locator(".articles .item")).to_have_count(1)
    expect(page.locator(".pill")).to_have_text("As of 2024-05-10")
    visitor.ask("What happened to the harbour of Vastra?")
    assert {c["file"] for s in kept_answer(page)["statements"] for c in s["citations"]} == {"may.txt"}
    page.get_by_role("button", name="Lift: As of 2024-05-10").click()
    page.get_by_label("Search articles").fill(" MAY.")
    expect(page.locator(".articles .item")).to_have_count(1)
    expect(page.locator(".pill")).to_have_text("Named “MAY.”")
    visitor.ask("What happened to the harbour of Vastra?")
    assert {c["file"] for s in kept_answer(page)["statements"] for c in s["citations"]} == {"may.txt"}
    assert kept_answer(page)["searched"]["articles"] == 1
    page.get_by_role("button", name="Lift: Named “MAY.”").click()
    expect(page.get_by_label("Search articles")).to_have_value("")
    expect(page.locator(".articles .item")).to_have_count(2)


def test_a_row_that_somebody_is_at_work_in_stays_as_it_is(seeds: Path, serve: Serve, visit: Visit) -> None:
    visitor = visit(serve(seeds))
    page = visitor.page
    visitor.ask(WHO)
    page.get_by_role("tab", name="Articles").click()
    expect(page.locator(".articles .item")).to_have_count(5)
    page.locator(".articles li").first.get_by_role("button", name="Remove").click(force=True)
    drop(page, {"new.txt": "The harbour of Brindal was closed by a storm in May.\n"})
    expect(page.locator(".report .sum")).to_contain_text("1 article added")
    expect(page.locator(".rail-foot")).to_contain_text("6 articles")
    # The list has news, and the question in it is still there to be answered.
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.locator(".articles .item")).to_have_count(6)
    assert len([*seeds.glob("*.txt")]) == 6


def test_an_article_can_be_removed_on_a_page_opened_when_all_is_indexed(seeded: Server, visit: Visit) -> None:
    visitor = visit(seeded)
    visitor.ask(WHO)
    visitor.page.reload()
    visitor.page.get_by_role("tab", name="Articles").click()
    expect(visitor.page.locator(".articles li").get_by_role("button", name="Remove")).to_have_count(5)


def test_a_removed_article_leaves_no_word_behind(seeds: Path, serve: Serve, visit: Visit) -> None:
    (seeds / "secret.txt").write_text("The password of the lighthouse of Brindal is Xylograph, said the keeper Tom.\n")
    server = serve(seeds)
    visitor = visit(server)
    page = visitor.page
    visitor.ask("What is the password of the lighthouse of Brindal?")
    assert "Xylograph" in page.locator(".stream").inner_text()
    page.get_by_role("tab", name="Articles").click()
    entry = page.locator(".articles li", has_text="secret.txt")
    entry.get_by_role("button", name="Remove").click(force=True)
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".articles .item")).to_have_count(5)
    expect(page.locator(".stream")).to_contain_text("has been removed")
    assert "Xylograph" not in page.content()
    assert not (seeds / "secret.txt").exists()
    # It asks for new questions to begin with, and would complain of a server that is gone.
    page.close()
    assert server.stop() == (0, "")
    assert [
        path for path in (seeds / ".pincite").rglob("*") if path.is_file() and b"ylograph" in path.read_bytes()
    ] == []


def click_to_highlight(page: Page) -> float:
    """Milliseconds until the first citation is marked, on a page that has not shown its article yet."""
    page.reload()
    page.wait_for_selector(".turn .tools")
    # As long as it takes to read the first words of an answer.
    page.wait_for_timeout(500)
    took: float = page.evaluate(
        """() => new Promise(done => {
            const start = performance.now();
            new MutationObserver(() => {
                if (document.querySelector("mark.current"))
                    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
            }).observe(document.getElementById("source"), { childList: true, subtree: true });
            document.querySelector(".statement .chip").click();
        })"""
    )
    return took


@pytest.mark.parametrize("count", [4000, 400], ids=["lines", "paragraphs"])
def test_an_article_of_300_000_characters(tmp_path: Path, serve: Serve, visit: Visit, count: int) -> None:
    port = "Ship {n} left port {m} with coal, grain and timber 🚢 for the islands of the north."
    lines = [" ".join(port.format(n=n, m=m) for m in range(4000 // count)) for n in range(count)]
    lines[3 * count // 4] = "The cartographer Ilse Wunderlich drew the only map of the sunken city of Ravenna Minor."
    folder = make_folder(tmp_path / "long", {"long.txt": "\r\n".join(lines)})
    visitor = visit(serve(folder))
    page = visitor.page
    visitor.ask("Who drew the map of the sunken city?")
    took = min(click_to_highlight(page) for _ in range(3))
    print(f"click → highlight of 300,000 characters: {took:.0f} ms, at best of three")
    assert marked(page).strip() == lines[3 * count // 4]
    expect(page.locator("mark.current").first).to_be_in_viewport()
    assert page.locator(".source-text").text_content() == "\r\n".join(lines)
    assert took < 1_500
