"""Ranks from candidates against ranking every entity; what is drawn to learn from."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba", reason="ranking needs Numba: quovadis[forecast]")

from quovadis.forecast.ranking.evaluation import mean_rank
from quovadis.forecast.ranking.features import FEATURES, Asked
from quovadis.forecast.ranking.quadruples import Questions
from quovadis.forecast.ranking.sample import answers, draw, join, ranks, some


def asked() -> Asked:
    """One question with answers 4, 2 and 7 (no candidate), another with answer 0."""
    start = np.array([0, 3, 4], np.int32)
    q = Questions(
        9, *np.zeros((2, 2), np.int32), start, np.array([4, 2, 7, 0], np.int32),
        np.arange(4, dtype=np.int32),
    )  # fmt: skip
    candidates = np.array([[4, 1, 2, 3], [5, 0, 6, 0]], np.int32)
    features = np.random.default_rng(0).random((2, 4, len(FEATURES)), np.float32)
    return Asked(q, candidates, np.array([4, 3], np.int32), features, np.array([0, 0, 2.5, 0]))


def test_answers_are_marked_only_among_candidates() -> None:
    assert answers(asked()).tolist() == [[True, False, True, False], [False, True, False, False]]


def test_ranks_pass_over_other_answers_and_share_ties() -> None:
    scores = np.array([[0.1, 0.5, 0.5, 0.9], [0.3, 0.3, 0.1, 9.0]])
    # 4: below 1 and 3. 2: ties with 1, below 3. 7: after 1 and 3, then 2.5 among the rest.
    # 0: ties with 5; the fourth place of the second question is no candidate.
    assert ranks(asked(), scores).tolist() == [3.0, 2.5, 4.5, 1.5]


def test_ranks_equal_those_of_a_score_for_every_entity() -> None:
    reply, scores = asked(), np.array([[0.1, 0.5, 0.4, 0.9], [0.3, 0.2, 0.1, 0.0]])
    whole = np.full(8, -1.0)
    whole[reply.candidates[0]] = scores[0]
    for i, (answer, others) in enumerate(((4, [2, 7]), (2, [4, 7]))):
        assert ranks(reply, scores)[i] == mean_rank(whole, answer, others)


def test_drawn_are_all_answers_the_best_and_some_of_the_rest() -> None:
    drawn = draw(asked(), np.random.default_rng(0), hard=1, easy=0)
    # Of the first question its first candidate (an answer) and the other answer; of the second
    # the first candidate and the answer.
    assert drawn.start.tolist() == [0, 2, 4]
    assert drawn.answer.tolist() == [True, True, False, True]
    assert drawn.offset.tolist() == [0, 0, 0, 0]


def test_what_was_drawn_by_chance_stands_for_the_rest() -> None:
    rng = np.random.default_rng(0)
    plain = draw(asked(), rng, hard=4, easy=0)
    assert not plain.offset.any()
    drawn = [draw(asked(), rng, hard=0, easy=2) for _ in range(400)]
    # Half of the candidates that are no answers are kept, each counting for two.
    kept = np.mean([(~d.answer).sum() for d in drawn])
    assert kept == pytest.approx(0.5 * 4, abs=0.15)
    assert set(np.concatenate([d.offset for d in drawn]).round(4)) == {0, np.float32(0.6931)}


def test_questions_without_an_answer_teach_nothing() -> None:
    reply = asked()
    none = Asked(reply.questions, reply.candidates + 8, reply.count, reply.features, reply.rest)
    assert len(draw(none, np.random.default_rng(0)).day) == 0


def test_joined_samples_keep_their_questions() -> None:
    one = draw(asked(), np.random.default_rng(0), hard=4)
    both = join([one, one])
    assert both.start.tolist() == [0, 4, 7, 11, 14]
    assert both.features.dtype == np.float16
    assert np.array_equal(both.features[7:], one.features)
    assert join([]).start.tolist() == [0]


def test_joining_can_empty_the_list_on_the_way() -> None:
    one = draw(asked(), np.random.default_rng(0), hard=4)
    parts = [one, one]
    joined, consumed = join(parts), join(parts, consume=True)
    assert parts == []
    assert np.array_equal(joined.features, consumed.features)
    assert np.array_equal(joined.start, consumed.start)


def test_some_questions_keep_their_rows() -> None:
    one = draw(asked(), np.random.default_rng(0), hard=4)
    both = join([one, one])
    kept = some(both, np.array([False, True, True, False]))
    assert kept.start.tolist() == [0, 3, 7]
    assert np.array_equal(kept.features, both.features[4:11])
    assert np.array_equal(kept.answer, both.answer[4:11])
