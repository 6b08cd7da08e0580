"""The sections between the bottom line and the lenses: what shifts, why, why not, and when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from quovadis.brief.changing import Dated, between, made_changes, next_change, stages
from quovadis.brief.claims import event_claim, joined, scheduled_claim, sentence_claim
from quovadis.brief.desk import Desk
from quovadis.brief.grouping import group_events, group_scheduled, group_statuses, overlaps
from quovadis.brief.lenses import load_lenses
from quovadis.brief.measures import shift_claims, tally_claim, violence_claim
from quovadis.brief.prose import speaks_for_itself
from quovadis.brief.quotes import quotes_in
from quovadis.brief.standing import is_change, state_claim, told_on
from quovadis.records import (
    Claim,
    Event,
    EventType,
    Evidence,
    Modality,
    Section,
    Sentence,
    SentenceRole,
    Status,
    StatusChange,
    StatusKind,
    StatusState,
)

__all__ = ["background", "constraints", "drivers", "recent_from", "scheduled", "shifting"]

_RECENT, _PLANS = 730, 60
_MOST_EVENTS, _MOST_SAID, _MOST_PAST = 6, 2, 10
_FEW_WORDS = 6
_MOST_VIOLENT = 3
_ELSEWHERE = (
    SentenceRole.DRIVER,
    SentenceRole.CONSTRAINT,
    SentenceRole.CONDITIONAL,
    SentenceRole.OPINION,
)
_THEN = re.compile(r"\b(?:(?:that|the same) (?:year|month)|at the time|back then)\b", re.IGNORECASE)
_BEGINS = (StatusChange.IMPOSE, StatusChange.OPEN, StatusChange.GRANT)


def recent_from(desk: Desk) -> dt.date:
    """Return the day from which on something counts as recent: two years before `as_of`."""
    return desk.dossier.as_of - dt.timedelta(days=_RECENT)


def shifting(desk: Desk) -> Section:
    """What is shifting: detector answers, the tally, the newest events, changes and plans."""
    claims: list[Claim] = []
    for i, test in enumerate(desk.dossier.shift_tests):
        if i == 0 or test.shifts:
            claims += shift_claims(test, desk)
    tally = tally_claim(desk)
    claims += [tally] if tally else []
    newest = [d for d in _past(desk) if d.date >= recent_from(desk)][-_MOST_EVENTS:]
    recent = [d.claim for d in sorted([*newest, *stages(desk)], key=lambda d: d.date)]
    change = next_change(desk)
    later = [*recent, *_plans(desk), *([change] if change else [])]
    told = [e for c in later for e in c.evidence]
    told += [e for d in _past(desk) for e in d.claim.evidence]
    told += [s.evidence for s in desk.dossier.statuses if between(s, desk)]
    claims += [*_reported(desk, told), *later]
    empty = "No dated event between the two is known to the sources at hand."
    return _section("shifting", "What is shifting", claims, empty)


def background(desk: Desk, used: Sequence[Claim]) -> Section:
    """What lasts between the two, and how it came about, in order of time."""
    told = {c.id for c in used}
    standing = _standing(desk)
    older = [d for d in _past(desk) if d.date < recent_from(desk)]
    changes = [d for d in older if d in made_changes(desk)]
    events = [d for d in older if d not in changes][-_MOST_PAST:]
    past = [d for d in (*standing, *changes, *events) if d.claim.id not in told]
    claims = [d.claim for d in sorted(past, key=lambda d: (d.date, d.claim.id))]
    spans = [e for c in (*claims, *used) for e in c.evidence]
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
    claims += _violence(desk)[:_MOST_VIOLENT]
    return _section("constraints", "Constraints", claims, "The sources at hand name no constraint.")


def _violence(desk: Desk) -> list[Claim]:
    """What challengers did of late, in the order in which the roles name them."""
    challengers = [
        h.actor_id
        for role in ("challengers_of_A", "challengers_of_B")
        for h in desk.dossier.roles.get(role, ())
    ]
    made = []
    for actor_id in dict.fromkeys(challengers):
        attacks = [
            e
            for e in desk.dossier.events
            if e.source is not None
            and actor_id in (e.source.id, e.source.country)
            and e.event_type is EventType.ASSAULT
            and e.modality is Modality.ACTUAL
        ]
        claim = violence_claim([g[0] for g in group_events(attacks)], actor_id, desk)
        made += [claim] if claim else []
    return made


def scheduled(desk: Desk) -> Section:
    """What is set for a day after `as_of`, soonest first."""
    items = [s for s in desk.dossier.scheduled if s.date > desk.dossier.as_of]
    claims = [scheduled_claim(g, desk) for g in group_scheduled(items)]
    return _section("scheduled", "Scheduled", claims, "Nothing is set for a later day.")


def _section(key: str, title: str, claims: Iterable[Claim], empty: str | None) -> Section:
    kept = joined(claims)
    return Section(key=key, title=title, claims=kept, empty=None if kept else empty)


def _past(desk: Desk) -> list[Dated]:
    """Events between the two and changes of their statuses, told once each, in order of time."""
    changes = made_changes(desk)
    spans = [e for d in changes for e in d.claim.evidence]
    # A sentence that drives, hinders or judges is quoted where it belongs, and only there.
    elsewhere = [
        s.evidence
        for s in desk.dossier.sentences
        if s.role in _ELSEWHERE and desk.is_primary(s.evidence)
    ]
    events = [
        e
        for e in desk.dossier.events
        if e.modality in (Modality.ACTUAL, Modality.BACKGROUND)
        and (desk.is_dyadic(e) or _is_history(e, desk))
        and not any(overlaps(e.evidence, span) for span in spans)
        and (speaks_for_itself(e) or not _told(e.evidence, elsewhere))
    ]
    out = [
        Dated(_sorted_by(g[0]), c)
        for g in group_events(events)
        if (c := event_claim(g, desk)) is not None
    ]
    return sorted([*_unrepeated(out), *changes], key=lambda d: (d.date, d.claim.id))


def _sorted_by(event: Event) -> dt.date:
    """History without a date comes first; news without a date is as old as its report."""
    undated = dt.date.min if event.modality is Modality.BACKGROUND else event.known_at.date()
    return event.date or undated


def _unrepeated(told: list[Dated]) -> list[Dated]:
    """Leave out what a quotation already tells: other claims on the same sentence."""
    out: list[Dated] = []
    for d in sorted(told, key=lambda d: (not quotes_in(d.claim.text), d.date, d.claim.id)):
        spans = [e for x in out if quotes_in(x.claim.text) for e in x.claim.evidence]
        if not all(any(overlaps(e, span) for span in spans) for e in d.claim.evidence):
            out.append(d)
    return out


def _is_history(event: Event, desk: Desk) -> bool:
    """History of one side that the article itself tells ("backed the … in the late 1990s")."""
    own = desk.is_side(event.source, "A") or desk.is_side(event.source, "B")
    return event.modality is Modality.BACKGROUND and desk.is_primary(event.evidence) and own


def _standing(desk: Desk) -> list[Dated]:
    """States of the statuses between the two.

    A hosting that an event tells is left to the event, and a state that a change began is left to
    the change.
    """
    told = [e.evidence for e in desk.dossier.events if desk.is_dyadic(e)]
    begun = {
        (s.kind, s.subject.country)
        for s in desk.dossier.statuses
        if is_change(s) and s.change in _BEGINS and between(s, desk)
    }
    states = [
        s
        for s in desk.dossier.statuses
        if not is_change(s)
        and (s.modality in (Modality.ACTUAL, Modality.BACKGROUND) or s.state is StatusState.NONE)
        and between(s, desk)
        and not (s.kind is StatusKind.HOSTING and _told(s.evidence, told))
    ]
    out = []
    for group in group_statuses(states):
        first = group[0]
        if first.state in _LASTING and (first.kind, first.subject.country) in begun:
            out += _still(group, desk)
        else:
            out.append(Dated(told_on(first), state_claim(group, desk)))
    return out


def _still(group: list[Status], desk: Desk) -> list[Dated]:
    """That a status which a change began still holds is told when the article says so."""
    said = [s for s in group if desk.is_primary(s.evidence) and s.reported_on is not None]
    newest = max((d.date for d in made_changes(desk)), default=dt.date.min)
    said = [s for s in said if s.reported_on is not None and s.reported_on >= newest]
    if not said:
        return []
    return [Dated(said[0].reported_on or newest, state_claim(said, desk, since=False))]


_LASTING = (StatusState.IN_FORCE, StatusState.OPEN)


def _told(evidence: Evidence, spans: Iterable[Evidence]) -> bool:
    return any(overlaps(evidence, span) for span in spans)


def _plans(desk: Desk) -> list[Claim]:
    since = desk.dossier.as_of - dt.timedelta(days=_PLANS)
    plans = [
        e
        for e in desk.dossier.events
        if e.modality is Modality.PLANNED and desk.is_dyadic(e) and e.known_at.date() >= since
    ]
    return [c for g in group_events(plans)[:2] if (c := event_claim(g, desk)) is not None]


def _reported(desk: Desk, told: Sequence[Evidence]) -> list[Claim]:
    """What the article reports of both sides and no record carries, in its own words."""
    out: list[Claim] = []
    for s in _primary(desk, SentenceRole.REPORT):
        if s.modality is Modality.HYPOTHETICAL or _THEN.search(s.evidence.quote):
            continue  # "Had they met, …", "… that year": no news
        announces = s.evidence.quote.rstrip()[-1:] == ":"
        if _under_title(s, desk) and desk.names_both(s) and not announces and len(out) < _MOST_SAID:
            made = None if _told(s.evidence, told) else sentence_claim(s, desk)
            out += [made] if made else []
    return out


def _under_title(sentence: Sentence, desk: Desk) -> bool:
    """Tell whether no heading but the article's own title stands above a sentence."""
    if sentence.heading is None:
        return True
    document = desk.documents.get(sentence.evidence.document_id or "")
    title = (document.title or "") if document else ""
    return bool(title) and sentence.heading.strip("# ").casefold() == title.strip().casefold()


def _said(desk: Desk, role: SentenceRole) -> list[Claim]:
    """Sentences of a role, outside the headings of the lenses; inside them when there are none."""
    found = [s for s in _primary(desk, role) if _says_something(s)]
    plain = [s for s in found if not _headed(s)] or found
    return [c for s in plain if (c := sentence_claim(s, desk)) is not None]


def _primary(desk: Desk, role: SentenceRole) -> list[Sentence]:
    found = [s for s in desk.dossier.sentences if s.role is role and desk.is_primary(s.evidence)]
    order = {document: i for i, document in enumerate(desk.dossier.primary)}
    return sorted(found, key=lambda s: (order[s.evidence.document_id or ""], s.index))


def _says_something(sentence: Sentence) -> bool:
    """Leave out sentences that only announce others ("However, challenges remain.")."""
    return bool(sentence.actors) or len(sentence.evidence.quote.split()) > _FEW_WORDS


def _headed(sentence: Sentence) -> bool:
    return any(lens.claims_heading(sentence.heading) for lens in load_lenses())
