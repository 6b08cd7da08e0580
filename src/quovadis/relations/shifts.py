"""Shifts over all active dyads: count in the database, screen all at once, test what is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from quovadis.query import fetch
from quovadis.records import Coverage, Direction, QuadClass, Shift
from quovadis.relations.calendar import TEXT, covered_days, next_step, step_of, steps
from quovadis.relations.detection import (
    N_EVENTS,
    SHORTEST,
    find_changes,
    moved,
    telling,
)
from quovadis.relations.dyads import placed
from quovadis.relations.scan import Array, best_split, bound, count_gain, net_gain

if TYPE_CHECKING:
    import ibis

__all__ = ["DEFAULT_MEASURES", "shifts"]

DEFAULT_MEASURES = (
    "net_cooperation",
    QuadClass.MATERIAL_COOPERATION.value,
    QuadClass.MATERIAL_CONFLICT.value,
)
"""Measures that are searched: the balance, and the deeds on either side of it."""

_QUADS = tuple(q.value for q in QuadClass)
_HISTORY = dt.timedelta(days=3 * 366)
_SCREEN = 0.2
_RATE = 0.2
"""Share of false alarms that is taken into the bargain: at first sight, and in what is reported."""


@dataclass(frozen=True, slots=True)
class _Counts:
    """Counts of many dyads: `values` has shape (dyads, quad classes, steps)."""

    dyads: list[tuple[str, str]]
    starts: list[dt.date]
    ends: list[dt.date]
    exposure: Array
    values: Array


def shifts(
    events: ibis.Table,
    *,
    coverage: Sequence[Coverage],
    since: dt.date | None = None,
    until: dt.date | None = None,
    step: str = "day",
    measures: Sequence[str] = DEFAULT_MEASURES,
    alpha: float = 0.01,
    n_dyads: int = 2000,
    limit: int | None = None,
    with_events: int = 20,
) -> list[Shift]:
    """Find the lasting changes of all active dyads of countries whose onset lies in a window.

    The stretch of steps up to `until` that the same feeds cover (at most three years) is counted
    for the most active directed dyads. All of them are screened with the statistics of
    `quovadis.relations.scan` and the bound of Miller and Siegmund, at a false discovery rate of 20%
    over dyads and measures (Benjamini and Hochberg 1995); what passes is tested by permutation as
    `detect` does it. Texts that someone picked are not searched, nor is what a
    country does to itself.

    Args:
        events: Table with the columns of `schema.arrow_schema("events")`, already as of a day.
        coverage: The days that each loaded dataset covers, as of the same day.
        since: First onset that is of interest; None for any in the stretch.
        until: Last day that is looked at; None for the last covered day.
        step: `day`, `week` or `month`.
        measures: Keys of `MEASURES`: quad classes or `net_cooperation`.
        alpha: Level of each test.
        n_dyads: How many of the most active dyads are looked at.
        limit: How many shifts to return, or None for all.
        with_events: For how many of the first ones to look up the events behind them.

    Returns:
        Shifts, the most significant first, then the largest change in events per step.
    """
    feeds = [c for c in coverage if c.dataset != TEXT]
    stretch = _stretch(feeds, until, step)
    if len(stretch) < 2 * SHORTEST[step]:
        return []
    names = covered_days(stretch[-1], next_step(stretch[-1], step), feeds)[1]
    counts = _counts(events, feeds, names, stretch, step, n_dyads, until)
    found: list[Shift] = []
    for row, measure in _screened(counts, measures, SHORTEST[step]):
        found += _tested(counts, row, measure, step, alpha)
    if since is not None:
        found = [s for s in found if s.onset >= since]
    found.sort(key=lambda s: (s.p_value, -abs(s.after - s.before), s.source, s.target, s.measure))
    found = found[:limit]
    return _with_events(found[:with_events], events, counts, step) + found[with_events:]


def _stretch(feeds: Sequence[Coverage], until: dt.date | None, step: str) -> list[dt.date]:
    """The last run of steps up to `until` that the same feeds cover, at most three years of it."""
    if not feeds:
        return []
    last = max(c.last for c in feeds)
    last = min(last, until) if until is not None else last
    first = max(min(c.first for c in feeds), last - _HISTORY)
    run: list[dt.date] = []
    by: tuple[str, ...] = ()
    for day in steps(first, last, step):
        names = covered_days(day, next_step(day, step), feeds)[1]
        if not names:
            run, by = [], ()
            continue
        if names != by:
            run, by = [], names
        run.append(day)
    return run if run and run[-1] == step_of(last, step) else []


def _counts(
    events: ibis.Table,
    feeds: Sequence[Coverage],
    names: tuple[str, ...],
    stretch: list[dt.date],
    step: str,
    n_dyads: int,
    until: dt.date | None,
) -> _Counts:
    import ibis

    stop = next_step(stretch[-1], step)
    end = stop - dt.timedelta(days=1)
    if until is not None and until < end:
        end = until
        feeds = [Coverage(c.dataset, c.first, min(c.last, until)) for c in feeds]
    table = placed(events, step)
    table = table.filter(
        table.date.between(stretch[0], end),
        table.dataset.isin(names),
        table.source_country.notnull(),
        table.target_country.notnull(),
        table.source_country != table.target_country,
    )
    keys = ["source_country", "target_country"]
    active = table.group_by(keys).aggregate(n=table.count())
    active = active.order_by(ibis.desc("n"), *keys).limit(n_dyads).select(keys)
    unit = {"day": "D", "week": "W", "month": "M"}[step]
    table = table.mutate(step_start=table.date.truncate(unit))
    grouped = table.group_by([*keys, "step_start", "quad_class"]).aggregate(n=table.count())
    rows = fetch(grouped.semi_join(active, keys).order_by([*keys, "step_start", "quad_class"]))
    dyads: dict[tuple[str, str], int] = {}
    pairs = zip(rows["source_country"].to_pylist(), rows["target_country"].to_pylist(), strict=True)
    index = np.array([dyads.setdefault(pair, len(dyads)) for pair in pairs], dtype=int)
    position = {day: i for i, day in enumerate(stretch)}
    at = np.array([position[d] for d in rows["step_start"].cast("date32").to_pylist()], dtype=int)
    quad = np.array([_QUADS.index(q) for q in rows["quad_class"].to_pylist()], dtype=int)
    values = np.zeros((len(dyads), len(_QUADS), len(stretch)))
    values[index, quad, at] = rows["n"].to_numpy()
    covered = [covered_days(day, next_step(day, step), feeds) for day in stretch]
    exposure = np.array([c[0] for c in covered])
    ends = [c[2] or day for c, day in zip(covered, stretch, strict=True)]
    return _Counts(list(dyads), stretch, ends, exposure, values)


def _data(counts: _Counts, measure: str, rows: slice | int) -> Array:
    values = counts.values[rows]
    if measure == "net_cooperation":
        cooperative, conflictual = values[..., :2, :].sum(-2), values[..., 2:, :].sum(-2)
        exposure = np.broadcast_to(counts.exposure, cooperative.shape)
        return np.stack([cooperative, conflictual, exposure])
    series = values[..., _QUADS.index(measure), :]
    return np.stack([series, np.broadcast_to(counts.exposure, series.shape)])


def _screened(counts: _Counts, measures: Sequence[str], shortest: int) -> list[tuple[int, str]]:
    """Dyads and measures that a cheap look at all of them leaves in the running."""
    if not counts.dyads:
        return []
    n_steps = len(counts.starts)
    p_values = []
    for measure in measures:
        data = _data(counts, measure, slice(None))
        gain = net_gain if measure == "net_cooperation" else count_gain
        highest = gain(data, shortest).max(-1)
        p = bound(np.where(np.isfinite(highest), highest, 0.0), n_steps, shortest)
        p_values.append(np.where(data[:-1].sum((0, -1)) >= 2 * shortest, p, 1.0))
    p_all = np.stack(p_values)
    kept = np.argwhere(p_all <= _threshold(p_all.ravel(), _SCREEN))
    refined = np.ones(p_all.shape)
    for m, row in kept:
        gain = net_gain if measures[int(m)] == "net_cooperation" else count_gain
        best = best_split(_data(counts, measures[int(m)], int(row)), gain, shortest)
        if best is not None:
            refined[m, row] = bound(best[1], n_steps, shortest)
    passed = np.argwhere(refined <= _threshold(refined.ravel(), _RATE))
    return [(int(row), measures[int(m)]) for m, row in passed]


def _threshold(p_values: NDArray[np.float64], rate: float) -> float:
    """Largest p-value that Benjamini and Hochberg's procedure rejects at a rate; −1 if none."""
    ordered = np.sort(p_values)
    passed = ordered <= rate * np.arange(1, len(ordered) + 1) / len(ordered)
    return float(ordered[passed][-1]) if passed.any() else -1.0


def _tested(counts: _Counts, row: int, measure: str, step: str, alpha: float) -> list[Shift]:
    data = _data(counts, measure, row)
    gain = net_gain if measure == "net_cooperation" else count_gain
    _, changes = find_changes(data, gain, SHORTEST[step], alpha)
    source, target = counts.dyads[row]
    return [
        Shift(
            source=source,
            target=target,
            measure=measure,
            step=step,
            onset=counts.starts[c.onset],
            detected_at=counts.ends[c.alarm],
            direction=Direction.UP if c.after > c.before else Direction.DOWN,
            before=c.before,
            after=c.after,
            p_value=c.p_value,
            detector="Skellam scan" if measure == "net_cooperation" else "negative binomial scan",
        )
        for c in changes
    ]


def _with_events(found: list[Shift], events: ibis.Table, counts: _Counts, step: str) -> list[Shift]:
    """Look up the events behind all shifts at once; a query by shift would cost more than all."""
    if not found:
        return []
    table = placed(events, step)
    table = table.filter(
        table.source_country.isin(sorted({s.source for s in found})),
        table.target_country.isin(sorted({s.target for s in found})),
        table.date.between(min(s.onset for s in found), counts.ends[-1]),
    )
    size = telling(table)
    rows = fetch(
        table.select("source_country", "target_country", "quad_class", "date", "id", size=size)
    ).to_pylist()
    rows.sort(key=lambda r: (-r["size"], r["date"], r["id"]))
    by_dyad: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        by_dyad.setdefault((row["source_country"], row["target_country"]), []).append(row)
    done = []
    for shift in found:
        quads = moved(shift)
        ids = [
            row["id"]
            for row in by_dyad.get((shift.source, shift.target), ())
            if row["quad_class"] in quads and row["date"] >= shift.onset
        ]
        done.append(replace(shift, event_ids=tuple(ids[:N_EVENTS]), id=""))
    return done
