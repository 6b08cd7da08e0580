"""Throw broken event files at the readers for a while: no crash, no hang, no row lost.

Run: `python tools/fuzz_readers.py [SECONDS] [SEED]` (default 60 and 1). Takes rows of the real
samples (and one made-up row where there is none), cuts, doubles and spoils them, and reads what
comes out. A finding is saved to the temporary folder and ends the run with exit code 1.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

from quovadis.errors import QuovadisError
from quovadis.ontology import Ontology, load_ontology
from quovadis.readers import Tally, read_tables
from quovadis.readers.acled import COLUMNS as ACLED
from quovadis.readers.polecat import COLUMNS as POLECAT

ROOT = Path(__file__).resolve().parents[1]
FILES = {
    "gdelt1": "gdelt1/events_mixed_57_58col.tsv",
    "gdelt2": "gdelt2/20180101000000.export.CSV",
    "gdelt-mentions": "gdelt2/sample.mentions.CSV",
    "gdelt-gkg": "gdelt2/sample.gkg.csv",
    "icews": "icews/events.2018.sample.tab",
    "ucdp": "ucdp/ged231_sample_1000.csv",
}
HEADED = ("icews", "ucdp", "polecat", "acled")
MADE = {
    "polecat": {"Event ID": "1", "Event Date": "2023-02-28", "Event Type": "AID"}
    | {"Actor Country": "FJI;TON", "Recipient Name": "NATO", "Publication Date": "2023-03-01"},
    "acled": {
        "event_id_cnty": "FJI1",
        "event_date": "28 December 2022",
        "actor1": "Civilians (Fiji)",
    }
    | {"sub_event_type": "Attack", "notes": '"a, ""b"""', "timestamp": "1672790400"},
}
SPOILERS = (
    *(b'"', b'""', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xc3", b" "),
    *(b"None", b"NA", b"-1", b"0", b"nan", b"inf", b"1e309", b"9" * 30, b"20181399"),
    *(b"\xef\xbb\xbf", b"\x1f", b"()", b"(", b"Government of "),
    *("\u2028".encode(), "\U0001f600".encode()),
)
PACKED = (b"\x1f\x8b", b"PK\x03\x04")
SLOW = 5.0


def seeds(data: Path) -> dict[str, list[bytes]]:
    """Lines by format, the header first where there is one."""
    lines = {
        kind: (data / "formats" / path).read_bytes().split(b"\n")[:400]
        for kind, path in FILES.items()
    }
    for kind, columns, mark in (("polecat", POLECAT, "\t"), ("acled", ACLED, ",")):
        row = mark.join(MADE[kind].get(c, "") for c in columns)
        lines[kind] = [mark.join(columns).encode(), row.encode()]
    return lines


def spoiled(kind: str, lines: list[bytes], chance: random.Random) -> bytes:
    """A few rows with a few faults; the header is spared nine times out of ten."""
    head = lines[:1] if kind in HEADED else []
    rows = [chance.choice(lines[1:]) for _ in range(chance.randint(1, 12))]
    data = bytearray(b"\n".join(head + rows) + b"\n")
    low = len(head[0]) + 1 if head and chance.random() < 0.9 else 0
    for _ in range(chance.randint(0, 8)):
        at = chance.randint(min(low, len(data)), len(data))
        what = chance.random()
        if what < 0.5:
            data[at:at] = chance.choice(SPOILERS)
        elif what < 0.75:
            del data[at : at + chance.randint(1, 20)]
        elif what < 0.9:
            data[at : at + 1] = bytes([chance.randrange(256)])
        else:
            data[at:at] = data[at : at + chance.randint(1, 60)]
    return bytes(data)


def fault(kind: str, path: Path, ontology: Ontology, forced: str | None) -> str | None:
    """Read a file, and return what is wrong with how it was read."""
    tally, start = Tally(), time.monotonic()
    try:
        for _, batch in read_tables(path, tally=tally, ontology=ontology, format=forced):
            batch.validate(full=True)
    except QuovadisError:
        return None
    except Exception as error:  # a crash is what we look for
        return f"{type(error).__name__}: {error}"
    if time.monotonic() - start > SLOW:
        return f"it took {time.monotonic() - start:.1f} s"
    lines = [r.line for r in tally.rejects]
    if len(set(lines)) != len(lines):
        return "a line was rejected twice"
    if kind in ("ucdp", "acled") or forced is None:
        return None  # rows may span lines; or another format was recognised
    data = path.read_bytes()
    if data.startswith(PACKED):
        return None  # it says that it is an archive: its bytes do not tell how many rows it had
    whole = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    rows = sum(bool(x.strip()) if kind == "icews" else x not in (b"", b"\r") for x in whole)
    found = tally.rows + len(lines)
    return None if found in (rows, rows - (kind in HEADED)) else f"{found} of {rows} rows came out"


def main() -> None:
    """Read the arguments, and go on until the time is up."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)  # noqa: S311 - no secret
    data = Path(os.environ.get("QUOVADIS_DATA") or ROOT.parent / "shared" / "data")
    lines, ontology, n, end = seeds(data), load_ontology(), 0, time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoiled.bin"
        while time.monotonic() < end:
            kind = chance.choice(list(lines))
            path.write_bytes(spoiled(kind, lines[kind], chance))
            n += 1
            found = fault(kind, path, ontology, kind if chance.random() < 0.8 else None)
            if found:
                kept = Path(tempfile.gettempdir()) / f"quovadis-{kind}-{n}.bin"
                kept.write_bytes(path.read_bytes())
                sys.exit(f"{kind}: {found} ({kept})")
    sys.stdout.write(f"{n:,} spoiled files, no fault found\n")


if __name__ == "__main__":
    main()
