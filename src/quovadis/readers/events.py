"""Read event files: quadruple sets and ICEWS, told apart by what stands in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from quovadis.errors import FormatError, InputError
from quovadis.readers.rejects import Reject

if TYPE_CHECKING:
    import pyarrow as pa

    from quovadis.ontology import Ontology

__all__ = ["read_events"]

_DO = "pass an ICEWS event file (.tab), or the folder of a quadruple set"


def read_events(
    path: str | Path,
    *,
    dataset: str | None = None,
    epoch: dt.date | None = None,
    rejects: list[Reject] | None = None,
    ontology: Ontology | None = None,
) -> Iterator[pa.RecordBatch]:
    """Read an event file, or a folder of them, as record batches of events.

    | read | dataset | key of a row |
    |---|---|---|
    | folder with train, valid, test, entity2id, relation2id (`.txt`) | name of the folder | hash |
    | one of its files, the two id files beside it | the same | the same |
    | ICEWS event file (20 columns with a header) | `icews` | event id and date |
    | folder with ICEWS event files (`.tab`) | `icews` | the same |

    The name of a folder is taken in lower case; the hash is that of who, what, to whom and the day.
    Every row becomes an event that happened on its day and counts as known from 23:59:59 UTC of
    it. Self-loops (an actor towards itself) are kept. Neither the size of a file nor the number
    of its rows is limited; about 100,000 rows are in memory at a time.

    Args:
        path: File or folder.
        dataset: Name of the dataset; overrides the one that file or folder tells.
        epoch: Day 0 of a quadruple set other than ICEWS14 and ICEWS18.
        rejects: A list to which the rows that cannot be read are appended; the others go on.
        ontology: None takes the shipped one.

    Yields:
        Batches with `schema.arrow_schema("events")`.

    Raises:
        InputError: There is no such file, or it is not one of these formats.

    Examples:
        >>> next(read_events("/no/such/file"))
        Traceback (most recent call last):
        ...
        quovadis.errors.InputError: /no/such/file: there is no such file or folder; ...
    """
    from quovadis.readers.blocks import head
    from quovadis.readers.icews import is_icews_header, read_icews
    from quovadis.readers.quadruples import ID_FILES, is_quadruple_line, read_quadruples

    path = Path(path)
    if not _exists(path):
        raise InputError("there is no such file or folder", where=str(path), do="check the path")
    bad = [] if rejects is None else rejects
    if path.is_dir():
        tables = sorted(p for p in path.glob("*.tab") if p.is_file())
        is_set = all((path / name).is_file() for name in ID_FILES)
        if not tables and not is_set:
            raise FormatError("there is no event file in this folder", where=str(path), do=_DO)
    else:
        first = next(iter(head(path)), b"")
        tables = [path] if is_icews_header(first) else []
        is_set = is_quadruple_line(first)
        if not tables and not is_set:
            raise FormatError("it is not an event file that we know", where=str(path), do=_DO)
    if ontology is None:
        from quovadis.ontology import load_ontology

        ontology = load_ontology()
    if is_set:
        yield from read_quadruples(path, ontology, dataset=dataset, epoch=epoch, rejects=bad)
        return
    for table in tables:
        if not is_icews_header(next(iter(head(table)), b"")):
            raise FormatError("it has no ICEWS header", where=str(table), do=_DO)
        yield from read_icews(table, ontology, dataset=dataset, rejects=bad)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
