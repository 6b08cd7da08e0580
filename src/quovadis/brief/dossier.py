"""What a brief is written from: records that other rooms made, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from quovadis.records import (
    Actor,
    Conditional,
    Document,
    Event,
    Forecast,
    Precedent,
    Quantity,
    Scheduled,
    Sentence,
    ShiftTest,
    Status,
    Trigger,
)

__all__ = ["CoverageSpan", "Dossier", "RoleHolder", "SeriesRow"]

SeriesRow = tuple[dt.date, str, float | None]
"""First day of the step, measure, and value (None where no loaded data covers the step)."""


class RoleHolder(Protocol):
    """An actor that holds a role towards A or B, and why (`relations.Role` is one)."""

    @property
    def actor_id(self) -> str:
        """Id of the actor."""

    @property
    def why(self) -> str:
        """The reason, in a few words."""

    @property
    def n_events(self) -> int:
        """Events behind the reason; 0 when it comes from a table (a land border)."""


class CoverageSpan(Protocol):
    """What a loaded dataset covers (`store.Coverage` is one)."""

    @property
    def dataset(self) -> str:
        """Name of the dataset."""

    @property
    def first(self) -> dt.date:
        """First day covered."""

    @property
    def last(self) -> dt.date:
        """Last day covered."""

    @property
    def n_events(self) -> int:
        """Events in it."""


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """The records that bear on one question, all of them known at `as_of`.

    Attributes:
        source: Actor A.
        target: Actor B.
        as_of: Last day whose reports count (its end, UTC).
        question: The brief's title, or None: it is then made from the trigger or the actors.
        trigger: What may happen, or None.
        primary: Ids of the documents that the analyst handed over, in that order. They are what
            the brief calls "the article"; every other document is history.
        documents: Every document that a record below cites, the primary ones included.
        events: Events between A and B in either direction, and those of role holders with A or B
            that a lens may show; coded from text or rows of datasets.
        statuses: Statuses between A and B (and of others towards B); rows of the designation
            catalogue are handed over as statuses whose evidence is a dataset row.
        scheduled: Scheduled events that bear on A and B, past ones included.
        quantities: Quantities found in the documents.
        sentences: Sentences of the documents with their roles.
        conditionals: Conditional sentences of the documents.
        series: The dyad's series behind the chart; empty when no events are at hand.
        series_step: `week`, `month` or `year`.
        shift_tests: Detector answers for the dyad's measures, `net_cooperation` first.
        roles: Role (`partners_of_A`, `neighbours_of_B`, …; see `lenses.ROLES`) to its holders.
        forecasts: Lens key to the forecasts of its outcomes.
        skipped: Lens key to the outcomes that could not be asked, with the reason.
        precedents: Lens key to its precedents; key "" holds the precedents of the trigger.
        coverage: What each loaded dataset covers.
        unresolved: What the coder saw in the primary documents and could not resolve.
        limits: Further limits in sentences of the caller's.
        complete_since: First day from which all events between A and B are handed over; None when
            all are. A count over a window that begins earlier is not made.
        n_events: Events known at `as_of` between A and B, when more exist than are handed over.
        version: Of Quovadis.
    """

    source: Actor
    target: Actor
    as_of: dt.date
    question: str | None = None
    trigger: Trigger | None = None
    primary: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    events: tuple[Event, ...] = ()
    statuses: tuple[Status, ...] = ()
    scheduled: tuple[Scheduled, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    conditionals: tuple[Conditional, ...] = ()
    series: tuple[SeriesRow, ...] = ()
    series_step: str = "month"
    shift_tests: tuple[ShiftTest, ...] = ()
    roles: Mapping[str, Sequence[RoleHolder]] = field(default_factory=dict)
    forecasts: Mapping[str, Sequence[Forecast]] = field(default_factory=dict)
    skipped: Mapping[str, Sequence[str]] = field(default_factory=dict)
    precedents: Mapping[str, Sequence[Precedent]] = field(default_factory=dict)
    coverage: Sequence[CoverageSpan] = ()
    unresolved: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    complete_since: dt.date | None = None
    n_events: int | None = None
    version: str = ""

    def document(self, document_id: str | None) -> Document | None:
        """Return a document by its id, or None when it is not in the dossier."""
        return next((d for d in self.documents if d.id == document_id), None)
