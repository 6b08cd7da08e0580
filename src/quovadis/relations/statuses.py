"""Facts of a relation that last, as intervals: reports and the designation catalogue, folded.

A listing opens an interval, a delisting ends it and deletes nothing, a suspension opens another.
Reports of texts confirm a state, change it, or say how far a change has come. A report that
contradicts the catalogue, or another report of the same day, changes nothing and is kept as a
conflict.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from quovadis.records import (
    Actor,
    ActorKind,
    Modality,
    Precision,
    Stage,
    Status,
    StatusChange,
    StatusKind,
    StatusState,
)

if TYPE_CHECKING:
    from quovadis.ontology import Designation

__all__ = ["StatusInterval", "status_intervals"]

_DAY = dt.timedelta(days=1)
_STATES = {
    "listed": StatusState.IN_FORCE,
    "relisted": StatusState.IN_FORCE,
    "suspended": StatusState.SUSPENDED,
    "delisted": StatusState.ENDED,
}
_TAKEN = (Modality.ACTUAL, Modality.PLANNED, Modality.BACKGROUND)


@dataclass(frozen=True, slots=True)
class StatusInterval:
    """A stretch of time in which a fact of a relation was in one state.

    Attributes:
        kind: Which fact.
        subject: Country or body whose act it is.
        object: To whom it applies, or None.
        state: Its state.
        what: The list, or the words of the reports that name it.
        valid_from: First day in this state, or None when only later reports are known.
        valid_to: Last day in this state, or None when it lasts.
        first_reported: Day of the first report or act that shows it.
        last_reported: Day of the last one.
        change: A change that is pending at the as-of day, or None.
        stage: How far it has come.
        sources: Ids of statuses and references of acts behind it, in order of day.
        conflicts: Ids of reports that say otherwise.
    """

    kind: StatusKind
    subject: str
    object: str | None
    state: StatusState
    what: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    first_reported: dt.date | None = None
    last_reported: dt.date | None = None
    change: StatusChange | None = None
    stage: Stage | None = None
    sources: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Observation:
    day: dt.date
    state: StatusState
    source: str
    what: str = ""
    act: bool = False
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    change: StatusChange | None = None
    stage: Stage | None = None


_Key = tuple[StatusKind, str, str | None]


@dataclass(slots=True)
class _Fold:
    """The intervals of one fact so far; the last one may still be open."""

    key: _Key
    done: list[StatusInterval] = field(default_factory=list)
    open: StatusInterval | None = None
    by_act: bool = False

    def add(self, seen: _Observation) -> None:
        """Take the next observation in order of day."""
        current = self.open
        if current is None:
            self._begin(seen)
        elif seen.state is current.state:
            self._confirm(current, seen)
        elif self._settles(current, seen):
            self._end(current, seen)
            if seen.state is not StatusState.ENDED:
                self._begin(seen)
        else:
            self.open = replace(current, conflicts=(*current.conflicts, seen.source))

    def _settles(self, current: StatusInterval, seen: _Observation) -> bool:
        """Whether an observation of another state is news, or a contradiction."""
        if seen.act or seen.stage is Stage.IN_FORCE or seen.valid_from is not None:
            return True
        return not self.by_act and seen.day != current.last_reported

    def _begin(self, seen: _Observation) -> None:
        kind, subject, target = self.key
        state = seen.state
        if state is StatusState.ENDED:
            # Known only by its end: it was in force before.
            if not self.done:
                self.done.append(
                    StatusInterval(
                        kind,
                        subject,
                        target,
                        StatusState.IN_FORCE,
                        what=seen.what,
                        valid_to=(seen.valid_from or seen.day) - _DAY,
                        first_reported=seen.day,
                        last_reported=seen.day,
                        sources=(seen.source,),
                    )
                )
            return
        made = seen.stage is Stage.IN_FORCE
        self.by_act = seen.act
        self.open = StatusInterval(
            kind,
            subject,
            target,
            state,
            what=seen.what,
            valid_from=seen.day if seen.act or (made and not seen.valid_from) else seen.valid_from,
            valid_to=seen.valid_to,
            first_reported=seen.day,
            last_reported=seen.day,
            change=None if made else seen.change,
            stage=None if made else seen.stage,
            sources=(seen.source,),
        )

    def _confirm(self, current: StatusInterval, seen: _Observation) -> None:
        pending = seen.change is not None and seen.stage is not Stage.IN_FORCE
        begun = [d for d in (current.valid_from, seen.valid_from) if d is not None]
        start = current.valid_from if self.by_act else min(begun, default=None)
        if seen.act and not self.by_act:
            # The act gives the day that reports ("since 2003") only round.
            start, self.by_act = seen.day, True
        self.open = replace(
            current,
            what=current.what or seen.what,
            valid_from=start,
            valid_to=seen.valid_to or current.valid_to,
            last_reported=seen.day,
            change=seen.change if pending else current.change,
            stage=seen.stage if pending else current.stage,
            sources=(*current.sources, seen.source),
        )

    def _end(self, current: StatusInterval, seen: _Observation) -> None:
        last = (seen.valid_from or seen.day) - _DAY
        if current.valid_from is None or last >= current.valid_from:
            self.done.append(
                replace(
                    current,
                    valid_to=last,
                    change=None,
                    stage=None,
                    sources=(*current.sources, seen.source),
                )
            )
        self.open = None


def status_intervals(
    statuses: Iterable[Status], designations: Iterable[Designation] = (), *, as_of: dt.date
) -> list[StatusInterval]:
    """Fold reports and the catalogue of designations into intervals, as known on a day.

    Args:
        statuses: Reports; those that became known after the day, and those that only imagine or
            deny a state, are passed over.
        designations: The catalogue. An act whose month or year alone is known counts from the end
            of it, since before that we could not have known.
        as_of: The day.

    Returns:
        Intervals by kind, subject, object and time. Each list of a body is a fact of its own;
        reports, which seldom name the list, are read with the one that is open.
    """
    end = dt.datetime.combine(as_of + _DAY, dt.time(), tzinfo=dt.UTC)
    by_list: dict[tuple[_Key, str], list[_Observation]] = {}
    for d in designations:
        if d.change in _STATES and _closes(d.date, d.precision) <= as_of:
            key: _Key = (StatusKind.DESIGNATION, d.by or d.by_name, d.whom or d.whom_name)
            seen = _Observation(d.date, _STATES[d.change], d.reference, what=d.regime, act=True)
            by_list.setdefault((key, d.regime), []).append(seen)
    reports: dict[_Key, list[_Observation]] = {}
    for status in statuses:
        if status.known_at < end and status.modality in _TAKEN:
            target = None if status.object is None else _level(status.object)
            reports.setdefault((status.kind, _level(status.subject), target), []).append(
                _observed(status)
            )
    found: list[StatusInterval] = []
    for key in sorted({k for k, _ in by_list} | set(reports), key=str):
        lists = {regime: seen for (k, regime), seen in by_list.items() if k == key}
        told = reports.get(key, [])
        regime = max(lists, key=lambda name: max(s.day for s in lists[name]), default="")
        lists[regime] = lists.get(regime, []) + told
        for observations in lists.values():
            found += _folded(key, observations)
    return found


def _folded(key: _Key, seen: list[_Observation]) -> list[StatusInterval]:
    fold = _Fold(key)
    # Of one day, acts come before reports, and an end before a beginning (moved between lists).
    for observation in sorted(
        seen, key=lambda s: (s.day, not s.act, s.state is not StatusState.ENDED, s.source)
    ):
        fold.add(observation)
    return [*fold.done, *([fold.open] if fold.open else [])]


def _observed(status: Status) -> _Observation:
    return _Observation(
        day=status.valid_from
        if status.valid_from and status.stage is Stage.IN_FORCE
        else status.reported_on or status.known_at.date(),
        state=status.state,
        source=status.id,
        what=status.what,
        valid_from=status.valid_from,
        valid_to=status.valid_to,
        change=status.change,
        stage=status.stage,
    )


def _level(actor: Actor) -> str:
    """The country for its organs and officials, else the actor itself."""
    if actor.kind in (ActorKind.COUNTRY, ActorKind.AGENT, ActorKind.PERSON) and actor.country:
        return actor.country
    return actor.id


def _closes(day: dt.date, precision: Precision) -> dt.date:
    """Last day of the interval that a date with its precision names."""
    if precision is Precision.MONTH:
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if precision is Precision.YEAR:
        return day.replace(month=12, day=31)
    return day
