"""All that has happened before a day, in a form that answers at once and grows by the day."""

from __future__ import annotations

from typing import Any

import numpy as np

from quovadis.forecast.ranking.contexts import (
    BY_COUNTRY,
    BY_COUNTRY_ANY,
    BY_QUAD,
    BY_ROLE,
    BY_ROOT,
    COUNTRY_OF_EXACT,
    COUNTRY_OF_PAIR,
    COUNTRY_TO_COUNTRY,
    COUNTRY_TO_COUNTRY_ANY,
    EXACT,
    KINDS,
    NOVELTY,
    NOVELTY_OF,
    OVERALL,
    PAIR,
    POPULAR,
    RELATIONS,
    ROLE_OF_EXACT,
    ROLE_OF_PAIR,
    ROLE_TO_ROLE,
    ROOT_POPULAR,
)
from quovadis.forecast.ranking.factors import empty_factors, learn_factors
from quovadis.forecast.ranking.jit import compiled
from quovadis.forecast.ranking.quadruples import Ints, Quadruples
from quovadis.forecast.ranking.tables import (
    Tables,
    add,
    empty_tables,
    fading,
    find_cell,
    find_context,
    with_room,
)
from quovadis.forecast.ranking.traits import Traits
from quovadis.forecast.ranking.transfer import empty_transfer, learn_transfer

__all__ = ["History"]


class History:
    """Counts of everything that happened before the day that is asked about.

    Add days in order; a day's facts change nothing that was answered before they were added.

    Args:
        n_entities: How many entities there may be.
        traits: What their names and those of the relations say.
        last_day: The last day that will be asked about.
    """

    def __init__(self, n_entities: int, traits: Traits, last_day: int) -> None:
        self.n_entities = n_entities
        self.traits = traits
        self.tables: Tables = empty_tables(1 << 16, 1 << 18)
        self.fade = fading(last_day + 2)
        self.country = traits.country.copy()
        self.transfer = empty_transfer(2 * traits.n_relations)
        self.factors = empty_factors(n_entities, traits)
        self.past = Quadruples(*(np.zeros(0, np.int32) for _ in range(4)))
        self._size = 0
        self.day = -1

    def add(self, facts: Quadruples, day: int) -> None:
        """Add one day's facts, in both directions (inverses included).

        Raises:
            ValueError: For a day that does not come after those already added.
        """
        if day <= self.day:
            raise ValueError(f"day {day} was added after day {self.day}")
        room = KINDS * len(facts)
        self.tables = with_room(self.tables, room, room)
        traits = self.traits
        arrays = (facts.source, facts.relation, facts.target)
        learn_transfer(self.tables, self.transfer, day, arrays, traits.n_relations)
        _add_facts(
            self.tables, self.fade, day, arrays,
            (self.country, traits.role, traits.root, traits.quad),
        )  # fmt: skip
        _infer_countries(self.tables, facts.source, traits.country, self.country)
        self.past = _joined(self.past, facts, self._size)
        self._size += len(facts)
        learn_factors(
            self.factors,
            self.past.take(slice(0, self._size)),
            len(facts),
            self.country,
            traits.role,
        )
        self.day = day


def _joined(past: Quadruples, new: Quadruples, size: int) -> Quadruples:
    """The first `size` facts of the past and the new ones, with room to grow."""
    arrays = []
    for old, more in zip(_columns(past), _columns(new), strict=True):
        if size + len(more) > len(old):
            old = np.concatenate([old[:size], np.zeros(size + 2 * len(more), np.int32)])
        old[size : size + len(more)] = more
        arrays.append(old)
    return Quadruples(*arrays)


def _columns(facts: Quadruples) -> tuple[Ints, Ints, Ints, Ints]:
    return facts.source, facts.relation, facts.target, facts.day


@compiled
def _add_facts(tables: Tables, fade: Any, day: int, facts: Any, traits: Any) -> None:
    source, relation, target = facts
    country, role, root, quad = traits
    n = len(root)
    for i in range(len(source)):
        s, r, o = np.int64(source[i]), np.int64(relation[i]), np.int64(target[i])
        d = np.int64(0) if r < n else np.int64(1)
        g, q = np.int64(root[r % n]) * 2 + d, np.int64(quad[r % n]) * 2 + d
        cs, co, ks = np.int64(country[s]), np.int64(country[o]), np.int64(role[s])
        ko = np.int64(role[o]) * 2 + (1 if cs == co and cs > 0 else 0)
        new = _novelty(tables, day, s, r, o)
        add(tables, fade, day, NOVELTY, r, 0, new)
        add(tables, fade, day, NOVELTY_OF, s, d, new)
        add(tables, fade, day, EXACT, s, r, o)
        add(tables, fade, day, BY_ROOT, s, g, o)
        add(tables, fade, day, BY_QUAD, s, q, o)
        add(tables, fade, day, PAIR, s, d, o)
        add(tables, fade, day, PAIR, s, 2, o)
        add(tables, fade, day, POPULAR, r, 0, o)
        add(tables, fade, day, OVERALL, d, 0, o)
        add(tables, fade, day, BY_COUNTRY, cs, r, o)
        add(tables, fade, day, BY_ROLE, ks, r, o)
        add(tables, fade, day, BY_COUNTRY_ANY, cs, d, o)
        add(tables, fade, day, ROOT_POPULAR, g, 0, o)
        add(tables, fade, day, COUNTRY_OF_EXACT, s, r, co)
        add(tables, fade, day, COUNTRY_OF_PAIR, s, d, co)
        add(tables, fade, day, COUNTRY_TO_COUNTRY, cs, r, co)
        add(tables, fade, day, ROLE_TO_ROLE, ks, r, ko)
        add(tables, fade, day, ROLE_OF_PAIR, s, d, ko)
        add(tables, fade, day, ROLE_OF_EXACT, s, r, ko)
        add(tables, fade, day, RELATIONS, s, o, r)
        add(tables, fade, day, COUNTRY_TO_COUNTRY_ANY, cs, d, co)


@compiled
def _novelty(tables: Tables, day: int, s: Any, r: Any, o: Any) -> Any:
    """0 where (s, r, o) happened on an earlier day, 1 where another relation did, else 2."""
    cell = find_cell(tables, find_context(tables, EXACT, s, r), o)
    if cell >= 0 and tables.cell_last[cell] < day:
        return np.int64(0)
    cell = find_cell(tables, find_context(tables, PAIR, s, 2), o)
    return np.int64(1) if cell >= 0 else np.int64(2)


@compiled
def _infer_countries(tables: Tables, active: Ints, named: Ints, country: Ints) -> None:
    """An entity whose name tells no country belongs where most of its partners do."""
    for i in range(len(active)):
        s = np.int64(active[i])
        if named[s] != 0:
            continue
        best, most = np.int64(0), 0.0
        for d in range(2):
            context = find_context(tables, COUNTRY_OF_PAIR, s, d)
            if context < 0:
                continue
            cell = np.int64(tables.context_first[context])
            while cell >= 0:
                n = tables.cell_count[cell, tables.cell_count.shape[1] - 1]
                if tables.cell_object[cell] != 0 and n > most:
                    best, most = np.int64(tables.cell_object[cell]), n
                cell = np.int64(tables.cell_next[cell])
        country[s] = best
