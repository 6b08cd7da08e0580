"""The shipped prior: how often such an outcome comes about in such a dyad, where history is thin.

`data/prior.csv` holds rates only, made by `tools/make_prior.py` from the ICEWS events of 2014 and
2018: the share of windows of 7, 30, 90 and 180 days that saw at least one event of a type or quad
class, by structure of the dyad and by its tier of activity in the 90 days before. A forecast made
before its `known_at` does not use it.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quovadis.errors import OntologyError
from quovadis.forecast.classes import LOOK_BACK, TIERS, ClassRate, Kind, describe_tier
from quovadis.forecast.shipped import read_shipped

if TYPE_CHECKING:
    from quovadis.ontology import Ontology

__all__ = ["HORIZONS", "STRUCTURES", "Prior", "load_prior", "structure_of"]

HORIZONS = (7, 30, 90, 180)
"""Days for which the table has rates; others follow from the nearest by a constant hazard."""

STRUCTURES = ("domestic", "neighbours+power", "neighbours", "power", "other")
"""A country with itself; land neighbours, with or without a major power; others, likewise."""

_N_TIERS = len(TIERS) + 1


@dataclass(frozen=True, slots=True)
class Prior:
    """Rates by kind of outcome, horizon, structure and tier.

    Attributes:
        version: Of the table.
        source: What it was made from.
        known_at: First day on which a forecast may use it.
        rates: By (`type`, `quad` or `any`; key; undirected; horizon; structure), one a tier.
        shares: Share of the events of a type, quad class or of any that touch a context.
        strength: Windows that the class is worth, one a tier.
    """

    version: str
    source: str
    known_at: dt.date
    rates: Mapping[tuple[str, str, bool, int, str], tuple[float, ...]]
    shares: Mapping[tuple[str, str], float]
    strength: tuple[float, ...]

    def rate(self, kind: Kind, horizon: int, structure: str, tier: int) -> ClassRate:
        """Rate for a kind of outcome.

        Of several types the rates are joined as if independent, but never above the rate of any
        event at all; a context thins the hazard by its share of the events.

        Args:
            kind: What is asked for; `domestic` is read from the structure.
            horizon: Days.
            structure: One of `STRUCTURES`.
            tier: Of activity, 0 to 5.
        """
        base = min(HORIZONS, key=lambda h: (abs(math.log(h / horizon)), h))
        if kind.event_types:
            parts = [("type", key) for key in kind.event_types]
        elif kind.quad_classes:
            parts = [("quad", key) for key in kind.quad_classes]
        else:
            parts = [("any", "any")]
        hazard = 0.0
        for sort, key in parts:
            rate = self.rates[sort, key, kind.undirected, base, structure][tier]
            share = 1.0
            if kind.contexts:
                share = min(1.0, sum(self.shares.get((key, c), 0.0) for c in kind.contexts))
            hazard -= math.log1p(-min(rate, 0.9999)) * share
        ceiling = self.rates["any", "any", kind.undirected, base, structure][tier]
        hazard = min(hazard, -math.log1p(-min(ceiling, 0.9999)))
        return ClassRate(
            rate=-math.expm1(-hazard * horizon / base),
            strength=self.strength[tier],
            n_trials=0,
            what=f"{_NAMES[structure]} with {describe_tier(tier)} in {LOOK_BACK} days",
        )


_NAMES = {
    "domestic": "countries towards themselves",
    "neighbours+power": "neighbours, one of them a major power,",
    "neighbours": "neighbours",
    "power": "dyads with a major power",
    "other": "dyads that are neither neighbours nor with a major power",
}


def structure_of(source: str | None, target: str | None, ontology: Ontology) -> str:
    """Name the structure of a dyad of countries.

    Examples:
        >>> from quovadis.ontology import load_ontology
        >>> structure_of("RUS", "KAZ", load_ontology()), structure_of("KEN", "PER", load_ontology())
        ('neighbours+power', 'other')
    """
    if source is None or target is None:
        return "other"
    if source == target:
        return "domestic"
    near = target in ontology.neighbours(source)
    power = not {source, target}.isdisjoint(ontology.major_powers())
    if near:
        return "neighbours+power" if power else "neighbours"
    return "power" if power else "other"


@functools.cache
def load_prior() -> Prior:
    """Read the shipped table, once per process.

    Raises:
        OntologyError: It is broken.

    Examples:
        >>> load_prior().known_at
        datetime.date(2018, 10, 31)
    """
    head, rows = read_shipped("prior.csv")
    rates: dict[tuple[str, str, bool, int, str], tuple[float, ...]] = {}
    shares: dict[tuple[str, str], float] = {}
    strength: tuple[float, ...] = ()
    try:
        for row in rows:
            if row["kind"] == "context":
                key, context = row["key"].split(":")
                shares[key, context] = float(row["t0"])
                continue
            tiers = tuple(float(row[f"t{i}"]) for i in range(_N_TIERS))
            if row["kind"] == "strength":
                strength = tiers
                continue
            rates[
                row["kind"],
                row["key"],
                row["undirected"] == "1",
                int(row["horizon"]),
                row["structure"],
            ] = tiers
        return Prior(
            version=head["version"],
            source=head["source"],
            known_at=dt.date.fromisoformat(head["known_at"]),
            rates=rates,
            shares=shares,
            strength=strength,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise OntologyError(f"the table of priors is broken: {error}", where="prior.csv") from error
