"""The recurrency baseline on facts small enough to rank by hand."""

from __future__ import annotations

import numpy as np
import pytest

from quovadis.forecast.ranking.evaluation import score_ranks
from quovadis.forecast.ranking.quadruples import Quadruples, both_directions
from quovadis.forecast.ranking.recurrency import Recurrency, recurrency_ranks, tune_recurrency

pytest.importorskip("numba", reason="ranking needs Numba: quovadis[forecast]")


def facts(rows: list[tuple[int, int, int, int]]) -> Quadruples:
    return Quadruples(*np.array(rows, np.int32).reshape(-1, 4).T.copy())


# One relation, five entities. Entity 0 acted on 1 twice, on 2 once (later); 3 acted on 4.
HISTORY = [(0, 0, 1, 0), (0, 0, 1, 1), (3, 0, 4, 1), (0, 0, 2, 4)]


def ranks_of(asked: list[tuple[int, int, int, int]], decay: float, weight: float) -> list[float]:
    two = np.ones(2)
    found = recurrency_ranks(
        facts(HISTORY + asked), facts(asked), 5, 1, Recurrency(decay * two, weight * two)
    )
    return found.tolist()


def test_strict_without_decay_counts() -> None:
    # (0, r, ?): 1 twice, 2 once. (?, r, 2): only 0.
    assert ranks_of([(0, 0, 2, 5)], decay=0, weight=1) == [2.0, 1.0]


def test_strict_with_decay_prefers_the_latest() -> None:
    # At day 5 with half-life one day: 1 has 2^-5 + 2^-4, 2 has 2^-1.
    assert ranks_of([(0, 0, 2, 5)], decay=1, weight=1) == [1.0, 1.0]


def test_strict_ties_all_that_never_happened() -> None:
    # (0, r, ?): 1 and 2 are better than 4, which ties with 0 and 3: mean of 3, 4, 5.
    # (?, r, 4): 3 is better than 0, which ties with 1, 2 and 4: mean of 2, 3, 4, 5.
    assert ranks_of([(0, 0, 4, 5)], decay=0, weight=1) == [4.0, 3.5]


def test_relaxed_counts_objects_of_the_relation() -> None:
    # Objects of r: 1 twice, 2 and 4 once. Sources: 0 three times, 3 once.
    assert ranks_of([(3, 0, 2, 5)], decay=0, weight=0) == [2.5, 2.0]


def test_combined_breaks_ties_of_the_strict_score() -> None:
    # (3, r, ?): 4 by the strict score, then 1 and 2 by their shares.
    assert ranks_of([(3, 0, 2, 5)], decay=0, weight=0.5)[0] == 3.0


def test_other_answers_of_the_day_are_passed_over() -> None:
    both = ranks_of([(0, 0, 1, 5), (0, 0, 2, 5)], decay=0, weight=1)
    assert both[:2] == [1.0, 1.0]


def test_facts_of_the_day_itself_do_not_help() -> None:
    # 0 never acted on 3 before day 5, so that day's fact must not lift 3.
    assert ranks_of([(0, 0, 3, 5)], decay=0, weight=1)[0] == 4.0


def test_tuning_finds_that_the_latest_counts() -> None:
    valid = facts([(0, 0, 2, 5)])
    tuned = tune_recurrency(facts([*HISTORY, (0, 0, 2, 5)]), valid, 5, 1)
    assert tuned.decay[0] > 0
    assert recurrency_ranks(facts([*HISTORY, (0, 0, 2, 5)]), valid, 5, 1, tuned)[0] == 1.0


def test_scores_agree_with_ranking_every_entity() -> None:
    rng = np.random.default_rng(0)
    rows = np.unique(rng.integers(0, (6, 2, 6, 8), (150, 4)), axis=0).astype(np.int32)
    everything = facts([tuple(r) for r in rows.tolist()])
    asked = everything.take(everything.day >= 6)
    tuned = Recurrency(np.array([0.1, 0.5, 0, 1]), np.array([0.9, 0.5, 0.99, 0.1]))
    both, past = both_directions(asked, 2), both_directions(everything, 2)
    slow = []
    for s, r, o, t in zip(both.source, both.relation, both.target, both.day, strict=True):
        score = np.zeros(6)
        before = past.take((past.relation == r) & (past.day < t))
        norm = sum(2.0 ** (-tuned.decay[r] * k) for k in range(1, t + 1))
        for source, target, day in zip(before.source, before.target, before.day, strict=True):
            if source == s:
                score[target] += tuned.weight[r] * 2.0 ** (tuned.decay[r] * (day - t)) / norm
            score[target] += (1 - tuned.weight[r]) / len(before)
        score = score.round(12)
        same = (both.source == s) & (both.relation == r) & (both.day == t) & (both.target != o)
        kept = np.setdiff1d(np.arange(6), [*both.target[same], o])
        better, equal = (score[kept] > score[o]).sum(), (score[kept] == score[o]).sum()
        slow.append(1 + better + equal / 2)
    fast = recurrency_ranks(everything, asked, 6, 2, tuned)
    assert score_ranks(fast, both.day).mrr == pytest.approx(
        score_ranks(np.array(slow), both.day).mrr, abs=1.0
    )
