"""Every kind of record, with any content, comes back from disk equal and with its id intact."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from enum import Enum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quovadis import schema
from quovadis.records import Actor, Document, Evidence, is_intact
from quovadis.store import Added, Store

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
MOMENTS = st.datetimes(
    dt.datetime(1900, 1, 1),  # noqa: DTZ001 - Hypothesis wants bounds without a zone
    dt.datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)
ATOMS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(0, 2**31 - 1),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False, width=32),
    dt.date: st.dates(dt.date(1, 1, 1)),
    dt.datetime: MOMENTS,
    # Validity is the ontology's, and not stored; a name stands for the words of a text.
    Actor: st.builds(
        Actor,
        id=TEXT,
        name=TEXT.filter(bool),
        country=st.none() | TEXT,
        sector=st.none() | TEXT,
    ),
    Evidence: st.builds(
        Evidence,
        document_id=st.none(),
        start=st.integers(0, 2**31 - 1),
        end=st.integers(0, 2**31 - 1),
        quote=TEXT,
        dataset=TEXT,
        row_id=st.none() | TEXT,
    ),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Anything that a field of this type can hold."""
    if isinstance(hint, types.UnionType):
        (inner,) = (a for a in typing.get_args(hint) if a is not type(None))
        return st.none() | values(inner)
    if typing.get_origin(hint) is tuple:
        return st.lists(values(typing.get_args(hint)[0]), max_size=3).map(tuple)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    return ATOMS[hint] if hint in ATOMS else records(hint)


def records(kind: type) -> st.SearchStrategy[Any]:
    """Records of a class with any content, and the id that the content gives."""
    hints = typing.get_type_hints(kind)
    fields = {
        f.name: values(hints[f.name])
        for f in dataclasses.fields(kind)
        if f.name not in ("id", "coder")
    }
    return st.builds(kind, **fields)


@pytest.mark.parametrize("table", schema.RECORDS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_records_come_back_as_they_went_in(
    tmp_path_factory: pytest.TempPathFactory, table: str, data: st.DataObject
) -> None:
    rows = data.draw(
        st.lists(records(schema.RECORDS[table]), min_size=1, max_size=6, unique_by=lambda r: r.id)
    )
    moment = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    extra = {"known_at": [moment] * len(rows)} if table in ("documents", "forecasts") else {}
    arrow = schema.to_table(table, rows, **extra)
    store = Store(tmp_path_factory.mktemp("store"))
    assert store.add(table, arrow) == Added(len(rows), 0)
    assert store.rows(table).schema.equals(schema.arrow_schema(table))
    back = {r.id: r for r in store.records(table)}
    assert back == {r.id: r for r in rows}
    assert all(is_intact(r) for r in back.values())
    assert store.add(table, arrow) == Added(0, len(rows))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=2000))
def test_texts_keep_every_code_point(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    store = Store(tmp_path_factory.mktemp("store"))
    document = Document(text=text, published=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    store.add_documents([document])
    assert store.records("documents") == [document]
