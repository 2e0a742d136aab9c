"""The service that programs and assistants use: HTTP and server-sent events, MCP, the queue, health, and a clean end."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from qa import Answer, Pincite
from qa.web.server import LAST_WORDS
from tests.e2e.conftest import Serve, Server
from tests.helpers import make_folder
from tests.scripted_server import Request, drafts, serving, slowly

WHO = "who accompanied Putin?"


def events(text: str) -> list[tuple[str, Any]]:
    """Server-sent events by name."""
    parts = [part.split("\n", 1) for part in text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in parts]


def test_an_answer_as_json_and_as_it_comes(seeded: Server) -> None:
    with httpx2.Client(base_url=seeded.address, timeout=120) as client:
        whole = client.post("api/ask", json={"question": WHO})
        assert whole.status_code == 200
        answer = Answer.from_dict(whole.json())
        assert answer.answered and "Belousov" in answer.statements[0].text
        streamed = client.post("api/ask", json={"question": WHO, "stream": True})
        assert streamed.headers["content-type"].startswith("text/event-stream")
        named = events(streamed.text)
        assert [name for name, _ in named] == ["step", "step", *["statement"] * len(answer.statements), "answer"]
        assert named[1][1]["text"] == f"reading up to {len(named[1][1]['passages'])} passages"
        assert Answer.from_dict(named[-1][1]).statements == answer.statements
        followed = client.post("api/ask", json={"question": "Where did he arrive?", "history": [whole.json()]})
        assert followed.json()["asked"] != "Where did he arrive?"


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        pytest.param({"question": " "}, 422, "empty", id="empty"),
        pytest.param({"question": "x" * 2001}, 422, "longer than", id="long"),
        pytest.param({"question": "who?", "since": "June"}, 422, "2024-06-19", id="date"),
        pytest.param({"question": "who?", "files": ["nothing.txt"]}, 404, "not in the index", id="file"),
        pytest.param({"question": "who?", "history": [{"schema": "other"}]}, 422, "history", id="history"),
        pytest.param({"question": "who?", "colour": "red"}, 422, "colour", id="unknown-key"),
        pytest.param({}, 422, "question", id="no-question"),
        pytest.param(
            {"question": "who?", "stream": True, "keep": True, "replaces": 10**25}, 422, "replaces", id="turn"
        ),
    ],
)
def test_what_is_wrong_with_a_question_is_one_sentence(
    seeded: Server, body: dict[str, Any], status: int, said: str
) -> None:
    reply = httpx2.post(f"{seeded.address}api/ask", json=body, timeout=120)
    assert reply.status_code == status
    assert said in reply.json()["error"] and "Traceback" not in reply.text


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("POST", "api/feedback", {"turn": 10**25, "vote": 1}, id="vote"),
        pytest.param("POST", "api/feedback", {"turn": -(10**25), "vote": 1}, id="negative"),
        pytest.param("GET", f"api/conversations/none/export?turn={10**25}", None, id="export"),
    ],
)
def test_a_turn_that_no_table_holds_is_refused_in_one_sentence(
    seeded: Server, method: str, path: str, body: dict[str, Any] | None
) -> None:
    reply = httpx2.request(method, f"{seeded.address}{path}", json=body, timeout=120)
    assert reply.status_code == 422 and "turn" in reply.json()["error"]


def test_the_service_describes_itself(seeded: Server) -> None:
    described = httpx2.get(f"{seeded.address}openapi.json").json()
    assert described["openapi"].startswith("3.")
    assert {"/api/ask", "/api/articles", "/healthz"} <= described["paths"].keys()
    asked = described["components"]["schemas"]["Asked"]["properties"]
    assert {"question", "history", "files", "sources", "since", "until", "as_of", "stream"} <= asked.keys()
    health = httpx2.get(f"{seeded.address}healthz")
    assert health.json()["status"] == "ok"


def test_assistants_have_four_tools(seeded: Server) -> None:
    async def use() -> None:
        address = f"{seeded.address}gradio_api/mcp/"
        async with streamable_http_client(address) as (read, write, _), ClientSession(read, write) as session:
            await session.initialize()
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            assert tools.keys() == {"ask", "search", "read_passage", "check"}
            assert "question" in tools["ask"].inputSchema["properties"]
            answer = json.loads(said(await session.call_tool("ask", {"question": WHO})))
            citation = answer["statements"][0]["citations"][0]
            where = {key: citation[key] for key in ("file", "start", "end")}
            passage = json.loads(said(await session.call_tool("read_passage", where)))
            assert passage["text"] == citation["quote"]
            found = json.loads(said(await session.call_tool("search", {"query": "Belousov", "count": 3})))
            assert any("Belousov" in one["text"] for one in found)
            early = await session.call_tool("search", {"query": "Belousov", "as_of": "2000-01-01"})
            assert {one["date"] for one in json.loads(said(early))} == {None}
            late = await session.call_tool("ask", {"question": WHO, "as_of": "2024-06-19"})
            assert "Asked as of 2024-06-19: nothing dated later was read." in json.loads(said(late))["notes"]
            checked = await session.call_tool("check", {"text": f"{citation['quote']} In Oslo 87 ships sank."})
            verdicts = [one["verdict"] for one in json.loads(said(checked))["sentences"]]
            assert verdicts[0] == "supported" and verdicts[-1] != "supported"
            wrong = await session.call_tool("read_passage", {"file": "nothing.txt", "start": 0, "end": 1})
            assert wrong.isError and "not in the index" in said(wrong)

    asyncio.run(use())


def test_an_assistants_mistake_is_one_sentence_and_nothing_on_the_console(seeds: Path, serve: Serve) -> None:
    server = serve(seeds)
    mistakes: list[tuple[str, dict[str, Any], str]] = [
        ("ask", {"question": " "}, "empty"),
        ("search", {"query": "Belousov", "count": -3}, "one or more"),
        ("ask", {"question": WHO, "as_of": "yesterday"}, "A date is written like 2024-06-19"),
        ("read_passage", {"file": "nothing.txt"}, "not in the index"),
    ]

    async def use() -> None:
        address = f"{server.address}gradio_api/mcp/"
        async with streamable_http_client(address) as (read, write, _), ClientSession(read, write) as session:
            await session.initialize()
            for tool, arguments, sentence in mistakes:
                wrong = await session.call_tool(tool, arguments)
                told = said(wrong)
                assert wrong.isError and sentence in told and "\n" not in told and "Traceback" not in told

    asyncio.run(use())
    assert server.stop() == (0, "")


def said(result: Any) -> str:
    """A tool's result as text."""
    return "".join(part.text for part in result.content)


def slow(request: Request) -> Any:
    """A model that takes about a second for its answer."""
    number = request.id_of("Belousov")
    return slowly(drafts((request.sentence(number), [number])), 0.04)


async def ask_at_once(
    address: str, count: int, questions: Sequence[str] = (WHO,)
) -> list[tuple[float, list[tuple[str, Any]]]]:
    """Seconds until the answer, and the events, of ``count`` askers who begin together, each with the next of ``questions``."""

    async def one(client: httpx2.AsyncClient, question: str) -> tuple[float, list[tuple[str, Any]]]:
        started = time.perf_counter()
        reply = await client.post("api/ask", json={"question": question, "stream": True})
        got = [("busy", reply.json()["error"])] if reply.status_code == 503 else events(reply.text)
        return time.perf_counter() - started, got

    limits = httpx2.Limits(max_connections=500)
    async with httpx2.AsyncClient(base_url=address, timeout=180, limits=limits) as client:
        return await asyncio.gather(*(one(client, asked) for asked in islice(cycle(questions), count)))


def test_five_ask_at_once(seeded: Server) -> None:
    asyncio.run(ask_at_once(seeded.address, 1))
    alone = min(asyncio.run(ask_at_once(seeded.address, 1))[0][0] for _ in range(3))
    five = asyncio.run(ask_at_once(seeded.address, 5))
    assert all(got[-1][0] == "answer" for _, got in five)
    print(f"one asker: {alone:.3f} s; the slowest of five: {max(took for took, _ in five):.3f} s")


def test_five_who_wait_for_a_model_do_not_wait_for_each_other(seeds: Path, serve: Serve) -> None:
    with serving(slow) as model:
        server = serve(seeds, PINCITE_MODEL="scripted", OPENAI_BASE_URL=model.url, OPENAI_API_KEY="k")
        alone = asyncio.run(ask_at_once(server.address, 1))[0][0]
        alone = min(alone, asyncio.run(ask_at_once(server.address, 1))[0][0])
        five = asyncio.run(ask_at_once(server.address, 5))
    assert all(got[-1][0] == "answer" for _, got in five)
    slowest = max(took for took, _ in five)
    print(f"with a model: one asker {alone:.2f} s, the slowest of five {slowest:.2f} s")
    # One after another it would be five times.
    assert slowest < 3 * alone


def test_fifty_ask_and_each_is_told_its_place(seeded: Server) -> None:
    fifty = asyncio.run(ask_at_once(seeded.address, 50))
    assert all(got[-1][0] == "answer" for _, got in fifty)
    first = [got[0][1]["number"] for _, got in fifty if got[0][0] == "place"]
    assert max(first) > 5
    for _, got in fifty:
        numbers = [data["number"] for name, data in got if name == "place"]
        assert numbers == sorted(numbers, reverse=True)


def test_beyond_the_queue_it_says_busy(seeded: Server) -> None:
    many = asyncio.run(ask_at_once(seeded.address, 120))
    refused = [got[0][1] for _, got in many if got[0][0] == "busy"]
    assert refused and all("you are number 65" in one for one in refused)
    assert sum(got[-1][0] == "answer" for _, got in many) == 120 - len(refused) >= 72
    assert asyncio.run(ask_at_once(seeded.address, 1))[0][1][-1][0] == "answer"


def test_a_clean_end_while_an_answer_is_written(seeds: Path, serve: Serve) -> None:
    with serving(slow) as model:
        server = serve(seeds, PINCITE_MODEL="scripted", OPENAI_BASE_URL=model.url, OPENAI_API_KEY="k")
        httpx2.post(f"{server.address}api/ask", json={"question": WHO}, timeout=120)
        browser = httpx2.get(f"{server.address}api/state").headers["set-cookie"].split(";")[0]

        async def cut() -> None:
            async with httpx2.AsyncClient(base_url=server.address, timeout=120, headers={"Cookie": browser}) as client:
                body = {"question": WHO, "stream": True, "keep": True}
                async with client.stream("POST", "api/ask", json=body) as reply:
                    async for _ in reply.aiter_lines():
                        # The first step has come; the model is still to answer. The browser goes.
                        return

        asyncio.run(cut())
        time.sleep(1.5)
        with httpx2.Client(base_url=f"{server.address}api/", headers={"Cookie": browser}) as client:
            (begun,) = client.get("conversations").json()["conversations"]
            kept = client.get(f"conversations/{begun['id']}").json()
        # The question can be asked again; of its answer nothing is kept.
        assert (kept["title"], kept["turns"]) == (WHO, [])
        assert kept["waiting"] == {"question": WHO, "replaces": None, "running": False}
        assert server.stop() == (0, "")
    library = Pincite.open(seeds)
    # Nobody holds the index any more.
    assert library.index().unchanged == 5
    assert library.doctor().healthy
    library.close()


def test_an_article_removed_while_it_is_asked_about_leaves_no_word(tmp_path: Path, serve: Serve) -> None:
    told = {"gone.txt": "Mayor Olof Zanzibarquux opened the bridge.\n", "stays.txt": "The harbour was closed in May.\n"}
    folder = make_folder(tmp_path / "told", told)
    removed = threading.Event()

    def late(request: Request) -> Any:
        assert removed.wait(60)
        number = request.id_of("Zanzibarquux")
        return drafts((request.sentence(number), [number]))

    with serving(late) as model:
        server = serve(folder, PINCITE_MODEL="scripted", OPENAI_BASE_URL=model.url, OPENAI_API_KEY="k")
        cookie = httpx2.get(f"{server.address}api/state").headers["set-cookie"].split(";")[0]
        with (
            httpx2.Client(base_url=server.address, timeout=120, headers={"Cookie": cookie}) as client,
            ThreadPoolExecutor() as askers,
        ):
            body = {"question": "who opened the bridge?", "keep": True, "stream": True}
            asked = askers.submit(client.post, "api/ask", json=body)
            while not model.chats:
                time.sleep(0.02)
            assert client.delete("api/articles", params={"file": "gone.txt"}).status_code == 200
            removed.set()
            named = dict(events(asked.result().text))
            assert "Zanzibarquux" in named["answer"]["statements"][0]["text"]
            (turn,) = client.get(f"api/conversations/{named['kept']['conversation']}").json()["turns"]
        assert turn["answer"]["notes"] == ["This answer rested on gone.txt, which has been removed."]
        assert [turn["answer"]["question"], turn["answer"]["statements"]] == ["who opened the bridge?", []]
        kept = {path: path.read_bytes() for path in (folder / ".pincite").rglob("*") if path.is_file()}
        assert [path for path, data in kept.items() if b"zanzibarquu" in data.lower()] == []


def test_neither_the_end_nor_a_browser_that_goes_waits_for_a_model(seeds: Path, serve: Serve) -> None:
    async def leave(address: str, begun: Callable[[], object]) -> None:
        body = {"question": WHO, "stream": True}
        async with (
            httpx2.AsyncClient(base_url=address, timeout=120) as client,
            client.stream("POST", "api/ask", json=body) as reply,
        ):
            async for line in reply.aiter_lines():
                if "writing with" in line:
                    while not begun():
                        await asyncio.sleep(0.02)
                    return

    def talkative(request: Request) -> Any:
        return slowly(drafts((request.sentence(request.ids[0]) * 40, request.ids[:1]), piece=1), 0.1)

    with serving(talkative) as model:
        server = serve(seeds, PINCITE_MODEL="scripted", OPENAI_BASE_URL=model.url, OPENAI_API_KEY="k")
        asyncio.run(leave(server.address, lambda: model.chats))
        # Its reply would take minutes.
        assert model.hung_up.wait(5)
        model.hung_up.clear()
        asked = threading.Thread(
            target=lambda: httpx2.post(f"{server.address}api/ask", json={"question": WHO}, timeout=120)
        )
        asked.start()
        while len(model.chats) < 2:
            time.sleep(0.02)
        started = time.perf_counter()
        assert server.stop() == (0, "")
        print(f"a server with an answer under way ended after {time.perf_counter() - started:.1f} s")
        assert model.hung_up.wait(5)
        assert time.perf_counter() - started < LAST_WORDS + 10
        asked.join()


def test_whoever_asks_while_the_articles_are_first_read_waits_for_them(tmp_path: Path, serve: Serve) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    for n in range(60):
        lines = (f"Ship {n} left port {m} on day {n + m} with a load of timber, coal and grain." for m in range(40))
        (folder / f"{n:02}.txt").write_text("\n".join(lines), "utf-8")
    server = serve(folder)
    asked = httpx2.post(
        f"{server.address}api/ask", json={"question": "Which ship left port 7?", "stream": True}, timeout=240
    )
    named = events(asked.text)
    assert named[0] == ("step", {"text": "indexing the articles", "passages": []})
    assert named[-1][1]["searched"]["articles"] == 60 and named[-1][1]["notes"] == []
