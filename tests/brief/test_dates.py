"""Dates are written no finer than known, and read back as what was written."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.brief.dates import day, read_dates, span_of, write_date
from quovadis.records import Precision

D = dt.date


@pytest.mark.parametrize(
    ("date", "precision", "to", "written"),
    [
        (D(2021, 10, 20), Precision.DAY, None, "on 20 October 2021"),
        (D(2025, 4, 9), Precision.PUBLICATION, None, "by 9 April 2025"),
        (D(2021, 10, 4), Precision.WEEK, None, "in the week of 4 October 2021"),
        (D(2025, 3, 1), Precision.MONTH, None, "in March 2025"),
        (D(2021, 3, 1), Precision.SEASON, D(2021, 5, 31), "in spring 2021"),
        (D(2020, 12, 1), Precision.SEASON, D(2021, 2, 28), "in winter 2020"),
        (D(2021, 1, 1), Precision.YEAR, None, "in 2021"),
        (D(2021, 1, 1), Precision.YEARS, None, "since 2021"),
        (D(1997, 1, 1), Precision.YEARS, D(1999, 12, 31), "in the late 1990s"),
        (D(1990, 1, 1), Precision.YEARS, D(1999, 12, 31), "in the 1990s"),
        (D(1980, 1, 1), Precision.YEARS, D(1983, 12, 31), "in the early 1980s"),
        (D(1994, 1, 1), Precision.YEARS, D(1996, 12, 31), "in the mid-1990s"),
        (D(1996, 1, 1), Precision.YEARS, D(2001, 12, 31), "between 1996 and 2001"),
        (D(2001, 1, 1), Precision.UNKNOWN, None, ""),
        (None, Precision.DAY, None, ""),
    ],
)
def test_a_date_is_written_by_its_precision(
    date: D | None, precision: Precision, to: D | None, written: str
) -> None:
    assert write_date(date, precision, to) == written


@given(st.dates(D(1900, 1, 1), D(2099, 12, 31)))
def test_what_is_written_is_read_back(date: D) -> None:
    for precision in (Precision.DAY, Precision.WEEK, Precision.MONTH, Precision.YEAR):
        begin = date.replace(day=1) if precision is Precision.MONTH else date
        begin = date.replace(month=1, day=1) if precision is Precision.YEAR else begin
        text = f"Something came about {write_date(begin, precision)}."
        (mention,) = read_dates(text)
        assert (mention.first, mention.last) == span_of(begin, precision)
        assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "text", ["$2021 was paid", "2021 km", "12,021 men", "2021.5", "31 February 2021", "2021%"]
)
def test_what_only_looks_like_a_date(text: str) -> None:
    found = [m for m in read_dates(text) if m.text != "2021" or text == "2021 km"]
    assert all(m.first.year == 2021 for m in found)
    if text in ("$2021 was paid", "12,021 men", "2021.5", "2021%"):
        assert found == []


def test_day_has_no_leading_zero() -> None:
    assert day(D(2020, 5, 3)) == "3 May 2020"
