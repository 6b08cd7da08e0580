"""UCDP Georeferenced Event Dataset: 49 columns, csv, with a header or (candidate files) without.

Sundberg and Melander, "Introducing the UCDP Georeferenced Event Dataset", Journal of Peace Research
50 (2013); Hegre et al., "Introducing the UCDP Candidate Events Dataset", Research & Politics 7
(2020). CC BY 4.0.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from quovadis.readers.cells import Layout, read_cells
from quovadis.readers.event_batches import ActorTable, Rows, batch, plover_columns
from quovadis.readers.headers import column_names, must_have
from quovadis.readers.listed import publisher_columns
from quovadis.readers.sheets import (
    BadCellError,
    Column,
    Sheet,
    count_of,
    day_of,
    needed,
    shown,
)
from quovadis.readers.sides import Sides
from quovadis.readers.sources import Source
from quovadis.readers.tally import Tally
from quovadis.records import Actor, EventType, Precision

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = ["COLUMNS", "known_from", "read_ucdp"]

COLUMNS = tuple(
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id"  # noqa: SIM905
    " conflict_name dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a"
    " side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office"
    " source_date source_headline source_original where_prec where_coordinates where_description"
    " adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id region event_clarity"
    " date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high"
    " low gwnoa gwnob".split()
)
_NEEDED = ("id", "type_of_violence", "side_a", "side_b", "date_start", "date_end")
_VIOLENCE = {"1": "state-based conflict", "2": "non-state conflict", "3": "one-sided violence"}
_PRECISION = {
    None: Precision.UNKNOWN,
    "1": Precision.DAY,
    "2": Precision.WEEK,
    "3": Precision.WEEK,
    "4": Precision.MONTH,
    "5": Precision.YEAR,
}
_YEARLY = re.compile(r"ged(?:event)?[ _-]?v?(\d\d)[._]?1(?!\d)", re.IGNORECASE)
_CANDIDATE = re.compile(
    r"ged(?:event)?[ _-]?v?(\d\d)[._](?:0[._](\d\d?)|0?1[._]\1[._](\d\d?))(?!\d)", re.IGNORECASE
)
_GW = {255: "DEU", 260: "DEU", 678: "YEM", 679: "YEM", 340: "SRB", 345: "SRB"}
"""Gleditsch-Ward numbers that differ from those of the Correlates of War."""


def read_ucdp(
    source: Source, ontology: Ontology, *, dataset: str | None, tally: Tally
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a UCDP GED file as events of type ASSAULT.

    Sides are kept in the order of the row: UCDP does not say who attacked. An event of several days
    has `date_to`; its deaths are UCDP's best estimate.

    Args:
        source: The file; its name tells the release (see `known_from`).
        ontology: Resolves names.
        dataset: Name of the dataset; None stands for `ucdp`.
        tally: Where rows and rejects are counted.

    Raises:
        FormatError: Its header lacks a column that we need.
    """
    _, names = column_names(source)
    header = "type_of_violence" in names
    columns = names if header else COLUMNS
    must_have(_NEEDED, columns, source)
    reader = _Reader(dataset or "ucdp", ontology, columns, tally, str(source.name))
    with source.open() as file:
        layout = Layout(",", (len(columns),), quoted=True)
        for cells in read_cells(file, layout, header=header, where=str(source)):
            got = reader.read(Sheet(cells, str(source), reader.at))
            if got is not None:
                yield got


def known_from(name: str, last: dt.date) -> dt.datetime:
    """Return the moment from which an event of a release counts as known: the end of a day, UTC.

    A yearly release (23.1) appears in June of its year: its last day. A candidate release appears
    in the month after the last one that it covers: its last day. Where the name tells no release:
    the last day of the year after the event. Never before the event has ended.

    Args:
        name: Name of the file.
        last: Last day of the event.

    Examples:
        >>> known_from("GEDEvent_v23_1.csv", dt.date(2022, 12, 1)).date().isoformat()
        '2023-06-30'
        >>> known_from("GEDEvent_v24_0_3.csv", dt.date(2024, 3, 9)).date().isoformat()
        '2024-04-30'
        >>> known_from("my.csv", dt.date(2019, 5, 1)).date().isoformat()
        '2020-12-31'
    """
    day = dt.date(last.year + 1, 12, 31)
    if found := _CANDIDATE.search(name):
        year, month = 2000 + int(found[1]), int(found[2] or found[3])
        if 1 <= month <= 12:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            day = dt.date(year, month, calendar.monthrange(year, month)[1])
    elif found := _YEARLY.search(name):
        day = dt.date(2000 + int(found[1]), 6, 30)
    return dt.datetime.combine(max(day, last), dt.time(23, 59, 59), dt.UTC)


class _Reader:
    def __init__(
        self,
        dataset: str,
        ontology: Ontology,
        columns: tuple[str, ...],
        tally: Tally,
        name: str,
    ) -> None:
        self.dataset, self.tally, self.ontology, self.name = dataset, tally, ontology, name
        self.at = {column: i for i, column in enumerate(columns)}
        self.sides = Sides(ontology)
        self.states = _states(ontology)
        self.actors: ActorTable[tuple[str, ...]] = ActorTable(self._side)
        self.memo: dict[str, dict[str | None, Any]] = {}

    def read(self, sheet: Sheet) -> pa.RecordBatch | None:
        """Return the events of a chunk, or None when no row of it can be read."""
        ids = sheet.read("id", needed, {})
        first = self._column(sheet, "date_start", day_of)
        last = self._column(sheet, "date_end", day_of)
        kinds = self._column(sheet, "type_of_violence", _violence)
        precision = self._column(sheet, "date_prec", _precision)
        deaths = self._column(sheet, "best", count_of)
        sources = self._column(sheet, "number_of_sources", _sources)
        offices = self._column(sheet, "source_office", _offices)
        places = sheet.keys(("country_id", "country"))
        sides = {
            role: sheet.keys((f"side_{x}", f"gwno{x}", "type_of_violence", f"side_{x}_dset_id"))
            for role, x in (("source", "a"), ("target", "b"))
        }
        for x in "ab":
            sheet.read(f"side_{x}", needed, self.memo.setdefault(x, {}))
        begin, end = _raw(first), _raw(last)
        for row in np.flatnonzero(end < begin).tolist():
            sheet.reject(row, "date_end", "it lies before date_start")
        keep = sheet.finish(self.tally.rejects)
        self.tally.rows += len(keep)
        if not len(keep):
            return None
        days = begin[keep].astype(np.int32)
        columns = plover_columns(
            self.ontology, [(EventType.ASSAULT, None, ())], np.zeros(len(keep), np.int32)
        )
        for role, keys in sides.items():
            found = self.actors.rows(keys.values, keys.index[keep], days)
            columns |= self.actors.columns(role, found)
        until = end[keep]
        columns |= {
            "date_to": pa.array(until.astype("datetime64[D]"), mask=until == days),
            "precision": precision.array(pa.string(), keep),
            "known_at": self._known(until),
            "deaths": deaths.array(pa.int64(), keep),
            "n_reports": sources.array(pa.int64(), keep),
            **publisher_columns(offices, keep),
            "place": self._places(sheet).take(pa.array(keep)),
            "place_country": Column([self._country(*v) for v in places.values], places.index).array(
                pa.string(), keep
            ),
        }
        wording = kinds.array(pa.string(), keep)
        return batch(Rows(self.dataset, days, ids.array(pa.string(), keep), wording, columns))

    def _column(self, sheet: Sheet, name: str, parse: Any) -> Column:
        return sheet.read(name, parse, self.memo.setdefault(name, {}))

    def _side(self, key: tuple[str, ...], day: dt.date) -> Actor:
        name, number, violence, _ = key
        rebels = "REB" if violence == "1" and not name.startswith("Government of") else None
        return self.sides(name, day, rebels, self.states.get(number))

    def _known(self, days: Any) -> pa.Array:
        distinct, index = np.unique(days, return_inverse=True)
        epoch = dt.date(1970, 1, 1)
        moments = [known_from(self.name, epoch + dt.timedelta(days=d)) for d in distinct.tolist()]
        return pa.array(moments, pa.timestamp("us", tz="UTC")).take(pa.array(index))

    def _places(self, sheet: Sheet) -> pa.Array:
        parts = sheet.keys(("where_coordinates", "adm_2", "adm_1", "country"))
        names = [", ".join(dict.fromkeys(p for p in v if p)) or None for v in parts.values]
        return Column(names, parts.index).array(pa.string(), np.arange(len(parts.index)))

    def _country(self, number: str, name: str) -> str | None:
        if number in self.states:
            return self.states[number]
        return self.ontology.place_country(name.split(" (")[0]) if name else None


def _states(ontology: Ontology) -> Mapping[str, str]:
    """ISO3 by Gleditsch-Ward number, present states before former ones."""
    found: dict[str, str] = {}
    for iso3, country in ontology.countries.items():
        if country.cow is not None and (country.valid_to is None or str(country.cow) not in found):
            found[str(country.cow)] = iso3
    return found | {str(number): iso3 for number, iso3 in _GW.items()}


def _raw(column: Column) -> Any:
    return np.array([v or 0 for v in column.values], np.int64)[column.index]


def _violence(text: str | None) -> str:
    if needed(text) not in _VIOLENCE:
        raise BadCellError(f"{shown(text or '')} is none of 1, 2, 3")
    return _VIOLENCE[text or ""]


def _precision(text: str | None) -> str:
    if text not in _PRECISION:
        raise BadCellError(f"{shown(text or '')} is none of 1 to 5")
    return _PRECISION[text].value


def _sources(text: str | None) -> int | None:
    # −1 stands for rows from before the number of sources was kept.
    return None if text == "-1" else count_of(text)


def _offices(text: str | None) -> list[str]:
    return list(dict.fromkeys(p.strip() for p in (text or "").split(";") if p.strip()))
