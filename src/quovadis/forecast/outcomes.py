"""An outcome as a condition on rows: the question that a forecast answers, run on the store."""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from quovadis.ontology.levels import involves_any
from quovadis.records import Modality, Outcome, Precision

if TYPE_CHECKING:
    import ibis

    from quovadis.ontology import Ontology

__all__ = ["among", "counts", "known", "matches", "precisions"]


def matches(events: ibis.Table, outcome: Outcome, ontology: Ontology) -> ibis.Table:
    """Keep the events that would settle an outcome as "yes", on whatever day.

    Args:
        events: Table with the columns of `schema.arrow_schema("events")`, on any backend.
        outcome: The question. No source (or target) at all means anybody.
        ontology: The actors.

    Returns:
        The same columns, fewer rows; nothing is executed. Events that happened (modality `actual`)
        and whose date is known finely enough for the horizon.
    """
    kept = among(events, outcome, ontology).filter(
        lambda t: t.modality == Modality.ACTUAL.value,
        lambda t: t.date.notnull(),
        lambda t: t.precision.isin(precisions(outcome.horizon)),
    )
    if outcome.event_types:
        kept = kept.filter(kept.event_type.isin([t.value for t in outcome.event_types]))
    if outcome.quad_classes:
        kept = kept.filter(kept.quad_class.isin([q.value for q in outcome.quad_classes]))
    if outcome.contexts:
        touched = [kept.contexts.contains(context) for context in outcome.contexts]
        kept = kept.filter(functools.reduce(operator.or_, touched))
    return kept


def among(events: ibis.Table, outcome: Outcome, ontology: Ontology) -> ibis.Table:
    """Keep the events between an outcome's actors, of any kind."""
    condition = _pair(events, outcome.source, outcome.target, ontology)
    if outcome.undirected:
        condition |= _pair(events, outcome.target, outcome.source, ontology)
    return events.filter(condition)


def known(events: ibis.Table, origin: dt.date) -> ibis.Table:
    """Keep what had happened and was known at the end of a day."""
    import ibis

    moment = dt.datetime.combine(origin + dt.timedelta(days=1), dt.time(), tzinfo=dt.UTC)
    return events.filter(
        events.known_at < ibis.literal(moment, type="timestamp('UTC')"), events.date <= origin
    )


def precisions(horizon: int) -> list[str]:
    """Precisions of a date that place an event in a window of so many days."""
    fine = [Precision.DAY, Precision.PUBLICATION]
    if horizon >= 7:
        fine.append(Precision.WEEK)
    if horizon >= 30:
        fine.append(Precision.MONTH)
    return [p.value for p in fine]


def counts(row: Mapping[str, Any], outcome: Outcome) -> bool:
    """Whether a row that is already among an outcome's actors is of its kind.

    Args:
        row: With `event_type`, `quad_class` and `precision`, and `contexts` if they are asked for.
        outcome: The question.
    """
    return (
        row["precision"] in precisions(outcome.horizon)
        and (not outcome.event_types or row["event_type"] in outcome.event_types)
        and (not outcome.quad_classes or row["quad_class"] in outcome.quad_classes)
        and (not outcome.contexts or not set(outcome.contexts).isdisjoint(row["contexts"] or ()))
    )


def _pair(
    events: ibis.Table, source: tuple[str, ...], target: tuple[str, ...], ontology: Ontology
) -> ibis.expr.types.BooleanValue:
    import ibis

    sides = []
    for role, ids in (("source", source), ("target", target)):
        any_of = involves_any(events, role, ids, ontology=ontology) if ids else ibis.literal(True)
        sides.append(any_of)
    return sides[0] & sides[1]
