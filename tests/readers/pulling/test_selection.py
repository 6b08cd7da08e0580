"""Which rows are kept: the same that a question to the store would find."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest

from quovadis.ontology import Ontology
from quovadis.ontology.levels import involves
from quovadis.query import fetch
from quovadis.readers import read_events
from quovadis.readers.pulling import RemoteFile, Selection
from quovadis.schema import to_table

DAY = dt.date(2018, 1, 1)
FILE = RemoteFile("gdeltv2/20180101000000.export.CSV.zip", "gdelt2", DAY, DAY, 1, "0" * 32)
MONTH = RemoteFile(
    "events/200601.zip", "gdelt1", dt.date(2006, 1, 1), dt.date(2006, 1, 31), mixed=True
)
ASKED = ("RUS", "RUS.GOV", "TALIBAN", "EU", "NATO", "GBR.MIL", "USA", "AFG", "name:nobody")


def batch(events: list[Any]) -> pa.RecordBatch:
    return to_table("events", events).combine_chunks().to_batches()[0]


def kept(selection: Selection, events: pa.RecordBatch, file: RemoteFile = FILE) -> set[str]:
    return set(selection.keep(events, file).column("id").to_pylist())


def asked_of_the_store(events: pa.RecordBatch, actor: str, ontology: Ontology) -> set[str]:
    table = ibis.duckdb.connect().create_table("t", pa.Table.from_batches([events]))
    either = involves(table, "source", actor, ontology=ontology) | involves(
        table, "target", actor, ontology=ontology
    )
    return set(fetch(table.filter(either)).column("id").to_pylist())


@pytest.mark.parametrize("actor", ASKED)
def test_an_actor_is_who_it_is_in_questions(
    make: Callable[..., Any], ontology: Ontology, actor: str
) -> None:
    sides = (None, "RUS", "RUS.GOV", "RUS.MIL", "TALIBAN/AFG/GOV", "GBR", "GBR.MIL", "FRA", "EU")
    days = ("1950-01-01", "2004-01-01", "2020-01-31", "2020-02-01", "2025-01-01")
    events = batch([make(d, a, b) for d, a, b in itertools.product(days, sides, sides)])
    selection = Selection(ontology, DAY, DAY, actors=(actor,))
    expected = asked_of_the_store(events, actor, ontology)
    assert kept(selection, events) == expected
    assert bool(expected) == (actor not in ("USA", "name:nobody"))


@pytest.mark.data
@pytest.mark.parametrize("actor", ASKED)
def test_the_same_on_real_rows(data: Path, ontology: Ontology, actor: str) -> None:
    [events] = read_events(data / "formats" / "gdelt2" / "20180101000000.export.CSV")
    selection = Selection(ontology, DAY, DAY, actors=(actor,))
    assert kept(selection, events) == asked_of_the_store(events, actor, ontology)


def test_a_country_is_a_party_or_the_place(make: Callable[..., Any], ontology: Ontology) -> None:
    made = [
        make("2018-01-01", "RUS.GOV", "USA"),
        make("2018-01-01", "USA", "TALIBAN/AFG/REB"),
        make("2018-01-01", "USA", "FRA", place="Kabul", place_country="AFG"),
        make("2018-01-01", "USA", None),
    ]
    wanted = [e.id for e in made[:3]]
    selection = Selection(ontology, DAY, DAY, countries=("AFG", "RUS"))
    assert kept(selection, batch(made)) == set(wanted)


def test_actor_and_country_must_both_hold(make: Callable[..., Any], ontology: Ontology) -> None:
    made = [make("2018-01-01", a, b) for a, b in (("RUS", "AFG"), ("RUS", "USA"), ("AFG", "USA"))]
    selection = Selection(ontology, DAY, DAY, actors=("RUS",), countries=("AFG",))
    assert kept(selection, batch(made)) == {made[0].id}


def test_days_cut_mixed_files_only(make: Callable[..., Any], ontology: Ontology) -> None:
    made = [make(day, "RUS", "USA") for day in ("2006-01-09", "2006-01-10", "2006-01-20")]
    long = make("2006-01-05", "RUS", "USA", date_to=dt.date(2006, 1, 10))
    events = batch([*made, long])
    some = Selection(ontology, dt.date(2006, 1, 10), dt.date(2006, 1, 19))
    assert kept(some, events, MONTH) == {made[1].id, long.id}
    assert kept(some, events, FILE) == {e.id for e in [*made, long]}
    whole = Selection(ontology, dt.date(2006, 1, 1), dt.date(2006, 3, 1))
    assert kept(whole, events, MONTH) == {e.id for e in [*made, long]}
    assert (some.key(FILE), whole.key(MONTH)) == ("", "")
    assert some.key(MONTH) == "days=2006-01-10..2006-01-19"


def test_the_order_of_names_does_not_matter(ontology: Ontology) -> None:
    one = Selection(ontology, DAY, DAY, actors=("RUS", "AFG"), countries=("FRA",))
    two = Selection(ontology, DAY, DAY, actors=("AFG", "RUS", "RUS"), countries=("FRA",))
    assert one.key(FILE) == two.key(FILE) == "actors=AFG,RUS countries=FRA"
