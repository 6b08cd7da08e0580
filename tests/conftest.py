"""Fixtures that several rooms use: the third-party data, and events made to order."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import settings

from quovadis.ontology import Ontology, load_ontology
from quovadis.readers import read_events
from quovadis.records import (
    Actor,
    ActorKind,
    Coverage,
    Event,
    EventType,
    Evidence,
    Modality,
    Precision,
    QuadClass,
)
from quovadis.schema import to_table

# A busy machine must not fail a property: what may not hang has a test of its own.
settings.register_profile("quovadis", deadline=None)
# The same examples on every run where a red light must mean that the change did it.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("hunt", deadline=None, max_examples=3000)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE", "repeatable" if os.environ.get("CI") else "quovadis")
)

ROOT = Path(__file__).resolve().parents[1]
QUADS = {
    EventType.CONSULT: QuadClass.VERBAL_COOPERATION,
    EventType.AGREE: QuadClass.VERBAL_COOPERATION,
    EventType.AID: QuadClass.MATERIAL_COOPERATION,
    EventType.ACCUSE: QuadClass.VERBAL_CONFLICT,
    EventType.ASSAULT: QuadClass.MATERIAL_CONFLICT,
    EventType.COERCE: QuadClass.MATERIAL_CONFLICT,
}
ROWS = itertools.count()


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of third-party data; skips with a reason where it is absent."""
    folder = Path(os.environ.get("QUOVADIS_DATA") or ROOT / ".." / "shared" / "data").resolve()
    if not (folder / "README.md").is_file():
        pytest.skip(f"third-party data not found at QUOVADIS_DATA ({folder})")
    return folder


def actor(words: str) -> Actor:
    """`RUS`, `RUS.GOV`, or `TALIBAN/AFG/GOV` for a named actor of a country and sector."""
    name, *home = words.split("/")
    if home:
        return Actor(name, name, home[0] or None, home[1], ActorKind.ARMED_GROUP)
    country, _, sector = name.partition(".")
    return Actor(name, name, country, sector or None, ActorKind.COUNTRY)


def event(
    day: str | dt.date,
    source: str | None,
    target: str | None,
    kind: EventType = EventType.CONSULT,
    **more: Any,
) -> Event:
    date = dt.date.fromisoformat(day) if isinstance(day, str) else day
    dataset = more.pop("dataset", "feed")
    document = more.pop("document", None)
    known = dt.datetime.combine(date, dt.time(23, 59, 59), tzinfo=dt.UTC)
    return Event(
        **{
            "date": date,
            "precision": Precision.DAY,
            "source": actor(source) if source else None,
            "target": actor(target) if target else None,
            "event_type": kind,
            "quad_class": QUADS[kind],
            "modality": Modality.ACTUAL,
            "known_at": known,
            "dataset": dataset,
            "evidence": Evidence(document_id=document)
            if document
            else Evidence(dataset=dataset, row_id=str(next(ROWS))),
            **more,
        }
    )


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    return load_ontology()


@pytest.fixture
def make() -> Callable[..., Event]:
    return event


@pytest.fixture
def table() -> Callable[[Iterable[Event]], ibis.Table]:
    connection = ibis.duckdb.connect()
    names = itertools.count()

    def put(events: Iterable[Event]) -> ibis.Table:
        return connection.create_table(f"events_{next(names)}", to_table("events", events))

    return put


@pytest.fixture(scope="session")
def icews(data: Path) -> ibis.Table:
    """The events of ICEWS14 and ICEWS18."""
    batches = [b for name in ("ICEWS14", "ICEWS18") for b in read_events(data / "tkg" / name)]
    return ibis.duckdb.connect().create_table("icews", pa.Table.from_batches(batches))


@pytest.fixture(scope="session")
def icews_coverage() -> list[Coverage]:
    return [
        Coverage("icews14", dt.date(2014, 1, 1), dt.date(2014, 12, 31)),
        Coverage("icews18", dt.date(2018, 1, 1), dt.date(2018, 10, 31)),
    ]


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Spark on this machine, one for all tests (`xdist_group("spark")` keeps them together).

    It binds to the loopback interface only. Skips with a reason without PySpark or Java 17.
    """
    pytest.importorskip("pyspark", reason="PySpark is not installed: pip install 'quovadis[spark]'")
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin" if home else None)
    if java is None:
        pytest.skip("Spark needs Java 17 or newer: no java on the PATH, nor in JAVA_HOME")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < 17:
        pytest.skip(f"Spark needs Java 17 or newer, not {told.splitlines()[:1]}")
    session = start_spark(tmp_path_factory.mktemp("spark"))
    yield session
    session.stop()


def start_spark(folder: Path) -> Any:
    """A session for small tables: one thread, one partition, plans that are not compiled."""
    from pyspark.sql import SparkSession

    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "768m",
        # A run is short: code that is compiled well is compiled for nothing.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.codegen.wholeStage": "false",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master("local[1]").appName("quovadis-tests")
    session = builder.config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session
