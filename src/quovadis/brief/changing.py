"""Changes of statuses between the two: those that were made, and the one that is under way."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from quovadis.brief.claims import claim
from quovadis.brief.dates import write_set_for
from quovadis.brief.desk import Desk
from quovadis.brief.grouping import group_statuses
from quovadis.brief.prose import capital
from quovadis.brief.standing import (
    change_claim,
    is_change,
    is_pending,
    reported,
    told_on,
    what_changes,
)
from quovadis.records import Claim, ClaimKind, Modality, Stage, Status, StatusChange, StatusKind

__all__ = [
    "Dated",
    "between",
    "last_change",
    "made_changes",
    "next_change",
    "pending",
    "stages",
    "trigger_made",
]


@dataclass(frozen=True, slots=True)
class Dated:
    """A claim and the day under which it is sorted."""

    date: dt.date
    claim: Claim


def between(status: Status, desk: Desk) -> bool:
    """Tell whether a status runs between A and B, in either direction."""
    there = desk.is_side(status.subject, "A") and desk.is_side(status.object, "B")
    back = desk.is_side(status.subject, "B") and desk.is_side(status.object, "A")
    embassy = status.kind is StatusKind.EMBASSY and status.object is None
    return there or back or (embassy and desk.is_side(status.subject, "A"))


def made_changes(desk: Desk) -> list[Dated]:
    """Changes of statuses between the two that were made, told once each, in order of time."""
    made = [s for s in desk.dossier.statuses if is_change(s) and between(s, desk)]
    made = [s for s in made if s.modality in (Modality.ACTUAL, Modality.BACKGROUND)]
    out = [Dated(told_on(g[0]), change_claim(g, desk)) for g in group_statuses(made)]
    return sorted(out, key=lambda d: (d.date, d.claim.id))


def pending(desk: Desk) -> list[Status]:
    """Return the reports of the changes under way: of each status its newest stage."""
    reports: dict[object, list[Status]] = defaultdict(list)
    for s in desk.dossier.statuses:
        if s.change is not None and s.object is not None and between(s, desk):
            side = "A" if desk.is_side(s.subject, "A") else "B"
            reports[(s.kind, side)].append(s)
    out = []
    for found in reports.values():
        last = max(found, key=lambda s: (s.known_at, is_change(s), _rank(s)))
        if is_pending(last):
            out += [s for s in found if is_pending(s) and s.stage is last.stage]
    return sorted(out, key=lambda s: (s.known_at, s.id), reverse=True)


def stages(desk: Desk) -> list[Dated]:
    """Say how the change under way came as far as it has: each earlier stage, when first told."""
    waiting = pending(desk)
    if not waiting:
        return []
    now = waiting[0]
    earlier: dict[Stage, list[Status]] = defaultdict(list)
    for s in desk.dossier.statuses:
        same = s.kind is now.kind and s.subject.country == now.subject.country
        if same and is_pending(s) and s.stage is not None and between(s, desk):
            earlier[s.stage].append(s)
    out = []
    for stage, found in earlier.items():
        first = min(found, key=lambda s: (s.known_at, s.id))
        if _rank(first) < _rank(now) and stage is not now.stage:
            told = [s for s in found if (s.change, s.known_at) == (first.change, first.known_at)]
            out.append(Dated(reported(first), change_claim(told, desk)))
    return sorted(out, key=lambda d: (d.date, d.claim.id))


def next_change(desk: Desk) -> Claim | None:
    """Say which change is under way, at which stage, and on which day it moves: one sentence."""
    waiting = pending(desk)
    if not waiting:
        return None
    s = waiting[0]
    what = (s.kind, s.subject.id, s.stage)
    same = [x for x in waiting if (x.kind, x.subject.id, x.stage) == what]
    ahead = [
        x
        for x in desk.dossier.scheduled
        if x.date > desk.dossier.as_of and x.status_kind in (None, s.kind)
    ]
    ahead = [x for x in ahead if x.status_kind is s.kind] or ahead
    if not ahead or s.stage is not Stage.HEARING:
        return change_claim(same, desk)
    first = min(x.date for x in ahead)
    on_day = [x for x in ahead if x.date == first]
    return claim(
        f"{capital(what_changes(s, desk))} awaits a hearing, set for "
        f"{write_set_for(first, on_day[0].precision)}.",
        ClaimKind.OBSERVED,
        s.modality,
        evidence=tuple(dict.fromkeys([*(x.evidence for x in same), *(x.evidence for x in on_day)])),
        refs=tuple(dict.fromkeys([*(x.id for x in same), *(x.id for x in on_day)])),
        actors=tuple(dict.fromkeys(a.id for a in (s.subject, s.object) if a is not None)),
    )


def trigger_made(desk: Desk, since: dt.date = dt.date.min) -> Claim | None:
    """Say that the change that the question asks about was made, when it was.

    Args:
        desk: The dossier.
        since: First day that counts.
    """
    t = desk.dossier.trigger
    if t is None or t.status_kind is None or t.change is None:
        return None
    wanted = (StatusChange.LIFT, StatusChange.SUSPEND)
    alike = wanted if t.change in wanted else (t.change,)
    made = [
        s
        for s in desk.dossier.statuses
        if is_change(s)
        and between(s, desk)
        and s.kind is t.status_kind
        and s.change in alike
        and s.modality is Modality.ACTUAL
        and told_on(s) >= since
    ]
    groups = group_statuses(made)
    return change_claim(max(groups, key=lambda g: told_on(g[0])), desk) if groups else None


def last_change(desk: Desk, since: dt.date) -> Claim | None:
    """Say which change was made last, when that was on or after a day."""
    made = made_changes(desk)
    return made[-1].claim if made and made[-1].date >= since else None


def _rank(status: Status) -> int:
    return list(Stage).index(status.stage) if status.stage else -1
