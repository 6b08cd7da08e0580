"""Who counts as treated, and who as a control."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from quovadis.forecast.study import EventKind, Panel, find_cohort
from quovadis.forecast.study.cohort import HISTORY, QUIET

TRIGGER = EventKind(event_types=("CONCEDE",))
DAYS = range(200)
TALK = [(s, t, 1, "SUPPORT") for s, t in (("AAA", "BBB"), ("CCC", "DDD"), ("AAA", "DDD"))]


def triggers(panel: Panel) -> list[tuple[str, str, int]]:
    cohort = find_cohort(panel, TRIGGER)
    rows = np.flatnonzero(cohort.treated)
    return [(*panel.name(cohort.unit[r]), int(cohort.day[r])) for r in rows]


def test_the_first_trigger_after_quiet_days_counts(panel_of: Callable[..., Panel]) -> None:
    days = (90, 90 + QUIET, 90 + 2 * QUIET + 1)
    events = [*TALK, *(("AAA", "BBB", d, "CONCEDE") for d in days)]
    # The second follows the first by exactly the quiet stretch: the first lies inside it.
    assert triggers(panel_of(events, DAYS)) == [("AAA", "BBB", 90), ("AAA", "BBB", days[2])]


def test_a_trigger_without_enough_history_is_left_out(panel_of: Callable[..., Panel]) -> None:
    events = [*TALK, ("AAA", "BBB", HISTORY - 1, "CONCEDE")]
    assert triggers(panel_of(events, DAYS)) == []


def test_a_dyad_of_which_nothing_was_reported_is_left_out(panel_of: Callable[..., Panel]) -> None:
    assert triggers(panel_of([*TALK, ("BBB", "CCC", 100, "CONCEDE")], DAYS)) == []


def test_history_does_not_reach_over_a_gap(panel_of: Callable[..., Panel]) -> None:
    days = [*range(100), *range(300, 400)]
    late = [("AAA", "BBB", 301, "SUPPORT")]
    found = [triggers(panel_of([*late, ("AAA", "BBB", d, "CONCEDE")], days)) for d in (350, 390)]
    assert found == [[], [("AAA", "BBB", 190)]]


def test_controls_are_quiet_before_and_in_the_week(panel_of: Callable[..., Panel]) -> None:
    events = [
        *TALK,
        ("AAA", "BBB", HISTORY + 2, "CONCEDE"),
        ("CCC", "DDD", HISTORY - 5, "CONCEDE"),
        ("AAA", "DDD", HISTORY + 20, "CONCEDE"),
    ]
    panel = panel_of(events, DAYS)
    cohort = find_cohort(panel, TRIGGER)
    week = cohort.week[cohort.treated & (cohort.day == HISTORY + 2)]
    controls = cohort.unit[~cohort.treated & np.isin(cohort.week, week)]
    names = {panel.name(u) for u in controls}
    assert ("AAA", "BBB") not in names, "it is treated that week"
    assert ("CCC", "DDD") not in names, "its own trigger is too recent"
    assert ("AAA", "DDD") in names, "what it does three weeks later is not looked at"
    assert ("BBB", "AAA") in names, "a dyad and its reverse are two"


def test_the_same_seed_draws_the_same_rows(world: Panel) -> None:
    cohorts = [
        find_cohort(world, TRIGGER, seed=s, most_treated=50, most_controls=500) for s in (1, 1, 2)
    ]
    assert cohorts[0].n_treated == 50
    assert np.array_equal(cohorts[0].unit, cohorts[1].unit)
    assert not np.array_equal(cohorts[0].unit, cohorts[2].unit)
