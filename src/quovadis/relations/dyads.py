"""The events of a dyad: who, to whom, at any level of actor, as an Ibis expression."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from quovadis.ontology.levels import involves
from quovadis.records import Modality, Precision

if TYPE_CHECKING:
    import ibis

    from quovadis.ontology import Ontology

__all__ = ["dyad_events", "placed"]

_FINE_ENOUGH: dict[str, tuple[Precision, ...]] = {
    "day": (Precision.DAY, Precision.PUBLICATION),
    "week": (Precision.DAY, Precision.PUBLICATION, Precision.WEEK),
    "month": (Precision.DAY, Precision.PUBLICATION, Precision.WEEK, Precision.MONTH),
}
"""Precisions that place an event in a step without guessing."""


def dyad_events(
    events: ibis.Table,
    source: str,
    target: str,
    *,
    ontology: Ontology,
    day: dt.date | None = None,
    undirected: bool = False,
) -> ibis.Table:
    """Keep the events from one actor to another, whatever their type and modality.

    Args:
        events: Table with the columns of `schema.arrow_schema("events")`, on any backend.
        source: Id of the actor that acts, at any level (`ontology.levels.involves` says which
            rows an id stands for: RUS → AFG holds what was done to the Taliban while they
            belonged to or acted for Afghanistan, RUS → TALIBAN nothing but that).
        target: Id of the actor that is acted upon.
        ontology: The actors.
        day: Leave out events dated after this day.
        undirected: Whether target → source counts as well.

    Returns:
        The same columns, fewer rows; nothing is executed.
    """
    condition = involves(events, "source", source, ontology=ontology) & involves(
        events, "target", target, ontology=ontology
    )
    if undirected:
        condition |= involves(events, "source", target, ontology=ontology) & involves(
            events, "target", source, ontology=ontology
        )
    kept = events.filter(condition)
    return kept if day is None else kept.filter(kept.date <= day)


def placed(events: ibis.Table, step: str) -> ibis.Table:
    """Keep what happened and can be put into a step: actual, and dated as finely as the step.

    Args:
        events: Table with the columns of `schema.arrow_schema("events")`.
        step: `day`, `week` or `month`. An event known by its month alone is in no week.
    """
    return events.filter(
        events.date.notnull(),
        events.modality == Modality.ACTUAL.value,
        events.precision.isin([p.value for p in _FINE_ENOUGH[step]]),
    )
