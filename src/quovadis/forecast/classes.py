"""Rates of an outcome over comparable dyads: what to expect of a dyad that one knows little of.

Dyads of countries are compared by how much was reported of them in the 90 days before a window
began: that is known when a forecast is made, and it is what tells a busy dyad from a silent one.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.arrays import Flags, Ints
from quovadis.forecast.outcomes import precisions
from quovadis.forecast.windows import TEXT, covered_days, weights, windows
from quovadis.query import fetch
from quovadis.records import Coverage, Modality

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

__all__ = [
    "LOOK_BACK",
    "TIERS",
    "ClassRate",
    "Classes",
    "Kind",
    "Weights",
    "describe_tier",
    "tier_of",
]

LOOK_BACK = 90
"""Days before a window over which a dyad's activity is counted."""

TIERS = (1, 3, 10, 30, 100)
"""Least number of events in those days, of any kind, for each tier of activity above the lowest."""

_LEAST_COVERED = 30
_ERA = dt.timedelta(days=5 * 366)
"""History behind the rate of a class: what dyads did a generation ago says little of today's."""
_STRENGTHS = (2.0, 60.0)

_MANY = 10_000

Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Kind:
    """What an outcome asks for, but for its actors.

    Attributes:
        event_types: Types that count; empty means any.
        quad_classes: Quad classes that count; empty means any.
        contexts: If not empty, the event has at least one of these.
        undirected: Whether either direction counts.
        domestic: Whether the dyads are those of a country with itself.
    """

    event_types: tuple[str, ...] = ()
    quad_classes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    undirected: bool = False
    domestic: bool = False


@dataclass(frozen=True, slots=True)
class ClassRate:
    """How often the outcome came about in a class of dyads.

    Attributes:
        rate: Share of windows that saw it, older ones counting less (0 to 1).
        strength: How many windows of a dyad's own the class is worth.
        n_trials: Windows times dyads behind it.
        what: The class in words.
    """

    rate: float
    strength: float
    n_trials: int
    what: str


def tier_of(activity: float) -> int:
    """Tier of activity, 0 (nothing reported) to 5, from events in 90 covered days.

    Examples:
        >>> [tier_of(n) for n in (0, 1, 2.9, 3, 250)]
        [0, 1, 1, 2, 5]
    """
    return int(np.searchsorted(TIERS, activity, side="right"))


def describe_tier(tier: int) -> str:
    """Name a tier by its events.

    Examples:
        >>> describe_tier(0), describe_tier(2), describe_tier(5)
        ('no event', '3 to 9 events', '100 events or more')
    """
    if tier == 0:
        return "no event"
    if tier == len(TIERS):
        return f"{TIERS[-1]} events or more"
    return f"{TIERS[tier - 1]} to {TIERS[tier] - 1} events"


@dataclass(frozen=True, slots=True)
class _Codes:
    """A column of names that repeat."""

    names: list[str]
    codes: NDArray[np.int8]

    def among(self, rows: Ints, wanted: tuple[str, ...]) -> Flags:
        """Whether each of these rows holds one of the names."""
        chosen = [i for i, name in enumerate(self.names) if name in wanted]
        return np.isin(self.codes[rows], chosen)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Events by dyad, day before the origin and kind, as columns of equal length."""

    source: Ints
    target: Ints
    day: Ints
    n: Ints
    precision: _Codes
    event_type: _Codes
    quad_class: _Codes


class Classes:
    """Rates of outcomes over all dyads of countries in the store, read once and kept.

    Only feeds are counted: of texts that someone picked nobody knows what they leave out. Of long
    histories the last five covered years count.

    Args:
        events: Events known at the origin (`outcomes.known`).
        origin: The day that forecasts are made.
        coverage: The days that each loaded dataset covers.
        n_countries: How many countries there are, for the dyads of which nothing was ever reported.
        least_windows: Windows below which a rate says too little.
        least_trials: Windows times dyads below which it does.
    """

    def __init__(
        self,
        events: ibis.Table,
        *,
        origin: dt.date,
        coverage: Sequence[Coverage],
        n_countries: int,
        least_windows: int = 3,
        least_trials: int = 200,
    ) -> None:
        feeds = [c for c in coverage if c.dataset != TEXT and c.first <= origin]
        last = min(max((c.last for c in feeds), default=origin), origin)
        feeds = [replace(c, first=max(c.first, last - _ERA)) for c in feeds if c.last > last - _ERA]
        first = min((c.first for c in feeds), default=origin)
        self._events = events.filter(
            events.date >= first,
            events.modality == Modality.ACTUAL.value,
            events.dataset != TEXT,
            events.source_country.notnull(),
            events.target_country.notnull(),
        )
        self._origin = origin
        self._days = covered_days(feeds, origin)
        self._least_windows = least_windows
        self._least_trials = least_trials
        self._n_countries = n_countries
        self._countries: list[str] = []
        self._tables: dict[tuple[str, ...], _Rows] = {}
        self._activity: dict[tuple[bool, bool, int], tuple[Ints, Ints]] = {}
        self._rates: dict[tuple[Kind, int], list[ClassRate | None]] = {}

    def rate(self, kind: Kind, horizon: int, tier: int) -> ClassRate | None:
        """Rate of an outcome over the dyads of a tier, or None when the store holds too few.

        Args:
            kind: What is asked for.
            horizon: Days.
            tier: Of activity, 0 to 5.
        """
        key = (kind, horizon)
        if key not in self._rates:
            self._rates[key] = self._all_tiers(kind, horizon)
        return self._rates[key][tier]

    def _all_tiers(self, kind: Kind, horizon: int) -> list[ClassRate | None]:
        trials = self._trials(horizon)
        if len(trials) < self._least_windows:
            return [None] * (len(TIERS) + 1)
        weight = weights(trials, horizon)
        dyads, tiers = self._tiers(kind, horizon, trials)
        hit = self._hits(kind, horizon, trials, dyads)
        found: list[ClassRate | None] = []
        for tier in range(len(TIERS) + 1):
            member = tiers == tier
            n = int(member.sum())
            n_i, h_i = member @ weight, (member & hit) @ weight
            total = float(n_i.sum())
            if tier == 0:
                # Dyads of which nothing was ever reported are in no row.
                silent = max(self._n_dyads(kind) - len(dyads), 0)
                n += silent * len(trials)
                total += silent * float(weight.sum())
            if n < self._least_trials:
                found.append(None)
                continue
            what = (
                f"{n:,} windows of dyads with {describe_tier(tier)} in the {LOOK_BACK} days before"
            )
            strength = _strength(n_i[n_i > 0], h_i[n_i > 0])
            found.append(ClassRate(float(h_i.sum()) / total, strength, n, what))
        return found

    def _trials(self, horizon: int) -> list[int]:
        """Windows that are covered, and enough of the days before them."""
        kept = []
        for k in windows(self._days, horizon):
            before = self._days[(k + 1) * horizon : (k + 1) * horizon + LOOK_BACK]
            if int(before.sum()) >= _LEAST_COVERED:
                kept.append(k)
        return kept

    def _tiers(self, kind: Kind, horizon: int, trials: list[int]) -> tuple[Ints, Ints]:
        """Dyads (sorted keys) and, by dyad and window, the tier of activity before it."""
        cached = (kind.undirected, kind.domestic, horizon)
        if cached not in self._activity:
            rows = self._read(())
            key, keep = _dyads(rows, kind)
            day, n = rows.day[keep], rows.n[keep]
            dyads = np.unique(key)
            # Days run backwards from the origin; the dyads are laid one after another on one line.
            span = len(self._days) + LOOK_BACK + 1
            place = np.searchsorted(dyads, key) * span + day
            order = np.argsort(place, kind="stable")
            line, total = place[order], np.concatenate([[0], np.cumsum(n[order])])
            starts = (np.array(trials) + 1) * horizon
            at = (np.arange(len(dyads)) * span)[:, None]
            first = total[np.searchsorted(line, at + starts[None, :])]
            last = total[np.searchsorted(line, at + starts[None, :] + LOOK_BACK)]
            covered = np.array([self._days[s : s + LOOK_BACK].sum() for s in starts])
            scaled = (last - first) * (LOOK_BACK / covered)[None, :]
            self._activity[cached] = (dyads, np.searchsorted(TIERS, scaled, side="right"))
        return self._activity[cached]

    def _hits(self, kind: Kind, horizon: int, trials: list[int], dyads: Ints) -> Flags:
        """By dyad and window, whether an event of the kind fell into it."""
        rows = self._read(kind.contexts)
        key, keep = _dyads(rows, kind)
        for values, wanted in (
            (rows.precision, tuple(precisions(horizon))),
            (rows.event_type, kind.event_types),
            (rows.quad_class, kind.quad_classes),
        ):
            if wanted:
                chosen = values.among(keep, wanted)
                key, keep = key[chosen], keep[chosen]
        column = np.full(len(self._days) // horizon + 2, -1)
        column[trials] = np.arange(len(trials))
        at = column[np.minimum(rows.day[keep] // horizon, len(column) - 1)]
        hit = np.zeros((len(dyads), len(trials)), dtype=bool)
        hit[np.searchsorted(dyads, key[at >= 0]), at[at >= 0]] = True
        return hit

    def _read(self, contexts: tuple[str, ...]) -> _Rows:
        """Read the events by dyad, day and kind; with contexts, those that touch any of them."""
        if contexts not in self._tables:
            events = self._events
            if contexts:
                touched = [events.contexts.contains(c) for c in contexts]
                events = events.filter(functools.reduce(operator.or_, touched))
            keys = ["source_country", "target_country", "date", "precision"]
            keys += ["event_type", "quad_class"]
            answer = fetch(events.group_by(keys).aggregate(n=events.count()))
            self._tables[contexts] = _Rows(
                source=self._codes(answer["source_country"]),
                target=self._codes(answer["target_country"]),
                day=_ordinal(self._origin) - answer["date"].cast("int32").to_numpy().astype(int),
                n=answer["n"].to_numpy().astype(int),
                precision=_coded(answer["precision"]),
                event_type=_coded(answer["event_type"]),
                quad_class=_coded(answer["quad_class"]),
            )
        return self._tables[contexts]

    def _codes(self, column: pa.ChunkedArray) -> Ints:
        coded = column.combine_chunks().dictionary_encode()
        known = {name: i for i, name in enumerate(self._countries)}
        names = coded.dictionary.to_pylist()
        self._countries += [name for name in names if name not in known]
        known = {name: i for i, name in enumerate(self._countries)}
        codes: Ints = np.array([known[name] for name in names], dtype=np.int64)
        return codes[coded.indices.to_numpy()] if names else codes

    def _n_dyads(self, kind: Kind) -> int:
        n = self._n_countries
        if kind.domestic:
            return n
        return n * (n - 1) // 2 if kind.undirected else n * (n - 1)


def _dyads(rows: _Rows, kind: Kind) -> tuple[Ints, Ints]:
    """Key of each row's dyad, and the rows that are of the right sort of dyad."""
    keep = np.flatnonzero((rows.source == rows.target) == kind.domestic)
    source, target = rows.source[keep], rows.target[keep]
    if kind.undirected:
        source, target = np.minimum(source, target), np.maximum(source, target)
    return source * _MANY + target, keep


def _ordinal(day: dt.date) -> int:
    return (day - dt.date(1970, 1, 1)).days


def _coded(column: pa.ChunkedArray) -> _Codes:
    coded = column.combine_chunks().dictionary_encode()
    return _Codes(coded.dictionary.to_pylist(), coded.indices.to_numpy().astype(np.int8))


def _strength(trials: Weights, hits: Weights) -> float:
    """Windows that the class is worth: beta-binomial, by the method of moments (Kleinman 1973)."""
    low, high = _STRENGTHS
    n = float(trials.sum())
    rate = float(hits.sum()) / n if n else 0.0
    if not 0.0 < rate < 1.0 or len(trials) < 20:
        return 10.0
    spread = float((trials * (hits / trials - rate) ** 2).sum())
    sampling = rate * (1 - rate) * (len(trials) - 1)
    weight = n - float((trials**2).sum()) / n
    between = (spread - sampling) / max(weight, 1.0)
    if between <= 0:
        return high
    return min(max(rate * (1 - rate) / between - 1.0, low), high)
