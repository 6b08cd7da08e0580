"""Cutting delimited text: what Python's `csv` reads, at any chunk size, and nothing lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quovadis.errors import FormatError
from quovadis.readers import cells as room
from quovadis.readers.cells import Cells, Layout, read_cells

TABS = Layout("\t", (3,))
CSV = Layout(",", (3,), quoted=True)


def cut(data: bytes, layout: Layout, *, header: bool = False, chunk: int = 1 << 20) -> list[Cells]:
    file = io.BytesIO(data)
    before = room._CHUNK
    room._CHUNK = chunk
    try:
        return list(read_cells(file, layout, header=header, where="x"))
    finally:
        room._CHUNK = before


def found(
    data: bytes, layout: Layout, **more: int
) -> tuple[list[list[str | None]], list[int], list[tuple[int, str]]]:
    """Rows, their lines, and the faults."""
    rows: list[list[str | None]] = []
    lines: list[int] = []
    faults: list[tuple[int, str]] = []
    for part in cut(data, layout, chunk=more.get("chunk", 1 << 20)):
        columns = [part.column(i).to_pylist() for i in range(max(layout.widths))]
        rows += [list(r) for r in zip(*columns, strict=True)]
        lines += part.lines.tolist()
        faults += part.faults
    return rows, lines, faults


def test_rows_lines_and_blanks() -> None:
    rows, lines, faults = found(b"\xef\xbb\xbfa\tb\tc\r\n\n \t\t\xc3\xa9\r\nx\ty\n1\t2\t3", TABS)
    assert rows == [["a", "b", "c"], [None, None, "é"], ["1", "2", "3"]]
    assert lines == [1, 3, 5]
    assert faults == [(4, "it has 2 columns instead of 3")]


def test_shorter_rows_lack_the_last_columns() -> None:
    rows, _, faults = found(b"a\tb\tc\nd\te\n", Layout("\t", (2, 3)))
    assert (rows, faults) == ([["a", "b", "c"], ["d", "e", None]], [])


def test_spare_columns_must_be_empty() -> None:
    layout = Layout("\t", (3,), spare=True)
    rows, _, faults = found(b"a\tb\tc\t\t\r\na\tb\tc\td\na\tb\tc\t\n", layout)
    assert rows == [["a", "b", "c"]] * 2
    assert faults == [(2, "it has 4 columns instead of 3")]


def test_bytes_that_are_no_utf8_or_no_text() -> None:
    data = b"a\tb\tc\nd\xe9\te\tf\n\0\tb\tc\ng\th\ti\n"
    rows, lines, faults = found(data, TABS)
    assert (rows, lines) == ([["a", "b", "c"], ["g", "h", "i"]], [1, 4])
    assert [f[0] for f in faults] == [2, 3]
    rows, _, faults = found(data, Layout("\t", (3,), fallback="iso-8859-1"))
    assert rows == [["a", "b", "c"], ["dé", "e", "f"], ["g", "h", "i"]]
    assert faults == [(3, "it holds a NUL byte: this is no text")]


def test_words_that_stand_for_nothing() -> None:
    assert found(b"None\tb\tNone \n", Layout("\t", (3,), blank=("None",)))[0] == [[None, "b", None]]


@pytest.mark.parametrize("chunk", [3, 7, 1 << 20])
def test_quoted_cells(chunk: int) -> None:
    data = b'a,"b, ""c""\nd",e\r\n1,2,"3"\r\n,,\n'
    rows, lines, faults = found(data, CSV, chunk=chunk)
    assert rows == [["a", 'b, "c"\nd', "e"], ["1", "2", "3"], [None, None, None]]
    assert (lines, faults) == ([1, 3, 4], [])


def test_a_stray_quotation_mark_costs_no_other_row() -> None:
    rows, lines, faults = found(b'a,5" gun,c\nd,"e,f\ng,h,i\nj,"k",l\n', CSV)
    assert rows == [["a", '5" gun', "c"], ["g", "h", "i"], ["j", "k", "l"]]
    assert lines == [1, 3, 4]
    assert [f[0] for f in faults] == [2]


def test_the_header_is_left_out() -> None:
    [part] = cut(b"x,y,z\n1,2,3\n", CSV, header=True)
    assert (part.column(0).to_pylist(), part.lines.tolist()) == (["1"], [2])
    [part] = cut(b"x,y,z,more\n1,2,3\n", CSV, header=True)
    assert (part.column(0).to_pylist(), part.faults) == (["1"], [])


def test_a_line_without_end_is_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_LONGEST", 1000)
    with pytest.raises(FormatError, match="line 2 does not end"):
        cut(b"a\tb\tc\n" + b"x" * 5000, TABS, chunk=500)


cell = st.text(st.sampled_from('ab",\né\r '), max_size=6)


@given(st.lists(st.tuples(cell, cell, cell), max_size=12), st.integers(2, 60))
@settings(max_examples=150, deadline=None)
def test_sound_tables_are_read_as_csv_reads_them(
    table: list[tuple[str, str, str]], chunk: int
) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    rows, _, faults = found(text.getvalue().encode(), CSV, chunk=chunk)
    assert faults == []
    assert rows == [[c.strip() or None for c in row] for row in table]


piece = st.sampled_from([b"a", b'"', b",", b"\n", b"\r", b"\xe9", b"\0", b" "])


@given(st.lists(piece, max_size=60), st.integers(2, 40))
@settings(max_examples=300, deadline=None)
def test_any_bytes(parts: list[bytes], chunk: int) -> None:
    data = b"".join(parts)
    for layout in (CSV, Layout(",", (3,)), Layout(",", (2, 3), spare=True, fallback="latin-1")):
        rows, lines, faults = found(data, layout, chunk=chunk)
        numbers = sorted([*lines, *(f[0] for f in faults)])
        assert len(set(numbers)) == len(numbers)
        if not layout.quoted:
            whole = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
            assert numbers == [i for i, x in enumerate(whole, 1) if x not in (b"", b"\r")]
        assert len(rows) == len(lines)


def test_an_archive_that_breaks_off(tmp_path: Path) -> None:
    import gzip
    import random

    from quovadis.readers.sources import Source

    noise = random.Random(7)  # noqa: S311 - to be hard to compress
    text = "".join(f"{noise.random()}\tb\tc\n" for _ in range(20_000)).encode()
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(text)[:-20_000])
    with Source(path).open() as file:
        parts = list(read_cells(file, TABS, header=False, where=str(path)))
    assert sum(len(p) for p in parts) > 100
    assert "breaks off" in parts[-1].faults[-1][1]
