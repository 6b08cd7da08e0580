"""Counts of the past, by hand and against a plain count."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.forecast.dyadic.counts import look_back
from quovadis.forecast.dyadic.panel import ANY, CLASSES

sys.path.insert(0, str(Path(__file__).parent))
from made import panel_of

AID = CLASSES.index("AID")


def test_rates_by_hand():
    panel = panel_of([("A", "B", "AID", 0), ("A", "B", "AID", 2), ("A", "B", "AID", 9)], 20)
    past = look_back(panel, 2)
    plain, days = past.rate(None)
    assert days == 3
    assert plain[0, AID] == pytest.approx(2 / 3)
    faded, worth = past.rate(1.0)
    assert worth == pytest.approx(1 + 1 / 2 + 1 / 4)
    assert faded[0, AID] == pytest.approx((1 + 1 / 4) / 1.75)
    assert past.since[0, AID] == 0
    assert past.since[0, CLASSES.index("ASSAULT")] == 3
    assert past.total[-1].sum() == 0


@given(
    days=st.sets(st.integers(0, 40), max_size=12),
    origin=st.integers(0, 40),
    horizon=st.integers(1, 20),
)
def test_shares_count_every_window_once(days, origin, horizon):
    panel = panel_of([("A", "B", "AID", d) for d in days] + [("B", "A", "AID", 0)], 41)
    hits, n = look_back(panel, origin).shares(horizon)
    starts = range(-1, origin - horizon + 1)
    plain = sum(any(u < d <= u + horizon for d in days if d <= origin) for u in starts)
    row = int(panel.find(np.array([0]), np.array([1]))[0])
    assert n == len(starts)
    assert hits[row, AID] == plain
    assert hits[row, ANY] == plain


def test_a_report_that_came_late_changes_nothing_before():
    facts = [("A", "B", "AID", 5), ("A", "B", "AID", 7)]
    late = panel_of(facts, 40, late={0: 20})
    plain = panel_of(facts[1:], 40)
    for horizon in (3, 7):
        assert np.array_equal(
            look_back(late, 12).shares(horizon)[0], look_back(plain, 12).shares(horizon)[0]
        )
    assert look_back(late, 20).total[0, AID] == 2
