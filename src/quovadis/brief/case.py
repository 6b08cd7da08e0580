"""A claim beside what it refers to: the records, the documents, and the actors they speak for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from quovadis.brief.dossier import Dossier
from quovadis.brief.measures import shift_test_ref
from quovadis.brief.quotes import own_words
from quovadis.ontology import Ontology
from quovadis.records import (
    Actor,
    Brief,
    Claim,
    Conditional,
    Event,
    Evidence,
    Forecast,
    Quantity,
    Scheduled,
    Sentence,
    Shift,
    ShiftTest,
    Status,
)

__all__ = ["Case", "Record", "records_of"]

T = TypeVar("T")

Record = Any
"""A record of the dossier, a `ShiftTest`, a claim above, or a name for a part of the dossier."""


def records_of(dossier: Dossier, brief: Brief) -> dict[str, Record]:
    """Return everything that a claim may refer to, by the name under which it does."""
    d = dossier
    rows: list[Record] = [
        *d.events,
        *d.statuses,
        *d.scheduled,
        *d.quantities,
        *d.sentences,
        *d.conditionals,
        *(f for held in d.forecasts.values() for f in held),
        *(p for held in d.precedents.values() for p in held),
        *(s for t in d.shift_tests for s in t.shifts),
    ]
    found: dict[str, Record] = {r.id: r for r in rows}
    found |= {shift_test_ref(t): t for t in d.shift_tests}
    found |= {f"coverage:{c.dataset}": c for c in d.coverage}
    found |= {f"limit:{i}": text for i, text in enumerate(d.limits)}
    found["dossier"] = d
    for section in brief.sections:
        if section.key != "takeaway":
            found |= {c.id: c for c in section.claims}
    return found


@dataclass(frozen=True)
class Case:
    """One claim and all that bears on it.

    Attributes:
        claim: The claim under test.
        section: Key of the section or lens in which it stands.
        known: What it may refer to, by name.
    """

    claim: Claim
    section: str
    brief: Brief
    dossier: Dossier
    ontology: Ontology
    known: Mapping[str, Record]

    @cached_property
    def records(self) -> list[Record]:
        """What the claim's refs resolve to; a ref that does not resolve is left out."""
        return [self.known[r] for r in self.claim.refs if r in self.known]

    def of(self, kind: type[T]) -> list[T]:
        """Return the claim's records of one class."""
        return [r for r in self.records if isinstance(r, kind)]

    @cached_property
    def words(self) -> str:
        """What the claim says in its own words, quotations left out."""
        return own_words(self.claim.text)

    @cached_property
    def actors(self) -> list[Actor | str]:
        """The actors that the claim's records name, as actors or ids."""
        found: list[Actor | str | None] = []
        for r in self.records:
            if isinstance(r, Event):
                found += [r.source, r.target]
            elif isinstance(r, Status):
                found += [r.subject, r.object]
            elif isinstance(r, Scheduled):
                found.append(r.who)
            elif isinstance(r, Conditional):
                found += [r.trigger.source, r.trigger.target]
                found += self._within(r.evidence)
            elif isinstance(r, Sentence | Claim):
                found += r.actors
            elif isinstance(r, Shift | ShiftTest):
                found += [r.source, r.target]
            elif isinstance(r, Forecast):
                # The label names them; `texts_match` holds the label to the text.
                found += [self.brief.source, self.brief.target]
            elif isinstance(r, Dossier):
                found += [r.source, r.target]
            elif isinstance(r, Quantity):
                found += self._within(r.evidence)
        return [a for a in found if a is not None]

    def _within(self, evidence: Evidence) -> Iterable[str]:
        for s in self.dossier.sentences:
            e = s.evidence
            same = e.document_id == evidence.document_id
            if same and e.start < evidence.end and evidence.start < e.end:
                yield from s.actors

    @cached_property
    def supported(self) -> frozenset[str]:
        """Ids for which the records speak: each actor, and the country it belongs to."""
        ids: set[str] = set()
        for actor in self.actors:
            actor_id = actor if isinstance(actor, str) else actor.id
            ids |= {actor_id, actor_id.split(".")[0]}
            country = None if isinstance(actor, str) else actor.country
            ids.add(country or self.ontology.country_of(actor_id, self.brief.as_of) or actor_id)
        return frozenset(ids)

    def published(self) -> set[dt.date]:
        """Return the days of publication of the documents in which the evidence stands."""
        days = set()
        for e in self.claim.evidence:
            document = self.dossier.document(e.document_id)
            if document is not None and document.published is not None:
                days.add(document.published.date())
        return days
