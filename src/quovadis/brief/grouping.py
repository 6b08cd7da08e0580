"""Same things told twice become one claim: reports of one event, one status, one appointment."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

from quovadis.brief.standing import told_on
from quovadis.records import Event, Evidence, Precision, Scheduled, Status

__all__ = ["group_events", "group_scheduled", "group_statuses", "overlaps"]

T = TypeVar("T")


def group_events(events: Iterable[Event]) -> list[list[Event]]:
    """Group reports of the same event; in each group the most telling report comes first.

    Two reports are of one event when actors, type, modality and date agree. A report that only has
    its day of publication joins an event of the same actors and type that it follows within two
    days, since news of an event is published after it.
    """
    groups: dict[Hashable, list[Event]] = {}
    for e in sorted(events, key=_dated_first):
        who = (_who(e), e.event_type, e.modality)
        key: Hashable = (*who, e.date, e.precision in (Precision.DAY, Precision.PUBLICATION))
        if e.precision is Precision.PUBLICATION and e.date is not None:
            key = next((k for k in groups if _follows(e, who, groups[k][0])), key)
        groups.setdefault(key, []).append(e)
    return [sorted(g, key=lambda e: (-_tells(e), e.id)) for g in groups.values()]


def group_statuses(statuses: Iterable[Status]) -> list[list[Status]]:
    """Group reports of the same state or change; the one that gives a start comes first."""
    groups: dict[Hashable, list[Status]] = {}
    for s in sorted(statuses, key=lambda s: (s.valid_from is None, told_on(s), s.id)):
        object_id = s.object.id if s.object else None
        key = (s.kind, s.subject.id, object_id, s.state, s.change, s.stage)
        # A new hosting is a new fact; the same designation told again is not.
        found: Hashable = (*key, told_on(s)) if s.kind.value == "hosting" else key
        groups.setdefault(found, []).append(s)
    return list(groups.values())


def group_scheduled(items: Iterable[Scheduled]) -> list[list[Scheduled]]:
    """Group reports of the same appointment: day and kind of thing; named holders come first."""
    groups: dict[Hashable, list[Scheduled]] = {}
    for s in sorted(items, key=lambda s: (s.date, s.who is None, s.id)):
        groups.setdefault((s.date, s.what.lower().split()[-1:][0] if s.what else ""), []).append(s)
    return list(groups.values())


def overlaps(a: Evidence, b: Evidence) -> bool:
    """Tell whether two spans of one document share words, or are the same row."""
    if a.document_id is None or b.document_id is None:
        return a.dataset is not None and (a.dataset, a.row_id) == (b.dataset, b.row_id)
    return a.document_id == b.document_id and a.start < b.end and b.start < a.end


def _who(e: Event) -> tuple[str | None, str | None]:
    return (
        e.source.country or e.source.id if e.source else None,
        e.target.country or e.target.id if e.target else None,
    )


def _dated_first(e: Event) -> tuple[bool, str, str]:
    return (e.precision is Precision.PUBLICATION, e.date.isoformat() if e.date else "", e.id)


def _follows(e: Event, who: Hashable, other: Event) -> bool:
    if (_who(other), other.event_type, other.modality) != who:
        return False
    return e.date is not None and other.date is not None and 0 <= (e.date - other.date).days <= 2


def _tells(e: Event) -> int:
    return 2 * (e.mode is not None) + (e.place is not None) + (e.precision is Precision.DAY)
