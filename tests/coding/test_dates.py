"""Date expressions: what they mean, in which direction, and when they mean nothing."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.coding.dates import attach, find, find_in, resolve
from quovadis.coding.parse import parse
from quovadis.records import Document, Precision

DAY = dt.date(2025, 4, 9)  # a Wednesday
D, W, M, S, Y, YS = (
    Precision.DAY,
    Precision.WEEK,
    Precision.MONTH,
    Precision.SEASON,
    Precision.YEAR,
    Precision.YEARS,
)

# text, first day, last day, precision, relation
CASES: list[tuple[str, str, str | None, Precision, str]] = [
    ("A hearing is scheduled for April 17.", "2025-04-17", "2025-04-17", D, "on"),
    ("The court ruled on April 17.", "2024-04-17", "2024-04-17", D, "on"),
    ("Talks: April 17", "2025-04-17", "2025-04-17", D, "on"),
    ("They met on 17 April 2025.", "2025-04-17", "2025-04-17", D, "on"),
    ("They met on the 17th of April, 2025.", "2025-04-17", "2025-04-17", D, "on"),
    ("They met on April 17th, 2025, in Doha.", "2025-04-17", "2025-04-17", D, "on"),
    ("They met on Thursday, April 17, 2025.", "2025-04-17", "2025-04-17", D, "on"),
    ("They met on Feb. 29, 2024.", "2024-02-29", "2024-02-29", D, "on"),
    ("The summit of 3-5 March 2024 failed.", "2024-03-03", "2024-03-05", D, "on"),
    ("Talks were held March 30 to April 2, 2025.", "2025-03-30", "2025-04-02", D, "on"),
    ("They met on 30 March - 2 April 2025.", "2025-03-30", "2025-04-02", D, "on"),
    ("He visited from 28 December to 3 January 2025.", "2024-12-28", "2025-01-03", D, "on"),
    ("Signed 2020-02-29 in Doha.", "2020-02-29", "2020-02-29", D, "on"),
    ("Signed 2020-02-29T12:30:00Z in Doha.", "2020-02-29", "2020-02-29", D, "on"),
    ("Signed 29.02.2020 in Doha.", "2020-02-29", "2020-02-29", D, "on"),
    ("Signed 29/02/2020 in Doha.", "2020-02-29", "2020-02-29", D, "on"),
    ("Signed 02/29/2020 in Doha.", "2020-02-29", "2020-02-29", D, "on"),
    ("In March 2025, the court received it.", "2025-03-01", "2025-03-31", M, "on"),
    ("It was agreed in March.", "2025-03-01", "2025-03-31", M, "on"),
    ("It was agreed in May.", "2024-05-01", "2024-05-31", M, "on"),
    ("The vote will be held in May.", "2025-05-01", "2025-05-31", M, "on"),
    ("Last March they agreed.", "2025-03-01", "2025-03-31", M, "on"),
    ("Last April they agreed.", "2024-04-01", "2024-04-30", M, "on"),
    ("Next January they vote.", "2026-01-01", "2026-01-31", M, "on"),
    ("Since March they have met twice.", "2025-03-01", None, M, "since"),
    ("In early March 2024 they met.", "2024-03-01", "2024-03-10", W, "on"),
    ("In late March it fell.", "2025-03-21", "2025-03-31", W, "on"),
    ("In mid-March it fell.", "2025-03-11", "2025-03-20", W, "on"),
    ("From May to July 2023 they fought.", "2023-05-01", "2023-07-31", S, "on"),
    ("They met on Monday.", "2025-04-07", "2025-04-07", D, "on"),
    ("They met on Wednesday.", "2025-04-09", "2025-04-09", D, "on"),
    ("They will meet on Monday.", "2025-04-14", "2025-04-14", D, "on"),
    ("They met last Wednesday.", "2025-04-02", "2025-04-02", D, "on"),
    ("They will meet next Wednesday.", "2025-04-16", "2025-04-16", D, "on"),
    ("They vote this Friday.", "2025-04-11", "2025-04-11", D, "on"),
    ("He arrived yesterday.", "2025-04-08", "2025-04-08", D, "on"),
    ("He arrives tomorrow.", "2025-04-10", "2025-04-10", D, "on"),
    ("He arrived the day before yesterday.", "2025-04-07", "2025-04-07", D, "on"),
    ("He spoke today.", "2025-04-09", "2025-04-09", D, "on"),
    ("They met this week.", "2025-04-07", "2025-04-13", W, "on"),
    ("They met earlier this week.", "2025-04-07", "2025-04-09", W, "on"),
    ("They met last week.", "2025-03-31", "2025-04-06", W, "on"),
    ("They meet next month.", "2025-05-01", "2025-05-31", M, "on"),
    ("They meet later this month.", "2025-04-09", "2025-04-30", M, "on"),
    ("They met last month.", "2025-03-01", "2025-03-31", M, "on"),
    ("They met last year.", "2024-01-01", "2024-12-31", Y, "on"),
    ("They met late last year.", "2024-09-01", "2024-12-31", S, "on"),
    ("It is due by the end of the year.", "2025-12-01", "2025-12-31", M, "by"),
    ("It ends by year-end.", "2025-12-01", "2025-12-31", M, "by"),
    ("It will end at the end of next year.", "2026-12-01", "2026-12-31", M, "on"),
    ("They met last summer.", "2024-06-01", "2024-08-31", S, "on"),
    ("In spring 2022 they fought.", "2022-03-01", "2022-05-31", S, "on"),
    ("In the winter of 2022 they fought.", "2022-12-01", "2023-02-28", S, "on"),
    ("Two weeks ago they met.", "2025-03-24", "2025-03-30", W, "on"),
    ("Three days ago they met.", "2025-04-06", "2025-04-06", D, "on"),
    ("A month ago they met.", "2025-03-01", "2025-03-31", M, "on"),
    ("20 years ago they fought.", "2005-01-01", "2005-12-31", Y, "on"),
    ("Two decades ago they fought.", "2005-01-01", "2005-12-31", YS, "on"),
    ("Over the past two years they met.", "2023-04-09", "2025-04-09", YS, "within"),
    ("In the last 30 days they met.", "2025-03-10", "2025-04-09", D, "within"),
    ("It will be decided within 45 days.", "2025-04-09", "2025-05-24", D, "within"),
    ("They fought in the late 1990s.", "1996-01-01", "1999-12-31", YS, "on"),
    ("They fought in the 1980s.", "1980-01-01", "1989-12-31", YS, "on"),
    ("They fought in the early 19th century.", "1801-01-01", "1833-12-31", YS, "on"),
    ("In 2003 it was banned.", "2003-01-01", "2003-12-31", Y, "on"),
    ("Early 2024 saw talks.", "2024-01-01", "2024-04-30", S, "on"),
    ("By mid-2021 they had won.", "2021-05-01", "2021-08-31", S, "by"),
    ("At the end of 2024 it changed.", "2024-12-01", "2024-12-31", M, "on"),
    ("The 2021 takeover changed it.", "2021-01-01", "2021-12-31", Y, "on"),
    ("Since 2021 it has stayed.", "2021-01-01", None, Y, "since"),
    ("Since the Taliban's return to power in 2021, it stayed.", "2021-01-01", None, Y, "since"),
    ("Before the war began in April 2023, it grew.", "2023-04-01", "2023-04-30", M, "before"),
    ("After 2014 it fell.", "2014-01-01", "2014-12-31", Y, "after"),
    ("It runs until 2030.", "2030-01-01", "2030-12-31", Y, "until"),
    ("Between 2014 and 2018 they fought.", "2014-01-01", "2018-12-31", YS, "within"),
    ("From 2014 to 2018 they fought.", "2014-01-01", "2018-12-31", YS, "within"),
    ("The 2014-18 war ended.", "2014-01-01", "2018-12-31", YS, "within"),
    ("In the first quarter of 2024 it grew.", "2024-01-01", "2024-03-31", S, "on"),
    ("In the second half of 2023 it grew.", "2023-07-01", "2023-12-31", S, "on"),
    ("Q3 2024 was quiet.", "2024-07-01", "2024-09-30", S, "on"),
    ("The hearing scheduled for April 17 was postponed.", "2025-04-17", "2025-04-17", D, "on"),
    ("He said on Monday that it will meet.", "2025-04-07", "2025-04-07", D, "on"),
]


@pytest.mark.parametrize(("text", "first", "last", "precision", "relation"), CASES)
def test_meaning(
    text: str, first: str, last: str | None, precision: Precision, relation: str
) -> None:
    found = find(text, DAY)
    assert len(found) == 1, found
    got = found[0]
    assert text[got.start : got.end] == got.text
    assert str(got.date) == first
    assert (str(got.date_to) if got.date_to else None) == last
    assert got.precision is precision
    assert got.relation == relation
    assert got.reason is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Signed 04/05/2020 in Doha.", "told apart"),
        ("It fell on 31 April 2024.", "no day"),
        ("Three days later they met.", "another day"),
        ("In recent years they met.", "how many"),
        ("Several weeks ago they met.", "how many"),
    ],
)
def test_no_date_has_a_reason(text: str, why: str) -> None:
    (got,) = find(text, DAY)
    assert got.date is None
    assert got.precision is Precision.UNKNOWN
    assert why in (got.reason or "")


@pytest.mark.parametrize(
    "text", ["They met on Monday.", "They met on April 17.", "They met last year.", "In May it is."]
)
def test_relative_dates_need_a_day_of_publication(text: str) -> None:
    (got,) = find(text, None)
    assert got.date is None
    assert "publication" in (got.reason or "")


@pytest.mark.parametrize(
    "text",
    [
        "It may march on.",
        "About 2000 people fled.",
        "UN Resolution 1973 was passed.",
        "They spent $2000 on it.",
        "The 1. item",
        "Some 2021 houses burned.",
        "It cost 2,020 dollars.",
        "Theresa May spoke.",
    ],
)
def test_not_a_date(text: str) -> None:
    assert find(text, DAY) == []


def test_a_year_without_publication() -> None:
    assert resolve("in 2003", None) == (dt.date(2003, 1, 1), dt.date(2003, 12, 31), Y, None)


def test_direction_can_be_forced() -> None:
    assert resolve("April 17", DAY, prefer="past")[0] == dt.date(2024, 4, 17)
    assert resolve("April 17", DAY, prefer="future")[0] == dt.date(2025, 4, 17)


def test_leap_day_without_year_finds_a_leap_year() -> None:
    assert resolve("29 February", DAY, prefer="past")[0] == dt.date(2024, 2, 29)


_WORDS = tuple(
    re.findall(
        r"\S+",
        "in on since the late early April May 2021 1990s 31 Monday last next week year ago two "
        "between and to from - / . , 29 February 9999 99 decades centuries Q1 $",
    )
)
_TEXT = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(_WORDS),
        max_size=30,
    ).map(" ".join),
)


@given(_TEXT, st.one_of(st.none(), st.dates()))
def test_never_fails_and_intervals_are_in_order(text: str, day: dt.date | None) -> None:
    end = 0
    for e in find(text, day):
        assert text[e.start : e.end] == e.text
        assert e.end > e.start
        assert e.end >= end
        end = e.end
        assert (e.date is None) == (e.reason is not None)
        if e.date and e.date_to:
            assert e.date <= e.date_to
    assert find(text, day) == find(text, day)


def test_linear() -> None:
    text = "Since the talks in 2021 on Monday, April 17, they met in the late 1990s. " * 300
    began = time.perf_counter()
    find(text, DAY)
    once = time.perf_counter() - began
    began = time.perf_counter()
    find(text * 4, DAY)
    assert time.perf_counter() - began < 12 * once + 1.0


@pytest.mark.parametrize(
    ("text", "word", "first", "precision"),
    [
        (
            "In March 2025, the court received a petition, with a hearing set for April 17.",
            "received",
            "2025-03-01",
            M,
        ),
        (
            "In March 2025, the court received a petition, with a hearing set for April 17.",
            "hearing",
            "2025-04-17",
            D,
        ),
        ("On Sunday the army shelled the town.", "shelled", "2025-04-06", D),
        ("The army shelled the town.", "shelled", "2025-04-09", Precision.PUBLICATION),
        ("They met on Monday and signed a deal.", "signed", "2025-04-07", D),
        ("Since 2021, it has kept talks going, hosting envoys.", "hosting", "2021-01-01", Y),
    ],
)
def test_attach(text: str, word: str, first: str, precision: Precision) -> None:
    parsed = parse(Document(text=text, published=dt.datetime(2025, 4, 9, tzinfo=dt.UTC)))
    token = next(t.i for t in parsed.doc if t.text == word)
    date, _, fine, reason = attach(parsed, token)
    assert (str(date), fine, reason) == (first, precision, None)


def test_attach_says_why_there_is_none() -> None:
    parsed = parse(Document(text="Three days later they signed a deal before 2020."))
    token = next(t.i for t in parsed.doc if t.text == "signed")
    date, _, precision, reason = attach(parsed, token)
    assert date is None
    assert precision is Precision.UNKNOWN
    assert reason


def test_find_in_keeps_the_documents_own_words() -> None:
    parsed = parse(Document(text="Talks\n\nSince the Taliban’s return in 2021 it stayed open."))
    (only,) = find_in(parsed)
    assert only.text == "Since the Taliban’s return in 2021"
    assert parsed.text(only.start, only.end) == only.text
