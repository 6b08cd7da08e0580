"""Stores from before a column or a table came: read, added to and merged, with nulls in it."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from quovadis import schema
from quovadis.store import Store

ADDED = ("n_reports", "n_publishers", "deaths")


@pytest.fixture
def older(tmp_path: Path, made: ModuleType) -> Path:
    """A store whose events have no counts of reports yet."""
    path = tmp_path / "old"
    Store(path).add("documents", schema.to_table("documents", []))
    events = schema.to_table("events", [made.event(i) for i in range(5)])
    columns = [n for n in events.schema.names if n not in ADDED]
    write_deltalake(
        str(path / "events"),
        events.select(columns),
        configuration={"delta.appendOnly": "true"},
    )
    return path


def test_columns_that_came_later_are_null(older: Path) -> None:
    store = Store(older)
    rows = store.rows("events")
    assert rows.num_rows == 5
    assert [rows.column(n).null_count for n in ADDED] == [5, 5, 5]
    assert len(store.records("events")) == 5
    assert store.check() == []


def test_new_rows_join_old_ones(older: Path) -> None:
    store = Store(older)
    row = store.rows("events").slice(0, 1)
    for name, value in (("id", "new"), ("n_reports", 3)):
        at = row.schema.get_field_index(name)
        row = row.set_column(at, row.schema.field(at), pa.array([value], row.schema.field(at).type))
    assert store.add("events", row).added == 1
    assert store.add("events", store.rows("events")).added == 0
    store.compact()
    found = Store(older).rows("events")
    assert sorted(found.column("n_reports").to_pylist(), key=str) == [3, *[None] * 5]
    assert {"n_reports"} <= {f.name for f in DeltaTable(str(older / "events")).schema().fields}


@pytest.mark.parametrize("table", schema.PLAIN)
def test_tables_that_came_later_are_empty(older: Path, table: str) -> None:
    store = Store(older)
    assert store.rows(table).num_rows == 0
    assert store.table(table).columns == tuple(schema.arrow_schema(table).names)
