"""What is likely between two actors: every type of event, in either direction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from quovadis.errors import Abstained
from quovadis.ontology import load_ontology
from quovadis.pipeline.dyads import coverage_at
from quovadis.records import Actor, EventType, Forecast, Outcome, QuadClass
from quovadis.store import Store

__all__ = ["PairForecast", "forecast_pair"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairForecast:
    """Forecasts of one pair.

    Attributes:
        as_of: Only what was known by the end of this day was used.
        forecasts: One an outcome, the most uncertain first.
        caveats: What to keep in mind about them, a sentence each.
    """

    source: Actor
    target: Actor
    as_of: date
    forecasts: tuple[Forecast, ...]
    caveats: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The answer as plain values, for JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def forecast_pair(
    store: Store,
    source: str,
    target: str,
    *,
    as_of: date,
    horizon: int = 30,
    limit: int = 20,
) -> PairForecast:
    """Say how likely each type of event between two actors is.

    Args:
        store: Where history is.
        source: An id, name or alias.
        target: The same.
        as_of: Use only what was known by the end of this day.
        horizon: Days.
        limit: How many outcomes at the most.

    Returns:
        The outcomes whose probability is nearest to even come first: they are the questions that a
        forecast can still answer.

    Raises:
        UnknownActor: The ontology knows no such actor.
        Abstained: No loaded data could settle such a forecast, or the two are one.
        StoreError: The store cannot be read.
    """
    from quovadis.forecast import base_rates, is_answerable

    ontology = load_ontology()
    a = ontology.actor(ontology.lookup(source).id, as_of)
    b = ontology.actor(ontology.lookup(target).id, as_of)
    if a.id == b.id:
        raise Abstained(f"{source!r} and {target!r} are one actor, {a.name}")
    events, coverage = store.events(as_of), coverage_at(store, as_of)
    questions = _questions(a, b, horizon)
    answer = is_answerable(
        questions[0], origin=as_of, coverage=coverage, events=events, ontology=ontology
    )
    if not answer:
        raise Abstained(
            f"no outcome can be settled on this store: {answer.reason}",
            do="load newer data, or ask as of an earlier day or for a longer horizon",
        )
    made = base_rates(events, questions, origin=as_of, coverage=coverage, ontology=ontology)
    kept = [f for f in made if f.probability is not None]
    if not kept:
        raise Abstained(made[0].reason or "there is nothing to base a probability on")
    kept.sort(key=lambda f: (abs((f.probability or 0.0) - 0.5), f.outcome.label))
    told = dict.fromkeys(p for f in kept[:limit] for p in (f.reason or "").split("; ") if p)
    return PairForecast(
        source=a,
        target=b,
        as_of=as_of,
        forecasts=tuple(kept[:limit]),
        caveats=tuple(f"{c[:1].upper()}{c[1:]}." for c in told),
    )


def _questions(a: Actor, b: Actor, horizon: int) -> list[Outcome]:
    kinds: list[tuple[str, tuple[EventType, ...], tuple[QuadClass, ...]]] = [
        (q.value.replace("_", " "), (), (q,)) for q in QuadClass
    ]
    kinds += [(t.value.lower(), (t,), ()) for t in EventType]
    return [
        Outcome(
            label=f"{one.id} → {other.id}: {name}",
            source=(one.id,),
            target=(other.id,),
            horizon=horizon,
            event_types=types,
            quad_classes=quads,
        )
        for one, other in ((a, b), (b, a))
        for name, types, quads in kinds
    ]
