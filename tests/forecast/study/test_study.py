"""Simulated worlds whose answer is known. The full count is in `benchmarks/study.py`."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.forecast.study import Panel, benjamini_hochberg, run_study
from quovadis.forecast.study.simulation import OUTCOME, TRIGGER, World, simulate

WORLDS = 12


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_the_planted_ratio_is_covered_and_nothing_else_called(ratio: float) -> None:
    found = [
        run_study(simulate(World(ratio=ratio), seed), TRIGGER, OUTCOME, rounds=39, seed=seed)
        for seed in range(WORLDS)
    ]
    z = np.array([(s.rate.log_ratio - math.log(ratio)) / s.rate.error for s in found])
    # Of 12 intervals at 95% each, fewer than 9 cover with a probability of 1 in 460.
    assert (np.abs(z) < 1.96).sum() >= 9
    assert abs(np.mean([s.rate.log_ratio for s in found]) - math.log(ratio)) < 0.15
    called = sum(s.is_detectable for s in found)
    assert called <= 2 if ratio == 1.0 else called >= 11


def test_the_answer_says_what_may_be_said(world: Panel) -> None:
    study = run_study(world, TRIGGER, OUTCOME, rounds=39)
    assert study.wording.startswith("associated change, matched")
    assert [p.week for p in study.path] == [*range(-12, 0), *range(1, 13)]
    during = [p.log_ratio for p in study.path if 1 <= p.week <= 4]
    after = [p.log_ratio for p in study.path if p.week >= 6]
    assert np.mean(during) > math.log(1.4)
    assert abs(np.mean(after)) < math.log(1.3)
    assert 0 < study.n_matched <= study.n_found


def test_the_same_seed_gives_the_same_study(world: Panel) -> None:
    one, other = (run_study(world, TRIGGER, OUTCOME, rounds=9, seed=4) for _ in range(2))
    assert one == other


def test_an_effect_on_another_dyad_shows_at_the_placebo_dyads() -> None:
    # A shock of the source itself: what follows the trigger is no matter of the dyad.
    study = run_study(simulate(World(ratio=1.0), 8), TRIGGER, OUTCOME, rounds=9)
    assert study.dyads.n_treated > 50
    assert study.dates.n_treated > 50


def test_false_discovery_by_hand() -> None:
    p = np.array([0.005, 0.04, math.nan, 0.02, 0.8])
    # Ranks 1, 3, 2, 4 of four tests: 0.02, 0.0533, 0.04, 0.8.
    found = benjamini_hochberg(p)
    assert found[[0, 1, 3, 4]] == pytest.approx([0.02, 0.16 / 3, 0.04, 0.8])
    assert math.isnan(found[2])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_is_at_least_p_and_keeps_the_order(values: list[float]) -> None:
    p = np.array(values)
    q = benjamini_hochberg(p)
    assert (q >= p - 1e-12).all()
    assert (q <= 1).all()
    order = np.argsort(p, kind="stable")
    assert (np.diff(q[order]) >= -1e-12).all()
