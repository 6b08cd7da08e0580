"""Delimited text to columns, without touching single cells: positions first, then Arrow slices.

A chunk of whole rows is searched once for its delimiters. Where every row has the same number of
them, their positions are a matrix, and a column is a pair of its columns: start and end of each
cell. Arrow takes such slices out of the chunk in one go.

Quoted cells (RFC 4180) are found by parity: a delimiter after an odd number of quotation marks is
text. Where a file breaks the rules (a mark inside a cell that is not quoted), the chunk is read by
Python's `csv` instead, row by row.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quovadis.errors import FormatError
from quovadis.readers.broken_quotes import read_by_row
from quovadis.readers.cell_bytes import as_utf8, is_utf8
from quovadis.readers.sources import DAMAGED

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Cells", "Layout", "read_cells"]

_CHUNK = 16 << 20
_LONGEST = 8 << 20
_LF, _CR, _QUOTE = 10, 13, 34
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written.

    Attributes:
        delimiter: One character.
        widths: Numbers of columns that a row may have; a shorter row lacks the last ones.
        quoted: Whether cells may stand in double quotation marks.
        spare: Whether empty cells after the last column are passed over.
        fallback: Encoding of rows that are not UTF-8; None refuses them.
        blank: What stands for nothing, beside the empty cell.
    """

    delimiter: str
    widths: tuple[int, ...]
    quoted: bool = False
    spare: bool = False
    fallback: str | None = None
    blank: tuple[str, ...] = ()


@dataclass(slots=True)
class Cells:
    """Rows of one chunk.

    Attributes:
        lines: Shape (n,): number of the line of each row, from 1.
        faults: Line and reason of the rows that are not here.
    """

    layout: Layout
    lines: NDArray[np.int64]
    faults: list[tuple[int, str]]
    _data: pa.Buffer
    _first: NDArray[Any]
    """Shape (n,): where each row starts."""
    _ends: NDArray[Any]
    """Shape (n, columns): where each cell ends."""
    _starts: NDArray[Any] | None = None
    """Shape (n, columns): where each cell starts; None: one past the end of the cell before."""
    _has_quotes: bool = False

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, index: int) -> pa.StringArray:
        """Return a column: text without blanks around it, null where there is nothing."""
        n = len(self.lines)
        if index >= self._ends.shape[1]:
            return pa.nulls(n, pa.string())
        ends = self._ends[:, index]
        if self._starts is not None:
            starts = self._starts[:, index]
        else:
            starts = self._ends[:, index - 1] + 1 if index else self._first
        cells = self._slices(starts, ends, mask=starts == ends)
        if self._has_quotes:
            cells = _unquote(cells)
        if self._has_quotes or self._may_have_blanks(starts, ends):
            cells = pc.utf8_trim_whitespace(cells)
            cells = pc.if_else(pc.equal(cells, ""), None, cells)
        if self.layout.blank:
            words = pa.array(self.layout.blank, pa.string())
            cells = pc.if_else(pc.is_in(cells, value_set=words), None, cells)
        return cells

    def run(self, first: int, last: int) -> pa.StringArray | None:
        """Return neighbouring columns in one text a row, delimiters and all, as the file has it.

        None where delimiters alone do not tell the cells apart, or a row may lack some.
        """
        plain = not self._has_quotes and self._starts is None and not self.layout.blank
        if not plain or not len(self.lines):
            return None
        starts = self._ends[:, first - 1] + 1 if first else self._first
        return self._slices(starts, self._ends[:, last])

    def _slices(self, starts: Any, ends: Any, mask: Any = None) -> pa.StringArray:
        # Slices and what lies between them alternate, so that they are whole without a copy.
        n = len(self.lines)
        offsets = np.empty(2 * n + 1, np.int32)
        offsets[1::2] = ends
        offsets[0:-1:2] = starts
        offsets[-1] = ends[-1] if n else 0
        pieces = pa.StringArray.from_buffers(2 * n, pa.py_buffer(offsets), self._data)
        return pieces.take(pa.array(np.arange(0, 2 * n, 2), mask=mask))

    def _may_have_blanks(self, starts: Any, ends: Any) -> bool:
        """Whether a cell may begin or end with white space (of any alphabet)."""
        if self._data.size == 0:
            return False
        codes = np.frombuffer(self._data, np.uint8)
        edges = codes[np.minimum(starts, len(codes) - 1)], codes[np.maximum(ends - 1, 0)]
        return any(bool(((e <= 32) | (e >= 128)).any()) for e in edges)


def read_cells(
    file: io.BufferedIOBase, layout: Layout, *, header: bool, where: str
) -> Iterator[Cells]:
    """Yield the rows of a file in chunks of about 16 MB; memory stays bounded.

    Blank lines are no rows. An archive that breaks off ends with a fault at its last line.

    Args:
        file: Bytes.
        layout: How it is written.
        header: Whether its first row names the columns and is to be left out.
        where: Name of the file, for messages.

    Raises:
        FormatError: A row has more than 8 MB: this is no table.

    Examples:
        >>> import io
        >>> layout = Layout(",", (2,), quoted=True)
        >>> [cells] = read_cells(io.BytesIO(b'1,"a, b"\\n2\\n'), layout, header=False, where="x")
        >>> cells.column(1).to_pylist(), cells.faults
        (['a, b'], [(2, 'it has 1 column instead of 2')])
    """
    line, rest, first, broken = 1, b"", True, False
    while True:
        chunk, broken = (b"", True) if broken else _next(file)
        if first:
            chunk, first = chunk.removeprefix(_BOM), False
        last = not chunk
        # Of an archive that breaks off, the last row may be half a row.
        data = rest[: rest.rfind(b"\n") + 1] if broken and last else rest + chunk
        if last and data and not data.endswith(b"\n"):
            data += b"\n"
        cut = len(data) if last else _last_end(data, layout)
        if len(data) - cut > _LONGEST:
            number = line + _line_ends(data, cut)
            what = f"line {number} does not end: this is no table"
            raise FormatError(what, where=where, do="pass an event file")
        if cut:
            cells, used = _read(data[:cut], line, layout, last)
            line += _line_ends(data, used)
            rest = data[used:]
            if header and len(cells.lines) + len(cells.faults):
                cells, header = _without_first(cells), False
            if len(cells.lines) or cells.faults:
                yield cells
        else:
            rest = data
        if last:
            break
    if broken:
        what = "the archive breaks off here: what follows is lost, fetch the file again"
        yield _nothing(layout, [(line, what)])


def _next(file: io.BufferedIOBase) -> tuple[bytes, bool]:
    """Return the next bytes, and whether the archive breaks off after them."""
    pieces: list[bytes] = []
    size = 0
    try:
        while size < _CHUNK and (piece := file.read1(_CHUNK)):
            pieces.append(piece)
            size += len(piece)
    except DAMAGED:
        return b"".join(pieces), True
    return b"".join(pieces), False


def _last_end(data: bytes, layout: Layout) -> int:
    """Return where the last whole row ends."""
    cut = data.rfind(b"\n") + 1
    if not layout.quoted or data.count(b'"', 0, cut) % 2 == 0:
        return cut
    codes = np.frombuffer(data, np.uint8, cut)
    inside = np.logical_xor.accumulate(codes == _QUOTE)
    ends = np.flatnonzero((codes == _LF) & ~inside)
    whole = int(ends[-1]) + 1 if len(ends) else 0
    # A stray mark would make everything after it one cell: then every line end will do.
    return cut if cut - whole > 1 << 20 else whole


def _read(data: bytes, line: int, layout: Layout, last: bool) -> tuple[Cells, int]:
    """Return the rows of a chunk, and how many of its bytes are read."""
    if layout.quoted and b'"' in data:
        codes = np.frombuffer(data, np.uint8)
        marks = np.flatnonzero(codes == _QUOTE)
        if not _marks_are_sound(codes, marks, ord(layout.delimiter)):
            rows, lines, faults, used = read_by_row(
                data, line, layout.delimiter, layout.widths, last=last
            )
            return _from_rows(rows, lines, faults, layout), used
        inside = np.logical_xor.accumulate(codes == _QUOTE)
        return _split(data, line, layout, ~inside, has_quotes=True), len(data)
    return _split(data, line, layout, None, has_quotes=False), len(data)


def _marks_are_sound(codes: Any, marks: Any, delimiter: int) -> bool:
    """Whether every quoted cell opens at its start and closes at its end."""
    if len(marks) % 2:
        return False
    opens, closes = marks[0::2], marks[1::2]
    before = codes[np.maximum(opens - 1, 0)]
    after = codes[np.minimum(closes + 1, len(codes) - 1)]
    opened = (opens == 0) | (before == delimiter) | (before == _LF)
    opened[1:] |= opens[1:] == closes[:-1] + 1
    closed = (after == delimiter) | (after == _LF) | (after == _CR)
    closed[:-1] |= opens[1:] == closes[:-1] + 1
    return bool(opened.all() and closed.all())


def _split(data: bytes, line: int, layout: Layout, outside: Any, *, has_quotes: bool) -> Cells:
    codes = np.frombuffer(data, np.uint8)
    if outside is None and (even := _even(data, codes, line, layout)) is not None:
        return even
    is_end = codes == _LF
    is_mark = is_end | (codes == ord(layout.delimiter))
    line_ends = np.flatnonzero(is_end)
    if outside is not None:
        is_mark &= outside
    marks = np.flatnonzero(is_mark)
    last_of_row = np.flatnonzero(codes[marks] == _LF)
    counts = np.diff(last_of_row, prepend=-1)
    first_of_row = last_of_row - counts + 1
    row_ends = marks[last_of_row]
    row_starts = np.concatenate(([0], row_ends[:-1] + 1))
    lines = line + np.searchsorted(line_ends, row_starts)

    full = _full(codes, row_starts, row_ends, counts)
    width = max(layout.widths)
    good = np.isin(counts, layout.widths)
    if layout.spare:
        many = counts > width
        tail = row_ends - marks[np.minimum(first_of_row + width - 1, len(marks) - 1)]
        tail -= codes[np.maximum(row_ends - 1, 0)] == _CR
        good |= many & (tail == counts - width)
    why = {int(i): _wrong_width(int(counts[i]), layout) for i in np.flatnonzero(~good & full)}
    keep = np.flatnonzero(good & full)
    at = first_of_row[keep, None] + np.minimum(np.arange(width), counts[keep, None] - 1)
    ends = marks[at]
    starts = np.empty_like(ends)
    starts[:, 0] = row_starts[keep]
    starts[:, 1:] = ends[:, :-1] + 1
    starts = np.minimum(starts, ends)  # a column that a shorter row lacks is empty
    buffer, starts, ends, bad = as_utf8(data, starts, ends, layout.fallback)
    faults = [(int(lines[i]), reason) for i, reason in sorted(why.items())]
    faults += [(int(lines[keep[i]]), reason) for i, reason in bad.items()]
    if bad:
        rest = np.setdiff1d(np.arange(len(keep)), list(bad))
        keep, starts, ends = keep[rest], starts[rest], ends[rest]
    first = starts[:, 0]
    return Cells(layout, lines[keep], sorted(faults), buffer, first, ends, starts, has_quotes)


def _even(data: bytes, codes: Any, line: int, layout: Layout) -> Cells | None:
    """Return the cells of a chunk in which every row is as wide as it should be, else None."""
    width = max(layout.widths)
    line_ends = codes == _LF
    n = int(np.count_nonzero(line_ends))
    marks = np.flatnonzero(line_ends | (codes == ord(layout.delimiter)))
    if len(marks) != n * width or not is_utf8(data) or b"\0" in data:
        return None
    ends = marks.reshape(n, width)
    if not (codes[ends[:, -1]] == _LF).all():
        return None
    first = np.concatenate(([0], ends[:-1, -1] + 1))
    return Cells(layout, np.arange(line, line + n), [], pa.py_buffer(data), first, ends)


def _line_ends(data: bytes, before: int) -> int:
    """Count them; on long chunks faster than `bytes.count`, and without Python's lock."""
    return int(np.count_nonzero(np.frombuffer(data, np.uint8, before) == _LF))


def _full(codes: Any, starts: Any, ends: Any, counts: Any) -> Any:
    """Which rows are more than a blank line."""
    nothing = (counts == 1) & (starts == ends)
    nothing |= (counts == 1) & (ends - starts == 1) & (codes[starts] == _CR)
    return ~nothing


def _wrong_width(count: int, layout: Layout) -> str:
    wanted = " or ".join(map(str, layout.widths))
    return f"it has {count} column{'s' * (count != 1)} instead of {wanted}"


def _unquote(cells: pa.Array) -> pa.Array:
    marked = pc.starts_with(cells, '"')
    inner = pc.replace_substring(
        pc.utf8_slice_codeunits(pc.utf8_rtrim(cells, "\r"), 1, -1), '""', '"'
    )
    return pc.if_else(marked, inner, cells)


def _from_rows(
    rows: Sequence[Sequence[bytes]],
    lines: Sequence[int],
    faults: list[tuple[int, str]],
    layout: Layout,
) -> Cells:
    """Rows that were read one by one, in the shape of the others."""
    width = max(layout.widths)
    sizes = np.array([[len(c) for c in row] for row in rows], np.int32).reshape(-1, width)
    ends = np.cumsum(sizes.ravel(), dtype=np.int32).reshape(sizes.shape)
    starts = ends - sizes
    data = b"".join(c for row in rows for c in row)
    buffer, starts, ends, bad = as_utf8(data, starts, ends, layout.fallback)
    keep = np.setdiff1d(np.arange(len(rows)), list(bad))
    faults = sorted(faults + [(lines[i], reason) for i, reason in bad.items()])
    starts, ends = starts[keep], ends[keep]
    return Cells(
        layout, np.array(lines, np.int64)[keep], faults, buffer, starts[:, 0], ends, starts
    )


def _without_first(cells: Cells) -> Cells:
    """Leave out the row that names the columns, whether it could be read or not."""
    first = cells.lines[0] if len(cells.lines) else None
    if cells.faults and (first is None or cells.faults[0][0] < first):
        return dataclasses.replace(cells, faults=cells.faults[1:])
    return dataclasses.replace(
        cells,
        lines=cells.lines[1:],
        _first=cells._first[1:],
        _ends=cells._ends[1:],
        _starts=None if cells._starts is None else cells._starts[1:],
    )


def _nothing(layout: Layout, faults: list[tuple[int, str]]) -> Cells:
    none = np.empty((0, 1), np.int64)
    return Cells(layout, none[:, 0], faults, pa.py_buffer(b""), none[:, 0], none)
