"""Loading every format through the same door: counts, twice, as of a day."""

from __future__ import annotations

import datetime as dt
import gzip
import shutil
import zipfile
from pathlib import Path

import pytest

from quovadis.pipeline import load_events
from quovadis.store import Store


@pytest.mark.data
@pytest.mark.parametrize(
    ("folder", "dataset", "read", "repeats", "added"),
    [
        ("gdelt1", "gdelt1", 710, 0, 710),
        ("gdelt2", "gdelt2", 2414 + 2111 + 1635 + 50, 523 + 394 + 17, 5276),
        ("icews", "icews", 3705, 971, 2734),
        ("polecat", "none", 0, 0, 0),
        ("ucdp", "ucdp", 1000, 0, 1000),
    ],
)
def test_every_sample_loads_whole(
    data: Path, tmp_path: Path, folder: str, dataset: str, read: int, repeats: int, added: int
) -> None:
    seen: list[int] = []
    with Store(tmp_path / "store") as store:
        report = load_events(data / "formats" / folder, store, on_rows=seen.append)
        assert report.rejects == ()
        assert (report.dataset, report.read, report.repeats) == (dataset, read, repeats)
        assert (report.added, report.already, sum(seen)) == (added, 0, added)
        prints = store.fingerprint("events")
        again = load_events(data / "formats" / folder, store)
        assert (again.added, again.already) == (0, added)
        assert store.fingerprint("events") == prints
        assert store.check() == []


@pytest.mark.data
def test_packed_samples_give_the_same_store(data: Path, tmp_path: Path) -> None:
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    plain.mkdir()
    packed.mkdir()
    names = {"icews": "events.2018.sample.tab", "ucdp": "ged231_sample_1000.csv"}
    for folder, name in names.items():
        source = data / "formats" / folder / name
        shutil.copy(source, plain / name)
        with zipfile.ZipFile(packed / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(source, name)
    export = "20191024143000.export.CSV"
    content = (data / "formats" / "gdelt2" / export).read_bytes()
    (plain / export).write_bytes(content)
    (packed / f"{export}.gz").write_bytes(gzip.compress(content))
    with Store(tmp_path / "a") as a, Store(tmp_path / "b") as b:
        one, two = load_events(plain, a), load_events(packed, b)
        assert (one.read, one.repeats, one.added) == (two.read, two.repeats, two.added)
        assert one.rejects == two.rejects == ()
        assert one.dataset == "gdelt2+icews+ucdp"
        assert a.fingerprint("events") == b.fingerprint("events")


@pytest.mark.data
def test_nothing_is_known_before_it_was_reported(data: Path, tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        load_events(data / "formats" / "gdelt2", store)
        load_events(data / "formats" / "ucdp", store)
        events = store.rows("events", dt.datetime(2017, 12, 31, 23, 59, tzinfo=dt.UTC))
        assert events.num_rows == 0
        # The release of UCDP became known in 2023, whatever year its events are of.
        assert set(store.rows("events", dt.date(2020, 1, 1))["dataset"].to_pylist()) == {"gdelt2"}
        assert store.rows("reports", dt.date(2017, 6, 30)).num_rows == 0
        assert store.rows("reports", dt.date(2017, 7, 1)).num_rows == 1618


@pytest.mark.data
def test_mentions_point_at_events(data: Path, tmp_path: Path) -> None:
    with Store(tmp_path / "store") as store:
        load_events(data / "formats" / "gdelt2" / "sample.mentions.CSV", store)
        reports = store.rows("reports")
        assert reports["event_id"][0].as_py().startswith("gdelt2:")
        assert len(set(reports["event_id"].to_pylist())) > 500
