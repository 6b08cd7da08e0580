"""Counts of the past, at an origin: how often, how recently, and in what share of the windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quovadis.forecast.arrays import Floats, Ints
from quovadis.forecast.dyadic.panel import ANY, Panel, Rows

__all__ = ["Past", "look_back"]

_WIDTH = ANY + 1


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of all dyads at the end of a day.

    Every table has one row a dyad and a last one, all nought, for dyads without any event; one
    column a class, and a last one for events of any class.

    Attributes:
        panel: The dyads.
        rows: Events known at the origin.
        origin: The day, counted from the panel's first.
        total: Number of events.
        active: Number of days with at least one.
        since: Days since the last one; days since before the panel began where there was none.
    """

    panel: Panel
    rows: Rows
    origin: int
    total: Floats
    active: Floats
    since: Floats

    def rate(self, half_life: float | None) -> tuple[Floats, float]:
        """Events a day, a day counting half as much as one `half_life` days later.

        Args:
            half_life: Days; None counts every day alike.

        Returns:
            The rates, and how many days they are worth (the sum of the days' weights).
        """
        fade = 1.0 if half_life is None else 0.5 ** (1.0 / half_life)
        age = self.origin - self.rows.day
        days = float((fade ** np.arange(self.origin + 1)).sum())
        return self._table(self.rows.n * fade**age) / days, days

    def shares(self, horizon: int) -> tuple[Floats, float]:
        """In how many windows of a horizon's length there was at least one event.

        The windows begin on every day and end at the origin at the latest, so that they overlap:
        a window that begins after day u is a hit if an event falls on days u+1 to u+horizon.

        Returns:
            Windows that were hits, and the number of windows (0 if the past is too short).
        """
        n = self.origin - horizon + 2
        if n <= 0:
            return np.zeros_like(self.total), 0.0
        cell, day = self.rows.cell, self.rows.day
        before = np.full(len(day), -1, dtype=np.int64)
        same = np.flatnonzero(cell[1:] == cell[:-1])
        before[same + 1] = day[same]
        # Each event turns into hits the windows that the event before it has not yet.
        start = np.maximum(np.maximum(day - horizon, before), -1)
        stop = np.minimum(day, self.origin - horizon + 1)
        return self._table(np.maximum(stop - start, 0).astype(float)), float(n)

    def by_actor(self, table: Floats, actor: Ints, kept: Ints) -> Floats:
        """Sum the rows of a table over the dyads that an actor is part of."""
        flat = (actor[kept, None] * _WIDTH + np.arange(_WIDTH)).ravel()
        size = len(self.panel.actors) * _WIDTH
        summed = np.bincount(flat, table[kept].ravel(), size)
        return summed.reshape(-1, _WIDTH).astype(float)

    def _table(self, values: Floats) -> Floats:
        return _sum(self.rows.cell, values, len(self.panel.source))


def look_back(panel: Panel, origin: int) -> Past:
    """Gather what is known at the end of a day; nothing later has a part in it.

    Args:
        panel: The dyads.
        origin: The day, counted from the panel's first.
    """
    rows = panel.rows.until(origin)
    n = len(panel.source)
    new = np.ones(len(rows.cell), dtype=bool)
    new[1:] = (np.diff(rows.cell) != 0) | (np.diff(rows.day) != 0)
    last = np.full((n + 1) * _WIDTH, -1, dtype=np.int64)
    np.maximum.at(last, rows.cell, rows.day)
    return Past(
        panel=panel,
        rows=rows,
        origin=origin,
        total=_sum(rows.cell, rows.n.astype(float), n),
        active=_sum(rows.cell[new], np.ones(int(new.sum())), n),
        since=(origin - last).reshape(-1, _WIDTH).astype(float),
    )


def _sum(cell: Ints, values: Floats, n_dyads: int) -> Floats:
    size = (n_dyads + 1) * _WIDTH
    return np.bincount(cell, values, size).reshape(-1, _WIDTH).astype(float)
