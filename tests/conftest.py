"""Fixtures that several rooms use: the third-party data, and events made to order."""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Callable, Iterable
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
settings.load_profile("quovadis")

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
