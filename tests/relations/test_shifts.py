"""Shifts over many dyads at once."""

from __future__ import annotations

import datetime as dt
import time

import numpy as np
import pytest

from quovadis.records import Coverage, Direction, EventType
from quovadis.relations import detect, dyad_events, series, shifts

FIRST = dt.date(2018, 1, 1)
FEED = Coverage("feed", FIRST, FIRST + dt.timedelta(days=199))
PLACES = ["RUS", "AFG", "USA", "IRN", "CHN", "IND"]


@pytest.fixture
def events(table, make):
    """Thirty dyads at rest, and one whose material conflict jumps on day 120."""
    rng = np.random.default_rng(2)
    rows = []
    for a in PLACES:
        for b in PLACES:
            if a == b:
                continue
            for day, n in enumerate(rng.poisson(0.3, 200)):
                rows += [make(FIRST + dt.timedelta(days=day), a, b) for _ in range(n)]
    for day in range(120, 200):
        for _ in range(rng.poisson(1.5)):
            rows.append(make(FIRST + dt.timedelta(days=day), "IND", "CHN", EventType.ASSAULT))
    return table(rows)


def test_finds_the_one_that_moved(events):
    found = shifts(events, coverage=[FEED])
    first = next(s for s in found if s.measure == "material_conflict")
    assert (first.source, first.target, first.direction) == ("IND", "CHN", Direction.UP)
    assert abs((first.onset - FIRST).days - 120) <= 5
    assert first.onset < first.detected_at <= FEED.last
    assert first.event_ids
    assert {(s.source, s.target) for s in found} == {("IND", "CHN")}


def test_until_hides_what_came_later_and_since_what_came_before(events):
    assert shifts(events, coverage=[FEED], until=FIRST + dt.timedelta(days=119)) == []
    early = shifts(events, coverage=[FEED], until=FIRST + dt.timedelta(days=170))
    assert all(s.detected_at <= FIRST + dt.timedelta(days=170) for s in early)
    assert early
    assert shifts(events, coverage=[FEED], since=FIRST + dt.timedelta(days=150)) == []


def test_agrees_with_the_detector_of_one_dyad(events, ontology):
    rows = series(events, "IND", "CHN", ontology=ontology, coverage=[FEED], step="day")
    dyad = dyad_events(events, "IND", "CHN", ontology=ontology)
    alone = detect(rows, measure="material_conflict", events=dyad).shifts
    among = [s for s in shifts(events, coverage=[FEED]) if s.measure == "material_conflict"]
    assert tuple(among) == alone


def test_nothing_to_search(table):
    assert shifts(table([]), coverage=[]) == []
    assert shifts(table([]), coverage=[FEED]) == []
    assert shifts(table([]), coverage=[Coverage("text", FIRST, FEED.last)]) == []


@pytest.mark.data
def test_icews_2014_has_the_strikes_of_september(icews, icews_coverage):
    """France began its air strikes in Iraq on 19 September 2014."""
    until = dt.date(2014, 12, 31)
    found = shifts(icews, coverage=icews_coverage, until=until)
    strikes = [s for s in found if (s.source, s.target) == ("FRA", "IRQ")]
    assert any(abs((s.onset - dt.date(2014, 9, 19)).days) <= 7 for s in strikes)
    assert all(s.onset.year == 2014 for s in found)
    begun = time.process_time()
    assert shifts(icews, coverage=icews_coverage, limit=20)
    assert time.process_time() - begun < 10
