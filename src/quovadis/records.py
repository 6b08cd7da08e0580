"""The records that pass from room to room: frozen, slotted, a unit on every number.

Identity is content: `content_id` hashes what a record says, so that adding twice changes nothing,
and a record that was altered after it was made no longer matches its own id (`is_intact`).

Times are UTC. `known_at` is the moment the report became available (publication), never the
moment that we loaded it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

__all__ = [
    "Actor",
    "ActorKind",
    "Brief",
    "Claim",
    "ClaimKind",
    "Coded",
    "Conditional",
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


class EventType(StrEnum):
    """PLOVER's 16 event types (PLOVER manual, chapter "Event types")."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


class QuadClass(StrEnum):
    """The four classes of cooperation and conflict."""

    VERBAL_COOPERATION = "verbal_cooperation"
    MATERIAL_COOPERATION = "material_cooperation"
    VERBAL_CONFLICT = "verbal_conflict"
    MATERIAL_CONFLICT = "material_conflict"


class Modality(StrEnum):
    """Whether the text says that it happened."""

    ACTUAL = "actual"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"
    BACKGROUND = "background"
    """It happened, but long before the report: history, not news."""


class Precision(StrEnum):
    """How finely a date is known. The date itself is the first day of the interval."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    YEARS = "years"
    """An interval of several years ("the late 1990s"); `date_to` closes it."""
    PUBLICATION = "publication"
    """The text gives no date; the day of publication stands in."""
    UNKNOWN = "unknown"


class SentenceRole(StrEnum):
    """What a sentence does in its article."""

    REPORT = "report"
    BACKGROUND = "background"
    DRIVER = "driver"
    CONSTRAINT = "constraint"
    CONDITIONAL = "conditional"
    OPINION = "opinion"


class StatusKind(StrEnum):
    """A fact of a relation that lasts."""

    DESIGNATION = "designation"
    RECOGNITION = "recognition"
    EMBASSY = "embassy"
    SANCTIONS = "sanctions"
    HOSTING = "hosting"
    TREATY = "treaty"
    ALLIANCE = "alliance"
    CEASEFIRE = "ceasefire"


class StatusState(StrEnum):
    """The state that a report gives a status."""

    IN_FORCE = "in force"
    OPEN = "open"
    CLOSED = "closed"
    SUSPENDED = "suspended"
    ENDED = "ended"
    NONE = "none"


class StatusChange(StrEnum):
    """A change of a status, pending or made."""

    IMPOSE = "impose"
    LIFT = "lift"
    SUSPEND = "suspend"
    OPEN = "open"
    CLOSE = "close"
    GRANT = "grant"


class Stage(StrEnum):
    """How far a change of a status has come, in this order."""

    PROPOSED = "proposed"
    AGREED_IN_PRINCIPLE = "agreed in principle"
    PETITION = "petition filed"
    HEARING = "hearing set"
    RULING = "ruling"
    IN_FORCE = "in force"


class ActorKind(StrEnum):
    """What an actor is."""

    COUNTRY = "country"
    AGENT = "agent"
    """A sector of a country: its government, army, courts (`RUS.GOV`)."""
    PERSON = "person"
    ORGANISATION = "organisation"
    BLOC = "bloc"
    ARMED_GROUP = "armed group"
    UNKNOWN = "unknown"
    """Named in the text, not in the ontology."""


class Direction(StrEnum):
    """Where a shift goes."""

    UP = "up"
    DOWN = "down"


class ClaimKind(StrEnum):
    """On what kind of ground a claim stands."""

    OBSERVED = "observed"
    INFERRED = "inferred"
    FORECAST = "forecast"
    OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor as it was on the day of the record that names it.

    Attributes:
        id: `RUS` (country, ISO 3166-1 alpha-3), `RUS.GOV` (agent: country and PLOVER sector),
            `TALIBAN` (named actor), `name:igor-krasnov` (named in a text, unknown to the ontology).
        name: Canonical English name; for unknown actors the words of the text.
        country: ISO3 of the country it acts for or belongs to on that day, or None.
        sector: PLOVER sector code (`GOV`, `MIL`, `JUD`, `REB`, …) or None.
        kind: What it is.
        valid_from: First day on which this description holds, or None (unbounded).
        valid_to: Last day on which it holds, or None (unbounded).
    """

    id: str
    name: str
    country: str | None = None
    sector: str | None = None
    kind: ActorKind = ActorKind.UNKNOWN
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text as it was published. `id` is the sha256 (hex) of `text`.

    Attributes:
        published: UTC moment of publication, or None when it could not be established.
        published_how: How the date was found (`front matter`, `meta`, `visible date line`, `url`,
            `feed`, `argument`, `none`).
        published_precision: `DAY` when only the day is known (`published` is then its midnight).
        retrieved: UTC moment at which we read it; never used for as-of filtering.
    """

    text: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    published: dt.datetime | None = None
    published_how: str = "none"
    published_precision: Precision = Precision.DAY
    retrieved: dt.datetime | None = None
    id: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
            object.__setattr__(self, "id", digest)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands: a span of a document, or a row of a dataset.

    Attributes:
        document_id: Id of the document, or None for a dataset row.
        start: First code point of the quote in the document's text.
        end: One past the last code point.
        quote: `text[start:end]`, verbatim; for a dataset row its wording, if it has any.
        dataset: Name of the dataset, or None for a document.
        row_id: Key of the row in the dataset.
    """

    document_id: str | None = None
    start: int = 0
    end: int = 0
    quote: str = ""
    dataset: str | None = None
    row_id: str | None = None


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
        _set_id(self)


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
        _set_id(self)


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
        _set_id(self)


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
        _set_id(self)


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
        _set_id(self)


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
        _set_id(self)


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
        _set_id(self)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A lasting change of a dyad's series.

    Attributes:
        measure: A column of the series (`net_cooperation`, `material_conflict`, …).
        step: `day`, `week` or `month`.
        onset: First day of the first step after the change.
        detected_at: First day on which the detector would have reported it.
        before: Mean of the measure per step before the onset, since the previous change.
        after: Mean per step from the onset on.
        p_value: Of "no change" at this onset, corrected for the search over onsets (0 to 1).
        event_ids: Events behind it, the most telling first.
    """

    source: str
    target: str
    measure: str
    step: str
    onset: dt.date
    detected_at: dt.date
    direction: Direction
    before: float
    after: float
    p_value: float
    detector: str
    event_ids: tuple[str, ...] = ()
    id: str = ""

    def __post_init__(self) -> None:
        _set_id(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftTest:
    """A detector's answer, with "no change" beside it.

    Attributes:
        shifts: What was found, in order of onset; empty when "no change" stands.
        p_value: Of "no change" over the whole series, or None when it could not be tested.
        n_steps: Steps tested (steps that no loaded data covers are left out).
        n_events: Events in those steps.
        verdict: One sentence: what was found, or why nothing could be.
    """

    source: str
    target: str
    measure: str
    step: str
    shifts: tuple[Shift, ...]
    p_value: float | None
    n_steps: int
    n_events: int
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A question that the store can answer: will at least one such event happen within H days?

    Attributes:
        label: The outcome as a clause ("Russia and Afghanistan sign an agreement").
        source: Actor ids any of which may act (role names are resolved before the question is put).
        target: Actor ids any of which may be acted upon.
        event_types: Types that count; empty means any.
        quad_classes: Quad classes that count; empty means any.
        contexts: If not empty, the event has at least one of these.
        horizon: Days.
        undirected: Whether target → source counts as well.
        lens: Key of the lens that asks, or None.
        source_role: The role that the sources fill ("partner of RUS"), or None.
        target_role: The role that the targets fill, or None.
        toward: True when it would favour the relation, False when it would strain it, else None.
    """

    label: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    horizon: int
    event_types: tuple[EventType, ...] = ()
    quad_classes: tuple[QuadClass, ...] = ()
    contexts: tuple[str, ...] = ()
    undirected: bool = False
    lens: str | None = None
    source_role: str | None = None
    target_role: str | None = None
    toward: bool | None = None
    id: str = ""

    def __post_init__(self) -> None:
        _set_id(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """A past case that resembles the trigger or the outcome.

    Attributes:
        date: When it happened.
        label: The case in words ("Kazakhstan delisted the Taliban").
        followed: What followed within the horizon, in words, or None when the data cannot say.
        similarity: 0 to 1.
        why: The terms of the similarity, in words.
        reference: Where a reader can look it up (legal act, dataset row, document id).
        evidence: For a case that stands in the store.
    """

    date: dt.date
    precision: Precision
    source: str
    target: str
    label: str
    similarity: float
    why: tuple[str, ...] = ()
    followed: str | None = None
    reference: str = ""
    evidence: Evidence | None = None
    id: str = ""

    def __post_init__(self) -> None:
        _set_id(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """A probability for an outcome, with what it rests on.

    Attributes:
        given: The trigger it is conditional on, in words, or None ("base rate, not conditional").
        origin: The day it is made.
        probability: 0 to 1, or None when there is nothing to base it on (see `reason`).
        low: Lower end of the 90% interval, or None.
        high: Upper end of the 90% interval, or None.
        base_rate: Rate of the class that it was shrunk to (0 to 1), or None.
        n_windows: Windows of the dyad's own history behind it.
        n_hits: Of those, how many saw the outcome.
        since: First day of that history, or None.
        model: Name of the model.
        support: Ids of precedents or rules.
        reason: Why there is no probability, or what to keep in mind about it.
    """

    outcome: Outcome
    given: str | None
    origin: dt.date
    probability: float | None
    low: float | None
    high: float | None
    base_rate: float | None
    n_windows: int
    n_hits: int
    model: str
    since: dt.date | None = None
    support: tuple[str, ...] = ()
    reason: str | None = None
    id: str = ""

    def __post_init__(self) -> None:
        _set_id(self)


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
        _set_id(self)


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


_NOT_CONTENT = frozenset({"id", "known_at"})


def content_id(record: Any) -> str:
    """Return the id that the record's content gives it.

    Args:
        record: A dataclass record of this module with an `id` field.

    Returns:
        Lower-case class name, a colon, and 20 hexadecimal digits of a sha256 over all fields but
        `id` and `known_at` (the same report seen twice is one record).

    Examples:
        >>> claim = Claim(text="x", kind=ClaimKind.OBSERVED, modality=Modality.ACTUAL)
        >>> claim.id == content_id(claim)
        True
    """
    if isinstance(record, Document):
        return hashlib.sha256(record.text.encode("utf-8", "surrogatepass")).hexdigest()
    payload = "\x1f".join(
        f"{f.name}={_canonical(getattr(record, f.name))}"
        for f in dataclasses.fields(record)
        if f.name not in _NOT_CONTENT
    )
    digest = hashlib.sha256(payload.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{type(record).__name__.lower()}:{digest[:20]}"


def is_intact(record: Any) -> bool:
    """Tell whether the record still says what it said when its id was made.

    Examples:
        >>> claim = Claim(text="x", kind=ClaimKind.OBSERVED, modality=Modality.ACTUAL)
        >>> is_intact(claim), is_intact(dataclasses.replace(claim, text="y"))
        (True, False)
    """
    return bool(record.id == content_id(record))


def _set_id(record: Any) -> None:
    if not record.id:
        object.__setattr__(record, "id", content_id(record))


def _canonical(value: object) -> str:
    """Write a value so that equal content gives equal text, also after a round trip to disk."""
    if isinstance(value, Actor):
        # Validity is a property of the ontology, not of what the record says.
        return _canonical((value.id, value.name, value.country, value.sector, value.kind))
    if isinstance(value, Enum):
        return repr(value.value)
    if isinstance(value, float):
        return repr(round(value, 6))
    if isinstance(value, tuple):
        return "(" + ",".join(_canonical(v) for v in value) + ")"
    if dataclasses.is_dataclass(value):
        return _canonical(tuple(getattr(value, f.name) for f in dataclasses.fields(value)))
    return repr(value)
