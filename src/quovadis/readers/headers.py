"""The names of columns, out of the first line of a table."""

from __future__ import annotations

import csv

from quovadis.errors import FormatError
from quovadis.readers.blocks import head
from quovadis.readers.sources import Source

__all__ = ["column_names", "must_have"]


def column_names(source: Source, delimiters: str = ",") -> tuple[str, tuple[str, ...]]:
    """Return the delimiter, and the names in lower case, without blanks and quotation marks.

    Args:
        source: The table.
        delimiters: What may stand between names; the most frequent one does.
    """
    line = head(source, 1)[0].decode("utf-8", "replace")
    delimiter = max(delimiters, key=line.count)
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a stray carriage return, a cell without end
        names = line.split(delimiter)
    return delimiter, tuple(n.strip(' "\t\r').lower() for n in names)


def must_have(needed: tuple[str, ...], columns: tuple[str, ...], source: Source) -> None:
    """Raise unless all columns that are needed are there.

    Examples:
        >>> from pathlib import Path
        >>> must_have(("id", "day"), ("id",), Source(Path("a.csv")))
        Traceback (most recent call last):
        ...
        quovadis.errors.FormatError: a.csv: its header lacks day; pass the file as it is published
    """
    lacking = sorted(set(needed) - set(columns))
    if lacking:
        what = f"its header lacks {', '.join(lacking)}"
        raise FormatError(what, where=str(source), do="pass the file as it is published")
