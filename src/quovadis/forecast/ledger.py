"""The ledger of forecasts: who may enter, how each is settled, and every denominator.

A forecast enters before its outcome is known, and is settled by the same predicate when its
deadline has passed, never earlier: early "yes" answers would bend the calibration.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quovadis.forecast.outcomes import matches
from quovadis.forecast.scores import brier_score, log_score
from quovadis.query import fetch
from quovadis.records import Coverage, Forecast, Outcome
from quovadis.schema import to_table

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

    from quovadis.ontology import Ontology

__all__ = ["Answerable", "Ledger", "Settled", "is_answerable", "settle", "to_rows"]

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answerable:
    """Whether a question can be settled, and why not. True in a condition when it can."""

    yes: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.yes


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one forecast.

    Attributes:
        forecast_id: Its id.
        state: `open` (deadline not passed), `scored`, `overdue` (deadline passed, the data that
            would settle it has not come yet), `void` (the data has passed its deadline by and left
            days of the window uncovered).
        outcome: Whether it came about; None unless scored.
        brier: Brier score, 0 (best) to 1; None unless scored.
        log: Logarithmic score, 0 (best) up; None unless scored.
    """

    forecast_id: str
    state: str
    outcome: bool | None = None
    brier: float | None = None
    log: float | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """All forecasts, settled as far as can be on a day, with every denominator.

    Attributes:
        emitted: Forecasts with a probability.
        matured: Of those, with the deadline passed: scored + void + overdue.
        scored: Settled by the predicate.
        void: Never to be settled.
        overdue: Not settled yet.
        brier: Mean Brier score of the scored ones, or None.
        log: Mean logarithmic score of the scored ones, or None.
        settled: One entry a forecast, in the order given.
    """

    emitted: int
    matured: int
    scored: int
    void: int
    overdue: int
    brier: float | None
    log: float | None
    settled: tuple[Settled, ...]


def is_answerable(
    outcome: Outcome,
    *,
    origin: dt.date,
    coverage: Sequence[Coverage],
    events: ibis.Table,
    ontology: Ontology,
) -> Answerable:
    """Say whether an outcome may be asked at all: its predicate runs, and its feed is fresh.

    Args:
        outcome: The question.
        origin: The day it is asked.
        coverage: The days that each loaded dataset covers. A feed lags by the days from its last
            one to the origin; at least one must lag less than the horizon.
        events: The events that the predicate will run on.
        ontology: The actors.
    """
    if outcome.horizon < 1:
        return Answerable(False, "the horizon is shorter than a day")
    if not outcome.source and not outcome.target:
        return Answerable(False, "nobody is named who would act or be acted upon")
    reached = [c.last for c in coverage if c.first <= origin]
    if not reached:
        return Answerable(False, "no dataset is loaded that could settle it")
    lag = (origin - max(reached)).days
    if lag >= outcome.horizon:
        return Answerable(
            False,
            f"the newest data is {lag} days older than the origin, not less than the horizon of "
            f"{outcome.horizon} days",
        )
    fetch(matches(events, outcome, ontology).limit(1).select("id"))
    return Answerable(True)


def to_rows(forecasts: Iterable[Forecast], *, known_at: dt.datetime) -> pa.Table:
    """Write forecasts as rows of the table `forecasts`; those without a probability are left out.

    Args:
        forecasts: What was forecast.
        known_at: The moment of it, in UTC.

    Raises:
        ValueError: The moment lies at or after the first deadline: the answer may be known.
    """
    kept = [f for f in forecasts if f.probability is not None]
    late = [f for f in kept if known_at.date() >= _deadline(f)]
    if late:
        raise ValueError(f"{late[0].id} would be entered on or after its deadline")
    return to_table("forecasts", kept, known_at=[known_at] * len(kept))


def settle(
    forecasts: Iterable[Forecast],
    events: ibis.Table,
    *,
    as_of: dt.date,
    coverage: Sequence[Coverage],
    ontology: Ontology,
) -> Ledger:
    """Settle all forecasts whose deadline has passed.

    Args:
        forecasts: From the table `forecasts`.
        events: What is known at `as_of`.
        as_of: The day. A forecast matures when the last day of its window is over.
        coverage: The days that each loaded dataset covers, as of the same day. A window that is
            not covered whole is a hit if it holds a match, but never a miss.
        ontology: The actors.
    """
    settled = [
        _settle(f, f.probability, events, as_of, coverage, ontology)
        for f in forecasts
        if f.probability is not None
    ]
    scored = [s for s in settled if s.state == "scored"]
    tally = {state: sum(s.state == state for s in settled) for state in ("void", "overdue")}
    return Ledger(
        emitted=len(settled),
        matured=len(scored) + tally["void"] + tally["overdue"],
        scored=len(scored),
        void=tally["void"],
        overdue=tally["overdue"],
        brier=_mean([s.brier for s in scored]),
        log=_mean([s.log for s in scored]),
        settled=tuple(settled),
    )


def _settle(
    forecast: Forecast,
    probability: float,
    events: ibis.Table,
    as_of: dt.date,
    coverage: Sequence[Coverage],
    ontology: Ontology,
) -> Settled:
    first, last = forecast.origin + _DAY, _deadline(forecast)
    if as_of <= last:
        return Settled(forecast.id, "open")
    found = matches(events, forecast.outcome, ontology)
    found = found.filter(found.date.between(first, last))
    happened = fetch(found.limit(1).select("id")).num_rows > 0
    if not happened and not _covered(first, last, coverage):
        passed = any(c.last >= last for c in coverage)
        return Settled(forecast.id, "void" if passed else "overdue")
    return Settled(
        forecast.id,
        "scored",
        happened,
        brier_score(happened, probability),
        log_score(happened, probability),
    )


def _deadline(forecast: Forecast) -> dt.date:
    return forecast.origin + dt.timedelta(days=forecast.outcome.horizon)


def _covered(first: dt.date, last: dt.date, coverage: Sequence[Coverage]) -> bool:
    """Whether every day is covered by some dataset."""
    day = first
    for c in sorted(coverage, key=lambda c: c.first):
        if c.first <= day <= c.last:
            day = c.last + _DAY
    return day > last


def _mean(values: Sequence[float | None]) -> float | None:
    kept = [v for v in values if v is not None]
    return sum(kept) / len(kept) if kept else None
