"""Directed dyads of countries by day: what happened between the two, and around them.

Only covered days have a place on the axis, one after another; a window that would reach over a gap
in the data is not valid. Counts of any window are differences of a running total.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.arrays import Flags, Ints
from quovadis.forecast.outcomes import known
from quovadis.forecast.study.kinds import EventKind
from quovadis.forecast.windows import TEXT
from quovadis.query import fetch
from quovadis.records import Coverage, Modality, Precision

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

__all__ = ["ROLES", "Panel", "Rows", "Series", "read_panel"]


ROLES: Mapping[str, str] = {
    "AB": "what the source does to the target",
    "BA": "what the target does to the source",
    "A~B": "what the two do to each other",
    "XA": "what third states do to the source",
    "AX": "what the source does to third states",
    "A~X": "what the source and third states do to each other",
    "XB": "what third states do to the target",
    "BX": "what the target does to third states",
    "B~X": "what the target and third states do to each other",
    "A~N": "what the source and the target's land neighbours do to each other",
    "AA": "what happens inside the source",
    "BB": "what happens inside the target",
}
"""Between whom an outcome is counted, seen from the dyad of a trigger."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Events by dyad, day and kind, as columns of equal length.

    Attributes:
        source: Place of the source in the list of countries.
        target: Place of the target.
        day: Days since 1970-01-01.
        n: How many such events.
        event_type: PLOVER type.
        quad_class: Quad class.
        cameo: CAMEO code, or an empty string.
    """

    source: Ints
    target: Ints
    day: Ints
    n: Ints
    event_type: NDArray[np.str_]
    quad_class: NDArray[np.str_]
    cameo: NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Series:
    """Running totals by unit: a sum of tables, each read at its own row, added or taken away."""

    terms: tuple[tuple[NDArray[np.int32], Ints, int], ...]

    def between(self, unit: Ints, start: Ints, stop: Ints) -> Ints:
        """Count the events of units on the days from `start` up to but not including `stop`.

        Args:
            unit: Places in the panel's list of dyads.
            start: Places on the panel's axis of days, 0 or more.
            stop: The same, at most the number of days.
        """
        total = np.zeros(len(unit), dtype=np.int64)
        for table, place, sign in self.terms:
            at = place[unit]
            total += sign * (table[at, stop] - table[at, start])
        return total


class Panel:
    """Counts of events by directed dyad and day.

    Args:
        rows: The events.
        countries: Names of the countries, in the order of the rows' numbers.
        days: Days since 1970-01-01 that the data covers, ascending.
        neighbours: Names of the countries with a common land border, by country.

    Attributes:
        source: Place of each dyad's source among the countries.
        target: Place of its target.
        days: The axis.
        block: By day, the number of its run of covered days.
        first: By day, the place of the first day of that run.
    """

    def __init__(
        self,
        rows: Rows,
        countries: Sequence[str],
        days: Ints,
        neighbours: Callable[[str], frozenset[str]] = lambda _: frozenset(),
    ) -> None:
        self.countries = tuple(countries)
        self.days = days
        self.block = np.cumsum(np.concatenate([[0], np.diff(days) > 1]))
        self.first = np.searchsorted(self.block, self.block, side="left")
        inside = np.isin(rows.day, days)
        self._rows = Rows(*(getattr(rows, f)[inside] for f in Rows.__slots__))
        self._place = np.searchsorted(days, self._rows.day)
        n = len(self.countries)
        cross = self._rows.source != self._rows.target
        forth = self._rows.source[cross] * n + self._rows.target[cross]
        back = self._rows.target[cross] * n + self._rows.source[cross]
        keys = np.unique(np.concatenate([forth, back]))
        self.source, self.target = keys // n, keys % n
        self._unit = np.full(n * n, -1, dtype=np.int64)
        self._unit[keys] = np.arange(len(keys))
        self._back = self._unit[self.target * n + self.source]
        self._near = _adjacency(self.countries, neighbours)
        self._tables: dict[EventKind, tuple[NDArray[np.int32], ...]] = {}
        self._around: dict[EventKind, NDArray[np.int32]] = {}

    @property
    def n_units(self) -> int:
        """How many directed dyads there are."""
        return len(self.source)

    def name(self, unit: int) -> tuple[str, str]:
        """Source and target of a dyad."""
        return self.countries[self.source[unit]], self.countries[self.target[unit]]

    def date(self, place: int) -> dt.date:
        """The day at a place of the axis."""
        return dt.date(1970, 1, 1) + dt.timedelta(days=int(self.days[place]))

    def mask(self, kind: EventKind) -> Flags:
        """Say of each row whether it is of a kind."""
        rows = self._rows
        kept = np.ones(len(rows.day), dtype=bool)
        if kind.event_types:
            kept &= np.isin(rows.event_type, kind.event_types)
        if kind.quad_classes:
            kept &= np.isin(rows.quad_class, kind.quad_classes)
        if kind.codes:
            codes = np.unique(rows.cameo)
            wanted = [c for c in codes.tolist() if c.startswith(kind.codes)]
            kept &= np.isin(rows.cameo, wanted)
        return kept

    def series(self, kind: EventKind, role: str) -> Series:
        """Running totals of a kind of event in a role of `ROLES`, for every dyad."""
        own, into, out, home = self._counted(kind)
        units = np.arange(self.n_units)
        forth, back = (own, units, 1), (own, self._back, 1)
        xa = ((into, self.source, 1), (own, self._back, -1))
        ax = ((out, self.source, 1), (own, units, -1))
        xb = ((into, self.target, 1), (own, units, -1))
        bx = ((out, self.target, 1), (own, self._back, -1))
        terms = {
            "AB": (forth,),
            "BA": (back,),
            "A~B": (forth, back),
            "XA": xa,
            "AX": ax,
            "A~X": (*xa, *ax),
            "XB": xb,
            "BX": bx,
            "B~X": (*xb, *bx),
            "AA": ((home, self.source, 1),),
            "BB": ((home, self.target, 1),),
        }
        if role == "A~N":
            return Series(((self._with_neighbours(kind, own), units, 1),))
        return Series(terms[role])

    def _counted(self, kind: EventKind) -> tuple[NDArray[np.int32], ...]:
        """Running totals of dyads, of what countries receive and send abroad, and of home."""
        if kind not in self._tables:
            keep = self.mask(kind)
            s, t = self._rows.source[keep], self._rows.target[keep]
            day, n = self._place[keep], self._rows.n[keep]
            abroad = s != t
            count = len(self.countries)
            unit = self._unit[s[abroad] * count + t[abroad]]
            far = (day[abroad], n[abroad])
            self._tables[kind] = (
                self._total(unit, *far, self.n_units),
                self._total(t[abroad], *far, count),
                self._total(s[abroad], *far, count),
                self._total(s[~abroad], day[~abroad], n[~abroad], count),
            )
            if len(self._tables) > 8:
                self._tables.pop(next(iter(self._tables)))
        return self._tables[kind]

    def _total(self, row: Ints, day: Ints, n: Ints, size: int) -> NDArray[np.int32]:
        width = len(self.days) + 1
        flat = np.bincount(row * width + day + 1, weights=n, minlength=size * width)
        return np.cumsum(flat.reshape(size, width).astype(np.int32), axis=1, dtype=np.int32)

    def _with_neighbours(self, kind: EventKind, own: NDArray[np.int32]) -> NDArray[np.int32]:
        if kind not in self._around:
            n = len(self.countries)
            found = np.zeros_like(own)
            for unit in range(self.n_units):
                a = self.source[unit]
                near = self._near[self.target[unit]]
                near = near[near != a]
                pairs = np.concatenate([self._unit[a * n + near], self._unit[near * n + a]])
                pairs = pairs[pairs >= 0]
                if len(pairs):
                    found[unit] = own[pairs].sum(axis=0)
            self._around[kind] = found
            if len(self._around) > 4:
                self._around.pop(next(iter(self._around)))
        return self._around[kind]


def read_panel(
    events: ibis.Table,
    *,
    origin: dt.date,
    coverage: Sequence[Coverage],
    neighbours: Callable[[str], frozenset[str]],
    since: dt.date | None = None,
) -> Panel:
    """Read the events of feeds between countries, as far as they were known at the origin.

    Texts that someone picked are left out: of what they leave out nobody knows.

    Args:
        events: Table with the columns of `schema.arrow_schema("events")`.
        origin: Nothing known after this day is read.
        coverage: The days that each loaded dataset covers.
        neighbours: Gives the countries with a common land border (`Ontology.neighbours`).
        since: First day to read; None for all.
    """
    feeds = [c for c in coverage if c.dataset != TEXT and c.first <= origin]
    days = _covered(feeds, origin, since)
    table = known(events, origin)
    table = table.filter(
        table.modality == Modality.ACTUAL.value,
        table.dataset != TEXT,
        table.precision.isin([Precision.DAY.value, Precision.PUBLICATION.value]),
        table.source_country.notnull(),
        table.target_country.notnull(),
    )
    if since is not None:
        table = table.filter(table.date >= since)
    keys = ["source_country", "target_country", "date", "event_type", "quad_class", "cameo"]
    answer = fetch(table.group_by(keys).aggregate(n=table.count()).order_by(keys))
    sources, names = _codes(answer["source_country"], [])
    targets, names = _codes(answer["target_country"], names)
    rows = Rows(
        source=sources,
        target=targets,
        day=answer["date"].cast("int32").to_numpy().astype(np.int64),
        n=answer["n"].to_numpy().astype(np.int64),
        event_type=_strings(answer["event_type"]),
        quad_class=_strings(answer["quad_class"]),
        cameo=_strings(answer["cameo"].fill_null("")),
    )
    return Panel(rows, names, days, neighbours)


def _covered(feeds: Sequence[Coverage], origin: dt.date, since: dt.date | None) -> Ints:
    found: set[int] = set()
    for c in feeds:
        first = max(c.first, since) if since else c.first
        found.update(range(_ordinal(first), _ordinal(min(c.last, origin)) + 1))
    return np.array(sorted(found), dtype=np.int64)


def _ordinal(day: dt.date) -> int:
    return (day - dt.date(1970, 1, 1)).days


def _codes(column: pa.ChunkedArray, names: list[str]) -> tuple[Ints, list[str]]:
    coded = column.combine_chunks().dictionary_encode()
    here = coded.dictionary.to_pylist()
    all_names = [*names, *sorted(set(here) - set(names))]
    place = {name: i for i, name in enumerate(all_names)}
    codes = np.array([place[name] for name in here], dtype=np.int64)
    return (codes[coded.indices.to_numpy()] if here else codes), all_names


def _strings(column: pa.ChunkedArray) -> NDArray[np.str_]:
    coded = column.combine_chunks().dictionary_encode()
    names = np.array(coded.dictionary.to_pylist(), dtype=str)
    found: NDArray[np.str_] = names[coded.indices.to_numpy()] if len(names) else names
    return found


def _adjacency(
    countries: Sequence[str], neighbours: Callable[[str], frozenset[str]]
) -> list[NDArray[np.int64]]:
    place = {name: i for i, name in enumerate(countries)}
    return [
        np.array(sorted(place[n] for n in neighbours(c) if n in place), dtype=np.int64)
        for c in countries
    ]
