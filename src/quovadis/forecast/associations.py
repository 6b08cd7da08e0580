"""How much an outcome's hazard changes with a trigger, drawn from narrow to wide kinds of it.

`data/associations.csv` holds the results of the matched event study on the ICEWS events of 2014 and
2018: numbers only, made by `tools/make_associations.py`. Few triggers are frequent enough to be
trusted alone. So each narrow kind is drawn to the wider one that it belongs to, as far as its error
asks for (normal prior at each step; Gelman et al. 2013, Bayesian Data Analysis, ch. 5), and the
widest to "no change".
"""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from quovadis.errors import OntologyError
from quovadis.forecast.shipped import read_shipped
from quovadis.forecast.study.kinds import EventKind
from quovadis.records import EventType, Outcome, StatusChange, StatusKind, Trigger

__all__ = [
    "BETWEEN",
    "HORIZONS",
    "Association",
    "AssociationTable",
    "Cell",
    "Cells",
    "Step",
    "associate",
    "chain_of",
    "kind_of",
    "load_associations",
    "read_chains",
]

HORIZONS = (7, 30, 90, 180)
"""Days for which the table has ratios; others are read at the nearest."""


BETWEEN = ("AB", "BA", "A~B")
"""Roles of outcomes between the two alone, where kinds of trigger differ most."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one study found.

    Attributes:
        n: Triggers.
        n_hits: Of those, followed by the outcome within the horizon.
        log_ratio: Natural logarithm of the ratio of hazards to matched quiet dyads.
        error: Standard error of it.
        checked: Whether trends before, placebo dates and placebo dyads show nothing.
    """

    n: int
    n_hits: int
    log_ratio: float
    error: float
    checked: bool = False


class Cells(Protocol):
    """Whatever can be asked for the result of a study."""

    def cell(self, trigger: str, outcome: str, role: str, horizon: int) -> Cell | None:
        """The result for a kind of trigger and outcome, by their keys; None where there is none."""


@dataclass(frozen=True, slots=True)
class AssociationTable:
    """The shipped results.

    Attributes:
        version: Of the table.
        source: What it was made from.
        known_at: First day on which a forecast may use it.
        spreads: By kind of trigger and the wider one that it belongs to ("" for none): standard
            deviation of the difference of the logarithms of their ratios, for outcomes between the
            two alone and for others.
        cells: Results by trigger, outcome, role and horizon.
    """

    version: str
    source: str
    known_at: dt.date
    spreads: Mapping[tuple[str, str], tuple[float, float]]
    cells: Mapping[tuple[str, str, str, int], Cell]

    def spread(self, narrow: str, wide: str, role: str) -> float:
        """How far a kind of trigger lies from a wider one, or with "" from no change."""
        between, around = self.spreads.get((narrow, wide), _SPREAD)
        return between if role in BETWEEN else around

    def cell(self, trigger: str, outcome: str, role: str, horizon: int) -> Cell | None:
        """The result at the nearest horizon of the table."""
        near = min(HORIZONS, key=lambda h: (abs(math.log(h / horizon)), h))
        return self.cells.get((trigger, outcome, role, near))


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of trigger on the way from wide to narrow.

    Attributes:
        trigger: Key of the kind (`code:081+085`).
        n: Triggers of that kind.
        n_hits: Of those, followed by the outcome.
        weight: How much its own cases count against what is wider, 0 to 1.
    """

    trigger: str
    n: int
    n_hits: int
    weight: float


@dataclass(frozen=True, slots=True)
class Association:
    """The change that goes with a trigger, and what it rests on.

    Attributes:
        log_ratio: Natural logarithm of the ratio of hazards, drawn to what is wider.
        error: Its standard deviation.
        steps: From the widest kind to the narrowest; of several outcome types the most frequent's.
        checked: Whether the checks pass at the narrowest kind that counts for half or more.
    """

    log_ratio: float
    error: float
    steps: tuple[Step, ...]
    checked: bool


_SPREAD = (0.3, 0.1)
"""For kinds of which the table says nothing: what is usual among the others."""


@functools.cache
def read_chains() -> dict[tuple[StatusKind, StatusChange], tuple[str, ...]]:
    """Kinds of event that stand for each change of a status, from narrow to wide.

    Examples:
        >>> read_chains()[StatusKind.DESIGNATION, StatusChange.LIFT][:2]
        ('code:081+085', 'code:08')
    """
    found = {}
    for row in read_shipped("triggers.csv")[1]:
        keys = tuple(row["chain"].split())
        for key in keys:
            EventKind.read(key)
        found[StatusKind(row["kind"]), StatusChange(row["change"])] = keys
    return found


def chain_of(trigger: Trigger, quad_class: str | None = None) -> tuple[str, ...]:
    """Kinds of event that a trigger stands for, from narrow to wide; empty when none does.

    Args:
        trigger: A change of a status, or an event.
        quad_class: Quad class of the event's type.
    """
    if trigger.status_kind is not None and trigger.change is not None:
        return read_chains().get((trigger.status_kind, trigger.change), ())
    if trigger.event_type is None:
        return ()
    narrow = f"type:{EventType(trigger.event_type).value}"
    return (narrow, f"quad:{quad_class}") if quad_class else (narrow,)


def associate(
    chain: Sequence[str],
    outcome: EventKind,
    role: str,
    horizon: int,
    cells: Cells,
    table: AssociationTable,
) -> Association | None:
    """Draw together what is known of a trigger and an outcome.

    An outcome of several types is drawn together type by type, each counting as much as it adds to
    the hazard; their errors are taken as one.

    Args:
        chain: Keys of the kinds of trigger, from narrow to wide.
        outcome: What is counted; its context, if any, is passed over.
        role: Between whom (`study.ROLES`).
        horizon: Days.
        cells: Where results come from.
        table: Says how far kinds of trigger differ.

    Returns:
        None when no study has anything to say.
    """
    parts = []
    for kind in _parts(outcome):
        drawn = _drawn(chain, kind.key, role, horizon, cells, table)
        if drawn is not None:
            widest = drawn.steps[0]
            share = (widest.n_hits + 0.5) / (widest.n + 1.0)
            parts.append((-math.log1p(-share), drawn))
    if not parts:
        return None
    total = sum(w for w, _ in parts)
    main = max(parts, key=lambda p: p[0])[1]
    return Association(
        log_ratio=sum(w * a.log_ratio for w, a in parts) / total,
        error=sum(w * a.error for w, a in parts) / total,
        steps=main.steps,
        checked=all(a.checked for _, a in parts),
    )


def kind_of(outcome: Outcome) -> EventKind:
    """What an outcome counts, but for its context, of which the table knows nothing."""
    return EventKind(
        event_types=tuple(t.value for t in outcome.event_types),
        quad_classes=() if outcome.event_types else tuple(q.value for q in outcome.quad_classes),
    )


def _parts(outcome: EventKind) -> list[EventKind]:
    if outcome.event_types:
        return [EventKind(event_types=(t,)) for t in outcome.event_types]
    if outcome.quad_classes:
        return [EventKind(quad_classes=(q,)) for q in outcome.quad_classes]
    return [EventKind()]


def _drawn(
    chain: Sequence[str],
    outcome: str,
    role: str,
    horizon: int,
    cells: Cells,
    table: AssociationTable,
) -> Association | None:
    mean, variance, wide = 0.0, 0.0, ""
    steps: list[Step] = []
    checked = False
    for key in reversed(chain):
        variance += table.spread(key, wide, role) ** 2
        wide = key
        found = cells.cell(key, outcome, role, horizon)
        if found is None:
            continue
        weight = variance / (variance + found.error**2)
        mean += weight * (found.log_ratio - mean)
        variance *= 1.0 - weight
        steps.append(Step(key, found.n, found.n_hits, weight))
        if weight >= 0.5 or len(steps) == 1:
            checked = found.checked
    if not steps:
        return None
    return Association(mean, math.sqrt(variance), tuple(steps), checked)


@functools.cache
def load_associations() -> AssociationTable:
    """Read the shipped table, once per process.

    Raises:
        OntologyError: It is broken.

    Examples:
        >>> load_associations().known_at
        datetime.date(2018, 10, 31)
    """
    head, rows = read_shipped("associations.csv")
    cells: dict[tuple[str, str, str, int], Cell] = {}
    try:
        for row in rows:
            checked = row["checked"] == "1"
            for h in HORIZONS:
                if row[f"ratio{h}"]:
                    cells[row["trigger"], row["outcome"], row["role"], h] = Cell(
                        int(row[f"n{h}"]),
                        int(row[f"hits{h}"]),
                        float(row[f"ratio{h}"]),
                        float(row[f"error{h}"]),
                        checked,
                    )
        return AssociationTable(
            version=head["version"],
            source=head["source"],
            known_at=dt.date.fromisoformat(head["known_at"]),
            spreads={
                (row["narrow"], row["wide"]): (float(row["between"]), float(row["around"]))
                for row in read_shipped("spreads.csv")[1]
            },
            cells=cells,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise OntologyError(
            f"the table of associations is broken: {error}", where="associations.csv"
        ) from error
