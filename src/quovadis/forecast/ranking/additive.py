"""The additive ranker: a conditional logit whose score is a sum of weighted features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.ranking.features import FEATURES, GAPS, PER_QUESTION
from quovadis.forecast.ranking.sample import Sample, some
from quovadis.forecast.ranking.softmax import softmax_loss

__all__ = ["Additive", "fit_additive"]

_NO_NUMBER = ("role of candidate",)
"""A feature whose number is a name; only trees can use it."""


@dataclass(frozen=True, slots=True)
class Additive:
    """Weights of the features.

    Attributes:
        weights: One for each of FEATURES; 0 for those that cannot tell candidates apart.
        scale: Standard deviation of each feature in the sample, so that `weights * scale` compares
            how much features matter.
    """

    weights: NDArray[np.float32]
    scale: NDArray[np.float32]

    def score(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log-odds between candidates of one question, up to a constant of the question."""
        return features @ self.weights

    def terms(self) -> list[tuple[str, float]]:
        """Features and their weights by standard deviation, the strongest first."""
        strength = self.weights * self.scale
        order = np.argsort(-np.abs(strength))
        return [(FEATURES[i], float(strength[i])) for i in order if strength[i]]


def fit_additive(
    sample: Sample, *, ridge: float = 10.0, steps: int = 100, most: int = 2_000_000
) -> Additive:
    """Fit the conditional logit by maximum likelihood (McFadden 1974), with a ridge penalty.

    Minimised by L-BFGS (Liu and Nocedal 1989) over standardised features. Means need not be
    taken off: within a question the slopes sum to zero, so that constants have no effect.

    Args:
        sample: To learn from.
        ridge: Half of it times the sum of squared weights (by standard deviation) is the penalty.
        steps: Of L-BFGS, at most.
        most: Rows to learn from, at most; of a larger sample every second, third, ... question
            serves. A hundred weights need no more.

    Raises:
        QuovadisError: Without Numba (extra `quovadis[forecast]`).
        ValueError: For an empty sample.
    """
    from scipy.optimize import minimize

    if not len(sample.answer):
        raise ValueError("there is nothing to learn from")
    every = -(-len(sample.answer) // most)
    sample = some(sample, np.arange(len(sample.day)) % every == 0)
    x = sample.features.astype(np.float32)
    names = (*_NO_NUMBER, *PER_QUESTION, *GAPS)
    usable = np.array([name not in names for name in FEATURES], np.float32)
    scale = x[:: max(len(x) // 200_000, 1)].std(0) + np.float32(1e-6)
    rows, questions = len(sample.answer), len(sample.start) - 1
    slope, curve, weight = np.zeros(rows), np.zeros(rows), np.ones(questions)

    def loss(b: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = (x @ (b / scale * usable).astype(np.float32)).astype(np.float64)
        value = softmax_loss(
            score, sample.offset, sample.answer, sample.start, weight, slope, curve
        )
        gradient = (slope.astype(np.float32) @ x) / scale * usable
        return value + ridge * float(b @ b) / 2, gradient + ridge * b

    found: Any = minimize(
        loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B", options={"maxiter": steps}
    )
    return Additive((found.x / scale * usable).astype(np.float32), scale.astype(np.float32))
