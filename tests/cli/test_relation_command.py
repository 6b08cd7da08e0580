"""`quovadis relation`: what it counts, and in which unit it says so."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quovadis.schema import to_table
from quovadis.store import Store

Run = Callable[..., Any]


@pytest.fixture
def filled(quovadis: Run, make: Callable[..., Any], tmp_path: Path) -> Run:
    """Two of four events in January, reported six times of ten; one of ten in February."""
    rows = [
        (make("2018-01-05", "RUS", "AFG"), 5),
        (make("2018-01-09", "RUS", "AFG"), None),
        (make("2018-01-10", "USA", "IRN"), 2),
        (make("2018-01-11", "USA", "IRN"), 2),
        (make("2018-02-05", "RUS", "AFG"), 1),
        *((make("2018-02-06", "USA", "IRN"), 1) for _ in range(9)),
    ]
    events = to_table("events", [e for e, _ in rows], n_reports=[n for _, n in rows])
    Store(tmp_path / "store").add("events", events)
    return quovadis


def months(ran: Any) -> list[list[str]]:
    return [line.split() for line in ran.out.splitlines() if line.startswith("2018-0")]


@pytest.mark.parametrize(
    ("options", "unit", "head", "values"),
    [
        ([], None, "events", ["2", "1"]),
        (["--count", "reports"], "reports a month", "reports", ["6", "1"]),
        (
            ["--normalise"],
            "events per 1,000 events of the same datasets in the month",
            "events",
            ["500", "100"],
        ),
        (
            ["--normalise", "--count", "reports"],
            "reports per 1,000 reports of the same datasets in the month",
            "reports",
            ["600", "100"],
        ),
    ],
)
def test_counts_by_hand(
    filled: Run, options: list[str], unit: str | None, head: str, values: list[str]
) -> None:
    ran = filled("relation", "RUS", "AFG", *options)
    assert ran.code == 0
    assert [row[1] for row in months(ran)] == values
    assert f"month       {head}" in ran.out
    assert (f"The series is in {unit}.\n" in ran.out) == (unit is not None)
    assert ("The series is in" in ran.out) == (unit is not None)
    found = json.loads(filled("relation", "RUS", "AFG", *options, "--json").out)
    assert found["unit"] == (unit or "events a month")
    assert found["n_events"] == 3


def test_the_whole_store_is_the_volume_though_a_dyad_is_read(filled: Run) -> None:
    """A command that reads the dyad's files only must not divide by them."""
    assert filled("store", "compact").code == 0
    ran = filled("relation", "RUS", "AFG", "--normalise", "--csv")
    rows = [r for r in csv.DictReader(io.StringIO(ran.out)) if r["measure"] == "events"]
    assert [(r["value"], r["volume"]) for r in rows] == [("500.0", "4"), ("100.0", "10")]
    assert {r["counted"] for r in rows} == {"events"}


def test_other_counts_are_wrong_usage(filled: Run) -> None:
    assert filled("relation", "RUS", "AFG", "--count", "pages").code == 2
