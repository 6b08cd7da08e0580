"""The yardstick: how often a dyad's windows saw the class, shrunk up the hierarchy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.arrays import Floats, Ints
from quovadis.forecast.dyadic.counts import Past
from quovadis.forecast.dyadic.links import log_odds, sigmoid
from quovadis.forecast.dyadic.panel import ANY

__all__ = ["STRENGTHS", "Climate", "Climatology", "choose_climatology", "climate"]

STRENGTHS = (5.0, 10.0, 20.0, 40.0, 80.0, 160.0)
"""Days of a dyad's own record that the rates above it may be worth."""

_ACTOR_STRENGTH = 200.0
_FRESH = 10


@dataclass(frozen=True, slots=True)
class Climate:
    """The record of pairs of actors at an origin, and what is usual around them.

    Attributes:
        hits: Windows that saw the class, shape (pairs, classes).
        n: Windows; they begin on every day and overlap.
        usual: What the pair's actors usually do and suffer, a probability, shape (pairs, classes).
        seen: Whether the pair ever had an event of any class.
    """

    hits: Floats
    n: float
    usual: Floats
    seen: NDArray[np.bool_]

    def among(self, kept: NDArray[np.bool_]) -> Climate:
        """The same for some of the pairs."""
        return Climate(self.hits[kept], self.n, self.usual[kept], self.seen[kept])


@dataclass(frozen=True, slots=True)
class Climatology:
    """Share of a dyad's past windows that saw at least one event of a class, shrunk.

    All days before the origin count alike: it is the dyad's climate, not its weather. With h hits
    in n windows, the probability is `(h + s·m) / (n + s)`, where m is the climate's `usual`.

    Attributes:
        horizon: Days.
        strength: Days of record that `usual` is worth.
    """

    horizon: int
    strength: float

    def probabilities(self, climate: Climate) -> Floats:
        """Give the probability of each class, shape (pairs, classes)."""
        seen = climate.seen[:, None]
        own = (climate.hits + self.strength * climate.usual) / (climate.n + self.strength)
        return np.clip(np.where(seen, own, climate.usual), 1e-5, 1 - 1e-5)


def climate(past: Past, horizon: int, source: Ints, target: Ints) -> Climate:
    """Gather the record of pairs of actors.

    What is usual combines, in log-odds, what the source does to those it deals with and what is
    done to the target, each shrunk to all dyads (those within one home apart from the others). For
    a pair that never had an event it is how often such pairs get one, times how often the source
    and the target get new partners.

    Args:
        past: What is known at the origin.
        horizon: Days.
        source: Numbers of actors.
        target: As many.
    """
    hits, n = past.shares(horizon)
    at = past.panel.find(source, target)
    seen = past.total[at, ANY] > 0
    usual = np.empty((len(at), ANY))
    usual[seen] = _usual(past, hits, n, source[seen], target[seen])
    usual[~seen] = _debuts(past, horizon, source[~seen], target[~seen])
    return Climate(hits[at, :ANY], n, usual, seen)


def choose_climatology(
    climates: Sequence[Climate], came: Sequence[NDArray[np.bool_]], horizon: int
) -> Climatology:
    """Choose the strength with which climatology would have done best so far.

    A yardstick that was never given its best shape would be easy to beat.

    Args:
        climates: At earlier origins, whose windows are over.
        came: What then came about, each of shape (pairs, classes).
        horizon: Days.

    Returns:
        With the strength, of `STRENGTHS`, that has the least Brier score over all classes.
    """
    models = [Climatology(horizon, strength) for strength in STRENGTHS]
    scores = [
        sum(
            float(((m.probabilities(c) - y) ** 2).sum())
            for c, y in zip(climates, came, strict=True)
        )
        for m in models
    ]
    return models[int(np.argmin(scores))]


def _usual(past: Past, hits: Floats, n: float, source: Ints, target: Ints) -> Floats:
    panel = past.panel
    seen = past.total[:-1, ANY] > 0
    inside = panel.homes[panel.source] == panel.homes[panel.target]
    asked_inside = panel.homes[source] == panel.homes[target]
    usual = np.empty((len(source), ANY))
    for within in (True, False):
        kept = np.flatnonzero(seen & (inside == within))
        chosen = asked_inside == within
        world = (hits[kept, :ANY].sum(0) + 0.5) / (len(kept) * n + 1.0)
        does, suffers = (
            _by_actor(past, hits, n, actor, kept, world)[asked[chosen]]
            for actor, asked in ((panel.source, source), (panel.target, target))
        )
        both = sigmoid(log_odds(does) + log_odds(suffers) - log_odds(world))
        # Within a home, source and target tell the same: once is enough.
        usual[chosen] = does if within else both
    return usual


def _by_actor(past: Past, hits: Floats, n: float, actor: Ints, kept: Ints, world: Floats) -> Floats:
    summed = past.by_actor(hits[:-1], actor, kept)[:, :ANY]
    count = np.bincount(actor[kept], minlength=len(past.panel.actors))[:, None]
    found: Floats = (summed + _ACTOR_STRENGTH * world) / (count * n + _ACTOR_STRENGTH)
    return found


def _debuts(past: Past, horizon: int, source: Ints, target: Ints) -> Floats:
    """Of pairs of known actors without any event: how often they had one in the window after.

    Counted over the later half of the past, for at its beginning no pair has any event.
    """
    panel, half = past.panel, past.origin // 2
    dyads = np.flatnonzero(past.total[:-1, ANY] > 0)
    known = np.zeros(len(panel.actors), dtype=bool)
    known[panel.source[dyads]] = known[panel.target[dyads]] = True
    n_known = int(known.sum())
    n_pairs = max(n_known**2 - len(dyads), 1)
    debut = np.full((len(panel.source), ANY + 1), past.origin + horizon + 1)
    np.minimum.at(debut.reshape(-1), past.rows.cell, past.rows.day)
    start = np.maximum(debut - horizon, half)
    stop = np.minimum(debut[:, ANY:], past.origin - horizon + 1)
    hits = np.maximum(stop - start, 0)[dyads].astype(float)
    days = max(past.origin - horizon + 1 - half, 1)
    world = (hits.sum(0)[:ANY] + 0.02) / (n_pairs * days + 1.0)
    total = float(hits[:, ANY].sum()) / max(n_known, 1)
    factor = np.ones(len(source))
    if total:
        for actor, asked in ((panel.source, source), (panel.target, target)):
            own = np.bincount(actor[dyads], hits[:, ANY], len(panel.actors))
            factor *= ((own + _FRESH * total) / ((1 + _FRESH) * total))[asked]
    found: Floats = np.minimum(world * factor[:, None], 0.5)
    return found
