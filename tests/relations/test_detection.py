"""The detector against series whose truth is known."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from quovadis.records import Coverage, Direction, EventType
from quovadis.relations import MEASURES, SERIES_SCHEMA, detect, dyad_events, series
from quovadis.relations.calendar import next_step
from quovadis.relations.detection import find_changes, may_change
from quovadis.relations.scan import (
    _orders,
    _shuffled,
    best_split,
    bound,
    count_gain,
    dispersion,
    net_gain,
    scan,
)
from quovadis.relations.wording import amount


def clustered(rng, mean, phi, n):
    """Negative binomial counts with dispersion phi; Poisson for phi = 1."""
    if phi == 1:
        return rng.poisson(mean, n).astype(float)
    size = mean / (phi - 1)
    return rng.poisson(rng.gamma(size, mean / size, n)).astype(float)


def table_of(cooperation, conflict=None, *, covered_by=None, start=dt.date(2015, 1, 1)):
    """A monthly series of verbal cooperation and verbal conflict."""
    n = len(cooperation)
    conflict = np.zeros(n) if conflict is None else conflict
    rows, day = [], start
    for i in range(n):
        values = {
            "verbal_cooperation": cooperation[i],
            "cooperation": cooperation[i],
            "verbal_conflict": conflict[i],
            "conflict": conflict[i],
            "events": cooperation[i] + conflict[i],
            "net_cooperation": cooperation[i] - conflict[i],
        }
        by = "feed" if covered_by is None else covered_by[i]
        stop = next_step(day, "month")
        rows += [
            {
                "source": "AAA",
                "target": "BBB",
                "step_start": day,
                "step": "month",
                "measure": measure,
                "value": float(values.get(measure, 0.0)) if by else None,
                "n_events": int(abs(values.get(measure, 0.0))),
                "n_documents": 0,
                "covered": 1.0 if by else 0.0,
                "covered_by": by,
                "covered_to": stop - dt.timedelta(days=1) if by else None,
            }
            for measure in MEASURES
        ]
        day = stop
    return pa.Table.from_pylist(rows, schema=SERIES_SCHEMA)


def test_dispersion_by_hand():
    assert dispersion(np.array([0.0, 4.0, 0.0, 4.0]), np.ones(4)) == pytest.approx(8 / 3)


def test_poisson_gain_by_hand():
    """2 (Σ s log(s/e) over the halves less that of the whole), where nothing is over-dispersed."""
    gain = count_gain([np.array([1.0, 1.0, 3.0, 3.0]), np.ones(4)], 1)
    halves = 2 * np.log(2 / 2) + 6 * np.log(6 / 2)
    assert gain[1] == pytest.approx(2 * (halves - 8 * np.log(8 / 4)), rel=1e-3)


def test_net_gain_by_hand():
    """Net 2, 2, 0, 0: means 2 and 0; volumes of a step 4/2 and 0, each drawn to 1 by one step."""
    gain = net_gain([np.array([2.0, 2, 0, 0]), np.zeros(4), np.ones(4)], 1)
    assert gain[1] == pytest.approx((2 - 0) ** 2 / ((4 + 1) / 3 / 2 + (0 + 1) / 3 / 2))


def test_exposure_scales_the_mean():
    """A month covered by half with half the events is no change."""
    counts, half = (
        np.array([4.0, 4, 4, 4, 2, 2, 2, 2]),
        np.array([1.0, 1, 1, 1, 0.5, 0.5, 0.5, 0.5]),
    )
    assert best_split(np.stack([counts, half]), count_gain, 2)[1] == pytest.approx(0, abs=1e-6)
    assert best_split(np.stack([counts, np.ones(8)]), count_gain, 2)[1] > 0.5


def test_bound_falls_with_the_statistic_and_is_a_probability():
    p = bound(np.array([0.0, 4.0, 10.0, 20.0]), 100, 5)
    assert (np.diff(p) <= 0).all()
    assert p[0] == 1.0
    assert 0 < p[3] < 1e-3


@pytest.mark.parametrize("phi", [1, 4])
@pytest.mark.parametrize(("gain", "rows"), [(count_gain, 1), (net_gain, 2)])
def test_false_alarms_stay_at_the_level(phi, gain, rows):
    """Clustered counts do not fire: 400 series without a change, level 5%, at most 5% + 2.3 s.e."""
    rng = np.random.default_rng(7)
    fired = 0
    for _ in range(400):
        data = np.stack([*(clustered(rng, 3.0, phi, 60) for _ in range(rows)), np.ones(60)])
        fired += scan(data, gain, shortest=3, alpha=0.05).p_value <= 0.05
    assert fired / 400 <= 0.05 + 2.3 * (0.05 * 0.95 / 400) ** 0.5


def test_power_and_onset():
    """A rise from 1 to 4 a month in mildly clustered counts is found, near the true onset."""
    rng = np.random.default_rng(11)
    errors = []
    for _ in range(60):
        counts = np.concatenate([clustered(rng, 1.0, 1.5, 60), clustered(rng, 4.0, 1.5, 30)])
        found = scan(np.stack([counts, np.ones(90)]), count_gain, shortest=3)
        if found.p_value <= 0.01:
            errors.append(abs(found.split - 60))
    assert len(errors) >= 54
    assert np.median(errors) <= 2


def test_two_changes_with_dates_means_and_directions():
    rng = np.random.default_rng(3)
    counts = np.concatenate([rng.poisson(m, n) for m, n in ((1, 40), (8, 30), (2, 40))])
    test = detect(table_of(counts), measure="verbal_cooperation")
    up, down = test.shifts
    assert (up.direction, down.direction) == (Direction.UP, Direction.DOWN)
    assert abs((up.onset - dt.date(2018, 5, 1)).days) <= 62
    assert abs((down.onset - dt.date(2020, 11, 1)).days) <= 62
    assert up.before == pytest.approx(1, abs=0.5)
    assert up.after == down.before == pytest.approx(8, abs=1)
    assert up.onset < up.detected_at < down.onset < down.detected_at
    assert test.p_value <= 0.01
    assert test.verdict.startswith("Verbal cooperation from AAA to BBB rose from ")


def test_detected_at_is_what_a_sequential_run_would_have_said():
    """Nothing after `detected_at` has a part in it: cut there, the detector fires; before, not."""
    rng = np.random.default_rng(5)
    counts = np.concatenate([rng.poisson(1, 40), rng.poisson(6, 20)])
    (shift,) = detect(table_of(counts), measure="events").shifts
    at = (shift.detected_at.year - 2015) * 12 + shift.detected_at.month
    assert detect(table_of(counts[:at]), measure="events").shifts
    assert not detect(table_of(counts[: at - 1]), measure="events").shifts


def test_net_cooperation_is_not_moved_by_volume():
    """Twice the reports of both kinds is no change of the balance; a change of the balance is."""
    rng = np.random.default_rng(9)
    fired = 0
    for _ in range(60):
        good = np.concatenate([rng.poisson(3, 40), rng.poisson(9, 40)])
        bad = np.concatenate([rng.poisson(3, 40), rng.poisson(9, 40)])
        fired += bool(detect(table_of(good, bad), measure="net_cooperation").shifts)
    assert fired <= 3
    good = np.concatenate([rng.poisson(3, 40), rng.poisson(9, 40)])
    test = detect(table_of(good, rng.poisson(3, 80)), measure="net_cooperation")
    assert [s.direction for s in test.shifts] == [Direction.UP]
    assert test.shifts[0].detector == "Skellam scan"


def test_a_gap_is_not_nought_and_a_second_dataset_is_no_change():
    counts = np.concatenate([np.full(20, 5), np.zeros(20), np.full(20, 5), np.full(20, 15)])
    by = ["a"] * 20 + [None] * 20 + ["a"] * 20 + ["a+b"] * 20
    test = detect(table_of(counts, covered_by=by), measure="events")
    assert test.shifts == ()
    assert test.n_steps == 60


def test_too_few_to_tell():
    counts = np.zeros(264)
    counts[::11] = 1
    test = detect(table_of(counts), measure="events", names={"AAA": "Ayland", "BBB": "Beeland"})
    assert test.verdict == (
        "No detectable change in events from Ayland to Beeland: 24 events over 22 years are too "
        "few to tell."
    )


def test_nothing_covered_and_no_events():
    assert "No loaded data covers" in detect(SERIES_SCHEMA.empty_table(), measure="events").verdict
    quiet = detect(table_of(np.zeros(10)), measure="events")
    assert (quiet.p_value, quiet.shifts) == (None, ())
    assert "no event in 10 months" in quiet.verdict


def test_picked_texts_are_called_so():
    counts = np.concatenate([np.zeros(60), np.full(20, 3)])
    test = detect(table_of(counts, covered_by=["text"] * 80), measure="events")
    assert "the texts were picked" in test.verdict


def test_events_behind_a_shift(table, make, ontology):
    """Events of the class that moved, after the onset, the most telling first."""
    days = [dt.date(2018, 1, 1) + dt.timedelta(days=i) for i in range(300)]
    early = [make(d, "RUS", "AFG") for d in days[:150:10]]
    late = [make(d, "RUS", "AFG", EventType.AID, plover_score=5.0) for d in days[150:]]
    best = make(days[200], "RUS", "AFG", EventType.AID, plover_score=10.0)
    other = make(days[210], "RUS", "AFG", EventType.ASSAULT, plover_score=-10.0)
    events = table([*early, *late, best, other])
    feed = Coverage("feed", days[0], days[-1])
    rows = series(events, "RUS", "AFG", ontology=ontology, coverage=[feed], step="week")
    dyad = dyad_events(events, "RUS", "AFG", ontology=ontology)
    (shift,) = detect(rows, measure="material_cooperation", events=dyad).shifts
    assert shift.event_ids[0] == best.id
    assert len(shift.event_ids) == 20
    assert other.id not in shift.event_ids


def test_same_answer_twice_and_unknown_measure():
    counts = np.random.default_rng(1).poisson(2, 50)
    assert detect(table_of(counts), measure="events") == detect(table_of(counts), measure="events")
    with pytest.raises(ValueError, match="net_cooperation"):
        detect(table_of(counts), measure="warmth")


def test_shuffled_counts_equal_the_statistic_of_each_order() -> None:
    """The quick way through the permutations gives what the plain statistic gives."""
    rng = np.random.default_rng(7)
    for steps in (30, 61, 304):
        counts = rng.poisson(rng.gamma(1.0, 3.0, steps)).astype(float)
        data = np.stack([counts, np.full(steps, 0.5)])
        orders = _orders(steps, 0, 25)
        quick = _shuffled(data, count_gain, 5)(orders)
        plain = count_gain([counts[orders], data[1]], 5).max(-1)
        assert quick == pytest.approx(plain, abs=1e-8)


def test_orders_are_permutations_and_differ() -> None:
    """Every draw holds each step once; two draws of thirty steps are not the same."""
    orders = _orders(30, 0, 40)
    assert (np.sort(orders, axis=1) == np.arange(30)).all()
    assert len({tuple(o) for o in orders.tolist()}) == 40


def test_what_may_not_change_is_never_reported() -> None:
    """The look without draws never hides a change that the search reports."""
    rng = np.random.default_rng(11)
    hidden = reported = 0
    for k in range(120):
        counts = clustered(rng, 2.0, 1.0 + k % 3, 120)
        counts[80 + k % 20 :] += rng.poisson(k % 7, len(counts[80 + k % 20 :]))
        data = np.stack([counts, np.ones(120)])
        _, changes = find_changes(data, count_gain, 14, 0.01)
        late = [c for c in changes if c.onset >= 70]
        reported += bool(late)
        hidden += bool(late) and not may_change(data, count_gain, 14, 0.01, after=70)
    assert reported > 40
    assert hidden == 0


def normalised(table, volume, counted="events"):
    """The same counts per 1,000 of the volume of their step."""
    rows = table.to_pylist()
    months = sorted({r["step_start"] for r in rows})
    for row in rows:
        row["volume"] = int(volume[months.index(row["step_start"])])
        row["value"] *= 1000 / row["volume"]
        row["counted"] = counted
    return pa.Table.from_pylist(rows, schema=SERIES_SCHEMA)


GROWN = np.repeat([100, 400], 24)


@pytest.mark.parametrize("measure", ["cooperation", "net_cooperation"])
def test_a_feed_that_grows_is_no_change_of_the_relation(measure):
    """A tenth of the feed before it grew fourfold, and a tenth after."""
    rng = np.random.default_rng(3)
    cooperation, conflict = rng.poisson(0.1 * GROWN), rng.poisson(0.02 * GROWN)
    table = table_of(cooperation.astype(float), conflict.astype(float))
    assert detect(table, measure=measure).shifts
    test = detect(normalised(table, GROWN), measure=measure)
    assert test.shifts == ()
    assert test.p_value > 0.05
    counted = cooperation - conflict if measure == "net_cooperation" else cooperation
    share = 1000 * counted.sum() / GROWN.sum()
    assert f"{amount(share)} per 1,000 events on average" in test.verdict


def test_a_change_of_share_is_told_in_shares():
    """A tenth of 100, then three tenths of 400: 100 and 300 per 1,000, whatever the noise is."""
    wobble = np.tile([-2.0, 0.0, 2.0], 16)
    table = table_of(np.repeat([10.0, 120.0], 24) + wobble)
    test = detect(normalised(table, GROWN, counted="reports"), measure="cooperation")
    (shift,) = test.shifts
    assert shift.onset == dt.date(2017, 1, 1)
    assert (shift.before, shift.after) == (pytest.approx(100), pytest.approx(300))
    assert "reports of cooperation" in test.verdict.lower()
    assert "from 100 to 300 per 1,000 reports from January 2017" in test.verdict


def test_half_a_volume_is_half_an_exposure():
    """The search of a normalised series is that of its counts with the volumes as exposure."""
    rng = np.random.default_rng(5)
    volume = rng.integers(50, 150, 40)
    values = rng.poisson(0.1 * volume).astype(float)
    found = detect(normalised(table_of(values), volume), measure="cooperation")
    top = scan(np.stack([values, volume / volume.mean()]), count_gain, shortest=3)
    assert found.p_value == pytest.approx(top.p_value)
