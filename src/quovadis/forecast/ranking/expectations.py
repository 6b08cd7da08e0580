"""The most likely next events of an actor: how often it does what, times to whom it will do it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.ranking.contexts import EXACT
from quovadis.forecast.ranking.features import ask
from quovadis.forecast.ranking.history import History
from quovadis.forecast.ranking.quadruples import Questions
from quovadis.forecast.ranking.tables import HALF_LIVES, find_context

__all__ = ["Expected", "Ranker", "most_likely"]

_MONTH = 2  # of HALF_LIVES


class Ranker(Protocol):
    """What scores candidates: the additive or the boosted model."""

    def score(self, features: NDArray[np.float32]) -> NDArray[np.floating]: ...


@dataclass(frozen=True, slots=True)
class Expected:
    """An event to be expected.

    Attributes:
        relation: By number; from the number of relations on it is an inverse, so that the
            event is one of `target` towards the actor asked about.
        target: By number.
        share: Of this target among the targets of that relation, 0 to 1.
        per_day: Expected number of such events a day.
    """

    relation: int
    target: int
    share: float
    per_day: float


def most_likely(
    history: History, model: Ranker, source: int, day: int, *, n: int = 10, relations: int = 8
) -> list[Expected]:
    """Say which events of an actor are to be expected on a day, the likeliest first.

    The rate of a relation is its count, faded with a half-life of 30 days, over the sum of all
    weights so far; it is shared among targets by the model's softmax over the candidates.

    Args:
        history: All facts before that day.
        model: Additive or boosted.
        source: The actor, by number.
        day: Not before the day after the last one in the history.
        n: How many events to name.
        relations: How many relations (of either direction) to look at, the most frequent.
    """
    both = 2 * history.traits.n_relations
    weights = sum(2.0 ** (-k / HALF_LIVES[_MONTH]) for k in range(1, day + 1))
    rate = np.zeros(both)
    for r in range(both):
        context = find_context(history.tables, EXACT, source, r)
        if context >= 0:
            age = day - int(history.tables.context_last[context])
            faded = history.tables.context_total[context, _MONTH] * history.fade[age, _MONTH]
            rate[r] = float(faded) / weights
    asked = np.sort(np.argsort(-rate)[:relations])
    asked = asked[rate[asked] > 0]
    nothing = np.zeros(0, np.int32)
    start = np.zeros(len(asked) + 1, np.int32)
    questions = Questions(
        day, np.full(len(asked), source, np.int32), asked.astype(np.int32), start, nothing, nothing
    )
    reply = ask(history, questions)
    scores = model.score(reply.features)
    found = []
    for i, r in enumerate(asked.tolist()):
        kept = scores[i, : reply.count[i]].astype(np.float64)
        share = np.exp(kept - kept.max(initial=-math.inf))
        share /= share.sum()
        for j in np.argsort(-share)[:n].tolist():
            p = float(share[j])
            found.append(Expected(r, int(reply.candidates[i, j]), p, p * float(rate[r])))
    return sorted(found, key=lambda e: -e.per_day)[:n]
