"""What citations are for, in a real browser: the statement's other passages, the arrow keys, the copy, articles that differ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from qa import Answer
from qa.types import to_jsonable
from tests.e2e.conftest import Serve, Server, Visit, Visitor
from tests.e2e.test_page import WHO, kept_answer, marked
from tests.helpers import make_folder
from tests.scripted_server import Request, drafts, serving


def twice_cited(request: Request) -> Any:
    """A model that rests a statement on two sentences of one passage, and another one on a third sentence."""
    first = request.id_of("Belousov")
    passage, number = first.split(".")
    apart = [
        one for one in request.ids if one.startswith(f"{passage}.") and abs(int(one.split(".")[1]) - int(number)) > 1
    ]
    welcome = request.id_of("on the tarmac")
    return drafts((request.sentence(first), [first, apart[0]]), (request.sentence(welcome), [welcome]))


@pytest.fixture
def cited(seeds: Path, serve: Serve, visit: Visit) -> Iterator[Visitor]:
    """A browser that shows an answer with three citations or more."""
    with serving(twice_cited) as model:
        visitor = visit(serve(seeds, PINCITE_MODEL="scripted", OPENAI_BASE_URL=model.url, OPENAI_API_KEY="k"))
        visitor.ask(WHO)
        yield visitor


def citations_of(visitor: Visitor) -> list[dict[str, Any]]:
    """The answer's citations in the order of their numbers."""
    return [
        citation
        for statement in kept_answer(visitor.page)["statements"]
        if statement["verdict"] == "verified"
        for citation in statement["citations"]
    ]


def others(visitor: Visitor) -> str:
    """What is marked beside the current citation."""
    return "".join(visitor.page.locator("mark.other").all_text_contents())


def test_the_other_passages_of_a_statement_are_marked_too(cited: Visitor) -> None:
    one, other, third = citations_of(cited)[:3]
    assert one["file"] == other["file"] and one["start"] != other["start"]
    page = cited.page
    page.locator(".statement .chip").nth(0).click()
    assert (marked(page), others(cited)) == (one["quote"], other["quote"])
    page.get_by_role("button", name="Next citation").click()
    expect(page.locator(".count")).to_have_text(f"2 of {len(citations_of(cited))}")
    assert (marked(page), others(cited)) == (other["quote"], one["quote"])
    page.get_by_role("button", name="Next citation").click()
    expect(page.locator(".count")).to_have_text(f"3 of {len(citations_of(cited))}")
    # It is another statement's: nothing of the first one's stays marked.
    assert (marked(page), others(cited)) == (third["quote"], "")
    # The chat marks the citation that is shown, and no other.
    current = page.locator(".chip[aria-current]")
    expect(current).to_have_text("3")
    page.get_by_role("button", name="Previous citation").click()
    expect(current).to_have_text("2")
    page.keyboard.press("Escape")
    expect(current).to_have_count(0)


def test_arrow_keys_go_from_citation_to_citation(cited: Visitor) -> None:
    one, other, third = citations_of(cited)[:3]
    page = cited.page
    page.locator(".statement .chip").nth(0).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".statement .chip").nth(1)).to_be_focused()
    # Nothing opens that was not asked for.
    expect(page.locator("#source")).to_be_hidden()
    page.keyboard.press("Enter")
    assert marked(page) == other["quote"]
    expect(page.locator(".source-title")).to_be_focused()
    for key, place, quote in (
        ("ArrowRight", 3, third),
        ("ArrowLeft", 2, other),
        ("ArrowLeft", 1, one),
        ("ArrowLeft", 1, one),
    ):
        page.keyboard.press(key)
        expect(page.locator(".count")).to_have_text(f"{place} of {len(citations_of(cited))}")
        assert marked(page) == quote["quote"]
    page.keyboard.press("Escape")
    expect(page.locator(".statement .chip").nth(0)).to_be_focused()
    # Beside an open article, the chips' arrows lead it along.
    page.keyboard.press("Enter")
    marked(page)
    page.locator(".statement .chip").nth(0).focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".statement .chip").nth(1)).to_be_focused()
    expect(page.locator(".statement .chip").nth(1)).to_have_attribute("aria-current", "true")
    assert marked(page) == other["quote"]


def test_to_the_last_citation_and_back_by_the_keyboard(cited: Visitor) -> None:
    page, total = cited.page, len(citations_of(cited))
    page.locator(".statement .chip").nth(0).click()
    marked(page)
    page.get_by_role("button", name="Next citation").focus()
    for place in range(2, total + 1):
        page.keyboard.press("Enter")
        expect(page.locator(".count")).to_have_text(f"{place} of {total}")
    # The button can do no more; the keyboard is not lost with it.
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".count")).to_have_text(f"{total - 1} of {total}")


def partly_lying(request: Request) -> Any:
    """A model that says what one passage says, and rests something else on two others."""
    told = request.id_of("Belousov")
    firsts = {one.split(".")[0]: one for one in reversed(request.ids) if one.split(".")[0] != told.split(".")[0]}
    submarine = ("Elon Musk accompanied Putin in a red submarine.", list(firsts.values())[:2])
    return drafts((request.sentence(told), [told]), submarine)


def test_the_keyboard_skips_citations_that_are_folded_away(seeds: Path, serve: Serve, visit: Visit) -> None:
    with serving(partly_lying) as model:
        visitor = visit(serve(seeds, PINCITE_MODEL="scripted", OPENAI_BASE_URL=model.url, OPENAI_API_KEY="k"))
        page = visitor.page
        visitor.ask(WHO)
        first, hidden = page.locator(".statement .chip").first, page.locator(".withheld .chip")
        assert page.locator(".statement .chip").count() == 1 and hidden.count() == 2
        first.focus()
        page.keyboard.press("ArrowRight")
        expect(first).to_be_focused()
        page.keyboard.press("Enter")
        quote = marked(page)
        expect(page.locator(".count")).to_have_text("1 of 1")
        expect(page.get_by_role("button", name="Next citation")).to_be_disabled()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".count")).to_have_text("1 of 1")
        assert marked(page) == quote
        page.keyboard.press("Escape")
        expect(first).to_be_focused()
        # Unfolded, they are citations as any other.
        page.get_by_text("1 sentence withheld").click()
        first.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        expect(hidden.nth(1)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".count")).to_have_text("3 of 3")
        # Folded again meanwhile: it unfolds for who comes back.
        page.get_by_text("1 sentence withheld").click()
        page.get_by_role("button", name="Back to the answer").click()
        expect(hidden.nth(1)).to_be_focused()
        expect(hidden.nth(1)).to_be_visible()


def test_a_citation_is_copied_with_its_place(cited: Visitor) -> None:
    citation = citations_of(cited)[0]
    page = cited.page
    cited.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=cited.address.rstrip("/"))
    page.locator(".statement .chip").nth(0).click()
    marked(page)
    page.get_by_role("button", name="Copy citation").click()
    expect(page.locator(".toast")).to_have_text("Citation copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{citation['quote']}” — ")
    for part in (
        citation["file"],
        citation["title"],
        citation["date"],
        f"characters {citation['start']}–{citation['end']}",
    ):
        assert part is None or part in copied
    page.get_by_role("button", name="Copy with citations").click()
    expect(page.locator(".toast")).to_have_text("Answer copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"# {WHO}" in copied and "[^1]: " in copied and citation["file"] in copied.replace("\\", "")


HERALD = """Bridge of Vastra falls
By Ann Lee
May 3, 2024

The bridge of Vastra collapsed on Thursday evening. Twelve people died in the collapse of the bridge of Vastra, the mayor Olof Berg said.
The ferry takes the traffic over the river until a new bridge is built.
"""
POST = """A town in mourning
By Carl Moe
May 5, 2024

Nobody in the town has slept much. Seventeen people died in the collapse of the bridge of Vastra, the hospital's director Ida Holm told reporters on Sunday.
Schools stay closed for a week, and the trains do not stop.
"""


def test_articles_that_differ_stand_side_by_side(tmp_path: Path, serve: Serve, visit: Visit) -> None:
    copy = HERALD.replace("Bridge of Vastra falls", "Vastra: the bridge is down")
    folder = make_folder(tmp_path / "vastra", {"herald.txt": HERALD, "wire.txt": copy, "post.txt": POST})
    visitor = visit(serve(folder))
    page = visitor.page
    visitor.ask("How many people died in the collapse of the bridge of Vastra?")
    card = page.get_by_role("region", name="Articles differ")
    expect(card.locator(".side")).to_have_count(2)
    # Nobody reads one side as the whole answer, and the count of the day after stands first.
    expect(page.locator(".headline")).to_have_text("Seventeenbut articles differ")
    twelve, seventeen = (card.locator(".side", has_text=number) for number in ("Twelve", "Seventeen"))
    # Two files tell of twelve; one is a copy of the other, and copies are one voice.
    expect(twelve).to_contain_text("1 of 2 independent articles")
    expect(seventeen).to_contain_text("1 of 2 independent articles")
    expect(twelve.locator("time").first).to_have_text(" 2024-05-03")
    expect(seventeen.locator("time")).to_have_text(" 2024-05-05")
    left, right = (card.locator(".side").nth(number).bounding_box() for number in (0, 1))
    assert left and right and left["y"] == right["y"] and left["x"] + left["width"] <= right["x"]
    seventeen.locator(".chip").click()
    expect(page.locator(".source-meta")).to_contain_text("post.txt")
    (side,) = [one for one in kept_answer(page)["disagreements"][0]["sides"] if one["answer"] == "Seventeen"]
    (citation,) = side["citations"]
    assert marked(page) == citation["quote"] == POST[citation["start"] : citation["end"]]
    assert POST[citation["start"] :].startswith("Seventeen people died")
    # It outlives a reload, as the rest of the answer does.
    page.reload()
    expect(page.get_by_role("region", name="Articles differ").locator(".side")).to_have_count(2)


def answered_by_hand(seeds: Path) -> Answer:
    """An Answer of a form that the seeds alone do not bring about: two sides, one of them told by two articles."""
    texts = {file.name: file.read_text("utf-8") for file in sorted(seeds.glob("*.txt"))}

    def cite(file: str, part: str) -> dict[str, Any]:
        start = texts[file].index(part)
        return {
            "file": file, "start": start, "end": start + len(part), "quote": part, "lines": [1, 1], "sha256": "0" * 64,
            "title": None, "date": "2024-06-19",
        }  # fmt: skip

    one, other, third = (cite(file, text[text.index("Putin") :][:60]) for file, text in list(texts.items())[:3])
    statement = {"text": "Putin came.", "citations": [one, other], "score": 0.9, "origins": 2}
    sides = [
        {"answer": "on Tuesday", "origins": 2, "citations": [one, other]},
        {"answer": "on Wednesday", "origins": 1, "citations": [third]},
    ]
    return Answer.from_dict(
        {
            "schema": "pincite.answer/1", "question": "When did Putin come?", "asked": "When did Putin arrive?",
            "answered": True, "answer": "on Tuesday", "mode": "extractive", "statements": [statement],
            "searched": {"articles": 5, "passages": 18, "unreadable": 0},
            "disagreements": [{"about": "When did Putin come?", "sides": sides}],
        }
    )  # fmt: skip


def test_a_side_counts_the_independent_articles_that_tell_it(seeded: Server, visit: Visit) -> None:
    answer = answered_by_hand(seeded.folder)
    statement = to_jsonable(answer.to_dict()["statements"][0])
    stream = (
        f"event: statement\ndata: {json.dumps(statement)}\n\nevent: answer\ndata: {json.dumps(answer.to_dict())}\n\n"
    )
    visitor = visit(seeded)
    page = visitor.page
    expect(page.locator(".standing")).to_contain_text("5 articles in")
    page.route("**/api/ask", lambda route: route.fulfill(body=stream, content_type="text/event-stream"))
    page.fill(".box", answer.question)
    page.press(".box", "Enter")
    card = page.get_by_role("region", name="Articles differ")
    expect(card.locator(".side")).to_have_count(2)
    expect(card.locator(".side").nth(0)).to_contain_text("2 of 3 independent articles")
    expect(card.locator(".side").nth(1)).to_contain_text("2024-06-19")
    expect(page.locator(".understood")).to_have_text("Understood as: When did Putin arrive?")
    expect(page.locator(".verdict").first).to_have_attribute(
        "aria-label", "Verified against its passages, in 2 independent articles"
    )
    card.locator(".side").nth(1).locator(".chip").click()
    assert marked(page) == answer.disagreements[0].sides[1].citations[0].quote
    expect(page.locator(".count")).to_have_text("5 of 5")
    page.get_by_role("button", name="Previous citation").click()
    expect(page.locator(".count")).to_have_text("4 of 5")
    assert marked(page) == answer.disagreements[0].sides[0].citations[1].quote


def test_a_folder_is_added_by_name_where_the_server_was_started_for_it(
    tmp_path: Path, serve: Serve, visit: Visit, seeded: Server
) -> None:
    folder = make_folder(tmp_path / "here", {"first.txt": "The harbour of Brindal was closed by a storm in May.\n"})
    more = make_folder(
        tmp_path / "more",
        {
            "news/herald.txt": HERALD,
            "news/deep/post.txt": POST,
            "news/broken.txt": b"\x00\xff\x00\xfe" * 40,
        },
    )
    make_folder(tmp_path / "secret", {"diary.txt": "The diary of nobody.\n"})
    visitor = visit(serve(folder, "--folders-below", str(more)))
    page = visitor.page
    page.get_by_role("tab", name="Articles").click()
    path = page.get_by_label("Path of a folder on the server")
    expect(path).to_have_attribute("placeholder", f"A folder below {more}")
    path.fill(str(tmp_path / "secret"))
    path.press("Enter")
    expect(page.locator(".failures")).to_contain_text("is not below")
    # The browser itself notes a refused request.
    assert all("404" in one for one in visitor.complaints)
    visitor.complaints.clear()
    expect(page.locator(".report .sum")).to_have_text("Not added")
    path.fill("news")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".report .sum")).to_contain_text("2 articles added, 1 not")
    expect(page.locator(".failures")).to_contain_text("news/broken.txt")
    expect(page.locator(".articles .item-name")).to_have_count(3)
    assert (folder / "news/deep/post.txt").read_text() == POST and not (folder / "diary.txt").exists()
    visitor.ask("Who is the mayor of Vastra?")
    page.locator(".stream .chip").first.click()
    assert marked(page) in HERALD
    # Without that permission there is no such field, and no such door.
    other = visit(seeded)
    other.page.get_by_role("tab", name="Articles").click()
    expect(other.page.get_by_label("Path of a folder on the server")).to_be_hidden()
    refused = other.context.request.post(f"{seeded.address}api/articles", data={"folder": str(more)})
    assert refused.status == 404 and "takes no folders by name" in refused.json()["error"]
