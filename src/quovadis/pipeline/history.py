"""Event files in: read, keep, count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from quovadis.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

    from quovadis.readers import Reject

__all__ = ["LoadReport", "load_events"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What came of loading one path.

    Attributes:
        path: What was loaded.
        dataset: Name of the dataset, or of the datasets, joined by "+".
        read: Rows that became events.
        added: Of those, new in the store.
        already: Of those, there before.
        rejects: Rows that could not be read: file, line, reason.
    """

    path: str
    dataset: str
    read: int
    added: int
    already: int
    rejects: tuple[Reject, ...]


def load_events(
    path: str | Path,
    store: Store,
    *,
    dataset: str | None = None,
    epoch: date | None = None,
    on_rows: Callable[[int], None] | None = None,
) -> LoadReport:
    """Load an event file, or a folder of them, into a store.

    Args:
        path: A quadruple set's folder or file, or an ICEWS event file.
        store: Where to.
        dataset: Name of the dataset; None takes the one that the file or folder tells.
        epoch: Day 0 of a quadruple file whose folder does not tell it.
        on_rows: Called with the number of rows of each batch that was read.

    Returns:
        The counts and the rejected rows.

    Raises:
        InputError: The path holds no event file that we know.
        StoreError: The store cannot be written.
    """
    from quovadis.readers import read_events

    rejects: list[Reject] = []
    names: set[str] = set()
    read = 0

    def counted() -> Iterator[pa.RecordBatch]:
        nonlocal read
        for batch in read_events(path, dataset=dataset, epoch=epoch, rejects=rejects):
            read += batch.num_rows
            names.update(batch.column("dataset").unique().to_pylist())
            if on_rows:
                on_rows(batch.num_rows)
            yield batch

    added = store.add("events", counted())
    return LoadReport(
        path=str(path),
        dataset="+".join(sorted(names)) or dataset or "none",
        read=read,
        added=added.added,
        already=added.already,
        rejects=tuple(rejects),
    )
