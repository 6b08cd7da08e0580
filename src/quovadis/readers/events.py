"""Read event files of any format that we know, told apart by what stands in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from quovadis.errors import EmptyInput, FormatError, InputError
from quovadis.readers.rejects import Reject
from quovadis.readers.tally import Tally

if TYPE_CHECKING:
    import pyarrow as pa

    from quovadis.ontology import Ontology
    from quovadis.readers.sources import Source

__all__ = ["read_events", "read_tables"]

_DO = "pass an event file of a known format, or the folder of a quadruple set"


def read_events(
    path: str | Path,
    *,
    dataset: str | None = None,
    epoch: dt.date | None = None,
    rejects: list[Reject] | None = None,
    ontology: Ontology | None = None,
    format: str | None = None,  # noqa: A002 - the option's name
) -> Iterator[pa.RecordBatch]:
    """Read event files as record batches of events; see `read_tables`, which gives more.

    Args:
        path: File, folder or pattern.
        dataset: Name of the dataset; overrides the one that file or folder tells.
        epoch: Day 0 of a quadruple set other than ICEWS14 and ICEWS18.
        rejects: A list to which the rows that cannot be read are appended; the others go on.
        ontology: None takes the shipped one.
        format: One of `formats.FORMATS`; None recognises it.

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
    tally = Tally(rejects=[] if rejects is None else rejects)
    for table, batch in read_tables(
        path, dataset=dataset, epoch=epoch, tally=tally, ontology=ontology, format=format
    ):
        if table == "events":
            yield batch


def read_tables(
    path: str | Path,
    *,
    dataset: str | None = None,
    epoch: dt.date | None = None,
    tally: Tally | None = None,
    ontology: Ontology | None = None,
    format: str | None = None,  # noqa: A002 - the option's name
) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Read event files, plain, gzip or zip: one, a folder of them, or a pattern (`*.CSV.zip`).

    | format | table | dataset | key of a row |
    |---|---|---|---|
    | `gdelt1`, `gdelt2` | events | the same | GLOBALEVENTID |
    | `gdelt-mentions` | reports | `gdelt2` | event id, URL and sentence |
    | `gdelt-gkg` | stories | `gdelt2` | GKGRECORDID |
    | `icews` | events | `icews` | event id and date |
    | `polecat` | events | `polecat` | event id, and which of its actors |
    | `acled` | events | `acled` | event id |
    | `ucdp` | events | `ucdp` | id |
    | `quadruples` | events | the folder's name | hash of who, what, to whom, when |

    Every row becomes an event (a report, a story) or a reject. In a folder, files of unknown format
    are rejects too; a folder with none of known format is an error. Neither the size of a file nor
    the number of its rows is limited: some 16 MB of it are in memory at a time.

    Args:
        path: File, folder or pattern.
        dataset: Name of the dataset; overrides the one that the format tells.
        epoch: Day 0 of a quadruple set other than ICEWS14 and ICEWS18.
        tally: Where rows, repeats and rejects are counted.
        ontology: None takes the shipped one.
        format: One of `formats.FORMATS`; None recognises it.

    Yields:
        Name of the table, and a batch with `schema.arrow_schema` of it.

    Raises:
        InputError: There is no such file, or it is not one of these formats.
    """
    from quovadis.readers.formats import FORMATS, recognise
    from quovadis.readers.quadruples import ID_FILES
    from quovadis.readers.sources import sources_of

    if format is not None and format not in FORMATS:
        what = f"there is no format “{format}”"
        raise FormatError(what, do=f"pass one of {', '.join(FORMATS)}")
    path, tally = Path(path), tally or Tally()
    reader = _Reader(dataset, epoch, tally, ontology)
    if format in (None, "quadruples") and all(_is_file(path / name) for name in ID_FILES):
        yield from reader.quadruples(path)
        return
    sources = list(sources_of(path))
    known = 0
    for source in sources:
        try:
            found = format or recognise(_head(source))
            if found is None:
                raise FormatError("it is not an event file that we know", where=str(source), do=_DO)
        except InputError as error:
            if len(sources) == 1:
                raise
            tally.rejects.append(Reject(str(source), 1, error.what))
            continue
        known += 1
        yield from reader.read(source, found)
    if not known:
        raise FormatError("there is no event file in it that we know", where=str(path), do=_DO)


class _Reader:
    def __init__(
        self, dataset: str | None, epoch: dt.date | None, tally: Tally, ontology: Ontology | None
    ) -> None:
        self.dataset, self.epoch, self.tally = dataset, epoch, tally
        self._ontology = ontology

    @property
    def ontology(self) -> Ontology:
        if self._ontology is None:
            from quovadis.ontology import load_ontology

            self._ontology = load_ontology()
        return self._ontology

    def read(self, source: Source, kind: str) -> Iterator[tuple[str, pa.RecordBatch]]:
        """Read one table of a known format."""
        if kind == "quadruples":
            if source.member:
                what = "quadruples are not read out of an archive"
                raise FormatError(what, where=str(source), do="unpack it and pass the folder")
            yield from self.quadruples(source.path)
        elif kind == "icews":
            from quovadis.readers.icews import is_icews_header, read_icews

            if not is_icews_header(next(iter(_head(source)), b"")):
                raise FormatError("it has no ICEWS header", where=str(source), do=_DO)
            yield from self._events(read_icews, source)
        elif kind.startswith("gdelt"):
            yield from self._gdelt(source, kind)
        elif kind == "ucdp":
            from quovadis.readers.ucdp import read_ucdp

            yield from self._events(read_ucdp, source)
        elif kind == "polecat":
            from quovadis.readers.polecat import read_polecat

            yield from self._events(read_polecat, source)
        else:
            from quovadis.readers.acled import read_acled

            yield from self._events(read_acled, source)

    def _events(
        self, read: Callable[..., Iterator[pa.RecordBatch]], source: Source
    ) -> Iterator[tuple[str, pa.RecordBatch]]:
        for batch in read(source, self.ontology, dataset=self.dataset, tally=self.tally):
            yield "events", batch

    def quadruples(self, path: Path) -> Iterator[tuple[str, pa.RecordBatch]]:
        """Read a quadruple set, or one of its files."""
        from quovadis.readers.quadruples import read_quadruples

        yield from self._counted(
            read_quadruples(
                path,
                self.ontology,
                dataset=self.dataset,
                epoch=self.epoch,
                rejects=self.tally.rejects,
            )
        )

    def _gdelt(self, source: Source, kind: str) -> Iterator[tuple[str, pa.RecordBatch]]:
        from quovadis.readers.gdelt import read_gdelt
        from quovadis.readers.gdelt_reports import read_gkg, read_mentions

        if kind == "gdelt-mentions":
            for batch in read_mentions(source, dataset=self.dataset, tally=self.tally):
                yield "reports", batch
            return
        if kind == "gdelt-gkg":
            for batch in read_gkg(source, dataset=self.dataset, tally=self.tally):
                yield "stories", batch
            return
        version = 1 if kind == "gdelt1" else 2
        for batch in read_gdelt(
            source, self.ontology, dataset=self.dataset, tally=self.tally, version=version
        ):
            yield "events", batch

    def _counted(self, batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[str, pa.RecordBatch]]:
        for batch in batches:
            self.tally.rows += batch.num_rows
            yield "events", batch


def _head(source: Source) -> list[bytes]:
    from quovadis.readers.blocks import head

    found = head(source, 60)
    if not found:
        raise EmptyInput("there is nothing in it", where=str(source))
    return found


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
