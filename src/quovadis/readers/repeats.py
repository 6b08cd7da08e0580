"""Rows that say the same of the same story: which one stands for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["first_of_each"]

_WIDEST = 1 << 62


def first_of_each(
    columns: list[Any], *, unless: pa.Array | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first row of each combination of values, and the combination of each row.

    Args:
        columns: Arrays of whole numbers, all of the same length.
        unless: Rows that stand for themselves whatever they say.

    Returns:
        Shape (k,): rows, in order. Shape (n,): for each row, which of the k it belongs to.

    Examples:
        >>> first_of_each([np.array([7, 8, 7]), np.array([1, 1, 1])])
        (array([0, 1]), array([0, 1, 0]))
    """
    n = len(columns[0])
    own = np.zeros(n, np.int64)
    if unless is not None:
        alone = np.asarray(unless)
        own[alone] = np.flatnonzero(alone) + 1
    group, span = np.zeros(n, np.int64), 1
    for column in [*columns, own]:
        values = np.asarray(column, np.int64)
        least, width = int(values.min()), int(values.max() - values.min()) + 1
        if span * width >= _WIDEST:
            _, group = np.unique(group, return_inverse=True)
            span = int(group.max()) + 1
        group = group * width + (values - least)
        span *= width
    _, first, group = np.unique(group, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return first[order], place[group]
