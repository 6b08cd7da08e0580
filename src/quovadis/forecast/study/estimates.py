"""How treated and matched controls differ: rate ratios by lead and lag, and chances of a window.

Errors are clustered by dyad, and where that is more by source and by target at once (Cameron,
Gelbach and Miller 2011, Journal of Business and Economic Statistics 29:2); by country for outcomes
that are counted by country.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quovadis.forecast.arrays import Flags, Floats, Ints
from quovadis.forecast.study.cohort import HISTORY, QUIET
from quovadis.forecast.study.matching import Matched
from quovadis.forecast.study.panel import Panel, Series

__all__ = [
    "SPARED",
    "Change",
    "PathPoint",
    "change_of_chance",
    "clustered",
    "clusters",
    "counted",
    "normal_p",
    "path",
    "pre_trend",
    "rate_change",
    "usable",
]

SPARED = 2
"""First day after a trigger that counts: what its own day and the next one report may be the
trigger itself, coded a second time."""

_LEADS = range(-12, 0)
_FORTNIGHT = 14


@dataclass(frozen=True, slots=True)
class PathPoint:
    """One week before (negative) or after the trigger.

    Attributes:
        week: −12 to −1 before the trigger, 1 and up after it.
        log_ratio: Natural logarithm of how many times the rate is that of the controls, against
            the baseline of weeks −12 to −5; nan where either group saw nothing.
        error: Its standard error.
        n_treated: Events of the treated in that week.
    """

    week: int
    log_ratio: float
    error: float
    n_treated: int


@dataclass(frozen=True, slots=True)
class Change:
    """A ratio with its error.

    Attributes:
        log_ratio: Natural logarithm of the ratio of the treated to the controls.
        error: Standard error of it.
        treated: Rate or share of the treated.
        controls: The same of the matched controls.
        n_treated: Treated rows.
        n_hits: Treated rows that saw the outcome.
        n_clusters: Clusters among treated and controls.
    """

    log_ratio: float
    error: float
    treated: float
    controls: float
    n_treated: int
    n_hits: int
    n_clusters: int

    @property
    def p_value(self) -> float:
        """Of "no difference", two-sided, by the normal distribution."""
        return normal_p(self.log_ratio / self.error) if self.error > 0 else 1.0


def normal_p(z: float) -> float:
    """Two-sided p of a standard normal variable.

    Examples:
        >>> round(normal_p(1.959964), 4)
        0.05
    """
    return math.erfc(abs(z) / math.sqrt(2.0))


def clusters(panel: Panel, unit: Ints, role: str) -> tuple[Ints, ...]:
    """Numbers of the clusters of each row: by pair, source and target, or by the country alone."""
    source, target = panel.source[unit], panel.target[unit]
    if role in ("AB", "BA", "A~B", "A~N"):
        pair = np.minimum(source, target) * len(panel.countries) + np.maximum(source, target)
        return pair, source, target
    return (source if "A" in role else target,)


def usable(panel: Panel, matched: Matched, days: int) -> Flags:
    """Rows for which the data covers so many days after the moment without a gap."""
    day = matched.cohort.day
    last = np.minimum(day + days, len(panel.days) - 1)
    found: Flags = (day + days < len(panel.days)) & (panel.block[last] == panel.block[day])
    return found


def counted(matched: Matched, outcome: Series, rows: Flags, first: int, stop: int) -> Floats:
    """Events of each row from `first` up to but not including `stop` days after the moment."""
    unit, day = matched.cohort.unit[rows], matched.cohort.day[rows]
    return outcome.between(unit, day + first, day + stop).astype(float)


def rate_change(
    matched: Matched, outcome: Series, rows: Flags, cluster: Sequence[Ints], first: int, stop: int
) -> Change:
    """Difference in differences of rates, as a ratio of ratios.

    With T and C the events of treated and weighted controls in the window, and T₀ and C₀ in the
    baseline (weeks −12 to −5), the ratio is `(T / C) / (T₀ / C₀)`: what a Poisson regression with
    effects of rows and of groups' weeks gives on this design. The error is the cluster-robust
    sandwich of it.

    Args:
        matched: The design.
        outcome: The outcome's series.
        rows: Rows to use.
        cluster: Clusters of each of those rows, one array a way.
        first: First day of the window, from the moment on.
        stop: First day after it.
    """
    y = counted(matched, outcome, rows, first, stop)
    before = counted(matched, outcome, rows, -HISTORY, -QUIET)
    treated, weight = matched.cohort.treated[rows], matched.weight[rows]
    mine, theirs = weight * treated, weight * ~treated
    totals = [float(g @ x) for g in (mine, theirs) for x in (y, before)]
    n = int(treated.sum())
    hits = int((y[treated] > 0).sum())
    if min(totals) <= 0 or n == 0:
        return Change(math.nan, math.nan, math.nan, math.nan, n, hits, 0)
    t, t0, c, c0 = totals
    influence = mine * (y / t - before / t0) - theirs * (y / c - before / c0)
    error, groups = clustered(influence, cluster)
    log_ratio = math.log(t / t0) - math.log(c / c0)
    days = stop - first
    return Change(log_ratio, error, t / n / days, c / n / days, n, hits, groups)


def path(
    panel: Panel, matched: Matched, outcome: Series, role: str, weeks: int
) -> tuple[PathPoint, ...]:
    """Rate ratios by week: 12 before the trigger (the last four matched on), and some after it."""
    rows = usable(panel, matched, SPARED + 7 * weeks)
    cluster = clusters(panel, matched.cohort.unit[rows], role)
    treated = matched.cohort.treated[rows]
    found = []
    for week in (*_LEADS, *range(1, weeks + 1)):
        first = week * 7 if week < 0 else SPARED + 7 * (week - 1)
        one = rate_change(matched, outcome, rows, cluster, first, first + 7)
        y = counted(matched, outcome, rows, first, first + 7)
        found.append(PathPoint(week, one.log_ratio, one.error, int(y[treated].sum())))
    return tuple(found)


def pre_trend(panel: Panel, matched: Matched, outcome: Series, role: str) -> float:
    """p of "weeks −12 to −5 went as those of the controls": Wald, four fortnights, 3 degrees.

    Nothing was matched on in those weeks, so that groups on different ways would show there.
    Returns nan where a fortnight is empty in either group.
    """
    rows = np.ones(len(matched.weight), dtype=bool)
    treated = matched.cohort.treated
    mine, theirs = matched.weight * treated, matched.weight * ~treated
    parts = [
        counted(matched, outcome, rows, first, first + _FORTNIGHT)
        for first in range(-HISTORY, -QUIET, _FORTNIGHT)
    ]
    if min(float(g @ part) for g in (mine, theirs) for part in parts) <= 0:
        return math.nan
    logs, influences = [], []
    for part in parts:
        t, c = float(mine @ part), float(theirs @ part)
        logs.append(math.log(t) - math.log(c))
        influences.append(mine * part / t - theirs * part / c)
    contrast = np.stack(influences[1:]) - influences[0]
    value = np.array(logs[1:]) - logs[0]
    covariance = np.zeros((3, 3))
    ways = clusters(panel, matched.cohort.unit, role)
    for way, sign in zip(ways, (-1, 1, 1) if len(ways) > 1 else (1,), strict=True):
        covariance += sign * _outer(contrast, way)
    pair = _outer(contrast, ways[0])
    if np.trace(covariance) < np.trace(pair) or np.linalg.eigvalsh(covariance)[0] <= 0:
        covariance = pair
    try:
        wald = float(value @ np.linalg.solve(covariance, value))
    except np.linalg.LinAlgError:
        return math.nan
    # Upper tail of chi-squared with three degrees of freedom.
    half = max(wald, 0.0) / 2
    return math.erfc(math.sqrt(half)) + 2 * math.sqrt(half / math.pi) * math.exp(-half)


def _outer(influence: Floats, way: Ints) -> Floats:
    _, at = np.unique(way, return_inverse=True)
    summed: Floats = np.array([np.bincount(at, weights=one) for one in influence], dtype=float)
    return summed @ summed.T


def change_of_chance(matched: Matched, y: Floats, rows: Flags, cluster: Sequence[Ints]) -> Change:
    """Ratio of the hazards of at least one event in a window, adjusted for the matched past.

    The share of treated windows that saw the outcome is p. What is left of the difference between
    the groups' pasts after matching is taken out by weighted least squares (Abadie and Imbens 2011,
    Journal of Business and Economic Statistics 29:1), which gives the controls' share q. The ratio
    is `ln(1 - p) / ln(1 - q)`: times by which the hazard differs if it is constant over the window.

    Args:
        matched: The design.
        y: 1 where the window of a row saw the outcome, else 0.
        rows: Rows to use.
        cluster: Clusters of each of those rows, one array a way.
    """
    treated = matched.cohort.treated[rows]
    weight, past = matched.weight[rows], matched.past[rows]
    n, hits = int(treated.sum()), int(y[treated].sum())
    if n == 0 or n == len(y):
        return Change(math.nan, math.nan, math.nan, math.nan, n, hits, 0)
    past = past[:, past.std(axis=0) > 0]
    z = np.column_stack([np.ones(len(y)), treated, past])
    gram = np.linalg.pinv(z.T @ (weight[:, None] * z))
    beta = gram @ (z.T @ (weight * y))
    residual = y - z @ beta
    slope = weight * residual * (z @ gram[1])
    p = (hits + 0.5) / (n + 1.0)
    q = min(max(p - float(beta[1]), 0.5 / (n + 1.0)), (n + 0.5) / (n + 1.0))
    own = treated * (y - p) / n
    influence = _slope(p) * own - _slope(q) * (own - slope)
    error, groups = clustered(influence, cluster)
    least = _slope(p) * math.sqrt(p * (1 - p) / (n + 1.0))
    log_ratio = math.log(-math.log1p(-p)) - math.log(-math.log1p(-q))
    return Change(log_ratio, max(error, least), p, q, n, hits, groups)


def _slope(p: float) -> float:
    """Derivative of `ln(-ln(1 - p))`."""
    return 1.0 / ((1.0 - p) * -math.log1p(-p))


def clustered(influence: Floats, cluster: Sequence[Ints]) -> tuple[float, int]:
    """Standard error from the rows' influences, and the least number of clusters of any way.

    Args:
        influence: How much each row moves the estimate.
        cluster: Clusters of the rows: one way, or pair, source and target.
    """
    variances, sizes = [], []
    for way in cluster:
        _, at = np.unique(way, return_inverse=True)
        summed = np.bincount(at, weights=influence)
        touched = int((np.bincount(at, weights=np.abs(influence)) > 0).sum())
        if touched < 2:
            return math.inf, touched
        variances.append(float(summed @ summed) * touched / (touched - 1))
        sizes.append(touched)
    pair, *ends = variances
    variance = max(pair, sum(ends) - pair) if ends else pair
    return math.sqrt(variance) * _student(min(sizes) - 1), min(sizes)


def _student(freedom: int) -> float:
    """How much wider Student's t is than the normal distribution at 95% (Cornish and Fisher)."""
    z = 1.959964
    return 1.0 + (z**2 + 1.0) / (4.0 * freedom)
