"""Read quoted tables that break the rules, row by row, losing no more than the broken rows."""

from __future__ import annotations

import csv

__all__ = ["read_by_row"]

_MOST_LINES = 200
"""Lines that one row may span here; beyond, its quotation mark was never meant to open a cell."""

_Rows = tuple[list[list[bytes]], list[int], list[tuple[int, str]], int]


def read_by_row(
    data: bytes, line: int, delimiter: str, widths: tuple[int, ...], *, last: bool
) -> _Rows:
    """Return rows, their lines, the faults, and how many bytes were read.

    A line that makes no row of the right width, alone or with the lines after it, is a fault; the
    next line starts anew. A row that may go on in the next chunk is left for it.

    Args:
        data: Whole lines.
        line: Number of the first one.
        delimiter: One character.
        widths: Numbers of columns that a row may have.
        last: Whether nothing follows.

    Examples:
        >>> rows, lines, faults, used = read_by_row(b'a,b"c\\n"d\\ne,f\\n', 1, ",", (2,), last=True)
        >>> rows, lines, faults
        ([[b'a', b'b"c'], [b'e', b'f']], [1, 3], [(2, 'its quotation marks do not match')])
    """
    # Latin-1 keeps every byte as it is.
    texts = data.decode("latin-1").split("\n")[:-1]
    rows: list[list[bytes]] = []
    lines: list[int] = []
    faults: list[tuple[int, str]] = []
    at = used = 0
    while at < len(texts):
        taken, cells, reason = _row(texts, at, delimiter, widths)
        if taken == 0 and not last and len(texts) - at < _MOST_LINES and at:
            break
        if cells is not None:
            rows.append([c.encode("latin-1") for c in cells] + [b""] * (max(widths) - len(cells)))
            lines.append(line + at)
        elif reason:
            faults.append((line + at, reason))
        step = max(taken, 1)
        used += sum(len(t) + 1 for t in texts[at : at + step])
        at += step
    return rows, lines, faults, used


def _row(
    texts: list[str], at: int, delimiter: str, widths: tuple[int, ...]
) -> tuple[int, list[str] | None, str]:
    """Return how many lines the row takes (0: it does not end), its cells, or what is wrong."""
    if not texts[at].strip():
        return 1, None, ""
    for taken in range(1, min(_MOST_LINES, len(texts) - at) + 1):
        text = "\n".join(texts[at : at + taken]).rstrip("\r")
        if taken > 1 and '"' not in texts[at + taken - 1]:
            continue  # nothing in this line could end the cell
        try:
            cells = next(csv.reader(_keep_ends(text), delimiter=delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end" in str(error):
                continue
            return 1, None, "its quotation marks do not match"
        if len(cells) in widths:
            return taken, cells, ""
        count = len(cells)
        wanted = " or ".join(map(str, widths))
        return 1, None, f"it has {count} column{'s' * (count != 1)} instead of {wanted}"
    return 0, None, "its quotation marks do not match"


def _keep_ends(text: str) -> list[str]:
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + [parts[-1]]
