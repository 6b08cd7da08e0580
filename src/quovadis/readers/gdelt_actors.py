"""Actors of GDELT rows: CAMEO country, known group and role codes to our ids.

The code of an actor is taken apart by GDELT itself into country, group, and up to three roles. The
group says most, then the country with the first role that is a sector, then the name alone.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from quovadis.ontology.tables import read_table
from quovadis.records import Actor, ActorKind

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = ["ACTOR_PARTS", "TABLES", "GdeltActors", "fips_countries", "named_only"]

TABLES = Path(__file__).with_name("data")
"""Folder of the tables of codes that datasets use."""
ACTOR_PARTS = ("Name", "CountryCode", "KnownGroupCode", "Type1Code", "Type2Code", "Type3Code")
"""What tells one actor from another, as GDELT names the columns."""

_Key = tuple[str, ...]


class GdeltActors:
    """Resolves actors.

    Args:
        ontology: Gives name, country and sector of the day.

    Examples:
        >>> from quovadis.ontology import load_ontology
        >>> actors = GdeltActors(load_ontology())
        >>> day = dt.date(2018, 1, 1)
        >>> actors(("PRESIDENT", "USA", "", "GOV", "", ""), day).id
        'USA.GOV'
        >>> actors(("TALIBAN", "AFG", "TAL", "INS", "", ""), day).sector
        'REB'
    """

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._groups = _table("cameo_groups", "code", "actor")
        self._places = _table("cameo_countries", "code", "actor")
        self._sectors = _table("cameo_types", "code", "sector")

    def __call__(self, key: _Key, day: dt.date) -> Actor:
        """Return the actor of the day.

        Args:
            key: The cells of `ACTOR_PARTS`, blank where the row says nothing.
            day: Day of the event.
        """
        name, country, group, *roles = key
        if group in self._groups:
            return self._ontology.actor(self._groups[group], day)
        sector = next((self._sectors[r] for r in roles if r in self._sectors), None)
        place = self._places.get(country, country)
        if place in self._ontology.countries:
            if sector:
                return _called(self._ontology.actor(f"{place}.{sector}", day), name)
            return _called(self._ontology.actor(place, day), name)
        if place and place in self._places.values():
            return self._ontology.actor(place, day)
        return named_only(name or country or group or next(filter(None, roles), "unnamed"), sector)


def _called(actor: Actor, name: str) -> Actor:
    """The actor under the name that the row gives, unless that is its own in capitals."""
    if not name or name.casefold() == actor.name.casefold():
        return actor
    return dataclasses.replace(actor, name=name)


def named_only(name: str, sector: str | None = None, country: str | None = None) -> Actor:
    """An actor of which nothing but its name is known.

    Examples:
        >>> named_only("THE CABINET", "GOV").id
        'name:the-cabinet'
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = re.sub(r"[^\w]+|_", "-", "".join(c for c in plain if not unicodedata.combining(c)))
    return Actor(f"name:{words.strip('-') or 'unnamed'}", name, country, sector, ActorKind.UNKNOWN)


@functools.cache
def fips_countries() -> Mapping[str, str]:
    """FIPS 10-4 country codes, which GDELT uses for places, to ISO3.

    Examples:
        >>> fips_countries()["RS"], fips_countries()["UP"], fips_countries()["AS"]
        ('RUS', 'UKR', 'AUS')
    """
    return _table("fips", "fips", "iso3")


def _table(name: str, key: str, value: str) -> Mapping[str, str]:
    return {row[key]: row[value] for row in read_table(name, (key, value), folder=TABLES)}
