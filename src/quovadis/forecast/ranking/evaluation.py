"""How well a ranking answers (s, r, ?, t) and (?, r, o, t).

The protocol of Gastinger et al. (2023), *Comparing Apples and Oranges? On the Evaluation of Methods
for Temporal Knowledge Graph Forecasting* (ECML PKDD): single-step (all facts before day t may be
used), both directions, each fact asked once in each; **time-aware filter** (other true answers
to the same question on the same day are passed over, nothing else); **ties take the mean rank**.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Interval", "RankingScores", "mean_rank", "score_ranks"]

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RankingScores:
    """Mean reciprocal rank and the shares of answers among the first 1, 3 and 10, in percent.

    Attributes:
        mrr, hits1, hits3, hits10: 0 to 100.
        mrr_interval: 95% interval of the MRR, by drawing whole days anew.
        n: Number of queries.
    """

    mrr: float
    hits1: float
    hits3: float
    hits10: float
    mrr_interval: Interval
    n: int


def mean_rank(scores: NDArray[np.floating], answer: int, others: Sequence[int] = ()) -> float:
    """Rank of an answer among all entities, from 1; entities with equal scores share their mean.

    Args:
        scores: One for each entity, the higher the better.
        answer: The entity asked for.
        others: The other true answers of the same question on the same day, passed over.

    Examples:
        >>> mean_rank(np.array([0.9, 0.5, 0.5, 0.5]), answer=1)
        3.0
        >>> mean_rank(np.array([0.9, 0.5, 0.5, 0.5]), answer=1, others=[0, 3])
        1.5
    """
    kept = np.ones(len(scores), dtype=bool)
    kept[list(others)] = False
    kept[answer] = False
    better = np.count_nonzero(scores[kept] > scores[answer])
    equal = np.count_nonzero(scores[kept] == scores[answer])
    return float(1 + better + equal / 2)


def score_ranks(
    ranks: NDArray[np.float64], days: NDArray[np.integer], *, draws: int = 1000, seed: int = 0
) -> RankingScores:
    """Sum up the ranks of all queries.

    Args:
        ranks: From 1, one for each query; a half where ties share a mean.
        days: The day of each query; queries of a day are drawn together, since they resemble
            each other (Field and Welsh 2007, bootstrapping clustered data).
        draws: How many times to draw the days anew.
        seed: Of the drawing.

    Examples:
        >>> s = score_ranks(np.array([1.0, 2.0, 4.0, 20.0]), np.array([0, 0, 1, 1]))
        >>> round(s.mrr, 4), s.hits1, s.hits3, s.hits10
        (45.0, 25.0, 50.0, 75.0)
    """
    if len(ranks) == 0 or float(ranks.min()) < 1:
        raise ValueError("ranks must be at least 1, and there must be one")
    reciprocal = 1 / ranks
    _, where = np.unique(days, return_inverse=True)
    total, count = np.bincount(where, reciprocal), np.bincount(where)
    drawn = np.random.default_rng(seed).integers(0, len(total), (draws, len(total)))
    mrr = 100 * total[drawn].sum(1) / count[drawn].sum(1)
    low, high = np.quantile(mrr, [0.025, 0.975])
    one, three, ten = (100 * float(np.mean(ranks <= k)) for k in (1, 3, 10))
    interval = (float(low), float(high))
    return RankingScores(100 * float(reciprocal.mean()), one, three, ten, interval, len(ranks))
