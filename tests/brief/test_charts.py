"""The pictures: sound SVG, nothing unescaped, the right things drawn where they belong."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.brief import compose
from quovadis.brief.axis import Axis, nice_ceiling, year_ticks
from quovadis.brief.bands import bands
from quovadis.brief.charts import forecast_bar, timeline, timeline_step, timeline_table
from quovadis.ontology import load_ontology

sys.path.insert(0, str(Path(__file__).parent))
import dossiers

ONTOLOGY = load_ontology()
RICH = compose(dossiers.rich(), ONTOLOGY)
SPARSE = compose(dossiers.sparse(), ONTOLOGY)


def classes(svg: str) -> list[str]:
    return [e.get("class", "") for e in ET.fromstring(svg).iter()]  # noqa: S314 - our own


@pytest.mark.parametrize("width", [360, 720])
@pytest.mark.parametrize("brief", [RICH, SPARSE], ids=["rich", "sparse"])
def test_a_timeline_is_sound_and_stays_inside(brief: object, width: int) -> None:
    svg = timeline(brief, width)  # type: ignore[arg-type]
    root = ET.fromstring(svg)  # noqa: S314
    for e in root.iter():
        for key in ("x", "x1", "x2", "cx"):
            if e.get(key) is not None and e.get("class") != "hatch":
                assert 0 <= float(e.get(key, "0")) <= width
    assert root.get("role") == "img"
    assert root[0].text


def test_bars_gaps_shift_and_bands_are_drawn() -> None:
    drawn = classes(timeline(RICH, 720))
    assert drawn.count("gap") == 6, "the six months that no data covers"
    assert drawn.count("shift") == 1
    assert drawn.count("ahead") == 1
    assert "band on" in drawn
    assert drawn.count("good") > 50


def test_without_a_series_events_are_marks() -> None:
    drawn = classes(timeline(SPARSE, 720))
    assert drawn.count("stem bad") == 1
    assert "gap" not in drawn


def test_nothing_to_draw_gives_nothing() -> None:
    bare = dataclasses.replace(SPARSE, events=())
    assert timeline(bare, 720) == ""


def test_hostile_words_are_escaped() -> None:
    scheduled = dataclasses.replace(RICH.scheduled[0], what="</title><script>x</script>", id="")
    svg = timeline(dataclasses.replace(RICH, scheduled=(scheduled,)), 720)
    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg


def test_the_table_says_what_the_picture_shows() -> None:
    rows = {year: (good, bad) for year, good, bad in timeline_table(RICH)}
    assert list(rows) == [str(y) for y in range(2014, 2021)]
    assert rows["2014"] == ("18", "18")
    assert timeline_step(RICH) == "month"
    empty = dataclasses.replace(
        RICH, series=tuple((d, m, None if d.year == 2015 else v) for d, m, v in RICH.series)
    )
    assert ("2015", "no data", "no data") in timeline_table(empty)


def test_bands_follow_the_reports() -> None:
    found = bands(RICH, dt.date(2014, 1, 1), RICH.as_of)
    labels = [b.label for b in found]
    assert (
        "The United States' designation: in force since 1993; lift: agreed in principle" in labels
    )
    designation = found[labels.index(labels[0])]
    assert {p.tone for p in designation.pieces} == {"on"}
    assert designation.pieces[-1].last == RICH.as_of


def test_a_forecast_is_drawn_with_words_for_those_who_do_not_see_it() -> None:
    forecast = dossiers.forecasts()["realignment"][0]
    svg = forecast_bar(forecast)
    assert (
        'aria-label="probability 64%, 90% interval 52% to 74%, base rate of the class 31%"' in svg
    )
    dot = next(e for e in ET.fromstring(svg).iter() if e.get("class") == "dot")  # noqa: S314
    assert float(dot.get("cx", "0")) == pytest.approx(6 + 0.64 * 188, abs=0.06)
    assert forecast_bar(dataclasses.replace(forecast, probability=None)) == ""


@given(st.dates(dt.date(1950, 1, 1), dt.date(2030, 1, 1)), st.integers(30, 12_000))
def test_ticks_stand_on_the_axis_and_apart(first: dt.date, days: int) -> None:
    axis = Axis(first, first + dt.timedelta(days=days), 34, 352)
    ticks = year_ticks(axis)
    places = [axis.x(d) for d, _ in ticks]
    assert all(first <= d <= axis.last for d, _ in ticks)
    assert all(b - a >= 30 for a, b in itertools.pairwise(places))


@given(st.floats(0, 1e6))
def test_a_ceiling_is_round_and_not_much_higher(value: float) -> None:
    ceiling = nice_ceiling(value)
    assert ceiling >= value
    assert ceiling <= max(1, 2 * value)
