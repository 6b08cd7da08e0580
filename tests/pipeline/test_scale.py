"""Text coding on Spark finds what the coder finds here, fact for fact."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from quovadis import schema
from quovadis.coding import Coder
from quovadis.errors import InputError
from quovadis.pipeline.scale import CODED_SCHEMA, code_documents, coded_facts, coded_records
from quovadis.records import Coded, Document
from quovadis.store import Store
from quovadis.store.tables import CODED

pytestmark = pytest.mark.xdist_group("spark")
TEXTS = (
    "Egypt condemned the attack. Turkish officials visited Baghdad on Monday.",
    "Russia's Supreme Court will hear a petition on 17 April to lift the ban on the Taliban. "
    "If the ban is lifted, Moscow may recognise the Taliban government, an official said.",
    "Japan pledged $30 million in aid to Ukraine. The United States imposed sanctions on Iran.",
    "The cat sat on the mat.",
)


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    published = datetime(2025, 4, 9, 6, 30, tzinfo=UTC)
    found = [Document(text=t, published=published, publisher="a note") for t in TEXTS]
    return [*found, Document(text="France condemned Iran yesterday.")]  # no date: stays open


@pytest.fixture(scope="module")
def here(documents: list[Document]) -> list[Coded]:
    return [held(c) for c in Coder().code_all(documents)]


@pytest.fixture(scope="module")
def frame(spark: Any, documents: list[Document]) -> Any:
    known = [d.published or datetime(2025, 4, 9, tzinfo=UTC) for d in documents]
    table = schema.to_table("documents", documents, known_at=known)
    return spark.createDataFrame(table).repartition(2)


@pytest.fixture(scope="module")
def coded(frame: Any) -> Any:
    return code_documents(frame).persist()


def held(coded: Coded) -> Coded:
    """What tables hold of a coding: since when an actor has been in its role is not among it."""
    facts = {t: tuple(schema.from_rows(t, schema.to_table(t, getattr(coded, t)))) for t in CODED}
    return dataclasses.replace(coded, **facts)


def by_document(coded: list[Coded]) -> list[Coded]:
    return sorted(coded, key=lambda c: c.document_id)


def test_the_same_facts_of_every_kind(coded: Any, here: list[Coded]) -> None:
    found = list(coded_records(coded))
    assert by_document(found) == by_document(here)
    # The texts were chosen so that there is something of each kind to be equal.
    for kind in CODED:
        assert any(getattr(c, kind) for c in found), kind


def test_events_come_as_rows_of_the_schema(coded: Any, here: list[Coded]) -> None:
    rows = coded_facts(coded, "events").toArrow().cast(schema.arrow_schema("events"))
    events = [e for c in here for e in c.events]
    assert rows.sort_by("id").equals(schema.to_table("events", events).sort_by("id"))
    assert len(events) > 3


def test_what_spark_coded_goes_into_the_store(
    coded: Any, documents: list[Document], here: list[Coded], tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    store.add_documents(documents)
    store.add_coded(coded_records(coded))
    for one in here:
        assert store.coded(one.document_id) == [one]


def test_columns_are_the_schema(coded: Any) -> None:
    assert coded.columns == CODED_SCHEMA.names


def test_wrong_calls_say_so(frame: Any, coded: Any) -> None:
    with pytest.raises(InputError, match="without the columns published"):
        code_documents(frame.drop("published"))
    with pytest.raises(InputError, match="documents"):
        coded_facts(coded, "documents")
