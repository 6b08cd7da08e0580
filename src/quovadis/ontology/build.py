"""Load all tables and fill the index of aliases from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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

__all__ = ["Parts", "load_parts"]


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that is loaded, by table."""

    plover: Plover
    cameo: Cameo
    countries: Mapping[str, Country]
    groups: Mapping[str, Group]
    members: tuple[Membership, ...]
    people: People
    designations: tuple[Designation, ...]
    sectors: Mapping[str, Sector]
    titles: Titles
    roles: Mapping[str, str]
    powers: tuple[str, ...]
    readings: dict[str, tuple[Reading, ...]]
    index: Index
    iso2: Mapping[str, str]
    names: Mapping[str, str]
    """Folded name to name, of all actors, for suggestions."""

    def finder(self, cast: Cast) -> Finder:
        """A finder that makes its actors with `cast`."""
        return Finder(self.index, self.people, self.titles, self.readings, cast.actor)


def load_parts() -> Parts:
    """Read everything.

    Examples:
        >>> len(load_parts().groups) > 200
        True
    """
    countries, groups, people = load_countries(), load_groups(), load_people()
    readings = load_readings()
    names = [c.name for c in countries.values()] + [g.name for g in groups.values()]
    names += [p.name for p in people.by_id.values()]
    names += [a for g in groups.values() for a in g.aliases]
    return Parts(
        plover=load_plover(),
        cameo=load_cameo(),
        countries=countries,
        groups=groups,
        members=load_members(),
        people=people,
        designations=load_designations(),
        sectors=load_sectors(),
        titles=load_titles(),
        roles=load_roles(),
        powers=tuple(row["id"] for row in read_table("powers", ("id", "ground"))),
        readings=readings,
        index=_fill(countries, groups, people, readings),
        iso2=MappingProxyType({c.iso2: c.iso3 for c in countries.values() if c.iso2}),
        names=MappingProxyType({fold(name): name for name in names}),
    )


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
