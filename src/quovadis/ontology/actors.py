"""Make an `Actor` from an id and a day: countries, agents, named actors, persons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from quovadis.errors import UnknownActor
from quovadis.ontology.countries import Country
from quovadis.ontology.groups import Group
from quovadis.ontology.people import People
from quovadis.ontology.titles import Sector
from quovadis.records import Actor, ActorKind

__all__ = ["Cast", "Tables"]


class Tables(Protocol):
    """The tables that actors come from; each is read when it is first asked for."""

    @property
    def countries(self) -> Mapping[str, Country]:
        """Countries by ISO3."""

    @property
    def groups(self) -> Mapping[str, Group]:
        """Named actors by id."""

    @property
    def people(self) -> People:
        """Persons and their terms of office."""

    @property
    def sectors(self) -> Mapping[str, Sector]:
        """Sectors by code."""


class Cast:
    """All actors that have an id."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @property
    def countries(self) -> Mapping[str, Country]:
        """Countries by ISO3."""
        return self._tables.countries

    @property
    def groups(self) -> Mapping[str, Group]:
        """Named actors by id."""
        return self._tables.groups

    @property
    def people(self) -> People:
        """Persons and their terms of office."""
        return self._tables.people

    @property
    def sectors(self) -> Mapping[str, Sector]:
        """Sectors by code."""
        return self._tables.sectors

    def actor(self, actor_id: str, day: dt.date | None = None) -> Actor:
        """The actor as it was on a day (None: the latest).

        Raises:
            UnknownActor: No such id.
        """
        if actor_id in self.countries:
            country = self.countries[actor_id]
            return Actor(
                actor_id, country.name, actor_id, None, ActorKind.COUNTRY,
                country.valid_from, country.valid_to,
            )  # fmt: skip
        if actor_id in self.groups:
            group = self.groups[actor_id]
            role = group.role(day)
            return Actor(
                actor_id, group.name, role.country, role.sector, group.kind,
                role.valid_from, role.valid_to,
            )  # fmt: skip
        if actor_id.startswith("person:") and actor_id in self.people.by_id:
            return self.person(actor_id, day)
        iso3, dot, sector = actor_id.partition(".")
        if dot and iso3 in self.countries and sector in self.sectors:
            return self.agent(iso3, sector)
        raise UnknownActor(f"no actor has the id {actor_id!r}")

    def agent(self, iso3: str, sector: str, name: str | None = None) -> Actor:
        """A sector of a country."""
        country = self.countries[iso3]
        name = name or self.sectors[sector].template.format(_with_article(country.name))
        return Actor(
            f"{iso3}.{sector}", name, iso3, sector, ActorKind.AGENT,
            country.valid_from, country.valid_to,
        )  # fmt: skip

    def person(self, person_id: str, day: dt.date | None = None) -> Actor:
        """A person: acts for the government in office, else belongs to the country only.

        Who heads an organisation or an armed group counts as that organisation while in office.
        """
        person = self.people.by_id[person_id]
        term = person.term(day)
        if term is None:
            home = next(
                (t.country for t in person.terms[::-1] if t.country in self.countries), None
            )
            return Actor(person_id, person.name, home, None, ActorKind.PERSON)
        if term.country in self.groups:
            return self.actor(term.country, day)
        return Actor(
            person_id, person.name, term.country, term.sector, ActorKind.PERSON,
            term.valid_from, term.valid_to,
        )  # fmt: skip

    def acts_for_state(self, sector: str | None) -> bool:
        """Whether a sector is an organ of the state."""
        return sector is not None and sector in self.sectors and self.sectors[sector].state


def _with_article(name: str) -> str:
    plural = name.endswith(("s", "Islands")) and name.split()[-1] not in _SINGULAR
    return f"the {name}" if plural or name.startswith(_REPUBLICS) else name


_REPUBLICS = (
    "United ",
    "Democratic Republic",
    "Republic of",
    "Central African",
    "Soviet",
    "Holy See",
)
_SINGULAR = {
    "Cyprus",
    "Belarus",
    "Honduras",
    "Laos",
    "Mauritius",
    "Barbados",
    "Grenadines",
    "Nevis",
}
