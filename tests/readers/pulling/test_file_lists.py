"""The publishers' lists: the real ones against counts by hand, and what hostile ones become."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.readers.pulling.file_lists import gdelt1_files, gdelt2_files

ALWAYS = dt.date(1979, 1, 1), dt.date(2100, 1, 1)
SUM = "297a16b493de7cf6ca809a7cc31d0b93"
URL = "http://data.gdeltproject.org/gdeltv2/20150218230000.export.CSV.zip"


def lists(data: Path) -> dict[str, list[str]]:
    folder = data / "formats" / "gdelt_filelists"
    return {p.name.split("_")[0] + p.name.split("_")[-1]: _lines(p) for p in folder.iterdir()}


def _lines(path: Path) -> list[str]:
    return path.read_bytes().decode("ascii").splitlines(keepends=True)


@pytest.mark.data
def test_the_real_master_list(data: Path) -> None:
    lines = lists(data)["v2first900.txt"]
    assert all(line.endswith("\n") for line in lines)
    all_kinds = gdelt2_files(lines, *ALWAYS, kinds=("export", "mentions", "gkg"))
    assert (len(all_kinds.files), all_kinds.unread) == (900, 0)
    assert all_kinds.size == 39_436_555 + 67_688_772 + 2_331_984_712
    assert {f.format for f in all_kinds.files} == {"gdelt2", "gdelt-mentions", "gdelt-gkg"}
    events = gdelt2_files(lines, *ALWAYS).files
    assert len(events) == 300
    assert (events[0].size, events[0].md5) == (150383, SUM)
    assert events[0].path == "gdeltv2/20150218230000.export.CSV.zip"
    assert events[-1].name == "20150222034500.export.CSV.zip"
    # 2015-02-19 has gaps: 88 of its 96 quarter hours are listed.
    day = dt.date(2015, 2, 19)
    assert len(gdelt2_files(lines, day, day).files) == 88


@pytest.mark.data
def test_the_real_lists_of_1_0(data: Path) -> None:
    found = lists(data)
    sizes, sums = found["v1list.txt"], found["v1md5sums.txt"]
    every = gdelt1_files(sizes, sums, *ALWAYS)
    # 27 years, 87 months, 3,836 days; the reduced master file is passed over.
    assert (len(every.files), every.unread) == (27 + 87 + 3836, 0)
    assert every.size == 45_726_497_201 - 1_088_704_384
    assert all(f.md5 and len(f.md5) == 32 for f in every.files)
    first = every.files[0]
    assert (first.path, first.size, first.mixed) == ("events/1979.zip", 14_276_482, True)
    assert (first.first, first.last) == (dt.date(1979, 1, 1), dt.date(1979, 12, 31))
    assert first.md5 == "7fb1b6ff781aea3d441abf512dc5e0f9"
    turn = gdelt1_files(sizes, sums, dt.date(2013, 3, 30), dt.date(2013, 4, 2)).files
    assert [(f.name, f.mixed) for f in turn] == [
        ("201303.zip", True),
        ("20130401.export.CSV.zip", False),
        ("20130402.export.CSV.zip", False),
    ]
    # Days that GDELT never published.
    assert gdelt1_files(sizes, sums, dt.date(2014, 1, 23), dt.date(2014, 1, 25)).files == []


def test_days_are_whole_and_ends_are_in() -> None:
    lines = [
        f"1 {SUM} {URL.replace('20150218230000', moment)}"
        for moment in ("20150217234500", "20150218000000", "20150218234500", "20150219000000")
    ]
    day = dt.date(2015, 2, 18)
    names = [f.name[:14] for f in gdelt2_files(lines, day, day).files]
    assert names == ["20150218000000", "20150218234500"]


def test_translated_files_are_of_their_kind() -> None:
    line = f"7 {SUM} {URL.replace('.export', '.translation.export')}"
    [file] = gdelt2_files([line], *ALWAYS).files
    assert file.format == "gdelt2"


@pytest.mark.parametrize(
    "line",
    [
        f"150383 {SUM}",
        f"{SUM} {URL}",
        f"150383 {SUM[:-1]} {URL}",
        f"-5 {SUM} {URL}",
        f"150383 {SUM} {URL} more",
        f"150383 {SUM} {URL[:-1]}",
        f"150383 {SUM} http://evil.example/gdeltv2/20150218230000.export.CSV.zip",
        f"150383 {SUM} http://data.gdeltproject.org/gdeltv2/../../20150218230000.export.CSV.zip",
        f"150383 {SUM} {URL.replace('20150218', '20150231')}",
        f"150383 {SUM} {URL.replace('http:', 'file:')}",
        "<html>",
    ],
)
def test_a_line_that_is_no_entry_is_counted_and_passed_over(line: str) -> None:
    good = f"150383 {SUM} {URL}"
    listing = gdelt2_files([line, good, "", "\n"], *ALWAYS)
    assert (len(listing.files), listing.unread) == (1, 1)


def test_of_a_file_that_is_listed_twice_the_later_line_holds() -> None:
    [file] = gdelt2_files([f"1 {SUM} {URL}", f"2 {'0' * 32} {URL}"], *ALWAYS).files
    assert (file.size, file.md5) == (2, "0" * 32)


@pytest.mark.parametrize("name", ["../1979.zip", "197900.zip", "20130431.export.CSV.zip", "a.zip"])
def test_names_of_1_0_that_are_none(name: str) -> None:
    listing = gdelt1_files([f"7 {name}", "7 1979.zip"], [f"{SUM}  1979.zip", "x"], *ALWAYS)
    assert [f.name for f in listing.files] == ["1979.zip"]
    assert listing.unread == 2


texts = st.text(alphabet=st.sampled_from("0123456789abcdef .zip\r/gdeltv2:CSVexport\u0660"))


@given(st.lists(st.one_of(texts, st.just(f"150383 {SUM} {URL}"))), st.lists(texts))
def test_any_lines_are_files_or_counted(lines: list[str], more: list[str]) -> None:
    listing = gdelt2_files(lines, *ALWAYS)
    said = [line for line in lines if line.strip()]
    assert listing.unread + sum(line.strip() == f"150383 {SUM} {URL}" for line in said) == len(said)
    for file in gdelt1_files(lines, more, *ALWAYS).files:
        assert "/" not in file.name
        assert file.first <= file.last
