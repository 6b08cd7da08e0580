"""Whom a random walker reaches: two steps over partners, three steps over what they share.

Three steps from s are s -> o' <- s' -> o: to targets of those who share targets with s, which is
what collaborative filtering by neighbours does (P3: Cooper, Lee, Radzik, Siantos 2014, *Random
walks in recommender systems*, WWW).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.ranking.contexts import EXACT, PAIR
from quovadis.forecast.ranking.jit import compiled
from quovadis.forecast.ranking.tables import Tables, find_context

__all__ = ["Graph", "graph", "relation_steps", "three_steps", "two_steps"]

Graph = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]
"""Rows of chances to step: starts, partners, chances (as in a sparse matrix by rows)."""


@compiled
def graph(tables: Tables, fade: Any, day: int, n: int, d: int, h: int) -> Any:
    """Chances to step from each entity to its partners in direction d: by roots of counts."""
    start = np.zeros(n + 1, np.int64)
    for s in range(n):
        context = find_context(tables, PAIR, s, d)
        cells = np.int64(tables.context_cells[context]) if context >= 0 else np.int64(0)
        start[s + 1] = start[s] + cells
    partner = np.zeros(start[n], np.int32)
    chance = np.zeros(start[n], np.float32)
    for s in range(n):
        i, total = start[s], np.float32(0)
        if i == start[s + 1]:
            continue
        cell = np.int64(tables.context_first[find_context(tables, PAIR, s, d)])
        while cell >= 0:
            age = day - tables.cell_last[cell]
            partner[i] = tables.cell_object[cell]
            chance[i] = np.sqrt(tables.cell_count[cell, h] * fade[age, h])
            total += chance[i]
            i += 1
            cell = np.int64(tables.cell_next[cell])
        for k in range(start[s], start[s + 1]):
            chance[k] /= total + np.float32(1e-6)
    return start, partner, chance


@compiled
def _step(here: Any, rows: Any, there: Any) -> None:
    start, partner, chance = rows
    for x in range(len(here)):
        p = here[x]
        if p > 1e-6:
            for k in range(start[x], start[x + 1]):
                there[partner[k]] += p * chance[k]


@compiled
def two_steps(s: int, rows: Any, reached: Any) -> None:
    """Fill `reached` with the chance to stand at each entity after two steps over partners."""
    start, partner, chance = rows
    reached[:] = 0
    for i in range(start[s], start[s + 1]):
        x, p = partner[i], chance[i]
        for k in range(start[x], start[x + 1]):
            reached[partner[k]] += p * chance[k]


@compiled
def three_steps(s: int, out: Any, back: Any, middle: Any, reached: Any) -> None:
    """Fill `reached` with the chance to stand at each entity after s -> o' <- s' -> o."""
    start, partner, chance = out
    start_back, partner_back, chance_back = back
    reached[:] = 0
    middle[:] = 0
    for i in range(start[s], start[s + 1]):
        x, p = partner[i], chance[i]
        for k in range(start_back[x], start_back[x + 1]):
            middle[partner_back[k]] += p * chance_back[k]
    _step(middle, out, reached)


@compiled
def relation_steps(tables: Tables, s: int, r: int, inverse: int, middle: Any, reached: Any) -> None:
    """The same three steps over facts of one relation only."""
    reached[:] = 0
    middle[:] = 0
    last = tables.cell_count.shape[1] - 1
    first = find_context(tables, EXACT, s, r)
    if first < 0:
        return
    cell = np.int64(tables.context_first[first])
    while cell >= 0:
        p = tables.cell_count[cell, last] / tables.context_total[first, last]
        back = find_context(tables, EXACT, np.int64(tables.cell_object[cell]), inverse)
        if back >= 0:
            k = np.int64(tables.context_first[back])
            while k >= 0:
                share = tables.cell_count[k, last] / tables.context_total[back, last]
                middle[tables.cell_object[k]] += p * share
                k = np.int64(tables.cell_next[k])
        cell = np.int64(tables.cell_next[cell])
    for x in range(len(middle)):
        if middle[x] > 1e-5:
            third = find_context(tables, EXACT, x, r)
            if third < 0:
                continue
            k = np.int64(tables.context_first[third])
            while k >= 0:
                share = tables.cell_count[k, last] / tables.context_total[third, last]
                reached[tables.cell_object[k]] += middle[x] * share
                k = np.int64(tables.cell_next[k])
