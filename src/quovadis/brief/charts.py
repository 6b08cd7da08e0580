"""Inline SVG: the relation on a time axis, and a probability against its base rate.

Every colour is a class that the page's style sheet fills, so that light, dark and print agree.
Text is escaped here; nothing in these pictures comes from outside unescaped.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from html import escape

from quovadis.brief.axis import Axis, nice_ceiling, year_ticks
from quovadis.brief.bands import Band, bands
from quovadis.brief.dates import day
from quovadis.brief.likelihood import percent
from quovadis.brief.measures import COOPERATION
from quovadis.records import Brief, Direction, Event, Forecast, Shift

__all__ = ["forecast_bar", "timeline", "timeline_step", "timeline_table"]

_BAND_HEIGHT, _PLOT, _TOP = 22, 132, 20
_GOOD = ("cooperation", "verbal_cooperation", "material_cooperation")
_STEPS = ((8, "week"), (31, "month"), (92, "quarter"), (10_000, "year"))
_BAD = ("conflict", "verbal_conflict", "material_conflict")


def timeline(brief: Brief, width: int) -> str:
    """Draw the relation: statuses as bands, cooperation above and conflict below an axis.

    Where there is a series, bars count events a step; where there is none, each dated event is a
    mark. Steps that no loaded data covers are hatched. Shifts are vertical lines, and so is the
    as-of day, after which only what is scheduled stands.

    Args:
        brief: The brief.
        width: Width of the picture in units; at this width its text is 11 units high.

    Returns:
        An `<svg>` element, or an empty string when there is nothing to draw.
    """
    rows = _bars(brief)
    marks = [e for e in brief.events if e.date is not None and _of_pair(e, brief)]
    axis = _axis(brief, rows, marks, width)
    if axis is None:
        return ""
    drawn = bands(brief, axis.first, axis.last)
    head = _TOP + len(drawn) * (_BAND_HEIGHT + 4) + (14 if drawn else 0)
    zero = head + _PLOT / 2
    height = head + _PLOT + 34
    parts = [_band(b, i, axis, width) for i, b in enumerate(drawn)]
    parts.append(_grid(axis, head))
    parts += _bar_marks(rows, axis, zero) if rows else _event_marks(marks, axis, zero)
    parts.append(f'<line class="zero" x1="{axis.left}" x2="{width - 8}" y1="{zero}" y2="{zero}"/>')
    parts += [_shift(s, axis, head) for t in brief.shift_tests for s in t.shifts[:3]]
    parts += _days(brief, axis, head, width)
    parts.append(_side_labels(axis, head))
    return (
        f'<svg viewBox="0 0 {width} {height:.0f}" role="img" aria-labelledby="tl{width}">'
        f'<title id="tl{width}">{escape(_summary(brief, drawn, rows))}</title>'
        f'<defs><pattern id="h{width}" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect class="hatch" width="1" height="5"/></pattern></defs>'
        f"{''.join(parts)}</svg>"
    )


def timeline_step(brief: Brief) -> str:
    """Return what one bar of the picture stands for: `week`, `month`, `quarter` or `year`."""
    firsts = [first for first, _, _ in _bars(brief)]
    days = min(((b - a).days for a, b in itertools.pairwise(firsts)), default=30)
    return next(name for most, name in _STEPS if days <= most)


def timeline_table(brief: Brief) -> list[tuple[str, str, str]]:
    """Return what the picture shows as rows: year, cooperative events, conflictual events.

    Years that no loaded data covers hold "no data".
    """
    by_year: dict[int, list[tuple[float | None, float | None]]] = {}
    for first, good, bad in _bars(brief):
        by_year.setdefault(first.year, []).append((good, bad))
    out: list[tuple[str, str, str]] = []
    for year, pairs in sorted(by_year.items()):
        cells = []
        for column in (0, 1):
            known = [pair[column] or 0.0 for pair in pairs if pair[column] is not None]
            cells.append(f"{sum(known):g}" if known else "no data")
        out.append((str(year), cells[0], cells[1]))
    return out


def forecast_bar(forecast: Forecast) -> str:
    """Draw a probability as a dot on 0 to 100%, its 90% interval as a bar, the base rate as a tick.

    Of a conditional forecast the tick is the probability without the trigger.

    Args:
        forecast: A forecast with a probability.
    """
    p = forecast.probability
    if p is None:
        return ""

    def x(value: float) -> str:
        return f"{6 + value * 188:.1f}"

    said = f"probability {percent(p)}"
    parts = ['<line class="rail" x1="6" x2="194" y1="11" y2="11"/>']
    parts += [f'<line class="rung" x1="{x(v)}" x2="{x(v)}" y1="8" y2="14"/>' for v in (0, 0.5, 1.0)]
    if forecast.low is not None and forecast.high is not None:
        low, high = x(forecast.low), x(forecast.high)
        parts.append(f'<line class="interval" x1="{low}" x2="{high}" y1="11" y2="11"/>')
        said += f", 90% interval {percent(forecast.low)} to {percent(forecast.high)}"
    given = forecast.without is not None
    tick = forecast.without if given else forecast.base_rate
    if tick is not None:
        at = x(tick)
        parts.append(f'<line class="base" x1="{at}" x2="{at}" y1="3" y2="19"/>')
        said += f", {'without the trigger' if given else 'base rate of the class'} {percent(tick)}"
    parts.append(f'<circle class="dot" cx="{x(p)}" cy="11" r="4.5"/>')
    return (
        f'<svg class="fbar" viewBox="0 0 200 22" role="img" aria-label="{escape(said)}">'
        f"{''.join(parts)}</svg>"
    )


def _bars(brief: Brief) -> list[tuple[dt.date, float | None, float | None]]:
    """Cooperation and conflict of each step; many months are joined to quarters."""
    measures = {m for _, m, _ in brief.series}
    good = _GOOD[:1] if _GOOD[0] in measures else _GOOD[1:]
    bad = _BAD[:1] if _BAD[0] in measures else _BAD[1:]
    steps: dict[dt.date, tuple[list[float], list[float]]] = {}
    for first, measure, value in brief.series:
        if measure not in (*good, *bad):
            continue
        cell = steps.setdefault(first, ([], []))
        if value is not None:
            cell[measure in bad].append(value)
    if not any(g or b for g, b in steps.values()):
        return []
    months = 3 if len(steps) > 130 else 1
    joined: dict[dt.date, tuple[list[float], list[float]]] = {}
    for first, (g, b) in sorted(steps.items()):
        month = (first.month - 1) // months * months + 1
        key = first if months == 1 else dt.date(first.year, month, 1)
        cell = joined.setdefault(key, ([], []))
        cell[0].extend(g)
        cell[1].extend(b)
    return [
        (first, sum(g) if g or b else None, sum(b) if g or b else None)
        for first, (g, b) in joined.items()
    ]


def _axis(brief: Brief, rows: Sequence[object], marks: Sequence[Event], width: int) -> Axis | None:
    days = [r[0] for r in _bars(brief)] if rows else [e.date for e in marks if e.date]
    if not days:
        return None
    first = max(min(days), brief.as_of - dt.timedelta(days=366 * 30))
    ahead = [s.date for s in brief.scheduled if s.date > brief.as_of]
    span = max((brief.as_of - first).days, 200)
    last = max([brief.as_of, *ahead]) + dt.timedelta(days=max(span // 30, 12))
    margin = 0 if rows else span // 30
    return Axis(brief.as_of - dt.timedelta(days=span + margin), last, 34, width - 8)


def _grid(axis: Axis, head: float) -> str:
    parts = []
    for tick, label in year_ticks(axis):
        x = axis.x(tick)
        parts.append(
            f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{head}" y2="{head + _PLOT}"/>'
            f'<text x="{x:.1f}" y="{head + _PLOT + 15}" text-anchor="middle">{label}</text>'
        )
    return "".join(parts)


def _band(band: Band, i: int, axis: Axis, width: int) -> str:
    y = _TOP + i * (_BAND_HEIGHT + 4)
    parts = []
    for piece in band.pieces:
        x1, x2 = axis.x(piece.first), axis.x(piece.last)
        parts.append(
            f'<rect class="band {piece.tone}" x="{x1:.1f}" y="{y + 13}" '
            f'width="{max(x2 - x1, 2):.1f}" height="7" rx="1.5">'
            f"<title>{escape(piece.label)}</title></rect>"
        )
    most = int((width - 44) / 5.6)
    label = escape(band.label if len(band.label) <= most else _fit(band.short, most))
    return f'<text class="bandlabel" x="{axis.left}" y="{y + 9}">{label}</text>{"".join(parts)}'


def _fit(label: str, most: int) -> str:
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


def _bar_marks(
    rows: Sequence[tuple[dt.date, float | None, float | None]], axis: Axis, zero: float
) -> list[str]:
    most = nice_ceiling(max(max(g or 0, b or 0) for _, g, b in rows))
    firsts = [r[0] for r in rows]
    step = min((b - a).days for a, b in itertools.pairwise(firsts)) if rows[1:] else 30
    unit = (_PLOT / 2 - 8) / most
    parts, width = [], max(axis.x(axis.first + dt.timedelta(days=step)) - axis.left - 0.8, 0.8)
    for first, good, bad in rows:
        x = axis.x(first)
        if good is None or bad is None:
            pattern = f'fill="url(#h{axis.right + 8})"'
            parts.append(
                f'<rect class="gap" {pattern} x="{x:.1f}" y="{zero - _PLOT / 2:.1f}" '
                f'width="{width + 0.8:.1f}" height="{_PLOT}"/>'
            )
            continue
        for value, tone, up in ((good, "good", True), (bad, "bad", False)):
            h = value * unit
            if h:
                y = zero - h if up else zero
                parts.append(
                    f'<rect class="{tone}" x="{x:.1f}" y="{y:.1f}" '
                    f'width="{width:.1f}" height="{h:.1f}"/>'
                )
    for y, text in ((zero - most * unit, f"{most:g}"), (zero + most * unit, f"{most:g}")):
        parts.append(
            f'<text class="scale" x="{axis.left - 5}" y="{y + 4:.1f}" '
            f'text-anchor="end">{text}</text>'
        )
    return parts


def _event_marks(marks: Sequence[Event], axis: Axis, zero: float) -> list[str]:
    parts = []
    for e in sorted(marks, key=lambda e: e.date or dt.date.min):
        if e.date is None or e.date < axis.first:
            continue
        good, x = e.quad_class in COOPERATION, axis.x(e.date)
        score = min(abs(e.plover_score or e.goldstein or 5.0), 10.0)
        reach = 14 + score * (_PLOT / 2 - 24) / 10
        y = zero - reach if good else zero + reach
        tone = "good" if good else "bad"
        label = f"{day(e.date)}: {e.event_type.value}"
        parts.append(
            f'<line class="stem {tone}" x1="{x:.1f}" x2="{x:.1f}" y1="{zero}" y2="{y:.1f}"/>'
            f'<circle class="{tone}" cx="{x:.1f}" cy="{y:.1f}" r="4">'
            f"<title>{escape(label)}</title></circle>"
        )
    return parts


def _shift(shift: Shift, axis: Axis, head: float) -> str:
    if not axis.first <= shift.onset <= axis.last:
        return ""
    x = axis.x(shift.onset)
    arrow = "▲" if shift.direction is Direction.UP else "▼"
    right = x > (axis.left + axis.right) * 0.6
    anchor, dx = ("end", -5) if right else ("start", 5)
    text = f"{arrow} shift, {day(shift.onset)[2:].strip()}"
    return (
        f'<line class="shift" x1="{x:.1f}" x2="{x:.1f}" y1="{head - 4}" y2="{head + _PLOT}"/>'
        f'<text class="shiftlabel" x="{x + dx:.1f}" y="{head - 6}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _days(brief: Brief, axis: Axis, head: float, width: int) -> list[str]:
    x, bottom = axis.x(brief.as_of), head + _PLOT
    parts = [
        f'<line class="asof" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 6}" y2="{bottom}"/>',
        f'<text class="asoflabel" x="{width - 8}" y="{bottom + 30}" text-anchor="end">'
        f"as of {day(brief.as_of)}</text>",
    ]
    for s in brief.scheduled:
        if s.date > brief.as_of:
            at = axis.x(s.date)
            title = escape(f"{s.what}, {day(s.date)}")
            parts.append(
                f'<path class="ahead" d="M{at - 4:.1f} {bottom - 1} l4 -8 l4 8 z">'
                f"<title>{title}</title></path>"
            )
    return parts


def _side_labels(axis: Axis, head: float) -> str:
    x = axis.left + 4
    return (
        f'<text class="side good" x="{x}" y="{head + 6}">cooperation</text>'
        f'<text class="side bad" x="{x}" y="{head + _PLOT - 2}">conflict</text>'
    )


def _of_pair(event: Event, brief: Brief) -> bool:
    sides = [{x.id, x.country} - {None} for x in (brief.source, brief.target)]
    ends = [{x.id, x.country} if x else set() for x in (event.source, event.target)]
    there = bool(ends[0] & sides[0]) and bool(ends[1] & sides[1])
    return there or (bool(ends[0] & sides[1]) and bool(ends[1] & sides[0]))


def _summary(brief: Brief, drawn: Sequence[Band], rows: Sequence[object]) -> str:
    kind = "Events by step" if rows else "Events"
    shifts = sum(len(t.shifts) for t in brief.shift_tests)
    text = f"{kind} between {brief.source.name} and {brief.target.name} to {day(brief.as_of)}"
    text += f", with {len(drawn)} statuses as bands" if drawn else ""
    return text + (f" and {shifts} shifts." if shifts else ".")
