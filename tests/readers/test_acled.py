"""ACLED: invented rows in the published layout, old and new codes, and what hostile rows become."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quovadis.errors import FormatError
from quovadis.ontology import load_ontology
from quovadis.readers import Tally, read_tables
from quovadis.readers.acled import COLUMNS
from quovadis.schema import arrow_schema


def rows(path: Path, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for table, batch in read_tables(path, **more):
        assert batch.schema.equals(arrow_schema(table))
        batch.validate(full=True)
        found += batch.to_pylist()
    return found


MADE = {
    "event_id_cnty": "FJI1",
    "event_date": "28 December 2022",
    "year": "2022",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Fiji (2006-)",
    "inter1": "1",
    "actor2": "Unidentified Armed Group (Fiji)",
    "inter2": "3",
    "interaction": "13",
    "iso": "242",
    "region": "Oceania",
    "country": "Fiji",
    "admin1": "Central",
    "location": "Suva",
    "source": "Example Post; Wire",
    "notes": 'Invented: a clash, called "small",\nin the capital.',
    "fatalities": "2",
    "timestamp": "1672790400",
}


def row(**cells: str) -> dict[str, str]:
    return MADE | cells


def written(
    path: Path, *made: dict[str, str], mark: str = "", delimiter: str = ",", newline: str = "\n"
) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=newline, delimiter=delimiter)
    writer.writerow(COLUMNS)
    writer.writerows([r.get(c, "") for c in COLUMNS] for r in made)
    path.write_bytes((mark + text.getvalue()).encode())
    return path


@pytest.mark.parametrize(
    ("mark", "delimiter", "newline"), [("", ",", "\n"), ("\ufeff", ";", "\r\n"), ("", "\t", "\n")]
)
def test_a_row(tmp_path: Path, mark: str, delimiter: str, newline: str) -> None:
    path = written(tmp_path / "a.csv", row(), mark=mark, delimiter=delimiter, newline=newline)
    [found] = rows(path)
    given = {k: v for k, v in found.items() if v not in (None, "", [], 0)}
    assert given == {
        "id": "acled:FJI1",
        "row_id": "FJI1",
        "dataset": "acled",
        "evidence_dataset": "acled",
        "date": dt.date(2022, 12, 28),
        "precision": "day",
        "known_at": dt.datetime(2023, 1, 4, tzinfo=dt.UTC),
        "source": "FJI.MIL",
        "source_name": "Military Forces of Fiji",
        "source_country": "FJI",
        "source_sector": "MIL",
        "source_kind": "agent",
        "target": "FJI.UAF",
        "target_name": "Unidentified Armed Group (Fiji)",
        "target_country": "FJI",
        "target_sector": "UAF",
        "target_kind": "agent",
        "event_type": "ASSAULT",
        "contexts": ["military"],
        "quad_class": "material_conflict",
        "plover_score": -9.0,
        "modality": "actual",
        "quote": MADE["notes"],
        "phrase": "Armed clash",
        "place": "Suva, Central, Fiji",
        "place_country": "FJI",
        "n_publishers": 2,
        "deaths": 2,
    }


# What is changed in the made row; then source, target, type, mode, deaths, precision.
CASES: list[tuple[dict[str, str], tuple[Any, ...]]] = [
    ({}, ("FJI.MIL", "FJI.UAF", "ASSAULT", None, 2, "day")),
    ({"inter1": "State forces", "inter2": "Political militia"},
     ("FJI.MIL", "FJI.UAF", "ASSAULT", None, 2, "day")),
    ({"event_date": "2022-12-28", "time_precision": "2"},
     ("FJI.MIL", "FJI.UAF", "ASSAULT", None, 2, "week")),
    ({"time_precision": "3"}, ("FJI.MIL", "FJI.UAF", "ASSAULT", None, 2, "month")),
    ({"sub_event_type": "Peaceful protest", "actor1": "Protesters (Fiji)", "inter1": "6",
      "actor2": "", "inter2": "0"}, ("FJI.CVL", None, "PROTEST", "demo", 2, "day")),
    ({"sub_event_type": "Mob violence", "actor1": "Rioters (Fiji)", "inter1": "Rioters",
      "actor2": "Civilians (Fiji)", "inter2": "Civilians"},
     ("FJI.CVL", "FJI.CVL", "PROTEST", "riot", 2, "day")),
    ({"sub_event_type": "Air/drone strike", "actor1": "Military Forces of Russia (2000-)",
      "inter1": "8", "actor2": "Civilians (Ukraine)", "inter2": "7", "fatalities": ""},
     ("RUS.MIL", "UKR.CVL", "ASSAULT", "aerial", None, "day")),
    ({"actor1": "Police Forces of Kenya (2013-2022)"},
     ("KEN.COP", "FJI.UAF", "ASSAULT", None, 2, "day")),
    ({"actor1": "Government of Kenya (2022-)", "sub_event_type": "Agreement"},
     ("KEN.GOV", "FJI.UAF", "AGREE", None, 2, "day")),
    ({"actor1": "Taliban", "inter1": "2"}, ("TALIBAN", "FJI.UAF", "ASSAULT", None, 2, "day")),
    ({"actor1": "PIJ: Palestinian Islamic Jihad", "inter1": "Rebel group"},
     ("PIJ", "FJI.UAF", "ASSAULT", None, 2, "day")),
    ({"actor1": "Suva Brigade", "inter1": "2"},
     ("name:suva-brigade", "FJI.UAF", "ASSAULT", None, 2, "day")),
    ({"actor1": "Herders' Militia (Chad)", "inter1": "Identity militia"},
     ("TCD.UAF", "FJI.UAF", "ASSAULT", None, 2, "day")),
    ({"sub_event_type": "Suicide bomb"},
     ("FJI.MIL", "FJI.UAF", "ASSAULT", "suicide-attack", 2, "day")),
    ({"sub_event_type": "Shelling/artillery/missile attack"},
     ("FJI.MIL", "FJI.UAF", "ASSAULT", "heavy-weapons", 2, "day")),
    ({"sub_event_type": "Remote explosive/landmine/IED"},
     ("FJI.MIL", "FJI.UAF", "ASSAULT", "explosives", 2, "day")),
    ({"sub_event_type": "Abduction/forced disappearance"},
     ("FJI.MIL", "FJI.UAF", "ASSAULT", "abduct", 2, "day")),
    ({"sub_event_type": "Arrests"}, ("FJI.MIL", "FJI.UAF", "COERCE", "arrest", 2, "day")),
    ({"sub_event_type": "Looting/property destruction"},
     ("FJI.MIL", "FJI.UAF", "ASSAULT", "destroy", 2, "day")),
    ({"sub_event_type": "Headquarters or base established"},
     ("FJI.MIL", "FJI.UAF", "MOBILIZE", "troops", 2, "day")),
    ({"sub_event_type": "Excessive force against protesters", "actor1": "Protesters (Iran)",
      "inter1": "Protesters", "actor2": "Police Forces of Iran (1989-)", "inter2": "State forces"},
     ("IRN.CVL", "IRN.COP", "PROTEST", "demo", 2, "day")),
]  # fmt: skip


def test_rows_field_by_field(tmp_path: Path) -> None:
    made = [row(event_id_cnty=str(i), **cells) for i, (cells, _) in enumerate(CASES)]
    found = rows(written(tmp_path / "a.csv", *made))
    columns = ("source", "target", "event_type", "mode", "deaths", "precision")
    for event, (cells, expected) in zip(found, CASES, strict=True):
        assert tuple(event[c] for c in columns) == expected, cells
        assert event["date"] == dt.date(2022, 12, 28)
    assert found[4]["reasons"] == ["the row names no target"]


def test_every_reading_is_of_plover() -> None:
    from quovadis.readers.acled import _readings

    plover = load_ontology().plover
    readings = [r for r in _readings().values() if r is not None]
    assert (len(readings), len(_readings())) == (23, 25)
    for type_, mode, contexts in readings:
        assert plover.score(type_, mode) <= 10
        assert set(contexts) <= set(plover.contexts)


def test_rows_that_cannot_be_read(tmp_path: Path) -> None:
    bad = [
        (row(sub_event_type="Other"), "sub_event_type", "PLOVER has no type"),
        (row(sub_event_type="Dance"), "sub_event_type", "no sub-event type"),
        (row(event_date="04/05/2022"), "event_date", "not a date"),
        (row(event_date="32 May 2022"), "event_date", "not a date"),
        (row(timestamp=""), "timestamp", "missing"),
        (row(timestamp="soon"), "timestamp", "no moment"),
        (row(time_precision="4"), "time_precision", "none of"),
        (row(inter1="9"), "inter1", "no interaction code"),
        (row(fatalities="some"), "fatalities", "no count"),
        (row(actor1=""), "actor1", "missing"),
        (row(event_id_cnty=""), "event_id_cnty", "missing"),
    ]
    path = written(tmp_path / "a.csv", row(), *(b for b, _, _ in bad), row(event_id_cnty="9"))
    tally = Tally()
    assert [r["row_id"] for r in rows(path, tally=tally)] == ["FJI1", "9"]
    for i, (reject, (_, column, reason)) in enumerate(zip(tally.rejects, bad, strict=True)):
        assert (reject.line, reject.column) == (4 + 2 * i, column)  # a row takes two lines
        assert reason in reject.reason


def test_a_header_that_lacks_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("event_id_cnty,event_date,event_type,actor1\n")
    with pytest.raises(FormatError, match="lacks sub_event_type, timestamp"):
        rows(tmp_path / "a.csv")


@given(st.lists(st.one_of(
    st.binary(max_size=60),
    st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=20), max_size=3).map(
        lambda cells: ",".join(row(**cells).get(c, "") for c in COLUMNS if c != "notes").encode(
            "utf-8", "replace")),
), max_size=6))  # fmt: skip
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes_are_events_or_rejects(tmp_path: Path, lines: list[bytes]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(",".join(COLUMNS).encode() + b"\n" + b"\n".join(lines) + b"\n")
    tally = Tally()
    assert len(rows(path, tally=tally)) == tally.rows
    assert len({r.line for r in tally.rejects}) == len(tally.rejects)


@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=20), max_size=3),
                max_size=6))  # fmt: skip
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_sound_rows_are_counted(tmp_path: Path, made: list[dict[str, str]]) -> None:
    clean = [
        {k: v.encode("utf-8", "replace").decode().replace("\r", "") for k, v in cells.items()}
        for cells in made
    ]
    path = written(tmp_path / "a.csv", *(row(**cells) for cells in clean))
    tally = Tally()
    found = rows(path, tally=tally)
    assert len(found) + len(tally.rejects) == len(made)
