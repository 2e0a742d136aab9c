"""Written answers: what they cost, the second look, their async twins, and the command's view of them."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from qa import Answer, Pincite, Statement, Step
from tests.scripted_server import KEY, Reply, Request, drafts, fails, says, serving

WHO = "who accompanied Putin?"
TRUE = "Accompanying Putin is the new defense minister Andrei Belousov."
ALSO = "Accompanying Putin are key figures including Foreign Minister Sergei Lavrov."
Written = Callable[..., Pincite]


def two(request: Request) -> Reply:
    """Two true statements, or the second look at one of them."""
    ids = [request.id_of("Belousov")]
    return drafts((TRUE, ids), (ALSO, ids), usage=(1000, 50))


def verdicts(answer: Answer) -> list[str]:
    """What became of each statement."""
    return [statement.verdict for statement in answer.statements]


def test_an_answer_says_what_it_took(written: Written) -> None:
    with serving(two) as server:
        answer = written(server, price_in=2.5, price_out=10.0).ask(WHO)
    usage = answer.usage
    assert usage is not None
    assert (usage["requests"], usage["tokens_in"], usage["tokens_out"]) == (1, 1000, 50)
    assert usage["cost"] == pytest.approx((1000 * 2.5 + 50 * 10) / 1e6)
    assert 0 < usage["first_statement"] <= (answer.seconds["total"] or 0)
    assert answer.seconds["draft"] is not None and answer.seconds["verify"] is not None
    assert usage["model"].startswith("scripted") and usage["rejected"] == []
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer
    assert KEY not in json.dumps(answer.to_dict())


def test_what_is_not_counted_or_priced_is_none(written: Written) -> None:
    with serving(lambda request: drafts((TRUE, [request.id_of("Belousov")]), usage=None)) as server:
        usage = written(server, price_in=2.5).ask(WHO).usage
    assert usage is not None
    assert (usage["tokens_in"], usage["tokens_out"], usage["cost"]) == (None, None, None)
    with serving(two) as server:
        usage = written(server).ask(WHO).usage
    assert usage is not None and (usage["tokens_in"], usage["cost"]) == (1000, None)


def test_tokens_that_come_with_every_chunk_are_counted_once(written: Written) -> None:
    def counting(request: Request) -> Reply:
        text = drafts((TRUE, [request.id_of("Belousov")])).text
        rows = [
            {
                "id": "1",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "m",
                "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": finish}],
                "usage": {"prompt_tokens": 100, "completion_tokens": n, "total_tokens": 100 + n},
            }
            for n, (piece, finish) in enumerate([(text[:30], None), (text[30:], None), ("", "stop")], start=1)
        ]
        raw = "".join(f"data: {json.dumps(row)}\n\n" for row in rows).encode()
        return Reply(raw=raw, headers=(("Content-Type", "text/event-stream"),))

    with serving(counting) as server:
        usage = written(server).ask(WHO).usage
    assert usage is not None and (usage["tokens_in"], usage["tokens_out"]) == (100, 3)


def test_without_a_model_there_is_no_usage(indexed_seeds: Pincite) -> None:
    answer = indexed_seeds.ask(WHO)
    assert (answer.usage, answer.mode, answer.seconds["draft"]) == (None, "extractive", None)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param(says('{"supported": false, "why": "It says nothing of it."}'), "withheld", id="no"),
        pytest.param(says('{"supported": true, "why": ""}'), "verified", id="yes"),
        pytest.param(says("No. It says nothing of it."), "withheld", id="no-in-text"),
        pytest.param(says("Who knows?"), "verified", id="unreadable"),
        pytest.param(fails(404), "verified", id="failed"),
    ],
)
def test_a_second_look_can_only_withhold(written: Written, second: Reply, expected: str) -> None:
    def both(request: Request) -> Reply:
        if "You check a statement" in request.prompt:
            return second
        ids = [request.id_of("Belousov")]
        return drafts((TRUE, ids), ("Accompanying Putin were 87 ministers.", ids))

    with serving(both) as server:
        answer = written(server, judge=True).ask(WHO)
    assert verdicts(answer)[:2] == [expected, "withheld"]
    # What is withheld already is not asked about: a second look cannot bring it back.
    asked = [chat for chat in server.chats if "You check a statement" in chat.prompt]
    assert len(asked) == 1 and TRUE in asked[0].prompt
    assert answer.usage is not None and answer.usage["requests"] == 2
    if expected == "withheld":
        assert "second look" in (answer.statements[0].reason or "") and "says nothing of it" in (
            answer.statements[0].reason or ""
        )
    if second.status == 404 or second.text == "Who knows?":
        assert any("no second look" in note for note in answer.notes)


def test_the_async_twins_give_the_same(written: Written) -> None:
    async def both(library: Pincite) -> tuple[Answer, list[Any]]:
        answer = await library.aask(WHO)
        return answer, [event async for event in library.aask_stream(WHO)]

    with serving(two) as server:
        answer, events = asyncio.run(both(written(server)))
    assert [type(event) for event in events] == [Step, Step, Step, Statement, Statement, Answer]
    assert events[-1].statements == answer.statements == tuple(events[3:5])


def test_an_async_stream_that_is_left_is_closed(written: Written) -> None:
    async def first(library: Pincite) -> str:
        events = library.aask_stream(WHO)
        async for event in events:
            await events.aclose()  # type: ignore[attr-defined]
            return type(event).__name__
        return "nothing"

    with serving(two) as server:
        assert asyncio.run(first(written(server))) == "Step"
        assert server.chats == []


def test_many_ask_at_once_inside_one_event_loop(written: Written) -> None:
    async def all_of(library: Pincite) -> list[Answer]:
        return await asyncio.gather(*(library.aask(WHO) for _ in range(6)))

    with serving(two) as server:
        answers = asyncio.run(all_of(written(server)))
    assert {verdict for answer in answers for verdict in verdicts(answer)} == {"verified"}


def test_a_stream_replays_without_asking_again(written: Written) -> None:
    with serving(two) as server:
        stream = written(server).ask_stream(WHO)
        first = list(stream)
        assert list(stream) == first and stream.answer is first[-1]
        assert len(server.chats) == 1


def test_sentences_that_follow_each_other_are_one_quote(written: Written) -> None:
    def neighbours(request: Request) -> Reply:
        passage, sentence = request.id_of("Belousov").split(".")
        ids = [f"{passage}.{sentence}", f"{passage}.{int(sentence) - 1}"]
        return drafts((TRUE, ids))

    with serving(neighbours) as server:
        library = written(server)
        (statement,) = library.ask(WHO).statements
    (citation,) = statement.citations
    assert "Belousov" in citation.quote and statement.verdict == "verified"
    assert library.read(citation.file)[citation.start : citation.end] == citation.quote


def test_a_name_that_the_sentence_before_gives_is_quoted_with_it(written: Written) -> None:
    said = (
        "KCNA described the partnership between the increasingly isolated pair as an "
        "“engine for accelerating the building of a new multi-polar world” – mirroring language used by Putin."
    )
    with serving(lambda request: drafts((said, [request.id_of("It described the partnership")]))) as server:
        library = written(server)
        statement = library.ask("What was said of the partnership?").statements[0]
    (citation,) = statement.citations
    assert statement.verdict == "verified"
    assert citation.quote.startswith("North Korea’s state news agency KCNA said") and "It described" in citation.quote
    text = library.read(citation.file)
    assert text[citation.start : citation.end] == citation.quote
    assert citation.lines == tuple(1 + text[:place].count("\n") for place in (citation.start, citation.end - 1))


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], indexed_seeds: Pincite
) -> Callable[..., tuple[int, str, str]]:
    """Runs `pincite ask` on the sample articles; gives its exit code, standard output and standard error."""
    from qa.cli import main

    def run_command(url: str, *arguments: str) -> tuple[int, str, str]:
        for name, value in {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": KEY, "COLUMNS": "2000"}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["pincite", "ask", WHO, "--folder", str(indexed_seeds.folder), *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err  # type: ignore[return-value]

    return run_command


def test_the_command_writes_and_shows_what_is_withheld_only_where_asked(run: Any) -> None:
    def lies(request: Request) -> Reply:
        ids = [request.id_of("Belousov")]
        return drafts((TRUE, ids), ("Accompanying Putin were 87 ministers.", ids))

    with serving(lies) as server:
        code, out, err = run(server.url, "--model", "m1")
        assert (code, err) == (0, "")
        assert out.startswith(f"{TRUE} [1]") and "1 statement was withheld" in out and "87 ministers" not in out
        assert "Asked m1 in 1 request: 100 tokens read, 20 written." in out
        _, out, _ = run(server.url, "--model", "m1", "--show-withheld")
        assert "Withheld: Accompanying Putin were 87 ministers." in out
        code, out, _ = run(server.url, "--model", "m1", "--json", "--judge")
    answer = json.loads(out)
    assert (code, answer["mode"], answer["complete"]) == (0, "generative", True)
    assert [statement["verdict"] for statement in answer["statements"]] == ["verified", "withheld"]
    assert KEY not in out


def test_the_commands_exit_code_is_that_of_what_is_verified(run: Any) -> None:
    with serving(drafts(unanswered="nothing")) as server:
        code, out, _ = run(server.url, "--model", "m2")
    assert code == 3 and "Not in these articles." in out
    with serving(fails(401)) as server:
        code, out, err = run(server.url, "--model", "m3")
    assert (code, err) == (0, "")
    assert "refused the key (401); set OPENAI_API_KEY" in out and KEY not in out
