"""The same store on Spark: its Delta files as Ibis tables, for what outgrows one machine.

Read only. The queries of `relations` and `forecast` take these tables as they take DuckDB's.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quovadis import schema
from quovadis.errors import StoreError
from quovadis.query import fetch
from quovadis.records import Coverage
from quovadis.store.delta import DeltaFolder
from quovadis.store.moments import AsOf, known_before
from quovadis.store.place import check_place
from quovadis.store.tables import CODED, TABLES, stored_schema

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["Frames", "SparkStore", "coverage_table"]

Frames = Callable[[str], "DataFrame"]
"""From the name of a table to its rows, when something else than a folder holds them."""

_LATE = 6
"""Days after which a report looks back, as in `covering.coverage_query`."""


class SparkStore:
    """The tables of a store on Spark.

    Each table is looked at once, when it is first asked for: later commits show in a new
    `SparkStore`. As in `Store`, superseded and incomplete codings are left out.

    Args:
        session: A session of Spark 4, local or on a cluster. Ibis sets its time zone to UTC.
        source: Folder of the store, which every executor must see under this path; or a function
            that gives the rows of a table, such as
            `lambda table: session.read.format("delta").load(f"s3a://bucket/store/{table}")`.

    Raises:
        StoreError: There is no store in the folder, or Ibis and Spark are not installed.

    Examples:
        >>> from pyspark.sql import SparkSession  # doctest: +SKIP
        >>> spark = SparkSession.builder.getOrCreate()  # doctest: +SKIP
        >>> store = SparkStore(spark, "/mnt/shared/store")  # doctest: +SKIP
        >>> events = store.events(as_of=date(2025, 4, 9))  # doctest: +SKIP
        >>> store.fetch(events.group_by("quad_class").agg(n=events.count()))  # doctest: +SKIP
    """

    def __init__(self, session: SparkSession, source: str | Path | Frames) -> None:
        try:
            import ibis

            self._backend: Any = ibis.pyspark.connect(session)
        except ImportError as error:
            raise StoreError(
                f"Spark cannot be used here ({error})", do="pip install 'quovadis[spark]'"
            ) from error
        self._session = session
        self._prefix = f"quovadis_{secrets.token_hex(4)}"
        self._made: list[str] = []
        if callable(source):
            self._frames: Frames = source
        else:
            folder = Path(source).expanduser().absolute()
            check_place(folder, create=False)
            self._frames = _files(session, folder)

    def close(self) -> None:
        """Take the views of this store out of the session, which stays open."""
        while self._made:
            self._session.catalog.dropTempView(self._made.pop())

    def table(self, name: str, as_of: AsOf = None) -> ibis.Table:
        """Return a table as an Ibis expression on Spark.

        Args:
            name: One of `TABLES`.
            as_of: A date (the end of that UTC day), a moment, or None for everything.

        Raises:
            StoreError: There is no such table, or a file is missing or torn.
        """
        import ibis

        table = self._backend.table(self._view(name))
        before = known_before(as_of)
        if before is None:
            return table
        return table.filter(table.known_at < ibis.literal(before, type="timestamp('UTC')"))

    def events(self, as_of: AsOf = None, *, dyad: tuple[str, str] | None = None) -> ibis.Table:
        """`table("events", as_of)`.

        Args:
            as_of: See `table`.
            dyad: As `Store.events` takes it. Nothing is made of it: Spark passes over row groups
                that cannot hold what a query asks for by itself.
        """
        del dyad
        return self.table("events", as_of)

    def fetch(self, expression: ibis.Table) -> pa.Table:
        """Run an expression made from these tables."""
        return fetch(expression)

    def rows(self, name: str, as_of: AsOf = None, where: Any = None) -> pa.Table:
        """Return rows in the schema of the table, ordered as `Store.rows` orders them.

        Args:
            name: One of `TABLES`.
            as_of: See `table`.
            where: An Ibis predicate, best written with `ibis._`.
        """
        found = self.table(name, as_of)
        if where is not None:
            found = found.filter(where)
        order = [c for c in ("known_at", "document_id", "start", "id") if c in found.columns]
        return fetch(found.order_by(order)).cast(stored_schema(name))

    def records(self, name: str, as_of: AsOf = None, where: Any = None) -> list[Any]:
        """Return rows as records; see `rows`."""
        if name not in schema.RECORDS:
            raise StoreError(f"table {name!r} does not hold records", do="read it with `rows`")
        return schema.from_rows(name, self.rows(name, as_of, where))

    def coverage(self, as_of: AsOf = None) -> list[Coverage]:
        """Return the days that each dataset covers, as `Store.coverage` does."""
        found = fetch(coverage_table(self.events(as_of)))
        return [Coverage(**row) for row in found.to_pylist()]

    def _view(self, name: str) -> str:
        """Name of the view of a table; superseded codings are left out."""
        stored_schema(name)  # refuses a name that is none of ours
        if name not in CODED:
            return self._whole(name)
        # Codings first: a load that goes on meanwhile can then only hide what is new.
        codings, whole = self._whole("codings"), self._whole(name)
        view = f"{whole}_current"
        if view not in self._made:
            self._session.sql(
                f"SELECT * FROM {whole} WHERE document_id IS NULL"  # noqa: S608 - names are ours
                " OR coalesce(coder, '') = '' OR (document_id, coder, coder_version) IN"
                " (SELECT document_id, coder, max_by(coder_version, version_key)"
                f" FROM {codings} GROUP BY document_id, coder)"
            ).createOrReplaceTempView(view)
            self._made.append(view)
        return view

    def _whole(self, name: str) -> str:
        view = f"{self._prefix}_{name}"
        if view not in self._made:
            # By name: a Delta table grows new columns at its end.
            frame = self._frames(name).select(*stored_schema(name).names)
            frame.createOrReplaceTempView(view)
            self._made.append(view)
        return view


def coverage_table(events: ibis.Table) -> ibis.Table:
    """Say what `covering.coverage_query` says, for any engine: the days that each dataset covers.

    Args:
        events: Table with the columns of `schema.arrow_schema("events")`, already as of a day.

    Returns:
        `dataset`, `first`, `last`, `n_events`, ordered by dataset; nothing is executed.
    """
    rows = events.filter(events.dataset.notnull()).select(
        "dataset", "date", known=events.known_at.date()
    )
    rows = rows.mutate(day=(rows.dataset == "text").ifelse(rows.known, rows.date))
    rows = rows.filter(rows.day.notnull())
    late = rows.known.delta(rows.day, unit="day") > _LATE
    waves = rows.group_by("dataset", "known").aggregate(
        n=rows.count(),
        late=rows.count(where=late),
        first=rows.day.min(),
        last=rows.day.max(),
        new_first=rows.day.min(where=~late),
        new_last=rows.day.max(where=~late),
    )
    # A day on which most of what came was old brought a backfile, or a yearly release.
    backfile = waves.late * 2 > waves.n
    waves = waves.select(
        "dataset",
        "n",
        first=backfile.ifelse(waves.first, waves.new_first),
        last=backfile.ifelse(waves.last, waves.new_last),
    )
    found = waves.group_by("dataset").aggregate(
        first=waves.first.min(), last=waves.last.max(), n_events=waves.n.sum()
    )
    return found.order_by("dataset")


def _files(session: SparkSession, folder: Path) -> Frames:
    """Give the files of each table's latest snapshot to Spark, without its Delta connector."""
    from pyspark.sql.pandas.types import from_arrow_schema

    folders = {name: DeltaFolder(folder / name, name) for name in TABLES}

    def frame(name: str) -> DataFrame:
        # With a schema, a column that came after a file was written is null in it.
        columns = from_arrow_schema(stored_schema(name))
        paths = [_literal(file.path) for file in folders[name].snapshot().files]
        if not paths:
            return session.createDataFrame([], columns)
        return session.read.schema(columns).parquet(*paths)

    return frame


def _literal(path: str) -> str:
    """A path of which Spark takes no part for a pattern (a store's path holds no other of them).

    Examples:
        >>> _literal("/data/{a,b}/x.parquet")
        '/data/\\\\{a,b\\\\}/x.parquet'
    """
    return path.replace("{", "\\{").replace("}", "\\}")
