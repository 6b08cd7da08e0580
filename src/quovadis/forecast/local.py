"""The store's own event study, where it holds days that the shipped table does not."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from quovadis.forecast.associations import AssociationTable, Cell, Cells
from quovadis.forecast.study.cohort import Cohort, find_cohort
from quovadis.forecast.study.kinds import EventKind
from quovadis.forecast.study.panel import Panel, read_panel
from quovadis.forecast.study.study import chance, design
from quovadis.forecast.windows import TEXT
from quovadis.records import Coverage

if TYPE_CHECKING:
    import ibis

__all__ = ["LEAST_DAYS", "JoinedCells", "StudiedCells", "cells_of"]

LEAST_DAYS = 180
"""Days of feeds beyond the table's below which the store's own study would say too little."""

_LEAST_CASES = 10
_MOST = {"most_treated": 500, "most_controls": 8_000}
_DAY = dt.timedelta(days=1)


class StudiedCells:
    """Results of the matched study on a panel, made when they are asked for.

    Args:
        panel: The dyads.
        seed: The same seed gives the same numbers.
    """

    def __init__(self, panel: Panel, seed: int = 0) -> None:
        self._panel = panel
        self._seed = seed
        self._cohorts: dict[str, Cohort] = {}
        self._cells: dict[tuple[str, str, str, int], Cell | None] = {}

    def cell(self, trigger: str, outcome: str, role: str, horizon: int) -> Cell | None:
        """The result, or None with fewer than ten matched cases."""
        key = (trigger, outcome, role, horizon)
        if key not in self._cells:
            self._cells[key] = self._study(*key)
        return self._cells[key]

    def _study(self, trigger: str, outcome: str, role: str, horizon: int) -> Cell | None:
        if trigger not in self._cohorts:
            kind = EventKind.read(trigger)
            self._cohorts[trigger] = find_cohort(self._panel, kind, seed=self._seed, **_MOST)
        cohort = self._cohorts[trigger]
        if cohort.n_treated < _LEAST_CASES:
            return None
        made = design(self._panel, cohort, EventKind.read(outcome), role)
        found = chance(self._panel, made, horizon)
        if found.n_treated < _LEAST_CASES or not math.isfinite(found.log_ratio + found.error):
            return None
        return Cell(found.n_treated, found.n_hits, found.log_ratio, found.error)


class JoinedCells:
    """Two sources of results on different data, each weighed by its precision.

    Args:
        first: The shipped table.
        second: The store's own study.
    """

    def __init__(self, first: Cells, second: Cells) -> None:
        self._sources = (first, second)

    def cell(self, trigger: str, outcome: str, role: str, horizon: int) -> Cell | None:
        """The mean by precision, with the cases of both."""
        found = [c for s in self._sources if (c := s.cell(trigger, outcome, role, horizon))]
        if len(found) < 2:
            return found[0] if found else None
        precision = [c.error**-2 for c in found]
        mean = sum(w * c.log_ratio for w, c in zip(precision, found, strict=True)) / sum(precision)
        return Cell(
            sum(c.n for c in found),
            sum(c.n_hits for c in found),
            mean,
            sum(precision) ** -0.5,
            all(c.checked for c in found),
        )


def cells_of(
    shipped: AssociationTable,
    events: ibis.Table,
    *,
    origin: dt.date,
    coverage: Sequence[Coverage],
    neighbours: Callable[[str], frozenset[str]],
) -> Cells | None:
    """What is known of associations on a day: the table, the store's own study, or both.

    Args:
        shipped: The table; not used before the day from which it counts as known.
        events: The store's events.
        origin: The day.
        coverage: The days that each loaded dataset covers.
        neighbours: Gives the countries with a common land border.

    Returns:
        None when the table was not known yet and the store holds too little.
    """
    is_known = origin >= shipped.known_at
    since = shipped.known_at + _DAY if is_known else None
    own = None
    if _n_days(coverage, origin, since) >= LEAST_DAYS:
        panel = read_panel(
            events, origin=origin, coverage=coverage, neighbours=neighbours, since=since
        )
        own = StudiedCells(panel)
    if not is_known:
        return own
    return shipped if own is None else JoinedCells(shipped, own)


def _n_days(coverage: Sequence[Coverage], origin: dt.date, since: dt.date | None) -> int:
    """Days of the longest feed in the stretch."""
    lengths = [
        (min(c.last, origin) - max(c.first, since or c.first)).days + 1
        for c in coverage
        if c.dataset != TEXT
    ]
    return max(lengths, default=0)
