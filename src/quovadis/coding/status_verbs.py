"""Lasting facts that verbs tell of: designate, delist, recognise, host, keep open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from quovadis.coding.clauses import (
    Named,
    descendants,
    phrase_text,
    preposition_objects,
    subject,
)
from quovadis.coding.status_words import Sighting, agent_of, owner_of, words_of
from quovadis.records import Actor, ActorKind, StatusChange, StatusKind

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["embassy", "is_embassy", "see_verb"]


def see_verb(named: Named, verb: Token) -> Iterator[Sighting]:
    lemma = verb.lemma_.lower()
    for kind in ("designation", "sanctions", "recognition"):
        change = words_of(kind, "direct").get(lemma)
        if change is not None:
            found = _direct(named, verb, StatusKind(kind), change)
            if found is not None:
                yield found
                return
    for finder in (_labelled, _listed, _hosted, _came, _kept):
        found = finder(named, verb)
        if found is not None:
            yield found
            return


def _patient(verb: Token) -> Token | None:
    """Whom a verb acts on: its object, or its subject in the passive."""
    for child in verb.children:
        if child.dep_ in ("dobj", "nsubjpass"):
            return child
    if verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod"):
        return verb.head
    if verb.tag_ == "VBN" and not any(c.dep_ == "nsubj" for c in verb.children):
        return subject(verb)
    return None


def _where(named: Named, verb: Token) -> Actor | None:
    """The state in whose realm a passive holds: "banned in Russia", "as terrorist in Russia"."""
    for prep in descendants(verb, limit=40):
        if prep.lower_ not in ("in", "on") or prep.dep_ != "prep" or prep.i < verb.i:
            continue
        for place in prep.children:
            actor = named.actor(place)
            if actor is not None and actor.kind in (ActorKind.COUNTRY, ActorKind.AGENT):
                return actor
    return None


def _direct(named: Named, verb: Token, kind: StatusKind, change: StatusChange) -> Sighting | None:
    patient = _patient(verb)
    whom = named.actor(patient)
    if patient is None or whom is None:
        return None
    if kind is StatusKind.DESIGNATION:
        terror = _terror_near(verb)
        own = named.mention(patient)
        if own is None or own.actor is None:
            return None  # "banned Russian oil" is no designation of Russia
        group = whom.kind in (ActorKind.ARMED_GROUP, ActorKind.ORGANISATION, ActorKind.UNKNOWN)
        if not terror and not group and verb.lemma_.lower() not in ("blacklist", "delist"):
            return None
    at = named.mention(patient)
    if kind is StatusKind.RECOGNITION and at is not None and at.form in ("capital", "building"):
        return None  # "recognised Jerusalem as the capital"
    if kind is StatusKind.RECOGNITION and any(c.dep_ in ("ccomp", "mark") for c in verb.children):
        return None  # "recognised that …"
    who = agent_of(named, verb) or _where(named, verb)
    return Sighting(kind, verb, who, whom, change, _what(kind, verb))


def _terror_near(verb: Token) -> bool:
    words = words_of("designation", "terror")
    return any(t.lower_ in words and 0 < t.i - verb.i < 16 for t in verb.subtree)


def _what(kind: StatusKind, verb: Token) -> str:
    if kind is StatusKind.RECOGNITION:
        return "recognition"
    if kind is StatusKind.SANCTIONS:
        return "sanctions"
    banned = verb.lemma_.lower() in ("ban", "unban", "outlaw", "proscribe")
    return "ban" if banned else "terrorist designation"


def _labelled(named: Named, verb: Token) -> Sighting | None:
    """ "declared X a terrorist organisation", "lists X as terrorist"."""
    if verb.lemma_.lower() not in words_of("designation", "label") or not _terror_near(verb):
        return None
    patient = _patient(verb)
    whom = named.actor(patient) if patient is not None else None
    if whom is None:  # the parser often takes "X a terrorist organisation" for a clause
        for child in descendants(verb):
            mention = named.mention(child)
            if child.i > verb.i and mention is not None and mention.actor is not None:
                whom = mention.actor
                break
    if whom is None:
        return None
    who = agent_of(named, verb) or _where(named, verb)
    terror = next(t for t in verb.subtree if t.lower_ in words_of("designation", "terror"))
    end = (
        terror.i + 2
        if terror.i + 1 < verb.sent.end and terror.head.i == terror.i + 1
        else terror.i + 1
    )
    what = "designation as " + named.parsed.words(terror.i, end)
    return Sighting(StatusKind.DESIGNATION, verb, who, whom, StatusChange.IMPOSE, what)


def _terror_list(token: Token) -> bool:
    """Tell whether a noun is a list of terrorists: "terror list", "list of banned groups"."""
    if token.lemma_.lower() not in words_of("designation", "list"):
        return False
    if token.lemma_.lower() == "blacklist":
        return True
    words = words_of("designation", "terror")
    return any(t.lower_ in words for t in token.subtree)


def _listed(named: Named, verb: Token) -> Sighting | None:
    """ "removed X from its terrorist list", "took X off the list", "put X on the list"."""
    lemma = verb.lemma_.lower()
    off, on = words_of("designation", "off"), words_of("designation", "on")
    if lemma not in off and lemma not in on and lemma != "be":
        return None
    for prep in descendants(verb, limit=60):
        if prep.lower_ not in ("from", "off", "of", "on", "to", "onto") or prep.i < verb.i:
            continue
        for noun in prep.children:
            if noun.dep_ not in ("pobj", "dobj") or not _terror_list(noun):
                continue
            leaves = prep.lower_ in ("from", "off", "of")
            change = off.get(lemma) if leaves else on.get(lemma)
            if change is None and lemma != "be":
                continue
            patient = _patient(verb) if lemma != "be" else subject(verb)
            whom = named.actor(patient)
            if whom is None:
                return None
            who = owner_of(named, noun, whom) or agent_of(named, verb)
            what = phrase_text(named.parsed, noun)
            return Sighting(StatusKind.DESIGNATION, verb, who, whom, change, what)
    return None


def _delegate(named: Named, token: Token | None) -> Actor | None:
    """Whom a delegate stands for: "a delegation of the Taliban", "Taliban envoys"."""
    if token is None:
        return None
    mention = named.mention(token)
    if mention is not None and mention.actor is not None and mention.form in ("person", "title"):
        return mention.actor
    if token.lemma_.lower() not in words_of("*", "delegate"):
        return None
    return named.actor(token)


def _guests(named: Named, guest: Token) -> str:
    """The words for the guests, and for whom they stand where that follows."""
    first, end = guest.i, guest.i + 1
    inside = {c.i for c in guest.children if c.dep_ in ("compound", "amod", "nmod", "poss", "case")}
    while first - 1 in inside:
        first -= 1
    for prep in guest.children:
        if prep.dep_ == "prep" and prep.lower_ in ("of", "from") and prep.i == end:
            end = max((c.i + 1 for c in prep.children if c.dep_ == "pobj"), default=end)
    return named.parsed.words(first, end)


def _hosted(named: Named, verb: Token) -> Sighting | None:
    if verb.lemma_.lower() not in words_of("hosting", "direct"):
        return None
    guest = next((c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")), None)
    if verb.lemma_.lower() == "welcome" and not preposition_objects(verb, "in", "at", "to"):
        return None  # to welcome somebody's decision is to host nobody
    whom = _delegate(named, guest)
    if whom is None and guest is None:  # the parser may hang the guests on another verb
        for t in verb.sent[verb.i - verb.sent.start + 1 : verb.i - verb.sent.start + 7]:
            if t.pos_ in ("VERB", "ADP", "PUNCT"):
                break
            whom = whom or _delegate(named, t)
            guest = t if whom is not None else guest
            if whom is not None:
                break
    if whom is None or guest is None:
        return None
    what = _guests(named, guest)
    return Sighting(StatusKind.HOSTING, verb, agent_of(named, verb), whom, StatusChange.OPEN, what)


_EVENTS = frozenset({"forum", "conference", "summit", "exercise", "parade", "meeting", "congress"})


def _came(named: Named, verb: Token) -> Sighting | None:
    """ "A delegation of X held talks in Moscow", "X officials attended Y's forum"."""
    lemma = verb.lemma_.lower()
    held = lemma in ("hold", "take") and any(
        c.lemma_.lower() in ("talk", "part", "meeting", "consultation") for c in verb.children
    )
    if not held and lemma not in words_of("hosting", "come"):
        return None
    guest = subject(verb)
    if guest is None or guest.lemma_.lower() not in words_of("*", "delegate"):
        return None
    whom = named.actor(guest)
    if whom is None or any(c.lower_ in ("few", "no") for c in guest.children):
        return None
    for t in descendants(verb):
        mention = named.mention(t)
        host = mention.actor if mention is not None else None
        if t.i < verb.i or host is None or host.country in (None, whom.country):
            continue
        under = t.head.lower_ if t.dep_ == "pobj" else ""
        if (
            t.dep_ == "poss"
            and t.head.lemma_.lower() in _EVENTS
            and t.head.dep_ in ("pobj", "dobj")
        ):
            under = "at"
        visited = t.dep_ == "dobj" and lemma == "visit"
        if (under in ("in", "to", "at") or visited) and mention is not None and mention.root == t.i:
            what = _guests(named, guest)
            return Sighting(StatusKind.HOSTING, verb, host, whom, StatusChange.OPEN, what, t.text)
    return None


def _kept(named: Named, verb: Token) -> Sighting | None:
    """ "kept its embassy in Kabul open", "the embassy remains closed"."""
    lemma = verb.lemma_.lower()
    nouns = words_of("embassy", "noun")
    if lemma in words_of("*", "keep"):
        thing = next(
            (t for t in verb.children if t.dep_ in ("dobj", "nsubj") and t.i > verb.i), None
        )
        if thing is None:
            thing = next(
                (
                    t
                    for c in verb.children
                    if c.dep_ == "ccomp"
                    for t in c.children
                    if t.dep_ == "nsubj"
                ),
                None,
            )
    elif lemma in ("remain", "stay", "be"):
        thing = next((t for t in verb.children if t.dep_ == "nsubj"), None)
    else:
        return None
    if thing is None or thing.lemma_.lower() not in nouns or not is_embassy(thing):
        return None
    states = {t.lower_ for t in verb.subtree if t.i > verb.i}
    shut = bool(states & {"closed", "shut", "shuttered"})
    if lemma in ("remain", "stay", "be") and not states & {"open", "operational", "closed", "shut"}:
        return None
    change = StatusChange.CLOSE if shut else None
    return embassy(named, verb, thing, change)


def is_embassy(noun: Token) -> bool:
    """Tell a diplomatic mission from others."""
    if noun.lemma_.lower() != "mission":
        return True
    return any(t.lower_ in ("diplomatic", "consular") for t in noun.children)


def _each_other(named: Named, act: Token, noun: Token, who: Actor) -> Actor | None:
    """The other of two who "reopen their embassies": with each other, when they are just two."""
    first = subject(act)
    if first is None or not any(c.lower_ == "their" for c in noun.children):
        return None
    others = [a for c in first.conjuncts if (a := named.actor(c)) is not None and a.id != who.id]
    return others[0] if len(others) == 1 else None


def embassy(named: Named, act: Token, noun: Token, change: StatusChange | None) -> Sighting | None:
    who = named.actor(subject(act)) if act.pos_ in ("VERB", "AUX") else None
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in act.children)
    owner = owner_of(named, noun, None)
    if owner is None:
        owner = next((a for t in preposition_objects(noun, "of") if (a := named.actor(t))), None)
    if who is not None and any(c.dep_ == "poss" and c.pos_ == "PRON" for c in noun.children):
        owner = None  # "its embassy": the subject's own
    if owner is not None and (
        who is None or passive or act.lemma_.lower() in ("remain", "stay", "be")
    ):
        who = owner
    place, whom = None, None
    places = [t for prep in descendants(noun, limit=30) if prep.lower_ in ("in", "to")
              for t in prep.children if t.dep_ == "pobj"]  # fmt: skip
    for t in places or preposition_objects(act, "in"):
        mention = named.mention(t)
        if mention is not None and mention.actor is not None:
            place, whom = named.parsed.words(mention.token_start, mention.token_end), mention.actor
            break
    if whom is None and who is not None and place is None and noun.tag_ == "NNS":
        whom = _each_other(named, act, noun, who)
    if owner is not None and who is not None and owner.id != who.id:
        return None  # "Russia closed the Ukrainian embassy in Moscow": an act on one not its own
    what = f"{noun.lemma_.lower()} in {place}" if place else noun.lemma_.lower()
    return Sighting(StatusKind.EMBASSY, act, who, whom, change, what, place)
