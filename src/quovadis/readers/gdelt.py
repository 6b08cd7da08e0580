"""GDELT events: 1.0 (57 or 58 columns) and 2.0 (61 columns), tab, no header.

Leetaru and Schrodt, "GDELT: Global Data on Events, Location and Tone", ISA 2013; the codebooks of
the GDELT Event Database 1.03 and 2.0. A row of 57 columns has no SOURCEURL.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quovadis.errors import OntologyError
from quovadis.readers.ahead import read_ahead
from quovadis.readers.cells import Layout, read_cells
from quovadis.readers.event_batches import ActorTable, CodeTable, Rows, batch
from quovadis.readers.gdelt_actors import ACTOR_PARTS, GdeltActors, fips_countries
from quovadis.readers.repeats import first_of_each
from quovadis.readers.sheets import (
    BadCellError,
    Column,
    Sheet,
    count_of,
    day_of,
    needed,
    number_of,
    shown,
)
from quovadis.readers.sources import Source
from quovadis.readers.tally import Tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quovadis.ontology import Ontology

__all__ = ["COLUMNS_1", "COLUMNS_2", "gdelt_moment", "publisher_of", "read_gdelt"]

_ACTOR = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode"),
    *("Religion1Code", "Religion2Code", "Type1Code", "Type2Code", "Type3Code"),
)
_FIRST = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor1{c}" for c in _ACTOR),
    *(f"Actor2{c}" for c in _ACTOR),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass"),
    *("GoldsteinScale", "NumMentions", "NumSources", "NumArticles", "AvgTone"),
)
_GEO_1 = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")
_GEO_2 = (*_GEO_1[:4], "ADM2Code", *_GEO_1[4:])


def _columns(geo: tuple[str, ...]) -> tuple[str, ...]:
    places = (f"{who}Geo_{c}" for who in ("Actor1", "Actor2", "Action") for c in geo)
    return (*_FIRST, *places, "DATEADDED", "SOURCEURL")


COLUMNS_1 = _columns(_GEO_1)
"""The columns of a row of 1.0; files up to March 2013 lack the last one."""
COLUMNS_2 = _columns(_GEO_2)
"""The columns of a row of 2.0."""

_REASONS = [
    [],
    ["the row names no source"],
    ["the row names no target"],
    ["the row names no source", "the row names no target"],
]
_HOST = r"^(?i:[a-z][a-z0-9+.-]*)://(?:[^/?#@]*@)?(?:(?i)www\d?\.)?(?P<host>[^/?#:\s]+)"


def read_gdelt(
    source: Source, ontology: Ontology, *, dataset: str | None, tally: Tally, version: int
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a GDELT event file as events.

    Rows of one chunk that say the same of one story (day, source, target, CAMEO code and URL are
    equal, only the places differ) are one event: the first row's, and its counts of reports
    (NumArticles) and publishers (NumSources) are the greatest of them.

    Args:
        source: The file.
        ontology: Resolves codes.
        dataset: Name of the dataset; None stands for `gdelt1` or `gdelt2`.
        tally: Where rows, repeats and rejects are counted.
        version: 1 or 2.
    """
    columns = COLUMNS_1 if version == 1 else COLUMNS_2
    widths = (57, 58) if version == 1 else (61,)
    reader = _Reader(dataset or f"gdelt{version}", ontology, columns, tally)
    with source.open() as file:
        found = read_cells(file, Layout("\t", widths), header=False, where=str(source))
        for cells in read_ahead(found):
            got = reader.read(Sheet(cells, str(source), reader.at))
            if got is not None:
                yield got


class _Reader:
    def __init__(
        self, dataset: str, ontology: Ontology, columns: tuple[str, ...], tally: Tally
    ) -> None:
        self.dataset, self.tally = dataset, tally
        self.at = {name: i for i, name in enumerate(columns)}
        self.cameo = ontology.cameo
        self.codes = CodeTable(ontology)
        self.actors: ActorTable[tuple[str, ...]] = ActorTable(GdeltActors(ontology))
        self.fips = fips_countries()
        self.memo: dict[str, dict[str | None, Any]] = {}

    def read(self, sheet: Sheet) -> pa.RecordBatch | None:
        """Return the events of a chunk, or None when no row of it can be read."""
        ids = sheet.matching("GLOBALEVENTID", r"^[0-9]+$", "is no number")
        days = self._column(sheet, "SQLDATE", day_of)
        known = self._column(sheet, "DATEADDED", gdelt_moment)
        codes = self._column(sheet, "EventCode", self._code)
        goldstein = self._column(sheet, "GoldsteinScale", number_of(-10, 10))
        articles = self._column(sheet, "NumArticles", count_of)
        publishers = self._column(sheet, "NumSources", count_of)
        places = self._column(sheet, "ActionGeo_CountryCode", self._country)
        who = {r: sheet.keys(tuple(f"{n}{p}" for p in ACTOR_PARTS)) for r, n in _ROLES.items()}
        keep = sheet.finish(self.tally.rejects)
        self.tally.rows += len(keep)
        if not len(keep):
            return None
        day = days.numbers(keep).astype(np.int32)
        code = codes.numbers(keep).astype(np.int32)
        actor = {r: self._actor_rows(who[r], keep, day) for r in _ROLES}
        urls = _taken(sheet.text("SOURCEURL"), keep).dictionary_encode()
        story = pc.fill_null(urls.indices, -1)
        first, group = first_of_each(
            [day, code, actor["source"], actor["target"], story], unless=urls.indices.is_null()
        )
        self.tally.repeats += len(keep) - len(first)
        rows = keep[first]
        columns = self.codes.columns(code[first])
        cameo = columns["cameo"]
        nobody = np.zeros(len(first), np.int64)
        page = urls.indices.take(pa.array(first))
        for bit, role in enumerate(_ROLES, 1):
            found = actor[role][first]
            columns |= self.actors.columns(role, found, found < 0)
            nobody += bit * (found < 0)
        columns |= {
            "goldstein": goldstein.array(pa.float64(), rows),
            "n_reports": _greatest(articles.numbers(keep), group),
            "n_publishers": _greatest(publishers.numbers(keep), group),
            "place": sheet.text("ActionGeo_FullName").take(pa.array(rows)),
            "place_country": places.array(pa.string(), rows),
            "url": urls.dictionary.take(page),
            "publisher": publisher_of(urls.dictionary).take(page),
            "known_at": known.array(pa.timestamp("us", tz="UTC"), rows),
            "reasons": pa.array(_REASONS, pa.list_(pa.string())).take(pa.array(nobody)),
        }
        wording = self._wording(cameo)
        keys = ids.take(pa.array(rows))
        return batch(Rows(self.dataset, day[first], keys, wording, columns))

    def _column(self, sheet: Sheet, name: str, parse: Any) -> Column:
        return sheet.read(name, parse, self.memo.setdefault(name, {}))

    def _code(self, text: str | None) -> int:
        try:
            return self.codes.row(self.cameo.code(needed(text)))
        except OntologyError:
            raise BadCellError(f"{shown(text or '')} is no CAMEO code") from None

    def _country(self, text: str | None) -> str | None:
        # Unknown codes (oceans, disputed islets) are no fault of the row: no country then.
        return self.fips.get(text or "")

    def _actor_rows(self, keys: Column, keep: Any, days: Any) -> NDArray[np.int32]:
        """Rows of the actors, −1 where the row names none."""
        index = keys.index[keep]
        found = self.actors.rows(keys.values, index, days)
        empty = np.array([not any(v) for v in keys.values])
        return np.where(empty[index], np.int32(-1), found).astype(np.int32)

    def _wording(self, cameo: pa.Array) -> pa.Array:
        encoded = cameo.dictionary_encode()
        names = [self.cameo.code(c).name for c in encoded.dictionary.to_pylist()]
        return pa.array(names, pa.string()).take(encoded.indices)


_ROLES = {"source": "Actor1", "target": "Actor2"}


def gdelt_moment(text: str | None) -> dt.datetime:
    """A moment as GDELT writes it: `20180101000000` UTC, or a day, which is known from its end.

    Examples:
        >>> gdelt_moment("20191024143000").isoformat(), gdelt_moment("20130203").hour
        ('2019-10-24T14:30:00+00:00', 23)
    """
    words = needed(text)
    end = words + "235959" if len(words) == 8 else words
    try:
        if not (end.isascii() and end.isdecimal() and len(end) == 14):
            raise ValueError
        return dt.datetime.strptime(end, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    except ValueError:
        raise BadCellError(f"{shown(words)} is no moment") from None


def publisher_of(urls: pa.Array) -> pa.Array:
    """Return the hosts of URLs without `www`, in lower case; null for what is no URL.

    Examples:
        >>> publisher_of(pa.array(["http://www.Post.example/a?b", "BBC Monitoring"])).to_pylist()
        ['post.example', None]
    """
    return pc.utf8_lower(pc.struct_field(pc.extract_regex(urls, _HOST), "host"))


def _taken(texts: pa.Array, rows: NDArray[np.int64]) -> pa.Array:
    """Return the texts of some rows in order; where that is all, nothing is copied."""
    return texts if len(rows) == len(texts) else texts.take(pa.array(rows))


def _greatest(counts: Any, group: Any) -> pa.Array:
    most = np.zeros(int(group.max()) + 1, np.int64)
    np.maximum.at(most, group, counts)
    return pa.array(most, mask=most == 0)  # an event without a report is a cell left blank
