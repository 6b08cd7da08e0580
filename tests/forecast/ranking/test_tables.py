"""Fading counts against counting anew."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("numba", reason="ranking needs Numba: quovadis[forecast]")

from hypothesis import given, settings
from hypothesis import strategies as st

from quovadis.forecast.ranking.tables import (
    HALF_LIVES,
    add,
    empty_tables,
    fading,
    find_cell,
    find_context,
    with_room,
)

FADE = fading(64)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 1), st.integers(0, 3), st.integers(0, 9)),
        min_size=1,
        max_size=60,
    )
)
def test_counts_equal_those_counted_anew(rows: list[tuple[int, int, int, int]]) -> None:
    rows = sorted(rows)
    tables = empty_tables(2, 2)
    for day, kind, a, obj in rows:
        tables = with_room(tables, 1, 1)
        add(tables, FADE, day, kind, a, 5, obj)
    for kind, a, obj in {row[1:] for row in rows}:
        context = find_context(tables, kind, a, 5)
        cell = find_cell(tables, context, obj)
        days = np.array([r[0] for r in rows if r[1:] == (kind, a, obj)])
        expected = np.exp2(-(days.max() - days)[:, None] / np.array(HALF_LIVES)).sum(0)
        assert tables.cell_count[cell] == pytest.approx(expected, rel=1e-4)
        assert tables.cell_last[cell] == days.max()
        objects = {r[3] for r in rows if r[1:3] == (kind, a)}
        assert tables.context_cells[context] == len(objects)
        assert tables.context_total[context, -1] == sum(r[1:3] == (kind, a) for r in rows)
        chain, cell = set(), tables.context_first[context]
        while cell >= 0:
            chain.add(int(tables.cell_object[cell]))
            cell = tables.cell_next[cell]
        assert chain == objects


def test_half_lives_halve() -> None:
    assert FADE[0].tolist() == [1.0] * len(HALF_LIVES)
    assert FADE[2, 0] == FADE[7, 1] == FADE[30, 2] == 0.5
    assert FADE[63, -1] == 1.0


def test_what_was_never_added_is_not_found() -> None:
    tables = empty_tables()
    assert find_context(tables, 0, 1, 2) == -1
    assert find_cell(tables, -1, 3) == -1
    add(tables, FADE, 0, 0, 1, 2, 3)
    assert find_context(tables, 0, 2, 1) == -1
    assert find_cell(tables, find_context(tables, 0, 1, 2), 4) == -1
