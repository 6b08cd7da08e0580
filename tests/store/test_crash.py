"""Writers that are killed, that race, that may not write; readers who look on meanwhile."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from quovadis import schema
from quovadis.store import Added, Store

KILLS = 20
N = 400  # more than all killed writers together can load


class Reader(threading.Thread):
    """Looks at the store over and over, and notes whatever it should not see."""

    def __init__(self, path: Path, made: ModuleType) -> None:
        super().__init__(daemon=True)
        self.path, self.made = path, made
        self.wrong: list[str] = []
        self.looks = 0
        self.most = 0
        self.enough = threading.Event()

    def run(self) -> None:
        store = Store(self.path)
        while not self.enough.is_set():
            try:
                self.look(store)
                if self.looks % 7 == 0:
                    store = Store(self.path)
            except Exception as error:  # whatever it is, the test must fail
                self.wrong.append(repr(error))
                return

    def look(self, store: Store) -> None:
        rows = store.rows("events").select(["id", "document_id"]).to_pylist()
        events = [r["id"] for r in rows if r["document_id"] is None]
        if len(events) != len(set(events)):
            self.wrong.append("a row stands twice")
        if len(events) % self.made.BATCH:
            self.wrong.append(f"{len(events)} rows: a commit is seen by half")
        if len(events) < self.most:
            self.wrong.append(f"{len(events)} rows after {self.most}")
        by_document: dict[str, int] = {}
        for row in rows:
            if row["document_id"] is not None:
                by_document[row["document_id"]] = by_document.get(row["document_id"], 0) + 1
        if set(by_document.values()) - {self.made.FACTS}:
            self.wrong.append(f"a coding is seen by half: {by_document}")
        self.most = len(events)
        self.looks += 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_killed_writers_lose_and_double_nothing(
    tmp_path: Path, made: ModuleType, start_writer: Callable[..., subprocess.Popen[str]]
) -> None:
    path = tmp_path / "store"
    chance = random.Random(20250409)  # noqa: S311 - the same moments in every run
    reader = Reader(path, made)
    reader.start()
    upcoming = start_writer(path, seed=0, n=N)
    for number in range(KILLS):
        writer = upcoming
        if number + 1 < KILLS:
            upcoming = start_writer(path, seed=number + 1, n=N)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        writer.stdin.write("go\n")  # type: ignore[union-attr]
        writer.stdin.flush()  # type: ignore[union-attr]
        time.sleep(chance.uniform(0.0, 0.5))
        writer.kill()
        assert writer.wait() == -signal.SIGKILL, "it had finished before it was killed"
    reader.enough.set()
    reader.join(timeout=20)
    assert reader.wrong == []
    assert reader.looks > KILLS
    store = Store(path)
    assert 0 < reader.most < N * made.BATCH

    events = [e for k in range(N) for e in made.batch(k)]
    loaded = store.rows("events")["document_id"].null_count
    assert store.add("events", schema.to_table("events", events)) == Added(
        len(events) - loaded, loaded
    )
    store.add_documents(made.document(k) for k in range(N))
    store.add_coded(made.coded(k) for k in range(N))

    assert store.check() == []
    expected = {e.id for e in events} | {e.id for k in range(N) for e in made.coded(k).events}
    ids = store.rows("events")["id"].to_pylist()
    assert len(ids) == len(expected)
    assert set(ids) == expected
    assert store.info()["tables"]["sentences"]["rows"] == N * made.FACTS
    assert store.info()["tables"]["codings"]["rows"] == N
    assert store.info()["tables"]["documents"]["rows"] == N


@pytest.mark.parametrize("mode", ["plain", "without lock"])
def test_two_processes_that_add_the_same_add_it_once(
    tmp_path: Path, made: ModuleType, start_writer: Callable[..., subprocess.Popen[str]], mode: str
) -> None:
    path, n = tmp_path / "store", 6
    writers = [start_writer(path, mode=mode, seed=1, n=n) for _ in range(2)]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")  # type: ignore[union-attr]
        writer.stdin.flush()  # type: ignore[union-attr]
    for writer in writers:
        out, _ = writer.communicate(timeout=60)
        assert writer.returncode == 0, out
    store = Store(path)
    assert store.check() == []
    tables = store.info()["tables"]
    assert tables["events"]["rows"] == n * (made.BATCH + made.FACTS)
    assert tables["documents"]["rows"] == tables["codings"]["rows"] == n


def test_threads_that_write_different_rows_lose_none(tmp_path: Path, made: ModuleType) -> None:
    path, each = tmp_path / "store", 5

    def write(first: int) -> None:
        store = Store(path)
        for number in range(first, first + each):
            store.add("events", schema.to_table("events", made.batch(number)))

    threads = [threading.Thread(target=write, args=(k * each,)) for k in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Store(path).info()["tables"]["events"]["rows"] == 3 * each * made.BATCH
    assert Store(path).check() == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_folder_that_may_only_be_read_is_read_and_not_written(
    made: ModuleType, start_writer: Callable[..., subprocess.Popen[str]]
) -> None:
    folder = Path(tempfile.mkdtemp())  # unlike pytest's own, open to a user without rights
    try:
        made.load(Store(folder / "store"), 0)
        for place in (folder, *folder.rglob("*")):
            place.chmod(0o555 if place.is_dir() else 0o444)
        writer = start_writer(folder / "store", mode="nobody", n=2)
        out, _ = writer.communicate("go\n", timeout=60)
        assert writer.returncode == 5
        assert "cannot be written (Permission denied)" in out
        assert "check the folder's permissions" in out
        assert len(Store(folder / "store").records("events")) == made.BATCH + made.FACTS
    finally:
        for place in (folder, *folder.rglob("*")):
            place.chmod(0o755)
        shutil.rmtree(folder)
