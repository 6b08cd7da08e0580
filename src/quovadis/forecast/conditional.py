"""P(outcome | trigger) beside P(outcome | no trigger): one number each, and what lies between.

Without the trigger stands the base rate p, whose history is nearly all of windows without one. With
it stands `1 - (1 - p)^r`: the hazard multiplied by the ratio r that goes with such triggers, drawn
together from the matched study and the hazard model (`associations`).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from quovadis.forecast.arrays import Floats
from quovadis.forecast.associations import Association, Step
from quovadis.forecast.study.checks import benjamini_hochberg
from quovadis.forecast.study.estimates import normal_p
from quovadis.forecast.study.kinds import EventKind
from quovadis.records import Actor, Forecast, Outcome, Precedent

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = ["CONDITIONAL", "DISCOVERY_RATE", "condition", "conditional", "role_of", "trigger_name"]

CONDITIONAL = "base rate, matched study"
"""Name of the model of a conditional forecast."""

DISCOVERY_RATE = 0.10
"""Of the changes called detectable among the outcomes asked for together, the share that may be
chance (Benjamini and Hochberg 1995)."""

_Z90 = NormalDist().inv_cdf(0.95)
_GRID = 41
_TINY = 1e-6


def role_of(outcome: Outcome, a: Actor, b: Actor, ontology: Ontology) -> str | None:
    """Between whom an outcome is counted, seen from the dyad of the trigger (`study.ROLES`).

    Args:
        outcome: The question.
        a: Who would pull the trigger.
        b: Towards whom.
        ontology: The actors.

    Returns:
        None where no study says anything of such an outcome: the two belong to one country, or it
        is what A or B do to third states, in that direction alone.
    """
    own_a, own_b = ({x for x in (y.id, y.country) if x} for y in (a, b))
    if own_a & own_b:
        return None
    sides = [_side(ids, own_a, own_b, ontology) for ids in (outcome.source, outcome.target)]
    pair = "".join(sides)
    if outcome.undirected:
        pair = {"BA": "AB", "XA": "AX", "XB": "BX"}.get(pair, pair)
        lands = {ontology.country_of(i) or i for i in outcome.source + outcome.target}
        near = ontology.neighbours(b.country or b.id) | own_a | {x for x in own_a if x}
        if pair == "AX" and lands <= near:
            return "A~N"
        return {"AB": "A~B", "AX": "A~X", "BX": "B~X"}.get(pair)
    if pair in ("AB", "BA", "XA", "XB", "AA", "BB"):
        return pair
    return {"aA": "AA", "Aa": "AA", "bB": "BB", "Bb": "BB"}.get(pair)


def _side(ids: Sequence[str], own_a: set[str], own_b: set[str], ontology: Ontology) -> str:
    """`A` or `B` themselves, `a` or `b` for others of their lands, `X` for third states."""
    if set(ids) <= own_a:
        return "A"
    if set(ids) <= own_b:
        return "B"
    lands = {ontology.country_of(i) for i in ids}
    if lands <= own_a:
        return "a"
    return "b" if lands <= own_b else "X"


def condition(
    bases: Sequence[Forecast],
    associations: Sequence[Association | None],
    *,
    given: str,
    ontology: Ontology,
    precedents: Sequence[Precedent] = (),
) -> list[Forecast]:
    """Make the forecasts of outcomes that are asked for together conditional on a trigger.

    A difference is called detectable when its false-discovery rate over these outcomes is at most
    `DISCOVERY_RATE`. A forecast without a probability or an association is handed back as it is.

    Args:
        bases: Base rates, one an outcome.
        associations: What goes with the trigger, in the same order.
        given: The trigger in words.
        ontology: Gives the names of the kinds of trigger.
        precedents: Past cases of it.
    """
    p_values = np.array(
        [
            math.nan if f.probability is None or a is None else normal_p(a.log_ratio / a.error)
            for f, a in zip(bases, associations, strict=True)
        ]
    )
    q_values = benjamini_hochberg(p_values)
    return [
        f
        if a is None
        else conditional(
            f,
            a,
            given=given,
            is_detectable=bool(q <= DISCOVERY_RATE),
            ontology=ontology,
            precedents=precedents,
        )
        for f, a, q in zip(bases, associations, q_values, strict=True)
    ]


def conditional(
    base: Forecast,
    association: Association,
    *,
    given: str,
    is_detectable: bool,
    ontology: Ontology,
    precedents: Sequence[Precedent] = (),
) -> Forecast:
    """Make one forecast conditional on a trigger; see `condition`.

    The 90% intervals, of the probability and of the difference, join the errors of the base rate
    and of the ratio on a fixed grid of quantiles: nothing in it is drawn at random.
    """
    p = base.probability
    if p is None:
        return base
    rate = _log_hazard(p)
    low, high = (_log_hazard(p if x is None else x) for x in (base.low, base.high))
    units = np.array([NormalDist().inv_cdf((i + 0.5) / _GRID) for i in range(_GRID)])
    # The base rate's interval is not symmetric: each side has its own spread.
    spread = np.where(units < 0, rate - low, high - rate) / _Z90
    before = (rate + spread * units)[:, None]
    after = before + (association.log_ratio + association.error * units)[None, :]
    with_it = _chance(after)
    change = with_it - _chance(before)
    probability = float(_chance(np.array(rate + association.log_ratio)))
    ends = np.quantile(with_it, [0.05, 0.95])
    differences = np.quantile(change, [0.05, 0.95])
    return dataclasses.replace(
        base,
        given=given,
        probability=round(probability, 6),
        low=round(min(float(ends[0]), probability), 6),
        high=round(max(float(ends[1]), probability), 6),
        model=CONDITIONAL,
        support=tuple(x.id for x in precedents),
        without=p,
        change_low=round(float(differences[0]), 6),
        change_high=round(float(differences[1]), 6),
        is_detectable=is_detectable,
        basis=_in_words(association, ontology),
        id="",
    )


def _log_hazard(p: float) -> float:
    p = min(max(p, _TINY), 1 - _TINY)
    return math.log(-math.log1p(-p))


def _chance(log_hazard: Floats) -> Floats:
    return np.asarray(-np.expm1(-np.exp(log_hazard)), dtype=float)


def _in_words(association: Association, ontology: Ontology) -> str:
    """What the ratio is, and whose cases it rests on."""
    ratio, low, high = (
        math.exp(association.log_ratio + k * association.error) for k in (0, -_Z90, _Z90)
    )
    shares = _shares(association.steps)
    rests = [
        f"{step.n:,} of {trigger_name(step.trigger, ontology, short=True)} ({share:.0%})"
        for step, share in zip(reversed(association.steps), shares, strict=True)
    ]
    rests[0] = rests[0].replace(" of ", " cases of ", 1)
    still = 1 - sum(shares)
    none = f" and no change ({still:.0%})" if still >= 0.005 else ""
    checks = "; trends before, placebo dates and placebo dyads show nothing"
    return (
        f"hazard times {ratio:.2f} ({low:.2f}–{high:.2f}), drawn from {', '.join(rests)}{none}"
        f"{checks if association.checked else ''}"
    )


def _shares(steps: Sequence[Step]) -> list[float]:
    """How much each kind counts in the end, from the narrowest to the widest."""
    left, found = 1.0, []
    for step in reversed(steps):
        found.append(left * step.weight)
        left *= 1.0 - step.weight
    return found


def trigger_name(key: str, ontology: Ontology, *, short: bool = False) -> str:
    """Name a kind of trigger by its key, in short without the names of its codes.

    Examples:
        >>> from quovadis.ontology import load_ontology
        >>> trigger_name("code:081+085", load_ontology())
        'CAMEO 081 or 085 (ease administrative sanctions; ease economic sanctions, ...)'
        >>> trigger_name("quad:material_cooperation", load_ontology())
        'material cooperation'
    """
    kind = EventKind.read(key)
    if kind.codes:
        if short:
            return f"CAMEO {' or '.join(kind.codes)}"
        names = [ontology.cameo.code(code).name.lower() for code in kind.codes]
        return f"CAMEO {' or '.join(kind.codes)} ({'; '.join(names)})"
    if kind.event_types:
        return f"PLOVER {' or '.join(kind.event_types)}"
    if kind.quad_classes:
        return " or ".join(q.replace("_", " ") for q in kind.quad_classes)
    return "any event"
