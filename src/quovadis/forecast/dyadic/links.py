"""Between a probability and its log hazard: `p = 1 - exp(-exp(x))`."""

from __future__ import annotations

import numpy as np

from quovadis.forecast.arrays import Floats

__all__ = ["from_log_hazard", "log_odds", "sigmoid", "to_log_hazard"]

_LEAST = 1e-5


def to_log_hazard(p: Floats) -> Floats:
    """Turn probabilities into log hazards; those nearer to 0 or 1 than 1e-5 are cut off there.

    Examples:
        >>> round(float(to_log_hazard(np.array(1 - np.exp(-2.0)))), 6)
        0.693147
    """
    found: Floats = np.log(-np.log1p(-np.clip(p, _LEAST, 1 - _LEAST)))
    return found


def from_log_hazard(x: Floats) -> Floats:
    """Turn log hazards into probabilities.

    Examples:
        >>> round(float(from_log_hazard(np.array(0.0))), 6)
        0.632121
    """
    found: Floats = -np.expm1(-np.exp(np.clip(x, -30.0, 5.0)))
    return found


def log_odds(p: Floats) -> Floats:
    """Turn probabilities into log-odds; those nearer to 0 or 1 than 1e-5 are cut off there.

    Examples:
        >>> float(log_odds(np.array(0.5)))
        0.0
    """
    cut = np.clip(p, _LEAST, 1 - _LEAST)
    found: Floats = np.log(cut / (1 - cut))
    return found


def sigmoid(x: Floats) -> Floats:
    """Turn log-odds into probabilities.

    Examples:
        >>> float(sigmoid(np.array(0.0)))
        0.5
    """
    found: Floats = 1.0 / (1.0 + np.exp(-np.clip(x, -40.0, 40.0)))
    return found
