"""Tables as files, and fingerprints that tell equal stores."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from pyarrow import parquet

from quovadis import schema
from quovadis.errors import InputError, StoreError
from quovadis.store import Store, export, stored_schema


@pytest.fixture
def filled(store: Store, made: ModuleType) -> Store:
    store.add("events", schema.to_table("events", [made.event(i, day=i) for i in range(20)]))
    return store


def test_parquet_keeps_types_and_rows(filled: Store, tmp_path: Path) -> None:
    to = tmp_path / "events.parquet"
    assert filled.export("events", to) == 20
    found = parquet.read_table(to)
    assert found.schema.remove_metadata() == stored_schema("events").remove_metadata()
    rows = filled.rows("events")
    assert found.sort_by("id").to_pylist() == rows.sort_by("id").to_pylist()


@pytest.mark.parametrize("name", ["events.csv", "events.csv.gz"])
def test_csv(filled: Store, tmp_path: Path, name: str, made: ModuleType) -> None:
    to = tmp_path / name
    assert filled.export("events", to, as_of=date(2024, 1, 3)) == 3
    data = gzip.decompress(to.read_bytes()) if name.endswith("gz") else to.read_bytes()
    rows = list(csv.DictReader(data.decode().splitlines()))
    assert {r["id"] for r in rows} == {made.event(i, day=i).id for i in range(3)}
    assert rows[0]["known_at"].startswith("2024-01-0")
    assert rows[0]["contexts"] == ""


def test_an_empty_table_is_a_file_too(store: Store, tmp_path: Path) -> None:
    assert store.export("reports", tmp_path / "reports.parquet") == 0
    assert parquet.read_table(tmp_path / "reports.parquet").num_rows == 0


def test_what_is_refused(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mine")
    with pytest.raises(InputError, match="already"):
        filled.export("events", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == "mine"
    assert filled.export("events", tmp_path / "a.csv", overwrite=True) == 20
    with pytest.raises(InputError, match="format"):
        filled.export("events", tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="no such folder"):
        filled.export("events", tmp_path / "none" / "a.csv")
    with pytest.raises(StoreError, match="no table"):
        filled.export("things", tmp_path / "b.csv")


def test_a_file_appears_whole_or_not_at_all(
    filled: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "_parquet", broken)
    to = tmp_path / "out"
    to.mkdir()
    with pytest.raises(StoreError, match="No space left"):
        filled.export("events", to / "events.parquet")
    assert list(to.iterdir()) == []


def test_fingerprints(filled: Store, tmp_path: Path, made: ModuleType) -> None:
    other = Store(tmp_path / "other")
    for i in reversed(range(20)):
        before = other.fingerprint("events")
        other.add("events", schema.to_table("events", [made.event(i, day=i)]))
        assert other.fingerprint("events") != before
    assert other.fingerprint("events") == filled.fingerprint("events")
