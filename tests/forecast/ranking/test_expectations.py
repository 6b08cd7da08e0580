"""What is to be expected of an actor that does one thing every day."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba", reason="ranking needs Numba: quovadis[forecast]")

from quovadis.forecast.ranking.additive import Additive
from quovadis.forecast.ranking.expectations import most_likely
from quovadis.forecast.ranking.features import FEATURES
from quovadis.forecast.ranking.history import History
from quovadis.forecast.ranking.quadruples import Quadruples, both_directions
from quovadis.forecast.ranking.traits import Traits

WEIGHTS = np.zeros(len(FEATURES), np.float32)
WEIGHTS[FEATURES.index("exact: share")] = 1.0
MODEL = Additive(WEIGHTS, np.ones(len(FEATURES), np.float32))


def daily(traits: Traits, days: int) -> History:
    """Entity 0 does 2 to 5 every day; on every fourth day it does 3 to 6."""
    history = History(36, traits, days)
    for day in range(days):
        rows = [(0, 2, 5, day)] + ([(0, 3, 6, day)] if day % 4 == 0 else [])
        facts = Quadruples(*np.array(rows, np.int32).T.copy())
        history.add(both_directions(facts, traits.n_relations), day)
    return history


def test_the_daily_event_comes_first_once_a_day(traits: Traits) -> None:
    first, second, *_ = most_likely(daily(traits, 40), MODEL, 0, 40)
    assert (first.relation, first.target) == (2, 5)
    assert first.per_day == pytest.approx(1.0, abs=0.15)
    assert (second.relation, second.target) == (3, 6)
    assert second.per_day == pytest.approx(0.25, abs=0.08)


def test_events_towards_an_actor_are_inverse_relations(traits: Traits) -> None:
    first = most_likely(daily(traits, 40), MODEL, 5, 40)[0]
    assert (first.relation, first.target) == (2 + traits.n_relations, 0)


def test_shares_of_a_relation_sum_to_one(traits: Traits) -> None:
    found = most_likely(daily(traits, 40), MODEL, 0, 40, n=100, relations=1)
    assert sum(e.share for e in found) == pytest.approx(1)
    assert {e.relation for e in found} == {2}


def test_an_actor_never_seen_expects_nothing(traits: Traits) -> None:
    assert most_likely(daily(traits, 10), MODEL, 30, 10) == []
