"""Shifts over all active dyads: count in the database, screen all at once, test what is left."""

from __future__ import annotations

import bisect
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
    Change,
    date_changes,
    find_changes,
    may_change,
    moved,
    telling,
)
from quovadis.relations.dyads import placed
from quovadis.relations.scan import Array, Gain, bound, count_gain, net_gain, serial_correlation

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


@dataclass(frozen=True, slots=True)
class _Found:
    """A change of one dyad's measure, among all those of the same series."""

    row: int
    measure: str
    change: Change
    beside: list[Change]


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
    first = bisect.bisect_left(stretch, since) if since is not None else 0
    candidates: list[_Found] = []
    for row, measure in _screened(counts, measures, SHORTEST[step]):
        candidates += _tested(counts, row, measure, step, alpha, first)
    candidates.sort(
        key=lambda f: (
            f.change.p_value,
            -abs(f.change.after - f.change.before),
            *counts.dyads[f.row],
            f.measure,
        )
    )
    found = _dated(counts, candidates[:limit], step, alpha)
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
    unit = {"day": "D", "week": "W", "month": "M"}[step]
    table = table.mutate(step_start=table.date.truncate(unit).cast("date"))
    numbers = {q: table.count(where=table.quad_class == q) for q in _QUADS}
    by_step = table.group_by([*keys, "step_start"]).aggregate(**numbers)
    active = by_step.group_by(keys).aggregate(n=sum(by_step[q].sum() for q in _QUADS))
    active = active.order_by(ibis.desc("n"), *keys).limit(n_dyads)
    place = ibis.row_number().over(order_by=[ibis.desc("n"), *keys])
    rows = fetch(by_step.join(active.select(*keys, dyad=place), keys))
    rows = rows.combine_chunks()
    dyad = rows["dyad"].to_numpy()
    at = np.searchsorted(np.array(stretch, dtype="datetime64[D]"), rows["step_start"].to_numpy())
    _, first = np.unique(dyad, return_index=True)
    names_of = [rows[key].chunk(0) if first.size else [] for key in keys]
    dyads = [(names_of[0][i].as_py(), names_of[1][i].as_py()) for i in first]
    values = np.zeros((len(dyads), len(_QUADS), len(stretch)))
    for i, quad in enumerate(_QUADS):
        values[dyad, i, at] = rows[quad].to_numpy()
    covered = [covered_days(day, next_step(day, step), feeds) for day in stretch]
    exposure = np.array([c[0] for c in covered])
    ends = [c[2] or day for c, day in zip(covered, stretch, strict=True)]
    return _Counts(dyads, stretch, ends, exposure, values)


def _data(counts: _Counts, measure: str, rows: slice | int | NDArray[np.intp]) -> Array:
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
    p_all = np.ones((len(measures), len(counts.dyads)))
    splits = np.zeros(p_all.shape, dtype=int)
    highest = np.zeros(p_all.shape)
    for m, measure in enumerate(measures):
        data, gain = _searched(counts, slice(None), measure)
        # What never reaches the least number of events cannot pass, and is most of the dyads.
        rows = np.flatnonzero(data[:-1].sum((0, -1)) >= 2 * shortest)
        if not len(rows):
            continue
        gains = gain(data[:, rows], shortest)
        splits[m, rows] = gains.argmax(-1) + 1
        highest[m, rows] = np.maximum(gains.max(-1), 0.0)
        p_all[m, rows] = bound(highest[m, rows], n_steps, shortest)
    kept = p_all <= _threshold(p_all.ravel(), _SCREEN)
    refined = np.ones(p_all.shape)
    for m, measure in enumerate(measures):
        rows = np.flatnonzero(kept[m])
        if len(rows):
            data, gain = _searched(counts, rows, measure)
            rho = serial_correlation(data, gain, splits[m, rows], shortest)
            statistic = highest[m, rows] * (1.0 - rho) / (1.0 + rho)
            refined[m, rows] = bound(statistic, n_steps, shortest)
    passed = np.argwhere(refined <= _threshold(refined.ravel(), _RATE))
    return [(int(row), measures[int(m)]) for m, row in passed]


def _threshold(p_values: NDArray[np.float64], rate: float) -> float:
    """Largest p-value that Benjamini and Hochberg's procedure rejects at a rate; −1 if none."""
    ordered = np.sort(p_values)
    passed = ordered <= rate * np.arange(1, len(ordered) + 1) / len(ordered)
    return float(ordered[passed][-1]) if passed.any() else -1.0


def _searched(
    counts: _Counts, row: slice | int | NDArray[np.intp], measure: str
) -> tuple[Array, Gain]:
    gain = net_gain if measure == "net_cooperation" else count_gain
    return _data(counts, measure, row), gain


def _tested(
    counts: _Counts, row: int, measure: str, step: str, alpha: float, first: int
) -> list[_Found]:
    """The changes from a step on."""
    data, gain = _searched(counts, row, measure)
    if not may_change(data, gain, SHORTEST[step], alpha, after=first):
        return []
    _, changes = find_changes(data, gain, SHORTEST[step], alpha)
    return [_Found(row, measure, c, changes) for c in changes if c.onset >= first]


def _dated(counts: _Counts, found: list[_Found], step: str, alpha: float) -> list[Shift]:
    """Say when each change could first have been seen: only of what is shown, for it is slow."""
    dated: dict[tuple[int, str], dict[int, Change]] = {}
    for one in found:
        if (one.row, one.measure) not in dated:
            data, gain = _searched(counts, one.row, one.measure)
            changes = date_changes(data, gain, SHORTEST[step], alpha, one.beside)
            dated[one.row, one.measure] = {c.onset: c for c in changes}
    return [
        _shift(counts, f.row, f.measure, dated[f.row, f.measure][f.change.onset], step)
        for f in found
    ]


def _shift(counts: _Counts, row: int, measure: str, change: Change, step: str) -> Shift:
    source, target = counts.dyads[row]
    return Shift(
        source=source,
        target=target,
        measure=measure,
        step=step,
        onset=counts.starts[change.onset],
        detected_at=counts.ends[change.alarm],
        direction=Direction.UP if change.after > change.before else Direction.DOWN,
        before=change.before,
        after=change.after,
        p_value=change.p_value,
        detector="Skellam scan" if measure == "net_cooperation" else "negative binomial scan",
    )


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
