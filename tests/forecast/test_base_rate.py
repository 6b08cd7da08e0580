"""Base rates against counts made by hand, and against the future."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quovadis.forecast import base_rate, base_rates, brier_score, load_prior
from quovadis.forecast.beta import beta_quantile
from quovadis.forecast.classes import Classes, Kind, describe_tier, tier_of
from quovadis.forecast.prior import HORIZONS, STRUCTURES, structure_of
from quovadis.forecast.windows import HALF_LIFE, covered_days, window_of, windows
from quovadis.records import Coverage, EventType, Outcome, QuadClass

ORIGIN = dt.date(2018, 6, 30)
FEED = Coverage("feed", dt.date(2018, 1, 1), dt.date(2018, 6, 30))


def ask(source="RUS", target="AFG", horizon=30, types=(EventType.AGREE,), **more):
    return Outcome(
        label="it happens",
        source=(source,),
        target=(target,),
        horizon=horizon,
        event_types=types,
        **more,
    )


def ago(days):
    return ORIGIN - dt.timedelta(days=days)


def test_windows_by_hand():
    days = covered_days([FEED, Coverage("later", ORIGIN, ORIGIN)], dt.date(2018, 7, 10))
    assert len(days) == 191
    assert days[:10].tolist() == [False] * 10
    assert windows(days, 10)[:2] == [1, 2]
    assert windows(covered_days([FEED], ORIGIN), 30) == [0, 1, 2, 3, 4, 5]
    assert (window_of(ORIGIN, ORIGIN, 30), window_of(ago(29), ORIGIN, 30)) == (0, 0)
    assert window_of(ago(30), ORIGIN, 30) == 1
    assert covered_days([], ORIGIN).tolist() == []


def test_hits_windows_and_the_beta_behind_them(table, make, ontology):
    """Two of six windows hit; too few dyads for a class: the prior's rate m, worth s windows."""
    origin, feed = dt.date(2020, 6, 30), Coverage("feed", dt.date(2020, 1, 2), dt.date(2020, 6, 30))
    days = [(3, EventType.AGREE), (5, EventType.AGREE), (100, EventType.AGREE)]
    days.append((70, EventType.CONSULT))
    events = table([make(origin - dt.timedelta(days=d), "RUS", "AFG", kind) for d, kind in days])
    found = base_rate(events, ask(), origin=origin, coverage=[feed], ontology=ontology)
    assert (found.n_windows, found.n_hits) == (6, 2)
    assert found.since == origin - dt.timedelta(days=179)
    group = load_prior().rate(Kind(event_types=("AGREE",)), 30, "power", tier_of(3))
    assert found.base_rate == pytest.approx(group.rate, abs=1e-6)
    old = [0.5 ** (k * 30 / HALF_LIFE) for k in range(6)]
    hits = old[0] + old[3]
    a, b = group.strength * group.rate + hits, group.strength * (1 - group.rate) + sum(old) - hits
    assert found.probability == pytest.approx(a / (a + b), abs=1e-5)
    assert found.low == pytest.approx(beta_quantile(0.05, a, b), abs=1e-5)
    assert found.high == pytest.approx(beta_quantile(0.95, a, b), abs=1e-5)
    assert (found.given, found.model) == (None, "base rate")


def test_the_prior_is_not_used_before_it_was_known(table, make, ontology):
    """A feed of two months: no class, no prior yet, hence Jeffreys on its own two windows."""
    feed = Coverage("feed", ago(59), ORIGIN)
    events = table([make(ago(3), "RUS", "AFG", EventType.AGREE)])
    found = base_rate(events, ask(), origin=ORIGIN, coverage=[feed], ontology=ontology)
    assert (found.base_rate, found.n_windows, found.n_hits) == (None, 2, 1)
    assert found.probability == pytest.approx(1.5 / (1 + 1 + 0.5 ** (30 / HALF_LIFE)), abs=1e-6)
    assert "its own record alone" in found.reason
    nothing = base_rate(events, ask(), origin=ago(200), coverage=[feed], ontology=ontology)
    assert nothing.probability is nothing.low is nothing.base_rate is None
    assert "no loaded data covers" in nothing.reason


def test_no_history_leans_on_the_prior_and_says_so(table, ontology):
    found = base_rate(table([]), ask(), origin=dt.date(2025, 4, 9), coverage=[], ontology=ontology)
    assert found.probability == pytest.approx(found.base_rate, abs=1e-6)
    assert found.reason.startswith("leans on the shipped prior: dyads with a major power")
    assert (found.n_windows, found.since) == (0, None)


def test_class_rate_by_hand(table, make):
    """Sixty dyads with one event in the look-back: twenty of them see AGREE in the last window."""
    rows, places = [], [f"A{i:02d}" for i in range(61)]
    for i, (a, b) in enumerate(itertools.pairwise(places)):
        rows.append(make(ago(50), a, b))
        if i < 20:
            rows.append(make(ago(3), a, b, EventType.AGREE))
    classes = Classes(
        table(rows), origin=ORIGIN, coverage=[FEED], n_countries=61, least_windows=1, least_trials=1
    )
    found = classes.rate(Kind(event_types=("AGREE",)), 30, tier_of(1))
    # Windows 0 to 4 have enough days before them. The event 50 days ago lies in window 1, and in
    # the look-back of window 0 alone: 60 trials, 20 hits.
    assert (found.n_trials, found.rate) == (60, pytest.approx(20 / 60))
    silent = classes.rate(Kind(event_types=("AGREE",)), 30, 0)
    assert silent.n_trials == 61 * 60 * 5 - 60
    assert silent.rate == 0.0


def test_classes_need_enough(table, make):
    events = table([make(ago(50), "RUS", "AFG")])
    classes = Classes(events, origin=ORIGIN, coverage=[FEED], n_countries=200)
    assert classes.rate(Kind(), 30, 3) is None
    assert classes.rate(Kind(), 180, 0) is None
    assert classes.rate(Kind(), 30, 0).n_trials > 10_000


def test_more_active_dyads_have_higher_rates():
    prior = load_prior()
    for structure in STRUCTURES:
        for horizon in HORIZONS:
            rates = [prior.rate(Kind(), horizon, structure, t).rate for t in range(6)]
            assert rates == sorted(rates) or structure == "neighbours+power"
            assert rates[0] < rates[-1]


def test_prior_grows_with_the_horizon_and_joins_types():
    prior = load_prior()
    for tier in range(6):
        rates = [
            prior.rate(Kind(event_types=("AGREE",)), h, "other", tier).rate
            for h in (1, 7, 14, 30, 60, 90, 180, 365)
        ]
        assert rates == sorted(rates)
    one = prior.rate(Kind(event_types=("AGREE",)), 30, "power", 3).rate
    both = prior.rate(Kind(event_types=("AGREE", "AID")), 30, "power", 3).rate
    everything = prior.rate(Kind(), 30, "power", 3).rate
    assert one < both <= everything
    rare = prior.rate(Kind(event_types=("AGREE",), contexts=("military",)), 30, "power", 3).rate
    assert 0 < rare < one


def test_prior_is_small_and_whole():
    prior = load_prior()
    assert len(prior.rates) == (16 + 4 + 1) * 2 * len(HORIZONS) * len(STRUCTURES)
    assert all(0 <= r <= 1 for tiers in prior.rates.values() for r in tiers)
    assert prior.known_at == dt.date(2018, 10, 31)
    assert len(prior.strength) == 6


def test_structures_and_tiers(ontology):
    assert structure_of("AFG", "AFG", ontology) == "domestic"
    assert structure_of("AFG", "PAK", ontology) == "neighbours"
    assert structure_of("CHN", "AFG", ontology) == "neighbours+power"
    assert structure_of("USA", "AFG", ontology) == "power"
    assert structure_of(None, "AFG", ontology) == "other"
    assert [describe_tier(t) for t in (1, 4)] == ["1 to 2 events", "30 to 99 events"]


def test_texts_are_set_aside_where_feeds_speak(table, make, ontology):
    """One passing text must not make fifteen silent years into windows of a busy dyad."""
    texts = Coverage("text", dt.date(2003, 1, 1), ORIGIN)
    rows = [make(ago(i), "RUS", "AFG") for i in range(0, 180, 3)]
    stray = make("2004-05-05", "RUS", "AFG", dataset="text", document="d")
    found = base_rate(
        table([*rows, stray]), ask(), origin=ORIGIN, coverage=[FEED, texts], ontology=ontology
    )
    assert found.n_windows == 6
    alone = base_rate(table([stray]), ask(), origin=ORIGIN, coverage=[texts], ontology=ontology)
    assert alone.since >= dt.date(2004, 5, 5)
    assert "picked" in alone.reason


def test_stale_history_is_named(table, make, ontology):
    events = table([make(ago(10), "RUS", "AFG")])
    found = base_rate(
        events, ask(), origin=dt.date(2020, 6, 30), coverage=[FEED], ontology=ontology
    )
    assert "the newest covered day is 731 days before the origin" in found.reason


DAYS = st.integers(1, 400)
KINDS = st.sampled_from([EventType.AGREE, EventType.CONSULT, EventType.ASSAULT])
PAIRS = st.sampled_from([("RUS", "AFG"), ("AFG", "RUS"), ("USA", "IRN"), ("CHN", "IND")])


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(DAYS, KINDS, PAIRS), max_size=25), st.integers(0, 1))
def test_nothing_known_later_changes_a_number(table, make, ontology, later, by_report):
    """The future, and reports of the past that come late, leave every field as it was."""
    rng = np.random.default_rng(4)
    past = [
        make(ago(int(d)), a, b, EventType.AGREE)
        for a, b in (("RUS", "AFG"), ("USA", "IRN"))
        for d in rng.integers(0, 180, 12)
    ]
    future = []
    for n, kind, (a, b) in later:
        at = ORIGIN + dt.timedelta(days=n)
        told = dt.datetime.combine(at, dt.time(), tzinfo=dt.UTC)
        future.append(make(ago(n % 150) if by_report else at, a, b, kind, known_at=told))
    asked = [ask(), ask("USA", "IRN", 7), ask(types=(), undirected=True)]
    longer = Coverage("feed", FEED.first, ORIGIN + dt.timedelta(days=400))

    def forecasts(rows, coverage):
        return base_rates(table(rows), asked, origin=ORIGIN, coverage=coverage, ontology=ontology)

    assert forecasts(past, [FEED]) == forecasts([*past, *future], [longer])


def test_batches_equal_single_answers(table, make, ontology):
    events = table([make(ago(i), "RUS", "AFG", EventType.AGREE) for i in (3, 40, 41)])
    asked = [ask(), ask(horizon=7), ask(types=(), quad_classes=(QuadClass.MATERIAL_CONFLICT,))]
    together = base_rates(events, asked, origin=ORIGIN, coverage=[FEED], ontology=ontology)
    for outcome, found in zip(asked, together, strict=True):
        assert (
            base_rate(events, outcome, origin=ORIGIN, coverage=[FEED], ontology=ontology) == found
        )


@pytest.mark.data
@pytest.mark.slow
def test_beats_the_class_and_the_raw_record_on_real_events(icews, icews_coverage, ontology):
    """Forecasts made on 2018-08-31 for September: every eighth of the 1,300 busiest dyads, four
    quad classes. docs/forecast.md has the figures of a larger sample with their errors.
    """
    origin = dt.date(2018, 8, 31)
    run = icews.get_backend().con.execute
    dyads = run(
        "SELECT source_country AS s, target_country AS t, count(*) AS n FROM icews WHERE date <= ?"
        " AND s <> t AND s IS NOT NULL AND t IS NOT NULL GROUP BY ALL ORDER BY n DESC, s, t",
        [origin],
    ).fetchall()
    asked = [
        ask(s, t, types=(), quad_classes=(quad,))
        for s, t, _ in dyads[:1300:8]
        for quad in QuadClass
    ]
    seen = set(
        run(
            "SELECT DISTINCT source_country, target_country, quad_class FROM icews"
            " WHERE date BETWEEN '2018-09-01' AND '2018-09-30'"
        ).fetchall()
    )
    found = base_rates(icews, asked, origin=origin, coverage=icews_coverage, ontology=ontology)
    happened = [
        (f.outcome.source[0], f.outcome.target[0], f.outcome.quad_classes[0].value) in seen
        for f in found
    ]

    def mean_brier(said):
        return np.mean([brier_score(y, p) for y, p in zip(happened, said, strict=True)])

    own = mean_brier([f.probability for f in found])
    assert own < mean_brier([f.n_hits / f.n_windows for f in found])
    assert own < mean_brier([f.base_rate for f in found])
