"""Rules from relation to relation, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba", reason="ranking needs Numba: quovadis[forecast]")

from quovadis.forecast.ranking.history import History
from quovadis.forecast.ranking.quadruples import Quadruples, both_directions
from quovadis.forecast.ranking.traits import Traits
from quovadis.forecast.ranking.transfer import bucket, confidence


def test_buckets_tell_lags_and_counts_apart() -> None:
    assert [bucket(days, 1) // 3 for days in (1, 2, 3, 4, 8, 16, 64, 300)] == [
        0,
        1,
        1,
        2,
        3,
        4,
        6,
        7,
    ]
    assert [bucket(1, count) % 3 for count in (1, 2, 4, 5, 50)] == [0, 1, 1, 2, 2]


def test_a_rule_that_held_once_in_two_trials() -> None:
    none = np.zeros(6, np.int32)
    traits = Traits(none, none, none[:2], none[:2])
    history = History(6, traits, 10)

    def add(day: int, *rows: tuple[int, int, int]) -> None:
        columns = np.array([(*row, day) for row in rows], np.int32).T.copy()
        history.add(both_directions(Quadruples(*columns), 2), day)

    add(0, (0, 0, 1), (0, 0, 2))
    add(3, (0, 1, 1))  # after relation 0, relation 1 from 0: to 1, not to 2
    b = bucket(3, 1)
    assert history.transfer.trials[0, 1, b] == 2
    assert history.transfer.hits[0, 1, b] == 1
    prior = history.transfer.same_hits[0, b] / history.transfer.same_trials[0, b]
    assert confidence(history.transfer, 0, 1, b) == pytest.approx((1 + 4 * prior) / (2 + 4))
    # The same seen from the targets: (1, inverse of 1, ?) had the one partner 0.
    assert history.transfer.trials[2, 3, b] == history.transfer.hits[2, 3, b] == 1
