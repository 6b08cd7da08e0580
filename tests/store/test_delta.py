"""Damage is told, not guessed away; small files are merged under the readers' feet."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from quovadis import schema
from quovadis.errors import StoreError
from quovadis.store import Added, Store, delta


@pytest.fixture
def path(tmp_path: Path, made: ModuleType) -> Path:
    """A store of two commits."""
    store = Store(tmp_path / "store")
    for number in range(2):
        store.add("events", schema.to_table("events", made.batch(number)))
    return store.path


def data_file(path: Path) -> Path:
    return sorted((path / "events").glob("*.parquet"))[0]


def log_file(path: Path, version: int) -> Path:
    return path / "events" / "_delta_log" / f"{version:020}.json"


def test_a_torn_file_is_told_before_it_is_read(path: Path, made: ModuleType) -> None:
    file = data_file(path)
    file.write_bytes(file.read_bytes()[:-100])
    for act in (
        lambda s: s.table("events"),
        lambda s: s.records("events"),
        lambda s: s.coverage(),
        lambda s: s.info(),
        lambda s: s.add("events", schema.to_table("events", made.batch(0))),
    ):
        with pytest.raises(StoreError, match=rf"{file.name}: .* torn: .* restore it from a backup"):
            act(Store(path))
    (problem,) = Store(path).check()
    assert problem.where == str(file)


def test_a_missing_file_is_told(path: Path) -> None:
    data_file(path).unlink()
    with pytest.raises(StoreError, match="a data file is missing"):
        Store(path).records("events")


def test_flipped_bytes_are_told_when_they_are_read(path: Path, made: ModuleType) -> None:
    file = data_file(path)
    content = bytearray(file.read_bytes())
    footer = 8 + int.from_bytes(content[-8:-4], "little")
    content[4:-footer] = b"\xff" * (len(content) - footer - 4)
    file.write_bytes(content)
    store = Store(path)
    with pytest.raises(StoreError, match="cannot be read"):
        store.records("events")
    with pytest.raises(StoreError, match="cannot be read"):
        store.fetch(store.events())
    with pytest.raises(StoreError, match="cannot be read"):
        Store(path).add("events", schema.to_table("events", made.batch(5) + made.batch(0)))
    assert [p.where for p in Store(path).check()] == [str(file)]


def test_a_wrong_question_is_not_taken_for_damage(path: Path) -> None:
    store = Store(path)
    import duckdb

    with pytest.raises(duckdb.Error):
        store.fetch(store.events().mutate(x=store.events().quote.cast("int64")))


@pytest.mark.parametrize("content", [b"", b'{"add":{"pa', b"\0" * 64])
def test_a_damaged_commit_is_told(path: Path, content: bytes) -> None:
    log_file(path, 2).write_bytes(content)
    for act in (lambda s: s.table("events"), lambda s: s.info()):
        with pytest.raises(StoreError, match=r"(log is damaged|log is empty).*restore"):
            act(Store(path))
    assert len(Store(path).check()) == 1


def test_a_gap_in_the_log_and_a_lost_log_are_told(path: Path) -> None:
    log_file(path, 1).unlink()
    with pytest.raises(StoreError, match="log is damaged"):
        Store(path).table("events")
    for file in (path / "events" / "_delta_log").iterdir():
        file.unlink()
    (path / "events" / "_delta_log").rmdir()
    with pytest.raises(StoreError, match="log is gone"):
        Store(path).table("events")


def test_what_a_killed_writer_leaves_is_no_damage(path: Path, made: ModuleType) -> None:
    (path / "events" / "part-00000-half.parquet").write_bytes(b"PAR1half")
    (path / "events" / "_delta_log" / "_commit_x.json.tmp").write_bytes(b"")
    (path / "documents" / "_delta_log").mkdir(parents=True)
    store = Store(path)
    assert len(store.records("events")) == 100
    assert store.check() == []
    assert store.records("documents") == []
    assert store.add_documents([made.document(1)]) == Added(1, 0)


def test_rows_lie_in_the_order_of_the_dyads(path: Path) -> None:
    import pyarrow.parquet as pq

    rows = pq.read_table(data_file(path), columns=["source_country", "target_country", "date"])
    order = [tuple(r.values()) for r in rows.to_pylist()]
    assert order == sorted(order)
    assert len({r[0] for r in order}) == 2
    compression = pq.ParquetFile(data_file(path)).metadata.row_group(0).column(0).compression
    assert compression == "ZSTD"


def test_many_small_files_are_merged_and_old_readers_keep_theirs(
    tmp_path: Path, made: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delta, "MANY_SMALL", 4)
    store = Store(tmp_path / "store")
    for number in range(4):
        store.add("events", schema.to_table("events", made.batch(number)))
    reader = Store(store.path)
    old = reader.events()
    assert store.info()["tables"]["events"]["files"] == 4
    store.add("events", schema.to_table("events", made.batch(4)))
    assert store.info()["tables"]["events"]["files"] == 1
    assert store.info()["tables"]["events"]["rows"] == 250
    assert reader.fetch(old).num_rows == 200
    assert reader.fetch(reader.events()).num_rows == 250
    expected = {e.id for k in range(5) for e in made.batch(k)}
    assert {e.id for e in reader.records("events")} == expected
    assert store.check() == []
    assert store.add("events", schema.to_table("events", made.batch(2))) == Added(0, 50)


def test_compacting_by_hand_says_by_how_many_files(path: Path) -> None:
    store = Store(path)
    assert store.compact() == 1
    assert store.compact() == 0
    assert len(store.records("events")) == 100


def test_a_long_log_is_read_from_its_checkpoint(tmp_path: Path, made: ModuleType) -> None:
    store = Store(tmp_path / "store")
    for row in range(103):
        store.add("events", schema.to_table("events", [made.event(row)]))
    assert list((store.path / "events" / "_delta_log").glob("*.checkpoint.parquet"))
    assert len(Store(store.path).records("events")) == 103
    assert store.info()["tables"]["events"]["files"] < 70  # merged on the way
