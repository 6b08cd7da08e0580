"""A dyad's series: how many events of each kind per step, and null where no data covers a step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from quovadis.query import fetch
from quovadis.records import Coverage, QuadClass
from quovadis.relations.calendar import (
    TEXT,
    covered_days,
    next_step,
    restrict_text,
    step_of,
    steps,
)
from quovadis.relations.dyads import dyad_events, placed

if TYPE_CHECKING:
    import ibis

    from quovadis.ontology import Ontology

__all__ = [
    "COUNTS",
    "MEASURES",
    "PER",
    "SERIES_SCHEMA",
    "counted",
    "measure_quads",
    "series",
    "volumes",
]

_COOPERATION = (QuadClass.VERBAL_COOPERATION, QuadClass.MATERIAL_COOPERATION)
_CONFLICT = (QuadClass.VERBAL_CONFLICT, QuadClass.MATERIAL_CONFLICT)

COUNTS = ("events", "reports")
"""What a series can count: each event once, or as often as its dataset says it was reported."""

PER = 1000
"""A normalised series is in counts per so many of all that the same datasets hold for the step."""

MEASURES: dict[str, tuple[QuadClass, ...]] = {
    **{q.value: (q,) for q in QuadClass},
    "cooperation": _COOPERATION,
    "conflict": _CONFLICT,
    "events": _COOPERATION + _CONFLICT,
    "net_cooperation": _COOPERATION + _CONFLICT,
}
"""Measures of a series, in events per step, and the quad classes that each counts.

`net_cooperation` is the number of cooperative events less the number of conflictual ones.
"""

SERIES_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("target", pa.string()),
        ("step_start", pa.date32()),
        ("step", pa.string()),
        ("measure", pa.string()),
        ("value", pa.float64()),
        ("n_events", pa.int64()),
        ("n_documents", pa.int64()),
        ("n_reports", pa.int64()),
        ("counted", pa.string()),
        ("volume", pa.int64()),
        ("covered", pa.float64()),
        ("covered_by", pa.string()),
        ("covered_to", pa.date32()),
    ]
)


def series(
    events: ibis.Table,
    source: str,
    target: str,
    *,
    ontology: Ontology,
    coverage: Sequence[Coverage],
    step: str = "month",
    start: dt.date | None = None,
    end: dt.date | None = None,
    undirected: bool = False,
    count: str = "events",
    normalise_by: ibis.Table | None = None,
) -> pa.Table:
    """Count a dyad's events, or the reports of them, by step.

    Only events that happened (modality `actual`) and are dated as finely as the step are counted;
    an event that two documents report is two rows and counts twice. An event of which the dataset
    gives no number of reports is one report.

    News grows: twice the counts may be twice the pages read. A normalised value is the count per
    1,000 of all events (or reports) between whomever that the datasets hold for the step. Texts
    are among them where they cover the dyad.

    Args:
        events: Table with the columns of `schema.arrow_schema("events")`, already as of a day.
        source: Id of the actor that acts, at any level.
        target: Id of the actor that is acted upon.
        ontology: The actors.
        coverage: The days that each loaded dataset covers, as of the same day. Texts cover a dyad
            from the first text event of that dyad on.
        step: `day`, `week` (from Monday) or `month`.
        start: First day, or None for the first covered day.
        end: Last day, or None for the last covered day.
        undirected: Whether target → source counts as well.
        count: `events` or `reports`.
        normalise_by: All events, whoever took part in them, as of the same day: what values are
            divided by. None for plain counts.

    Returns:
        Arrow table, one row a step and measure of `MEASURES`, ordered by both: `source`, `target`,
        `step_start`, `step`, `measure`, `value` (events or reports per step, or per 1,000; null
        where no loaded dataset covers any day of the step, and where the volume is nought),
        `n_events`, `n_documents` (distinct coded documents behind them; rows of datasets have
        none), `n_reports`, `counted` (`events` or `reports`: what `value` counts), `volume` (what
        it was divided by and multiplied by 1,000; null when it is not normalised), `covered`
        (share of the step's days that are covered, 0 to 1), `covered_by` (datasets, joined by
        "+", null for none), `covered_to` (last covered day). Empty when nothing covers anything.

    Raises:
        ValueError: For an unknown step or count.
    """
    step_of(dt.date(2000, 1, 1), step)
    if count not in COUNTS:
        raise ValueError(f"count must be one of {', '.join(COUNTS)}, not {count!r}")
    dyad = dyad_events(events, source, target, ontology=ontology, undirected=undirected)
    counts = {row["step_start"]: row for row in _by_step(counted(placed(dyad, step), step))}
    first_text = min((r["first_text"] for r in counts.values() if r["first_text"]), default=None)
    covering = restrict_text(coverage, first_text)
    if not covering:
        return SERIES_SCHEMA.empty_table()
    first = start or min(c.first for c in covering)
    last = end or max(c.last for c in covering)
    normalised = normalise_by is not None
    volume = {} if normalise_by is None else _volumes(normalise_by, step, count)
    rows: list[dict[str, Any]] = []
    for day in steps(first, last, step):
        share, names, covered_to = covered_days(day, next_step(day, step), covering)
        shared = {
            "source": source,
            "target": target,
            "step_start": day,
            "step": step,
            "counted": count,
            "volume": volume.get((day, TEXT in names), 0) if normalised else None,
            "covered": share,
            "covered_by": "+".join(names) or None,
            "covered_to": covered_to,
        }
        rows += _measured(counts.get(day, {}), shared)
    return pa.Table.from_pylist(rows, schema=SERIES_SCHEMA)


def measure_quads(measure: str) -> tuple[QuadClass, ...]:
    """Return the quad classes that a measure counts.

    Raises:
        ValueError: For a name that is no measure.
    """
    if measure not in MEASURES:
        raise ValueError(f"measure must be one of {', '.join(MEASURES)}, not {measure!r}")
    return MEASURES[measure]


def _measured(found: dict[str, Any], shared: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of one step, a measure each."""
    suffix = "_reports" if shared["counted"] == "reports" else ""
    volume = shared["volume"]
    rows = []
    for measure, quads in MEASURES.items():
        total = sum(int(found.get(f"{q.value}{suffix}") or 0) for q in quads)
        if measure == "net_cooperation":
            total -= 2 * sum(int(found.get(f"{q.value}{suffix}") or 0) for q in _CONFLICT)
        value: float | None = None
        if shared["covered_by"] is not None and volume != 0:
            value = float(total) if volume is None else total * PER / volume
        row = {
            "measure": measure,
            "value": value,
            "n_events": sum(found.get(q.value, 0) for q in quads),
            "n_documents": found.get(f"{measure}_documents", 0),
            "n_reports": sum(int(found.get(f"{q.value}_reports") or 0) for q in quads),
        }
        rows.append(shared | row)
    return rows


def counted(events: ibis.Table, step: str) -> ibis.Table:
    """One row a step: events and reports by quad class, documents by measure, first text event."""
    table = _stepped(events, step)
    counts = {q.value: table.quad_class.count(where=table.quad_class == q.value) for q in QuadClass}
    reports = {
        f"{q.value}_reports": table.reports.sum(where=table.quad_class == q.value)
        for q in QuadClass
    }
    documents = {
        f"{measure}_documents": table.document_id.nunique(
            where=table.quad_class.isin([q.value for q in quads])
        )
        for measure, quads in MEASURES.items()
    }
    return table.group_by("step_start").aggregate(
        **counts, **reports, **documents, first_text=table.date.min(where=table.dataset == TEXT)
    )


def volumes(events: ibis.Table, step: str) -> ibis.Table:
    """One row a step and dataset: all its events and reports, between whomever."""
    table = _stepped(events, step)
    return table.group_by("step_start", "dataset").aggregate(
        events=table.count(), reports=table.reports.sum()
    )


def _stepped(events: ibis.Table, step: str) -> ibis.Table:
    unit = {"day": "D", "week": "W", "month": "M"}[step]
    return events.mutate(
        step_start=events.date.truncate(unit), reports=events.n_reports.fill_null(1)
    )


def _volumes(events: ibis.Table, step: str, count: str) -> dict[tuple[dt.date, bool], int]:
    """What the datasets hold for a step, by its first day and whether texts are among them."""
    found: dict[tuple[dt.date, bool], int] = {}
    for row in _by_step(volumes(placed(events, step), step)):
        for with_texts in (True, False):
            if with_texts or row["dataset"] != TEXT:
                key = (row["step_start"], with_texts)
                found[key] = found.get(key, 0) + int(row[count])
    return found


def _by_step(query: ibis.Table) -> list[dict[str, Any]]:
    answer = fetch(query)
    # DuckDB answers a truncated date as a moment.
    at = answer.schema.get_field_index("step_start")
    answer = answer.set_column(at, "step_start", answer.column(at).cast(pa.date32()))
    rows: list[dict[str, Any]] = answer.to_pylist()
    return rows
