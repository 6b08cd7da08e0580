"""Gather what a brief may rest on: everything that bears on two actors and was known by a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from quovadis import __version__
from quovadis.pipeline.dyads import coverage_at
from quovadis.pipeline.happenings import pick
from quovadis.pipeline.outlooks import Asked, holders_of, lens_forecasts
from quovadis.records import (
    Coded,
    Document,
    Event,
    Evidence,
    Modality,
    Precedent,
    Shift,
    Stage,
    Status,
    StatusChange,
    StatusKind,
    StatusState,
)

if TYPE_CHECKING:
    from quovadis.brief import Dossier
    from quovadis.ontology import Designation, Ontology
    from quovadis.pipeline.intake import Intake
    from quovadis.pipeline.question import Question
    from quovadis.records import Coverage
    from quovadis.relations import Role
    from quovadis.store import Store

__all__ = ["CATALOGUE", "catalogue_statuses", "gather"]

CATALOGUE = "designations"
"""Name under which rows of the shipped catalogue stand as evidence."""

_PRECEDENTS = 5
_NO_SERIES = "No event between the two is dated finely enough to be counted by month."
_MEASURES = ("net_cooperation", "cooperation", "conflict")
_FACTS = ("statuses", "scheduled", "quantities", "sentences", "conditionals")


@dataclass(frozen=True, slots=True)
class _Facts:
    """Facts of documents, each once, in order of when they were known."""

    events: tuple[Event, ...]
    other: dict[str, tuple[Any, ...]]
    complete_since: date | None


def gather(
    question: Question,
    intake: Intake,
    store: Store,
    ontology: Ontology,
    *,
    as_of: date,
    horizon: int | None = None,
) -> Dossier:
    """Collect the records that bear on a question, all of them known by the as-of day.

    Args:
        question: The two actors and the trigger.
        intake: The articles that raise it.
        store: Where history is.
        ontology: The actors, and the catalogue of designations.
        as_of: The as-of day.
        horizon: Days for every outcome; None for each lens's own.
    """
    from quovadis.brief import Dossier
    from quovadis.relations import detect, dyad_events, roles, series

    a, b = question.source, question.target
    events = store.events(as_of)
    coverage = coverage_at(store, as_of)
    dyad: dict[str, Any] = {"ontology": ontology, "coverage": coverage, "undirected": True}
    table = series(events, a.id, b.id, **dyad)
    between = dyad_events(events, a.id, b.id, ontology=ontology, undirected=True)
    names = {a.id: a.name, b.id: b.name}
    tests = tuple(
        detect(table, measure=m, events=between, names=names) for m in _MEASURES if table.num_rows
    )
    found = roles(events, a.id, b.id, as_of=as_of, ontology=ontology, coverage=coverage)
    holders = holders_of(found)
    shifts = [s for t in tests for s in t.shifts]
    facts = _facts(question, intake, store, ontology, as_of, shifts, holders)
    statuses = (*facts.other["statuses"], *catalogue_statuses(ontology, b.id, as_of))
    cases = _precedents(question, intake, store, ontology, as_of, statuses, coverage)
    asked = Asked(
        events=events, coverage=coverage, source=a, target=b, as_of=as_of, holders=holders
    )
    forecasts, skipped = lens_forecasts(
        asked, ontology, horizon=horizon, trigger=question.trigger, precedents=cases
    )
    return Dossier(
        source=a,
        target=b,
        as_of=as_of,
        trigger=question.trigger,
        primary=tuple(d.id for d in intake.documents),
        documents=_documents(intake, store, as_of, facts),
        events=facts.events,
        statuses=statuses,
        scheduled=facts.other["scheduled"],
        quantities=facts.other["quantities"],
        sentences=facts.other["sentences"],
        conditionals=facts.other["conditionals"],
        series=tuple((r["step_start"], r["measure"], r["value"]) for r in table.to_pylist()),
        series_step="month",
        shift_tests=tests,
        roles=holders,
        forecasts=forecasts,
        skipped=skipped,
        precedents={"": cases},
        coverage=coverage,
        unresolved=tuple(u for c in intake.coded for u in c.unresolved),
        limits=(*(() if table.num_rows else (_NO_SERIES,)), *_disagreements(intake, as_of)),
        complete_since=facts.complete_since,
        n_events=sum(r["n_events"] for r in table.to_pylist() if r["measure"] == "events"),
        version=__version__,
    )


def catalogue_statuses(ontology: Ontology, whom: str, as_of: date) -> tuple[Status, ...]:
    """Return the catalogue's changes of designation of an actor as statuses, oldest first."""
    return tuple(_status(row, ontology) for row in ontology.designations(as_of) if row.whom == whom)


_CATALOGUE_STATES: dict[str, tuple[StatusState, StatusChange | None]] = {
    "listed": (StatusState.IN_FORCE, StatusChange.IMPOSE),
    "relisted": (StatusState.IN_FORCE, StatusChange.IMPOSE),
    "delisted": (StatusState.ENDED, StatusChange.LIFT),
    "suspended": (StatusState.SUSPENDED, StatusChange.SUSPEND),
    # An exemption leaves the designation as it is, and is no change of it.
    "exempted": (StatusState.IN_FORCE, None),
}


def _status(row: Designation, ontology: Ontology) -> Status:
    state, change = _CATALOGUE_STATES[row.change]
    row_id = f"{row.by}:{row.whom}:{row.change}:{row.date.isoformat()}"
    wording = f"{row.by_name} {row.change} {row.whom_name} on {row.date.isoformat()}: "
    evidence = Evidence(
        dataset=CATALOGUE, row_id=row_id, quote=wording + f"{row.legal_act} ({row.reference})"
    )
    return Status(
        kind=StatusKind.DESIGNATION,
        subject=ontology.actor(row.by, row.date),
        object=ontology.actor(row.whom, row.date),
        state=state,
        modality=Modality.ACTUAL,
        known_at=datetime.combine(row.date, time.max, tzinfo=UTC),
        evidence=evidence,
        what=row.regime,
        valid_from=row.date,
        precision=row.precision,
        change=change,
        stage=Stage.IN_FORCE if change else None,
        reported_on=row.date,
        coder=CATALOGUE,
    )


def _facts(
    question: Question,
    intake: Intake,
    store: Store,
    ontology: Ontology,
    as_of: date,
    shifts: Sequence[Shift],
    holders: Mapping[str, Sequence[Role]],
) -> _Facts:
    """Facts of the articles, and those of the store that name A or B."""
    a, b = question.source, question.target
    names = _names(ontology, a.id, as_of) | _names(ontology, b.id, as_of)
    other: dict[str, tuple[Any, ...]] = {}
    bearing = _bearing_documents(store, names, as_of) | {d.id for d in intake.documents}
    for kind in _FACTS:
        there = [r for r in store.records(kind, as_of) if r.evidence.document_id in bearing]
        other[kind] = _once([*_primary(intake.coded, kind), *there])
    stored = pick(
        store,
        ontology,
        as_of=as_of,
        sides=(question.source.id, question.target.id),
        documents=bearing,
        holders=holders,
        behind=[i for s in shifts for i in s.event_ids],
    )
    events = [*_primary(intake.coded, "events"), *stored.events]
    return _Facts(events=_once(events), other=other, complete_since=stored.complete_since)


def _names(ontology: Ontology, actor_id: str, day: date) -> frozenset[str]:
    """Ids that stand for an actor in a text: its own, its agents', and who acts for it."""
    country = ontology.country_of(actor_id, day)
    if country is None:
        return frozenset({actor_id})
    return frozenset({actor_id, country}) | ontology.represents(country, day)


def _bearing_documents(store: Store, names: frozenset[str], as_of: date) -> set[str]:
    """Documents in which a sentence names one of the two."""
    return {
        s.evidence.document_id
        for s in store.records("sentences", as_of)
        if names.intersection(s.actors) and s.evidence.document_id
    }


def _primary(coded: Iterable[Coded], kind: str) -> list[Any]:
    return [fact for c in coded for fact in getattr(c, kind)]


def _once(facts: Iterable[Any]) -> tuple[Any, ...]:
    """Each fact once, in order of when it was known and where it stands."""
    by_id = {f.id: f for f in facts}
    key = lambda f: (f.known_at, f.evidence.document_id or "", f.evidence.start, f.id)  # noqa: E731
    return tuple(sorted(by_id.values(), key=key))


def _documents(intake: Intake, store: Store, as_of: date, facts: _Facts) -> tuple[Document, ...]:
    cited = {f.evidence.document_id for kind in facts.other.values() for f in kind}
    cited |= {e.evidence.document_id for e in facts.events}
    found = {d.id: d for d in intake.documents}
    for document in store.records("documents", as_of):
        if document.id in cited:
            found.setdefault(document.id, document)
    return tuple(found.values())


def _precedents(
    question: Question,
    intake: Intake,
    store: Store,
    ontology: Ontology,
    as_of: date,
    statuses: Sequence[Status],
    coverage: Sequence[Coverage],
) -> list[Precedent]:
    from quovadis.forecast import precedents

    if question.trigger is None:
        return []
    found = precedents(
        question.trigger,
        origin=as_of,
        ontology=ontology,
        events=store.events(as_of),
        statuses=statuses,
        coverage=coverage,
        n=_PRECEDENTS + 3,
    )
    # What the articles ask about may have happened since: it is no precedent of itself.
    asked = min((d.published.date() for d in intake.documents if d.published), default=as_of)
    pair = (question.source.id, question.target.id)
    return [p for p in found if (p.source, p.target) != pair or p.date < asked][:_PRECEDENTS]


def _disagreements(intake: Intake, as_of: date) -> tuple[str, ...]:
    """In what the articles known by the as-of day contradict each other."""
    from quovadis.pipeline.stories import disagreements

    known = [d for d in intake.documents if d.published and d.published.date() <= as_of]
    return disagreements(known, {c.document_id: c for c in intake.coded})
