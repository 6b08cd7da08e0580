"""Which actors fill the source and target slots of a predicate, and why one stays open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quovadis.coding.frames import Predicate, fillers
from quovadis.coding.grammar import coordinated, preposition_objects, subjects, transparent
from quovadis.coding.spans import MentionSpan
from quovadis.coding.words import word_class
from quovadis.records import Actor, ActorKind, EventType

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Party", "clause_parties", "find_sources", "find_targets", "is_mutual"]

_OFFICES = frozenset({"institution", "title", "person"})
_OWNERS = ("of", "by", "from", "between", "belonging", "against", "with", "on", "for")


@dataclass(frozen=True, slots=True)
class Party:
    """An actor in a slot, or an open slot with its reason.

    Attributes:
        actor: Who, or None.
        trust: How directly the text says so (0 to 1).
        reason: Why there is nobody.
        drop: The event is none of ours: a company, a storm, a stranger acts.
        words: What stands in the slot.
        root: Token that stands there, below nought where none does.
    """

    actor: Actor | None
    trust: float = 1.0
    reason: str | None = None
    drop: bool = False
    words: str = ""
    root: int = -1


def find_sources(predicate: Predicate, mentions: Mapping[int, MentionSpan]) -> list[Party]:
    """Return who acts. An empty list: nobody is named; a party that is to `drop`: leave it."""
    tokens: list[Token] = []
    for slot in predicate.frame.source:
        tokens = fillers(predicate, slot)
        if slot == "mod":
            tokens = [t for t in tokens if _is_doer(t, mentions)]
        if tokens:
            break
    parties = []
    for token in [part for head in tokens for part in transparent(head)]:  # "thousands of farmers"
        party = _direct(token, mentions)
        if party is None and _is_instrument(token, predicate):
            party = next(iter(_owners(token, mentions)), None)
        if party is None:
            party = _stranger(token, mentions)
        parties.extend([party, *_also(token, mentions)])
    known = [p for p in parties if p.actor is not None]
    return _distinct(known) if known else parties[:1]


def find_targets(predicate: Predicate, mentions: Mapping[int, MentionSpan]) -> list[Party]:
    """Return to whom it is done; one open party with the reason when nobody can be named."""
    reasons: list[str] = []
    unnamed = -1
    if is_mutual(predicate):
        return [Party(None, reason="they do it to each other")]
    for slot in predicate.frame.target:
        found: list[Party] = []
        for token in fillers(predicate, slot):
            party = _direct(token, mentions, place=_is_target(slot, predicate))
            if party is not None and party.actor is not None:
                found.extend([party, *_also(token, mentions)])
            elif slot.endswith("!"):
                continue
            elif party is not None and party.reason:
                reasons.append(party.reason)
                if not _stands(token, mentions):
                    found.extend(_owners(token, mentions))
                    unnamed = token.i if unnamed < 0 else unnamed
            else:
                owners = list(_owners(token, mentions, strict=slot.startswith("x")))
                found.extend(owners)
                if not owners:
                    reasons.append(f"‘{_short(token)}’ names no actor")
                    unnamed = token.i if unnamed < 0 else unnamed
        if found:
            return _distinct(found)
    reason = reasons[0] if reasons else "no target is named"
    return [Party(None, reason=reason, root=unnamed)]


def _is_doer(token: Token, mentions: Mapping[int, MentionSpan]) -> bool:
    """Israeli strikes are Israel's; "the Ankara bombing" only says where."""
    root = _root_of(token, mentions)
    return root is not None and mentions[root].form not in {"capital", "building"}


def _is_target(slot: str, predicate: Predicate) -> bool:
    """Tell whether a place in the slot is acted upon: "fled to", "fired at", "recalled from"."""
    frame = predicate.frame
    if frame.mode == "visit" or predicate.token.lemma_ in {"gather", "assemble"}:
        return slot in {"to", "in", "into", "at"}
    if frame.event_type is EventType.AID:
        return slot in {"to", "in"}
    if frame.event_type in {EventType.SUPPORT, EventType.SANCTION}:
        return slot in {"in", "to", "from", "into"}
    if frame.event_type in {EventType.RETREAT, EventType.MOBILIZE, EventType.ASSAULT}:
        return slot in {"from", "to", "into", "at", "near", "along", "out of"}
    return False


def _stands(token: Token, mentions: Mapping[int, MentionSpan]) -> bool:
    mention = mentions.get(token.i)
    return mention is not None and mention.form in {"pronoun", "description", "person", "unknown"}


def _direct(
    token: Token, mentions: Mapping[int, MentionSpan], *, place: bool = False
) -> Party | None:
    """The actor that the token itself names; None when it is no mention."""
    mention = mentions.get(token.i)
    if mention is not None and mention.form == "unknown":
        mention = _title_beside(token, mentions)
    if mention is None or (mention.place and not place):
        return None
    if mention.actor is None:
        return Party(None, 0.6, mention.reason, words=_short(token), root=token.i)
    trust = {"pronoun": 0.85, "description": 0.85}.get(mention.form, 1.0)
    return Party(mention.actor, trust, words=_short(token), root=token.i)


def _title_beside(token: Token, mentions: Mapping[int, MentionSpan]) -> MentionSpan | None:
    """The office of a name that nobody knows: "Viktor Orlov, Belarus's defence minister"."""
    for child in token.children:
        beside = mentions.get(child.i) if child.dep_ == "appos" else None
        if beside is not None and beside.actor is not None and beside.form in _OFFICES:
            return beside
    return None


def _also(token: Token, mentions: Mapping[int, MentionSpan]) -> list[Party]:
    """The other owners of "officials from Egypt, Jordan and Iraq"."""
    mention = mentions.get(token.i)
    if mention is None:
        return []
    words = _short(token)
    return [Party(actor, 0.9, words=words, root=-token.i - 1) for actor in mention.also]


def _owners(
    token: Token, mentions: Mapping[int, MentionSpan], depth: int = 0, *, strict: bool = False
) -> Iterable[Party]:
    """Whose thing it is: "Iran's proposal", "a Russian plan", "attacks by ISKP", "aid to Gaza".

    Strict: only the possessor, or what stands after "of" or "by".
    """
    for child in token.children:
        if child.dep_ in ({"poss"} if strict else {"poss", "amod", "compound", "nmod"}):
            root = _root_of(child, mentions)
            mention = mentions.get(root) if root is not None else None
            if mention is not None and mention.actor is not None and not mention.place:
                yield Party(mention.actor, 0.8, words=_short(token), root=token.i)
                return
            if depth < 2:
                inner = list(_owners(child, mentions, depth + 1, strict=strict))
                if inner:
                    yield from inner
                    return
    for child in token.rights:  # "a diplomat appointed by the Taliban"
        if child.dep_ == "acl" and child.tag_ == "VBN":
            for noun in preposition_objects(child).get("by", []):
                party = _direct(noun, mentions)
                if party is not None and party.actor is not None:
                    yield Party(party.actor, 0.75, words=party.words, root=party.root)
                    return
    after = preposition_objects(token)
    for name in _OWNERS[: 2 if strict else None]:
        found = [
            party
            for noun in after.get(name, [])
            for party in [_direct(noun, mentions)]
            if party is not None and party.actor is not None
        ]
        if not found and depth < 2:
            found = [
                p
                for noun in after.get(name, [])
                for p in _owners(noun, mentions, depth + 1, strict=strict)
            ]
        if found:
            for party in found:
                yield Party(party.actor, 0.8 * party.trust, words=party.words, root=party.root)
            return


def _root_of(token: Token, mentions: Mapping[int, MentionSpan]) -> int | None:
    """The mention that a modifier belongs to ("United" in "United States officials")."""
    if token.i in mentions:
        return token.i
    for mention in mentions.values():
        if mention.token_start <= token.i < mention.token_end and mention.root == token.i:
            return mention.root
    return None


def _is_instrument(token: Token, predicate: Predicate) -> bool:
    violent = predicate.frame.event_type.value in {"ASSAULT", "COERCE", "MOBILIZE"}
    return violent and token.lemma_.lower() in word_class("instrument")


def _stranger(token: Token, mentions: Mapping[int, MentionSpan]) -> Party:
    """Nobody whom we know: a crowd or an unclear reference stays open, all else is not ours."""
    mention = mentions.get(token.i)
    words = _short(token)
    if token.lower_ in word_class("crowd"):
        reason = mention.reason if mention and mention.reason else f"nothing says whose ‘{words}’"
        return Party(None, 0.6, f"the source is open: {reason}", words=words)
    if mention is not None and mention.form in {"pronoun", "description"}:
        return Party(None, 0.5, f"the source is open: {mention.reason}", words=words)
    if mention is not None and mention.form in {"institution", "title"}:
        return Party(None, 0.5, f"the source is open: {mention.reason}", words=words)
    if mention is not None and mention.form == "person":
        return Party(None, 0.5, f"the source is open: {mention.reason}", words=words)
    return Party(
        None, 0.0, f"the source ‘{words}’ is no actor that we know", drop=True, words=words
    )


def _distinct(parties: list[Party]) -> list[Party]:
    best: dict[tuple[str, str], Party] = {}
    for party in parties:
        if party.actor is None or (
            party.actor.kind is ActorKind.UNKNOWN and not party.actor.country
        ):
            continue
        key = party.actor.id, party.actor.name
        if key not in best or party.trust > best[key].trust:
            best[key] = party
    return list(best.values())


def _short(token: Token) -> str:
    words = [t.text for t in token.lefts if t.dep_ in {"amod", "compound", "poss", "nummod"}]
    return " ".join([*words[-2:], token.text])[:60]


def is_mutual(predicate: Predicate) -> bool:
    """Tell whether the object is "each other"."""
    return any(
        token.lower_ in {"other", "another"} and {c.lower_ for c in token.lefts} & {"each", "one"}
        for slot in predicate.frame.target
        for token in fillers(predicate, slot)
    )


def clause_parties(noun: Token, mentions: Mapping[int, MentionSpan]) -> list[Party]:
    """Who acts in the clause in which a noun is an adjunct: "after talks with Iran, Lavrov …"."""
    prep = noun.head
    if noun.dep_ != "pobj" or prep.lower_ not in word_class("frame-parties"):
        return []
    verb = prep.head
    if verb.tag_[:2] != "VB":
        return []
    found = [_direct(t, mentions) for s in subjects(verb) for t in coordinated(s)[:1]]
    return _distinct([p for p in found if p is not None])
