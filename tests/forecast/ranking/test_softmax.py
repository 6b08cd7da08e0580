"""The loss by hand, and its slopes by small steps."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba", reason="ranking needs Numba: quovadis[forecast]")

from quovadis.forecast.ranking.softmax import softmax_loss

START = np.array([0, 3, 7])
ANSWER = np.array([True, False, False, True, False, True, False])
OFFSET = np.array([0, 0, 0, 0, np.log(2), 0, 0], np.float32)
SCORE = np.array([0.0, np.log(2), np.log(3), 1.0, 0.3, -0.2, 0.8])


def loss(score: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    slope, curve = np.zeros(7), np.zeros(7)
    value = softmax_loss(score, OFFSET, ANSWER, START, np.array([1.0, 2.0]), slope, curve)
    return value, slope, curve


def test_loss_by_hand() -> None:
    # First question: 1 / (1 + 2 + 3). Second: each answer against the two that are none, the
    # first of which stands for two; the question weighs double.
    rest = 2 * np.exp(0.3) + np.exp(0.8)
    second = [np.exp(s) / (np.exp(s) + rest) for s in (1.0, -0.2)]
    assert loss(SCORE)[0] == pytest.approx(-np.log(1 / 6) - 2 * np.log(second).sum(), rel=1e-6)


def test_slopes_are_those_of_the_loss() -> None:
    _, slope, curve = loss(SCORE)
    step = 1e-4
    for j in range(7):
        up, down = SCORE.copy(), SCORE.copy()
        up[j] += step
        down[j] -= step
        assert slope[j] == pytest.approx((loss(up)[0] - loss(down)[0]) / (2 * step), abs=1e-6)
        second = (loss(up)[1][j] - loss(down)[1][j]) / (2 * step)
        assert curve[j] == pytest.approx(second, abs=1e-5)


def test_slopes_of_a_question_sum_to_zero() -> None:
    slope = loss(SCORE)[1]
    assert slope[:3].sum() == pytest.approx(0, abs=1e-6)
    assert slope[3:].sum() == pytest.approx(0, abs=1e-6)


def test_large_scores_do_not_overflow() -> None:
    value, slope, _ = loss(SCORE + 1e4)
    assert value == pytest.approx(loss(SCORE)[0], rel=1e-4)
    assert np.isfinite(slope).all()
