"""An outcome is a predicate: what counts, what does not, and the same in SQL and in Python."""

from __future__ import annotations

import datetime as dt

import ibis
import pytest

from quovadis.forecast import matches
from quovadis.forecast.outcomes import among, counts, known
from quovadis.records import EventType, Modality, Outcome, Precision, QuadClass
from quovadis.schema import arrow_schema


def ask(source=("RUS",), target=("AFG",), horizon=30, **more):
    return Outcome(label="it happens", source=source, target=target, horizon=horizon, **more)


@pytest.fixture
def events(table, make):
    return table(
        [
            make("2018-01-01", "RUS.GOV", "AFG", EventType.AGREE, phrase="agree"),
            make("2018-01-02", "RUS", "TALIBAN/AFG/REB", EventType.AID, phrase="aid"),
            make("2018-01-03", "AFG", "RUS", EventType.AGREE, phrase="back"),
            make(
                "2018-01-04", "RUS", "AFG", EventType.ASSAULT, phrase="rights", contexts=("gender",)
            ),
            make("2018-01-05", "CHN", "AFG", EventType.AGREE, phrase="china"),
            make(
                "2018-01-06",
                "RUS",
                "AFG",
                EventType.AGREE,
                phrase="plan",
                modality=Modality.PLANNED,
            ),
            make(
                "2018-01-01", "RUS", "AFG", EventType.AGREE, phrase="m", precision=Precision.MONTH
            ),
            make("2018-01-01", "RUS", "AFG", EventType.AGREE, phrase="y", precision=Precision.YEAR),
            make("2018-01-07", "RUS", None, EventType.AGREE, phrase="to nobody"),
        ]
    )


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (ask(), {"agree", "aid", "rights", "m"}),
        (ask(horizon=7), {"agree", "aid", "rights"}),
        (ask(event_types=(EventType.AGREE,)), {"agree", "m"}),
        (ask(event_types=(EventType.AGREE,), undirected=True), {"agree", "m", "back"}),
        (ask(quad_classes=(QuadClass.MATERIAL_CONFLICT,)), {"rights"}),
        (ask(contexts=("gender", "lgbt")), {"rights"}),
        (ask(contexts=("cyber",)), set()),
        (ask(target=("TALIBAN",)), {"aid"}),
        (ask(source=("RUS", "CHN"), event_types=(EventType.AGREE,)), {"agree", "m", "china"}),
        (ask(source=("SCO",), event_types=(EventType.AGREE,), horizon=7), {"agree", "china"}),
        (ask(target=(), event_types=(EventType.AGREE,), horizon=7), {"agree", "to nobody"}),
        (ask(source=("RUS.GOV",)), {"agree"}),
    ],
)
def test_what_counts(events, ontology, outcome, expected):
    found = matches(events, outcome, ontology).to_pyarrow().to_pylist()
    assert {row["phrase"] for row in found} == expected
    rows = among(events, outcome, ontology).filter(events.modality == "actual").to_pyarrow()
    assert {row["phrase"] for row in rows.to_pylist() if counts(row, outcome)} == expected


def test_known_is_by_the_end_of_the_day(table, make):
    late = dt.datetime(2018, 1, 3, 0, 0, tzinfo=dt.UTC)
    events = table(
        [make("2018-01-01", "RUS", "AFG"), make("2018-01-02", "RUS", "AFG", known_at=late)]
    )
    assert known(events, dt.date(2018, 1, 2)).count().to_pyarrow().as_py() == 1
    assert known(events, dt.date(2018, 1, 3)).count().to_pyarrow().as_py() == 2


@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "bigquery"])
def test_compiles_for_other_engines(ontology, dialect):
    unbound = ibis.table(ibis.Schema.from_pyarrow(arrow_schema("events")), name="events")
    outcome = ask(contexts=("gender",), undirected=True, event_types=(EventType.AID,))
    sql = str(ibis.to_sql(known(matches(unbound, outcome, ontology), dt.date(2018, 1, 1)), dialect))
    assert "gender" in sql
