"""Precedents of a change that may come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from quovadis.ontology import load_ontology
from quovadis.pipeline.dyads import coverage_at
from quovadis.pipeline.evidence import catalogue_statuses
from quovadis.records import EventType, Precedent, StatusChange, StatusKind, Trigger
from quovadis.store import Store

__all__ = ["Cases", "find_precedents"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """A trigger as it was understood, and the past cases that resemble it, nearest first."""

    trigger: Trigger
    precedents: tuple[Precedent, ...]


def find_precedents(
    store: Store,
    source: str,
    target: str,
    *,
    status_kind: StatusKind | None = StatusKind.DESIGNATION,
    change: StatusChange | None = StatusChange.LIFT,
    event_type: EventType | None = None,
    as_of: date,
    limit: int = 8,
) -> Cases:
    """Find past cases that resemble what one actor may do towards another.

    Args:
        store: Where events and statuses are.
        source: Who would act: an id, name or alias.
        target: Towards whom.
        status_kind: The lasting fact that would change, or None for an event.
        change: How it would change, or None for an event.
        event_type: The event's type, or None for a change of status.
        as_of: Only cases known by the end of this day.
        limit: How many at the most.

    Raises:
        UnknownActor: The ontology knows no such actor.
    """
    from quovadis.brief.prose import name
    from quovadis.coding.triggers import status_phrase
    from quovadis.forecast import precedents

    ontology = load_ontology()
    a = ontology.actor(ontology.lookup(source).id, as_of)
    b = ontology.actor(ontology.lookup(target).id, as_of)
    names = f"{name(a, ontology)}, {name(b, ontology)}"
    phrase = None
    if status_kind is not None and change is not None:
        phrase = status_phrase(names, status_kind, change, a, b)
    trigger = Trigger(
        phrase=phrase or f"{a.name} → {b.name}: {event_type or f'{change} {status_kind}'}",
        source=a,
        target=b,
        event_type=event_type,
        status_kind=status_kind,
        change=change,
    )
    statuses = [*store.records("statuses", as_of), *catalogue_statuses(ontology, b.id, as_of)]
    found = precedents(
        trigger,
        origin=as_of,
        ontology=ontology,
        events=store.events(as_of),
        statuses=statuses,
        coverage=coverage_at(store, as_of),
        n=limit,
    )
    return Cases(trigger=trigger, precedents=tuple(found))
