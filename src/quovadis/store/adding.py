"""Adding rows: each id once, however often and by however many processes it is handed in."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa  # its `compute`, slow to import, is not needed to read

from quovadis.errors import StoreError
from quovadis.store.delta import RESTORE, Conflict, DataFile, DeltaFolder, Snapshot
from quovadis.store.lock import writer_lock
from quovadis.store.tables import row_order, stored_schema

if TYPE_CHECKING:
    import duckdb

__all__ = ["CHUNK_BYTES", "CHUNK_ROWS", "Added", "add_rows"]

log = logging.getLogger(__name__)

CHUNK_ROWS = 262_144
CHUNK_BYTES = 256 << 20
_PRESENT = (
    "SELECT DISTINCT id FROM read_parquet($files, hive_partitioning = false)"
    " SEMI JOIN incoming USING (id) "
)
_LAST = chr(0x10FFFF)
_ATTEMPTS = 200  # only where the file system knows no locks can more than two be needed


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the rows that were handed in.

    Attributes:
        added: Rows that are new in the store.
        already: Rows whose id was there before, or stood more than once among those handed in.
    """

    added: int = 0
    already: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(self.added + other.added, self.already + other.already)


def add_rows(
    store: Path,
    target: DeltaFolder,
    data: pa.Table | Iterable[pa.RecordBatch],
    connection: duckdb.DuckDBPyConnection,
) -> Added:
    """Add rows to a table in atomic commits of up to 262,144 rows.

    Args:
        store: The store's folder, which must be there.
        target: The table.
        data: A table, or record batches; missing columns are null, others are refused.
        connection: Where ids are compared.

    Raises:
        StoreError: The rows do not fit the table, or it cannot be read or written.
    """
    total = Added()
    for chunk in _chunks(data):
        total += _add_chunk(store, target, _fit(chunk, target.table), connection)
    return total


def _add_chunk(
    store: Path, target: DeltaFolder, rows: pa.Table, connection: duckdb.DuckDBPyConnection
) -> Added:
    distinct = _first_of_each_id(rows)
    distinct = distinct.sort_by([(name, "ascending") for name in row_order(target.table)])
    for attempt in range(_ATTEMPTS):
        with writer_lock(store):
            seen = target.snapshot()
            fresh = _without(distinct, _present(seen, target.table, distinct, connection))
            if fresh.num_rows == 0:
                return Added(0, rows.num_rows)
            try:
                target.append(fresh, seen)
            except Conflict:
                log.debug("%s moved on, attempt %d", target.table, attempt + 1)
            else:
                return Added(fresh.num_rows, rows.num_rows - fresh.num_rows)
        if attempt:
            time.sleep(random.uniform(0, 0.05))  # noqa: S311 - to part two writers, not to hide
    raise StoreError(
        "other writers were always faster", where=str(target.folder), do="try again later"
    )


def _chunks(data: pa.Table | Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Gather batches into tables of bounded size."""
    batches = data.to_batches(max_chunksize=CHUNK_ROWS) if isinstance(data, pa.Table) else data
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        for start in range(0, batch.num_rows, CHUNK_ROWS):
            piece = batch.slice(start, CHUNK_ROWS)
            if waiting and (
                rows + piece.num_rows > CHUNK_ROWS or size + piece.nbytes > CHUNK_BYTES
            ):
                yield pa.Table.from_batches(waiting)
                waiting, rows, size = [], 0, 0
            waiting.append(piece)
            rows += piece.num_rows
            size += piece.nbytes
    if waiting:
        yield pa.Table.from_batches(waiting)


def _fit(rows: pa.Table, table: str) -> pa.Table:
    """Bring rows into the table's schema, or say why they do not fit."""
    schema = stored_schema(table)
    strange = sorted(set(rows.schema.names) - set(schema.names))
    if strange:
        raise StoreError(f"the table has no column {', '.join(strange)}", where=table)
    columns: list[Any] = []
    for field in schema:
        if field.name not in rows.schema.names:
            columns.append(pa.nulls(rows.num_rows, field.type))
            continue
        try:
            columns.append(rows.column(field.name).cast(field.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            what = f"column {field.name} does not hold {field.type} ({error})"
            raise StoreError(what, where=table) from error
    fitted = pa.Table.from_arrays(columns, schema=schema)
    for needed in ("id", "known_at"):
        if fitted.column(needed).null_count:
            raise StoreError(f"a row has no {needed}", where=table, do=f"give each row a {needed}")
    return fitted


def _first_of_each_id(rows: pa.Table) -> pa.Table:
    import pyarrow.compute as pc

    ids = rows.column("id")
    if pc.count_distinct(ids).as_py() == rows.num_rows:
        return rows
    numbered = rows.select(["id"]).append_column("n", pa.array(range(rows.num_rows), pa.int64()))
    firsts = numbered.group_by("id").aggregate([("n", "min")]).column("n_min")
    return rows.take(firsts)


def _without(rows: pa.Table, ids: pa.Table) -> pa.Table:
    if ids.num_rows == 0:
        return rows
    import pyarrow.compute as pc

    known = pc.is_in(rows.column("id"), value_set=ids.column("id").combine_chunks())
    return rows.filter(pc.invert(known))


def _present(
    seen: Snapshot, table: str, rows: pa.Table, connection: duckdb.DuckDBPyConnection
) -> pa.Table:
    """Return which of the rows' ids the table holds already.

    Only files whose ids, as the log has them, overlap with the incoming ones need be looked at:
    where ids grow with time, as GDELT's do, that is none but the newest. For events, equal ids also
    mean equal dataset and date, which narrows files and rows further.
    """
    scope = _Scope.of(rows, table)
    files = [f.path for f in seen.files if scope.may_be_in(f)]
    if not files:
        return rows.select(["id"]).slice(0, 0)

    import duckdb

    connection.register("incoming", rows.select(["id"]))
    try:
        values = {"files": files, **scope.values}
        return connection.execute(_PRESENT + scope.where, values).to_arrow_table()
    except duckdb.Error as error:
        raise StoreError(
            f"the table's files cannot be read ({str(error).splitlines()[0]})",
            where=str(Path(files[0]).parent),
            do=RESTORE,
        ) from error
    finally:
        connection.unregister("incoming")


@dataclass(frozen=True, slots=True)
class _Scope:
    """Ids of incoming rows, and datasets and days of events; datasets None: anywhere."""

    least: str
    most: str
    datasets: frozenset[str] | None = None
    first: Any = None
    last: Any = None
    undated: bool = True

    @classmethod
    def of(cls, rows: pa.Table, table: str) -> _Scope:
        import pyarrow.compute as pc

        ids = pc.min_max(rows.column("id")).as_py()
        anywhere = cls(ids["min"], ids["max"])
        if table != "events":
            return anywhere
        datasets = pc.unique(rows.column("dataset")).to_pylist()
        if None in datasets:
            return anywhere
        days = pc.min_max(rows.column("date")).as_py()
        undated = rows.column("date").null_count > 0
        return cls(ids["min"], ids["max"], frozenset(datasets), days["min"], days["max"], undated)

    def may_be_in(self, file: DataFile) -> bool:
        """Judge by the file's statistics; what is unknown may be."""
        low, high = file.least.get("id"), file.most.get("id")
        # A log may cut long texts short: then the greatest is only the beginning of one.
        if (
            low is not None
            and high is not None
            and not (low <= self.most and self.least <= high + _LAST)
        ):
            return False
        if self.datasets is None:
            return True
        low, high = file.least.get("dataset") or "", file.most.get("dataset")
        if high is not None and not any(low <= d <= high for d in self.datasets):
            return False
        if self.undated and file.nulls.get("date") != 0:
            return True
        low, high = file.least.get("date"), file.most.get("date")
        if self.first is None:
            return False
        return low is None or high is None or not (high < self.first or self.last < low)

    @property
    def where(self) -> str:
        if self.datasets is None:
            return ""
        undated = " OR date IS NULL" if self.undated else ""
        return f"WHERE dataset = ANY($datasets) AND (date BETWEEN $first AND $last{undated})"

    @property
    def values(self) -> dict[str, Any]:
        if self.datasets is None:
            return {}
        return {"datasets": sorted(self.datasets), "first": self.first, "last": self.last}
