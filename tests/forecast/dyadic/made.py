"""Panels made to order: a world whose rates are known, or events given one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np

from quovadis.forecast.dyadic.panel import ANY, CLASSES, N_QUADS, Panel, Rows

FIRST = dt.date(2020, 1, 1)
Fact = tuple[str, str, str, int]
TYPES = {
    "CONSULT": "verbal_cooperation",
    "AID": "material_cooperation",
    "ACCUSE": "verbal_conflict",
    "ASSAULT": "material_conflict",
}


def panel_of(facts: Iterable[Fact], n_days: int, late: dict[int, int] | None = None) -> Panel:
    """A panel of (source, target, type, day); `late` gives the day that fact i became known."""
    rows = list(facts)
    actors = sorted({a for s, t, *_ in rows for a in (s, t)})
    number = {a: i for i, a in enumerate(actors)}
    key = np.array([number[s] * len(actors) + number[t] for s, t, *_ in rows], dtype=np.int64)
    dyads, dyad = np.unique(key, return_inverse=True)
    day = np.array([d for *_, d in rows], dtype=np.int64)
    seen = np.array([(late or {}).get(i, d) for i, (*_, d) in enumerate(rows)], dtype=np.int64)
    quad = np.array([CLASSES.index(TYPES[k]) for _, _, k, _ in rows], dtype=np.int64)
    kind = np.array([CLASSES.index(k, N_QUADS) for _, _, k, _ in rows], dtype=np.int64)
    cell = np.concatenate([dyad * (ANY + 1) + c for c in (quad, kind, np.full(len(rows), ANY))])
    whole = np.stack([cell, np.tile(day, 3), np.tile(seen, 3)])
    found, n = np.unique(whole, axis=1, return_counts=True)
    return Panel(
        actors=tuple(actors),
        homes=np.arange(len(actors)),
        source=dyads // len(actors),
        target=dyads % len(actors),
        rows=Rows(found[0], found[1], found[2], n.astype(np.int64)),
        first=FIRST,
        n_days=n_days,
        level="country",
    )


def world(n_actors: int = 12, n_days: int = 260, seed: int = 0) -> list[Fact]:
    """Facts of dyads with rates of their own; a third of the dyads are stirred up by bursts."""
    random = np.random.default_rng(seed)
    names = [f"A{i:02d}" for i in range(n_actors)]
    facts: list[Fact] = []
    for s in names:
        for t in names:
            if s == t or random.random() < 0.3:
                continue
            for kind in TYPES:
                rate = np.exp(random.normal(-3.2, 1.0, size=1))[0]
                daily = np.full(n_days, rate)
                if random.random() < 0.33:
                    start = random.integers(0, n_days, size=4)
                    for b in start:
                        daily[b : b + 30] *= 8
                days = np.flatnonzero(random.random(n_days) < np.minimum(daily, 0.9))
                facts += [(s, t, kind, int(d)) for d in days]
    return facts
