"""Each model against a truth that was planted, or numbers worked out by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from quovadis.forecast.dyadic.calibration import Calibration, fit_calibration
from quovadis.forecast.dyadic.climatology import Climatology, choose_climatology, climate
from quovadis.forecast.dyadic.counts import look_back
from quovadis.forecast.dyadic.forecaster import Plan, _learned_from, _slices
from quovadis.forecast.dyadic.hazard import regress
from quovadis.forecast.dyadic.levels import expected_shift, shift_of, shifted
from quovadis.forecast.dyadic.links import from_log_hazard, log_odds, sigmoid, to_log_hazard
from quovadis.forecast.dyadic.panel import CLASSES
from quovadis.forecast.dyadic.snapshots import Snapshots

sys.path.insert(0, str(Path(__file__).parent))
from made import panel_of, world

AID = CLASSES.index("AID")


def test_climatology_by_hand():
    """Nine windows of 3 days end by day 10, the first on day 2: day 4 is in three of them."""
    panel = panel_of([("A", "B", "AID", 4)], 20)
    found = climate(look_back(panel, 10), 3, np.array([0]), np.array([1]))
    assert (found.n, found.hits[0, AID]) == (9.0, 3.0)
    usual = found.usual[0, AID]
    said = Climatology(3, 20.0).probabilities(found)[0, AID]
    assert said == pytest.approx((3 + 20 * usual) / 29)


def test_little_record_is_drawn_to_what_is_usual_much_is_not():
    weak, strong = (
        Climatology(7, s).probabilities(
            climate(look_back(panel_of(world(), 260), 200), 7, np.array([0]), np.array([2]))
        )
        for s in (5.0, 160.0)
    )
    found = climate(look_back(panel_of(world(), 260), 200), 7, np.array([0]), np.array([2]))
    own = found.hits / found.n
    assert (np.abs(weak - own) <= np.abs(strong - own) + 1e-12).all()


def test_a_pair_without_events_gets_less_than_those_that_deal_with_each_other():
    facts = world(seed=3)
    panel = panel_of([f for f in facts if f[:2] != facts[0][:2]], 260)
    pair = [panel.actors.index(a) for a in facts[0][:2]]
    source = np.array([pair[0], panel.source[-1]])
    target = np.array([pair[1], panel.target[-1]])
    found = climate(look_back(panel, 200), 7, source, target)
    assert found.seen.tolist() == [False, True]
    said = Climatology(7, 20.0).probabilities(found)
    assert (said[0, :4] < said[1, :4]).all()
    assert (said > 0).all()


def test_the_yardstick_takes_the_strength_that_did_best():
    panel = panel_of(world(), 260)
    past = look_back(panel, 150)
    source, target = panel.source, panel.target
    found = climate(past, 7, source, target)
    came = panel.happened(np.arange(len(source)), 150, 7)
    best = choose_climatology([found], [came], 7)

    def brier(strength):
        return ((Climatology(7, strength).probabilities(found) - came) ** 2).sum()

    assert all(brier(best.strength) <= brier(s) for s in (5.0, 20.0, 160.0))


def test_regression_finds_what_was_planted():
    random = np.random.default_rng(1)
    x = np.column_stack([np.ones(60_000), random.normal(size=(60_000, 2))])
    offset = random.normal(-1.5, 0.5, size=60_000)
    truth = np.array([0.3, 0.5, -0.4])
    y = (random.random(60_000) < from_log_hazard(offset + x @ truth)).astype(float)
    assert regress(x, y, offset, np.full(3, 1e-3)) == pytest.approx(truth, abs=0.03)


def test_a_strong_ridge_keeps_the_centre():
    x, y = np.ones((100, 1)), np.ones(100)
    centre = np.array([-1.0])
    assert regress(x, y, np.zeros(100), np.array([1e9]), centre) == pytest.approx(centre, abs=1e-5)


def test_calibration_undoes_overconfidence():
    random = np.random.default_rng(2)
    x = random.normal(0.0, 1.5, size=(40_000, 2))
    came = (random.random(x.shape) < sigmoid(x)).astype(float)
    said = sigmoid(2.0 * x)
    found = fit_calibration(said, came)
    assert found.slope == pytest.approx([0.5, 0.5], abs=0.03)
    assert np.abs(found.probabilities(said) - sigmoid(x)).mean() < 0.01


def test_calibration_on_next_to_nothing_leaves_all_as_said():
    said = np.array([[0.2], [0.6]])
    found = fit_calibration(said, np.array([[1.0], [0.0]]))
    assert found.slope == pytest.approx([1.0], abs=0.03)


def test_a_shift_makes_expected_and_observed_agree():
    random = np.random.default_rng(3)
    said = random.uniform(0.1, 0.9, size=(5000, 1))
    came = (random.random(said.shape) < sigmoid(log_odds(said) + 0.7)).astype(float)
    shift = shift_of(said, came)
    assert shift[0] == pytest.approx(0.7, abs=0.1)
    assert shifted(said, shift).mean() == pytest.approx(came.mean(), abs=1e-3)


def test_the_shift_to_come_by_hand():
    """Weights 1 and 1/2, one window's worth of "no shift"."""
    found = expected_shift(
        [np.array([0.5]), np.array([0.2])], [0, 14], half_life=14.0, strength=1.0
    )
    assert found[0] == pytest.approx((0.5 + 0.1) / 2.5)


def test_links_undo_each_other():
    p = np.array([0.001, 0.2, 0.5, 0.97])
    assert from_log_hazard(to_log_hazard(p)) == pytest.approx(p)
    assert sigmoid(log_odds(p)) == pytest.approx(p)


def test_calibration_turns_about_one_half():
    found = Calibration(np.array([0.5]))
    said = found.probabilities(np.array([[0.5], [0.9], [0.1]]))
    assert said[:, 0] == pytest.approx([0.5, 0.75, 0.25])


def test_the_calibration_slice_shrinks_until_enough_is_left_to_fit_to():
    """Of 16 weekly origins and 30 days, eight lie before the last four with their windows over."""
    origins = list(range(86, 192, 7))
    early, late = _slices(origins, 30, Plan(boosted=False, calibrate=8))
    assert (len(early), late) == (8, [170, 177, 184, 191])
    assert all(o + 30 <= late[0] for o in early)
    assert _slices(origins[:11], 30, Plan(boosted=False)) == (origins[:11], [])


def test_days_between_the_weekly_origins_are_learned_from_where_pairs_are_few():
    """Every third day back from the last origin to the first; with many pairs, weekly."""
    snapshots = Snapshots(panel_of(world(), 260), (7,))
    weekly = [100, 107, 114, 121]
    dense = _learned_from(snapshots, weekly, Plan(boosted=False))
    assert [s.origin for s in dense] == [100, 103, 106, 109, 112, 115, 118, 121]
    few = _learned_from(snapshots, weekly, Plan(boosted=False, most_pairs=10))
    assert [s.origin for s in few] == weekly
