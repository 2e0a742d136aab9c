"""Embeddings from an OpenAI-compatible endpoint, asked over a real socket: what it sends, what goes wrong, what stays secret."""

from __future__ import annotations

import hashlib
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa import ModelError, Pincite, StoreError
from qa.openai_embedding import OpenAICompatibleEmbedding

KEY = "sk-secret-0123456789abcdef"
DIMENSIONS = 64


def vector_of(text: str) -> list[float]:
    """A cheap embedding that knows words: texts that share words are near."""
    vector = np.full(DIMENSIONS, 0.01)
    for word in text.lower().split():
        vector[int(hashlib.sha256(word.strip(".,?“”").encode()).hexdigest(), 16) % DIMENSIONS] += 1
    found: list[float] = vector.tolist()
    return found


@dataclass
class Endpoint:
    """A scripted endpoint: each request takes the next of ``script``, and answers well when that is used up."""

    script: list[Any] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    url: str = ""

    def reply(self, asked: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body; an entry is a status, (status, headers), or the body to send with status 200."""
        entry = self.script.pop(0) if self.script else 200
        if isinstance(entry, bytes):
            return 200, {}, entry
        status, headers = entry if isinstance(entry, tuple) else (entry, {})
        if status != 200:
            # Some endpoints repeat the key that they refuse.
            return status, headers, json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}}).encode()
        rows = [
            {"object": "embedding", "index": place, "embedding": vector_of(text)}
            for place, text in enumerate(asked["input"])
        ]
        return 200, {}, json.dumps({"object": "list", "model": asked["model"], "data": rows[::-1]}).encode()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """A real server on this machine's own address."""
    served = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.requests.append({"path": self.path, "key": self.headers["Authorization"], **asked})
            served.times.append(time.monotonic())
            status, headers, body = served.reply(asked)
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
                "Connection": "close",
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield served
        server.shutdown()
        thread.join()


def embedding_of(endpoint: Endpoint) -> OpenAICompatibleEmbedding:
    """An embedding that asks ``endpoint``."""
    return OpenAICompatibleEmbedding("fake-model", base_url=endpoint.url, api_key=KEY)


def test_rows_are_put_in_order(endpoint: Endpoint) -> None:
    texts = ["one", "two words", "", "three more words", "lone \udcff surrogate"]
    found = embedding_of(endpoint).get_text_embedding_batch(texts)
    assert found[:2] == [pytest.approx(vector_of(text)) for text in texts[:2]]
    assert found[3] == pytest.approx(vector_of(texts[3]))
    (request,) = endpoint.requests
    assert (request["path"], request["model"], request["key"]) == ("/v1/embeddings", "fake-model", f"Bearer {KEY}")
    assert all(text for text in request["input"])


def test_many_texts_go_in_several_requests(endpoint: Endpoint) -> None:
    texts = [f"text {n}" for n in range(300)]
    found = embedding_of(endpoint).get_text_embedding_batch(texts)
    assert [len(request["input"]) for request in endpoint.requests] == [256, 44]
    assert found[299] == pytest.approx(vector_of("text 299"))


def test_a_question_is_embedded_like_a_text_also_without_waiting(endpoint: Endpoint) -> None:
    import asyncio

    embedding = embedding_of(endpoint)

    async def ask() -> list[float]:
        return await embedding.aget_query_embedding("who?")

    assert asyncio.run(ask()) == embedding.get_query_embedding("who?") == pytest.approx(vector_of("who?"))


def test_too_many_requests_are_tried_again_when_the_endpoint_says(endpoint: Endpoint) -> None:
    endpoint.script = [(429, {"Retry-After": "1"}), 200]
    assert embedding_of(endpoint).get_text_embedding("one") == pytest.approx(vector_of("one"))
    assert 0.9 <= endpoint.times[1] - endpoint.times[0] < 5


@pytest.mark.parametrize(
    ("script", "said", "tries"),
    [
        pytest.param([401], "refused the key (401); set OPENAI_API_KEY", 1, id="401"),
        pytest.param([403], "(403); use another key or model", 1, id="403"),
        pytest.param([404], "does not know this model or address (404); check", 1, id="404"),
        pytest.param([400], "cannot take this request (400); check", 1, id="400"),
        pytest.param([(429, {"Retry-After": "0.05"})] * 9, "too many requests (429); wait", 3, id="429-for-ever"),
        pytest.param([(500, {"Retry-After": "0.05"})] * 9, "error (500); run again later", 3, id="500"),
        pytest.param([(503, {"Retry-After": "0.05"})] * 9, "error (503); run again later", 3, id="503"),
        pytest.param([b"<html>Welcome</html>"], "not one vector a text; check", 1, id="html"),
        pytest.param([b"{}"], "not one vector a text; check", 1, id="no-rows"),
        pytest.param([b'{"data": []}'], "not one vector a text; check", 1, id="empty-rows"),
        pytest.param([b'{"data": [{"index": 0, "embedding": [1]}]}'], "not one vector a text", 1, id="too-few"),
        pytest.param(
            [b'{"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}]}'],
            "not one vector a text",
            1,
            id="one-index-twice",
        ),
        pytest.param(
            [b'{"data": [{"index": 0, "embedding": [1]}, {"index": 1, "embedding": [1, 2]}]}'],
            "not one vector a text",
            1,
            id="two-widths",
        ),
        pytest.param(
            [b'{"data": [{"index": 0, "embedding": [NaN]}, {"index": 1, "embedding": [1]}]}'],
            "not one vector a text",
            1,
            id="not-a-number",
        ),
        pytest.param(
            [b'{"data": [{"index": 0, "embedding": null}, {"index": 1, "embedding": null}]}'],
            "not one vector a text",
            1,
            id="null",
        ),
    ],
)
def test_what_goes_wrong_is_one_sentence_without_the_key(
    endpoint: Endpoint, caplog: pytest.LogCaptureFixture, script: list[Any], said: str, tries: int
) -> None:
    caplog.set_level(logging.DEBUG)
    endpoint.script = script
    with pytest.raises(ModelError) as raised:
        embedding_of(endpoint).get_text_embedding_batch(["one", "two"])
    assert said in str(raised.value)
    assert str(raised.value).startswith("The embedding endpoint")
    assert "\n" not in str(raised.value)
    assert len(endpoint.requests) == tries
    assert KEY not in str(raised.value)
    assert KEY not in repr(raised.value)
    assert not [record for record in caplog.records if record.name.startswith("qa") and KEY in record.getMessage()]


def test_an_endpoint_that_is_not_there_is_said_to_be_out_of_reach() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(ModelError, match="cannot be reached; check OPENAI_BASE_URL"):
            OpenAICompatibleEmbedding("m", base_url=url, api_key=KEY).get_text_embedding("one")


def test_openai_itself_is_not_asked_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelError, match="no key for OpenAI; set OPENAI_API_KEY"):
        OpenAICompatibleEmbedding("text-embedding-3-small").get_text_embedding("one")


def test_without_the_package_it_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    # An import that finds None fails like one that finds nothing.
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(ModelError, match=r"pip install 'pincite\[openai\]'"):
        OpenAICompatibleEmbedding("m", base_url="http://127.0.0.1:1", api_key=KEY).get_text_embedding("one")


def test_the_key_is_not_in_what_describes_the_embedder(endpoint: Endpoint) -> None:
    embedding = embedding_of(endpoint)
    embedding.get_text_embedding("one")
    for described in (repr(embedding), str(embedding), embedding.to_json(), json.dumps(embedding.to_dict())):
        assert KEY not in described
        assert "fake-model" in described


def library_of(folder: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Pincite:
    """``folder`` opened with the endpoint's embedder."""
    monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    return Pincite.open(folder, embedder="openai:fake-model")


def test_a_folder_is_indexed_and_searched_with_it(
    seeds: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = library_of(seeds, endpoint, monkeypatch)
    report = library.index()
    assert (report.indexed, report.embedded) == (5, report.passages)
    found = library.search("ministers Andrei Belousov, Sergei Lavrov, Alexander Novak")
    assert found[0].file == "004_b57fed62e2f8785f.txt"
    assert found[0].cosine is not None
    library.close()
    # Vectors of two models do not compare: another embedder is refused, both for reading and for writing.
    with closing(Pincite.open(seeds, embedder="local")) as local:
        for refused in (lambda: local.ask("who accompanied Putin?"), local.index):
            with pytest.raises(StoreError, match=r"openai:fake-model, not all-MiniLM.*pincite index --rebuild"):
                refused()
        assert local.index(rebuild=True).indexed == 5
        assert local.search("Belousov")[0].file == "004_b57fed62e2f8785f.txt"


def test_a_first_run_that_failed_binds_nobody_to_its_embedder(
    seeds: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint.script = [401]
    library = library_of(seeds, endpoint, monkeypatch)
    with pytest.raises(ModelError, match="401"):
        library.index()
    library.close()
    with closing(Pincite.open(seeds, embedder="local")) as local:
        assert local.index().indexed == 5
        assert local.search("Belousov")[0].file == "004_b57fed62e2f8785f.txt"


def test_an_endpoint_that_fails_half_way_leaves_what_was_indexed(
    seeds: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = library_of(seeds, endpoint, monkeypatch)
    before = library.index()
    (seeds / "new.txt").write_text("The minister of fisheries resigned on Monday after a storm.", "utf-8")
    endpoint.script = [404]
    with pytest.raises(ModelError, match="404"):
        library.index()
    assert library.status().articles == before.indexed
    answer = library.ask("who accompanied Putin?")
    assert any("Indexing has not finished" in note for note in answer.notes)
    assert library.index().added == 1
    assert not any("finished" in note for note in library.ask("who accompanied Putin?").notes)
    library.close()
