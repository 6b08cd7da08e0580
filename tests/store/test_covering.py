"""The days that a dataset covers: strays do not, backfiles do."""

from __future__ import annotations

from datetime import date, timedelta
from types import ModuleType

from quovadis import schema
from quovadis.store import Store

START = date(2024, 1, 1)


def covered(store: Store, *as_of: date) -> tuple[date, date, int]:
    (found,) = store.coverage(*as_of)
    return found.first, found.last, found.n_events


def test_a_date_of_ten_years_ago_covers_nothing(store: Store, made: ModuleType) -> None:
    events = [made.event(i, day=i % 5, known_at=made.moment(i % 5)) for i in range(40)]
    stray = made.event(99, date=date(2014, 1, 1), known_at=made.moment(3))
    future = made.event(98, date=date(2024, 1, 6), known_at=made.moment(4))
    store.add("events", schema.to_table("events", [*events, stray, future]))
    assert covered(store) == (START, date(2024, 1, 6), 42)
    assert covered(store, START) == (START, START, 8)


def test_a_backfile_covers_all_its_days(store: Store, made: ModuleType) -> None:
    old = [
        made.event(i, date=date(1979, 1, 1) + timedelta(days=300 * i), known_at=made.moment(9))
        for i in range(40)
    ]
    new = [made.event(100 + i, day=10 + i, known_at=made.moment(10 + i)) for i in range(5)]
    store.add("events", schema.to_table("events", [*old, *new]))
    assert covered(store) == (date(1979, 1, 1), date(2024, 1, 15), 45)


def test_reports_may_be_some_days_late(store: Store, made: ModuleType) -> None:
    events = [made.event(i, day=0, known_at=made.moment(6)) for i in range(3)]
    store.add("events", schema.to_table("events", [*events, made.event(9, day=6)]))
    assert covered(store) == (START, START + timedelta(days=6), 4)
