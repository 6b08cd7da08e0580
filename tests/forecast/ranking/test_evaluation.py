"""The protocol of the ranking benchmarks, with numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.forecast.ranking.evaluation import mean_rank, score_ranks

SCORES = np.array([0.9, 0.7, 0.7, 0.7, 0.1])


def test_the_best_entity_has_rank_one() -> None:
    assert mean_rank(SCORES, answer=0) == 1.0


def test_ties_share_the_mean_of_their_ranks() -> None:
    # Three entities share the ranks 2, 3 and 4.
    assert [mean_rank(SCORES, answer=i) for i in (1, 2, 3)] == [3.0, 3.0, 3.0]


def test_other_answers_are_passed_over_whether_better_or_equal() -> None:
    assert mean_rank(SCORES, answer=4, others=[0, 1]) == 3.0
    assert mean_rank(SCORES, answer=1, others=[2]) == 2.5


def test_a_constant_score_earns_the_middle_not_the_top() -> None:
    assert mean_rank(np.zeros(101), answer=7) == 51.0


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=2, max_size=8))
def test_ranks_of_all_entities_sum_as_without_ties(scores: list[float]) -> None:
    ranks = [mean_rank(np.array(scores), i) for i in range(len(scores))]
    assert sum(ranks) == len(scores) * (len(scores) + 1) / 2


def test_scores_by_hand() -> None:
    ranks = np.array([1.0, 1.5, 3.0, 10.0, 10.5])
    scores = score_ranks(ranks, np.arange(5))
    assert scores.mrr == pytest.approx(100 * (1 + 2 / 3 + 1 / 3 + 1 / 10 + 2 / 21) / 5)
    assert (scores.hits1, scores.hits3, scores.hits10) == pytest.approx((20, 60, 80))
    assert scores.n == 5


def test_the_interval_draws_whole_days() -> None:
    # Within each day all ranks are equal, so that drawing days gives few distinct means:
    # with two days of equal size 1, 1/2 and their mean.
    ranks, days = np.repeat([1.0, 2.0], 50), np.repeat([3, 4], 50)
    assert score_ranks(ranks, days).mrr_interval == (50.0, 100.0)


def test_one_day_leaves_no_doubt_that_days_could_show() -> None:
    scores = score_ranks(np.array([1.0, 4.0]), np.array([9, 9]))
    assert scores.mrr_interval == (scores.mrr, scores.mrr)


@pytest.mark.parametrize("ranks", [[], [0.5]])
def test_impossible_ranks_are_refused(ranks: list[float]) -> None:
    with pytest.raises(ValueError, match="ranks"):
        score_ranks(np.array(ranks), np.zeros(len(ranks), int))
