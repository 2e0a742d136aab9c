"""An OpenAI-compatible server on a real loopback socket that says what a test tells it to: replies, drips, cuts, status codes."""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-secret-0123456789abcdef"
MODEL = "scripted"


@dataclass(frozen=True)
class Request:
    """One request as it came: its path, the key it carried, its body and when it came (monotonic seconds)."""

    path: str
    key: str | None
    body: dict[str, Any]
    at: float

    @property
    def prompt(self) -> str:
        """All messages, one below the other."""
        return "\n".join(str(message["content"]) for message in self.body.get("messages", ()))

    @property
    def ids(self) -> list[str]:
        """The sentence ids handed out, in their order."""
        return re.findall(r"^\[(\d+\.\d+)\] ", self.prompt, re.MULTILINE)

    def sentence(self, number: str) -> str:
        """The sentence that was handed out under an id."""
        found = re.search(rf"^\[{re.escape(number)}\] (.*)$", self.prompt, re.MULTILINE)
        assert found, f"{number} was not handed out"
        return found[1]

    def id_of(self, part: str) -> str:
        """The id of the first sentence that holds ``part``."""
        found = re.search(rf"^\[(\d+\.\d+)\] .*{re.escape(part)}", self.prompt, re.MULTILINE)
        assert found, f"{part!r} was not handed out"
        return found[1]


@dataclass(frozen=True)
class Reply:
    """What goes out: ``text`` as a chat completion, or ``raw`` bytes as they are; streamed where the request says so.

    ``piece`` characters go out at a time, ``pause`` seconds apart. After ``cut`` pieces the connection ends, without a finish
    reason; with ``reset`` it is torn down. ``drip`` seconds pass between the single bytes of all that goes out, headers too.
    """

    text: str = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = None
    finish: str = "stop"
    piece: int = 12
    pause: float = 0.0
    cut: int | None = None
    reset: bool = False
    drip: float = 0.0
    hold: float = 0.0
    usage: tuple[int, int] | None = (100, 20)


Script = Reply | Callable[[Request], Reply]


def says(text: str, **how: Any) -> Reply:
    """A completion of this text."""
    return Reply(text, **how)


def drafts(*statements: tuple[str, Sequence[str]], unanswered: str = "", **how: Any) -> Reply:
    """A completion in the JSON of a draft: each statement with the ids that it cites."""
    rows = [{"text": text, "cites": list(cites)} for text, cites in statements]
    return Reply(json.dumps({"statements": rows, "unanswered": unanswered}, ensure_ascii=False), **how)


def fails(status: int, message: str = "", *, code: str | None = None, **headers: str) -> Reply:
    """An error as OpenAI words it; some endpoints repeat the key that they refuse, and so does this one."""
    said = message or f"Incorrect API key provided: {KEY}"
    body = json.dumps({"error": {"message": said, "type": "error", "code": code}}).encode()
    return Reply(status=status, raw=body, headers=tuple((n.replace("_", "-"), v) for n, v in headers.items()))


@dataclass
class ScriptedServer:
    """Each chat request takes the next of ``script``; the last one is repeated for ever.

    ``others`` answers any other path (``/v1/models``, ``/tokenize``) with JSON; what is not in it is 404. ``hung_up`` is set once
    somebody has gone before the end of a reply.
    """

    script: list[Script]
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    others: dict[str, Callable[[dict[str, Any]], Any]] = field(default_factory=dict)
    hung_up: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def chats(self) -> list[Request]:
        """The chat requests so far."""
        return [request for request in self.requests if request.path.endswith("/chat/completions")]

    def reply(self, request: Request) -> Reply:
        """What this request is answered with."""
        with self._lock:
            self.requests.append(request)
            if not request.path.endswith("/chat/completions"):
                found = self.others.get(request.path)
                if found is None:
                    return Reply(status=404, raw=b'{"error": {"message": "no such path"}}')
                return Reply(raw=json.dumps(found(request.body)).encode())
            entry = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return entry(request) if callable(entry) else entry


@contextmanager
def serving(*script: Script) -> Iterator[ScriptedServer]:
    """A running server; its ``url`` is what OPENAI_BASE_URL takes."""
    served = ScriptedServer(list(script))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def do_GET(self) -> None:
            self._answer({})

        def _answer(self, body: dict[str, Any]) -> None:
            key = (self.headers["Authorization"] or "").removeprefix("Bearer ") or None
            reply = served.reply(Request(self.path, key, body, time.monotonic()))
            try:
                self._send(reply, body)
            except (BrokenPipeError, ConnectionResetError):
                served.hung_up.set()
                self.close_connection = True

        def _send(self, reply: Reply, body: dict[str, Any]) -> None:
            time.sleep(reply.hold)
            streamed = bool(body.get("stream")) and reply.raw is None
            kind = "text/event-stream" if streamed else "application/json"
            head = [f"HTTP/1.1 {reply.status} Scripted", f"Content-Type: {kind}", "Connection: close"]
            head += [f"{name}: {value}" for name, value in reply.headers]
            self._write(("\r\n".join(head) + "\r\n\r\n").encode(), reply.drip)
            for number, chunk in enumerate(_events(reply, body) if streamed else [_whole(reply, body)]):
                if reply.cut is not None and number >= reply.cut:
                    break
                self._write(chunk, reply.drip)
                time.sleep(reply.pause)
            if reply.reset:
                # Closing without lingering sends RST.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            self.close_connection = True

        def _write(self, data: bytes, drip: float) -> None:
            for part in [data] if not drip else [data[i : i + 1] for i in range(len(data))]:
                self.wfile.write(part)
                self.wfile.flush()
                time.sleep(drip)

        def log_message(self, format: str, *args: Any) -> None:
            return

        def finish(self) -> None:
            # A connection that was reset has nothing left to flush.
            try:
                super().finish()
            except (OSError, ValueError):
                return

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        # A reply that drips for minutes must not hold up the end of a test.
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        served.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


def _whole(reply: Reply, body: dict[str, Any]) -> bytes:
    if reply.raw is not None:
        return reply.raw
    choice = {"index": 0, "message": {"role": "assistant", "content": reply.text}, "finish_reason": reply.finish}
    return json.dumps({**_frame(body, "chat.completion"), "choices": [choice], **_usage(reply)}).encode()


def _events(reply: Reply, body: dict[str, Any]) -> Iterator[bytes]:
    frame = _frame(body, "chat.completion.chunk")
    pieces = [reply.text[i : i + reply.piece] for i in range(0, len(reply.text), reply.piece)]
    for piece in pieces:
        yield _event({**frame, "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
    if reply.finish:
        yield _event({**frame, "choices": [{"index": 0, "delta": {}, "finish_reason": reply.finish}]})
    if (body.get("stream_options") or {}).get("include_usage"):
        yield _event({**frame, "choices": [], **_usage(reply)})
    yield b"data: [DONE]\n\n"


def _event(value: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(value)}\n\n".encode()


def _frame(body: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 0, "model": body.get("model", MODEL)}


def _usage(reply: Reply) -> dict[str, Any]:
    if reply.usage is None:
        return {}
    given, made = reply.usage
    return {"usage": {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}}


def without_schemas(then: Script) -> Callable[[Request], Reply]:
    """An endpoint that refuses JSON schemas, and otherwise does as ``then``."""
    return _refusing("json_schema", then)


def without_json(then: Script) -> Callable[[Request], Reply]:
    """An endpoint that refuses JSON schemas and JSON mode, and otherwise does as ``then``."""
    return _refusing("json", then)


def _refusing(kind: str, then: Script) -> Callable[[Request], Reply]:
    def answer(request: Request) -> Reply:
        asked = (request.body.get("response_format") or {}).get("type", "")
        if asked.startswith(kind):
            return fails(400, f"response_format of type {asked!r} is not supported")
        return then(request) if callable(then) else then

    return answer


def slowly(reply: Reply, seconds: float) -> Reply:
    """The same reply, ``seconds`` between its pieces."""
    return replace(reply, pause=seconds)
