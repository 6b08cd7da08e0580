"""POLECAT: invented rows in the published layout, and what hostile rows become."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quovadis.errors import FormatError
from quovadis.pipeline import load_events
from quovadis.readers import Tally, read_tables
from quovadis.readers.polecat import COLUMNS
from quovadis.schema import arrow_schema
from quovadis.store import Store


def rows(path: Path, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for table, batch in read_tables(path, **more):
        assert batch.schema.equals(arrow_schema(table))
        batch.validate(full=True)
        found += batch.to_pylist()
    return found


MADE = {
    "Event ID": "20230301_1",
    "Event Date": "2023-02-28",
    "Event Type": "SANCTION",
    "Event Mode": "expel",
    "Intensity": "-5.5",
    "Quad Code": "MATERIAL CONFLICT",
    "Contexts": "diplomatic;economic",
    "Actor Name": "Ministry of Trade",
    "Actor Country": "FJI",
    "Actor COW": "950",
    "Primary Actor Sector": "GOV",
    "Actor Name Raw": "the trade ministry",
    "Recipient Name": "None",
    "Recipient Country": "TON",
    "Placename": "Suva",
    "Province": "Central",
    "Country": "FJI",
    "Source": "Example Post",
    "Publication Date": "2023-03-01",
    "Language": "eng",
    "Version": "NGEC_v1",
}


def line(**cells: str) -> str:
    """An invented row: the government of Fiji expels somebody of Tonga."""
    made = MADE | {k.replace("_", " "): v for k, v in cells.items()}
    return "\t".join(made.get(c, "None") for c in COLUMNS)


def written(path: Path, *lines: str | bytes, header: str = "\t".join(COLUMNS)) -> Path:
    data = [x.encode() if isinstance(x, str) else x for x in (header, *lines)]
    path.write_bytes(b"\n".join(data) + b"\n")
    return path


def test_a_row(tmp_path: Path) -> None:
    [row] = rows(written(tmp_path / "ngecEvents.2023.txt", line()))
    given = {k: v for k, v in row.items() if v not in (None, "", [], 0)}
    assert given == {
        "id": "polecat:20230301_1",
        "row_id": "20230301_1",
        "dataset": "polecat",
        "evidence_dataset": "polecat",
        "date": dt.date(2023, 2, 28),
        "precision": "day",
        "known_at": dt.datetime(2023, 3, 1, 23, 59, 59, tzinfo=dt.UTC),
        "source": "FJI.GOV",
        "source_name": "Ministry of Trade",
        "source_country": "FJI",
        "source_sector": "GOV",
        "source_kind": "agent",
        "target": "TON",
        "target_name": "Tonga",
        "target_country": "TON",
        "target_kind": "country",
        "event_type": "SANCTION",
        "mode": "expel",
        "contexts": ["diplomatic", "economic"],
        "quad_class": "material_conflict",
        "plover_score": -5.5,
        "modality": "actual",
        "quote": "SANCTION expel",
        "phrase": "SANCTION expel",
        "place": "Suva",
        "place_country": "FJI",
        "publisher": "Example Post",
        "n_reports": 1,
        "n_publishers": 1,
    }


# What is changed in the made row; then source, target, type, mode, score, place.
CASES: list[tuple[dict[str, str], tuple[Any, ...]]] = [
    ({}, ("FJI.GOV", "TON", "SANCTION", "expel", -5.5, "Suva")),
    ({"Event_Type": "CONSULT", "Event_Mode": "visit", "Intensity": "None"},
     ("FJI.GOV", "TON", "CONSULT", "visit", 4.0, "Suva")),
    ({"Event_Type": "ASSAULT", "Event_Mode": "None", "Intensity": ""},
     ("FJI.GOV", "TON", "ASSAULT", None, -9.0, "Suva")),
    ({"Event_Type": "aid", "Event_Mode": "dance", "Intensity": "10"},
     ("FJI.GOV", "TON", "AID", None, 10.0, "Suva")),
    ({"Actor_Name": "Vladimir Putin", "Actor_Country": "RUS"},
     ("person:vladimir-putin", "TON", "SANCTION", "expel", -5.5, "Suva")),
    ({"Actor_Name": "NATO", "Actor_Country": "None"},
     ("NATO", "TON", "SANCTION", "expel", -5.5, "Suva")),
    ({"Actor_Name": "Taliban", "Actor_Country": "AFG", "Primary_Actor_Sector": "REB"},
     ("TALIBAN", "TON", "SANCTION", "expel", -5.5, "Suva")),
    ({"Actor_Name": "None", "Actor_Country": "FJI", "Primary_Actor_Sector": "MIL"},
     ("FJI.MIL", "TON", "SANCTION", "expel", -5.5, "Suva")),
    ({"Actor_Name": "None", "Actor_Country": "FJI", "Primary_Actor_Sector": "None"},
     ("FJI", "TON", "SANCTION", "expel", -5.5, "Suva")),
    ({"Actor_Name": "None", "Actor_Country": "None", "Primary_Actor_Sector": "None",
      "Actor_Name_Raw": "villagers"},
     ("name:villagers", "TON", "SANCTION", "expel", -5.5, "Suva")),
    ({"Actor_Name": "None", "Actor_Country": "None", "Primary_Actor_Sector": "None",
      "Actor_Name_Raw": "None"},
     (None, "TON", "SANCTION", "expel", -5.5, "Suva")),
    ({"Actor_Country": "FJI", "Primary_Actor_Sector": "XYZ"},
     ("name:ministry-of-trade", "TON", "SANCTION", "expel", -5.5, "Suva")),
    ({"Recipient_Country": "None"}, ("FJI.GOV", None, "SANCTION", "expel", -5.5, "Suva")),
    ({"Recipient_Name": "Hamas", "Recipient_Country": "PSE"},
     ("FJI.GOV", "HAMAS", "SANCTION", "expel", -5.5, "Suva")),
    ({"Recipient_Country": "USA", "Primary_Recipient_Sector": "LEG"},
     ("FJI.GOV", "USA.LEG", "SANCTION", "expel", -5.5, "Suva")),
    ({"Recipient_Country": "USA", "Primary_Recipient_Sector": "BUS; CVL"},
     ("FJI.GOV", "USA.BUS", "SANCTION", "expel", -5.5, "Suva")),
    ({"Placename": "None"}, ("FJI.GOV", "TON", "SANCTION", "expel", -5.5, "Central, FJI")),
    ({"Placename": "None", "City": "Lautoka"},
     ("FJI.GOV", "TON", "SANCTION", "expel", -5.5, "Lautoka, Central, FJI")),
    ({"Intensity": "-10"}, ("FJI.GOV", "TON", "SANCTION", "expel", -10.0, "Suva")),
    ({"Event_Type": "RETREAT", "Event_Mode": "ceasefire", "Intensity": "7.5"},
     ("FJI.GOV", "TON", "RETREAT", "ceasefire", 7.5, "Suva")),
]  # fmt: skip


def test_rows_field_by_field(tmp_path: Path) -> None:
    lines = [line(Event_ID=str(i), **cells) for i, (cells, _) in enumerate(CASES)]
    found = rows(written(tmp_path / "a.txt", *lines))
    columns = ("source", "target", "event_type", "mode", "plover_score", "place")
    for row, (cells, expected) in zip(found, CASES, strict=True):
        assert tuple(row[c] for c in columns) == expected, cells
    assert found[3]["reasons"] == ["PLOVER has no mode “dance” for AID"]


def test_lists_of_actors_become_an_event_for_each_pair(tmp_path: Path) -> None:
    made = line(
        Actor_Name="None", Actor_Country="USA;KOR", Recipient_Country="PRK; CHN",
        Primary_Actor_Sector="MIL",
    )  # fmt: skip
    tally = Tally()
    found = rows(written(tmp_path / "a.txt", made, line(Event_ID="2")), tally=tally)
    assert [(r["row_id"], r["source"], r["target"]) for r in found] == [
        ("20230301_1:1.1", "USA.MIL", "PRK"),
        ("20230301_1:1.2", "USA.MIL", "CHN"),
        ("20230301_1:2.1", "KOR.MIL", "PRK"),
        ("20230301_1:2.2", "KOR.MIL", "CHN"),
        ("2", "FJI.GOV", "TON"),
    ]
    assert tally.rows == 2


def test_names_and_countries_in_step(tmp_path: Path) -> None:
    made = line(Actor_Name="Joe Biden;Vladimir Putin", Actor_Country="USA;RUS")
    found = rows(written(tmp_path / "a.txt", made))
    assert [r["source"] for r in found] == ["person:joe-biden", "person:vladimir-putin"]


@pytest.mark.parametrize(
    "header",
    [
        "\t".join(COLUMNS) + "\t\t",
        "\t".join(COLUMNS).replace("\tIntensity", "\tEvent Intensity"),
        "\t".join((*COLUMNS[:5], "Headline", *COLUMNS[5:])),
        "\ufeff" + "\t".join(COLUMNS) + "\r",
    ],
    ids=["stray tabs", "renamed", "headline", "mark"],
)
def test_faults_of_headers(tmp_path: Path, header: str) -> None:
    tally = Tally()
    path = written(tmp_path / "a.tsv", line(), line(Event_ID="2") + "\t\t", header=header)
    found = rows(path, tally=tally)
    assert [(r["row_id"], r["plover_score"]) for r in found] == [("20230301_1", -5.5), ("2", -5.5)]
    assert tally.rejects == []


def test_rows_in_either_encoding(tmp_path: Path) -> None:
    latin = line(Event_ID="2", Placename="Córdoba").encode("iso-8859-1")
    found = rows(written(tmp_path / "a.txt", line(Placename="Córdoba"), latin))
    assert [r["place"] for r in found] == ["Córdoba", "Córdoba"]


def test_rows_that_cannot_be_read(tmp_path: Path) -> None:
    bad = [
        (line(Event_Type="YIELD"), "Event Type"),
        (line(Event_Type="None"), "Event Type"),
        (line(Event_Date="soon"), "Event Date"),
        (line(Publication_Date="None"), "Publication Date"),
        (line(Intensity="high"), "Intensity"),
        (line(Event_ID=""), "Event ID"),
        (line(Actor_Name="a\x1fb"), "Actor Name"),
        (line() + "\tmore", None),
        (line().rsplit("\t", 1)[0], None),
    ]
    tally = Tally()
    path = written(tmp_path / "a.txt", line(), *(b for b, _ in bad), line(Event_ID="9"))
    assert [r["row_id"] for r in rows(path, tally=tally)] == ["20230301_1", "9"]
    assert [(r.line, r.column) for r in tally.rejects] == [
        (3 + i, column) for i, (_, column) in enumerate(bad)
    ]


def test_a_header_that_lacks_columns(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="lacks Publication Date"):
        rows(written(tmp_path / "a.txt", header="Event ID\tEvent Date\tEvent Type\tx"))


def test_loading_yearly_and_weekly_files(tmp_path: Path) -> None:
    folder = tmp_path / "polecat"
    folder.mkdir()
    written(folder / "ngecEventsDV-2023.txt", line(Event_ID="1"))
    written(folder / "ngecEvents.20240101-20240107.Release507.txt", line(Event_ID="2"))
    with Store(tmp_path / "store") as store:
        report = load_events(folder, store)
        assert (report.dataset, report.read, report.added) == ("polecat", 2, 2)
        assert store.events(as_of=dt.date(2023, 2, 28)).count().execute() == 0


@given(st.lists(st.one_of(
    st.binary(max_size=80),
    st.builds(lambda c, v: line(**{c: v}).encode("utf-8", "replace"),
              st.sampled_from(COLUMNS), st.text()),
).filter(lambda x: b"\n" not in x), max_size=6))  # fmt: skip
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_rows_are_events_or_rejects(tmp_path: Path, lines: list[bytes]) -> None:
    path = written(tmp_path / "a.txt", line(), *lines)
    tally = Tally()
    found = rows(path, tally=tally)
    whole = [x for x in path.read_bytes().split(b"\n") if x not in (b"", b"\r")]
    assert tally.rows + len(tally.rejects) == len(whole) - 1
    assert len(found) >= tally.rows


@pytest.mark.data
def test_the_published_header(data: Path) -> None:
    path = data / "formats" / "polecat" / "HEADER_ONLY.tsv"
    assert tuple(path.read_text().rstrip("\n").split("\t")) == COLUMNS
    tally = Tally()
    assert rows(path, tally=tally) == []
    assert tally == Tally()
