"""Sheets: keys of neighbouring columns are the same however they are cut out."""

from __future__ import annotations

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.readers.cells import Cells, Layout, read_cells
from quovadis.readers.rejects import Reject
from quovadis.readers.sheets import Sheet

AT = {name: place for place, name in enumerate(("id", "name", "faith", "country", "role"))}
KEYS = ("name", "country", "role")
CELL = st.text(st.sampled_from("AB \u00e9\u2003\x1f\x7f"), max_size=3)


def _sheet(rows: list[tuple[str, ...]]) -> Sheet:
    text = "".join("\t".join(row) + "\n" for row in rows)
    layout = Layout("\t", (5,))
    [cells] = read_cells(io.BytesIO(text.encode()), layout, header=False, where="x")
    return Sheet(cells, "x", AT)


def _read(sheet: Sheet) -> tuple[list[tuple[str, ...]], list[Reject], list[int]]:
    column = sheet.keys(KEYS)
    faults: list[Reject] = []
    rows = sheet.finish(faults)
    return [column.values[i] for i in column.index[rows]], faults, rows.tolist()


@given(st.lists(st.tuples(st.just("1"), CELL, CELL, CELL, CELL), min_size=1, max_size=6))
def test_cut_out_in_one_go_or_one_by_one(rows: list[tuple[str, ...]]) -> None:
    quick = _read(_sheet(rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Cells, "run", lambda *_: None)
        assert _read(_sheet(rows)) == quick


def test_the_quick_way_is_taken_and_leaves_out_what_lies_between() -> None:
    sheet = _sheet([("1", "IRAN", "x", "IRN", ""), ("2", "IRAN", "y", "IRN", "")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "text", lambda *_: pytest.fail("cells were cut out one by one"))
        column = sheet.keys(KEYS)
    assert (column.values, column.index.tolist()) == ([("IRAN", "IRN", "")], [0, 0])


def test_a_column_that_the_file_lacks_is_blank() -> None:
    assert _sheet([("1", "A", "", "B", "")]).keys(("name", "nowhere")).values == [("A", "")]


def test_of_an_archive_that_breaks_off_at_once_there_are_no_keys() -> None:
    broken = io.BytesIO(gzip.compress(b"1\tA\tx\tB\t\n")[:12])
    with gzip.open(broken) as file:
        [cells] = read_cells(file, Layout("\t", (5,)), header=False, where="x")
    sheet = Sheet(cells, "x", AT)
    assert sheet.keys(KEYS).values == []
    faults: list[Reject] = []
    assert sheet.finish(faults).tolist() == []
    assert "breaks off" in faults[0].reason
