"""How fast the store is: load, load again, one dyad's monthly series, a small append.

Run: `python benchmarks/store.py [ROWS ...]` (default 500000 and 5000000). The events are made up,
from a fixed seed: 200 countries with Zipf-like activity, 600 events a day.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from quovadis import schema
from quovadis.store import Store

BATCH = 100_000
COUNTRIES = 200
FIRST_DAY = 10_957  # 2000-01-01, in days since 1970
PER_DAY = 600
SECTORS = np.array(["GOV", "MIL", "CVL", "REB"])
TYPES = np.array(["CONSULT", "AGREE", "ACCUSE", "ASSAULT", "AID", "COERCE"])
QUADS = np.array(
    [
        "verbal_cooperation",
        "verbal_cooperation",
        "verbal_conflict",
        "material_conflict",
        "material_cooperation",
        "material_conflict",
    ]
)


def batches(rows: int, seed: int = 1) -> Iterator[pa.RecordBatch]:
    """Events in order of time, 600 a day."""
    for start in range(0, rows, BATCH):
        n = min(BATCH, rows - start)
        yield from batch(np.arange(start, start + n), np.random.default_rng([seed, start]))


def batch(row: Any, rng: np.random.Generator) -> list[pa.RecordBatch]:
    """The events of these rows."""
    n = len(row)
    days = FIRST_DAY + row // PER_DAY
    weight = 1 / np.arange(1, COUNTRIES + 1)
    codes = np.array([f"C{i:03}" for i in range(COUNTRIES)])
    types = rng.integers(0, len(TYPES), n)
    # Ids are like real ones: hexadecimal, without order, of no compressible pattern.
    ids = [f"event:{value:020x}" for value in rng.integers(0, 2**63, n)]
    columns: dict[str, Any] = {
        "id": pa.array(ids),
        "date": pa.array(days.astype("int32")).cast(pa.date32()),
        "known_at": pa.array((days + 1) * 86_400_000_000 - 1_000_000).cast(
            pa.timestamp("us", tz="UTC")
        ),
        "event_type": TYPES[types],
        "quad_class": QUADS[types],
        "row_id": [i[6:] for i in ids],
        "goldstein": rng.integers(-100, 100, n) / 10,
        "contexts": pa.array([["diplomatic"]] * n, pa.list_(pa.string())),
    }
    for side in ("source", "target"):
        country = codes[rng.choice(COUNTRIES, n, p=weight / weight.sum())]
        sector = SECTORS[rng.integers(0, len(SECTORS), n)]
        columns |= {
            side: np.char.add(np.char.add(country, "."), sector),
            f"{side}_name": np.char.add(np.char.add("Sector ", sector), country),
            f"{side}_country": country,
            f"{side}_sector": sector,
            f"{side}_kind": np.full(n, "agent"),
        }
    for name in ("dataset", "evidence_dataset", "coder"):
        columns[name] = np.full(n, "made")
    columns |= {"precision": np.full(n, "day"), "modality": np.full(n, "actual")}
    arrays = []
    for field in schema.arrow_schema("events"):
        made = columns.get(field.name)
        arrays.append(pa.nulls(n, field.type) if made is None else pa.array(made, field.type))
    return pa.table(arrays, schema=schema.arrow_schema("events")).to_batches()


def seconds(act: Callable[[], Any]) -> float:
    """Wall time of a call."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def monthly(store: Store, source: str, target: str) -> pa.Table:
    """One dyad's monthly counts by quad class, as of a day."""
    events = store.events(date(2030, 1, 1))
    dyad = events.filter(events.source_country == source, events.target_country == target)
    month = dyad.date.truncate("M")
    return store.fetch(dyad.group_by(month=month, quad=dyad.quad_class).agg(n=dyad.count()))


def measure(rows: int, folder: Path) -> dict[str, str]:
    """Load so many rows, and ask."""
    store = Store(folder)
    load = again = 0.0
    for made in batches(rows):  # making the rows is not the store's time
        load += seconds(lambda made=made: store.add("events", [made]))
    for made in batches(min(rows, 5 * BATCH)):
        again += seconds(lambda made=made: store.add("events", [made]))
    info = store.info()["tables"]["events"]
    small = [
        seconds(lambda made=made: store.add("events", [made]))
        for made in batch(np.arange(rows, rows + 20), np.random.default_rng(9))
        for made in [made.slice(k, 1) for k in range(20)]
    ]
    return {
        "rows": f"{rows:,}",
        "load": f"{load:.1f} s",
        "rows/s": f"{rows / load:,.0f}",
        "load 500k again": f"{again:.1f} s",
        "size": f"{info['bytes'] / 1e6:.0f} MB",
        "files": str(info["files"]),
        "open + dyad series": f"{seconds(lambda: monthly(Store(folder), 'C000', 'C001')):.3f} s",
        "small dyad": f"{seconds(lambda: monthly(Store(folder), 'C150', 'C120')):.3f} s",
        "coverage": f"{seconds(Store(folder).coverage):.3f} s",
        "append 1 row": f"{statistics.median(small) * 1000:.0f} ms",
        "compact": f"{seconds(store.compact):.1f} s",
        "dyad series after": f"{seconds(lambda: monthly(Store(folder), 'C000', 'C001')):.3f} s",
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, default=[500_000, 5_000_000])
    results = []
    for rows in parser.parse_args().rows:
        with tempfile.TemporaryDirectory() as folder:
            if not results:  # imports are not the store's time
                warm = Store(Path(folder) / "warm")
                warm.add("events", batches(10))
                monthly(warm, "C000", "C001")
            results.append(measure(rows, Path(folder) / "store"))
    for key in results[0]:
        print(f"{key:20}" + "".join(f"{r[key]:>14}" for r in results))


if __name__ == "__main__":
    main()
