"""Dated cases from the past that resemble what may happen, and what followed them.

Changes of a designation come from the shipped catalogue; changes of other statuses and events come
from the store. A case is as similar as the terms say that it shares with the question; the terms
are given in words, so that a reader can weigh them otherwise.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from quovadis.errors import UnknownActor
from quovadis.forecast.likeness import Likeness
from quovadis.forecast.occurrences import aftermath, occurrences
from quovadis.ontology.naming import with_article
from quovadis.records import (
    Coverage,
    Modality,
    Outcome,
    Precedent,
    Precision,
    Stage,
    Status,
    StatusChange,
    StatusKind,
    Trigger,
)

if TYPE_CHECKING:
    import ibis

    from quovadis.ontology import Designation, Ontology

__all__ = ["precedents"]

_DAY = dt.timedelta(days=1)
_CATALOGUE: dict[StatusChange, dict[str, float]] = {
    StatusChange.LIFT: {"delisted": 1.0, "suspended": 0.6},
    StatusChange.SUSPEND: {"suspended": 1.0, "delisted": 0.6},
    StatusChange.IMPOSE: {"listed": 1.0, "relisted": 0.8},
}
_VERBS = {
    "listed": "listed",
    "relisted": "relisted",
    "delisted": "delisted",
    "suspended": "suspended its listing of",
    "exempted": "exempted from its listing of",
}
_MADE = {
    StatusChange.LIFT: "lifted",
    StatusChange.SUSPEND: "suspended",
    StatusChange.IMPOSE: "imposed",
    StatusChange.OPEN: "opened",
    StatusChange.CLOSE: "closed",
    StatusChange.GRANT: "granted",
}


def precedents(
    question: Trigger | Outcome,
    *,
    origin: dt.date,
    ontology: Ontology,
    events: ibis.Table | None = None,
    statuses: Iterable[Status] = (),
    coverage: Sequence[Coverage] = (),
    horizon: int = 365,
    n: int = 5,
) -> list[Precedent]:
    """Find the cases that resemble a trigger or an outcome the most.

    Args:
        question: A change of a status, an event, or an outcome.
        origin: The day. Nothing that happened or became known after it is used; a case whose month
            or year alone is known counts from the end of it.
        ontology: The catalogue of designations, borders, blocs.
        events: Table with the columns of `schema.arrow_schema("events")`.
        statuses: Reports of statuses from the store.
        coverage: The days that each loaded dataset covers; without it nothing is said about what
            followed in the events.
        horizon: Days within which something counts as having followed.
        n: How many cases at most.

    Returns:
        The nearest cases first. `followed` is None where the data cannot say.
    """
    if isinstance(question, Outcome):
        return [] if events is None else occurrences(question, events, origin, ontology, n)
    found: list[Precedent] = []
    if question.status_kind is StatusKind.DESIGNATION and question.change in _CATALOGUE:
        found += _from_catalogue(question, origin, ontology, horizon)
    if question.status_kind is not None and question.change is not None:
        found += _from_reports(question, statuses, origin, ontology, found)
    elif question.event_type is not None and events is not None and question.source:
        outcome = Outcome(
            label=question.phrase,
            source=(question.source.id,),
            target=(question.target.id,) if question.target else (),
            horizon=horizon,
            event_types=(question.event_type,),
        )
        found += occurrences(outcome, events, origin, ontology, n)
    found.sort(key=lambda p: (-p.similarity, -p.date.toordinal(), p.label))
    found = found[:n]
    if events is not None and coverage:
        found = [aftermath(p, events, origin, coverage, horizon, ontology) for p in found]
    return found


def _from_catalogue(
    trigger: Trigger, origin: dt.date, ontology: Ontology, horizon: int
) -> list[Precedent]:
    changes = _CATALOGUE[trigger.change] if trigger.change else {}
    known = [d for d in ontology.designations(origin) if _closes(d.date, d.precision) <= origin]
    found = []
    # One act may change two lists of the same body: that is one case.
    cases = {(d.by_name, d.whom_name, d.date, d.change): d for d in reversed(known)}
    for d in cases.values():
        if d.change not in changes:
            continue
        like = Likeness(ontology, d.date, origin)
        like.change(changes[d.change], d.change)
        like.target(trigger.target, d.whom)
        like.source(trigger.source, d.by, trigger.target)
        like.era()
        found.append(
            Precedent(
                date=d.date,
                precision=d.precision,
                source=d.by or d.by_name,
                target=d.whom or d.whom_name,
                label=f"{d.by_name} {_VERBS[d.change]} {_called(d, ontology)}",
                similarity=like.similarity,
                why=tuple(like.terms),
                followed=_sequel(d, known, horizon),
                reference=d.reference,
            )
        )
    return found


def _called(case: Designation, ontology: Ontology) -> str:
    """The target's name inside a sentence; a name that is in the ontology may take an article."""
    try:
        actor = ontology.actor(case.whom, case.date)
    except UnknownActor:
        return case.whom_name
    return with_article(dataclasses.replace(actor, name=case.whom_name))


def _sequel(case: Designation, known: Sequence[Designation], horizon: int) -> str | None:
    """What the catalogue says came after: undone by the same body, or done by others as well."""
    if not case.whom:
        return None
    end = case.date + dt.timedelta(days=horizon)
    undone = ("listed", "relisted") if case.change in ("delisted", "suspended") else ("delisted",)
    parts = []
    for d in known:
        if d.whom != case.whom or not case.date < d.date <= end:
            continue
        months = max(1, round((d.date - case.date).days / 30.44))
        later = f"{months} month{'' if months == 1 else 's'} later"
        if d.by == case.by and d.change in undone and d.regime == case.regime:
            parts.append(f"{d.by_name} {_VERBS[d.change]} it again {later}")
        elif d.by != case.by and d.change == case.change:
            parts.append(f"{d.by_name} {_VERBS[d.change]} it too {later}")
    return "; ".join(parts[:4]) or None


def _from_reports(
    trigger: Trigger,
    statuses: Iterable[Status],
    origin: dt.date,
    ontology: Ontology,
    already: Sequence[Precedent],
) -> list[Precedent]:
    """Changes of the same kind that documents in the store report as made."""
    end = dt.datetime.combine(origin + _DAY, dt.time(), tzinfo=dt.UTC)
    found: dict[tuple[str, str], Precedent] = {}
    change = trigger.change
    for status in sorted(statuses, key=lambda s: (s.known_at, s.id)):
        made = status.modality in (Modality.ACTUAL, Modality.BACKGROUND)
        if (
            status.kind is not trigger.status_kind
            or change is None
            or status.change is not change
            or status.stage is not Stage.IN_FORCE
            or not made
            or status.known_at >= end
            or status.object is None
        ):
            continue
        day = status.valid_from or status.reported_on or status.known_at.date()
        source, target = _home(status.subject.id, status.subject.country), status.object.id
        if day > origin or _told(already, source, target, day):
            continue
        like = Likeness(ontology, day, origin)
        like.change(1.0, _MADE[change])
        like.target(trigger.target, target)
        like.source(trigger.source, source, trigger.target)
        like.era()
        found.setdefault(
            (source, target),
            Precedent(
                date=day,
                precision=status.precision if status.valid_from else Precision.PUBLICATION,
                source=source,
                target=target,
                label=_told_label(status, change),
                similarity=like.similarity,
                why=tuple(like.terms),
                reference=status.evidence.document_id or "",
                evidence=status.evidence,
            ),
        )
    return list(found.values())


def _told_label(status: Status, change: StatusChange) -> str:
    what = status.kind.value
    whom = with_article(status.object) if status.object else "?"
    return f"{status.subject.name} {_MADE[change]} its {what} of {whom}"


def _told(already: Sequence[Precedent], source: str, target: str, day: dt.date) -> bool:
    """Whether the catalogue has the case: texts report it a few days or weeks apart."""
    return any(
        p.source == source and p.target == target and abs((p.date - day).days) <= 100
        for p in already
    )


def _home(actor_id: str, country: str | None) -> str:
    agent = country is not None and (actor_id == country or actor_id.startswith(f"{country}."))
    return country if agent and country else actor_id


def _closes(day: dt.date, precision: Precision) -> dt.date:
    """Last day of the interval that a date with its precision names."""
    if precision is Precision.MONTH:
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if precision is Precision.YEAR:
        return day.replace(month=12, day=31)
    return day
