"""The tables as DuckDB views over the files of a snapshot, read at one moment of knowledge."""

from __future__ import annotations

import secrets
import tempfile
import zlib
from collections.abc import Callable, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from quovadis.errors import StoreError
from quovadis.store.covering import coverage_query
from quovadis.store.daily import WORTHWHILE, daily_counts
from quovadis.store.delta import RESTORE, ROW_GROUP, DataFile, DeltaFolder, Snapshot
from quovadis.store.moments import known_clause
from quovadis.store.tables import CODED, TABLES, stored_schema

if TYPE_CHECKING:
    import duckdb
    import ibis

__all__ = ["Views"]


class Views:
    """One DuckDB connection in memory, with a view for each table and snapshot asked for.

    Text of the user never becomes SQL: view and column names are ours, paths go through DuckDB's
    Python interface, values are bound or built by Ibis.

    Args:
        store: The store's folder.
    """

    def __init__(self, store: Path) -> None:
        self.folders = {name: DeltaFolder(store / name, name) for name in TABLES}
        self._daily = store / "kept" / "daily-counts.parquet"
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._ibis: Any = None
        self._made: set[str] = set()

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The DuckDB connection. Spills, if it must, to the platform's temporary folder."""
        if self._connection is None:
            import duckdb

            spill = Path(tempfile.gettempdir()) / f"quovadis-{secrets.token_hex(8)}"
            settings: dict[str, Any] = {
                "temp_directory": str(spill),
                "autoinstall_known_extensions": "false",
            }
            self._connection = duckdb.connect(":memory:", config=settings)
            self._connection.execute("SET TimeZone = 'UTC'")
        return self._connection

    @property
    def backend(self) -> Any:
        """The same connection as an Ibis backend (importing Ibis takes a third of a second)."""
        if self._ibis is None:
            import ibis

            self._ibis = ibis.duckdb.from_connection(self.connection)
        return self._ibis

    def close(self) -> None:
        """Let go of the connection; it opens again when needed."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._ibis = None
        self._made.clear()

    def view(self, table: str, only: Callable[[DataFile], bool] | None = None) -> str:
        """Return the name of a view of the table as it is now, superseded codings left out.

        Args:
            table: One of `TABLES`.
            only: Leave out files of which this says no.
        """
        stored_schema(table)  # refuses a name that is none of ours
        if table not in CODED:
            return self._whole(table)
        # Codings first: facts are committed before the coding that vouches for them, so a load
        # that goes on meanwhile can only hide what is new, never what was there.
        vouched = self._current_codings()
        whole = self._whole(table, only)
        name = f"{whole}_{vouched}"
        if name not in self._made:
            # An incomplete or superseded coding has no row among the current ones. Rows that no
            # coder made (a dataset's, or entered by hand) need nobody to vouch for them.
            self.connection.execute(
                f'CREATE VIEW "{name}" AS SELECT * FROM "{whole}"'  # noqa: S608 - names are ours
                " WHERE document_id IS NULL OR coalesce(coder, '') = ''"
                " OR (document_id, coder, coder_version) IN"
                f' (SELECT (document_id, coder, coder_version) FROM "{vouched}")'
            )
            self._made.add(name)
        return name

    def table(
        self, table: str, before: datetime | None, dyad: tuple[str, str] | None = None
    ) -> ibis.Table:
        """Return the table as an Ibis expression, of what was known before a moment."""
        import ibis

        only = _between(*dyad) if dyad else None
        expression = self.backend.table(self.view(table, only))
        if before is None:
            return expression
        bound = ibis.literal(before, type="timestamp('UTC')")
        return expression.filter(expression.known_at < bound)

    def rows(
        self,
        table: str,
        before: datetime | None = None,
        *,
        document_ids: Sequence[str] | None = None,
    ) -> pa.Table:
        """Return rows without going through Ibis, in the table's own schema and a fixed order."""
        conditions, values = _conditions(before, document_ids, table)
        order = [c for c in ("known_at", "document_id", "start") if c in stored_schema(table).names]
        sql = (
            f'SELECT * FROM "{self.view(table)}"{conditions}'  # noqa: S608 - names are ours
            f" ORDER BY {', '.join([*order, 'id'])}"
        )
        return self.answer(sql, values).cast(stored_schema(table))

    def covered(self, before: datetime | None) -> pa.Table:
        """Return the days that each dataset covers; see `covering.coverage_query`."""
        snapshot = self.folders["events"].snapshot()
        whole_days = before is None or before.time() == time()
        if snapshot.rows < WORTHWHILE or not whole_days:
            return self.answer(coverage_query(self.view("events"), before))
        files = tuple(f.path for f in snapshot.files)
        counts = daily_counts(self.connection, self._daily, files)
        coded = set(counts.filter(counts["coded"])["file"].to_pylist())
        view = self.view("events", lambda file: Path(file.path).name in coded)
        self.connection.register("daily_counts", counts)
        try:
            return self.answer(coverage_query(view, before, counted="daily_counts"))
        finally:
            self.connection.unregister("daily_counts")

    def check(self, table: str) -> list[StoreError]:
        """Read every value of every file of a table, and see that no id stands twice."""
        import duckdb

        try:
            snapshot = self.folders[table].snapshot()
        except StoreError as error:
            return [error]
        problems: list[StoreError] = []
        for file in snapshot.files:
            try:
                found = self.connection.read_parquet([file.path], hive_partitioning=False)
                rows = sum(len(batch) for batch in found.to_arrow_reader(ROW_GROUP))
            except (duckdb.Error, pa.ArrowException) as error:
                problems.append(_unreadable(error, file.path))
            else:
                if rows != file.rows:
                    what = f"the file holds {rows} rows, its log says {file.rows}"
                    problems.append(StoreError(what, where=file.path, do=RESTORE))
        if not problems:
            name = self._whole(table)
            ids = f'SELECT count(*) - count(DISTINCT id) AS n FROM "{name}"'  # noqa: S608
            doubled = self.answer(ids).column("n")[0].as_py()
            if doubled:
                what = f"{doubled} rows stand twice"
                problems.append(StoreError(what, where=table, do="load into a new store"))
        return problems

    def answer(self, sql: str, values: dict[str, Any] | None = None) -> pa.Table:
        """Run SQL of our own with bound values."""
        import duckdb

        try:
            run = self.connection.execute
            return (run(sql, values) if values else run(sql)).to_arrow_table()
        except duckdb.Error as error:
            raise _unreadable(error) from error

    def _whole(self, table: str, only: Callable[[DataFile], bool] | None = None) -> str:
        snapshot = self.folders[table].snapshot()
        name = f"{table}_{snapshot.version}"
        files = snapshot.files
        if only is not None:
            files = tuple(f for f in files if only(f))
            # By which they are, not by what was asked: names of the user are no part of ours.
            name += f"_{zlib.crc32(chr(10).join(f.path for f in files).encode()):08x}"
        if name not in self._made:
            self._make(name, table, snapshot, files)
            self._made.add(name)
        return name

    def _make(
        self, name: str, table: str, snapshot: Snapshot, chosen: tuple[DataFile, ...]
    ) -> None:
        import duckdb

        schema = stored_schema(table)
        if not chosen:
            # Not from an Arrow table: DuckDB would import pandas to look at it.
            columns = _projection(schema, set())
            self.connection.execute(f'CREATE VIEW "{name}" AS SELECT {columns} WHERE false')
            return
        paths = [f.path for f in chosen]
        try:
            files = self.connection.read_parquet(paths, hive_partitioning=False)
            # The oldest file stands first: if a column came later, it is the one without.
            if not snapshot.columns <= set(files.columns):
                files = self.connection.read_parquet(
                    paths, hive_partitioning=False, union_by_name=True
                )
            files.project(_projection(schema, set(files.columns))).create_view(name)
        except duckdb.Error as error:
            raise _unreadable(error) from error

    def _current_codings(self) -> str:
        whole = self._whole("codings")
        name = f"{whole}_current"
        if name not in self._made:
            self.connection.execute(
                f'CREATE VIEW "{name}" AS SELECT document_id, coder,'  # noqa: S608 - names are ours
                " arg_max(coder_version, version_key) AS coder_version"
                f' FROM "{whole}" GROUP BY document_id, coder'
            )
            self._made.add(name)
        return name


def _between(a: str, b: str) -> Callable[[DataFile], bool]:
    """Whether a file may hold events between two countries, either way."""

    def holds(file: DataFile) -> bool:
        return any(
            file.may_hold("source_country", s) and file.may_hold("target_country", t)
            for s, t in ((a, b), (b, a))
        )

    return holds


def _conditions(
    before: datetime | None, document_ids: Sequence[str] | None, table: str
) -> tuple[str, dict[str, Any]]:
    terms: list[str] = []
    values: dict[str, Any] = {}
    if before is not None:
        terms.append(known_clause(before))
    if document_ids is not None:
        column = "id" if table == "documents" else "document_id"
        terms.append(f"{column} = ANY($documents)")
        values["documents"] = list(document_ids)
    return (" WHERE " + " AND ".join(terms) if terms else ""), values


def _projection(schema: pa.Schema, present: set[str]) -> str:
    """Our columns in our order; a column that came after a file was written is null in it."""
    return ", ".join(
        f'"{f.name}"' if f.name in present else f'NULL::{_sql_type(f.type)} AS "{f.name}"'
        for f in schema
    )


def _sql_type(kind: pa.DataType) -> str:
    names = {
        pa.string(): "VARCHAR",
        pa.int32(): "INTEGER",
        pa.int64(): "BIGINT",
        pa.float64(): "DOUBLE",
        pa.bool_(): "BOOLEAN",
        pa.date32(): "DATE",
        pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
        pa.list_(pa.string()): "VARCHAR[]",
    }
    return names[kind]


def _unreadable(error: Exception, where: str | None = None) -> StoreError:
    first = (str(error).splitlines() or ["?"])[0]
    return StoreError(f"a file of the store cannot be read ({first})", where=where, do=RESTORE)
