"""From a document to all that it says: sentences, events, statuses, what is scheduled, quantities.

One pass: parse, name the actors, then each finder reads the same parse and the same mentions.
Nothing is kept between documents, so coding many gives what coding each alone gives.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterable, Iterator
from typing import TypeVar

from quovadis.coding import (
    conditionals,
    events,
    quantities,
    scheduled,
    sentence_roles,
    statuses,
)
from quovadis.coding.mentions import find_mentions
from quovadis.coding.parse import load_parser, parse
from quovadis.coding.topics import is_sport
from quovadis.ontology import Ontology, load_ontology
from quovadis.records import (
    Coded,
    Conditional,
    Document,
    Event,
    Quantity,
    Scheduled,
    Sentence,
    Status,
)

__all__ = ["CODER", "CODER_VERSION", "Coder"]

CODER = "light"
"""Name of this coder: a dependency parse and lexicons, no trained weights of its own."""

CODER_VERSION = "3"
"""Raised whenever the same document would be coded differently."""

_MOST_UNRESOLVED = 200

log = logging.getLogger(__name__)

Fact = TypeVar("Fact", Event, Status, Scheduled, Quantity, Conditional, Sentence)


class Coder:
    """Codes documents.

    Args:
        ontology: Actors and event types; the shipped one by default.

    Examples:
        >>> from datetime import UTC, datetime
        >>> text = "Egypt condemned the attack. Turkish officials visited Baghdad on Monday."
        >>> document = Document(text=text, published=datetime(2024, 5, 8, tzinfo=UTC))
        >>> coded = Coder().code(document)
        >>> event = coded.events[1]
        >>> event.source.id, event.event_type.value, event.target.id, event.date.isoformat()
        ('TUR.GOV', 'CONSULT', 'IRQ', '2024-05-06')
        >>> coded.events[0].reasons
        ('the target is open: ‘attack’ names no actor',)
    """

    def __init__(self, ontology: Ontology | None = None) -> None:
        self.ontology = ontology or load_ontology()
        self._nlp = load_parser()

    def code(self, document: Document) -> Coded:
        """Return all that the coder finds in a document.

        Without a day of publication relative dates stay open, and what is found is known from the
        moment at which the document was retrieved: give documents a date before they are coded.
        """
        parsed = parse(document, self._nlp)
        mentions = find_mentions(parsed, self.ontology)
        unresolved: list[str] = []
        if is_sport(parsed.doc):
            mentions = ()  # its countries are teams
            unresolved.append("the text reports on sport; nothing was looked for in it")
        ahead = scheduled.find(parsed, mentions, self.ontology) if mentions else []
        lasting = statuses.find(
            parsed, mentions, self.ontology, scheduled=ahead, unresolved=unresolved
        )
        happened = events.find(parsed, mentions, self.ontology, unresolved=unresolved)
        supposed = conditionals.find(
            parsed, mentions, self.ontology, statuses=lasting, events=happened
        )
        said = sentence_roles.assign(parsed, mentions, self.ontology, conditionals=supposed)
        counted = quantities.find(parsed)
        if any(s.cut for s in parsed.sentences):
            unresolved.append("a sentence is too long to be parsed; no event was looked for in it")
        log.debug("coded %s: %d events", document.id[:12], len(happened))
        return Coded(
            document_id=document.id,
            coder=CODER,
            coder_version=CODER_VERSION,
            sentences=_signed(said),
            events=_signed(happened),
            statuses=_signed(lasting),
            scheduled=_signed(ahead),
            quantities=_signed(counted),
            conditionals=_signed(supposed),
            unresolved=tuple(dict.fromkeys(unresolved))[:_MOST_UNRESOLVED],
        )

    def code_all(self, documents: Iterable[Document]) -> Iterator[Coded]:
        """Code documents one after the other; each result equals `code` of it alone."""
        for document in documents:
            yield self.code(document)


def _signed(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Write the coder's name into each fact; its id follows from its content."""
    return tuple(
        dataclasses.replace(fact, coder=CODER, coder_version=CODER_VERSION, id="") for fact in facts
    )
