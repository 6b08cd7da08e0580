"""What happened lately happens again: a rate that fades, turned into a probability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quovadis.forecast.arrays import Floats
from quovadis.forecast.dyadic.features import HALF_LIVES, Features
from quovadis.forecast.dyadic.hazard import regress
from quovadis.forecast.dyadic.links import from_log_hazard
from quovadis.forecast.dyadic.panel import ANY

__all__ = ["Recurrency", "fit_recurrency"]

_RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Recurrency:
    """The log hazard is a line in the logarithm of the class's own faded rate.

    A rate put straight into a Poisson process says too much, since events come in clusters; the
    line's slope mends that.

    Attributes:
        half_life: Days, as it stands in the name of the column.
        weights: By class: constant and slope, shape (classes, 2).
    """

    half_life: str
    weights: Floats

    def probabilities(self, features: Features) -> Floats:
        """Give the probabilities, shape (pairs, classes)."""
        rate = features.column(f"own_{self.half_life}")
        said = from_log_hazard(self.weights[:, 0] + self.weights[:, 1] * rate)
        return np.clip(said, 1e-6, 1 - 1e-6)


def fit_recurrency(features: Features, came: Floats) -> Recurrency:
    """Choose the half-life that did best, and fit a line for each class.

    Args:
        features: Of past pairs.
        came: Whether it came about, shape (pairs, classes), 0 or 1.
    """
    found: list[tuple[float, Recurrency]] = []
    # Without a half-life it would be climatology.
    for name in (f"{half_life:g}" for half_life in HALF_LIVES if half_life is not None):
        rate = features.column(f"own_{name}")
        rows = [
            regress(
                np.stack([np.ones(len(rate)), rate[:, k]], axis=1),
                came[:, k],
                np.zeros(len(rate)),
                np.full(2, _RIDGE),
                np.array([-1.0, 1.0]),
            )
            for k in range(ANY)
        ]
        model = Recurrency(name, np.stack(rows))
        score = float(((model.probabilities(features) - came) ** 2).sum())
        found.append((score, model))
    return min(found, key=lambda x: x[0])[1]
