"""GDELT 2.0 mentions (16 columns) and Global Knowledge Graph 2.1 (27 columns).

A mention says that an article reports an event: it becomes a row of `reports`, known from its
MentionTimeDate. It is not counted into the event, whose own counts are those of its first quarter
of an hour: what is reported later was not known then.

The GKG says what an article is about, without its text: it becomes a row of `stories`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quovadis.readers.cells import Layout, read_cells
from quovadis.readers.gdelt import gdelt_moment, publisher_of
from quovadis.readers.gdelt_actors import fips_countries
from quovadis.readers.repeats import first_of_each
from quovadis.readers.sheets import BadCellError, Sheet, count_of, number_of, shown
from quovadis.readers.sources import Source
from quovadis.readers.tally import Tally
from quovadis.schema import arrow_schema

__all__ = ["GKG_COLUMNS", "MENTION_COLUMNS", "read_gkg", "read_mentions"]

MENTION_COLUMNS = (
    *("GlobalEventID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName"),
    *("MentionIdentifier", "SentenceID", "Actor1CharOffset", "Actor2CharOffset"),
    *("ActionCharOffset", "InRawText", "Confidence", "MentionDocLen", "MentionDocTone"),
    *("MentionDocTranslationInfo", "Extras"),
)
GKG_COLUMNS = (
    *("GKGRECORDID", "V2.1DATE", "V2SOURCECOLLECTIONIDENTIFIER", "V2SOURCECOMMONNAME"),
    *("V2DOCUMENTIDENTIFIER", "V1COUNTS", "V2.1COUNTS", "V1THEMES", "V2ENHANCEDTHEMES"),
    *("V1LOCATIONS", "V2ENHANCEDLOCATIONS", "V1PERSONS", "V2ENHANCEDPERSONS"),
    *("V1ORGANIZATIONS", "V2ENHANCEDORGANIZATIONS", "V1.5TONE", "V2.1ENHANCEDDATES", "V2GCAM"),
    *("V2.1SHARINGIMAGE", "V2.1RELATEDIMAGES", "V2.1SOCIALIMAGEEMBEDS"),
    *("V2.1SOCIALVIDEOEMBEDS", "V2.1QUOTATIONS", "V2.1ALLNAMES", "V2.1AMOUNTS"),
    *("V2.1TRANSLATIONINFO", "V2EXTRASXML"),
)
_STRINGS = pa.list_(pa.string())
_UTC = pa.timestamp("us", tz="UTC")


def read_mentions(source: Source, *, dataset: str | None, tally: Tally) -> Iterator[pa.RecordBatch]:
    """Yield the mentions of a file as reports.

    An article that mentions an event in several sentences does so in several rows; rows that are
    equal in event, article and sentence are one report.

    Args:
        source: The file.
        dataset: Name of the events' dataset; None stands for `gdelt2`.
        tally: Where rows, repeats and rejects are counted.
    """
    name = dataset or "gdelt2"
    memo: dict[str, dict[str | None, Any]] = {}
    for sheet in _sheets(source, MENTION_COLUMNS):

        def read(column: str, parse: Callable[[str | None], Any], sheet: Sheet = sheet) -> Any:
            return sheet.read(column, parse, memo.setdefault(column, {}))

        events = read("GlobalEventID", _number)
        known = read("MentionTimeDate", gdelt_moment)
        sentence = read("SentenceID", _sentence)
        confidence = read("Confidence", number_of(0, 100))
        tone = read("MentionDocTone", number_of(-100, 100))
        language = read("MentionDocTranslationInfo", _language)
        keep = sheet.finish(tally.rejects)
        tally.rows += len(keep)
        if not len(keep):
            continue
        urls = sheet.text("MentionIdentifier").take(pa.array(keep))
        own = pc.fill_null(urls.dictionary_encode().indices, -1)
        first, _ = first_of_each([events.index[keep], own, sentence.index[keep]])
        tally.repeats += len(keep) - len(first)
        rows, urls = keep[first], urls.take(pa.array(first))
        event = pc.binary_join_element_wise(f"{name}:", events.array(pa.string(), rows), "")
        numbers = sentence.array(pa.int64(), rows)
        columns = {
            "id": _ids(event, urls, numbers),
            "event_id": event,
            "known_at": known.array(_UTC, rows),
            "publisher": _publishers(sheet.text("MentionSourceName").take(pa.array(rows)), urls),
            "url": urls,
            "sentence": numbers,
            "confidence": pc.divide(confidence.array(pa.float64(), rows), 100.0),
            "tone": tone.array(pa.float64(), rows),
            "language": language.array(pa.string(), rows),
        }
        yield _batch("reports", name, columns, len(rows))


def read_gkg(source: Source, *, dataset: str | None, tally: Tally) -> Iterator[pa.RecordBatch]:
    """Yield the articles of a GKG file as stories.

    Args:
        source: The file.
        dataset: Name of the dataset; None stands for `gdelt2`.
        tally: Where rows and rejects are counted.
    """
    name = dataset or "gdelt2"
    memo: dict[str, dict[str | None, Any]] = {}
    for sheet in _sheets(source, GKG_COLUMNS):
        keys = sheet.read("GKGRECORDID", _record, {})
        known = sheet.read("V2.1DATE", gdelt_moment, memo.setdefault("date", {}))
        tone = sheet.read("V1.5TONE", _tone, {})
        language = sheet.read("V2.1TRANSLATIONINFO", _language, memo.setdefault("language", {}))
        keep = sheet.finish(tally.rejects)
        tally.rows += len(keep)
        if not len(keep):
            continue

        def text(column: str, sheet: Sheet = sheet, keep: Any = keep) -> pa.Array:
            return sheet.text(column).take(pa.array(keep))

        urls = text("V2DOCUMENTIDENTIFIER")
        columns = {
            "id": pc.binary_join_element_wise(f"{name}:", keys.array(pa.string(), keep), ""),
            "known_at": known.array(_UTC, keep),
            "publisher": _publishers(text("V2SOURCECOMMONNAME"), urls),
            "url": urls,
            "themes": _lists(text("V1THEMES")),
            "countries": _places(text("V1LOCATIONS")),
            "persons": _lists(text("V1PERSONS")),
            "organisations": _lists(text("V1ORGANIZATIONS")),
            "tone": tone.array(pa.float64(), keep),
            "language": language.array(pa.string(), keep),
        }
        yield _batch("stories", name, columns, len(keep))


def _sheets(source: Source, columns: tuple[str, ...]) -> Iterator[Sheet]:
    at = {name: i for i, name in enumerate(columns)}
    with source.open() as file:
        layout = Layout("\t", (len(columns),))
        for cells in read_cells(file, layout, header=False, where=str(source)):
            yield Sheet(cells, str(source), at)


def _batch(table: str, dataset: str, columns: dict[str, pa.Array], n: int) -> pa.RecordBatch:
    schema = arrow_schema(table)
    columns["dataset"] = pa.repeat(pa.scalar(dataset, pa.string()), n)
    # A column that a dataset does not speak of (the document of a report) is null.
    arrays = [
        columns[f.name].cast(f.type) if f.name in columns else pa.nulls(n, f.type) for f in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _number(text: str | None) -> str:
    if text is None or not (text.isascii() and text.isdecimal()):
        raise BadCellError(f"{shown(text or '')} is no number")
    return text


def _record(text: str | None) -> str:
    if text is None:
        raise BadCellError("it is missing")
    return text


def _sentence(text: str | None) -> int | None:
    # −1 stands for an article that is not cut into sentences.
    return None if text == "-1" else count_of(text)


def _language(text: str | None) -> str:
    """ISO 639-3 code: of translated articles that of the original, else English."""
    if text is None:
        return "eng"
    for part in text.split(";"):
        key, _, value = part.partition(":")
        if key.strip() == "srclc" and value.strip():
            return value.strip()
    raise BadCellError(f"{shown(text)} names no language")


_TONE = number_of(-100, 100)


def _tone(text: str | None) -> float | None:
    return _TONE(text.split(",")[0]) if text else None


def _publishers(names: pa.Array, urls: pa.Array) -> pa.Array:
    return pc.coalesce(names, publisher_of(urls))


def _ids(events: pa.Array, urls: pa.Array, sentences: pa.Array) -> pa.Array:
    rows = zip(events.to_pylist(), urls.to_pylist(), sentences.to_pylist(), strict=True)
    return pa.array(
        [f"{e}:{blake2b(f'{u}|{s}'.encode(), digest_size=10).hexdigest()}" for e, u, s in rows],
        pa.string(),
    )


def _lists(texts: pa.Array) -> pa.Array:
    """Cells of `a;b;` as lists without blanks and repeats."""
    cells = texts.dictionary_encode()
    values = [
        list(dict.fromkeys(p.strip() for p in (v or "").split(";") if p.strip()))
        for v in cells.dictionary.to_pylist()
    ]
    return _taken(values, cells)


def _places(texts: pa.Array) -> pa.Array:
    """ISO3 of the countries in cells of `type#name#country#…;`, in order, each once."""
    fips = fips_countries()
    cells = texts.dictionary_encode()
    values: list[list[str]] = []
    for text in cells.dictionary.to_pylist():
        codes = (p.split("#")[2] for p in (text or "").split(";") if p.count("#") >= 2)
        values.append(list(dict.fromkeys(fips[c] for c in codes if c in fips)))
    return _taken(values, cells)


def _taken(values: list[list[str]], cells: pa.DictionaryArray) -> pa.Array:
    index = np.where(cells.is_null(), len(values), pc.fill_null(cells.indices, 0))
    return pa.array([*values, []], _STRINGS).take(pa.array(index))
