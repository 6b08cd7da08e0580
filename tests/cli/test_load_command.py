"""`quovadis load`: what goes in, what does not and why."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quovadis.readers.gdelt import COLUMNS_2

GOOD = {
    "GLOBALEVENTID": "7",
    "SQLDATE": "20180101",
    "Actor1CountryCode": "USA",
    "Actor2CountryCode": "FJI",
    "EventCode": "040",
    "DATEADDED": "20180101001500",
}


def event_file(path: Path, *rows: dict[str, str]) -> Path:
    """A GDELT 2.0 file of our own."""
    lines = ["\t".join((GOOD | row).get(c, "") for c in COLUMNS_2) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_rejected_rows_are_written_to_a_file(quovadis: Callable[..., Any], tmp_path: Path) -> None:
    """The rest goes in; file, line, column and reason of each rejected row stand in the CSV."""
    bad = {"GLOBALEVENTID": "8", "SQLDATE": "20181399"}
    worse = {"GLOBALEVENTID": "9", "EventCode": '"no, code"'}
    events = event_file(tmp_path / "a.export.CSV", {}, bad, worse, {"GLOBALEVENTID": "10"})
    ran = quovadis("load", events, "--rejects", tmp_path / "rejects.csv")
    assert ran.code == 0
    assert "a.export.CSV" in ran.out
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["file"], r["line"], r["column"]) for r in rows] == [
        (str(events), "2", "SQLDATE"),
        (str(events), "3", "EventCode"),
    ]
    assert "no CAMEO code" in rows[1]["reason"]


def test_a_file_for_rejects_that_cannot_be_written_is_told_before_the_load(
    quovadis: Callable[..., Any], tmp_path: Path
) -> None:
    events = event_file(tmp_path / "a.export.CSV", {})
    ran = quovadis("load", events, "--rejects", tmp_path / "absent" / "rejects.csv")
    assert ran.code == 2
    assert "rejects.csv" in ran.err
    assert not (tmp_path / "store").exists()
