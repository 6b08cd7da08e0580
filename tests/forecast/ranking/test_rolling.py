"""The models learn, repeat themselves to the last digit, and see nothing of later days."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

pytest.importorskip("numba", reason="ranking needs Numba: quovadis[forecast]")
pytest.importorskip("lightgbm", reason="boosting needs LightGBM: quovadis[forecast]")

from quovadis.forecast.ranking.evaluation import score_ranks
from quovadis.forecast.ranking.quadruples import Quadruples
from quovadis.forecast.ranking.rolling import Plan, Ranked, rank_days
from quovadis.forecast.ranking.traits import Traits

PLAN = Plan(window=15, refit=3, candidates=20, hard=10, easy=5, rounds=8, seeds=(0,))
N, FIRST = 36, 18


def ranked(facts: Quadruples, traits: Traits) -> Ranked:
    return rank_days(facts, facts.take(facts.day >= FIRST), N, traits, PLAN)


@pytest.fixture(scope="module")
def plain(world: Quadruples, traits: Traits) -> Ranked:
    return ranked(world, traits)


def test_every_answer_gets_a_rank(plain: Ranked, world: Quadruples) -> None:
    assert len(plain.boosted) == 2 * int((world.day >= FIRST).sum())
    for ranks in (plain.first_stage, plain.additive, plain.boosted):
        assert ranks.min() >= 1
        assert ranks.max() <= N


def test_models_beat_chance_by_far(plain: Ranked) -> None:
    chance = 100 * np.mean(1 / np.arange(1, N + 1))
    assert score_ranks(plain.additive, plain.day).mrr > 2 * chance
    assert score_ranks(plain.boosted, plain.day).mrr > 2 * chance


def test_same_seed_same_ranks(plain: Ranked, world: Quadruples, traits: Traits) -> None:
    again = ranked(world, traits)
    assert np.array_equal(plain.additive, again.additive)
    assert np.array_equal(plain.boosted, again.boosted)


def test_later_days_change_no_rank(
    plain: Ranked, permuted: Callable[[int], Quadruples], traits: Traits
) -> None:
    other = ranked(permuted(21), traits)
    before = plain.day < 21
    assert before.any()
    assert np.array_equal(plain.additive[before], other.additive[before])
    assert np.array_equal(plain.boosted[before], other.boosted[before])


def test_terms_of_the_additive_model_can_be_read(plain: Ranked) -> None:
    assert plain.models is not None
    terms = plain.models[0].terms()
    assert len(terms) > 20
    assert abs(terms[0][1]) >= abs(terms[-1][1]) > 0


def test_nothing_to_learn_from_is_refused(world: Quadruples, traits: Traits) -> None:
    with pytest.raises(ValueError, match="nothing to learn from"):
        rank_days(world, world.take(world.day >= 0), N, traits, PLAN)
