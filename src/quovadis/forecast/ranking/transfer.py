"""From relation to relation: after r' happened between two, how likely is r between them?

For each question (s, r, ?, t) of the past and each partner o of s, each relation r' that had
happened between s and o is one trial, by the days since it last did and how often it had; it
succeeded if o was an answer. The share of successes, shrunk towards that of the CAMEO-blind
average of r', is the confidence of the rule "r' then r", as in TLogic (Liu et al. 2022, AAAI) and
CountTRuCoLa (2025).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.ranking.contexts import PAIR, RELATIONS
from quovadis.forecast.ranking.jit import compiled
from quovadis.forecast.ranking.tables import Tables, find_context

__all__ = ["BUCKETS", "Transfer", "bucket", "confidence", "empty_transfer", "learn_transfer"]

BUCKETS = 24
_SHRINK = 4.0


class Transfer(NamedTuple):
    """Trials and successes by (earlier relation, relation asked for, bucket)."""

    trials: NDArray[np.float32]
    hits: NDArray[np.float32]
    same_trials: NDArray[np.float32]
    same_hits: NDArray[np.float32]


def empty_transfer(n: int) -> Transfer:
    """No trials yet, for n relations (inverses counted)."""
    shape, small = (n, n, BUCKETS), (2, BUCKETS)
    return Transfer(
        np.zeros(shape, np.float32),
        np.zeros(shape, np.float32),
        np.full(small, 100.0, np.float32),
        np.full(small, 1.0, np.float32),
    )


@compiled
def bucket(days: int, count: float) -> int:
    """Number of the bucket for so many days since the last time and so many times."""
    lag = 0
    edge = 2
    while lag < 7 and days >= edge:
        lag += 1
        edge *= 2
    often = 0 if count < 2 else 1 if count < 5 else 2
    return lag * 3 + often


@compiled
def confidence(transfer: Transfer, before: int, asked: int, b: int) -> Any:
    """Shrunk share of the trials in which the rule held."""
    same = 1 if before == asked else 0
    prior = transfer.same_hits[same, b] / transfer.same_trials[same, b]
    return (transfer.hits[before, asked, b] + _SHRINK * prior) / (
        transfer.trials[before, asked, b] + _SHRINK
    )


@compiled
def learn_transfer(tables: Tables, transfer: Transfer, day: int, facts: Any, n: int) -> None:
    """Count the trials of one day's facts, in both directions, before they enter the tables."""
    source, relation, target = facts
    order = np.argsort(source.astype(np.int64) * (2 * n) + relation)
    last = tables.cell_count.shape[1] - 1
    i = 0
    while i < len(order):
        s, r = np.int64(source[order[i]]), np.int64(relation[order[i]])
        end = i
        while end < len(order) and source[order[end]] == s and relation[order[end]] == r:
            end += 1
        partners = find_context(tables, PAIR, s, 2)
        cell = np.int64(tables.context_first[partners]) if partners >= 0 else np.int64(-1)
        while cell >= 0:
            o = np.int64(tables.cell_object[cell])
            hit = 0.0
            for k in range(i, end):
                if target[order[k]] == o:
                    hit = 1.0
            rule = np.int64(tables.context_first[find_context(tables, RELATIONS, s, o)])
            while rule >= 0:
                before = np.int64(tables.cell_object[rule])
                b = bucket(day - tables.cell_last[rule], tables.cell_count[rule, last])
                transfer.trials[before, r, b] += 1
                transfer.hits[before, r, b] += hit
                same = 1 if before == r else 0
                transfer.same_trials[same, b] += 1
                transfer.same_hits[same, b] += hit
                rule = np.int64(tables.cell_next[rule])
            cell = np.int64(tables.cell_next[cell])
        i = end
