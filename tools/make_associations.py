"""Make `src/quovadis/forecast/data/associations.csv` from ICEWS14 and ICEWS18.

    python tools/make_associations.py ../shared/data/tkg

For every kind of trigger and outcome, and every role of the outcome: how the hazard of at least one
event within 7, 30, 90 and 180 days of the trigger compares with that of matched quiet dyads. Only
ratios, errors and counts leave the data. Half an hour on one core (set OPENBLAS_NUM_THREADS=1: the
matrices are small, and threads only wait for one another).
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import sys
from collections.abc import Mapping
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa

from quovadis.forecast.associations import BETWEEN, HORIZONS, read_chains
from quovadis.forecast.study import ANY, EventKind, Panel, chance, design, find_cohort, read_panel
from quovadis.forecast.study.checks import placebo_dates, placebo_dyads
from quovadis.forecast.study.estimates import pre_trend
from quovadis.forecast.study.hazards import hazard_terms
from quovadis.forecast.study.study import Design
from quovadis.ontology import load_ontology
from quovadis.readers import read_events
from quovadis.records import Coverage, EventType, QuadClass

OUT = Path(__file__).parents[1] / "src" / "quovadis" / "forecast" / "data" / "associations.csv"
SPANS = (
    Coverage("icews14", dt.date(2014, 1, 1), dt.date(2014, 12, 31)),
    Coverage("icews18", dt.date(2018, 1, 1), dt.date(2018, 10, 31)),
)
ROLES = (*BETWEEN, "A~N", "XA", "XB", "A~X", "B~X", "AA", "BB")
MOST = {"most_treated": 1200, "most_controls": 12_000}
CHECKED = 1.96
LEAST_SPREAD = 0.1


def main(folder: Path) -> None:
    """Study every cell, and write."""
    ontology = load_ontology()
    batches = [b for s in ("ICEWS14", "ICEWS18") for b in read_events(folder / s)]
    events = ibis.duckdb.connect().create_table("events", pa.Table.from_batches(batches))
    panel = read_panel(
        events, origin=SPANS[-1].last, coverage=SPANS, neighbours=ontology.neighbours
    )
    kinds = [EventKind(event_types=(t.value,)) for t in EventType]
    quads = [EventKind(quad_classes=(q.value,)) for q in QuadClass]
    chains = sorted({key for chain in read_chains().values() for key in chain})
    keys = sorted({*chains, *(k.key for k in (*kinds, *quads))})
    cohorts = {key: find_cohort(panel, EventKind.read(key), **MOST) for key in keys}
    rows: dict[tuple[str, str, str], list[str]] = {}
    for n, outcome in enumerate((*kinds, *quads, ANY), start=1):
        for role in ROLES:
            for key in keys:
                row = _row(panel, design(panel, cohorts[key], outcome, role))
                if row is not None:
                    rows[key, outcome.key, role] = row
        sys.stderr.write(f"{n} of {len(kinds) + len(quads) + 1}: {outcome.key}\n")
        _write(rows)


def _row(panel: Panel, made: Design) -> list[str] | None:
    """Counts, ratios and errors by horizon; then the checks, where there is a change to check."""
    cells, strongest = [], 0.0
    for horizon, term in zip(HORIZONS, hazard_terms(panel, made, HORIZONS), strict=True):
        matched = chance(panel, made, horizon)
        pairs = [(matched.log_ratio, matched.error), (term.log_ratio, term.error)]
        known = [(x, e) for x, e in pairs if math.isfinite(x) and 0 < e < 5]
        if matched.n_treated < 5 or not known:
            cells += [str(term.n_treated), str(term.n_hits), "", ""]
            continue
        weights = np.array([1 / e**2 for _, e in known])
        weights /= weights.sum()
        ratio = float(sum(w * x for w, (x, _) in zip(weights, known, strict=True)))
        # Both are of the same data: their errors add as if they were one. What they differ by is
        # an error of the method, and is added.
        error = float(sum(w * e for w, (_, e) in zip(weights, known, strict=True)))
        apart = float(sum(w * (x - ratio) ** 2 for w, (x, _) in zip(weights, known, strict=True)))
        error = math.sqrt(error**2 + apart)
        strongest = max(strongest, abs(ratio) / error)
        cells += [str(term.n_treated), str(term.n_hits), f"{ratio:.3f}", f"{error:.3f}"]
    if strongest == 0.0:
        return None
    return [*cells, _checks(panel, made) if strongest > CHECKED else ""]


def _checks(panel: Panel, made: Design) -> str:
    """`1` where the checks pass, `0` where one does not or cannot be made."""
    if made.role not in BETWEEN:
        return "0"
    series = (made.outcome, made.activity, made.pair)
    if not pre_trend(panel, made.matched, made.outcome, made.role) >= 0.05:
        return "0"
    dates = placebo_dates(panel, made.cohort, made.role, *series)
    dyads = placebo_dyads(panel, made.cohort, made.role, *series, horizon=30)
    return str(int(dates.p_value >= 0.05 and dyads.p_value >= 0.05))


def _links() -> list[tuple[str, str]]:
    """Each kind of trigger with the wider one that it is drawn to; "" is no change."""
    plover = load_ontology().plover
    chains = [*read_chains().values()]
    chains += [(f"type:{t.value}", f"quad:{plover.quad_class(t).value}") for t in EventType]
    return sorted({p for chain in chains for p in itertools.pairwise((*chain, ""))})


def _spread(
    rows: Mapping[tuple[str, str, str], list[str]], link: tuple[str, str], near: bool
) -> float:
    """How far a kind lies from the wider one: the method of moments over outcomes and roles.

    What the ratios of 30 and 90 days differ by beyond their errors, precise cells counting more.
    """
    excess, weights = [], []
    for (trigger, outcome, role), row in rows.items():
        wide = rows.get((link[1], outcome, role))
        if trigger != link[0] or (role in BETWEEN) is not near or (link[1] and wide is None):
            continue
        for at in (4 * HORIZONS.index(h) + 2 for h in (30, 90)):
            x, e = row[at : at + 2]
            y, d = wide[at : at + 2] if wide else ("0", "0")
            if x and y:
                noise = float(e) ** 2 + float(d) ** 2
                excess.append((float(x) - float(y)) ** 2 - noise)
                weights.append((0.1 + noise) ** -2)
    if not excess:
        return 0.3
    return math.sqrt(max(float(np.average(excess, weights=weights)), LEAST_SPREAD**2))


def _write(rows: dict[tuple[str, str, str], list[str]]) -> None:
    columns = [f"{name}{h}" for h in HORIZONS for name in ("n", "hits", "ratio", "error")]
    head = [
        "# source: ICEWS coded events of 2014 and January to October 2018 (doi:10.7910/DVN/28075)",
        "# version: 2018-10-31",
        "# known_at: 2018-10-31",
        "# made by tools/make_associations.py; by horizon in days: triggers, those followed by the",
        "# outcome, logarithm of the ratio of hazards to matched quiet dyads, its standard error;",
        "# checked: 1 where trends before, placebo dates and placebo dyads show nothing",
        f"trigger,outcome,role,{','.join(columns)},checked",
    ]
    text = "\n".join([*head, *(",".join([*key, *row]) for key, row in sorted(rows.items()))]) + "\n"
    OUT.write_text(text, encoding="utf-8")
    sys.stderr.write(f"{OUT}: {len(rows)} rows, {len(text):,} bytes\n")
    head = [
        "# made by tools/make_associations.py from the events of associations.csv: how far the",
        "# logarithm of a kind of trigger's ratio lies from that of the wider kind (standard",
        "# deviation), for outcomes between the two alone and for others; no wide kind: no change",
        "narrow,wide,between,around",
    ]
    lines = [
        f"{a},{b},{_spread(rows, (a, b), True):.3f},{_spread(rows, (a, b), False):.3f}"
        for a, b in _links()
    ]
    OUT.with_name("spreads.csv").write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
