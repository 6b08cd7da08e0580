"""Answers about dyads are what a hand-written query over the same files gives."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from deltalake import DeltaTable

from quovadis.pipeline import load_events, recent_shifts, relation
from quovadis.store import Store

QUADS = {
    "cooperation": "('verbal_cooperation', 'material_cooperation')",
    "conflict": "('verbal_conflict', 'material_conflict')",
}


def by_hand(store: Path, source: str, target: str, until: date | None = None) -> dict:
    """Count a dyad's events by month straight from the files, with SQL and nothing of ours."""
    files = DeltaTable(str(store / "events")).file_uris()
    known = f"AND known_at < DATE '{until}' + INTERVAL 1 DAY" if until else ""
    rows = duckdb.sql(
        f"""
        SELECT date_trunc('month', date)::DATE AS month, count(*),
               count(*) FILTER (quad_class IN {QUADS["cooperation"]}),
               count(*) FILTER (quad_class IN {QUADS["conflict"]})
        FROM read_parquet({files})
        WHERE source_country = '{source}' AND target_country = '{target}'
          AND modality = 'actual' {known}
        GROUP BY month
        """
    ).fetchall()
    return {month: (n, coop, conflict) for month, n, coop, conflict in rows}


def by_us(store: Path, source: str, target: str, as_of: date | None = None) -> dict:
    """The same from `relation`, months without events left out."""
    answer = relation(Store(store, create=False), source, target, as_of=as_of)
    months: dict[date, dict[str, float]] = {}
    for row in answer.series.to_pylist():
        if row["value"] is not None:
            months.setdefault(row["step_start"], {})[row["measure"]] = row["value"]
    for values in months.values():
        assert values["net_cooperation"] == values["cooperation"] - values["conflict"]
        assert values["events"] == values["cooperation"] + values["conflict"]
    return {
        month: (v["events"], v["cooperation"], v["conflict"])
        for month, v in months.items()
        if v["events"]
    }


@pytest.mark.parametrize(("source", "target"), [("RUS", "AFG"), ("USA", "IRN"), ("CHN", "JPN")])
def test_relation_equals_sql(benchmarks_store, source, target) -> None:
    expected = by_hand(benchmarks_store, source, target)
    assert sum(n for n, _, _ in expected.values()) > 10
    assert by_us(benchmarks_store, source, target) == expected


@pytest.mark.parametrize("day", [date(2014, 6, 15), date(2018, 1, 1), date(2018, 10, 15)])
def test_relation_as_of_equals_sql(benchmarks_store, day) -> None:
    expected = by_hand(benchmarks_store, "USA", "IRN", day)
    assert by_us(benchmarks_store, "USA", "IRN", day) == expected
    assert expected != by_hand(benchmarks_store, "USA", "IRN")


def test_months_between_the_two_sets_are_unknown_not_zero(benchmarks_store) -> None:
    answer = relation(Store(benchmarks_store, create=False), "USA", "IRN")
    gap = [
        r
        for r in answer.series.to_pylist()
        if date(2015, 1, 1) <= r["step_start"] < date(2018, 1, 1)
    ]
    assert len(gap) > 0
    assert all(r["value"] is None for r in gap)


def test_shifts_are_confirmed_by_sql(benchmarks_store) -> None:
    found = recent_shifts(Store(benchmarks_store, create=False), measures=["verbal_cooperation"])
    assert found.shifts, "over 90 days of all dyads, some relation has shifted"
    files = DeltaTable(str(benchmarks_store / "events")).file_uris()
    for shift in found.shifts[:5]:
        assert found.since <= shift.onset <= found.until
        before, after = (
            duckdb.sql(
                f"""
                SELECT count(*) FROM read_parquet({files})
                WHERE source_country = '{shift.source}' AND target_country = '{shift.target}'
                  AND modality = 'actual' AND quad_class = 'verbal_cooperation'
                  AND date {op} DATE '{shift.onset}'
                  AND date >= DATE '2018-01-01'
                """
            ).fetchone()[0]
            for op in ("<", ">=")
        )
        days = (shift.onset - date(2018, 1, 1)).days, (date(2018, 10, 31) - shift.onset).days + 1
        rates = before / days[0], after / days[1]
        assert (rates[1] > rates[0]) == (shift.direction.value == "up")


def test_loading_twice_changes_nothing(data, tmp_path) -> None:
    store = Store(tmp_path / "store")
    first = load_events(data / "tkg" / "ICEWS14", store)
    again = load_events(data / "tkg" / "ICEWS14", store)
    assert first.added == first.read == 90_730
    assert (again.added, again.already) == (0, 90_730)
    assert not first.rejects
