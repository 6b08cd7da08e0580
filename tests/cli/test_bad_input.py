"""Bad input ends with the documented exit code, and a message that says what and where."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from quovadis.errors import PARTIAL

GOOD = "France condemned Iran on Tuesday. Iran rejected the accusation of France on Wednesday."


def bad_inputs(folder: Path) -> dict[str, Path]:
    """One file for each way in which an input can be of no use."""
    made = {
        "empty": b"",
        "blank": b" \n\t\n",
        "binary": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "nul": b"text with a \x00 in it, and more \x00\x00\x00",
        "not text": bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xFF, 0xFE, 0x00]) * 40,
    }
    paths = {}
    for name, content in made.items():
        paths[name] = folder / f"{name.replace(' ', '-')}.txt"
        paths[name].write_bytes(content)
    paths["no such file"] = folder / "absent.txt"
    paths["feed that is not XML"] = folder / "feed.xml"
    paths["feed that is not XML"].write_text("{not: xml}", encoding="utf-8")
    paths["XML bomb"] = folder / "bomb.xml"
    entities = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    paths["XML bomb"].write_text(
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{entities}]>'
        '<rss version="2.0"><channel><title>&a9;</title></channel></rss>',
        encoding="utf-8",
    )
    return paths


NAMES = (
    "empty",
    "blank",
    "binary",
    "nul",
    "not text",
    "no such file",
    "feed that is not XML",
    "XML bomb",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("command", ["read", "brief"])
def test_bad_file_is_refused_with_a_clear_message(quovadis, tmp_path, name, command) -> None:
    path = bad_inputs(tmp_path)[name]
    began = time.monotonic()
    ran = quovadis(command, path)
    assert ran.code == 3
    assert ran.err.startswith("error: ")
    assert path.name in ran.err
    assert "Traceback" not in ran.err
    assert time.monotonic() - began < 60


def test_a_text_of_fifty_megabytes_is_refused_at_once(quovadis, tmp_path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as out:
        for _ in range(50):
            out.write(b"Word after word. " * (2**20 // 17))
    began = time.monotonic()
    ran = quovadis("read", path)
    assert ran.code == 3
    assert "large" in ran.err
    assert time.monotonic() - began < 15


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x",
        "http://localhost/x",
        "http://[::1]/x",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://user:pass@example.org/",
        "file:///etc/passwd",
        "ftp://example.org/x",
    ],
)
def test_addresses_that_we_do_not_open(quovadis, url) -> None:
    ran = quovadis("read", url)
    assert ran.code == 3
    assert ran.err.startswith("error: ")


def test_in_a_batch_the_others_go_on(quovadis, tmp_path, note) -> None:
    bad = bad_inputs(tmp_path)
    ran = quovadis("read", bad["empty"], note(GOOD), bad["binary"])
    assert ran.code == PARTIAL
    assert ran.err.count("error: ") == 2
    assert "ACCUSE" in ran.out
    assert "1 new, 0 already in the store" in ran.err


def test_a_page_without_a_date_is_read_and_says_so(quovadis, note) -> None:
    ran = quovadis("read", note(GOOD, day=None))
    assert ran.code == 0
    assert "published unknown (none)" in ran.out


@pytest.mark.parametrize(
    "args",
    [
        ("relation", "RUS", "AFG", "--as-of", "2999-01-01"),
        ("shifts", "--as-of", "2999-01-01"),
        ("actors", "RUS", "--as-of", "2999-01-01"),
        ("precedents", "RUS", "TALIBAN", "--as-of", "2999-01-01"),
    ],
)
def test_a_day_in_the_future_is_refused(quovadis, note, args) -> None:
    quovadis("read", note(GOOD))
    ran = quovadis(*args)
    assert ran.code == 3
    assert "2999-01-01 is in the future" in ran.err


def test_an_article_from_the_future_is_refused(quovadis, note) -> None:
    ran = quovadis("read", note(GOOD, day="2098-01-01"))
    assert ran.code == 3
    assert "future" in ran.err


@pytest.mark.parametrize("command", ["relation", "precedents"])
def test_an_unknown_actor_gets_suggestions(quovadis, note, command) -> None:
    quovadis("read", note(GOOD))
    ran = quovadis(command, "Rusia", "AFG")
    assert ran.code == 4
    assert "Russia" in ran.err


def test_a_day_that_is_no_day_is_wrong_usage(quovadis) -> None:
    ran = quovadis("relation", "RUS", "AFG", "--as-of", "9 April")
    assert ran.code == 2
    assert "YYYY-MM-DD" in ran.err


def test_asking_a_store_that_is_not_there(quovadis) -> None:
    ran = quovadis("relation", "RUS", "AFG")
    assert ran.code == 5
    assert "store" in ran.err


def test_a_folder_that_is_no_store_is_left_alone(tmp_path, note, capsys) -> None:
    from quovadis.cli import run

    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "letter.txt").write_text("Dear all", encoding="utf-8")
    assert run(["--store", str(folder), "read", str(note(GOOD))]) == 5
    assert [p.name for p in folder.iterdir()] == ["letter.txt"]
    assert "error: " in capsys.readouterr().err


def test_a_page_that_names_no_event_is_not_briefed(quovadis, note) -> None:
    ran = quovadis("brief", note("The weather was fine. Tomatoes are ripe, and the cat sleeps."))
    assert ran.code == 6
    assert "no event" in ran.err


def test_hostile_text_cannot_steer_the_terminal(quovadis, note) -> None:
    text = "France condemned Iran. \x1b[2J\x1b]0;owned\x07 \u202eevil"
    ran = quovadis("read", note(text))
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "\x07" not in ran.out
