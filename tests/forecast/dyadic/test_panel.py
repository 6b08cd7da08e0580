"""Events become a panel: what counts, at which level, and as of when."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import numpy as np
import pytest

from quovadis.errors import Abstained
from quovadis.forecast.dyadic.panel import ANY, CLASSES, read_panel
from quovadis.records import Coverage, EventType, Modality, Precision

sys.path.insert(0, str(Path(__file__).parent))
from made import panel_of

FEED = Coverage("feed", dt.date(2020, 1, 1), dt.date(2020, 1, 31))


def cells(panel):
    """(source, target, class or "any", day, n) of every row, by name."""
    names = [*CLASSES, "any"]
    return {
        (
            panel.actors[panel.source[c // (ANY + 1)]],
            panel.actors[panel.target[c // (ANY + 1)]],
            names[c % (ANY + 1)],
            int(d),
            int(n),
        )
        for c, d, n in zip(panel.rows.cell, panel.rows.day, panel.rows.n, strict=True)
    }


def test_an_event_counts_for_its_type_its_quad_class_and_any(make, table):
    events = table([make("2020-01-03", "RUS", "AFG", EventType.AID)] * 2)
    assert cells(read_panel(events, coverage=[FEED])) == {
        ("RUS", "AFG", "material_cooperation", 2, 2),
        ("RUS", "AFG", "AID", 2, 2),
        ("RUS", "AFG", "any", 2, 2),
    }


def test_what_is_no_dated_act_of_two_actors_of_a_feed_is_left_out(make, table):
    events = table(
        [
            make("2020-01-03", "RUS", "AFG"),
            make("2020-01-04", "RUS", None),
            make("2020-01-05", "RUS", "AFG", modality=Modality.HYPOTHETICAL),
            make("2020-01-06", "RUS", "AFG", precision=Precision.MONTH),
            make("2020-01-07", "RUS", "AFG", dataset="text", document="d"),
            make("2020-03-07", "RUS", "AFG"),
        ]
    )
    panel = read_panel(events, coverage=[FEED, Coverage("text", FEED.first, FEED.last)])
    assert {day for *_, day, _ in cells(panel)} == {2}


def test_levels(make, table):
    events = table([make("2020-01-03", "RUS.GOV", "TALIBAN/AFG/REB")])
    by_level = {
        level: read_panel(events, coverage=[FEED], level=level).actors
        for level in ("country", "sector", "name")
    }
    assert by_level == {
        "country": ("AFG", "RUS"),
        "sector": ("AFG.REB", "RUS.GOV"),
        "name": ("RUS.GOV", "TALIBAN"),
    }
    with pytest.raises(ValueError, match="level"):
        read_panel(events, coverage=[FEED], level="planet")


def test_as_of_leaves_out_what_became_known_later(make, table):
    known = dt.datetime(2020, 1, 20, 12, tzinfo=dt.UTC)
    events = table(
        [make("2020-01-03", "RUS", "AFG"), make("2020-01-04", "RUS", "AFG", known_at=known)]
    )
    whole = read_panel(events, coverage=[FEED])
    assert sorted(set(zip(whole.rows.day.tolist(), whole.rows.seen.tolist(), strict=True))) == [
        (2, 2),
        (3, 19),
    ]
    early = read_panel(events, coverage=[FEED], origin=dt.date(2020, 1, 10))
    assert set(early.rows.day.tolist()) == {2}
    assert early.last == 9


def test_a_gap_cuts_the_past(make, table):
    later = Coverage("later", dt.date(2021, 1, 1), dt.date(2021, 1, 31))
    events = table(
        [make("2020-01-03", "RUS", "AFG"), make("2021-01-02", "RUS", "AFG", dataset="later")]
    )
    panel = read_panel(events, coverage=[FEED, later])
    assert (panel.first, panel.n_days) == (dt.date(2021, 1, 1), 31)
    assert {day for *_, day, _ in cells(panel)} == {1}
    both = read_panel(events, coverage=[FEED, later], datasets=["feed"])
    assert both.first == FEED.first


def test_nothing_to_read_is_said(make, table):
    events = table([make("2020-01-03", "RUS", None)])
    with pytest.raises(Abstained, match="no event data covers"):
        read_panel(events, coverage=[Coverage("text", FEED.first, FEED.last)])
    with pytest.raises(Abstained, match="both its actors"):
        read_panel(events, coverage=[FEED])


def test_what_happened_is_in_the_window_after_the_origin_only():
    panel = panel_of([("A", "B", "AID", 10)], 30)
    pair = np.array([0, 1])  # the dyad, and "none"
    aid = CLASSES.index("AID")
    came = {o: panel.happened(pair, o, 7)[:, aid].tolist() for o in (2, 3, 9, 10)}
    assert came == {2: [False, False], 3: [True, False], 9: [True, False], 10: [False, False]}
