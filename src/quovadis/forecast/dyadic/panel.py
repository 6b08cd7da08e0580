"""The events of all dyads as columns of numbers: who, whom, which class, which day, known when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quovadis.errors import Abstained
from quovadis.forecast.arrays import Ints
from quovadis.forecast.windows import TEXT
from quovadis.query import fetch
from quovadis.records import Coverage, EventType, Modality, Precision, QuadClass

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

__all__ = ["ANY", "CLASSES", "LEVELS", "N_QUADS", "Panel", "Rows", "read_panel"]


CLASSES: tuple[str, ...] = (*(q.value for q in QuadClass), *(t.value for t in EventType))
"""What may happen: the four quad classes, then the types (PLOVER roots)."""

N_QUADS = len(QuadClass)
ANY = len(CLASSES)
"""Column of the events of any class, after those of the classes."""

LEVELS = ("country", "sector", "name")
"""Countries; a country's sectors (`RUS.GOV`); actors as they are named."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Events by cell and day, sorted by both.

    Attributes:
        cell: Dyad times (number of classes + 1) plus class.
        day: Days since the panel's first.
        seen: The day at whose end the event had happened and was known.
        n: How many.
    """

    cell: Ints
    day: Ints
    seen: Ints
    n: Ints

    def until(self, origin: int) -> Rows:
        """Keep what had happened and was known at the end of a day."""
        kept = self.seen <= origin
        return Rows(self.cell[kept], self.day[kept], self.seen[kept], self.n[kept])


@dataclass(frozen=True, slots=True)
class Panel:
    """All directed dyads of a store at one level of actor, over days without a gap.

    Attributes:
        actors: Ids, sorted.
        homes: By actor, number of the country that it belongs to (its own number where none).
        source: By dyad, number of the actor that acts; dyads are sorted by source, then target.
        target: By dyad, number of the actor that is acted upon.
        rows: Their events.
        first: Day 0.
        n_days: Days covered from there on.
        level: One of `LEVELS`.
    """

    actors: tuple[str, ...]
    homes: Ints
    source: Ints
    target: Ints
    rows: Rows
    first: dt.date
    n_days: int
    level: str

    @property
    def last(self) -> int:
        """The last day covered, counted from the first."""
        return self.n_days - 1

    def date(self, day: int) -> dt.date:
        """The date of a day."""
        return self.first + dt.timedelta(days=day)

    def day(self, date: dt.date) -> int:
        """The day of a date."""
        return (date - self.first).days

    def find(self, source: Ints, target: Ints) -> Ints:
        """Number of each pair's dyad, or the number of dyads where the pair has no event."""
        n = len(self.actors)
        own = self.source * n + self.target
        wanted = np.asarray(source, dtype=np.int64) * n + np.asarray(target, dtype=np.int64)
        if not len(own):
            return np.zeros(len(wanted), dtype=np.int64)
        at = np.minimum(np.searchsorted(own, wanted), len(own) - 1)
        found: Ints = np.where(own[at] == wanted, at, len(own))
        return found

    def happened(
        self, pairs: Ints, origin: int, horizon: int, *, known_by: int | None = None
    ) -> NDArray[np.bool_]:
        """Whether at least one event of each class came about in the days after an origin.

        Args:
            pairs: Numbers of dyads; the number of dyads stands for "none".
            origin: The window begins the day after.
            horizon: Its length in days.
            known_by: Only what was known at the end of this day: a model that is fitted then cannot
                learn from a report that came later. None for all.

        Returns:
            Shape (pairs, classes).
        """
        day = self.rows.day
        chosen = (day > origin) & (day <= origin + horizon)
        if known_by is not None:
            chosen &= self.rows.seen <= known_by
        table = np.zeros(((len(self.source) + 1) * (ANY + 1)), dtype=bool)
        table[self.rows.cell[chosen]] = True
        found: NDArray[np.bool_] = table.reshape(-1, ANY + 1)[pairs, :ANY]
        return found

    def known(self, origin: int) -> Ints:
        """By actor, how many events it had a part in by the end of a day."""
        rows = self.rows.until(origin)
        total = rows.cell % (ANY + 1) == ANY
        dyad, n = rows.cell[total] // (ANY + 1), rows.n[total]
        counts = np.bincount(self.source[dyad], n, len(self.actors))
        counts += np.bincount(self.target[dyad], n, len(self.actors))
        return counts.astype(np.int64)


def read_panel(
    events: ibis.Table,
    *,
    coverage: Sequence[Coverage],
    level: str = "country",
    datasets: Iterable[str] | None = None,
    origin: dt.date | None = None,
) -> Panel:
    """Read the events of a store into a panel.

    Only events that happened and are dated to the day count, and only feeds: of texts that someone
    picked nobody knows what they leave out. Where the feeds leave a gap, the last unbroken stretch
    is read.

    Args:
        events: Table with the columns of `schema.arrow_schema("events")`, on any backend.
        coverage: The days that each loaded dataset covers.
        level: One of `LEVELS`. An event is left out if either side cannot be told at that level.
        datasets: Only these; None for all feeds.
        origin: Nothing that happened or became known later is read; None for all.

    Raises:
        Abstained: No feed covers any day, or there is no event in them.
        ValueError: For a level that there is none of.
    """
    if level not in LEVELS:
        raise ValueError(f"level is one of {', '.join(LEVELS)}, not {level!r}")
    wanted = None if datasets is None else set(datasets)
    feeds = [c for c in coverage if c.dataset != TEXT and (wanted is None or c.dataset in wanted)]
    stretch = _stretch(feeds, origin)
    if stretch is None:
        raise Abstained(
            "no event data covers any day up to then",
            do="load a feed with quovadis load; texts that someone picked are no census",
        )
    first, last = stretch
    table = events.filter(
        events.dataset.isin(sorted({c.dataset for c in feeds})),
        events.modality == Modality.ACTUAL.value,
        events.precision.isin([Precision.DAY.value, Precision.PUBLICATION.value]),
        events.date.between(first, last),
    )
    table = table.mutate(known=table.known_at.date())
    if origin is not None:
        table = table.filter(table.known <= origin)
    names = [f"{role}{part}" for role in ("source", "target") for part in ("", "_country")]
    keys = [*names, "source_sector", "target_sector", "date", "known", "event_type", "quad_class"]
    found = fetch(table.group_by(keys).aggregate(n=table.count()))
    if not found.num_rows:
        raise Abstained(f"no event from {first} to {last} is dated to the day")
    return _panel(found, level, first, (last - first).days + 1)


def _stretch(feeds: Sequence[Coverage], origin: dt.date | None) -> tuple[dt.date, dt.date] | None:
    """The last run of days that the feeds cover without a gap, up to the origin."""
    spans = sorted(
        (c.first, min(c.last, origin) if origin else c.last)
        for c in feeds
        if origin is None or c.first <= origin
    )
    found: tuple[dt.date, dt.date] | None = None
    for first, last in spans:
        if found is None or first > found[1] + dt.timedelta(days=1):
            found = (first, last)
        else:
            found = (found[0], max(found[1], last))
    return found


def _panel(found: pa.Table, level: str, first: dt.date, n_days: int) -> Panel:
    source, s_home = _names(found, "source", level)
    target, t_home = _names(found, "target", level)
    # An event that belongs to no class is none that anybody can ask for.
    quad = _codes(found, "quad_class", CLASSES[:N_QUADS])
    kind = _codes(found, "event_type", CLASSES[N_QUADS:])
    kept = (source != "") & (target != "") & (quad >= 0) & (kind >= 0)
    if not kept.any():
        raise Abstained(f"no event tells both its actors at the level of the {level}")
    zero = (first - dt.date(1970, 1, 1)).days
    day = found["date"].cast("int32").to_numpy().astype(np.int64)[kept] - zero
    seen = np.maximum(found["known"].cast("int32").to_numpy().astype(np.int64)[kept] - zero, day)
    n = found["n"].to_numpy().astype(np.int64)[kept]
    actors, at = np.unique(np.concatenate([source[kept], target[kept]]), return_inverse=True)
    s, t = at[: len(day)].astype(np.int64), at[len(day) :].astype(np.int64)
    dyads, dyad = np.unique(s * len(actors) + t, return_inverse=True)
    width = ANY + 1
    cells = [dyad * width + quad[kept], dyad * width + N_QUADS + kind[kept], dyad * width + ANY]
    return Panel(
        actors=tuple(actors.tolist()),
        homes=_homes(actors, at, np.concatenate([s_home[kept], t_home[kept]])),
        source=dyads // len(actors),
        target=dyads % len(actors),
        rows=_rows(np.concatenate(cells), np.tile(day, 3), np.tile(seen, 3), np.tile(n, 3)),
        first=first,
        n_days=n_days,
        level=level,
    )


def _rows(cell: Ints, day: Ints, seen: Ints, n: Ints) -> Rows:
    """Join equal cells, days and moments of knowing."""
    order = np.lexsort((seen, day, cell))
    cell, day, seen, n = cell[order], day[order], seen[order], n[order]
    new = np.ones(len(cell), dtype=bool)
    new[1:] = (np.diff(cell) != 0) | (np.diff(day) != 0) | (np.diff(seen) != 0)
    starts = np.flatnonzero(new)
    total = np.add.reduceat(n, starts) if len(n) else n
    return Rows(cell[starts], day[starts], seen[starts], total)


def _names(found: pa.Table, role: str, level: str) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    country = _strings(found, f"{role}_country")
    if level == "country":
        return country, country
    name = _strings(found, role)
    if level == "name":
        return name, country
    sector = _strings(found, f"{role}_sector")
    agent = np.char.add(np.char.add(country, "."), sector)
    whole = np.where((country != "") & (sector != ""), agent, name)
    return whole, country


def _strings(found: pa.Table, column: str) -> NDArray[np.str_]:
    texts: NDArray[np.str_] = np.array(found[column].fill_null("").to_pylist(), dtype=str)
    return texts


def _codes(found: pa.Table, column: str, names: Sequence[str]) -> Ints:
    number = {name: i for i, name in enumerate(names)}
    return np.array([number.get(x, -1) for x in found[column].to_pylist()], dtype=np.int64)


def _homes(actors: NDArray[np.str_], at: Ints, countries: NDArray[np.str_]) -> Ints:
    """Number of the country of each actor, by the first of its names in order of the alphabet."""
    home = np.full(len(actors), "", dtype=object)
    pairs = np.unique(np.stack([at.astype(str), countries]), axis=1) if len(at) else None
    if pairs is not None:
        for number, country in zip(pairs[0].tolist(), pairs[1].tolist(), strict=True):
            if country and not home[int(number)]:
                home[int(number)] = country
    names = [h or a for h, a in zip(home.tolist(), actors.tolist(), strict=True)]
    found: Ints = np.unique(names, return_inverse=True)[1].astype(np.int64)
    return found
