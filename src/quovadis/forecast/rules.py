"""Temporal rules that a person can read: after X does this to Y, that follows within so many days.

A rule compares the share of its cases that were followed by the outcome with the share of quiet
dyads that looked the same in the same week (the matched design of `study`). Rules are tested
together: the false-discovery rate over all that were tried is kept (Benjamini and Hochberg 1995).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from quovadis.forecast.associations import HORIZONS, AssociationTable
from quovadis.forecast.study.checks import benjamini_hochberg
from quovadis.forecast.study.cohort import find_cohort
from quovadis.forecast.study.estimates import SPARED, normal_p, usable
from quovadis.forecast.study.kinds import EventKind
from quovadis.forecast.study.panel import Panel
from quovadis.forecast.study.study import Design, chance, design

__all__ = ["LEAST_CASES", "RULE_ROLES", "Case", "Rule", "mine_rules", "shipped_rules"]

LEAST_CASES = 20
"""Cases below which no rule is made."""

RULE_ROLES = ("AB", "BA", "A~B")
"""Roles of the outcome in a rule: X to Y, Y to X, either way."""

_DISCOVERY_RATE = 0.05
_Z95 = 1.959964
_MOST = {"most_treated": 1_000, "most_controls": 8_000}


@dataclass(frozen=True, slots=True)
class Case:
    """One time that the trigger of a rule happened.

    Attributes:
        source: ISO3 of who acted.
        target: ISO3 of whom it was done to.
        date: The day.
        followed: First day within the horizon on which the outcome came about, or None.
    """

    source: str
    target: str
    date: dt.date
    followed: dt.date | None


@dataclass(frozen=True, slots=True)
class Rule:
    """After a trigger, an outcome.

    Attributes:
        trigger: What X does to Y.
        outcome: What follows.
        role: Between whom: `AB` X to Y, `BA` Y to X, `A~B` either way.
        horizon: Days.
        n_cases: How often the trigger happened (support).
        n_hits: How often the outcome followed.
        usual: Share of matched quiet dyads that saw the outcome in the same days.
        lift: How many times that share the rule's own is.
        low: Lower end of the 95% interval of the lift.
        p_value: Of "as often as in quiet dyads".
        q_value: False-discovery rate at which the rule is let through.
        cases: The cases behind it, the newest first; empty where only their count is known.
    """

    trigger: EventKind
    outcome: EventKind
    role: str
    horizon: int
    n_cases: int
    n_hits: int
    usual: float
    lift: float
    low: float
    p_value: float
    q_value: float
    cases: tuple[Case, ...] = ()

    @property
    def share(self) -> float:
        """Share of the cases that were followed by the outcome (confidence)."""
        return self.n_hits / self.n_cases


def mine_rules(
    panel: Panel,
    triggers: Sequence[EventKind],
    outcomes: Sequence[EventKind],
    *,
    roles: Sequence[str] = RULE_ROLES,
    horizon: int = 30,
    least_cases: int = LEAST_CASES,
    n_cases: int = 10,
    seed: int = 0,
) -> list[Rule]:
    """Find the rules that hold on a panel.

    Args:
        panel: The dyads.
        triggers: Kinds of trigger to try.
        outcomes: Kinds of outcome to try.
        roles: Between whom.
        horizon: Days.
        least_cases: Support below which a rule is not tried.
        n_cases: How many of the cases to keep with each rule.
        seed: The same seed gives the same rules.

    Returns:
        The rules with a false-discovery rate of at most 5% over all that were tried, and a lift
        above one; the highest lower bound first.
    """
    tried: list[tuple[Rule, Design]] = []
    cohorts = {t: find_cohort(panel, t, seed=seed, **_MOST) for t in triggers}
    for outcome in outcomes:
        for role in roles:
            for trigger in triggers:
                if cohorts[trigger].n_treated < least_cases:
                    continue
                made = design(panel, cohorts[trigger], outcome, role)
                found = chance(panel, made, horizon)
                if found.n_treated < least_cases or not math.isfinite(found.error):
                    continue
                rule = _rule(
                    trigger,
                    outcome,
                    role,
                    horizon,
                    (found.n_treated, found.n_hits),
                    (found.log_ratio, found.error),
                )
                tried.append((rule, made))
    kept = _let_through([rule for rule, _ in tried])
    designs = {(r.trigger, r.outcome, r.role): made for r, made in tried}
    return [
        replace(r, cases=_cases(panel, designs[r.trigger, r.outcome, r.role], horizon, n_cases))
        for r in kept
    ]


def shipped_rules(
    table: AssociationTable, *, horizon: int = 30, least_cases: int = LEAST_CASES
) -> list[Rule]:
    """The rules of the shipped table, without their cases: only counts left the data.

    Args:
        table: The table.
        horizon: Days: the nearest that it has.
        least_cases: Support below which there is no rule.
    """
    near = min(HORIZONS, key=lambda h: (abs(math.log(h / horizon)), h))
    tried = [
        _rule(
            EventKind.read(trigger),
            EventKind.read(outcome),
            role,
            near,
            (cell.n, cell.n_hits),
            (cell.log_ratio, cell.error),
        )
        for (trigger, outcome, role, h), cell in sorted(table.cells.items())
        if h == near and role in RULE_ROLES and cell.n >= least_cases and cell.n_hits
        # Whole quad classes are too wide for a rule to say anything.
        if trigger.startswith(("type:", "code:")) and outcome.startswith("type:")
    ]
    return _let_through(tried)


def _rule(
    trigger: EventKind,
    outcome: EventKind,
    role: str,
    horizon: int,
    counts: tuple[int, int],
    ratio: tuple[float, float],
) -> Rule:
    n, hits = counts
    log_ratio, error = ratio
    hazard = -math.log1p(-(hits + 0.5) / (n + 1.0))
    usual = -math.expm1(-hazard * math.exp(-log_ratio))
    least = -math.expm1(-hazard * math.exp(-_Z95 * error))
    return Rule(
        trigger=trigger,
        outcome=outcome,
        role=role,
        horizon=horizon,
        n_cases=n,
        n_hits=hits,
        usual=usual,
        lift=-math.expm1(-hazard) / usual,
        low=least / usual,
        p_value=normal_p(log_ratio / error) if error > 0 else 1.0,
        q_value=math.nan,
    )


def _let_through(tried: Iterable[Rule]) -> list[Rule]:
    rules = list(tried)
    q_values = benjamini_hochberg(np.array([r.p_value for r in rules]))
    kept = [
        replace(r, q_value=float(q))
        for r, q in zip(rules, q_values, strict=True)
        # What follows of itself is no rule: the same kind of event either way.
        if q <= _DISCOVERY_RATE and r.lift > 1.0 and r.trigger != r.outcome
    ]
    return sorted(kept, key=lambda r: (-r.low, r.trigger.key, r.outcome.key, r.role))


def _cases(panel: Panel, made: Design, horizon: int, most: int) -> tuple[Case, ...]:
    cohort = made.matched.cohort
    rows = np.flatnonzero(cohort.treated & usable(panel, made.matched, horizon + 1))
    rows = rows[np.argsort(-cohort.day[rows], kind="stable")][:most]
    found = []
    for row in rows.tolist():
        unit, day = cohort.unit[row : row + 1], cohort.day[row : row + 1]
        source, target = panel.name(int(unit[0]))
        days = [
            d
            for d in range(SPARED, horizon + 1)
            if made.outcome.between(unit, day + d, day + d + 1)[0] > 0
        ]
        first = panel.date(int(day[0]) + days[0]) if days else None
        found.append(Case(source, target, panel.date(int(day[0])), first))
    return tuple(found)
