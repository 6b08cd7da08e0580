"""Scores and quantiles against numbers worked out by hand or taken from tables."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.forecast import brier_score, log_score
from quovadis.forecast.beta import beta_cdf, beta_quantile
from quovadis.forecast.scores import (
    block_bootstrap,
    brier_scores,
    expected_calibration_error,
    log_scores,
    reliability,
    skill_score,
)


@pytest.mark.parametrize(
    ("outcome", "probability", "brier", "log"),
    [
        (True, 1.0, 0.0, 0.0),
        (True, 0.75, 0.0625, 0.287682),
        (False, 0.75, 0.5625, 1.386294),
        (False, 0.2, 0.04, 0.223144),
    ],
)
def test_by_hand(outcome, probability, brier, log):
    assert brier_score(outcome, probability) == pytest.approx(brier)
    assert log_score(outcome, probability) == pytest.approx(log, abs=1e-6)


def test_a_false_certainty_is_infinitely_bad():
    assert log_score(False, 1.0) == math.inf


@pytest.mark.parametrize("probability", [-0.01, 1.01, math.nan])
@pytest.mark.parametrize("score", [brier_score, log_score])
def test_no_probability(score, probability):
    with pytest.raises(ValueError, match="between 0 and 1"):
        score(True, probability)


@given(st.floats(0.01, 0.99), st.floats(0.0, 1.0))
def test_the_brier_score_is_proper(truth, said):
    """Nobody expects to do better than by saying what he believes."""

    def expected(p):
        return truth * brier_score(True, p) + (1 - truth) * brier_score(False, p)

    assert expected(truth) <= expected(said) + 1e-12


@pytest.mark.parametrize(
    ("x", "a", "b", "expected"),
    [
        (0.3, 1, 1, 0.3),  # uniform
        (0.5, 2, 3, 11 / 16),  # polynomial 6x² − 8x³ + 3x⁴
        (0.25, 0.5, 0.5, 2 / math.pi * math.asin(0.5)),  # arcsine law
        (0.4, 3, 1, 0.4**3),
        (0.2, 2, 10, 1 - sum(math.comb(11, k) * 0.2**k * 0.8 ** (11 - k) for k in (0, 1))),
    ],
)
def test_beta_in_closed_form(x, a, b, expected):
    assert beta_cdf(x, a, b) == pytest.approx(expected, rel=1e-10)


def test_beta_quantiles_of_the_tables():
    """Clopper and Pearson's limits for 4 of 10 at 90% (their 1934 tables: 0.150 and 0.696)."""
    assert beta_quantile(0.05, 4, 7) == pytest.approx(0.1500, abs=5e-4)
    assert beta_quantile(0.95, 5, 6) == pytest.approx(0.6965, abs=5e-4)


@given(st.floats(0.01, 0.99), st.floats(0.05, 500), st.floats(0.05, 500))
def test_the_quantile_undoes_the_distribution(p, a, b):
    x = beta_quantile(p, a, b)
    if 1e-9 < x < 1 - 1e-9:
        assert beta_cdf(x, a, b) == pytest.approx(p, abs=1e-6)


def test_beta_at_the_ends():
    assert beta_cdf(0.0, 2, 2) == 0.0
    assert beta_cdf(1.0, 2, 2) == 1.0


outcomes_and_probabilities = st.lists(
    st.tuples(st.booleans(), st.floats(0.001, 0.999)), min_size=1, max_size=50
)


def arrays(pairs):
    return np.array([float(y) for y, _ in pairs]), np.array([p for _, p in pairs])


@given(outcomes_and_probabilities)
def test_many_at_once_are_as_one_by_one(pairs):
    y, p = arrays(pairs)
    assert brier_scores(y, p) == pytest.approx([brier_score(bool(a), b) for a, b in pairs])
    assert log_scores(y, p) == pytest.approx([log_score(bool(a), b) for a, b in pairs])


@given(outcomes_and_probabilities)
def test_against_scoringrules(pairs):
    rules = pytest.importorskip("scoringrules", reason="scoringrules is not installed")
    y, p = arrays(pairs)
    assert brier_scores(y, p) == pytest.approx(np.asarray(rules.brier_score(y, p)))
    if hasattr(rules, "log_score"):
        assert log_scores(y, p) == pytest.approx(np.asarray(rules.log_score(y, p)))


@pytest.mark.parametrize("bad", [-0.1, 1.1, math.nan])
def test_no_probability_among_many(bad):
    for score in (brier_scores, log_scores, reliability):
        with pytest.raises(ValueError, match="between 0 and 1"):
            score(np.array([1.0, 0.0]), np.array([0.5, bad]))


def test_skill_by_hand():
    """Errors of 0.1 where the reference makes 0.16: three eighths less."""
    assert skill_score(0.1, 0.16) == 0.375
    assert skill_score(0.2, 0.16) == -0.25
    assert math.isnan(skill_score(0.0, 0.0))


def test_reliability_by_hand():
    """Four forecasts in two bins: (0.1, 0.3) came once, (0.6, 1.0) came twice."""
    bins = reliability(np.array([0.0, 1.0, 1.0, 1.0]), np.array([0.1, 0.3, 0.6, 1.0]), 2)
    assert [(b.n, b.came) for b in bins] == [(2, 0.5), (2, 1.0)]
    assert [b.said for b in bins] == pytest.approx([0.2, 0.8])
    error = expected_calibration_error(
        np.array([0.0, 1.0, 1.0, 1.0]), np.array([0.1, 0.3, 0.6, 1.0]), 2
    )
    assert error == pytest.approx(0.5 * 0.3 + 0.5 * 0.2)


def test_an_empty_bin_says_nothing():
    bins = reliability(np.array([1.0]), np.array([0.95]))
    assert [(b.n, b.said) for b in bins[:9]] == [(0, None)] * 9


def test_the_block_bootstrap_covers_the_skill_of_clustered_forecasts():
    """The mean over forecasts whose errors are common to a dyad: blocks know it, rows do not."""
    random = np.random.default_rng(5)
    inside = narrow = 0
    for seed in range(60):
        reference = np.full(30 * 8, 0.2)
        dyads, times = np.repeat(np.arange(30), 8), np.tile(np.arange(8), 30)
        score = 0.16 + np.repeat(random.normal(0, 0.04, 30), 8)
        low, high = block_bootstrap(score, reference, dyads, times, draws=200, seed=seed)
        inside += low <= 0.2 <= high
        rows = np.arange(30 * 8)
        low, high = block_bootstrap(score, reference, rows, 0 * times, draws=200, seed=seed)
        narrow += low <= 0.2 <= high
    assert inside >= 51
    assert narrow < 45


def test_the_same_seed_gives_the_same_interval():
    random = np.random.default_rng(6)
    score, reference = random.random(50), random.random(50)
    dyads, times = np.repeat(np.arange(10), 5), np.tile(np.arange(5), 10)
    first = block_bootstrap(score, reference, dyads, times, draws=50, seed=1)
    assert first == block_bootstrap(score, reference, dyads, times, draws=50, seed=1)
    assert first != block_bootstrap(score, reference, dyads, times, draws=50, seed=2)
