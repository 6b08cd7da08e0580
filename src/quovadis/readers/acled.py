"""ACLED: csv with a header of 31 columns; interaction codes as numbers (old) or words (new).

Raleigh, Kishi and Linke, "Political instability patterns are obscured by conflict dataset scope
conditions, sources, and coding choices", Humanities and Social Sciences Communications 10 (2023);
ACLED codebook. Its terms bar passing rows on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quovadis.ontology.tables import read_table, split
from quovadis.readers.cells import Layout, read_cells
from quovadis.readers.dates import parse_date
from quovadis.readers.event_batches import ActorTable, Rows, batch, plover_columns, to_days
from quovadis.readers.gdelt_actors import TABLES
from quovadis.readers.headers import column_names, must_have
from quovadis.readers.listed import publisher_columns, split_list
from quovadis.readers.sheets import BadCellError, Column, Sheet, count_of, day_of, needed, shown
from quovadis.readers.sides import Sides
from quovadis.readers.sources import Source
from quovadis.readers.tally import Tally
from quovadis.records import Actor, EventType, Precision

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = ["COLUMNS", "read_acled"]

COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type"),
    *("sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2"),
    *("interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2"),
    *("admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale"),
    *("notes", "fatalities", "tags", "timestamp"),
)
_NEEDED = ("event_id_cnty", "event_date", "sub_event_type", "actor1", "timestamp")
_SECTORS: dict[str, str | None] = {
    **dict.fromkeys(("", "0"), None),
    **dict.fromkeys(("1", "state forces"), "MIL"),
    **dict.fromkeys(("2", "rebel group", "rebel groups", "rebel forces"), "REB"),
    **dict.fromkeys(("3", "political militia", "political militias"), "UAF"),
    **dict.fromkeys(("4", "identity militia", "identity militias"), "UAF"),
    **dict.fromkeys(("5", "rioters"), "CVL"),
    **dict.fromkeys(("6", "protesters"), "CVL"),
    **dict.fromkeys(("7", "civilians"), "CVL"),
    **dict.fromkeys(("8", "external/other forces", "other forces"), "MIL"),
}
_PRECISION = {"1": Precision.DAY, "2": Precision.WEEK, "3": Precision.MONTH}
_Reading = tuple[EventType, str | None, tuple[str, ...]]


def read_acled(
    source: Source, ontology: Ontology, *, dataset: str | None, tally: Tally
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of an ACLED file as events, known from their timestamp.

    The sides stand in the order of the row: ACLED does not say who attacked. Sub-events for which
    PLOVER has no type (`Other`, `Change to group/activity`) are rejects that say so.

    Args:
        source: The file.
        ontology: Resolves names and codes.
        dataset: Name of the dataset; None stands for `acled`.
        tally: Where rows and rejects are counted.

    Raises:
        FormatError: Its header lacks a column that we need.
    """
    delimiter, columns = column_names(source, ",;\t")
    must_have(_NEEDED, columns, source)
    reader = _Reader(dataset or "acled", ontology, columns, tally)
    layout = Layout(delimiter, (len(columns),), quoted=True)
    with source.open() as file:
        for cells in read_cells(file, layout, header=True, where=str(source)):
            got = reader.read(Sheet(cells, str(source), reader.at))
            if got is not None:
                yield got


class _Reader:
    def __init__(
        self, dataset: str, ontology: Ontology, columns: tuple[str, ...], tally: Tally
    ) -> None:
        self.dataset, self.tally, self.ontology = dataset, tally, ontology
        self.at = {name: i for i, name in enumerate(columns)}
        self.sides = Sides(ontology)
        self.actors: ActorTable[tuple[str, ...]] = ActorTable(self._side)
        self.memo: dict[str, dict[str | None, Any]] = {}

    def read(self, sheet: Sheet) -> pa.RecordBatch | None:
        """Return the events of a chunk, or None when no row of it can be read."""
        ids = sheet.read("event_id_cnty", needed, {})
        days = self._column(sheet, "event_date", _day)
        kinds = self._column(sheet, "sub_event_type", _reading)
        precision = self._column(sheet, "time_precision", _precision)
        known = self._column(sheet, "timestamp", _moment)
        deaths = self._column(sheet, "fatalities", count_of)
        sources = self._column(sheet, "source", _sources)
        for name in ("inter1", "inter2"):
            self._column(sheet, name, _sector)
        sheet.read("actor1", needed, self.memo.setdefault("actor1", {}))
        who = {
            "source": sheet.keys(("actor1", "inter1")),
            "target": sheet.keys(("actor2", "inter2")),
        }
        where = sheet.keys(("location", "admin2", "admin1", "country"))
        keep = sheet.finish(self.tally.rejects)
        self.tally.rows += len(keep)
        if not len(keep):
            return None
        day = days.numbers(keep).astype(np.int32)
        readings = [v or (EventType.CONSULT, None, ()) for v in kinds.values]
        columns = plover_columns(self.ontology, readings, kinds.index[keep])
        for role, keys in who.items():
            index = keys.index[keep]
            nobody = np.array([not k[0] for k in keys.values])[index]
            found = self.actors.rows(keys.values, index, day)
            columns |= self.actors.columns(role, found, nobody)
        alone = np.array([not k[0] for k in who["target"].values])[who["target"].index[keep]]
        places = [", ".join(dict.fromkeys(p for p in v if p)) or None for v in where.values]
        countries = [self.ontology.place_country(v[3]) if v[3] else None for v in where.values]
        columns |= {
            "precision": precision.array(pa.string(), keep),
            "known_at": known.array(pa.timestamp("us", tz="UTC"), keep),
            "deaths": deaths.array(pa.int64(), keep),
            **publisher_columns(sources, keep),
            "place": Column(places, where.index).array(pa.string(), keep),
            "place_country": Column(countries, where.index).array(pa.string(), keep),
            "phrase": sheet.text("sub_event_type").take(pa.array(keep)),
            "reasons": pa.array([[], ["the row names no target"]], pa.list_(pa.string())).take(
                pa.array(alone.astype(np.int64))
            ),
        }
        notes = pc.fill_null(sheet.text("notes").take(pa.array(keep)), "")
        return batch(Rows(self.dataset, day, ids.array(pa.string(), keep), notes, columns))

    def _column(self, sheet: Sheet, name: str, parse: Any) -> Column:
        return sheet.read(name, parse, self.memo.setdefault(name, {}))

    def _side(self, key: tuple[str, ...], day: dt.date) -> Actor:
        name, code = key
        return self.sides(name or "nobody", day, _SECTORS.get(code.lower()))


@cache
def _readings() -> dict[str, _Reading | None]:
    columns = ("sub_event_type", "plover_type", "mode", "contexts")
    return {
        row["sub_event_type"].casefold(): (
            EventType(row["plover_type"]),
            row["mode"] or None,
            split(row["contexts"]),
        )
        if row["plover_type"]
        else None
        for row in read_table("acled_events", columns, folder=TABLES)
    }


def _reading(text: str | None) -> _Reading:
    key = needed(text).casefold()
    if key not in _readings():
        raise BadCellError(f"{shown(text or '')} is no sub-event type of ACLED")
    found = _readings()[key]
    if found is None:
        raise BadCellError(f"PLOVER has no type for {shown(text or '')}")
    return found


def _day(text: str | None) -> int:
    try:
        return day_of(text)
    except BadCellError:
        # 28 December 2022; what could be day first or month first is no date.
        written = parse_date(text or "") if any(c.isalpha() for c in text or "") else None
        if written is None:
            raise
        return to_days(written.moment.date())


def _moment(text: str | None) -> dt.datetime:
    words = needed(text)
    if words.isascii() and words.isdecimal() and 9 <= len(words) <= 10:
        return dt.datetime.fromtimestamp(int(words), dt.UTC)
    try:
        day = dt.date(1970, 1, 1) + dt.timedelta(days=day_of(words))
    except BadCellError:
        raise BadCellError(f"{shown(words)} is no moment (seconds since 1970)") from None
    return dt.datetime.combine(day, dt.time(23, 59, 59), dt.UTC)


def _precision(text: str | None) -> str:
    if text is None:
        return Precision.UNKNOWN.value
    if text not in _PRECISION:
        raise BadCellError(f"{shown(text)} is none of 1, 2, 3")
    return _PRECISION[text].value


def _sector(text: str | None) -> str | None:
    words = (text or "").lower()
    if words not in _SECTORS:
        raise BadCellError(f"{shown(text or '')} is no interaction code")
    return _SECTORS[words]


def _sources(text: str | None) -> list[str]:
    return split_list(text or "")
