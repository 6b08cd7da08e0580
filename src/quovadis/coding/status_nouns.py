"""Lasting facts that nouns tell of: a designation, a ban, sanctions, an embassy, a treaty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from quovadis.coding.clauses import (
    Named,
    ancestors,
    auxiliaries,
    is_negated,
    preposition_objects,
    subject,
)
from quovadis.coding.status_verbs import embassy, is_embassy
from quovadis.coding.status_words import Sighting, agent_of, owner_of, words_of
from quovadis.records import Actor, ActorKind, StatusChange, StatusKind

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["changed", "see_noun"]


def see_noun(named: Named, noun: Token) -> Iterator[Sighting]:
    lemma = noun.lemma_.lower()
    for kind in StatusKind:
        if lemma not in words_of(kind.value, "noun"):
            continue
        verb, change = changed(noun)
        if kind is StatusKind.EMBASSY:
            if (
                is_embassy(noun)
                and change in (StatusChange.OPEN, StatusChange.CLOSE, StatusChange.SUSPEND)
                and verb is not None
            ):
                found = embassy(named, verb, noun, change)
                if found is not None:
                    yield found
        elif kind in (StatusKind.DESIGNATION, StatusKind.SANCTIONS, StatusKind.RECOGNITION):
            yield from _act_on(named, noun, kind, verb, change)
        elif verb is not None and change in (
            StatusChange.GRANT,
            StatusChange.LIFT,
            StatusChange.SUSPEND,
        ):
            yield from _pact(named, noun, kind, verb, change)


# Whoever joins, backs or shuns the sanctions of others neither imposes nor lifts them.
_SIDE_WITH = frozenset(
    {"join", "back", "support", "follow", "adopt", "oppose", "reject", "evade", "circumvent",
     "dodge", "defy", "match", "endorse", "criticise", "criticize", "condemn", "welcome"}
)  # fmt: skip

# Whoever threatens or weighs sanctions would impose them; whoever calls for them need not.
_WEIGH = frozenset(
    {"threaten", "propose", "consider", "mull", "weigh", "discuss", "prepare", "plan"}
)
_CALL = frozenset({"call", "urge", "demand", "press", "push", "appeal", "seek", "request", "want"})


def changed(noun: Token) -> tuple[Token | None, StatusChange | None]:
    """The verb that changes what a noun names, and how: "lift the ban", "the ban was lifted"."""
    changes = words_of("*", "change")
    verb = noun.head
    if noun.dep_ == "conj":
        verb = noun.head.head
    if noun.dep_ == "pobj" and noun.head.lower_ in ("from", "to", "on", "into"):
        verb = noun.head.head
        if verb.lemma_.lower() not in ("withdraw", "exit", "agree", "enter", "pull"):
            return None, None
        return verb, StatusChange.LIFT if verb.lemma_.lower() != "agree" else StatusChange.GRANT
    if noun.dep_ in ("dobj", "nsubjpass", "conj") and verb.lemma_.lower() in changes:
        return verb, changes[verb.lemma_.lower()]
    if noun.dep_ == "dobj" and verb.lemma_.lower() in _WEIGH:
        return noun, StatusChange.IMPOSE
    if noun.dep_ == "nsubj" and _takes_effect(verb):
        return verb, StatusChange.GRANT
    if noun.dep_ == "nsubj" and verb.lemma_.lower() in (
        "end",
        "collapse",
        "expire",
        "reopen",
        "open",
        "close",
    ):
        return verb, changes.get(verb.lemma_.lower(), StatusChange.LIFT)
    opener = next((c for c in noun.children if c.tag_ == "VBG" and c.i == noun.sent.start), None)
    if opener is not None and opener.lemma_.lower() in changes:
        return opener, changes[opener.lemma_.lower()]  # "Lifting US sanctions would …"
    nominal = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else None
    if nominal is not None:  # "the lifting of sanctions", "suspension of the ban"
        for stem, change in (
            ("suspen", StatusChange.SUSPEND),
            ("lift", StatusChange.LIFT),
            ("remov", StatusChange.LIFT),
            ("imposi", StatusChange.IMPOSE),
        ):
            if nominal.lower_.startswith(stem):
                return nominal, change
    return None, None


def _takes_effect(verb: Token) -> bool:
    """ "took effect", "came into force", "entered into force", "went into effect"."""
    lemma = verb.lemma_.lower()
    if lemma == "take":
        return any(c.dep_ == "dobj" and c.lower_ in ("effect", "hold") for c in verb.children)
    ends = (t.lower_ for t in preposition_objects(verb, "into"))
    return lemma in ("come", "go", "enter") and any(t in ("force", "effect") for t in ends)


def _act_on(
    named: Named, noun: Token, kind: StatusKind, verb: Token | None, change: StatusChange | None
) -> Iterator[Sighting]:
    """A noun of an act of one on another: designation, ban, sanctions, recognition."""
    lemma = noun.lemma_.lower()
    if noun.dep_ == "dobj" and noun.head.lemma_.lower() in _SIDE_WITH:
        return
    above = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "for" else noun.head
    if above.lemma_.lower() in _CALL and (noun.dep_ == "dobj" or noun.head.lower_ == "for"):
        return
    whom = next(
        (
            a
            for t in preposition_objects(noun, "of", "on", "against", "for")
            if (a := _proper(named, t, kind)) is not None
        ),
        None,
    )
    if whom is None and verb is not None:
        whom = next(
            (
                a
                for t in preposition_objects(verb, "on", "against", "from", "to", "of")
                if (a := _proper(named, t, kind)) is not None
            ),
            None,
        )
    possessor = next((named.actor(c) for c in noun.children if c.dep_ == "poss"), None)
    if whom is None and possessor is not None and kind is StatusKind.DESIGNATION and lemma != "ban":
        whom, possessor = possessor, None  # "the Taliban's designation"
    if whom is None:
        return
    if kind is StatusKind.RECOGNITION and verb is None:
        if noun.dep_ != "nsubj" or not auxiliaries(noun.head) & {"would", "could", "might"}:
            return  # "recognition was not discussed": to speak of it is not to grant it
        change = StatusChange.GRANT
    if verb is None and any(is_negated(h) for h in list(ancestors(noun))[:3]):
        return
    who = possessor if possessor is not None and possessor.id != whom.id else None
    who = who or owner_of(named, noun, whom)
    if who is None:
        weighed = verb is noun and noun.dep_ == "dobj"
        who = agent_of(named, noun.head if weighed else verb if verb is not None else noun)
    if who is not None and who.id == whom.id:
        who = None
    what = _named_as(named, noun)
    yield Sighting(kind, verb or noun, who, whom, change, what)


_KINDS_OF_TERROR = frozenset(
    {"organization", "organisation", "group", "sponsor", "movement", "state", "entity", "terrorist"}
)


def _named_as(named: Named, noun: Token) -> str:
    """The noun, with "as a terrorist organization" or "of terrorism" where that follows."""
    doc, end = noun.doc, noun.i + 1
    if end < len(doc) and doc[end].lower_ == "as":
        for t in doc[end : min(end + 6, noun.sent.end)]:
            if t.lemma_.lower() in _KINDS_OF_TERROR:
                end = t.i + 1
    return named.parsed.words(noun.i, end)


def _proper(named: Named, token: Token, kind: StatusKind) -> Actor | None:
    """Whom a ban or recognition is on; a ban on somebody's goods is none on them."""
    mention = named.mention(token)
    if kind is StatusKind.DESIGNATION:
        actor = mention.actor if mention is not None else None
        whole = actor is not None and actor.kind in (ActorKind.COUNTRY, ActorKind.AGENT)
        # A ban on a state is one on its goods, flights or citizens.
        return None if whole and token.head.head.lemma_.lower() == "ban" else actor
    if mention is not None and mention.actor is not None:
        return mention.actor
    if token.lemma_.lower() in (
        "government",
        "regime",
        "authority",
        "leader",
        "official",
        "company",
        "bank",
        "independence",
        "statehood",
        "entity",
    ):
        return named.actor(token)
    return None


def _pact(
    named: Named, noun: Token, kind: StatusKind, verb: Token, change: StatusChange
) -> Iterator[Sighting]:
    """A treaty, alliance or truce between two."""
    who = agent_of(named, verb)
    partners = []
    for t in (*preposition_objects(noun, "with", "between"), *preposition_objects(verb, "with")):
        actor = named.actor(t)
        if actor is not None:
            partners.append(actor)
    first = subject(verb)
    if first is not None:
        partners.extend(a for c in first.conjuncts if (a := named.actor(c)) is not None)
    for part in preposition_objects(verb, "by"):
        partners.extend(a for c in part.conjuncts if (a := named.actor(c)) is not None)
    if who is None and partners:
        who = partners.pop(0)
    if who is None:
        return
    others = [p for p in dict.fromkeys(partners) if p.id != who.id][:4]
    what = named.parsed.words(noun.left_edge.i, noun.i + 1)
    if not others and change is not StatusChange.GRANT:
        yield Sighting(kind, verb, who, None, change, what)
    for n, other in enumerate(others):
        yield Sighting(kind, verb, who, other, change, what)
        for third in others[n + 1 :]:
            yield Sighting(kind, verb, other, third, change, what)
