"""The records that pass from room to room: frozen, slotted, a unit on every number.

Identity is content: `content_id` hashes what a record says, so that adding twice changes nothing,
and a record that was altered after it was made no longer matches its own id (`is_intact`).

Times are UTC. `known_at` is the moment the report became available (publication), never the
moment that we loaded it.
"""

from __future__ import annotations

from quovadis.records.briefing import Brief, Claim, LensReading, Section
from quovadis.records.facts import (
    Coded,
    Conditional,
    Event,
    Quantity,
    Scheduled,
    Sentence,
    Status,
    Trigger,
)
from quovadis.records.identity import content_id, is_intact
from quovadis.records.judgements import Forecast, Outcome, Precedent, Shift, ShiftTest
from quovadis.records.provenance import Actor, Coverage, Document, Evidence
from quovadis.records.vocabulary import (
    ActorKind,
    ClaimKind,
    Direction,
    EventType,
    Modality,
    Precision,
    QuadClass,
    SentenceRole,
    Stage,
    StatusChange,
    StatusKind,
    StatusState,
)

__all__ = [
    "Actor",
    "ActorKind",
    "Brief",
    "Claim",
    "ClaimKind",
    "Coded",
    "Conditional",
    "Coverage",
    "Direction",
    "Document",
    "Event",
    "EventType",
    "Evidence",
    "Forecast",
    "LensReading",
    "Modality",
    "Outcome",
    "Precedent",
    "Precision",
    "QuadClass",
    "Quantity",
    "Scheduled",
    "Section",
    "Sentence",
    "SentenceRole",
    "Shift",
    "ShiftTest",
    "Stage",
    "Status",
    "StatusChange",
    "StatusKind",
    "StatusState",
    "Trigger",
    "content_id",
    "is_intact",
]
