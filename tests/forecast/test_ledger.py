"""The ledger: who may enter, who is settled when, and that the denominators add up."""

from __future__ import annotations

import datetime as dt

import pytest

from quovadis.forecast import is_answerable, settle, to_rows
from quovadis.records import Coverage, EventType, Forecast, Outcome
from quovadis.schema import from_rows

ORIGIN = dt.date(2018, 3, 1)


def ask(source="RUS", horizon=30):
    return Outcome(
        label="aid",
        source=(source,),
        target=("AFG",),
        horizon=horizon,
        event_types=(EventType.AID,),
    )


def forecast(probability, source="RUS", origin=ORIGIN):
    return Forecast(
        outcome=ask(source),
        given=None,
        origin=origin,
        probability=probability,
        low=None,
        high=None,
        base_rate=None,
        n_windows=1,
        n_hits=0,
        model="base rate",
    )


def cover(first, last):
    return Coverage("feed", dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.fixture
def events(table, make):
    return table(
        [
            make("2018-03-01", "RUS", "AFG", EventType.AID),
            make("2018-03-31", "RUS", "AFG", EventType.AID),
            make("2018-04-01", "USA", "AFG", EventType.AID),
        ]
    )


@pytest.mark.parametrize(
    ("outcome", "last", "word"),
    [
        (ask(), "2018-02-28", ""),
        (ask(), "2018-01-31", ""),
        (ask(), "2018-01-30", "30 days older"),
        (ask(horizon=7), "2018-02-22", "7 days older"),
        (ask(horizon=0), "2018-02-28", "shorter than a day"),
    ],
)
def test_a_feed_must_lag_less_than_the_horizon(events, ontology, outcome, last, word):
    found = is_answerable(
        outcome,
        origin=ORIGIN,
        coverage=[cover("2018-01-01", last)],
        events=events,
        ontology=ontology,
    )
    assert bool(found) is (word == "")
    assert word in found.reason


def test_nobody_and_nothing(events, ontology):
    nobody = Outcome(label="x", source=(), target=(), horizon=30)
    feed = [cover("2018-01-01", "2018-03-01")]
    asked = {"origin": ORIGIN, "events": events, "ontology": ontology}
    assert "nobody is named" in is_answerable(nobody, coverage=feed, **asked).reason
    assert "no dataset" in is_answerable(ask(), coverage=[], **asked).reason


def test_settled_by_the_same_predicate(events, ontology):
    """The event on the origin's own day is not within its window; the one 30 days later is."""
    feed = [cover("2018-01-01", "2018-12-31")]
    book = settle(
        [forecast(0.8), forecast(0.3, "USA")],
        events,
        as_of=dt.date(2018, 12, 31),
        coverage=feed,
        ontology=ontology,
    )
    hit, miss = book.settled
    assert (hit.outcome, hit.brier) == (True, pytest.approx(0.04))
    assert (miss.outcome, miss.brier) == (False, pytest.approx(0.09))
    assert book.brier == pytest.approx((0.04 + 0.09) / 2)
    assert (book.emitted, book.matured, book.scored) == (2, 2, 2)


def test_never_before_the_deadline(events, ontology):
    feed = [cover("2018-01-01", "2018-12-31")]
    at = {"coverage": feed, "ontology": ontology}
    early = settle([forecast(0.8)], events, as_of=dt.date(2018, 3, 31), **at)
    assert (early.emitted, early.matured, early.settled[0].state) == (1, 0, "open")
    assert early.brier is None
    assert settle([forecast(0.8)], events, as_of=dt.date(2018, 4, 1), **at).scored == 1


@pytest.mark.parametrize(
    ("coverage", "state"),
    [
        ([cover("2018-01-01", "2018-03-30")], "overdue"),
        ([cover("2018-01-01", "2018-03-10"), cover("2018-03-20", "2018-12-31")], "void"),
        ([cover("2018-01-01", "2018-03-10"), cover("2018-03-11", "2018-12-31")], "scored"),
        ([], "overdue"),
    ],
)
def test_silence_counts_only_where_data_reaches(events, ontology, coverage, state):
    book = settle(
        [forecast(0.3, "CHN")],
        events,
        as_of=dt.date(2018, 12, 31),
        coverage=coverage,
        ontology=ontology,
    )
    assert book.settled[0].state == state
    assert book.matured == book.scored + book.void + book.overdue == 1


def test_rows_of_the_table():
    made = dt.datetime(2018, 3, 1, 12, tzinfo=dt.UTC)
    kept = forecast(0.8)
    rows = to_rows([kept, forecast(None)], known_at=made)
    assert from_rows("forecasts", rows) == [kept]
    assert rows["known_at"].to_pylist() == [made]
    with pytest.raises(ValueError, match="on or after its deadline"):
        to_rows([kept], known_at=dt.datetime(2018, 3, 31, tzinfo=dt.UTC))
