"""Which rows of a file are wanted: by day, by actor, by country, told while they stream by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from quovadis.ontology.levels import membership_periods
from quovadis.readers.pulling.remote_files import RemoteFile

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = ["Selection"]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is kept of a batch of events.

    An event is kept when one of its two parties is one of the actors (any, when none is named), and
    one of its parties acts for one of the countries, or it took place there (likewise).

    Attributes:
        ontology: Tells a country from a bloc, and a bloc's members by date.
        first: First day, for files of mixed days.
        last: Last day, likewise.
        actors: Ids at any level; each stands for the rows that `ontology.levels.involves` says.
        countries: ISO3.

    Examples:
        >>> from quovadis.ontology import load_ontology
        >>> day = dt.date(2006, 1, 31)
        >>> few = Selection(load_ontology(), day, day, actors=("TALIBAN", "RUS"))
        >>> few.key(RemoteFile("events/200601.zip", "gdelt1", dt.date(2006, 1, 1), day, mixed=True))
        'actors=RUS,TALIBAN days=2006-01-31..2006-01-31'
    """

    ontology: Ontology
    first: dt.date
    last: dt.date
    actors: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether rows are kept whoever is in them."""
        return not self.actors and not self.countries

    def key(self, file: RemoteFile) -> str:
        """Return what is kept of a file, in words; empty: all of it."""
        parts = []
        if self.actors:
            parts.append(f"actors={','.join(sorted(set(self.actors)))}")
        if self.countries:
            parts.append(f"countries={','.join(sorted(set(self.countries)))}")
        if self._cuts(file):
            parts.append(f"days={self.first}..{self.last}")
        return " ".join(parts)

    def keep(self, events: pa.RecordBatch, file: RemoteFile) -> pa.RecordBatch:
        """Return the rows that are wanted.

        Args:
            events: Batch with `schema.arrow_schema("events")`.
            file: Where it comes from.
        """
        wanted: list[pa.Array] = []
        if self._cuts(file):
            until = pc.coalesce(events["date_to"], events["date"])
            begun = pc.less_equal(events["date"], pa.scalar(self.last))
            wanted.append(pc.and_(begun, pc.greater_equal(until, pa.scalar(self.first))))
        if self.actors:
            wanted.append(
                _any([self._is(events, r, a) for a in self.actors for r in ("source", "target")])
            )
        if self.countries:
            values = pa.array(sorted(set(self.countries)), pa.string())
            columns = ("source_country", "target_country", "place_country")
            wanted.append(_any([pc.is_in(events[c], value_set=values) for c in columns]))
        for mask in wanted[1:]:
            wanted[0] = pc.and_(wanted[0], mask)
        return events.filter(wanted[0]) if wanted else events

    def _cuts(self, file: RemoteFile) -> bool:
        return file.mixed and not (self.first <= file.first and file.last <= self.last)

    def _is(self, events: pa.RecordBatch, role: str, actor: str) -> pa.Array:
        """Where an actor stands in a role: `ontology.levels.involves`, for a batch."""
        country = events[f"{role}_country"]
        if actor in self.ontology.countries:
            return _equal(country, actor)
        found = _equal(events[role], actor)
        iso3, dot, sector = actor.partition(".")
        if dot and iso3 in self.ontology.countries:
            agent = pc.and_(_equal(country, iso3), _equal(events[f"{role}_sector"], sector))
            return pc.or_(found, agent)
        for iso3, since, until in membership_periods(actor, self.ontology):
            member = _equal(country, iso3)
            if since is not None:
                member = pc.and_(member, pc.greater_equal(events["date"], pa.scalar(since)))
            if until is not None:
                member = pc.and_(member, pc.less_equal(events["date"], pa.scalar(until)))
            found = pc.or_(found, member)
        return found


def _equal(column: pa.Array, value: str) -> pa.Array:
    return pc.fill_null(pc.equal(column, value), False)


def _any(masks: list[pa.Array]) -> pa.Array:
    found = masks[0]
    for mask in masks[1:]:
        found = pc.or_(found, mask)
    return found
