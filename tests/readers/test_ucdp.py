"""UCDP GED: the real rows against values read from the file, and what hostile rows become."""

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
from quovadis.readers.sides import Sides
from quovadis.readers.ucdp import COLUMNS, known_from
from quovadis.schema import arrow_schema


def rows(path: Path, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for table, batch in read_tables(path, **more):
        assert batch.schema.equals(arrow_schema(table))
        batch.validate(full=True)
        found += batch.to_pylist()
    return found


def row(**cells: str) -> dict[str, str]:
    """A made-up row: the government of Fiji against rebels."""
    return {
        "id": "1",
        "relid": "FJI-2022-1-1-1",
        "year": "2022",
        "type_of_violence": "1",
        "side_a": "Government of Fiji",
        "side_a_dset_id": "1",
        "side_b": "Suva insurgents",
        "side_b_dset_id": "2",
        "number_of_sources": "3",
        "source_article": 'a "quoted" title, with\na second line',
        "source_office": "Post;Wire;Post",
        "where_coordinates": "Suva town",
        "adm_1": "Central",
        "country": "Fiji",
        "country_id": "950",
        "date_prec": "1",
        "date_start": "2022-05-01 00:00:00.000",
        "date_end": "2022-05-01 00:00:00.000",
        "best": "4",
        "gwnoa": "950",
    } | cells


def written(path: Path, *made: dict[str, str], header: bool = True) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if header:
        writer.writerow(COLUMNS)
    writer.writerows([r.get(c, "") for c in COLUMNS] for r in made)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


@pytest.mark.parametrize("header", [True, False])
def test_a_row(tmp_path: Path, header: bool) -> None:
    [found] = rows(written(tmp_path / "GEDEvent_v23_1.csv", row(), header=header))
    given = {k: v for k, v in found.items() if v not in (None, "", [], 0)}
    assert given == {
        "id": "ucdp:1",
        "row_id": "1",
        "dataset": "ucdp",
        "evidence_dataset": "ucdp",
        "date": dt.date(2022, 5, 1),
        "precision": "day",
        "known_at": dt.datetime(2023, 6, 30, 23, 59, 59, tzinfo=dt.UTC),
        "source": "FJI.GOV",
        "source_name": "Government of Fiji",
        "source_country": "FJI",
        "source_sector": "GOV",
        "source_kind": "agent",
        "target": "name:suva-insurgents",
        "target_name": "Suva insurgents",
        "target_sector": "REB",
        "target_kind": "unknown",
        "event_type": "ASSAULT",
        "quad_class": "material_conflict",
        "plover_score": -9.0,
        "modality": "actual",
        "quote": "state-based conflict",
        "phrase": "state-based conflict",
        "place": "Suva town, Central, Fiji",
        "place_country": "FJI",
        "n_reports": 3,
        "n_publishers": 2,
        "deaths": 4,
    }


def test_an_event_of_several_days(tmp_path: Path) -> None:
    made = row(date_end="2022-05-09", date_prec="3", number_of_sources="-1", source_office="")
    [found] = rows(written(tmp_path / "a.csv", made))
    assert (found["date_to"], found["precision"]) == (dt.date(2022, 5, 9), "week")
    assert (found["n_reports"], found["n_publishers"], found["publisher"]) == (None, None, None)
    # The name of the file tells no release.
    assert found["known_at"].date() == dt.date(2023, 12, 31)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("ged231.csv", "2023-06-30"),
        ("ged221-csv.zip", "2022-06-30"),
        ("GEDEvent_v24_0_12.csv", "2025-01-31"),
        ("GEDEvent_v23_01_23_09.csv", "2023-10-31"),
        ("my ged.csv", "2022-12-31"),
        ("ged201.csv", "2021-03-02"),  # never before the event itself
    ],
)
def test_when_a_release_was_known(name: str, known: str) -> None:
    assert known_from(name, dt.date(2021, 3, 2)).date().isoformat() == known


def test_rows_that_cannot_be_read(tmp_path: Path) -> None:
    bad = [
        (row(type_of_violence="4"), "type_of_violence"),
        (row(date_start="May"), "date_start"),
        (row(date_end="2022-04-30"), "date_end"),
        (row(date_prec="9"), "date_prec"),
        (row(best="many"), "best"),
        (row(id=""), "id"),
        (row(side_b=""), "side_b"),
    ]
    tally = Tally()
    path = written(tmp_path / "a.csv", row(), *(r for r, _ in bad), row(id="9"))
    path.write_text(path.read_text() + "short,row\n")
    assert [r["row_id"] for r in rows(path, tally=tally)] == ["1", "9"]
    # Each made row takes two lines.
    assert [(r.line, r.column) for r in tally.rejects] == [
        *((4 + 2 * i, column) for i, (_, column) in enumerate(bad)),
        (20, None),
    ]


def test_a_header_may_name_other_columns_in_another_order(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "date_end,date_start,side_b,side_a,type_of_violence,id\n"
        "2022-05-01,2022-05-01,Civilians,Taleban,3,5\n"
    )
    [found] = rows(path)
    assert (found["source"], found["target"], found["target_sector"]) == (
        "TALIBAN",
        "name:civilians",
        "CVL",
    )
    assert (found["deaths"], found["place"], found["precision"]) == (None, None, "unknown")
    path.write_text("id,type_of_violence,side_a,side_b,date_start\n")
    with pytest.raises(FormatError, match="lacks date_end"):
        rows(path)


def test_a_first_line_that_breaks_the_rules_of_csv(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", row(), row(id="2"), header=False)
    path.write_bytes(path.read_bytes().replace(b"FJI-2022-1-1-1", b"FJI\r-2022", 1))
    tally = Tally()
    found = rows(path, tally=tally, format="ucdp")
    assert len(found) + len({r.line for r in tally.rejects}) >= 2
    assert found[-1]["row_id"] == "2"


@pytest.mark.parametrize(
    ("name", "sector", "actor", "country"),
    [
        ("Government of Yemen (North Yemen)", None, "YEM.GOV", "YEM"),
        ("Government of United States of America", None, "USA.GOV", "USA"),
        ("Military Forces of Yemen (2022-) Presidential Council", None, "YEM.MIL", "YEM"),
        ("Police Forces of Kenya (2013-2022)", None, "KEN.COP", "KEN"),
        ("Civilians (Chad)", None, "TCD.CVL", "TCD"),
        ("Unidentified Armed Group (Mali)", "UAF", "MLI.UAF", "MLI"),
        ("PIJ: Palestinian Islamic Jihad", "REB", "PIJ", "PSE"),
        ("Muslims (Nigeria)", None, "name:muslims-nigeria", "NGA"),
        ("Army of A, Army of B, Al-Shabaab", "REB", "name:army-of-a-army-of-b-al-shabaab", None),
        ("()", None, "name:unnamed", None),
        ("x" * 5000, None, "name:" + "x" * 200, None),
    ],
)
def test_names_of_sides(name: str, sector: str | None, actor: str, country: str | None) -> None:
    found = Sides(load_ontology())(name, dt.date(2020, 1, 1), sector)
    assert (found.id, found.country) == (actor, country)


@given(st.lists(st.one_of(
    st.binary(max_size=60),
    st.builds(lambda c, v: ",".join(v if c == x else row().get(x, "") for x in COLUMNS[:49]
                                    if x != "source_article").encode("utf-8", "replace"),
              st.sampled_from(COLUMNS), st.text()),
), max_size=6))  # fmt: skip
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes_are_events_or_rejects(tmp_path: Path, lines: list[bytes]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(",".join(COLUMNS).encode() + b"\n" + b"\n".join(lines) + b"\n")
    tally = Tally()
    found = rows(path, tally=tally)
    assert len(found) == tally.rows
    taken = {r.line for r in tally.rejects}
    assert len(taken) == len(tally.rejects)


# Read by hand: id, first and last day, precision, source, target, best estimate, sources, offices,
# country of the place. A dash is a null.
BY_HAND = """
300380 20130103 - day SYR.GOV name:syrian-insurgents 2 2 2 SYR
21300 19890510 19890516 week AGO.GOV UNITA 14 - - AGO
298457 19940407 19940531 year RWA.GOV name:civilians 0 1 1 RWA
175116 20121003 - day AFG.GOV TALIBAN 4 - - AFG
332817 20190101 20191222 year name:comando-vermelho name:gde 9 1 1 BRA
214171 20150902 - day SYR.GOV name:syrian-insurgents 7 2 2 SYR
8882 20061110 20061130 month JANJAWEED name:civilians 4 - - SDN
166024 20091115 - day AFG.GOV TALIBAN 1 - - AFG
179914 20080329 - day ISR.GOV FATAH 2 - - ISR
446782 20220902 - day CMR.GOV AMBAZONIA 3 2 2 CMR
277314 20141211 - day SYR.GOV name:syrian-insurgents 4 1 1 SYR
47224 20120408 - day SYR.GOV name:syrian-insurgents 3 4 1 SYR
445808 20220819 - day SYR.GOV ISIS 1 1 1 SYR
142995 20140104 - day AFG.GOV TALIBAN 7 2 2 AFG
419783 20211101 20211102 week ISIS name:civilians 4 2 2 COD
362624 20130717 - day SYR.GOV name:syrian-insurgents 1 1 1 SYR
347679 20140805 - day ISR.GOV HAMAS 1 1 1 ISR
56752 20100523 - day PAK.GOV TTP 10 - - PAK
103985 20061006 - day name:cpn-m name:civilians 0 - - NPL
119272 20091002 - day COL.GOV FARC 30 - - COL
331084 20130519 - day SYR.GOV name:syrian-insurgents 1 2 2 SYR
"""


@pytest.mark.data
def test_the_real_file(data: Path) -> None:
    tally = Tally()
    found = {r["row_id"]: r for r in rows(data / "formats" / "ucdp", tally=tally)}
    assert (len(found), tally.rows, tally.rejects) == (1000, 1000, [])
    for line in BY_HAND.strip().splitlines():
        cells = line.split()
        event = found[cells[0]]
        days = [event["date"], event["date_to"]]
        got = [
            event["row_id"],
            *(f"{d:%Y%m%d}" if d else None for d in days),
            *(event[c] for c in ("precision", "source", "target", "deaths", "n_reports")),
            *(event[c] for c in ("n_publishers", "place_country")),
        ]
        assert ["-" if g is None else str(g) for g in got] == cells
        assert event["known_at"].date() == dt.date(2023, 6, 30)
        assert (event["event_type"], event["goldstein"]) == ("ASSAULT", None)


@pytest.mark.data
def test_every_row_of_the_real_file_against_the_csv_module(data: Path) -> None:
    [path] = (data / "formats" / "ucdp").glob("*.csv")
    found = {r["row_id"]: r for r in rows(path)}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for cells in csv.DictReader(file):
            event = found.pop(cells["id"])
            assert f"{event['date']} 00:00:00.000" == cells["date_start"]
            assert f"{event['date_to'] or event['date']} 00:00:00.000" == cells["date_end"]
            assert event["deaths"] == int(cells["best"])
            assert event["n_reports"] == (int(cells["number_of_sources"]) if cells[
                "number_of_sources"] != "-1" else None)  # fmt: skip
            assert event["place"].endswith(cells["country"])
            assert event["place"].startswith(cells["where_coordinates"])
            if cells["side_a"].startswith("Government of "):
                assert event["source_sector"] == "GOV"
                assert event["source_name"] == cells["side_a"]
            if cells["gwnoa"] == "652":
                assert event["source"] == "SYR.GOV"
            assert (event["target"] == "name:civilians") == (cells["side_b"] == "Civilians")
    assert found == {}
