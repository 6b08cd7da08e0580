"""Which rows of an events table an actor id stands for: the levels at which a dyad is asked for.

Rows carry the country and the sector that an actor had on the day of its event, so that a country
id means "whoever acted for it or belonged to it then", without a look-up by row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from quovadis.errors import UnknownActor
from quovadis.records import ActorKind

if TYPE_CHECKING:
    import ibis

    from quovadis.ontology import Ontology

__all__ = ["involves", "involves_any", "membership_periods"]

_AGENT = re.compile(r"[A-Z]{3}\.[A-Z]+")


def involves(
    events: ibis.Table, role: str, actor_id: str, *, ontology: Ontology
) -> ibis.expr.types.BooleanValue:
    """Say, as a condition on rows, that the actor stands in a role.

    | id | rows |
    |---|---|
    | country `RUS` | country RUS: its government, people, and armed groups of that day |
    | agent `RUS.GOV` | country RUS and sector GOV |
    | bloc `EU` | the bloc itself, and every country that was a member on the event's date |
    | any other id | exactly that id |

    Args:
        events: Table with the columns of `schema.arrow_schema("events")`.
        role: `source` or `target`.
        actor_id: Id at any level.
        ontology: Tells a country from a bloc, and a bloc's members by date.

    Returns:
        A Boolean Ibis expression.
    """
    exact = events[role] == actor_id
    country = events[f"{role}_country"]
    if actor_id in ontology.countries:
        return country == actor_id
    if _AGENT.fullmatch(actor_id):
        iso3, sector = actor_id.split(".")
        return exact | ((country == iso3) & (events[f"{role}_sector"] == sector))
    for iso3, first, last in membership_periods(actor_id, ontology):
        member = country == iso3
        if first is not None:
            member &= events.date >= first
        if last is not None:
            member &= events.date <= last
        exact |= member
    return exact


def involves_any(
    events: ibis.Table, role: str, actor_ids: Iterable[str], *, ontology: Ontology
) -> ibis.expr.types.BooleanValue:
    """Say, as a condition on rows, that any of several actors stands in a role; see `involves`.

    Countries, of which a role may have two hundred, are asked for in one go.

    Args:
        events: Table with the columns of `schema.arrow_schema("events")`.
        role: `source` or `target`.
        actor_ids: Ids at any level; none of them means no row.
        ontology: The actors.
    """
    import ibis

    ids = sorted(set(actor_ids))
    countries = [i for i in ids if i in ontology.countries]
    condition = ibis.literal(False)
    if countries:
        condition = events[f"{role}_country"].isin(countries)
    for actor_id in ids:
        if actor_id not in ontology.countries:
            condition |= involves(events, role, actor_id, ontology=ontology)
    return condition


def membership_periods(
    bloc_id: str, ontology: Ontology
) -> list[tuple[str, dt.date | None, dt.date | None]]:
    """List who was a member of a bloc, from when to when; empty for an id that is no bloc.

    Returns:
        (ISO3, first day or None when not dated, last day or None when still one), by country.
    """
    try:
        if ontology.actor(bloc_id).kind is not ActorKind.BLOC:
            return []
    except UnknownActor:
        return []
    periods = [(m.iso3, m.valid_from, m.valid_to) for m in ontology.memberships(bloc_id)]
    return sorted(periods, key=lambda p: (p[0], p[1] or dt.date.min))
