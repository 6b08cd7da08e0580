"""Estimates against numbers computed by hand, and against pyfixest."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable

import numpy as np
import pytest

from quovadis.forecast.study import EventKind, Panel, design, find_cohort
from quovadis.forecast.study.cohort import Cohort
from quovadis.forecast.study.estimates import (
    SPARED,
    Change,
    change_of_chance,
    clustered,
    clusters,
    counted,
    normal_p,
    pre_trend,
    rate_change,
    usable,
)
from quovadis.forecast.study.hazards import fit_term
from quovadis.forecast.study.matching import Matched
from quovadis.forecast.study.poisson import poisson_change
from quovadis.forecast.study.simulation import OUTCOME, TRIGGER

SUPPORT = EventKind(event_types=("SUPPORT",))


def matched_of(panel: Panel, weight: list[float], treated: list[bool], day: int) -> Matched:
    units = np.arange(panel.n_units)[: len(weight)]
    cohort = Cohort(
        unit=units,
        day=np.full(len(weight), day),
        week=np.zeros(len(weight), dtype=np.int64),
        treated=np.array(treated),
        n_found=sum(treated),
    )
    cells = np.zeros(len(weight), dtype=np.int64)
    return Matched(cohort, np.array(weight), cells, np.zeros((len(weight), 1)), 0)


def test_the_ratio_of_ratios_by_hand(panel_of: Callable[..., Panel]) -> None:
    # Baseline: days 0 to 55 of a moment on day 84. Window: days 86 to 114.
    counts = {("AAA", "BBB"): (2, 6), ("AAA", "CCC"): (2, 3), ("BBB", "AAA"): (4, 3)}
    events = [
        (s, t, day, "SUPPORT")
        for (s, t), (before, after) in counts.items()
        for day in (*range(10, 10 + before), *range(90, 90 + after))
    ]
    panel = panel_of(events, range(130))
    names = [panel.name(u) for u in range(panel.n_units)]
    assert names[:3] == [("AAA", "BBB"), ("AAA", "CCC"), ("BBB", "AAA")]
    matched = matched_of(panel, [1.0, 0.5, 0.5], [True, False, False], 84)
    rows = usable(panel, matched, 31)
    cluster = (np.arange(3),)
    found = rate_change(matched, panel.series(SUPPORT, "AB"), rows, cluster, SPARED, 31)
    # Treated 6 against 2 before; controls (3 + 3) / 2 = 3 against (2 + 4) / 2 = 3.
    assert found.log_ratio == pytest.approx(math.log(3.0))
    assert found.treated == pytest.approx(6 / 29)
    assert found.controls == pytest.approx(3 / 29)
    # Influences: treated 6/6 − 2/2 = 0; controls −½(3/3 − 2/3) and −½(3/3 − 4/3), so ∓1/6.
    # √(2/36 · 2/1), times t with one degree of freedom.
    assert found.error == pytest.approx((1 / 3) * (1 + (1.959964**2 + 1) / 4))


def test_clusters_add_up_before_they_are_squared() -> None:
    influence = np.array([1.0, 1.0, -1.0])
    apart, _ = clustered(influence, (np.array([0, 1, 2]),))
    joined, groups = clustered(influence, (np.array([0, 0, 1]),))
    assert groups == 2
    # √(3 · 3/2) with t of 2 degrees, √((4 + 1) · 2) with t of 1.
    student = [1 + (1.959964**2 + 1) / (4 * n) for n in (2, 1)]
    assert apart == pytest.approx(math.sqrt(4.5) * student[0])
    assert joined == pytest.approx(math.sqrt(10) * student[1])


def test_one_cluster_says_nothing() -> None:
    assert clustered(np.array([1.0, 2.0]), (np.array([5, 5]),)) == (math.inf, 1)


def test_windows_that_the_data_does_not_cover_are_not_used(panel_of: Callable[..., Panel]) -> None:
    panel = panel_of([("AAA", "BBB", 1, "SUPPORT")], [*range(100), *range(200, 300)])
    for day, ok in ((60, True), (75, False), (150, True), (180, False)):
        assert usable(panel, matched_of(panel, [1.0], [True], day), 31).tolist() == [ok]


def test_hazards_by_hand() -> None:
    # Two of four treated saw it, one of four controls; nothing to adjust for.
    treated = np.array([True] * 4 + [False] * 4)
    y = np.array([1.0, 1, 0, 0, 1, 0, 0, 0])
    cohort = Cohort(np.arange(8), np.zeros(8, int), np.zeros(8, int), treated, 4)
    matched = Matched(cohort, np.ones(8), np.zeros(8, int), np.zeros((8, 1)), 0)
    found = change_of_chance(matched, y, np.ones(8, dtype=bool), (np.arange(8),))
    assert found.treated == 0.5
    assert found.controls == pytest.approx(0.25)
    assert found.log_ratio == pytest.approx(math.log(math.log(0.5) / math.log(0.75)))
    assert (found.n_treated, found.n_hits) == (4, 2)


def test_the_hazard_model_finds_a_planted_ratio() -> None:
    rng = np.random.default_rng(5)
    n = 20_000
    past = rng.normal(size=(n, 1))
    treated = rng.random(n) < 0.2 / (1 + np.exp(-past[:, 0]))
    hazard = np.exp(-1.5 + 0.6 * past[:, 0] + math.log(1.7) * treated)
    hit = rng.random(n) < -np.expm1(-hazard)
    found = fit_term(hit, treated, past, (np.arange(n),))
    assert found.log_ratio == pytest.approx(math.log(1.7), abs=3 * found.error)
    assert 0.02 < found.error < 0.06


def test_the_hazard_model_declines_where_there_is_nothing_to_fit() -> None:
    found = fit_term(np.zeros(4, bool), np.array([True, False] * 2), np.zeros((4, 1)), ())
    assert math.isnan(found.log_ratio)


def test_p_of_a_change() -> None:
    change = Change(1.96, 1.0, 0.1, 0.1, 9, 3, 9)
    assert change.p_value == pytest.approx(0.05, abs=1e-3)
    assert normal_p(0.0) == 1.0


def test_controls_weigh_as_much_as_their_treated(world: Panel) -> None:
    made = design(world, find_cohort(world, TRIGGER), OUTCOME, "AB")
    treated, weight = made.matched.cohort.treated, made.matched.weight
    for cell in np.unique(made.matched.cell)[:50]:
        inside = made.matched.cell == cell
        assert weight[inside & ~treated].sum() == pytest.approx(weight[inside & treated].sum())
        assert len(np.unique(made.matched.cohort.week[inside])) == 1


def test_the_closed_form_is_the_poisson_regression(world: Panel) -> None:
    pytest.importorskip("pyfixest", reason="needs the extra `study`")
    made = design(world, find_cohort(world, TRIGGER), OUTCOME, "AB")
    rows = usable(world, made.matched, 31)
    pair = clusters(world, made.matched.cohort.unit[rows], "AB")[:1]
    mine = rate_change(made.matched, made.outcome, rows, pair, SPARED, 31)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = poisson_change(world, made, 30)
    assert mine.log_ratio == pytest.approx(theirs.log_ratio, abs=1e-6)
    # Theirs corrects for small samples in another way.
    assert mine.error == pytest.approx(theirs.error, rel=0.05)


def test_trends_that_part_before_the_trigger_are_noticed(world: Panel) -> None:
    made = design(world, find_cohort(world, TRIGGER), OUTCOME, "AB")
    assert pre_trend(world, made.matched, made.outcome, "AB") > 0.05
    rows = np.ones(len(made.matched.weight), dtype=bool)
    early = counted(made.matched, made.outcome, rows, -84, -70)
    # Treated that were busy in the first fortnight only: their trend is another.
    busy = made.matched.cohort.treated & (early > 0)
    kept = busy | ~made.matched.cohort.treated
    m = made.matched
    skewed = Matched(m.cohort.kept(kept), m.weight[kept], m.cell[kept], m.past[kept], 0)
    assert pre_trend(world, skewed, made.outcome, "AB") < 0.05
