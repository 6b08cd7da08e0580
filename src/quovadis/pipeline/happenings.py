"""Which events of the store a brief is handed: coded ones, the pair's newest, those around it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from quovadis import schema
from quovadis.ontology.levels import involves_any
from quovadis.records import Event, EventType

if TYPE_CHECKING:
    import ibis

    from quovadis.ontology import Ontology
    from quovadis.relations import Role
    from quovadis.store import Store

__all__ = ["Picked", "pick"]

_BETWEEN = 400
_AROUND = 300
_FORCE = 3000
_AROUND_DAYS = 365
_FORCE_DAYS = 180
"""Twice the window over which a brief compares a challenger's violence with the one before."""


@dataclass(frozen=True, slots=True)
class Picked:
    """Events for a brief.

    Attributes:
        events: The events, some perhaps twice.
        complete_since: First day from which all dataset rows between the two are among them; None
            when all are.
    """

    events: tuple[Event, ...]
    complete_since: date | None


def pick(
    store: Store,
    ontology: Ontology,
    *,
    as_of: date,
    sides: tuple[str, str],
    documents: Collection[str],
    holders: Mapping[str, Sequence[Role]],
    behind: Collection[str],
) -> Picked:
    """Choose the events of a store that a brief may cite.

    Args:
        store: The store.
        ontology: The actors.
        as_of: The as-of day.
        sides: Ids of A and B.
        documents: Documents all of whose coded events are taken.
        holders: Who holds which role towards A or B: the newest rows between them and the two are
            taken, and all attacks by challengers in the last half year.
        behind: Ids of events behind a shift.
    """
    table = store.events(as_of)
    rows = table.filter(table.document_id.isnull())
    between = _tie(rows, [sides[0]], [sides[1]], ontology)
    newest = _newest(store, rows.filter(between), _BETWEEN)
    since = None
    if len(newest) == _BETWEEN and newest[-1].date is not None:
        # Of the oldest day some may have been cut off.
        since = newest[-1].date + timedelta(days=1)
    found = [*_read(store, table.filter(table.document_id.isin(sorted(documents)))), *newest]
    found += _around(store, rows, ontology, as_of, sides, holders)
    if behind:
        found += _read(store, table.filter(table.id.isin(sorted(behind))))
    return Picked(events=tuple(found), complete_since=since)


def _around(
    store: Store,
    rows: ibis.Table,
    ontology: Ontology,
    as_of: date,
    sides: tuple[str, str],
    holders: Mapping[str, Sequence[Role]],
) -> list[Event]:
    ids = sorted({h.actor_id for who in holders.values() for h in who} - set(sides))
    challengers = sorted(
        {h.actor_id for r, who in holders.items() if r.startswith("challengers") for h in who}
    )
    found: list[Event] = []
    if ids:
        recent = rows.filter(rows.date > as_of - timedelta(days=_AROUND_DAYS))
        found += _newest(store, recent.filter(_tie(recent, ids, sides, ontology)), _AROUND)
    if challengers:
        force = rows.filter(
            rows.date > as_of - timedelta(days=_FORCE_DAYS),
            rows.event_type == EventType.ASSAULT.value,
        )
        tie = _acts(force, challengers, sides, ontology)
        found += _newest(store, force.filter(tie), _FORCE)
    return found


def _tie(rows: ibis.Table, some: Sequence[str], others: Sequence[str], ontology: Ontology) -> Any:
    """Between any of some and any of others, in either direction."""
    return _acts(rows, some, others, ontology) | _acts(rows, others, some, ontology)


def _acts(rows: ibis.Table, some: Sequence[str], on: Sequence[str], ontology: Ontology) -> Any:
    """What any of some did to any of others."""
    acting = involves_any(rows, "source", some, ontology=ontology)
    return acting & involves_any(rows, "target", on, ontology=ontology)


def _newest(store: Store, rows: ibis.Table, most: int) -> list[Event]:
    return _read(store, rows.order_by(rows.date.desc(), rows.id).limit(most))


def _read(store: Store, rows: ibis.Table) -> list[Event]:
    events: list[Event] = schema.from_rows("events", store.fetch(rows))
    return events
