"""Same things told twice become one claim: reports of one event, one status, one appointment."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable, Iterable
from typing import TypeVar

from quovadis.brief.dates import span_of
from quovadis.brief.standing import told_on
from quovadis.records import Event, Evidence, Precision, Scheduled, Status, StatusKind

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
    groups: list[list[Status]] = []
    for s in sorted(statuses, key=lambda s: (s.valid_from is None, _vague(s), told_on(s), s.id)):
        home = next((g for g in groups if _same(s, g[0])), None)
        if home is None:
            groups.append([s])
        else:
            home.append(s)
    return groups


def group_scheduled(items: Iterable[Scheduled]) -> list[list[Scheduled]]:
    """Group reports of the same appointment: day and kind of thing; named holders come first."""
    groups: dict[Hashable, list[Scheduled]] = {}
    for s in sorted(items, key=lambda s: (s.date, s.who is None, s.id)):
        thing = re.split(r" (?:on|of|for|with|in|at) ", s.what.lower())[0].split()[-1:]
        groups.setdefault((s.date, *thing), []).append(s)
    return list(groups.values())


def overlaps(a: Evidence, b: Evidence) -> bool:
    """Tell whether two spans of one document share words, or are the same row."""
    if a.document_id is None or b.document_id is None:
        return a.dataset is not None and (a.dataset, a.row_id) == (b.dataset, b.row_id)
    return a.document_id == b.document_id and a.start < b.end and b.start < a.end


_FINE = (Precision.DAY, Precision.WEEK, Precision.MONTH, Precision.SEASON, Precision.YEAR)


def _vague(s: Status) -> int:
    return _FINE.index(s.precision) if s.precision in _FINE else len(_FINE)


def _same(s: Status, other: Status) -> bool:
    """Tell whether a report is of the same state or change; its date must fit, where it has one."""
    if (s.kind, s.state, s.change, s.stage) != (other.kind, other.state, other.change, other.stage):
        return False
    sides = [(x.subject.country or x.subject.id, _object(x)) for x in (s, other)]
    if sides[0] != sides[1]:
        return False
    if s.valid_from is None or other.valid_from is None:
        # An undated report of a hosting is another hosting; of a listing, the one that we know.
        return s.kind is not StatusKind.HOSTING or s.valid_from == other.valid_from
    if s.change is None and s.kind not in _MOMENTS:
        return True
    first, last = span_of(s.valid_from, s.precision)
    if s.precision is Precision.PUBLICATION:
        first -= dt.timedelta(days=_NEWS_LAG)
    begin, end = span_of(other.valid_from, other.precision)
    return first <= end and begin <= last


_NEWS_LAG = 2
_MOMENTS = (StatusKind.HOSTING,)


def _object(s: Status) -> str | None:
    return (s.object.country or s.object.id) if s.object else None


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
    return (
        e.date is not None
        and other.date is not None
        and 0 <= (e.date - other.date).days <= _NEWS_LAG
    )


def _tells(e: Event) -> int:
    return 2 * (e.mode is not None) + (e.place is not None) + (e.precision is Precision.DAY)
