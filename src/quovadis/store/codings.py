"""What coders found, between `records.Coded` and the tables that hold it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from quovadis.errors import StoreError
from quovadis.records import Coded
from quovadis.store.tables import CODED, coding_id, stored_schema, version_key

__all__ = ["coded_from", "coding_rows", "fact_rows"]


def fact_rows(table: str, coded: Iterable[Coded]) -> list[Any]:
    """Return the records of one kind in all codings, each of which must be its coder's own.

    Raises:
        StoreError: A record names another document, coder or version than its coding.
    """
    rows: list[Any] = []
    for coding in coded:
        whose = (coding.document_id, coding.coder, coding.coder_version)
        for record in getattr(coding, table):
            named = (record.evidence.document_id, record.coder, record.coder_version)
            if named != whose:
                what = f"a record of {named} stands in a coding of {whose}"
                raise StoreError(what, where=table, do="this is a mistake in the coder: report it")
            rows.append(record)
    return rows


def coding_rows(coded: Iterable[Coded], known: Mapping[str, datetime]) -> pa.Table:
    """Return the rows of `codings`.

    Args:
        coded: The codings.
        known: When a document was known, for those in which nothing was found.
    """
    rows: list[dict[str, Any]] = []
    for coding in coded:
        facts = [fact for table in CODED for fact in getattr(coding, table)]
        moments = [fact.known_at for fact in facts] or [known.get(coding.document_id)]
        if moments[0] is None:
            raise StoreError(
                "nothing was found in a document that is not in the store",
                where=coding.document_id,
                do="add the document first",
            )
        rows.append(
            {
                "id": coding_id(coding.document_id, coding.coder, coding.coder_version),
                "document_id": coding.document_id,
                "coder": coding.coder,
                "coder_version": coding.coder_version,
                "version_key": version_key(coding.coder_version),
                "known_at": min(m for m in moments if m is not None),
                "n_events": len(coding.events),
                "n_rows": len(facts),
                "unresolved": list(coding.unresolved),
            }
        )
    return pa.Table.from_pylist(rows, schema=stored_schema("codings"))


def coded_from(
    codings: Sequence[Mapping[str, Any]], facts: Mapping[str, Sequence[Any]]
) -> list[Coded]:
    """Put one document's codings together again: the latest version of each coder.

    Args:
        codings: Rows of `codings` of one document.
        facts: Records of that document by table, superseded ones left out.
    """
    latest: dict[str, Mapping[str, Any]] = {}
    for row in sorted(codings, key=lambda r: str(r["version_key"])):
        latest[row["coder"]] = row
    return [
        Coded(
            document_id=row["document_id"],
            coder=coder,
            coder_version=row["coder_version"],
            unresolved=tuple(row["unresolved"] or ()),
            **{t: tuple(r for r in facts[t] if r.coder == coder) for t in CODED},
        )
        for coder, row in sorted(latest.items())
    ]
