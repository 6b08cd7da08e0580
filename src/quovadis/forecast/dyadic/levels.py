"""The common level of a window: by how much all dyads together had more or fewer events.

Windows share their news and the volume of what is reported. A model that takes such shifts for its
own learns the level of a few windows by heart; so they are taken out before it is fitted, and what
is to be expected of the next window is estimated apart, from windows that a model had not seen, and
shrunk to "as the model says".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from quovadis.forecast.arrays import Floats
from quovadis.forecast.dyadic.links import log_odds, sigmoid

__all__ = ["expected_shift", "shift_of", "shifted"]

_RIDGE = 2.0
_STEPS = 12


def shift_of(said: Floats, came: Floats) -> Floats:
    """Find the shift in log-odds with which as many would have been expected as came about.

    Args:
        said: Probabilities, shape (pairs, classes).
        came: 0 or 1, likewise.

    Returns:
        By class; where little was expected and little came, near nought.

    Examples:
        >>> said = np.full((1000, 1), 0.2)
        >>> came = (np.arange(1000) < 500).astype(float)[:, None]
        >>> round(float(shift_of(said, came)[0]), 1)
        1.4
    """
    x = log_odds(said)
    shift = np.zeros(said.shape[1])
    for _ in range(_STEPS):
        p = sigmoid(x + shift)
        step = ((p - came).sum(0) + _RIDGE * shift) / ((p * (1 - p)).sum(0) + _RIDGE)
        shift = shift - np.clip(step, -1.0, 1.0)
    return shift


def shifted(said: Floats, shift: Floats) -> Floats:
    """Shift probabilities by class in log-odds."""
    return sigmoid(log_odds(said) + shift)


def expected_shift(
    shifts: Sequence[Floats], ages: Sequence[int], *, half_life: float, strength: float
) -> Floats:
    """Estimate the shift to come from those of windows that are over.

    Args:
        shifts: By window, the shift by class.
        ages: Days since each window's origin.
        half_life: Days after which a window counts half.
        strength: Windows that "no shift" is worth.
    """
    weights = 0.5 ** (np.asarray(ages, dtype=float) / half_life)
    found: Floats = weights @ np.stack(shifts) / (weights.sum() + strength)
    return found
