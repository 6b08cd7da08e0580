"""GDELT events: the real rows against values read from the files, and what hostile rows become."""

from __future__ import annotations

import datetime as dt
import gzip
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quovadis.readers import Tally, read_events, read_tables
from quovadis.readers.gdelt import COLUMNS_1, COLUMNS_2, gdelt_moment, publisher_of
from quovadis.readers.sheets import BadCellError
from quovadis.schema import arrow_schema


def rows(path: Path, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for table, batch in read_tables(path, **more):
        assert batch.schema.equals(arrow_schema(table))
        batch.validate(full=True)
        found += batch.to_pylist()
    return found


def line(version: int = 2, **cells: str) -> bytes:
    """A made-up row: the United States consult with Fiji."""
    made = {
        "GLOBALEVENTID": "7",
        "SQLDATE": "20180101",
        "Actor1Code": "USA",
        "Actor1Name": "UNITED STATES",
        "Actor1CountryCode": "USA",
        "Actor2Code": "FJI",
        "Actor2Name": "FIJI",
        "Actor2CountryCode": "FJI",
        "EventCode": "040",
        "GoldsteinScale": "1.0",
        "NumMentions": "4",
        "NumSources": "1",
        "NumArticles": "3",
        "ActionGeo_FullName": "Suva, Central, Fiji",
        "ActionGeo_CountryCode": "FJ",
        "DATEADDED": "20180101001500" if version == 2 else "20180101",
        "SOURCEURL": "https://www.post.example/a",
    } | cells
    columns = COLUMNS_1 if version == 1 else COLUMNS_2
    return "\t".join(made.get(c, "") for c in columns).encode()


def written(path: Path, *lines: bytes) -> Path:
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def test_a_row(tmp_path: Path) -> None:
    [row] = rows(written(tmp_path / "a.csv", line()))
    given = {k: v for k, v in row.items() if v not in (None, "", [], 0)}
    moment = dt.datetime(2018, 1, 1, 0, 15, tzinfo=dt.UTC)
    assert given == {
        "id": "gdelt2:7",
        "row_id": "7",
        "dataset": "gdelt2",
        "evidence_dataset": "gdelt2",
        "date": dt.date(2018, 1, 1),
        "precision": "day",
        "known_at": moment,
        "source": "USA",
        "source_name": "United States",
        "source_country": "USA",
        "source_kind": "country",
        "target": "FJI",
        "target_name": "Fiji",
        "target_country": "FJI",
        "target_kind": "country",
        "event_type": "CONSULT",
        "quad_class": "verbal_cooperation",
        "modality": "actual",
        "cameo": "040",
        "goldstein": 1.0,
        "plover_score": 2.5,
        "quote": "Consult",
        "phrase": "Consult",
        "place": "Suva, Central, Fiji",
        "place_country": "FJI",
        "publisher": "post.example",
        "url": "https://www.post.example/a",
        "n_reports": 3,
        "n_publishers": 1,
    }


@pytest.mark.parametrize(
    ("cells", "actor", "country", "sector", "kind"),
    [
        ({"CountryCode": "USA", "Type1Code": "GOV"}, "USA.GOV", "USA", "GOV", "agent"),
        ({"CountryCode": "USA", "Type1Code": "DEV", "Type2Code": "MNC"}, "USA.BUS", "USA", "BUS",
         "agent"),
        ({"CountryCode": "ROM"}, "ROU", "ROU", None, "country"),
        ({"CountryCode": "AFR"}, "AFRICA", None, None, "bloc"),
        ({"CountryCode": "NMR", "Name": "NORTH AMERICA"}, "name:north-america", None, None,
         "unknown"),
        ({"CountryCode": "AFG", "KnownGroupCode": "TAL", "Type1Code": "INS"}, "TALIBAN", "AFG",
         "REB", "armed group"),
        ({"KnownGroupCode": "NAT", "Type1Code": "IGO"}, "NATO", None, None, "bloc"),
        ({"Name": "CABINET", "Type1Code": "GOV"}, "name:cabinet", None, "GOV", "unknown"),
        ({"Type1Code": "XYZ"}, "name:xyz", None, None, "unknown"),
    ],
)  # fmt: skip
def test_actors(
    tmp_path: Path,
    cells: dict[str, str],
    actor: str,
    country: str | None,
    sector: str | None,
    kind: str,
) -> None:
    blank = dict.fromkeys(("Actor1Code", "Actor1Name", "Actor1CountryCode"), "")
    given = blank | {f"Actor1{k}": v for k, v in cells.items()}
    [row] = rows(written(tmp_path / "a.csv", line(**given)))
    assert (row["source"], row["source_country"]) == (actor, country)
    assert (row["source_sector"], row["source_kind"]) == (sector, kind)


def test_a_group_has_the_role_of_the_day(tmp_path: Path) -> None:
    taliban = {"Actor1CountryCode": "AFG", "Actor1KnownGroupCode": "TAL"}
    later = line(**taliban, GLOBALEVENTID="8", SQLDATE="20220101")
    found = rows(written(tmp_path / "a.csv", line(**taliban), later))
    assert [(r["source"], r["source_sector"]) for r in found] == [
        ("TALIBAN", "REB"),
        ("TALIBAN", "GOV"),
    ]


def test_an_actor_that_the_row_does_not_name_is_null(tmp_path: Path) -> None:
    gone = {f"Actor1{c}": "" for c in ("Code", "Name", "CountryCode")}
    [row] = rows(written(tmp_path / "a.csv", line(**gone)))
    columns = ("source", "source_name", "source_country", "source_kind")
    assert [row[c] for c in columns] == [None] * 4
    assert row["reasons"] == ["the row names no source"]


def test_rows_of_one_story_are_reports_of_one_event(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.csv",
        line(GLOBALEVENTID="1", NumArticles="3"),
        line(GLOBALEVENTID="2", NumArticles="9", NumSources="2", ActionGeo_CountryCode="US"),
        line(GLOBALEVENTID="3", SOURCEURL="https://post.example/b"),
        line(GLOBALEVENTID="4", EventCode="042"),
        line(GLOBALEVENTID="5", SOURCEURL=""),
        line(GLOBALEVENTID="6", SOURCEURL=""),
    )
    tally = Tally()
    found = rows(path, tally=tally)
    assert [r["row_id"] for r in found] == ["1", "3", "4", "5", "6"]
    assert (tally.rows, tally.repeats) == (6, 1)
    assert (found[0]["n_reports"], found[0]["n_publishers"]) == (9, 2)
    assert (found[0]["place_country"], found[1]["n_reports"]) == ("FJI", 3)


def test_what_the_row_leaves_blank_is_null(tmp_path: Path) -> None:
    blank = ("NumArticles", "NumSources", "GoldsteinScale", "ActionGeo_FullName", "SOURCEURL")
    gone = dict.fromkeys((*blank, "ActionGeo_CountryCode"), "")
    [row] = rows(written(tmp_path / "a.csv", line(**gone)))
    columns = ("n_reports", "n_publishers", "goldstein", "place", "place_country", "url")
    assert [row[c] for c in (*columns, "publisher", "deaths", "date_to")] == [None] * 9


def test_rows_that_cannot_be_read(tmp_path: Path) -> None:
    bad = [
        (line(SQLDATE="20181399"), "SQLDATE", "not a date"),
        (line(SQLDATE=""), "SQLDATE", "missing"),
        (line(EventCode="999"), "EventCode", "no CAMEO code"),
        (line(EventCode=""), "EventCode", "missing"),
        (line(GoldsteinScale="11"), "GoldsteinScale", "outside"),
        (line(GoldsteinScale="nan"), "GoldsteinScale", "outside"),
        (line(GoldsteinScale="x"), "GoldsteinScale", "no number"),
        (line(NumArticles="-1"), "NumArticles", "no count"),
        (line(DATEADDED="2018010100150"), "DATEADDED", "no moment"),
        (line(DATEADDED="20180101256099"), "DATEADDED", "no moment"),
        (line(GLOBALEVENTID="x"), "GLOBALEVENTID", "no number"),
        (line()[:-20].replace(b"\t", b"", 1), None, "60 columns instead of 61"),
        (line().replace(b"Suva", b"Suv\xe1"), None, "not UTF-8"),
    ]
    path, last = tmp_path / "a.csv", line(GLOBALEVENTID="9", SOURCEURL="")
    written(path, line(), b"", *(b for b, _, _ in bad), last)
    tally = Tally()
    assert [r["row_id"] for r in rows(path, tally=tally)] == ["7", "9"]
    assert [r.line for r in tally.rejects] == list(range(3, 3 + len(bad)))
    for reject, (_, column, reason) in zip(tally.rejects, bad, strict=True):
        assert reject.column == column, reject
        assert reason in reject.reason, reject


def test_packed_files_folders_and_patterns(tmp_path: Path) -> None:
    plain = written(tmp_path / "20180101000000.export.CSV", line(GLOBALEVENTID="1"))
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(line(GLOBALEVENTID="2")))
    with zipfile.ZipFile(tmp_path / "c.export.CSV.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("c.export.CSV", line(GLOBALEVENTID="3"))
        archive.writestr("d.export.CSV", line(GLOBALEVENTID="4"))
        archive.writestr("README.md", b"x")
    (tmp_path / "notes.txt").write_text("A note.")
    (tmp_path / "codebook.pdf").write_bytes(b"%PDF-1.7")
    tally = Tally()
    assert [r["row_id"] for r in rows(tmp_path, tally=tally)] == ["1", "2", "3", "4"]
    assert [(Path(r.file).name, r.reason) for r in tally.rejects] == [
        ("notes.txt", "it is not an event file that we know")
    ]
    assert [r["row_id"] for r in rows(tmp_path / "*.export.CSV*")] == ["1", "3", "4"]
    assert [r["row_id"] for r in rows(plain)] == ["1"]


def test_a_damaged_archive_costs_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv.zip").write_bytes(b"PK\x03\x04 no archive")
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(line())[:40])
    written(tmp_path / "c.csv", line())
    tally = Tally()
    assert len(rows(tmp_path, tally=tally)) == 1
    assert {Path(r.file).name for r in tally.rejects} == {"a.csv.zip", "b.csv.gz"}


def test_gdelt_1_has_57_or_58_columns(tmp_path: Path) -> None:
    short = line(1, GLOBALEVENTID="2").rsplit(b"\t", 1)[0]
    first, second = rows(written(tmp_path / "a.csv", line(1), short))
    assert (first["dataset"], first["url"]) == ("gdelt1", "https://www.post.example/a")
    assert (second["url"], second["publisher"]) == (None, None)
    # A day of adding is known from its end.
    assert first["known_at"] == dt.datetime(2018, 1, 1, 23, 59, 59, tzinfo=dt.UTC)


def test_moments_and_hosts() -> None:
    with pytest.raises(BadCellError):
        gdelt_moment("２0180101")
    urls = ["http://user@www2.A.example:80/x", "post.example/a", None, "ftp://x.example?q"]
    assert publisher_of(pa.array(urls)).to_pylist() == ["a.example", None, None, "x.example"]


@given(st.lists(st.one_of(
    st.binary(max_size=80),
    st.sampled_from([line(), line(EventCode="190"), line(1), b"\t" * 60]),
    st.builds(lambda c, v: line(**{c: v}), st.sampled_from(COLUMNS_2),
              st.text(st.characters(exclude_characters="\t\n", exclude_categories=("Cs",)))),
), max_size=8))  # fmt: skip
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_rows_are_events_or_rejects(tmp_path: Path, lines: list[bytes]) -> None:
    path = written(tmp_path / "a.csv", line(), *lines)
    tally = Tally()
    found = rows(path, tally=tally, format="gdelt2")
    whole = [x for x in path.read_bytes().split(b"\n") if x not in (b"", b"\r")]
    assert tally.rows + len(tally.rejects) == len(whole)
    assert len(found) == tally.rows - tally.repeats


# Read by hand: key, day, source, target, CAMEO, type, mode, Goldstein, articles and publishers (of
# rows that repeat, the most), country of the place, day of adding, host. A dash is a null.
BY_HAND = {
    "gdelt1/events_mixed_57_58col.tsv": """
564111644 20060731 USA - 010 CONSULT - 0 2 1 USA 20160728 wtop.com
564111654 20150729 name:cabinet - 0834 CONCEDE - 5 60 7 - 20160728 dailyexcelsior.com
564111664 20150729 USA - 173 COERCE arrest -5 9 3 USA 20160728 newspressnow.com
564123040 20160728 USA.GOV USA 010 CONSULT - 0 1522 118 USA 20160728 salon.com
564137618 20160728 ISR IND 090 ACCUSE investigate -2 1 1 IND 20160728 indianexpress.com
564138048 20160728 MEX name:firefighter 084 RETREAT - 7 40 1 USA 20160728 m.durangoherald.com
564159886 20160728 - name:delegate 040 CONSULT - 1 5 1 USA 20160728 thevillagessuntimes.com
564160376 20160728 name:prison - 120 REJECT - -4 6 1 IRN 20160728 ncr-iran.org
564160866 20160728 name:prime-minister CAN 026 REQUEST meet 4 8 1 CAN 20160728 ndtv.com
564442562 20160728 SVK name:nationals 012 ACCUSE disapprove -0.4 6 1 POL 20160728 bridportnews.co.uk
564464152 20160728 name:defense-attorney USA 100 REQUEST - -5 3 1 USA 20160728 modbee.com
564464602 20160728 SYR name:military 0874 RETREAT disarm 10 2 1 EGY 20160728 foreignpolicy.com
564464852 20160728 USA name:prosecutor 111 ACCUSE disapprove -2 2 1 USA 20160728 philly.com
564465142 20160728 name:indigenous CAN 111 ACCUSE disapprove -2 1 1 PER 20160728 cbc.ca
564160056 20160728 TALIBAN AFG 190 ASSAULT - -10 1 1 USA 20160728 wvgazettemail.com
1552829 19820102 name:business name:business 030 AGREE - 4 5 1 GHA 20130203 -
1553129 19820102 name:defense-minist SAU 046 CONSULT - 7 5 1 YEM 20130203 -
1553729 19820102 USA SLV 190 ASSAULT - -10 4 1 SLV 20130203 -
1554161 19820103 FIN POL 163 COERCE restrict -8 2 1 FIN 20130203 -
1554461 19820103 IRQ IRN 0874 RETREAT disarm 10 1 1 IRN 20130203 -
1554661 19820103 name:military USA 014 CONSULT - 0 3 1 USA 20130203 -
230523753 19821231 VNM name:village 190 ASSAULT - -10 6 1 VNM 20130206 -
""",
    "gdelt2/20180101000000.export.CSV": """
719024875 20171202 - USA 043 CONSULT visit 2.8 18 3 MEX 20180101 tucsonnewsnow.com
719024876 20171202 name:police AUS 130 THREATEN - -4.4 5 1 AUS 20180101 heraldsun.com.au
719024924 20180101 - name:corporation 115 ACCUSE allege -2 2 1 CAN 20180101 leaderpost.com
719024975 20180101 - GBR 080 CONCEDE - 5 2 1 GBR 20180101 dailymail.co.uk
719025096 20180101 - USA 042 CONSULT visit 1.9 10 1 USA 20180101 themarketsdaily.com
719025177 20180101 AUS name:civilian 040 CONSULT - 1 4 1 AUS 20180101 msn.com
719025675 20180101 GBR USA 173 COERCE arrest -5 4 1 USA 20180101 cambridgeday.com
719025785 20180101 name:president - 193 ASSAULT firearms -10 1 1 USA 20180101 theboneonline.com
719026074 20180101 ISR - 191 COERCE restrict -9.5 2 1 ISR 20180101 palestinemonitor.org
719026374 20180101 name:army - 010 CONSULT - 0 10 1 NGA 20180101 blueprint.ng
719026651 20180101 PSE - 043 CONSULT visit 2.8 5 1 ISR 20180101 palestinemonitor.org
719026874 20180101 USA - 012 ACCUSE disapprove -0.4 10 1 USA 20180101 fox8live.com
719027096 20180101 USA name:student 020 REQUEST - 3 10 1 USA 20180101 sweethomenews.com
719027224 20180101 USA.COP USA 193 ASSAULT firearms -10 6 1 USA 20180101 nwfdailynews.com
719027274 20180101 USA.MED USA.MED 070 AID - 7 2 1 USA 20180101 bostonherald.com
719027288 20180101 name:ukranian RUS 043 CONSULT visit 2.8 2 1 RUS 20180101 blogs.timesofisrael.com
""",
    "gdelt2/20191024143000.export.CSV": """
881990832 20181024 - AUS 139 THREATEN relations -7 3 1 CAN 20191024 timescolonist.com
881990833 20181024 - EU 040 CONSULT - 1 10 1 BLR 20191024 belsat.eu
881991131 20191024 AUS GBR 036 AGREE - 4 4 1 GBR 20191024 cnet.com
881991064 20191024 TALIBAN USA 190 ASSAULT - -10 5 1 ISR 20191024 weeklyblitz.net
881992881 20191024 USA.GOV PRK 043 CONSULT visit 2.8 2 1 PRK 20191024 watchingamerica.com
881992942 20191024 name:zulu LBN 060 COOPERATE - 6 10 1 ZAF 20191024 iol.co.za
""",
}


@pytest.mark.data
@pytest.mark.parametrize("path", list(BY_HAND))
def test_rows_of_the_real_files(data: Path, path: str) -> None:
    found = {r["row_id"]: r for r in rows(data / "formats" / path)}
    for line in BY_HAND[path].strip().splitlines():
        cells = line.split()
        row = found[cells[0]]
        got = [
            row["row_id"],
            f"{row['date']:%Y%m%d}",
            *(row[c] for c in ("source", "target", "cameo", "event_type", "mode")),
            f"{row['goldstein']:g}",
            *(row[c] for c in ("n_reports", "n_publishers", "place_country")),
            f"{row['known_at']:%Y%m%d}",
            row["publisher"],
        ]
        assert ["-" if g is None else str(g) for g in got] == cells


@pytest.mark.data
@pytest.mark.parametrize(
    ("path", "n_rows", "n_repeats"),
    [
        ("gdelt1/events_mixed_57_58col.tsv", 710, 0),
        ("gdelt2/20180101000000.export.CSV", 2414, 523),
        ("gdelt2/20191024143000.export.CSV", 2111, 394),
    ],
)
def test_the_real_files_whole(data: Path, path: str, n_rows: int, n_repeats: int) -> None:
    tally = Tally()
    found = rows(data / "formats" / path, tally=tally)
    assert tally.rejects == []
    assert (tally.rows, tally.repeats) == (n_rows, n_repeats)
    assert len({r["id"] for r in found}) == len(found) == n_rows - n_repeats
    assert list(read_events(data / "formats" / path))


@pytest.mark.data
@pytest.mark.parametrize("path", list(BY_HAND))
def test_every_row_of_the_real_files_against_a_plain_split(data: Path, path: str) -> None:
    found = {r["row_id"]: r for r in rows(data / "formats" / path)}
    lines = (data / "formats" / path).read_text(encoding="utf-8").split("\n")[:-1]
    compared = 0
    for line in lines:
        cells = line.split("\t")
        if cells[0] not in found:
            continue  # it repeats an earlier row of its story
        row, place = found[cells[0]], 52 if len(cells) == 61 else 50
        compared += 1
        assert f"{row['date']:%Y%m%d}" == cells[1]
        assert f"{row['known_at']:%Y%m%d%H%M%S}".startswith(cells[59 if len(cells) == 61 else 56])
        assert (row["cameo"], row["goldstein"]) == (cells[26], float(cells[30]))
        assert (row["place"] or "") == cells[place]
        assert (row["url"] or "") == (cells[-1] if len(cells) != 57 else "")
        assert row["n_reports"] >= int(cells[33])
        assert (row["source"] is None) == (not any(cells[i] for i in (6, 7, 8, 12, 13, 14)))
        assert (row["target"] is None) == (not any(cells[i] for i in (16, 17, 18, 22, 23, 24)))
        for role, at in (("source", 7), ("target", 17)):
            if cells[at] in ("USA", "GBR", "ISR", "NGA", "IRN"):
                assert row[f"{role}_country"] == cells[at] or row[f"{role}_kind"] != "unknown"
    assert compared == len(found)
