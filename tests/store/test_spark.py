"""A store on Spark holds what it holds on DuckDB, row for row, as of any day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest

from quovadis import schema
from quovadis.errors import StoreError
from quovadis.store import TABLES, SparkStore, Store, stored_schema

pytestmark = pytest.mark.xdist_group("spark")
START = dt.date(2024, 1, 1)


@pytest.fixture(scope="module")
def filled(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store whose files have seen something, in a folder whose name Spark could mistake."""
    store = Store(tmp_path_factory.mktemp("on spark") / "{a,b} store")
    events = schema.to_table("events", made.batch(0))
    store.add("events", events.drop_columns(["deaths", "n_reports"]))  # as an older release wrote
    for number in (1, 2, 3):
        made.load(store, number)
    store.add_coded(made.coded(2, version="2", facts=1))  # hides what version 1 found
    store.add_coded(made.coded(3, version="10", facts=2))
    store.add("statuses", schema.to_table("statuses", []))
    late = made.event(900, day=4, known_at=made.moment(30))
    early = made.event(901, dataset="other", day=60, known_at=made.moment(61))
    rows = schema.to_table("events", [late, early], n_reports=[7, None], deaths=[2**60, 0])
    store.add("events", rows)
    unvouched = made.coded(7).events  # the coding that vouches for them never came
    store.add("events", schema.to_table("events", unvouched))
    return store


@pytest.fixture
def on_spark(spark: Any, filled: Store) -> Iterator[SparkStore]:
    store = SparkStore(spark, filled.path)
    yield store
    store.close()
    assert not spark.catalog.listTables()


@pytest.mark.parametrize("table", ["events", "sentences", "documents", "codings", "statuses"])
@pytest.mark.parametrize("as_of", [None, START + dt.timedelta(days=2)])
def test_rows_are_equal(
    filled: Store, on_spark: SparkStore, table: str, as_of: dt.date | None
) -> None:
    assert on_spark.rows(table, as_of).equals(filled.rows(table, as_of))


def test_superseded_and_unvouched_codings_are_left_out(
    made: ModuleType, on_spark: SparkStore
) -> None:
    rows = on_spark.rows("events").to_pylist()
    coded = {number: made.document(number).id for number in (1, 2, 3, 7)}
    n = {k: sum(r["document_id"] == i for r in rows) for k, i in coded.items()}
    assert n == {1: made.FACTS, 2: 1, 3: 2, 7: 0}
    (huge,) = [r for r in rows if r["n_reports"] == 7]
    assert huge["deaths"] == 2**60


def test_records_and_predicates(filled: Store, on_spark: SparkStore) -> None:
    import ibis

    where = (ibis._.dataset == "other") | ibis._.document_id.notnull()
    assert on_spark.records("events", where=where) == filled.records("events", where=where)
    with pytest.raises(StoreError, match="does not hold records"):
        on_spark.records("codings")
    with pytest.raises(StoreError, match="no table"):
        on_spark.table("secrets")


@pytest.mark.parametrize("as_of", [None, START + dt.timedelta(days=31), dt.date(1990, 1, 1)])
def test_coverage_is_equal(filled: Store, on_spark: SparkStore, as_of: dt.date | None) -> None:
    assert on_spark.coverage(as_of) == filled.coverage(as_of)


def test_backfiles_and_strays_cover_the_same_days(
    spark: Any, made: ModuleType, tmp_path: Path
) -> None:
    """Most rows of one wave are old, one row of another is: see `coverage_query`."""
    store = Store(tmp_path / "store")
    wave = [made.event(i, dataset="yearly", day=i, known_at=made.moment(400)) for i in range(300)]
    daily = [made.event(i, dataset="daily", day=300 + i) for i in range(20)]
    stray = made.event(999, dataset="daily", day=5, known_at=made.moment(310))
    store.add("events", schema.to_table("events", [*wave, *daily, stray]))
    found = store.coverage()
    days = {c.dataset: ((c.first - START).days, (c.last - START).days) for c in found}
    assert days == {"yearly": (0, 299), "daily": (300, 319)}
    assert SparkStore(spark, store.path).coverage() == found


def test_rows_may_come_from_elsewhere(spark: Any, filled: Store) -> None:
    """As from Delta's own connector: columns in another order, and one more."""

    def frame(name: str) -> Any:
        rows = filled.connection.con.sql(f'SELECT * FROM "{filled._views._whole(name)}"')
        table = rows.to_arrow_table()
        names = table.column_names[::-1]
        return spark.createDataFrame(
            table.select(names).append_column("more", pa.nulls(len(table), pa.string()))
        )

    assert SparkStore(spark, frame).rows("events").equals(filled.rows("events"))


def test_an_empty_store_and_none_at_all(spark: Any, made: ModuleType, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.add("events", schema.to_table("events", made.batch(0)[:1]))
    other = SparkStore(spark, store.path)
    for name in TABLES:
        found = other.rows(name)
        assert found.schema.equals(stored_schema(name))
        assert len(found) == (name == "events")
    with pytest.raises(StoreError, match="no store"):
        SparkStore(spark, tmp_path / "nothing")
