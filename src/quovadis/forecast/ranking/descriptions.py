"""Shares, counts and ages of many candidates at once.

Each function fills some columns of a matrix with one row a candidate. They run over all candidates
inside, with the arrays at hand, because a call for each would cost more than the work.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from quovadis.forecast.ranking.contexts import RELATIONS
from quovadis.forecast.ranking.jit import compiled
from quovadis.forecast.ranking.tables import Tables, cell_place, context_place
from quovadis.forecast.ranking.transfer import bucket, confidence

__all__ = ["candidate_shares", "entity_shares", "rule_scores", "trait_shares"]

_NEVER = np.float32(np.log1p(400.0))
_DAYS, _WEEK, _MONTH, _SEASON, _ALL = 0, 1, 2, 3, 4  # of tables.HALF_LIVES
_A, _B = np.float32(0.05), np.float32(0.02)  # added to counts, so that none is zero
_ONE, _HALF = np.float32(1), np.float32(0.5)


@compiled
def entity_shares(
    tables: Tables, fade: Any, day: int, context: int, chosen: Any, x: Any, at: int, more: int
) -> None:
    """Write share, share of the month, count of the week, and age, at four columns.

    Where `more` is not negative, write there, too: the count of all times and that of the last
    days.
    """
    keys, slots = tables.cell_key, tables.cell_slot
    counts, lasts = tables.cell_count, tables.cell_last
    total, month = _ONE, _HALF
    if context >= 0:
        total += tables.context_total[context, _ALL]
        month += (
            tables.context_total[context, _MONTH] * fade[day - tables.context_last[context], _MONTH]
        )
    for i in range(len(chosen)):
        n_all, n_month, n_week, n_days = np.float32(0), np.float32(0), np.float32(0), np.float32(0)
        x[i, at + 3] = _NEVER
        place = cell_place(keys, context, chosen[i]) if context >= 0 else np.int64(-1)
        if place >= 0:
            cell = slots[place]
            age = day - lasts[cell]
            n_all = counts[cell, _ALL]
            n_month = counts[cell, _MONTH] * fade[age, _MONTH]
            n_week = counts[cell, _WEEK] * fade[age, _WEEK]
            n_days = counts[cell, _DAYS] * fade[age, _DAYS]
            x[i, at + 3] = np.log1p(np.float32(age))
        x[i, at] = np.log((n_all + _A) / total)
        x[i, at + 1] = np.log((n_month + _B) / month)
        x[i, at + 2] = np.log1p(n_week)
        if more >= 0:
            x[i, more] = np.log1p(n_all)
            x[i, more + 1] = np.log1p(n_days)


@compiled
def trait_shares(
    tables: Tables, fade: Any, day: int, context: int, goals: Any, x: Any, at: int, week: int
) -> None:
    """Write share and share of the month of each candidate's trait in one context.

    Where `week` is not negative, write the count of the week there.
    """
    keys, slots = tables.cell_key, tables.cell_slot
    counts, lasts = tables.cell_count, tables.cell_last
    total, month = _ONE, _HALF
    if context >= 0:
        total += tables.context_total[context, _ALL]
        month += (
            tables.context_total[context, _MONTH] * fade[day - tables.context_last[context], _MONTH]
        )
    for i in range(len(goals)):
        n_all, n_month, n_week = np.float32(0), np.float32(0), np.float32(0)
        place = cell_place(keys, context, goals[i]) if context >= 0 else np.int64(-1)
        if place >= 0:
            cell = slots[place]
            n_all = counts[cell, _ALL]
            age = day - lasts[cell]
            n_month = counts[cell, _MONTH] * fade[age, _MONTH]
            n_week = counts[cell, _WEEK] * fade[age, _WEEK]
        x[i, at] = np.log((n_all + _A) / total)
        x[i, at + 1] = np.log((n_month + _B) / month)
        if week >= 0:
            x[i, week] = np.log1p(n_week)


@compiled
def candidate_shares(
    tables: Tables, fade: Any, day: int, kind: int, b: int, chosen: Any, goals: Any, x: Any, at: int
) -> None:
    """The same of the asker's trait in a context of each candidate's own."""
    keys, slots = tables.cell_key, tables.cell_slot
    counts, lasts = tables.cell_count, tables.cell_last
    context_keys, context_slots = tables.context_key, tables.context_slot
    totals, context_lasts = tables.context_total, tables.context_last
    for i in range(len(chosen)):
        n_all, n_month, total, month = np.float32(0), np.float32(0), _ONE, _HALF
        where = context_place(context_keys, kind, chosen[i], b)
        if where >= 0:
            context = context_slots[where]
            total += totals[context, _ALL]
            month += totals[context, _MONTH] * fade[day - context_lasts[context], _MONTH]
            place = cell_place(keys, context, goals[i])
            if place >= 0:
                cell = slots[place]
                n_all = counts[cell, _ALL]
                n_month = counts[cell, _MONTH] * fade[day - lasts[cell], _MONTH]
        x[i, at] = np.log((n_all + _A) / total)
        x[i, at + 1] = np.log((n_month + _B) / month)


@compiled
def rule_scores(
    tables: Tables, transfer: Any, day: int, s: int, r: int, chosen: Any, x: Any, at: int
) -> None:
    """Write the confidence of the best rule, and of all taken as independent (noisy or)."""
    context_keys, context_slots = tables.context_key, tables.context_slot
    firsts, nexts = tables.context_first, tables.cell_next
    counts, lasts, objects = tables.cell_count, tables.cell_last, tables.cell_object
    for i in range(len(chosen)):
        best_one, none = 0.0, 0.0
        where = context_place(context_keys, RELATIONS, s, chosen[i])
        cell = np.int64(firsts[context_slots[where]]) if where >= 0 else np.int64(-1)
        while cell >= 0:
            b = bucket(day - lasts[cell], counts[cell, _ALL])
            p = min(confidence(transfer, np.int64(objects[cell]), r, b), 0.99)
            best_one = max(best_one, p)
            none -= np.log1p(-p)
            cell = np.int64(nexts[cell])
        x[i, at] = np.log(best_one + 1e-4)
        x[i, at + 1] = np.log(none + 1e-4)
