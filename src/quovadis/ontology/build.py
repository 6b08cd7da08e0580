"""The tables, read when they are first needed, and the index of aliases made from them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from quovadis.ontology.actors import Cast
from quovadis.ontology.cameo import Cameo, load_cameo
from quovadis.ontology.countries import Country, load_countries
from quovadis.ontology.designations import Designation, load_designations
from quovadis.ontology.groups import Group, Membership, load_groups, load_members
from quovadis.ontology.icews import load_roles
from quovadis.ontology.index import Alias, Form, Index
from quovadis.ontology.mentions import Finder, Reading, load_readings
from quovadis.ontology.people import People, load_people
from quovadis.ontology.plover import Plover, load_plover
from quovadis.ontology.tables import read_table
from quovadis.ontology.titles import Sector, Titles, load_sectors, load_titles
from quovadis.ontology.tokens import fold

__all__ = ["Parts"]


class Parts:
    """Everything that the tables hold, each read when it is first asked for.

    Most commands need a country or two and no index of six thousand aliases.

    Examples:
        >>> len(Parts().groups) > 200
        True
    """

    @cached_property
    def plover(self) -> Plover:
        """PLOVER's types, modes and contexts."""
        return load_plover()

    @cached_property
    def cameo(self) -> Cameo:
        """CAMEO's codes."""
        return load_cameo()

    @cached_property
    def countries(self) -> Mapping[str, Country]:
        """Countries by ISO3."""
        return load_countries()

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """Named actors by id."""
        return load_groups()

    @cached_property
    def members(self) -> tuple[Membership, ...]:
        """Memberships of blocs."""
        return load_members()

    @cached_property
    def people(self) -> People:
        """Persons and their terms of office."""
        return load_people()

    @cached_property
    def designations(self) -> tuple[Designation, ...]:
        """Changes of designation."""
        return load_designations()

    @cached_property
    def sectors(self) -> Mapping[str, Sector]:
        """Sectors by code."""
        return load_sectors()

    @cached_property
    def titles(self) -> Titles:
        """Titles and institutions."""
        return load_titles()

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """Sectors of the roles that ICEWS names."""
        return load_roles()

    @cached_property
    def powers(self) -> tuple[str, ...]:
        """Major powers by id."""
        return tuple(row["id"] for row in read_table("powers", ("id", "ground")))

    @cached_property
    def readings(self) -> dict[str, tuple[Reading, ...]]:
        """Readings of ambiguous words."""
        return load_readings()

    @cached_property
    def index(self) -> Index:
        """All aliases."""
        return _fill(self.countries, self.groups, self.people, self.readings)

    @cached_property
    def iso2(self) -> Mapping[str, str]:
        """ISO3 by ISO2."""
        return MappingProxyType({c.iso2: c.iso3 for c in self.countries.values() if c.iso2})

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Folded name to name, of all actors, for suggestions."""
        names = [c.name for c in self.countries.values()]
        names += [g.name for g in self.groups.values()]
        names += [p.name for p in self.people.by_id.values()]
        names += [a for g in self.groups.values() for a in g.aliases]
        return MappingProxyType({fold(name): name for name in names})

    def finder(self, cast: Cast) -> Finder:
        """A finder that makes its actors with `cast`."""
        return Finder(self.index, self.people, self.titles, self.readings, cast.actor)


def _fill(
    countries: Mapping[str, Country],
    groups: Mapping[str, Group],
    people: People,
    readings: dict[str, tuple[Reading, ...]],
) -> Index:
    """Aliases in order of precedence: at one place and one length the first added wins."""
    index = Index()

    def add(words: str, target: str | None, form: Form) -> None:
        index.add(Alias(words, target, form, _is_acronym(words)))

    for row in read_table("blocked", ("words",)):
        add(row["words"], None, "name")
    for country in countries.values():
        add(country.name, country.iso3, "name")
        for words in country.aliases:
            add(words, country.iso3, "alias")
        for former in country.former_names:
            add(former.name, country.iso3, "alias")
    for group in groups.values():
        add(group.name, group.id, "name")
        for words in group.aliases:
            add(words, group.id, "alias" if not _is_people(words) else "demonym")
    for country in countries.values():
        for words in country.demonyms:
            add(words, country.iso3, "demonym")
        # Only states have capitals that stand for them.
        if country.cow is not None or country.iso3 == "PSE":
            for words in country.capitals:
                if country.valid_to is None:
                    add(words, country.iso3, "capital")
        if country.iso2:
            index.add(Alias(country.iso3, country.iso3, "alias", exact=True))
    forms: dict[str, Form] = {"building": "building", "title": "title", "alias": "alias"}
    for row in read_table("institutions", ("words", "country", "sector", "form")):
        add(row["words"], f"{row['country']}.{row['sector']}", forms[row["form"]])
    for person in people.by_id.values():
        for words in (person.name, *person.aliases):
            if " " in words or "-" in words:
                add(words, person.id, "person")
    for surname in people.surnames:
        index.add(Alias(people.spelling[surname], f"surname:{surname}", "person"))
    for words, found in readings.items():
        for reading in found:
            if reading.target and not index.get(words, anycase=True):
                add(words.title(), reading.target, "name")
    return index


def _is_acronym(words: str) -> bool:
    """All its letters are capitals, or nearly ("LeT", "AfD", "G7"): matches in this case only."""
    if len(words) > 16:
        return False
    letters = [c for c in words if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return bool(letters) and len(letters) <= 8 and capitals > 1 and capitals >= len(letters) - 1


_PEOPLES = (
    "Western", "European", "African", "Arab", "Kurd", "Tibetan", "Chechen", "Abkhaz", "Uyghur",
    "Uighur", "Central Asian", "South Asian", "East Asian", "Southeast Asian", "Latin American",
    "Scandinavian", "Middle Eastern", "South Caucasian", "South Ossetian", "Crimean",
)  # fmt: skip


def _is_people(words: str) -> bool:
    """Whether an alias of a group is an adjective or a word for its people."""
    return words.rstrip("s") in _PEOPLES or words in ("Kurdish", "Abkhazian")
