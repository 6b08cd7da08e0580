"""From a document to all that it says: sentences, events, statuses, what is scheduled, quantities.

One pass: parse, name the actors, then each finder reads the same parse and the same mentions.
Nothing is kept between documents, so coding many gives what coding each alone gives.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from quovadis.coding import (
    conditionals,
    events,
    quantities,
    scheduled,
    sentence_roles,
    statuses,
)
from quovadis.coding.backends import BACKENDS, learned_refiner
from quovadis.coding.mentions import find_mentions
from quovadis.coding.parse import parse
from quovadis.coding.parser import load_parser
from quovadis.coding.topics import is_sport
from quovadis.coding.workers import code_in_processes
from quovadis.ontology import Ontology, load_ontology
from quovadis.records import (
    Coded,
    Conditional,
    Document,
    Event,
    Quantity,
    Scheduled,
    Sentence,
    SentenceRole,
    Status,
)

if TYPE_CHECKING:
    from quovadis.coding.refining import Refiner
    from quovadis.coding.traces import Trace

__all__ = ["CODER", "CODER_VERSION", "Coder"]

CODER = "light"
"""Name of the backend that is always there: a dependency parse and lexicons, no weights of its
own."""

CODER_VERSION = "8"
"""Version of `light`, raised whenever the same document would be coded differently. The other
backends carry it in front of their own."""

_MOST_UNRESOLVED = 200

log = logging.getLogger(__name__)

Fact = TypeVar("Fact", Event, Status, Scheduled, Quantity, Conditional, Sentence)


class Coder:
    """Codes documents.

    What `name` and `version` say stands in every fact. They are those of what really codes:
    `Coder(backend="default")` without learned weights is `light`, and says so once in the log.

    Args:
        ontology: Actors and event types; the shipped one by default.
        backend: `light` (parse and lexicons), `default` (adds learned weights) or `llm` (adds a
            language model, which is asked about what the others are unsure of).
        second: For `llm`: who asks the model (`coding.llm.SecondOpinion`).

    Raises:
        ValueError: There is no such backend, or `llm` has nobody to ask.

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

    def __init__(
        self,
        ontology: Ontology | None = None,
        *,
        backend: str = "light",
        second: Refiner | None = None,
    ) -> None:
        if backend not in BACKENDS:
            raise ValueError(f"no backend {backend!r}: name one of {', '.join(BACKENDS)}")
        if (backend == "llm") != (second is not None):
            raise ValueError("the backend llm, and no other, needs a second opinion")
        self._given = ontology
        self._learned = None if backend == "light" else learned_refiner()
        self._second = second
        self.name, self.version = CODER, CODER_VERSION
        for refiner in self.refiners:
            self.name, self.version = refiner.name, f"{self.version}+{refiner.version}"

    @cached_property
    def ontology(self) -> Ontology:
        """Actors and event types; read when there is first something to code."""
        return self._given or load_ontology()

    @property
    def refiners(self) -> tuple[Refiner, ...]:
        """The backends that refine what `light` finds, the cheapest first."""
        return tuple(r for r in (self._learned, self._second) if r is not None)

    def code(self, document: Document) -> Coded:
        """Return all that the coder finds in a document.

        Without a day of publication relative dates stay open, and what is found is known from the
        moment at which the document was retrieved: give documents a date before they are coded.
        """
        return self._code(document, None)

    def explain(self, document: Document) -> tuple[Coded, tuple[Trace, ...]]:
        """Return what `code` returns, and how the coder came to it.

        Returns:
            The coded document, and each reading of a predicate: the path in the parse, the frame,
            what the probability is made of, and why it was kept or left out.
        """
        traces: list[Trace] = []
        coded = self._code(document, traces)
        return coded, tuple(
            dataclasses.replace(t, event=self._sign(t.event)) if t.event else t for t in traces
        )

    def code_all(self, documents: Iterable[Document], *, workers: int = 1) -> Iterator[Coded]:
        """Code documents; each result equals `code` of it alone, in the order given.

        Args:
            documents: What to code; read as it is needed.
            workers: Processes. Each loads the parser (about 2 s and 400 MB), so more than one pays
                from some hundred documents on. A program that asks for it must guard its start
                with `if __name__ == "__main__":`. The backend `llm` waits for answers rather than
                for the processor and codes in this process whatever is asked.
        """
        if workers < 1:
            raise ValueError("at least one has to work")
        if workers == 1 or self._second is not None:
            return (self.code(document) for document in documents)
        backend = "light" if self._learned is None else "default"
        return code_in_processes(documents, partial(Coder, self._given, backend=backend), workers)

    def _code(self, document: Document, traces: list[Trace] | None) -> Coded:
        parsed = parse(document, load_parser())
        mentions = find_mentions(parsed, self.ontology)
        unresolved: list[str] = []
        if is_sport(parsed.doc):
            mentions = ()  # its countries are teams
            unresolved.append("the text reports on sport; nothing was looked for in it")
        ahead = scheduled.find(parsed, mentions, self.ontology) if mentions else []
        lasting = statuses.find(
            parsed, mentions, self.ontology, scheduled=ahead, unresolved=unresolved
        )
        weighed: dict[int, Mapping[SentenceRole, float]] = {}
        happened = events.find(
            parsed,
            mentions,
            self.ontology,
            unresolved=unresolved,
            refiners=self.refiners,
            traces=traces,
            roles=weighed,
        )
        supposed = conditionals.find(
            parsed, mentions, self.ontology, statuses=lasting, events=happened
        )
        said = sentence_roles.assign(
            parsed, mentions, self.ontology, conditionals=supposed, weighed=weighed
        )
        counted = quantities.find(parsed)
        if any(s.cut for s in parsed.sentences):
            unresolved.append("a sentence is too long to be parsed; no event was looked for in it")
        log.debug("coded %s: %d events", document.id[:12], len(happened))
        return Coded(
            document_id=document.id,
            coder=self.name,
            coder_version=self.version,
            sentences=self._signed(said),
            events=self._signed(happened),
            statuses=self._signed(lasting),
            scheduled=self._signed(ahead),
            quantities=self._signed(counted),
            conditionals=self._signed(supposed),
            unresolved=tuple(dict.fromkeys(unresolved))[:_MOST_UNRESOLVED],
        )

    def _signed(self, facts: Iterable[Fact]) -> tuple[Fact, ...]:
        return tuple(self._sign(fact) for fact in facts)

    def _sign(self, fact: Fact) -> Fact:
        """Write the coder's name into a fact; its id follows from its content."""
        return dataclasses.replace(fact, coder=self.name, coder_version=self.version, id="")
