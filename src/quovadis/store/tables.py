"""Which tables a store holds, their columns, and how their rows lie in the files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from quovadis import schema
from quovadis.errors import StoreError

__all__ = [
    "CLUSTERED",
    "CODED",
    "TABLES",
    "coding_id",
    "indexed_columns",
    "record_rows",
    "row_order",
    "stored_schema",
    "version_key",
]

_CODINGS = pa.schema(
    [
        pa.field("id", pa.string()),
        pa.field("document_id", pa.string()),
        pa.field("coder", pa.string()),
        pa.field("coder_version", pa.string()),
        pa.field("version_key", pa.string()),
        pa.field("known_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("n_events", pa.int64()),
        pa.field("n_rows", pa.int64()),
        pa.field("unresolved", pa.list_(pa.string())),
    ]
)

TABLES: tuple[str, ...] = (*schema.RECORDS, "codings", *schema.PLAIN)
"""Every table of a store: one for each stored record, `codings`, which says what was coded, and
what datasets say about reports and stories."""

CODED: tuple[str, ...] = (
    "sentences",
    "events",
    "statuses",
    "scheduled",
    "quantities",
    "conditionals",
)
"""The tables that a coder fills, by the names of the fields of `records.Coded`."""


CLUSTERED = ("source_country", "target_country")
"""Columns of the events by which compacting brings rows together: those of a dyad in few files."""


def stored_schema(table: str) -> pa.Schema:
    """Return the Arrow schema in which a table is stored and read.

    Args:
        table: One of `TABLES`.

    Raises:
        StoreError: There is no such table.

    Examples:
        >>> stored_schema("codings").names[:4]
        ['id', 'document_id', 'coder', 'coder_version']
    """
    if table == "codings":
        return _CODINGS
    if table not in schema.RECORDS and table not in schema.PLAIN:
        raise StoreError(f"a store has no table {table!r}", do=f"name one of {', '.join(TABLES)}")
    return schema.arrow_schema(table)


def row_order(table: str) -> tuple[str, ...]:
    """Columns by which the rows of one commit are sorted, so that like rows lie together.

    Examples:
        >>> row_order("events")
        ('source_country', 'target_country', 'date')
    """
    if table == "events":
        return (*CLUSTERED, "date")
    return ("document_id", "start") if table in CODED else ("id",)


def indexed_columns(table: str) -> str:
    """Columns whose least and greatest value the Delta log keeps for each file."""
    names = ["id", "known_at"]
    if table == "events":
        names += ["date", "dataset", *CLUSTERED]
    return ",".join(names)


def version_key(version: str) -> str:
    """Write a coder's version so that text order is version order: numbers compare as numbers.

    Examples:
        >>> version_key("2") < version_key("10"), version_key("1.9") < version_key("1.10")
        (True, True)
        >>> version_key("1") < version_key("1.1")
        True
    """
    parts = re.findall(r"\d+|[^\W\d_]+", version.lower())
    return ".".join(p.zfill(12) if p.isdigit() else p for p in parts)


def coding_id(document_id: str, coder: str, coder_version: str) -> str:
    """Return the id of the fact that this coder in this version has coded this document."""
    payload = "\x1f".join((document_id, coder, coder_version))
    digest = hashlib.sha256(payload.encode("utf-8", "surrogatepass")).hexdigest()
    return f"coding:{digest[:20]}"


def record_rows(table: str, records: Sequence[Any], **extra: Sequence[Any]) -> pa.Table:
    """Return records as rows of a table.

    Args:
        table: One of `TABLES` that holds records.
        records: Of the kind that it holds.
        extra: Columns that are no field of theirs, one value a record.

    Raises:
        StoreError: A text or a number cannot be stored.
    """
    try:
        return schema.to_table(table, records, **extra)
    except (UnicodeEncodeError, pa.ArrowInvalid, OverflowError) as error:
        raise StoreError(
            f"a record cannot be stored ({error})", where=table, do="clean its text and try again"
        ) from error
