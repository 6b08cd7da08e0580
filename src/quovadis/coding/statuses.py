"""Facts of a relation that last: designations, recognition, embassies, sanctions, hosting, pacts.

A report gives each a state, and often a change: made ("banned in 2003": in force since then),
pending ("a petition to lift the designation, with a hearing scheduled": in force; lift; hearing
set), or merely possible ("could be removed": proposed). What a text only supposes ("if removed …")
is no state at all.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from quovadis.coding import dates
from quovadis.coding.clauses import Named, auxiliaries
from quovadis.coding.mood import Mood, is_supposed, read_mood
from quovadis.coding.status_frames import Sighting, sightings
from quovadis.coding.status_words import is_on_person
from quovadis.errors import QuovadisError
from quovadis.records import (
    Actor,
    ActorKind,
    Modality,
    Precision,
    Scheduled,
    Stage,
    Status,
    StatusChange,
    StatusKind,
    StatusState,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.mentions import MentionSpan
    from quovadis.coding.parse import Parsed, SentenceSpan
    from quovadis.ontology import Ontology

__all__ = ["STAGE_ORDER", "find", "principal"]

STAGE_ORDER = tuple(Stage)
"""Stages of a change, from the first to the last."""

_K, _C, _S = StatusKind, StatusChange, StatusState

_AFTER: dict[StatusChange, StatusState] = {
    _C.IMPOSE: _S.IN_FORCE,
    _C.GRANT: _S.IN_FORCE,
    _C.LIFT: _S.ENDED,
    _C.SUSPEND: _S.SUSPENDED,
    _C.OPEN: _S.OPEN,
    _C.CLOSE: _S.CLOSED,
}
_BEFORE: dict[StatusChange, StatusState] = {
    _C.IMPOSE: _S.NONE,
    _C.GRANT: _S.NONE,
    _C.LIFT: _S.IN_FORCE,
    _C.SUSPEND: _S.IN_FORCE,
    _C.OPEN: _S.NONE,
    _C.CLOSE: _S.OPEN,
}
_HEARING_REACH = 2  # sentences between a petition and its hearing


def find(
    parsed: Parsed,
    mentions: Sequence[MentionSpan],
    ontology: Ontology,
    published: dt.datetime | None = None,
    *,
    scheduled: Sequence[Scheduled] = (),
    unresolved: list[str] | None = None,
) -> list[Status]:
    """Return the statuses that a document reports, the most telling record of each.

    Args:
        parsed: The document.
        mentions: Its mentions of actors.
        ontology: Tells for which country an agent acts.
        published: Overrides the document's own moment of publication.
        scheduled: `scheduled.find(…)` of the document: a hearing moves a petition on.
        unresolved: Receives one sentence for each fact that could not be tied to actors.
    """
    when = published or parsed.document.published
    named = Named(parsed, tuple(mentions))
    notes = unresolved if unresolved is not None else []
    found: list[tuple[Status, bool]] = []
    for sentence in parsed.sentences:
        if sentence.cut:
            continue
        for token in parsed.tokens(sentence):
            for sighting in sightings(named, token):
                status = _judge(parsed, named, ontology, sentence, sighting, when, notes)
                if status is not None:
                    found.append((status, sighting.change is None))
    settled = _merge(found)
    return [_with_hearing(parsed, s, scheduled) for s in settled]


def _judge(
    parsed: Parsed,
    named: Named,
    ontology: Ontology,
    sentence: SentenceSpan,
    seen: Sighting,
    when: dt.datetime | None,
    notes: list[str],
) -> Status | None:
    reading = read_mood(seen.act)
    mood = reading.mood
    if mood is Mood.SUPPOSED or is_supposed(seen.act):
        return None
    if is_on_person(seen):
        return None
    whom = principal(ontology, seen.object)
    who = principal(ontology, seen.subject)
    if who is None or (whom is not None and who.id == whom.id):
        who = _only_other(ontology, named, sentence, whom, seen.act.idx)
    if who is None or (whom is None and seen.kind is not _K.EMBASSY):
        side = "whose act it is" if who is None else "to whom it applies"
        words = parsed.text(sentence.start, min(sentence.end, sentence.start + 80))
        notes.append(f"{seen.kind.value}: the text does not say {side} ({words!r})")
        return None
    state, change, stage = _outcome(seen, mood, reading.stage)
    if state is None:
        return None
    first, last, precision = _validity(parsed, sentence, seen, change, stage, when)
    return Status(
        kind=seen.kind,
        subject=who,
        object=whom,
        state=state,
        what=seen.what[:120],
        modality=Modality.NEGATED if mood is Mood.DENIED and state is _S.NONE else Modality.ACTUAL,
        known_at=parsed.known_at(when),
        evidence=parsed.sentence_evidence(sentence),
        valid_from=first,
        valid_to=last,
        precision=precision,
        change=change,
        stage=stage,
        reported_on=when.date() if when else None,
        place=seen.place,
        reasons=() if whom is not None else ("the text does not say in which country",),
    )


def _outcome(
    seen: Sighting, mood: Mood, stage: Stage | None
) -> tuple[StatusState | None, StatusChange | None, Stage | None]:
    """Return state, change and stage from what is done to the fact and in which mood."""
    change = seen.change
    done_state = _S.IN_FORCE if seen.kind is not _K.EMBASSY else _S.OPEN
    if change is None:  # it only stands
        if mood is Mood.DENIED:
            return (_S.ENDED if _no_longer(seen) else _S.NONE), None, None
        if mood is Mood.DONE:
            return done_state, None, None
        return (done_state if seen.act.pos_ == "NOUN" else None), None, None
    after, before = _AFTER[change], _BEFORE[change]
    if seen.kind is _K.HOSTING:
        return (_S.IN_FORCE, None, None) if mood is Mood.DONE else (None, None, None)
    if seen.kind is _K.EMBASSY and change is _C.OPEN and before is _S.NONE and mood is Mood.DONE:
        return _S.OPEN, change, Stage.IN_FORCE
    if mood is Mood.DONE:
        lasting = _lasts(seen.act)
        return after, (None if lasting else change), (None if lasting else Stage.IN_FORCE)
    if mood is Mood.DENIED:
        if change in (_C.IMPOSE, _C.GRANT) and _no_longer(seen):
            return _S.ENDED, None, None
        return before, None, None
    if seen.kind in (_K.TREATY, _K.ALLIANCE, _K.CEASEFIRE) and before is _S.NONE:
        return before, change, stage
    return before, change, stage


def _lasts(act: Token) -> bool:
    """Tell a state ("is banned", "lists", "remains closed") from a change ("banned", "closed")."""
    if act.lemma_.lower() in ("remain", "stay", "be", "keep", "maintain"):
        return True
    if act.tag_ == "VBN":
        own = auxiliaries(act)
        return bool(own & {"is", "are"}) and not own & {"been", "being"}
    return act.lemma_.lower() in ("list", "treat", "designate", "consider") and act.tag_ in (
        "VBZ",
        "VBP",
    )


def _no_longer(seen: Sighting) -> bool:
    return any(t.lower_ == "longer" for t in seen.act.children)


def _validity(
    parsed: Parsed,
    sentence: SentenceSpan,
    seen: Sighting,
    change: StatusChange | None,
    stage: Stage | None,
    when: dt.datetime | None,
) -> tuple[dt.date | None, dt.date | None, Precision]:
    """Return first and last day of the state, as far as the text gives them."""
    if stage is not None and stage is not Stage.IN_FORCE:
        return None, None, Precision.UNKNOWN
    expression = dates.expression_at(parsed, seen.act.i, when)
    made = change is not None and stage is Stage.IN_FORCE
    if made and expression is not None and expression.relation == "since":
        passive = "been" in auxiliaries(seen.act)
        # "the first to recognise it since 2021": the year dates something else
        expression = expression if passive else None
    if expression is None or expression.date is None:
        if made and expression is None and sentence.index <= 1 and when is not None:
            # News of a change that gives no day: the day of the news stands in.
            return when.date(), None, Precision.PUBLICATION
        return None, None, Precision.UNKNOWN
    if expression.relation in ("on", "since", "after"):
        closed = expression.relation == "on" and change is None and seen.kind is _K.HOSTING
        return expression.date, (expression.date_to if closed else None), expression.precision
    if expression.relation == "within":
        return expression.date, expression.date_to, expression.precision
    return None, None, Precision.UNKNOWN


def principal(ontology: Ontology, actor: Actor | None) -> Actor | None:
    """The country that an agent or office-holder acts for; others stand for themselves."""
    if actor is None:
        return None
    if actor.country and actor.kind in (ActorKind.AGENT, ActorKind.PERSON, ActorKind.UNKNOWN):
        try:
            return ontology.actor(actor.country)
        except (LookupError, QuovadisError):
            return actor
    return actor if actor.kind is not ActorKind.UNKNOWN else None


def _only_other(
    ontology: Ontology,
    named: Named,
    sentence: SentenceSpan,
    whom: Actor | None,
    before: int,
) -> Actor | None:
    """The one country that the sentence names before the act besides the object, if it is one."""
    others: dict[str, Actor] = {}
    kinds: Collection[ActorKind] = (ActorKind.COUNTRY, ActorKind.BLOC, ActorKind.ORGANISATION)
    for mention in named.within(sentence):
        actor = principal(ontology, mention.actor)
        if actor is None or actor.kind not in kinds or mention.place or mention.start > before:
            continue
        related = whom is not None and (actor.id == whom.id or actor.id == whom.country)
        if not related:
            others[actor.id] = actor
    countries = [a for a in others.values() if a.kind is ActorKind.COUNTRY]
    pool = countries or list(others.values())
    return pool[0] if len(pool) == 1 else None


def _merge(found: Sequence[tuple[Status, bool]]) -> list[Status]:
    """Keep the most telling record of each fact.

    A pending change is kept at its farthest stage; plain mentions yield to a record with a date or
    a change; what differs in state or beginning stays apart.
    """
    groups: dict[tuple[str, str, str | None], list[tuple[Status, bool]]] = {}
    for status, bare in found:
        key = (status.kind.value, status.subject.id, status.object.id if status.object else None)
        groups.setdefault(key, []).append((status, bare))
    out: list[Status] = []
    for group in groups.values():
        pending: dict[StatusChange, Status] = {}
        made: _Made = {}
        for status, _ in group:
            if status.change is not None and status.stage not in (None, Stage.IN_FORCE):
                held = pending.get(status.change)
                if held is None or _rank(status.stage) > _rank(held.stage):
                    pending[status.change] = status
                continue
            slot = (status.state, status.valid_from)
            if slot not in made or _fineness(status) > _fineness(made[slot]):
                made[slot] = status
        dropped = _superseded(made)
        best = max(pending.values(), key=lambda s: _rank(s.stage), default=None)
        for (state, first), status in made.items():
            if (state, first) in dropped:
                continue
            covered = best is not None and best.state is state
            dated = any(s == state and f is not None for s, f in made)
            if first is None and (covered or dated):
                continue
            if status.precision is Precision.PUBLICATION and _said_finer(status, made):
                continue
            out.append(status)
        if best is not None:
            out.append(best)
    placed = {(s.kind, s.subject.id, s.state) for s in out if s.object is not None}
    # An embassy that one sentence leaves without a place, another has named.
    out = [s for s in out if s.object or (s.kind, s.subject.id, s.state) not in placed]
    return sorted(out, key=lambda s: s.evidence.start)


_Made = dict[tuple[StatusState, dt.date | None], Status]


def _superseded(made: _Made) -> set[tuple[StatusState, dt.date | None]]:
    """States that only say less exactly what another sentence says: "no longer treated as …" after
    "suspended the ban".
    """
    if any(state is _S.SUSPENDED for state, _ in made):
        return {key for key in made if key[0] is _S.ENDED and key[1] is None}
    return set()


_COARSE = (Precision.UNKNOWN, Precision.PUBLICATION)


def _fineness(status: Status) -> int:
    return 0 if status.precision in _COARSE else 1


def _said_finer(status: Status, made: dict[tuple[StatusState, dt.date | None], Status]) -> bool:
    """Tell whether the text itself dates the same state within a month of the news of it."""
    return any(
        other.state is status.state
        and other.precision not in _COARSE
        and other.valid_from is not None
        and status.valid_from is not None
        and abs((other.valid_from - status.valid_from).days) <= 31
        for other in made.values()
    )


def _rank(stage: Stage | None) -> int:
    return STAGE_ORDER.index(stage) if stage is not None else -1


def _with_hearing(parsed: Parsed, status: Status, scheduled: Sequence[Scheduled]) -> Status:
    """Move a petition on to "hearing set" when a hearing stands in or near its sentence."""
    if status.stage is not Stage.PETITION:
        return status
    here = parsed.sentence_at(status.evidence.start)
    for item in scheduled:
        there = parsed.sentence_at(item.evidence.start)
        near = here and there and abs(there.index - here.index) <= _HEARING_REACH
        if near and "hear" in item.what.lower():
            return dataclasses.replace(status, stage=Stage.HEARING, id="")
    return status
