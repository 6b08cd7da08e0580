"""From a type with its parties to a whole event: date, modality, place, contexts, who says so.

Every backend hands in drafts; the rest is read off the same parse, so that an event means the same
whoever found it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from quovadis.coding import attribution
from quovadis.coding.contexts import contexts_of
from quovadis.coding.dating import Dating, When
from quovadis.coding.modality import Reading, read_modality
from quovadis.coding.names import full_names
from quovadis.coding.places import country_at, find_place
from quovadis.coding.selection import SAID
from quovadis.coding.spans import MentionSpan
from quovadis.coding.words import word_class
from quovadis.records import Actor, Event, EventType, Modality

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.parse import Parsed, SentenceSpan
    from quovadis.ontology import Ontology

__all__ = ["PLACE_REASON", "Draft", "EventWriter", "verb_range"]

PLACE_REASON = "is a place, or stands in one: its country stands for it"
"""Why an attack upon a place has a target that the text does not name."""
_OFFICES = frozenset({"GOV", "OPP", "MED", "ELI", "LEG", "JUD", "SPY"})
"""Sectors whose people are often abroad: one of them need not be of the country he was hit in."""
_DEEPEST = 3
"""Places within places that are followed: "in a hotel in a suburb of Mogadishu"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a backend says of an event.

    Attributes:
        token: The word that carries it.
        event_type: PLOVER type.
        mode: PLOVER mode, or None.
        source: Who acts, or None with a reason.
        target: To whom, or None with a reason.
        probability: That it is rightly coded (0 to 1).
        modality: What the backend says of it; None reads it off the syntax.
        source_words: How the text names the source: who acts does not report it.
        phrase: Words that carry the event, verbatim; None takes the word with its auxiliaries.
        reasons: Why a side is open, one sentence each.
    """

    token: Token
    event_type: EventType
    source: Actor | None
    target: Actor | None
    probability: float
    mode: str | None = None
    modality: Modality | None = None
    source_words: str = ""
    phrase: str | None = None
    reasons: tuple[str, ...] = ()


class EventWriter:
    """Writes the events of one document.

    Args:
        parsed: The document.
        mentions: Its mentions of actors.
        ontology: For quad classes and scores.
        published: Overrides the document's own moment of publication.
    """

    def __init__(
        self,
        parsed: Parsed,
        mentions: Sequence[MentionSpan],
        ontology: Ontology,
        published: dt.datetime | None = None,
    ) -> None:
        self.parsed = parsed
        self.mentions: Mapping[int, MentionSpan] = {m.root: m for m in mentions}
        self.ontology = ontology
        self.dating = Dating(parsed, published or parsed.document.published)
        self.known_at = parsed.known_at(published)

    @cached_property
    def full_names(self) -> Mapping[str, tuple[int, int]]:
        """Where the text gives a name in full, by each of its words (`names.full_names`)."""
        return full_names(self.parsed.doc)

    def says(self, token: Token, source_words: str) -> str | None:
        """Return who reports what stands at a word, or None; who acts does not report it."""
        found = attribution.speaker(self.parsed, token)
        return None if found is not None and source_words and source_words in found else found

    def struck(self, token: Token, event_type: EventType) -> Actor | None:
        """Return the country that stands for a place which was attacked, or None.

        "Shelled Kharkiv" and "killed ten people in Kabul" tell who was hit, although the text names
        no one there. Only in attacks: whoever leaves a place or marches through it does nothing to
        its country.

        Args:
            token: Head of the phrase that names what was hit.
            event_type: What was done to it.
        """
        if event_type is not EventType.ASSAULT:
            return None
        country = self._country(token)
        if country is None and not self._may_be_foreign(token):
            country = next((c for n in _where(token) if (c := self._country(n))), None)
        return self.ontology.actor(country) if country else None

    def _may_be_foreign(self, noun: Token) -> bool:
        """Tell whether a noun names one person of some office: an envoy, a dissident in exile."""
        return noun.tag_ == "NN" and self.ontology.title(noun.text) in _OFFICES

    def _country(self, noun: Token) -> str | None:
        """Return the country of the place that a noun names, or None."""
        mention = self.mentions.get(noun.i)
        if mention is not None and mention.actor is not None and mention.place:
            return mention.actor.country
        return country_at(noun, self.ontology)

    def date(self, token: Token, reading: Reading) -> tuple[When, Reading]:
        """Return the date of the event at a word, and its modality in the light of that date."""
        return self.dating.date(token, reading)

    def place(self, token: Token, event_type: EventType) -> tuple[str | None, str | None]:
        """Return where the event at a word took place, and in what country (ISO3), None if open."""
        place, country = find_place(self.parsed, token, self.mentions, deep=event_type not in SAID)
        if place and country is None:
            country = self.ontology.place_country(place)
        return place, country

    def write(
        self,
        draft: Draft,
        sentence: SentenceSpan,
        *,
        when: When | None = None,
        reading: Reading | None = None,
    ) -> Event:
        """Return the event of a draft.

        Args:
            draft: What was found.
            sentence: Where it stands.
            when: Its date, where it was read already.
            reading: Its modality, where it was read already.
        """
        if when is None or reading is None:
            reading = read_modality(draft.token)
            if draft.modality is not None:
                reading = Reading(draft.modality, past_perfect=reading.past_perfect)
            when, reading = self.date(draft.token, reading)
        plover = self.ontology.plover
        place, country = self.place(draft.token, draft.event_type)
        undated = when.date is None and when.reason
        dateless = [f"the date is open: {when.reason}"] if undated else []
        return Event(
            date=when.date,
            date_to=when.date_to,
            precision=when.precision,
            source=draft.source,
            target=draft.target,
            event_type=draft.event_type,
            mode=draft.mode,
            contexts=contexts_of(self.parsed.text(sentence.start, sentence.end)),
            quad_class=plover.quad_class(draft.event_type),
            plover_score=plover.score(draft.event_type, draft.mode),
            modality=reading.modality,
            place=place,
            place_country=country,
            says=self.says(draft.token, draft.source_words),
            phrase=draft.phrase or self.phrase(draft.token),
            known_at=self.known_at,
            evidence=self.parsed.sentence_evidence(sentence),
            probability=draft.probability,
            reasons=(*draft.reasons, *dateless),
        )

    def phrase(self, token: Token) -> str:
        """Return a word with its particle, auxiliaries and negation, verbatim."""
        first, last = verb_range(token)
        return self.parsed.words(first, last + 1)


def _where(noun: Token, depth: int = 0) -> Iterator[Token]:
    """Yield the places that stand right behind a noun, whatever the parser hangs them on."""
    last = max((c.i for c in noun.subtree), default=noun.i)
    after = noun.doc[last + 1] if last + 1 < noun.sent.end else None
    preps = [c for c in noun.children if c.dep_ == "prep"]
    if after is not None and after.dep_ == "prep":
        preps.append(after)
    for prep in preps if depth < _DEEPEST else ():
        for place in prep.children if prep.lower_ in word_class("d-place") else ():
            if place.dep_ == "pobj":
                yield place
                yield from _where(place, depth + 1)


def verb_range(token: Token) -> tuple[int, int]:
    """Return the first and last token of a word with its particle, auxiliaries and negation."""
    first = last = token.i
    for child in token.children:
        if child.dep_ in {"prt", "neg"} or (child.dep_ in {"aux", "auxpass"} and child.i < token.i):
            first, last = min(first, child.i), max(last, child.i)
    return first, last
