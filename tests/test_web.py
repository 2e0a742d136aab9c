"""The page's parts that need no browser: the queue, access, conversations, exports, what comes into the folder."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from qa import Answer, Pincite, QuestionError, SettingsError, SourceError, examples, shelf
from qa.config import Settings
from qa.stopping import Stopped
from qa.web import entry, export
from qa.web.access import COUNTED, FREE_GUESSES, Access, Role, Throttle, hash_password, matches
from qa.web.desk import Desk
from qa.web.gate import Busy, Gate
from qa.web.history import FILE, History
from qa.web.options import Options, checked
from qa.web.quarantine import Quarantine, TooLarge
from tests.helpers import make_folder

BROWSER, STRANGER = "a" * 32, "b" * 32


def answer_of(question: str, quote: str = "The mayor is Olof Berg.", file: str = "a.txt") -> Answer:
    """An Answer of one statement that is its quote."""
    citation = {"file": file, "start": 3, "end": 3 + len(quote), "quote": quote, "lines": [1, 2], "sha256": "0" * 64}
    statement = {"text": quote, "citations": [citation], "score": 0.9}
    return Answer.from_dict(
        {
            "schema": "pincite.answer/1", "question": question, "asked": question, "answered": True, "answer": None,
            "mode": "extractive", "statements": [statement], "searched": {"articles": 1, "passages": 1, "unreadable": 0},
        }
    )  # fmt: skip


# -- the queue


def test_the_queue_is_fair_and_bounded() -> None:
    async def use() -> None:
        gate = Gate(parallel=2, waiting=3)
        places = [gate.enter() for _ in range(5)]
        assert [place.number for place in places] == [0, 0, 1, 2, 3]
        with pytest.raises(Busy, match="you are number 4"):
            gate.enter()
        gate.leave(places[3])
        assert [place.number for place in places] == [0, 0, 1, 2, 2]
        assert places[4].moved.is_set() and not places[2].moved.is_set()
        gate.leave(places[0])
        assert places[2].number == 0 and places[4].number == 1
        for place in places[1:3]:
            gate.leave(place)
        assert places[4].number == 0
        gate.leave(places[4])
        assert gate.enter().number == gate.enter().number == 0

    asyncio.run(use())


# -- access


def test_a_password_is_known_by_its_hash_alone() -> None:
    stated = hash_password("correct horse")
    assert "correct" not in stated and stated != hash_password("correct horse")
    assert matches("correct horse", stated) and not matches("correct Horse", stated) and not matches("\ud800", stated)
    for wrong in ("plain", "scrypt:1:2:3:zz:zz", "bcrypt:32768:8:1:00:00", ""):
        with pytest.raises(SettingsError, match="pincite password"):
            matches("x", wrong)


def test_sessions_and_roles() -> None:
    access = Access(hash_password("e"), hash_password("r"), Role.EDITOR)
    assert (access.role_for("e"), access.role_for("r"), access.role_for("x")) == (Role.EDITOR, Role.READER, None)
    ticket = access.ticket(Role.READER)
    assert access.role_of(ticket) is Role.READER
    for forged in (None, "", "editor", ticket.replace("reader", "editor"), ticket[:-1] + "!", ticket + "\udcff"):
        assert access.role_of(forged) is None
    assert Access(hash_password("e"), "", Role.EDITOR).role_of(ticket) is None
    assert Access("", "", Role.READER).role_of(None) is Role.READER
    assert Access(hash_password("e"), "", Role.READER).role_for("e") is Role.READER


def test_guessing_gets_slower_until_an_hour_has_passed() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    waits = []
    for _ in range(FREE_GUESSES + 12):
        waits.append(throttle.wait("one"))
        now[0] += waits[-1]
        throttle.failed("one")
    assert waits[: FREE_GUESSES + 4] == [0] * FREE_GUESSES + [1, 2, 4, 8] and max(waits) == 300
    assert throttle.wait("two") == 0 and throttle.wait("one") == 300
    now[0] += COUNTED
    assert throttle.wait("one") == 0


def test_a_right_password_is_no_wrong_one_and_forgives_none() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    for _ in range(100):
        throttle.failed("often right")
        throttle.succeeded("often right")
    assert throttle.wait("often right") == 0
    # Whoever has one password guesses at the other, and shows the right one before the wait.
    guesses = 0
    while now[0] < COUNTED:
        if not throttle.wait("guesser"):
            throttle.failed("guesser")
            guesses += 1
            if guesses % (FREE_GUESSES - 1) == 0:
                throttle.failed("guesser")
                throttle.succeeded("guesser")
        now[0] += 1
    assert guesses < 30


def test_the_world_is_let_in_only_with_a_password_or_on_request() -> None:
    everywhere = Options(host="0.0.0.0")
    with pytest.raises(SettingsError, match="--no-auth"):
        checked(everywhere, Settings(), no_auth=False)
    assert checked(everywhere, Settings(), no_auth=True) is everywhere
    assert checked(everywhere, Settings(password_hash="h"), no_auth=False) is everywhere
    assert checked(Options(), Settings(), no_auth=False).local


def test_a_hash_is_not_in_the_settings_repr() -> None:
    assert "h4sh" not in repr(Settings(password_hash="h4sh", reader_password_hash="h4sh"))


# -- conversations


def test_a_conversation_is_its_browsers_own(tmp_path: Path) -> None:
    history = History(tmp_path)
    conversation, first = history.keep(BROWSER, None, answer_of("Who is  the\nmayor?"), [])
    history.keep(BROWSER, conversation, answer_of("And the 50%_ bridge?"), [{"file": "a.txt", "start": 0, "end": 9}])
    assert [one["title"] for one in history.conversations(BROWSER)] == ["Who is the mayor?"]
    assert [turn.answer["question"] for turn in history.turns(BROWSER, conversation)][1] == "And the 50%_ bridge?"
    assert history.conversations(STRANGER) == []
    for act in (
        lambda: history.turns(STRANGER, conversation),
        lambda: history.rename(STRANGER, conversation, "mine"),
        lambda: history.delete(STRANGER, conversation),
        lambda: history.vote(STRANGER, first, 1, ""),
        lambda: history.keep(STRANGER, conversation, answer_of("x"), []),
    ):
        with pytest.raises(QuestionError):
            act()
    assert [len(history.conversations(BROWSER, words)) for words in ("50%_", "Olof", "50%x", "%", "zzz")] == [
        1,
        1,
        0,
        1,
        0,
    ]
    last = history.turns(BROWSER, conversation)[-1].id
    history.keep(BROWSER, conversation, answer_of("Who else?"), [], replaces=last)
    for refused in (first, last, 10_000):
        with pytest.raises(QuestionError, match="last question"):
            history.keep(BROWSER, conversation, answer_of("Lost?"), [], replaces=refused)
        with pytest.raises(QuestionError, match="last question"):
            history.ask(BROWSER, conversation, "Lost?", refused)
    asked = [turn.answer["question"] for turn in history.turns(BROWSER, conversation)]
    assert asked == ["Who is  the\nmayor?", "Who else?"]
    assert history.rename(BROWSER, conversation, "  a \n title ") == "a title"
    history.delete(BROWSER, conversation)
    assert history.conversations(BROWSER) == []
    history.close()
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_a_removed_article_is_forgotten_and_another_is_not(tmp_path: Path) -> None:
    history = History(tmp_path)
    conversation, _ = history.keep(BROWSER, None, answer_of("One?", "Xylograph is the word.", "gone.txt"), [])
    history.keep(
        BROWSER, conversation, answer_of("Two?"), [{"file": "gone.txt", "title": "Xylographs"}, {"file": "a.txt"}]
    )
    history.forget("gone.txt")
    one, two = history.turns(BROWSER, conversation)
    assert one.answer["statements"] == [] and "has been removed" in one.answer["notes"][0]
    assert two.answer["statements"] and two.passages == [{"file": "a.txt"}]
    assert not Answer.from_dict(one.answer).answered
    history.close()
    assert [path for path in tmp_path.iterdir() if b"ylograph" in path.read_bytes()] == []


def test_votes_come_back_as_they_were_given(tmp_path: Path) -> None:
    history = History(tmp_path)
    _, turn = history.keep(BROWSER, None, answer_of("One?"), [])
    assert history.voted(BROWSER) == []
    history.vote(BROWSER, turn, -1, "no")
    assert [(one.vote, one.note) for one in history.voted(BROWSER)] == [(-1, "no")]
    assert history.voted(STRANGER) == []
    history.close()


# -- exports


@pytest.mark.parametrize(
    "quote",
    [
        "plain words",
        "![x](http://e.example/i.png)",
        "<img src=x> & `code`",
        "# head\n* item\n> quote",
        "a_b*c*~d~|e|",
        "\u202egnirts",
    ],
    ids=["plain", "image", "html", "blocks", "inline", "bidi"],
)
def test_markdown_names_the_place_and_nothing_in_it_acts(quote: str) -> None:
    text = export.markdown([answer_of("Who [is](x) it?", quote)], "T <b>")
    body, _, note = text.rstrip().rpartition("\n\n")
    assert note.startswith("[^1]: ") and "[^1]" in body
    assert not re.search(r"(?<!\\)[<>`]|(?<!\\)!\[|(?<!\\)\[(?!\^1\])", text)
    plain = re.sub(r"\\([^A-Za-z0-9\s])", r"\1", note)
    assert plain.endswith(f"“{' '.join(quote.split())}”".replace("\u202e", "\\u202e"))
    assert "a.txt, lines 1–2, characters 3–" in plain


# -- the folder


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a.txt", "a.txt"), ("../../a.txt", "a.txt"), ("C:\\x\\a.txt", "a.txt"), ("/etc/a.md", "a.md"), (".a.txt", "a.txt"),
        ("a\x00b\n.txt", "a_b_.txt"), ("a\u202etxt.md", "a_txt.md"), ("naïve.txt", "naïve.txt"), ("a.txt. ", "a.txt"),
        ("é" * 200 + ".txt", "é" * 88 + ".txt"), ('a<b>"c|?.txt', "a_b__c__.txt"),
    ],
)  # fmt: skip
def test_a_brought_file_has_a_plain_name(name: str, plain: str) -> None:
    assert shelf.plain_name(name) == plain


@pytest.mark.parametrize("name", ["", "..", "...", "/", "\\", " "])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(SourceError):
        shelf.plain_name(name)


def test_what_reads_as_an_article_comes_in_once(tmp_path: Path) -> None:
    brought = make_folder(
        tmp_path / "brought", {"1": "One text stands here.\n", "2": "Another one.\n", "3": bytes(range(256)) * 4}
    )
    folder = make_folder(tmp_path / "folder", {"a.txt": "One text stands here.\n"})
    files: list[Any] = [("a.txt", "1"), ("a.txt", "2"), ("sub/b.md", "1"), ("c.pdf", "1"), ("d.txt", "3")]
    done = shelf.admit(folder, [(name, brought / file) for name, file in files], 1_000)
    assert done.added == ("a (2).txt", "sub/b.md") and done.present == ("a.txt",)
    assert [name for name, _ in done.failed] == ["c.pdf", "d.txt"]
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == ["a (2).txt", "a.txt", "b.md"]


def test_nothing_is_written_or_deleted_outside_the_folder(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "folder", {"a.txt": "Text.\n"})
    outside = make_folder(tmp_path / "outside", {"x.txt": "Keep me.\n"})
    (folder / "link").symlink_to(outside)
    (folder / "x.txt").symlink_to(outside / "x.txt")
    for file in ("../outside/x.txt", "link/x.txt", "x.txt", "..", str(outside / "x.txt")):
        with pytest.raises(SourceError):
            shelf.discard(folder, file)
    assert shelf.admit(folder, [("link/y.txt", folder / "a.txt")], 1_000).failed
    assert sorted(path.name for path in outside.iterdir()) == ["x.txt"]
    shelf.discard(folder, "a.txt")
    shelf.discard(folder, "a.txt")
    assert not (folder / "a.txt").exists()


def test_a_dropped_file_over_the_cap_leaves_nothing_behind(tmp_path: Path) -> None:
    async def pieces(count: int) -> AsyncIterator[bytes]:
        for _ in range(count):
            yield b"x" * 100

    async def use() -> None:
        quarantine = Quarantine(tmp_path / "q", largest=250, named=shelf.plain_name)
        with pytest.raises(TooLarge, match="limit"):
            await quarantine.receive("a.txt", pieces(3))
        assert list((tmp_path / "q").iterdir()) == []
        upload = await quarantine.receive("../b.txt", pieces(2))
        ((name, path),) = quarantine.take([upload])
        assert name == "b.txt" and path.parent == tmp_path / "q" and path.name == upload
        with pytest.raises(SourceError, match="drop the file again"):
            quarantine.take(["../../etc/passwd"])
        quarantine.drop([upload])
        assert list((tmp_path / "q").iterdir()) == []

    asyncio.run(use())


# -- questions to begin with


def test_example_questions_are_made_from_the_articles_own_names() -> None:
    found = examples.questions(
        [
            "Ann Lee met Olof Berg in Vastra. Accompanying Lee were two aides. Mayor Olof Berg said the bridge would open.",
            "Yesterday he said nothing. The the the.",
        ]
    )
    assert {"Whom did Ann Lee meet?", "Who accompanied Lee?", "What did Olof Berg say?"} <= set(found)
    assert examples.questions(["", "nothing here"]) == []
    assert len(found) == len(set(found))


def test_a_page_that_asks_while_indexing_ends_is_told_to_ask_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(Pincite.open(make_folder(tmp_path / "told", {"a.txt": "Mayor Olof Berg met Ann Lee.\n"})), Options())
    desk.library.index()
    desk.busy, counted = True, desk.library.status()

    def status() -> Any:
        desk.busy = False
        return counted

    monkeypatch.setattr(desk.library, "status", status)
    (state,) = [route for route in entry.routes(desk).routes if getattr(route, "path", "") == "/api/state"]
    try:
        request = Request({"type": "http", "method": "GET", "headers": [], "path": "/api/state", "query_string": b""})
        reply = json.loads(asyncio.run(state.endpoint(request)).body)  # type: ignore[attr-defined]
    finally:
        desk.close()
    assert reply["indexing"] is True and desk.busy is False


def test_examples_are_tried_when_nobody_asks_and_no_more_once_the_server_ends(tmp_path: Path) -> None:
    told = {"a.txt": "Mayor Olof Berg met Ann Lee in Vastra. Accompanying Lee were two aides, Tom Hask and Ida Moe.\n"}
    desk = Desk(Pincite.open(make_folder(tmp_path / "told", told)), Options())
    try:
        with desk.answering(desk.library.ask_stream("Who accompanied Lee?")):
            desk.start()
            desk.wait_searchable()
            time.sleep(1.0)
            assert desk.questions == []
        deadline = time.monotonic() + 60
        while not desk.questions and time.monotonic() < deadline:
            time.sleep(0.05)
        assert "Who accompanied Lee?" in desk.questions
        desk.stop()
        with pytest.raises(Stopped):
            desk.library.questions(turn=desk.give_way)
    finally:
        desk.close()
