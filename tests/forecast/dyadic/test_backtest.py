"""Rolling the origin: nothing later leaks in, the same seed gives the same figures."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quovadis.errors import Abstained
from quovadis.forecast.dyadic.backtest import roll, score
from quovadis.forecast.dyadic.boosted import have_lightgbm
from quovadis.forecast.dyadic.counts import look_back
from quovadis.forecast.dyadic.features import describe
from quovadis.forecast.dyadic.forecaster import Plan, fit_forecaster
from quovadis.forecast.dyadic.links import log_odds, sigmoid
from quovadis.forecast.dyadic.panel import CLASSES
from quovadis.forecast.dyadic.snapshots import GROUPS, Snapshots

sys.path.insert(0, str(Path(__file__).parent))
from made import panel_of, world

FACTS = world(10, 260)
PLAN = Plan(boosted=False, calibrate=2)
ORIGIN = 200
later = st.lists(
    st.tuples(
        st.sampled_from(["A00", "A03", "AAA", "ZZZ"]),
        st.sampled_from(["A01", "A05", "B00"]),
        st.sampled_from(["AID", "ASSAULT", "CONSULT"]),
        st.integers(ORIGIN + 1, 259),
    ),
    min_size=1,
    max_size=40,
)


def by_name(panel, snapshot, table):
    return {
        (panel.actors[s], panel.actors[t]): row.tolist()
        for s, t, row in zip(snapshot.source, snapshot.target, table, strict=True)
    }


def forecasts(facts, plan, late=None):
    """Everything that is forecast and looked at on the day of the origin, by names of actors."""
    panel = panel_of(facts, 260, late)
    shots = Snapshots(panel, (7,), n_rare=20, n_unseen=10)
    model = fit_forecaster(shots, ORIGIN, 7, plan)
    now = shots.at(ORIGIN)
    said = model.probabilities(now)
    flat = now.features.values.reshape(len(now.source), -1)
    return {"features": by_name(panel, now, flat)} | {
        name: by_name(panel, now, p) for name, p in said.items()
    }


BEFORE = forecasts(FACTS, PLAN)


@given(more=later)
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
def test_later_events_change_no_feature_and_no_probability(more):
    assert forecasts(FACTS + more, PLAN) == BEFORE


def test_what_became_known_later_changes_nothing_either():
    old = [("A00", "A01", "AID", 100), ("A05", "A03", "ASSAULT", 150)]
    late = {len(FACTS): ORIGIN + 1, len(FACTS) + 1: 240}
    assert forecasts(FACTS + old, PLAN, late) == BEFORE
    assert forecasts(FACTS + old, PLAN) != BEFORE


@pytest.mark.skipif(not have_lightgbm(), reason="needs LightGBM (extra forecast)")
def test_trees_leak_nothing_and_repeat_themselves():
    plan = Plan(boosted=True, calibrate=2, rounds=10, least=4, most=8)
    first = forecasts(FACTS, plan)
    more = [("A00", "A01", "AID", d) for d in range(ORIGIN + 1, 259)]
    assert forecasts(FACTS + more, plan) == first
    assert forecasts(FACTS, plan) == first
    assert set(first) >= {"boosted", "blend"}


def test_bursts_are_worth_knowing_and_noise_is_not():
    """Where dyads are stirred up for a month at a time, the hazard model beats climatology."""
    panel = panel_of(world(16, 300, seed=1), 300)
    shots = Snapshots(panel, (7,), n_rare=0, n_unseen=0)
    stirred = score(roll(panel, 7, snapshots=shots, since=220, plan=PLAN), pools=["quad classes"])
    skill = {r.model: r.skill for r in stirred if r.group == "known"}
    assert skill["climatology"] == 0.0
    assert skill["hazard"] is not None
    assert skill["hazard"] > 0.03
    random = np.random.default_rng(0)
    # The same events, each dyad's days drawn anew: now there is nothing to know but the rate.
    calm = [(s, t, k, int(random.integers(300))) for s, t, k, _ in world(16, 300, seed=1)]
    panel = panel_of(calm, 300)
    shots = Snapshots(panel, (7,), n_rare=0, n_unseen=0)
    rows = score(roll(panel, 7, snapshots=shots, since=220, plan=PLAN), pools=["quad classes"])
    none = {r.model: r.skill for r in rows if r.group == "known"}
    assert abs(none["hazard"]) < 0.02


def test_slope_and_level_are_for_well_known_dyads_only():
    shots = Snapshots(panel_of(FACTS, 260), (7,), n_rare=20, n_unseen=10)
    model = fit_forecaster(shots, ORIGIN, 7, PLAN)
    now = shots.at(ORIGIN)
    raw, said = model.raw(now)["hazard"], model.probabilities(now)["hazard"]
    known = now.group == 0
    assert (said[~known] == raw[~known]).all()
    slope, level = model.calibrations["hazard"].slope, model.levels["hazard"]
    assert said[known] == pytest.approx(sigmoid(slope * log_odds(raw[known]) + level), abs=1e-6)
    assert (said[known] != raw[known]).any()


def test_a_level_that_lately_rose_is_followed():
    """Where three events of four fall away for the last weeks, less is expected of the next."""
    busy = world(12, 260, seed=4)
    calm = [f for f in busy if f[3] < 165 or f[3] % 4 == 1]
    means = [
        fit_forecaster(Snapshots(panel_of(found, 260), (7,), n_rare=0, n_unseen=0), 215, 7, PLAN)
        .levels["hazard"][:4]
        .mean()
        for found in (calm, busy)
    ]
    assert means[0] < means[1]


def test_rows_count_what_was_asked():
    panel = panel_of(FACTS, 260)
    shots = Snapshots(panel, (7,), n_rare=5, n_unseen=5)
    trials = roll(panel, 7, snapshots=shots, since=231, plan=PLAN)
    assert [(o - panel.first).days for o in trials.origins] == [231, 238, 245, 252]
    rows = score(trials)
    for group, name in enumerate(GROUPS):
        n = int((trials.group == group).sum())
        for row in rows:
            if row.group == name and row.pool == "quad classes":
                assert row.n == 4 * n
                assert sum(b.n for b in row.bins) == row.n
                assert row.n_came == int(trials.came[trials.group == group][:, :4].sum())
                assert row.low is None or row.low <= row.skill <= row.high


def test_too_little_data_is_refused():
    panel = panel_of([f for f in FACTS if f[3] < 90], 90)
    shots = Snapshots(panel, (7, 90))
    with pytest.raises(Abstained, match="too few to fit forecasts of 7 days"):
        roll(panel, 7, snapshots=shots, since=60, plan=PLAN)
    with pytest.raises(Abstained, match="no window of 90 days fits"):
        roll(panel, 90, snapshots=shots, since=60, plan=PLAN)


def test_known_dyads_are_all_asked_about_and_unseen_pairs_are_new():
    panel = panel_of(FACTS, 260)
    now = Snapshots(panel, (7,), n_rare=5, n_unseen=5).at(120)
    past = look_back(panel, 120)
    total = past.total[panel.find(now.source, now.target), -1]
    assert (now.group == np.where(total >= 10, 0, np.where(total > 0, 1, 2))).all()
    assert int((now.group == 0).sum()) == int((past.total[:-1, -1] >= 10).sum())
    features = describe(past, now.source, now.target)
    assert np.isfinite(features.values).all()


def test_what_comes_back_is_seen_where_nothing_ever_went():
    """A pair without any event from A to B looks at those from B to A, whatever follows."""
    facts = [("B", "A", "AID", 3), ("C", "A", "AID", 2), ("A", "C", "AID", 1)]
    for more in ([], [("A", "B", "AID", 20)]):
        panel = panel_of(facts + more, 30)
        features = describe(look_back(panel, 9), np.array([0]), np.array([1]))
        assert features.column("since_back")[0, CLASSES.index("AID")] == 6
