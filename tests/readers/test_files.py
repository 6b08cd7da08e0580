from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from quovadis.errors import EmptyInput, InputError, InputTooLarge
from quovadis.readers import MAX_BYTES, read
from quovadis.readers.files import files_of, read_file, read_stdin


def test_a_file_and_a_link_to_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"text")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert read_file(tmp_path / "b.txt") == b"text"


def test_fifty_megabytes_are_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(InputTooLarge, match=r"50\.0 MB, more than the 10\.0 MB"):
        read_file(path)


def test_the_limit_itself_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * 100)
    assert len(read_file(path, limit=100)) == 100
    with pytest.raises(InputTooLarge):
        read_file(path, limit=99)
    assert MAX_BYTES == 10_000_000


def test_bytes_have_the_same_limit() -> None:
    with pytest.raises(InputTooLarge):
        read(b"a" * (MAX_BYTES + 1))


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(InputError, match="not a regular file"):
        read_file(tmp_path / "pipe.txt")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero on this system")
def test_a_device_does_not_hang(tmp_path: Path) -> None:
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    for path in (Path("/dev/zero"), tmp_path / "zero.txt"):
        with pytest.raises(InputError, match="not a regular file"):
            read_file(path)


def test_a_file_that_becomes_a_pipe_after_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    monkeypatch.setattr("quovadis.readers.files.check_regular", lambda _: 10)
    with pytest.raises(InputError, match="not a regular file"):
        read_file(tmp_path / "pipe.txt")


@pytest.mark.parametrize("name", ["missing.txt", "a\x00b.txt", "x" * 5000])
def test_no_such_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        read_file(tmp_path / name)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        read_file(tmp_path)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(b"The court ruled.")

    monkeypatch.setattr("sys.stdin", Stdin())
    [document] = read("-")
    assert document.text == "The court ruled."
    Stdin.buffer = io.BytesIO(b"a" * 200)
    with pytest.raises(InputTooLarge, match="standard input"):
        read_stdin(limit=100)


def test_files_of_a_folder(tmp_path: Path) -> None:
    for name in ("b.md", "a.TXT", "c.html", "skip.pdf", ".hidden.md", "d.rss"):
        (tmp_path / name).write_text("x")
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    assert [p.name for p in files_of(tmp_path)] == ["a.TXT", "b.md", "c.html", "d.rss"]


def test_a_folder_with_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(EmptyInput):
        list(files_of(tmp_path))
