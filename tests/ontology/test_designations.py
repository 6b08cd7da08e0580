"""The catalogue of designations tells sequences that can have happened, by and of known actors."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from quovadis.ontology import Ontology

TABLE = Path(__file__).resolve().parents[2] / "src/quovadis/ontology/data/designations.csv"
COLUMNS = [
    "by",
    "by_name",
    "whom",
    "whom_name",
    "change",
    "date",
    "precision",
    "regime",
    "legal_act",
    "reference",
]
CHANGES = {"listed", "delisted", "suspended", "relisted", "exempted"}
# What a listing may be before each change; None = never listed.
BEFORE = {
    "listed": {None},
    "delisted": {"listed", "relisted", "suspended", "exempted"},
    "suspended": {"listed", "relisted", "exempted"},
    "relisted": {"delisted", "suspended"},
    "exempted": {"listed", "relisted"},
}

Row = dict[str, str]


def lines() -> list[str]:
    return TABLE.read_text(encoding="utf-8").splitlines()


def rows() -> list[Row]:
    return list(csv.DictReader(line for line in lines() if not line.startswith("#")))


def open_sequences() -> set[tuple[str, ...]]:
    """Sequences that the header says to begin before the table: `# open: by | whom | regime`."""
    found = (line.removeprefix("# open:") for line in lines() if line.startswith("# open:"))
    return {tuple(part.strip() for part in line.split("|")) for line in found}


def sequences() -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows():
        found[row["by"], row["whom"], row["regime"]].append(row)
    return found


def test_columns_and_size() -> None:
    assert list(rows()[0]) == COLUMNS
    assert len(rows()) >= 100


def test_every_row_is_whole() -> None:
    for row in rows():
        assert None not in row, row
        assert all(isinstance(cell, str) and cell.strip() == cell != "" for cell in row.values())
        assert row["change"] in CHANGES, row
        assert row["precision"] in {"day", "month", "year"}, row
        assert len(row["reference"]) >= 8, row


def test_dates_are_the_first_day_of_what_is_known() -> None:
    days = [dt.date.fromisoformat(row["date"]) for row in rows()]
    assert days == sorted(days)
    assert dt.date(1979, 1, 1) <= days[0]
    assert days[-1] <= dt.date(2025, 12, 31)
    for row, day in zip(rows(), days, strict=True):
        assert row["precision"] == "day" or day.day == 1, row
        assert row["precision"] != "year" or day.month == 1, row


def test_a_day_in_the_reference_is_near_the_date() -> None:
    """References name the act's own day: before the day of force, at most within two months."""
    for row in rows():
        if row["precision"] != "day":
            continue
        named = [dt.date.fromisoformat(d) for d in re.findall(r"\d{4}-\d\d-\d\d", row["reference"])]
        day = dt.date.fromisoformat(row["date"])
        assert not named or any(dt.timedelta(0) <= day - d < dt.timedelta(62) for d in named), row


def test_no_change_twice() -> None:
    seen = Counter((r["by"], r["whom"], r["regime"], r["date"], r["change"]) for r in rows())
    assert seen.most_common(1)[0][1] == 1


def test_changes_follow_each_other() -> None:
    """A list takes off only what it has put on, unless the header says that it begins earlier."""
    opened = open_sequences()
    for key, sequence in sequences().items():
        state = "listed" if key in opened else None
        for row in sequence:
            assert state in BEFORE[row["change"]], f"{row} after {state}"
            state = row["change"]


def test_open_sequences_are_in_the_table() -> None:
    assert open_sequences() <= set(sequences())


def test_a_name_goes_with_one_id() -> None:
    ids: dict[str, set[str]] = defaultdict(set)
    for row in rows():
        ids[row["by_name"]].add(row["by"])
        ids[row["whom_name"]].add(row["whom"])
    assert {name: found for name, found in ids.items() if len(found) > 1} == {}


def test_the_ontology_knows_every_actor(ontology: Ontology) -> None:
    for actor_id in sorted({row[side] for row in rows() for side in ("by", "whom")}):
        assert ontology.actor(actor_id).id == actor_id


@pytest.mark.parametrize(
    ("by", "whom", "regime", "changes"),
    [
        (
            "RUS",
            "TALIBAN",
            "federal list of terrorist organisations",
            "listed 2003-02-14, suspended 2025-04-17",
        ),
        (
            "USA",
            "CUB",
            "State Sponsors of Terrorism",
            "listed 1982-03-01, delisted 2015-05-29, relisted 2021-01-12",
        ),
        (
            "USA",
            "PRK",
            "State Sponsors of Terrorism",
            "listed 1988-01-20, delisted 2008-10-11, relisted 2017-11-20",
        ),
        (
            "USA",
            "HOUTHIS",
            "Foreign Terrorist Organization",
            "listed 2021-01-19, delisted 2021-02-16, relisted 2025-03-05",
        ),
        (
            "EU",
            "FARC",
            "EU terrorist list (2001/931)",
            "listed 2002-06-01, suspended 2016-09-27, delisted 2017-11-13",
        ),
    ],
)
def test_known_sequences(by: str, whom: str, regime: str, changes: str) -> None:
    found = sequences()[by, whom, regime]
    assert ", ".join(f"{row['change']} {row['date']}" for row in found) == changes
