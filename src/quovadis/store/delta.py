"""One Delta Lake table in a folder: what is in it now, an atomic commit, tidying up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from quovadis.errors import StoreError
from quovadis.store.lock import write_errors
from quovadis.store.tables import CLUSTERED, indexed_columns

if TYPE_CHECKING:
    from deltalake import DeltaTable, WriterProperties

__all__ = [
    "MANY_SMALL",
    "RESTORE",
    "ROW_GROUP",
    "SMALL_FILE",
    "Conflict",
    "DataFile",
    "DeltaFolder",
    "Snapshot",
]

ROW_GROUP = 65_536  # rows; small enough that a dyad's rows skip most groups
SMALL_FILE = 4 << 20  # bytes; what a file below this saves by being merged is worth a rewrite
MANY_SMALL = 64
_MERGED_FILE = 32 << 20
_CLUSTERED_FILE = 64 << 20
_SORT_MEMORY = 2 << 30
_CLUSTERING = {"quovadis.clustered": ",".join(CLUSTERED)}
RESTORE = "restore it from a backup, or delete the folder of that table and load its sources again"


class Conflict(Exception):
    """Somebody else committed first: look again, then try again."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A Parquet file of a snapshot; `least` and `most` hold column statistics, where known."""

    path: str
    bytes: int
    rows: int
    least: Mapping[str, Any] = field(default_factory=dict)
    most: Mapping[str, Any] = field(default_factory=dict)
    nulls: Mapping[str, Any] = field(default_factory=dict)

    def may_hold(self, column: str, value: str) -> bool:
        """Whether a row may have this value, by the statistics; what is unknown may be."""
        low, high = self.least.get(column), self.most.get(column)
        return low is None or high is None or low <= value <= high


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A table as one commit left it. Version −1: no commit yet."""

    version: int
    files: tuple[DataFile, ...] = ()
    columns: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        """Number of rows."""
        return sum(f.rows for f in self.files)

    @property
    def bytes(self) -> int:
        """Size of the data files in bytes."""
        return sum(f.bytes for f in self.files)


class DeltaFolder:
    """A table's folder. Keeps the last snapshot, so that looking again costs a millisecond.

    Args:
        folder: `<store>/<table>`; need not be there yet.
        table: One of `tables.TABLES`.
    """

    def __init__(self, folder: Path, table: str) -> None:
        self.folder = folder
        self.table = table
        self._delta: DeltaTable | None = None
        self._snapshot = Snapshot(-1)
        self._sound: set[str] = set()

    def snapshot(self) -> Snapshot:
        """Return the table as the latest commit left it.

        Raises:
            StoreError: The log is damaged, or a data file is missing or torn.
        """
        delta = self._latest()
        if delta is None:
            return Snapshot(-1)
        if delta.version() != self._snapshot.version:
            files = tuple(_files(delta, self.folder))
            self._check_sizes(files)
            columns = frozenset(f.name for f in delta.schema().fields)
            self._snapshot = Snapshot(delta.version(), files, columns)
        return self._snapshot

    def append(self, rows: pa.Table, seen: Snapshot) -> None:
        """Commit rows, all or none, on top of the snapshot that the caller has looked at.

        Raises:
            Conflict: The table has moved on since; nothing was written.
            StoreError: The folder cannot be written.
        """
        from deltalake import CommitProperties, write_deltalake
        from deltalake.exceptions import CommitFailedError, DeltaError

        if seen.version < 0:
            self._create(rows.schema)
            raise Conflict  # there is a table now: look at it
        if self._delta is None or self._delta.version() != seen.version:
            raise Conflict
        differs = set(rows.schema.names) != seen.columns
        try:
            with write_errors(self.folder):
                write_deltalake(
                    self._delta,
                    rows,
                    mode="append",
                    schema_mode="merge" if differs else None,
                    writer_properties=_writer_properties(),
                    # Delta would rebase an append silently, and ids be doubled: we decide.
                    commit_properties=CommitProperties(max_commit_retries=0),
                )
        except CommitFailedError as error:
            self._delta = None
            raise Conflict from error
        except DeltaError as error:
            self._delta = None
            raise StoreError(
                f"the rows cannot be written ({_first_line(error)})",
                where=str(self.folder),
                do="check free space and permissions, then load again: nothing is doubled",
            ) from error

    def is_scattered(self) -> bool:
        """Tell whether many small files have gathered."""
        return sum(f.bytes < SMALL_FILE for f in self.snapshot().files) > MANY_SMALL

    def compact(self, *, cluster: bool = False) -> int:
        """Merge small files, and delete files that no reader can need any more.

        Readers of older snapshots keep theirs: a merged file stays for Delta's retention time of a
        week, as do the leavings of writers that were killed.

        Args:
            cluster: Whether to rewrite all events so that each dyad's lie together, too.

        Returns:
            By how many files the table shrank.
        """
        from deltalake.exceptions import CommitFailedError

        before = len(self.snapshot().files)
        if self._delta is None:
            return 0
        try:
            with write_errors(self.folder):
                if cluster and self.table == "events":
                    if not _is_clustered(self._delta):
                        _cluster(self._delta)
                else:
                    self._delta.optimize.compact(
                        target_size=_MERGED_FILE, writer_properties=_writer_properties()
                    )
                self._delta.vacuum(dry_run=False)
        except CommitFailedError:  # another writer was at it; the next load tries again
            self._delta = None
        return before - len(self.snapshot().files)

    def _latest(self) -> DeltaTable | None:
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError, TableNotFoundError

        log = self.folder / "_delta_log"
        if not log.is_dir():
            self._delta = None
            if any(self.folder.glob("*.parquet")):
                raise StoreError("the table's log is gone", where=str(log), do=RESTORE)
            return None
        try:
            if self._delta is None:
                self._check_log(log)
                self._delta = DeltaTable(str(self.folder))
            else:
                self._delta.update_incremental()
        except TableNotFoundError:
            return None  # a writer was killed, or is, between making the folder and its log
        except (DeltaError, OSError, ValueError) as error:
            self._delta = None
            what = f"the table's log is damaged ({_first_line(error)})"
            raise StoreError(what, where=str(log), do=RESTORE) from error
        return self._delta

    def _create(self, schema: pa.Schema) -> None:
        from deltalake import DeltaTable
        from deltalake.exceptions import DeltaError

        configuration = {
            "delta.appendOnly": "true",
            "delta.dataSkippingStatsColumns": indexed_columns(self.table),
        }
        try:
            with write_errors(self.folder):
                self.folder.mkdir(exist_ok=True)
                DeltaTable.create(str(self.folder), schema=schema, configuration=configuration)
        except DeltaError as error:
            if self._latest() is None:
                what = f"the table cannot be made ({_first_line(error)})"
                raise StoreError(what, where=str(self.folder)) from error

    def _check_sizes(self, files: tuple[DataFile, ...]) -> None:
        """A file that is shorter than the log says was torn by a full disk or a bad copy."""
        for file in files:
            if file.path in self._sound:
                continue
            try:
                size = Path(file.path).stat().st_size
            except OSError as error:
                raise StoreError("a data file is missing", where=file.path, do=RESTORE) from error
            if size != file.bytes:
                what = f"a data file is torn: {size} bytes, its log says {file.bytes}"
                raise StoreError(what, where=file.path, do=RESTORE)
            self._sound.add(file.path)

    def _check_log(self, log: Path) -> None:
        """Delta takes an empty commit for one that changed nothing: its rows would be lost."""
        for entry in log.glob("*.json"):
            if entry.stat().st_size == 0:
                raise StoreError("a commit of the log is empty", where=str(entry), do=RESTORE)


def _cluster(events: DeltaTable) -> None:
    """Sort by dyad over all files; what does not fit into memory is sorted on disk."""
    from deltalake import CommitProperties

    wanted = {"delta.dataSkippingStatsColumns": indexed_columns("events")}
    if not wanted.items() <= events.metadata().configuration.items():
        events.alter.set_table_properties(wanted)
    # Equal values have equal places on the curve: all rows of a dyad come to lie together.
    events.optimize.z_order(
        CLUSTERED,
        target_size=_CLUSTERED_FILE,
        max_spill_size=_SORT_MEMORY,
        writer_properties=_writer_properties(),
        commit_properties=CommitProperties(custom_metadata=_CLUSTERING),
    )


def _is_clustered(events: DeltaTable) -> bool:
    """Whether nothing was added since the events were last sorted by dyad."""
    last = events.history(1)
    return bool(last) and _CLUSTERING.items() <= last[0].items()


def _files(delta: DeltaTable, folder: Path) -> list[DataFile]:
    # Neither `pa.table(...)` nor moments as Python values: both import pandas, a quarter second.
    table = pa.RecordBatchReader.from_stream(delta.get_add_actions(flatten=True)).read_all()
    plain = [f.name for f in table.schema if not pa.types.is_timestamp(f.type)]
    actions = table.select(plain).to_pylist()
    return [
        DataFile(
            path=str(folder / action["path"]),
            bytes=action["size_bytes"],
            rows=action["num_records"] or 0,
            least=_statistics(action, "min."),
            most=_statistics(action, "max."),
            nulls=_statistics(action, "null_count."),
        )
        for action in sorted(actions, key=lambda a: (a["modification_time"], a["path"]))
    ]


def _statistics(action: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {k.removeprefix(prefix): v for k, v in action.items() if k.startswith(prefix)}


def _writer_properties() -> WriterProperties:
    from deltalake import WriterProperties

    return WriterProperties(compression="ZSTD", compression_level=3, max_row_group_size=ROW_GROUP)


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
