"""A hazard model of the outcome with the trigger as one term of the dyad's history.

Unlike the matched comparison it uses every trigger, those without a like included, and leans on the
form of the model instead: the chance of at least one event is `1 - exp(-exp(η))` with η linear in
the logarithms of the recent past and of the lasting rates (complementary log-log; McCullagh and
Nelder 1989, Generalized Linear Models, ch. 4). The term of the trigger is a logarithm of a ratio of
hazards, as the matched one is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.arrays import Floats, Ints
from quovadis.forecast.study.estimates import SPARED, clustered, clusters
from quovadis.forecast.study.matching import past_of
from quovadis.forecast.study.panel import Panel
from quovadis.forecast.study.study import Design

__all__ = ["HazardTerm", "fit_term", "hazard_terms"]

_ROUNDS = 25
_RANGE = (-12.0, 3.0)
_RIDGE = 1e-4
_NEAR = 1e-4


@dataclass(frozen=True, slots=True)
class HazardTerm:
    """The term of the trigger.

    Attributes:
        log_ratio: Natural logarithm of the ratio of hazards; nan where there is nothing to fit.
        error: Standard error of it, clustered.
        n_treated: Triggers in the fit.
        n_hits: Of those, with the outcome in the window.
    """

    log_ratio: float
    error: float
    n_treated: int
    n_hits: int


def hazard_terms(panel: Panel, made: Design, horizons: Sequence[int]) -> list[HazardTerm]:
    """Fit the model for several horizons on the whole cohort, matched or not."""
    cohort = made.cohort
    past = past_of(panel, cohort, made.outcome, made.activity, made.pair)
    cluster = clusters(panel, cohort.unit, made.role)
    found = []
    for horizon in horizons:
        last = np.minimum(cohort.day + horizon + 1, len(panel.days) - 1)
        whole = cohort.day + horizon + 1 < len(panel.days)
        rows = whole & (panel.block[last] == panel.block[cohort.day])
        unit, day = cohort.unit[rows], cohort.day[rows]
        hit = made.outcome.between(unit, day + SPARED, day + horizon + 1) > 0
        ways = [way[rows] for way in cluster]
        found.append(fit_term(hit, cohort.treated[rows], past[rows], ways))
    return found


def fit_term(
    hit: NDArray[np.bool_], treated: NDArray[np.bool_], past: Floats, cluster: Sequence[Ints]
) -> HazardTerm:
    """Fit the model by Fisher scoring and return the term of the trigger.

    Args:
        hit: Whether each row's window saw the outcome.
        treated: Whether the row had the trigger.
        past: Logarithms of the row's past, one column each.
        cluster: Clusters of the rows, one array a way.
    """
    n, hits = int(treated.sum()), int(hit[treated].sum())
    if n == 0 or hits in (0, n) or len(np.unique(hit[~treated])) < 2:
        return HazardTerm(math.nan, math.nan, n, hits)
    spread = past.std(axis=0)
    scaled = (past[:, spread > 0] - past[:, spread > 0].mean(axis=0)) / spread[spread > 0]
    x = np.column_stack([treated, np.ones(len(hit)), scaled]).astype(float)
    y = hit.astype(float)
    beta = np.zeros(x.shape[1])
    beta[1] = math.log(-math.log1p(-float(y.mean())))
    ridge = _RIDGE * np.eye(len(beta))
    fit = _likelihood(x, y, beta)
    for _ in range(_ROUNDS):
        gain, weight = _score(x, y, beta)
        step = np.linalg.solve(x.T @ (weight[:, None] * x) + ridge, x.T @ gain)
        better = _likelihood(x, y, beta + step)
        while better < fit and float(np.abs(step).max()) > _NEAR:
            step = step / 2
            better = _likelihood(x, y, beta + step)
        beta, fit = beta + step, better
        if float(np.abs(step).max()) < _NEAR:
            break
    gain, weight = _score(x, y, beta)
    gram = np.linalg.inv(x.T @ (weight[:, None] * x) + ridge)
    error, _ = clustered((x @ gram[0]) * gain, cluster)
    return HazardTerm(float(beta[0]), error, n, hits)


def _likelihood(x: Floats, y: Floats, beta: Floats) -> float:
    hazard = np.exp(np.clip(x @ beta, *_RANGE))
    return float(y @ np.log(-np.expm1(-hazard)) - (1 - y) @ hazard)


def _score(x: Floats, y: Floats, beta: Floats) -> tuple[Floats, Floats]:
    """By row, the derivative of the log-likelihood by η, and the expected information."""
    eta = np.clip(x @ beta, *_RANGE)
    hazard = np.exp(eta)
    chance = np.clip(-np.expm1(-hazard), 1e-9, 1 - 1e-9)
    slope = hazard * np.exp(-hazard)
    gain: Floats = (y - chance) * slope / (chance * (1 - chance))
    weight: Floats = slope**2 / (chance * (1 - chance))
    return gain, weight
