"""The closed vocabularies of the records: what kinds, states and stages there are."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "ActorKind",
    "ClaimKind",
    "Direction",
    "EventType",
    "Modality",
    "Precision",
    "QuadClass",
    "SentenceRole",
    "Stage",
    "StatusChange",
    "StatusKind",
    "StatusState",
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
    MOMENT = "moment"
    """To the minute or finer, with its time zone (publication of a page or a feed item)."""
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
