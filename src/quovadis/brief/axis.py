"""A time axis: days to positions, and years as ticks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

__all__ = ["Axis", "nice_ceiling", "year_ticks"]


@dataclass(frozen=True, slots=True)
class Axis:
    """Days laid out from left to right.

    Attributes:
        first: Day at the left end.
        last: Day at the right end.
        left: Position of the left end.
        right: Position of the right end.

    Examples:
        >>> Axis(dt.date(2020, 1, 1), dt.date(2020, 1, 11), 0, 100).x(dt.date(2020, 1, 6))
        50.0
    """

    first: dt.date
    last: dt.date
    left: int
    right: int

    def x(self, day: dt.date) -> float:
        """Return the position of a day; a day off the axis stands at its end."""
        days = (self.last - self.first).days or 1
        share = min(max((day - self.first).days / days, 0.0), 1.0)
        return self.left + share * (self.right - self.left)


def nice_ceiling(value: float) -> float:
    """Return the next round number at or above a value, at least 1.

    Examples:
        >>> nice_ceiling(0.3), nice_ceiling(7), nice_ceiling(23)
        (1.0, 8.0, 25.0)
    """
    size = 1.0
    while True:
        for step in (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0):
            if value <= step * size and (step % 1 == 0 or size > 1):
                return step * size
        size *= 10


def year_ticks(axis: Axis) -> list[tuple[dt.date, str]]:
    """Return ticks at years, or at months when the axis is shorter than two years.

    Args:
        axis: The axis; labels are kept at least 46 units apart.
    """
    most = max((axis.right - axis.left) // 46, 2)
    days = (axis.last - axis.first).days
    if days < 700:
        months = next(m for m in (1, 2, 3, 6, 12) if days / (30 * m) <= most or m == 12)
        ticks, at = [], axis.first.replace(day=1)
        while at <= axis.last:
            if at >= axis.first and (at.month - 1) % months == 0:
                ticks.append((at, at.strftime("%b %Y")))
            at = (at + dt.timedelta(days=32)).replace(day=1)
        return ticks
    years = range(axis.first.year, axis.last.year + 1)
    step = next(s for s in (1, 2, 5, 10, 20) if len(years) / s <= most)
    found = [dt.date(y, 1, 1) for y in years if y % step == 0]
    return [(d, str(d.year)) for d in found if d >= axis.first and axis.x(d) <= axis.right - 12]
