"""What a document or a dataset says: events, statuses, schedules, quantities, conditions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from quovadis.records.identity import set_id
from quovadis.records.provenance import Actor, Evidence
from quovadis.records.vocabulary import (
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
    "Coded",
    "Conditional",
    "Event",
    "Quantity",
    "Scheduled",
    "Sentence",
    "Status",
    "Trigger",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Who did what to whom, when, and how we know.

    Attributes:
        date: First day of the interval in which it happened, or None (see `reasons`).
        date_to: Last day of the interval, or None when it is `date` alone or open.
        source: Who acted, or None with a reason.
        target: To whom, or None with a reason.
        mode: PLOVER mode, or None.
        contexts: PLOVER contexts, sorted.
        goldstein: CAMEO conflict-cooperation score (−10 to 10), where the dataset gives it.
        plover_score: PLOVER score of type and mode (−10 to 10).
        place: Where, in the words of the source; `place_country` is its ISO3.
        says: Who reports it, when the text attributes it.
        phrase: The words that carry the event ("received a petition"), verbatim.
        dataset: `text` for coded documents, else the dataset's name.
        probability: That the event is rightly coded (0 to 1), or None where unknown.
        reasons: Why a field is null, one sentence each.
    """

    date: dt.date | None
    precision: Precision
    source: Actor | None
    target: Actor | None
    event_type: EventType
    quad_class: QuadClass
    modality: Modality
    known_at: dt.datetime
    evidence: Evidence
    date_to: dt.date | None = None
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    goldstein: float | None = None
    plover_score: float | None = None
    place: str | None = None
    place_country: str | None = None
    says: str | None = None
    phrase: str = ""
    dataset: str = "text"
    coder: str = ""
    coder_version: str = ""
    probability: float | None = None
    reasons: tuple[str, ...] = ()
    id: str = ""

    def __post_init__(self) -> None:
        set_id(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a report says about a fact that lasts: "S designates O, in force; lifting: hearing set".

    Attributes:
        kind: Which fact.
        subject: Whose act it is (who designates, recognises, keeps an embassy, hosts).
        object: To whom it applies, or None with a reason.
        state: Its state at `reported_on`.
        what: A few words that name it ("designation as a terrorist organization").
        valid_from: First day in this state, where the report gives it.
        valid_to: Last day in this state, where the report gives it.
        change: A change that is pending or was just made, or None.
        stage: How far the change has come, or None.
        reported_on: The day that the report speaks of (usually its publication).
    """

    kind: StatusKind
    subject: Actor
    object: Actor | None
    state: StatusState
    modality: Modality
    known_at: dt.datetime
    evidence: Evidence
    what: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    precision: Precision = Precision.UNKNOWN
    change: StatusChange | None = None
    stage: Stage | None = None
    reported_on: dt.date | None = None
    place: str | None = None
    coder: str = ""
    coder_version: str = ""
    reasons: tuple[str, ...] = ()
    id: str = ""

    def __post_init__(self) -> None:
        set_id(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """Something set for a day: a hearing, a vote, a summit, a deadline.

    Attributes:
        date: The day it is set for.
        what: A few words that name it ("hearing").
        who: Who holds it, or None.
        would_change: What it would change, in words, or None.
        status_kind: The status it would change, or None.
    """

    date: dt.date
    precision: Precision
    what: str
    who: Actor | None
    known_at: dt.datetime
    evidence: Evidence
    would_change: str | None = None
    status_kind: StatusKind | None = None
    coder: str = ""
    coder_version: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        set_id(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its unit, what it measures, and who says so.

    Attributes:
        amount: The number, in `unit` (3e12 for "$3 trillion").
        unit: ISO 4217 code for money, else the counted noun ("people") or unit word
            ("km", "percent").
        qualifier: "over", "about", "at least", "up to", or None when the number stands bare.
        of_what: What is measured, in the words of the text.
        says: Who gives the number, or None when the text attributes it to nobody.
    """

    amount: float
    unit: str
    of_what: str
    known_at: dt.datetime
    evidence: Evidence
    qualifier: str | None = None
    says: str | None = None
    coder: str = ""
    coder_version: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        set_id(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a document and what it does there.

    Attributes:
        index: Position in the document, from 0.
        heading: The heading under which it stands, or None.
        actors: Ids of the actors that it names, in order of appearance.
        contexts: PLOVER contexts that its words touch, sorted.
        says: To whom the sentence is attributed ("the author" for an opinion that nobody else
            is named for), or None.
        about: For a driver or constraint, in a few words what drives or stands against.
    """

    index: int
    role: SentenceRole
    known_at: dt.datetime
    evidence: Evidence
    modality: Modality = Modality.ACTUAL
    heading: str | None = None
    actors: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    says: str | None = None
    about: str | None = None
    coder: str = ""
    coder_version: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        set_id(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """The thing that may happen: a change of a status, or an event.

    Attributes:
        phrase: In words ("Russia lifts its terrorist designation of the Taliban").
        source: Who would do it.
        target: To whom.
        event_type: As an event, the PLOVER type.
        status_kind: As a change of a status, which.
        change: As a change of a status, how.
        evidence: Where a text speaks of it, or None when the user typed it.
    """

    phrase: str
    source: Actor | None
    target: Actor | None
    event_type: EventType | None = None
    status_kind: StatusKind | None = None
    change: StatusChange | None = None
    evidence: Evidence | None = None
    id: str = ""

    def __post_init__(self) -> None:
        set_id(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional:
    """A sentence that ties a consequence to a condition ("If …, it would …").

    Attributes:
        trigger: The condition.
        consequent: The span that says what would follow.
        evidence: The whole sentence.
        says: Who says so ("the author" when nobody else is named).
        toward: True when the consequence favours the relation, False when it strains it, None when
            the text does not say.
    """

    trigger: Trigger
    consequent: Evidence
    known_at: dt.datetime
    evidence: Evidence
    says: str | None = None
    toward: bool | None = None
    coder: str = ""
    coder_version: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        set_id(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """All that one coder found in one document.

    Attributes:
        unresolved: What it saw and could not resolve, and why, one sentence each.
    """

    document_id: str
    coder: str
    coder_version: str
    sentences: tuple[Sentence, ...] = ()
    events: tuple[Event, ...] = ()
    statuses: tuple[Status, ...] = ()
    scheduled: tuple[Scheduled, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    conditionals: tuple[Conditional, ...] = ()
    unresolved: tuple[str, ...] = ()
