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

__all__ = ["MEASURES", "SERIES_SCHEMA", "counted", "measure_quads", "series"]

_COOPERATION = (QuadClass.VERBAL_COOPERATION, QuadClass.MATERIAL_COOPERATION)
_CONFLICT = (QuadClass.VERBAL_CONFLICT, QuadClass.MATERIAL_CONFLICT)

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
) -> pa.Table:
    """Count a dyad's events by step.

    Only events that happened (modality `actual`) and are dated as finely as the step are counted;
    an event that two documents report is two rows and counts twice.

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

    Returns:
        Arrow table, one row a step and measure of `MEASURES`, ordered by both: `source`, `target`,
        `step_start`, `step`, `measure`, `value` (events per step, null where no loaded dataset
        covers any day of the step), `n_events`, `n_documents` (distinct coded documents behind
        them; rows of datasets have none), `covered` (share of the step's days that are covered,
        0 to 1), `covered_by` (datasets, joined by "+", null for none), `covered_to` (last covered
        day). Empty when nothing covers anything.
    """
    step_of(dt.date(2000, 1, 1), step)
    dyad = dyad_events(events, source, target, ontology=ontology, undirected=undirected)
    counts = {row["step_start"]: row for row in _count(placed(dyad, step), step)}
    first_text = min((r["first_text"] for r in counts.values() if r["first_text"]), default=None)
    covering = restrict_text(coverage, first_text)
    if not covering:
        return SERIES_SCHEMA.empty_table()
    first = start or min(c.first for c in covering)
    last = end or max(c.last for c in covering)
    rows: list[dict[str, Any]] = []
    for day in steps(first, last, step):
        share, names, covered_to = covered_days(day, next_step(day, step), covering)
        count = counts.get(day, {})
        rows += [
            {
                "source": source,
                "target": target,
                "step_start": day,
                "step": step,
                "measure": measure,
                "value": _value(measure, count) if names else None,
                "n_events": sum(count.get(q.value, 0) for q in quads),
                "n_documents": count.get(f"{measure}_documents", 0),
                "covered": share,
                "covered_by": "+".join(names) or None,
                "covered_to": covered_to,
            }
            for measure, quads in MEASURES.items()
        ]
    return pa.Table.from_pylist(rows, schema=SERIES_SCHEMA)


def measure_quads(measure: str) -> tuple[QuadClass, ...]:
    """Return the quad classes that a measure counts.

    Raises:
        ValueError: For a name that is no measure.
    """
    if measure not in MEASURES:
        raise ValueError(f"measure must be one of {', '.join(MEASURES)}, not {measure!r}")
    return MEASURES[measure]


def _value(measure: str, count: dict[str, Any]) -> float:
    total = sum(count.get(q.value, 0) for q in MEASURES[measure])
    if measure == "net_cooperation":
        return float(total - 2 * sum(count.get(q.value, 0) for q in _CONFLICT))
    return float(total)


def counted(events: ibis.Table, step: str) -> ibis.Table:
    """One row a step: events by quad class, documents by measure, and the first text event."""
    unit = {"day": "D", "week": "W", "month": "M"}[step]
    table = events.mutate(step_start=events.date.truncate(unit))
    counts = {q.value: table.quad_class.count(where=table.quad_class == q.value) for q in QuadClass}
    documents = {
        f"{measure}_documents": table.document_id.nunique(
            where=table.quad_class.isin([q.value for q in quads])
        )
        for measure, quads in MEASURES.items()
    }
    return table.group_by("step_start").aggregate(
        **counts, **documents, first_text=table.date.min(where=table.dataset == TEXT)
    )


def _count(events: ibis.Table, step: str) -> list[dict[str, Any]]:
    answer = fetch(counted(events, step))
    # DuckDB answers a truncated date as a moment.
    at = answer.schema.get_field_index("step_start")
    answer = answer.set_column(at, "step_start", answer.column(at).cast(pa.date32()))
    rows: list[dict[str, Any]] = answer.to_pylist()
    return rows
