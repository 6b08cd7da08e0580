"""The additive hazard model: readable terms that shift the log hazard of climatology."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quovadis.forecast.arrays import Floats
from quovadis.forecast.dyadic.features import Features
from quovadis.forecast.dyadic.links import from_log_hazard, to_log_hazard
from quovadis.forecast.dyadic.panel import CLASSES

__all__ = ["TERMS", "Hazard", "fit_hazard", "regress"]

TERMS: tuple[tuple[str, str, str | None], ...] = (
    ("level", "own_all", None),
    ("any level", "any_all", None),
    ("own, last days", "own_3", "own_10"),
    ("own, last weeks", "own_10", "own_30"),
    ("own, last months", "own_30", "own_all"),
    ("any, last days", "any_3", "any_10"),
    ("any, last weeks", "any_10", "any_30"),
    ("any, last months", "any_30", "any_all"),
    ("back level", "back_all", None),
    ("back, last weeks", "back_10", "back_all"),
    ("back any, last weeks", "back_any_10", "back_any_all"),
    ("source level", "source_all", None),
    ("source, last weeks", "source_10", "source_all"),
    ("target level", "target_all", None),
    ("target, last weeks", "target_10", "target_all"),
)
"""Name of a term, a column, and the column that is taken from it: a change, not a level."""

_SHARED, _OWN, _FREE = 100.0, 300.0, 5.0
_STEPS = 30
_MOST_ROWS = 150_000


@dataclass(frozen=True, slots=True)
class Hazard:
    """Weights by class: `log hazard = that of climatology + a + Σ weight · (term - mean) / sd`.

    Attributes:
        mean: By term.
        sd: By term.
        weights: Shape (classes, terms + 1), the constant first.
    """

    mean: Floats
    sd: Floats
    weights: Floats

    def log_hazard(self, features: Features, climatology: Floats) -> Floats:
        """Give the log hazard, shape (pairs, classes)."""
        terms = (_terms(features) - self.mean) / self.sd
        shift = self.weights[:, 0] + np.einsum("pct,ct->pc", terms, self.weights[:, 1:])
        found: Floats = to_log_hazard(climatology) + shift
        return found

    def probabilities(self, features: Features, climatology: Floats) -> Floats:
        """Give the probabilities, shape (pairs, classes)."""
        return np.clip(from_log_hazard(self.log_hazard(features, climatology)), 1e-6, 1 - 1e-6)

    def terms(self) -> dict[str, dict[str, float]]:
        """By class and term: by how much a step of one standard deviation shifts the log hazard."""
        names = ["constant", *(name for name, _, _ in TERMS)]
        return {
            kind: dict(zip(names, row.round(4).tolist(), strict=True))
            for kind, row in zip(CLASSES, self.weights, strict=True)
        }


def fit_hazard(features: Features, climatology: Floats, came: Floats, *, seed: int = 0) -> Hazard:
    """Fit one set of weights to all classes, then each class's own, drawn to the common one.

    Complementary log-log regression by Fisher scoring with a ridge (Prentice and Gloeckler 1978,
    Biometrics 34: grouped proportional hazards).

    Args:
        features: Of past pairs.
        climatology: Their probabilities by climatology, shape (pairs, classes).
        came: Whether it came about, likewise, 0 or 1.
        seed: Of the draw of rows, where there are too many for the common weights.
    """
    terms = _terms(features)
    flat = terms.reshape(-1, terms.shape[-1])
    mean, sd = flat.mean(0), flat.std(0) + 1e-6
    terms = (terms - mean) / sd
    offset = to_log_hazard(climatology)
    whole = np.concatenate([np.ones((*terms.shape[:2], 1)), terms], axis=-1)
    size = whole.shape[-1]
    rows = np.arange(whole.shape[0] * whole.shape[1])
    if len(rows) > _MOST_ROWS:
        rows = np.random.default_rng(seed).choice(rows, _MOST_ROWS, replace=False)
    ridge = np.full(size, _SHARED)
    ridge[0] = _FREE
    common = regress(whole.reshape(-1, size)[rows], came.ravel()[rows], offset.ravel()[rows], ridge)
    ridge = np.full(size, _OWN)
    ridge[0] = _FREE
    own = [
        regress(whole[:, k], came[:, k], offset[:, k], ridge, common) for k in range(whole.shape[1])
    ]
    return Hazard(mean, sd, np.stack(own))


def regress(
    x: Floats, y: Floats, offset: Floats, ridge: Floats, centre: Floats | None = None
) -> Floats:
    """Fit `p = 1 - exp(-exp(offset + x·w))` with a quadratic penalty around a centre.

    Args:
        x: Shape (rows, terms).
        y: 0 or 1.
        offset: Log hazard that is given.
        ridge: Penalty of each term's square distance from the centre.
        centre: None for nought.

    Returns:
        The weights.
    """
    middle = np.zeros(x.shape[1]) if centre is None else centre
    w = middle.copy()
    loss = _loss(x, y, offset, ridge, middle, w)
    for _ in range(_STEPS):
        eta = np.clip(offset + x @ w, -30.0, 5.0)
        h = np.exp(eta)
        p = np.clip(-np.expm1(-h), 1e-9, 1 - 1e-9)
        slope = h * np.exp(-h)
        pull = slope / (p * (1 - p))
        gradient = x.T @ ((p - y) * pull) + ridge * (w - middle)
        curve = (x * (slope * pull)[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(curve, gradient)
        size = 1.0
        while size > 1e-3:
            new = _loss(x, y, offset, ridge, middle, w - size * step)
            if new <= loss:
                break
            size /= 2
        if size <= 1e-3 or loss - new < 1e-7 * (abs(loss) + 1):
            break
        w, loss = w - size * step, new
    return w


def _loss(x: Floats, y: Floats, offset: Floats, ridge: Floats, middle: Floats, w: Floats) -> float:
    h = np.exp(np.clip(offset + x @ w, -30.0, 5.0))
    p = np.clip(-np.expm1(-h), 1e-12, 1.0)
    fit = -(y * np.log(p) - (1 - y) * h).sum()
    return float(fit + 0.5 * (ridge * (w - middle) ** 2).sum())


def _terms(features: Features) -> Floats:
    found = [
        features.column(column) - (features.column(less) if less else 0.0)
        for _, column, less in TERMS
    ]
    return np.stack(found, axis=-1)
