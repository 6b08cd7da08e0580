"""The store: a folder of Delta Lake tables, read as of any day."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from quovadis import schema
from quovadis.errors import StoreError
from quovadis.query import fetch
from quovadis.records import Coded, Coverage, Document, Forecast
from quovadis.store.adding import Added, add_rows
from quovadis.store.codings import coded_from, coding_rows, fact_rows
from quovadis.store.export import export_rows
from quovadis.store.moments import AsOf, known_before, known_clause
from quovadis.store.place import FORMAT, check_place, make_place
from quovadis.store.tables import CODED, TABLES, record_rows, stored_schema
from quovadis.store.views import Views

if TYPE_CHECKING:
    import ibis

__all__ = ["Store"]


class Store:
    """A folder of tables that anybody may read while somebody writes.

    Opening reads one small file and writes nothing; the folder is made by the first `add`. A store
    object belongs to one thread; opening another one costs next to nothing.

    Args:
        path: Folder of the store.
        create: Whether a folder that is absent or empty will do (it counts as an empty store).

    Raises:
        StoreError: The folder holds other things, a store of a newer format, or (without
            `create`) no store.

    Examples:
        >>> import tempfile
        >>> from datetime import date
        >>> text = "Ruritania opened an embassy in Graustark."
        >>> note = Document(text=text, published=datetime(2025, 4, 9, tzinfo=UTC))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = Store(folder)
        ...     store.add_documents([note])
        ...     store.add_documents([note])
        ...     len(store.records("documents", as_of=date(2025, 4, 8)))
        ...     store.records("documents", as_of=date(2025, 4, 9)) == [note]
        Added(added=1, already=0)
        Added(added=0, already=1)
        0
        True
    """

    def __init__(self, path: str | Path, *, create: bool = True) -> None:
        self.path = Path(path).expanduser().absolute()
        check_place(self.path, create=create)
        self._views = Views(self.path)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({str(self.path)!r})"

    def close(self) -> None:
        """Let go of the database connection. Expressions made before are of no use afterwards."""
        self._views.close()

    # -- writing ----------------------------------------------------------------------------

    def add(self, table: str, data: pa.Table | Iterable[pa.RecordBatch]) -> Added:
        """Add rows, each id once: rows whose id is there already are passed over.

        Commits are atomic and come every 262,144 rows. A load that was killed is completed by
        running it again. Two processes that add the same rows at the same time add them once.

        Args:
            table: One of `TABLES`.
            data: A table or record batches with columns of `stored_schema(table)`; columns that
                are missing are null. Equal ids must mean equal content.

        Raises:
            StoreError: The rows do not fit, the folder cannot be written, or a file is damaged.

        Examples:
            >>> import tempfile
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     Store(folder).add("events", schema.to_table("events", []))
            Added(added=0, already=0)
        """
        stored_schema(table)
        check_place(self.path, create=True)
        make_place(self.path)
        folder = self._views.folders[table]
        total = add_rows(self.path, folder, data, self._views.connection)
        if total.added and folder.is_scattered():
            folder.compact()
        return total

    def add_documents(self, documents: Iterable[Document]) -> Added:
        """Add documents. A text that is there already is not added again, nor changed.

        A document is known from its publication; where no date could be established
        (`published_how` is `none`) from the moment we retrieved it, else from now.
        """
        rows = list(documents)
        now = datetime.now(UTC)
        known = [d.published or d.retrieved or now for d in rows]
        return self.add("documents", record_rows("documents", rows, known_at=known))

    def add_coded(self, coded: Coded | Iterable[Coded]) -> Added:
        """Add what a coder found, and the fact that it has coded the document.

        The facts are committed first, the coding last: what a killed load left half done is not
        read until the load is run again. When a later version of the same coder has coded a
        document, what earlier versions found in it is hidden on read, and kept.

        Args:
            coded: One document's, or many (cheaper: one commit a table).

        Returns:
            The facts of all kinds that were added, and that were there already.

        Raises:
            StoreError: A document without any fact is not in the store, so that nobody can tell
                when it was known; or see `add`.
        """
        many = [coded] if isinstance(coded, Coded) else list(coded)
        total = Added()
        for table in CODED:
            rows = fact_rows(table, many)
            if rows:
                total += self.add(table, record_rows(table, rows))
        bare = [c.document_id for c in many if not any(getattr(c, t) for t in CODED)]
        known = self._known_at(bare)
        self.add("codings", coding_rows(many, known))
        return total

    def add_forecasts(self, forecasts: Iterable[Forecast], *, known_at: datetime) -> Added:
        """Register forecasts: once in the ledger, a forecast never changes.

        Args:
            forecasts: What was forecast.
            known_at: The moment at which it was.
        """
        rows = list(forecasts)
        return self.add(
            "forecasts", record_rows("forecasts", rows, known_at=[known_at] * len(rows))
        )

    def compact(self) -> int:
        """Merge small files of all tables, and bring each dyad's events together.

        Safe while others read and write. All events are written anew when any came since the last
        time (about a minute for ten million); what `add` merges by itself is not sorted. The files
        before stay on disk for a week.

        Returns:
            The number of files that the store has fewer.
        """
        return sum(folder.compact(cluster=True) for folder in self._views.folders.values())

    # -- reading ----------------------------------------------------------------------------

    def table(self, name: str, as_of: AsOf = None) -> ibis.Table:
        """Return a table as an Ibis expression on DuckDB, as the latest commit left it.

        Args:
            name: One of `TABLES`.
            as_of: A date (the end of that UTC day), a moment, or None for everything.

        Raises:
            StoreError: There is no such table, or a file is missing or torn.

        Examples:
            >>> import tempfile
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     Store(folder).table("events").columns[:3]
            ('date', 'precision', 'source')
        """
        return self._views.table(name, known_before(as_of))

    def events(self, as_of: AsOf = None, *, dyad: tuple[str, str] | None = None) -> ibis.Table:
        """`table("events", as_of)`, or as little of it as holds all between two countries.

        Args:
            as_of: See `table`.
            dyad: Two ISO3 codes. Files that cannot hold events between the two, in either
                direction, are not read; other rows are not filtered out.
        """
        return self._views.table("events", known_before(as_of), dyad)

    def documents(self, as_of: AsOf = None) -> ibis.Table:
        """`table("documents", as_of)`."""
        return self.table("documents", as_of)

    def sentences(self, as_of: AsOf = None) -> ibis.Table:
        """`table("sentences", as_of)`."""
        return self.table("sentences", as_of)

    def statuses(self, as_of: AsOf = None) -> ibis.Table:
        """`table("statuses", as_of)`."""
        return self.table("statuses", as_of)

    def scheduled(self, as_of: AsOf = None) -> ibis.Table:
        """`table("scheduled", as_of)`."""
        return self.table("scheduled", as_of)

    def quantities(self, as_of: AsOf = None) -> ibis.Table:
        """`table("quantities", as_of)`."""
        return self.table("quantities", as_of)

    def conditionals(self, as_of: AsOf = None) -> ibis.Table:
        """`table("conditionals", as_of)`."""
        return self.table("conditionals", as_of)

    def forecasts(self, as_of: AsOf = None) -> ibis.Table:
        """`table("forecasts", as_of)`."""
        return self.table("forecasts", as_of)

    def codings(self, as_of: AsOf = None) -> ibis.Table:
        """`table("codings", as_of)`: which documents were coded, by whom, in which version."""
        return self.table("codings", as_of)

    @property
    def connection(self) -> Any:
        """The Ibis backend behind `table`."""
        return self._views.backend

    def fetch(self, expression: ibis.Table) -> pa.Table:
        """Run an expression made from this store's tables.

        Raises:
            StoreError: A file turns out to be damaged.
        """
        import duckdb

        try:
            return fetch(expression)
        except duckdb.Error:
            # Was it the question or a file? Only looking at the files can tell.
            problems = self.check()
            if problems:
                raise problems[0] from None
            raise

    def rows(self, name: str, as_of: AsOf = None, where: Any = None) -> pa.Table:
        """Return rows in the schema of the table, ordered by `known_at`, document, place and id.

        Args:
            name: One of `TABLES`.
            as_of: See `table`.
            where: An Ibis predicate, best written with `ibis._` (`_.event_type == "AGREE"`).
        """
        if where is None:
            return self._views.rows(name, known_before(as_of))
        found = self.table(name, as_of).filter(where)
        order = [c for c in ("known_at", "document_id", "start", "id") if c in found.columns]
        return self.fetch(found.order_by(order)).cast(stored_schema(name))

    def records(self, name: str, as_of: AsOf = None, where: Any = None) -> list[Any]:
        """Return rows as records; see `rows`. Without `where`, Ibis is not even imported."""
        if name not in schema.RECORDS:
            raise StoreError(f"table {name!r} does not hold records", do="read it with `rows`")
        return schema.from_rows(name, self.rows(name, as_of, where))

    def is_coded(self, document_id: str, coder: str, coder_version: str) -> bool:
        """Tell whether this version of a coder has coded a document, be it with no result."""
        rows = self._views.rows("codings", document_ids=[document_id]).to_pylist()
        return any(r["coder"] == coder and r["coder_version"] == coder_version for r in rows)

    def coded(self, document_id: str, *, coder: str | None = None) -> list[Coded]:
        """Return what each coder's latest version found in a document, in order of the text.

        Args:
            document_id: Id of the document.
            coder: Only this one's.

        Returns:
            One `Coded` for each coder, by name; an empty list when nobody coded it.
        """
        return self.coded_many([document_id], coder=coder).get(document_id, [])

    def coded_many(
        self, document_ids: Sequence[str], *, coder: str | None = None
    ) -> dict[str, list[Coded]]:
        """Return what `coded` does for many documents at once, by id; one query a table."""
        ids = list(document_ids)
        codings = self._views.rows("codings", document_ids=ids).to_pylist()
        facts = {t: schema.from_rows(t, self._views.rows(t, document_ids=ids)) for t in CODED}
        found: dict[str, list[Coded]] = {}
        for one in dict.fromkeys(row["document_id"] for row in codings):
            own = {t: [r for r in facts[t] if r.evidence.document_id == one] for t in CODED}
            made = coded_from([row for row in codings if row["document_id"] == one], own)
            found[one] = [c for c in made if coder is None or c.coder == coder]
        return found

    def coverage(self, as_of: AsOf = None) -> list[Coverage]:
        """Return the days that each dataset covers, by name of the dataset.

        See `covering.coverage_query` for what counts: strays do not.
        """
        rows = self._views.covered(known_before(as_of))
        return [Coverage(**row) for row in rows.to_pylist()]

    def info(self) -> dict[str, Any]:
        """Return what the store holds: format, and rows, files, bytes and version of each table.

        `rows` counts what lies in the files, superseded codings included.
        """
        held = {name: folder.snapshot() for name, folder in self._views.folders.items()}
        tables = {
            name: {"rows": s.rows, "files": len(s.files), "bytes": s.bytes, "version": s.version}
            for name, s in held.items()
            if s.version >= 0
        }
        return {
            "path": str(self.path),
            "format": FORMAT,
            "tables": tables,
            "bytes": sum(t["bytes"] for t in tables.values()),
            "coverage": [dataclasses.asdict(c) for c in self.coverage()],
        }

    def check(self) -> list[StoreError]:
        """Read every value of every file, and count ids.

        Returns:
            What is wrong, one error for each file or table; empty when the store is sound.
        """
        problems: list[StoreError] = []
        for name in TABLES:
            problems += self._views.check(name)
        return problems

    def fingerprint(self, table: str) -> str:
        """Return a text that is equal for equal sets of ids, however they were added.

        Examples:
            >>> import tempfile
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     Store(folder).fingerprint("events")
            '0-0000000000000000'
        """
        view = self._views.view(table)
        sql = f'SELECT count(*) AS n, bit_xor(md5_number_lower(id)) AS x FROM "{view}"'  # noqa: S608
        row = self._views.answer(sql).to_pylist()[0]
        return f"{row['n']}-{row['x'] or 0:016x}"

    def export(
        self, table: str, to: str | Path, as_of: AsOf = None, *, overwrite: bool = False
    ) -> int:
        """Write a table to a Parquet or CSV file, which appears whole or not at all.

        Args:
            table: One of `TABLES`.
            to: File that ends in `.parquet`, `.csv` or `.csv.gz`.
            as_of: See `table`.
            overwrite: Whether a file of that name may be replaced.

        Returns:
            The number of rows.

        Raises:
            InputError: The name tells no format, or is taken.
            StoreError: There is no such table, or a file of it is damaged.

        Examples:
            >>> import tempfile
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     Store(folder + "/store").export("events", folder + "/events.csv")
            0
        """
        before = known_before(as_of)
        known = f" WHERE {known_clause(before)}" if before else ""
        sql = f'SELECT * FROM "{self._views.view(table)}"{known}'  # noqa: S608 - names are ours
        return export_rows(
            self._views.connection, sql, stored_schema(table), Path(to), overwrite=overwrite
        )

    def _known_at(self, document_ids: Sequence[str]) -> dict[str, datetime]:
        if not document_ids:
            return {}
        rows = self._views.rows("documents", document_ids=document_ids)
        return dict(zip(rows["id"].to_pylist(), rows["known_at"].to_pylist(), strict=True))
