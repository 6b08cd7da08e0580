"""Small panels, made by hand, and one simulated world."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from quovadis.forecast.study import Panel, Rows
from quovadis.forecast.study.simulation import World, simulate

NAMES = ("AAA", "BBB", "CCC", "DDD")
_NEAR = {"BBB": frozenset({"CCC", "AAA"}), "CCC": frozenset({"BBB"}), "AAA": frozenset({"BBB"})}
Event = tuple[str, str, int, str]


def build(events: Sequence[Event], days: Sequence[int], names: Sequence[str] = NAMES) -> Panel:
    """A panel of (source, target, day, PLOVER type); the quad class and CAMEO code are made up."""
    place = {name: i for i, name in enumerate(names)}
    rows = Rows(
        source=np.array([place[s] for s, _, _, _ in events], dtype=np.int64),
        target=np.array([place[t] for _, t, _, _ in events], dtype=np.int64),
        day=np.array([d for _, _, d, _ in events], dtype=np.int64),
        n=np.ones(len(events), dtype=np.int64),
        event_type=np.array([k for _, _, _, k in events]),
        quad_class=np.array(["verbal_cooperation"] * len(events)),
        cameo=np.array(["0811" if k == "CONCEDE" else "051" for _, _, _, k in events]),
    )
    return Panel(rows, names, np.array(days), lambda c: _NEAR.get(c, frozenset()))


@pytest.fixture
def panel_of() -> Callable[..., Panel]:
    return build


@pytest.fixture(scope="session")
def world() -> Panel:
    """Dyads in which the trigger raises the outcome's rate by 80% for thirty days."""
    return simulate(World(ratio=1.8), seed=3)
