"""A supposition in plain words ("RUS lifts designation of TALIBAN") as a trigger, or a refusal.

No parser is needed for a clause with one verb and two names; a clause that these words do not
cover is refused, never guessed at.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quovadis.errors import TriggerError, UnknownActor
from quovadis.ontology.naming import with_article
from quovadis.records import Actor, ActorKind, EventType, StatusChange, StatusKind, Trigger

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = ["read_trigger", "structured_trigger", "understood"]

_K, _C, _E = StatusKind, StatusChange, EventType
_DO = "write it as `RUS lifts designation of TALIBAN`, or give --source, --target and the rest"

_NEGATED = re.compile(
    r"\b(?:not|never|no longer|unless|without|refus\w+|fail\w*|declin\w+)\b|n['’]t\b", re.IGNORECASE
)
_KINDS: Mapping[StatusKind, str] = {
    _K.CEASEFIRE: r"cease-?fire|truce|armistice",
    _K.SANCTIONS: r"sanction|embargo",
    _K.RECOGNITION: r"recogni[sz]|recognition|derecogni",
    _K.EMBASSY: r"embass|consulate|diplomatic (?:relations|ties)",
    _K.ALLIANCE: r"alliance",
    _K.TREATY: r"\btreat(?:y|ies)\b|\bpact|\baccords?\b|\bagreement|memorandum",
    _K.DESIGNATION: r"designat|delist|de-list|unban|terror|blacklist|proscri|outlaw"
    r"|\bban(?:s|ned)?\b|\blist(?:s|ed|ing)?\b",
    _K.HOSTING: r"\bhost(?:s|ed)?\b|\breceives? (?:envoys|a delegation)",
}
_CHANGES: Mapping[StatusChange, str] = {
    _C.SUSPEND: r"suspen|freez|paus|\bhalt",
    _C.LIFT: r"\blift|remov|rescind|revo[ck]|repeal|\bdrop|cancel|scrap|annul|\bends?\b|\bended\b"
    r"|abolish|withdraw|quash|terminat|delist|de-list|unban|strik|\btak(?:es?|en|ing) \D* off\b"
    r"|\bleav|\bquit|\bexit|\beas(?:e|es|ed|ing)\b|\bbreak|derecogni",
    _C.CLOSE: r"\bclos|\bshut|evacuat",
    _C.OPEN: r"\bre-?open|\bopen|\bhost",
    _C.GRANT: r"\bsign|ratif|conclud|\bforg|\bgrant|recogni[sz]|\bagree(?:s|d)?\b|declar|announc"
    r"|\bforms?\b|\benters?\b",
    _C.IMPOSE: r"impos|designat|blacklist|outlaw|proscri|\bbans?\b|\badds?\b|\bputs?\b|\blists?\b"
    r"|introduc|\bslap|renew|tighten|reinstat|\bsanctions?\b|\blevies|\blevy",
}
_RENAMED = {
    (_K.EMBASSY, _C.LIFT): _C.CLOSE,
    (_K.RECOGNITION, _C.SUSPEND): _C.LIFT,
    (_K.HOSTING, _C.GRANT): _C.OPEN,
}
_EVENTS: Mapping[EventType, str] = {
    _E.THREATEN: r"threat|ultimatum",
    _E.ASSAULT: r"attack|\bbomb|invad|\bstrikes?\b|shell(?:s|ed)\b|assault|\bkills?\b",
    _E.MOBILIZE: r"mobili[sz]|mass(?:es)? troops|deploys? troops",
    _E.COERCE: r"coerc|arrest|detain|seiz|blockad|deport",
    _E.SANCTION: r"\bexpel|\bcuts? (?:off )?(?:relations|ties|aid)",
    _E.PROTEST: r"protest|demonstrat",
    _E.REJECT: r"reject|turns? down|\bveto",
    _E.ACCUSE: r"accus|critici[sz]|condemn|denounc|blam",
    _E.REQUEST: r"demand|\basks?\b|appeal|request|urg(?:es|ed)?\b",
    _E.RETREAT: r"retreat|withdraws? (?:its )?(?:troops|forces)|releas|pulls? out",
    _E.CONCEDE: r"conced|yield|gives? in",
    _E.AID: r"\baids?\b|\bassist|donat|(?:gives?|sends?|supplies|delivers) \w* ?(?:weapons|arms)",
    _E.COOPERATE: r"cooperat|co-operat|shares? intelligence|trades? with",
    _E.SUPPORT: r"support|prais|endors|backs?\b|defends?\b",
    _E.AGREE: r"\bagree|pledg|promis",
    _E.CONSULT: r"\bmeets?\b|\bvisits?\b|\btalks?\b|consult|negotiat",
}
_INTENDED = re.compile(
    r"\b(?:plan|want|propos|offer|consider|hope|intend|seek|try|tries|prepar|may|might|could)\w*"
    r" (?:to\b|\w+ing\b|\w+)",
    re.IGNORECASE,
)
_SAID = re.compile(r"\b(?:threat|promis|pledg|demand|ask)\w*\b", re.IGNORECASE)
_UPPER = re.compile(r"\b[A-Z][A-Z0-9]{2,}(?:\.[A-Z]{3})?\b")
_OPENING = re.compile(r"^(?:what )?(?:if|when|once|suppose(?: that)?)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Named:
    start: int
    end: int
    actor: Actor


def read_trigger(phrase: str, ontology: Ontology, day: dt.date) -> Trigger:
    """Understand a clause: who does what to whom.

    Args:
        phrase: One clause with one verb, in the present tense, that names two actors by id or name.
        ontology: The actors.
        day: The day on which it is supposed.

    Raises:
        TriggerError: It is negated, names fewer or more than two actors, or says nothing that
            could be told to have happened.

    Examples:
        >>> from quovadis.ontology import load_ontology
        >>> day = dt.date(2025, 4, 9)
        >>> read_trigger("RUS lifts designation of TALIBAN", load_ontology(), day).phrase
        'Russia lifts its terrorist designation of the Taliban'
        >>> read_trigger("Iran attacks Israel", load_ontology(), day).event_type.value
        'ASSAULT'
    """
    text = _OPENING.sub("", " ".join(phrase.split())).rstrip(" ?.!")
    if not text:
        raise TriggerError("no trigger is given", do=_DO)
    if _NEGATED.search(text):
        raise TriggerError(
            "a trigger is something that happens, not something that does not",
            where=phrase,
            do="leave the negation out: the answer says what follows without the trigger as well",
        )
    if _INTENDED.search(text):
        raise TriggerError(
            "a trigger is something that is done, not something that is meant or possible",
            where=phrase,
            do="say what is done",
        )
    found = _named(text, ontology, day)
    ids = list(dict.fromkeys(n.actor.id for n in found))
    if len(ids) != 2:
        names = ", ".join(ids) or "none"
        raise TriggerError(
            f"a trigger names two actors, who acts and towards whom; found: {names}",
            where=phrase,
            do=_DO,
        )
    first, second = (next(n for n in found if n.actor.id == i) for i in ids)
    swapped = bool(re.search(r"\bby (?:the )?$", text[: second.start], re.IGNORECASE))
    a, b = (second.actor, first.actor) if swapped else (first.actor, second.actor)
    rest = _without(text, found)
    kind = next((k for k, words in _KINDS.items() if re.search(words, rest, re.I)), None)
    if kind is not None and not _SAID.search(rest):
        change = next((c for c, words in _CHANGES.items() if re.search(words, rest, re.I)), None)
        if change is not None:
            change = _RENAMED.get((kind, change), change)
            made = _status_trigger(a, b, kind, change, text)
            if made is not None:
                return made
    # A type may be named as such: "RUS ASSAULT UKR".
    types = [t for t in EventType if re.search(rf"\b{t.value}\b", rest)]
    types += [t for t, words in _EVENTS.items() if re.search(words, rest, re.I)]
    if not types:
        raise TriggerError(
            "this says nothing that could be told to have happened", where=phrase, do=_DO
        )
    return Trigger(phrase=_with_names(text, found), source=a, target=b, event_type=types[0])


def structured_trigger(
    source: str,
    target: str,
    ontology: Ontology,
    day: dt.date,
    *,
    status_kind: StatusKind | None = None,
    change: StatusChange | None = None,
    event_type: EventType | None = None,
) -> Trigger:
    """Build a trigger from its parts.

    Raises:
        UnknownActor: The ontology knows no such actor.
        TriggerError: Neither a change of a status nor an event is named, or there is no such one.
    """
    a = ontology.actor(ontology.lookup(source).id, day)
    b = ontology.actor(ontology.lookup(target).id, day)
    if a.id == b.id:
        raise TriggerError("a trigger names two actors", where=f"{source}, {target}", do=_DO)
    if event_type is not None:
        names = f"{with_article(a)} → {with_article(b)}"
        return Trigger(
            phrase=f"{names}: {event_type.value}", source=a, target=b, event_type=event_type
        )
    if status_kind is None or change is None:
        raise TriggerError(
            "the trigger is neither a change of a status nor an event",
            do="give --status with --change, or --type",
        )
    made = _status_trigger(a, b, status_kind, change, "")
    if made is None:
        raise TriggerError(
            f"there is no such change: {change.value} of {status_kind.value}", do=_DO
        )
    return made


def understood(trigger: Trigger) -> str:
    """Say how a trigger was understood."""
    who = f"{trigger.source.id if trigger.source else '?'} → "
    who += trigger.target.id if trigger.target else "?"
    if trigger.status_kind is not None and trigger.change is not None:
        return f"{who}, change of a status: {trigger.status_kind.value}, {trigger.change.value}"
    kind = trigger.event_type.value if trigger.event_type else "?"
    return f"{who}, event of the PLOVER type {kind}"


def _status_trigger(
    a: Actor, b: Actor, kind: StatusKind, change: StatusChange, text: str
) -> Trigger | None:
    from quovadis.coding.triggers import status_phrase

    phrase = status_phrase(text, kind, change, a, b)
    if phrase is None:
        return None
    return Trigger(phrase=phrase, source=a, target=b, status_kind=kind, change=change)


def _named(text: str, ontology: Ontology, day: dt.date) -> list[_Named]:
    """Actors that the text names, by id or by name, in order."""
    found = []
    masked = text
    for match in _UPPER.finditer(text):
        if match[0] in EventType.__members__:
            continue
        try:
            actor = ontology.actor(match[0], day)
        except UnknownActor:
            continue
        found.append(_Named(match.start(), match.end(), _principal(actor, ontology, day)))
        masked = masked[: match.start()] + "-" * len(match[0]) + masked[match.end() :]
    for mention in ontology.find(masked, day):
        if mention.actor.kind is not ActorKind.UNKNOWN:
            actor = _principal(mention.actor, ontology, day)
            found.append(_Named(mention.start, mention.end, actor))
    return sorted(found, key=lambda n: n.start)


def _principal(actor: Actor, ontology: Ontology, day: dt.date) -> Actor:
    """Raise an organ of a state or an official to the state."""
    if actor.kind in (ActorKind.AGENT, ActorKind.PERSON) and actor.country:
        return ontology.actor(actor.country, day)
    return actor


def _without(text: str, found: list[_Named]) -> str:
    for n in reversed(found):
        text = f"{text[: n.start]} {text[n.end :]}"
    return text


def _with_names(text: str, found: list[_Named]) -> str:
    for n in reversed(found):
        before = re.sub(r"\b[Tt]he $", "", text[: n.start])
        text = before + with_article(n.actor) + text[n.end :]
    return text[:1].upper() + text[1:]
