"""Event files in: read, keep, count."""

from __future__ import annotations

import itertools
import operator
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
        read: Rows that were read: they became events (reports, stories), or repeat another row.
        added: Events (reports, stories) that are new in the store.
        already: Those that were there before.
        repeats: Rows that say again what another row of the same story says; its event counts
            them among its reports.
        rejects: Rows that could not be read: file, line, column, reason.
    """

    path: str
    dataset: str
    read: int
    added: int
    already: int
    rejects: tuple[Reject, ...]
    repeats: int = 0


def load_events(
    path: str | Path,
    store: Store,
    *,
    dataset: str | None = None,
    epoch: date | None = None,
    format: str | None = None,  # noqa: A002 - the option's name
    on_rows: Callable[[int], None] | None = None,
) -> LoadReport:
    """Load event files into a store.

    Args:
        path: A file, a folder or a pattern of files of any format in `readers.FORMATS`.
        store: Where to.
        dataset: Name of the dataset; None takes the one that the file or folder tells.
        epoch: Day 0 of a quadruple file whose folder does not tell it.
        format: The format; None recognises it file by file.
        on_rows: Called with the number of rows of each batch that was read.

    Returns:
        The counts and the rejected rows.

    Raises:
        InputError: The path holds no event file that we know.
        StoreError: The store cannot be written.
    """
    from quovadis.readers import Tally, read_tables
    from quovadis.readers.ahead import read_ahead

    tally = Tally()
    names: set[str] = set()

    def counted() -> Iterator[tuple[str, pa.RecordBatch]]:
        found = read_tables(path, dataset=dataset, epoch=epoch, tally=tally, format=format)
        for table, batch in read_ahead(found, most=4):
            names.update(batch.column("dataset").unique().to_pylist())
            if on_rows:
                on_rows(batch.num_rows)
            yield table, batch

    added = already = 0
    # Files of one kind follow each other: each run of batches is one stream into one table.
    for table, run in itertools.groupby(counted(), key=operator.itemgetter(0)):
        done = store.add(table, (batch for _, batch in run))
        added += done.added
        already += done.already
    return LoadReport(
        path=str(path),
        dataset="+".join(sorted(names)) or dataset or "none",
        read=tally.rows,
        added=added,
        already=already,
        rejects=tuple(tally.rejects),
        repeats=tally.repeats,
    )
