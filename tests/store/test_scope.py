"""Which files are asked for ids that may be there already."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quovadis import schema
from quovadis.store import Added, Store
from quovadis.store.adding import _Scope
from quovadis.store.delta import DataFile, DeltaFolder


def file(least: object, most: object, **more: object) -> DataFile:
    return DataFile("f", 1, 1, {"id": least} | more, {"id": most} | more)


@pytest.mark.parametrize(
    ("least", "most", "may_be"),
    [
        ("g:100", "g:199", True),
        ("g:150", "g:150", True),
        ("g:200", "g:300", False),
        ("f:1", "g:0", False),
        (None, None, True),
        ("a", "g:10", True),  # cut short by the log: may go on as g:1050
    ],
)
def test_ids_rule_files_out(least: object, most: object, may_be: bool) -> None:
    assert _Scope("g:105", "g:199").may_be_in(file(least, most)) is may_be


def test_datasets_and_days_rule_out_more() -> None:
    scope = _Scope("a", "z", frozenset({"x"}), date(2020, 1, 1), date(2020, 1, 9), undated=False)
    assert scope.may_be_in(file("b", "c", dataset="x", date=date(2020, 1, 5)))
    assert not scope.may_be_in(file("b", "c", dataset="y", date=date(2020, 1, 5)))
    assert not scope.may_be_in(file("b", "c", dataset="x", date=date(2021, 1, 5)))


@given(ids=st.lists(st.text(st.sampled_from("abé\U0010ffff"), min_size=1, max_size=60), min_size=1))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_ids_of_any_length_are_found_again(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str]
) -> None:
    path: Path = tmp_path_factory.mktemp("store") / "s"
    moment = pa.scalar(0, pa.timestamp("us", tz="UTC"))
    distinct = list(dict.fromkeys(ids))
    rows = pa.table({"id": distinct, "known_at": pa.repeat(moment, len(distinct))})
    with Store(path) as store:
        assert store.add("reports", rows) == Added(len(distinct), 0)
        assert store.add("reports", rows) == Added(0, len(distinct))


def test_growing_ids_ask_no_old_file(
    store: Store, made: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def watch(scope: _Scope, seen: DataFile) -> bool:
        found = may_be_in(scope, seen)
        asked.extend([seen.path] * found)
        return found

    may_be_in = _Scope.may_be_in
    monkeypatch.setattr(_Scope, "may_be_in", watch)
    for start in range(0, 50, 10):
        events = [made.event(i, day=1, id=f"made:{100 + i}") for i in range(start, start + 10)]
        assert store.add("events", schema.to_table("events", events)).added == 10
    assert asked == []
    assert store.add("events", schema.to_table("events", events)) == Added(0, 10)
    assert len(asked) == 1
    assert len(DeltaFolder(store.path / "events", "events").snapshot().files) == 5
