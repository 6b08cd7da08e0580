"""Counts that fade: how often an object was seen in a context, at several half-lives.

A context is a key of three numbers (kind, a, b), such as "what Police (India) arrested"; an object
is a number, such as an entity, a country or a relation. A cell is one object in one context. Counts
are kept at each half-life as of the day when they last changed, and faded when they are read, so
that adding a fact and reading a cell take constant time and no pass over the history is needed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.ranking.jit import compiled

__all__ = [
    "HALF_LIVES",
    "Tables",
    "add",
    "cell_place",
    "context_place",
    "empty_tables",
    "fading",
    "find_cell",
    "find_context",
    "with_room",
]

HALF_LIVES = (2.0, 7.0, 30.0, 120.0, float("inf"))
"""Days after which a fact counts half."""

_SHIFT_A, _SHIFT_KIND, _SHIFT_CONTEXT = 1 << 28, 1 << 56, 1 << 31


class Tables(NamedTuple):
    """Two hash tables (open addressing, linear probing) and the arrays that they point into."""

    context_key: NDArray[np.int64]
    context_slot: NDArray[np.int64]
    context_total: NDArray[np.float32]
    context_last: NDArray[np.int32]
    context_first: NDArray[np.int32]
    context_cells: NDArray[np.int32]
    cell_key: NDArray[np.int64]
    cell_slot: NDArray[np.int64]
    cell_count: NDArray[np.float32]
    cell_last: NDArray[np.int32]
    cell_next: NDArray[np.int32]
    cell_object: NDArray[np.int32]
    size: NDArray[np.int64]


def fading(days: int) -> NDArray[np.float32]:
    """What a count is worth after 0, 1, ... days, by half-life: shape (days, half-lives)."""
    age = np.arange(days, dtype=np.float64)[:, None]
    return np.asarray(np.exp2(-age / np.array(HALF_LIVES)[None, :]), dtype=np.float32)


def empty_tables(contexts: int = 1 << 10, cells: int = 1 << 10) -> Tables:
    """Tables with room for so many contexts and cells (both powers of two).

    The columns of a context, of a cell and of a hash slot lie side by side in memory, since reading
    them is what takes the time.
    """
    h = len(HALF_LIVES)
    context_slots, cell_slots = (np.zeros((2 * n, 2), np.int64) for n in (contexts, cells))
    context, cell = (np.zeros((n, h + 3), np.int32) for n in (contexts, cells))
    for slots in (context_slots, cell_slots):
        slots[:, 0] = -1
    context[:, h + 1] = cell[:, h + 1] = -1
    return Tables(
        context_slots[:, 0],
        context_slots[:, 1],
        context.view(np.float32)[:, :h],
        context[:, h],
        context[:, h + 1],
        context[:, h + 2],
        cell_slots[:, 0],
        cell_slots[:, 1],
        cell.view(np.float32)[:, :h],
        cell[:, h],
        cell[:, h + 1],
        cell[:, h + 2],
        np.zeros(2, np.int64),
    )


@compiled
def _slot(keys: NDArray[np.int64], key: Any) -> Any:
    """The place of a key, or of the hole where it belongs (SplitMix: Steele et al. 2014)."""
    z = np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    mask = keys.shape[0] - 1
    i = np.int64(z & np.uint64(mask))
    while keys[i] != -1 and keys[i] != key:
        i = (i + 1) & mask
    return i


@compiled
def context_place(keys: NDArray[np.int64], kind: int, a: int, b: int) -> Any:
    """Where a context stands among the keys of all contexts, or -1."""
    i = _slot(keys, kind * _SHIFT_KIND + a * _SHIFT_A + b)
    return i if keys[i] != -1 else np.int64(-1)


@compiled
def cell_place(keys: NDArray[np.int64], context: int, obj: int) -> Any:
    """Where a cell stands among the keys of all cells, or -1."""
    i = _slot(keys, context * _SHIFT_CONTEXT + obj)
    return i if keys[i] != -1 else np.int64(-1)


@compiled
def find_context(tables: Tables, kind: int, a: int, b: int) -> Any:
    """Number of a context, or -1 where nothing was ever added to it."""
    i = _slot(tables.context_key, kind * _SHIFT_KIND + a * _SHIFT_A + b)
    return np.int64(tables.context_slot[i]) if tables.context_key[i] != -1 else np.int64(-1)


@compiled
def find_cell(tables: Tables, context: int, obj: int) -> Any:
    """Number of the cell of an object in a context, or -1."""
    if context < 0:
        return np.int64(-1)
    i = _slot(tables.cell_key, context * _SHIFT_CONTEXT + obj)
    return np.int64(tables.cell_slot[i]) if tables.cell_key[i] != -1 else np.int64(-1)


@compiled
def add(
    tables: Tables, fade: NDArray[np.float32], day: int, kind: int, a: int, b: int, obj: int
) -> Any:
    """Count one more of an object in a context; return the number of its cell."""
    key: Any = kind * _SHIFT_KIND + a * _SHIFT_A + b
    i = _slot(tables.context_key, key)
    if tables.context_key[i] == -1:
        tables.context_key[i] = key
        tables.context_slot[i] = tables.size[0]
        tables.context_last[tables.size[0]] = day
        tables.size[0] += 1
    context = np.int64(tables.context_slot[i])
    key = context * _SHIFT_CONTEXT + obj
    i = _slot(tables.cell_key, key)
    if tables.cell_key[i] == -1:
        cell = tables.size[1]
        tables.cell_key[i] = key
        tables.cell_slot[i] = cell
        tables.cell_last[cell] = day
        tables.cell_object[cell] = obj
        tables.cell_next[cell] = tables.context_first[context]
        tables.context_first[context] = cell
        tables.context_cells[context] += 1
        tables.size[1] += 1
    cell = np.int64(tables.cell_slot[i])
    old, older = day - tables.cell_last[cell], day - tables.context_last[context]
    for h in range(fade.shape[1]):
        tables.cell_count[cell, h] = tables.cell_count[cell, h] * fade[old, h] + 1
        tables.context_total[context, h] = tables.context_total[context, h] * fade[older, h] + 1
    tables.cell_last[cell] = day
    tables.context_last[context] = day
    return cell


@compiled
def _rehash(
    old: NDArray[np.int64],
    slots: NDArray[np.int64],
    new: NDArray[np.int64],
    new_slots: NDArray[np.int64],
) -> None:
    for i in range(old.shape[0]):
        if old[i] != -1:
            j = _slot(new, old[i])
            new[j] = old[i]
            new_slots[j] = slots[i]


def with_room(tables: Tables, contexts: int, cells: int) -> Tables:
    """The same tables with room for so many more contexts and cells, copied if need be."""
    have = [tables.context_last.shape[0], tables.cell_last.shape[0]]
    need = [have[0], have[1]]
    for k, more in enumerate((contexts, cells)):
        while need[k] < int(tables.size[k]) + more:
            need[k] *= 2
    if need == have:
        return tables
    new = empty_tables(*need)
    _rehash(tables.context_key, tables.context_slot, new.context_key, new.context_slot)
    _rehash(tables.cell_key, tables.cell_slot, new.cell_key, new.cell_slot)
    for name in Tables._fields:
        if not name.endswith(("_key", "_slot")):
            source = getattr(tables, name)
            getattr(new, name)[: len(source)] = source
    return new
