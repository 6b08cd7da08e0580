"""Actors of the ICEWS data: "Role (Country)", country names, named groups, persons.

The bracket gives the country, the words before it the role; persons have no bracket.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping

from quovadis.ontology.actors import Cast
from quovadis.ontology.phrases import Phrases
from quovadis.ontology.places import load_places
from quovadis.ontology.tables import read_table
from quovadis.ontology.titles import Titles
from quovadis.ontology.tokens import fold, slug
from quovadis.records import Actor, ActorKind

__all__ = ["IcewsNames", "load_roles"]

_BRACKET = re.compile(
    r"^(?P<role>[^()]*(?:\([^()]*\)[^()]*)*?)\s*\((?P<owner>[^()]*(?:\([^()]*\)[^()]*)?)\)\s*$"
)
_PARTY = re.compile(r"\b(part(y|ies)|alliance|coalition|front|movement|union party|congress)\b")


def load_roles() -> Mapping[str, str]:
    """Read the table `icews_roles`: role to sector.

    Examples:
        >>> load_roles()["citizen"]
        'CVL'
    """
    return {fold(r["role"]): r["sector"] for r in read_table("icews_roles", ("role", "sector"))}


class IcewsNames:
    """Reads names of the ICEWS data."""

    def __init__(
        self, cast: Cast, phrases: Phrases, titles: Titles, roles: Mapping[str, str]
    ) -> None:
        self._cast = cast
        self._phrases = phrases
        self._titles = titles
        self._roles = roles

    def actor(
        self,
        name: str,
        sectors: Collection[str] = (),
        country: str | None = None,
        day: dt.date | None = None,
    ) -> Actor:
        """The actor that a name stands for."""
        words = " ".join(name.replace("_", " ").split())
        iso3 = self._country(country, day) if country else None
        match = _BRACKET.match(words)
        if match and match["role"].strip():
            owner = self._owner(match["owner"].strip(), day)
            if owner is not None and owner.kind is not ActorKind.COUNTRY:
                return owner
            inside = owner.country if owner is not None else iso3
            if inside:
                sector = self._sector(match["role"], sectors)
                return self._cast.agent(inside, sector, words)
        return self._plain(words, sectors, iso3, day)

    def _plain(
        self, words: str, sectors: Collection[str], iso3: str | None, day: dt.date | None
    ) -> Actor:
        """A name without bracket."""
        context = (iso3,) if iso3 else ()
        found, actor = self._phrases.whole(words, day, context, anycase=True)
        if found and actor is not None:
            return actor
        person = self._cast.people.by_words(words)
        if person is not None and (iso3 is None or person.country == iso3):
            return self._cast.person(person.id, day)
        actor = self._phrases.resolve(words, day, context)
        if actor is not None and actor.country and actor.kind is not ActorKind.UNKNOWN:
            return actor
        # "Turkish Kurds", "Scotland": no actor of ours, but it says where it belongs.
        home = iso3 or self._belongs(words, day)
        sector = self._words_sector(sectors)
        return Actor(f"name:{slug(words)}", words, home, sector, ActorKind.UNKNOWN)

    def _belongs(self, name: str, day: dt.date | None) -> str | None:
        """The country that a name of no actor contains, or in which the place lies."""
        place = load_places().get(fold(name))
        if place is None and (country := self._phrases.first_country(name, day)) is not None:
            place = country.country
        return place

    def _owner(self, name: str, day: dt.date | None) -> Actor | None:
        """The country or the group in a bracket."""
        found, actor = self._phrases.whole(name, day, (), anycase=True)
        if found:
            return actor
        actor = self._phrases.resolve(name, day, ())
        if actor is not None and actor.kind is not ActorKind.UNKNOWN:
            return actor
        place = self._belongs(name, day)
        return self._cast.actor(place, day) if place else None

    def _country(self, name: str, day: dt.date | None) -> str | None:
        actor = self._owner(name.strip(), day)
        return actor.country if actor is not None else None

    def _sector(self, role: str, sectors: Collection[str]) -> str:
        """Sector of a role: the table, then the words of the row, then the words of the role."""
        key = fold(" ".join(role.split()))
        if key in self._roles:
            return self._roles[key]
        known = self._titles.sector(key) or self._words_sector(sectors)
        if known:
            return known
        return "PTY" if _PARTY.search(key) else "CVL"

    def _words_sector(self, sectors: Collection[str]) -> str | None:
        for words in sectors:
            sector = self._roles.get(fold(words)) or self._titles.sector(words)
            if sector:
                return sector
        return None
