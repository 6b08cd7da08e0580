"""Named actors that are no country: organisations, blocs, armed groups; their roles by date.

A role says for whom an actor stands on a day. The Taliban are rebels in Afghanistan until
2021-08-14 and its de facto government from 2021-08-15; most actors have one role without dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from quovadis.ontology.tables import first_day, last_day, read_table, split
from quovadis.records import ActorKind

__all__ = ["Group", "Membership", "Role", "holds", "load_groups", "load_members"]


def holds(first: dt.date | None, last: dt.date | None, day: dt.date | None) -> bool:
    """Whether an interval (both ends included, None = open) holds a day; None = the latest day.

    Examples:
        >>> holds(dt.date(2021, 8, 15), None, dt.date(2021, 8, 14))
        False
    """
    if day is None:
        return last is None
    return (first is None or first <= day) and (last is None or day <= last)


@dataclass(frozen=True, slots=True)
class Role:
    """For whom an actor stands in an interval of days, and on what ground we say so."""

    country: str | None
    sector: str | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    reference: str


@dataclass(frozen=True, slots=True)
class Group:
    """A named actor.

    Attributes:
        roles: In order of time; empty when it belongs to no country.
        home: Country that it belongs to whatever the day, or None.
    """

    id: str
    name: str
    kind: ActorKind
    aliases: tuple[str, ...]
    home: str | None
    sector: str | None
    roles: tuple[Role, ...]
    note: str

    def role(self, day: dt.date | None = None) -> Role:
        """Its role on a day (None: the latest).

        Examples:
            >>> taliban = load_groups()["TALIBAN"]
            >>> taliban.role(dt.date(2021, 8, 14)).sector, taliban.role(dt.date(2021, 8, 15)).sector
            ('REB', 'GOV')
        """
        for role in self.roles:
            if holds(role.valid_from, role.valid_to, day):
                return role
        return Role(self.home, self.sector, None, None, self.note)


@dataclass(frozen=True, slots=True)
class Membership:
    """A country in a bloc, from one day to another (None = still)."""

    bloc: str
    iso3: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    reference: str


def load_groups() -> Mapping[str, Group]:
    """Read the tables `groups` and `roles`, keyed by id.

    Examples:
        >>> load_groups()["ISKP"].kind.value
        'armed group'
    """
    roles: dict[str, list[Role]] = {}
    for row in read_table("roles", ("id", "country", "sector", "from", "to", "reference")):
        roles.setdefault(row["id"], []).append(
            Role(
                row["country"] or None,
                row["sector"] or None,
                first_day(row["from"]),
                last_day(row["to"]),
                row["reference"],
            )
        )
    groups = {}
    columns = ("id", "name", "kind", "country", "sector", "aliases", "note")
    for row in read_table("groups", columns):
        groups[row["id"]] = Group(
            id=row["id"],
            name=row["name"],
            kind=ActorKind(row["kind"]),
            aliases=split(row["aliases"]),
            home=row["country"] or None,
            sector=row["sector"] or None,
            roles=tuple(roles.pop(row["id"], ())),
            note=row["note"],
        )
    return MappingProxyType(groups)


def load_members() -> tuple[Membership, ...]:
    """Read the table `members`.

    Examples:
        >>> {m.iso3 for m in load_members() if m.bloc == "CENTRAL_ASIA"} >= {"KAZ", "UZB"}
        True
    """
    return tuple(
        Membership(r["bloc"], r["iso3"], first_day(r["from"]), last_day(r["to"]), r["reference"])
        for r in read_table("members", ("bloc", "iso3", "from", "to", "reference"))
    )
