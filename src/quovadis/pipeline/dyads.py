"""Questions about one dyad, or about all of them, put to a store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from quovadis.records import Actor, ActorKind, Coverage, Shift, ShiftTest, Status
from quovadis.store import SparkStore, Store

if TYPE_CHECKING:
    import pyarrow as pa

    from quovadis.ontology import Ontology
    from quovadis.relations import StatusInterval

__all__ = ["Relation", "Shifts", "coverage_at", "recent_shifts", "relation", "status_intervals_at"]

_TESTED = ("net_cooperation", "cooperation", "conflict")
_RECENT = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Where a dyad stands and how it has moved.

    Attributes:
        as_of: What became known after the end of this day was not used; None for everything.
        step: `day`, `week` or `month`.
        series: The dyad's series (see `relations.series`).
        tests: What the detectors say of it, "no change" included.
        intervals: Statuses between the two, as intervals.
        coverage: The days that each dataset covers.
        n_events: Events of the dyad that happened.
        count: What the series counts, `events` or `reports`.
        normalised: Whether its values are per 1,000 of all that the same datasets hold for a step.
    """

    source: Actor
    target: Actor
    as_of: date | None
    step: str
    undirected: bool
    series: pa.Table
    tests: tuple[ShiftTest, ...]
    intervals: tuple[StatusInterval, ...]
    coverage: tuple[Coverage, ...]
    n_events: int
    count: str = "events"
    normalised: bool = False

    @property
    def unit(self) -> str:
        """What the values of the series are, in words."""
        if self.normalised:
            return f"{self.count} per 1,000 {self.count} of the same datasets in the {self.step}"
        return f"{self.count} a {self.step}"

    @property
    def summary(self) -> str:
        """One line: how many events, and what the data covers."""
        if not self.coverage:
            return "No events are loaded: see `quovadis load --help`."
        covered = " · ".join(f"{c.dataset} {c.first} to {c.last}" for c in self.coverage)
        return f"{self.n_events:,} events · covered: {covered}"

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses, a line each."""
        return tuple(_in_words(i) for i in self.intervals)

    def as_dict(self) -> dict[str, Any]:
        """The answer as plain values, for JSON."""
        return {
            "source": self.source,
            "target": self.target,
            "as_of": self.as_of,
            "step": self.step,
            "undirected": self.undirected,
            "unit": self.unit,
            "n_events": self.n_events,
            "coverage": self.coverage,
            "tests": self.tests,
            "statuses": self.intervals,
            "series": self.series.to_pylist(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifts:
    """Lasting changes over all dyads.

    Attributes:
        since: Earliest onset asked for.
        until: Latest onset asked for.
    """

    as_of: date | None
    since: date | None
    until: date | None
    measures: tuple[str, ...]
    shifts: tuple[Shift, ...]
    coverage: tuple[Coverage, ...]

    @property
    def summary(self) -> str:
        """One line: how many, of what, when."""
        if not self.coverage:
            return "No events are loaded: see `quovadis load --help`."
        count = len(self.shifts)
        what = f"{count} shift{'' if count == 1 else 's'}" if count else "No detectable shift"
        names = ", ".join(self.measures)
        return f"{what} of {names} with onset from {self.since} to {self.until}"

    def as_dict(self) -> dict[str, Any]:
        """The answer as plain values, for JSON."""
        return {
            "as_of": self.as_of,
            "since": self.since,
            "until": self.until,
            "measures": self.measures,
            "coverage": self.coverage,
            "shifts": self.shifts,
        }


def _in_words(interval: StatusInterval) -> str:
    start = interval.valid_from or f"before {interval.first_reported}"
    stop = interval.valid_to or "now"
    pending = ""
    if interval.change and interval.stage:
        pending = f"; {interval.change.value} pending: {interval.stage.value}"
    return (
        f"{interval.kind.value}: {interval.subject} → {interval.object or '?'}, "
        f"{interval.state.value}, {start} to {stop}{pending}"
    )


def coverage_at(store: Store | SparkStore, as_of: date | None) -> list[Coverage]:
    """Return what each dataset covers, as known at the end of a day.

    Texts cover the days up to the as-of day: whoever asks then has read what there was.
    """
    found = store.coverage(as_of)
    if as_of is None:
        return found
    return [
        Coverage(c.dataset, c.first, max(c.last, as_of), c.n_events) if c.dataset == "text" else c
        for c in found
    ]


def status_intervals_at(
    store: Store | SparkStore, ontology: Ontology, source: Actor, target: Actor, as_of: date | None
) -> tuple[StatusInterval, ...]:
    """Return the statuses between two actors as intervals, from reports and the catalogue."""
    from quovadis.relations import status_intervals

    day = as_of or date.max - timedelta(days=1)
    ids = _sides(ontology, source, day) | _sides(ontology, target, day)
    lands = {a.id for a in (source, target) if a.id == a.country}

    def bears(actor: Actor) -> bool:
        organ = actor.kind in (ActorKind.AGENT, ActorKind.PERSON) and actor.country in lands
        return organ or actor.id in ids

    reports: list[Status] = [
        s
        for s in store.records("statuses", as_of)
        if bears(s.subject) and (s.object is None or bears(s.object))
    ]
    catalogue = [
        d for d in ontology.designations(day) if d.by in ids and d.whom in ids and d.date <= day
    ]
    return tuple(status_intervals(reports, catalogue, as_of=day))


def _sides(ontology: Ontology, actor: Actor, day: date) -> frozenset[str]:
    """Ids under which statuses of an actor are filed: its own, and the group that governs it."""
    if actor.country is None:
        return frozenset({actor.id})
    if actor.id != actor.country:
        return frozenset({actor.id, actor.country})
    governing = (g for g in ontology.named_ids() if ontology.is_government_of(g, actor.id, day))
    return frozenset({actor.id, *governing})


def relation(
    store: Store | SparkStore,
    source: str,
    target: str,
    *,
    step: str = "month",
    since: date | None = None,
    until: date | None = None,
    undirected: bool = False,
    count: str = "events",
    normalise: bool = False,
    as_of: date | None = None,
) -> Relation:
    """Tell where the relation of two actors stands and how it has moved.

    Args:
        store: The store to ask, on DuckDB or on Spark.
        source: Who acts: an id, name or alias.
        target: Who is acted upon.
        step: `day`, `week` or `month`.
        since: First day of the series.
        until: Last day of the series.
        undirected: Whether target → source counts as well.
        count: `events`, or `reports` of them.
        normalise: Whether to tell counts per 1,000 of all that the same datasets hold for a step.
        as_of: Use only what was known by the end of this day.

    Raises:
        UnknownActor: The ontology knows no such actor.
        StoreError: The store cannot be read.
    """
    from quovadis.ontology import load_ontology
    from quovadis.relations import detect, series

    ontology = load_ontology()
    a, b = ontology.lookup(source), ontology.lookup(target)
    coverage = coverage_at(store, as_of)
    table = series(
        store.events(as_of, dyad=_countries(a, b)),
        a.id,
        b.id,
        ontology=ontology,
        coverage=coverage,
        step=step,
        start=since,
        end=until,
        undirected=undirected,
        count=count,
        normalise_by=store.events(as_of) if normalise else None,
    )
    names = {a.id: a.name, b.id: b.name}
    total = sum(r["n_events"] for r in table.to_pylist() if r["measure"] == "events")
    return Relation(
        source=a,
        target=b,
        as_of=as_of,
        step=step,
        undirected=undirected,
        series=table,
        tests=tuple(detect(table, measure=m, names=names) for m in _TESTED),
        intervals=status_intervals_at(store, ontology, a, b, as_of),
        coverage=tuple(coverage),
        n_events=total,
        count=count,
        normalised=normalise,
    )


def _countries(a: Actor, b: Actor) -> tuple[str, str] | None:
    """The two countries whose events hold all of the dyad's, or None where none can be named."""
    sides = []
    for actor in (a, b):
        # A country, or a sector of one: any other id may stand in rows of any country.
        if actor.country is None or actor.id.split(".")[0] != actor.country:
            return None
        sides.append(actor.country)
    return sides[0], sides[1]


def recent_shifts(
    store: Store | SparkStore,
    *,
    since: date | None = None,
    until: date | None = None,
    source: str | None = None,
    target: str | None = None,
    measures: Sequence[str] = ("net_cooperation",),
    as_of: date | None = None,
    limit: int = 20,
    with_events: bool = True,
) -> Shifts:
    """List lasting changes over all dyads of countries, the surest first.

    Args:
        store: The store to ask, on DuckDB or on Spark.
        since: Earliest onset; None for 90 days before the end of the data.
        until: Latest onset; None for the end of the data.
        source: Only what this actor does.
        target: Only what is done to this actor.
        measures: `net_cooperation` or quad classes.
        as_of: Use only what was known by the end of this day.
        limit: How many at the most.
        with_events: Whether to look up the events behind each.
    """
    from quovadis.relations import shifts

    coverage = coverage_at(store, as_of)
    last = until or max((c.last for c in coverage if c.dataset != "text"), default=None)
    first = since or (last - timedelta(days=_RECENT) if last else None)
    found: list[Shift] = []
    if last is not None:
        events = store.events(as_of)
        for role, name in (("source", source), ("target", target)):
            if name is not None:
                from quovadis.ontology import load_ontology
                from quovadis.ontology.levels import involves

                ontology = load_ontology()
                actor_id = ontology.lookup(name).id
                events = events.filter(involves(events, role, actor_id, ontology=ontology))
        found = shifts(
            events,
            coverage=coverage,
            since=first,
            until=last,
            measures=measures,
            limit=limit,
            with_events=limit if with_events else 0,
        )
    return Shifts(
        as_of=as_of,
        since=first,
        until=last,
        measures=tuple(measures),
        shifts=tuple(found),
        coverage=tuple(coverage),
    )
