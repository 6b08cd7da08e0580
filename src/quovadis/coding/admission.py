"""Which readings of a predicate count as an event, and why the others do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quovadis.coding.grammar import complements
from quovadis.coding.words import word_class
from quovadis.records import Actor, ActorKind, EventType, Modality

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.frames import Predicate
    from quovadis.coding.modality import Reading
    from quovadis.coding.parties import Party

__all__ = [
    "OPEN_SOURCE",
    "is_violent",
    "may_act",
    "only_stands",
    "refusal",
    "takes_place",
]

_OPEN_TARGET = frozenset(
    {
        EventType.REQUEST, EventType.ACCUSE, EventType.REJECT, EventType.THREATEN,
        EventType.PROTEST, EventType.SANCTION, EventType.MOBILIZE, EventType.COERCE,
        EventType.ASSAULT,
    }
)  # fmt: skip
_OPEN_MODES = frozenset({"release", "ceasefire", "resign", "disarm", "withdraw"})
OPEN_SOURCE = frozenset(
    {EventType.ASSAULT, EventType.COERCE, EventType.SANCTION, EventType.RETREAT, EventType.CONCEDE}
)
"""Types that count although the passive names nobody who acts."""
_STATE = frozenset({"GOV", "MIL", "JUD", "LEG", "COP", "SPY"})
_GROUPS = frozenset({"REB", "UAF", "SEP"})
"""Sectors of which one country may have many: two mentions need not be the same group."""
_PEOPLE_DO = frozenset({EventType.PROTEST, EventType.ACCUSE, EventType.REQUEST, EventType.REJECT})


def refusal(predicate: Predicate, reading: Reading, source: Party, target: Party) -> str | None:
    """Return why a reading with these parties is no event, or None when it is one."""
    frame = predicate.frame
    if source.actor is None and target.actor is None:
        return "neither side is an actor that we know"
    if frame.event_type in {EventType.CONSULT, EventType.AGREE} and _is_private(target):
        return "speaking to reporters or firms is no diplomacy"
    if frame.event_type is EventType.AGREE and _promises_not(predicate.token):
        return "a promise not to do something is no AGREE"
    if source.actor is not None and target.actor is not None:
        same = "a state and its own organ are one actor"
        return same if _is_same(source, target) else None
    if reading.modality not in {Modality.ACTUAL, Modality.BACKGROUND}:
        return f"what is only {reading.modality.value} needs both sides"
    if target.actor is None:
        if frame.needs_target:
            return f"it means nothing without a target ({target.reason})"
        kept = frame.event_type in _OPEN_TARGET or frame.mode in _OPEN_MODES
        return None if kept else f"{frame.event_type} needs a target ({target.reason})"
    return None if frame.event_type in OPEN_SOURCE else f"{frame.event_type} needs a source"


def only_stands(verb: Token) -> bool:
    """Tell how things stand from deeds: "The United States lists it as terrorist" is none."""
    present = verb.tag_ in {"VBZ", "VBP"} and not any(c.dep_ == "aux" for c in verb.children)
    if present and _has_day(verb):
        return False  # "Canada bans Hezbollah on Monday": the present of headlines
    return present and verb.lemma_.lower() in word_class("standing-act")


def may_act(actor: Actor, predicate: Predicate) -> bool:
    """Businesses and media are no political actors; people protest, accuse, ask and fight."""
    if actor.sector in word_class("not-political"):
        return False
    if actor.kind is ActorKind.PERSON and actor.country is None:
        return False
    if predicate.token.lemma_ == "claim" and actor.kind is not ActorKind.ARMED_GROUP:
        return False  # states that "claim responsibility" speak of mistakes
    return actor.sector != "CVL" or predicate.frame.event_type in _PEOPLE_DO


def is_violent(token: Token) -> bool:
    """Tell whether the sentence speaks of violence: floods and crashes kill as well."""
    return any(t.lemma_.lower() in word_class("violence") for t in token.sent)


def takes_place(predicate: Predicate) -> bool:
    """Tell whether the text speaks of a noun as of something that happens or happened."""
    token, event_type = predicate.token, predicate.frame.event_type
    verb = token.head
    if event_type is EventType.CONSULT:
        if token.dep_ in {"nsubj", "nsubjpass"}:
            passive_held = token.dep_ == "nsubjpass" and verb.lemma_ in {
                "hold",
                "conclude",
                "begin",
            }
            return passive_held or verb.lemma_ in word_class("talk-goes-on")
        return token.dep_ == "pobj" and verb.lower_ in word_class("frame-parties")
    return True


def _has_day(verb: Token) -> bool:
    """Tell whether a day stands with the verb: a weekday, or a day of a month."""
    near = [c for c in verb.children if c.dep_ in {"npadvmod", "prep"}]
    near += [p for c in verb.children if c.dep_ == "dobj" for p in c.children if p.dep_ == "prep"]
    nouns = [*near, *(c for p in near for c in p.children if c.dep_ == "pobj")]
    return any(
        n.ent_type_ == "DATE"
        and (n.text.lower().endswith("day") or any(c.like_num for c in n.children))
        and n.pos_ != "ADP"
        for n in nouns
    )


def _promises_not(token: Token) -> bool:
    return any(c.dep_ == "neg" for verb in complements(token) for c in verb.children)


def _is_private(party: Party) -> bool:
    return party.actor is not None and party.actor.sector in {"MED", "BUS"}


def _is_same(source: Party, target: Party) -> bool:
    """A state and its own organs are one; two named organs of one state are two."""
    a, b = source.actor, target.actor
    if a is None or b is None:
        return False
    if a.id == b.id and a.sector in _GROUPS and source.root != target.root:
        return False  # "rebels attacked a rival group": two of the kind
    if a.id == b.id:
        return a.name == b.name or source.root == target.root
    country = a.country is not None and a.country == b.country
    kinds = {a.kind, b.kind}
    return country and ActorKind.COUNTRY in kinds and (a.sector or b.sector) in _STATE
