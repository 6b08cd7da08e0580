"""Who was treated and who could have been: dyads on the day of a trigger, and quiet ones beside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.arrays import Flags, Ints
from quovadis.forecast.study.kinds import ANY, EventKind
from quovadis.forecast.study.panel import Panel

__all__ = ["HISTORY", "QUIET", "Cohort", "find_cohort"]

QUIET = 28
"""Days before a trigger without another of its kind from the same source to the same target."""

HISTORY = 84
"""Days before a trigger that the data must cover: what treated and controls are matched on."""

_WEEK = 7
_APART = 10_000
_MOST_TREATED = 2_000
_MOST_CONTROLS = 60_000


@dataclass(frozen=True, slots=True)
class Cohort:
    """Dyads at a moment, one a row.

    Attributes:
        unit: Place of the dyad in the panel.
        day: Place of the moment on the panel's axis: the trigger's day, or the middle of the week.
        week: Number of the week; treated and controls are compared within it.
        treated: Whether the trigger happened.
        n_found: Triggers before the cap, those without enough history left out.
    """

    unit: Ints
    day: Ints
    week: Ints
    treated: Flags
    n_found: int

    @property
    def n_treated(self) -> int:
        """How many triggers are in it."""
        return int(self.treated.sum())

    def shifted(self, days: int) -> Cohort:
        """The same dyads so many days later (earlier, if negative)."""
        return Cohort(self.unit, self.day + days, self.week, self.treated, self.n_found)

    def kept(self, rows: Flags) -> Cohort:
        """Only some rows."""
        parts = (self.unit[rows], self.day[rows], self.week[rows], self.treated[rows])
        return Cohort(*parts, self.n_found)


def find_cohort(
    panel: Panel,
    trigger: EventKind,
    *,
    seed: int = 0,
    most_treated: int = _MOST_TREATED,
    most_controls: int = _MOST_CONTROLS,
) -> Cohort:
    """Find the first triggers after `QUIET` quiet days, and the dyads that stayed quiet that week.

    A control had as little of the trigger as the treated in the `QUIET` days before the week, and
    none in it; what it did later is not looked at. Dyads of which nothing was reported in either
    direction before, since the data began, are in neither group.

    Args:
        panel: The dyads.
        trigger: What counts as the trigger.
        seed: Decides which rows are drawn where there are more than the caps allow.
        most_treated: Cap on triggers.
        most_controls: Cap on controls.
    """
    own = panel.series(trigger, "AB").terms[0][0]
    first = panel.first
    # Weeks of different runs of days never share a number.
    starts = panel.block.astype(np.int64) * _APART
    unit, day = np.nonzero(np.diff(own, axis=1))
    enough = day - HISTORY >= first[day]
    unit, day = unit[enough], day[enough]
    quiet = own[unit, day] == own[unit, day - QUIET]
    unit, day = unit[quiet], day[quiet]
    pair = panel.series(ANY, "A~B")
    heard = pair.between(unit, first[day], day) > 0
    unit, day = unit[heard], day[heard]
    n_found = len(unit)
    rng = np.random.default_rng(seed)
    if n_found > most_treated:
        drawn = np.sort(rng.choice(n_found, most_treated, replace=False))
        unit, day = unit[drawn], day[drawn]
    week = starts[day] + (day - first[day] - HISTORY) // _WEEK
    c_unit, c_day, c_week = _controls(panel, own, np.unique(week), first, starts)
    heard = pair.between(c_unit, first[c_day], c_day) > 0
    c_unit, c_day, c_week = c_unit[heard], c_day[heard], c_week[heard]
    if len(c_unit) > most_controls:
        drawn = np.sort(rng.choice(len(c_unit), most_controls, replace=False))
        c_unit, c_day, c_week = c_unit[drawn], c_day[drawn], c_week[drawn]
    return Cohort(
        unit=np.concatenate([unit, c_unit]),
        day=np.concatenate([day, c_day]),
        week=np.concatenate([week, c_week]),
        treated=np.arange(len(unit) + len(c_unit)) < len(unit),
        n_found=n_found,
    )


def _controls(
    panel: Panel, own: NDArray[np.int32], weeks: Ints, first: Ints, starts: Ints
) -> tuple[Ints, Ints, Ints]:
    units, days, names = [], [], []
    n = len(panel.days)
    begin = {int(starts[i]): int(first[i]) for i in np.unique(first)}
    for week in weeks.tolist():
        block = week // _APART * _APART
        opens = begin[block] + HISTORY + (week - block) * _WEEK
        middle, closes = opens + _WEEK // 2, min(opens + _WEEK, n)
        if middle >= n or first[middle] != begin[block]:
            continue  # the data ends in this week
        quiet = np.flatnonzero(own[:, closes] == own[:, opens - QUIET])
        units.append(quiet)
        days.append(np.full(len(quiet), middle))
        names.append(np.full(len(quiet), week))
    if not units:
        empty = np.zeros(0, dtype=np.int64)
        return empty, empty, empty
    return np.concatenate(units), np.concatenate(days), np.concatenate(names)
