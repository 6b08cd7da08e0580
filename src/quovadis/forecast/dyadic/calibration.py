"""Calibration on a later slice: do differences between dyads come out as large as was said?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quovadis.forecast.arrays import Floats
from quovadis.forecast.dyadic.links import log_odds, sigmoid

__all__ = ["Calibration", "fit_calibration"]

_STEPS = 25


@dataclass(frozen=True, slots=True)
class Calibration:
    """By class a line through nought in log-odds (Platt 1999, without the constant).

    Models fitted to few windows say too much or too little of each dyad; the slope mends that,
    as it draws to one half or away from it. There is no constant: a slice of a few weeks, whose
    windows share their news, knows next to nothing of the level of the next (`levels` estimates
    it).

    Attributes:
        slope: By class; 1 leaves everything as said.
    """

    slope: Floats

    def probabilities(self, said: Floats) -> Floats:
        """Calibrate probabilities, shape (pairs, classes)."""
        return sigmoid(self.slope * log_odds(said))


def fit_calibration(
    said: Floats, came: Floats, *, common: float = 100.0, own: float = 300.0
) -> Calibration:
    """Fit a slope common to all classes, drawn to 1, then each class's, drawn to that.

    Args:
        said: Shape (pairs, classes).
        came: 0 or 1, likewise.
        common: Penalty of the common slope's distance from 1.
        own: Penalty of a class's slope's distance from the common one.
    """
    x = log_odds(said)
    slope = _slope(x.ravel(), came.ravel(), common, 1.0)
    own_slopes = [_slope(x[:, k], came[:, k], own, slope) for k in range(x.shape[1])]
    return Calibration(np.array(own_slopes))


def _slope(x: Floats, y: Floats, ridge: float, centre: float) -> float:
    b = centre
    for _ in range(_STEPS):
        p = sigmoid(b * x)
        gradient = float(x @ (p - y)) + ridge * (b - centre)
        curve = float((x * x) @ (p * (1 - p))) + ridge
        step = min(max(gradient / curve, -0.5), 0.5)
        b -= step
        if abs(step) < 1e-8:
            break
    return b
