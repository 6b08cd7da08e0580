"""Rows whose actors are lists: one event for each pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quovadis.readers.sheets import Column

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Pairs", "pair_up", "publisher_columns", "split_list"]

_MOST = 20
"""Members of a list that count; beyond, it lists everybody."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of list members, by row.

    Attributes:
        rows: Shape (n,): the row of each pair.
        firsts: Distinct members on the first side.
        first: Shape (n,): which of `firsts`.
        seconds: Distinct members on the second side.
        second: Shape (n,): which of `seconds`.
        ending: Shape (n,): `:1.2` for pairs of rows that have several, else empty.
    """

    rows: NDArray[np.int64]
    firsts: list[Any]
    first: NDArray[np.int64]
    seconds: list[Any]
    second: NDArray[np.int64]
    ending: list[str]

    def named(self, keys: pa.Array) -> pa.Array:
        """Return the keys of the rows, each with the ending of its pair."""
        return pc.binary_join_element_wise(keys, pa.array(self.ending, pa.string()), "")


def pair_up(first: Column, second: Column, rows: NDArray[np.int64]) -> Pairs:
    """Pair every member on the first side with every one on the second.

    Args:
        first: Columns whose values are lists, of which none is empty.
        second: The same.
        rows: The rows to take.

    Examples:
        >>> a = Column([["x", "y"]], np.array([0]))
        >>> pairs = pair_up(a, Column([["z"]], np.array([0])), np.array([0]))
        >>> [pairs.firsts[i] for i in pairs.first], pairs.ending
        (['x', 'y'], [':1.1', ':2.1'])
    """
    a, a_from, a_count = _flat(first)
    b, b_from, b_count = _flat(second)
    left, right = first.index[rows], second.index[rows]
    n_left, n_right = a_count[left], b_count[right]
    repeat = n_left * n_right
    origin = np.repeat(np.arange(len(rows)), repeat)
    within = np.arange(len(origin)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    i, j = within // n_right[origin], within % n_right[origin]
    many = repeat[origin] > 1
    ending = [
        f":{x + 1}.{y + 1}" if m else ""
        for x, y, m in zip(i.tolist(), j.tolist(), many.tolist(), strict=True)
    ]
    return Pairs(rows[origin], a, a_from[left][origin] + i, b, b_from[right][origin] + j, ending)


def split_list(text: str) -> list[str]:
    """The parts of `a; b`, blanks and repeats left out.

    Examples:
        >>> split_list("USA;; CHN;USA")
        ['USA', 'CHN']
    """
    parts = (p.strip() for p in text.split(";"))
    return list(dict.fromkeys(p for p in parts if p and p != "None"))[:_MOST]


def publisher_columns(listed: Column, rows: NDArray[np.int64]) -> dict[str, pa.Array]:
    """Return how many publishers a row lists, and the publisher where it lists just one.

    Args:
        listed: A column whose values are lists of names, or None.
        rows: The rows to take.

    Examples:
        >>> rows = np.array([0, 1])
        >>> cells = publisher_columns(Column([["Post"], ["Post", "Wire"]], rows), rows)
        >>> cells["publisher"].to_pylist(), cells["n_publishers"].to_pylist()
        (['Post', None], [1, 2])
    """
    lists = [v or [] for v in listed.values]
    counts = Column([len(v) or None for v in lists], listed.index)
    names = Column([v[0] if len(v) == 1 else None for v in lists], listed.index)
    return {
        "n_publishers": counts.array(pa.int64(), rows),
        "publisher": names.array(pa.string(), rows),
    }


def _flat(column: Column) -> tuple[list[Any], Any, Any]:
    counts = np.array([len(v) for v in column.values], np.int64)
    starts = np.cumsum(counts) - counts
    return [member for v in column.values for member in v], starts, counts
