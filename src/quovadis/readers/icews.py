"""ICEWS coded events: 20 columns, tab, a header, `NA` where there is nothing.

Boschee et al., "ICEWS Coded Event Data", Harvard Dataverse, doi:10.7910/DVN/28075.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from quovadis.errors import OntologyError
from quovadis.readers.blocks import Block, blocks
from quovadis.readers.dates import as_day
from quovadis.readers.event_batches import ActorTable, CodeTable, Rows, batch, to_days
from quovadis.readers.rejects import Reject
from quovadis.readers.repeats import first_of_each
from quovadis.readers.sources import Source
from quovadis.readers.tally import Tally

if TYPE_CHECKING:
    import datetime as dt

    from quovadis.ontology import Ontology
    from quovadis.records import Actor

__all__ = ["COLUMNS", "is_icews_header", "read_icews"]

COLUMNS = (
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
)
_AT = {name: index for index, name in enumerate(COLUMNS)}
_Key = tuple[str, str, str]
_LONGEST_DAY = 100_000
"""Lines of one day beyond which a file cannot be sorted by day."""


def is_icews_header(line: bytes) -> bool:
    """Tell whether a line is the header of an ICEWS event file.

    Examples:
        >>> is_icews_header(b"Event ID\\tEvent Date\\tSource Name")
        True
    """
    return line.lower().replace(b'"', b"").startswith(b"event id\tevent date\tsource name")


def read_icews(
    source: Source, ontology: Ontology, *, dataset: str | None, tally: Tally
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of an ICEWS event file as events.

    Rows that repeat who, what, whom and when (several sentences or stories say it) are reports of
    one event: the first row's, known by its event id and its date. Rows of a day must stand
    together for that, as they do in the published files. Dates are
    ISO, or month first with strokes.

    Args:
        source: The file.
        ontology: Resolves names, sectors, countries and codes.
        dataset: Name of the dataset; None stands for `icews`.
        tally: Where rows, repeats and rejects are counted.
    """
    reader = _Reader(dataset or "icews", ontology, tally)
    for block in _whole_days(blocks(source)):
        got = reader.read(block, str(source))
        if got is not None:
            yield got


class _Reader:
    def __init__(self, dataset: str, ontology: Ontology, tally: Tally) -> None:
        self.dataset, self.ontology, self.tally = dataset, ontology, tally
        self.actors: ActorTable[_Key] = ActorTable(self._actor)
        self.codes = CodeTable(ontology)
        self._code_rows: dict[str, int | None] = {}
        self._days: dict[str, int | None] = {}
        self._countries: dict[tuple[str, int], str | None] = {}

    def read(self, block: Block, file: str) -> pa.RecordBatch | None:
        """Return the events of a block, or None when no row of it can be read."""
        rows: list[list[str]] = []
        days: list[int] = []
        codes: list[int] = []
        scores: list[float | None] = []
        for number, line in enumerate(block.lines, block.first):
            if not line.strip() or (number == 1 and is_icews_header(line)):
                continue
            try:
                cells = self._cells(line)
                day = self._day(cells[_AT["Event Date"]])
                code = self._code(cells[_AT["CAMEO Code"]])
                score = _number(cells[_AT["Intensity"]])
            except _BadRowError as bad:
                self.tally.rejects.append(Reject(file, number, str(bad), bad.column))
                continue
            rows.append(cells)
            days.append(day)
            codes.append(code)
            scores.append(score)
        if not rows:
            return None
        columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
        return self._batch(columns, np.array(days, np.int32), np.array(codes, np.int32), scores)

    def _batch(
        self,
        cells: dict[str, tuple[str, ...]],
        days: Any,
        codes: Any,
        scores: list[float | None],
    ) -> pa.RecordBatch:
        columns: dict[str, pa.Array] = self.codes.columns(codes)
        names: list[Any] = []
        for role in ("Source", "Target"):
            keys, inverse = _factorize(
                zip(*(cells[f"{role} {c}"] for c in ("Name", "Sectors", "Country")), strict=True)
            )
            names.append(_factorize(cells[f"{role} Name"])[1])
            columns |= self.actors.columns(role.lower(), self.actors.rows(keys, inverse, days))
        first, group = first_of_each([days, codes, *names])
        self.tally.rows += len(days)
        self.tally.repeats += len(days) - len(first)
        columns |= _reports(group, cells["Publisher"])
        places = zip(*(cells[c] for c in ("City", "Province", "Country")), strict=True)
        columns |= {
            "goldstein": pa.array(scores, pa.float64()),
            "publisher": pa.array([c or None for c in cells["Publisher"]], pa.string()),
            "place": pa.array([_place(p) for p in places], pa.string()),
            "place_country": self._place_countries(cells["Country"], days),
        }
        dates = days.astype("datetime64[D]").astype(str)
        ids = [f"{i}:{d}" for i, d in zip(cells["Event ID"], dates, strict=True)]
        wording = pa.array(cells["Event Text"], pa.string())
        whole = batch(Rows(self.dataset, days, ids, wording, columns))
        return whole if len(first) == len(days) else whole.take(pa.array(first))

    def _cells(self, line: bytes) -> list[str]:
        try:
            cells = line.decode("utf-8").split("\t")
        except UnicodeDecodeError as error:
            raise _BadRowError(f"it is not UTF-8 (at byte {error.start} of the line)") from None
        if b"\0" in line:
            raise _BadRowError("it holds a NUL byte: this is no text")
        if len(cells) != len(COLUMNS):
            raise _BadRowError(f"it has {len(cells)} columns instead of {len(COLUMNS)}")
        cells = [_blank(cell) for cell in cells]
        for name in ("Event ID", "Event Date", "Source Name", "CAMEO Code", "Target Name"):
            if not cells[_AT[name]]:
                raise _BadRowError(f"its {name} is missing", name)
        return cells

    def _day(self, text: str) -> int:
        if text not in self._days:
            day = as_day(text)
            self._days[text] = None if day is None else to_days(day)
        found = self._days[text]
        if found is None:
            raise _BadRowError(f"“{text[:40]}” is not a date", "Event Date")
        return found

    def _code(self, text: str) -> int:
        if text not in self._code_rows:
            try:
                self._code_rows[text] = self.codes.row(self.ontology.cameo.code(text))
            except OntologyError:
                self._code_rows[text] = None
        found = self._code_rows[text]
        if found is None:
            raise _BadRowError(f"“{text[:40]}” is no CAMEO code", "CAMEO Code")
        return found

    def _actor(self, key: _Key, day: dt.date) -> Actor:
        name, sectors, country = key
        split = tuple(s.strip() for s in sectors.split(",") if s.strip())
        return self.ontology.icews_actor(name, split, country or None, day)

    def _place_countries(self, names: tuple[str, ...], days: Any) -> pa.Array:
        first = int(days.min())
        for name in set(names):
            if name and (name, first) not in self._countries:
                actor = self.ontology.resolve(name, None)
                self._countries[name, first] = actor.country if actor else None
        return pa.array([self._countries.get((name, first)) for name in names], pa.string())


class _BadRowError(Exception):
    """A row that cannot be read; its message is the reason."""

    def __init__(self, reason: str, column: str | None = None) -> None:
        super().__init__(reason)
        self.column = column


def _whole_days(parts: Iterator[Block]) -> Iterator[Block]:
    """Cut blocks where the day changes, so that the rows of a day stay together."""
    waiting: list[bytes] = []
    number = 1
    for part in parts:
        lines = waiting + part.lines
        number = part.first - len(waiting)
        last = _day_cell(lines[-1])
        cut = len(lines)
        while cut and _day_cell(lines[cut - 1]) == last:
            cut -= 1
        if len(lines) - cut > _LONGEST_DAY:
            cut = len(lines)
        if cut:
            yield Block(number, lines[:cut])
        number, waiting = number + cut, lines[cut:]
    if waiting:
        yield Block(number, waiting)


def _day_cell(line: bytes) -> bytes:
    return line.split(b"\t", 2)[1] if line.count(b"\t", 0, 200) >= 2 else line


def _reports(group: Any, publishers: tuple[str, ...]) -> dict[str, pa.Array]:
    """Reports and publishers of each event, laid out by row (the first row's are taken)."""
    n_reports = np.bincount(group)
    pairs = {(g, p) for g, p in zip(group.tolist(), publishers, strict=True) if p}
    n_publishers = np.bincount([g for g, _ in pairs], minlength=len(n_reports))
    counts = {"n_reports": n_reports, "n_publishers": n_publishers}
    return {
        name: pa.array(values[group], pa.int64(), mask=values[group] == 0)
        for name, values in counts.items()
    }


def _blank(cell: str) -> str:
    cell = cell.strip()
    return "" if cell in ("NA", "NULL") else cell


def _number(text: str) -> float | None:
    try:
        value = float(text) if text else None
    except ValueError:
        reason = f"its Intensity “{text[:40]}” is no number"
        raise _BadRowError(reason, "Intensity") from None
    if value is not None and not -10 <= value <= 10:
        reason = f"its Intensity {value:g} lies outside of −10 to 10"
        raise _BadRowError(reason, "Intensity")
    return value


def _place(parts: tuple[str, ...]) -> str | None:
    return ", ".join(dict.fromkeys(p for p in parts if p)) or None


def _factorize(values: Any) -> tuple[list[Any], Any]:
    index: dict[Any, int] = {}
    inverse = [index.setdefault(value, len(index)) for value in values]
    return list(index), np.array(inverse, dtype=np.int64)
