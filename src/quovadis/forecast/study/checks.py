"""Does the study find something where there is nothing? Placebo dates and dyads, permutations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.study.cohort import HISTORY, QUIET, Cohort
from quovadis.forecast.study.estimates import SPARED, Change, clusters, counted, rate_change, usable
from quovadis.forecast.study.matching import Matched, match
from quovadis.forecast.study.panel import Panel, Series

__all__ = ["benjamini_hochberg", "permutation_p", "placebo_dates", "placebo_dyads"]

_BACK = 2 * QUIET
"""Days by which a placebo date lies before the trigger: its window ends before the quiet days."""


def placebo_dates(
    panel: Panel, cohort: Cohort, role: str, outcome: Series, activity: Series, pair: Series
) -> Change:
    """The same dyads 56 days before, when nothing had happened: the change in the 26 days after.

    A change found there is none of the trigger's.
    """
    early = cohort.day - _BACK - HISTORY >= panel.first[cohort.day]
    moved = cohort.kept(early).shifted(-_BACK)
    matched = match(panel, moved, outcome, activity, pair)
    return _change(panel, matched, role, outcome, QUIET)


def placebo_dyads(
    panel: Panel,
    cohort: Cohort,
    role: str,
    outcome: Series,
    activity: Series,
    pair: Series,
    horizon: int,
    seed: int = 0,
) -> Change:
    """The same source and week, but another target, which the trigger did not concern.

    For each trigger one control dyad of its source is drawn and treated as if it had happened
    there. A change found there belongs to the source at large, not to the dyad.

    Args:
        panel: The dyads.
        cohort: Treated and possible controls.
        role: The outcome's role.
        outcome: Its series.
        activity: The series of any event in that role.
        pair: The series of any event between the two.
        horizon: Days of the window.
        seed: Decides which dyads are drawn.
    """
    rng = np.random.default_rng(seed)
    key = cohort.week * len(panel.countries) + panel.source[cohort.unit]
    wanted = np.unique(key[cohort.treated])
    free = np.flatnonzero(~cohort.treated)
    free = free[np.isin(key[free], wanted)]
    drawn = rng.permutation(free)
    order = np.argsort(key[drawn], kind="stable")
    _, first = np.unique(key[drawn][order], return_index=True)
    chosen = drawn[order[first]]
    # Other dyads of those sources and the triggers themselves are no controls of the placebo.
    kept = ~cohort.treated & (~np.isin(key, wanted))
    kept[chosen] = True
    treated = np.zeros(len(kept), dtype=bool)
    treated[chosen] = True
    posed = Cohort(cohort.unit, cohort.day, cohort.week, treated, len(chosen)).kept(kept)
    matched = match(panel, posed, outcome, activity, pair)
    return _change(panel, matched, role, outcome, horizon + 1)


def permutation_p(
    panel: Panel,
    matched: Matched,
    outcome: Series,
    horizon: int,
    *,
    rounds: int = 199,
    seed: int = 0,
) -> float:
    """Share of random assignments within the cells that give a ratio as far from one, or farther.

    In each cell as many rows as were treated are drawn at random and called treated. The observed
    assignment counts as one of them, so that the least p is `1 / (rounds + 1)` (Phipson and Smyth
    2010, Statistical Applications in Genetics and Molecular Biology 9:1).
    """
    rows = usable(panel, matched, horizon + 1)
    y = counted(matched, outcome, rows, SPARED, horizon + 1)
    before = counted(matched, outcome, rows, -HISTORY, -QUIET)
    _, cell = np.unique(matched.cell[rows], return_inverse=True)
    treated = matched.cohort.treated[rows]
    size = np.bincount(cell)
    n_treated = np.bincount(cell, weights=treated).astype(np.int64)
    order = np.argsort(cell, kind="stable")
    starts = np.concatenate([[0], np.cumsum(size)[:-1]])
    place = np.arange(len(cell)) - starts[cell[order]]
    per_control = n_treated / np.maximum(size - n_treated, 1)
    rng = np.random.default_rng(seed)
    observed = _statistic(treated, cell, per_control, y, before)
    if not np.isfinite(observed):
        return float("nan")
    as_far = 1
    for _ in range(rounds):
        shuffled = np.lexsort((rng.random(len(cell)), cell))
        drawn = np.zeros(len(cell), dtype=bool)
        drawn[shuffled] = place < n_treated[cell[order]]
        value = _statistic(drawn, cell, per_control, y, before)
        as_far += abs(value) >= abs(observed) or not np.isfinite(value)
    return as_far / (rounds + 1)


def _statistic(
    treated: NDArray[np.bool_],
    cell: NDArray[np.int64],
    per_control: NDArray[np.float64],
    y: NDArray[np.float64],
    before: NDArray[np.float64],
) -> float:
    theirs = np.where(treated, 0.0, per_control[cell])
    totals = [y[treated].sum(), theirs @ before, before[treated].sum(), theirs @ y]
    if min(totals) <= 0:
        return float("nan")
    return float(np.log(totals[0]) + np.log(totals[1]) - np.log(totals[2]) - np.log(totals[3]))


def benjamini_hochberg(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn p-values into q-values: the false-discovery rate at which each would be let through.

    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57:1. A p of nan
    stands for a test that could not be made: it counts for none and stays nan.

    Examples:
        >>> benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.5])).round(4).tolist()
        [0.04, 0.0533, 0.0533, 0.5]
    """
    found = np.full(len(p_values), np.nan)
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(p_values[tested], kind="stable")]
    n = len(order)
    scaled = p_values[order] * n / np.arange(1, n + 1)
    found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return found


def _change(panel: Panel, matched: Matched, role: str, outcome: Series, stop: int) -> Change:
    rows = usable(panel, matched, stop)
    cluster = clusters(panel, matched.cohort.unit[rows], role)
    return rate_change(matched, outcome, rows, cluster, SPARED, stop)
