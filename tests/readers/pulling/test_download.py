"""One file to the disk: whole and checked, or not at all, from a server of any manners."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

import quovadis
from quovadis.errors import StoreError, UnsafeUrl
from quovadis.readers.pulling.connection import Refused, Unanswered
from quovadis.readers.pulling.download import Downloader, WrongBytes, md5_of
from quovadis.readers.pulling.pace import Gate, Pace, Stopped
from quovadis.readers.pulling.remote_files import RemoteFile, Site

BODY = bytes(range(256)) * 400
SUM = hashlib.md5(BODY, usedforsecurity=False).hexdigest()
PACE = Pace(pause=0.01, longest=0.02, connect=0.5, idle=0.4, slowest=1e6, attempts=3)
DAY = dt.date(2018, 1, 1)
Page = Callable[[BaseHTTPRequestHandler], None]


def remote(path: str = "f.csv", size: int | None = len(BODY), md5: str | None = SUM) -> RemoteFile:
    return RemoteFile(path, "gdelt2", DAY, DAY, size, md5)


class Rig:
    """A downloader for the local site, and what it counts."""

    def __init__(self, site: Any, folder: Path, pace: Pace = PACE, *, private: bool = True) -> None:
        self.site, self.folder, self.bytes = site, folder, 0
        self.stop = threading.Event()
        where = Site(site.url("").rstrip("/"), private=private)
        gate = Gate(self.stop)
        self.loader = Downloader(where, pace, gate, seed=1, on_bytes=self.count)

    def count(self, n: int) -> None:
        self.bytes += n

    def fetch(self, file: RemoteFile | None = None) -> bytes:
        file = file or remote()
        try:
            got = self.loader.fetch(file, self.folder / "f.csv")
            assert (got.size, got.md5) == (got.path.stat().st_size, md5_of(got.path))
            assert self.bytes == got.size
            return got.path.read_bytes()
        finally:
            assert list(self.folder.glob("*.part")) == []
            self.loader.connection.close()

    def serve(self, *pages: Page | bytes) -> None:
        """Answer the first request with the first page, and so on; the last one stays."""
        left = list(pages)

        def page(answer: BaseHTTPRequestHandler) -> None:
            one = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(one, bytes):
                whole(one)(answer)
            else:
                one(answer)

        self.site.pages["/f.csv"] = page

    @property
    def asked(self) -> list[dict[str, str]]:
        return [headers for _, headers in self.site.seen]


@pytest.fixture
def rig(site: Any, tmp_path: Path) -> Iterator[Rig]:
    made = Rig(site, tmp_path)
    yield made
    made.loader.connection.close()


def whole(body: bytes, length: int | None = None, status: int = 200, **headers: str) -> Page:
    def page(answer: BaseHTTPRequestHandler) -> None:
        answer.send_response(status)
        answer.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            answer.send_header(name.replace("_", "-"), value)
        answer.end_headers()
        answer.wfile.write(body)

    return page


def test_a_file_comes_whole(rig: Rig) -> None:
    rig.serve(BODY)
    assert rig.fetch() == BODY
    assert rig.asked[0]["User-Agent"] == f"quovadis/{quovadis.__version__}"
    assert rig.asked[0]["Accept-Encoding"] == "identity"


def test_an_answer_that_breaks_off_is_gone_on_with(rig: Rig) -> None:
    rest = whole(BODY[5000:], status=206, Content_Range=f"bytes 5000-{len(BODY) - 1}/{len(BODY)}")
    rig.serve(whole(BODY[:5000], len(BODY), ETag='"one"'), rest)
    assert rig.fetch() == BODY
    assert rig.asked[1]["Range"] == "bytes=5000-"
    assert rig.asked[1]["If-Range"] == '"one"'


def test_a_file_that_has_changed_meanwhile_starts_anew(rig: Rig) -> None:
    rig.serve(whole(b"old" * 1000, len(BODY), ETag='"old"'), whole(BODY, ETag='"new"'))
    assert rig.fetch() == BODY


@pytest.mark.parametrize(
    "rest",
    [
        whole(BODY[7:], status=206, Content_Range=f"bytes 7-{len(BODY) - 1}/{len(BODY)}"),
        whole(b"", status=416),
        whole(BODY[5000:], status=206),
    ],
    ids=["another place", "no such range", "no place"],
)
def test_an_answer_that_goes_on_elsewhere_is_not_taken(rig: Rig, rest: Page) -> None:
    rig.serve(whole(BODY[:5000], len(BODY), ETag='"one"'), rest, BODY)
    assert rig.fetch() == BODY


def test_without_a_mark_nothing_is_gone_on_with(rig: Rig) -> None:
    rig.serve(whole(BODY[:5000], len(BODY), ETag='W/"weak"'), BODY)
    assert rig.fetch() == BODY
    assert "Range" not in rig.asked[1]


WRONG = bytes([BODY[0] ^ 1]) + BODY[1:]


@pytest.mark.parametrize("bad", [WRONG, BODY[:-1], BODY + b"x", b""])
def test_wrong_bytes_are_fetched_again(rig: Rig, bad: bytes) -> None:
    rig.serve(bad, bad, BODY)
    assert rig.fetch() == BODY
    assert len(rig.asked) == 3
    assert "Cache-Control" not in rig.asked[0]
    assert rig.asked[1]["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [(WRONG, f"instead of {SUM}"), (BODY[:-1], "bytes instead of"), (BODY + b"x", "more than")],
)
def test_wrong_bytes_are_reported_in_the_end(rig: Rig, bad: bytes, reason: str) -> None:
    rig.serve(bad)
    with pytest.raises(WrongBytes, match=rf"{reason}.*, 3 times in a row"):
        rig.fetch()
    assert len(rig.asked) == 3
    assert rig.bytes == 0
    assert list(rig.folder.iterdir()) == []


@pytest.mark.parametrize("status", [404, 410, 403])
def test_what_the_server_does_not_give_is_asked_for_once(rig: Rig, status: int) -> None:
    rig.serve(whole(b"", status=status))
    with pytest.raises(Refused, match=str(status)) as caught:
        rig.fetch()
    assert caught.value.missing == (status != 403)
    assert len(rig.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(rig: Rig, status: int) -> None:
    rig.serve(whole(b"", status=status), whole(b"", status=status), BODY)
    assert rig.fetch() == BODY


def test_a_busy_server_is_given_up_in_the_end(rig: Rig) -> None:
    rig.serve(whole(b"", status=503))
    with pytest.raises(Unanswered, match="503"):
        rig.fetch()
    assert len(rig.asked) == PACE.attempts


def test_a_server_is_left_alone_as_long_as_it_asks(rig: Rig) -> None:
    rig.serve(whole(b"", status=503, Retry_After="1"), BODY)
    start = time.monotonic()
    assert rig.fetch() == BODY
    assert time.monotonic() - start >= 1


def test_a_server_that_asks_for_hours_is_given_up_at_once(rig: Rig) -> None:
    rig.serve(whole(b"", status=503, Retry_After="7200"))
    start = time.monotonic()
    with pytest.raises(Unanswered) as caught:
        rig.fetch()
    assert caught.value.wait == 7200
    assert time.monotonic() - start < 5


def test_a_trickle_is_given_up(site: Any, tmp_path: Path) -> None:
    rig = Rig(site, tmp_path, dataclasses.replace(PACE, attempts=1))
    site.drip("/f.csv", b"HTTP/1.1 200 OK\r\nContent-Length: 102400\r\n\r\n", b"x", 0.05)
    start = time.monotonic()
    with pytest.raises(Unanswered, match="did not end within"):
        rig.fetch()
    assert time.monotonic() - start < PACE.seconds(len(BODY)) + 5


def test_private_addresses_are_refused_unless_it_is_a_mirror(site: Any, tmp_path: Path) -> None:
    rig = Rig(site, tmp_path, private=False)
    rig.serve(BODY)
    with pytest.raises(UnsafeUrl, match="loopback"):
        rig.fetch()
    assert rig.asked == []


def test_redirects_are_followed_and_checked(rig: Rig) -> None:
    rig.serve(BODY)
    rig.site.redirect("/moved", "/f.csv")
    assert rig.fetch(remote("moved")) == BODY


def test_a_redirect_to_a_file_is_refused(rig: Rig) -> None:
    rig.site.redirect("/moved", "file:///etc/passwd")
    with pytest.raises(UnsafeUrl):
        rig.fetch(remote("moved"))


def test_redirects_in_a_ring_end(rig: Rig) -> None:
    rig.site.redirect("/ring", "/ring")
    with pytest.raises(Unanswered, match="redirects more than 5 times"):
        rig.fetch(remote("ring"))


def test_a_disk_that_takes_nothing_is_a_fault_of_the_store(rig: Rig) -> None:
    rig.serve(BODY)
    rig.folder = rig.folder / "absent"
    with pytest.raises(StoreError, match="cannot be written"):
        rig.fetch()


def test_a_pull_that_is_over_stops_in_the_middle_of_a_wait(site: Any, tmp_path: Path) -> None:
    rig = Rig(site, tmp_path, Pace(pause=60, longest=60))
    rig.serve(whole(b"", status=500))
    threading.Timer(0.2, rig.stop.set).start()
    start = time.monotonic()
    with pytest.raises(Stopped):
        rig.fetch()
    assert time.monotonic() - start < 10


def archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("GEDEvent_v23_1.csv", b"id,year\n" * 500)
    return packed.getvalue()


def test_an_archive_without_a_listed_digest_is_checked_inside(site: Any, tmp_path: Path) -> None:
    good = archive()
    broken = good[:200] + b"?" + good[201:]
    rig = Rig(site, tmp_path)
    left = [broken, good[:-30], good]
    site.pages["/a.zip"] = lambda answer: whole(left.pop(0))(answer)
    assert rig.fetch(remote("a.zip", None, None)) == good
    site.pages["/a.zip"] = whole(broken)
    again = Rig(site, tmp_path)
    with pytest.raises(WrongBytes, match=r"GEDEvent_v23_1\.csv in it is damaged"):
        again.fetch(remote("a.zip", None, None))
