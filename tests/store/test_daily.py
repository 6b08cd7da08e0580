"""Kept counts say what counting anew says; dyads lie together after compacting."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from pathlib import Path
from types import ModuleType

import pytest

from quovadis import schema
from quovadis.records import Actor, ActorKind
from quovadis.store import Store, delta, views

DAYS = (None, dt.date(2024, 1, 2), dt.datetime(2024, 1, 2, 5, tzinfo=dt.UTC), dt.date(2023, 1, 1))


def land(code: str) -> Actor:
    return Actor(code, f"Land {code}", code, None, ActorKind.COUNTRY)


@pytest.fixture
def store(tmp_path: Path, made: ModuleType) -> Store:
    """Four commits of datasets' events and the events of coded texts."""
    store = Store(tmp_path / "store")
    for number in range(4):
        store.add("events", schema.to_table("events", made.batch(number)))
    for number in range(3):
        store.add_documents([made.document(number)])
        store.add_coded(made.coded(number))
    return store


def test_kept_counts_change_no_answer(
    store: Store, made: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask() -> list[object]:
        return [Store(store.path).coverage(day) for day in DAYS]

    plain = ask()
    kept = store.path / "kept" / "daily-counts.parquet"
    assert not kept.exists()
    monkeypatch.setattr(views, "WORTHWHILE", 0)
    assert ask() == plain
    assert kept.is_file()
    assert ask() == plain

    store.add_coded(made.coded(0, version="2", facts=1))  # hides what version 1 found
    store.add("events", schema.to_table("events", made.batch(9)))
    store.compact()
    fresh = ask()
    assert fresh != plain
    monkeypatch.setattr(views, "WORTHWHILE", 10**9)
    assert ask() == fresh

    monkeypatch.setattr(views, "WORTHWHILE", 0)
    kept.write_bytes(b"torn")
    assert ask() == fresh


def test_a_store_that_cannot_keep_counts_still_answers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = store.coverage()
    monkeypatch.setattr(views, "WORTHWHILE", 0)
    (store.path / "kept").write_text("a file where the folder would be")
    assert Store(store.path).coverage() == plain


def test_compacting_brings_dyads_together_and_loses_nothing(
    tmp_path: Path, made: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After compacting, a dyad's files are fewer than the store's, and hold all of it."""
    monkeypatch.setattr(delta, "_CLUSTERED_FILE", 30_000)
    monkeypatch.setattr(delta, "ROW_GROUP", 1000)
    codes = [f"L{a}{b}" for a, b in itertools.product("ABCDEF", "ABC")]
    pairs = [(a, b) for a in codes for b in codes if a != b]
    rng = random.Random(5)  # noqa: S311
    store = Store(tmp_path / "store")
    for start in range(0, 12_000, 3000):
        rows = []
        for row in range(start, start + 3000):
            a, b = rng.choice(pairs)
            rows.append(made.event(row, source=land(a), target=land(b)))
        store.add("events", schema.to_table("events", rows))
    before, everything = store.fingerprint("events"), store.rows("events")
    assert store.compact() < 0  # larger than the files' new size
    assert store.compact() == 0
    assert (store.fingerprint("events"), store.check()) == (before, [])

    held = len(store._views.folders["events"].snapshot().files)
    assert held > 5
    read = 0
    for a, b in rng.sample(pairs, 12):
        found = store.fetch(store.events(dyad=(a, b)))
        read += found.num_rows
        wanted = {
            r["id"]
            for r in everything.to_pylist()
            if {r["source_country"], r["target_country"]} == {a, b}
        }
        assert wanted
        assert wanted <= set(found.column("id").to_pylist())
    assert read < 12 * everything.num_rows * 0.6


def test_a_dyad_of_a_store_without_statistics_is_read_whole(store: Store) -> None:
    """What the log does not say may be in any file."""
    snapshot = store._views.folders["events"].snapshot()
    bare = delta.DataFile(snapshot.files[0].path, 1, 1)
    assert bare.may_hold("source_country", "RUR")
    assert not snapshot.files[0].may_hold("source_country", "ZZZ")
