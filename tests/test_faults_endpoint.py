"""What an LLM endpoint does wrong (breaks off, hangs, refuses, cuts short, babbles, lies), by a scripted server on a real socket."""

from __future__ import annotations

import gc
import json
import logging
import socket
import threading
import time
from collections.abc import Callable
from types import AsyncGeneratorType
from typing import Any

import pytest

from qa import Answer, Pincite, Statement, rendering
from tests.scripted_server import (
    KEY,
    Reply,
    Request,
    Script,
    drafts,
    fails,
    says,
    serving,
    slowly,
    without_json,
    without_schemas,
)

WHO = "who accompanied Putin?"
TRUE = "Accompanying Putin is the new defense minister Andrei Belousov."
Written = Callable[..., Pincite]


def truthful(request: Request) -> Reply:
    """One true statement with its right id."""
    return drafts((TRUE, [request.id_of("Belousov")]))


def two(request: Request, **how: Any) -> Reply:
    """Two true statements."""
    ids = [request.id_of("Belousov")]
    return drafts(
        (TRUE, ids), ("Accompanying Putin are key figures including Foreign Minister Sergei Lavrov.", ids), **how
    )


def in_text(request: Request) -> Reply:
    """The true statement as text with its marker."""
    return says(f"{TRUE} [{request.id_of('Belousov')}]\n")


def verified(answer: Answer) -> list[str]:
    """What is shown as fact."""
    return [statement.text for statement in answer.statements if statement.verdict == "verified"]


def assert_the_articles_speak(answer: Answer) -> None:
    """The extractive answer has taken the place of what the model wrote, and says so."""
    assert answer.mode == "extractive" and answer.answered
    assert "Belousov" in answer.statements[-1].text or "Belousov" in verified(answer)[0]
    for statement in answer.statements:
        if statement.verdict == "verified":
            assert statement.text == " ".join(statement.citations[0].quote.split())
    assert "The answer is made of the articles' own sentences instead." in answer.notes[0]
    assert KEY not in json.dumps(answer.to_dict())


# Row 17


@pytest.mark.parametrize("reset", [False, True], ids=["ends-early", "torn-down"])
def test_a_stream_that_breaks_off_before_a_statement_leaves_none(written: Written, reset: bool) -> None:
    with serving(lambda request: two(request, cut=3, reset=reset)) as server:
        answer = written(server).ask(WHO)
    assert not answer.complete
    assert_the_articles_speak(answer)
    assert "broke off" in answer.notes[0] or "cannot be reached" in answer.notes[0]


def test_a_stream_that_breaks_off_later_keeps_what_was_whole_and_checked(written: Written) -> None:
    with serving(lambda request: two(request, cut=12)) as server:
        answer = written(server).ask(WHO)
    assert (answer.complete, answer.answered, answer.mode) == (False, True, "generative")
    assert verified(answer) == [TRUE]
    assert "broke off" in answer.notes[0] and "run again" in answer.notes[0]
    assert "This answer is not whole." in shown(answer)
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


# Row 18


@pytest.mark.parametrize(
    "how", [{"hold": 30.0}, {"drip": 0.3}, {"piece": 1, "pause": 0.4}], ids=["hangs", "drips-bytes", "drips-letters"]
)
def test_a_slow_server_meets_one_deadline(written: Written, how: dict[str, Any]) -> None:
    with serving(says(json.dumps({"statements": [], "unanswered": "x" * 400}), **how)) as server:
        library = written(server, deadline=2)
        answer = library.ask(WHO)
    # Two seconds for the model, and what a busy machine adds; the reply itself takes minutes.
    assert 1.9 < (answer.seconds["draft"] or 0) < 6
    assert "did not answer within 2 seconds; run again or use another endpoint." in answer.notes[0]
    assert_the_articles_speak(answer)
    assert answer.complete == ("hold" in how or "drip" in how)


def test_the_deadline_holds_for_embeddings_too(tmp_path: Any) -> None:
    from qa import ModelError
    from qa.openai_embedding import OpenAICompatibleEmbedding

    def drip(body: dict[str, Any]) -> Any:
        time.sleep(20)

    with serving(truthful) as server:
        server.others["/v1/embeddings"] = drip
        started = time.monotonic()
        with pytest.raises(ModelError, match="did not answer within 1 seconds"):
            OpenAICompatibleEmbedding("m", base_url=server.url, api_key=KEY, deadline=1).get_text_embedding("one")
        assert time.monotonic() - started < 5


# Row 19


@pytest.mark.parametrize(
    ("reply", "said", "tries"),
    [
        pytest.param(fails(401), "refused the key (401); set OPENAI_API_KEY", 1, id="401"),
        pytest.param(fails(400), "cannot take this request (400); check the model's name", 3, id="400"),
        pytest.param(fails(403), "(403); use another key or model", 1, id="403"),
        pytest.param(fails(404), "does not know this model or address (404); check the model's name", 1, id="404"),
        pytest.param(fails(429, Retry_After="0.05"), "too many requests (429); wait", 3, id="429"),
        pytest.param(fails(429, Retry_After="3600"), "wait 3600 seconds and run again", 1, id="429-beyond-deadline"),
        pytest.param(
            fails(429, code="insufficient_quota", Retry_After="0.05"), "no credit left", 1, id="429-no-credit"
        ),
        pytest.param(fails(500, Retry_After="0.05"), "error (500); run again later", 3, id="500"),
        pytest.param(fails(503, Retry_After="0.05"), "error (503); run again later", 3, id="503"),
        pytest.param(Reply(raw=b"<html>Welcome</html>"), "broke off", 1, id="html"),
        pytest.param(Reply(raw=b""), "broke off", 1, id="nothing"),
        pytest.param(
            Reply(raw=b'data: {"error": {"message": "boom"}}\n\n', headers=(("Content-Type", "text/event-stream"),)),
            "failed (APIError); run again later",
            1,
            id="error-in-stream",
        ),
    ],
)
def test_an_error_is_one_sentence_with_its_remedy(
    written: Written, caplog: pytest.LogCaptureFixture, reply: Reply, said: str, tries: int
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(reply) as server:
        answer = written(server).ask(WHO)
    assert said in answer.notes[0] and "\n" not in answer.notes[0]
    assert len(server.chats) == tries
    assert server.chats[0].key == KEY
    assert_the_articles_speak(answer)
    assert KEY not in shown(answer)
    assert not [record for record in caplog.records if KEY in record.getMessage()]


def test_nothing_goes_on_reading_a_reply_that_failed(written: Written) -> None:
    boom = Reply(raw=b'data: {"error": {"message": "boom"}}\n\n', headers=(("Content-Type", "text/event-stream"),))
    gc.collect()
    gc.disable()
    try:
        with serving(boom) as server:
            assert "failed (APIError)" in written(server).ask(WHO).notes[0]
        # The loop closes them a moment after they are let go of.
        give_up = time.monotonic() + 10
        while (left := reading_still()) and time.monotonic() < give_up:
            time.sleep(0.05)
        assert not left
    finally:
        gc.enable()


def reading_still() -> list[str]:
    """The asynchronous generators of the client that stand half-way, by name."""
    return [
        each.__qualname__
        for each in gc.get_objects()
        if type(each) is AsyncGeneratorType and each.ag_frame is not None and "httpx2" in each.ag_code.co_filename
    ]


def test_retry_after_is_kept_to(written: Written) -> None:
    with serving(fails(429, Retry_After="1"), truthful) as server:
        answer = written(server).ask(WHO)
    assert verified(answer) == [TRUE] and answer.notes == ()
    assert 0.9 <= server.chats[1].at - server.chats[0].at < 5


def test_an_endpoint_that_is_not_there(written: Written) -> None:
    with serving(truthful) as server, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        gone = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        answer = written(server, openai_base_url=gone).ask(WHO)
    assert "cannot be reached; check OPENAI_BASE_URL" in answer.notes[0]
    assert_the_articles_speak(answer)


# Row 20


def test_what_overflows_is_tried_once_more_with_fewer_passages(written: Written) -> None:
    def overflows(request: Request) -> Reply:
        return fails(400, "This model's maximum context length is 512 tokens.", code="context_length_exceeded")

    with serving(overflows, truthful) as server:
        answer = written(server).ask(WHO)
    assert verified(answer) == [TRUE] and answer.notes == () and answer.complete
    assert len(server.chats[1].ids) < len(server.chats[0].ids)
    with serving(overflows) as server:
        answer = written(server).ask(WHO)
    assert len(server.chats) == 2
    assert "cannot take this much at once (400); use a model with a larger context." in answer.notes[0]
    assert_the_articles_speak(answer)


def test_a_reply_that_is_cut_is_tried_once_more_and_else_said_to_be_cut(written: Written) -> None:
    with serving(says('{"statements": [{"te', finish="length"), truthful) as server:
        answer = written(server).ask(WHO)
    assert verified(answer) == [TRUE] and answer.complete
    assert len(server.chats[1].ids) < len(server.chats[0].ids)

    def cut(request: Request) -> Reply:
        return says(two(request).text[:-60], finish="length")

    with serving(cut) as server:
        answer = written(server).ask(WHO)
    assert verified(answer) == [TRUE] and not answer.complete
    assert "was cut at its longest" in answer.notes[0]
    with serving(says('{"statements": [{"te', finish="length")) as server:
        answer = written(server).ask(WHO)
    assert len(server.chats) == 2 and not answer.complete
    assert_the_articles_speak(answer)


@pytest.mark.parametrize(
    ("entry", "count"),
    [
        pytest.param({"max_model_len": 2000}, lambda text: {"count": len(text) // 2}, id="as-vllm"),
        pytest.param({"meta": {"n_ctx": 2000}}, lambda text: {"tokens": [0] * (len(text) // 2)}, id="as-llama.cpp"),
        pytest.param({"context_length": 1400}, None, id="window-without-a-count"),
    ],
)
def test_passages_fit_the_window_by_the_endpoints_own_count(written: Written, entry: Any, count: Any) -> None:
    with serving(lambda request: drafts((request.sentence(request.ids[0]), request.ids[:1]))) as server:
        library = written(server, model="known")
        server.others["/v1/models"] = lambda body: {"data": [{"id": "other"}, {"id": "known", **entry}]}
        if count is not None:
            server.others["/tokenize"] = lambda body: count(body["content"])
        answer = library.ask(WHO)
        (chat,) = server.chats
    window = next(iter({**entry, **entry.get("meta", {})}.values()))
    window = window if isinstance(window, int) else entry["meta"]["n_ctx"]
    size = len(chat.prompt) / (2 if count else 3)
    assert 0.2 * window < size <= 0.75 * window
    assert chat.body["max_completion_tokens"] <= window / 4
    assert verified(answer) == [chat.sentence(chat.ids[0])]


# Row 21


@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda json, text: f"```json\n{json}\n```", id="fences"),
        pytest.param(
            lambda json, text: f"Sure! Here is the JSON you asked for:\n\n{json}\n\nCan I help?", id="prose-around"
        ),
        pytest.param(lambda json, text: json[json.index("[") : json.rindex("]") + 1], id="a-bare-list"),
        pytest.param(lambda json, text: text, id="markers-where-json-was-asked"),
    ],
)
def test_json_is_found_where_it_stands(written: Written, wrap: Callable[[str, str], str]) -> None:
    with serving(lambda request: says(wrap(truthful(request).text, in_text(request).text))) as server:
        answer = written(server).ask(WHO)
    assert verified(answer) == [TRUE] and answer.complete and answer.notes == ()
    assert len(server.chats) == 1


def test_half_a_json_is_repaired_once(written: Written) -> None:
    with serving(says('{"statements": [{"text": "Half'), truthful) as server:
        answer = written(server).ask(WHO)
    assert verified(answer) == [TRUE] and answer.complete and answer.notes == ()
    assert [message["role"] for message in server.chats[1].body["messages"]] == ["system", "user", "assistant", "user"]


def test_prose_twice_ends_in_the_articles_own_sentences(written: Written) -> None:
    with serving(says("I am happy to help you with your question about Putin.")) as server:
        answer = written(server).ask(WHO)
    assert len(server.chats) == 2
    assert "twice replied in a form that cannot be read" in answer.notes[0]
    assert_the_articles_speak(answer)


@pytest.mark.parametrize(
    ("script", "form"),
    [
        pytest.param(truthful, "schema", id="schema"),
        pytest.param(without_schemas(truthful), "json", id="json-mode"),
        pytest.param(without_json(in_text), "text", id="text"),
    ],
)
def test_what_an_endpoint_can_do_is_found_out_once(written: Written, script: Script, form: str) -> None:
    with serving(script) as server:
        library = written(server)
        answers = [library.ask(WHO), library.ask(WHO)]
        found = len(server.chats)
    for answer in answers:
        assert verified(answer) == [TRUE] and answer.notes == ()
        assert answer.usage is not None and answer.usage["form"] == form
    assert found == {"schema": 2, "json": 3, "text": 4}[form]


def test_an_endpoint_that_takes_schemas_and_does_not_keep_to_them_is_asked_for_less(written: Written) -> None:
    def prose_or_text(request: Request) -> Reply:
        # The second try asks for JSON by request; a model that cannot write it still writes markers.
        return (
            in_text(request)
            if len(request.body["messages"]) > 2 or "response_format" not in request.body
            else says("Hm.")
        )

    with serving(prose_or_text) as server:
        library = written(server)
        for _ in range(2):
            assert verified(library.ask(WHO)) == [TRUE]
        formats = [(chat.body.get("response_format") or {}).get("type") for chat in server.chats]
    assert formats[:3] == ["json_schema", "json_object", "json_object"]


def test_an_option_that_a_model_refuses_is_left_out(written: Written) -> None:
    def strict(request: Request) -> Reply:
        for name in ("temperature", "stream_options"):
            if name in request.body:
                return fails(400, f"Unsupported parameter: '{name}' is not supported with this model.")
        return truthful(request)

    with serving(strict) as server:
        library = written(server)
        assert verified(library.ask(WHO)) == verified(library.ask(WHO)) == [TRUE]
        assert len(server.chats) == 4
        assert server.chats[-1].body["response_format"]["type"] == "json_schema"


def test_the_schema_lists_the_ids_that_were_handed_out(written: Written) -> None:
    with serving(truthful) as server:
        written(server).ask(WHO)
        (chat,) = server.chats
    sent = chat.body["response_format"]["json_schema"]
    cites = sent["schema"]["properties"]["statements"]["items"]["properties"]["cites"]
    assert sent["strict"] is True and cites["items"]["enum"] == chat.ids != []


@pytest.mark.parametrize("cites", [["99.1"], ["1.99"], ["S9.9"], ["1"], ["1.1", "0.1"], [1.55], []], ids=str)
@pytest.mark.parametrize("as_text", [False, True], ids=["json", "text"])
def test_ids_that_were_not_handed_out_never_resolve(written: Written, cites: list[Any], as_text: bool) -> None:
    def lies(request: Request) -> Reply:
        if as_text:
            return says(f"{TRUE} {' '.join(f'[{one}]' for one in cites)}\nNobody came. [{request.ids[0]}]")
        return says(json.dumps({"statements": [{"text": TRUE, "cites": cites}], "unanswered": ""}))

    with serving(without_json(lies) if as_text else lies) as server:
        answer = written(server).ask(WHO)
        handed = set(server.chats[0].ids)
    assert TRUE not in verified(answer)
    first = answer.statements[0]
    assert (first.verdict, first.text) == ("withheld", TRUE) and first.reason
    assert answer.usage is not None
    assert answer.usage["rejected"] == [str(one) for one in cites if str(one) not in handed]
    assert len(first.citations) == len([one for one in cites if str(one) in handed])


# Row 22


def test_what_is_withheld_is_counted_and_never_shown_as_fact(written: Written) -> None:
    def lies(request: Request) -> Reply:
        ids = [request.id_of("Belousov")]
        return drafts((TRUE, ids), ("Putin was accompanied by 87 ministers.", ids))

    with serving(lies) as server:
        library = written(server)
        stream = library.ask_stream(WHO)
        streamed = [event for event in stream if isinstance(event, Statement)]
        response = library.as_query_engine().query(WHO)
    answer = stream.answer
    assert streamed == list(answer.statements)
    reason = streamed[1].reason or "no reason"
    assert [statement.verdict for statement in streamed] == ["verified", "withheld"]
    assert "87" in reason
    assert answer.answered and answer.mode == "generative"
    assert str(response) == TRUE
    assert "87 ministers" not in shown(answer)
    assert "1 statement was withheld: what was cited does not support it." in shown(answer)
    looked_at = shown(answer, show_withheld=True)
    assert "Withheld: Putin was accompanied by 87 ministers." in looked_at and reason in looked_at


def test_where_everything_is_withheld_the_articles_speak(written: Written) -> None:
    with serving(lambda request: drafts(("87 bears came.", [request.ids[0]]))) as server:
        answer = written(server).ask(WHO)
    assert [statement.verdict for statement in answer.statements][:1] == ["withheld"]
    assert "Nothing of what the model wrote is supported" in answer.notes[0]
    assert_the_articles_speak(answer)
    with serving(lambda request: drafts(("87 bears came.", [request.ids[0]]))) as server:
        answer = written(server).ask("What is the capital of Brazil?")
    assert not answer.answered and verified(answer) == [] and answer.nearest
    assert "Not in these articles." in shown(answer) and "87 bears" not in shown(answer)


def test_a_model_that_finds_no_answer_is_believed(written: Written) -> None:
    with serving(drafts(unanswered="Nothing is said of it.")) as server:
        answer = written(server).ask(WHO)
    assert (answer.answered, answer.mode, answer.statements) == (False, "generative", ())
    assert answer.nearest and answer.usage is not None and answer.usage["unanswered"] == "Nothing is said of it."


def test_statements_come_before_the_model_has_finished(written: Written) -> None:
    with serving(lambda request: slowly(two(request, piece=40), 0.4)) as server:
        library = written(server)
        library.search(WHO)
        times: list[tuple[float, Any]] = [(time.monotonic(), event) for event in library.ask_stream(WHO)]
    came = [at for at, event in times if isinstance(event, Statement)]
    # The second statement has a hundred letters more, forty of them each 0.4 seconds.
    assert came[1] - came[0] > 0.6


def test_a_stream_that_is_closed_breaks_the_model_off(written: Written) -> None:
    with serving(lambda request: slowly(two(request), 0.3)) as server:
        stream = written(server).ask_stream(WHO)
        seen = []
        for event in stream:
            seen.append(event)
            if isinstance(event, Statement):
                stream.close()
        assert list(stream) == seen and isinstance(seen[-1], Statement)


@pytest.mark.parametrize(
    "never",
    [
        pytest.param(lambda request: two(request, hold=30), id="before-its-first-word"),
        pytest.param(lambda request: slowly(two(request), 30), id="between-two-words"),
        pytest.param(fails(429, retry_after="20"), id="before-it-is-asked-again"),
    ],
)
def test_a_stream_is_stopped_at_once_whatever_the_model_is_at(written: Written, never: Script) -> None:
    with serving(never) as server:
        stream = written(server).ask_stream(WHO)
        reader = threading.Thread(target=lambda: list(stream))
        reader.start()
        wait_until(lambda: bool(server.chats))
        started = time.monotonic()
        stream.close()
        reader.join()
        assert time.monotonic() - started < 3
        assert not any(isinstance(event, Answer) for event in stream)


def test_a_question_that_a_model_still_rewrites_is_stopped_at_once(written: Written) -> None:
    with serving(truthful, says("…", hold=30)) as server:
        library = written(server)
        earlier = library.ask(WHO)
        stream = library.ask_stream("And where is he from?", history=[earlier])
        reader = threading.Thread(target=lambda: list(stream))
        reader.start()
        wait_until(lambda: len(server.chats) == 2)
        started = time.monotonic()
        stream.close()
        reader.join()
        assert time.monotonic() - started < 3


def test_a_stopped_model_is_hung_up_on(written: Written) -> None:
    with serving(lambda request: slowly(two(request, piece=1), 0.05)) as server:
        stream = written(server).ask_stream(WHO)
        reader = threading.Thread(target=lambda: list(stream))
        reader.start()
        wait_until(lambda: bool(server.chats))
        stream.stop()
        reader.join()
        # It writes 20 letters a second, of which there are hundreds.
        assert server.hung_up.wait(3)


def wait_until(true: Callable[[], bool]) -> None:
    """Wait up to 30 seconds for a condition."""
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def shown(answer: Answer, show_withheld: bool = False) -> str:
    """What a terminal shows."""
    import io

    from rich.console import Console

    stream = io.StringIO()
    Console(file=stream, width=1000, highlight=False, color_system=None).print(rendering.answer(answer, show_withheld))
    return stream.getvalue()
