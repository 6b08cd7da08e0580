"""The recurrency baseline: what happened before happens again.

Gastinger, Meilicke, Errica, Sztyler, Schuelke, Stuckenschmidt (2024), *History Repeats Itself: A
Baseline for Temporal Knowledge Graph Forecasting*, IJCAI. For the question (s, r, ?, t):

- strict: how often and how lately (s, r, o) happened, ``sum_k 2**(decay * (k - t))`` over its days
  k, divided by the same sum over all days of the history;
- relaxed: the share of o among all objects of r, whoever the source;
- combined: ``weight * strict + (1 - weight) * relaxed``.

Decay and weight are chosen for each relation and direction on the validation split: first the decay
for the strict score alone, then the weight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.ranking.jit import compiled
from quovadis.forecast.ranking.quadruples import Ints, Quadruples, both_directions, by_day

__all__ = ["DECAYS", "WEIGHTS", "Recurrency", "recurrency_ranks", "tune_recurrency"]

DECAYS = (0, 1e-4, 5e-4, 1e-3, 5e-3, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.5, 0.9, 1.0001)
WEIGHTS = (0, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 1)
_DEFAULT = (1.0001, 0.99999)


@dataclass(frozen=True, slots=True)
class Recurrency:
    """What the baseline is tuned by.

    Attributes:
        decay: For each relation, inverses after the rest; 0 forgets nothing, 1 halves by the day.
        weight: For each relation, of the strict score; 0 to 1.
    """

    decay: NDArray[np.float64]
    weight: NDArray[np.float64]


def recurrency_ranks(
    history: Quadruples,
    asked: Quadruples,
    n_entities: int,
    n_relations: int,
    tuned: Recurrency,
) -> NDArray[np.float64]:
    """Mean ranks of the answers of `asked`: targets first, then sources (as inverse questions).

    Args:
        history: All facts that may be used, those of `asked` too; only days before a question's
            own are.
        asked: The facts to ask for, in both directions.
        n_entities: How many entities there are.
        n_relations: How many relations, not counting inverses.
        tuned: Decays and weights.
    """
    past = _sorted(both_directions(history, n_relations))
    key = past.source.astype(np.int64) * (2 * n_relations) + past.relation
    both = both_directions(asked, n_relations)
    ranks = np.zeros(len(both))
    seen = np.zeros((2 * n_relations, n_entities), np.int32)
    listed = np.zeros((2 * n_relations, n_entities), np.int32)
    length = np.zeros((2, 2 * n_relations), np.int64)
    order = np.argsort(past.day, kind="stable")
    first, done = int(past.day.min()), 0
    for day, index in by_day(both):
        upto = int(np.searchsorted(past.day[order], day))
        new = order[done:upto]
        _count(seen, listed, length, past.relation[new], past.target[new])
        done = upto
        q = _sorted_index(both, index)
        ranks[q] = _ranks_of_day(
            day, day - first, (both.source[q], both.relation[q], both.target[q]),
            (key, past.target, past.day), (seen, listed, length),
            n_entities, tuned.decay, tuned.weight,
        )  # fmt: skip
    return ranks


def tune_recurrency(
    history: Quadruples, valid: Quadruples, n_entities: int, n_relations: int
) -> Recurrency:
    """Choose decay and weight for each relation and direction by the MRR on `valid`.

    Args:
        history: The facts before `valid`, and those of `valid`.
        valid: The facts to tune on.
        n_entities: How many entities there are.
        n_relations: How many relations, not counting inverses.
    """
    relation = both_directions(valid, n_relations).relation
    asked = np.bincount(relation, minlength=2 * n_relations) > 0
    one = np.ones(2 * n_relations)

    def best(
        grid: tuple[float, ...], default: float, of_decay: NDArray[np.float64] | None
    ) -> NDArray[np.float64]:
        mrr = np.zeros((len(grid), 2 * n_relations))
        for i, value in enumerate(grid):
            trial = (
                Recurrency(value * one, one)
                if of_decay is None
                else Recurrency(of_decay, value * one)
            )
            ranks = recurrency_ranks(history, valid, n_entities, n_relations, trial)
            mrr[i] = np.bincount(relation, 1 / ranks, minlength=2 * n_relations)
        return np.where(asked, np.array(grid)[mrr.argmax(0)], default)

    decay = best(DECAYS, _DEFAULT[0], None)
    return Recurrency(decay, best(WEIGHTS, _DEFAULT[1], decay))


def _sorted(facts: Quadruples) -> Quadruples:
    return facts.take(np.lexsort((facts.day, facts.relation, facts.source)))


def _sorted_index(facts: Quadruples, index: NDArray[np.intp]) -> NDArray[np.intp]:
    """The index by source and relation, so that the answers of one question stand together."""
    return index[np.lexsort((facts.relation[index], facts.source[index]))]


@compiled
def _count(
    seen: Ints, listed: Ints, length: NDArray[np.int64], relation: Ints, target: Ints
) -> None:
    """Keep, for each relation, its objects, how often each was seen, and the sum."""
    for r, o in zip(relation, target):  # noqa: B905 - Numba knows no strict zip
        if seen[r, o] == 0:
            listed[r, length[0, r]] = o
            length[0, r] += 1
        seen[r, o] += 1
        length[1, r] += 1


@compiled
def _ranks_of_day(day, age, asked, past, counts, n_entities, decay, weight):  # type: ignore[no-untyped-def]
    """Ranks of one day's answers; questions with the same source and relation stand together."""
    source, relation, target = asked
    key, past_target, past_day = past
    seen, listed, length = counts
    n_relations = seen.shape[0]
    ranks = np.zeros(len(source))
    strict = np.zeros(n_entities)
    other = np.zeros(n_entities, np.bool_)
    scores = np.zeros(n_entities)
    start = 0
    while start < len(source):
        s, r = np.int64(source[start]), np.int64(relation[start])
        end = start
        while end < len(source) and source[end] == s and relation[end] == r:
            other[target[end]] = True
            end += 1
        norm = 0.0
        for back in range(1, age + 1):
            norm += 2.0 ** (-decay[r] * back)
        low = np.searchsorted(key, s * n_relations + r)
        high = low
        while high < len(key) and key[high] == s * n_relations + r and past_day[high] < day:
            strict[past_target[high]] += 2.0 ** (decay[r] * (past_day[high] - day)) / norm
            high += 1
        # Every object of (s, r) is an object of r, so the list of r holds all scores above zero.
        n, total = length[0, r], max(length[1, r], 1)
        for i in range(n):
            o = listed[r, i]
            scores[o] = weight[r] * strict[o] + (1 - weight[r]) * seen[r, o] / total
        true = end - start
        for q in range(start, end):
            mine = scores[target[q]]
            better, equal, listed_others = 0, 0, 0
            for i in range(n):
                o = listed[r, i]
                if other[o]:
                    listed_others += 1
                elif scores[o] > mine:
                    better += 1
                elif scores[o] == mine:
                    equal += 1
            if mine == 0.0:
                # The entities that are no object of r score zero, too.
                equal += n_entities - n - (true - listed_others)
            ranks[q] = 1 + better + equal / 2
        for i in range(n):
            scores[listed[r, i]] = 0.0
        for i in range(low, high):
            strict[past_target[i]] = 0.0
        for q in range(start, end):
            other[target[q]] = False
        start = end
    return ranks
