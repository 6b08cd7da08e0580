"""A series says what a hand-written query says, and nothing where no data reaches."""

from __future__ import annotations

import datetime as dt

import ibis
import pytest

from quovadis.records import Coverage, EventType, Modality
from quovadis.relations import dyad_events, series
from quovadis.schema import to_table

FEED = Coverage("feed", dt.date(2018, 1, 1), dt.date(2018, 3, 15))


def value(rows, day, measure):
    (row,) = [
        r for r in rows if r["step_start"] == dt.date.fromisoformat(day) and r["measure"] == measure
    ]
    return row


@pytest.fixture
def rows(table, make, ontology):
    events = table(
        [
            make("2018-01-05", "RUS", "AFG"),
            make("2018-01-05", "RUS", "AFG.GOV", EventType.AID),
            make("2018-01-31", "RUS.MIL", "AFG", EventType.ASSAULT),
            make("2018-03-01", "RUS", "AFG", EventType.ACCUSE),
            make("2018-02-01", "AFG", "RUS", EventType.ACCUSE),
        ]
    )
    return series(events, "RUS", "AFG", ontology=ontology, coverage=[FEED]).to_pylist()


def test_counts_by_hand(rows):
    assert value(rows, "2018-01-01", "verbal_cooperation")["value"] == 1.0
    assert value(rows, "2018-01-01", "cooperation")["value"] == 2.0
    assert value(rows, "2018-01-01", "material_conflict")["value"] == 1.0
    assert value(rows, "2018-01-01", "net_cooperation")["value"] == 1.0
    assert value(rows, "2018-01-01", "events")["n_events"] == 3
    assert value(rows, "2018-03-01", "net_cooperation")["value"] == -1.0


def test_silence_of_a_feed_is_nought_and_its_absence_is_null(table, make, ontology):
    events = table([make("2018-01-05", "RUS", "AFG")])
    coverage = [FEED, Coverage("later", dt.date(2018, 6, 10), dt.date(2018, 6, 30))]
    rows = series(events, "RUS", "AFG", ontology=ontology, coverage=coverage).to_pylist()
    assert value(rows, "2018-02-01", "events")["value"] == 0.0
    assert value(rows, "2018-04-01", "events")["value"] is None
    assert value(rows, "2018-04-01", "events")["covered_by"] is None
    assert value(rows, "2018-03-01", "events")["covered"] == pytest.approx(15 / 31)
    june = value(rows, "2018-06-01", "events")
    assert (june["covered"], june["covered_to"]) == (pytest.approx(21 / 30), dt.date(2018, 6, 30))


def test_texts_cover_a_dyad_only_once_they_speak_of_it(table, make, ontology):
    text = Coverage("text", dt.date(2003, 1, 1), dt.date(2003, 12, 31))
    events = table(
        [
            make("2003-05-10", "RUS", "AFG", dataset="text", document="d1"),
            make("2003-05-11", "RUS", "AFG", dataset="text", document="d2"),
            make("2003-05-11", "RUS", "AFG", EventType.AID, dataset="text", document="d2"),
        ]
    )
    rows = series(events, "RUS", "AFG", ontology=ontology, coverage=[text]).to_pylist()
    assert rows[0]["step_start"] == dt.date(2003, 5, 1)
    may = value(rows, "2003-05-01", "events")
    assert (may["n_events"], may["n_documents"]) == (3, 2)
    assert value(rows, "2003-05-01", "material_cooperation")["n_documents"] == 1
    assert not series(events, "USA", "IRN", ontology=ontology, coverage=[text]).num_rows


def test_weeks_start_on_monday(table, make, ontology):
    events = table([make("2018-01-07", "RUS", "AFG"), make("2018-01-08", "RUS", "AFG")])
    rows = series(events, "RUS", "AFG", ontology=ontology, coverage=[FEED], step="week").to_pylist()
    assert value(rows, "2018-01-01", "events")["value"] == 1.0
    assert value(rows, "2018-01-08", "events")["value"] == 1.0


def test_unknown_step(table, ontology):
    with pytest.raises(ValueError, match="day, week, month"):
        series(table([]), "RUS", "AFG", ontology=ontology, coverage=[FEED], step="year")


@pytest.fixture
def grown(make):
    """A feed that reads ten times as many pages in its second month; the dyad does as before."""
    rows = [
        (make("2018-01-05", "RUS", "AFG"), 3),
        (make("2018-01-06", "RUS", "AFG", EventType.ASSAULT), None),
        (make("2018-01-07", "USA", "IRN"), 4),
        (make("2018-01-08", "USA", "IRN", modality=Modality.PLANNED), 90),
        (make("2018-02-05", "RUS", "AFG"), 30),
        (make("2018-02-06", "RUS", "AFG", EventType.ASSAULT), 20),
        *((make("2018-02-07", "USA", "IRN"), 25) for _ in range(38)),
    ]
    events = to_table("events", [e for e, _ in rows], n_reports=[n for _, n in rows])
    return ibis.duckdb.connect().create_table("events", events)


def test_reports_are_counted_when_asked(grown, ontology):
    rows = series(grown, "RUS", "AFG", ontology=ontology, coverage=[FEED], count="reports")
    rows = rows.to_pylist()
    january = value(rows, "2018-01-01", "events")
    # Three reports of one event, and one event of which the number of reports is not known.
    assert (january["value"], january["n_events"], january["n_reports"]) == (4.0, 2, 4)
    assert january["counted"] == "reports"
    assert value(rows, "2018-01-01", "material_conflict")["value"] == 1.0
    assert value(rows, "2018-01-01", "net_cooperation")["value"] == 3 - 1
    assert value(rows, "2018-02-01", "net_cooperation")["value"] == 30 - 20
    plain = series(grown, "RUS", "AFG", ontology=ontology, coverage=[FEED]).to_pylist()
    february = value(plain, "2018-02-01", "events")
    assert (february["value"], february["n_reports"], february["counted"]) == (2.0, 50, "events")


def test_growth_of_the_feed_is_divided_out_when_asked(grown, ontology):
    rows = series(grown, "RUS", "AFG", ontology=ontology, coverage=[FEED], normalise_by=grown)
    rows = rows.to_pylist()
    january, february = (value(rows, f"2018-0{m}-01", "events") for m in (1, 2))
    # Two of three events that happened, then two of forty; a plan is no event of the step.
    assert (january["volume"], january["value"]) == (3, pytest.approx(2000 / 3))
    assert (february["volume"], february["value"]) == (40, 50.0)
    assert (february["n_events"], february["n_reports"]) == (2, 50)
    assert value(rows, "2018-02-01", "net_cooperation")["value"] == 0.0
    march = value(rows, "2018-03-01", "events")
    assert (march["covered"], march["volume"], march["value"]) == (pytest.approx(15 / 31), 0, None)


def test_reports_are_divided_by_reports(grown, ontology):
    rows = series(
        grown,
        "RUS",
        "AFG",
        ontology=ontology,
        coverage=[FEED],
        count="reports",
        normalise_by=grown,
    ).to_pylist()
    january, february = (value(rows, f"2018-0{m}-01", "conflict") for m in (1, 2))
    assert (january["volume"], january["value"]) == (8, 125.0)
    assert (february["volume"], february["value"]) == (1000, 20.0)


def test_texts_are_volume_only_where_they_cover_the_dyad(table, make, ontology):
    texts = [
        make(day, a, b, dataset="text", document=f"{day} {a}")
        for day, a, b in (
            ("2018-01-09", "USA", "IRN"),
            ("2018-02-09", "RUS", "AFG"),
            ("2018-02-10", "USA", "IRN"),
        )
    ]
    feed = [make(f"2018-0{m}-05", "RUS", "AFG") for m in (1, 2)]
    feed.append(make("2018-02-06", "USA", "IRN"))
    coverage = [FEED, Coverage("text", dt.date(2018, 1, 9), dt.date(2018, 2, 28))]
    events = table(feed + texts)
    rows = series(
        dyad_events(events, "RUS", "AFG", ontology=ontology),
        "RUS",
        "AFG",
        ontology=ontology,
        coverage=coverage,
        normalise_by=events,
    ).to_pylist()
    january, february = (value(rows, f"2018-0{m}-01", "events") for m in (1, 2))
    assert (january["covered_by"], january["volume"], january["value"]) == ("feed", 1, 1000.0)
    assert (february["covered_by"], february["volume"]) == ("feed+text", 4)
    assert february["value"] == 500.0


def test_unknown_count(table, ontology):
    with pytest.raises(ValueError, match="events, reports"):
        series(table([]), "RUS", "AFG", ontology=ontology, coverage=[FEED], count="pages")


@pytest.mark.data
@pytest.mark.parametrize(
    ("source", "target", "where"),
    [
        ("RUS", "AFG", "source_country = 'RUS' AND target_country = 'AFG'"),
        ("USA", "IRN", "source_country = 'USA' AND target_country = 'IRN'"),
        ("RUS", "TALIBAN", "source_country = 'RUS' AND target = 'TALIBAN'"),
    ],
)
def test_a_hand_written_query_agrees(icews, icews_coverage, ontology, source, target, where):
    """Real events: every month of both sets, and null in the years between them."""
    found = series(icews, source, target, ontology=ontology, coverage=icews_coverage).to_pylist()
    sql = (
        "SELECT strftime(date, '%Y-%m-01') AS step, count(*) AS n,"
        " sum(CASE WHEN quad_class LIKE '%_cooperation' THEN 1 ELSE -1 END) AS net"
        f" FROM icews WHERE {where} AND modality = 'actual' GROUP BY 1"
    )
    answer = icews.get_backend().con.sql(sql).fetchall()
    expected = {step: (n, net) for step, n, net in answer}
    assert sum(n for n, _ in expected.values()) > 10
    for row in found:
        if row["measure"] not in ("events", "net_cooperation"):
            continue
        day = row["step_start"].isoformat()
        if "2015" <= day < "2018":
            assert row["value"] is None
            continue
        wanted = expected.get(day, (0, 0))[row["measure"] == "net_cooperation"]
        assert row["value"] == wanted, (day, row["measure"])
