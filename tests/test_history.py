"""Conversations: found by what is read in them, and without a word of an article that the index holds no longer."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qa import Answer, Pincite, upkeep
from qa.web.desk import Desk
from qa.web.history import FILE, History, Waiting
from qa.web.options import Options
from tests.helpers import HashEmbedding, make_folder

BROWSER = "a" * 32
SECRET = "Zanzibarquux"
TOLD = f"{SECRET} opened the bridge."


def citation(quote: str, file: str, sha256: str = "0" * 64) -> dict[str, Any]:
    """A place in ``file``, as an Answer cites it."""
    return {"file": file, "start": 0, "end": len(quote), "quote": quote, "lines": [1, 1], "sha256": sha256}


def answer_of(question: str, *cited: dict[str, Any], asked: str = "", **more: Any) -> Answer:
    """An Answer whose statements are its quotes."""
    statements = [{"text": one["quote"], "citations": [one], "score": 0.9} for one in cited]
    return Answer.from_dict(
        {
            "schema": "pincite.answer/1", "question": question, "asked": asked or question, "answered": bool(cited),
            "answer": None, "mode": "extractive", "statements": statements,
            "searched": {"articles": 1, "passages": 1, "unreadable": 0}, **more,
        }
    )  # fmt: skip


def place(file: str, title: str) -> dict[str, Any]:
    """A passage that was read, as it is kept."""
    return {"file": file, "start": 0, "end": 9, "title": title}


def traces(index: Path) -> list[Path]:
    """Files of the index in which the secret stands."""
    return [
        path for path in index.rglob("*") if path.is_file() and SECRET.lower().encode() in path.read_bytes().lower()
    ]


# -- search


@pytest.fixture
def searched(tmp_path: Path) -> Iterator[History]:
    """One conversation in several scripts."""
    history = History(tmp_path)
    quote = 'Bürgermeister Jürgen Müller said “no” and "never"\nin Москва, in the Große Straße.'
    cited = {**citation(quote, "städte/bericht.txt"), "title": "Der Fluß: ein Überblick"}
    sides = [{"answer": "Köln", "origins": 1, "citations": [citation("It was Köln.", "b.txt")]}]
    history.keep(
        BROWSER,
        None,
        answer_of("Wer war Ångström?", cited, answer="Łukasz", disagreements=[{"about": "wer", "sides": sides}]),
        [place("a.txt", "Unread")],
    )
    yield history
    history.close()


@pytest.mark.parametrize(
    "words",
    [
        "Müller", "MÜLLER", "bürgermeister", "Москва", "МОСКВА", "große straße", "GROSSE STRASSE", '"never"', "“no”", "in Москва",
        "never\" in", "  müller   said ", "ångström", "łukasz", "köln", "Überblick", "Mu\u0308ller", "bericht", "",
    ],
)  # fmt: skip
def test_a_conversation_is_found_by_what_is_read_in_it(searched: History, words: str) -> None:
    assert len(searched.conversations(BROWSER, words)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "verified",
        "sha256",
        "passages",
        "score",
        "extractive",
        "u00fc",
        "\\u",
        "null",
        '"',
        "%",
        "_",
        "Ångström? Łukasz",
    ],
)
def test_a_conversation_is_not_found_by_how_it_is_kept(searched: History, words: str) -> None:
    # A quotation mark stands in its quote.
    assert len(searched.conversations(BROWSER, words)) == (words == '"')


def test_a_title_is_searched_too(searched: History) -> None:
    (one,) = searched.conversations(BROWSER)
    searched.rename(BROWSER, one["id"], "Élan")
    assert searched.conversations(BROWSER, "éLAN") and not searched.conversations("b" * 32, "élan")


# -- questions that have no answer yet


def test_a_question_is_kept_until_its_answer_is(tmp_path: Path) -> None:
    history = History(tmp_path)
    conversation, dropped = history.ask(BROWSER, None, "Whose bridge?")
    same, asked = history.ask(BROWSER, conversation, "Who opened the bridge?")
    assert same == conversation and asked != dropped
    assert [one["title"] for one in history.conversations(BROWSER, "OPENED")] == ["Who opened the bridge?"]
    found = history.opened(BROWSER, conversation)
    assert (found.turns, found.waiting) == ([], Waiting("Who opened the bridge?", None, running=True))
    history.left(asked)
    assert history.opened(BROWSER, conversation).waiting == Waiting("Who opened the bridge?", None, running=False)
    _, turn = history.keep(BROWSER, conversation, answer_of("Who opened the bridge?"), [], asked=asked)
    assert history.opened(BROWSER, conversation).waiting is None
    history.rename(BROWSER, conversation, "Bridges")
    again, asked = history.ask(BROWSER, conversation, "When was it?", turn)
    assert history.opened(BROWSER, conversation).waiting == Waiting("When was it?", turn, running=True)
    assert [one.id for one in history.opened(BROWSER, again).turns] == [turn]
    assert [one["title"] for one in history.conversations(BROWSER, "when")] == ["Bridges"]
    # A server that begins anew answers none of them.
    history.close()
    anew = History(tmp_path)
    assert anew.opened(BROWSER, conversation).waiting == Waiting("When was it?", turn, running=False)
    # Neither another browser's conversation nor one that is deleted.
    assert anew.ask("b" * 32, conversation, "Mine?")[0] != conversation
    anew.delete(BROWSER, conversation)
    assert anew.ask(BROWSER, conversation, "Which?", turn)[0] != conversation
    anew.close()


# -- what a removed article leaves


def test_what_follows_from_a_removed_article_is_forgotten_with_it(tmp_path: Path) -> None:
    history = History(tmp_path)
    stays = citation("The storm was in May.", "stays.txt")
    before = answer_of("And the storm?", stays, asked="And the storm? (of Brindal)")
    conversation, _ = history.keep(BROWSER, None, before, [])
    opened = answer_of("Who opened it?", citation(TOLD, "gone.txt"), asked=f"Who opened it? (the {SECRET} bridge)")
    history.keep(BROWSER, conversation, opened, [])
    follow_up = answer_of(
        "When did he arrive?",
        stays,
        asked=f"When did {SECRET} arrive?",
        disagreements=[{"about": f"When did {SECRET} arrive?", "sides": []}],
        notes=[f"Not in these articles: when did {SECRET} arrive", "stays.txt has changed."],
    )
    history.keep(BROWSER, conversation, follow_up, [place("gone.txt", f"{SECRET} again"), place("stays.txt", "Storm")])
    other, _ = history.keep(BROWSER, None, answer_of("And?", stays, asked="And? (the storm)"), [])
    history.forget("gone.txt")
    first, second, third = history.turns(BROWSER, conversation)
    assert first.answer == before.to_dict()
    assert (second.answer["asked"], second.answer["statements"]) == ("Who opened it?", [])
    assert second.answer["notes"] == ["This answer rested on gone.txt, which has been removed."]
    assert third.answer == {
        **follow_up.to_dict(),
        "asked": "When did he arrive?",
        "disagreements": [{"about": "When did he arrive?", "sides": []}],
        "notes": ["stays.txt has changed."],
    }
    assert third.passages == [place("stays.txt", "Storm")]
    assert history.turns(BROWSER, other)[0].answer["asked"] == "And? (the storm)"
    assert traces(tmp_path) == []
    history.close()


def test_an_article_removed_while_it_is_asked_about_is_not_kept(tmp_path: Path) -> None:
    held = {"gone.txt", "stays.txt"}
    history = History(tmp_path, lambda: held)
    stays = citation("The storm was in May.", "stays.txt")
    read = [place("gone.txt", f"All of {SECRET}"), place("stays.txt", "Storm")]
    conversation, _ = history.keep(BROWSER, None, answer_of("Who?", citation(TOLD, "gone.txt")), read)
    earlier = [turn.answer for turn in history.turns(BROWSER, conversation)]
    held.remove("gone.txt")
    history.align()
    history.keep(BROWSER, conversation, answer_of("Who else?", citation(TOLD, "gone.txt"), stays), read)
    follow_up = answer_of("When did he come?", stays, asked=f"When did {SECRET} come?")
    history.keep(BROWSER, conversation, follow_up, read, earlier=earlier)
    late, last = history.turns(BROWSER, conversation)[1:]
    assert late.answer["statements"] == [] and "has been removed" in late.answer["notes"][0]
    assert last.answer == {**follow_up.to_dict(), "asked": "When did he come?"}
    assert late.passages == last.passages == read[1:]
    assert traces(tmp_path) == []
    history.close()


def test_only_what_the_index_holds_no_longer_is_forgotten(tmp_path: Path) -> None:
    held: set[str] | None = {"stays.txt", "1" * 64}
    history = History(tmp_path, lambda: held)
    kept = [
        answer_of("One?", citation("A quote.", "stays.txt", "9" * 64)),
        answer_of("Two?", citation("Moved.", "moved.txt", "1" * 64)),
        answer_of("Three?"),
    ]
    for answer in kept:
        history.keep(BROWSER, None, answer, [])
    history.align()
    held = None
    kept.append(answer_of("Four?", citation("Nobody can tell.", "other.txt", "2" * 64)))
    conversation, turn = history.keep(BROWSER, None, kept[-1], [place("other.txt", "Other")])
    history.vote(BROWSER, turn, 1, "good")
    history.align()
    found = [history.turns(BROWSER, one["id"])[0] for one in reversed(history.conversations(BROWSER))]
    assert [one.answer for one in found] == [answer.to_dict() for answer in kept]
    assert (found[-1].vote, found[-1].passages) == (1, [place("other.txt", "Other")])
    held = set()
    history.align()
    assert history.turns(BROWSER, conversation)[0].vote == 0
    history.close()


# -- when a server brings them into line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles, indexed, and a conversation about both."""
    told: dict[str, str | bytes] = {"gone.txt": f"Mayor {SECRET} opened the bridge.\n", "bad.txt": b"\0\xff"}
    told["stays.txt"] = "The storm was in May.\n"
    folder = make_folder(tmp_path / "told", told)
    desk = opened(folder)
    desk.library.index()
    for file, quote in (("gone.txt", TOLD), ("stays.txt", "The storm was in May."), ("bad.txt", "It was read once.")):
        desk.history.keep(BROWSER, None, answer_of(f"What is in {file}?", citation(quote, file)), [])
    desk.close()
    return folder


def opened(folder: Path) -> Desk:
    """A server's desk over ``folder``."""
    return Desk(Pincite.open(folder, embedder=HashEmbedding()), Options())


def emptied(desk: Desk) -> list[str]:
    """The questions whose answers were taken out."""
    turns = [turn for one in desk.history.conversations(BROWSER) for turn in desk.history.turns(BROWSER, one["id"])]
    return [turn.answer["question"] for turn in turns if not turn.answer["statements"]]


def test_a_server_opens_an_index_without_what_was_removed_meanwhile(folder: Path) -> None:
    (folder / "gone.txt").unlink()
    library = Pincite.open(folder, embedder=HashEmbedding())
    library.index()
    library.close()
    assert traces(folder / ".pincite") == [folder / ".pincite" / FILE]
    desk = opened(folder)
    try:
        desk.start()
        assert emptied(desk) == ["What is in gone.txt?"]
        assert traces(folder / ".pincite") == []
    finally:
        desk.close()


def test_what_is_gone_from_the_folder_is_forgotten_when_an_indexing_ends(folder: Path, tmp_path: Path) -> None:
    desk = opened(folder)
    try:
        desk.start()
        asyncio.run(desk.change(lambda: None))
        assert emptied(desk) == []
        (folder / "gone.txt").unlink()
        (folder / "stays.txt").rename(folder / "moved.txt")
        brought = make_folder(tmp_path / "brought", {"new.txt": "The harbour was closed.\n"}) / "new.txt"
        asyncio.run(desk.change(lambda: desk.library.add([("new.txt", brought)])))
        # The storm's article has moved; its sha256 is not the one of the conversation.
        assert emptied(desk) == ["What is in stays.txt?", "What is in gone.txt?"]
        assert traces(folder / ".pincite") == []
    finally:
        desk.close()


def test_an_index_begun_anew_takes_nothing_from_the_conversations(folder: Path) -> None:
    for path in (folder / ".pincite").iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != FILE:
            path.unlink()
    desk = opened(folder)
    try:
        store = desk.library.store
        # As a first run leaves it that was killed before it had read an article.
        with store.writing():
            store.create("hash-64")
        with store.catalog.transaction():
            store.catalog.set_meta(upkeep.UNFINISHED, "1")
        desk.start()
        asyncio.run(desk.change(lambda: None))
        assert emptied(desk) == [] and desk.library.status().articles == 2
    finally:
        desk.close()


def test_examples_of_a_removed_article_are_offered_no_more(folder: Path) -> None:
    desk = opened(folder)
    try:
        make_folder(folder, {"more.txt": "Mayor Olof Berg met Ann Lee in Vastra.\n"})
        # New ones are drawn when nobody asks.
        with desk.answering(desk.library.ask_stream("What is where?")):
            desk.questions = [f"What did {SECRET} open?"]
            asyncio.run(desk.change(lambda: desk.library.remove("gone.txt")))
            assert desk.questions == []
    finally:
        desk.close()


def test_turns_that_were_kept_by_another_version_are_read(tmp_path: Path) -> None:
    history = History(tmp_path)
    conversation, _ = history.keep(
        BROWSER, None, answer_of("Und Müller?", citation(TOLD, "gone.txt"), asked="Und Müller (Rom)?"), []
    )
    with history._writing() as db:
        (stated,) = db.execute("SELECT answer FROM turns").fetchone()
        # As it stood before these keys came, and with one that nobody knows yet.
        old = {
            key: value for key, value in json.loads(stated).items() if key not in ("nearest", "disagreements", "notes")
        }
        db.execute("UPDATE turns SET answer = ?", (json.dumps({**old, "later": 1}),))
    assert history.conversations(BROWSER, "müller") and history.conversations(BROWSER, SECRET)
    history.forget("gone.txt")
    assert history.turns(BROWSER, conversation)[0].answer["later"] == 1 and traces(tmp_path) == []
    history.close()
