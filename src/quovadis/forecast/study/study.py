"""The matched event study of a trigger and an outcome: what went on before, after, elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass

from quovadis.forecast.study.checks import permutation_p, placebo_dates, placebo_dyads
from quovadis.forecast.study.cohort import Cohort, find_cohort
from quovadis.forecast.study.estimates import (
    SPARED,
    Change,
    PathPoint,
    change_of_chance,
    clusters,
    counted,
    path,
    pre_trend,
    rate_change,
    usable,
)
from quovadis.forecast.study.kinds import ANY, EventKind
from quovadis.forecast.study.matching import Matched, match
from quovadis.forecast.study.panel import Panel, Series

__all__ = ["Design", "Study", "chance", "design", "run_study"]

_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Design:
    """A trigger's cohort, matched for one outcome.

    Attributes:
        role: The outcome's role (see `panel.ROLES`).
        cohort: Treated and possible controls before matching.
        matched: The same after it.
        outcome: The outcome's series.
        activity: The series of any event in that role.
        pair: The series of any event between the two.
    """

    role: str
    cohort: Cohort
    matched: Matched
    outcome: Series
    activity: Series
    pair: Series


@dataclass(frozen=True, slots=True)
class Study:
    """What a trigger is associated with.

    Attributes:
        trigger: What counts as the trigger.
        outcome: What is counted after it.
        role: Between whom (see `panel.ROLES`).
        horizon: Days of the window.
        path: Rate ratios by week, before and after.
        rate: Change of the outcome's rate in the window, difference in differences.
        chance: Change of the hazard of at least one event in it.
        pre_trend_p: Of "before it, the groups went the same way"; nan where it cannot be told.
        dates: The change at placebo dates.
        dyads: The change at placebo dyads.
        permutation_p: Of the rate's change, by permutation within the cells.
        n_found: Triggers with enough history.
        n_matched: Of those, with a like among the controls and the window covered.
        q_value: Rate of false discoveries over the outcomes asked for together, or nan.
    """

    trigger: EventKind
    outcome: EventKind
    role: str
    horizon: int
    path: tuple[PathPoint, ...]
    rate: Change
    chance: Change
    pre_trend_p: float
    dates: Change
    dyads: Change
    permutation_p: float
    n_found: int
    n_matched: int
    q_value: float = math.nan

    @property
    def is_detectable(self) -> bool:
        """Whether both the clustered error and the permutations speak against "no change"."""
        return self.rate.p_value < _LEVEL and self.permutation_p <= _LEVEL

    @property
    def passes_placebos(self) -> bool:
        """Whether the groups went the same way before, and nothing moves where nothing happened.

        A check that cannot be made is not passed.
        """
        quiet = all(c.p_value >= _LEVEL for c in (self.dates, self.dyads))
        return self.pre_trend_p >= _LEVEL and quiet

    @property
    def wording(self) -> str:
        """What may be said: an effect only where every check passes.

        Triggers are chosen by those who pull them, so that a change after them need not be theirs.
        """
        if not self.is_detectable:
            return "no detectable change"
        return "associated change, matched" + ("; placebos pass" if self.passes_placebos else "")


def design(panel: Panel, cohort: Cohort, outcome: EventKind, role: str) -> Design:
    """Match a cohort for an outcome."""
    series = panel.series(outcome, role)
    activity, pair = panel.series(ANY, role), panel.series(ANY, "A~B")
    matched = match(panel, cohort, series, activity, pair)
    return Design(role, cohort, matched, series, activity, pair)


def chance(panel: Panel, made: Design, horizon: int) -> Change:
    """Change of the hazard of at least one event within the horizon, from the second day on."""
    rows = usable(panel, made.matched, horizon + 1)
    cluster = clusters(panel, made.matched.cohort.unit[rows], made.role)
    y = counted(made.matched, made.outcome, rows, SPARED, horizon + 1) > 0
    return change_of_chance(made.matched, y.astype(float), rows, cluster)


def run_study(
    panel: Panel,
    trigger: EventKind,
    outcome: EventKind,
    role: str = "AB",
    *,
    horizon: int = 30,
    weeks: int = 12,
    rounds: int = 199,
    seed: int = 0,
    cohort: Cohort | None = None,
) -> Study:
    """Compare what followed a trigger with what followed in quiet dyads that looked the same.

    Args:
        panel: The dyads.
        trigger: What counts as the trigger, from the source to the target.
        outcome: What is counted after it.
        role: Between whom (see `panel.ROLES`).
        horizon: Days of the window.
        weeks: Weeks after the trigger in the path.
        rounds: Permutations.
        seed: The same seed gives the same numbers.
        cohort: Of `find_cohort` for the same trigger, where several outcomes are asked for.

    Examples:
        >>> from quovadis.forecast.study.simulation import OUTCOME, TRIGGER, World, simulate
        >>> study = run_study(simulate(World(ratio=3.0), seed=1), TRIGGER, OUTCOME, rounds=39)
        >>> study.wording.split(";")[0]
        'associated change, matched'
    """
    group = cohort if cohort is not None else find_cohort(panel, trigger, seed=seed)
    made = design(panel, group, outcome, role)
    rows = usable(panel, made.matched, horizon + 1)
    cluster = clusters(panel, made.matched.cohort.unit[rows], role)
    series = (made.outcome, made.activity, made.pair)
    change = rate_change(made.matched, made.outcome, rows, cluster, SPARED, horizon + 1)
    return Study(
        trigger=trigger,
        outcome=outcome,
        role=role,
        horizon=horizon,
        path=path(panel, made.matched, made.outcome, role, weeks),
        rate=change,
        chance=chance(panel, made, horizon),
        pre_trend_p=pre_trend(panel, made.matched, made.outcome, role),
        dates=placebo_dates(panel, group, role, *series),
        dyads=placebo_dyads(panel, group, role, *series, horizon, seed),
        permutation_p=permutation_p(
            panel, made.matched, made.outcome, horizon, rounds=rounds, seed=seed
        ),
        n_found=group.n_found,
        n_matched=change.n_treated,
    )
