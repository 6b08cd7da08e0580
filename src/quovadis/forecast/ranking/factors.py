"""Learned likeness: vectors of entities, relations, countries and roles, learned as days pass.

The score of (s, r, o) is ``q . p + b``, with ``q = u_s + w_r + u_s * m_r + x_c + y_k`` (c and k the
country and role of s) and ``p = v_o + c_c + d_k`` (those of o): a two-tower form of DistMult (Yang
et al. 2015, ICLR) with the traits of names, so that an entity seldom seen leans on its country and
role. It is trained by a softmax against sampled objects with row-wise AdaGrad (Duchi et al. 2011),
each day on that day's facts and on facts drawn from the history, the later the likelier. A score
given on day t was thus learned from the days before only, in training as in use.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.ranking.jit import compiled
from quovadis.forecast.ranking.quadruples import Ints, Quadruples
from quovadis.forecast.ranking.traits import Traits

__all__ = ["Factors", "empty_factors", "learn_factors", "question_vector", "score_factor"]

_SIZE = 96
_NEGATIVES = 24
_RATE = np.float32(0.08)


class Factors(NamedTuple):
    """Vectors by row, and the sums of squared slopes that set their learning rates."""

    source: NDArray[np.float32]
    relation: NDArray[np.float32]
    scale: NDArray[np.float32]
    source_country: NDArray[np.float32]
    source_role: NDArray[np.float32]
    target: NDArray[np.float32]
    target_country: NDArray[np.float32]
    target_role: NDArray[np.float32]
    bias: NDArray[np.float32]
    squares: tuple[NDArray[np.float32], ...]


def empty_factors(n_entities: int, traits: Traits, seed: int = 0) -> Factors:
    """Small random vectors."""
    rng = np.random.default_rng(seed)
    n_r = 2 * traits.n_relations
    n_c, n_k = int(traits.country.max()) + 1, int(traits.role.max()) + 1
    rows = (n_entities, n_r, n_r, n_c, n_k, n_entities, n_c, n_k)
    vectors = [(0.1 * rng.standard_normal((n, _SIZE))).astype(np.float32) for n in rows]
    squares = tuple(np.full(n, 1e-2, np.float32) for n in (*rows, n_entities))
    return Factors(*vectors, np.zeros(n_entities, np.float32), squares)  # type: ignore[call-arg, arg-type]


@compiled
def question_vector(f: Any, s: int, r: int, country: Any, role: Any, q: Any) -> None:
    """Fill in q for the question (s, r, ?)."""
    c, k = country[s], role[s]
    for i in range(q.shape[0]):
        q[i] = (
            f.source[s, i] * (1 + f.scale[r, i])
            + f.relation[r, i]
            + f.source_country[c, i]
            + f.source_role[k, i]
        )


@compiled
def score_factor(f: Any, q: Any, o: int, country: Any, role: Any) -> Any:
    """The score of a candidate."""
    c, k = country[o], role[o]
    total = f.bias[o]
    for i in range(q.shape[0]):
        total += q[i] * (f.target[o, i] + f.target_country[c, i] + f.target_role[k, i])
    return total


@compiled
def _move(row: Any, squares: Any, at: int, slope: Any) -> None:
    """One AdaGrad step of a row, with one rate for the whole row."""
    total = np.float32(0)
    for i in range(slope.shape[0]):
        total += slope[i] * slope[i]
    squares[at] += total / np.float32(slope.shape[0])
    rate = _RATE / np.sqrt(squares[at])
    for i in range(slope.shape[0]):
        row[i] -= rate * slope[i]


@compiled
def _one(f, s, r, objects, n, country, role, q, score, dq, dp):  # type: ignore[no-untyped-def]
    """One softmax step; objects[0] is the answer, the others are drawn."""
    size = q.shape[0]
    question_vector(f, s, r, country, role, q)
    top = np.float32(-1e30)
    for j in range(n):
        score[j] = score_factor(f, q, objects[j], country, role)
        top = max(top, score[j])
    total = np.float32(0)
    for j in range(n):
        score[j] = np.exp(score[j] - top)
        total += score[j]
    dq[:] = 0
    for j in range(n):
        o = objects[j]
        g = score[j] / total - (1 if j == 0 else 0)
        if abs(g) < 1e-4:
            continue
        c, k = country[o], role[o]
        for i in range(size):
            dq[i] += g * (f.target[o, i] + f.target_country[c, i] + f.target_role[k, i])
            dp[i] = g * q[i]
        _move(f.target[o], f.squares[5], o, dp)
        _move(f.target_country[c], f.squares[6], c, dp)
        _move(f.target_role[k], f.squares[7], k, dp)
        f.squares[8][o] += g * g
        f.bias[o] -= _RATE * g / np.sqrt(f.squares[8][o])
    for i in range(size):
        dp[i] = dq[i] * f.source[s, i]
    slope_s = dq * (1 + f.scale[r])
    _move(f.scale[r], f.squares[2], r, dp)
    _move(f.source[s], f.squares[0], s, slope_s)
    _move(f.relation[r], f.squares[1], r, dq)
    _move(f.source_country[country[s]], f.squares[3], country[s], dq)
    _move(f.source_role[role[s]], f.squares[4], role[s], dq)


@compiled
def _learn(f, source, relation, target, which, country, role, seed):  # type: ignore[no-untyped-def]
    np.random.seed(seed)
    n_past = len(source)
    q, dq, dp = (
        np.zeros(_SIZE, np.float32),
        np.zeros(_SIZE, np.float32),
        np.zeros(_SIZE, np.float32),
    )
    score = np.zeros(_NEGATIVES + 1, np.float32)
    objects = np.zeros(_NEGATIVES + 1, np.int64)
    for i in which:
        objects[0] = target[i]
        n = 1
        for _ in range(_NEGATIVES):
            o = np.int64(target[np.random.randint(n_past)])
            if o != objects[0]:
                objects[n] = o
                n += 1
        _one(f, np.int64(source[i]), np.int64(relation[i]), objects, n, country, role,
             q, score, dq, dp)  # fmt: skip


def learn_factors(
    factors: Factors,
    past: Quadruples,
    today: int,
    country: Ints,
    role: Ints,
    *,
    replays: int = 4,
    memory: float = 60.0,
    seed: int = 0,
) -> None:
    """Learn from the last `today` facts of the past, and again from some of all.

    Args:
        factors: Changed in place.
        past: All facts so far in order of time, in both directions.
        today: How many of them are new.
        country, role: Of the entities.
        replays: Facts drawn from the past for each new one.
        memory: Days over which the chance to be drawn falls to 1/e.
        seed: Of the drawing.
    """
    rng = np.random.default_rng([seed, len(past)])
    n = len(past)
    new = rng.permutation(np.arange(n - today, n))
    age = np.minimum(rng.exponential(memory, replays * today), int(past.day[-1] - past.day[0]))
    day = past.day[-1] - age
    low = np.searchsorted(past.day, np.floor(day))
    high = np.searchsorted(past.day, np.floor(day), side="right")
    drawn = low + (rng.random(len(low)) * np.maximum(high - low, 1)).astype(np.int64)
    which = np.concatenate([np.minimum(drawn, n - 1), new])
    _learn(factors, past.source, past.relation, past.target, which, country, role, int(n % 2**31))
