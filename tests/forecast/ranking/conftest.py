"""A small made-up world of countries and people, who act on each other again and again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from quovadis.forecast.ranking.quadruples import Quadruples
from quovadis.forecast.ranking.traits import Traits

N_ENTITIES, N_RELATIONS, N_DAYS = 36, 6, 24


@pytest.fixture(scope="session")
def traits() -> Traits:
    """Twelve countries (the last nameless), three roles, six relations of three roots."""
    country = np.repeat(np.arange(1, 13), 3)
    country[-3:] = 0
    return Traits(
        country.astype(np.int32),
        np.tile(np.arange(1, 4), 12).astype(np.int32),
        np.array([0, 0, 1, 1, 2, 2], np.int32),
        np.array([0, 0, 0, 1, 1, 1], np.int32),
    )


@pytest.fixture(scope="session")
def world() -> Quadruples:
    """About twenty facts a day; half of them repeat an earlier one."""
    rng = np.random.default_rng(7)
    past: list[tuple[int, int, int]] = []
    rows = []
    for day in range(N_DAYS):
        today: set[tuple[int, int, int]] = set()
        for _ in range(20):
            if past and rng.random() < 0.6:
                today.add(past[rng.integers(len(past))])
            else:
                s, o = (int(x) for x in rng.zipf(1.6, 2) % N_ENTITIES)
                today.add((s, int(rng.integers(N_RELATIONS)), o))
        past.extend(sorted(today))
        rows += [(s, r, o, day) for s, r, o in sorted(today)]
    return Quadruples(*np.array(rows, np.int32).T.copy())


@pytest.fixture(scope="session")
def permuted(world: Quadruples) -> Callable[[int], Quadruples]:
    """The same world with every object from a day on permuted."""

    def from_day(day: int) -> Quadruples:
        target = world.target.copy()
        late = world.day >= day
        target[late] = np.random.default_rng(1).permutation(target[late])
        return Quadruples(world.source, world.relation, target, world.day)

    return from_day
