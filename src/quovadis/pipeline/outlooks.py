"""The outcomes that the lenses ask about: base rates, and what goes with a trigger."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from quovadis.records import Actor, Coverage, Forecast, Outcome, Precedent, Trigger

if TYPE_CHECKING:
    import ibis

    from quovadis.forecast import Association
    from quovadis.ontology import Ontology
    from quovadis.relations import Role, Roles

__all__ = ["Asked", "associations_of", "holders_of", "lens_forecasts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is known when the lenses are asked.

    Attributes:
        events: The store's events as of the day.
        coverage: The days that each dataset covers.
        source: Actor A.
        target: Actor B.
        as_of: The day.
        holders: Who holds which role, by the names that the lenses use.
    """

    events: ibis.Table
    coverage: Sequence[Coverage]
    source: Actor
    target: Actor
    as_of: date
    holders: Mapping[str, Sequence[Role]]


def holders_of(found: Roles) -> dict[str, tuple[Role, ...]]:
    """Roles under the names by which the lenses ask for them."""
    kinds = ("partners", "rivals", "neighbours", "challengers")
    named = {f"{k}_of_{x.upper()}": getattr(found, f"{k}_{x}") for k in kinds for x in "ab"}
    return {**named, "powers": found.powers}


def lens_forecasts(
    asked: Asked,
    ontology: Ontology,
    *,
    horizon: int | None = None,
    trigger: Trigger | None = None,
    precedents: Sequence[Precedent] = (),
) -> tuple[dict[str, list[Forecast]], dict[str, list[str]]]:
    """Put each lens's questions; answer those that can be answered, say why of the others.

    Args:
        asked: What is known.
        ontology: The actors.
        horizon: Days for every outcome; None for each lens's own.
        trigger: What may happen; where a study speaks of it, the forecasts are conditional on it.
        precedents: Past cases of the trigger.

    Returns:
        Forecasts, and sentences about questions that could not be put, by the lens's key.
    """
    from quovadis.brief import load_lenses, outcomes, unasked
    from quovadis.forecast import base_rates, condition

    a, b = asked.source, asked.target
    ids = {role: [h.actor_id for h in who] for role, who in asked.holders.items()}
    questions: list[Outcome] = []
    skipped: dict[str, list[str]] = {}
    for lens in load_lenses():
        questions += outcomes(lens, a, b, ids, ontology)
        skipped[lens.key] = unasked(lens, a, b, ids, ontology)
    if horizon is not None:
        questions = [dataclasses.replace(o, horizon=horizon, id="") for o in questions]
    made = base_rates(
        asked.events,
        questions,
        origin=asked.as_of,
        coverage=asked.coverage,
        ontology=ontology,
    )
    if trigger is not None and trigger.source is not None and trigger.target is not None:
        found = associations_of(asked, trigger, questions, ontology)
        made = condition(
            made, found, given=_clause(trigger), ontology=ontology, precedents=precedents
        )
    forecasts: dict[str, list[Forecast]] = {lens.key: [] for lens in load_lenses()}
    for forecast in made:
        forecasts[forecast.outcome.lens or ""].append(forecast)
    return forecasts, skipped


def associations_of(
    asked: Asked, trigger: Trigger, questions: Sequence[Outcome], ontology: Ontology
) -> list[Association | None]:
    """What goes with a trigger, for each outcome; None where no study speaks of it.

    The shipped table is used from the day on which it counts as known. Feeds with half a year of
    days that the table does not hold are studied as well, and weighed by their precision.
    """
    from quovadis.forecast import associate, chain_of, kind_of, load_associations, role_of
    from quovadis.forecast.local import cells_of

    a, b = trigger.source, trigger.target
    if a is None or b is None:
        return [None] * len(questions)
    quad = ontology.plover.quad_class(trigger.event_type) if trigger.event_type else None
    chain = chain_of(trigger, quad.value if quad else None)
    shipped = load_associations()
    cells = cells_of(
        shipped,
        asked.events,
        origin=asked.as_of,
        coverage=asked.coverage,
        neighbours=ontology.neighbours,
    )
    found: list[Association | None] = []
    for outcome in questions:
        role = role_of(outcome, a, b, ontology)
        made = None
        if role is not None and chain and cells is not None:
            made = associate(chain, kind_of(outcome), role, outcome.horizon, cells, shipped)
        found.append(made if made is not None and math.isfinite(made.error) else None)
    return found


def _clause(trigger: Trigger) -> str:
    """The trigger's phrase inside a sentence: without a capital that only opens it."""
    words = trigger.phrase
    return words[:1].lower() + words[1:] if words.startswith("The ") else words
