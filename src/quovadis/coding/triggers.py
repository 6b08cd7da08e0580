"""The thing that may happen, as a record: a change of a lasting fact, or an event.

A status trigger gets its phrase from a template and canonical names, so that "if the Taliban are
removed from Moscow's terrorist list" and "removing the Taliban from the list" are one trigger.
Anything else keeps the words of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from quovadis.coding.clauses import Named, descendants
from quovadis.coding.status_frames import Sighting, changed, sightings, words_of
from quovadis.coding.status_words import is_on_person
from quovadis.coding.statuses import principal
from quovadis.ontology.naming import with_article
from quovadis.records import (
    Actor,
    ActorKind,
    Conditional,
    Event,
    Evidence,
    Stage,
    Status,
    StatusChange,
    StatusKind,
    Trigger,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.ontology import Ontology

__all__ = ["build_trigger", "main_trigger", "name_in_text", "status_phrase"]

_K, _C = StatusKind, StatusChange
_TEMPLATES: dict[tuple[StatusKind, StatusChange], str] = {
    (_K.DESIGNATION, _C.LIFT): "{s} lifts its terrorist designation of {o}",
    (_K.DESIGNATION, _C.SUSPEND): "{s} suspends its terrorist designation of {o}",
    (_K.DESIGNATION, _C.IMPOSE): "{s} designates {o} as terrorist",
    (_K.SANCTIONS, _C.LIFT): "{s} lifts its sanctions on {o}",
    (_K.SANCTIONS, _C.SUSPEND): "{s} suspends its sanctions on {o}",
    (_K.SANCTIONS, _C.IMPOSE): "{s} imposes sanctions on {o}",
    (_K.RECOGNITION, _C.GRANT): "{s} recognises {o}",
    (_K.RECOGNITION, _C.LIFT): "{s} withdraws its recognition of {o}",
    (_K.EMBASSY, _C.OPEN): "{s} opens an embassy in {o}",
    (_K.EMBASSY, _C.CLOSE): "{s} closes its embassy in {o}",
    (_K.EMBASSY, _C.SUSPEND): "{s} suspends its embassy in {o}",
    (_K.TREATY, _C.GRANT): "{s} signs an agreement with {o}",
    (_K.TREATY, _C.LIFT): "{s} leaves its agreement with {o}",
    (_K.TREATY, _C.SUSPEND): "{s} suspends its agreement with {o}",
    (_K.ALLIANCE, _C.GRANT): "{s} forms an alliance with {o}",
    (_K.ALLIANCE, _C.LIFT): "{s} ends its alliance with {o}",
    (_K.CEASEFIRE, _C.GRANT): "{s} agrees to a ceasefire with {o}",
    (_K.CEASEFIRE, _C.LIFT): "{s} ends its ceasefire with {o}",
    (_K.CEASEFIRE, _C.SUSPEND): "{s} suspends its ceasefire with {o}",
    (_K.HOSTING, _C.OPEN): "{s} hosts envoys of {o}",
}


def name_in_text(text: str, actor: Actor) -> str:
    """Return an actor's name with its article where English, or this text, gives it one.

    Examples:
        >>> name_in_text("They banned the Taliban.", Actor("TALIBAN", "Taliban"))
        'the Taliban'
        >>> name_in_text("They banned Hezbollah.", Actor("HEZBOLLAH", "Hezbollah"))
        'Hezbollah'
    """
    called = with_article(actor)
    if called != actor.name:
        return called
    if actor.kind is not ActorKind.COUNTRY:
        # Not before a compound: "the Taliban government" says nothing of the name alone.
        article = rf"\b[Tt]he\s{re.escape(actor.name)}(?!\s[a-z]+(?:ment|tion|s)\b)"
        if re.search(article, text):
            return f"the {actor.name}"
    return actor.name


def status_phrase(
    text: str, kind: StatusKind, change: StatusChange, source: Actor, target: Actor
) -> str | None:
    """Return the trigger in words, or None when there is no such change of such a fact."""
    template = _TEMPLATES.get((kind, change))
    if template is None:
        return None
    if kind is StatusKind.EMBASSY and target.kind is not ActorKind.COUNTRY:
        template = template.replace(" in {o}", " with {o}")
    words = template.format(s=name_in_text(text, source), o=name_in_text(text, target))
    return words[0].upper() + words[1:]


def build_trigger(
    named: Named,
    ontology: Ontology,
    condition: Token,
    span: tuple[int, int],
    *,
    negated: bool,
    statuses: Sequence[Status],
    events: Sequence[Event] = (),
) -> Trigger:
    """Build the trigger that a condition states.

    Args:
        named: The document's actors.
        ontology: For the countries that agents act for.
        condition: The verb or noun that heads the condition.
        span: First and end token index of the condition, without "if".
        negated: The condition is that it does not happen ("unless …").
        statuses: Facts of the document, to complete "if the ban is lifted".
        events: Events of the document, for conditions that are no status.
    """
    parsed = named.parsed
    start = parsed.doc[span[0]].idx
    last = parsed.doc[max(span[0], span[1] - 1)]
    evidence = parsed.evidence(start, last.idx + len(last.text))
    verbatim = _finite(named, condition, span, evidence.quote).strip(" ,;:—–-")
    if not negated:
        made = _status_trigger(named, ontology, condition, span, statuses, evidence)
        if made is not None:
            return made
    event = _event_in(evidence, events)
    if event is not None and not negated:
        return Trigger(
            phrase=verbatim,
            source=principal(ontology, event.source),
            target=principal(ontology, event.target),
            event_type=event.event_type,
            evidence=evidence,
        )
    source, target = (None, None) if negated else _parties(named, ontology, condition, span)
    return Trigger(
        phrase=f"unless {verbatim}" if negated else verbatim,
        source=source,
        target=target,
        evidence=evidence,
    )


def _parties(
    named: Named, ontology: Ontology, verb: Token, span: tuple[int, int]
) -> tuple[Actor | None, Actor | None]:
    """Who would do it, and the one other that its object names: "if X ratifies Y's entry"."""
    if verb.pos_ not in ("VERB", "AUX"):
        return None, None
    who = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    source = principal(ontology, named.actor(who)) if who is not None else None
    if who is None or source is None or any(True for _ in who.conjuncts):
        return None, None
    rest = [t for t in descendants(verb) if who.right_edge.i < t.i and span[0] <= t.i < span[1]]
    found = [principal(ontology, named.actor(t)) for t in rest]
    others = {a.id: a for a in found if a is not None and a.id != source.id}
    return source, next(iter(others.values())) if len(others) == 1 else None


def _finite(named: Named, verb: Token, span: tuple[int, int], words: str) -> str:
    """Put an inverted condition right: "should it return" is "it returns"."""
    doc = named.parsed.doc
    opener = doc[span[0] - 1].lower_ if span[0] else ""
    if opener != "should" or verb.tag_ != "VB":
        return words
    who = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    plural = who is None or who.tag_ in ("NNS", "NNPS") or who.lower_ in ("they", "we", "you", "i")
    if plural or any(
        c.i >= span[0] and c.dep_ in ("aux", "auxpass", "conj", "neg") for c in verb.children
    ):
        return words
    base = verb.text
    if base.lower() in ("be", "have"):
        form = {"be": "is", "have": "has"}[base.lower()]
    elif base.endswith(("s", "x", "ch", "sh", "o")):
        form = base + "es"
    elif base.endswith("y") and base[-2:-1] not in "aeiou":
        form = base[:-1] + "ies"
    else:
        form = base + "s"
    at = verb.idx - doc[span[0]].idx
    return words[:at] + form + words[at + len(base) :] if at >= 0 else words


def _status_trigger(
    named: Named,
    ontology: Ontology,
    condition: Token,
    span: tuple[int, int],
    statuses: Sequence[Status],
    evidence: Evidence,
) -> Trigger | None:
    inside = [condition, *(t for t in descendants(condition) if span[0] <= t.i < span[1])]
    for token in inside:
        for seen in sightings(named, token):
            if seen.change is None or is_on_person(seen):
                continue
            source, target = principal(ontology, seen.subject), principal(ontology, seen.object)
            if source is None or target is None:
                source, target = _complete(seen, source, target, statuses)
            if source is None or target is None or source.id == target.id:
                continue
            phrase = status_phrase(
                named.parsed.document.text, seen.kind, seen.change, source, target
            )
            if phrase is not None:
                return Trigger(
                    phrase=phrase,
                    source=source,
                    target=target,
                    status_kind=seen.kind,
                    change=seen.change,
                    evidence=evidence,
                )
    for token in inside:
        made = _elliptic(named, token, statuses, evidence)
        if made is not None:
            return made
    return None


def _complete(
    seen: Sighting, source: Actor | None, target: Actor | None, statuses: Sequence[Status]
) -> tuple[Actor | None, Actor | None]:
    """Fill in who or whom from the one fact of that kind that the text reports."""
    pairs = {
        (s.subject.id, s.object.id): (s.subject, s.object)
        for s in statuses
        if s.kind is seen.kind
        and s.object is not None
        and (source is None or s.subject.id == source.id)
        and (target is None or s.object.id == target.id)
    }
    return next(iter(pairs.values())) if len(pairs) == 1 else (source, target)


_NOMINAL = {
    "suspension": _C.SUSPEND,
    "removal": _C.LIFT,
    "delisting": _C.LIFT,
    "lifting": _C.LIFT,
    "listing": _C.IMPOSE,
    "recognition": _C.GRANT,
    "reopening": _C.OPEN,
    "closure": _C.CLOSE,
}


_GRANT = frozenset({"grant", "approve", "uphold", "satisfy", "accept"})


def _grants(verb: Token) -> bool:
    """Tell whether what is granted is a petition, or "it"."""
    return any(
        c.dep_ in ("dobj", "nsubjpass")
        and c.lemma_.lower() in ("it", "petition", "request", "appeal", "application", "motion")
        for c in verb.children
    )


def _elliptic(
    named: Named, token: Token, statuses: Sequence[Status], evidence: Evidence
) -> Trigger | None:
    """ "If the court suspends the ban", "a suspension": whose and whom the text has said before.

    Only where the text reports exactly one pair for that kind of fact, pending changes first.
    """
    change: StatusChange | None = None
    kinds: set[StatusKind] = set()
    lemma = token.lemma_.lower()
    if lemma in _GRANT and token.pos_ == "VERB" and _grants(token):
        asked = [s for s in statuses if s.stage in (Stage.PETITION, Stage.HEARING)]
        if len(asked) == 1 and asked[0].change is not None:  # "if the judges grant it"
            change, kinds = asked[0].change, {asked[0].kind}
    if token.pos_ == "NOUN":
        _, change = changed(token)
        kinds = {k for k in StatusKind if lemma in words_of(k.value, "noun")}
        if lemma in _NOMINAL and (change is None or not kinds):
            change = _NOMINAL[lemma]
            kinds = (
                {_K.RECOGNITION}
                if lemma == "recognition"
                else {
                    s.kind for s in statuses if s.change is change and s.stage is not Stage.IN_FORCE
                }
            )
    if change is None or not kinds:
        return None
    fits = [s for s in statuses if s.kind in kinds and s.object is not None]
    pending = [s for s in fits if s.change is not None and s.stage is not Stage.IN_FORCE]
    pairs = {(s.subject.id, s.object.id if s.object else ""): s for s in pending or fits}
    if len(pairs) != 1:
        return None
    (status,) = pairs.values()
    if status.object is None:
        return None
    phrase = status_phrase(
        named.parsed.document.text, status.kind, change, status.subject, status.object
    )
    if phrase is None:
        return None
    return Trigger(
        phrase=phrase,
        source=status.subject,
        target=status.object,
        status_kind=status.kind,
        change=change,
        evidence=evidence,
    )


def _event_in(evidence: Evidence, events: Sequence[Event]) -> Event | None:
    """The event whose words stand in a span."""
    for event in events:
        if not event.phrase or event.source is None:
            continue
        there = event.evidence.start <= evidence.start < event.evidence.end
        if there and event.phrase in evidence.quote:
            return event
    return None


def main_trigger(
    conditionals: Sequence[Conditional], statuses: Sequence[Status] = (), text: str = ""
) -> Trigger | None:
    """Return the hypothetical that a text turns on, or None when it has none.

    Counted: how often the text supposes it; whether it opens with it; whether a status says that
    just this change is pending. Without such a condition, the pending change that is farthest on.

    Args:
        conditionals: Of one document, in order.
        statuses: Of the same document.
        text: Of the document: tells whether a name takes "the".
    """
    score: dict[str, float] = {}
    first: dict[str, Trigger] = {}
    for n, c in enumerate(conditionals):
        t = c.trigger
        first.setdefault(t.phrase, t)
        score[t.phrase] = score.get(t.phrase, 0.0) + 1.0
        if n == 0:
            score[t.phrase] += 1.0
    for phrase, t in first.items():
        if t.source is not None and t.target is not None:
            score[phrase] += 1.0
            if t.event_type is not None or t.status_kind is not None:
                score[phrase] += 1.5  # it can be told whether it came true
        if any(_pending(t, s) for s in statuses):
            score[phrase] += 3.0
    known = [p for p, t in first.items() if t.source is not None and t.target is not None]
    if known:
        order = list(first)
        return first[max(known, key=lambda p: (score[p], -order.index(p)))]
    return _from_status(statuses, text)


def _from_status(statuses: Sequence[Status], text: str) -> Trigger | None:
    """The pending change that has come farthest, as a trigger."""
    stages = list(Stage)
    best: Status | None = None
    for status in statuses:
        if status.change is None or status.object is None or status.stage in (None, Stage.IN_FORCE):
            continue
        if best is None or stages.index(status.stage) > stages.index(best.stage or Stage.PROPOSED):
            best = status
    if best is None or best.change is None or best.object is None:
        return None
    phrase = status_phrase(
        text or best.evidence.quote, best.kind, best.change, best.subject, best.object
    )
    if phrase is None:
        return None
    return Trigger(
        phrase=phrase,
        source=best.subject,
        target=best.object,
        status_kind=best.kind,
        change=best.change,
        evidence=best.evidence,
    )


def _pending(trigger: Trigger, status: Status) -> bool:
    """Tell whether a status says that the trigger's change is under way."""
    related = {_C.LIFT, _C.SUSPEND}
    same = status.change is trigger.change or {status.change, trigger.change} == related
    return (
        same
        and status.kind is trigger.status_kind
        and status.stage not in (None, Stage.IN_FORCE)
        and trigger.source is not None
        and trigger.target is not None
        and status.object is not None
        and status.subject.id == trigger.source.id
        and status.object.id == trigger.target.id
    )
