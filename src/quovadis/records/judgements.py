"""What Quovadis makes of the facts: shifts, questions, probabilities, precedents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from quovadis.records.identity import set_id
from quovadis.records.provenance import Evidence
from quovadis.records.vocabulary import Direction, EventType, Precision, QuadClass

__all__ = [
    "Forecast",
    "Outcome",
    "Precedent",
    "Shift",
    "ShiftTest",
]


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
        set_id(self)


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
        set_id(self)


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
        set_id(self)


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
        without: Of a conditional forecast, the probability if the trigger does not happen.
        change_low: Lower end of the 90% interval of the difference between the two, or None.
        change_high: Upper end of it, or None.
        is_detectable: Whether the difference stands out from chance, or None.
        basis: What the difference rests on, in words, or None.
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
    without: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    is_detectable: bool | None = None
    basis: str | None = None
    id: str = ""

    def __post_init__(self) -> None:
        set_id(self)

    @property
    def verdict(self) -> str:
        """What is to be said of the difference that goes with the trigger.

        Its range may leave out nought and chance still explain it, since many outcomes are asked at
        once: that is said too.

        Examples:
            >>> o = Outcome(label="they agree", source=("A",), target=("B",), horizon=30)
            >>> def asked(low: float, sure: bool) -> str:
            ...     return Forecast(outcome=o, given="A eases", origin=dt.date(2020, 1, 1),
            ...         probability=0.3, low=0.1, high=0.5, base_rate=0.2, n_windows=9, n_hits=1,
            ...         model="m", without=0.2, change_low=low, change_high=0.2,
            ...         is_detectable=sure).verdict
            >>> asked(0.05, True), asked(-0.05, False)
            ('associated change', 'no detectable change')
            >>> asked(0.05, False)
            'no detectable change once weighed with the other outcomes'
        """
        if self.is_detectable:
            return "associated change"
        low, high = self.change_low or 0.0, self.change_high or 0.0
        alone = low > 0 or high < 0
        return "no detectable change" + (" once weighed with the other outcomes" if alone else "")
