"""Names of conflict actors, as UCDP and ACLED write them, to our actors.

`Government of DR Congo (Zaire)`, `Military Forces of Yemen (2022-) Presidential Council`,
`Protesters (Iran)`, `PIJ: Palestinian Islamic Jihad`, `Hutu Pastoralists (Rwanda)`. What stands
before the first bracket says what the actor is; years in a bracket say since when the government
is in office, another bracket names the country.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import TYPE_CHECKING

from quovadis.readers.gdelt_actors import named_only
from quovadis.records import Actor, ActorKind

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = ["Sides"]

_YEARS = re.compile(r"\s*\((?:\d{4})?\s*-\s*(?:\d{4})?\)")
_STATE = re.compile(
    r"(?P<organ>Government|Military Forces|Police Forces|Mutiny of Military Forces"
    r"|Mutiny of Police Forces) of (?:the )?(?P<rest>.+)"
)
_BRACKET = re.compile(r"(?P<before>.*?)\s*\((?P<inside>[^()]*)\)\s*$")
_ORGANS = {
    "Government": "GOV",
    "Military Forces": "MIL",
    "Police Forces": "COP",
    "Mutiny of Military Forces": "REB",
    "Mutiny of Police Forces": "REB",
}
_CROWDS = {"civilians": "CVL", "protesters": "CVL", "rioters": "CVL"}
_LONGEST = 200


class Sides:
    """Resolves names of conflict actors.

    Args:
        ontology: Gives name, country and sector of the day.

    Examples:
        >>> from quovadis.ontology import load_ontology
        >>> sides = Sides(load_ontology())
        >>> day = dt.date(2013, 1, 3)
        >>> sides("Government of Russia (Soviet Union)", day).id
        'RUS.GOV'
        >>> sides("Military Forces of the United States (2021-)", day).id
        'USA.MIL'
        >>> sides("Protesters (Iran)", day).id, sides("Taleban", day).id
        ('IRN.CVL', 'TALIBAN')
        >>> sides("Syrian insurgents", day, "REB").id
        'name:syrian-insurgents'
    """

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology

    def __call__(
        self, name: str, day: dt.date, sector: str | None = None, country: str | None = None
    ) -> Actor:
        """Return the actor of the day.

        Args:
            name: As the dataset writes it.
            day: Day of the event.
            sector: What the dataset's own code says that the actor is, where the name does not.
            country: ISO3 that the dataset's own code gives, where it has one.
        """
        words = " ".join(_YEARS.sub(" ", name[:_LONGEST]).split())
        if "," in words:  # several at once
            states = all(_STATE.fullmatch(p.strip()) for p in words.split(","))
            return named_only(words, "GOV" if states else sector)
        state = _STATE.fullmatch(words)
        if state:
            place = country or self._country_in(state["rest"], day)
            if place:
                return self._agent(place, _ORGANS[state["organ"]], words)
        bracket = _BRACKET.fullmatch(words)
        if bracket and bracket["before"]:
            place = self._country(bracket["inside"], day)
            crowd = _CROWDS.get(bracket["before"].casefold())
            if place and (crowd or sector):
                return self._agent(place, crowd or sector or "", words)
            if not crowd and (group := self._group(bracket["before"], day)):
                return group
            if place:
                return named_only(words, sector, place)
        elif words.casefold() in _CROWDS:
            return named_only(words, "CVL", country)
        for part in (words, *(p.strip() for p in words.split(":")[::-1] if ":" in words)):
            if part and (group := self._group(part, day)):
                return group
        return named_only(words, sector, country)

    def _agent(self, place: str, sector: str, words: str) -> Actor:
        return dataclasses.replace(self._ontology.actor(f"{place}.{sector}"), name=words)

    def _group(self, words: str, day: dt.date) -> Actor | None:
        """A named group; a name that merely contains a country is none."""
        found = self._ontology.resolve(words, day)
        if found is None or found.kind in (ActorKind.UNKNOWN, ActorKind.COUNTRY, ActorKind.AGENT):
            return None
        return None if found.kind is ActorKind.PERSON else found

    def _country_in(self, words: str, day: dt.date) -> str | None:
        """The country that a text begins with: the longest run of words that names one."""
        whole = self._country(words, day)
        if whole:
            return whole
        bare = re.sub(r"\s*\([^()]*\)", "", words).split()
        for n in range(min(len(bare), 6), 0, -1):
            found = self._country(" ".join(bare[:n]), day)
            if found:
                return found
        inside = re.findall(r"\(([^()]*)\)", words)
        return next((c for w in inside if (c := self._country(w, day))), None)

    def _country(self, words: str, day: dt.date) -> str | None:
        found = self._ontology.resolve(words, day) if words.strip() else None
        return found.country if found and found.kind is ActorKind.COUNTRY else None
