"""The product: claims, the readings of the lenses, and the brief that they make."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from quovadis.records.facts import Event, Scheduled, Status, Trigger
from quovadis.records.identity import set_id
from quovadis.records.judgements import Forecast, Precedent, ShiftTest
from quovadis.records.provenance import Actor, Document, Evidence
from quovadis.records.vocabulary import ClaimKind, EventType, Modality

__all__ = [
    "Brief",
    "Claim",
    "LensReading",
    "Section",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence of a brief, and what it rests on.

    Attributes:
        text: The sentence, plain text.
        kind: On what kind of ground it stands.
        evidence: Spans and rows that support it. A forecast may rest on `refs` alone.
        refs: Ids of the records behind it (events, statuses, shifts, forecasts, claims above).
        actors: Ids of the actors that it is about.
        event_type: The event type that it asserts, or None.
        numbers: The numbers that it states, as they stand in its text.
        modality: The modality that it asserts.
        says: To whom an opinion belongs.
    """

    text: str
    kind: ClaimKind
    modality: Modality
    evidence: tuple[Evidence, ...] = ()
    refs: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    event_type: EventType | None = None
    numbers: tuple[str, ...] = ()
    says: str | None = None
    id: str = ""

    def __post_init__(self) -> None:
        set_id(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class LensReading:
    """What one lens shows.

    Attributes:
        key: Key in `brief/lenses.toml`.
        claims: What was observed or said that falls under it.
        forecasts: Its outcomes with their probabilities.
        precedents: Cases behind them.
        empty: The one line that says why there is nothing, or None.
    """

    key: str
    title: str
    asks: str
    claims: tuple[Claim, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    precedents: tuple[Precedent, ...] = ()
    empty: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of a brief: its claims, or the one line that says why it has none."""

    key: str
    title: str
    claims: tuple[Claim, ...] = ()
    empty: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The product: what is shifting between two actors, how we know, and what follows.

    Attributes:
        question: What the brief answers, as its title.
        as_of: Nothing that became known after the end of this day is in it.
        source: Actor A.
        target: Actor B.
        trigger: What may happen, or None.
        sections: In reading order, without the lenses.
        lenses: The six lenses, in order.
        shift_tests: Detector answers behind "what is shifting".
        statuses: Statuses behind the sections.
        scheduled: What is set for a day after `as_of`.
        series: Rows of the monthly series behind the chart: (step_start, measure, value or None).
        documents: The documents that it cites.
        events: The events that it cites.
        n_documents: Documents known at `as_of` that bear on the dyad.
        n_events: Events known at `as_of` that bear on the dyad.
        since: Day of the oldest of them.
        version: Of Quovadis.
    """

    question: str
    as_of: dt.date
    source: Actor
    target: Actor
    trigger: Trigger | None
    sections: tuple[Section, ...]
    lenses: tuple[LensReading, ...]
    shift_tests: tuple[ShiftTest, ...]
    statuses: tuple[Status, ...]
    scheduled: tuple[Scheduled, ...]
    series: tuple[tuple[dt.date, str, float | None], ...]
    documents: tuple[Document, ...]
    events: tuple[Event, ...]
    n_documents: int
    n_events: int
    since: dt.date | None
    version: str
