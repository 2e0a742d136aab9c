"""Articles, models and strangers that load, run, upload, crowd and guess, against a real server and a real browser."""

from __future__ import annotations

import concurrent.futures
import contextlib
import http.client
import json
import socket
import socketserver
import sys
import threading
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import expect

from qa.rendering import neutral
from qa.web.access import hash_password
from tests.e2e.conftest import COMMAND, Serve, Server, Visit
from tests.helpers import make_folder
from tests.scripted_server import KEY, Reply, fails, serving


def payloads(elsewhere: str) -> str:
    """Whatever HTML and Markdown know to load, run, send or lead away with."""
    return f"""
<img src="{elsewhere}/img.png"> <img srcset="{elsewhere}/srcset.png 1x"> <audio src="{elsewhere}/a.mp3" autoplay></audio>
<video src="{elsewhere}/v.mp4" poster="{elsewhere}/poster.png"></video> <source src="{elsewhere}/source.mp4">
<link rel="stylesheet" href="{elsewhere}/l.css"> <link rel="prefetch" href="{elsewhere}/prefetch"> <style>@import "{elsewhere}/s.css";</style>
<div style="background: url({elsewhere}/style.png)">x</div> <iframe src="{elsewhere}/frame"></iframe> <object data="{elsewhere}/o"></object>
<embed src="{elsewhere}/e"> <svg><image href="{elsewhere}/svg.png"/></svg> <script>window.hacked = 1</script> <script src="{elsewhere}/s.js"></script>
<img src=x onerror="window.hacked = 1"> <form action="{elsewhere}/form"><button>Send</button></form> <a href="javascript:window.hacked=1">link</a>
<meta http-equiv="refresh" content="0;url={elsewhere}/meta"> <base href="{elsewhere}/"> ![markdown]({elsewhere}/m.png) [link](javascript:window.hacked=1)
""".replace("\n", " ")


# Whatever the server looks up or connects to from Python beyond this machine is written to standard error.
WATCHED = (
    """
import socket, sys
real_lookup, real_connect = socket.getaddrinfo, socket.socket.connect
def lookup(host, *rest, **named):
    if host not in (None, "localhost", "127.0.0.1", "::1"): print("NETWORK lookup", host, file=sys.stderr)
    return real_lookup(host, *rest, **named)
def connect(self, address):
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1"): print("NETWORK connect", address, file=sys.stderr)
    return real_connect(self, address)
socket.getaddrinfo, socket.socket.connect = lookup, connect
"""
    + COMMAND
)


def call(
    server: Server, method: str, path: str, body: bytes | dict[str, Any] | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """One request as ``curl --path-as-is`` makes it: nothing in its path is tidied up."""
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=120)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if isinstance(body, dict):
        body, sent = json.dumps(body).encode(), {"Content-Type": "application/json", **sent}
    try:
        connection.request(method, path, body, sent)
        reply = connection.getresponse()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
    finally:
        connection.close()


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """Another host, as far as a browser can tell: its address, and whatever reaches it."""
    heard: list[bytes] = []

    class Listening(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            heard.append(b"a connection")
            self.request.settimeout(5)
            with contextlib.suppress(OSError):
                heard.append(self.request.recv(200))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Listening) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", heard
        server.shutdown()


def test_nothing_in_an_article_loads_runs_or_leaves(
    tmp_path: Path, serve: Serve, visit: Visit, listener: tuple[str, list[bytes]]
) -> None:
    elsewhere, heard = listener
    planted = f"The lighthouse of Brindal was lit in 1901 by the keeper Tom Hask {payloads(elsewhere)} with oil.\n"
    name = "<img src=x onerror=window.hacked=1>.txt"
    folder = make_folder(
        tmp_path / "planted", {"a.txt": planted, name: "Title: <script>window.hacked=1</script>\n" + planted}
    )
    server = serve(folder, code=WATCHED)
    visitor = visit(server)
    page = visitor.page
    visitor.ask("Who lit the lighthouse of Brindal?")
    assert "<img src=" in page.locator(".stream").inner_text()
    page.locator(".stream .chip").first.hover()
    page.locator(".stream .chip").first.click()
    page.wait_for_selector("mark.current")
    page.get_by_text("How this was answered").click()
    page.get_by_role("tab", name="Articles").click()
    page.wait_for_selector(".articles .item")
    page.reload()
    page.wait_for_selector(".turn .tools")
    page.wait_for_timeout(500)
    assert page.evaluate("window.hacked") is None and visitor.outgoing == [] and heard == []
    inside = "#chat, #source, #rail, .preview"
    assert (
        page.evaluate(
            """inside => [...document.querySelectorAll(inside)].flatMap(part =>
            [...part.querySelectorAll("img, audio, video, iframe, object, embed, script, style, link, base, meta, form[action], [href^='javascript']")]
        ).length""",
            inside,
        )
        == 0
    )
    # The policy holds where the page does not: what is put there by force neither loads nor runs.
    refused = page.evaluate(
        """elsewhere => new Promise(done => {
            const refused = new Set();
            document.addEventListener("securitypolicyviolation", event => refused.add(event.effectiveDirective));
            const box = document.body.appendChild(document.createElement("div"));
            box.innerHTML = `<img src="${elsewhere}/i"><audio src="${elsewhere}/a"></audio><iframe src="${elsewhere}/f"></iframe>
                <div style="background:url(${elsewhere}/s)">x</div><object data="${elsewhere}/o"></object><img src=x onerror="window.hacked=1">`;
            box.append(Object.assign(document.createElement("script"), { textContent: "window.hacked = 1" }));
            fetch(`${elsewhere}/fetch`).catch(() => {});
            setTimeout("window.hacked = 1");
            setTimeout(() => { box.remove(); done([...refused]); }, 800);
        })""",
        elsewhere,
    )
    assert page.evaluate("window.hacked") is None
    assert {"img-src", "media-src", "connect-src", "script-src"} <= set(refused)
    # Chromium opens a socket for a frame before it asks the policy, and then sends nothing.
    assert [said for said in heard if said not in (b"a connection", b"")] == []
    page.goto("about:blank")
    # The browser tells of what it was told to load by force and did not, and complains of it.
    visitor.outgoing.clear()
    visitor.complaints.clear()
    code, said = server.stop()
    assert (code, said) == (0, "")


def test_what_hides_or_acts_on_a_terminal_is_shown_by_its_code_on_the_page(seeded: Server, visit: Visit) -> None:
    told = visit(seeded).page.evaluate(
        """async () => {
            const { shown } = await import("/pincite/dom.js");
            const codes = [];
            for (let code = 0; code < 0x110000; code += 1)
                codes.push(...shown(String.fromCodePoint(code)).map(node => node.dataset?.code).filter(Boolean));
            return codes;
        }"""
    )
    told = {int(code.removeprefix("U+"), 16) for code in told}
    acting = {code for code in range(0x110000) if neutral(chr(code)) != chr(code)}
    # An article's text keeps its lines.
    assert acting - told == {ord(letter) for letter in "\t\n\r"}
    assert {0xE0041, 0xE0100, 0x600, 0xE000, 0x1D173, 0x202E, 0x200B, 0xD800} <= told
    # A browser may know of more characters than this Python does.
    assert [code for code in told - acting if unicodedata.category(chr(code)) != "Cn"] == []


def test_every_reply_carries_the_policy(seeded: Server) -> None:
    for path in ("/", "/healthz", "/api/state", "/pincite/page.js", "/assets/nothing.js", "/nothing"):
        _, headers, body = call(seeded, "GET", path)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self' 'nonce-" in policy
        assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0] and "unsafe-eval" not in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert body.count(b"<script") == body.count(b"<script nonce=")
    nonces = {call(seeded, "GET", "/")[1]["content-security-policy"] for _ in range(3)}
    assert len(nonces) == 3


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/file=/etc/passwd",
        "/pincite/../web/server.py",
        "/pincite/%2e%2e/web/server.py",
        "/static/../../../../../../etc/passwd",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/gradio_api/proxy=http://attacker.example/",
        "/gradio_api/upload",
        "/gradio_api/runs",
        "/monitoring",
        "/docs",
    ],
)
def test_no_door_to_the_disk_or_the_net(seeded: Server, path: str) -> None:
    status, _, body = call(seeded, "GET", path)
    assert status in (403, 404, 405) and b"root:" not in body and b"def build" not in body


@pytest.mark.parametrize("file", ["/etc/passwd", "../secret.txt", "..%2f..%2fetc%2fpasswd", ".pincite/history.db"])
def test_only_indexed_articles_are_read_or_removed(seeded: Server, file: str) -> None:
    assert call(seeded, "GET", f"/api/article?file={file}")[0] == 404
    assert call(seeded, "DELETE", f"/api/articles?file={file}")[0] == 404


def test_uploads_are_capped_and_keep_their_base_name_only(tmp_path: Path, serve: Serve) -> None:
    folder = make_folder(tmp_path / "shelf" / "articles", {"a.txt": "The harbour of Vastra was closed on Monday.\n"})
    server = serve(folder)
    # Said to be 300 MB: refused before a byte of it is read.
    assert call(server, "POST", "/api/uploads?name=big.txt", b"", Content_Length="300000000")[0] == 413
    assert call(server, "POST", "/api/uploads?name=big.txt", b"", Content_Length="20000001")[0] == 413
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=120)
    connection.request(
        "POST", "/api/uploads?name=a.txt", iter([b"x" * 100]), {"Transfer-Encoding": "chunked"}, encode_chunked=True
    )
    assert connection.getresponse().status == 411
    connection.close()

    def bring(name: str, data: bytes) -> dict[str, Any]:
        status, _, body = call(server, "POST", f"/api/uploads?name={quote(name, safe='')}", data)
        assert status == 201, body
        _, _, events = call(server, "POST", "/api/articles", {"uploads": [json.loads(body)["upload"]]})
        done: dict[str, Any] = json.loads(events.decode().rpartition("event: done\ndata: ")[2])
        return done

    assert bring("../../escaped.txt", b"The mayor of Vastra is Olof Berg.\n")["added"] == ["escaped.txt"]
    assert bring("..\\..\\windows.txt", b"The mayor of Vastra was Ann Lee.\n")["added"] == ["windows.txt"]
    assert bring("a.txt", b"Another text of the same name.\n")["added"] == ["a (2).txt"]
    assert bring("again.txt", b"Another text.\n")["added"] == ["again.txt"]
    assert bring("again.txt", b"Another text.\n")["present"] == ["again.txt"]
    assert "not a kind Pincite reads" in bring("page.html", b"<script>alert(1)</script>")["failed"][0][1]
    assert bring(".hidden.txt", b"Some text stands here.\n")["added"] == ["hidden.txt"]
    assert bring("binary.txt", bytes(range(256)) * 20)["failed"] != []
    assert sorted(path.name for path in tmp_path.rglob("*.txt")) == sorted(
        ["a.txt", "escaped.txt", "windows.txt", "a (2).txt", "again.txt", "hidden.txt"]
    )
    assert not list((folder / ".pincite" / "quarantine").glob("*"))
    assert call(server, "POST", "/api/articles", {"folder": "/etc"})[0] == 404


def test_requests_of_other_sites_and_by_other_names_are_refused(seeded: Server) -> None:
    ask = {"question": "who?"}
    assert call(seeded, "POST", "/api/ask", ask, Origin="http://attacker.example")[0] == 403
    assert call(seeded, "POST", "/api/ask", ask, Sec_Fetch_Site="cross-site")[0] == 403
    assert call(seeded, "GET", "/api/state", None, Host="attacker.example")[0] == 421
    _, headers, _ = call(seeded, "GET", "/api/state")
    assert "HttpOnly" in headers["set-cookie"] and "SameSite=strict" in headers["set-cookie"]


def test_a_password_is_asked_for_and_its_guessing_throttled(seeds: Path, serve: Serve, visit: Visit) -> None:
    server = serve(
        seeds, PINCITE_PASSWORD_HASH=hash_password("right"), PINCITE_READER_PASSWORD_HASH=hash_password("reading")
    )
    assert call(server, "GET", "/api/state")[0] == 401
    assert call(server, "POST", "/api/ask", {"question": "who?"})[0] == 401
    assert call(server, "GET", "/gradio_api/info")[0] == 401
    assert call(server, "GET", "/healthz")[0] == 200
    status, headers, _ = call(server, "POST", "/api/login", {"password": "reading"})
    reader = headers["set-cookie"].split(";")[0]
    assert status == 200
    assert call(server, "POST", "/api/ask", {"question": "who accompanied Putin?"}, Cookie=reader)[0] == 200
    assert call(server, "POST", "/api/uploads?name=a.txt", b"text", Cookie=reader)[0] == 403
    file = next(seeds.glob("*.txt")).name
    assert call(server, "DELETE", f"/api/articles?file={file}", None, Cookie=reader)[0] == 403
    forged = reader.replace("reader.", "editor.")
    assert call(server, "POST", "/api/ask", {"question": "who?"}, Cookie=forged)[0] == 401
    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(8) as guessing:
        statuses = list(guessing.map(lambda n: call(server, "POST", "/api/login", {"password": str(n)})[0], range(200)))
    assert statuses.count(401) <= 5 + (time.monotonic() - started) // 2 + 1 and statuses.count(429) >= 180
    # The right password is let in once the pause is over, and not before.
    status, headers, _ = call(server, "POST", "/api/login", {"password": "right"})
    while status == 429:
        time.sleep(int(headers["retry-after"]))
        status, headers, _ = call(server, "POST", "/api/login", {"password": "right"})
    assert status == 200
    # It forgives none of the wrong ones, or five more would be let through at once.
    assert 429 in [call(server, "POST", "/api/login", {"password": str(n)})[0] for n in range(5)]


def test_the_page_behind_a_password(seeds: Path, serve: Serve, chromium: Any) -> None:
    server = serve(seeds, PINCITE_PASSWORD_HASH=hash_password("right"))
    page = chromium.new_context().new_page()
    page.goto(server.address)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_have_text("That is not the password.")
    page.get_by_label("Password").fill("right")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_selector("html.ready")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_selector("#password")
    page.context.close()


def test_beyond_this_machine_only_with_a_password_or_said_out_loud(seeds: Path, serve: Serve) -> None:
    with pytest.raises(AssertionError, match="set PINCITE_PASSWORD_HASH"):
        serve(seeds, "--host", "0.0.0.0")
    server = serve(seeds, "--host", "0.0.0.0", "--no-auth")
    port = int(server.address.rsplit(":", 1)[1].strip("/"))
    with socket.create_connection(("127.0.0.1", port), timeout=10):
        pass
    assert sys.platform != "linux" or listens_at(port) == {"00000000"}


def listens_at(port: int) -> set[str]:
    """The addresses at which a port is open, as the kernel writes them."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {row[1].split(":")[0] for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port}


@pytest.mark.parametrize(
    ("script", "said"),
    [
        pytest.param(fails(401), "refused the key (401)", id="refused"),
        pytest.param(fails(400, f"no model for {KEY}"), "cannot take this request (400)", id="bad-request"),
        pytest.param(fails(500, f"crashed with Authorization: Bearer {KEY}"), "error (500)", id="crashed"),
    ],
)
def test_a_key_that_an_error_repeats_is_nowhere_on_the_page(
    script: Reply, said: str, seeds: Path, serve: Serve, visit: Visit
) -> None:
    with serving(script) as model:
        server = serve(seeds, PINCITE_MODEL="scripted", OPENAI_BASE_URL=model.url, OPENAI_API_KEY=KEY)
        visitor = visit(server)
        visitor.ask("who accompanied Putin?")
        page = visitor.page
        page.get_by_text("How this was answered").click()
        links = page.locator("a[aria-label^='Export']").evaluate_all("all => all.map(link => link.href)")
        everything = [
            page.content(),
            *(page.evaluate("a => fetch(a).then(reply => reply.text())", link) for link in links),
        ]
        assert model.chats[0].key == KEY
        assert len(links) > 1 and any(said in text for text in everything), "the failure is told"
    page.context.close()
    _, errors = server.stop()
    assert not [text for text in (*everything, errors) if KEY in text]


def test_by_default_only_this_machine_is_listened_to(seeded: Server) -> None:
    port = int(seeded.address.rsplit(":", 1)[1].strip("/"))
    assert urlsplit(seeded.address).hostname == "127.0.0.1"
    assert sys.platform != "linux" or listens_at(port) == {"0100007F"}
