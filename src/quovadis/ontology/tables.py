"""Read the shipped tables: CSV with a comment header that names source and version.

A table looks like this::

    # source: where the facts come from
    # version: 2025-07-01
    # notes: anything a reader should know
    iso3,iso2,name
    AFG,AF,Afghanistan

A missing column, a missing source or a row of another width is an `OntologyError`.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quovadis.errors import OntologyError

__all__ = ["DATA", "Table", "first_day", "last_day", "read_table", "split"]

DATA = Path(__file__).with_name("data")
"""Folder of the shipped tables."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read: its header and its rows, each a mapping from column to stripped text."""

    name: str
    source: str
    version: str
    notes: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]

    def __iter__(self) -> Iterator[dict[str, str]]:
        return iter(self.rows)


def read_table(
    name: str, columns: tuple[str, ...], *, folder: Path = DATA, optional: bool = False
) -> Table:
    """Read `<name>.csv`.

    Args:
        name: File name without its suffix.
        columns: Columns that must be there; others are kept too.
        folder: Where to look.
        optional: An absent file is an empty table instead of an error.

    Raises:
        OntologyError: It is absent, has no source, lacks a column, or a row has another width.

    Examples:
        >>> table = read_table("plover", ("type", "score"))
        >>> len(table.rows), table.rows[0]["type"]
        (16, 'AGREE')
    """
    path = folder / f"{name}.csv"
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        if optional:
            return Table(name, "", "", "", columns, ())
        raise OntologyError("the table is missing", where=path.name) from None
    head: dict[str, str] = {}
    body = 0
    for body, line in enumerate(lines):  # noqa: B007  the index after the loop is the first body line
        if not line.startswith("#"):
            break
        key, _, value = line.lstrip("# ").partition(":")
        head[key.strip().lower()] = f"{head.get(key.strip().lower(), '')} {value.strip()}".strip()
    reader = csv.reader(line for line in lines[body:] if line and not line.startswith("#"))
    header = tuple(cell.strip() for cell in next(reader, ()))
    if missing := set(columns) - set(header):
        raise OntologyError(f"columns {sorted(missing)} are missing", where=path.name)
    if not head.get("source") or not head.get("version"):
        raise OntologyError("the header names no source or no version", where=path.name)
    rows = []
    for number, cells in enumerate(reader, start=1):
        if len(cells) != len(header):
            raise OntologyError(
                f"row {number} has {len(cells)} cells instead of {len(header)}", where=path.name
            )
        rows.append(dict(zip(header, map(str.strip, cells), strict=True)))
    notes = " ".join(v for k, v in head.items() if k not in ("source", "version"))
    return Table(name, head["source"], head["version"], notes, header, tuple(rows))


def split(cell: str, mark: str = ";") -> tuple[str, ...]:
    """The parts of a cell that holds a list.

    Examples:
        >>> split("ISIS-K; IS-K")
        ('ISIS-K', 'IS-K')
    """
    return tuple(part for piece in cell.split(mark) if (part := piece.strip()))


def first_day(cell: str) -> dt.date | None:
    """First day of `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; None for an empty cell.

    Raises:
        OntologyError: Anything else.

    Examples:
        >>> first_day("2021-08").isoformat()
        '2021-08-01'
    """
    return _day(cell, last=False)


def last_day(cell: str) -> dt.date | None:
    """Last day of `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; None for an empty cell.

    Examples:
        >>> last_day("2024-02").isoformat()
        '2024-02-29'
    """
    return _day(cell, last=True)


def _day(cell: str, *, last: bool) -> dt.date | None:
    if not cell:
        return None
    try:
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", cell):
            raise ValueError
        parts = [int(part) for part in cell.split("-")]
        year = parts[0]
        month = parts[1] if len(parts) > 1 else (12 if last else 1)
        end = calendar.monthrange(year, month)[1] if last else 1
        return dt.date(year, month, parts[2] if len(parts) > 2 else end)
    except (ValueError, IndexError, calendar.IllegalMonthError):
        raise OntologyError(
            f"{cell!r} is not a date", do="write YYYY-MM-DD, YYYY-MM or YYYY"
        ) from None
