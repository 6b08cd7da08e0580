"""Will at least one event of a class come about from A to B within H days? ICEWS14 and ICEWS18.

Run: `python benchmarks/dyads.py [ICEWS14 ICEWS18] [--level name|sector|country] [--split
valid|test] [--page FOLDER]`. Directed dyads, weekly origins, quad classes and types. Dyads are
pairs of the benchmark's own entities (`name`) unless told otherwise; all with at least ten earlier
events are asked about, and 300 each of the rarer and the unseen. `test` asks about windows wholly
inside the benchmark's own test period; `valid` about the sixteen weeks before it (ICEWS18:
fourteen). Models are fitted anew every four weeks. The data is read from `tkg/` in
QUOVADIS_DATA (default `../shared/data`).
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import time
from pathlib import Path

import ibis
import pyarrow as pa

from quovadis.forecast.dyadic.backtest import Backtest
from quovadis.forecast.dyadic.forecaster import MODELS, Plan
from quovadis.forecast.dyadic.panel import CLASSES, LEVELS, N_QUADS, read_panel
from quovadis.forecast.dyadic.snapshots import GROUPS
from quovadis.pipeline.backtest_page import backtest_page
from quovadis.pipeline.backtesting import roll_panel
from quovadis.readers import read_events
from quovadis.records import Coverage

DATA = Path(os.environ.get("QUOVADIS_DATA", "../shared/data")) / "tkg"
SPANS = {
    "ICEWS14": (dt.date(2014, 1, 1), dt.date(2014, 12, 31)),
    "ICEWS18": (dt.date(2018, 1, 1), dt.date(2018, 10, 31)),
}
LAST_KNOWN = {"ICEWS14": dt.date(2014, 11, 30), "ICEWS18": dt.date(2018, 9, 27)}
"""The day before the first of test.txt."""

VALID_DAYS = {"ICEWS14": 112, "ICEWS18": 98}
"""Days of windows before the test period. That of ICEWS18 begins two months earlier in its year:
as many as leave enough past for a fit of 30 days at the first origin."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("datasets", nargs="*", default=["ICEWS14"])
    parser.add_argument("--split", choices=["valid", "test"], default="valid")
    parser.add_argument("--level", choices=LEVELS, default="name")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--calibrate", type=int, default=8)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--refit", type=int, default=4, help="origins between two fits")
    parser.add_argument("--days", type=int, help="length of the valid split")
    parser.add_argument("--page", type=Path, help="folder for a page with plots")
    arguments = parser.parse_args()
    for dataset in arguments.datasets:
        start = time.perf_counter()
        plan = Plan(
            seeds=tuple(range(arguments.seeds)),
            threads=arguments.threads,
            calibrate=arguments.calibrate,
        )
        days = arguments.days or VALID_DAYS[dataset]
        found = run(
            dataset,
            arguments.split,
            plan,
            level=arguments.level,
            refit=arguments.refit,
            days=days,
        )
        print(f"\n{dataset}, dyads of level {found.level}: {found.n_dyads} with any event")
        show(dataset, arguments.split, found)
        print(f"{time.perf_counter() - start:.0f} s", flush=True)
        if arguments.page:
            arguments.page.mkdir(parents=True, exist_ok=True)
            path = arguments.page / f"{dataset}-{arguments.level}-{arguments.split}.html"
            path.write_text(backtest_page(found), encoding="utf-8")


def run(dataset: str, split: str, plan: Plan, *, level: str, refit: int, days: int) -> Backtest:
    """Backtest one dataset on one split."""
    batches = list(read_events(DATA / dataset))
    events = ibis.duckdb.connect().create_table("events", pa.Table.from_batches(batches))
    spans = [Coverage(dataset.lower(), *SPANS[dataset])]
    panel = read_panel(events, coverage=spans, level=level)
    border = LAST_KNOWN[dataset]
    since, until = border, SPANS[dataset][1]
    if split == "valid":
        since, until = border - dt.timedelta(days=days), border
    return roll_panel(
        panel,
        horizons=(7, 30),
        since=since,
        until=until,
        refit=refit,
        plan=plan,
        n_unseen=300,
        most=len(panel.source),
    )


def show(dataset: str, split: str, found: Backtest) -> None:
    """Print the tables of the documentation."""
    for horizon, origins in found.origins.items():
        print(f"\n{dataset}, {split}, {horizon} days, {len(origins)} origins from {origins[0]}")
        for group in GROUPS:
            for pool in ("quad classes", "types"):
                for model in MODELS:
                    row = found.find(horizon, pool, group, model)
                    if row is not None:
                        low, high = row.low or 0.0, row.high or 0.0
                        print(
                            f"{group:7} {pool:13} {model:12} n {row.n:6} came {row.n_came:5} "
                            f"Brier {row.brier:.5f} log {row.log:.5f} skill {row.skill or 0:+.4f} "
                            f"({low:+.3f} to {high:+.3f}) over recurrency "
                            f"{row.over_recurrency or 0:+.4f} ECE {row.calibration_error:.4f} "
                            f"sharpness {row.sharpness:.3f}"
                        )
        for model in ("hazard", "boosted", "blend"):
            print(f"known, {model}:", end="")
            for k, name in enumerate(CLASSES):
                row = found.find(horizon, name, "known", model)
                if row is not None and row.skill is not None:
                    ends = f"({row.low:+.2f}, {row.high:+.2f})"
                    short = name if k < N_QUADS else name.title()
                    print(f" {short} {row.skill:+.3f} {ends}", end=";")
            print(flush=True)


if __name__ == "__main__":
    main()
