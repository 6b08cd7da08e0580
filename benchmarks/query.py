"""How fast a store answers at size: a dyad's series, its base rates, all dyads with a recent shift.

Run: `python benchmarks/query.py [MILLIONS ...]` (default 1 10 100). Needs the ICEWS sets of
`QUOVADIS_DATA`: their real dyads, days and codes are repeated, each copy with ids of its own and
days shifted back, until there are so many events over 24 years. The store is sorted by dyad, as
`quovadis store compact` leaves it; `--compact` asks the two sets before and after compacting, too.

Every question is asked of an opened store (the files may be in the system's cache), of dyads from
the busiest to the rarest; the table shows the median and the 95th percentile in seconds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from quovadis.forecast import base_rates
from quovadis.ontology import load_ontology
from quovadis.pipeline import load_events, recent_shifts
from quovadis.records import Coverage, Outcome, QuadClass
from quovadis.relations import series
from quovadis.store import Store
from quovadis.store.tables import CLUSTERED, stored_schema

DATA = Path(os.environ.get("QUOVADIS_DATA", "../shared/data"))
YEARS = 24
SHIFT = 304  # days of the second set: its copies follow one another
DYADS = 30
AT_ONCE = 500_000


def real_store(folder: Path) -> Store:
    """Load the two benchmark sets."""
    store = Store(folder)
    for name in ("ICEWS14", "ICEWS18"):
        load_events(DATA / "tkg" / name, store)
    return store


def repeated(base: pa.Table, copies: int) -> Iterator[pa.RecordBatch]:
    """The base's rows so many times, by dyad, a few at a time: nothing has to hold them all."""
    import duckdb

    spill = tempfile.gettempdir()
    connection = duckdb.connect(config={"memory_limit": "2GB", "temp_directory": spill})
    connection.register("given", base)
    connection.execute(
        "CREATE TABLE base AS SELECT *, dense_rank() OVER"
        " (ORDER BY coalesce(source_country, ''), coalesce(target_country, '')) AS dyad FROM given"
    )
    sizes = connection.execute(
        "SELECT dyad, count(*) AS n FROM base GROUP BY dyad ORDER BY dyad"
    ).fetchall()
    columns = [c for c in base.column_names if c not in {"id", "date", "known_at", "row_id"}]
    cycle = YEARS * 365 // SHIFT
    # Names of columns and numbers of our own; the dyads are bound.
    sql = f"""
        SELECT {", ".join(f'"{c}"' for c in columns)},
          md5(id || '/' || k) AS id, row_id || '/' || k AS row_id,
          (date - CAST((k % {cycle}) * {SHIFT} AS INTEGER))::DATE AS date,
          known_at - to_days(CAST((k % {cycle}) * {SHIFT} AS INTEGER)) AS known_at
        FROM base CROSS JOIN range({copies}) AS copy(k)
        WHERE dyad BETWEEN $low AND $high ORDER BY dyad, date
    """  # noqa: S608
    low, rows = sizes[0][0], 0
    for dyad, n in sizes:
        rows += n * copies
        if rows >= AT_ONCE or dyad == sizes[-1][0]:
            made = connection.execute(sql, {"low": low, "high": dyad})
            yield from made.to_arrow_reader(100_000)
            low, rows = dyad + 1, 0


def build(base: Store, folder: Path, millions: int) -> Store:
    """A store of so many million events, laid out as compacting leaves it."""
    from deltalake import WriterProperties, write_deltalake

    rows = base.info()["tables"]["events"]["rows"]
    made = repeated(base.fetch(base.events()), round(millions * 1e6 / rows) or 1)
    store = Store(folder)
    schema = stored_schema("events")
    store.add("events", base.rows("events").slice(0, 1))  # makes the folder and its table
    tables = (pa.Table.from_batches([b]).select(schema.names).cast(schema) for b in made)
    batches = (batch for table in tables for batch in table.to_batches())
    reader = pa.RecordBatchReader.from_batches(schema, batches)
    write_deltalake(
        str(folder / "events"),
        reader,
        mode="append",
        target_file_size=64 << 20,
        writer_properties=WriterProperties(
            compression="ZSTD", compression_level=3, max_row_group_size=65_536
        ),
    )
    return Store(folder)


def dyads(base: Store, n: int = DYADS) -> list[tuple[str, str]]:
    """Dyads of countries, from the busiest to those with ten events, evenly by rank."""
    events = base.events()
    events = events.filter(
        events.source_country.notnull(),
        events.target_country.notnull(),
        events.source_country != events.target_country,
    )
    counted = events.group_by(list(CLUSTERED)).aggregate(n=events.count())
    rows = base.fetch(counted.filter(counted.n >= 10)).to_pylist()
    rows.sort(key=lambda r: (-r["n"], r["source_country"], r["target_country"]))
    step = max(len(rows) // n, 1)
    return [(r["source_country"], r["target_country"]) for r in rows[::step][:n]]


def timed(act: Callable[[], Any]) -> float:
    """Wall time of a call."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def spread(times: Sequence[float]) -> str:
    """Median and 95th percentile."""
    high = sorted(times)[min(len(times) - 1, round(0.95 * (len(times) - 1)))]
    return f"{statistics.median(times):.3f} / {high:.3f}"


def ask(store: Store, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Put the questions."""
    ontology = load_ontology()
    first = timed(store.coverage)
    coverage: list[Coverage] = store.coverage()
    last = max(c.last for c in coverage)

    def monthly(a: str, b: str) -> pa.Table:
        events = store.events(dyad=(a, b))
        return series(events, a, b, ontology=ontology, coverage=coverage)

    def rates(a: str, b: str) -> Any:
        asked = [
            Outcome(label=q.value, source=(a,), target=(b,), horizon=30, quad_classes=(q,))
            for q in QuadClass
        ]
        return base_rates(store.events(), asked, origin=last, coverage=coverage, ontology=ontology)

    monthly(*pairs[0])  # imports, and the connection's first query
    return {
        "coverage, first / kept": f"{first:.3f} / {timed(store.coverage):.3f}",
        "dyad's monthly series": spread([timed(lambda p=p: monthly(*p)) for p in pairs]),
        "its base rates (4)": spread(
            [timed(lambda p=p: rates(*p)) for p in pairs[:: len(pairs) // 3]]
        ),
        "shifts of 90 days": spread([timed(lambda: recent_shifts(store)) for _ in range(3)]),
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("millions", nargs="*", type=int, default=[1, 10, 100])
    parser.add_argument("--compact", action="store_true", help="load and compact the smallest, too")
    parser.add_argument("--keep", type=Path, help="folder in which to keep the stores")
    options = parser.parse_args()
    results: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        base = real_store(folder / "base")
        pairs = dyads(base)
        if options.compact:
            results["0.56 as loaded"] = ask(Store(base.path), pairs)
            shutil.copytree(base.path, folder / "compacted", dirs_exist_ok=True)
            compacted = Store(folder / "compacted")
            compacted.compact()
            results["0.56 compacted"] = ask(compacted, pairs)
        for millions in options.millions:
            path = folder / f"store-{millions}"
            took = 0.0
            if not path.is_dir():
                start = dt.datetime.now(dt.UTC)
                build(base, path, millions)
                took = (dt.datetime.now(dt.UTC) - start).total_seconds()
            store = Store(path)
            held = store.info()["tables"]["events"]
            answers = ask(store, pairs)
            size = (
                f"{held['rows'] / 1e6:.1f} M, {held['bytes'] / 1e6:,.0f} MB, {held['files']} files"
            )
            results[f"{millions}"] = {"events": size, "made in": f"{took:.0f} s", **answers}
            print(f"{millions} million:", results[f"{millions}"], flush=True)
    print()
    keys = list(dict.fromkeys(k for r in results.values() for k in r))
    print(f"{'seconds: median / 95%':24}" + "".join(f"{name:>28}" for name in results))
    for key in keys:
        print(f"{key:24}" + "".join(f"{r.get(key, ''):>28}" for r in results.values()))


if __name__ == "__main__":
    main()
