"""What follows if a trigger happens, under six lenses, beside what follows if it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from quovadis.errors import Abstained
from quovadis.ontology import load_ontology
from quovadis.pipeline.dyads import coverage_at
from quovadis.pipeline.evidence import catalogue_statuses
from quovadis.pipeline.outlooks import Asked, holders_of, lens_forecasts
from quovadis.pipeline.suppositions import read_trigger, understood
from quovadis.records import Coverage, Forecast, Precedent, Trigger
from quovadis.store import Store

if TYPE_CHECKING:
    from quovadis.forecast import Answerable
    from quovadis.ontology import Ontology

__all__ = ["LensOutlook", "WhatIf", "what_if"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LensOutlook:
    """What one lens says.

    Attributes:
        key: Key of the lens.
        title: Its title.
        forecasts: Its outcomes; those of which no study speaks stand with their base rate alone.
        refused: Its outcomes that cannot be asked or settled, and why, a sentence each.
    """

    key: str
    title: str
    forecasts: tuple[Forecast, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """A trigger as it was understood, and what may follow.

    Attributes:
        trigger: The trigger.
        understood: How it was understood, in words.
        counted_as: Kinds of coded event that stand for it, from narrow to wide.
        as_of: Only what was known by the end of this day was used.
        lenses: The six lenses.
        precedents: Past cases of the trigger, the nearest first.
        coverage: The days that each dataset covers.
    """

    trigger: Trigger
    understood: str
    counted_as: tuple[str, ...]
    as_of: date
    lenses: tuple[LensOutlook, ...]
    precedents: tuple[Precedent, ...]
    coverage: tuple[Coverage, ...]

    @property
    def n_conditional(self) -> int:
        """How many outcomes have a probability with and without the trigger."""
        return sum(f.given is not None for lens in self.lenses for f in lens.forecasts)

    @property
    def n_detectable(self) -> int:
        """For how many of them the difference stands out from chance."""
        return sum(bool(f.is_detectable) for lens in self.lenses for f in lens.forecasts)

    def as_dict(self) -> dict[str, Any]:
        """The answer as plain values, for JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def what_if(
    store: Store,
    supposed: str | Trigger,
    *,
    as_of: date,
    horizon: int | None = None,
    limit: int = 5,
) -> WhatIf:
    """Say what becomes more or less likely if a trigger happens.

    Args:
        store: Where history is.
        supposed: A clause of who does what to whom, or a trigger.
        as_of: Use only what was known by the end of this day.
        horizon: Days within which the outcomes are asked for; None for each lens's own.
        limit: Precedents at the most.

    Raises:
        TriggerError: The clause is not understood.
        UnknownActor: It names an actor that the ontology does not hold.
        Abstained: No outcome can be settled on the store, or no study speaks of the trigger.
        StoreError: The store cannot be read.
    """
    from quovadis.forecast import chain_of, precedents, trigger_name
    from quovadis.relations import roles

    ontology = load_ontology()
    trigger = read_trigger(supposed, ontology, as_of) if isinstance(supposed, str) else supposed
    a, b = trigger.source, trigger.target
    if a is None or b is None:
        raise Abstained("the trigger does not say who acts and towards whom")
    quad = ontology.plover.quad_class(trigger.event_type) if trigger.event_type else None
    chain = chain_of(trigger, quad.value if quad else None)
    if not chain:
        raise Abstained(f"no coded event stands for this trigger: {trigger.phrase}")
    events, coverage = store.events(as_of), coverage_at(store, as_of)
    found = roles(events, a.id, b.id, as_of=as_of, ontology=ontology, coverage=coverage)
    statuses = [*store.records("statuses", as_of), *catalogue_statuses(ontology, b.id, as_of)]
    cases = precedents(
        trigger,
        origin=as_of,
        ontology=ontology,
        events=events,
        statuses=statuses,
        coverage=coverage,
        n=limit,
    )
    asked = Asked(
        events=events,
        coverage=coverage,
        source=a,
        target=b,
        as_of=as_of,
        holders=holders_of(found),
    )
    forecasts, skipped = lens_forecasts(
        asked, ontology, horizon=horizon, trigger=trigger, precedents=cases
    )
    lenses = _answerable(asked, forecasts, skipped, ontology)
    return WhatIf(
        trigger=trigger,
        understood=understood(trigger),
        counted_as=tuple(trigger_name(key, ontology) for key in chain),
        as_of=as_of,
        lenses=lenses,
        precedents=tuple(cases),
        coverage=tuple(coverage),
    )


def _answerable(
    asked: Asked,
    forecasts: dict[str, list[Forecast]],
    skipped: dict[str, list[str]],
    ontology: Ontology,
) -> tuple[LensOutlook, ...]:
    """Leave out what could not be settled; refuse altogether when nothing conditional is left."""
    from quovadis.brief import load_lenses
    from quovadis.forecast import is_answerable

    lenses, reasons = [], []
    # That the predicate runs is the same for all of them; whether the feed is fresh enough is not.
    answers: dict[int, Answerable] = {}
    for lens in load_lenses():
        kept: list[Forecast] = []
        refused = list(skipped[lens.key])
        for forecast in forecasts[lens.key]:
            horizon = forecast.outcome.horizon
            if horizon not in answers:
                answers[horizon] = is_answerable(
                    forecast.outcome,
                    origin=asked.as_of,
                    coverage=asked.coverage,
                    events=asked.events,
                    ontology=ontology,
                )
            if answers[horizon] and forecast.probability is not None:
                kept.append(forecast)
            else:
                why = answers[horizon].reason or forecast.reason or "there is no probability"
                refused.append(f"Whether {forecast.outcome.label} cannot be answered: {why}.")
                reasons.append(why)
        lenses.append(
            LensOutlook(
                key=lens.key, title=lens.title, forecasts=tuple(kept), refused=tuple(refused)
            )
        )
    _refuse_if_empty(lenses, reasons)
    return tuple(lenses)


def _refuse_if_empty(lenses: Sequence[LensOutlook], reasons: Sequence[str]) -> None:
    kept = [f for lens in lenses for f in lens.forecasts]
    if not kept:
        why = max(set(reasons), key=lambda r: (reasons.count(r), r)) if reasons else "nobody to ask"
        raise Abstained(
            f"no outcome can be settled on this store: {why}",
            do="load newer data, or ask as of an earlier day or for a longer horizon",
        )
    if all(f.given is None for f in kept):
        raise Abstained(
            "too few cases of such a trigger were known on that day to say what goes with it",
            do="load more event data, or ask for the base rates with `quovadis forecast`",
        )
