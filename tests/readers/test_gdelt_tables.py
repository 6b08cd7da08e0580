"""GDELT as somebody else's table reads as GDELT in files does."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
import sqlglot

from quovadis.ontology import Ontology
from quovadis.query import fetch
from quovadis.readers import read_events
from quovadis.readers.gdelt import COLUMNS_2
from quovadis.readers.gdelt_tables import gdelt_events
from quovadis.schema import arrow_schema

INTEGERS = {
    *("GLOBALEVENTID", "SQLDATE", "DATEADDED", "NumMentions", "NumSources", "NumArticles"),
    *("QuadClass", "IsRootEvent", "MonthYear", "Year"),
}
KINDS = {
    c: "int64" if c in INTEGERS else "float64" if c == "GoldsteinScale" else "string"
    for c in COLUMNS_2
}
"""Types as in `gdelt-bq.gdeltv2.events`, of the columns that matter."""

LEFT_OUT = {"place", "place_country", "publisher", "quote", "start", "end"}
EMPTY = {"coder", "coder_version", "reasons"}


def cells(**more: Any) -> dict[str, Any]:
    """A made row: the government of Russia meets the Taliban."""
    return dict.fromkeys(COLUMNS_2) | {
        "GLOBALEVENTID": 7,
        "SQLDATE": 20210814,
        "DATEADDED": 20210815001500,
        "Actor1Name": "MOSCOW",
        "Actor1CountryCode": "RUS",
        "Actor1Type1Code": "GOV",
        "Actor2Name": "TALIBAN",
        "Actor2CountryCode": "AFG",
        "Actor2KnownGroupCode": "TAL",
        "EventCode": "040",
        "GoldsteinScale": 1.0,
        "NumArticles": 3,
        "NumSources": 2,
        "SOURCEURL": "https://www.post.example/a",
        **more,
    }


def read(rows: list[dict[str, Any]], ontology: Ontology, dataset: str = "gdelt2") -> list[Any]:
    kinds = ibis.schema(KINDS).to_pyarrow()
    connection = ibis.duckdb.connect()
    connection.con.execute("SET TimeZone = 'UTC'")
    table = connection.create_table("gdelt", pa.Table.from_pylist(rows, schema=kinds))
    found = gdelt_events(table, ontology, dataset=dataset).order_by("id").to_pyarrow()
    assert found.schema.names == arrow_schema("events").names
    return found.cast(arrow_schema("events")).to_pylist()


def test_a_row_by_hand(ontology: Ontology) -> None:
    (row,) = read([cells()], ontology)
    given = {k: v for k, v in row.items() if v is not None}
    assert given == {
        "id": "gdelt2:7",
        "row_id": "7",
        "dataset": "gdelt2",
        "evidence_dataset": "gdelt2",
        "date": dt.date(2021, 8, 14),
        "precision": "day",
        "known_at": dt.datetime(2021, 8, 15, 0, 15, tzinfo=dt.UTC),
        "modality": "actual",
        "event_type": "CONSULT",
        "quad_class": "verbal_cooperation",
        "plover_score": ontology.plover.score(ontology.cameo.code("040").plover_type, None),
        "contexts": [],
        "phrase": ontology.cameo.code("040").name,
        "cameo": "040",
        "goldstein": 1.0,
        "n_reports": 3,
        "n_publishers": 2,
        "url": "https://www.post.example/a",
        "source": "RUS.GOV",
        "source_name": "MOSCOW",
        "source_country": "RUS",
        "source_sector": "GOV",
        "source_kind": "agent",
        "target": "TALIBAN",
        "target_name": "Taliban",
        "target_country": "AFG",
        "target_sector": "REB",
        "target_kind": "armed group",
    }


def test_a_group_has_its_role_of_the_day(ontology: Ontology) -> None:
    rows = [cells(), cells(GLOBALEVENTID=8, SQLDATE=20210815)]
    assert [r["target_sector"] for r in read(rows, ontology)] == ["REB", "GOV"]


def test_rows_of_one_story_are_one_event(ontology: Ontology) -> None:
    rows = [
        cells(GLOBALEVENTID=9, NumArticles=8),
        cells(NumSources=4),
        cells(GLOBALEVENTID=10, EventCode="042"),
        cells(GLOBALEVENTID=11, SOURCEURL=None),
        cells(GLOBALEVENTID=12, SOURCEURL=None),
        cells(GLOBALEVENTID=13, EventCode="999"),  # no code of CAMEO
    ]
    found = {r["row_id"]: (r["n_reports"], r["n_publishers"]) for r in read(rows, ontology)}
    assert found == {"7": (8, 4), "10": (3, 2), "11": (3, 2), "12": (3, 2)}


def test_days_of_the_first_version_are_known_from_their_end(ontology: Ontology) -> None:
    (row,) = read([cells(DATEADDED=20210815, NumArticles=0)], ontology, "gdelt1")
    assert row["known_at"] == dt.datetime(2021, 8, 15, 23, 59, 59, tzinfo=dt.UTC)
    assert (row["id"], row["n_reports"]) == ("gdelt1:7", None)


@pytest.mark.xdist_group("spark")
def test_spark_reads_alike(spark: Any, ontology: Ontology) -> None:
    rows = [
        cells(),
        cells(GLOBALEVENTID=8, SQLDATE=20210815, NumArticles=5),
        cells(GLOBALEVENTID=9, SOURCEURL=None, Actor1CountryCode="AFR", Actor1Type1Code=None),
        cells(GLOBALEVENTID=10, EventCode="190", Actor2KnownGroupCode=None, Actor2Type2Code="INS"),
        cells(GLOBALEVENTID=11, Actor1CountryCode=None, Actor1Type1Code=None, DATEADDED=20210815),
        cells(
            GLOBALEVENTID=12, SOURCEURL=None, Actor1CountryCode="ROM", Actor1KnownGroupCode="NAT"
        ),
    ]
    table = pa.Table.from_pylist(rows, schema=ibis.schema(KINDS).to_pyarrow())
    spark.createDataFrame(table).createOrReplaceTempView("gdelt")
    there = gdelt_events(ibis.pyspark.connect(spark).table("gdelt"), ontology)
    found = fetch(there.order_by("id")).cast(arrow_schema("events")).to_pylist()
    spark.catalog.dropTempView("gdelt")
    assert found == read(rows, ontology)
    assert len({r["source"] for r in found}) == 4


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark", "bigquery"])
def test_compiles(ontology: Ontology, dialect: str) -> None:
    pytest.importorskip("pyspark", reason="Ibis's compiler for Spark needs PySpark")
    assert ibis.pyspark
    table = gdelt_events(ibis.table(KINDS, name="events"), ontology)
    sql = str(ibis.to_sql(table, dialect=dialect, pretty=False))
    assert sqlglot.parse_one(sql, read="spark" if dialect == "pyspark" else dialect)
    assert len(sql) < 500_000, "BigQuery takes a million characters"


@pytest.mark.data
@pytest.mark.parametrize("name", ["20180101000000", "20191024143000"])
def test_real_rows_read_as_in_files(data: Path, ontology: Ontology, name: str) -> None:
    """Every event, and every column that the table gives, but for actors known by name only."""
    path = data / "formats" / "gdelt2" / f"{name}.export.CSV"
    connection = ibis.duckdb.connect()
    connection.con.execute("SET TimeZone = 'UTC'")
    types = {"int64": "BIGINT", "float64": "DOUBLE", "string": "VARCHAR"}
    dtype = {c: types[k] for c, k in KINDS.items()}
    rows = connection.con.read_csv(
        str(path), sep="\t", header=False, names=list(COLUMNS_2), dtype=dtype, quotechar=""
    )
    table = connection.create_table("gdelt", rows.to_arrow_table())
    found = {r["id"]: r for r in gdelt_events(table, ontology).to_pyarrow().to_pylist()}
    expected = {r["id"]: r for batch in read_events(path) for r in batch.to_pylist()}
    assert found.keys() == expected.keys()
    assert len(found) > 1_500
    for key, wanted in expected.items():
        got = found[key]
        for column, value in wanted.items():
            if column in LEFT_OUT | EMPTY:
                assert got[column] is None
            elif column in ("source_name", "target_name"):
                # The name of a region is the row's, that of a nameless actor is not made up.
                region = wanted[column.removesuffix("_name") + "_kind"] == "bloc"
                assert region or got[column] is None or got[column].upper() == value.upper()
            elif str(wanted[column.removesuffix("_kind")] or "").startswith("name:"):
                assert got[column] is None, column
            else:
                assert got[column] == value, (key, column)
