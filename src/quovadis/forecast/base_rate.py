"""The base rate of an outcome: its own record, shrunk to what comparable dyads do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quovadis.forecast.beta import beta_quantile
from quovadis.forecast.classes import LOOK_BACK, Classes, ClassRate, Kind, tier_of
from quovadis.forecast.outcomes import among, counts, known
from quovadis.forecast.prior import STRUCTURES, Prior, load_prior, structure_of
from quovadis.forecast.windows import TEXT, Days, covered_days, weights, window_of, windows
from quovadis.query import fetch
from quovadis.records import Coverage, Forecast, Modality, Outcome

if TYPE_CHECKING:
    import ibis

    from quovadis.ontology import Ontology

__all__ = ["MODEL", "base_rate", "base_rates"]

MODEL = "base rate"
"""Name of the model: nothing in it knows of a trigger."""

_FEW_TEXTS = 5
_STALE = 30
_JEFFREYS = 0.5


@dataclass(frozen=True, slots=True)
class _Record:
    """What is known of an outcome's actors at the origin: events by day and kind, `n` of each."""

    rows: list[dict[str, Any]]
    days: Days
    datasets: tuple[str, ...]


def base_rate(
    events: ibis.Table,
    outcome: Outcome,
    *,
    origin: dt.date,
    coverage: Sequence[Coverage],
    ontology: Ontology,
    prior: Prior | None = None,
) -> Forecast:
    """Give the probability of one outcome; see `base_rates`."""
    return base_rates(
        events, [outcome], origin=origin, coverage=coverage, ontology=ontology, prior=prior
    )[0]


def base_rates(
    events: ibis.Table,
    outcomes: Iterable[Outcome],
    *,
    origin: dt.date,
    coverage: Sequence[Coverage],
    ontology: Ontology,
    prior: Prior | None = None,
) -> list[Forecast]:
    """Give the probability that each outcome comes about within its horizon of the origin.

    The covered history before the origin is cut into windows as long as the horizon, none
    overlapping another, the last one ending at the origin; a window is a hit when it holds at
    least one event that matches. A window counts half as much as one two years later. With n
    windows and h hits so weighed, a class rate m worth s windows (fitted by the method of moments
    to how much dyads of the class differ), the probability is the mean `(s·m + h) / (s + n)` of a
    beta distribution, and the interval its 5% and 95% quantiles (Gelman et al. 2013, Bayesian Data
    Analysis, ch. 2 and 5). `n_windows` and `n_hits` are counted unweighed.

    The class: dyads of countries of which as much was reported in the 90 days before; from the
    store's own feeds where they hold enough, else from the shipped prior, if it was known then.

    Args:
        events: Table with the columns of `schema.arrow_schema("events")`. Whatever was known only
            after the origin is left out here again.
        outcomes: The questions.
        origin: The day that the forecasts are made; the window asked for begins the day after.
        coverage: The days that each loaded dataset covers. Texts cover an outcome from the first
            text event between its actors on, and are left aside when feeds cover it and there are
            fewer than five of those.
        ontology: The actors.
        prior: Rates for thin history; None for the shipped ones.

    Returns:
        One `Forecast` an outcome, in order. `probability` is None only when there is neither
        history nor a usable prior; `reason` says what it leans on.
    """
    shipped = prior or load_prior()
    now = known(events, origin)
    classes = Classes(now, origin=origin, coverage=coverage, n_countries=len(ontology.countries))
    records: dict[tuple[Any, ...], _Record] = {}
    found = []
    for outcome in outcomes:
        key = (outcome.source, outcome.target, outcome.undirected, bool(outcome.contexts))
        if key not in records:
            records[key] = _record(now, outcome, origin, coverage, ontology)
        found.append(_forecast(outcome, records[key], origin, classes, shipped, ontology))
    return found


def _record(
    events: ibis.Table,
    outcome: Outcome,
    origin: dt.date,
    coverage: Sequence[Coverage],
    ontology: Ontology,
) -> _Record:
    import ibis

    table = among(events, outcome, ontology)
    table = table.filter(table.modality == Modality.ACTUAL.value)
    columns = ["date", "precision", "event_type", "quad_class", "dataset"]
    if outcome.contexts:
        table = table.select(*columns, "contexts", n=ibis.literal(1))
    else:
        # Two busy countries have a million events, but not a million kinds of them a day.
        table = table.group_by(columns).aggregate(n=table.count())
    rows = fetch(table).to_pylist()
    texts = [row["date"] for row in rows for _ in range(row["n"]) if row["dataset"] == TEXT]
    feeds = [c for c in coverage if c.dataset != TEXT and c.first <= origin]
    used = list(feeds)
    if texts and (len(texts) >= _FEW_TEXTS or not feeds):
        used += [
            Coverage(TEXT, max(c.first, min(texts)), c.last)
            for c in coverage
            if c.dataset == TEXT and min(texts) <= c.last
        ]
    names = {c.dataset for c in used}
    kept = [row for row in rows if row["dataset"] in names]
    return _Record(kept, covered_days(used, origin), tuple(sorted(names)))


def _forecast(
    outcome: Outcome,
    record: _Record,
    origin: dt.date,
    classes: Classes,
    prior: Prior,
    ontology: Ontology,
) -> Forecast:
    horizon = outcome.horizon
    own = windows(record.days, horizon)
    hit = {window_of(row["date"], origin, horizon) for row in record.rows if counts(row, outcome)}
    n, h = len(own), len(hit.intersection(own))
    weight = weights(own, horizon)
    tried = float(weight.sum())
    came = float(weight[[k in hit for k in own]].sum())
    tier = tier_of(_activity(record, origin))
    group, leans = _group(outcome, horizon, tier, origin, classes, prior, ontology)
    since = origin - dt.timedelta(days=(max(own) + 1) * horizon - 1) if own else None
    reasons = [leans] if leans else []
    if group is not None:
        a = group.strength * group.rate + came
        b = group.strength * (1 - group.rate) + tried - came
    elif n > 0:
        a, b = _JEFFREYS + came, _JEFFREYS + tried - came
        reasons.append("no comparable dyads: its own record alone")
    else:
        return Forecast(
            outcome=outcome,
            given=None,
            origin=origin,
            probability=None,
            low=None,
            high=None,
            base_rate=None,
            n_windows=0,
            n_hits=0,
            model=MODEL,
            reason="no loaded data covers a window of this length before the origin, and the "
            f"shipped prior was not known before {prior.known_at.isoformat()}",
        )
    reasons += _caveats(record, own, horizon)
    return Forecast(
        outcome=outcome,
        given=None,
        origin=origin,
        probability=round(a / (a + b), 6),
        low=round(beta_quantile(0.05, a, b), 6),
        high=round(beta_quantile(0.95, a, b), 6),
        base_rate=None if group is None else round(group.rate, 6),
        n_windows=n,
        n_hits=h,
        model=MODEL,
        since=since,
        reason="; ".join(reasons) or None,
    )


def _group(
    outcome: Outcome,
    horizon: int,
    tier: int,
    origin: dt.date,
    classes: Classes,
    prior: Prior,
    ontology: Ontology,
) -> tuple[ClassRate | None, str]:
    """The class that an outcome is shrunk to, and what to say of it."""
    pairs = {
        (ontology.country_of(s), ontology.country_of(t))
        for s in outcome.source
        for t in outcome.target
    }
    domestic = bool(pairs) and all(s == t and s is not None for s, t in pairs)
    kind = Kind(
        event_types=tuple(sorted(t.value for t in outcome.event_types)),
        quad_classes=tuple(sorted(q.value for q in outcome.quad_classes)),
        contexts=tuple(sorted(outcome.contexts)),
        undirected=outcome.undirected,
        domestic=domestic,
    )
    group = classes.rate(kind, horizon, tier)
    if group is not None:
        return group, f"shrunk to {group.what}"
    if origin < prior.known_at:
        return None, ""
    found = {structure_of(s, t, ontology) for s, t in pairs} or {"other"}
    structure = next(s for s in STRUCTURES if s in found)
    group = prior.rate(kind, horizon, structure, tier)
    return group, f"leans on the shipped prior: {group.what} (table of {prior.version})"


def _activity(record: _Record, origin: dt.date) -> float:
    """Events in the last 90 covered days before the origin, whatever their kind."""
    covered = np.flatnonzero(record.days)
    if len(covered) == 0:
        return 0.0
    last = covered[:LOOK_BACK]
    oldest = int(last[-1])
    n = sum(row["n"] for row in record.rows if (origin - row["date"]).days <= oldest)
    return n * LOOK_BACK / len(last) if len(last) >= LOOK_BACK // 3 else float(n)


def _caveats(record: _Record, own: list[int], horizon: int) -> list[str]:
    found = []
    covered = np.flatnonzero(record.days)
    if len(covered) and int(covered[0]) > _STALE:
        found.append(f"the newest covered day is {int(covered[0]):,} days before the origin")
    if own and record.datasets == (TEXT,):
        found.append("its own record is of texts that were picked, which may miss events")
    elif TEXT in record.datasets:
        found.append("its own record joins feeds with texts that were picked")
    if 0 < len(own) < 8:
        noun = "window" if len(own) == 1 else "windows"
        found.append(f"only {len(own)} {noun} of {horizon} days")
    return found
