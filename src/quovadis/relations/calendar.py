"""Steps of a series, and which of their days the loaded data covers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from quovadis.records import Coverage

__all__ = ["STEPS", "TEXT", "covered_days", "next_step", "restrict_text", "step_of", "steps"]

STEPS = ("day", "week", "month")
TEXT = "text"
"""The dataset that our own coding of documents goes by."""

_DAY = dt.timedelta(days=1)


def step_of(day: dt.date, step: str) -> dt.date:
    """Return the first day of the step that holds a day; weeks start on Monday (ISO 8601).

    Examples:
        >>> step_of(dt.date(2025, 4, 9), "week")
        datetime.date(2025, 4, 7)
        >>> step_of(dt.date(2025, 4, 9), "month")
        datetime.date(2025, 4, 1)
    """
    if step == "day":
        return day
    if step == "week":
        return day - dt.timedelta(days=day.weekday())
    if step == "month":
        return day.replace(day=1)
    raise ValueError(f"step must be one of {', '.join(STEPS)}, not {step!r}")


def next_step(start: dt.date, step: str) -> dt.date:
    """Return the first day of the following step.

    Examples:
        >>> next_step(dt.date(2024, 12, 1), "month")
        datetime.date(2025, 1, 1)
    """
    if step == "month":
        return dt.date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return start + dt.timedelta(days=7 if step == "week" else 1)


def steps(first: dt.date, last: dt.date, step: str) -> list[dt.date]:
    """Return the first days of all steps from the one that holds `first` to that of `last`."""
    found, day = [], step_of(first, step)
    while day <= last:
        found.append(day)
        day = next_step(day, step)
    return found


def restrict_text(coverage: Iterable[Coverage], first_text: dt.date | None) -> list[Coverage]:
    """Let coded texts cover a dyad only from the first text that reports an event of it.

    A feed is a census of what its makers watch, so that its silence means something. Texts are
    picked: that an analyst read twenty notes on two countries says nothing about two others.

    Args:
        coverage: Of all datasets.
        first_text: Date of the dyad's first event that was coded from a text, or None.
    """
    kept = []
    for c in coverage:
        if c.dataset != TEXT:
            kept.append(c)
        elif first_text is not None and first_text <= c.last:
            kept.append(Coverage(TEXT, max(c.first, first_text), c.last, c.n_events))
    return kept


def covered_days(
    start: dt.date, stop: dt.date, coverage: Sequence[Coverage]
) -> tuple[float, tuple[str, ...], dt.date | None]:
    """Say how much of the days from `start` up to but not including `stop` is covered, and by what.

    Returns:
        Share of the days that at least one dataset covers (0 to 1), the names of the datasets
        that cover any of them, sorted, and the last covered day or None.

    Examples:
        >>> year = Coverage("icews14", dt.date(2014, 1, 1), dt.date(2014, 12, 31))
        >>> covered_days(dt.date(2014, 12, 29), dt.date(2015, 1, 5), [year])
        (0.428..., ('icews14',), datetime.date(2014, 12, 31))
    """
    days: set[dt.date] = set()
    names = set()
    for c in coverage:
        low, high = max(start, c.first), min(stop - _DAY, c.last)
        if low <= high:
            names.add(c.dataset)
            days.update(low + i * _DAY for i in range((high - low).days + 1))
    return len(days) / (stop - start).days, tuple(sorted(names)), max(days, default=None)
