"""Lists as they are brought in: whole the first time, then only what is new; names of releases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from quovadis.errors import FetchError, FormatError, InputError, UnsafeUrl
from quovadis.readers.pulling import (
    BY_HAND,
    GDELT,
    UCDP,
    Pace,
    Site,
    list_gdelt,
    mirror,
    sized,
    ucdp_file,
    where_to_get,
)

PACE = Pace(pause=0.01, longest=0.02, connect=0.5, idle=0.3, attempts=3)
DAYS = dt.date(2015, 1, 1), dt.date(2016, 1, 1)
TODAY = dt.date(2026, 1, 1)


def line(i: int) -> str:
    moment = dt.datetime(2015, 2, 18, tzinfo=dt.UTC) + dt.timedelta(minutes=15 * i)
    url = f"http://data.gdeltproject.org/gdeltv2/{moment:%Y%m%d%H%M%S}.export.CSV.zip"
    return f"{i + 1} {i:032x} {url}\n"


class Growing:
    """A list on the local site that grows, and answers ranges."""

    def __init__(self, site: Any, path: str) -> None:
        self.body, self.sent, self.drops = b"", 0, 0
        site.pages[path] = self.page
        self.site = Site(site.url("").rstrip("/"), private=True)

    def page(self, answer: BaseHTTPRequestHandler) -> None:
        asked = answer.headers.get("Range", "").removeprefix("bytes=").split("-")[0]
        first = int(asked or 0)
        body = self.body[first:]
        answer.send_response(206 if asked else 200)
        if asked:
            place = f"bytes {first}-{len(self.body) - 1}/{len(self.body)}"
            answer.send_header("Content-Range", place)
        answer.send_header("Content-Length", str(len(body)))
        answer.end_headers()
        if self.drops:
            self.drops -= 1
            body = body[: len(body) // 2]
        self.sent += len(body)
        answer.wfile.write(body)


@pytest.fixture
def master(site: Any) -> Growing:
    return Growing(site, "/gdeltv2/masterfilelist.txt")


@pytest.fixture
def count(master: Growing, tmp_path: Path) -> Callable[[], int]:
    def files() -> int:
        listing = list_gdelt(tmp_path, *DAYS, site=master.site, pace=PACE, seed=1)
        assert listing.unread == 0
        return len(listing.files)

    return files


def test_of_a_list_that_has_grown_only_the_end_is_fetched(
    master: Growing, count: Callable[[], int]
) -> None:
    master.body = "".join(map(line, range(500))).encode()
    assert count() == 500
    assert master.sent == len(master.body)
    master.sent = 0
    master.body += line(500).encode()
    assert count() == 501
    assert master.sent == 4096 + len(line(500))
    master.sent = 0
    assert count() == 501
    assert master.sent == 4096


def test_a_list_that_was_written_anew_is_fetched_whole(
    master: Growing, count: Callable[[], int]
) -> None:
    master.body = "".join(map(line, range(500))).encode()
    assert count() == 500
    master.body = "".join(map(line, range(100, 300))).encode()
    assert count() == 200
    master.body = "".join(map(line, range(900))).encode()
    assert count() == 900


def test_a_list_whose_end_breaks_off_is_completed(
    master: Growing, count: Callable[[], int], tmp_path: Path
) -> None:
    master.body = "".join(map(line, range(100))).encode()
    assert count() == 100
    master.body = "".join(map(line, range(400))).encode()
    master.drops = 1
    assert count() == 400
    [kept] = tmp_path.iterdir()
    assert kept.read_bytes() == master.body
    # Whoever was killed while writing leaves the beginning of a line.
    kept.write_bytes(master.body[:-30])
    assert count() == 400


def test_translated_files_come_from_a_list_of_their_own(
    site: Any, master: Growing, tmp_path: Path
) -> None:
    master.body = line(0).encode()
    other = line(1).replace(".export", ".translation.export")
    site.serve("/gdeltv2/masterfilelist-translation.txt", other, kind=None)
    found = list_gdelt(tmp_path, *DAYS, site=master.site, pace=PACE, translated=True)
    assert [f.name for f in found.files] == [
        "20150218000000.export.CSV.zip",
        "20150218001500.translation.export.CSV.zip",
    ]


def test_the_two_lists_of_1_0(site: Any, tmp_path: Path) -> None:
    site.serve("/events/filesizes", "7 1979.zip\r\n9 20150301.export.CSV.zip\n", kind=None)
    site.serve("/events/md5sums", f"{'a' * 32}  20150301.export.CSV.zip\n", kind=None)
    here = Site(site.url("").rstrip("/"), private=True)
    [file] = list_gdelt(tmp_path, *DAYS, release="1.0", site=here, pace=PACE).files
    assert (file.path, file.size, file.md5) == ("events/20150301.export.CSV.zip", 9, "a" * 32)


def test_a_page_in_the_place_of_a_list(site: Any, tmp_path: Path, page: str) -> None:
    site.serve("/gdeltv2/masterfilelist.txt", page, kind=None)
    here = Site(site.url("").rstrip("/"), private=True)
    with pytest.raises(FormatError, match="a page, not a list"):
        list_gdelt(tmp_path, *DAYS, site=here, pace=PACE)


def test_no_list_is_an_error_that_names_it(site: Any, tmp_path: Path) -> None:
    here = Site(site.url("").rstrip("/"), private=True)
    with pytest.raises(FetchError, match="404") as caught:
        list_gdelt(tmp_path, *DAYS, site=here, pace=PACE)
    assert "masterfilelist" in str(caught.value)


def test_the_publishers_are_asked_over_tls() -> None:
    assert GDELT.address.startswith("https://")
    assert UCDP.address.startswith("https://")
    assert not GDELT.private
    assert not UCDP.private


@pytest.mark.parametrize("address", ["file:///tmp", "http://me:pw@host/", "gdelt", "http://a b/"])
def test_addresses_that_are_no_mirror(address: str) -> None:
    with pytest.raises(UnsafeUrl):
        mirror(address)


@pytest.mark.parametrize(
    ("version", "path"),
    [
        ("25.1", "ged/ged251-csv.zip"),
        ("17.2", "ged/ged172-csv.zip"),
        ("25.0.12", "candidateged/GEDEvent_v25_0_12.csv"),
        ("25.01.25.06", "candidateged/GEDEvent_v25_01_25_06.csv"),
    ],
)
def test_releases_of_ucdp(version: str, path: str) -> None:
    file = ucdp_file(version, TODAY)
    assert (file.path, file.format, file.size, file.mixed) == (path, "ucdp", None, True)


@pytest.mark.parametrize("version", ["", "25", "25.3", "2025.1", "25.0.", "25.01.24.06", "99.1"])
def test_what_is_no_release(version: str) -> None:
    with pytest.raises(InputError):
        ucdp_file(version, TODAY)


def test_a_size_that_no_list_tells_is_asked_for(site: Any) -> None:
    here = Site(site.url("").rstrip("/"), private=True)
    file = ucdp_file("25.1", TODAY)
    assert sized(file, here, PACE).size is None
    site.serve("/ged/ged251-csv.zip", b"x" * 77, kind=None)
    assert sized(file, here, PACE).size == 77
    growing = Growing(site, "/ged/ged251-csv.zip")
    growing.body = b"y" * 99
    assert sized(file, here, PACE).size == 99


@pytest.mark.parametrize("dataset", sorted(BY_HAND))
def test_where_to_get_what_cannot_be_pulled(dataset: str) -> None:
    error = where_to_get(dataset)
    assert "https://" in str(error)
    assert "quovadis load" in str(error)
    assert error.exit_code == 3
