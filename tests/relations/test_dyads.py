"""Which events a dyad holds, at each level of actor, and that it compiles elsewhere too."""

from __future__ import annotations

import datetime as dt

import ibis
import pytest

from quovadis.ontology.levels import membership_periods
from quovadis.records import Modality, Precision
from quovadis.relations import dyad_events, placed
from quovadis.relations.series import counted
from quovadis.schema import arrow_schema


@pytest.fixture
def events(table, make):
    return table(
        [
            make("2025-01-01", "RUS", "AFG", phrase="state to state"),
            make("2025-01-02", "RUS.GOV", "TALIBAN/AFG/GOV", phrase="government to Taliban"),
            make("2025-01-03", "RUS.MIL", "AFG.CVL", phrase="army to people"),
            make("2025-01-04", "AFG.GOV", "RUS", phrase="back"),
            make("2025-01-05", "USA", "AFG", phrase="another"),
            make("2019-06-01", "GBR", "RUS", phrase="a member"),
            make("2021-06-01", "GBR", "RUS", phrase="a member no more"),
            make("2025-01-06", None, "AFG", phrase="nobody"),
        ]
    )


def phrases(expression):
    return sorted(expression.to_pyarrow()["phrase"].to_pylist())


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("RUS", "AFG", ["army to people", "government to Taliban", "state to state"]),
        ("RUS", "TALIBAN", ["government to Taliban"]),
        ("RUS.GOV", "AFG", ["government to Taliban"]),
        ("RUS.MIL", "AFG.CVL", ["army to people"]),
        ("AFG", "RUS", ["back"]),
        ("EU", "RUS", ["a member"]),
        ("NOBODY", "RUS", []),
    ],
)
def test_level_of_the_id(events, ontology, source, target, expected):
    assert phrases(dyad_events(events, source, target, ontology=ontology)) == expected


def test_undirected_and_day(events, ontology):
    both = dyad_events(events, "RUS", "AFG", ontology=ontology, undirected=True)
    assert "back" in phrases(both)
    early = dyad_events(events, "RUS", "AFG", ontology=ontology, day=dt.date(2025, 1, 1))
    assert phrases(early) == ["state to state"]


def test_placed_keeps_what_happened_and_can_be_dated(table, make):
    events = table(
        [
            make("2025-01-01", "RUS", "AFG", phrase="day"),
            make("2025-01-01", "RUS", "AFG", phrase="month", precision=Precision.MONTH),
            make("2025-01-01", "RUS", "AFG", phrase="year", precision=Precision.YEAR),
            make("2025-01-01", "RUS", "AFG", phrase="plan", modality=Modality.PLANNED),
            make("2025-01-01", "RUS", "AFG", phrase="past", modality=Modality.BACKGROUND),
        ]
    )
    assert phrases(placed(events, "month")) == ["day", "month"]
    assert phrases(placed(events, "week")) == ["day"]


def test_membership_by_date(ontology):
    periods = {p[0]: p[1:] for p in membership_periods("EU", ontology)}
    assert periods["GBR"] == (dt.date(1973, 1, 1), dt.date(2020, 1, 31))
    assert periods["HRV"] == (dt.date(2013, 7, 1), None)
    assert membership_periods("UN", ontology) == []
    assert membership_periods("RUS", ontology) == []


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "bigquery"])
def test_compiles_for_other_engines(ontology, dialect):
    unbound = ibis.table(ibis.Schema.from_pyarrow(arrow_schema("events")), name="events")
    dyad = placed(dyad_events(unbound, "EU", "TALIBAN", ontology=ontology), "week")
    sql = str(ibis.to_sql(counted(dyad, "week"), dialect=dialect))
    assert "TALIBAN" in sql
    assert "GROUP BY" in sql
