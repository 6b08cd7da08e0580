"""Who is asked about at an origin, and all that models may know of them then."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.arrays import Ints
from quovadis.forecast.dyadic.climatology import Climate, climate
from quovadis.forecast.dyadic.counts import Past, look_back
from quovadis.forecast.dyadic.features import Features, describe
from quovadis.forecast.dyadic.panel import ANY, Panel

__all__ = ["GROUPS", "LEAST_EVENTS", "Snapshot", "Snapshots", "groups_of", "snapshot"]

LEAST_EVENTS = 10
"""Earlier events from which on a dyad counts as well known."""

GROUPS = ("known", "rare", "unseen")
"""At least ten earlier events; one to nine; none."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Pairs of actors at an origin.

    Attributes:
        origin: Day, counted from the panel's first.
        source: Numbers of actors.
        target: As many.
        group: Number in `GROUPS`, by pair.
        features: What models may look at.
        climates: By horizon.
    """

    origin: int
    source: Ints
    target: Ints
    group: Ints
    features: Features
    climates: dict[int, Climate]

    def came(self, panel: Panel, horizon: int, *, known_by: int | None = None) -> NDArray[np.bool_]:
        """What came about in the window after the origin, shape (pairs, classes).

        Args:
            panel: The dyads.
            horizon: Days.
            known_by: Only what was known at the end of this day; None for all.
        """
        at = panel.find(self.source, self.target)
        return panel.happened(at, self.origin, horizon, known_by=known_by)


def snapshot(past: Past, source: Ints, target: Ints, horizons: tuple[int, ...]) -> Snapshot:
    """Describe given pairs at an origin."""
    return Snapshot(
        origin=past.origin,
        source=source,
        target=target,
        group=groups_of(past, source, target),
        features=describe(past, source, target),
        climates={h: climate(past, h, source, target) for h in horizons},
    )


def groups_of(past: Past, source: Ints, target: Ints) -> Ints:
    """Number in `GROUPS` of each pair."""
    total = past.total[past.panel.find(source, target), ANY]
    found: Ints = np.where(total >= LEAST_EVENTS, 0, np.where(total > 0, 1, 2)).astype(np.int64)
    return found


class Snapshots:
    """Snapshots of a panel by origin, made once and kept.

    At each origin all well-known dyads are asked about, and draws of the rare and the unseen. The
    draw depends on the seed and on what is known then, not on anything that came later.

    Args:
        panel: The dyads.
        horizons: Days.
        n_rare: How many dyads with one to nine earlier events to draw.
        n_unseen: How many pairs of known actors without any event.
        most: Well-known dyads at the most; where there are more, as many are drawn.
        seed: Of the draws.
    """

    def __init__(
        self,
        panel: Panel,
        horizons: tuple[int, ...],
        *,
        n_rare: int = 300,
        n_unseen: int = 300,
        most: int = 4000,
        seed: int = 0,
    ) -> None:
        self.panel = panel
        self.horizons = horizons
        self._n = (most, n_rare, n_unseen)
        self._seed = seed
        self._made: dict[int, Snapshot] = {}

    def at(self, origin: int) -> Snapshot:
        """The snapshot of an origin."""
        if origin not in self._made:
            past = look_back(self.panel, origin)
            source, target = self._draw(past)
            self._made[origin] = snapshot(past, source, target, self.horizons)
        return self._made[origin]

    def _draw(self, past: Past) -> tuple[Ints, Ints]:
        panel = self.panel
        random = np.random.default_rng([self._seed, panel.date(past.origin).toordinal()])
        total = past.total[:-1, ANY]
        chosen = []
        for kept, most in (
            (np.flatnonzero(total >= LEAST_EVENTS), self._n[0]),
            (np.flatnonzero((total > 0) & (total < LEAST_EVENTS)), self._n[1]),
        ):
            drawn = random.permutation(len(kept))[:most] if len(kept) > most else slice(None)
            chosen.append(np.sort(kept[drawn]))
        dyads = np.concatenate(chosen)
        source, target = panel.source[dyads], panel.target[dyads]
        fresh = self._unseen(past, random)
        return np.concatenate([source, fresh[0]]), np.concatenate([target, fresh[1]])

    def _unseen(self, past: Past, random: np.random.Generator) -> tuple[Ints, Ints]:
        panel, n = self.panel, self._n[2]
        known = np.flatnonzero(panel.known(past.origin))
        if len(known) < 2:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        # Many of the pairs drawn are seen or repeat each other: draw more than are wanted.
        source, target = known[random.integers(len(known), size=(2, 4 * n))]
        fresh = (past.total[panel.find(source, target), ANY] == 0) & (source != target)
        key = source * len(panel.actors) + target
        first = np.zeros(len(key), dtype=bool)
        first[np.unique(key, return_index=True)[1]] = True
        kept = np.flatnonzero(fresh & first)[:n]
        return source[kept], target[kept]
