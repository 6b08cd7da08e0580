"""What happens on the day asked about, or later, changes nothing that is said of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

pytest.importorskip("numba", reason="ranking needs Numba: quovadis[forecast]")

from quovadis.forecast.ranking.features import FEATURES, GAPS, Asked, ask
from quovadis.forecast.ranking.history import History
from quovadis.forecast.ranking.quadruples import Quadruples, both_directions, by_day, questions
from quovadis.forecast.ranking.traits import Traits

N_ENTITIES, LAST, CHANGED = 36, 23, 15


def asked_by_day(facts: Quadruples, traits: Traits, threads: int = 1) -> dict[int, Asked]:
    """Ask each day for targets only, then add it in both directions."""
    history = History(N_ENTITIES, traits, LAST)
    replies = {}
    for day, index in by_day(facts):
        today = facts.take(index)
        replies[day] = ask(history, questions(today, day), 20, threads)
        history.add(both_directions(today, traits.n_relations), day)
    return replies


@pytest.fixture(scope="module")
def plain(world: Quadruples, traits: Traits) -> dict[int, Asked]:
    return asked_by_day(world, traits)


def test_permuting_objects_from_a_day_on_leaves_that_day_and_earlier_ones_alone(
    plain: dict[int, Asked],
    permuted: Callable[[int], Quadruples],
    world: Quadruples,
    traits: Traits,
) -> None:
    other = permuted(CHANGED)
    assert not np.array_equal(other.target, world.target)
    replies = asked_by_day(other, traits)
    for day in range(CHANGED + 1):
        assert np.array_equal(plain[day].questions.source, replies[day].questions.source)
        assert np.array_equal(plain[day].candidates, replies[day].candidates), day
        assert np.array_equal(plain[day].count, replies[day].count)
        assert np.array_equal(plain[day].features, replies[day].features), day


def test_the_days_after_do_see_what_changed(
    plain: dict[int, Asked], permuted: Callable[[int], Quadruples], traits: Traits
) -> None:
    replies = asked_by_day(permuted(CHANGED), traits)
    assert not np.array_equal(plain[CHANGED + 1].features, replies[CHANGED + 1].features)


def test_every_feature_says_something(plain: dict[int, Asked]) -> None:
    rows = np.concatenate(
        [a.features[i, : a.count[i]] for a in plain.values() for i in range(len(a.questions))]
    )
    assert np.isfinite(rows).all()
    silent = [
        name for name, spread in zip(FEATURES, np.ptp(rows, axis=0), strict=True) if spread == 0
    ]
    assert silent == []


def test_gaps_are_the_distance_to_the_best_candidate_of_the_question(
    plain: dict[int, Asked],
) -> None:
    reply = plain[CHANGED]
    for gap in GAPS:
        column = FEATURES.index(gap.removesuffix(": behind the best"))
        for x, n in zip(reply.features, reply.count, strict=True):
            expected = x[:n, column] - x[:n, column].max()
            assert np.array_equal(x[:n, FEATURES.index(gap)], expected), gap


def test_two_threads_say_the_same(
    plain: dict[int, Asked], world: Quadruples, traits: Traits
) -> None:
    replies = asked_by_day(world, traits, threads=2)
    for day, reply in replies.items():
        assert np.array_equal(plain[day].features, reply.features)
        assert np.array_equal(plain[day].rest, reply.rest)


def test_days_are_added_in_order_and_asked_before_they_are_known(
    world: Quadruples, traits: Traits
) -> None:
    history = History(N_ENTITIES, traits, LAST)
    day, index = next(iter(by_day(world)))
    today = both_directions(world.take(index), traits.n_relations)
    history.add(today, day)
    with pytest.raises(ValueError, match="is asked"):
        ask(history, questions(today, day))
    with pytest.raises(ValueError, match="was added after"):
        history.add(today, day)


def test_an_entity_never_seen_is_ranked_last(world: Quadruples, traits: Traits) -> None:
    seen = np.union1d(world.source, world.target)
    n = N_ENTITIES + 4  # four more that never appear
    more = Traits(
        np.append(traits.country, np.zeros(4, np.int32)),
        np.append(traits.role, np.ones(4, np.int32)),
        traits.root,
        traits.quad,
    )
    history = History(n, more, LAST)
    for day, index in by_day(world):
        history.add(both_directions(world.take(index), traits.n_relations), day)
    new = Quadruples(*(np.array([x], np.int32) for x in (int(seen[0]), 0, n - 1, LAST + 1)))
    reply = ask(history, questions(new, LAST + 1), k=10)
    # Last of all means: all who are no candidate and were seen are better, the other three tie.
    unseen = n - len(seen)
    assert reply.rest[0] == 1 + (len(seen) - 10) + (unseen - 1) / 2
    assert (n - 1) not in reply.candidates[0, : reply.count[0]]
