"""The first stage: a mixture of shares that scores every entity, and the best of them.

A linear mixture of empirical distributions, from the exact context to the broadest, as language
models smooth n-grams (Jelinek and Mercer 1980). The weights were learned by EM on ICEWS14's train
split.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from quovadis.forecast.ranking.contexts import (
    BY_COUNTRY,
    BY_COUNTRY_ANY,
    BY_ROLE,
    BY_ROOT,
    EXACT,
    OVERALL,
    PAIR,
    POPULAR,
    ROOT_POPULAR,
)
from quovadis.forecast.ranking.jit import compiled
from quovadis.forecast.ranking.tables import Tables, find_context

__all__ = ["MIXTURE", "best", "broad_scores", "narrow_scores"]

MIXTURE = {
    "exact30": 0.22,
    "exact": 0.16,
    "root": 0.08,
    "pair30": 0.10,
    "pair": 0.08,
    "reply30": 0.06,
    "popular": 0.07,
    "overall": 0.02,
    "root popular": 0.02,
    "country": 0.05,
    "country any": 0.04,
    "role": 0.04,
    "two steps": 0.03,
    "three steps": 0.03,
}
"""The weight of each part."""

_W = tuple(MIXTURE.values())
_MONTH, _ALL = 2, 4  # of tables.HALF_LIVES


@compiled
def _spread(
    tables: Tables, fade: Any, day: int, kind: int, a: int, b: int, h: int, weight: float, to: Any
) -> None:
    """Add a context's shares, times a weight, to the scores of its objects."""
    context = find_context(tables, kind, a, b)
    if context < 0:
        return
    total = tables.context_total[context, h] * fade[day - tables.context_last[context], h]
    scale = np.float32(weight) / (total + np.float32(1e-6))
    cell = np.int64(tables.context_first[context])
    while cell >= 0:
        n = tables.cell_count[cell, h] * fade[day - tables.cell_last[cell], h]
        to[tables.cell_object[cell]] += scale * n
        cell = np.int64(tables.cell_next[cell])


@compiled
def broad_scores(tables: Tables, fade: Any, day: int, r: int, g: int, d: int, to: Any) -> None:
    """Fill in the parts that do not depend on the source."""
    to[:] = 0
    _spread(tables, fade, day, POPULAR, r, 0, _MONTH, _W[6] / 2, to)
    _spread(tables, fade, day, POPULAR, r, 0, _ALL, _W[6] / 2, to)
    _spread(tables, fade, day, OVERALL, d, 0, _MONTH, _W[7], to)
    # However seldom, and in whichever direction: whoever was seen comes before those never seen.
    _spread(tables, fade, day, OVERALL, 1 - d, 0, _ALL, 1e-5, to)
    _spread(tables, fade, day, ROOT_POPULAR, g, 0, _MONTH, _W[8], to)


@compiled
def narrow_scores(tables: Tables, fade: Any, day: int, keys: Any, steps: Any, to: Any) -> None:
    """Add the parts that depend on the source.

    Args:
        keys: s, r, inverse of r, root and direction, direction, country of s, role of s.
        steps: Chances of the two-step and three-step walks.
    """
    s, r, inverse, g, d, c, k = keys
    _spread(tables, fade, day, EXACT, s, r, _MONTH, _W[0], to)
    _spread(tables, fade, day, EXACT, s, r, _ALL, _W[1], to)
    _spread(tables, fade, day, BY_ROOT, s, g, _MONTH, _W[2], to)
    _spread(tables, fade, day, PAIR, s, d, _MONTH, _W[3], to)
    _spread(tables, fade, day, PAIR, s, 2, _ALL, _W[4], to)
    _spread(tables, fade, day, EXACT, s, inverse, _MONTH, _W[5], to)
    _spread(tables, fade, day, BY_COUNTRY, c, r, _ALL, _W[9], to)
    _spread(tables, fade, day, BY_COUNTRY_ANY, c, d, _MONTH, _W[10], to)
    _spread(tables, fade, day, BY_ROLE, k, r, _ALL, _W[11], to)
    two, three = steps
    for o in range(len(to)):
        to[o] += _W[12] * two[o] + _W[13] * three[o]


@compiled
def best(scores: Any, k: int, order: Any) -> int:
    """Put the k best entities with a score above zero into `order`, best first; say how many."""
    n = len(scores)
    positive = 0
    for o in range(n):
        if scores[o] > 0:
            positive += 1
    k = min(k, positive)
    if k == 0:
        return 0
    threshold = np.partition(scores, n - k)[n - k]
    m = 0
    for o in range(n):  # entities at the threshold may be left out, by number
        if scores[o] > threshold:
            order[m] = o
            m += 1
    for o in range(n):
        if scores[o] == threshold and m < k:
            order[m] = o
            m += 1
    ranked = np.argsort(-scores[order[:k]])
    order[:k] = order[:k][ranked]
    return k
