"""The dossier laid out: which document is "the article", who stands for A and B, what is recent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from quovadis.brief.dates import day
from quovadis.brief.dossier import Dossier
from quovadis.brief.prose import name
from quovadis.errors import UnknownActor
from quovadis.ontology import Ontology
from quovadis.records import Actor, ActorKind, Document, Event, Evidence, Modality, Sentence

__all__ = ["TEXT", "WINDOWS", "Desk"]

WINDOWS = (90, 365)
"""Lengths in days of the windows over which a brief counts."""

TEXT = "text"
"""The dataset of events coded from documents."""

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


@dataclass(frozen=True)
class Desk:
    """A dossier with the look-ups that every section needs.

    Attributes:
        dossier: What the brief is written from.
        ontology: Gives names and who acts for a country on a day.
    """

    dossier: Dossier
    ontology: Ontology
    documents: dict[str, Document] = field(init=False)
    _sides: tuple[frozenset[str], frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "documents", {d.id: d for d in self.dossier.documents})
        sides = tuple(self._ids(x) for x in (self.dossier.source, self.dossier.target))
        object.__setattr__(self, "_sides", sides)

    def _ids(self, actor: Actor) -> frozenset[str]:
        ids = {actor.id}
        if actor.country:
            # A country and its government of the day are one side of the relation.
            represents = self.ontology.represents(actor.country, self.dossier.as_of)
            if actor.id == actor.country or actor.id in represents:
                ids |= {*represents, actor.country}
        return frozenset(ids)

    def is_side(self, actor: Actor | None, role: str) -> bool:
        """Tell whether an actor stands for A or B (`role`)."""
        if actor is None:
            return False
        ids = self._sides[0 if role == "A" else 1]
        # An agent or person speaks for its country; an armed group does only where it governs.
        unofficial = actor.sector in ("REB", "UAF", "OPP", "CVL")
        own = actor.country in ids and not unofficial and actor.kind is not ActorKind.ARMED_GROUP
        return actor.id in ids or own

    def is_dyadic(self, event: Event) -> bool:
        """Tell whether an event runs between A and B, in either direction."""
        there = self.is_side(event.source, "A") and self.is_side(event.target, "B")
        back = self.is_side(event.source, "B") and self.is_side(event.target, "A")
        return there or back

    def is_primary(self, evidence: Evidence) -> bool:
        """Tell whether a span stands in a document that the analyst handed over."""
        return evidence.document_id in self.dossier.primary

    def voice(self, evidence: Evidence) -> str:
        """Name the text that speaks: "The article says", or who reported it when."""
        primary = self.dossier.primary
        if evidence.document_id in primary:
            if len(primary) == 1:
                return "The article says"
            i = primary.index(evidence.document_id)
            return f"The {_ORDINALS[i]} article says" if i < 8 else "A later article says"
        if evidence.dataset is not None:
            return f"The table of {evidence.dataset} says"
        document = self.documents.get(evidence.document_id or "")
        if document is None or document.published is None:
            return "An undated report says"
        return f"A report of {day(document.published.date())} says"

    def author(self, evidence: Evidence) -> str:
        """Name the author of a text when its words are an opinion."""
        said = self.voice(evidence)
        if said == "The article says":
            return "The author writes"
        return "The author of " + said[0].lower() + said[1:].replace(" says", " writes")

    def window(self) -> int | None:
        """Return the longest window, in days, over which the dossier holds every event; or None."""
        d = self.dossier
        whole = (d.as_of - d.complete_since).days + 1 if d.complete_since else max(WINDOWS)
        between = sum(self.is_dyadic(e) for e in d.events)
        if d.complete_since is None and d.n_events is not None and d.n_events > between:
            return None  # some were not handed over, and nobody says which
        return max((w for w in WINDOWS if w <= whole), default=None)

    def only_texts(self) -> bool:
        """Tell whether rates can only be counted in coded texts, where silence means little."""
        return all(span.dataset == TEXT for span in self.dossier.coverage)

    def known_name(self, actor_id: str) -> str:
        """Return the name of an actor by id; an unknown id is returned as it is."""
        try:
            return name(self.ontology.actor(actor_id), self.ontology)
        except UnknownActor:
            return actor_id

    def names_both(self, sentence: Sentence) -> bool:
        """Tell whether a sentence names both sides."""
        sides = [{*s} for s in self._sides]
        heads = {a.split(".")[0] for a in sentence.actors} | set(sentence.actors)
        return all(heads & side for side in sides)

    def dyadic(self, since: dt.date | None = None) -> list[Event]:
        """Return actual events between A and B, oldest first, from a day on."""
        events = [
            e
            for e in self.dossier.events
            if e.date is not None
            and e.modality is Modality.ACTUAL
            and (since is None or e.date >= since)
            and self.is_dyadic(e)
        ]
        return sorted(events, key=lambda e: (e.date or dt.date.min, e.id))

    def publishers(self, evidence: Iterable[Evidence]) -> set[str]:
        """Return who published what the evidence stands in; datasets count by their name."""
        found = set()
        for e in evidence:
            document = self.documents.get(e.document_id or "")
            if document is not None:
                found.add(document.publisher or "unnamed publisher")
            elif e.dataset:
                found.add(e.dataset)
        return found
