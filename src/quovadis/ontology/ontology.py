"""The ontology as one object: who is who, on which day, and what the codes mean."""

from __future__ import annotations

import datetime as dt
import difflib
import functools
from collections.abc import Collection, Mapping

from quovadis.errors import UnknownActor
from quovadis.ontology.actors import Cast
from quovadis.ontology.build import Parts
from quovadis.ontology.cameo import Cameo
from quovadis.ontology.countries import Country
from quovadis.ontology.designations import Designation
from quovadis.ontology.groups import Membership, holds
from quovadis.ontology.icews import IcewsNames
from quovadis.ontology.mentions import Finder, Mention
from quovadis.ontology.phrases import Phrases
from quovadis.ontology.places import load_places, load_regions
from quovadis.ontology.plover import Plover
from quovadis.ontology.tokens import fold
from quovadis.records import Actor, ActorKind

__all__ = ["Ontology", "load_ontology"]


class Ontology:
    """All tables, loaded once, and the questions that they answer. Nothing in it changes.

    A `day` of None asks for the latest state that the tables know.

    Examples:
        >>> ontology = load_ontology()
        >>> ontology.resolve("Russia's Supreme Court").id
        'RUS.JUD'
        >>> ontology.actor("TALIBAN", dt.date(2021, 8, 14)).sector
        'REB'
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._cast = Cast(parts)

    @functools.cached_property
    def _finder(self) -> Finder:
        return self._parts.finder(self._cast)

    @functools.cached_property
    def _phrases(self) -> Phrases:
        return Phrases(self._cast, self._finder, self._parts.titles)

    @functools.cached_property
    def _icews(self) -> IcewsNames:
        return IcewsNames(self._cast, self._phrases, self._parts.titles, self._parts.roles)

    @property
    def countries(self) -> Mapping[str, Country]:
        """Countries by ISO3.

        Examples:
            >>> load_ontology().countries["KGZ"].capital
            'Bishkek'
        """
        return self._parts.countries

    @property
    def plover(self) -> Plover:
        """PLOVER's types, modes, contexts and scores.

        Examples:
            >>> load_ontology().plover.score("AID")
            10.0
        """
        return self._parts.plover

    @property
    def cameo(self) -> Cameo:
        """CAMEO's codes.

        Examples:
            >>> load_ontology().cameo.by_name("Host_a_visit").plover_type.value
            'CONSULT'
        """
        return self._parts.cameo

    def actor(self, actor_id: str, day: dt.date | None = None) -> Actor:
        """The actor of an id, as it was on a day.

        Raises:
            UnknownActor: No such id; the message names the nearest ones.

        Examples:
            >>> load_ontology().actor("RUS.MIL").name
            'Armed forces of Russia'
        """
        try:
            return self._cast.actor(actor_id, day)
        except UnknownActor as error:
            raise UnknownActor(error.what, do=self._hint(actor_id)) from None

    def resolve(
        self, text: str, day: dt.date | None = None, *, context: Collection[str] = ()
    ) -> Actor | None:
        """The actor that a whole phrase names, or None.

        Args:
            text: A noun phrase: a name, a demonym, a seat, a title with or without a name.
            day: The day that the text speaks of.
            context: ISO3 codes seen nearby; they settle "the president" and "Congo".

        Examples:
            >>> ontology = load_ontology()
            >>> [ontology.resolve(p).id for p in ("Moscow", "the Kremlin", "Taliban spokesman")]
            ['RUS', 'RUS.GOV', 'TALIBAN']
            >>> ontology.resolve("Prosecutor General Igor Krasnov", context={"RUS"}).id
            'RUS.JUD'
            >>> ontology.resolve("who") is None
            True
        """
        return self._phrases.resolve(text, day, context)

    def lookup(self, query: str, day: dt.date | None = None) -> Actor:
        """The actor that a person at the keyboard means: id, name or alias in any case.

        Raises:
            UnknownActor: Nothing fits; the message names the nearest ones.

        Examples:
            >>> load_ontology().lookup("taleban").id, load_ontology().lookup("rus.gov").id
            ('TALIBAN', 'RUS.GOV')
        """
        words = query.strip()
        for actor_id in (words, words.upper(), words.lower()):
            try:
                return self._cast.actor(actor_id, day)
            except UnknownActor:
                continue
        iso3 = self._parts.iso2.get(words.upper())
        actor = self._phrases.resolve(words, day, (), anycase=True)
        if actor is None and iso3:
            actor = self._cast.actor(iso3, day)
        if actor is None or actor.kind is ActorKind.UNKNOWN:
            raise UnknownActor(f"no actor is called {query!r}", do=self._hint(query))
        return actor

    def find(
        self, text: str, day: dt.date | None = None, *, context: Collection[str] = ()
    ) -> list[Mention]:
        """All actors that a running text names: longest matches, in order, without overlap.

        Names must be capitalised and acronyms exact; a possessive ending is not part of a mention.
        Linear in the length of the text.

        Examples:
            >>> found = load_ontology().find("Talks between the U.S. and Iran’s IRGC helped us.")
            >>> [(m.text, m.actor.id) for m in found]
            [('U.S.', 'USA'), ('Iran', 'IRN'), ('IRGC', 'IRGC')]
        """
        return self._finder.find(text, day, context=context)

    def place_country(self, name: str) -> str | None:
        """ISO3 of the country in which a place lies, or None: a country, capital, city or region.

        Examples:
            >>> ontology = load_ontology()
            >>> [ontology.place_country(p) for p in ("Kabul", "Kazan", "Cabo Delgado", "Nowhere")]
            ['AFG', 'RUS', 'MOZ', None]
        """
        words = " ".join(name.split())
        found, actor = self._phrases.whole(words, None, (), anycase=True)
        if found and actor is not None and actor.kind is ActorKind.COUNTRY:
            return actor.country
        return load_places().get(fold(words))

    def region_country(self, name: str) -> str | None:
        """ISO3 of the country in which a region lies, or None: no city, no country.

        Examples:
            >>> ontology = load_ontology()
            >>> [ontology.region_country(p) for p in ("Kerala", "Santos")]
            ['IND', None]
        """
        return load_regions().get(fold(" ".join(name.split())))

    def title(self, words: str) -> str | None:
        """PLOVER sector of a title, an institution or a group of people; None if it is none.

        Examples:
            >>> ontology = load_ontology()
            >>> [ontology.title(w) for w in ("foreign minister", "supreme court", "troops", "moon")]
            ['GOV', 'JUD', 'MIL', None]
        """
        return self._parts.titles.sector(words)

    def country_of(self, actor_id: str, day: dt.date | None = None) -> str | None:
        """ISO3 of the country that an actor belongs to; with a day, that a named actor or person
        acts for on that day (None unless it is then an organ of the state).

        Examples:
            >>> ontology = load_ontology()
            >>> ontology.country_of("TALIBAN"), ontology.country_of("TALIBAN", dt.date(2020, 1, 1))
            ('AFG', None)
        """
        try:
            actor = self._cast.actor(actor_id, day)
        except UnknownActor:
            return None
        named = actor.kind not in (ActorKind.COUNTRY, ActorKind.AGENT)
        if day is not None and named and not self._cast.acts_for_state(actor.sector):
            return None
        return actor.country

    def is_government_of(self, actor_id: str, iso3: str, day: dt.date | None = None) -> bool:
        """Whether an actor governs a country on a day, in fact if not in law.

        Examples:
            >>> ontology = load_ontology()
            >>> ontology.is_government_of("TALIBAN", "AFG", dt.date(2021, 8, 15))
            True
            >>> ontology.is_government_of("TALIBAN", "AFG", dt.date(2021, 8, 14))
            False
        """
        try:
            actor = self._cast.actor(actor_id, day)
        except UnknownActor:
            return False
        return actor.country == iso3 and (actor.id == iso3 or actor.sector == "GOV")

    def represents(self, iso3: str, day: dt.date | None = None) -> frozenset[str]:
        """Ids of all actors that act for a country on a day: itself, the organs of its state, the
        named actors that are organs of its state, and the people in office.

        Examples:
            >>> ids = load_ontology().represents("AFG", dt.date(2025, 4, 9))
            >>> {"AFG", "AFG.GOV", "TALIBAN"} <= ids, "ISKP" in ids
            (True, False)
        """
        if iso3 not in self.countries:
            raise UnknownActor(f"no country has the code {iso3!r}", do=self._hint(iso3))
        ids = {iso3, *(f"{iso3}.{s.code}" for s in self._parts.sectors.values() if s.state)}
        for group in self._parts.groups.values():
            role = group.role(day)
            if role.country == iso3 and self._cast.acts_for_state(role.sector):
                ids.add(group.id)
        ids.update(
            person.id
            for person in self._parts.people.of_country(iso3)
            if (term := person.term(day)) and term.country == iso3
        )
        return frozenset(ids)

    def neighbours(self, iso3: str) -> frozenset[str]:
        """ISO3 of the countries that share a land border.

        Examples:
            >>> sorted(load_ontology().neighbours("AFG"))
            ['CHN', 'IRN', 'PAK', 'TJK', 'TKM', 'UZB']
        """
        country = self.countries.get(iso3)
        return country.neighbours if country else frozenset()

    def members(self, bloc_id: str, day: dt.date | None = None) -> frozenset[str]:
        """ISO3 of a bloc's members on a day; empty for blocs whose members we do not list.

        Examples:
            >>> "FIN" in load_ontology().members("NATO", dt.date(2023, 4, 4))
            True
        """
        return frozenset(m.iso3 for m in self._parts.members if m.bloc == bloc_id and _in(m, day))

    def memberships(self, bloc_id: str) -> tuple[Membership, ...]:
        """Who is or was a member of a bloc, from which day to which (both included).

        Examples:
            >>> [m.valid_to.isoformat() for m in load_ontology().memberships("EU") if m.valid_to]
            ['2020-01-31']
        """
        return tuple(m for m in self._parts.members if m.bloc == bloc_id)

    def named_ids(self) -> tuple[str, ...]:
        """Ids of the named actors: organisations, blocs and armed groups, in order of the alphabet.

        Examples:
            >>> "ISKP" in load_ontology().named_ids()
            True
        """
        return tuple(sorted(self._parts.groups))

    def blocs_of(self, iso3: str, day: dt.date | None = None) -> frozenset[str]:
        """Ids of the blocs that a country is a member of on a day.

        Examples:
            >>> "EU" in load_ontology().blocs_of("GBR", dt.date(2020, 2, 1))
            False
        """
        return frozenset(m.bloc for m in self._parts.members if m.iso3 == iso3 and _in(m, day))

    def major_powers(self) -> tuple[str, ...]:
        """Actors that the lens on global competition looks at: the permanent members of the UN
        Security Council and the others that the table `powers` declares, with its ground.

        Examples:
            >>> load_ontology().major_powers()[:5]
            ('CHN', 'FRA', 'GBR', 'RUS', 'USA')
        """
        return self._parts.powers

    def icews_actor(
        self,
        name: str,
        sectors: Collection[str] = (),
        country: str | None = None,
        day: dt.date | None = None,
    ) -> Actor:
        """The actor that a name of the ICEWS data stands for; always an actor, if need be `name:…`.

        Args:
            name: "Head of Government (Cuba)", "Head_of_Government_(Cuba)", "Barack Obama".
            sectors: Sector words of the row ("Government", "Executive"), where it has them.
            country: Country name of the row, where it has one.
            day: Day of the event.

        Examples:
            >>> ontology = load_ontology()
            >>> ontology.icews_actor("Head_of_Government_(Cuba)").id
            'CUB.GOV'
            >>> ontology.icews_actor("Shrien Dewani").id
            'name:shrien-dewani'
        """
        return self._icews.actor(name, sectors, country, day)

    def designations(self, day: dt.date | None = None) -> tuple[Designation, ...]:
        """Changes of terrorist designations up to a day, in order of date.

        Examples:
            >>> day = dt.date(2010, 1, 1)
            >>> all(d.date <= day for d in load_ontology().designations(day))
            True
        """
        found = self._parts.designations
        return found if day is None else tuple(d for d in found if d.date <= day)

    def suggest(self, text: str, n: int = 3) -> list[str]:
        """Names of actors that are spelt like a text, nearest first.

        Examples:
            >>> load_ontology().suggest("Afganistan", 1)
            ['Afghanistan']
        """
        names = self._parts.names
        near = difflib.get_close_matches(fold(text)[:80], names, n=n, cutoff=0.6)
        return [names[key] for key in near]

    def _hint(self, text: str) -> str:
        near = self.suggest(text)
        if not near:
            return "list the known actors with `quovadis actors`"
        return f"did you mean {', '.join(near)}?"


def _in(member: Membership, day: dt.date | None) -> bool:
    return holds(member.valid_from, member.valid_to, day)


@functools.lru_cache(maxsize=1)
def load_ontology() -> Ontology:
    """Return the ontology, one per process. Tables are read when they are first needed (0.3 s all).

    Raises:
        OntologyError: A shipped table is broken.

    Examples:
        >>> load_ontology() is load_ontology()
        True
    """
    return Ontology(Parts())
