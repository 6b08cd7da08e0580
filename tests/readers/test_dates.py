from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.errors import DateError
from quovadis.readers.dates import as_day, parse_date
from quovadis.readers.publication import (
    NO_DATE,
    as_moment,
    choose,
    date_in_url,
    explicit,
    take_date_lines,
)
from quovadis.records import Precision

NOW = dt.datetime(2025, 4, 20, 12, tzinfo=dt.UTC)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "2025-04-09",
        "2025/04/09",
        "2025.4.9",
        "20250409",
        "April 9, 2025",
        "Apr. 9, 2025",
        "Apr 9 2025",
        "APRIL 9TH, 2025",
        "9 April 2025",
        "9th of April, 2025",
        "09-Apr-2025",
        "9. April 2025",
        "09.04.2025",
        "Wednesday, April 9, 2025",
        "Wed. 9 Apr 2025",
        "2025年4月9日",
        "2025-04-09T10:15:00",
        "2025-04-09 10:15",
        "April 9, 2025 10:15",
        "April 9, 2025, 10:15 am ET",
    ],
)
def test_a_day(text: str) -> None:
    written = parse_date(text)
    assert written is not None
    assert (written.moment, written.precision) == (utc(2025, 4, 9), Precision.DAY)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-04-09T10:15:00Z", utc(2025, 4, 9, 10, 15)),
        ("2025-04-09T10:15:00.123+00:00", utc(2025, 4, 9, 10, 15, 0, 123000)),
        ("2025-04-09T23:30:00-05:00", utc(2025, 4, 10, 4, 30)),
        ("2025-04-09T01:00+0300", utc(2025, 4, 8, 22)),
        ("Wed, 09 Apr 2025 10:15:30 +0200", utc(2025, 4, 9, 8, 15, 30)),
        ("Wed, 09 Apr 2025 10:15:30 GMT", utc(2025, 4, 9, 10, 15, 30)),
        ("April 9, 2025 at 10:15 PM EST", utc(2025, 4, 10, 3, 15)),
        ("April 9, 2025 12:05 am UTC", utc(2025, 4, 9, 0, 5)),
        ("9 April 2025, 18:30 MSK", utc(2025, 4, 9, 15, 30)),
    ],
)
def test_a_moment(text: str, moment: dt.datetime) -> None:
    written = parse_date(text)
    assert written is not None
    assert (written.moment, written.precision) == (moment, Precision.MOMENT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "April 2025",
        "2025-04",
        "2025",
        "04/05/2025",
        "31 February 2025",
        "2025-13-01",
        "April 9",
        "99999999",
        "9 April 1325",
        "April 9, 2025 was a Wednesday",
    ],
)
def test_no_full_date_or_one_that_reads_two_ways(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["25/12/2024", "12/25/2024"])
def test_strokes_where_only_one_reading_is_possible(text: str) -> None:
    written = parse_date(text)
    assert written is not None
    assert written.moment == utc(2024, 12, 25)


@given(st.text(max_size=100))
def test_any_text_is_a_date_or_none(text: str) -> None:
    written = parse_date(text)
    assert written is None or written.moment.tzinfo is dt.UTC


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["%d %B %Y", "%B %d, %Y", "%F"]),
)
def test_a_written_date_comes_back(day: dt.date, form: str) -> None:
    written = parse_date(day.strftime(form))
    assert written is not None
    assert written.moment.date() == day


@pytest.mark.parametrize(
    "line",
    [
        "| Published April 9, 2025",
        "Published: 9 April 2025",
        "Published on April 9, 2025 at 10:15 AM",
        "Posted on 2025-04-09 by Jane Doe",
        "Date: 2025-04-09",
        "April 9, 2025",
        "Wednesday, April 9, 2025",
        "By Jane Doe | April 9, 2025",
        "By Jane Doe, April 9, 2025 | 5 min read",
        "APRIL 9, 2025 • 4 min read",
        "Published April 9, 2025 | Updated April 11, 2025",
        "(April 9, 2025)",
        "First published: Apr 9, 2025",
        "Released 09.04.2025",
        "- 9 April 2025 -",
    ],
)
def test_a_visible_date_line_is_read_and_taken_out(line: str) -> None:
    rest, written = take_date_lines(["Court suspends ban", line, "The court ruled."])
    assert rest == ["Court suspends ban", "The court ruled."]
    assert written is not None
    assert written.moment.date() == dt.date(2025, 4, 9)


@pytest.mark.parametrize(
    "line",
    [
        "On April 9, 2025 the court ruled.",
        "April 9, 2025, by a decree of the court, the ban was lifted.",
        "The hearing is set for April 17, 2025",
        "9 April 2025 will be remembered.",
        "Published in April 2025",
    ],
)
def test_a_sentence_with_a_date_is_no_date_line(line: str) -> None:
    rest, written = take_date_lines(["Court suspends ban", line])
    assert rest == ["Court suspends ban", line]
    assert written is None


def test_published_goes_before_bare_and_bare_before_updated() -> None:
    lines = ["Updated April 11, 2025", "April 10, 2025", "Published April 9, 2025", "Text."]
    rest, written = take_date_lines(lines)
    assert (rest, written and written.moment.day) == (["Text."], 9)
    assert take_date_lines([lines[0], lines[1]])[1].moment.day == 10  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("line", "dated"),
    [
        ("October 3, 2023 — The court ruled.", True),
        ("Kabul (9 April 2025) - The court ruled.", True),
        ("New Delhi, 9 April 2025 (Xinhua) -- The court ruled.", True),
        ("April 9, 2025 was the day of the ruling.", False),
        ("Moscow 9 April 2025-10 May: what the court did", False),
    ],
)
def test_a_paragraph_that_opens_with_its_date(line: str, dated: bool) -> None:
    rest, written = take_date_lines([line])
    assert rest == [line]
    assert (written is not None) == dated


def test_the_date_of_a_wire_report_is_read_and_stays() -> None:
    line = "KABUL, April 9, 2025 (AFP) — The court ruled."
    rest, written = take_date_lines([line])
    assert rest == [line]
    assert written is not None
    assert written.moment.day == 9


def test_a_bare_date_deep_in_the_text_is_a_heading_and_stays() -> None:
    lines = [f"Paragraph {n}." for n in range(20)] + ["April 9, 2025"] + ["More."] * 20
    assert take_date_lines(lines) == (lines, None)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://x.org/2025/04/09/story", "2025-04-09"),
        ("https://x.org/world/2025/apr/9/story", "2025-04-09"),
        ("https://x.org/story-2025-04-09", "2025-04-09"),
        ("https://x.org/a/20250409/story.html", "2025-04-09"),
        ("https://x.org/2025/04/story", None),
        ("https://x.org/article-20250409123", None),
        ("https://x.org/2025/99/99/", None),
        (None, None),
    ],
)
def test_date_in_url(url: str | None, day: str | None) -> None:
    written = date_in_url(url)
    assert (written and written.moment.date().isoformat()) == day


def test_an_explicit_date_in_the_future_is_an_error() -> None:
    with pytest.raises(DateError, match="future"):
        explicit(dt.date(2025, 4, 22), "argument", "a.md", NOW)
    with pytest.raises(DateError, match="future"):
        explicit("2025-04-20T13:00:00Z", "front matter", "a.md", NOW)


def test_a_day_that_has_begun_east_of_here_is_not_the_future() -> None:
    assert explicit("2025-04-21", "front matter", "a.md", NOW).moment == utc(2025, 4, 21)


@pytest.mark.parametrize("value", ["April 2025", "04/05/2025", "yesterday", "2025-02-30"])
def test_an_explicit_date_must_be_a_full_date(value: str) -> None:
    with pytest.raises(DateError, match="front matter") as caught:
        explicit(value, "front matter", "a.md", NOW)
    assert caught.value.where == "a.md"


def test_found_dates_in_the_future_are_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    late, good = parse_date("2099-01-01"), parse_date("2025-04-09")
    assert choose([(None, "meta"), (late, "meta"), (good, "url")], "a", NOW).how == "url"
    assert "lies in the future" in caplog.text
    assert choose([(late, "meta")], "a", NOW) == NO_DATE


def test_now() -> None:
    assert as_moment(dt.date(2025, 4, 9)) == utc(2025, 4, 9, 23, 59, 59)
    assert as_moment(dt.datetime(2025, 4, 9, 8)) == utc(2025, 4, 9, 8)  # noqa: DTZ001
    assert abs(as_moment(None) - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


@pytest.mark.parametrize("text", ["NA", "", "2018-6-1", "13/1/2017", "1/1", "a/b/c"])
def test_days_of_datasets_that_are_none(text: str) -> None:
    assert as_day(text) is None
