"""Controls that look like the treated: the same week, and the same recent past, in coarse steps.

Coarsened exact matching (Iacus, King and Porro 2012, Political Analysis 20:1): what is matched on
is cut into steps, treated and controls of one cell are compared, and each control counts as much as
makes the controls of a cell as many as its treated. Triggers without a like are left out, and
counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.arrays import Floats, Ints
from quovadis.forecast.study.cohort import QUIET, Cohort
from quovadis.forecast.study.panel import Panel, Series

__all__ = ["Matched", "match", "past_of"]

_FINE = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89)
_COARSE = (1, 3, 8, 20, 50, 120)
_STEPS = ((_FINE, _FINE, _FINE), (_FINE, _COARSE, _COARSE))


@dataclass(frozen=True, slots=True)
class Matched:
    """A cohort with its weights.

    Attributes:
        cohort: The rows that were matched.
        weight: 1 for the treated; for controls, treated by controls of the cell.
        cell: Number of the cell.
        past: What the chance of an outcome is adjusted for, one column each: logarithms of what
            was matched on, and of the rates since the data began.
        n_dropped: Triggers without a like.
    """

    cohort: Cohort
    weight: Floats
    cell: Ints
    past: Floats
    n_dropped: int


def match(panel: Panel, cohort: Cohort, outcome: Series, activity: Series, pair: Series) -> Matched:
    """Match on the week, on the outcome's last four weeks, and on how much is reported of the two.

    The outcome is matched on in the last week and in the three before, since what just happened may
    bring about the trigger. Weeks −12 to −5 are left out on purpose: they are the baseline of the
    differences, and matching on it would only pick dyads that were by chance as busy then.
    Comparing within a week takes out how much the media report in all. What has no like in fine
    steps is matched once more in coarse ones.

    Args:
        panel: The dyads.
        cohort: Treated and possible controls.
        outcome: The outcome's series.
        activity: The series of any event in the outcome's role.
        pair: The series of any event between the two.
    """
    past = _recent(cohort, outcome, pair)
    cell = np.full(len(cohort.unit), -1, dtype=np.int64)
    for steps in _STEPS:
        # Controls of a fine cell are spent; treated that found none there try the coarse ones.
        found = _cells(cohort, past, steps, cell < 0)
        both = found >= 0
        cell[both] = found[both] + int(cell.max(initial=-1)) + 1
    kept = cell >= 0
    names, cell_of = np.unique(cell[kept], return_inverse=True)
    treated = cohort.treated[kept]
    n_treated = np.bincount(cell_of[treated], minlength=len(names))
    n_controls = np.bincount(cell_of[~treated], minlength=len(names))
    weight = np.where(treated, 1.0, n_treated[cell_of] / np.maximum(n_controls[cell_of], 1))
    matched = cohort.kept(kept)
    return Matched(
        cohort=matched,
        weight=weight,
        cell=cell_of,
        past=past_of(panel, matched, outcome, activity, pair),
        n_dropped=int((cohort.treated & ~kept).sum()),
    )


def past_of(
    panel: Panel, cohort: Cohort, outcome: Series, activity: Series, pair: Series
) -> Floats:
    """What a row is adjusted for: logarithms of its recent counts and of its lasting rates."""
    recent = np.log1p(_recent(cohort, outcome, pair).astype(float))
    lasting = [_rate(panel, cohort, series) for series in (outcome, activity, pair)]
    return np.column_stack([recent, *lasting])


def _recent(cohort: Cohort, outcome: Series, pair: Series) -> Ints:
    """Outcomes in the last week and in the three before, and all events of the two in the four."""
    unit, day = cohort.unit, cohort.day
    return np.stack(
        [
            outcome.between(unit, day - 7, day),
            outcome.between(unit, day - QUIET, day - 7),
            pair.between(unit, day - QUIET, day),
        ],
        axis=1,
    )


def _rate(panel: Panel, cohort: Cohort, series: Series) -> Floats:
    """Logarithm of a series' daily rate from the beginning of the data to four weeks before."""
    first = panel.first[cohort.day]
    stop = cohort.day - QUIET
    n = series.between(cohort.unit, first, stop)
    found: Floats = np.log((n + 0.5) / (stop - first))
    return found


def _cells(
    cohort: Cohort,
    past: Ints,
    steps: tuple[tuple[int, ...], ...],
    rows: NDArray[np.bool_],
) -> Ints:
    """Number of the cell of each row, −1 where a cell holds treated or controls alone."""
    key = cohort.week.copy()
    for column, edges in enumerate(steps):
        key = key * 16 + np.searchsorted(edges, past[:, column], side="right")
    found = np.full(len(key), -1, dtype=np.int64)
    if not rows.any():
        return found
    names, inverse = np.unique(key[rows], return_inverse=True)
    treated = cohort.treated[rows]
    n_treated = np.bincount(inverse[treated], minlength=len(names))
    n_controls = np.bincount(inverse[~treated], minlength=len(names))
    mixed = (n_treated > 0) & (n_controls > 0)
    found[np.flatnonzero(rows)] = np.where(mixed[inverse], inverse, -1)
    return found
