"""Counts of events by dataset, day known and day, kept beside the store for each data file.

A data file never changes, so what was counted in it once holds. The counts are a thousandth of the
rows; with them nobody has to read a hundred million events to know what days they cover.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import duckdb

__all__ = ["WORTHWHILE", "daily_counts"]

log = logging.getLogger(__name__)

WORTHWHILE = 1_000_000
"""Rows from which on counting again costs more than keeping the counts."""

_COLUMNS = ["file", "dataset", "coded", "known", "day", "n"]
_COUNT = (
    "SELECT parse_filename(filename) AS file, dataset, coded, known_at::DATE AS known, date AS day,"
    " count(*) AS n FROM (SELECT filename, dataset, date_trunc('day', known_at) AS known_at, date,"
    " document_id IS NOT NULL AND coalesce(coder, '') <> '' AS coded"
    " FROM read_parquet($files, filename = true, hive_partitioning = false)"
    " WHERE dataset IS NOT NULL) GROUP BY ALL"
)


def daily_counts(
    connection: duckdb.DuckDBPyConnection, kept: Path, files: tuple[str, ...]
) -> pa.Table:
    """Return counts of a snapshot's events: `file, dataset, coded, known, day, n`.

    `coded` marks what a coder found in a text: a later version of the coder may hide it.

    Args:
        connection: Any DuckDB connection.
        kept: File in which the counts are kept from one call to the next. It may be deleted at any
            time, and that it cannot be written is no error.
        files: Paths of the snapshot's data files.
    """
    names = {Path(f).name for f in files}
    counts = _read(connection, kept)
    have = set(counts.column("file").to_pylist()) if counts is not None else set()
    missing = [f for f in files if Path(f).name not in have]
    parts = []
    if counts is not None:
        parts.append(counts.filter(pa.array([f in names for f in counts["file"].to_pylist()])))
    if missing or counts is None:
        made = connection.execute(_COUNT, {"files": missing or list(files)}).to_arrow_table()
        parts.append(made if counts is None else made.cast(counts.schema))
    whole = pa.concat_tables(parts)
    if missing or have - names:
        _write(whole, kept)
    return whole


def _read(connection: duckdb.DuckDBPyConnection, kept: Path) -> pa.Table | None:
    import duckdb

    if not kept.is_file():
        return None
    try:
        found = connection.read_parquet([str(kept)], hive_partitioning=False).to_arrow_table()
    except duckdb.Error:
        found = None
    if found is not None and found.column_names == _COLUMNS:
        return found
    log.debug("%s is damaged or of another version, and counted anew", kept)
    return None


def _write(counts: pa.Table, kept: Path) -> None:
    import pyarrow.parquet as pq

    draft = kept.with_name(f".{kept.name}.{secrets.token_hex(4)}")
    try:
        kept.parent.mkdir(exist_ok=True)
        pq.write_table(counts, draft, compression="zstd")
        draft.replace(kept)
    except OSError as error:
        log.debug("the daily counts cannot be kept: %s", error)
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
