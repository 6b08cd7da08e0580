"""Calibration on a later slice: what was said there against what came about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quovadis.forecast.dyadic.links import log_odds, sigmoid
from quovadis.forecast.dyadic.panel import Floats

__all__ = ["Calibration", "fit_calibration"]

_STEPS = 25


@dataclass(frozen=True, slots=True)
class Calibration:
    """By class a line in log-odds: `a + b · log-odds` (Platt 1999).

    Attributes:
        weights: a and b, shape (classes, 2).
    """

    weights: Floats

    def probabilities(self, said: Floats) -> Floats:
        """Calibrate probabilities, shape (pairs, classes)."""
        return sigmoid(self.weights[:, 0] + self.weights[:, 1] * log_odds(said))


def fit_calibration(
    said: Floats, came: Floats, *, common: float = 50.0, own: float = 200.0
) -> Calibration:
    """Fit a line common to all classes, drawn to "as said", then each class's, drawn to that.

    The windows of a slice share its news, so that they count for far less than as many independent
    ones: the penalties are large.

    Args:
        said: Shape (pairs, classes).
        came: 0 or 1, likewise.
        common: Penalty of the common line's distance from (0, 1).
        own: Penalty of a class's line's distance from the common one.
    """
    x = log_odds(said)
    centre = _line(x.ravel(), came.ravel(), common, np.array([0.0, 1.0]))
    return Calibration(
        np.stack([_line(x[:, k], came[:, k], own, centre) for k in range(x.shape[1])])
    )


def _line(x: Floats, y: Floats, ridge: float, centre: Floats) -> Floats:
    w = centre.copy()
    both = np.stack([np.ones(len(x)), x], axis=1)
    for _ in range(_STEPS):
        p = sigmoid(both @ w)
        gradient = both.T @ (p - y) + ridge * (w - centre)
        curve = (both * (p * (1 - p))[:, None]).T @ both + ridge * np.eye(2)
        step = np.clip(np.linalg.solve(curve, gradient), -1.0, 1.0)
        w = w - step
        if np.abs(step).max() < 1e-7:
            break
    return w
