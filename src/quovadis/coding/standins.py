"""Who stands for a side of an event that an encoder points at, and why.

From the surest to the vaguest: the actor that the phrase names; its owner, or those that it counts
(`sides`); the country of a place that was attacked; the people of the place where it happened
("police fired at protesters in Nairobi"); a name of its own that the ontology does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quovadis.coding.drafts import PLACE_REASON
from quovadis.coding.grammar import noun_phrase, transparent
from quovadis.coding.names import first_capital
from quovadis.coding.places import country_at
from quovadis.coding.sides import owner_of
from quovadis.coding.words import word_class
from quovadis.ontology.tokens import slug
from quovadis.records import Actor, ActorKind, EventType

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.refining import SentenceView
    from quovadis.coding.spans import MentionSpan

__all__ = ["StandIn", "sides_of"]

_AT_HOME = frozenset({"AGR", "COP", "CRM", "CVL", "EDU", "HLH", "JUD", "LAB", "LEG", "REB", "REL"})
"""Sectors whose people are taken to be of the country where they act. Soldiers, officials, firms
and refugees are as often abroad, and gunmen and bombers come from anywhere."""
_OFTEN_HOME = frozenset({"MED", "OPP"})
"""One of them may be abroad, several are hardly."""
_PASSES_BY = frozenset({EventType.MOBILIZE, EventType.RETREAT})
"""Whoever leaves a place or marches through it does nothing to its country."""
_NO_NAME = frozenset(
    {"DATE", "TIME", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART", "LANGUAGE", "MONEY", "PERCENT"}
)


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who stands for a side.

    Attributes:
        actor: Who.
        why: What makes it so, for `Event.reasons`; None where the text names the actor itself.
    """

    actor: Actor
    why: str | None = None


def sides_of(view: SentenceView, pair: Any) -> tuple[list[StandIn], list[StandIn]]:
    """Return who acts and to whom it is done, each list empty where nobody can be named.

    More than one stands where a plural noun has several owners ("Indian and Pakistani troops").

    Args:
        view: The sentence.
        pair: A scored pair; see `encoded.Pair`.
    """
    source, target = _named(view, pair.source), _named(view, pair.target)
    if _one_phrase(pair):
        # "Indian and Pakistani troops exchanged fire": one phrase, and two who did it.
        both = target if len(target) > 1 else source
        source, target = (both[:1], both[1:]) if len(both) > 1 else ([], both)
    if not target and pair.target is not None:
        head = view.parsed.doc[pair.target.root]
        actor = view.writer.struck(head, pair.event_type) or _city(view, head, pair.event_type)
        words = _words(view, pair.target)
        target = [StandIn(actor, f"‘{words}’ {PLACE_REASON}")] if actor is not None else []
    if not (source and target):
        where = _country(view, pair, target)
        source = source or list(_unnamed(view, pair.source, where, pair.trigger))
        target = target or list(_unnamed(view, pair.target, where, pair.trigger))
    return source, target


def _city(view: SentenceView, head: Token, event_type: EventType) -> Actor | None:
    """Return the country that stands for a city or region to which something is done or given."""
    if event_type in _PASSES_BY or head.ent_type_ == "PERSON":
        return None
    country = country_at(head, view.writer.ontology)
    return view.writer.ontology.actor(country) if country else None


def _named(view: SentenceView, side: Any) -> list[StandIn]:
    """Whom the ontology holds: the phrase's own actors, or its owner."""
    if side is None:
        return []
    mention: MentionSpan | None = side.mention
    if mention is not None and mention.actor is not None:
        return [StandIn(a) for a in (mention.actor, *mention.also)]
    owner = owner_of(view.parsed.doc, side, view.mentions)
    if owner is None:
        return []
    return [StandIn(owner, f"‘{_words(view, side)}’ is taken for {owner.name}")]


def _one_phrase(pair: Any) -> bool:
    """Tell whether one side is but a word of the other."""
    a, b = pair.source, pair.target
    if a is None or b is None or a.root == b.root:
        return False
    inside = a.start >= b.start and a.root < b.root
    around = b.start >= a.start and b.root < a.root
    wide = (b if inside else a).mention
    return (inside or around) and wide is not None and bool(wide.also)


def _country(view: SentenceView, pair: Any, target: list[StandIn]) -> str | None:
    """Return the country where it happened, or that of a place which was hit."""
    token = view.parsed.doc[pair.trigger]
    country = view.writer.place(token, pair.event_type)[1]
    if country is None and pair.event_type is EventType.ASSAULT and target and target[0].why:
        return target[0].actor.country
    return country


def _unnamed(view: SentenceView, side: Any, where: str | None, trigger: int) -> Iterator[StandIn]:
    """Yield the people of a place, or somebody under a name of his own."""
    if side is None or (side.mention is not None and side.mention.form == "pronoun"):
        return
    head = view.parsed.doc[side.root]
    found = _at_home(view, side, head, where) or _stranger(view, side, head, trigger)
    if found is not None:
        yield found


def _at_home(view: SentenceView, side: Any, head: Token, where: str | None) -> StandIn | None:
    """Return a group or office of the country where it happened."""
    if where is None or head.pos_ == "PRON":
        return None
    before = {t.lemma_.lower() for t in view.parsed.doc[side.start : side.root]}
    if before & word_class("from-abroad") or head.lemma_.lower() in word_class("attacker"):
        return None
    counted = transparent(head)[1:]  # "thousands of residents"
    first, end = noun_phrase(counted[0]) if counted else (side.start, side.root + 1)
    words = "people" if _counts_people(head) else view.parsed.words(first, end)
    actor = view.writer.ontology.resolve(words, context={where})
    ours = actor is not None and actor.kind is ActorKind.AGENT and actor.country == where
    if actor is None or not ours:
        return None
    if actor.sector not in _AT_HOME and (actor.sector not in _OFTEN_HOME or head.tag_ != "NNS"):
        return None
    return StandIn(actor, f"‘{words}’ is taken for {actor.name}: it happened in that country")


def _counts_people(head: Token) -> bool:
    """Tell whether a number stands for a crowd: "thousands marched"."""
    crowd = head.lemma_.lower() in word_class("crowd-number")
    return crowd and not any(c.dep_ == "prep" and c.lower_ == "of" for c in head.children)


def _in_relative(head: Token, trigger: int) -> bool:
    """Tell whether a name belongs to a reduced relative: "a delegation led by Abdul Hanafi met"."""
    verb = head.head.head
    return head.dep_ == "pobj" and verb.dep_ == "acl" and verb.i != trigger


def _stranger(view: SentenceView, side: Any, head: Token, trigger: int) -> StandIn | None:
    """Return somebody whom only his name tells, without a country."""
    words = _full_name(view, side, head)
    if words is None or _in_relative(head, trigger):
        return None
    known = view.writer.ontology.resolve(words)
    if known is not None and known.kind is not ActorKind.UNKNOWN:
        return None  # the namer had its reasons not to take it for that
    sector = view.writer.ontology.title(head.text)
    if known is None or sector is not None:  # an office keeps all of its words
        known = Actor(f"name:{slug(words)}", words, None, sector, ActorKind.UNKNOWN)
    return StandIn(known, f"the ontology has no ‘{words}’")


def _full_name(view: SentenceView, side: Any, head: Token) -> str | None:
    """Return the name that a phrase is, as it was first given in full, or None."""
    doc = view.parsed.doc
    if head.ent_type_ in _NO_NAME or not _is_name(view, side, head):
        return None
    first, root = first_capital(doc, side.start, side.root), side.root
    if first == root:  # "Tashkun", who was Orvil Tashkun some sentences ago
        earlier = view.writer.full_names.get(head.text)
        first, root = earlier if earlier is not None and earlier[1] < root else (first, root)
    words = view.parsed.words(first, root + 1)
    if view.writer.ontology.place_country(words) is not None:
        return None
    return words if any(c.isalpha() for c in words) else None


def _is_name(view: SentenceView, side: Any, head: Token) -> bool:
    """Tell whether a phrase names somebody: not a place, and no part of it is anyone else's."""
    doc = view.parsed.doc
    if any(t.i in view.mentions and t.i != side.root for t in doc[side.start : side.root]):
        return False
    title = view.writer.ontology.title
    if title(head.text) is not None:
        # "the Madras High Court", "Tigray Television" are names, "the Prime Minister" is not.
        return any(
            t.pos_ == "PROPN"
            and t.dep_ == "compound"
            and t.lower_ not in word_class("institution-word")
            and title(t.text) is None
            for t in head.lefts
        )
    if head.pos_ != "PROPN":
        return False
    prep = head.head if head.dep_ == "pobj" else None
    return prep is None or prep.lower_ not in word_class("d-place")


def _words(view: SentenceView, side: Any) -> str:
    return view.parsed.words(side.start, side.end)
