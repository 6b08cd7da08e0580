"""Text coding on Spark: the same coder, as many copies of it as the cluster has cores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from quovadis import schema
from quovadis.errors import InputError
from quovadis.records import Coded
from quovadis.store.tables import CODED

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from quovadis.coding import Coder

__all__ = ["CODED_SCHEMA", "code_batches", "code_documents", "coded_facts", "coded_records"]

_HEAD = [
    pa.field("document_id", pa.string()),
    pa.field("coder", pa.string()),
    pa.field("coder_version", pa.string()),
    pa.field("unresolved", pa.list_(pa.string())),
]
CODED_SCHEMA = pa.schema(
    [*_HEAD, *(pa.field(t, pa.list_(pa.struct(list(schema.arrow_schema(t))))) for t in CODED)]
)
"""One row a document: who coded it, and its facts, a list of rows of `schema` for each kind."""


def code_documents(documents: DataFrame) -> DataFrame:
    """Code documents where they lie: each executor loads the coder once and codes its share.

    Args:
        documents: Rows of the table `documents` (columns of `schema.arrow_schema("documents")`,
            others are passed over). Coding one takes tens of milliseconds: let a partition hold
            some hundreds. Quovadis must be installed on the executors.

    Returns:
        One row a document, in the columns of `CODED_SCHEMA`. Nothing is executed; `persist` it or
        write it before asking twice.

    Raises:
        InputError: A column of documents is missing.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    names = [n for n in schema.arrow_schema("documents").names if n != "known_at"]
    missing = sorted(set(names) - set(documents.columns))
    if missing:
        what = f"documents without the columns {', '.join(missing)}"
        raise InputError(what, do='give the columns of `schema.arrow_schema("documents")`')
    rows = documents.select(*names)
    return rows.mapInArrow(code_batches, from_arrow_schema(CODED_SCHEMA))


def code_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Code batches of documents, as `mapInArrow` hands them to an executor.

    Args:
        batches: Rows of the table `documents`.

    Yields:
        As many rows in the columns of `CODED_SCHEMA`, in the same order.

    Examples:
        >>> from datetime import UTC, datetime
        >>> from quovadis.records import Document
        >>> day = datetime(2025, 4, 9, tzinfo=UTC)
        >>> note = Document(text="France condemned Iran.", published=day)
        >>> rows = schema.to_table("documents", [note], known_at=[day])
        >>> [batch] = code_batches(rows.to_batches())
        >>> [event["event_type"] for event in batch.to_pylist()[0]["events"]]
        ['ACCUSE']
    """
    for batch in batches:
        documents = schema.from_rows("documents", pa.Table.from_batches([batch]))
        coded = [_row(c) for c in _coder().code_all(documents)]
        yield pa.RecordBatch.from_pylist(coded, schema=CODED_SCHEMA)


def coded_facts(coded: DataFrame, table: str = "events") -> DataFrame:
    """Take the facts of one kind out of coded documents.

    Args:
        coded: What `code_documents` returned.
        table: `events`, `statuses`, `scheduled`, `quantities`, `conditionals` or `sentences`.

    Returns:
        Rows with the columns of `schema.arrow_schema(table)`.

    Raises:
        InputError: No coder fills such a table.
    """
    if table not in CODED:
        raise InputError(f"no coder fills a table {table!r}", do=f"name one of {', '.join(CODED)}")
    return coded.selectExpr(f"inline({table})")


def coded_records(coded: DataFrame) -> Iterator[Coded]:
    """Bring coded documents home, as `Store.add_coded` takes them; all of them must fit in memory.

    Args:
        coded: What `code_documents` returned.
    """
    for batch in coded.toArrow().cast(CODED_SCHEMA).to_batches(1_000):
        for row in batch.to_pylist():
            facts = {t: tuple(schema.from_rows(t, row[t])) for t in CODED}
            yield Coded(
                document_id=row["document_id"],
                coder=row["coder"],
                coder_version=row["coder_version"],
                unresolved=tuple(row["unresolved"]),
                **facts,
            )


def _row(coded: Coded) -> dict[str, Any]:
    row: dict[str, Any] = {
        "document_id": coded.document_id,
        "coder": coded.coder,
        "coder_version": coded.coder_version,
        "unresolved": list(coded.unresolved),
    }
    return row | {t: schema.to_table(t, getattr(coded, t)).to_pylist() for t in CODED}


@cache
def _coder() -> Coder:
    """The coder, once for each Python worker: its parser takes a second to load."""
    from quovadis.coding import Coder

    return Coder()
