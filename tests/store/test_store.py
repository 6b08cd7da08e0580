"""What goes in comes out, once, and as of any day."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quovadis import schema
from quovadis.errors import StoreError
from quovadis.records import Document, Forecast, Outcome, Precision
from quovadis.store import TABLES, Added, Store, adding, stored_schema


def test_an_empty_store_answers_every_question_and_writes_nothing(store: Store) -> None:
    for name in TABLES:
        assert store.rows(name).schema.equals(stored_schema(name))
        assert store.rows(name).num_rows == 0
        table = store.table(name, date(2025, 1, 1))
        assert list(table.columns) == stored_schema(name).names
        assert store.fetch(table).num_rows == 0
    assert store.coverage() == []
    assert store.info()["tables"] == {}
    assert store.coded("x") == []
    assert not store.is_coded("x", "t", "1")
    assert store.check() == []
    assert store.compact() == 0
    assert not store.path.exists()


def test_types_on_disk_are_the_types_of_the_schema(store: Store, made: ModuleType) -> None:
    store.add("events", schema.to_table("events", made.batch(0)))
    assert store.rows("events").schema.equals(schema.arrow_schema("events"))
    types = store.events().schema()
    assert str(types["date"]) == "date"
    assert str(types["known_at"]) == "timestamp('UTC', 6)"
    assert str(types["contexts"]) == "array<string>"
    assert str(types["start"]) == "int32"


def test_adding_twice_changes_nothing(store: Store, made: ModuleType) -> None:
    first, second = made.batch(0), made.batch(1)
    table = schema.to_table("events", first)
    assert store.add("events", pa.concat_tables([table, table])) == Added(50, 50)
    before = store.info()
    assert store.add("events", table) == Added(0, 50)
    assert store.add("events", table.to_batches(max_chunksize=7)) == Added(0, 50)
    assert store.info() == before
    both = schema.to_table("events", [*first, *second])
    assert store.add("events", both) == Added(50, 50)
    assert sorted(e.id for e in store.records("events")) == sorted(e.id for e in first + second)


def test_undated_events_and_events_of_many_datasets_are_added_once(
    store: Store, made: ModuleType
) -> None:
    events = [
        made.event(i, dataset=f"set{i % 5}", **({"date": None} if i % 3 == 0 else {}))
        for i in range(60)
    ]
    shuffled = random.Random(1).sample(events, 60)  # noqa: S311 - a seeded order
    for part in (events[:20], shuffled[:30], events[40:], shuffled):
        store.add("events", schema.to_table("events", part))
    assert sorted(e.id for e in store.records("events")) == sorted(e.id for e in events)
    only_undated = [e for e in events if e.date is None]
    assert store.add("events", schema.to_table("events", only_undated)) == Added(0, 20)


def test_rows_are_gathered_into_commits_of_bounded_size(
    store: Store, made: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "CHUNK_ROWS", 20)
    table = schema.to_table("events", made.batch(0))
    assert store.add("events", table.to_batches(max_chunksize=3)) == Added(50, 0)
    files = [f.rows for f in store._views.folders["events"].snapshot().files]
    assert sorted(files) == [14, 18, 18]  # six batches of three in a commit, then the rest
    assert store.add("events", table) == Added(0, 50)


def test_columns_that_are_missing_are_null_and_unknown_ones_are_refused(
    store: Store, made: ModuleType
) -> None:
    table = schema.to_table("events", made.batch(0))
    store.add("events", table.drop_columns(["mode", "url"]))
    assert store.rows("events")["url"].null_count == 50
    with pytest.raises(StoreError, match="no column shoe_size"):
        store.add("events", table.append_column("shoe_size", pa.nulls(50, pa.int64())))
    with pytest.raises(StoreError, match="has no known_at"):
        store.add("events", table.drop_columns(["known_at"]))
    with pytest.raises(StoreError, match="has no id"):
        store.add("events", table.drop_columns(["id"]))
    wrong = table.drop_columns(["date"]).append_column("date", pa.array(["yesterday"] * 50))
    with pytest.raises(StoreError, match="column date does not hold date32"):
        store.add("events", wrong)
    with pytest.raises(StoreError, match="no table 'eve'"):
        store.add("eve", table)
    with pytest.raises(StoreError, match=r"no table '\.\./x'"):
        store.table("../x")


def test_a_text_that_no_file_can_hold_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="cannot be stored"):
        store.add_documents([Document(text="half a pair: \ud800")])


def test_documents_without_a_date_are_known_when_they_were_retrieved(store: Store) -> None:
    noon = datetime(2025, 4, 9, 12, tzinfo=UTC)
    undated = Document(text="a", retrieved=noon)
    neither = Document(text="b")
    dated = Document(text="c", published=noon - timedelta(days=9), retrieved=noon)
    before = datetime.now(UTC)
    store.add_documents([undated, neither, dated])
    assert store.records("documents", date(2025, 4, 8)) == [dated]
    assert store.records("documents", noon) == [dated, undated]
    assert store.records("documents", before - timedelta(seconds=1)) == [dated, undated]
    assert store.records("documents") == [dated, undated, neither]


@pytest.mark.parametrize(
    ("as_of", "seen"),
    [
        (None, 4),
        (date(2024, 1, 1), 2),
        (date(2023, 12, 31), 0),
        (date(2024, 1, 2), 3),
        (date.max, 4),
        (datetime(2024, 1, 1, 0, 0, tzinfo=UTC), 1),
        (datetime(2024, 1, 1, 23, 59, 59, 999999, tzinfo=UTC), 2),
        (datetime(2024, 1, 1, 23, 59, 59, 999998, tzinfo=UTC), 1),
        (datetime(2024, 1, 2), 3),  # noqa: DTZ001 - without a zone: UTC
    ],
)
def test_as_of_is_the_end_of_a_day_or_a_moment(
    store: Store, made: ModuleType, as_of: date | None, seen: int
) -> None:
    moments = [
        datetime(2024, 1, 1, tzinfo=UTC),
        datetime(2024, 1, 1, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2024, 1, 2, tzinfo=UTC),
        datetime(2024, 1, 3, tzinfo=UTC),
    ]
    events = [made.event(i, known_at=m) for i, m in enumerate(moments)]
    store.add("events", schema.to_table("events", events))
    assert [e.known_at for e in store.records("events", as_of)] == moments[:seen]
    assert store.fetch(store.events(as_of).select("id")).num_rows == seen
    assert sum(c.n_events for c in store.coverage(as_of)) == seen


def test_as_of_must_be_a_day_or_a_moment(store: Store) -> None:
    with pytest.raises(TypeError, match="not str"):
        store.table("events", "2025-01-01")  # type: ignore[arg-type]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 86_399)), min_size=1, max_size=30),
    day=st.integers(0, 40),
    seed=st.integers(0, 99),
)
def test_what_becomes_known_later_changes_nothing_as_of_before(
    tmp_path_factory: pytest.TempPathFactory,
    made: ModuleType,
    rows: list[tuple[int, int]],
    day: int,
    seed: int,
) -> None:
    store = Store(tmp_path_factory.mktemp("store") / str(seed))
    known = [made.moment(d) + timedelta(seconds=s) for d, s in rows]
    events = [made.event(i, known_at=k) for i, k in enumerate(known)]
    bound = made.moment(day + 1)
    early = [e for e in events if e.known_at < bound]
    late = [e for e in events if e.known_at >= bound]
    as_of = made.START + timedelta(days=day)
    store.add("events", schema.to_table("events", early))
    seen = store.records("events", as_of)
    covered = store.coverage(as_of)
    assert {e.id for e in seen} == {e.id for e in early}
    store.add("events", schema.to_table("events", late))
    assert store.records("events", as_of) == seen
    assert store.coverage(as_of) == covered
    assert len(store.records("events")) == len(events)


def test_coverage_and_info_count_by_dataset(store: Store, made: ModuleType) -> None:
    events = [made.event(i, dataset="a" if i < 7 else "b", day=i) for i in range(10)]
    events.append(made.event(10, dataset="b", date=None))
    store.add("events", schema.to_table("events", events))
    store.add_documents([made.document(100)])
    old = made.coded(100, facts=1)
    store.add_coded(old)
    found = {c.dataset: (c.first, c.last, c.n_events) for c in store.coverage()}
    assert found == {
        "a": (date(2024, 1, 1), date(2024, 1, 7), 7),
        "b": (date(2024, 1, 8), date(2024, 1, 10), 3),  # the undated one covers no day
        "text": (date(2024, 4, 10), date(2024, 4, 10), 1),
    }
    info = store.info()
    assert info["tables"]["events"]["rows"] == 12
    assert info["tables"]["events"]["files"] == 2
    assert info["bytes"] == sum(
        f.stat().st_size for f in store.path.rglob("*.parquet") if f.is_file()
    )
    assert info["format"] == 1


def test_text_covers_the_days_of_its_reports_not_those_it_looks_back_on(
    store: Store, made: ModuleType
) -> None:
    past = made.event(
        1, dataset="text", date=date(1996, 1, 1), precision=Precision.YEARS, known_at=made.moment(3)
    )
    store.add("events", schema.to_table("events", [past]))
    (covered,) = store.coverage()
    assert (covered.first, covered.last) == (date(2024, 1, 4), date(2024, 1, 4))


def test_where_takes_values_that_look_like_sql(store: Store, made: ModuleType) -> None:
    from ibis import _

    hostile = "x' OR 1=1; DROP VIEW events_1; --"
    events = [made.event(0), made.event(1, place=hostile)]
    store.add("events", schema.to_table("events", events))
    assert store.records("events", where=_.place == hostile) == [events[1]]
    assert store.records("events", where=_.place == "x' OR '1'='1") == []
    assert not store.is_coded(hostile, hostile, hostile)
    assert store.coded(hostile) == []


def test_the_ledger_keeps_a_forecast_as_it_was_registered(store: Store) -> None:
    outcome = Outcome(label="they talk", source=("RUR",), target=("GRA",), horizon=30)
    forecast = Forecast(
        outcome=outcome,
        given=None,
        origin=date(2025, 4, 9),
        probability=0.3,
        low=0.1,
        high=0.5,
        base_rate=0.2,
        n_windows=10,
        n_hits=3,
        model="base rate",
    )
    made_at = datetime(2025, 4, 9, 8, tzinfo=UTC)
    assert store.add_forecasts([forecast], known_at=made_at) == Added(1, 0)
    again = store.add_forecasts([forecast], known_at=made_at + timedelta(days=5))
    assert again == Added(0, 1)
    assert store.records("forecasts", date(2025, 4, 9)) == [forecast]
    assert store.records("forecasts", date(2025, 4, 8)) == []
    assert store.rows("forecasts")["known_at"].to_pylist() == [made_at]


def test_nothing_can_be_deleted_or_changed(store: Store, made: ModuleType) -> None:
    from deltalake import DeltaTable

    store.add("events", schema.to_table("events", made.batch(0)))
    table = DeltaTable(str(store.path / "events"))
    with pytest.raises(Exception, match=r"(?i)append.?only"):
        table.delete("dataset = 'made'")
    assert len(store.records("events")) == 50


def test_an_older_store_gets_columns_that_came_later(
    tmp_path: Path, made: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quovadis.store import delta, views

    full = schema.arrow_schema("events")
    older = pa.schema([f for f in full if f.name not in ("url", "probability")])
    for module in (adding, views, delta):
        monkeypatch.setattr(module, "stored_schema", lambda _: older, raising=False)
    old = Store(tmp_path / "store")
    first = schema.to_table("events", made.batch(0)).drop_columns(["url", "probability"])
    old.add("events", first)
    monkeypatch.undo()
    store = Store(tmp_path / "store")
    assert store.rows("events")["url"].null_count == 50
    second = schema.to_table("events", [made.event(999, probability=0.5)])
    store.add("events", second)
    rows = store.rows("events")
    assert rows.schema.equals(full)
    assert rows["probability"].null_count == 50
    assert store.add("events", first) == Added(0, 50)


def test_is_closed_and_opens_again(store: Store, made: ModuleType) -> None:
    store.add("events", schema.to_table("events", made.batch(0)))
    with store:
        assert store.connection.name == "duckdb"
    assert len(store.records("events")) == 50
    assert "store" in repr(store)
