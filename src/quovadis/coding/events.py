"""Predicates with their actors to events: who did what to whom, when, and how surely.

An event needs an actor we know on at least one side, and both sides for what is only planned,
possible or denied. Nouns ("attacks by …", "talks between … and …") count only where the text speaks
of them as something that took place. What is left open carries a reason; what nobody we know did is
left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from quovadis.coding import attribution
from quovadis.coding.dating import Dating, When
from quovadis.coding.frames import Predicate, fillers, find_predicates
from quovadis.coding.grammar import complements, noun_phrase
from quovadis.coding.modality import Reading, read_modality
from quovadis.coding.parties import (
    Party,
    clause_parties,
    find_sources,
    find_targets,
    is_mutual,
)
from quovadis.coding.places import find_place
from quovadis.coding.selection import SAID, select
from quovadis.coding.sentence_roles import contexts_of
from quovadis.coding.spans import MentionSpan
from quovadis.coding.topics import off_topic
from quovadis.coding.words import word_class
from quovadis.records import Actor, ActorKind, Event, EventType, Modality

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.parse import Parsed, SentenceSpan
    from quovadis.ontology import Ontology

__all__ = ["find"]

_OPEN_TARGET = frozenset(
    {
        EventType.REQUEST, EventType.ACCUSE, EventType.REJECT, EventType.THREATEN,
        EventType.PROTEST, EventType.SANCTION, EventType.MOBILIZE, EventType.COERCE,
        EventType.ASSAULT,
    }
)  # fmt: skip
_OPEN_MODES = frozenset({"release", "ceasefire", "resign", "disarm", "withdraw"})
_OPEN_SOURCE = frozenset(
    {EventType.ASSAULT, EventType.COERCE, EventType.SANCTION, EventType.RETREAT, EventType.CONCEDE}
)
_STATE = frozenset({"GOV", "MIL", "JUD", "LEG", "COP", "SPY"})
_PEOPLE_DO = frozenset({EventType.PROTEST, EventType.ACCUSE, EventType.REQUEST, EventType.REJECT})
_DEADLY = frozenset({"kill", "injure", "wound", "maim", "destroy", "burn", "hit", "strike"})
_MOST_PAIRS = 8
_LEAST = 0.25
"""A reading that is less probable is left out."""


def find(
    parsed: Parsed,
    mentions: Sequence[MentionSpan],
    ontology: Ontology,
    published: dt.datetime | None = None,
    *,
    unresolved: list[str] | None = None,
) -> list[Event]:
    """Return the events of a document, in order.

    Args:
        parsed: The document.
        mentions: Its mentions of actors.
        ontology: For quad classes and scores.
        published: Overrides the document's own moment of publication.
        unresolved: Receives one sentence for each reading that was left out because its source
            is no actor that we know.
    """
    return list(_Coder(parsed, mentions, ontology, published, unresolved).events())


def _stands(verb: Token) -> bool:
    """ "The United States lists it as terrorist" tells how things stand, not what was done."""
    present = verb.tag_ in {"VBZ", "VBP"} and not any(c.dep_ == "aux" for c in verb.children)
    return present and verb.lemma_.lower() in word_class("standing-act")


class _Coder:
    def __init__(
        self, parsed: Parsed, mentions: Sequence[MentionSpan], ontology: Ontology,
        published: dt.datetime | None, unresolved: list[str] | None,
    ) -> None:  # fmt: skip
        self.parsed = parsed
        self.mentions = {m.root: m for m in mentions}
        self.ontology = ontology
        self.published = published or parsed.document.published
        self.dating = Dating(parsed, self.published)
        self.known_at = parsed.known_at(published)
        self.unresolved = unresolved if unresolved is not None else []

    def events(self) -> Iterator[Event]:
        for sentence in self.parsed.sentences:
            if sentence.is_heading or sentence.cut:
                continue
            span = self.parsed.tokens(sentence)
            if off_topic(span):
                continue
            found: list[tuple[Event, Token]] = []
            for predicate in find_predicates(span):
                found.extend((e, predicate.token) for e in self._code(predicate, sentence))
            yield from select(found)

    def _code(self, predicate: Predicate, sentence: SentenceSpan) -> Iterator[Event]:
        reading = self._reading(predicate)
        if reading is None:
            return
        sources = self._sources(predicate)
        if sources is None:
            return
        targets = find_targets(predicate, self.mentions)
        if {p.root for p in sources} == {p.root for p in targets} and len(sources) > 1:
            targets = [Party(None, reason="they do it with each other")]  # "between A and B"
        when, reading = self.dating.date(predicate.token, reading)
        for source, target in _pairs(predicate, sources, targets):
            if self._holds(predicate, reading, source, target):
                event = self._event(predicate, reading, source, target, when, sentence)
                if event.probability is not None and event.probability >= _LEAST:
                    yield event

    def _reading(self, predicate: Predicate) -> Reading | None:
        reading = read_modality(predicate.token)
        if reading.alleged:
            return None
        if reading.modality is Modality.ACTUAL and _stands(predicate.token):
            return None
        if predicate.frame.noun and reading.modality not in {
            Modality.ACTUAL,
            Modality.BACKGROUND,
        }:
            return None
        return reading

    def _sources(self, predicate: Predicate) -> list[Party] | None:
        """Return who acts, or None when the reading is to be left out."""
        sources = find_sources(predicate, self.mentions)
        if predicate.frame.noun:
            sources = [p for p in sources if p.actor is not None]
            adjunct = predicate.token.dep_ == "pobj"
            if adjunct and any(
                c.dep_ == "poss" and c.pos_ == "PRON" for c in predicate.token.lefts
            ):
                return None  # "in response to its invasion": whose, the sentence leaves open
            if not _takes_place(predicate):
                return None
            if not sources and predicate.frame.event_type is EventType.CONSULT:
                sources = clause_parties(predicate.token, self.mentions)
            return sources or None
        if sources and all(p.drop for p in sources):
            self.unresolved.append(f"‘{predicate.token.text}’: {sources[0].reason}")
            return None
        kept = [p for p in sources if p.actor is None or _may_act(p.actor, predicate)]
        if sources and not kept:
            return None
        if not kept:
            if not predicate.passive or predicate.frame.event_type not in _OPEN_SOURCE:
                return None
            if predicate.token.dep_ == "acl":
                return None  # "restrictions imposed on …" tells of no deed
            if predicate.token.lemma_ in _DEADLY and not _is_violent(predicate.token):
                return None  # floods and crashes kill as well
            kept = [Party(None, 0.6, "the passive names nobody who acts")]
        return kept

    def _holds(self, predicate: Predicate, reading: Reading, source: Party, target: Party) -> bool:
        frame = predicate.frame
        if source.actor is None and target.actor is None:
            return False
        if frame.event_type in {EventType.CONSULT, EventType.AGREE} and _is_private(target):
            return False  # speaking to reporters is no diplomacy
        if frame.event_type is EventType.AGREE and _promises_not(predicate.token):
            return False
        if source.actor is not None and target.actor is not None:
            return not _is_same(source, target)
        if reading.modality not in {Modality.ACTUAL, Modality.BACKGROUND}:
            return False
        if target.actor is None:
            if frame.needs_target:
                return False
            return frame.event_type in _OPEN_TARGET or frame.mode in _OPEN_MODES
        return frame.event_type in _OPEN_SOURCE

    def _event(
        self, predicate: Predicate, reading: Reading, source: Party, target: Party, when: When,
        sentence: SentenceSpan,
    ) -> Event:  # fmt: skip
        frame = predicate.frame
        plover = self.ontology.plover
        says = attribution.speaker(self.parsed, predicate.token)
        if says is not None and source.words and source.words in says:
            says = None  # who acts does not report it
        place, country = find_place(
            self.parsed, predicate.token, self.mentions, deep=frame.event_type not in SAID
        )
        reasons = [
            *([source.reason] if source.actor is None and source.reason else []),
            *([f"the target is open: {target.reason}"] if target.actor is None else []),
            *([f"the date is open: {when.reason}"] if when.date is None and when.reason else []),
        ]
        return Event(
            date=when.date,
            date_to=when.date_to,
            precision=when.precision,
            source=source.actor,
            target=target.actor,
            event_type=frame.event_type,
            mode=frame.mode,
            contexts=contexts_of(self.parsed.text(sentence.start, sentence.end)),
            quad_class=plover.quad_class(frame.event_type),
            plover_score=plover.score(frame.event_type, frame.mode),
            modality=reading.modality,
            place=place,
            place_country=country,
            says=says,
            phrase=self._phrase(predicate),
            known_at=self.known_at,
            evidence=self.parsed.sentence_evidence(sentence),
            probability=_probability(predicate, reading, source, target, says),
            reasons=tuple(reasons),
        )

    def _phrase(self, predicate: Predicate) -> str:
        """The words from the trigger to the noun that makes it what it is, verbatim."""
        token = predicate.token
        first = last = token.i
        for child in token.children:
            if child.dep_ in {"prt", "neg"} or (
                child.dep_ in {"aux", "auxpass"} and child.i < token.i
            ):
                first, last = min(first, child.i), max(last, child.i)
        nouns = [t.i for t in predicate.with_object if 0 < t.i - last <= 8]
        if nouns:
            last = max(last, min(nouns))
        elif predicate.passive:
            before = [t for t in predicate.with_object if 0 < first - t.i <= 8]
            if before:
                first = noun_phrase(before[-1])[0]
        return self.parsed.words(first, last + 1)


def _promises_not(token: Token) -> bool:
    return any(c.dep_ == "neg" for verb in complements(token) for c in verb.children)


def _is_private(party: Party) -> bool:
    return party.actor is not None and party.actor.sector in {"MED", "BUS"}


def _is_same(source: Party, target: Party) -> bool:
    """A state and its own organs are one; two named organs of one state are two."""
    a, b = source.actor, target.actor
    if a is None or b is None:
        return False
    if a.id == b.id:
        return a.name == b.name or source.root == target.root
    country = a.country is not None and a.country == b.country
    kinds = {a.kind, b.kind}
    return country and ActorKind.COUNTRY in kinds and (a.sector or b.sector) in _STATE


def _pairs(
    predicate: Predicate, sources: list[Party], targets: list[Party]
) -> Iterator[tuple[Party, Party]]:
    """Every source with every target; those who do it together, with each other."""
    known = [p for p in sources if p.actor is not None]
    # "A and B met with rebels": they met the rebels, whoever these are, not each other.
    others = [] if predicate.frame.noun else fillers(predicate, "with")
    joint = predicate.frame.reciprocal or predicate.frame.mode == "multilateral"
    together = joint and not others
    if is_mutual(predicate):
        pairs = [(a, b) for a in known for b in known if a is not b]
    elif together and len(known) > 1 and all(p.actor is None or p.trust < 0.9 for p in targets):
        pairs = [(a, b) for n, a in enumerate(known) for b in known[n + 1 :]]
    else:
        pairs = [(a, b) for a in sources for b in targets]
    yield from pairs[:_MOST_PAIRS]


def _may_act(actor: Actor, predicate: Predicate) -> bool:
    """Businesses and media are no political actors; people protest, accuse, ask and fight."""
    if actor.sector in word_class("not-political"):
        return False
    if actor.kind is ActorKind.PERSON and actor.country is None:
        return False
    if predicate.token.lemma_ == "claim" and actor.kind is not ActorKind.ARMED_GROUP:
        return False  # states that "claim responsibility" speak of mistakes
    return actor.sector != "CVL" or predicate.frame.event_type in _PEOPLE_DO


def _is_violent(token: Token) -> bool:
    return any(t.lemma_.lower() in word_class("violence") for t in token.sent)


def _takes_place(predicate: Predicate) -> bool:
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


def _probability(
    predicate: Predicate, reading: Reading, source: Party, target: Party, says: str | None
) -> float:
    """A heuristic, documented in docs/coding.md: the frame's own trust, less for each detour."""
    p = predicate.frame.probability + 0.05 * min(predicate.frame.specificity, 2)
    p *= source.trust * target.trust if target.actor else source.trust * 0.75
    if source.actor is None:
        p *= 0.8
    if predicate.frame.noun:
        p *= 0.85
    if reading.modality in {Modality.HYPOTHETICAL, Modality.PLANNED}:
        p *= 0.9
    if says:
        p *= 0.95
    return round(min(max(p, 0.05), 0.9), 2)
