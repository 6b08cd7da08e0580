"""Many files: never more at a time than agreed, each one told of, and an end when it is enough."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from quovadis.errors import FetchError, UnsafeUrl
from quovadis.readers.pulling import Pace, RemoteFile, Site, fetch_all

PACE = Pace(parallel=3, pause=0.01, longest=0.02, connect=0.5, idle=0.3, attempts=2, lost=4)
DAY = dt.date(2018, 1, 1)


def served(site: Any, n: int) -> list[RemoteFile]:
    """Files of a few bytes, each another."""
    files = []
    for i in range(n):
        body = f"{i:09}".encode()
        site.serve(f"/{i}.csv", body, kind=None)
        md5 = hashlib.md5(body, usedforsecurity=False).hexdigest()
        files.append(RemoteFile(f"{i}.csv", "gdelt2", DAY, DAY, len(body), md5))
    return files


def local(site: Any) -> Site:
    return Site(site.url("").rstrip("/"), private=True)


def test_every_file_comes_once_and_never_more_at_a_time_than_agreed(
    site: Any, tmp_path: Path
) -> None:
    files = served(site, 30)
    lock, now, most = threading.Lock(), [0], [0]

    def counted(page: Any) -> Any:
        def slow(answer: BaseHTTPRequestHandler) -> None:
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            time.sleep(0.02)
            with lock:
                now[0] -= 1  # once the answer is sent, nobody can tell who waits for it
            page(answer)

        return slow

    site.pages = {path: counted(page) for path, page in site.pages.items()}
    bytes_seen: list[int] = []
    found = fetch_all(files, tmp_path, local(site), pace=PACE, seed=1, on_bytes=bytes_seen.append)
    outcomes = list(found)
    assert {o.file for o in outcomes} == set(files)
    assert all(o.got and o.got.path.read_bytes() == o.file.name[:-4].zfill(9).encode()
               for o in outcomes)  # fmt: skip
    assert sum(bytes_seen) == 30 * 9
    assert 1 < most[0] <= 3


def test_disk_does_not_fill_while_nobody_takes_the_files(site: Any, tmp_path: Path) -> None:
    found = fetch_all(served(site, 40), tmp_path, local(site), pace=PACE)
    next(found)
    time.sleep(0.5)
    assert len(site.seen) <= 1 + 3 * 3
    found.close()


def test_what_is_there_whole_is_not_fetched_again(site: Any, tmp_path: Path) -> None:
    files = served(site, 3)
    (tmp_path / "0.csv").write_bytes(b"000000000")
    (tmp_path / "1.csv").write_bytes(b"000000000")  # the right size and the wrong bytes
    assert all(o.got for o in fetch_all(files, tmp_path, local(site), pace=PACE))
    assert sorted(path for path, _ in site.seen) == ["/1.csv", "/2.csv"]
    assert (tmp_path / "1.csv").read_bytes() == b"000000001"


def test_a_failure_stops_nobody(site: Any, tmp_path: Path) -> None:
    files = served(site, 6)
    del site.pages["/1.csv"]
    site.serve("/4.csv", b"wrong one", kind=None)
    outcomes = {o.file.name: o for o in fetch_all(files, tmp_path, local(site), pace=PACE)}
    assert outcomes["1.csv"].missing
    assert "/1.csv: the server answers 404" in str(outcomes["1.csv"].error)
    assert "its MD5 is" in str(outcomes["4.csv"].error)
    assert not outcomes["4.csv"].missing
    assert sum(o.got is not None for o in outcomes.values()) == 4


def test_when_nothing_answers_it_ends(site: Any, tmp_path: Path) -> None:
    files = served(site, 50)
    site.server.shutdown()
    site.server.server_close()
    with pytest.raises(FetchError, match="4 files in a row got no answer"):
        list(fetch_all(files, tmp_path, local(site), pace=PACE))


def test_a_server_that_wants_to_be_left_alone_is_left_alone(site: Any, tmp_path: Path) -> None:
    files = served(site, 50)
    for path in list(site.pages):
        site.serve(path, b"", status=429, Retry_After="86400")
    with pytest.raises(FetchError, match="left alone for 86,400 seconds"):
        list(fetch_all(files, tmp_path, local(site), pace=PACE))
    assert len(site.seen) <= 3 * 3


def test_a_private_address_ends_the_pull(site: Any, tmp_path: Path) -> None:
    files = served(site, 5)
    with pytest.raises(UnsafeUrl, match="loopback"):
        list(fetch_all(files, tmp_path, Site(local(site).address), pace=PACE))
    assert site.seen == []


def test_whoever_stops_early_leaves_no_worker_behind(site: Any, tmp_path: Path) -> None:
    found = fetch_all(served(site, 40), tmp_path, local(site), pace=PACE)
    next(found)
    found.close()
    time.sleep(0.3)
    assert [t.name for t in threading.enumerate() if t.name.startswith("pull-")] == []


def test_no_files_are_no_work(site: Any, tmp_path: Path) -> None:
    assert list(fetch_all([], tmp_path, local(site), pace=PACE)) == []
