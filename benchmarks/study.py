"""The matched event study against a known truth, against pyfixest, and on ICEWS14 and ICEWS18.

Run: `python benchmarks/study.py simulation [--worlds 500]` (about eight minutes on one core),
`python benchmarks/study.py regression` (needs the extra `study`), or
`python benchmarks/study.py icews` (reads `tkg/` in QUOVADIS_DATA). Output is kept in
docs/forecasting.md.
"""

from __future__ import annotations

import argparse
import math
import os
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from quovadis.forecast.study import EventKind, find_cohort, run_study
from quovadis.forecast.study.checks import benjamini_hochberg
from quovadis.forecast.study.poisson import poisson_change
from quovadis.forecast.study.simulation import OUTCOME, TRIGGER, World, simulate
from quovadis.forecast.study.study import Study, design

DATA = Path(os.environ.get("QUOVADIS_DATA", "../shared/data")) / "tkg"
RATIOS = (1.0, 1.5, 2.0)
Z95 = 1.959964


def studies(ratio: float, worlds: int) -> Iterator[Study]:
    """One study a world; seeds from 1000 on, none of which was used while the study was built."""
    for seed in range(1000, 1000 + worlds):
        yield run_study(simulate(World(ratio=ratio), seed), TRIGGER, OUTCOME, rounds=99, seed=seed)


def simulation(worlds: int) -> None:
    """Coverage of the 95% interval, false positives, power, and what the placebos say."""
    print(
        "| planted ratio | mean estimate | 95% covers | called a change | placebo dates | dyads |"
    )
    print("|---|---|---|---|---|---|")
    for ratio in RATIOS:
        begun = time.perf_counter()
        found = list(studies(ratio, worlds))
        logs = np.array([s.rate.log_ratio for s in found])
        errors = np.array([s.rate.error for s in found])
        covers = np.mean(np.abs(logs - math.log(ratio)) <= Z95 * errors)
        called = np.mean([s.is_detectable for s in found])
        dates, dyads = (
            np.mean([getattr(s, name).p_value < 0.05 for s in found]) for name in ("dates", "dyads")
        )
        print(
            f"| {ratio} | {math.exp(logs.mean()):.3f} | {covers:.1%} | {called:.1%} | {dates:.1%} "
            f"| {dyads:.1%} |",
            flush=True,
        )
        triggers = np.mean([s.n_matched for s in found])
        took = time.perf_counter() - begun
        print(f"<!-- {worlds} worlds, {triggers:.0f} triggers each, {took:.0f} s -->", flush=True)


def regression() -> None:
    """The closed form beside pyfixest, with common effects of time and with those of each week."""
    print("| world | closed form | pyfixest | effects of calendar weeks |")
    print("|---|---|---|---|")
    for seed in range(1, 6):
        panel = simulate(World(ratio=1.8), seed)
        made = design(panel, find_cohort(panel, TRIGGER), OUTCOME, "AB")
        mine = run_study(panel, TRIGGER, OUTCOME, rounds=1).rate
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            one, weekly = (poisson_change(panel, made, 30, by_week=w) for w in (False, True))
        print(
            f"| {seed} | {mine.log_ratio:.6f} ± {mine.error:.3f} "
            f"| {one.log_ratio:.6f} ± {one.error:.3f} | {weekly.log_ratio:.3f} "
            f"± {weekly.error:.3f} |"
        )


CASES = (
    ("code:081+085", "type:SUPPORT", "AB"),
    ("code:08", "type:SUPPORT", "AB"),
    ("code:08", "type:SUPPORT", "BA"),
    ("code:08", "type:AGREE", "A~B"),
    ("type:SANCTION", "type:ACCUSE", "BA"),
    ("type:SANCTION", "type:AGREE", "A~B"),
    ("type:ASSAULT", "quad:material_conflict", "BA"),
    ("type:AID", "type:SUPPORT", "BA"),
    ("type:THREATEN", "type:ASSAULT", "AB"),
    ("type:AGREE", "type:COOPERATE", "A~B"),
    ("type:CONSULT", "type:AGREE", "A~B"),
)


def icews() -> None:
    """A handful of studies on the data at hand, with every check."""
    import datetime as dt

    import ibis
    import pyarrow as pa

    from quovadis.forecast.study import read_panel
    from quovadis.ontology import load_ontology
    from quovadis.readers import read_events
    from quovadis.records import Coverage

    batches = [b for name in ("ICEWS14", "ICEWS18") for b in read_events(DATA / name)]
    events = ibis.duckdb.connect().create_table("icews", pa.Table.from_batches(batches))
    coverage = [
        Coverage("icews14", dt.date(2014, 1, 1), dt.date(2014, 12, 31)),
        Coverage("icews18", dt.date(2018, 1, 1), dt.date(2018, 10, 31)),
    ]
    panel = read_panel(
        events,
        origin=dt.date(2018, 10, 31),
        coverage=coverage,
        neighbours=load_ontology().neighbours,
    )
    found = [
        run_study(panel, EventKind.read(t), EventKind.read(o), role, horizon=30)
        for t, o, role in CASES
    ]
    q_values = benjamini_hochberg(np.array([s.rate.p_value for s in found]))
    print("| trigger | outcome | role | cases | rate ratio | q | pre-trend p | dates | dyads |")
    print("|---|---|---|---|---|---|---|---|---|")
    for s, q in zip(found, q_values, strict=True):
        low, high = (math.exp(s.rate.log_ratio + k * Z95 * s.rate.error) for k in (-1, 1))
        placebos = " | ".join(f"{math.exp(c.log_ratio):.2f}" for c in (s.dates, s.dyads))
        print(
            f"| {s.trigger.key} | {s.outcome.key} | {s.role} | {s.n_matched} "
            f"| {math.exp(s.rate.log_ratio):.2f} ({low:.2f}–{high:.2f}) | {q:.3f} "
            f"| {s.pre_trend_p:.2f} | {placebos} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=["simulation", "regression", "icews"])
    parser.add_argument("--worlds", type=int, default=500)
    chosen = parser.parse_args()
    if chosen.part == "simulation":
        simulation(chosen.worlds)
    elif chosen.part == "regression":
        regression()
    else:
        icews()


if __name__ == "__main__":
    main()
