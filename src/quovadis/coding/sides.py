"""For whom a phrase stands that names no actor itself: its owner, its office, those it counts.

"A Philippine supply ship", "dozens of Serbs", "the armies of Brazil", "Alice Wells, a senior US
official": an encoder points at the phrase, the records want the actor.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from quovadis.coding.grammar import preposition_objects, transparent
from quovadis.coding.spans import MentionSpan
from quovadis.coding.words import word_class
from quovadis.records import Actor, ActorKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Phrase", "is_half", "owner_of"]

_BELONGS = ("of", "from")


class Phrase(Protocol):
    """A noun phrase: its governing token and the first of its tokens."""

    @property
    def root(self) -> int:
        """The token that governs it."""
        ...

    @property
    def start(self) -> int:
        """Its first token."""
        ...


def owner_of(doc: Doc, side: Phrase, mentions: Mapping[int, MentionSpan]) -> Actor | None:
    """Return the actor for whom a phrase stands that is no mention of one, or None.

    Args:
        doc: The tokens.
        side: The phrase.
        mentions: By the index of their governing token.
    """
    head = doc[side.root]
    own = mentions.get(side.root)
    if own is not None and own.form == "pronoun":
        return None
    for part in transparent(head)[1:]:
        found = _named(part, mentions)
        if found is not None:
            return found
    led = _leads(doc, side.start, mentions)
    if led is not None:
        return led
    owners = _before(doc, side.start, side.root, mentions)
    if head.lemma_.lower() in word_class("other-party"):
        # A country's critics are somebody else, but "Colombian neighbours" are Colombia's.
        return owners[0] if len(owners) == 1 and _is_adjective(head, mentions) else None
    if owners:
        return owners[0] if len(owners) == 1 else None
    return _whole(head, mentions) or _led_by(head, mentions) or _apposed(head, mentions)


def _before(
    doc: Doc, start: int, root: int, mentions: Mapping[int, MentionSpan]
) -> list[Actor]:  # fmt: skip
    """Return the actors that are named before a noun in its phrase, each once."""
    named = [mentions[i] for i in range(start, root) if i in mentions]
    held = [m for m in named if not m.place and not is_half(doc, m.token_end)]
    return list({m.actor.id: m.actor for m in held if m.actor is not None}.values())


def _is_adjective(head: Token, mentions: Mapping[int, MentionSpan]) -> bool:
    """Tell whether a demonym stands right before a noun as its adjective."""
    named = [c for c in head.lefts if c.i in mentions and mentions[c.i].actor is not None]
    return bool(named) and all(c.dep_ in {"amod", "compound", "nmod"} for c in named)


def is_half(doc: Doc, end: int) -> bool:
    """Tell whether a name is but the first half of an attribute: "Iran-backed", not "-led".

    Args:
        doc: The tokens.
        end: One past the last token of the name.
    """
    after = doc[end : end + 2]
    hyphen = len(after) == 2 and after[0].text == "-"
    return hyphen and after[1].lower_ not in word_class("owned-suffix")


def _named(token: Token, mentions: Mapping[int, MentionSpan]) -> Actor | None:
    mention = mentions.get(token.i)
    return mention.actor if mention is not None and not mention.place else None


def _whole(head: Token, mentions: Mapping[int, MentionSpan]) -> Actor | None:
    """Of whom it is a part: "the armies of Brazil". What is a person's is somebody else."""
    after = preposition_objects(head)
    for name in _BELONGS:
        for noun in after.get(name, [])[:1]:
            actor = _named(noun, mentions)
            if actor is None and noun.i not in mentions:  # "members of China's weather bureau"
                held = _before(noun.doc, noun.left_edge.i, noun.i, mentions)
                actor = held[0] if len(held) == 1 else None
            if actor is not None and actor.kind is not ActorKind.PERSON:
                return actor
    return None


def _leads(doc: Doc, start: int, mentions: Mapping[int, MentionSpan]) -> Actor | None:
    """For whom the leader of others acts: "a delegation of the Taliban led by Abdul Hanafi"."""
    verb = doc[start - 2] if start >= 2 and doc[start - 1].lower_ == "by" else None
    if verb is None or verb.lemma_ not in {"lead", "head"} or verb.dep_ != "acl":
        return None
    return _named(verb.head, mentions)


def _led_by(head: Token, mentions: Mapping[int, MentionSpan]) -> Actor | None:
    """Whom it obeys: "forces loyal to Khalifa Haftar"."""
    for child in head.rights:
        if child.lemma_.lower() == "loyal":
            noun = next(iter(preposition_objects(child).get("to", [])), None)
            return _named(noun, mentions) if noun is not None else None
    return None


def _apposed(head: Token, mentions: Mapping[int, MentionSpan]) -> Actor | None:
    """Whom a name beside it names, or whose office: "Alice Wells, a senior US official"."""
    beside = [c for c in head.children if c.dep_ == "appos"]
    if head.dep_ == "appos":
        beside.append(head.head)
    return next((a for noun in beside if (a := _named(noun, mentions)) is not None), None)
