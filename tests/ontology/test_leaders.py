"""The tables of people in office hold what they promise: codes, days in order, one holder a day."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import re
from collections import defaultdict
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "src" / "quovadis" / "ontology" / "data"
COLUMNS = ["country", "office", "name", "aliases", "from", "to"]
OFFICES = {
    "leaders": {"head_of_state", "head_of_government"},
    "foreign_ministers": {"foreign_minister"},
}
TABLES = sorted(OFFICES)
HORIZON = dt.date(2025, 6, 30)


def read(name: str) -> list[dict[str, str]]:
    lines = (DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def bounds(cell: str) -> tuple[dt.date, dt.date]:
    """First and last day of `YYYY-MM-DD`, `YYYY-MM` or `YYYY`."""
    year, month, day = (*(int(part) for part in cell.split("-")), 0, 0)[:3]
    if day:
        return dt.date(year, month, day), dt.date(year, month, day)
    after = dt.date(year + 1, 1, 1)
    if month and month < 12:
        after = dt.date(year, month + 1, 1)
    return dt.date(year, month or 1, 1), after - dt.timedelta(days=1)


def holders(name: str, country: str, office: str, day: dt.date) -> set[str]:
    return {
        row["name"]
        for row in read(name)
        if (row["country"], row["office"]) == (country, office)
        and bounds(row["from"])[0] <= day
        and (not row["to"] or day <= bounds(row["to"])[1])
    }


@pytest.mark.parametrize("name", TABLES)
def test_every_row_is_whole(name: str) -> None:
    codes = {row["iso3"] for row in read("countries")}
    rows = read(name)
    assert list(rows[0]) == COLUMNS
    for row in rows:
        assert None not in row, row
        assert None not in row.values(), row
        assert row["country"] in codes, row
        assert row["office"] in OFFICES[name], row
        assert re.fullmatch(r"[^\d;|]+", row["name"]), row
        assert row["name"] not in row["aliases"].split(";"), row
        assert all(alias == alias.strip() != "" for alias in row["aliases"].split(";")[1:]), row


@pytest.mark.parametrize("name", TABLES)
def test_many_countries(name: str) -> None:
    assert len({row["country"] for row in read(name)}) >= 60


@pytest.mark.parametrize("name", TABLES)
def test_days_are_in_order(name: str) -> None:
    for row in read(name):
        for cell in filter(None, (row["from"], row["to"])):
            assert re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", cell), row
        first, _ = bounds(row["from"])
        assert first <= HORIZON, row
        if row["to"]:
            _, last = bounds(row["to"])
            assert first <= last <= HORIZON, row
            assert last >= dt.date(2000, 1, 1), row


@pytest.mark.parametrize("name", TABLES)
def test_an_office_has_one_holder_a_day(name: str) -> None:
    """A handover may share its day, or the month or year that is all that is certain of it."""
    terms = defaultdict(list)
    for row in read(name):
        terms[row["country"], row["office"]].append(row)
    for held in terms.values():
        held.sort(key=lambda row: (bounds(row["from"])[0], row["to"] or "9999"))
        for one, two in itertools.pairwise(held):
            assert one["to"], f"{one} is still in office when {two} begins"
            ends, begins = bounds(one["to"])[0], bounds(two["from"])[1]
            assert ends <= begins, f"{one} overlaps {two}"


@pytest.mark.parametrize("name", TABLES)
def test_no_row_twice(name: str) -> None:
    rows = [tuple(row.values()) for row in read(name)]
    assert len(rows) == len(set(rows))


def test_a_name_with_aliases_is_one_person_of_one_country() -> None:
    owners: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in itertools.chain(*map(read, TABLES)):
        for spelling in (row["name"], *filter(None, row["aliases"].split(";"))):
            # Yugoslavia went on as Serbia, and so did its people.
            country = "SRB" if row["country"] == "YUG" else row["country"]
            owners[spelling.casefold()].add((country, row["name"]))
    assert {spelling: who for spelling, who in owners.items() if len(who) > 1} == {}


@pytest.mark.parametrize(
    ("table", "country", "office", "day", "name"),
    [
        ("leaders", "RUS", "head_of_state", "2003-02-14", "Vladimir Putin"),
        ("leaders", "RUS", "head_of_state", "2010-01-01", "Dmitry Medvedev"),
        ("leaders", "RUS", "head_of_government", "2010-01-01", "Vladimir Putin"),
        ("leaders", "USA", "head_of_government", "2014-06-01", "Barack Obama"),
        ("leaders", "USA", "head_of_state", "2025-04-09", "Donald Trump"),
        ("leaders", "AFG", "head_of_state", "2021-08-14", "Ashraf Ghani"),
        ("leaders", "AFG", "head_of_state", "2021-08-16", "Haibatullah Akhundzada"),
        ("leaders", "AFG", "head_of_government", "2025-04-09", "Hassan Akhund"),
        ("leaders", "IND", "head_of_government", "2014-05-25", "Manmohan Singh"),
        ("leaders", "IND", "head_of_government", "2014-05-27", "Narendra Modi"),
        ("leaders", "KOR", "head_of_state", "2018-04-27", "Moon Jae-in"),
        ("leaders", "ZAF", "head_of_state", "2018-02-16", "Cyril Ramaphosa"),
        ("foreign_ministers", "AFG", "foreign_minister", "2025-04-09", "Amir Khan Muttaqi"),
        ("foreign_ministers", "RUS", "foreign_minister", "2025-04-09", "Sergey Lavrov"),
        ("foreign_ministers", "CHN", "foreign_minister", "2023-05-01", "Qin Gang"),
        ("foreign_ministers", "CHN", "foreign_minister", "2024-01-30", "Wang Yi"),
        ("foreign_ministers", "BRA", "foreign_minister", "2018-06-01", "Aloysio Nunes"),
    ],
)
def test_who_held_the_office(table: str, country: str, office: str, day: str, name: str) -> None:
    assert holders(table, country, office, dt.date.fromisoformat(day)) == {name}


def test_nobody_acts_as_acting_prime_minister_of_the_taliban_before_his_appointment() -> None:
    assert holders("leaders", "AFG", "head_of_government", dt.date(2021, 9, 6)) == set()
    assert holders("foreign_ministers", "AFG", "foreign_minister", dt.date(2021, 9, 6)) == set()
