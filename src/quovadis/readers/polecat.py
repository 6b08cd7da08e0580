"""POLECAT: 40 columns, tab, a header; `None` where there is nothing, `;` between parts of a list.

Halterman, Bagozzi, Beger, Schrodt and Scarborough, "PLOVER and POLECAT: A New Political Event
Ontology and Dataset", 2023; Harvard Dataverse, doi:10.7910/DVN/AJGVIT. Research use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quovadis.readers.blocks import head
from quovadis.readers.cells import Layout, read_cells
from quovadis.readers.event_batches import ActorTable, Rows, batch, plover_columns
from quovadis.readers.headers import must_have
from quovadis.readers.listed import Pairs, pair_up, split_list
from quovadis.readers.named import named_actor
from quovadis.readers.sheets import (
    BadCellError,
    Column,
    Sheet,
    day_of,
    needed,
    number_of,
    shown,
)
from quovadis.readers.sources import Source
from quovadis.readers.tally import Tally
from quovadis.records import Actor, EventType

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = ["COLUMNS", "read_polecat"]

COLUMNS = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
    *("Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors"),
    *("Actor Title", "Actor Name Raw", "Wikipedia Actor ID"),
    *("Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector"),
    *("Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID"),
    *("Placename", "City", "District", "Province", "Country", "Latitude", "Longitude"),
    *("GeoNames ID", "Raw Placename", "Feature Type", "Source", "Publication Date"),
    *("Story People", "Story Organizations", "Story Locations", "Language", "Version"),
)
_RENAMED = {"Event Intensity": "Intensity"}
_NEEDED = ("Event ID", "Event Date", "Event Type", "Publication Date")
_ROLES = {"source": "Actor", "target": "Recipient"}
_Reading = tuple[EventType, str | None, tuple[str, ...]]


def read_polecat(
    source: Source, ontology: Ontology, *, dataset: str | None, tally: Tally
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a POLECAT file as events, known from the end of their publication day.

    A row whose actor or recipient is a list becomes an event for each pair; their keys end in the
    places in the lists (`:1.2`). The score is the row's intensity; quad class comes from the type.

    Args:
        source: The file.
        ontology: Resolves names and codes.
        dataset: Name of the dataset; None stands for `polecat`.
        tally: Where rows and rejects are counted.

    Raises:
        FormatError: Its header lacks a column that we need.
    """
    names = head(source, 1)[0].decode("utf-8", "replace").rstrip("\t\r").split("\t")
    columns = tuple(_RENAMED.get(n.strip(' "'), n.strip(' "')) for n in names)
    if "Headline" in columns:
        columns = COLUMNS  # some files name columns that their rows do not have
    must_have(_NEEDED, columns, source)
    reader = _Reader(dataset or "polecat", ontology, columns, tally)
    layout = Layout("\t", (len(columns),), spare=True, fallback="iso-8859-1", blank=("None",))
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
        self.actors: ActorTable[tuple[str, ...]] = ActorTable(self._actor)
        self.memo: dict[str, dict[str | None, Any]] = {}

    def read(self, sheet: Sheet) -> pa.RecordBatch | None:
        """Return the events of a chunk, or None when no row of it can be read."""
        ids = sheet.read("Event ID", needed, {})
        days = self._column(sheet, "Event Date", day_of)
        self._column(sheet, "Event Type", _type)
        known = self._column(sheet, "Publication Date", _published)
        score = self._column(sheet, "Intensity", number_of(-10, 10))
        what = sheet.keys(("Event Type", "Event Mode", "Contexts"))
        who = {
            role: sheet.keys((f"{n} Name", f"{n} Country", f"Primary {n} Sector", f"{n} Name Raw"))
            for role, n in _ROLES.items()
        }
        where = sheet.keys(("Placename", "City", "Province", "Country"))
        keep = sheet.finish(self.tally.rejects)
        self.tally.rows += len(keep)
        if not len(keep):
            return None
        pairs = pair_up(self._parts(who["source"]), self._parts(who["target"]), keep)
        rows = pairs.rows
        day = days.numbers(rows).astype(np.int32)
        columns = self._what(what, rows)
        given = score.array(pa.float64(), rows)
        columns["plover_score"] = pc.coalesce(given, columns["plover_score"])
        columns |= self._who(pairs, day)
        places = [_place(v) for v in where.values]
        countries = [self._country(v) for v in where.values]
        publisher = sheet.text("Source").take(pa.array(rows))
        one = pa.array(np.ones(len(rows), np.int64))
        columns |= {
            "place": Column(places, where.index).array(pa.string(), rows),
            "place_country": Column(countries, where.index).array(pa.string(), rows),
            "known_at": known.array(pa.timestamp("us", tz="UTC"), rows),
            "publisher": publisher,
            "n_reports": one,
            "n_publishers": pc.if_else(publisher.is_null(), None, one),
        }
        wording = pa.array([" ".join(filter(None, v[:2])) for v in what.values], pa.string())
        keys = pairs.named(ids.array(pa.string(), rows))
        return batch(
            Rows(self.dataset, day, keys, wording.take(pa.array(what.index[rows])), columns)
        )

    def _column(self, sheet: Sheet, name: str, parse: Any) -> Column:
        return sheet.read(name, parse, self.memo.setdefault(name, {}))

    def _what(self, keys: Column, rows: Any) -> dict[str, pa.Array]:
        readings: list[_Reading] = []
        reasons: list[list[str]] = []
        for kind, mode, contexts in keys.values:
            reading, reason = self._reading(kind, mode, contexts)
            readings.append(reading)
            reasons.append(reason)
        columns = plover_columns(self.ontology, readings, keys.index[rows])
        columns["reasons"] = Column(reasons, keys.index).array(pa.list_(pa.string()), rows)
        return columns

    def _reading(self, kind: str, mode: str, contexts: str) -> tuple[_Reading, list[str]]:
        name = kind.upper()
        # Rows with another type are set aside; the stand-in never leaves this function's columns.
        type_ = EventType(name) if name in EventType.__members__ else EventType.CONSULT
        known = self.ontology.plover.types[type_].modes
        own = mode.lower() or None
        reasons: list[str] = []
        if own is not None and own not in known:
            reasons.append(f"PLOVER has no mode “{mode[:40]}” for {type_}")
            own = None
        return (type_, own, tuple(sorted(c.lower() for c in split_list(contexts)))), reasons

    def _parts(self, keys: Column) -> Column:
        """Each distinct actor cell as the list of its single actors."""
        return Column([_split_actor(v) for v in keys.values], keys.index)

    def _who(self, pairs: Pairs, days: Any) -> dict[str, pa.Array]:
        columns: dict[str, pa.Array] = {}
        for role, keys, index in (
            ("source", pairs.firsts, pairs.first),
            ("target", pairs.seconds, pairs.second),
        ):
            empty = np.array([not any(k) for k in keys])[index]
            columns |= self.actors.columns(role, self.actors.rows(keys, index, days), empty)
        return columns

    def _actor(self, key: tuple[str, ...], day: dt.date) -> Actor:
        name, country, sector, raw = key or ("", "", "", "")
        return named_actor(self.ontology, name, country, sector, day, raw=raw)

    def _country(self, place: tuple[str, ...]) -> str | None:
        country = place[3]
        if not country or country in self.ontology.countries:
            return country or None
        return self.ontology.place_country(country)


def _split_actor(key: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Take a list of actors apart: names and countries in step where both are as many.

    One name with several countries stands for each of them, several names share one country.
    """
    name, country, sector, raw = key
    names, countries = split_list(name), split_list(country)
    if len(names) == len(countries):
        found = list(zip(names, countries, strict=True))
    elif len(countries) <= 1:
        found = [(n, countries[0] if countries else "") for n in names]
    else:
        found = [(names[0] if len(names) == 1 else "", c) for c in countries]
    sectors = split_list(sector)
    if not found:
        return [(name, country, sectors[0] if sectors else "", raw)]
    return list(dict.fromkeys((n, c, sectors[0] if sectors else "", raw) for n, c in found))


def _type(text: str | None) -> str:
    name = needed(text).upper()
    if name not in EventType.__members__:
        raise BadCellError(f"{shown(text or '')} is no PLOVER type")
    return name


def _published(text: str | None) -> dt.datetime:
    day = dt.date(1970, 1, 1) + dt.timedelta(days=day_of(text))
    return dt.datetime.combine(day, dt.time(23, 59, 59), dt.UTC)


def _place(parts: tuple[str, ...]) -> str | None:
    if parts[0]:
        return parts[0]
    return ", ".join(dict.fromkeys(p for p in parts[1:] if p)) or None
