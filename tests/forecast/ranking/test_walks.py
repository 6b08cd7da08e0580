"""Walks against products of matrices."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba", reason="ranking needs Numba: quovadis[forecast]")

from quovadis.forecast.ranking.history import History
from quovadis.forecast.ranking.quadruples import Quadruples, both_directions, by_day
from quovadis.forecast.ranking.traits import Traits
from quovadis.forecast.ranking.walks import graph, relation_steps, three_steps, two_steps

N, DAY = 36, 24


@pytest.fixture(scope="module")
def history(world: Quadruples, traits: Traits) -> History:
    state = History(N, traits, DAY)
    for day, index in by_day(world):
        state.add(both_directions(world.take(index), traits.n_relations), day)
    return state


def chances(world: Quadruples, half_life: float, forth: bool, back: bool) -> np.ndarray:
    """The matrix of steps, counted anew."""
    count = np.zeros((N, N))
    weight = 0.5 ** ((DAY - world.day) / half_life)
    if forth:
        np.add.at(count, (world.source, world.target), weight)
    if back:
        np.add.at(count, (world.target, world.source), weight)
    root = np.sqrt(count)
    return root / np.maximum(root.sum(1, keepdims=True), 1e-9)


def test_walks_are_products_of_steps(history: History, world: Quadruples) -> None:
    rows = [graph(history.tables, history.fade, DAY, N, d, 3) for d in range(3)]
    out, back, both = (
        chances(world, 120, *way) for way in ((True, False), (False, True), (True, True))
    )
    reached, middle = np.zeros(N, np.float32), np.zeros(N, np.float32)
    for s in range(N):
        two_steps(s, rows[2], reached)
        assert reached == pytest.approx((both @ both)[s], abs=1e-4)
        three_steps(s, rows[0], rows[1], middle, reached)
        assert reached == pytest.approx((out @ back @ out)[s], abs=1e-4)


def test_walks_of_a_relation_are_those_of_its_facts_alone(
    history: History, world: Quadruples
) -> None:
    of_it = world.relation == 1
    count = np.zeros((N, N))
    np.add.at(count, (world.source[of_it], world.target[of_it]), 1)
    out = count / np.maximum(count.sum(1, keepdims=True), 1)
    back = count.T / np.maximum(count.T.sum(1, keepdims=True), 1)
    reached, middle = np.zeros(N, np.float32), np.zeros(N, np.float32)
    for s in range(N):
        relation_steps(history.tables, s, 1, 1 + 6, middle, reached)
        assert reached == pytest.approx((out @ back @ out)[s], abs=1e-3)
