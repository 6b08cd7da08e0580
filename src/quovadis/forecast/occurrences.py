"""Past occurrences of an outcome in the store, and what followed a case in the events."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quovadis.forecast.outcomes import among, known, matches
from quovadis.forecast.windows import TEXT
from quovadis.query import fetch
from quovadis.records import (
    Coverage,
    Evidence,
    Modality,
    Outcome,
    Precedent,
    Precision,
    QuadClass,
)

if TYPE_CHECKING:
    import ibis

    from quovadis.ontology import Ontology

__all__ = ["aftermath", "occurrences"]

_ERA_DAYS = 12 * 365.25
_GOOD = (QuadClass.VERBAL_COOPERATION.value, QuadClass.MATERIAL_COOPERATION.value)


def occurrences(
    outcome: Outcome, events: ibis.Table, origin: dt.date, ontology: Ontology, n: int
) -> list[Precedent]:
    """Find the days on which an outcome came about before, the latest first.

    Args:
        outcome: The question.
        events: Table with the columns of `schema.arrow_schema("events")`.
        origin: Nothing that happened or became known after this day is used.
        ontology: The actors.
        n: How many at most; of one day only the first event is taken.

    Returns:
        Cases with the row or the span that reports them. Similarity falls by a factor e every
        twelve years: the actors and the kind of event are the same.
    """
    import ibis

    table = matches(known(events, origin), outcome, ontology)
    table = table.order_by(ibis.desc("date"), "id").limit(20 * n)
    columns = ["id", "date", "precision", "source", "source_name", "target", "target_name"]
    columns += ["event_type", "phrase", "document_id", "start", "end", "quote"]
    columns += ["evidence_dataset", "row_id"]
    found: dict[dt.date, Precedent] = {}
    for row in fetch(table.select(columns)).to_pylist():
        if len(found) < n:
            found.setdefault(row["date"], _case(row, origin))
    return list(found.values())


def aftermath(
    case: Precedent,
    events: ibis.Table,
    origin: dt.date,
    coverage: Sequence[Coverage],
    horizon: int,
    ontology: Ontology,
) -> Precedent:
    """Add to a case how many events its two actors had in the days after it, and before.

    Nothing is added unless feeds cover both stretches whole: what texts leave out is not known.
    """
    span = dt.timedelta(days=horizon)
    last = min(case.date + span, origin)
    feeds = [c for c in coverage if c.dataset != TEXT]
    if last < case.date + span or not any(
        c.first <= case.date - span and c.last >= last for c in feeds
    ):
        return case
    pair = Outcome(
        label="", source=(case.source,), target=(case.target,), horizon=horizon, undirected=True
    )
    table = among(known(events, origin), pair, ontology)
    table = table.filter(
        table.modality == Modality.ACTUAL.value, table.date.between(case.date - span, last)
    )
    rows = fetch(table.select("date", "quad_class")).to_pylist()
    after = [r for r in rows if r["date"] > case.date]
    before = [r for r in rows if r["date"] < case.date]
    words = f"{horizon} days after: {_count(after)}; in as many days before: {_count(before)}"
    followed = f"{case.followed}; {words}" if case.followed else words
    return replace(case, followed=followed, id="")


def _count(rows: list[dict[str, Any]]) -> str:
    good = sum(r["quad_class"] in _GOOD for r in rows)
    return f"{good} cooperative and {len(rows) - good} conflictual events"


def _case(row: dict[str, Any], origin: dt.date) -> Precedent:
    words = row["quote"] or row["phrase"] or row["event_type"]
    actors = f"{row['source_name']} → {row['target_name']}"
    return Precedent(
        date=row["date"],
        precision=Precision(row["precision"]),
        source=row["source"] or "",
        target=row["target"] or "",
        label=f"{actors}: {words}",
        similarity=round(math.exp(-(origin - row["date"]).days / _ERA_DAYS), 3),
        why=("the same actors", "the same kind of event"),
        reference=row["row_id"] or row["document_id"] or row["id"],
        evidence=Evidence(
            document_id=row["document_id"],
            start=row["start"] or 0,
            end=row["end"] or 0,
            quote=row["quote"] or "",
            dataset=row["evidence_dataset"],
            row_id=row["row_id"],
        ),
    )
