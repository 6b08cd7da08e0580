"""Countries: ISO codes, names, demonyms, capitals, former names, land neighbours, COW codes.

Sources: Unicode CLDR and GeoNames (table `countries`), Correlates of War state membership (table
`states`), our own compilation of names (table `country_names`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from quovadis.ontology.tables import first_day, last_day, read_table

__all__ = ["Country", "FormerName", "load_countries"]


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a country bore officially; `valid_from` or `valid_to` None = not certain."""

    name: str
    valid_from: dt.date | None
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory with an ISO 3166 code (Kosovo as XKX), or a former state.

    Attributes:
        iso2: Empty for former states.
        demonyms: Adjectives and words for its people ("Russian", "Russians").
        capitals: Names of its seat of government, current ones first, with older spellings.
        neighbours: ISO3 of countries with which it shares a land border.
        cow: Correlates of War code, or None for territories.
        valid_from: First day as a state, where it falls after 1945 and is certain.
        valid_to: Last day, for former states.
        successor: ISO3 of the state that took its place in the United Nations, or None.
        power: `P5` for permanent members of the UN Security Council, else empty.
    """

    iso3: str
    iso2: str
    name: str
    demonyms: tuple[str, ...]
    aliases: tuple[str, ...]
    capitals: tuple[str, ...]
    former_names: tuple[FormerName, ...]
    neighbours: frozenset[str]
    cow: int | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    successor: str | None
    power: str

    @property
    def capital(self) -> str:
        """Its capital, or an empty string.

        Examples:
            >>> load_countries()["AFG"].capital
            'Kabul'
        """
        return self.capitals[0] if self.capitals else ""


def load_countries() -> Mapping[str, Country]:
    """Read the three tables, keyed by ISO3.

    Examples:
        >>> countries = load_countries()
        >>> countries["XKX"].name, sorted(countries["PRT"].neighbours)
        ('Kosovo', ['ESP'])
    """
    words: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in read_table("country_names", ("iso3", "kind", "name", "from", "to")):
        words.setdefault((row["iso3"], row["kind"]), []).append(row)
    states = {row["iso3"]: row for row in read_table("states", ("iso3", "cow", "from", "to"))}
    countries = {}
    for row in read_table("countries", ("iso3", "iso2", "name", "capital", "neighbours")):
        iso3 = row["iso3"]
        state = states.get(iso3, {})

        def names(kind: str, iso3: str = iso3) -> tuple[str, ...]:
            return tuple(r["name"] for r in words.get((iso3, kind), ()))

        capitals = dict.fromkeys((*([row["capital"]] if row["capital"] else []), *names("capital")))
        countries[iso3] = Country(
            iso3=iso3,
            iso2=row["iso2"],
            name=row["name"],
            demonyms=names("demonym"),
            aliases=names("alias"),
            capitals=tuple(capitals),
            former_names=tuple(
                FormerName(r["name"], first_day(r["from"]), last_day(r["to"]))
                for r in words.get((iso3, "former"), ())
            ),
            neighbours=frozenset(row["neighbours"].split()),
            cow=int(state["cow"]) if state.get("cow") else None,
            valid_from=first_day(state.get("from", "")),
            valid_to=last_day(state.get("to", "")),
            successor=state.get("successor") or None,
            power=state.get("power", ""),
        )
    return MappingProxyType(countries)
