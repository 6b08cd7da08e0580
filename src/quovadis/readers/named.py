"""An actor that a dataset describes by name, country and PLOVER sector."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from quovadis.errors import UnknownActor
from quovadis.readers.gdelt_actors import named_only
from quovadis.records import Actor, ActorKind

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = ["named_actor"]

_NAMED = (ActorKind.PERSON, ActorKind.ARMED_GROUP, ActorKind.ORGANISATION, ActorKind.BLOC)
_LONGEST = 200


def named_actor(
    ontology: Ontology, name: str, country: str, sector: str, day: dt.date, *, raw: str = ""
) -> Actor:
    """Return the actor of the day.

    A person or group that the ontology knows stands for itself, unless the row gives another
    country; else country and sector decide, else the name alone.

    Args:
        ontology: Gives names, countries and sectors.
        name: Resolved name, or an empty text.
        country: ISO3, or an empty text.
        sector: PLOVER sector, or an empty text.
        day: Day of the event.
        raw: The words of the source, where there is no resolved name.

    Examples:
        >>> from quovadis.ontology import load_ontology
        >>> ontology, day = load_ontology(), dt.date(2022, 3, 1)
        >>> named_actor(ontology, "Vladimir Putin", "RUS", "GOV", day).id
        'person:vladimir-putin'
        >>> named_actor(ontology, "Ministry of Trade", "CHN", "GOV", day).id
        'CHN.GOV'
        >>> named_actor(ontology, "", "", "", day, raw="villagers").id
        'name:villagers'
    """
    words = " ".join((name or raw)[:_LONGEST].split())
    known = country in ontology.countries
    if name:
        found = ontology.resolve(words, day, context=(country,) if known else ())
        if (
            found is not None
            and found.kind in _NAMED
            and (not known or found.country in (None, country))
        ):
            return found
    if not known:
        return named_only(words or country or sector or "unnamed", sector or None)
    if sector:
        try:
            actor = ontology.actor(f"{country}.{sector.upper()}", day)
        except UnknownActor:
            return named_only(words or f"{country} {sector}", sector, country)
        return dataclasses.replace(actor, name=words or actor.name)
    return ontology.actor(country, day)
