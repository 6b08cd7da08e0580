"""Columns of cells to values: every distinct text is read once; a row with a fault is set aside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quovadis.readers.cells import Cells
from quovadis.readers.rejects import Reject

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "BadCellError",
    "Column",
    "Sheet",
    "count_of",
    "day_of",
    "needed",
    "number_of",
    "shown",
]

_MOST_KEPT = 200_000


class BadCellError(ValueError):
    """A cell that cannot be read; its message is the reason."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that was read.

    Attributes:
        values: The distinct values.
        index: Shape (n,): which of them stands in each row.
    """

    values: list[Any]
    index: NDArray[np.int64]

    def array(self, kind: pa.DataType, rows: NDArray[np.int64]) -> pa.Array:
        """Return the values of some rows as an Arrow array."""
        return pa.array(self.values, kind).take(pa.array(self.index[rows]))

    def numbers(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return whole numbers of some rows; None counts as 0."""
        return np.array([v or 0 for v in self.values], np.int64)[self.index[rows]]


@dataclass(slots=True)
class Sheet:
    """The cells of a chunk while they are read.

    Args:
        cells: The rows.
        file: Name of the file, for rejects.
        at: Column name to its place in the row.
    """

    cells: Cells
    file: str
    at: Mapping[str, int]
    _faults: dict[int, Reject] = field(default_factory=dict)

    def text(self, column: str) -> pa.StringArray:
        """Return a column as text, null where there is nothing (also where there is no column)."""
        place = self.at.get(column)
        if place is None:
            return pa.nulls(len(self.cells), pa.string())
        return self.cells.column(place)

    def read(
        self, column: str, parse: Callable[[str | None], Any], memo: dict[str | None, Any]
    ) -> Column:
        """Read a column; a row whose cell cannot be read is set aside.

        Args:
            column: Name.
            parse: Text, or None, to value; raises `BadCellError`.
            memo: What was read before, kept from chunk to chunk.
        """
        encoded = self.text(column).dictionary_encode(null_encoding="encode")
        if len(memo) > _MOST_KEPT:
            memo.clear()
        values: list[Any] = []
        bad: list[int] = []
        for i, text in enumerate(encoded.dictionary.to_pylist()):
            if text not in memo:
                try:
                    memo[text] = parse(text)
                except BadCellError as error:
                    memo[text] = error
            value = memo[text]
            if isinstance(value, BadCellError):
                bad.append(i)
                values.append(None)
            else:
                values.append(value)
        index = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        if bad:
            texts = encoded.dictionary
            for row in np.flatnonzero(np.isin(index, bad)).tolist():
                self.reject(row, column, str(memo[texts[int(index[row])].as_py()]))
        return Column(values, index)

    def matching(self, column: str, pattern: str, reason: str) -> pa.StringArray:
        """Return a column of text that is different in every row; other text sets its row aside.

        Args:
            column: Name.
            pattern: Regular expression (RE2) that each text must match.
            reason: What is wrong with one that does not ("is no number").
        """
        texts = self.text(column)
        good = pc.fill_null(pc.match_substring_regex(texts, pattern), False)
        for row in np.flatnonzero(~np.asarray(good)).tolist():
            text = texts[row].as_py()
            self.reject(row, column, "it is missing" if text is None else f"{shown(text)} {reason}")
        return texts

    def keys(self, columns: tuple[str, ...]) -> Column:
        """Return the distinct combinations of some columns, each a tuple of texts (blank: "")."""
        found = self._keys_of_run(columns)
        if found is not None:
            return found
        texts = [self.text(c) for c in columns]
        joined = pc.binary_join_element_wise(*texts, "\x1f", null_handling="replace")
        encoded = joined.dictionary_encode()
        values = [tuple(v.split("\x1f")) for v in encoded.dictionary.to_pylist()]
        wrong = [i for i, v in enumerate(values) if len(v) != len(columns)]
        index = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        for row in np.flatnonzero(np.isin(index, wrong)).tolist() if wrong else []:
            self.reject(row, columns[0], "it holds a control character")
        for i in wrong:
            values[i] = ("",) * len(columns)
        return Column(values, index)

    def _keys_of_run(self, columns: tuple[str, ...]) -> Column | None:
        """The same from one slice a row, over all that lies between the columns: much faster.

        None where a cell might need more than cutting out.
        """
        places = [self.at.get(c) for c in columns]
        known = [p for p in places if p is not None]
        if len(known) < len(places):
            return None
        low, high = min(known), max(known)
        run = self.cells.run(low, high)
        if run is None:
            return None
        encoded = run.dictionary_encode()
        between = self.cells.layout.delimiter
        row_of: dict[tuple[str, ...], int] = {}
        key_of_text: list[int] = []
        for text in encoded.dictionary.to_pylist():
            if not _is_plain(text, between):
                return None
            cells = text.split(between)
            key = tuple([cells[p - low] for p in known])
            key_of_text.append(row_of.setdefault(key, len(row_of)))
        index = np.array(key_of_text, np.int64)[encoded.indices.to_numpy(zero_copy_only=False)]
        return Column(list(row_of), index)

    def reject(self, row: int, column: str | None, reason: str) -> None:
        """Set a row aside; the first reason stays."""
        if row not in self._faults:
            line = int(self.cells.lines[row])
            self._faults[row] = Reject(self.file, line, reason, column)

    def finish(self, rejects: list[Reject]) -> NDArray[np.int64]:
        """Hand over the faults in the order of lines, and return the rows that are sound."""
        found = [Reject(self.file, line, reason) for line, reason in self.cells.faults]
        rejects += sorted([*found, *self._faults.values()], key=lambda r: r.line)
        rows = np.arange(len(self.cells))
        return np.delete(rows, sorted(self._faults)) if self._faults else rows


def _is_plain(text: str, between: str) -> bool:
    """Whether cells can be cut out of the text as they are: no blank around one, nothing odd."""
    if f"{between} " in f"{between}{text}" or f" {between}" in f"{text}{between}":
        return False
    return text.isascii() and text.replace(between, "").isprintable()


def shown(text: str) -> str:
    """A cell as a reason quotes it."""
    return f"“{text[:40]}”"


def needed(text: str | None) -> str:
    """A cell that must be there.

    Examples:
        >>> needed(None)
        Traceback (most recent call last):
        ...
        quovadis.readers.sheets.BadCellError: it is missing
    """
    if text is None:
        raise BadCellError("it is missing")
    return text


def day_of(text: str | None) -> int:
    """Days since 1970-01-01 of a day written `20171202` or `2017-12-02`, whatever hour follows.

    Examples:
        >>> day_of("19700103"), day_of("1970-01-03 00:00:00.000")
        (2, 2)
    """
    words = needed(text).split(" ")[0].split("T")[0]
    try:
        if not words.replace("-", "").isdecimal() or not words.isascii():
            raise ValueError
        day = dt.date.fromisoformat(words)
        if len(words) not in (8, 10) or not 1800 <= day.year <= 2200:
            raise ValueError
    except ValueError:
        raise BadCellError(f"{shown(words)} is not a date") from None
    return (day - dt.date(1970, 1, 1)).days


def count_of(text: str | None) -> int | None:
    """A whole number that is not negative, or None.

    Examples:
        >>> count_of("12"), count_of(None)
        (12, None)
    """
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise BadCellError(f"{shown(text)} is no count")
    return int(text)


def number_of(low: float, high: float) -> Callable[[str | None], float | None]:
    """A reader of numbers between two bounds.

    Examples:
        >>> number_of(-10, 10)("2.8")
        2.8
    """

    def parse(text: str | None) -> float | None:
        if text is None:
            return None
        try:
            value = float(text)
        except ValueError:
            raise BadCellError(f"{shown(text)} is no number") from None
        if not low <= value <= high:
            raise BadCellError(f"{value:g} lies outside of {low:g} to {high:g}")
        return value

    return parse
