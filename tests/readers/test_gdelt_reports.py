"""GDELT mentions and GKG: the real rows against values read from the files, and hostile rows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quovadis.pipeline import load_events
from quovadis.readers import Tally, read_events, read_tables
from quovadis.readers.gdelt_reports import GKG_COLUMNS, MENTION_COLUMNS
from quovadis.schema import arrow_schema
from quovadis.store import Store


def rows(path: Path, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for table, batch in read_tables(path, **more):
        assert batch.schema.equals(arrow_schema(table))
        batch.validate(full=True)
        found += batch.to_pylist()
    return found


def mention(**cells: str) -> bytes:
    """A made-up mention."""
    made = {
        "GlobalEventID": "7",
        "EventTimeDate": "20180101000000",
        "MentionTimeDate": "20180102003000",
        "MentionType": "1",
        "MentionSourceName": "post.example",
        "MentionIdentifier": "https://post.example/a",
        "SentenceID": "3",
        "Confidence": "60",
        "MentionDocTone": "-1.5",
        "MentionDocTranslationInfo": "srclc:fra;eng:Moses 2.1.1",
    } | cells
    return "\t".join(made.get(c, "") for c in MENTION_COLUMNS).encode()


def story(**cells: str) -> bytes:
    """A made-up row of the GKG."""
    made = {
        "GKGRECORDID": "20180101000000-T3",
        "V2.1DATE": "20180101000000",
        "V2SOURCECOMMONNAME": "post.example",
        "V2DOCUMENTIDENTIFIER": "https://post.example/a",
        "V1THEMES": "LEADER;ARMEDCONFLICT;LEADER;",
        "V1LOCATIONS": "1#Fiji#FJ#FJ#-18#178#FJ;4#Sea#OS#OS00#0#0#1;1#Fiji#FJ#FJ#-18#178#FJ",
        "V1PERSONS": "jane doe;john doe",
        "V1.5TONE": "-2.5,1,3.5,4.5,20,0,300",
    } | cells
    return "\t".join(made.get(c, "") for c in GKG_COLUMNS).encode()


def written(path: Path, *lines: bytes) -> Path:
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def test_a_mention(tmp_path: Path) -> None:
    [row] = rows(written(tmp_path / "a.csv", mention()))
    assert row.pop("id").startswith("gdelt2:7:")
    assert row == {
        "event_id": "gdelt2:7",
        "known_at": dt.datetime(2018, 1, 2, 0, 30, tzinfo=dt.UTC),
        "dataset": "gdelt2",
        "publisher": "post.example",
        "url": "https://post.example/a",
        "sentence": 3,
        "confidence": 0.6,
        "tone": -1.5,
        "language": "fra",
        "document_id": None,
    }


def test_a_story(tmp_path: Path) -> None:
    [row] = rows(written(tmp_path / "a.csv", story()))
    assert row == {
        "id": "gdelt2:20180101000000-T3",
        "known_at": dt.datetime(2018, 1, 1, tzinfo=dt.UTC),
        "dataset": "gdelt2",
        "publisher": "post.example",
        "url": "https://post.example/a",
        "themes": ["LEADER", "ARMEDCONFLICT"],
        "countries": ["FJI"],
        "persons": ["jane doe", "john doe"],
        "organisations": [],
        "tone": -2.5,
        "language": "eng",
    }


def test_mentions_are_reports_and_not_counted_into_events(tmp_path: Path) -> None:
    written(
        tmp_path / "a.mentions.CSV",
        mention(),
        mention(),
        mention(SentenceID="4"),
        mention(MentionIdentifier="BBC Monitoring", MentionType="2", SentenceID="-1"),
    )
    written(tmp_path / "b.gkg.csv", story())
    tally = Tally()
    assert len(rows(tmp_path, tally=tally)) == 4
    assert (tally.rows, tally.repeats, tally.rejects) == (5, 1, [])
    assert list(read_events(tmp_path)) == []
    with Store(tmp_path / "store") as store:
        report = load_events(tmp_path, store)
        again = load_events(tmp_path, store)
        assert (report.read, report.added, report.repeats) == (5, 4, 1)
        assert (again.added, again.already) == (0, 4)
        assert store.rows("reports").column("sentence").to_pylist() == [3, 4, None]
        assert store.rows("stories", dt.date(2017, 12, 31)).num_rows == 0
        assert store.rows("stories", dt.date(2018, 1, 1)).num_rows == 1


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (mention(GlobalEventID="x"), "GlobalEventID"),
        (mention(MentionTimeDate="2018"), "MentionTimeDate"),
        (mention(Confidence="101"), "Confidence"),
        (mention(SentenceID="-2"), "SentenceID"),
        (mention(MentionDocTranslationInfo="Moses"), "MentionDocTranslationInfo"),
        (mention() + b"\tmore", None),
    ],
)
def test_mentions_that_cannot_be_read(tmp_path: Path, line: bytes, column: str | None) -> None:
    tally = Tally()
    assert len(rows(written(tmp_path / "a.csv", mention(), line), tally=tally)) == 1
    assert [(r.line, r.column) for r in tally.rejects] == [(2, column)]


@given(st.lists(st.one_of(
    st.binary(max_size=60),
    st.builds(lambda c, v: mention(**{c: v}), st.sampled_from(MENTION_COLUMNS), st.text()),
    st.builds(lambda c, v: story(**{c: v}), st.sampled_from(GKG_COLUMNS), st.text()),
).filter(lambda x: b"\n" not in x), max_size=8), st.booleans())  # fmt: skip
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_rows_are_read_or_rejected(tmp_path: Path, lines: list[bytes], gkg: bool) -> None:
    path = written(tmp_path / "a.csv", story() if gkg else mention(), *lines)
    tally = Tally()
    found = rows(path, tally=tally, format="gdelt-gkg" if gkg else "gdelt-mentions")
    whole = [x for x in path.read_bytes().split(b"\n") if x not in (b"", b"\r")]
    assert tally.rows + len(tally.rejects) == len(whole)
    assert len(found) == tally.rows - tally.repeats


# Read by hand: line, event, publisher, sentence, confidence, tone, language.
MENTIONS = """
1 555924816 china.org.cn 4 100 0.83565459610028 ara
86 669538921 lahora.com.ec 5 80 -4.53563714902808 spa
171 669670768 tiempo.hn 2 100 2.02020202020202 spa
256 669484511 china.org.cn 1 100 0.37174721189591 ara
341 669646682 rr.sapo.pt 2 100 -2.8790786948176605 por
426 669592942 infobae.com 3 80 -8.991825613079019 spa
511 669633978 orange.mu 1 20 -0.58737151248164 fra
596 669670943 elbalad.news 4 20 0.94339622641509 ara
681 669479201 almadapaper.net 4 40 -3.38983050847457 ara
766 669625038 estrategiaynegocios.net 30 100 -6.3670411985018704 spa
851 669663863 kaliningrad.kp.ru 31 100 -2.82762370853725 rus
936 669563212 wafa.ps 2 40 0.8658008658008599 ara
1021 669671118 news1.kr 2 50 3.1531531531531503 kor
1106 669515368 intoleranciadiario.com 3 80 -5.21739130434783 spa
1191 669478532 wafa.ps 13 50 -2.48091603053435 ara
1276 669624209 rt.com 35 100 -4.42477876106195 rus
1361 669671247 lahora.com.ec 8 80 -5.660377358490571 spa
1446 669671287 wienerzeitung.at 9 40 -8.653846153846152 deu
1531 669664954 nnov.kp.ru 2 60 -3.24499729583558 rus
1616 669506148 estrategiaynegocios.net 4 80 -6.3670411985018704 spa
"""
# Record, publisher, numbers of persons and of organisations (each once), tone, countries.
STORIES = """
0 ign.com 2 2 -0.57471264367816 JPN
2 theolympian.com 13 6 -3.49917987971569 USA
4 kristv.com 3 1 6.77966101694915 USA
6 hannibal.net 0 0 -9.61538461538461 USA
8 kfru.com 9 2 -3.7392138063279 USA LBN
10 bnd.com 7 1 1.20160213618158 USA IRL FRA GBR
12 nola.com 5 5 -1.96319018404908 USA
14 iheart.com 1 0 -5.10948905109489 USA
16 reliefweb.int 6 5 -5.98639455782313 SSD IRQ MLI BDI COG RWA CHE COL BIH ZAF
18 redditchadvertiser.co.uk 0 0 1.78571428571429 GBR
20 thetimes.co.uk 0 0 -6.66666666666667
22 freepressseries.co.uk 2 1 2.40549828178694 GBR
24 businessinsider.com 5 6 -6.47840531561462 CIV FRA
26 eonline.com 3 4 -6.37755102040816 USA BHS
28 htrnews.com 0 1 2.9940119760479 USA
30 latimes.com 10 5 -0.288184438040346 USA
32 freerepublic.com 1 1 -0.769230769230769
34 whig.com 3 6 2.39852398523985 USA HTI LBR SDN CIV ITA
36 thestarpress.com 5 2 -6.25814863102999 USA FRA
38 thetimes.co.uk 0 0 -0.552486187845303
40 news12.com 1 0 -4.0983606557377
42 newsadvance.com 4 3 -7.86885245901639 USA
44 theland.com.au 1 0 0
"""


@pytest.mark.data
def test_the_real_mentions(data: Path) -> None:
    tally = Tally()
    found = rows(data / "formats" / "gdelt2" / "sample.mentions.CSV", tally=tally)
    assert (tally.rows, tally.repeats, tally.rejects) == (1635, 17, [])
    assert len({r["id"] for r in found}) == len(found)
    known = {(r["event_id"], r["publisher"], r["sentence"]): r for r in found}
    for line in MENTIONS.strip().splitlines():
        _, event, publisher, sentence, confidence, tone, language = line.split()
        row = known[f"gdelt2:{event}", publisher, int(sentence)]
        assert row["confidence"] == int(confidence) / 100
        assert (row["tone"], row["language"]) == (float(tone), language)
        assert row["known_at"] == dt.datetime(2017, 7, 1, 23, 45, tzinfo=dt.UTC)


@pytest.mark.data
def test_the_real_stories(data: Path) -> None:
    tally = Tally()
    found = rows(data / "formats" / "gdelt2" / "sample.gkg.csv", tally=tally)
    assert (tally.rows, len(found), tally.rejects) == (50, 50, [])
    by_id = {r["id"]: r for r in found}
    for line in STORIES.strip().splitlines():
        number, publisher, persons, organisations, tone, *countries = line.split()
        row = by_id[f"gdelt2:20170701234500-{number}"]
        assert row["publisher"] == publisher
        assert (len(row["persons"]), len(row["organisations"])) == (
            int(persons),
            int(organisations),
        )
        assert (row["tone"], row["countries"]) == (pytest.approx(float(tone)), countries)
        assert row["known_at"] == dt.datetime(2017, 7, 1, 23, 45, tzinfo=dt.UTC)
