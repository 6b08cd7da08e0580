"""Pulls from a server as bad as servers get: nothing lost, nothing doubled, nothing by half."""

from __future__ import annotations

import importlib.util
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from quovadis.errors import StoreError
from quovadis.ontology import load_ontology
from quovadis.pipeline import pulls
from quovadis.pipeline.pulls import PullReport, plan_pull, pull
from quovadis.readers.pulling import Ledger, RemoteFile, Selection, mirror, ucdp_file
from quovadis.store import Store
from quovadis.store.lock import writer_lock

HERE = Path(__file__).parent
FILES, KILLS = 200, 20
LONGEST_LIFE = 0.6  # seconds after the first bytes


def module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"pipeline_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


made = module("publisher")
puller = module("puller")


@pytest.fixture(scope="session")
def rows() -> list[bytes]:
    """Real rows where the data is at hand, else invented ones."""
    data = Path(os.environ.get("QUOVADIS_DATA") or HERE / "../../../shared/data").resolve()
    found: list[bytes] = made.rows_at_hand(data, 4000)
    return found


@pytest.fixture
def serve() -> Iterator[Any]:
    """Start a server for files, their master list added."""
    servers: list[Any] = []

    def start(files: dict[str, bytes], listed: dict[str, bytes] | None = None, **more: Any) -> Any:
        whole = files | {made.LIST: made.master_list(listed or files)}
        servers.append(made.Publisher(whole, **more))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def everything() -> Selection:
    return some()


def some(**more: Any) -> Selection:
    first, last = puller.DAYS
    return Selection(load_ontology(), first, last, **more)


def ids(store: Store) -> list[str]:
    found: list[str] = store.rows("events")["id"].to_pylist()
    return found


def test_a_bad_server_costs_nothing_but_time(tmp_path: Path, rows: list[bytes], serve: Any) -> None:
    files = made.quarter_hours(rows, 30)
    absent, wrong = sorted(files)[3], sorted(files)[7]
    server = serve({p: b for p, b in files.items() if p != absent}, files, delay=0.02)
    for i, path in enumerate(sorted(files)):
        server.plan[path] = [made.FAULTS[i % len(made.FAULTS)]]
    server.plan[made.LIST], server.plan[absent] = ["drop"], []
    server.wrong.add(wrong)
    store = Store(tmp_path / "store")
    report = puller.one_pull(store, server.address)

    good = {p: b for p, b in files.items() if p not in (absent, wrong)}
    found = made.ids_of(good, tmp_path)
    assert sorted(ids(store)) == sorted(i for part in found.values() for i in part)
    assert (report.files, report.stopped) == (28, None)
    assert [f.file for f in report.missing] == [absent.rsplit("/")[-1]]
    assert "404" in report.missing[0].reason
    assert [f.file for f in report.failed] == [wrong.rsplit("/")[-1]]
    assert "MD5" in report.failed[0].reason
    assert "3 times in a row" in report.failed[0].reason
    assert server.asked[wrong] == 3
    assert server.asked[absent] == 1
    assert 1 < server.most <= puller.PACE.parallel
    assert all(a.startswith("quovadis/") for a in server.agents)
    assert list((store.path / ".pull" / "files").iterdir()) == []

    # Only what failed is asked for again, and once it is there it comes in.
    before = server.asked.total()
    server.wrong.clear()
    server.files[absent] = files[absent]
    again = puller.one_pull(store, server.address)
    assert (again.files, again.done, again.missing, again.failed) == (2, 28, [], [])
    assert server.asked.total() == before + 3  # the list's end, and two files
    assert len(ids(store)) == sum(len(i) for i in made.ids_of(files, tmp_path).values())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_pull_killed_twenty_times_ends_as_an_undisturbed_one(
    tmp_path: Path, rows: list[bytes], serve: Any
) -> None:
    files = made.quarter_hours(rows, FILES)
    expected = made.ids_of(files, tmp_path)
    known = made.write_expected(tmp_path / "expected.json", files, expected)
    undisturbed = Store(tmp_path / "undisturbed")
    calm = puller.one_pull(undisturbed, serve(files).address)
    assert (calm.files, calm.failed, calm.missing) == (FILES, [], [])

    server = serve(files, delay=0.15)
    server.misbehave(seed=20250409)
    path, chance = tmp_path / "store", random.Random(20250409)  # noqa: S311
    watcher = start("watch", path, known)
    nursery = start("pull", path, server.address)
    for _ in range(KILLS):
        tell(nursery, "go")
        pid = int(answer(nursery, "pid"))
        answer(nursery, "begun")
        time.sleep(chance.uniform(0.0, LONGEST_LIFE))
        os.kill(pid, signal.SIGKILL)
        assert answer(nursery, "status") == str(int(signal.SIGKILL)), "it had ended by itself"
    assert 0 < len(set(ids(Store(path)))) < len(ids(undisturbed)), "nothing was done by halves"
    tell(nursery, "go")
    for word, value in (("pid", None), ("begun", None), ("status", "0")):
        assert answer(nursery, word) == value or value is None
    nursery.communicate(timeout=30)
    seen = json.loads(watcher.communicate(timeout=30)[0].splitlines()[-1])
    assert seen["wrong"] == []
    assert seen["looks"] > KILLS

    store = Store(path)
    assert store.check() == []
    assert sorted(ids(store)) == sorted(ids(undisturbed))
    assert sorted(ids(store)) == sorted(i for part in expected.values() for i in part)
    assert store.fingerprint("events") == undisturbed.fingerprint("events")
    assert plan_pull(listed(files), store, everything()).files == ()


def start(*args: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE / "puller.py"), *map(str, args)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert answer(process, "ready") == ""
    return process


def tell(process: subprocess.Popen[str], text: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{text}\n")
    process.stdin.flush()


def answer(process: subprocess.Popen[str], word: str) -> str:
    """Read lines until one begins with the word; return the rest of it."""
    assert process.stdout is not None
    for line in process.stdout:
        first, _, rest = line.strip().partition(" ")
        if first == word:
            return rest
    raise AssertionError(f"no {word}: the process has ended with {process.wait()}")


def listed(files: dict[str, bytes]) -> list[RemoteFile]:
    from quovadis.readers.pulling.file_lists import gdelt2_files

    return gdelt2_files(made.master_list(files).decode().splitlines(), *puller.DAYS).files


@pytest.fixture
def small(rows: list[bytes], serve: Any) -> Any:
    """A server with six files."""
    server = serve(made.quarter_hours(rows[:120], 6))
    server.listed = listed({p: b for p, b in server.files.items() if p != made.LIST})
    return server


def small_pull(server: Any, store: Store, selection: Selection, **more: Any) -> PullReport:
    return pull(server.listed, store, selection, mirror(server.address), pace=puller.PACE, **more)


class Crash(BaseException):
    """What no code of ours catches."""


def test_a_crash_between_commit_and_ledger_doubles_nothing(
    tmp_path: Path, small: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "store")
    record = Ledger.record

    def crash(*_: Any) -> None:
        raise Crash

    monkeypatch.setattr(Ledger, "record", crash)
    with pytest.raises(Crash):
        small_pull(small, store, everything(), batch=2)
    there = len(ids(store))
    assert there > 0
    monkeypatch.setattr(Ledger, "record", record)
    report = small_pull(small, store, everything(), batch=2)
    assert (report.files, report.already) == (6, there)
    assert len(ids(store)) == len(set(ids(store))) == report.added + there


def test_rows_that_were_not_asked_for_are_never_stored(
    tmp_path: Path, small: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[Any] = []
    add = Store.add

    def spy(self: Store, table: str, data: Any) -> Any:
        batches = list(data)
        stored.extend(row for batch in batches for row in batch.to_pylist())
        return add(self, table, batches)

    monkeypatch.setattr(Store, "add", spy)
    few = some(actors=("USA",))
    store = Store(tmp_path / "store")
    report = small_pull(small, store, few)
    assert stored
    assert all("USA" in (r["source_country"], r["target_country"]) for r in stored)
    assert report.added == len(stored)
    assert report.read == report.added + report.passed + report.repeats == 120
    # Whoever has a part has not all; whoever has all has each part.
    assert len(plan_pull(small.listed, store, everything()).files) == 6
    assert small_pull(small, store, everything()).files == 6
    other = some(countries=("AFG",))
    assert plan_pull(small.listed, store, other).files == ()


def test_a_file_that_is_too_much_for_one_commit_comes_in_several(
    tmp_path: Path, small: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits: list[int] = []
    add = Store.add

    def spy(self: Store, table: str, data: Any) -> Any:
        batches = list(data)
        commits.append(sum(b.num_rows for b in batches))
        return add(self, table, batches)

    monkeypatch.setattr(Store, "add", spy)
    monkeypatch.setattr(pulls, "CHUNK_ROWS", 30)
    store = Store(tmp_path / "store")
    report = small_pull(small, store, everything())
    assert report.files == 6
    assert sum(commits) == len(ids(store)) == report.added
    assert len(commits) > 1
    assert max(commits) <= 30


def test_what_the_store_has_lost_is_pulled_again(tmp_path: Path, small: Any) -> None:
    import shutil

    store = Store(tmp_path / "store")
    first = small_pull(small, store, everything())
    shutil.rmtree(store.path / "events")
    store = Store(tmp_path / "store")
    assert len(plan_pull(small.listed, store, everything()).files) == 6
    again = small_pull(small, store, everything())
    assert (again.files, again.added) == (6, first.added)


def test_two_pulls_into_one_store_do_not_meet(
    tmp_path: Path, small: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulls, "_OTHERS_PATIENCE", 0.05)
    store = Store(tmp_path / "store")
    small_pull(small, store, everything())
    with writer_lock(store.path / ".pull"), pytest.raises(StoreError, match="other processes"):
        small_pull(small, store, everything())


def test_a_server_that_is_gone_ends_the_pull_with_what_there_is(tmp_path: Path, small: Any) -> None:
    store = Store(tmp_path / "store")
    day = puller.DAYS[0]
    gone = [RemoteFile(f"x/{i}.zip", "gdelt2", day, day, 1, "0" * 32) for i in range(30)]
    for file in gone:
        small.plan[file.path] = ["silence"] * 9
    pace = puller.Pace(attempts=1, idle=0.05, connect=0.2, lost=4)
    site = mirror(small.address)
    report = pull([*small.listed, *gone], store, everything(), site, pace=pace)
    assert report.files == 6
    assert len(ids(store)) == report.added > 0
    assert report.stopped is not None
    assert "4 files in a row got no answer" in report.stopped
    assert len(report.failed) < 30
    assert small_pull(small, store, everything()).done == 6


def test_an_empty_quarter_hour_is_no_failure(tmp_path: Path, serve: Any, rows: list[bytes]) -> None:
    files = made.quarter_hours(rows[:10], 1)
    name = "20180102000000.export.CSV"
    server = serve(files | {f"gdeltv2/{name}.zip": made.zipped(name, b"")})
    report = puller.one_pull(Store(tmp_path / "store"), server.address)
    assert (report.files, report.failed) == (2, [])


def test_a_file_that_is_no_table_is_reported_and_the_rest_goes_on(
    tmp_path: Path, serve: Any, rows: list[bytes]
) -> None:
    files = made.quarter_hours(rows[:10], 1)
    bad = "20180102000000.export.CSV"
    server = serve(files | {f"gdeltv2/{bad}.zip": made.zipped(bad, b"x" * 9_000_000)})
    report = puller.one_pull(Store(tmp_path / "store"), server.address)
    assert report.files == 1
    assert [f.file for f in report.failed] == [f"{bad}.zip"]
    assert "no table" in report.failed[0].reason


def test_rejected_rows_have_the_public_name_of_their_file(
    tmp_path: Path, serve: Any, rows: list[bytes]
) -> None:
    name = "20180101000000.export.CSV"
    server = serve({f"gdeltv2/{name}.zip": made.zipped(name, rows[0] + b"no row\n" + rows[1])})
    report = puller.one_pull(Store(tmp_path / "store"), server.address)
    assert (report.read, report.rejected) == (2, 1)
    assert (report.rejects[0].file, report.rejects[0].line) == (f"{name}.zip/{name}", 2)


UCDP_HEADER = (
    "id,year,type_of_violence,side_a,side_b,date_start,date_end,country,country_id,best,gwnoa\n"
)
UCDP_ROW = "{},{},1,Government of Fiji,Suva insurgents,{},{},Fiji,950,4,950\n"


def test_ucdp_is_pulled_and_cut_to_days(tmp_path: Path, serve: Any) -> None:
    import datetime as dt

    text = UCDP_HEADER + "".join(
        UCDP_ROW.format(i, day[:4], day, day)
        for i, day in enumerate(["2001-05-06", "2010-01-01", "2022-12-31"])
    )
    body = made.zipped("GEDEvent_v23_1.csv", text.encode())
    server = serve({"ged/ged231-csv.zip": body})
    server.plan["ged/ged231-csv.zip"] = ["short", "flip", "drop"]
    file = ucdp_file("23.1", dt.date(2026, 1, 1))
    store = Store(tmp_path / "store")
    cut = Selection(load_ontology(), dt.date(2010, 1, 1), dt.date(2022, 12, 31))
    report = pull([file], store, cut, mirror(server.address), pace=puller.PACE)
    assert (report.files, report.read, report.passed, report.added) == (1, 3, 1, 2)
    assert sorted(ids(store)) == ["ucdp:1", "ucdp:2"]
    known = {r.date() for r in store.rows("events")["known_at"].to_pylist()}
    assert known == {dt.date(2023, 6, 30)}
    assert plan_pull([file], store, cut).files == ()


def test_mentions_go_into_their_own_table_beside_events(
    tmp_path: Path, serve: Any, rows: list[bytes]
) -> None:
    from quovadis.readers.pulling.file_lists import gdelt2_files

    files = made.quarter_hours(rows[:10], 1)
    cells = "7 20180101000000 20180101001500 1 post.example https://post.example/a 1 -1 9 5 1 100"
    mention = "\t".join([*cells.split(), "2000", "-1.5", "", ""]) + "\n"
    name = "20180101000000.mentions.CSV"
    files[f"gdeltv2/{name}.zip"] = made.zipped(name, mention.encode())
    server = serve(files)
    lines = made.master_list(files).decode().splitlines()
    both = gdelt2_files(lines, *puller.DAYS, kinds=("export", "mentions")).files
    store = Store(tmp_path / "store")
    report = pull(both, store, everything(), mirror(server.address), pace=puller.PACE)
    assert (report.files, report.failed, report.missing) == (2, [], [])
    [told] = store.rows("reports").to_pylist()
    assert told["event_id"] == "gdelt2:7"
    assert len(ids(store)) == report.added - 1
    # Each table is counted by itself: losing one of them is noticed.
    assert Ledger(store.path / ".pull" / "ledger.jsonl").added["reports"] == 1
