"""Dyads made to order, whose answer is known: does the study find what was planted, and only that?

Everything that could mislead it is planted as well: dyads that differ for good; events that come in
clusters; shocks that all dyads share, and shocks of one source; triggers that earlier outcomes
bring about; and reports of the trigger that are coded as the outcome.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.arrays import Floats
from quovadis.forecast.study.kinds import EventKind
from quovadis.forecast.study.panel import Panel, Rows

__all__ = ["OUTCOME", "TRIGGER", "World", "simulate"]

TRIGGER = EventKind(event_types=("CONCEDE",))
"""The trigger of the simulated worlds."""

OUTCOME = EventKind(event_types=("SUPPORT",))
"""Their outcome."""

_OTHER = "CONSULT"
_LASTS = 30
_FIRST_DAY = 16_000


@dataclass(frozen=True, slots=True)
class World:
    """How the simulated dyads behave.

    Attributes:
        ratio: Times by which the trigger changes the rate of the outcome for 30 days; 1 for none.
        countries: How many.
        weeks: How long.
        spread: Standard deviation of the logarithm of the dyads' lasting rates.
        clustering: Of the logarithm of a dyad's rate in a week, correlated from week to week.
        shock: Of the logarithm of the week's shock to all dyads.
        source_shock: Of the logarithm of a source's weekly shock.
        provoked: Times by which an outcome in the last week raises the hazard of the trigger.
        doubled: Chance that the trigger is reported as an outcome as well, that day or the next.
    """

    ratio: float = 1.0
    countries: int = 26
    weeks: int = 56
    spread: float = 0.8
    clustering: float = 0.5
    shock: float = 0.4
    source_shock: float = 0.2
    provoked: float = 4.0
    doubled: float = 0.5


def simulate(world: World, seed: int) -> Panel:
    """Let a world run.

    Args:
        world: How it behaves.
        seed: The same seed gives the same world.

    Returns:
        The panel of all its directed dyads; the trigger is `TRIGGER`, the outcome `OUTCOME`.
    """
    rng = np.random.default_rng(seed)
    n = world.countries
    source, target = (a.ravel() for a in np.meshgrid(range(n), range(n), indexing="ij"))
    source, target = source[source != target], target[source != target]
    dyads, days = len(source), world.weeks * 7
    lasting = rng.normal(0.0, world.spread, dyads)
    outcome_rate = np.exp(lasting + rng.normal(0, 0.3, dyads)) * 0.12 / 7
    other_rate = np.exp(lasting + rng.normal(0, 0.3, dyads)) * 0.6 / 7
    trigger_rate = np.exp(0.5 * lasting) * 0.006 / 7
    outcomes = np.zeros((days, dyads), dtype=np.int64)
    others = np.zeros((days, dyads), dtype=np.int64)
    triggers = np.zeros((days, dyads), dtype=np.int64)
    doubles = np.zeros((days + 1, dyads), dtype=np.int64)
    since = np.full(dyads, 10_000)
    mood = rng.normal(0, world.clustering, dyads)
    shared = np.zeros(dyads)
    for day in range(days):
        if day % 7 == 0:
            mood = 0.7 * mood + math.sqrt(1 - 0.49) * rng.normal(0, world.clustering, dyads)
            abroad = rng.normal(0, world.source_shock, n)
            shared = rng.normal(0, world.shock) + abroad[source]
        moving = np.exp(mood + shared)
        lift = np.where(since <= _LASTS, world.ratio, 1.0)
        outcomes[day] = _burst(rng, outcome_rate * moving * lift)
        others[day] = _burst(rng, other_rate * moving)
        recent = outcomes[max(0, day - 7) : day].sum(axis=0) > 0
        hazard = trigger_rate * np.exp(shared) * np.where(recent, world.provoked, 1.0)
        triggers[day] = rng.random(dyads) < hazard
        since = np.where(triggers[day] > 0, 0, since) + 1
        again = (rng.random(dyads) < world.doubled) & (triggers[day] > 0)
        doubles[day + rng.integers(0, 2)] += again
    outcomes += doubles[:days]
    return _panel(source, target, n, days, outcomes, others, triggers)


def _burst(rng: np.random.Generator, rate: Floats) -> NDArray[np.int64]:
    """Events of which each brings others that day: mean and rate agree, variance does not."""
    stories = rng.poisson(rate / 1.5)
    found: NDArray[np.int64] = stories + rng.poisson(0.5 * stories)
    return found


def _panel(
    source: NDArray[np.int64],
    target: NDArray[np.int64],
    n: int,
    days: int,
    outcomes: NDArray[np.int64],
    others: NDArray[np.int64],
    triggers: NDArray[np.int64],
) -> Panel:
    parts = []
    for counts, name in ((outcomes, "SUPPORT"), (others, _OTHER), (triggers, "CONCEDE")):
        day, dyad = np.nonzero(counts)
        parts.append((source[dyad], target[dyad], day, counts[day, dyad], name))
    rows = Rows(
        source=np.concatenate([p[0] for p in parts]),
        target=np.concatenate([p[1] for p in parts]),
        day=np.concatenate([p[2] for p in parts]) + _FIRST_DAY,
        n=np.concatenate([p[3] for p in parts]),
        event_type=np.concatenate([np.full(len(p[0]), p[4]) for p in parts]),
        quad_class=np.concatenate([np.full(len(p[0]), "verbal_cooperation") for p in parts]),
        cameo=np.concatenate([np.full(len(p[0]), "") for p in parts]),
    )
    names = [f"C{i:02d}" for i in range(n)]
    return Panel(rows, names, np.arange(_FIRST_DAY, _FIRST_DAY + days))
