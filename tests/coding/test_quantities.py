"""Quantities: amount, unit, qualifier, what is measured, who says so."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quovadis.coding.numerals import find_numbers
from quovadis.coding.parse import parse
from quovadis.coding.quantities import find
from quovadis.records import Document, Quantity

DAY = dt.datetime(2025, 4, 9, tzinfo=dt.UTC)


def read(text: str) -> list[Quantity]:
    return find(parse(Document(text=text, published=DAY)))


@pytest.mark.parametrize(
    ("text", "amount", "unit", "qualifier", "of_what", "says"),
    [
        ("The ore is worth over $3 trillion.", 3e12, "USD", "over", "ore", None),
        (
            "They want the country's estimated $3 trillion in copper.",
            3e12,
            "USD",
            "estimated",
            "copper",
            None,
        ),
        (
            "The bomb killed two staff of the embassy.",
            2,
            "staff",
            None,
            "staff of the embassy",
            None,
        ),
        ("It wounded 41 people.", 41, "people", None, "people", None),
        ("It covers 3 million tonnes of wheat a year.", 3e6, "tonne", None, "wheat", None),
        ("Iran gets about €1.2bn in frozen assets.", 1.2e9, "EUR", "about", "frozen assets", None),
        (
            "Sudan agreed to pay $335 million to victims, President Trump said.",
            335e6,
            "USD",
            None,
            "",
            "President Trump",
        ),
        (
            "The ore is worth, by an estimate of the Geological Survey, $1 trillion.",
            1e12,
            "USD",
            None,
            "ore",
            "Geological Survey",
        ),
        (
            "At least 130 people were killed, according to the ministry.",
            130,
            "people",
            "at least",
            "people",
            "ministry",
        ),
        ("The line is 760 km long.", 760, "km", None, "line", None),
        ("The 45-day notice ends soon.", 45, "day", None, "notice", None),
        (
            "Officials put the cost of the line at $4.8 billion.",
            4.8e9,
            "USD",
            None,
            "cost of the line",
            "Officials",
        ),
        (
            "The ore is said to be worth more than $1 trillion.",
            1e12,
            "USD",
            "more than",
            "ore",
            None,
        ),
        ("Half a million people have fled.", 5e5, "people", None, "people", None),
        ("A $3 million loan was granted.", 3e6, "USD", None, "loan", None),
        ("Inflation reached 40 per cent.", 40, "percent", None, "Inflation", None),
        ("It sold 500 million rupees of bonds.", 5e8, "rupees", None, "bonds", None),
    ],
)
def test_quantity(
    text: str, amount: float, unit: str, qualifier: str | None, of_what: str, says: str | None
) -> None:
    (q,) = read(text)
    assert (q.amount, q.unit, q.qualifier, q.of_what, q.says) == (
        amount,
        unit,
        qualifier,
        of_what,
        says,
    )
    assert q.evidence.quote == text
    assert q.known_at == DAY


def test_an_interval_gives_both_ends() -> None:
    low, high = read("The bank estimates the cost at US$ 10–12 billion.")
    assert (low.amount, low.qualifier, low.unit) == (10e9, "at least", "USD")
    assert (high.amount, high.qualifier, high.unit) == (12e9, "up to", "USD")
    assert low.says == high.says == "bank"
    assert low.of_what == "cost"


@pytest.mark.parametrize(
    "text",
    [
        "1. Strategic realignment",
        "UN Resolution 1988 was passed.",
        "They met on 17 April 2025 in the late 1990s.",
        "The 21st summit of the G7 was held at 10:30 a.m. in room 12.",
        "Two weeks ago they bought T-72 and Su-35.",
        "The two sides met.",
        "One of them left.",
    ],
)
def test_no_quantity(text: str) -> None:
    assert read(text) == []


def test_an_unnamed_estimate_has_no_source() -> None:
    (q,) = read("It is estimated that the ore is worth $3 trillion.")
    assert q.says is None


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("1k-1", (1e3, 1e3)),  # no interval runs down
        ("900 to 1.2k", (900.0, 1200.0)),
        ("10-12 billion", (10e9, 12e9)),
        ("5-3", (5.0, 5.0)),
    ],
)
def test_the_scale_of_an_interval(text: str, interval: tuple[float, float]) -> None:
    first = find_numbers(text)[0]
    assert (first.low, first.high) == interval


@given(st.text(alphabet="0123456789.,-–$€%ktbmn one milliohundredatwenty\n'’", max_size=120))
def test_numbers_never_fail(text: str) -> None:
    end = 0
    for n in find_numbers(text):
        assert n.start >= end
        assert n.low <= n.high
        end = n.end


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_never_fails_on_hostile_text(text: str) -> None:
    for q in read("He paid $3 million. " + text):
        assert q.evidence.quote
