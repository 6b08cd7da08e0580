"""People in office: heads of state, heads of government, foreign ministers, with their terms.

A person acts for a country only in office. A bare surname names somebody only when one person of
that name holds office that day, and when it is not also an everyday word or a very common surname.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from quovadis.ontology.groups import holds
from quovadis.ontology.tables import first_day, last_day, read_table, split
from quovadis.ontology.tokens import fold, slug, tokenize

__all__ = ["OFFICES", "People", "Person", "Term", "load_people"]

OFFICES = ("head_of_state", "head_of_government", "foreign_minister")
"""Offices of `leaders` and `foreign_ministers`, highest first."""

_COLUMNS = ("country", "office", "name", "aliases", "from", "to")
_FAMILY_FIRST = {"CHN", "TWN", "KOR", "PRK", "KHM"}
_PARTICLES = {"de", "da", "do", "dos", "van", "von", "der", "den", "del", "la", "le", "di", "al",
              "el", "bin", "ben", "abu", "ould", "du"}  # fmt: skip
# Given names or surnames that many people in the news share, and words that begin sentences.
_COMMON = frozenset(
    split(
        """
        banda banks barrow bennett bio bishop borne carter castro chan clark collins costa dan
        franco gates gross han henry kan laden lagos lai lin lugo ma marin miller ogi pak park parts
        pena sang store su tan taylor tong vi win
        austin bot carr champagne elizabeth fall francis graham howard jensen medina nielsen
        petersen tax walker xiv xvi
        abbas abdullah abdul ahmad ahmed ahmadi ali amin anderson aziz babis bell brown bush
        campbell cook cruz davis day diaz english faisal fernandez fico garcia gonzalez grant
        green hague hamad hammond hassan hill hunt hussein hussain ibrahim jackson james joan
        johnson jones jose juan kerry key khalid khalifa khan kim king kumar lee lopez li major
        mahmoud may martin martinez mills mohamed mohammad mohammed morales moon mori mohammad
        musa nasser noda omar osman paul perez peters pope prince rahman rama ramos rice
        robertson rodriguez rudd said saleh salman sanchez santos scott sharif shah sheikh silva
        simon singh smith straw sultan taylor thomas thompson torres truss wade wang white
        williams wilson wong wright wu yang young yusuf zhang le long marin mark fox ban hun
        nguyen tran pham
        """.replace("\n", " "),
        " ",
    )
)


@dataclass(frozen=True, slots=True)
class Term:
    """One term of one office; `valid_to` None = in office at the version of the table.

    `country` is an ISO3, or the id of the organisation that the office speaks for.
    """

    country: str
    office: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    sector: str | None = "GOV"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who holds or held office."""

    id: str
    name: str
    aliases: tuple[str, ...]
    terms: tuple[Term, ...]
    surname: str

    @property
    def country(self) -> str:
        """The country of the latest office."""
        return self.terms[-1].country

    def term(self, day: dt.date | None = None) -> Term | None:
        """The term that holds a day (None: the latest day), heads before ministers."""
        held = [t for t in self.terms if holds(t.valid_from, t.valid_to, day)]
        return min(held, key=_rank, default=None)


class People:
    """All persons, by id, by name and by surname."""

    def __init__(self, persons: Iterable[Person]) -> None:
        self.by_id: Mapping[str, Person] = MappingProxyType({p.id: p for p in persons})
        surnames: dict[str, list[Person]] = {}
        self.spelling: dict[str, str] = {}
        """Folded surname, or name of one word ("Lula"), as it is written."""
        self._given = frozenset(
            word
            for person in self.by_id.values()
            for word in tokenize(person.name).folded
            if word not in person.surname
        )
        self._words: dict[str, list[tuple[frozenset[str], Person]]] = {}
        for person in self.by_id.values():
            short = {fold(a): a for a in person.aliases if a.isalpha()}
            written = next((w for w in person.name.split() if fold(w) == person.surname), "")
            short[person.surname] = written or person.surname.capitalize()
            self.spelling.update(short)
            for word in short:
                surnames.setdefault(word, []).append(person)
            for name in (person.name, *person.aliases):
                words = _name_words(name)
                for word in words:
                    self._words.setdefault(word, []).append((words, person))
        countries: dict[str, dict[str, Person]] = {}
        for person in self.by_id.values():
            for term in person.terms:
                countries.setdefault(term.country, {})[person.id] = person
        self._countries = {iso3: tuple(who.values()) for iso3, who in countries.items()}
        self.surnames: Mapping[str, tuple[Person, ...]] = MappingProxyType(
            {name: tuple(who) for name, who in surnames.items() if name}
        )

    def of_country(self, iso3: str) -> tuple[Person, ...]:
        """Everybody who holds or held office in a country."""
        return self._countries.get(iso3, ())

    def by_surname(self, surname: str, day: dt.date | None = None) -> Person | None:
        """The one person of that surname in office on the day; None if nobody or several.

        Without a day: the one person of that surname in the tables.
        """
        who = self.surnames.get(surname, ())
        if day is not None:
            who = tuple(p for p in who if p.term(day))
        return who[0] if len(who) == 1 else None

    def is_common(self, surname: str) -> bool:
        """Whether a bare surname is too common to name anybody by itself.

        That is: listed as common, a given name of somebody in the tables, or one letter.
        """
        return surname in _COMMON or surname in self._given or len(surname) < 2

    def by_words(self, name: str) -> Person | None:
        """The one person whose known name is made of words of this longer name, or the reverse.

        For data sets that write middle names or leave them out ("Sergey Viktorovich Lavrov").
        """
        words = _name_words(name)
        if len(words) < 2:
            return None
        found: dict[str, Person] = {}
        for word in words:
            for known, person in self._words.get(word, ()):
                if len(known) > 1 and (known <= words or (words <= known and len(words) > 1)):
                    found[person.id] = person
        return next(iter(found.values())) if len(found) == 1 else None


def _name_words(name: str) -> frozenset[str]:
    """The words of a name, folded, without particles and initials."""
    words = (w for w in tokenize(name).folded if w.isalnum())
    return frozenset(w for w in words if len(w) > 1 and w not in _PARTICLES)


def _surname(name: str, country: str) -> str:
    words = [w for w in name.split() if fold(w).strip(".") not in {"jr", "sr", "ii", "iii"}]
    if not words:
        return ""
    if country in _FAMILY_FIRST and len(words) > 1:
        return fold(words[0])
    word = words[-1]
    return fold(word.split("-", 1)[1] if fold(word).startswith(("al-", "el-")) else word)


def load_people() -> People:
    """Read `leaders`, `foreign_ministers` and `officials`; the first two may be absent.

    Examples:
        >>> load_people().by_id["person:antonio-guterres"].terms[-1].country
        'UN'
    """
    terms: dict[tuple[str, str], list[Term]] = {}
    names: dict[tuple[str, str], dict[str, None]] = {}
    for table in ("leaders", "foreign_ministers"):
        for row in read_table(table, _COLUMNS, optional=True):
            key = (row["country"], row["name"])
            terms.setdefault(key, []).append(
                Term(row["country"], row["office"], first_day(row["from"]), last_day(row["to"]))
            )
            names.setdefault(key, {}).update(dict.fromkeys(split(row["aliases"])))
    leaders = {fold(name): (country, name) for country, name in terms}
    leaders.update({fold(a): key for key, aliases in names.items() for a in aliases})
    for row in read_table("officials", ("actor", "office", "sector", "name", "from", "to")):
        # Somebody who also held one of the three offices stays one person.
        key = leaders.setdefault(fold(row["name"]), (row["actor"], row["name"]))
        span = first_day(row["from"]), last_day(row["to"])
        terms.setdefault(key, []).append(
            Term(row["actor"], row["office"], *span, row["sector"] or None)
        )
        names.setdefault(key, {}).update(dict.fromkeys(split(row["aliases"])))
    return People(_persons(terms, names))


def _persons(
    terms: dict[tuple[str, str], list[Term]], names: dict[tuple[str, str], dict[str, None]]
) -> list[Person]:
    ids: dict[str, int] = {}
    for _, name in terms:
        ids[slug(name)] = ids.get(slug(name), 0) + 1
    persons = []
    for (country, name), held in terms.items():
        held.sort(key=lambda t: (t.valid_from or dt.date.min, t.valid_to or dt.date.max))
        person_id = f"person:{slug(name)}"
        if ids[slug(name)] > 1:
            person_id += f"-{country.lower()}"
        aliases = tuple(a for a in names[country, name] if a != name)
        persons.append(Person(person_id, name, aliases, tuple(held), _surname(name, country)))
    return persons


def _rank(term: Term) -> int:
    return OFFICES.index(term.office) if term.office in OFFICES else len(OFFICES)
