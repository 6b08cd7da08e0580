"""The tables in which records travel between rooms and rest on disk, as Arrow schemas.

A record's field becomes a column of the same name. An `Actor` field becomes five columns (`source`
holds the id, then `source_name`, `source_country`, `source_sector`, `source_kind`), an `Evidence`
field six (`document_id`, `start`, `end`, `quote`, `evidence_dataset`, `row_id`), a nested `Trigger`
is written with the prefix `trigger_`. Enumerations are strings; moments are microseconds in UTC.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

import pyarrow as pa

from quovadis import records as r

__all__ = ["PLAIN", "RECORDS", "arrow_schema", "from_rows", "to_table"]

RECORDS: dict[str, type] = {
    "documents": r.Document,
    "events": r.Event,
    "statuses": r.Status,
    "scheduled": r.Scheduled,
    "quantities": r.Quantity,
    "sentences": r.Sentence,
    "conditionals": r.Conditional,
    "forecasts": r.Forecast,
}
"""Name of each stored table and the record that one of its rows is."""

_EXTRA: dict[str, tuple[pa.Field, ...]] = {
    # A document is known when it is published (without a date: when we retrieved it).
    "documents": (pa.field("known_at", pa.timestamp("us", tz="UTC"), nullable=False),),
    "forecasts": (pa.field("known_at", pa.timestamp("us", tz="UTC"), nullable=False),),
    # What a dataset row has beyond the record: its CAMEO code, its publisher, its URL; how many
    # reports of the event and how many publishers the dataset counts; how many people died.
    "events": (
        pa.field("cameo", pa.string()),
        pa.field("publisher", pa.string()),
        pa.field("url", pa.string()),
        pa.field("n_reports", pa.int64()),
        pa.field("n_publishers", pa.int64()),
        pa.field("deaths", pa.int64()),
    ),
}

_KNOWN_AT = pa.field("known_at", pa.timestamp("us", tz="UTC"), nullable=False)
_PLAIN: dict[str, pa.Schema] = {
    # Who reported an event of a dataset, where and when (`event_id` is the event's id).
    "reports": pa.schema(
        [
            pa.field("id", pa.string()),
            pa.field("event_id", pa.string()),
            _KNOWN_AT,
            pa.field("dataset", pa.string()),
            pa.field("publisher", pa.string()),
            pa.field("url", pa.string()),
            pa.field("sentence", pa.int64()),
            pa.field("confidence", pa.float64()),
            pa.field("tone", pa.float64()),
            pa.field("language", pa.string()),
            # Where the report is a document of the store: a copy of the one that tells the event.
            pa.field("document_id", pa.string()),
        ]
    ),
    # What an article is about, as a dataset says that does not ship its text.
    "stories": pa.schema(
        [
            pa.field("id", pa.string()),
            _KNOWN_AT,
            pa.field("dataset", pa.string()),
            pa.field("publisher", pa.string()),
            pa.field("url", pa.string()),
            pa.field("themes", pa.list_(pa.string())),
            pa.field("countries", pa.list_(pa.string())),
            pa.field("persons", pa.list_(pa.string())),
            pa.field("organisations", pa.list_(pa.string())),
            pa.field("tone", pa.float64()),
            pa.field("language", pa.string()),
        ]
    ),
}
PLAIN: tuple[str, ...] = tuple(_PLAIN)
"""Tables whose rows are no records: what datasets say about reports and stories."""

_ACTOR = ("id", "name", "country", "sector", "kind")
_EVIDENCE = {
    "document_id": ("document_id", pa.string()),
    "start": ("start", pa.int32()),
    "end": ("end", pa.int32()),
    "quote": ("quote", pa.string()),
    "dataset": ("evidence_dataset", pa.string()),
    "row_id": ("row_id", pa.string()),
}
_ATOMS: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us", tz="UTC"),
    date: pa.date32(),
}

R = TypeVar("R")


@cache
def arrow_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a stored table.

    Args:
        table: A key of `RECORDS`, or one of `PLAIN`.

    Examples:
        >>> arrow_schema("events").field("source_country").type
        DataType(string)
    """
    if table in _PLAIN:
        return _PLAIN[table]
    fields = [pa.field(n, t) for n, t in _columns(RECORDS[table], "")]
    return pa.schema([*fields, *_EXTRA.get(table, ())])


def to_table(table: str, rows: Iterable[Any], **extra: Sequence[Any]) -> pa.Table:
    """Write records as an Arrow table.

    Args:
        table: A key of `RECORDS`.
        rows: Records of that class.
        extra: Values of columns that the record does not have (`known_at` of documents and
            forecasts), one per record.

    Examples:
        >>> to_table("events", []).num_rows
        0
    """
    cells = [_flatten(row, "") for row in rows]
    for name, values in extra.items():
        for cell, value in zip(cells, values, strict=True):
            cell[name] = value
    return pa.Table.from_pylist(cells, schema=arrow_schema(table))


def from_rows(table: str, rows: pa.Table | Iterable[dict[str, Any]]) -> list[Any]:
    """Read records back from a table; columns that the record does not have are passed over.

    Examples:
        >>> from_rows("events", to_table("events", []))
        []
    """
    cells = rows.to_pylist() if isinstance(rows, pa.Table) else rows
    return [_build(RECORDS[table], cell, "") for cell in cells]


@cache
def _hints(record: typing.Hashable) -> dict[str, Any]:
    return typing.get_type_hints(record)


def _bare(hint: Any) -> Any:
    """Strip `| None` from a type hint."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return next(a for a in typing.get_args(hint) if a is not type(None))
    return hint


def _columns(record: type, prefix: str) -> list[tuple[str, pa.DataType]]:
    columns: list[tuple[str, pa.DataType]] = []
    hints = _hints(typing.cast(typing.Hashable, record))
    for field in dataclasses.fields(record):
        hint = _bare(hints[field.name])
        name = prefix + field.name
        if hint is r.Actor:
            columns += [(_actor_column(name, part), pa.string()) for part in _ACTOR]
        elif hint is r.Evidence:
            columns += [(_evidence_column(name, c), t) for c, t in _EVIDENCE.values()]
        elif dataclasses.is_dataclass(hint):
            columns += _columns(typing.cast(type, hint), name + "_")
        elif typing.get_origin(hint) is tuple:
            columns.append((name, pa.list_(pa.string())))
        elif issubclass(hint, Enum):
            columns.append((name, pa.string()))
        else:
            columns.append((name, _ATOMS[hint]))
    return columns


def _actor_column(name: str, part: str) -> str:
    return name if part == "id" else f"{name}_{part}"


def _evidence_column(name: str, column: str) -> str:
    # The record's own evidence needs no prefix; a second span in the same record does.
    return column if name == "evidence" else f"{name}_{column}"


def _flatten(record: Any, prefix: str) -> dict[str, Any]:
    cell: dict[str, Any] = {}
    hints = _hints(typing.cast(typing.Hashable, type(record)))
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        hint = _bare(hints[field.name])
        name = prefix + field.name
        if hint is r.Actor:
            for part in _ACTOR:
                got = None if value is None else getattr(value, part)
                cell[_actor_column(name, part)] = got.value if isinstance(got, Enum) else got
        elif hint is r.Evidence:
            for part, (column, _) in _EVIDENCE.items():
                got = None if value is None else getattr(value, part)
                cell[_evidence_column(name, column)] = got
        elif dataclasses.is_dataclass(hint):
            if value is not None:
                cell |= _flatten(value, name + "_")
        elif typing.get_origin(hint) is tuple:
            cell[name] = [v.value if isinstance(v, Enum) else v for v in value]
        else:
            cell[name] = value.value if isinstance(value, Enum) else value
    return cell


def _build(record: type[R], cell: dict[str, Any], prefix: str) -> R:
    values: dict[str, Any] = {}
    hints = _hints(typing.cast(typing.Hashable, record))
    for field in dataclasses.fields(typing.cast(Any, record)):
        hint = _bare(hints[field.name])
        name = prefix + field.name
        if hint is r.Actor:
            values[field.name] = _build_actor(cell, name)
        elif hint is r.Evidence:
            parts = {p: cell.get(_evidence_column(name, c)) for p, (c, _) in _EVIDENCE.items()}
            empty = parts["document_id"] is None and parts["dataset"] is None
            values[field.name] = None if empty else r.Evidence(**typing.cast(Any, parts))
        elif dataclasses.is_dataclass(hint):
            nested = cell.get(f"{name}_id")
            values[field.name] = (
                None if nested is None else _build(typing.cast(type, hint), cell, name + "_")
            )
        else:
            values[field.name] = _atom(hint, cell.get(name))
    return record(**values)


def _build_actor(cell: dict[str, Any], name: str) -> r.Actor | None:
    actor_id = cell.get(name)
    if actor_id is None:
        return None
    parts = {p: cell.get(_actor_column(name, p)) for p in _ACTOR[1:]}
    kind = r.ActorKind(parts.pop("kind") or "unknown")
    parts["name"] = parts["name"] or actor_id
    return r.Actor(id=actor_id, kind=kind, **typing.cast(Any, parts))


def _atom(hint: Any, value: Any) -> Any:
    if typing.get_origin(hint) is tuple:
        inner = typing.get_args(hint)[0]
        make = inner if isinstance(inner, type) and issubclass(inner, Enum) else (lambda v: v)
        return tuple(make(v) for v in value or ())
    if value is None:
        return None
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    return value
