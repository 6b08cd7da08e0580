"""Make `src/quovadis/forecast/data/prior.csv` from ICEWS14 and ICEWS18.

    python tools/make_prior.py ../shared/data/tkg

Only rates leave the data: the share of windows that saw an event, by class of dyad. Rates of small
classes are drawn to those of the same tier over all structures (five windows' worth).
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

import ibis
import pyarrow as pa

from quovadis.forecast.classes import TIERS, Classes, Kind
from quovadis.forecast.outcomes import known
from quovadis.forecast.prior import HORIZONS, STRUCTURES, structure_of
from quovadis.ontology import Ontology, load_ontology
from quovadis.readers import read_events
from quovadis.records import Coverage, EventType, QuadClass

OUT = Path(__file__).parents[1] / "src" / "quovadis" / "forecast" / "data" / "prior.csv"
SPANS = (
    Coverage("icews14", dt.date(2014, 1, 1), dt.date(2014, 12, 31)),
    Coverage("icews18", dt.date(2018, 1, 1), dt.date(2018, 10, 31)),
)
BACK = {7: (0,), 30: (0,), 90: (0, 45), 180: (0, 45, 90)}
"""How many days before the end of a span the windows are laid again: long ones are few."""

KINDS = [
    ("any", "any", {}),
    *(("quad", q.value, {"quad_classes": (q.value,)}) for q in QuadClass),
    *(("type", t.value, {"event_types": (t.value,)}) for t in EventType),
]


class Structured(Classes):
    """Classes over the dyads of one structure."""

    n_dyads = 0

    def _n_dyads(self, kind: Kind) -> int:
        return self.n_dyads // 2 if kind.undirected and not kind.domestic else self.n_dyads


def main(folder: Path) -> None:
    """Count, shrink, write."""
    ontology = load_ontology()
    connection = ibis.duckdb.connect()
    batches = [b for s in ("ICEWS14", "ICEWS18") for b in read_events(folder / s)]
    events = connection.create_table("events", pa.Table.from_batches(batches))
    structures = _structures(ontology)
    counts: dict[tuple[Any, ...], list[list[float]]] = {}
    strengths: list[list[float]] = [[] for _ in range(len(TIERS) + 1)]
    for structure, pairs in structures.items():
        dyads = connection.create_table(f"d_{STRUCTURES.index(structure)}", pairs)
        kept = events.semi_join(dyads, ["source_country", "target_country"])
        for span in SPANS:
            for back in sorted({b for h in HORIZONS for b in BACK[h]}):
                origin = span.last - dt.timedelta(days=back)
                classes = Structured(
                    known(kept, origin),
                    origin=origin,
                    coverage=[span],
                    n_countries=0,
                    least_windows=1,
                    least_trials=1,
                )
                classes.n_dyads = pairs.num_rows
                _count(classes, structure, back, counts, strengths)
    rows = _monotone(_rates(counts))
    rows.append(["strength", "any", "", "", "", *(f"{median(s):.1f}" for s in strengths)])
    rows += _shares(events)
    _write(rows)


def _structures(ontology: Ontology) -> dict[str, pa.Table]:
    pairs: dict[str, list[tuple[str, str]]] = {s: [] for s in STRUCTURES}
    for a in ontology.countries:
        for b in ontology.countries:
            pairs[structure_of(a, b, ontology)].append((a, b))
    return {
        s: pa.table({"source_country": [a for a, _ in p], "target_country": [b for _, b in p]})
        for s, p in pairs.items()
    }


def _count(
    classes: Classes,
    structure: str,
    back: int,
    counts: dict[tuple[Any, ...], list[list[float]]],
    strengths: list[list[float]],
) -> None:
    for sort, key, asked in KINDS:
        for undirected in (False, True):
            kind = Kind(**asked, undirected=undirected, domestic=structure == "domestic")
            for horizon in HORIZONS:
                if back not in BACK[horizon]:
                    continue
                cell = counts.setdefault(
                    (sort, key, undirected, horizon, structure), [[0.0, 0.0] for _ in range(6)]
                )
                for tier in range(len(TIERS) + 1):
                    found = classes.rate(kind, horizon, tier)
                    if found is None:
                        continue
                    cell[tier][0] += found.rate * found.n_trials
                    cell[tier][1] += found.n_trials
                    if sort == "quad" and horizon == 30:
                        strengths[tier].append(found.strength)


def _rates(counts: dict[tuple[Any, ...], list[list[float]]]) -> list[list[str]]:
    pooled: dict[tuple[Any, ...], list[list[float]]] = defaultdict(
        lambda: [[0.0, 0.0] for _ in range(6)]
    )
    for (*kind, _), cell in counts.items():
        for tier, (hits, trials) in enumerate(cell):
            pooled[tuple(kind)][tier][0] += hits
            pooled[tuple(kind)][tier][1] += trials
    rows = []
    for (sort, key, undirected, horizon, structure), cell in counts.items():
        whole = pooled[sort, key, undirected, horizon]
        rates = []
        for (hits, trials), (all_hits, all_trials) in zip(cell, whole, strict=True):
            coarse = (all_hits + 0.5) / (all_trials + 1.0)
            rates.append(f"{(hits + 5 * coarse) / (trials + 5):.3g}")
        rows.append([sort, key, str(int(undirected)), str(horizon), structure, *rates])
    return rows


def _monotone(rows: list[list[str]]) -> list[list[str]]:
    """A longer window never sees less than a shorter one: take the running maximum."""
    highest: dict[tuple[str, ...], list[float]] = {}
    found = []
    for row in sorted(rows, key=lambda r: int(r[3])):
        key = (row[0], row[1], row[2], row[4])
        rates = [float(x) for x in row[5:]]
        best = [max(a, b) for a, b in zip(rates, highest.get(key, rates), strict=True)]
        highest[key] = best
        found.append([*row[:5], *(f"{x:.3g}" for x in best)])
    return found


def _shares(events: ibis.Table) -> list[list[str]]:
    table = events.group_by("event_type", "quad_class", "contexts").aggregate(n=events.count())
    total: dict[str, int] = defaultdict(int)
    touched: dict[tuple[str, str], int] = defaultdict(int)
    for row in table.to_pyarrow().to_pylist():
        for key in (row["event_type"], row["quad_class"], "any"):
            total[key] += row["n"]
            for context in row["contexts"] or ():
                touched[key, context] += row["n"]
    return [
        ["context", f"{key}:{context}", "", "", "", f"{n / total[key]:.3g}", *[""] * 5]
        for (key, context), n in sorted(touched.items())
    ]


def _write(rows: list[list[str]]) -> None:
    head = [
        "# source: ICEWS coded events of 2014 and January to October 2018 (doi:10.7910/DVN/28075)",
        "# version: 2018-10-31",
        "# known_at: 2018-10-31",
        "# made by tools/make_prior.py; t0 to t5: share of windows with at least one such event,",
        f"# by events in the 90 days before: none, then {', '.join(map(str, TIERS))} or more;",
        "# rows of kind context: share of the events of a kind that touch a context, in t0",
        "kind,key,undirected,horizon,structure,t0,t1,t2,t3,t4,t5",
    ]
    text = "\n".join([*head, *(",".join(row) for row in rows)]) + "\n"
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(text, encoding="utf-8")
    sys.stderr.write(f"{OUT}: {len(rows)} rows, {len(text):,} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
