"""Benchmark sets and ICEWS files: small invented ones, and the real ones row by row."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quovadis.errors import BinaryInput, EmptyInput, FormatError, InputError
from quovadis.ontology import load_ontology
from quovadis.readers import Reject, Tally, read_events, read_tables
from quovadis.readers.event_batches import ActorTable, to_days
from quovadis.readers.icews import COLUMNS
from quovadis.records import Actor, ActorKind, Event
from quovadis.schema import arrow_schema, from_rows

ENTITIES = "China\t0\nHead_of_Government_(Cuba)\t1\nTaliban\t2\nCitizen_(Chad)\t3\n"
RELATIONS = "Make_statement\t0\nUse_conventional_military_force\t1\nDance_together\t2\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A quadruple set of four facts."""
    path = tmp_path / "ICEWS14"
    path.mkdir()
    (path / "entity2id.txt").write_text(ENTITIES)
    (path / "relation2id.txt").write_text(RELATIONS)
    (path / "train.txt").write_text("0\t0\t1\t0\n2\t1\t2\t24\n")
    (path / "valid.txt").write_text("1 0 0 48 0\r\n")
    (path / "test.txt").write_text("3\t0\t0\t8736")
    return path


def rows(path: Path, **more: Any) -> list[dict[str, Any]]:
    batches = list(read_events(path, **more))
    for batch in batches:
        assert batch.schema.equals(arrow_schema("events"))
        batch.validate(full=True)
    return [row for batch in batches for row in batch.to_pylist()]


def test_a_quadruple_set(folder: Path) -> None:
    rejects: list[Reject] = []
    first, second, third, fourth = rows(folder, rejects=rejects)
    assert rejects == []
    assert [r["date"].isoformat() for r in (first, second, third, fourth)] == [
        "2014-01-01",
        "2014-01-02",
        "2014-01-03",
        "2014-12-31",
    ]
    assert first["dataset"] == first["evidence_dataset"] == "icews14"
    assert (first["source"], first["source_country"]) == ("CHN", "CHN")
    assert (first["target"], first["target_country"], first["target_sector"]) == (
        "CUB.GOV",
        "CUB",
        "GOV",
    )
    assert (first["cameo"], first["quote"]) == ("010", "Make statement")
    assert first["known_at"] == dt.datetime(2014, 1, 1, 23, 59, 59, tzinfo=dt.UTC)
    assert first["id"] == f"icews14:{first['row_id']}"
    assert first["document_id"] is None
    assert first["modality"] == "actual"
    # A self-loop is kept; the Taliban are rebels in 2014.
    assert (second["source"], second["target"]) == ("TALIBAN", "TALIBAN")
    assert second["source_sector"] == "REB"
    assert (second["cameo"], second["quad_class"]) == ("190", "material_conflict")
    assert second["goldstein"] == -10.0


def test_rows_are_events(folder: Path) -> None:
    events = from_rows("events", pa.Table.from_batches(read_events(folder)))
    assert len(events) == 4
    assert all(isinstance(e, Event) and e.source and e.target for e in events)
    assert events[0].evidence.dataset == "icews14"


def test_one_file_is_read_with_the_names_beside_it(folder: Path) -> None:
    assert [r["date"].isoformat() for r in rows(folder / "test.txt")] == ["2014-12-31"]


def test_the_key_of_a_row_does_not_depend_on_where_it_stands(folder: Path) -> None:
    before = {r["row_id"] for r in rows(folder)}
    (folder / "entity2id.txt").write_text(
        "Citizen (Chad)\t9\nTaliban\t1\nHead of Government (Cuba)\t0\nChina\t2\n"
    )
    (folder / "train.txt").write_text("9 0 2 8736\n0 0 2 48\n")
    (folder / "valid.txt").write_text("1 1 1 24\n")
    (folder / "test.txt").write_text("2 0 0 0\n")
    assert {r["row_id"] for r in rows(folder)} == before


def test_rows_that_cannot_be_read_are_listed_and_the_others_go_in(folder: Path) -> None:
    (folder / "train.txt").write_bytes(
        b"0\t0\t1\t0\n99\t0\t1\t0\n0\t0\t99\t0\n0\t99\t1\t0\n\nnot a row\n0\t0\t1\n"
        b"0\t0\t1\t5\n0\t2\t1\t0\n\xff\xfe\n0\t0\t1\t99999999\n-1\t0\t1\t0\n1\t0\t0\t0\n"
    )
    rejects: list[Reject] = []
    assert len(rows(folder / "train.txt", rejects=rejects)) == 2
    assert {r.file for r in rejects} == {str(folder / "train.txt")}
    assert {r.line: r.reason.split(" is ")[0].split(" lies ")[0] for r in rejects} == {
        2: "entity 99",
        3: "entity 99",
        4: "relation 99",
        6: "it",
        7: "it",
        8: "time 5",
        9: "relation “Dance together”",
        10: "it",
        11: "time 99999999",
        12: "it",
    }


def test_day_0_of_an_unknown_set_must_be_given(folder: Path) -> None:
    other = folder.rename(folder.with_name("Mine"))
    with pytest.raises(FormatError, match="day 0") as caught:
        rows(other)
    assert "epoch" in (caught.value.do or "")
    first = rows(other, epoch=dt.date(2020, 2, 28))[1]
    assert (first["date"].isoformat(), first["dataset"]) == ("2020-02-29", "mine")
    assert rows(other, dataset="icews18")[0]["date"] == dt.date(2018, 1, 1)


def test_times_in_days_are_not_taken_for_hours(folder: Path) -> None:
    (folder / "train.txt").write_text("".join(f"0\t0\t1\t{day}\n" for day in range(48)))
    with pytest.raises(FormatError, match="multiples of 24"):
        rows(folder / "train.txt")


@pytest.mark.parametrize("name", ["entity2id.txt", "relation2id.txt"])
def test_missing_and_broken_names(folder: Path, name: str) -> None:
    (folder / name).write_text("China\t0\nno number\n")
    with pytest.raises(FormatError, match="line 2"):
        rows(folder)
    (folder / name).write_text("China\t999999999\n")
    with pytest.raises(FormatError, match="far apart") as caught:
        rows(folder)
    assert str(folder / name) in str(caught.value)
    (folder / name).unlink()
    with pytest.raises(FormatError):
        rows(folder)
    with pytest.raises(FormatError, match="cannot be read"):
        rows(folder / "train.txt")


HEADER = "\t".join(COLUMNS)
ROW = (
    "7\t2018-06-01\tForeign Affairs (Kenya)\tGovernment\tKenya\tConsult\t040\t1\tNepal\tNA\tNepal"
    "\t1\t2\tExample Post\tNairobi\tNA\tNairobi Area\tKenya\t-1.28\t36.8"
)


def icews(path: Path, *lines: str | bytes) -> Path:
    data = [x.encode() if isinstance(x, str) else x for x in (HEADER, *lines)]
    path.write_bytes(b"\n".join(data) + b"\n")
    return path


def test_an_icews_file(tmp_path: Path) -> None:
    again = ROW.replace("7\t", "8\t", 1)
    american = ROW.replace("2018-06-01", "12/1/2017")
    other = again.replace("Example Post", "Wire").replace("8\t", "9\t", 1)
    tally = Tally()
    path = icews(tmp_path / "a.tab", american, ROW, again, other, ROW.replace("040", "042"))
    third, first, fourth = [
        row for _, batch in read_tables(path, tally=tally) for row in batch.to_pylist()
    ]
    assert first["row_id"] == "7:2018-06-01"
    assert first["id"] == "icews:7:2018-06-01"
    assert (first["source"], first["target"]) == ("KEN.GOV", "NPL")
    assert (first["cameo"], first["goldstein"], first["event_type"]) == ("040", 1.0, "CONSULT")
    assert first["place"] == "Nairobi, Nairobi Area, Kenya"
    assert (first["place_country"], first["publisher"]) == ("KEN", "Example Post")
    assert first["target_sector"] is None
    # The same quadruple under another event id is another report of the same event.
    assert (first["n_reports"], first["n_publishers"]) == (3, 2)
    assert (tally.rows, tally.repeats) == (5, 2)
    assert (fourth["cameo"], fourth["n_reports"], fourth["n_publishers"]) == ("042", 1, 1)
    assert (third["row_id"], third["date"]) == ("7:2017-12-01", dt.date(2017, 12, 1))


def test_a_folder_of_icews_files(tmp_path: Path) -> None:
    icews(tmp_path / "b.tab", ROW.replace("7\t", "9\t", 1))
    icews(tmp_path / "a.tab", ROW)
    (tmp_path / "README.md").write_text("x")
    assert [r["row_id"] for r in rows(tmp_path)] == ["7:2018-06-01", "9:2018-06-01"]


def test_icews_rows_that_cannot_be_read(tmp_path: Path) -> None:
    bad: list[tuple[str | bytes, str]] = [
        (ROW + "\tmore", "21 columns"),
        (ROW.rsplit("\t", 1)[0], "19 columns"),
        (ROW.replace("2018-06-01", "June"), "not a date"),
        (ROW.replace("2018-06-01", "NA"), "Event Date is missing"),
        (ROW.replace("040", "999"), "no CAMEO code"),
        (ROW.replace("Nepal\tNA", "\tNA", 1), "Target Name is missing"),
        (ROW.replace("\t1\tNepal", "\thigh\tNepal"), "no number"),
        (ROW.replace("\t1\tNepal", "\tnan\tNepal"), "outside"),
        (ROW.replace("\t1\tNepal", "\t11\tNepal"), "outside"),
        (ROW.encode().replace(b"Example", b"Ex\xe9mple"), "UTF-8"),
    ]
    rejects: list[Reject] = []
    path = icews(tmp_path / "a.tab", ROW, *(line for line, _ in bad), "", ROW.replace("7", "6", 1))
    assert len(rows(path, rejects=rejects)) == 2
    assert [r.line for r in rejects] == list(range(3, 13))
    for reject, (_, reason) in zip(rejects, bad, strict=True):
        assert reason in reject.reason


def test_no_event_file(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("The court ruled.")
    (tmp_path / "empty.tab").write_text("")
    (tmp_path / "binary.tab").write_bytes(b"PK\x03\x04")
    os.mkfifo(tmp_path / "pipe.tab")
    (tmp_path / "none").mkdir()
    (tmp_path / "endless.txt").write_text("1 2 3 4\n" + "x" * 3_000_000)
    (tmp_path / "entity2id.txt").write_text(ENTITIES)
    (tmp_path / "relation2id.txt").write_text(RELATIONS)
    cases: dict[str, type[InputError]] = {
        "text.txt": FormatError,
        "empty.tab": EmptyInput,
        "binary.tab": BinaryInput,
        "pipe.tab": InputError,
        "none": FormatError,
        "missing": InputError,
        "a\x00b": InputError,
        "endless.txt": FormatError,
    }
    for name, error in cases.items():
        with pytest.raises(error):
            rows(tmp_path / name, epoch=dt.date(2020, 1, 1))


@given(
    st.lists(st.binary(max_size=40) | st.sampled_from([b"0\t0\t1\t0", b"1 0 0 24"]), max_size=12)
)
@settings(max_examples=60, deadline=2000, suppress_health_check=list(HealthCheck))
def test_any_lines(folder: Path, lines: list[bytes]) -> None:
    path = folder / "train.txt"
    path.write_bytes(b"0\t0\t1\t0\n" + b"\n".join(lines))
    rejects: list[Reject] = []
    try:
        read = len(rows(path, rejects=rejects))
    except InputError:
        return
    whole = [x.rstrip(b"\r") for x in path.read_bytes().split(b"\n")]
    assert read + len(rejects) == sum(bool(x.strip()) for x in whole)


class Office:
    """Somebody who acts for X until 2020-01-10, and for nobody after that."""

    def __init__(self) -> None:
        self.asked = 0

    def resolve(self, name: str, day: dt.date) -> Actor:
        self.asked += 1
        if name != "somebody":
            return Actor(name, name, kind=ActorKind.COUNTRY)
        country = "X" if day <= dt.date(2020, 1, 10) else None
        return Actor("somebody", "Somebody", country, kind=ActorKind.PERSON)


def test_people_act_for_a_country_only_in_office() -> None:
    import numpy as np

    office = Office()
    table: ActorTable[str] = ActorTable(office.resolve)
    first = to_days(dt.date(2020, 1, 1))
    days = np.arange(first, first + 20).repeat(50).astype(np.int32)
    inverse = np.tile([0, 1], 500)
    columns = table.columns("source", table.rows(["somebody", "A"], inverse, days))
    countries = columns["source_country"].to_pylist()[::2]
    assert countries == ["X"] * 250 + [None] * 250
    assert set(columns["source"].to_pylist()[1::2]) == {"A"}
    assert office.asked < 25  # by name and day, not by row


def picked(path: Path, number: int) -> dict[str, Any]:
    """Return row `number` (from 1) of a real file."""
    start = 0
    for batch in read_events(path):
        if number <= start + batch.num_rows:
            return dict(batch.slice(number - 1 - start, 1).to_pylist()[0])
        start += batch.num_rows
    raise AssertionError("no such row")


@pytest.mark.data
def test_the_benchmark_sets_whole(data: Path) -> None:
    for name, count, first, last in (
        ("ICEWS14", 90_730, dt.date(2014, 1, 1), dt.date(2014, 12, 31)),
        ("ICEWS18", 468_558, dt.date(2018, 1, 1), dt.date(2018, 10, 31)),
    ):
        rejects: list[Reject] = []
        ids: set[str] = set()
        days: set[dt.date] = set()
        for batch in read_events(data / "tkg" / name, rejects=rejects):
            assert batch.column("source").null_count == batch.column("target").null_count == 0
            assert batch.column("cameo").null_count == 0
            ids.update(batch.column("id").to_pylist())
            days.update(batch.column("date").unique().to_pylist())
        assert rejects == []
        assert len(ids) == count
        assert (min(days), max(days)) == (first, last)


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "number", "day", "source", "cameo", "target", "goldstein"),
    [
        # Read by hand: the line, then the two id files.
        ("ICEWS14/train.txt", 1, "2014-01-01", "Police (Australia)", "173",
         "Women (Australia)", -5.0),
        ("ICEWS14/train.txt", 40_000, "2014-06-16", "Civil Aviation Department (India)", "020",
         "Citizen (India)", 3.0),
        ("ICEWS14/test.txt", 7_371, "2014-12-31",
         "Cabinet / Council of Ministers / Advisors (Sudan)", "051", "Citizen (Sudan)", 3.4),
        ("ICEWS18/train.txt", 1, "2018-01-01", None, "010", "North Korea", 0.0),
        ("ICEWS18/valid.txt", 20_000, "2018-09-11", "Ethiopia", "0871", "Eritrea", 9.0),
        ("ICEWS18/test.txt", 49_545, "2018-10-31", None, "051", "Party Member (Israel)", 3.4),
    ],
)  # fmt: skip
def test_rows_of_the_benchmark_sets(
    data: Path,
    file: str,
    number: int,
    day: str,
    source: str | None,
    cameo: str,
    target: str,
    goldstein: float,
) -> None:
    row = picked(data / "tkg" / file, number)
    assert row["date"].isoformat() == day
    assert source is None or row["source_name"] == source
    assert (row["cameo"], row["goldstein"], row["target_name"]) == (cameo, goldstein, target)
    assert row["dataset"] == file.split("/")[0].lower()
    assert row["known_at"].date().isoformat() == day


@pytest.mark.data
@pytest.mark.parametrize(
    ("key", "source", "target", "cameo", "goldstein", "publisher", "place"),
    [
        ("32889836:2018-06-01", "BGD.GOV", "VNM.MIL", "040", 1.0,
         "Vietnam News Agency Bulletin", "Hanoi, Thanh Pho Ha Noi, Vietnam"),
        ("32891065:2018-06-01", "JPN", "VNM", "032", 4.5,
         "Vietnam News Agency Bulletin", "Japan"),
        ("32891871:2018-06-01", "JPN.MIL", "JPN.GOV", "010", 0.0,
         "Kyodo News", "Akita, Akita-ken, Japan"),
        ("32896473:2018-06-02", "PAK", None, "010", 0.0,
         "Associated Press Newswires", "Peshawar, Khyber Pakhtunkhwa Province, Pakistan"),
        ("33442566:2018-06-02", None, "SGP.CVL", "036", 4.0,
         "KBS World News - French Edition", "Seoul, Seoul-teukbyeolsi, South Korea"),
    ],
)  # fmt: skip
def test_rows_of_the_icews_file(
    data: Path,
    key: str,
    source: str | None,
    target: str | None,
    cameo: str,
    goldstein: float,
    publisher: str,
    place: str,
) -> None:
    path = data / "formats" / "icews" / "events.2018.sample.tab"
    row = next(r for r in rows(path) if r["row_id"] == key)
    assert source is None or row["source"] == source
    assert target is None or row["target"] == target
    assert (row["cameo"], row["goldstein"]) == (cameo, goldstein)
    assert (row["publisher"], row["place"]) == (publisher, place)
    assert row["date"].isoformat() == key.split(":")[1]


# Read by hand: event id, country of source and target, CAMEO, Goldstein, how often the quadruple
# stands in the file, country of the place. A dash is a null.
ICEWS_BY_HAND = """
32891871 JPN JPN 010 0 1 JPN
32887380 PHL PHL 010 0 1 PHL
32890454 DEU UKR 040 1 2 DEU
32890199 IDN IDN 010 0 2 IDN
32891065 JPN VNM 032 4.5 2 JPN
32889836 BGD VNM 040 1 1 VNM
32898898 PRK USA 042 1.9 2 USA
32891096 KAZ PAK 010 0 1 KAZ
32894842 IND IND 071 7.4 1 IND
32897110 CIV CIV 033 5.2 1 CIV
32887292 ISR RUS 040 1 1 RUS
32891530 CAN CAN 010 0 1 CAN
32888516 - SSD 163 -8 1 SSD
32900479 IND IND 173 -5 3 IND
32900233 SYR USA 010 0 1 SYR
"""


@pytest.mark.data
def test_more_rows_of_the_icews_file(data: Path) -> None:
    found = {r["row_id"].split(":")[0]: r for r in rows(data / "formats" / "icews")}
    for line in ICEWS_BY_HAND.strip().splitlines():
        key, *cells = line.split()
        event = found[key]
        columns = ("source_country", "target_country", "cameo", "goldstein", "n_reports")
        got = [*(event[c] for c in columns), event["place_country"]]
        got[3] = f"{event['goldstein']:g}"
        assert ["-" if g is None else str(g) for g in got] == cells, key


@pytest.mark.data
def test_the_icews_file_whole(data: Path) -> None:
    rejects: list[Reject] = []
    found = rows(data / "formats" / "icews", rejects=rejects)
    assert (len(found), rejects) == (2_734, [])
    assert len({row["id"] for row in found}) == 2_734
    assert sum(row["n_reports"] for row in found) == 3_705


def test_a_day_of_icews_is_read_in_one_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from quovadis.readers import icews as room
    from quovadis.readers.blocks import Block, blocks

    def small(source: Any) -> Iterator[Block]:
        return blocks(source, rows=3)

    monkeypatch.setattr(room, "blocks", small)
    days = ["2018-06-01"] * 4 + ["2018-06-02"] * 5 + ["2018-06-03"]
    lines = [ROW.replace("2018-06-01", day).replace("7", str(i), 1) for i, day in enumerate(days)]
    found = rows(icews(tmp_path / "a.tab", *lines))
    assert [(r["date"].day, r["n_reports"]) for r in found] == [(1, 4), (2, 5), (3, 1)]


def test_the_ontology_may_be_handed_in(folder: Path) -> None:
    assert len(rows(folder, ontology=load_ontology())) == 4
