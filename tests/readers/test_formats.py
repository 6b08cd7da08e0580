"""Telling formats apart by content, whatever the name of the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.errors import FormatError
from quovadis.readers import FORMATS, read_tables
from quovadis.readers.formats import recognise

GED = b'244657,"IRQ-2017-1-524-322",2017,1,"Clear",1' + b",x" * 43


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ([b"564111644\t20060731" + b"\t" * 56], "gdelt1"),
        ([b"564111644\t20060731" + b"\t" * 55], "gdelt1"),
        ([b"719024875\t20171202" + b"\t" * 59], "gdelt2"),
        ([b"719024875\t20171202\t201712\t2017\t5\t6\t7", b"8" + b"\t" * 60], "gdelt2"),
        ([b"555924816\t20160701210000" + b"\t" * 14], "gdelt-mentions"),
        ([b"20170701234500-T12" + b"\t" * 26], "gdelt-gkg"),
        ([b'"Event ID"\t"Event Date"\t"Source Name"'], "icews"),
        ([b"Event ID\tEvent Date\tEvent Type\tEvent Mode"], "polecat"),
        ([b'"event_id_cnty";"event_date";"year";"event_type"'], "acled"),
        ([b"data_id,iso,EVENT_ID_CNTY,event_date,event_type"], "acled"),
        ([b'"id","relid","year","type_of_violence","side_a","side_b","date_start"'], "ucdp"),
        ([GED], "ucdp"),
        ([b"", b"0\t0\t1\t24"], "quadruples"),
        ([b"0 0 1 24 48"], "quadruples"),
        ([b"150383 297a16b493 http://post.example/20150218230000.export.CSV.zip"], None),
        ([b"Dear reader, 1, 2, 3"], None),
        ([b"1" + b"\t" * 40], None),
        ([], None),
        ([b""], None),
    ],
)
def test_formats(lines: list[bytes], kind: str | None) -> None:
    assert recognise(lines) == kind
    assert kind is None or kind in FORMATS


@given(st.lists(st.binary(max_size=200), max_size=5))
def test_any_lines(lines: list[bytes]) -> None:
    assert recognise(lines) in {None, *FORMATS}


def test_an_unknown_format_cannot_be_forced(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no format"):
        list(read_tables(tmp_path, format="xml"))


@pytest.mark.data
def test_real_files(data: Path) -> None:
    found = {}
    for path in sorted((data / "formats").glob("*/*")):
        with path.open("rb") as file:
            found[path.name] = recognise([line.rstrip(b"\r\n") for line in file.readlines(1 << 20)])
    assert found == {
        "events_mixed_57_58col.tsv": "gdelt1",
        "20180101000000.export.CSV": "gdelt2",
        "20191024143000.export.CSV": "gdelt2",
        "sample.gkg.csv": "gdelt-gkg",
        "sample.mentions.CSV": "gdelt-mentions",
        "v1_event_file_list.txt": None,
        "v1_event_md5sums.txt": None,
        "v2_masterfilelist_english_first900.txt": None,
        "events.2018.sample.tab": "icews",
        "HEADER_ONLY.tsv": "polecat",
        "ged231_sample_1000.csv": "ucdp",
    }
