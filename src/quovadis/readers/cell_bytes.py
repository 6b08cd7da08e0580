"""Bytes of cells: whether they are UTF-8, and what becomes of rows that are not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

__all__ = ["as_utf8", "is_utf8"]


def as_utf8(
    data: bytes, starts: Any, ends: Any, fallback: str | None
) -> tuple[pa.Buffer, Any, Any, dict[int, str]]:
    """See that a chunk is UTF-8; write again, or refuse, the rows that are not.

    Args:
        data: The chunk.
        starts: Shape (n, columns): where each cell starts.
        ends: Shape (n, columns): where each cell ends.
        fallback: Encoding of rows that are not UTF-8; None refuses them.

    Returns:
        The text, starts and ends in it, and the reason for each row that is refused (it is empty).

    Examples:
        >>> text, *_ = as_utf8(b"caf\\xe9\\n", np.array([[0]]), np.array([[4]]), "latin-1")
        >>> text.to_pybytes().decode()
        'café'
    """
    bad: dict[int, str] = {}
    if is_utf8(data) and b"\x00" not in data:
        return pa.py_buffer(data), starts, ends, bad
    pieces: list[bytes] = []
    at = 0
    starts, ends = starts.copy(), ends.copy()
    for i in range(len(starts)):
        low, high = int(starts[i, 0]), int(ends[i, -1])
        row, reason = data[low:high], ""
        if b"\x00" in row:
            row, reason = b"", "it holds a NUL byte: this is no text"
        elif not is_utf8(row):
            if fallback is None:
                row, reason = b"", "it is not UTF-8"
            else:
                cells = [data[a:b] for a, b in zip(starts[i], ends[i], strict=True)]
                new = [c.decode(fallback, "replace").encode() for c in cells]
                ends[i] = at + np.cumsum([len(c) for c in new])
                starts[i] = ends[i] - [len(c) for c in new]
                pieces += new
                at += sum(map(len, new))
                continue
        if reason:
            bad[i], starts[i], ends[i] = reason, at, at
            continue
        pieces.append(row)
        starts[i] += at - low
        ends[i] += at - low
        at += len(row)
    return pa.py_buffer(b"".join(pieces)), starts, ends, bad


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8.

    Examples:
        >>> is_utf8("é".encode()), is_utf8("é".encode("latin-1"))
        (True, False)
    """
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
