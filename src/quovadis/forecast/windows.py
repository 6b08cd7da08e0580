"""Windows of a horizon's length that end at the origin, and which of them the data covers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quovadis.records import Coverage

__all__ = ["HALF_LIFE", "TEXT", "Days", "covered_days", "weights", "window_of", "windows"]

TEXT = "text"
"""The dataset that our own coding of documents goes by."""

HALF_LIFE = 730.0
"""Days by which a window must be older than the newest one to count half as much."""

Days = NDArray[np.bool_]
"""One entry a day, counted back from the origin (entry 0): whether any data covers it."""


def covered_days(coverage: Sequence[Coverage], origin: dt.date) -> Days:
    """Mark the days up to the origin that at least one dataset covers.

    Examples:
        >>> feed = Coverage("feed", dt.date(2018, 1, 2), dt.date(2018, 1, 3))
        >>> covered_days([feed], dt.date(2018, 1, 4)).tolist()
        [False, True, True]
    """
    first = min((c.first for c in coverage if c.first <= origin), default=None)
    if first is None:
        return np.zeros(0, dtype=bool)
    days = np.zeros((origin - first).days + 1, dtype=bool)
    for c in coverage:
        if c.first <= origin:
            days[max((origin - c.last).days, 0) : (origin - c.first).days + 1] = True
    return days


def windows(days: Days, horizon: int) -> list[int]:
    """Indices of the windows that are covered from their first day to their last.

    Window k holds the days from `k * horizon` to `(k + 1) * horizon - 1` before the origin: none
    overlaps another, so that each counts as one trial.

    Examples:
        >>> windows(np.array([True] * 5 + [False] + [True] * 3), 3)
        [0, 2]
    """
    n = len(days) // horizon
    return [k for k in range(n) if bool(days[k * horizon : (k + 1) * horizon].all())]


def weights(kept: Sequence[int], horizon: int) -> NDArray[np.float64]:
    """What each window counts: 1 for the newest, half of it for each `HALF_LIFE` before that.

    Relations move on, and older data is often of another make: what happened last says more.

    Examples:
        >>> weights([0, 146], 5).tolist()
        [1.0, 0.5]
    """
    age = (np.array(kept, dtype=float) - min(kept, default=0)) * horizon
    found: NDArray[np.float64] = 0.5 ** (age / HALF_LIFE)
    return found


def window_of(day: dt.date, origin: dt.date, horizon: int) -> int:
    """Index of the window that holds a day up to the origin."""
    return (origin - day).days // horizon
