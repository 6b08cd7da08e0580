"""A table out of the store, as one Parquet or CSV file that appears whole or not at all."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from quovadis.errors import InputError, StoreError
from quovadis.store.lock import write_errors

if TYPE_CHECKING:
    import duckdb

__all__ = ["SUFFIXES", "export_rows"]

SUFFIXES = (".parquet", ".csv", ".csv.gz")
"""What a file may end in; it tells the format."""


def export_rows(
    connection: duckdb.DuckDBPyConnection,
    sql: str,
    schema: pa.Schema,
    to: Path,
    *,
    overwrite: bool,
) -> int:
    """Write the rows of a query to a file.

    Lists are written to CSV as `a;b`. The file is made beside its place and moved there at the end.

    Args:
        connection: Where the query runs.
        sql: Query of our own, with the columns of `schema`.
        schema: Of the table.
        to: The file.
        overwrite: Whether a file of that name may be replaced.

    Returns:
        The number of rows.

    Raises:
        InputError: The name ends in nothing that we write, or there is such a file already.
        StoreError: A file of the store is damaged, or the new one cannot be written.
    """
    import duckdb

    name = to.name.lower()
    kind = next((s for s in SUFFIXES if name.endswith(s)), None)
    if kind is None:
        what = "its name does not tell the format"
        raise InputError(what, where=str(to), do=f"let it end in {', '.join(SUFFIXES)}")
    if to.exists() and not overwrite:
        what = "there is such a file already"
        raise InputError(what, where=str(to), do="name another file, or pass --overwrite")
    if not to.parent.is_dir():
        raise InputError("there is no such folder", where=str(to.parent), do="make it first")
    draft = to.with_name(f".{to.name}.{secrets.token_hex(4)}")
    try:
        with write_errors(to.parent):
            rows = connection.execute(sql).to_arrow_reader(65_536)
            if kind == ".parquet":
                n = _parquet(rows, schema, draft)
            else:
                n = _csv(rows, schema, draft, packed=kind.endswith(".gz"))
            draft.replace(to)
    except duckdb.Error as error:
        first = (str(error).splitlines() or ["?"])[0]
        raise StoreError(f"the rows cannot be read ({first})", where=str(to)) from error
    finally:
        draft.unlink(missing_ok=True)
    return n


def _parquet(rows: Any, schema: pa.Schema, to: Path) -> int:
    from pyarrow import parquet

    n = 0
    with parquet.ParquetWriter(str(to), schema, compression="zstd") as writer:
        for batch in rows:
            writer.write_table(pa.Table.from_batches([batch]).cast(schema))
            n += batch.num_rows
    return n


def _csv(rows: Any, schema: pa.Schema, to: Path, *, packed: bool) -> int:
    from pyarrow import csv

    flat = pa.schema([pa.field(f.name, _flat_type(f.type)) for f in schema])
    n = 0
    with (
        pa.CompressedOutputStream(str(to), "gzip") if packed else pa.OSFile(str(to), "wb") as file,
        csv.CSVWriter(file, flat) as writer,
    ):
        for batch in rows:
            table = pa.Table.from_batches([batch]).cast(schema)
            writer.write_table(pa.table([_flat(c) for c in table.columns], schema=flat))
            n += batch.num_rows
    return n


def _flat_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_list(kind) or pa.types.is_timestamp(kind):
        return pa.string()
    return kind


def _flat(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Lists as `a;b`, moments as `2018-01-01T00:15:00Z`."""
    import pyarrow.compute as pc

    if pa.types.is_list(column.type):
        return pc.binary_join(column, ";")
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")
    return column
