"""Facts as arrays, and the questions that they answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Ints", "Quadruples", "Questions", "both_directions", "by_day", "questions"]

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Quadruples:
    """Facts: who did what to whom on which day, in numbers; one entry of each array a fact.

    Relations from `n_relations` on are inverses: (o, r + n_relations, s) says the same as (s, r,
    o).
    """

    source: Ints
    relation: Ints
    target: Ints
    day: Ints

    def __len__(self) -> int:
        return len(self.day)

    def take(self, index: NDArray[np.intp] | NDArray[np.bool_] | slice) -> Quadruples:
        """Those facts that an index names."""
        return Quadruples(*(a[index] for a in (self.source, self.relation, self.target, self.day)))


@dataclass(frozen=True, slots=True)
class Questions:
    """The distinct questions (s, r, ?, t) of one day, and the answers of each.

    The answers of question i are `answer[start[i]:start[i + 1]]`; `fact` says which of the facts
    that were asked an answer belongs to.
    """

    day: int
    source: Ints
    relation: Ints
    start: Ints
    answer: Ints
    fact: Ints

    def __len__(self) -> int:
        return len(self.source)

    def take(self, index: NDArray[np.intp]) -> Questions:
        """Those questions that an index names."""
        count = np.diff(self.start)[index]
        start = np.append(0, np.cumsum(count)).astype(np.int32)
        answers = np.concatenate(
            [np.arange(self.start[i], self.start[i + 1]) for i in index] or [np.zeros(0, np.intp)]
        )
        return Questions(
            self.day,
            self.source[index],
            self.relation[index],
            start,
            self.answer[answers],
            self.fact[answers],
        )


def both_directions(facts: Quadruples, n_relations: int) -> Quadruples:
    """The facts, and after them their inverses, so that asking for targets asks for sources too.

    Examples:
        >>> one = np.array([1], np.int32)
        >>> both = both_directions(Quadruples(one, 0 * one, 2 * one, 5 * one), n_relations=10)
        >>> both.source.tolist(), both.relation.tolist(), both.target.tolist()
        ([1, 2], [0, 10], [2, 1])
    """
    return Quadruples(
        np.concatenate([facts.source, facts.target]),
        np.concatenate([facts.relation, facts.relation + np.int32(n_relations)]),
        np.concatenate([facts.target, facts.source]),
        np.concatenate([facts.day, facts.day]),
    )


def by_day(facts: Quadruples) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Each day that has facts, in order, and which facts those are."""
    order = np.argsort(facts.day, kind="stable")
    days, first = np.unique(facts.day[order], return_index=True)
    for day, index in zip(days, np.split(order, first[1:]), strict=True):
        yield int(day), index


def questions(facts: Quadruples, day: int) -> Questions:
    """The distinct questions that the facts of one day answer, ordered by source and relation."""
    order = np.lexsort((facts.target, facts.relation, facts.source))
    source, relation = facts.source[order], facts.relation[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(source) != 0) | (np.diff(relation) != 0)
    first = np.flatnonzero(new)
    return Questions(
        day,
        source[first],
        relation[first],
        np.append(first, len(order)).astype(np.int32),
        facts.target[order],
        order.astype(np.int32),
    )
