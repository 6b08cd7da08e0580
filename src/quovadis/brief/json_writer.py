"""A brief as JSON, read back from JSON, and the JSON Schema that both keep to.

The schema is made from the records themselves, so that it cannot fall behind them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import types
import typing
from enum import Enum
from importlib.resources import files
from typing import Any

from quovadis.errors import FormatError
from quovadis.records import Brief

__all__ = ["SCHEMA_ID", "brief_schema", "from_json", "make_schema", "write_json"]

SCHEMA_ID = "https://quovadis.example/schemas/brief-1.json"
"""Identifier of the published schema; its last digit changes when a field changes its meaning."""


def write_json(brief: Brief) -> str:
    """Write a brief as JSON, records as objects with their field names.

    Dates are ISO 8601; moments are ISO 8601 in UTC.
    """
    body = {"$schema": SCHEMA_ID, **_plain(brief)}
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def from_json(text: str) -> Brief:
    """Read a brief back from what `write_json` wrote.

    Raises:
        FormatError: When the text is not a brief.
    """
    try:
        body = json.loads(text)
        body.pop("$schema", None)
        brief: Brief = _build(Brief, body)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FormatError(f"the text is not a brief in JSON ({error})") from error
    return brief


def brief_schema() -> dict[str, Any]:
    """Return the published JSON Schema (draft 2020-12), as shipped."""
    text = files("quovadis.brief").joinpath("brief.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def make_schema() -> dict[str, Any]:
    """Make the JSON Schema from the records."""
    definitions: dict[str, Any] = {}
    root = _schema_of(Brief, definitions)
    top = definitions.pop("Brief")
    del root
    top["properties"] = {"$schema": {"const": SCHEMA_ID}, **top["properties"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Quovadis brief",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


def _build(hint: Any, value: Any) -> Any:
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        inner = next(a for a in typing.get_args(hint) if a is not type(None))
        return None if value is None else _build(inner, value)
    if origin is tuple:
        inner = typing.get_args(hint)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_build(inner[0], v) for v in value)
        return tuple(_build(i, v) for i, v in zip(inner, value, strict=True))
    if dataclasses.is_dataclass(hint):
        hints = typing.get_type_hints(hint)
        cls = typing.cast(Any, hint)
        return cls(**{k: _build(hints[k], v) for k, v in value.items()})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    if hint is dt.datetime:
        return dt.datetime.fromisoformat(value)
    if hint is dt.date:
        return dt.date.fromisoformat(value)
    return float(value) if hint is float else value


_ATOMS: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dt.datetime: {"type": "string", "format": "date-time"},
    dt.date: {"type": "string", "format": "date"},
}


def _schema_of(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        inner = next(a for a in typing.get_args(hint) if a is not type(None))
        return {"anyOf": [_schema_of(inner, definitions), {"type": "null"}]}
    if origin is tuple:
        inner = typing.get_args(hint)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return {"type": "array", "items": _schema_of(inner[0], definitions)}
        items = [_schema_of(i, definitions) for i in inner]
        n = len(items)
        return {"type": "array", "prefixItems": items, "minItems": n, "maxItems": n}
    if dataclasses.is_dataclass(hint):
        return _record_schema(typing.cast(Any, hint), definitions)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [e.value for e in hint]}
    return dict(_ATOMS[hint])


def _record_schema(record: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    name = record.__name__
    if name not in definitions:
        definitions[name] = {}
        hints = typing.get_type_hints(record)
        fields = [f.name for f in dataclasses.fields(record)]
        definitions[name] = {
            "description": (record.__doc__ or "").strip().splitlines()[0],
            "type": "object",
            "properties": {f: _schema_of(hints[f], definitions) for f in fields},
            "required": fields,
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
