"""Scores and quantiles against numbers worked out by hand or taken from tables."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.forecast import brier_score, log_score
from quovadis.forecast.beta import beta_cdf, beta_quantile


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
