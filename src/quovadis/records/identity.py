"""Identity is content: the id of a record is a hash of what it says."""

from __future__ import annotations

import dataclasses
import hashlib
from enum import Enum
from typing import Any

from quovadis.records.provenance import Actor, Document, text_id

__all__ = [
    "content_id",
    "is_intact",
    "set_id",
]


_NOT_CONTENT = frozenset({"id", "known_at"})


def content_id(record: Any) -> str:
    """Return the id that the record's content gives it.

    Args:
        record: A dataclass record of this module with an `id` field.

    Returns:
        Lower-case class name, a colon, and 20 hexadecimal digits of a sha256 over all fields but
        `id` and `known_at` (the same report seen twice is one record).

    Examples:
        >>> from quovadis.records import Claim, ClaimKind, Modality
        >>> claim = Claim(text="x", kind=ClaimKind.OBSERVED, modality=Modality.ACTUAL)
        >>> claim.id == content_id(claim)
        True
    """
    if isinstance(record, Document):
        return text_id(record.text)
    payload = "\x1f".join(
        f"{f.name}={_canonical(getattr(record, f.name))}"
        for f in dataclasses.fields(record)
        if f.name not in _NOT_CONTENT
    )
    digest = hashlib.sha256(payload.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{type(record).__name__.lower()}:{digest[:20]}"


def is_intact(record: Any) -> bool:
    """Tell whether the record still says what it said when its id was made.

    Examples:
        >>> from quovadis.records import Claim, ClaimKind, Modality
        >>> claim = Claim(text="x", kind=ClaimKind.OBSERVED, modality=Modality.ACTUAL)
        >>> is_intact(claim), is_intact(dataclasses.replace(claim, text="y"))
        (True, False)
    """
    return bool(record.id == content_id(record))


def set_id(record: Any) -> None:
    """Give a record that has no id the one that its content gives it (for `__post_init__`)."""
    if not record.id:
        object.__setattr__(record, "id", content_id(record))


def _canonical(value: object) -> str:
    """Write a value so that equal content gives equal text, also after a round trip to disk."""
    if isinstance(value, Actor):
        # Validity is a property of the ontology, not of what the record says.
        return _canonical((value.id, value.name, value.country, value.sector, value.kind))
    if isinstance(value, Enum):
        return repr(value.value)
    if isinstance(value, float):
        return repr(round(value, 6))
    if isinstance(value, tuple):
        return "(" + ",".join(_canonical(v) for v in value) + ")"
    if dataclasses.is_dataclass(value):
        return _canonical(tuple(getattr(value, f.name) for f in dataclasses.fields(value)))
    return repr(value)
