"""What a model may look at: rates of the past by class, direction, actor and age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.arrays import Floats, Ints
from quovadis.forecast.dyadic.counts import Past
from quovadis.forecast.dyadic.panel import ANY, N_QUADS

__all__ = ["HALF_LIVES", "Features", "describe"]

HALF_LIVES: tuple[float | None, ...] = (3.0, 10.0, 30.0, 90.0, None)
"""Days after which an event counts half; None for the whole past alike."""

_FLOOR = 0.3
"""Events that a rate of nought stands for, so that it has a logarithm."""

_NEVER = 999.0


@dataclass(frozen=True, slots=True)
class Features:
    """Columns for pairs of actors and classes.

    Attributes:
        values: Shape (pairs, classes, columns).
        names: Of the columns.
    """

    values: NDArray[np.float32]
    names: tuple[str, ...]

    def column(self, name: str) -> Floats:
        """One column, shape (pairs, classes)."""
        found: Floats = self.values[..., self.names.index(name)].astype(float)
        return found


def describe(past: Past, source: Ints, target: Ints) -> Features:
    """Describe pairs of actors by what is known at the origin.

    Rates are logarithms of events a day, by half-life: of the class (`own`) and of any class
    (`any`), from source to target and back (`back`, `back_any`); of the source towards others and
    of others towards the target (`source`, `target`); of others towards the source and of the
    target towards others (`source_in`, `target_out`); within the home of either (`source_home`,
    `target_home`); of each quad class. Then days since the last event, events by active day, the
    number of active days, the class, and whether the two share a home. Nothing tells the date: a
    model of a few dozen origins would learn them by heart.

    Args:
        past: What is known.
        source: Numbers of actors.
        target: As many.
    """
    at = past.panel.find(source, target)
    # Found by their actors: a pair without events of its own may well have some in return.
    back = past.panel.find(target, source)
    names, columns = [], []
    for name, column in _columns(past, at, back, source, target):
        names.append(name)
        columns.append(np.broadcast_to(column, (len(at), ANY)).astype(np.float32))
    return Features(np.stack(columns, axis=-1), tuple(names))


def _columns(
    past: Past, at: Ints, back: Ints, source: Ints, target: Ints
) -> Iterator[tuple[str, Floats | Ints]]:
    for half_life in HALF_LIVES:
        tag = "all" if half_life is None else f"{half_life:g}"
        rate, days = past.rate(half_life)
        floor = _FLOOR / days
        for name, column in _dyad(rate, at, back, half_life):
            yield f"{name}_{tag}", np.log(np.maximum(column, 0.0) + floor)
        for name, column in _actors(past, rate, at, source, target, half_life):
            yield f"{name}_{tag}", np.log(np.maximum(column, 0.0) + floor)
    yield "since", _age(past, past.since[at, :ANY])
    yield "since_any", _age(past, past.since[at, ANY:])
    yield "since_back", _age(past, past.since[back, :ANY])
    yield "burst", (past.total[at, :ANY] + 1) / (past.active[at, :ANY] + 1)
    yield "active", past.active[at, :ANY]
    yield "class", np.arange(ANY)
    homes = past.panel.homes
    yield "inside", (homes[source] == homes[target])[:, None].astype(float)


def _dyad(
    rate: Floats, at: Ints, back: Ints, half_life: float | None
) -> Iterator[tuple[str, Floats]]:
    yield "own", rate[at, :ANY]
    yield "any", rate[at, ANY:]
    yield "back", rate[back, :ANY]
    yield "back_any", rate[back, ANY:]
    if half_life in (10.0, 30.0, None):
        for quad in range(N_QUADS):
            yield f"quad{quad}", rate[at, quad : quad + 1]
            yield f"back_quad{quad}", rate[back, quad : quad + 1]


def _actors(
    past: Past, rate: Floats, at: Ints, source: Ints, target: Ints, half_life: float | None
) -> Iterator[tuple[str, Floats]]:
    panel = past.panel
    inside = panel.homes[panel.source] == panel.homes[panel.target]
    across = np.flatnonzero(~inside)
    does = past.by_actor(rate[:-1], panel.source, across)
    suffers = past.by_actor(rate[:-1], panel.target, across)
    # What the dyad itself does is told already; others tell something else.
    outside = (panel.homes[source] != panel.homes[target])[:, None] * rate[at, :ANY]
    yield "source", does[source, :ANY] - outside
    yield "target", suffers[target, :ANY] - outside
    if half_life in (10.0, None):
        yield "source_in", suffers[source, :ANY]
        yield "target_out", does[target, :ANY]
        home = past.by_actor(rate[:-1], panel.homes[panel.source], np.flatnonzero(inside))
        yield "source_home", home[panel.homes[source], :ANY]
        yield "target_home", home[panel.homes[target], :ANY]


def _age(past: Past, since: Floats) -> Floats:
    found: Floats = np.where(since <= past.origin, since, _NEVER)
    return found
