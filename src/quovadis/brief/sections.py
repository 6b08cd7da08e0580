"""The sections between the bottom line and the lenses: what shifts, why, why not, and when."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quovadis.brief.claims import event_claim, scheduled_claim, sentence_claim
from quovadis.brief.desk import Desk
from quovadis.brief.grouping import group_events, group_scheduled, group_statuses, overlaps
from quovadis.brief.lenses import load_lenses
from quovadis.brief.measures import shift_claims, tally_claim, violence_claim
from quovadis.brief.standing import change_claim, is_change, is_pending, state_claim, told_on
from quovadis.records import (
    Claim,
    Event,
    Modality,
    QuadClass,
    Section,
    Sentence,
    SentenceRole,
    Stage,
    Status,
    StatusKind,
)

__all__ = ["Dated", "background", "constraints", "drivers", "pending", "scheduled", "shifting"]

_RECENT = 730
_MOST_EVENTS, _MOST_SAID, _MOST_PAST = 6, 2, 10


@dataclass(frozen=True, slots=True)
class Dated:
    """A claim and the day under which it is sorted."""

    date: dt.date
    claim: Claim


def shifting(desk: Desk) -> Section:
    """What is shifting: detector answers, the tally, the newest events, changes and plans."""
    claims: list[Claim] = []
    for i, test in enumerate(desk.dossier.shift_tests):
        if i == 0 or test.shifts:
            claims += shift_claims(test, desk)
    tally = tally_claim(desk)
    claims += [tally] if tally else []
    since = desk.dossier.as_of - dt.timedelta(days=_RECENT)
    recent = [d for d in _past(desk) if d.date >= since][-_MOST_EVENTS:]
    claims += [d.claim for d in recent]
    claims += [c for g in group_statuses(pending(desk)) if (c := change_claim(g, desk))]
    claims += _plans(desk)
    claims += _reported(desk, claims)
    empty = None if claims else "No dated event between the two is known to the sources at hand."
    return _section("shifting", "What is shifting", claims, empty)


def background(desk: Desk, used: Sequence[Claim]) -> Section:
    """What lasts between the two, and how it came about, in order of time."""
    since = desk.dossier.as_of - dt.timedelta(days=_RECENT)
    told = {c.id for c in used}
    past = [d for d in [*_standing(desk), *_past(desk)] if d.claim.id not in told]
    past = [d for d in past if d.date < since or d.claim.event_type is None]
    standing = {d.claim.id for d in _standing(desk)}
    events = [d for d in past if d.claim.id not in standing]
    keep = standing | {d.claim.id for d in events[-_MOST_PAST:]}
    past = sorted((d for d in past if d.claim.id in keep), key=lambda d: (d.date, d.claim.id))
    claims = [d.claim for d in past]
    spans = [e for c in [*claims, *used] for e in c.evidence]
    for s in _primary(desk, SentenceRole.BACKGROUND):
        if not any(overlaps(s.evidence, e) for e in spans):
            made = sentence_claim(s, desk)
            claims += [made] if made else []
    empty = "The sources at hand give no history of the relation."
    return _section("background", "Background", claims, empty)


def drivers(desk: Desk) -> Section:
    """What the sources say drives the relation."""
    claims = _said(desk, SentenceRole.DRIVER)
    return _section("drivers", "Drivers", claims, "The sources at hand name no driver.")


def constraints(desk: Desk) -> Section:
    """What stands against it: what the sources say, and violence by challengers in the records."""
    claims = _said(desk, SentenceRole.CONSTRAINT)
    holders = [
        h.actor_id
        for role in ("challengers_of_A", "challengers_of_B")
        for h in desk.dossier.roles.get(role, ())
    ]
    for actor_id in dict.fromkeys(holders):
        events = [
            e
            for e in desk.dossier.events
            if e.source is not None
            and actor_id in (e.source.id, e.source.country)
            and e.quad_class is QuadClass.MATERIAL_CONFLICT
            and e.modality is Modality.ACTUAL
        ]
        made = violence_claim([g[0] for g in group_events(events)], actor_id, desk)
        claims += [made] if made else []
    return _section("constraints", "Constraints", claims, "The sources at hand name no constraint.")


def scheduled(desk: Desk) -> Section:
    """What is set for a day after `as_of`, soonest first."""
    items = [s for s in desk.dossier.scheduled if s.date > desk.dossier.as_of]
    claims = [scheduled_claim(g, desk) for g in group_scheduled(items)]
    return _section("scheduled", "Scheduled", claims, "Nothing is set for a later day.")


def pending(desk: Desk) -> list[Status]:
    """Return the reports of changes under way: for each status only its newest, furthest stage."""
    newest: dict[object, list[Status]] = defaultdict(list)
    for s in desk.dossier.statuses:
        if s.change is not None and s.object is not None and _between(s, desk):
            newest[(s.kind, _side_of(s, desk))].append(s)
    out = []
    for reports in newest.values():
        last = max(reports, key=lambda s: (s.known_at, is_change(s), _rank(s)))
        out += [s for s in reports if is_pending(last) and s.stage is last.stage and is_pending(s)]
    return sorted(out, key=lambda s: (s.known_at, s.id), reverse=True)


def _rank(status: Status) -> int:
    return list(Stage).index(status.stage) if status.stage else -1


def _side_of(status: Status, desk: Desk) -> str:
    return "A" if desk.is_side(status.subject, "A") else "B"


def _between(status: Status, desk: Desk) -> bool:
    there = desk.is_side(status.subject, "A") and desk.is_side(status.object, "B")
    back = desk.is_side(status.subject, "B") and desk.is_side(status.object, "A")
    embassy = status.kind is StatusKind.EMBASSY and status.object is None
    return there or back or (embassy and desk.is_side(status.subject, "A"))


def _section(key: str, title: str, claims: Iterable[Claim], empty: str | None) -> Section:
    kept = tuple({c.id: c for c in claims}.values())
    return Section(key=key, title=title, claims=kept, empty=None if kept else empty)


def _past(desk: Desk) -> list[Dated]:
    """Events between the two and changes of their statuses, told once each, in order of time."""
    changes = [s for s in desk.dossier.statuses if is_change(s) and _between(s, desk)]
    changes = [s for s in changes if s.modality in (Modality.ACTUAL, Modality.BACKGROUND)]
    spans = [s.evidence for s in changes if s.kind is not StatusKind.HOSTING]
    events = [
        e
        for e in desk.dossier.events
        if e.modality in (Modality.ACTUAL, Modality.BACKGROUND)
        and (desk.is_dyadic(e) or _is_history(e, desk))
        and not any(overlaps(e.evidence, span) for span in spans)
    ]
    out = [
        Dated(g[0].date or g[0].known_at.date(), c)
        for g in group_events(events)
        if (c := event_claim(g, desk)) is not None
    ]
    out += [Dated(told_on(g[0]), change_claim(g, desk)) for g in group_statuses(changes)]
    return sorted(out, key=lambda d: (d.date, d.claim.id))


def _is_history(event: Event, desk: Desk) -> bool:
    """History of one side that the article itself tells ("backed the … in the late 1990s")."""
    own = desk.is_side(event.source, "A") or desk.is_side(event.source, "B")
    return event.modality is Modality.BACKGROUND and desk.is_primary(event.evidence) and own


def _standing(desk: Desk) -> list[Dated]:
    """States of the statuses between the two; a hosting that an event tells is left to it."""
    told = [e.evidence for e in desk.dossier.events if desk.is_dyadic(e)]
    states = [
        s
        for s in desk.dossier.statuses
        if not is_change(s)
        and s.modality in (Modality.ACTUAL, Modality.BACKGROUND)
        and _between(s, desk)
        and not (s.kind is StatusKind.HOSTING and any(overlaps(s.evidence, e) for e in told))
    ]
    groups: dict[object, list[Status]] = {}
    for g in group_statuses(states):
        key = (g[0].kind, g[0].state, told_on(g[0]) if g[0].kind is StatusKind.HOSTING else None)
        groups.setdefault(key, []).extend(g)
    return [Dated(told_on(g[0]), state_claim(g, desk)) for g in groups.values()]


def _plans(desk: Desk) -> list[Claim]:
    plans = [e for e in desk.dossier.events if e.modality is Modality.PLANNED and desk.is_dyadic(e)]
    since = desk.dossier.as_of - dt.timedelta(days=60)
    plans = [e for e in plans if e.known_at.date() >= since]
    return [c for g in group_events(plans)[:2] if (c := event_claim(g, desk)) is not None]


def _reported(desk: Desk, claims: Sequence[Claim]) -> list[Claim]:
    """What the article reports of both sides and no record carries, in its own words."""
    spans = [e for c in claims for e in c.evidence]
    out: list[Claim] = []
    for s in _primary(desk, SentenceRole.REPORT):
        fresh = not any(overlaps(s.evidence, e) for e in spans)
        if fresh and not _headed(s) and desk.names_both(s) and len(out) < _MOST_SAID:
            made = sentence_claim(s, desk)
            out += [made] if made else []
    return out


def _said(desk: Desk, role: SentenceRole) -> list[Claim]:
    """Sentences of a role, outside the headings of the lenses; inside them when there are none."""
    found = _primary(desk, role)
    plain = [s for s in found if not _headed(s)] or found
    return [c for s in plain if (c := sentence_claim(s, desk)) is not None]


def _primary(desk: Desk, role: SentenceRole) -> list[Sentence]:
    found = [s for s in desk.dossier.sentences if s.role is role and desk.is_primary(s.evidence)]
    order = {document: i for i, document in enumerate(desk.dossier.primary)}
    return sorted(found, key=lambda s: (order[s.evidence.document_id or ""], s.index))


def _headed(sentence: Sentence) -> bool:
    return any(lens.claims_heading(sentence.heading) for lens in load_lenses())
