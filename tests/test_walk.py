"""A folder of any depth: each file is read or named with its reason; nothing outside is opened and nothing blocks."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from qa.config import load
from qa.errors import SourceError
from qa.indexing import LARGEST_FILE
from qa.sources import Found, read_bytes, walk
from qa.sources.walk import read_regular
from tests.helpers import make_folder

pytestmark = pytest.mark.timeout(20)


def reasons(folder: Path) -> dict[str, str | None]:
    return {found.file: found.reason for found in walk(folder)}


def reason_of(folder: Path, file: str) -> str:
    found = next(found for found in walk(folder) if found.file == file)
    with pytest.raises(SourceError) as caught:
        read_bytes(found, LARGEST_FILE)
    return caught.value.reason


def test_files_come_in_the_order_of_their_paths_from_any_depth(tmp_path: Path) -> None:
    deep = "/".join(["d"] * 60) + "/deep.txt"
    make_folder(tmp_path, {"b.txt": "b", "a/z.md": "z", "a/b/c.txt": "c", deep: "x", "Ünï/ć 1.txt": "u", "c.pdf": "p"})
    found = list(walk(tmp_path))
    assert [f.file for f in found] == ["a/b/c.txt", "a/z.md", "b.txt", "c.pdf", deep, "Ünï/ć 1.txt"]
    assert all(f.path == tmp_path / f.file and f.reason is None for f in found)


def test_folders_may_be_nested_deeper_than_calls(tmp_path: Path) -> None:
    folders = [tmp_path]
    for _ in range(sys.getrecursionlimit() + 200):
        folders.append(folders[-1] / "d")
        folders[-1].mkdir()
    try:
        make_folder(tmp_path, {"a.txt": "a", "z.txt": "z"})
        (folders[-1] / "deep.txt").write_text("x")
        assert [f.file for f in walk(tmp_path)] == ["a.txt", "d/" * (len(folders) - 1) + "deep.txt", "z.txt"]
    finally:
        # Whoever clears the folder away does it by calls.
        (folders[-1] / "deep.txt").unlink(missing_ok=True)
        for folder in reversed(folders[1:]):
            folder.rmdir()


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    make_folder(tmp_path, {".hidden.txt": "h", ".git/a.txt": "g", "a/.DS_Store": "d", "a/b.txt": "b"})
    assert reasons(tmp_path) == {"a/b.txt": None}


def test_the_folders_own_settings_are_no_article(tmp_path: Path) -> None:
    make_folder(tmp_path, {"pincite.toml": "", "other.toml": "", "a/pincite.toml": "", "a.txt": "a"})
    assert reasons(tmp_path) == {"a.txt": None, "a/pincite.toml": None, "other.toml": None}


def test_settings_that_are_a_link_are_read_and_no_article(tmp_path: Path) -> None:
    make_folder(tmp_path, {"real/pincite.toml": "largest_file = 7", "folder/a.txt": "a"})
    (tmp_path / "folder" / "pincite.toml").symlink_to("../real/pincite.toml")
    assert load(tmp_path / "folder", {}).largest_file == 7
    assert reasons(tmp_path / "folder") == {"a.txt": None}


def test_a_folder_with_the_name_of_the_settings_is_walked(tmp_path: Path) -> None:
    make_folder(tmp_path, {"pincite.toml/a.txt": "a"})
    assert reasons(tmp_path) == {"pincite.toml/a.txt": None}


def test_an_empty_folder_has_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty/er").mkdir(parents=True)
    assert reasons(tmp_path) == {}


def test_a_folder_that_is_not_there_is_named() -> None:
    assert list(reasons(Path("/nonexistent/folder")).values()) == [
        "the folder cannot be read (No such file or directory)"
    ]


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("/etc/passwd", id="out-of-the-folder"),
        pytest.param("real.txt", id="inside"),
        pytest.param("nowhere", id="broken"),
        pytest.param("link.txt", id="to-itself"),
        pytest.param(".", id="loop"),
        pytest.param("/", id="the-whole-disk"),
    ],
)
def test_links_are_named_and_not_followed(tmp_path: Path, target: str) -> None:
    make_folder(tmp_path, {"real.txt": "real"})
    (tmp_path / "link.txt").symlink_to(target)
    assert reasons(tmp_path) == {"link.txt": "a link; links are not followed", "real.txt": None}
    assert reason_of(tmp_path, "link.txt") == "a link; links are not followed"


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    make_folder(tmp_path / "real", {"a.txt": "a"})
    (tmp_path / "link").symlink_to("real")
    assert reasons(tmp_path / "link") == {"a.txt": None}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_named_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert reason_of(tmp_path, "pipe.txt") == "not a regular file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_file_that_becomes_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(SourceError, match="not a regular file"):
        read_bytes(Found("pipe.txt", tmp_path / "pipe.txt"), LARGEST_FILE)


def test_a_file_that_becomes_a_link_is_not_followed(tmp_path: Path) -> None:
    make_folder(tmp_path, {"secret": "secret"})
    (tmp_path / "a.txt").symlink_to("secret")
    with pytest.raises(SourceError, match="cannot be read"):
        read_bytes(Found("a.txt", tmp_path / "a.txt"), LARGEST_FILE)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs Unix sockets")
def test_a_socket_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A socket's path may not be long.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.txt")
        assert reasons(tmp_path) == {"s.txt": "not a regular file"}


def test_a_device_is_named(tmp_path: Path) -> None:
    try:
        os.mknod(tmp_path / "zero.txt", 0o20666, os.makedev(1, 5))
    except (AttributeError, PermissionError):
        pytest.skip("making a device needs rights")
    assert reasons(tmp_path) == {"zero.txt": "not a regular file"}
    with pytest.raises(OSError, match=r"regular|permitted|denied"):
        read_regular(tmp_path / "zero.txt", LARGEST_FILE)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have only Unicode names")
def test_a_name_that_is_not_unicode_is_named_in_escapes(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    with open(folder + b"/caf\xe9.txt", "w") as file:  # noqa: PTH123
        file.write("text")
    os.mkdir(folder + b"/dir\xff")  # noqa: PTH102
    (found_file, found_folder) = list(walk(tmp_path))
    assert (found_file.file, found_file.reason) == ("caf\\udce9.txt", "its name is not valid UTF-8")
    assert (found_folder.file, found_folder.reason) == ("dir\\udcff", "its name is not valid UTF-8")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    make_folder(tmp_path, {"a.txt": "a", "shut/b.txt": "b"})
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "shut").chmod(0)
    try:
        assert reason_of(tmp_path, "a.txt") == "it cannot be read (Permission denied)"
        assert reasons(tmp_path)["shut"] == "the folder cannot be read (Permission denied)"
    finally:
        (tmp_path / "shut").chmod(0o700)


@pytest.mark.parametrize("name", ["a.docx", "a.jpg", "a.exe", "a.txt.gz", "README"])
def test_a_suffix_that_is_not_read_is_named(tmp_path: Path, name: str) -> None:
    make_folder(tmp_path, {name: "whatever"})
    assert "is not a kind Pincite reads (.txt" in reason_of(tmp_path, name)


@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a.md", "A.Markdown", "a.b.text"])
def test_a_suffix_is_read_in_any_case(tmp_path: Path, name: str) -> None:
    make_folder(tmp_path, {name: "words"})
    (found,) = walk(tmp_path)
    assert read_bytes(found, LARGEST_FILE)[0] == b"words"


def test_a_file_over_the_limit_is_named_and_not_read(tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    assert reason_of(tmp_path, "big.txt") == "it cannot be read (64 MB is over the limit of 64 MB a file)"
    make_folder(tmp_path, {"exact.txt": "12345"})
    assert read_bytes(Found("exact.txt", tmp_path / "exact.txt"), 5)[0] == b"12345"
    with pytest.raises(SourceError, match="over the limit"):
        read_bytes(Found("exact.txt", tmp_path / "exact.txt"), 4)


def test_a_file_that_vanishes_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"it cannot be read \(No such file"):
        read_bytes(Found("gone.txt", tmp_path / "gone.txt"), LARGEST_FILE)
