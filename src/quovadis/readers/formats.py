"""Tell the format of an event file by its first lines, whatever its name."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

__all__ = ["FORMATS", "recognise"]

FORMATS: dict[str, str] = {
    "gdelt1": "GDELT 1.0 events (57 or 58 columns)",
    "gdelt2": "GDELT 2.0 events (61 columns)",
    "gdelt-mentions": "GDELT 2.0 mentions (16 columns): reports of events",
    "gdelt-gkg": "GDELT 2.1 Global Knowledge Graph (27 columns): stories",
    "icews": "ICEWS coded events (20 columns with a header)",
    "polecat": "POLECAT (40 columns with a header)",
    "acled": "ACLED (csv with a header)",
    "ucdp": "UCDP GED (49 columns, with or without header)",
    "quadruples": "quadruple set (subject, relation, object, time)",
}
"""Every format that we read, with the words for it."""

_GDELT = {57: "gdelt1", 58: "gdelt1", 61: "gdelt2", 16: "gdelt-mentions", 27: "gdelt-gkg"}
_GKG_KEY = re.compile(rb"\d{14}-T?\d+\Z")
_POLECAT = b"event id\tevent date\tevent type\t"
_MOST_OF_FOUR = 6
"""Columns of quadruple files at the most: some repeat the time, or give an end of it."""
_GED_ROW = re.compile(r"\d+,[^,]+,(19|20)\d\d,")


def recognise(lines: Sequence[bytes]) -> str | None:
    """Return the format that the first lines of a table are in, or None.

    Args:
        lines: A few lines without their ends.

    Examples:
        >>> recognise([b"Event ID\\tEvent Date\\tEvent Type\\tEvent Mode"])
        'polecat'
        >>> recognise([b"719024875\\t20171202" + b"\\t" * 59])
        'gdelt2'
        >>> recognise([b"Dear reader,"]) is None
        True
    """
    from quovadis.readers.icews import is_icews_header
    from quovadis.readers.quadruples import is_quadruple_line

    first = next((line for line in lines if line.strip()), b"")
    plain = first.lower().replace(b'"', b"")
    if is_icews_header(first):
        return "icews"
    if plain.startswith(_POLECAT):
        return "polecat"
    names = set(re.split(r"[,;\t]", plain.decode("utf-8", "replace")))
    if {"event_id_cnty", "event_date", "event_type"} <= names:
        return "acled"
    if {"id", "type_of_violence", "side_a", "side_b", "date_start"} <= names:
        return "ucdp"
    if _GED_ROW.match(plain.decode("utf-8", "replace")) and _is_ged(lines):
        return "ucdp"
    # The first row may be the broken one: any of the lines tells.
    gdelt = next((kind for line in lines if (kind := _gdelt(line))), None)
    if gdelt is None and is_quadruple_line(first) and len(first.split()) <= _MOST_OF_FOUR:
        return "quadruples"
    return gdelt


def _gdelt(line: bytes) -> str | None:
    cells = line.rstrip(b"\r\n").split(b"\t")
    known = cells[0].isdigit() or _GKG_KEY.match(cells[0])
    return _GDELT.get(len(cells)) if known else None


def _is_ged(lines: Sequence[bytes]) -> bool:
    """Whether a row without header has the columns of UCDP GED."""
    try:
        text = [line.decode("utf-8", "replace") + "\n" for line in lines]
        row = next(csv.reader(text), [])
    except csv.Error:
        return False
    return len(row) == 49 and row[5].strip() in ("1", "2", "3")
