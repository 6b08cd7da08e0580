"""Where a store may lie, and what is refused."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from types import ModuleType

import pytest

from quovadis import schema
from quovadis.errors import StoreError
from quovadis.store import FORMAT, Store, default_store_path, lock


def fill(path: Path, made: ModuleType) -> Store:
    store = Store(path)
    store.add("events", schema.to_table("events", made.batch(0)))
    return store


def test_the_default_place_is_the_platforms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/x")
    monkeypatch.setattr("sys.platform", "linux")
    assert "quovadis" in default_store_path().parts


def test_a_store_can_lie_in_an_empty_or_new_folder(tmp_path: Path, made: ModuleType) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / ".DS_Store").touch()
    for path in (tmp_path / "empty", tmp_path / "deep" / "er"):
        assert len(fill(path, made).records("events")) == 50
        assert len(Store(path, create=False).records("events")) == 50
        assert json.loads((path / "quovadis-store.json").read_text())["format"] == FORMAT


@pytest.mark.parametrize(
    "name", ["a b", "x=1", "q'uo;te", "hash#", "ünïcode 日本", "--", "$HOME", "a&b", "{x}"]
)
def test_a_store_can_lie_in_a_folder_of_any_common_name(
    tmp_path: Path, made: ModuleType, name: str
) -> None:
    path = tmp_path / name / "store"
    assert len(fill(path, made).records("events")) == 50
    again = Store(path)
    assert again.add("events", schema.to_table("events", made.batch(0))).already == 50
    assert again.rows("events").schema.equals(schema.arrow_schema("events"))
    assert again.check() == []


@pytest.mark.parametrize("name", ["a[1]", "50%20", "a*", "what?", "a|b", "a^b", "new\nline"])
def test_names_that_the_engines_stumble_over_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="path cannot hold"):
        Store(tmp_path / name)


def test_what_is_no_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(StoreError, match="this is a file"):
        Store(file)
    with pytest.raises(StoreError, match="holds other files and is not a store"):
        Store(tmp_path)
    with pytest.raises(StoreError, match="there is no store here"):
        Store(tmp_path / "none", create=False)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_filled_up_after_opening_is_left_alone(
    tmp_path: Path, made: ModuleType
) -> None:
    store = Store(tmp_path / "later")
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "thesis.txt").touch()
    with pytest.raises(StoreError, match="holds other files"):
        store.add("events", schema.to_table("events", made.batch(0)))


def test_a_store_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    marker = tmp_path / "quovadis-store.json"
    marker.write_text(json.dumps({"format": FORMAT + 1}))
    with pytest.raises(StoreError, match=r"format 2, .* up to 1; update quovadis"):
        Store(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": "1"}', '{"format": true}', "\0"])
def test_a_marker_that_says_nothing_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "quovadis-store.json").write_text(text)
    with pytest.raises(StoreError, match="format marker cannot be read"):
        Store(tmp_path)


def test_a_place_where_nothing_can_be_made_is_refused_on_write(
    tmp_path: Path, made: ModuleType
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be"):
        fill(tmp_path / "file" / "store", made)


def test_writers_wait_for_each_other_and_not_for_ever(tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with lock.writer_lock(tmp_path):
            order.append("second")

    with lock.writer_lock(tmp_path):
        with (
            pytest.raises(StoreError, match=r"writing for 0 seconds .* nothing that was committed"),
            lock.writer_lock(tmp_path, patience=0.02),
        ):
            pass
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.05)
        order.append("first")
    thread.join(timeout=5)
    assert order == ["first", "second"]


def test_without_locks_in_the_file_system_writers_go_on(
    tmp_path: Path, made: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import fcntl

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    assert len(fill(tmp_path / "store", made).records("events")) == 50


def test_a_full_disk_is_told(
    tmp_path: Path, made: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import os

    store = fill(tmp_path / "store", made)

    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("deltalake.write_deltalake", full)
        with pytest.raises(StoreError, match="No space left on device"):
            store.add("events", schema.to_table("events", made.batch(1)))
    assert store.add("events", schema.to_table("events", made.batch(1))).added == 50
