"""Who does what to whom next, on ICEWS14 and ICEWS18: MRR, Hits, wall time, peak memory.

Run: `python benchmarks/tkg.py [ICEWS14 ICEWS18] [--split test] [--threads 2]`. The data is read
from `tkg/` in QUOVADIS_DATA (default `../shared/data`). Protocol:
`quovadis.forecast.ranking.evaluation`.
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import time
from pathlib import Path
from typing import Any

import numpy as np

from quovadis.forecast.ranking.evaluation import score_ranks
from quovadis.forecast.ranking.quadruples import Quadruples, both_directions
from quovadis.forecast.ranking.recurrency import recurrency_ranks, tune_recurrency
from quovadis.forecast.ranking.rolling import Plan, rank_days
from quovadis.forecast.ranking.traits import read_traits
from quovadis.ontology import load_ontology

DATA = Path(os.environ.get("QUOVADIS_DATA", "../shared/data")) / "tkg"
PLANS: dict[str, dict[str, Any]] = {
    "ICEWS14": {"window": 140, "share": 1.0, "refit": 100},
    "ICEWS18": {"window": 80, "share": 0.3, "refit": 100, "rounds": 120, "seeds": (0,)},
}


def read_split(path: Path) -> Quadruples:
    """Facts of one file: source, relation, target, hours."""
    rows = np.loadtxt(path, dtype=np.int32)
    source, relation, target, hours = (np.ascontiguousarray(c) for c in rows.T)
    return Quadruples(source, relation, target, hours // np.int32(24))


def read_names(path: Path) -> list[str]:
    """Names by number."""
    return [line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()]


def joined(*parts: Quadruples) -> Quadruples:
    """All facts of several splits."""
    return Quadruples(
        *(
            np.concatenate(columns)
            for columns in zip(
                *((p.source, p.relation, p.target, p.day) for p in parts), strict=True
            )
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("datasets", nargs="*", default=["ICEWS14"])
    parser.add_argument("--split", choices=["valid", "test"], default="test")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--set", nargs="*", default=[], help="fields of the plan, as name=number")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    for dataset in arguments.datasets:
        changed = {
            k: float(v) if "." in v else int(v) for k, v in (s.split("=") for s in arguments.set)
        }
        run(
            dataset,
            arguments.split,
            Plan(**{**PLANS[dataset], "threads": arguments.threads, **changed}),
        )


def run(dataset: str, split: str, plan: Plan) -> None:
    """Rank one dataset, and print the table."""
    folder = DATA / dataset
    parts = {name: read_split(folder / f"{name}.txt") for name in ("train", "valid", "test")}
    entities, relations = (read_names(folder / f"{k}2id.txt") for k in ("entity", "relation"))
    n, m = len(entities), len(relations)
    asked = parts[split]
    known = joined(parts["train"], parts["valid"])
    facts = joined(known, parts["test"]) if split == "test" else known
    print(f"{dataset}, {split}: {2 * len(asked)} questions; {plan}", flush=True)
    start = clock()
    tuned = tune_recurrency(known, parts["valid"], n, m)
    ranks = {"recurrency": recurrency_ranks(facts, asked, n, m, tuned)}
    show(ranks, both_directions(asked, m).day, start)
    start = clock()
    traits = read_traits(entities, relations, load_ontology())
    found = rank_days(facts, asked, n, traits, plan)
    ranks = {"first stage": found.first_stage, "additive": found.additive, "boosted": found.boosted}
    show(ranks, found.day, start)
    print(f"answers among the candidates: {1 - found.missed / len(found.day):.3f}")


def show(ranks: dict[str, np.ndarray], days: np.ndarray, start: tuple[float, float]) -> None:
    """Print one row for each model."""
    for name, r in ranks.items():
        s = score_ranks(r, days)
        low, high = s.mrr_interval
        print(
            f"{name:12} MRR {s.mrr:5.2f} ({low:.1f}-{high:.1f})  Hits@1 {s.hits1:5.2f}  "
            f"@3 {s.hits3:5.2f}  @10 {s.hits10:5.2f}"
        )
    wall, cpu = (now - then for now, then in zip(clock(), start, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    load = os.getloadavg()[2]
    print(f"{wall:.0f} s wall, {cpu:.0f} s of CPU, {peak:.1f} GB peak, load {load:.1f}", flush=True)


def clock() -> tuple[float, float]:
    """Seconds of wall time, and of CPU time of all threads: they differ on a busy machine."""
    return time.perf_counter(), time.process_time()


if __name__ == "__main__":
    main()
