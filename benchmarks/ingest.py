"""How fast event files are loaded: ours, DuckDB's bare copy, and pandas with the same mapping.

Run: `python benchmarks/ingest.py [ROWS ...] [--data FOLDER]` (default 1000000). The rows are the
real GDELT 2.0 files of the data folder, repeated with ids and dates shifted until there are enough.
Every run has a process of its own, with imports; its peak memory is what the system says of it.
pandas is no package of ours: install it to see its lines (`pip install pandas`).

- `quovadis load`: parse, check, map, merge repeats, compare ids, write a Delta table.
- `DuckDB COPY`: `COPY (SELECT * FROM read_csv(...)) TO parquet`, no check, no mapping.
- `pandas, by column`: `read_csv`, then every distinct value mapped once, `to_parquet`.
- `pandas, by row`: the same with the actors resolved row by row (`DataFrame.apply`), as scripts do.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FIRST_DAY = dt.date(2015, 3, 1)
DAYS = 3600
SLOWEST = 1_000_000
"""Rows beyond which pandas by row is left out: it takes minutes and shows nothing new."""


BYTES_A_ROW = 2_000
"""What pandas takes, by the peaks of 1 and 5 million rows (2.2 and 9.5 GB)."""


def replicate(files: list[Path], rows: int, to: Path) -> None:
    """Write that many rows: each copy of the files has ids and a day of its own."""
    base = [line.split("\t") for f in files for line in f.read_text("utf-8").splitlines()]
    written = copy = 0
    with to.open("w", encoding="utf-8") as out:
        while written < rows:
            day = f"{FIRST_DAY + dt.timedelta(days=copy % DAYS):%Y%m%d}"
            for cells in base[: rows - written]:
                moved = [str(10**9 + written), day, *cells[2:59], f"{day}001500", cells[60]]
                out.write("\t".join(moved) + "\n")
                written += 1
            copy += 1


def ours(path: Path, to: Path) -> int:
    """Load with Quovadis."""
    from quovadis.pipeline import load_events
    from quovadis.store import Store

    report = load_events(path, Store(to / "store"))
    assert not report.rejects
    return report.read


def duckdb_copy(path: Path, to: Path) -> int:
    """Copy with DuckDB, nothing else."""
    import duckdb

    options = "delim = '\t', header = false, quote = '', escape = ''"
    rows = f"SELECT * FROM read_csv('{path}', {options})"  # noqa: S608 - a path of our own
    duckdb.sql(f"COPY ({rows}) TO '{to / 'bare.parquet'}' (COMPRESSION zstd)")
    return len(duckdb.read_parquet(str(to / "bare.parquet")))


def pandas_by_column(path: Path, to: Path) -> int:
    """Map every distinct value once."""
    return _pandas(path, to, by_row=False)


def pandas_by_row(path: Path, to: Path) -> int:
    """Resolve the actors of each row."""
    return _pandas(path, to, by_row=True)


def _pandas(path: Path, to: Path, *, by_row: bool) -> int:
    import pandas as pd

    from quovadis.ontology import load_ontology
    from quovadis.readers.gdelt import COLUMNS_2
    from quovadis.readers.gdelt_actors import ACTOR_PARTS, GdeltActors, fips_countries

    ontology = load_ontology()
    resolve = GdeltActors(ontology)
    frame = pd.read_csv(
        path, sep="\t", header=None, names=COLUMNS_2, dtype=str, quoting=3, keep_default_na=False
    )
    events: dict[str, Any] = {
        "id": "gdelt2:" + frame["GLOBALEVENTID"],
        "date": pd.to_datetime(frame["SQLDATE"], format="%Y%m%d"),
        "known_at": pd.to_datetime(frame["DATEADDED"], format="%Y%m%d%H%M%S", utc=True),
        "goldstein": pd.to_numeric(frame["GoldsteinScale"]),
        "n_reports": pd.to_numeric(frame["NumArticles"]),
        "n_publishers": pd.to_numeric(frame["NumSources"]),
        "place": frame["ActionGeo_FullName"],
        "place_country": frame["ActionGeo_CountryCode"].map(fips_countries()),
        "url": frame["SOURCEURL"],
        "publisher": frame["SOURCEURL"].str.extract(r"://(?:www\d?\.)?([^/?#:]+)")[0].str.lower(),
        "cameo": frame["EventCode"],
    }
    codes = {c: ontology.cameo.code(c) for c in frame["EventCode"].unique()}
    plover = ontology.plover
    for name, value in {
        "event_type": lambda c: c.plover_type.value,
        "quad_class": lambda c: plover.quad_class(c.plover_type).value,
        "mode": lambda c: c.mode,
        "plover_score": lambda c: plover.score(c.plover_type, c.mode),
        "quote": lambda c: c.name,
    }.items():
        events[name] = frame["EventCode"].map({k: value(c) for k, c in codes.items()})
    day = dt.date(2018, 1, 1)
    for role, who in (("source", "Actor1"), ("target", "Actor2")):
        columns = [f"{who}{part}" for part in ACTOR_PARTS]
        if by_row:
            actors = frame[columns].apply(lambda r: resolve(tuple(r), day), axis=1)
        else:
            keys = pd.Series(list(zip(*(frame[c] for c in columns), strict=True)))
            actors = keys.map({k: resolve(k, day) for k in keys.unique()})
        for part in ("id", "name", "country", "sector"):
            events[f"{role}_{part}"] = actors.map(lambda a, part=part: getattr(a, part))
    made = pd.DataFrame(events).drop_duplicates(
        ["date", "source_id", "source_name", "target_id", "target_name", "cameo", "url"]
    )
    made.to_parquet(to / "pandas.parquet", compression="zstd")
    return len(frame)


RUNS: dict[str, Callable[[Path, Path], int]] = {
    "quovadis load": ours,
    "DuckDB COPY": duckdb_copy,
    "pandas, by column": pandas_by_column,
    "pandas, by row": pandas_by_row,
}


def run_one(name: str, path: Path) -> None:
    """Run in this process, and print rows, seconds and peak memory (MB)."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        rows = RUNS[name](path, Path(folder))
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(rows, seconds, peak / (1e6 if sys.platform == "darwin" else 1e3))


def too_much(name: str, rows: int) -> str | None:
    """Say why a run would be too long or too large for this machine, or None."""
    if name == "pandas, by row" and rows > SLOWEST:
        return "it takes minutes a million rows and shows nothing new"
    need = rows * BYTES_A_ROW
    here = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if name.startswith("pandas") and need > here * 0.9:
        return f"it would need {need / 1e9:.0f} GB of memory, there are {here / 1e9:.0f}"
    return None


def compare(rows: int, files: list[Path]) -> None:
    """Run all on the same rows, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.export.CSV"
        replicate(files, rows, path)
        print(f"\n{rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB")
        print(f"{'':20}{'seconds':>9}{'rows/s':>11}{'peak MB':>9}{'ours is':>9}")
        first = 0.0
        for name in RUNS:
            if reason := too_much(name, rows):
                print(f"{name:20} not run: {reason}")
                continue
            command = [sys.executable, __file__, "--one", name, str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode:
                said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
                print(f"{name:20} failed: {said[-1]}")
                continue
            count, seconds, peak = map(float, done.stdout.split())
            assert count == rows, f"{name} read {count:.0f} rows"
            first = first or seconds
            speed = rows / seconds
            print(f"{name:20}{seconds:9.1f}{speed:11,.0f}{peak:9,.0f}{seconds / first:8.2f}x")


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rows", type=int, nargs="*", default=[1_000_000])
    default = os.environ.get("QUOVADIS_DATA") or ROOT.parent / "shared" / "data"
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--one", nargs=2, metavar=("RUN", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        run_one(options.one[0], Path(options.one[1]))
        return
    files = sorted((options.data / "formats" / "gdelt2").glob("*.export.CSV"))
    if not files:
        sys.exit(f"no GDELT 2.0 files in {options.data}")
    for rows in options.rows:
        compare(rows, files)


if __name__ == "__main__":
    main()
