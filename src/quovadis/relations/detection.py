"""Lasting changes of a dyad's series, with "no change" tested beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from quovadis.query import fetch
from quovadis.records import Direction, QuadClass, Shift, ShiftTest
from quovadis.relations.calendar import TEXT
from quovadis.relations.dyads import placed
from quovadis.relations.exposure import counts, exposure, mean, scale, unit
from quovadis.relations.scan import Array, Gain, Scan, best_split, bound, count_gain, net_gain, scan
from quovadis.relations.series import measure_quads
from quovadis.relations.wording import TOO_FEW, changed, unchanged

if TYPE_CHECKING:
    import ibis

__all__ = [
    "MARGIN",
    "N_EVENTS",
    "SHORTEST",
    "Change",
    "date_changes",
    "detect",
    "find_changes",
    "may_change",
    "moved",
    "telling",
    "telling_events",
]

_NET = "net_cooperation"

SHORTEST = {"day": 14, "week": 6, "month": 3}
"""Steps for which a new level must have held before it counts as one."""

N_EVENTS = 20
"""How many events are named behind a shift."""

MARGIN = 5.0
"""How far above the level an approximate p-value must lie to spare the permutations."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change inside one stretch of steps, by position.

    Attributes:
        onset: First step of the new level.
        stop: One past the last step of the new level.
        alarm: Step at whose end a sequential run would first have reported it; `date_changes`
            finds it, until then it is `stop − 1`.
        before: Mean per fully covered step, since the previous change.
        after: Mean per fully covered step, up to the next change.
        p_value: Corrected for the search (0 to 1).
    """

    onset: int
    stop: int
    alarm: int
    before: float
    after: float
    p_value: float


def detect(
    table: pa.Table,
    *,
    measure: str,
    alpha: float = 0.01,
    events: ibis.Table | None = None,
    names: Mapping[str, str] | None = None,
) -> ShiftTest:
    """Test a dyad's series for changes of its level.

    A net of fewer than 30 events is not tested. Stretches of steps that the same datasets cover
    are searched by binary segmentation with the statistics of `quovadis.relations.scan`; a gap
    is not nought, and the arrival of a second dataset is not a change of the relation. A
    normalised series is searched with the volume of its steps as exposure. P-values
    are corrected for the search over onsets (largest statistic under permutation) and over
    stretches (Bonferroni).

    Args:
        table: What `series` returned.
        measure: A key of `MEASURES`.
        alpha: Level at which "no change" is rejected.
        events: The same dyad's events (`dyad_events`), to name those behind a shift.
        names: Actor names by id, for the verdict.

    Returns:
        A `ShiftTest`. `detected_at` is the last covered day of the first step at whose end the
        detector, run on what lay before, would have reported a change.

    Raises:
        ValueError: For an unknown measure.
    """
    measure_quads(measure)
    stretches = _stretches(table, measure)
    rows = [row for stretch in stretches for row in stretch]
    head = table.slice(0, 1).to_pylist()
    source, target, step = (
        (head[0]["source"], head[0]["target"], head[0]["step"]) if head else ("", "", "month")
    )
    shifts: list[Shift] = []
    p_values: list[float] = []
    n_events = sum(row["n_events"] for row in rows)
    testable = [s for s in stretches if len(s) >= 2 * SHORTEST[step]]
    if measure == _NET and n_events < TOO_FEW:
        # The statistic of a net is a sum of signs: of a dozen, any split looks like any other.
        testable = []
    for stretch in testable:
        data, gain = _data(stretch, measure)
        p, found = find_changes(data, gain, SHORTEST[step], alpha, tests=len(testable))
        found = date_changes(data, gain, SHORTEST[step], alpha / len(testable), found)
        if p is not None:
            p_values.append(p)
        shifts += [_shift(c, stretch, measure) for c in found]
    if events is not None:
        shifts = [_with_events(s, shifts, rows, events) for s in shifts]
    p_value = min(p_values, default=None)
    thing = f"reports of {measure}" if rows and rows[0]["counted"] == "reports" else measure
    picked = bool(shifts) and all(row["covered_by"] == TEXT for row in rows)
    if shifts:
        verdict = changed(shifts, thing, names or {}, unit=unit(rows), picked=picked)
    else:
        verdict = unchanged(
            source,
            target,
            thing,
            names or {},
            n_events=n_events,
            n_steps=len(rows),
            step=step,
            mean=mean(rows),
            unit=unit(rows),
            p_value=p_value,
        )
    return ShiftTest(
        source=source,
        target=target,
        measure=measure,
        step=step,
        shifts=tuple(shifts),
        p_value=p_value,
        n_steps=len(rows),
        n_events=n_events,
        verdict=verdict,
    )


def find_changes(
    data: Array, gain: Gain, shortest: int, alpha: float, *, tests: int = 1
) -> tuple[float | None, list[Change]]:
    """Search one stretch by binary segmentation.

    Args:
        data: Rows of the statistic by steps, as `scan` takes them.
        gain: The statistic.
        shortest: Least number of steps on either side of a change.
        alpha: Level.
        tests: How many stretches are searched in all (Bonferroni).

    Returns:
        P-value of "no change" over the whole stretch (None when it cannot be tested), and the
        changes in order of onset.
    """
    top = scan(data, gain, shortest=shortest, alpha=alpha / tests)
    if top is None:
        return None, []
    splits: dict[int, float] = {}
    queue: list[tuple[int, int, int, Scan | None]] = [(0, data.shape[-1], tests, top)]
    while queue:
        low, high, factor, found = queue.pop()
        if found is None or (p := found.p_value * factor) > alpha:
            continue
        middle = low + found.split
        splits[middle] = p
        # Either side is searched only because the whole was rejected; that makes two searches.
        for a, b in ((low, middle), (middle, high)):
            half = scan(data[:, a:b], gain, shortest=shortest, alpha=alpha / (2 * factor))
            queue.append((a, b, 2 * factor, half))
    edges = [0, *sorted(splits), data.shape[-1]]
    changes = [
        Change(
            onset, stop, stop - 1, _mean(data, low, onset), _mean(data, onset, stop), splits[onset]
        )
        for low, onset, stop in zip(edges, edges[1:], edges[2:], strict=False)
    ]
    return min(1.0, top.p_value * tests), changes


def may_change(data: Array, gain: Gain, shortest: int, alpha: float, *, after: int) -> bool:
    """Whether `find_changes` could report a change at some step or later: a look without draws.

    Follows the search down its right side, and takes for possible whatever the approximate
    p-value does not put far above the level.

    Args:
        data: As for `find_changes`.
        gain: The statistic.
        shortest: Least number of steps on either side of a change.
        alpha: Level.
        after: First step of interest.
    """
    low, steps = 0, data.shape[-1]
    while True:
        best = best_split(data[:, low:], gain, shortest)
        if best is None or bound(best[1], steps - low, shortest) > MARGIN * alpha:
            return False
        low += best[0]
        if low >= after:
            return True


def date_changes(
    data: Array, gain: Gain, shortest: int, alpha: float, changes: list[Change]
) -> list[Change]:
    """Set each change's alarm: when a sequential run would first have reported it.

    It costs more than the search itself; so it is asked for only where it is shown.

    Args:
        data: The stretch in which the changes were found.
        gain: The statistic.
        shortest: Least number of steps on either side of a change.
        alpha: Level of a test of this one stretch.
        changes: What `find_changes` found, in order of onset.
    """
    dated: list[Change] = []
    for change in changes:
        known = [c.onset for c in dated if c.alarm < change.onset]
        start = known[-1] if known else 0
        alarm = _alarm(data, gain, shortest, alpha, start, change.onset, change.stop)
        dated.append(replace(change, alarm=alarm))
    return dated


def _alarm(
    data: Array, gain: Gain, shortest: int, alpha: float, start: int, onset: int, stop: int
) -> int:
    """First step at whose end the search through all steps so far reports this change.

    Short steps are looked at by the dozen first, then one by one in the dozen that reports it.
    """
    stride = max(1, shortest - 2) if shortest > 6 else 1
    late: int
    for late in [*range(onset + stride, stop, stride), stop]:
        if not _reports(data[:, :late], gain, shortest, alpha, start, onset):
            continue
        for end in range(late - stride + 1, late):
            if _reports(data[:, :end], gain, shortest, alpha, start, onset):
                return end - 1
        return late - 1
    return stop - 1


def _reports(data: Array, gain: Gain, shortest: int, alpha: float, start: int, onset: int) -> bool:
    """Whether the search from `start` to the end of the data reports a change at this onset."""
    low = start
    while low < onset:
        rest = data[:, low:]
        best = _promising(rest, gain, shortest, alpha)
        if best is None:
            return False
        found = scan(rest, gain, shortest=shortest, alpha=alpha, best=best)
        if found is None or found.p_value > alpha:
            return False
        if low + found.split > onset - shortest:
            return True
        # An earlier change that was taken back since: go on behind it.
        low += found.split
    return False


def _promising(data: Array, gain: Gain, shortest: int, alpha: float) -> tuple[int, float] | None:
    """The best split if permutations are worth their while: cheap looks first, for many ask."""
    steps = data.shape[-1]
    if steps < 2 * shortest:
        return None
    observed = gain(data, shortest)
    if bound(observed.max(), steps, shortest) > 2 * alpha:
        return None
    best = best_split(data, gain, shortest, observed)
    return best if best and bound(best[1], steps, shortest) <= 2 * alpha else None


def telling_events(
    events: ibis.Table, quads: tuple[QuadClass, ...], first: dt.date, last: dt.date, step: str
) -> tuple[str, ...]:
    """Ids of the events of some classes in a span of days, the most telling first, then by day."""
    import ibis

    kept = placed(events, step)
    kept = kept.filter(
        kept.date.between(first, last), kept.quad_class.isin([q.value for q in quads])
    )
    kept = kept.mutate(size=telling(kept)).order_by(ibis.desc("size"), "date", "id").limit(N_EVENTS)
    return tuple(fetch(kept.select("size", "date", "id")).column("id").to_pylist())


def telling(events: ibis.Table) -> ibis.expr.types.FloatingValue:
    """How telling an event is: the size of its PLOVER score, else of its Goldstein value."""
    import ibis

    return ibis.coalesce(events.plover_score.abs(), events.goldstein.abs(), 0.0)


def _stretches(table: pa.Table, measure: str) -> list[list[dict[str, Any]]]:
    """Runs of steps that the same datasets cover."""
    rows = [r for r in table.to_pylist() if r["measure"] == measure]
    cooperation = {
        r["step_start"]: r["value"] for r in table.to_pylist() if r["measure"] == "cooperation"
    }
    runs: list[list[dict[str, Any]]] = []
    by: str | None = None
    for row in sorted(rows, key=lambda r: r["step_start"]):
        if row["value"] is None:
            by = None
            continue
        row["cooperation"] = cooperation[row["step_start"]]
        if row["covered_by"] != by:
            runs.append([])
            by = row["covered_by"]
        runs[-1].append(row)
    return runs


def _data(stretch: list[dict[str, Any]], measure: str) -> tuple[Array, Gain]:
    value, time = counts(stretch), exposure(stretch)
    if measure != _NET:
        return np.stack([value, time]), count_gain
    cooperative = counts(stretch, "cooperation")
    return np.stack([cooperative, cooperative - value, time]), net_gain


def _mean(data: Array, low: int, high: int) -> float:
    signal = data[0] if len(data) == 2 else data[0] - data[1]
    return float(signal[low:high].sum() / data[-1][low:high].sum())


def _shift(change: Change, stretch: list[dict[str, Any]], measure: str) -> Shift:
    row, by = stretch[change.onset], scale(stretch)
    return Shift(
        source=row["source"],
        target=row["target"],
        measure=measure,
        step=row["step"],
        onset=row["step_start"],
        detected_at=stretch[change.alarm]["covered_to"],
        direction=Direction.UP if change.after > change.before else Direction.DOWN,
        before=change.before * by,
        after=change.after * by,
        p_value=change.p_value,
        detector="Skellam scan" if measure == _NET else "negative binomial scan",
    )


def _with_events(
    shift: Shift, shifts: list[Shift], rows: list[dict[str, Any]], events: ibis.Table
) -> Shift:
    later = [s.onset for s in shifts if s.onset > shift.onset]
    last = min(later) - dt.timedelta(days=1) if later else rows[-1]["covered_to"]
    ids = telling_events(events, moved(shift), shift.onset, last, shift.step)
    return replace(shift, event_ids=ids, id="")


def moved(shift: Shift) -> tuple[QuadClass, ...]:
    """The classes of events behind a shift: for net cooperation those that pull its way."""
    if shift.measure == _NET:
        return measure_quads("cooperation" if shift.direction is Direction.UP else "conflict")
    return measure_quads(shift.measure)
